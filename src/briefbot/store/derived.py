"""Files beside the catalog that can be made again from it: written whole, checked by their digest, swept when old."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from briefbot.store.faults import Seam, no_fault
from briefbot.store.schema import DERIVED, Facts, Written

Write = Callable[[bytes], int]
_Content = TypeVar("_Content")

# A file up to this size is hashed whenever it is opened; a larger one only if its size or time is not what it was when
# it was written, by `briefbot doctor`, and by the build after one that was killed. 64 MiB are hashed within 0.1 s.
HASHED_AT_OPENING = 64 * 2**20
_LEAST_CHANGES = 1024
_CHANGED_SHARE = 20  # one part in so many


def vectors_path(folder: Path, generation: int) -> Path:
    """Where the FAISS file of a generation lies."""
    return folder / f"vectors-{generation}.faiss"


def words_path(folder: Path, generation: int) -> Path:
    """Where the words file of a generation lies."""
    return folder / f"words-{generation}.npy"


def derived_files(folder: Path, facts: Facts) -> tuple[tuple[Path, Written], ...]:
    """The files that an index should have beside its catalog, each with what it was like when it was written."""
    generation = facts.files_generation
    return (vectors_path(folder, generation), facts.vectors), (words_path(folder, generation), facts.words)


def is_worth_writing(connection: sqlite3.Connection, facts: Facts) -> bool:
    """Whether so much has changed since the files were written that searching what came later costs time."""
    if not facts.files_generation:
        return True
    later, removed, total = connection.execute(
        "SELECT (SELECT count(*) FROM passages WHERE number > ?), (SELECT count(*) FROM removed), "
        "(SELECT count(*) FROM passages)",
        (facts.files_last,),
    ).fetchone()
    return bool(later + removed > max(_LEAST_CHANGES, total // _CHANGED_SHARE))


def write_file(path: Path, produce: Callable[[Write], None], seam: Seam = no_fault) -> Written:
    """Write durably what `produce` gives to the function that it gets; a crash leaves no half file under `path`."""
    temporary = path.with_suffix(".partial")
    name = path.stem.partition("-")[0]
    digest = hashlib.sha256()
    with temporary.open("wb") as file:

        def write(piece: bytes) -> int:
            seam(f"write {name}")
            digest.update(piece)
            return file.write(piece)

        produce(write)
        file.flush()
        seam(f"fsync {name}")
        os.fsync(file.fileno())
    seam(f"rename {name}")
    temporary.replace(path)
    seam("fsync folder")
    sync_folder(path.parent)
    status = path.stat()
    return Written(status.st_size, status.st_mtime_ns, digest.hexdigest())


def is_intact(path: Path, written: Written, *, thoroughly: bool = False) -> bool:
    """Whether a file is the one that was written; `thoroughly` reads every byte of a large one, too."""
    try:
        status = path.stat()
        if status.st_size != written.bytes:
            return False
        if not thoroughly and status.st_size > HASHED_AT_OPENING and status.st_mtime_ns == written.mtime_ns:
            return True
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == written.sha256
    except OSError:
        return False


def read_file(path: Path, written: Written, read: Callable[[Path], _Content]) -> _Content | None:
    """None where the file is missing, is not the one that was written, or goes while it is read."""
    if not is_intact(path, written):
        return None
    try:
        return read(path)
    except (OSError, ValueError, RuntimeError):  # the last is FAISS's; a large file may be damaged under its old time
        return None


def sweep(folder: Path, keep: int, seam: Seam = no_fault) -> None:
    """Delete the files of other generations and half-written ones. Only the holder of the lock may call it."""
    kept = (vectors_path(folder, keep), words_path(folder, keep))
    for pattern in (*DERIVED, "vectors-*.partial", "words-*.partial"):
        for path in folder.glob(pattern):
            if path not in kept:
                seam("delete old file")
                path.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Make a rename in `folder` survive a power cut. Windows has no such call and needs none."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
