"""Files beside the catalog that can be made again from it: written whole, checked by their digest, swept when old."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Callable
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path
from stat import S_ISREG
from typing import TypeVar

from briefbot.store.decoding import text_from, whole_from
from briefbot.store.faults import FaultHook, no_fault
from briefbot.store.rows import Catalog, reporting_corrupt_rows

PATTERNS = ("vectors-*.faiss", "words-*.npy")  # the files, of any generation
Write = Callable[[bytes], int]
_Content = TypeVar("_Content")

# A file up to this size is hashed whenever it is opened; a larger one only if its size or time is not what it was when
# it was written, by `briefbot doctor`, and by the build after one that was killed. 64 MiB are hashed within 0.1 s.
HASHED_AT_OPENING = 64 * 2**20
_LONGEST_AGO = 2**63  # nanoseconds before 1970
_LEAST_CHANGES = 1024
REWRITE_AFTER_CHANGED = 1 / 20  # of all passages


@dataclass(frozen=True, slots=True)
class Derived:
    """A file beside the catalog as it was when it was written; of one that was not, all is 0 and the digest empty."""

    generation: int = 0  # whose passages it holds; it names the file
    last: int = 0  # the highest passage number that there was
    bytes: int = 0
    mtime_ns: int = 0
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class DerivedFiles:
    """The vectors file and the words file, of one generation: `removed` tells what has gone from either."""

    vectors: Derived = Derived()
    words: Derived = Derived()

    @property
    def generation(self) -> int:
        """The generation whose passages they hold; 0 where none were written."""
        return max(self.vectors.generation, self.words.generation)

    @property
    def last(self) -> int:
        """The highest passage number that there was when they were written."""
        return max(self.vectors.last, self.words.last)

    def at(self, folder: Path) -> tuple[tuple[Path, Derived], tuple[Path, Derived]]:
        """Return where the vectors and the words should lie, each with what the file was like."""
        vectors, words = self.vectors, self.words
        return (
            (vectors_path(folder, vectors.generation), vectors),
            (words_path(folder, words.generation), words),
        )


def vectors_path(folder: Path, generation: int) -> Path:
    """Return where the FAISS file of a generation lies."""
    return folder / f"vectors-{generation}.faiss"


def words_path(folder: Path, generation: int) -> Path:
    """Return where the words file of a generation lies."""
    return folder / f"words-{generation}.npy"


@reporting_corrupt_rows()
def read_derived(connection: sqlite3.Connection) -> DerivedFiles:
    """Return what the catalog knows of the files beside it."""
    rows = connection.execute("SELECT name, generation, last, bytes, mtime_ns, sha256 FROM derived")
    return DerivedFiles(**{name: _derived_from(*values) for name, *values in rows})


def _derived_from(generation: object, last: object, size: object, mtime_ns: object, sha256: object) -> Derived:
    return Derived(
        whole_from(generation, 1),  # a number, since it is part of the name of a file
        whole_from(last),
        whole_from(size),
        whole_from(mtime_ns, -_LONGEST_AGO),
        text_from(sha256),
    )


def write_derived(connection: sqlite3.Connection, files: DerivedFiles) -> None:
    """Replace what the catalog knows of the files, inside the transaction that is open."""
    rows = [(field.name, *astuple(getattr(files, field.name))) for field in fields(files)]
    connection.executemany("INSERT OR REPLACE INTO derived VALUES (?, ?, ?, ?, ?, ?)", rows)


def is_worth_writing(connection: Catalog, files: DerivedFiles) -> bool:
    """Return whether so much has changed since the files were written that they should be written anew.

    It has where searching what came later costs time.
    """
    return not files.generation or has_changed_much(connection, files.last)


def has_changed_much(connection: Catalog, last: int) -> bool:
    """Return whether many passages came or went since something was derived of those up to the number `last`."""
    later, removed, total = connection.execute(
        "SELECT (SELECT count(*) FROM passages WHERE number > ?), (SELECT count(*) FROM removed), "
        "(SELECT count(*) FROM passages)",
        (last,),
    ).fetchone()
    return bool(later + removed > max(_LEAST_CHANGES, int(total * REWRITE_AFTER_CHANGED)))


def write_file(path: Path, new: Derived, produce: Callable[[Write], None], hook: FaultHook = no_fault) -> Derived:
    """Write durably what `produce` gives to the function that it gets; a crash leaves no half file under `path`.

    Returns `new`, of which only generation and last passage are known, with what the file is like now.
    """
    temporary = path.with_suffix(".partial")
    name = path.stem.partition("-")[0]
    digest = hashlib.sha256()
    with temporary.open("wb") as file:

        def write(piece: bytes) -> int:
            hook(f"write {name}")
            digest.update(piece)
            return file.write(piece)

        produce(write)
        file.flush()
        hook(f"fsync {name}")
        os.fsync(file.fileno())
    hook(f"rename {name}")
    temporary.replace(path)
    hook("fsync folder")
    sync_folder(path.parent)
    status = path.stat()
    return replace(new, bytes=status.st_size, mtime_ns=status.st_mtime_ns, sha256=digest.hexdigest())


def is_intact(path: Path, written: Derived, *, thoroughly: bool = False) -> bool:
    """Return whether a file is the one that was written; `thoroughly` reads every byte of a large one, too."""
    try:
        status = path.lstat()
        if not S_ISREG(status.st_mode) or status.st_size != written.bytes:  # a link or a device leads elsewhere
            return False
        if not thoroughly and status.st_size > HASHED_AT_OPENING and status.st_mtime_ns == written.mtime_ns:
            return True
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == written.sha256
    except OSError:
        return False


def read_file(path: Path, written: Derived, read: Callable[[Path], _Content]) -> _Content | None:
    """Return what `read` makes of a file.

    None where the file is missing, is not the one that was written, or goes while it is read.
    """
    if not is_intact(path, written):
        return None
    try:
        return read(path)
    except (OSError, ValueError, RuntimeError, MemoryError):  # the last two are also FAISS's
        return None  # a large file may be damaged under its old time, and a digest is by whom wrote the file


def sweep(folder: Path, keep: int, hook: FaultHook = no_fault) -> None:
    """Delete the files of other generations and half-written ones. Only the holder of the lock may call it."""
    kept = (vectors_path(folder, keep), words_path(folder, keep))
    for pattern in (*PATTERNS, "vectors-*.partial", "words-*.partial"):
        for path in folder.glob(pattern):
            if path not in kept:
                hook("delete old file")
                path.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Make a rename in `folder` survive a power cut. Windows has no such call and needs none."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
