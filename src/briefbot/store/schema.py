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

FORMAT = 1
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
    published TEXT
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


def connect(folder: Path, *, create: bool = False) -> sqlite3.Connection:
    """Open the catalog in `folder`; transactions are begun by hand. Usable from any one thread at a time."""
    path = folder / CATALOG
    if not create and not path.is_file():
        raise IndexNotFoundError(
            f"There is no index at {folder}. Build one with: briefbot index ARTICLES --index {folder}"
        )
    # Readers of a WAL database write beside it; where they cannot, nobody is building, and it is read as it stands.
    still = not create and not os.access(folder, os.W_OK)
    address = f"{path.resolve().as_uri()}{'?immutable=1' if still else ''}"
    connection = None
    try:
        connection = sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False, timeout=30)
        if create:
            connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
    except sqlite3.DatabaseError as error:
        if connection is not None:
            connection.close()
        raise damaged(folder, error) from error
    return connection


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


def damaged(folder: Path, error: Exception) -> IndexDamagedError:
    """What a person is told when SQLite cannot read the catalog."""
    return IndexDamagedError(
        f"The catalog of the index at {folder} cannot be read ({error}). Nothing was changed. "
        f"Restore {CATALOG} from a copy, or build the index again in another folder."
    )
