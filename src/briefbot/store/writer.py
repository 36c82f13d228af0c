"""The building side of the embedded store: one transaction, and after it the files beside the catalog."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from briefbot.errors import BriefbotError
from briefbot.store.catalog_writer import CatalogWriter
from briefbot.store.derived import is_intact, is_worth_writing, read_derived, write_derived
from briefbot.store.faults import FaultHook, no_fault
from briefbot.store.renewal import renew_files
from briefbot.store.rows import OnProgress, ignore_progress
from briefbot.store.schema import Facts, create_temporary, write_facts

_LOG = logging.getLogger(__name__)


class EmbeddedWriter(CatalogWriter):
    """Changes to an index in a folder that nobody sees before `commit`. Made by `building.open_writer`."""

    def __init__(
        self,
        folder: Path,
        connection: sqlite3.Connection,
        facts: Facts | None,
        *,
        unclean: bool,
        hook: FaultHook = no_fault,
    ) -> None:
        self._files = read_derived(connection)
        create_temporary(connection)
        super().__init__(connection, facts, self._files.last, hook)
        self._folder = folder
        self._catalog = connection
        self._unclean = unclean  # whether the build before was killed

    def begin_copy(self, of: str, source: str, *, anew: bool) -> int:  # noqa: ARG002  it is one transaction: always anew
        """Begin to copy another index into this one, which must be new."""
        if self.facts is not None:
            raise BriefbotError(f"There is an index at {self._folder} already. Copy to another place.")
        return 0

    def copied_to(self, document: int) -> None:
        """Do nothing: what is copied is committed at the end."""

    def embed_as(self, encoder: str, fingerprint: str) -> None:
        """Do nothing: a build embeds all texts itself."""

    def take_pending(self, count: int) -> list[tuple[bytes, str]]:
        """Return up to `count` texts without a vector, in the order they were added.

        Each is (content hash, text). They stay pending until `embed` gives them vectors.
        """
        return self._connection.execute(
            "SELECT content_hash, text FROM pending ORDER BY rowid LIMIT ?", (count,)
        ).fetchall()

    def embed(self, hashes: Sequence[bytes], vectors: NDArray[np.float32]) -> None:
        """Give passages their vectors, (len(hashes), dimension), and strike them off `pending`."""
        rows = [(vector.tobytes(), content_hash) for content_hash, vector in zip(hashes, vectors, strict=True)]
        self._write_all("UPDATE passages SET vector = ? WHERE content_hash = ? AND vector IS NULL", rows)
        self._connection.executemany("DELETE FROM pending WHERE content_hash = ?", [(row[1],) for row in rows])

    def commit(self, facts: Facts, on_progress: OnProgress = ignore_progress) -> Facts:
        """Commit the next generation, the one moment at which readers see a change; return its facts.

        `pending` must be empty. Afterwards the files beside the catalog are written anew where enough has changed;
        `on_progress` is told how far that is.
        """
        committed = self._next(facts)
        write_facts(self._catalog, committed)
        self._commit()
        self._renew(committed, on_progress)
        return committed

    def keep(self, on_progress: OnProgress = ignore_progress) -> None:
        """Commit what is remembered of sources and files, which no reader sees; the generation stays."""
        self._commit()
        if self.facts:
            self._renew(self.facts, on_progress)

    def _renew(self, facts: Facts, on_progress: OnProgress) -> None:
        """Write the files beside the catalog and name them in a commit, if one is damaged or much has changed since.

        The index is whole without them, so a disk that is full now costs speed and no more.
        """
        intact = [is_intact(path, was, thoroughly=self._unclean) for path, was in self._files.at(self._folder)]
        if all(intact) and not is_worth_writing(self._catalog, self._files):
            return
        try:
            self._catalog.execute("BEGIN IMMEDIATE")
            files = renew_files(
                self._catalog,
                self._folder,
                facts,
                self._files,
                intact,
                hook=self._hook,
                on_progress=on_progress,
            )
            self._write("DELETE FROM removed")
            write_derived(self._catalog, files)
            self._commit()
        except (sqlite3.DatabaseError, OSError, RuntimeError, MemoryError) as error:
            _LOG.warning(
                "The index at %s is up to date, but a file beside its catalog could not be written (%s). "
                "Questions are answered from the catalog, more slowly, until a build can write it.",
                self._folder,
                error,
            )
