"""The progress of a build, for whoever asks: bars in the terminal, or calls of the caller's function."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from tqdm import tqdm

from briefbot.errors import DocumentError

Doing = Literal["updating", "reading", "dropping", "settling", "embedding", "writing", "checking", "copying"]
_UNITS: dict[Doing, str] = {
    "updating": "document",
    "reading": "B",
    "dropping": "document",
    "settling": "document",
    "embedding": "passage",
    "writing": "passage",
    "checking": "row",
    "copying": "document",
}
_LONGEST_NAME = 30  # characters; a longer one would leave no room for the bar


@dataclass(frozen=True, slots=True)
class Progress:
    """The state of a build: it reads each source in turn, drops what is gone, settles blocks, embeds the passages.

    Settling is finding which lines stand in so many articles that they are no news, and cutting these anew. Where much
    has changed, it then writes the files beside the catalog. Before all this, an index of an older format is updated,
    in one step or several. `check_index` is checking
    and `copy_index` copying all the time.
    """

    doing: Doing
    source: str  # that is read, as named; what is checked; "the index" that is updated; else ""
    done: int  # bytes of the source's files, one for each web address; documents, passages or rows that are dealt with
    total: int


Listener = Callable[[Progress], None]


def listener(progress: bool | Listener) -> Listener:
    """Return the function to call with each Progress.

    It is the one given; for True, one that draws bars in the terminal; for False, one that does nothing.
    """
    if callable(progress):
        return progress
    return _Bars() if progress else _nobody


def telling(tell: Listener, doing: Doing, source: str = "") -> Callable[[int, int], None]:
    """Return a (done, total) callback that reports this phase of a build."""
    return lambda done, total: tell(Progress(doing, source, done, total))


def _nobody(_progress: Progress) -> None:
    """Do nothing."""


class ReadingProgress:
    """Reports how much of the files of a source has been read."""

    def __init__(self, paths: Sequence[Path | str | DocumentError], source: str, tell: Listener) -> None:
        self._is_heard = tell is not _nobody  # else no file is looked at
        self._tell = tell
        self._source = source
        self._total = sum(map(_size, paths)) if self._is_heard else 0
        self._done = self._ends = 0  # where this file is now, and where it ends

    def file(self, path: Path | str | DocumentError) -> None:
        """Go on to this file; the one before is done."""
        if self._is_heard:
            self._done = self._ends
            self._ends += _size(path)
            self._say()

    def text(self, text: str) -> None:
        """Count a text out of the file: about as many bytes as it has characters, and never more than the file has."""
        if self._is_heard:
            self._done = min(self._done + len(text), self._ends)
            self._say()

    def end(self) -> None:
        """Report that all files are done."""
        if self._is_heard:
            self._done = self._total
            self._say()

    def _say(self) -> None:
        self._tell(Progress("reading", self._source, min(self._done, self._total), self._total))


class _Bars:
    """A bar for each thing that a build does, one at a time, gone when it is done."""

    def __init__(self) -> None:
        self._bar: tqdm[Any] | None = None

    def __call__(self, progress: Progress) -> None:
        if self._bar is None and progress.done < progress.total:
            unit = _UNITS[progress.doing]
            self._bar = tqdm(
                total=progress.total,
                desc=f"{progress.doing.capitalize()} {_shortened(progress.source)}".strip(),
                unit=unit,
                unit_scale=unit == "B",
                disable=None,  # silent where standard error is not a terminal
                leave=False,
            )
        if self._bar is not None:
            self._bar.update(progress.done - self._bar.n)
            if progress.done == progress.total:
                self._bar.close()
                self._bar = None


def _shortened(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"...{name[3 - _LONGEST_NAME :]}"


def _size(path: Path | str | DocumentError) -> int:
    if isinstance(path, str):
        return 1  # a web address, whose size nobody knows
    try:
        return os.path.getsize(path) if isinstance(path, Path) else 0  # noqa: PTH202  one call for each of many files
    except (OSError, ValueError):
        return 0
