"""An index opened for asking: connections to its catalog, and the vectors and words of a generation in memory."""

from __future__ import annotations

import logging
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np

from briefbot.store.connections import committed_facts, connect_reader
from briefbot.store.derived import DerivedFiles, read_derived
from briefbot.store.failures import DAMAGED, UNFINISHED
from briefbot.store.rows import reporting_corrupt_rows
from briefbot.store.schema import CATALOG, Facts
from briefbot.store.snapshot import Searchable, Snapshot
from briefbot.store.vectors import VectorIndex, open_vectors
from briefbot.store.word_index import WordIndex, open_words

_LOG = logging.getLogger(__name__)


class Store:
    """An index opened for asking; safe to share between threads.

    Each `snapshot()` runs in one SQLite read transaction and with the files of that transaction's generation, so
    a build that commits meanwhile is seen by the next question and never by half of one.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()  # the process may change its working directory
        self._idle: list[sqlite3.Connection] = []
        self._lock = threading.Lock()
        self._loaded: tuple[Facts, DerivedFiles, Searchable] | None = None
        # Of the catalog that `_idle` and `_loaded` belong to, and the process: SQLite's connections outlive no fork.
        self._identity: tuple[int, int, int] | None = None
        with self.snapshot():
            pass  # a missing or damaged index is reported when it is opened, not at the first question

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """Hold the newest committed generation."""
        identity, connection = self._follow()
        lasting = connection is not None
        if connection is None:
            connection, lasting = connect_reader(self.folder)
        try:
            connection.execute("BEGIN")
            facts = committed_facts(connection, self.folder)
            if facts is None:
                raise UNFINISHED.error(self.folder)
            held = connection
            yield Snapshot(facts, held, lambda: self._searchable(facts, held))
            connection.execute("COMMIT")
        except sqlite3.DatabaseError as error:
            connection.close()
            raise DAMAGED.error(self.folder, reason=error) from error
        except BaseException:
            connection.close()
            raise
        with self._lock:
            if lasting and identity == self._identity:
                self._idle.append(connection)
                return
        connection.close()

    def close(self) -> None:
        """Close all files. The store can be used again; it opens them anew."""
        with self._lock:
            self._let_go()

    def _follow(self) -> tuple[tuple[int, int, int] | None, sqlite3.Connection | None]:
        """Return which file the catalog is now, and an idle connection to it if there is one.

        A catalog that was deleted or replaced by another file is let go of: open handles would go on answering.
        """
        try:
            status = (self.folder / CATALOG).stat()
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
                        self.folder,
                        facts.dimension,
                        files.vectors,
                        removed,
                        before.vectors if before else None,
                    )
                    words = open_words(connection, self.folder, files.words, removed, before.words if before else None)
                if files.generation:
                    self._warn_of_damage(files, vectors, words)
                self._loaded = (facts, files, Searchable(vectors, words))
            return self._loaded[2]

    def _warn_of_damage(self, files: DerivedFiles, vectors: VectorIndex, words: WordIndex) -> None:
        parts: tuple[VectorIndex | WordIndex, ...] = (vectors, words)
        for part, (path, _) in zip(parts, files.at(self.folder), strict=True):
            if not part.sha256:
                _LOG.warning(
                    "%s is missing or damaged; what it holds is read from the catalog instead. "
                    "Write it again with: briefbot index --index %s",
                    path,
                    self.folder,
                )


@contextmanager
def open_snapshot(folder: Path) -> Iterator[Snapshot]:
    """Yield one snapshot of an index, and close its files afterwards; raises what `Store.snapshot` does.

    A store that is merely dropped keeps them open until Python's garbage collector comes by.
    """
    with closing(Store(folder)) as store, store.snapshot() as snapshot:
        yield snapshot
