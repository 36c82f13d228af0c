"""Rows of tables: numbers of passages, lists of rows where a table is larger than memory, and rows that are damaged."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]  # of passages, in order
WriteRow = Callable[[str, Iterable[Any]], int]  # runs a statement with its values; the row that it inserted last
OnRows = Callable[[int], None]  # called with the number of rows just processed
OnProgress = Callable[[int, int], None]  # called with how many rows are processed, and how many there are


class CorruptRowError(sqlite3.DatabaseError):
    """SQLite read the row, but its content is not what briefbot wrote: a catalog has no checksums of its rows."""


@contextmanager
def reporting_corrupt_rows() -> Iterator[None]:
    """Raise CorruptRowError for what cannot be taken apart inside; put it around all that takes rows apart."""
    try:
        yield
    except (ValueError, TypeError, LookupError) as error:
        raise CorruptRowError(f"{type(error).__name__}: {error}") from error


def ignore_progress(*_counts: int) -> None:
    """Do nothing: the default of every OnRows and OnProgress."""


class Counted:
    """Adds up processed rows and reports (done, total) to `on_progress`."""

    def __init__(self, on_progress: OnProgress, total: int) -> None:
        self._on_progress = on_progress
        self._done, self._total = 0, total

    def __call__(self, count: int) -> None:
        """Count `count` more rows, and report."""
        self._done += count
        self._on_progress(self._done, self._total)


def chunks(rows: sqlite3.Cursor, on_rows: OnRows = ignore_progress) -> Iterator[list[Any]]:
    """Yield the rows of a query in lists of some thousands, and report each list once the next is asked for."""
    while chunk := rows.fetchmany(8192):
        yield chunk
        on_rows(len(chunk))
