"""The catalog: one SQLite database that is the single truth of an index.

`vectors-<generation>.faiss` and `words-<generation>.npy` beside it are derived from `passages` and can be made again.
What has changed since they were written is told by the catalog: passages numbered above `Facts.files_last`, and
`removed`.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from briefbot.errors import BriefbotError, IndexDamagedError, IndexNotFoundError

FORMAT = 3
CATALOG = "catalog.sqlite3"
DERIVED = ("vectors-*.faiss", "words-*.npy")  # the files beside it, of any generation

_LEAST_FREE = 256 * 1024  # bytes; what SQLite sets up beside a catalog before it reads or writes takes 64 kB

_TABLES = """
CREATE TABLE facts (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE documents (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    text TEXT NOT NULL,
    title TEXT NOT NULL,
    outlet TEXT,
    author TEXT,
    published TEXT,
    pages TEXT NOT NULL,
    indexed TEXT NOT NULL,
    family TEXT NOT NULL,
    signature BLOB
);
CREATE INDEX documents_by_family ON documents (family);
CREATE TABLE bands (key INTEGER NOT NULL, document INTEGER NOT NULL, PRIMARY KEY (key, document)) WITHOUT ROWID;
CREATE TABLE sources (
    path TEXT NOT NULL,
    record INTEGER NOT NULL,
    source TEXT NOT NULL,
    document INTEGER NOT NULL REFERENCES documents (number),
    PRIMARY KEY (path, record)
) WITHOUT ROWID;
CREATE INDEX sources_by_document ON sources (document);
CREATE TABLE roots (path TEXT PRIMARY KEY, source TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE files (
    path TEXT PRIMARY KEY,
    size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    ctime_ns INTEGER NOT NULL,
    inode INTEGER NOT NULL,
    sha256 BLOB NOT NULL,
    reading INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE passages (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    document INTEGER NOT NULL REFERENCES documents (number),
    sentences TEXT NOT NULL,
    content_hash BLOB NOT NULL,
    terms BLOB NOT NULL,
    vector BLOB
);
CREATE TABLE terms (id INTEGER PRIMARY KEY, term TEXT NOT NULL UNIQUE);
CREATE INDEX passages_by_document ON passages (document);
CREATE INDEX passages_by_content ON passages (content_hash);
CREATE TABLE removed (number INTEGER PRIMARY KEY);
"""


class GarbledError(sqlite3.DatabaseError):
    """A row that SQLite can read and that does not hold what was stored: it keeps no checksums of what is in a row."""


@contextmanager
def ungarbled() -> Iterator[None]:
    """Around whatever takes rows apart: what cannot be taken apart is damage, as what SQLite itself complains of."""
    try:
        yield
    except (ValueError, TypeError, LookupError) as error:
        raise GarbledError(f"{type(error).__name__}: {error}") from error


@dataclass(frozen=True, slots=True)
class Written:
    """What a file beside the catalog was like when it was written; that of no file has no sha256."""

    bytes: int = 0
    mtime_ns: int = 0
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """How an index was built. `fingerprint` is the encoder's: vectors of two encoders cannot be compared."""

    encoder: str
    fingerprint: str
    dimension: int
    passage_tokens: int
    generation: int = 0
    built: str = ""  # when the generation was committed, ISO 8601 in UTC
    files_generation: int = 0  # whose passages the FAISS file and the words file hold; 0 where there are none
    files_last: int = 0  # the highest passage number that there was when they were written
    vectors: Written = field(default_factory=Written)
    words: Written = field(default_factory=Written)
    format: int = FORMAT


def connect_writer(folder: Path) -> sqlite3.Connection:
    """Open the catalog for a build, and create it where there is none; transactions are begun by hand."""
    connection = sqlite3.connect(folder / CATALOG, isolation_level=None, timeout=30)
    _set(connection, "journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON")
    return connection


def connect_reader(folder: Path) -> tuple[sqlite3.Connection, bool]:
    """Open the catalog for questions: a connection for any one thread at a time, and whether it sees later builds.

    Reading a WAL database needs files beside it. Where this process may not make them and no builder has, the catalog
    is read as it stands, as on a disk that is full; then each question must open it anew.
    """
    path = folder / CATALOG
    if not holds_index(folder):
        raise missing(folder)
    check_not_emptied(folder)
    try:
        return _open_reader(path, ""), True
    except sqlite3.OperationalError as error:
        if _is_written(path.with_name(f"{CATALOG}-wal")):
            raise (_full(folder, error) if is_full(folder, error) else damaged(folder, error)) from error
    except sqlite3.DatabaseError as error:
        raise damaged(folder, error) from error
    try:
        return _open_reader(path, "?immutable=1"), False
    except sqlite3.DatabaseError as error:
        raise damaged(folder, error) from error


def _open_reader(path: Path, mode: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        path.absolute().as_uri() + mode, uri=True, isolation_level=None, check_same_thread=False, timeout=30
    )
    _set(connection, "query_only = ON", "schema_version")  # the second one reads: a catalog that cannot be, shows here
    return connection


def _set(connection: sqlite3.Connection, *pragmas: str) -> None:
    try:
        with ungarbled():  # SQLite may quote damage in a message, which then is no text
            for pragma in pragmas:
                connection.execute(f"PRAGMA {pragma}").fetchall()
    except sqlite3.DatabaseError:
        connection.close()
        raise


def create_tables(connection: sqlite3.Connection) -> None:
    """Create the tables inside the transaction that is open."""
    for statement in _TABLES.split(";"):
        if statement.strip():
            connection.execute(statement)


def read_facts(connection: sqlite3.Connection, folder: Path) -> Facts | None:
    """None where the catalog is still empty: no build has been committed yet."""
    try:
        with ungarbled():
            if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'facts'").fetchone():
                return None
            found = {key: json.loads(value) for key, value in connection.execute("SELECT key, value FROM facts")}
    except sqlite3.DatabaseError as error:
        raise damaged(folder, error) from error
    written = found.get("format")
    if written != FORMAT:
        newer = isinstance(written, int) and written > FORMAT
        cure = "Update briefbot, or build another" if newer else "Build another"
        raise IndexDamagedError(
            f"The index at {folder} has format {written}, and this briefbot reads format {FORMAT}. Nothing was "
            f"changed. {cure} with: briefbot index ARTICLES --index NEW_FOLDER"
        )
    try:
        return Facts(**found | {name: Written(**found[name]) for name in ("vectors", "words")})
    except (TypeError, KeyError) as error:
        raise damaged(folder, error) from error


def write_facts(connection: sqlite3.Connection, facts: Facts) -> None:
    """Replace the facts inside the transaction that is open."""
    rows = [(key, json.dumps(value)) for key, value in asdict(facts).items()]
    connection.executemany("INSERT OR REPLACE INTO facts (key, value) VALUES (?, ?)", rows)


def counts(connection: sqlite3.Connection) -> tuple[int, int]:
    """How many (documents, passages) there are, as this connection sees them."""
    row = connection.execute("SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM passages)").fetchone()
    return int(row[0]), int(row[1])


@ungarbled()
def roots(connection: sqlite3.Connection) -> dict[str, str]:
    """Absolute path -> name as given, of every source that is followed, in the order of paths."""
    return dict(connection.execute("SELECT path, source FROM roots ORDER BY path"))


def holds_index(folder: Path) -> bool:
    """Whether a catalog lies in the folder, as far as this user can see."""
    return os.path.isfile(folder / CATALOG)  # noqa: PTH113  Path.is_file raises where the folder may not be searched


def missing(folder: Path) -> IndexNotFoundError:
    """What a person is told where there is no catalog."""
    if os.path.isfile(folder):  # noqa: PTH113
        return IndexNotFoundError(f"{folder} is a file, and an index is a folder. Name another with --index.")
    try:
        (folder / CATALOG).stat()
    except PermissionError:
        return IndexNotFoundError(
            f"The index at {folder} cannot be looked for: permission denied. Make its folder and those above it "
            f"readable for this user, or name another index with --index."
        )
    except OSError:
        pass
    return IndexNotFoundError(
        f"There is no index at {folder}. Build one with: briefbot index ARTICLES --index {folder}"
    )


def damaged(folder: Path, error: Exception) -> IndexDamagedError:
    """What a person is told when SQLite cannot read the catalog."""
    return IndexDamagedError(
        f"The catalog of the index at {folder} cannot be read ({error}). Nothing was changed. "
        f"Restore {CATALOG} from a copy, or build the index again in another folder."
    )


def is_full(folder: Path, error: Exception) -> bool:
    """Whether an error comes of a full disk. SQLite calls it an input or output error where a file cannot grow."""
    name = getattr(error, "sqlite_errorname", "") or ""
    if name == "SQLITE_FULL" or getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return True
    try:
        return name.startswith("SQLITE_IOERR") and shutil.disk_usage(folder).free < _LEAST_FREE
    except OSError:
        return False


def _is_written(path: Path) -> bool:
    try:
        return path.stat().st_size > 0
    except OSError:
        return False


def _full(folder: Path, error: Exception) -> BriefbotError:
    return BriefbotError(
        f"The disk is full: the index at {folder} cannot be opened ({error}). Nothing was changed. "
        f"Free some space, then run this again."
    )


def check_not_emptied(folder: Path) -> None:
    """Raise IndexDamagedError where the catalog has lost all its bytes but not what belongs to it.

    SQLite would take such a file for a new database, and delete the journal that may hold all there was.
    """
    path = folder / CATALOG
    journal = path.with_name(f"{CATALOG}-wal")
    try:
        emptied = path.stat().st_size == 0 and (
            any(any(folder.glob(pattern)) for pattern in DERIVED) or _is_written(journal)
        )
    except OSError:
        return
    if emptied:
        raise damaged(folder, ValueError("it is empty"))
