"""An index opened for asking: connections to its catalog, and the vectors and words of a generation in memory."""

from __future__ import annotations

import logging
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

import numpy as np

from briefbot.errors import BriefbotError
from briefbot.index_address import Index, index_at
from briefbot.store import building
from briefbot.store.connections import committed_facts, connect_reader, holds_index
from briefbot.store.contract import Snapshot, Store, TextQueue, Writer
from briefbot.store.derived import DerivedFiles, read_derived
from briefbot.store.failures import DAMAGED, UNFINISHED
from briefbot.store.faults import FaultHook, no_fault
from briefbot.store.health import Check, OnChecked, examine, size_on_disk
from briefbot.store.kept_files import KeptFile
from briefbot.store.rows import OnProgress, ignore_progress, reporting_corrupt_rows
from briefbot.store.schema import CATALOG, Facts
from briefbot.store.snapshot import EmbeddedSnapshot, Searchable
from briefbot.store.vectors import VectorIndex, open_vectors
from briefbot.store.word_index import WordIndex, open_words
from briefbot.store.writer import EmbeddedWriter

_LOG = logging.getLogger(__name__)


class EmbeddedStore:
    """An index in a folder; safe to share between threads.

    Each `snapshot()` runs in one SQLite read transaction and with the files of that transaction's generation, so
    a build that commits meanwhile is seen by the next question and never by half of one.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder.absolute()  # the process may change its working directory
        self._idle: list[sqlite3.Connection] = []
        self._lock = threading.Lock()
        self._loaded: tuple[Facts, DerivedFiles, Searchable] | None = None
        # Of the catalog that `_idle` and `_loaded` belong to, and the process: SQLite's connections outlive no fork.
        self._identity: tuple[int, int, int] | None = None

    @property
    def index(self) -> Path:
        """The folder, absolute."""
        return self._folder

    def exists(self) -> bool:
        """Return whether a catalog lies in the folder, as far as this user can see."""
        return holds_index(self._folder)

    @contextmanager
    def snapshot(self) -> Iterator[EmbeddedSnapshot]:
        """Hold the newest committed generation."""
        identity, connection = self._follow()
        lasting = connection is not None
        if connection is None:
            connection, lasting = connect_reader(self._folder)
        try:
            connection.execute("BEGIN")
            facts = committed_facts(connection, self._folder)
            if facts is None:
                raise UNFINISHED.error(self._folder)
            held = connection
            yield EmbeddedSnapshot(facts, held, lambda: self._searchable(facts, held))
            connection.execute("COMMIT")
        except sqlite3.DatabaseError as error:
            connection.close()
            raise DAMAGED.error(self._folder, reason=error) from error
        except BaseException:
            connection.close()
            raise
        with self._lock:
            if lasting and identity == self._identity:
                self._idle.append(connection)
                return
        connection.close()

    def writer(
        self,
        *,
        create: bool = True,
        copying: bool = False,  # noqa: ARG002  a copy that was cut has left nothing in a folder
        dry_run: bool = False,
        on_update: OnProgress = ignore_progress,
        hook: FaultHook = no_fault,
    ) -> AbstractContextManager[EmbeddedWriter]:
        """Return the writer, as `building.open_writer` opens it."""
        return building.open_writer(self._folder, create=create, dry_run=dry_run, on_update=on_update, hook=hook)

    def waiting(self) -> AbstractContextManager[TextQueue | None]:
        """Raise BriefbotError: a build of an index in a folder embeds all texts itself."""
        raise BriefbotError(
            f"The index at {self._folder} is in a folder, and its builds embed all texts themselves. Only builds of an "
            "index on a server leave some to workers: briefbot work --index postgresql://HOST/DATABASE#NAME"
        )

    def kept(self, name: str) -> KeptFile:
        """Return the file of this name in the folder."""
        return KeptFile(self._folder, name)

    def examine(self, on_checked: OnChecked = lambda *_: None) -> Iterator[Check]:
        """Check the catalog, then what it holds, then the files beside it. Nothing is changed."""
        return examine(self._folder, on_checked)

    def size(self) -> int:
        """Return the bytes of all files of the index."""
        return size_on_disk(self._folder)

    def close(self) -> None:
        """Close all files. The store can be used again; it opens them anew."""
        with self._lock:
            self._let_go()

    def _follow(self) -> tuple[tuple[int, int, int] | None, sqlite3.Connection | None]:
        """Return which file the catalog is now, and an idle connection to it if there is one.

        A catalog that was deleted or replaced by another file is let go of: open handles would go on answering.
        """
        try:
            status = (self._folder / CATALOG).stat()
            identity = (status.st_dev, status.st_ino, os.getpid())
        except OSError:
            identity = None
        with self._lock:
            if identity != self._identity:
                self._let_go()
                self._identity = identity
            return identity, self._idle.pop() if self._idle else None

    def _let_go(self) -> None:
        for connection in self._idle:
            connection.close()
        self._idle, self._loaded = [], None

    def _searchable(self, facts: Facts, connection: sqlite3.Connection) -> Searchable:
        with self._lock:
            files = read_derived(connection)
            if self._loaded is None or self._loaded[:2] != (facts, files):
                before = self._loaded and self._loaded[2]
                with reporting_corrupt_rows():
                    rows = connection.execute("SELECT number FROM removed ORDER BY number").fetchall()
                    removed = np.fromiter((number for (number,) in rows), np.int64, len(rows))
                    vectors = open_vectors(
                        connection,
                        self._folder,
                        facts.dimension,
                        files.vectors,
                        removed,
                        before.vectors if before else None,
                    )
                    words = open_words(connection, self._folder, files.words, removed, before.words if before else None)
                if files.generation:
                    self._warn_of_damage(files, vectors, words)
                self._loaded = (facts, files, Searchable(vectors, words))
            return self._loaded[2]

    def _warn_of_damage(self, files: DerivedFiles, vectors: VectorIndex, words: WordIndex) -> None:
        parts: tuple[VectorIndex | WordIndex, ...] = (vectors, words)
        for part, (path, _) in zip(parts, files.at(self._folder), strict=True):
            if not part.sha256:
                _LOG.warning(
                    "%s is missing or damaged; what it holds is read from the catalog instead. "
                    "Write it again with: briefbot index --index %s",
                    path,
                    self._folder,
                )


def open_store(index: str | Index) -> Store:
    """Return the index at an address; nothing is opened yet."""
    place = index_at(index)
    if isinstance(place, Path):
        return EmbeddedStore(place)
    try:
        from briefbot.store.postgres import PostgresStore  # loads psycopg, which comes with an extra
    except ImportError as error:
        raise BriefbotError(
            f"The index {place} is on a PostgreSQL server, and psycopg, which talks to one, cannot be loaded "
            f"({error}). Install it with: pip install 'briefbot[postgres]'"
        ) from error
    return PostgresStore(place)


@contextmanager
def open_writer(
    index: str | Index,
    *,
    create: bool = True,
    dry_run: bool = False,
    on_update: OnProgress = ignore_progress,
    hook: FaultHook = no_fault,
) -> Iterator[Writer]:
    """Yield the writer of an index, and close its store afterwards; the arguments are those of `Store.writer`."""
    with (
        closing(open_store(index)) as store,
        store.writer(create=create, dry_run=dry_run, on_update=on_update, hook=hook) as writer,
    ):
        yield writer


@contextmanager
def open_snapshot(index: str | Index) -> Iterator[Snapshot]:
    """Yield one snapshot of an index, and close its files afterwards; raises what `Store.snapshot` does.

    A store that is merely dropped keeps them open until Python's garbage collector comes by.
    """
    with closing(open_store(index)) as store, store.snapshot() as snapshot:
        yield snapshot
