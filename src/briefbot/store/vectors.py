"""Passage vectors: one FAISS file, derived from the catalog, and beside it what has changed since it was written."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import faiss
import numpy as np

from briefbot.store.compression import Vectors, check_index, index_of, is_compressed, parameters
from briefbot.store.derived import Derived, Write, read_file, vectors_path
from briefbot.store.rows import Numbers, OnRows

Cosines = Callable[[Sequence[int]], dict[int, float]]
_FAISS: Any = faiss  # whose type stubs know only a part of it

_READING = threading.Lock()  # the limit is of the whole process
_ANY_SIZE = 2**40  # bytes; FAISS's own limit

_PIECE = 2**20  # bytes of a file that are written between two calls of the fault hook
_CANDIDATES = 2  # from a compressed file, for each passage that is wanted

# FAISS shares a search out among threads of OpenMP, which a process that was forked off would wait for in vain.
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=lambda: _FAISS.omp_set_num_threads(1))


@dataclass(frozen=True, slots=True)
class VectorIndex:
    """The vectors of one generation: those of the FAISS file that are still there, and those that came later."""

    file: faiss.Index
    sha256: str  # of the FAISS file; "" where all vectors were read from the catalog instead
    removed: Numbers  # numbers in `file` that are no passage any more
    later: faiss.Index  # passages that are not in `file`

    def nearest(
        self, vector: Vectors, count: int, among: Numbers | None = None, *, cosines: Cosines
    ) -> list[tuple[int, float]]:
        """Return (passage number, cosine) of the nearest passages, best first; of equal cosines the lower number.

        `vector` is (dimension,). `among` are the only passages that take part, where it is given. Candidates from a
        compressed file get their exact cosines from `cosines`.
        """
        found: list[tuple[int, float]] = []
        rough = is_compressed(self.file)
        for index, wanted in ((self.file, _CANDIDATES * count if rough else count), (self.later, count)):
            wanted = min(wanted, index.ntotal)
            if wanted:
                how = parameters(index, self._selector(index, among), None if among is None else len(among))
                scores, numbers = index.search(vector[None], wanted, params=how)
                hits = {int(n): float(s) for n, s in zip(numbers[0], scores[0], strict=True) if n >= 0}
                found += (cosines(list(hits)) if rough and index is self.file else hits).items()
        return sorted(found, key=lambda hit: (-hit[1], hit[0]))[:count]

    def _selector(self, index: faiss.Index, among: Numbers | None) -> Any:
        """Return the FAISS selector of the passages that take part; None for all."""
        removed = self.removed if index is self.file else self.removed[:0]
        if among is None:
            return _FAISS.IDSelectorNot(_FAISS.IDSelectorBatch(removed)) if len(removed) else None
        last = max(among.max(initial=0), removed.max(initial=0))
        kept = np.zeros(last + 1, np.bool_)
        kept[among] = True
        kept[removed] = False
        return _FAISS.IDSelectorBitmap(np.packbits(kept, bitorder="little"))


def open_vectors(
    connection: sqlite3.Connection,
    folder: Path,
    dimension: int,
    written: Derived,
    removed: Numbers,
    before: VectorIndex | None = None,
) -> VectorIndex:
    """Open the vectors of the generation that `connection` sees; the file of `before` is kept if it still is the one.

    Where the file is not as it was written, all vectors are read from the catalog, and answers are the same.
    """
    empty = faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))
    known = before is not None and before.sha256 and before.sha256 == written.sha256
    file = before.file if before and known else read_vectors(folder, written, dimension)
    if file is None:
        return VectorIndex(index_of(connection, dimension, above=0), "", removed[:0], empty)
    later = index_of(connection, dimension, above=written.last)
    return VectorIndex(file, written.sha256, removed, later)


def produce_vectors(connection: sqlite3.Connection, dimension: int, on_rows: OnRows, write: Write) -> None:
    """Write the FAISS file of all passages of the catalog."""
    faiss.write_index(
        index_of(connection, dimension, above=0, on_rows=on_rows), _FAISS.PyCallbackIOWriter(write, _PIECE)
    )


def read_vectors(folder: Path, written: Derived, dimension: int) -> faiss.Index | None:
    """Read the FAISS file as it was written; return None where `read_file` does, or where it is no index of ours."""
    return read_file(vectors_path(folder, written.generation), written, lambda path: read_index(path, dimension))


def read_index(path: Path, dimension: int) -> faiss.Index:
    """Read a FAISS file. Raises ValueError, RuntimeError or MemoryError where it is not one that `index_of` made."""
    with _READING:
        # The header says how much memory each part takes; no part is larger than the file.
        _FAISS.set_deserialization_vector_byte_limit(path.stat().st_size)
        try:
            index = faiss.read_index(str(path))
        finally:
            _FAISS.set_deserialization_vector_byte_limit(_ANY_SIZE)
    check_index(index, dimension)
    return index
