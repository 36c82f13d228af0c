"""What people keep beside an index on a server: rows of one table, which no build reads or changes.

Who may write these rows need not be allowed to build: docs/postgres.md has the rights.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from briefbot.errors import BriefbotError
from briefbot.index_address import ServerAddress
from briefbot.store.contract import Draft
from briefbot.store.postgres.connecting import READING, WRITING, Connection
from briefbot.store.postgres.failures import translated

_NAME = "SELECT pg_advisory_xact_lock(hashtext(current_schema() || %s))"


class KeptRows:
    """The rows of one name; see `contract.Kept`. A line that is added is a row of its own."""

    def __init__(self, address: ServerAddress, name: str) -> None:
        self._address = address
        self._name = name

    def __str__(self) -> str:
        return f"{self._name} at {self._address}"

    def read(self, most: int) -> bytes:
        """Return what is kept; b"" where nothing is."""
        with self._transaction(READING) as connection:
            return self._read(connection, most)

    def append(self, line: bytes) -> None:
        """Add a line."""
        with self._transaction(WRITING) as connection:
            self._add(connection, line)

    @contextmanager
    def changing(self, most: int) -> Iterator[Draft]:
        """Give what is kept, to be changed, and put it in place of what was there; nobody else does meanwhile."""
        with self._transaction(WRITING) as connection:
            connection.own(_NAME, [self._name])
            draft = Draft(self._read(connection, most))
            yield draft
            connection.own("DELETE FROM kept WHERE name = %s", [self._name])
            self._add(connection, draft.data)

    def _read(self, connection: Connection, most: int) -> bytes:
        (size,) = connection.own(
            "SELECT coalesce(sum(length(data)), 0)::bigint FROM kept WHERE name = %s", [self._name]
        ).fetchone()
        if size > most:
            raise BriefbotError(f"{self} is larger than {most // 1024**2} MB. Take some of it out.")
        rows = connection.own("SELECT data FROM kept WHERE name = %s ORDER BY number", [self._name]).fetchall()
        return b"".join(bytes(data) for (data,) in rows)

    def _add(self, connection: Connection, data: bytes) -> None:
        connection.own("INSERT INTO kept (name, data) VALUES (%s, %s)", [self._name, data])

    @contextmanager
    def _transaction(self, how: str) -> Iterator[Connection]:
        connection = Connection(self._address)
        try:
            connection.begin(how)
            yield connection
            connection.run("COMMIT")
        except psycopg.Error as error:
            raise translated(self._address, error, writing=how == WRITING) from error
        finally:
            connection.close()
