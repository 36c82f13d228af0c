"""Passage vectors: one FAISS file, derived from the catalog, and beside it what has changed since it was written."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from briefbot.store.compression import index_of, is_compressed, parameters
from briefbot.store.faults import Seam, no_fault
from briefbot.store.schema import Facts

Vectors = NDArray[np.float32]
Numbers = NDArray[np.int64]  # of passages, in order
Cosines = Callable[[Sequence[int]], dict[int, float]]
_FAISS: Any = faiss  # whose type stubs know only a part of it

# A file up to this size is hashed whenever it is opened; a larger one only if its size or time is not what it was when
# it was written, by `briefbot doctor`, and by the build after one that was killed. 64 MiB are hashed within 0.1 s.
HASHED_AT_OPENING = 64 * 2**20
_PIECE = 2**20  # bytes of a file that are written between two calls of the seam
_CANDIDATES = 2  # from a compressed file, for each passage that is wanted
_LEAST_CHANGES = 1024
_CHANGED_SHARE = 20  # one part in so many


def vectors_path(folder: Path, generation: int) -> Path:
    """Where the FAISS file of a generation lies."""
    return folder / f"vectors-{generation}.faiss"


@dataclass(frozen=True, slots=True)
class Searchable:
    """The vectors of one generation: those of the FAISS file that are still there, and those that came later."""

    file: faiss.Index
    sha256: str  # of the FAISS file; "" where all vectors were read from the catalog instead
    removed: NDArray[np.int64]  # numbers in `file` that are no passage any more
    later: faiss.Index  # passages that are not in `file`

    def nearest(
        self, vector: Vectors, count: int, among: Numbers | None = None, *, cosines: Cosines
    ) -> list[tuple[int, float]]:
        """(passage number, cosine), best first; of equal cosines the lower number. `vector` is (dimension,).

        `among` are the only passages that take part, where it is given. Candidates from a compressed file get their
        exact cosines from `cosines`.
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
        """What tells FAISS which passages take part; None, for all."""
        removed = self.removed if index is self.file else self.removed[:0]
        if among is None:
            return _FAISS.IDSelectorNot(_FAISS.IDSelectorBatch(removed)) if len(removed) else None
        last = max(among.max(initial=0), removed.max(initial=0))
        kept = np.zeros(last + 1, np.bool_)
        kept[among] = True
        kept[removed] = False
        return _FAISS.IDSelectorBitmap(np.packbits(kept, bitorder="little"))


def open_searchable(
    connection: sqlite3.Connection, folder: Path, facts: Facts, before: Searchable | None = None
) -> Searchable:
    """The vectors of the generation that `connection` sees; the file of `before` is kept where it still is the one.

    Where the file is not as it was written, all vectors are read from the catalog, and answers are the same.
    """
    empty = faiss.IndexIDMap2(faiss.IndexFlatIP(facts.dimension))
    known = before is not None and before.sha256 and before.sha256 == facts.vectors_sha256
    file = before.file if before and known else read_checked(folder, facts)
    if file is None:
        return Searchable(index_of(connection, facts.dimension, above=0), "", np.empty(0, np.int64), empty)
    rows = connection.execute("SELECT number FROM removed ORDER BY number").fetchall()
    removed = np.fromiter((number for (number,) in rows), np.int64, len(rows))
    later = index_of(connection, facts.dimension, above=facts.vectors_last)
    return Searchable(file, facts.vectors_sha256, removed, later)


def is_worth_writing(connection: sqlite3.Connection, facts: Facts) -> bool:
    """Whether so much has changed since the FAISS file was written that searching what came later costs time."""
    if not facts.vectors_generation:
        return True
    later, removed, total = connection.execute(
        "SELECT (SELECT count(*) FROM passages WHERE number > ?), (SELECT count(*) FROM removed), "
        "(SELECT count(*) FROM passages)",
        (facts.vectors_last,),
    ).fetchone()
    return bool(later + removed > max(_LEAST_CHANGES, total // _CHANGED_SHARE))


def write_vectors(connection: sqlite3.Connection, folder: Path, facts: Facts, seam: Seam = no_fault) -> Facts:
    """Write the FAISS file of this generation durably; returns the facts that name it.

    A crash leaves no half file under the final name.
    """
    index = index_of(connection, facts.dimension, above=0)
    path = vectors_path(folder, facts.generation)
    temporary = path.with_suffix(".partial")
    digest = hashlib.sha256()
    with temporary.open("wb") as file:

        def write(piece: bytes) -> int:
            seam("write vectors")
            digest.update(piece)
            return file.write(piece)

        faiss.write_index(index, _FAISS.PyCallbackIOWriter(write, _PIECE))
        file.flush()
        seam("fsync vectors")
        os.fsync(file.fileno())
    seam("rename vectors")
    temporary.replace(path)
    seam("fsync folder")
    sync_folder(folder)
    status = path.stat()
    last = connection.execute("SELECT max(number) FROM passages").fetchone()[0] or 0
    return replace(
        facts,
        vectors_generation=facts.generation,
        vectors_last=last,
        vectors_bytes=status.st_size,
        vectors_mtime_ns=status.st_mtime_ns,
        vectors_sha256=digest.hexdigest(),
    )


def is_intact(folder: Path, facts: Facts, *, thoroughly: bool = False) -> bool:
    """Whether the FAISS file is the one that was written; `thoroughly` reads every byte of a large one, too."""
    path = vectors_path(folder, facts.vectors_generation)
    try:
        status = path.stat()
        if status.st_size != facts.vectors_bytes:
            return False
        if not thoroughly and status.st_size > HASHED_AT_OPENING and status.st_mtime_ns == facts.vectors_mtime_ns:
            return True
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == facts.vectors_sha256
    except OSError:
        return False


def read_checked(folder: Path, facts: Facts) -> faiss.Index | None:
    """None where the file is missing or is not the one that was written."""
    if not facts.vectors_generation or not is_intact(folder, facts):
        return None
    try:
        return faiss.read_index(str(vectors_path(folder, facts.vectors_generation)))
    except RuntimeError:  # FAISS's only error: removed meanwhile, by a build that committed
        return None


def sweep(folder: Path, keep: int, seam: Seam = no_fault) -> None:
    """Delete the FAISS files of other generations and half-written ones. Only the holder of the lock may call it."""
    for path in [*folder.glob("vectors-*.faiss"), *folder.glob("vectors-*.partial")]:
        if path != vectors_path(folder, keep):
            seam("delete old vectors")
            path.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Make a rename in `folder` survive a power cut. Windows has no such call and needs none."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
