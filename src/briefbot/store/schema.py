"""The catalog: one SQLite database that is the single truth of an index.

`vectors-<generation>.faiss` and `words-<generation>.npy` beside it are derived from `passages` and can be made again.
What has changed since they were written is told by the catalog: passages numbered above `derived.last`, and `removed`.
A catalog of an older format is updated by `migrations`.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import asdict, dataclass

from briefbot.store.rows import reporting_corrupt_rows

FORMAT = 5
CATALOG = "catalog.sqlite3"

_TABLES = """
CREATE TABLE facts (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE derived (
    name TEXT PRIMARY KEY,
    generation INTEGER NOT NULL,
    last INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    sha256 TEXT NOT NULL
) WITHOUT ROWID;
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
    signature BLOB,
    found TEXT NOT NULL DEFAULT '[]',
    blocks TEXT
);
CREATE INDEX documents_by_family ON documents (family);
CREATE INDEX documents_unsettled ON documents (number) WHERE blocks IS NULL;
CREATE TABLE bands (key INTEGER NOT NULL, document INTEGER NOT NULL, PRIMARY KEY (key, document)) WITHOUT ROWID;
CREATE TABLE edges (hash INTEGER NOT NULL, document INTEGER NOT NULL, PRIMARY KEY (hash, document)) WITHOUT ROWID;
CREATE INDEX edges_by_document ON edges (document);
CREATE TABLE repeated (hash INTEGER PRIMARY KEY);
CREATE TABLE moved (
    id TEXT PRIMARY KEY,
    document INTEGER NOT NULL REFERENCES documents (number),
    shift INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX moved_by_document ON moved (document);
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
CREATE TABLE unsearched (term INTEGER NOT NULL, document INTEGER NOT NULL, PRIMARY KEY (term, document)) WITHOUT ROWID;
CREATE INDEX unsearched_by_document ON unsearched (document);
CREATE INDEX passages_by_document ON passages (document);
CREATE INDEX passages_by_content ON passages (content_hash);
CREATE TABLE removed (number INTEGER PRIMARY KEY);
"""


@dataclass(frozen=True, slots=True)
class Facts:
    """How an index was built. `fingerprint` is the encoder's: vectors of two encoders cannot be compared."""

    encoder: str
    fingerprint: str
    dimension: int
    passage_tokens: int
    generation: int = 0
    built: str = ""  # when the generation was committed, ISO 8601 in UTC
    format: int = FORMAT


def create_tables(connection: sqlite3.Connection) -> None:
    """Create the tables inside the transaction that is open."""
    for statement in _TABLES.split(";"):
        if statement.strip():
            connection.execute(statement)


@reporting_corrupt_rows()
def read_format(connection: sqlite3.Connection) -> int | None:
    """Return the format that the catalog has; None where no build has been committed yet.

    Raises CorruptRowError for what is no whole number.
    """
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'facts'").fetchone():
        return None
    found = json.loads(connection.execute("SELECT value FROM facts WHERE key = 'format'").fetchone()[0])
    if type(found) is not int:  # a bool is an int, too
        raise ValueError(f"format {found!r} is no whole number")
    return found


@reporting_corrupt_rows()
def read_facts(connection: sqlite3.Connection) -> Facts:
    """Return the facts of a catalog of the present format."""
    return Facts(**{key: json.loads(value) for key, value in connection.execute("SELECT key, value FROM facts")})


def write_facts(connection: sqlite3.Connection, facts: Facts) -> None:
    """Replace the facts inside the transaction that is open."""
    rows = [(key, json.dumps(value)) for key, value in asdict(facts).items()]
    connection.executemany("INSERT OR REPLACE INTO facts (key, value) VALUES (?, ?)", rows)


def counts(connection: sqlite3.Connection) -> tuple[int, int]:
    """Return how many (documents, passages) there are, as this connection sees them."""
    row = connection.execute("SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM passages)").fetchone()
    return int(row[0]), int(row[1])


@reporting_corrupt_rows()
def roots(connection: sqlite3.Connection) -> dict[str, str]:
    """Return absolute path -> name as given, of every source that is followed, in the order of paths."""
    return dict(connection.execute("SELECT path, source FROM roots ORDER BY path"))
