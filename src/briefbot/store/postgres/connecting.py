"""Connections to the server, and transactions on them.

All that is set is set with SET LOCAL, and nothing is prepared on the server, so that a pool of connections in
transaction mode fits: each transaction may come to another connection of the server.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, cast

import numpy as np
import psycopg
from psycopg.adapt import Loader
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.pq import Format, TransactionStatus

from briefbot.index_address import ServerAddress
from briefbot.store.postgres.failures import not_connected, too_old, translated, without_extension
from briefbot.store.postgres.statements import said
from briefbot.store.rows import Rows

LEAST_SERVER = 160_000  # version 16
LEAST_VECTOR = (0, 8)  # which brought iterative scans
# Seconds for a connection to be made, and of silence of a server that is gone without a word; a build leaves its
# connection alone while it embeds, and the server's system answers for it.
_DEFAULTS: dict[str, Any] = {
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,  # milliseconds
    "application_name": "briefbot",
}
_STREAMED = 2_000  # rows that are fetched at once of many

READING = "ISOLATION LEVEL REPEATABLE READ READ ONLY"
WRITING = "ISOLATION LEVEL READ COMMITTED"


class _VectorLoader(Loader):
    """Reads a vector as the embedded catalog has it: little-endian float32, one after the other."""

    format = Format.BINARY

    def load(self, data: Any) -> bytes:
        return np.frombuffer(bytes(data), ">f4", offset=4).astype("<f4").tobytes()


def as_vector(stored: bytes) -> str:
    """Return little-endian float32 values as pgvector reads them, each to the bit."""
    return f"[{','.join(map(str, np.frombuffer(stored, '<f4')))}]"


def _with_defaults(address: ServerAddress) -> str:
    """Return what libpq is told: the address, with what it does not say of how long to wait."""
    given = conninfo_to_dict(address.url)
    return make_conninfo("", **{**_DEFAULTS, **given})


class Connection:
    """A connection to the server, on which statements of the shared code run. For one thread at a time."""

    def __init__(self, address: ServerAddress, *, building: bool = False) -> None:
        try:
            # A prepared statement would get a plan without HNSW, and fits no pool.
            self.raw = psycopg.connect(_with_defaults(address), autocommit=True, prepare_threshold=None)
        except psycopg.Error as error:
            raise not_connected(address, error) from error
        try:
            self.has_vectors = True
            self._vectors_in = self._prepare(address, building=building)
        except psycopg.Error as error:
            self.raw.close()
            raise translated(address, error) from error
        except BaseException:
            self.raw.close()
            raise
        self._schema = address.name

    def _prepare(self, address: ServerAddress, *, building: bool) -> str:
        """Look for what is needed, and read vectors as bytes from now on; return the schema that pgvector is in.

        A build adds pgvector where it is missing; for a question there is no index then.
        """
        found = self.raw.info.server_version
        if found < LEAST_SERVER:
            version = f"{found // 10_000}.{found % 10_000}"
            raise too_old(address, "PostgreSQL 16 or later", version, "Update the server.")
        row = self.raw.execute(
            "SELECT nspname, extversion, pg_type.oid FROM pg_extension "
            "JOIN pg_namespace ON pg_namespace.oid = extnamespace "
            "JOIN pg_type ON typname = 'vector' AND typnamespace = extnamespace WHERE extname = 'vector'"
        ).fetchone()
        if row is None:
            if building:
                return self._added(address)
            self.has_vectors = False
            return "public"
        schema, version, oid = row
        if tuple(map(int, version.split(".")[:2])) < LEAST_VECTOR:
            cure = "Update it there and run: ALTER EXTENSION vector UPDATE"
            raise too_old(address, "pgvector 0.8 or later", version, cure)
        self.raw.adapters.register_loader(oid, _VectorLoader)
        return str(schema)

    def _added(self, address: ServerAddress) -> str:
        """Add pgvector to the database, which it trusts its owner to do."""
        try:
            self.raw.execute("CREATE EXTENSION IF NOT EXISTS vector")
        except psycopg.Error as error:
            raise without_extension(address, error.sqlstate or "unknown") from error
        return self._prepare(address, building=False)

    @property
    def path(self) -> str:
        """Where names are looked for, as SQL: the index first, then pgvector. Temporary tables come before both."""
        return f'"{self._schema}", "{self._vectors_in}"'

    def begin(self, how: str, **local: str) -> None:
        """Begin a transaction, with settings for it alone."""
        settings = "".join(f"; SET LOCAL {name} = {value}" for name, value in local.items())
        self.run(f"BEGIN {how}; SET LOCAL search_path = {self.path}{settings}")

    def run(self, statements: str) -> None:
        """Run statements without values."""
        self.raw.execute(statements)

    def execute(self, statement: str, values: Any = (), /) -> Rows:
        """Run a statement of the shared code."""
        how = said(statement)
        cursor = self.raw.cursor(binary=True)
        return cursor.execute(how.text, how.values(values))

    def executemany(self, statement: str, rows: Iterable[Any], /) -> None:
        """Run a statement of the shared code for each row."""
        how = said(statement)
        with self.raw.cursor() as cursor:
            cursor.executemany(how.text, [how.values(row) for row in rows])

    def own(self, statement: str, values: Iterable[Any] = ()) -> Rows:
        """Run a statement in psycopg's own words."""
        cursor = self.raw.cursor(binary=True)
        return cursor.execute(statement, list(values) or None)

    def stream(self, statement: str, values: Iterable[Any] = ()) -> Rows:
        """Run a query in psycopg's own words whose rows are more than memory should hold at once."""
        cursor = self.raw.cursor(f"rows_{uuid.uuid4().hex}", binary=True)  # others may be open
        cursor.itersize = _STREAMED
        return cast("Rows", cursor.execute(statement, list(values) or None))

    @contextmanager
    def copying(self, table: str, columns: str, types: Sequence[str] = ()) -> Iterator[psycopg.Copy]:
        """Give what writes rows into a table fast; in binary where the types of its columns are named."""
        statement = f"COPY {table} ({columns}) FROM STDIN{' (FORMAT BINARY)' if types else ''}"
        with self.raw.cursor() as cursor, cursor.copy(statement) as copy:
            if types:
                copy.set_types(types)
            yield copy

    @property
    def is_open(self) -> bool:
        return not self.raw.closed and not self.raw.broken

    def rollback(self) -> None:
        """Undo what is open, as far as the server can be reached."""
        try:
            if self.is_open and self.raw.info.transaction_status != TransactionStatus.IDLE:
                self.raw.execute("ROLLBACK")
        except psycopg.Error:
            self.close()

    def close(self) -> None:
        self.raw.close()
