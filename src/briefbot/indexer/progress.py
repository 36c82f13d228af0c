"""How far a build is, told to whoever asks: a bar in the terminal, or a function of the caller."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from tqdm import tqdm


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a build is: it reads each source in turn, then embeds the passages of all of them."""

    doing: Literal["reading", "embedding"]
    source: str  # that is read, as named; "" while embedding
    done: int  # files and web addresses read, or passages embedded
    total: int


Listener = Callable[[Progress], None]


def listener(progress: bool | Listener) -> Listener:
    """What hears of the progress: bars in the terminal for True, nothing for False."""
    if callable(progress):
        return progress
    return _Bars() if progress else lambda _progress: None


class _Bars:
    """A bar for each thing that a build does, one at a time, gone when it is done."""

    def __init__(self) -> None:
        self._bar: tqdm[Any] | None = None

    def __call__(self, progress: Progress) -> None:
        if self._bar is None:
            reading = progress.doing == "reading"
            self._bar = tqdm(
                total=progress.total,
                desc=f"Reading {progress.source}" if reading else "Embedding",
                unit="file" if reading else "passage",
                disable=None,  # silent where standard error is not a terminal
                leave=False,
            )
        self._bar.update(progress.done - self._bar.n)
        if progress.done == progress.total:
            self._bar.close()
            self._bar = None
