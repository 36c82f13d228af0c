"""Rows of tables: numbers of passages, lists of rows where a table is larger than memory, and rows that are damaged."""

from __future__ import annotations

import inspect
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray


class Rows(Protocol):
    """The rows that a statement gives, as `sqlite3.Cursor` has them."""

    @property
    def rowcount(self) -> int: ...

    def fetchone(self) -> Any: ...

    def fetchall(self) -> list[Any]: ...

    def fetchmany(self, size: int, /) -> list[Any]: ...

    def __iter__(self) -> Iterator[Any]: ...


class Catalog(Protocol):
    """A connection to the tables of an index, in a transaction, as `sqlite3.Connection` is one.

    What goes through it is written for SQLite, in words that `postgres.statements` knows how to say otherwise.
    """

    def execute(self, statement: str, values: Any = ..., /) -> Rows: ...

    def executemany(self, statement: str, rows: Iterable[Any], /) -> Any: ...


_Reader = TypeVar("_Reader")
_Row = TypeVar("_Row")
Numbers = NDArray[np.int64]  # of passages, in order
WriteRow = Callable[[str, Iterable[Any]], int]  # runs a statement; returns what it RETURNING gives, or 0
OnRows = Callable[[int], None]  # called with the number of rows just processed
OnProgress = Callable[[int, int], None]  # called with how many rows are processed, and how many there are


class ByNumber(dict[int, _Row]):
    """Rows by their number. A number that the index names somewhere and that has no row is damage, too."""

    def __missing__(self, number: int) -> _Row:
        raise CorruptRowError(f"there is no row {number}")


# What Python and NumPy raise where a value is not of its type, a list too deep, a number too large, a row not there.
_OF_DAMAGE = (ValueError, TypeError, LookupError, AttributeError, OverflowError, RecursionError)


class CorruptRowError(sqlite3.DatabaseError):
    """SQLite read the row, but its content is not what briefbot wrote: a catalog has no checksums of its rows."""


@contextmanager
def reporting_corrupt_rows() -> Iterator[None]:
    """Raise CorruptRowError for what cannot be taken apart inside; put it around all that takes rows apart."""
    try:
        yield
    except _OF_DAMAGE as error:
        raise CorruptRowError(f"{type(error).__name__}: {error}") from error


def reading_rows(reader: type[_Reader]) -> type[_Reader]:
    """Put `reporting_corrupt_rows` around every public method of a class that only reads, generators included."""
    for name, method in list(vars(reader).items()):
        if inspect.isfunction(method) and not name.startswith("_"):
            setattr(reader, name, _guarded(method))
    return reader


def _guarded(method: Callable[..., Any]) -> Callable[..., Any]:
    if not inspect.isgeneratorfunction(method):
        return reporting_corrupt_rows()(method)

    @wraps(method)
    def guarded(*values: Any, **named: Any) -> Iterator[Any]:
        with reporting_corrupt_rows():
            yield from method(*values, **named)

    return guarded


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


def chunks(rows: Rows, on_rows: OnRows = ignore_progress) -> Iterator[list[Any]]:
    """Yield the rows of a query in lists of some thousands, and report each list once the next is asked for."""
    while chunk := rows.fetchmany(8192):
        yield chunk
        on_rows(len(chunk))
