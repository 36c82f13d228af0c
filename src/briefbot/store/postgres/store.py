"""An index on a server, opened: idle connections, and in memory what words need of the newest generation."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from briefbot.index_address import ServerAddress
from briefbot.store.asking_again import SnapshotLostError
from briefbot.store.faults import FaultHook, no_fault
from briefbot.store.health import Check, OnChecked
from briefbot.store.postgres.building import begin_build, committed_facts, has_tables
from briefbot.store.postgres.connecting import READING, Connection
from briefbot.store.postgres.failures import PART_OF_COPY, TAKEN_BACK, damaged, no_index, translated
from briefbot.store.postgres.health import examine
from briefbot.store.postgres.kept_rows import KeptRows
from briefbot.store.postgres.queue import Queue, waiting_queue
from briefbot.store.postgres.snapshot import Loaded, PostgresSnapshot
from briefbot.store.postgres.tables import EF_SEARCH
from briefbot.store.postgres.words import StoredRows, open_words
from briefbot.store.postgres.writer import PostgresWriter
from briefbot.store.rows import CorruptRowError, OnProgress, ignore_progress, reporting_corrupt_rows
from briefbot.store.schema import Facts

_SEARCHING = {"hnsw.ef_search": str(EF_SEARCH), "hnsw.iterative_scan": "relaxed_order"}


class PostgresStore:
    """An index in a schema of its own on a PostgreSQL server; safe to share between threads.

    Each `snapshot()` is one read-only transaction, so a build that commits meanwhile is seen by the next question and
    never by half of one.
    """

    def __init__(self, address: ServerAddress) -> None:
        self._address = address
        self._lock = threading.Lock()
        self._idle: list[Connection] = []
        self._loaded: Loaded | None = None
        self._process = os.getpid()  # connections outlive no fork

    @property
    def index(self) -> ServerAddress:
        """The address; as text it is without its password."""
        return self._address

    def exists(self) -> bool:
        """Return whether the server has the index, as far as this user can see."""
        with self._transaction() as connection:
            return has_tables(connection, self._address)

    @contextmanager
    def snapshot(self) -> Iterator[PostgresSnapshot]:
        """Hold the newest committed generation."""
        with self._transaction() as connection:
            facts = committed_facts(connection, self._address)
            yield PostgresSnapshot(facts, connection, connection, lambda: self._load(facts, connection))

    @contextmanager
    def writer(
        self,
        *,
        create: bool = True,
        copying: bool = False,
        dry_run: bool = False,
        on_update: OnProgress = ignore_progress,
        hook: FaultHook = no_fault,
    ) -> Iterator[PostgresWriter]:
        """Take the lock of the index and open a transaction, which `commit` ends; see `contract.Store.writer`."""
        address = self._address
        if not create and not self.exists():
            raise no_index(address)
        connection = self._connect(building=True)
        try:
            start = begin_build(connection, address, dry_run=dry_run, on_update=on_update, hook=hook)
            if start.copied is not None and not copying:
                raise PART_OF_COPY.error(address, found=start.copied.source)
            writer = PostgresWriter(address, connection, start, dry_run=dry_run, hook=hook)
            try:
                yield writer
            finally:
                writer.close()
                connection.rollback()
        except psycopg.Error as error:
            raise translated(address, error, writing=True) from error
        except CorruptRowError as error:
            raise damaged(address, error) from error
        finally:
            connection.close()

    @contextmanager
    def waiting(self) -> Iterator[Queue | None]:
        """Give what builds have left for others to embed; see `contract.Store.waiting`."""
        if not self.exists():
            raise no_index(self._address)
        connection = self._connect()
        try:
            yield waiting_queue(connection)
        except psycopg.Error as error:
            raise translated(self._address, error, writing=True) from error
        finally:
            connection.close()

    def kept(self, name: str) -> KeptRows:
        """Return the rows of this name."""
        return KeptRows(self._address, name)

    def examine(self, on_checked: OnChecked = lambda *_: None) -> Iterator[Check]:
        """Check what the server holds. Nothing is changed."""
        with self._transaction() as connection:
            if not has_tables(connection, self._address):
                raise no_index(self._address)
            yield from examine(connection, self._address, on_checked)

    def size(self) -> int:
        """Return the bytes that the tables of the index and their indexes take on the server."""
        with self._transaction() as connection:
            (size,) = connection.own(
                "SELECT coalesce(sum(pg_total_relation_size(pg_class.oid)), 0)::bigint FROM pg_class "
                "JOIN pg_namespace ON pg_namespace.oid = relnamespace WHERE nspname = %s AND relkind = 'r'",
                [self._address.name],
            ).fetchone()
            return int(size)

    def close(self) -> None:
        """Close all connections. The store can be used again; it opens them anew."""
        with self._lock:
            idle, self._idle, self._loaded = self._idle, [], None
        for connection in idle:
            connection.close()

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        """Give a connection in a transaction that only reads; it is kept for the next one, unless it broke."""
        connection = self._begun()
        try:
            yield connection
            connection.run("COMMIT")
        except psycopg.Error as error:
            is_lost = error.sqlstate in TAKEN_BACK or not connection.is_open
            connection.close()
            told = translated(self._address, error)
            raise (SnapshotLostError(str(told)) if is_lost else told) from error
        except CorruptRowError as error:
            raise damaged(self._address, error) from error
        finally:
            self._let_go(connection)

    def _begun(self) -> Connection:
        """Return a connection on which a transaction has begun.

        One that was idle may have been cut off since, as when the server was started anew: then a new one is made.
        """
        while (idle := self._take_idle()) is not None:
            try:
                idle.begin(READING, **_SEARCHING)
            except psycopg.Error:
                idle.close()
            else:
                return idle
        connection = self._connect()
        try:
            connection.begin(READING, **_SEARCHING)
        except psycopg.Error as error:
            connection.close()
            raise translated(self._address, error) from error
        return connection

    def _take_idle(self) -> Connection | None:
        with self._lock:
            if self._process != os.getpid():
                self._idle, self._process = [], os.getpid()  # they are the parent's, which goes on with them
            return self._idle.pop() if self._idle else None

    def _let_go(self, connection: Connection) -> None:
        connection.rollback()
        if not connection.has_vectors:  # a build may add them, and a connection learns at its start how to read them
            connection.close()
        elif connection.is_open:
            with self._lock:
                self._idle.append(connection)

    def _connect(self, *, building: bool = False) -> Connection:
        return Connection(self._address, building=building)

    def _load(self, facts: Facts, connection: Connection) -> Loaded:
        """Return what is in memory of a generation; what is derived changes with its facts, and with them alone."""
        with self._lock, reporting_corrupt_rows():
            before = self._loaded
            if before is not None and before.facts == facts:
                return before
            rows = connection.own("SELECT name, last, token FROM derived")
            derived = {name: (last, token) for name, last, token in rows}
            last, token = derived.get("words", (0, ""))
            stored = before.words.file.postings if before is not None and before.token == token else None
            kept = stored if isinstance(stored, StoredRows) else None
            self._loaded = Loaded(facts, token, open_words(connection, last, kept), "vectors" in derived)
            return self._loaded
