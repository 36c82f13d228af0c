"""The rows of an inverted index, in memory and in a file: which passages hold which terms, and how often.

The catalog keeps the term ids of each passage (`passages.terms`); these rows are the same the other way round.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, BinaryIO, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from briefbot.store.rows import Catalog, Numbers, OnRows, chunks, ignore_progress

_Int = TypeVar("_Int", bound=np.integer[Any])
Entries = tuple[NDArray[np.uint32], NDArray[np.uint32], NDArray[np.uint8]]

TERM_IDS = np.dtype("<u4")  # as `passages.terms` holds them, in order, one for each time the term occurs
_DTYPES = (np.int64, np.int32, np.int64, np.uint32, np.uint8)  # of the fields of Postings
_HEADER = re.compile(rb"\{'descr': '([<|=][a-z]\d)', 'fortran_order': False, 'shape': \((\d{1,15}),\), \} *\n")
_MOST_COUNTED = 255  # times in one passage


class PostingRows(Protocol):
    """The rows of all terms over some passages, wherever they are kept."""

    @property
    def numbers(self) -> Numbers:
        """Those of the passages, in order."""

    @property
    def lengths(self) -> NDArray[np.int32]:
        """How many terms each passage has."""

    def row(self, term: int) -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
        """Return (places, counts) of a term: positions in `numbers`, in order, and how often each holds the term."""


@dataclass(frozen=True, slots=True)
class Postings:
    """The rows of all terms over some passages, end to end: the row of term t is at [starts[t], starts[t + 1])."""

    numbers: Numbers  # (passages,)
    lengths: NDArray[np.int32]  # (passages,): terms in each
    starts: NDArray[np.int64]  # (greatest term id + 2,)
    places: NDArray[np.uint32]  # (entries,): positions in `numbers`, in order within a row
    counts: NDArray[np.uint8]  # (entries,): how often the passage holds the term

    def row(self, term: int) -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
        """Return (places, counts) of a term; empty where no passage here holds it."""
        if term + 1 >= len(self.starts):
            return self.places[:0], self.counts[:0]
        of_term = slice(self.starts[term], self.starts[term + 1])
        return self.places[of_term], self.counts[of_term]


def postings_of(connection: Catalog, *, above: int, on_rows: OnRows = ignore_progress) -> Postings:
    """Return the postings of the catalog's passages numbered above `above`.

    The same passages give the same postings. Raises ValueError where a passage has a term that the catalog has not.
    """
    greatest = connection.execute("SELECT max(id) FROM terms").fetchone()[0] or 0
    rows = connection.execute("SELECT number, terms FROM passages WHERE number > ? ORDER BY number", (above,))
    return postings_from(chunks(rows, on_rows), greatest)


def postings_from(lists: Iterable[Sequence[tuple[int, bytes]]], greatest: int) -> Postings:
    """Return the postings of passages that come in lists of (number, terms); `greatest` is the highest term id."""
    numbers: list[Numbers] = []
    lengths: list[NDArray[np.int32]] = []
    parts: list[Entries] = []
    before = 0
    for chunk in lists:
        numbers.append(np.fromiter((number for number, _ in chunk), np.int64, len(chunk)))
        lengths.append(np.fromiter((len(blob) // TERM_IDS.itemsize for _, blob in chunk), np.int32, len(chunk)))
        ids = np.frombuffer(b"".join(blob for _, blob in chunk), TERM_IDS)
        parts.append(_inverted(ids, lengths[-1], before))
        before += len(chunk)
    starts = np.zeros(greatest + 2, np.int64)
    if any(ids.max(initial=0) > greatest for ids, _, _ in parts):
        raise ValueError("a passage has a term that is not in the catalog")
    for ids, _, _ in parts:
        starts[1:] += np.bincount(ids, minlength=greatest + 1)
    np.cumsum(starts, out=starts)
    return Postings(_joined(numbers, np.int64), _joined(lengths, np.int32), starts, *_merged(parts, starts))


def write_postings(postings: Postings, write: Callable[[bytes], int]) -> None:
    """Give the arrays to `write` one after the other, each as NumPy's format lays it out."""
    for field in fields(postings):
        np.lib.format.write_array(_Writing(write), getattr(postings, field.name), allow_pickle=False)


def read_postings(path: Path) -> Postings:
    """Read postings from a file. Raises OSError or ValueError where it is not what `write_postings` wrote."""
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        postings = Postings(*(_read_array(file, size, dtype) for dtype in _DTYPES))
    if not (
        len(postings.lengths) == len(postings.numbers)
        and (np.diff(postings.numbers, prepend=0) > 0).all()
        and (postings.lengths >= 0).all()
        and (np.diff(postings.starts) >= 0).all()
        and len(postings.starts)
        and postings.starts[0] == 0
        and postings.starts[-1] == len(postings.places) == len(postings.counts)
        and postings.places.max(initial=0) < max(len(postings.numbers), 1)
    ):
        raise ValueError("the arrays do not fit together")
    return postings


def _read_array(file: BinaryIO, size: int, dtype: type[np.generic]) -> NDArray[Any]:
    """Read an array of one dimension. No memory is taken for more than a file of this size can hold."""
    start = file.read(10)
    header = file.read(int.from_bytes(start[8:10], "little"))
    found = _HEADER.fullmatch(header)  # NumPy would have Python's parser read it, whatever it says
    if start[:8] != b"\x93NUMPY\x01\x00" or found is None or found[1].decode() != np.dtype(dtype).str:
        raise ValueError("no array of this type")
    count = int(found[2])
    if count * np.dtype(dtype).itemsize > size - file.tell():
        raise ValueError("an array that is longer than its file")
    return np.fromfile(file, dtype, count)


@dataclass(frozen=True, slots=True)
class _Writing:
    """A file that cannot be mapped, as far as NumPy writes to one."""

    write: Callable[[bytes], int]


def _inverted(ids: NDArray[np.uint32], lengths: NDArray[np.int32], before: int) -> Entries:
    """Return (term ids, places, counts) of some passages, in the order of terms, then of passages."""
    places = np.repeat(np.arange(before, before + len(lengths), dtype=np.uint64), lengths)
    entries, counts = np.unique(ids.astype(np.uint64) << np.uint64(32) | places, return_counts=True)
    terms = (entries >> np.uint64(32)).astype(np.uint32)
    return terms, entries.astype(np.uint32), np.minimum(counts, _MOST_COUNTED).astype(np.uint8)


def _merged(parts: list[Entries], starts: NDArray[np.int64]) -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
    """Put the entries of all parts where they belong; `parts` are in the order of passages.

    `parts` is emptied meanwhile, so that memory never holds both.
    """
    places = np.empty(starts[-1], np.uint32)
    counts = np.empty(starts[-1], np.uint8)
    filled = starts[:-1].copy()
    parts.reverse()
    while parts:
        ids, own_places, own_counts = parts.pop()
        terms, firsts, sizes = np.unique(ids, return_index=True, return_counts=True)
        at = np.arange(len(ids)) + np.repeat(filled[terms] - firsts, sizes)
        places[at], counts[at] = own_places, own_counts
        filled[terms] += sizes
    return places, counts


def _joined(arrays: list[NDArray[_Int]], dtype: type[_Int]) -> NDArray[_Int]:
    return np.concatenate(arrays) if arrays else np.empty(0, dtype)
