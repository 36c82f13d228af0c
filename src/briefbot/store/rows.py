"""Rows of tables: numbers of passages, and lists of rows where a table may be larger than memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]  # of passages, in order
Passed = Callable[[int], None]  # hears of that many rows more which are done with
Tell = Callable[[int, int], None]  # hears how many rows of how many are done with


def untold(*_counts: int) -> None:
    """Hears nothing."""


class Counted:
    """Adds up finished rows and reports `(done, total)` to `tell`."""

    def __init__(self, tell: Tell, total: int) -> None:
        self._tell = tell
        self._done, self._total = 0, total

    def __call__(self, count: int) -> None:
        """Count so many rows more."""
        self._done += count
        self._tell(self._done, self._total)


def chunks(rows: sqlite3.Cursor, passed: Passed = untold) -> Iterator[list[Any]]:
    """The rows of a query in lists of some thousands; `passed` hears how many, once the next list is asked for."""
    while chunk := rows.fetchmany(8192):
        yield chunk
        passed(len(chunk))
