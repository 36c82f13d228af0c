"""How far a build has come, on a terminal and nowhere else."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from tqdm import tqdm

from briefbot.errors import DocumentError

_LONGEST_NAME = 30  # characters; a longer one would leave no room for the bar

_Item = TypeVar("_Item")


class ReadingBar:
    """How much of the files of a source has been read, in bytes: one file may hold all articles that there are."""

    def __init__(self, paths: Sequence[Path | str | DocumentError], source: str, *, shown: bool) -> None:
        name = source if len(source) <= _LONGEST_NAME else f"...{source[3 - _LONGEST_NAME :]}"
        self._bar = bar(f"Reading {name}", "B", total=sum(map(_size, paths)) if shown else 0, shown=shown)
        self._ends = 0  # where the file that is read now ends

    def file(self, path: Path | str | DocumentError) -> None:
        """Go on to this file; the one before is done."""
        if not self._bar.disable:
            self._bar.update(self._ends - self._bar.n)
            self._ends += _size(path)

    def text(self, text: str) -> None:
        """Count a text out of the file: about as many bytes as it has characters, and never more than the file has."""
        if not self._bar.disable:
            self._bar.update(min(len(text), self._ends - self._bar.n))

    def close(self) -> None:
        """Take the bar off the terminal."""
        self._bar.close()


def bar(desc: str, unit: str, *, total: int, shown: bool) -> tqdm[Any]:
    """A bar with its rate and the time left."""
    return tqdm(total=total, desc=desc, unit=unit, unit_scale=unit == "B", disable=_off(shown), leave=False)


def along(items: Sequence[_Item], desc: str, unit: str, *, shown: bool) -> Iterable[_Item]:
    """The items, and a bar while they are gone through."""
    return tqdm(items, desc=desc, unit=unit, disable=_off(shown), leave=False)


def _off(shown: bool) -> bool | None:
    return None if shown else True  # None: silent where standard error is not a terminal


def _size(path: Path | str | DocumentError) -> int:
    try:
        return os.path.getsize(path) if isinstance(path, Path) else 0  # noqa: PTH202  one call for each of many files
    except (OSError, ValueError):
        return 0
