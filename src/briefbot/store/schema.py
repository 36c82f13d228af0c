"""The catalog: one SQLite database that is the single truth of an index.

`vectors-<generation>.faiss` beside it is derived from `passages.vector` and can be made again from it.
"""

from __future__ import annotations

import json
import os
import sqlite3
from dataclasses import asdict, dataclass
from pathlib import Path

from briefbot.errors import IndexDamagedError, IndexNotFoundError

FORMAT = 2
CATALOG = "catalog.sqlite3"

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
    indexed TEXT NOT NULL
);
CREATE TABLE sources (
    path TEXT NOT NULL,
    record INTEGER NOT NULL,
    source TEXT NOT NULL,
    document INTEGER NOT NULL REFERENCES documents (number),
    PRIMARY KEY (path, record)
) WITHOUT ROWID;
CREATE INDEX sources_by_document ON sources (document);
CREATE TABLE passages (
    number INTEGER PRIMARY KEY,
    document INTEGER NOT NULL REFERENCES documents (number),
    sentences TEXT NOT NULL,
    content_hash BLOB NOT NULL,
    vector BLOB
);
CREATE INDEX passages_by_document ON passages (document);
CREATE INDEX passages_by_content ON passages (content_hash);
CREATE VIRTUAL TABLE words USING fts5 (
    title, body, content='', tokenize='porter unicode61 remove_diacritics 2'
);
"""


@dataclass(frozen=True, slots=True)
class Facts:
    """How an index was built. `fingerprint` is the encoder's: vectors of two encoders cannot be compared."""

    encoder: str
    fingerprint: str
    dimension: int
    passage_tokens: int
    generation: int = 0
    vectors_sha256: str = ""
    format: int = FORMAT


def connect_writer(folder: Path) -> sqlite3.Connection:
    """Open the catalog for a build, and create it where there is none; transactions are begun by hand."""
    try:
        connection = sqlite3.connect(folder / CATALOG, isolation_level=None, timeout=30)
        _set(connection, "journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON")
    except sqlite3.DatabaseError as error:
        raise damaged(folder, error) from error
    return connection


def connect_reader(folder: Path) -> tuple[sqlite3.Connection, bool]:
    """Open the catalog for questions: a connection for any one thread at a time, and whether it sees later builds.

    Reading a WAL database needs files beside it. Where this process may not make them and no builder has, the catalog
    is read as it stands; then each question must open it anew.
    """
    path = folder / CATALOG
    if not os.path.isfile(path):  # noqa: PTH113  Path.is_file raises where the folder may not be searched
        raise IndexNotFoundError(
            f"There is no index at {folder}. Build one with: briefbot index ARTICLES --index {folder}"
        )
    try:
        return _open_reader(path, ""), True
    except sqlite3.OperationalError as error:
        if path.with_name(f"{CATALOG}-wal").exists():
            raise damaged(folder, error) from error
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
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'facts'").fetchone():
            return None
        found = {key: json.loads(value) for key, value in connection.execute("SELECT key, value FROM facts")}
    except sqlite3.DatabaseError as error:
        raise damaged(folder, error) from error
    if found.get("format") != FORMAT:
        raise IndexDamagedError(
            f"The index at {folder} has format {found.get('format')}, and this briefbot reads format {FORMAT}. "
            f"Build it again in an empty folder with: briefbot index ARTICLES --index NEW_FOLDER"
        )
    return Facts(**found)


def write_facts(connection: sqlite3.Connection, facts: Facts) -> None:
    """Replace the facts inside the transaction that is open."""
    rows = [(key, json.dumps(value)) for key, value in asdict(facts).items()]
    connection.executemany("INSERT OR REPLACE INTO facts (key, value) VALUES (?, ?)", rows)


def counts(connection: sqlite3.Connection) -> tuple[int, int]:
    """How many (documents, passages) there are, as this connection sees them."""
    row = connection.execute("SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM passages)").fetchone()
    return int(row[0]), int(row[1])


def damaged(folder: Path, error: Exception) -> IndexDamagedError:
    """What a person is told when SQLite cannot read the catalog."""
    return IndexDamagedError(
        f"The catalog of the index at {folder} cannot be read ({error}). Nothing was changed. "
        f"Restore {CATALOG} from a copy, or build the index again in another folder."
    )
