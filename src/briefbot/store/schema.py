"""The catalog: one SQLite database that is the single truth of an index.

`vectors-<generation>.faiss` and `words-<generation>.npy` beside it are derived from `passages` and can be made again.
What has changed since they were written is told by the catalog: passages numbered above `derived.last`, and `removed`.
A catalog of an older format is updated by `migrations`.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import asdict, dataclass
from functools import cache

from briefbot.store.decoding import hex_from, text_from, whole_from
from briefbot.store.rows import Catalog, CorruptRowError, reporting_corrupt_rows

FORMAT = 5
CATALOG = "catalog.sqlite3"
MOST_DIMENSIONS = 65_536

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

# What a build needs for itself: texts without a vector, vectors of passages that were deleted, lines to count again.
_TEMPORARY = """
CREATE TEMP TABLE pending (content_hash BLOB UNIQUE, text TEXT NOT NULL);
CREATE TEMP TABLE spare (content_hash BLOB UNIQUE, vector BLOB NOT NULL);
CREATE TEMP TABLE touched (hash INTEGER PRIMARY KEY);
"""

_SPACE = re.compile(r"\s+")  # a column that was added to a table stands on its line otherwise
_OF_SQLITE = {"sqlite_sequence", "sqlite_stat1", "sqlite_stat4"}


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


def check_no_program(connection: sqlite3.Connection) -> None:
    """Raise CorruptRowError where the catalog holds a view or a trigger, which what is written would run."""
    for kind, name in connection.execute("SELECT type, name FROM sqlite_master WHERE type NOT IN ('table', 'index')"):
        raise CorruptRowError(f"it holds the {kind} {name!r:.40}, which briefbot did not write")


def check_tables(connection: sqlite3.Connection) -> None:
    """Raise CorruptRowError where tables and indexes of a catalog of the present format are not those of briefbot.

    Nothing else may be there: an index on an expression and a virtual table are programs, too.
    """
    found = _tables_of(connection)
    if found != (expected := _expected()):
        name = min(name for name in found.keys() | expected if found.get(name) != expected.get(name))
        raise CorruptRowError(f"its table or index {name!r:.40} is not as briefbot writes it")


def _tables_of(connection: sqlite3.Connection) -> dict[str, str]:
    """Return the definition of each table and index that SQLite did not make by itself, its white space apart."""
    rows = connection.execute("SELECT name, sql FROM sqlite_master")
    return {text_from(name): _SPACE.sub("", text_from(sql)) for name, sql in rows if sql and name not in _OF_SQLITE}


@cache
def _expected() -> dict[str, str]:
    with closing(sqlite3.connect(":memory:")) as connection:
        create_tables(connection)
        return _tables_of(connection)


def create_tables(connection: sqlite3.Connection) -> None:
    """Create the tables inside the transaction that is open."""
    run_each(connection, _TABLES)


def create_temporary(connection: sqlite3.Connection) -> None:
    """Create the tables of a build, which go with its connection."""
    run_each(connection, _TEMPORARY)


def run_each(connection: Catalog, statements: str) -> None:
    """Run statements with a semicolon behind each."""
    for statement in statements.split(";"):
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
def read_facts(connection: Catalog) -> Facts:
    """Return the facts of a catalog of the present format."""
    return facts_from(connection.execute("SELECT key, value FROM facts"))


def facts_from(rows: Iterable[tuple[str, str]]) -> Facts:
    """Return what the rows of facts of a catalog of the present format say."""
    facts = Facts(**{key: json.loads(value) for key, value in rows})
    for text in (facts.encoder, facts.built):
        text_from(text)
    hex_from(facts.fingerprint)  # it is part of the name of a folder in the cache
    whole_from(facts.dimension, 1, MOST_DIMENSIONS)
    whole_from(facts.passage_tokens, 1)
    whole_from(facts.generation)
    return facts


def write_facts(connection: Catalog, facts: Facts) -> None:
    """Replace the facts inside the transaction that is open."""
    rows = [(key, json.dumps(value)) for key, value in asdict(facts).items()]
    connection.executemany(
        "INSERT INTO facts (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", rows
    )


def counts(connection: Catalog) -> tuple[int, int]:
    """Return how many (documents, passages) there are, as this connection sees them."""
    row = connection.execute("SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM passages)").fetchone()
    return int(row[0]), int(row[1])


@reporting_corrupt_rows()
def roots(connection: Catalog) -> dict[str, str]:
    """Return absolute path -> name as given, of every source that is followed, in the order of paths."""
    rows = connection.execute("SELECT path, source FROM roots ORDER BY path")
    return {text_from(path): text_from(source) for path, source in rows}
