"""The words of an index on a server: the rows of the words file as bytes, fetched for the terms that a question has.

The scores are summed by the code that sums those of the embedded store, over the same rows, and so are the same.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from briefbot.store.postgres.connecting import Connection
from briefbot.store.postings import Postings, postings_from, postings_of
from briefbot.store.rows import Numbers, OnRows
from briefbot.store.word_index import WordIndex, word_index

BLOCK = 2**18  # passages whose rows are written together, so that no more need be in memory at once
_KEPT = 64 * 2**20  # bytes of rows that are kept of one generation of words

Row = tuple[NDArray[np.uint32], NDArray[np.uint8]]
_EMPTY: Row = (np.empty(0, np.uint32), np.empty(0, np.uint8))


class FetchedRows:
    """The rows that questions have fetched, those used last, of one writing of the words. Shared between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rows: OrderedDict[int, Row] = OrderedDict()
        self._bytes = 0

    def get(self, term: int) -> Row | None:
        """Return the row of a term where it is kept."""
        with self._lock:
            if term in self._rows:
                self._rows.move_to_end(term)
            return self._rows.get(term)

    def put(self, term: int, row: Row) -> None:
        """Keep a row, and let go of those that were not used for longest."""
        with self._lock:
            if term in self._rows:
                return
            self._rows[term] = row
            self._bytes += row[0].nbytes + row[1].nbytes
            while self._bytes > _KEPT and len(self._rows) > 1:
                _, old = self._rows.popitem(last=False)
                self._bytes -= old[0].nbytes + old[1].nbytes


@dataclass(frozen=True, slots=True)
class StoredRows:
    """The postings that a server keeps. `connection` is that of the snapshot that asks."""

    numbers: Numbers
    lengths: NDArray[np.int32]
    kept: FetchedRows
    connection: Connection | None = None

    def row(self, term: int) -> Row:
        """Return (places, counts) of a term; fetched where `fetch` has not done so."""
        found = self.kept.get(term)
        return self.fetch([term])[term] if found is None else found

    def fetch(self, terms: Sequence[int]) -> dict[int, Row]:
        """Fetch the rows of terms that are not kept yet, all at once."""
        wanted = [term for term in terms if self.kept.get(term) is None]
        if not wanted or self.connection is None:
            return {}
        rows = self.connection.own(
            "SELECT term, block, places, counts FROM words WHERE term = ANY(%s) ORDER BY term, block", [wanted]
        )
        parts: dict[int, list[Row]] = {term: [] for term in wanted}
        for term, block, places, counts in rows:
            at = np.frombuffer(places, "<u4").astype(np.uint32) + np.uint32(block * BLOCK)
            parts[term].append((at, np.frombuffer(counts, np.uint8)))
        found = {term: _joined(own) for term, own in parts.items()}
        for term, row in found.items():
            if len(row[0]) != len(row[1]) or (len(row[0]) and int(row[0].max()) >= len(self.numbers)):
                raise ValueError(f"the row of the term {term} does not fit the passages")
            self.kept.put(term, row)
        return found


def _joined(parts: Sequence[Row]) -> Row:
    if len(parts) == 1:
        return parts[0]
    return (np.concatenate([p for p, _ in parts]), np.concatenate([c for _, c in parts])) if parts else _EMPTY


def open_words(connection: Connection, last: int, before: StoredRows | None) -> WordIndex:
    """Open the words of the generation that `connection` sees; `last` is the highest passage number in the rows.

    What is kept of `before` stays where the rows are still the same.
    """
    removed = np.fromiter((n for (n,) in connection.own("SELECT number FROM removed ORDER BY number")), np.int64)
    stored = before
    if stored is None:
        numbers, lengths = [], []
        for own, long in connection.own("SELECT numbers, lengths FROM blocks ORDER BY block"):
            numbers.append(np.frombuffer(own, "<i8").astype(np.int64))
            lengths.append(np.frombuffer(long, "<i4").astype(np.int32))
        stored = StoredRows(
            np.concatenate(numbers) if numbers else np.empty(0, np.int64),
            np.concatenate(lengths) if lengths else np.empty(0, np.int32),
            FetchedRows(),
        )
    if len(stored.numbers) != len(stored.lengths) or np.setdiff1d(removed, stored.numbers).size:
        raise ValueError("the words do not fit the passages")
    return word_index("", stored, removed, postings_of(connection, above=last))


def asked_by(words: WordIndex, connection: Connection, terms: Sequence[int]) -> WordIndex:
    """Return the words for one snapshot, with the rows of these terms fetched."""
    stored = words.file.postings
    if not isinstance(stored, StoredRows):
        raise TypeError("these are not the words of a server")
    own = replace(stored, connection=connection)
    own.fetch(terms)
    return replace(words, file=replace(words.file, postings=own))


def write_words(connection: Connection, on_rows: OnRows) -> None:
    """Write the rows of all passages that the transaction sees, a block of passages after the other."""
    (greatest,) = connection.own("SELECT coalesce(max(id), 0) FROM terms").fetchone()
    connection.run("DELETE FROM words; DELETE FROM blocks; DELETE FROM removed")
    last, block = 0, 0
    while True:
        rows = connection.own(
            "SELECT number, terms FROM passages WHERE number > %s ORDER BY number LIMIT %s", [last, BLOCK]
        ).fetchall()
        if not rows:
            return
        _write_block(connection, block, postings_from([rows], greatest))
        on_rows(len(rows))
        last, block = rows[-1][0], block + 1


def _write_block(connection: Connection, block: int, postings: Postings) -> None:
    connection.own(
        "INSERT INTO blocks (block, numbers, lengths) VALUES (%s, %s, %s)",
        [block, postings.numbers.astype("<i8").tobytes(), postings.lengths.astype("<i4").tobytes()],
    )
    held = np.flatnonzero(np.diff(postings.starts))
    with connection.copying("words", "term, block, places, counts", ["int8", "int8", "bytea", "bytea"]) as copy:
        for term in held.tolist():
            places, counts = postings.row(term)
            copy.write_row((term, block, places.astype("<u4").tobytes(), counts.tobytes()))
