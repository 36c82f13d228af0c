"""The building side of an index on a server: one transaction, whose commit is the one moment at which readers see it.

Texts are embedded outside of it, in small transactions of a second connection: a build that is killed loses none of
its vectors, and workers on other machines can take texts as well (`working`).
"""

from __future__ import annotations

import json
import logging
import time
import uuid
from collections.abc import Sequence
from dataclasses import asdict

import numpy as np
from numpy.typing import NDArray

from briefbot.errors import BriefbotError
from briefbot.index_address import ServerAddress
from briefbot.store.catalog_writer import CatalogWriter
from briefbot.store.derived import has_changed_much
from briefbot.store.faults import FaultHook, no_fault
from briefbot.store.postgres.building import Copied, Start, begin_locked
from briefbot.store.postgres.connecting import Connection, as_vector
from briefbot.store.postgres.queue import Queue
from briefbot.store.postgres.tables import COPIED, EF_CONSTRUCTION, FIRST_INDEXED, NEIGHBOURS, TEMPORARY, bytes_in_graph
from briefbot.store.postgres.words import write_words
from briefbot.store.rows import Counted, OnProgress, ignore_progress
from briefbot.store.schema import Facts, write_facts

_LOG = logging.getLogger(__name__)
_MEMORY = 512 * 1024  # kB at least for HNSW, which is made much more slowly where its graph does not fit
_POLL = 0.2  # seconds between two looks at what others are embedding
_AT_ONCE = 500  # texts that are handed over in one statement


class PostgresWriter(CatalogWriter):
    """Changes to an index on a server that nobody sees before `commit`. Made by `PostgresStore.writer`."""

    def __init__(
        self, address: ServerAddress, connection: Connection, start: Start, *, dry_run: bool, hook: FaultHook = no_fault
    ) -> None:
        super().__init__(connection, start.facts, start.last, hook)
        self._address = address
        self._server = connection
        self._last = start.last
        self._dry_run = dry_run
        self._queue: Queue | None = None
        self._left = 0  # texts of `pending`, once there is a queue
        self._copied = start.copied
        self._counts: tuple[int, int] | None = None  # once it is committed

    def embed_as(self, encoder: str, fingerprint: str) -> None:
        """Say which encoder the texts are for; see `contract.Writer.embed_as`."""
        if self._queue is None:
            self._queue = Queue(Connection(self._address), encoder, fingerprint)
        self._left = self.pending()
        self._take_over()
        number = 0
        while rows := self._server.own(
            "SELECT content_hash, text, number FROM pending WHERE number > %s ORDER BY number LIMIT %s",
            [number, _AT_ONCE],
        ).fetchall():
            self._hook("queue texts")
            self._queue.add([(content_hash, text) for content_hash, text, _ in rows])
            number = rows[-1][2]

    def take_pending(self, count: int) -> list[tuple[bytes, str]]:
        """Return up to `count` texts without a vector, in the order they were added; none when all have one.

        Those that a worker has taken are waited for: they are done, or free again if it died.
        """
        queue = self._waiting
        while self._left:  # counted here: a scan of `pending` passes all that were struck off
            if texts := queue.take(count):
                return texts
            self._take_over()
            time.sleep(_POLL)
        return []

    def embed(self, hashes: Sequence[bytes], vectors: NDArray[np.float32]) -> None:
        """Give passages their vectors, (len(hashes), dimension), and strike them off `pending`."""
        if not hashes:
            return
        self._hook("write vectors outside")
        self._waiting.put(hashes, [np.asarray(vector, "<f4").tobytes() for vector in vectors])
        self._hook("vectors outside written")
        struck = self._server.own("DELETE FROM pending WHERE content_hash = ANY(%s)", [list(hashes)])
        self._left -= struck.rowcount

    def commit(self, facts: Facts, on_progress: OnProgress = ignore_progress) -> Facts:
        """Commit the next generation, the one moment at which readers see a change; return its facts.

        `pending` must be empty. The rows of words are written anew before it where enough has changed, and many vectors
        get their index.
        """
        committed = self._next(facts)
        self._take_in(facts.fingerprint)
        self._end_copy()
        self._renew(committed, on_progress)
        write_facts(self._server, committed)
        self._end()
        return committed

    def keep(self, on_progress: OnProgress = ignore_progress) -> None:
        """Commit what is remembered of sources and files, which no reader sees; the generation stays."""
        on_progress(0, 0)
        self._end()

    def begin_copy(self, of: str, source: str, *, anew: bool) -> int:
        """Begin to copy another index into this one, or go on; see `contract.Writer.begin_copy`."""
        if self.facts is not None:
            raise BriefbotError(f"There is an index at {self._address} already. Copy to another place.")
        before = self._copied
        if before is not None and before.of == of and not anew:
            (last,) = self._server.own("SELECT coalesce(max(number), 0) FROM documents").fetchone()
            return int(last)
        if before is not None and not anew:
            what = f"an earlier generation of {source}" if before.source == source else before.source
            raise BriefbotError(
                f"At {self._address} there is part of a copy of {what}, which was cut. To delete it and copy anew: "
                f"briefbot copy --anew {source} {self._address}"
            )
        self._hook("begin copy")
        self._server.run(f"TRUNCATE {COPIED} RESTART IDENTITY")
        self._server.own(
            "INSERT INTO facts (key, value) VALUES ('copying', %s) "
            "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            [json.dumps(asdict(Copied(of, source)))],
        )
        return 0

    def put_rows(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        """Insert rows of another index as they are."""
        self._hook(f"write {table}")
        at = columns.index("vector") if "vector" in columns else None
        with self._server.copying(table, ", ".join(columns)) as copy:
            for row in rows:
                values = list(row)
                if at is not None and isinstance(stored := values[at], bytes):
                    values[at] = as_vector(stored)
                copy.write_row(values)

    def copied_to(self, document: int) -> None:
        """Commit what was copied; no reader sees it, since there are no facts yet."""
        self._hook(f"commit copy to {document}")
        self._server.run("COMMIT")
        begin_locked(self._server, self._address)
        self._server.run(TEMPORARY)

    def counts(self) -> tuple[int, int]:
        """Return how many (documents, passages) the build holds so far, or held when it was committed."""
        return self._counts or super().counts()

    def _end_copy(self) -> None:
        """Let numbers go on above those that were copied."""
        if self._server.own("DELETE FROM facts WHERE key = 'copying' RETURNING key").fetchall():
            for table, column in (("documents", "number"), ("passages", "number"), ("terms", "id")):
                self._server.own(
                    f"SELECT setval(pg_get_serial_sequence(%s, %s), (SELECT greatest(max({column}), 1) FROM {table}))",  # noqa: S608
                    [table, column],
                )

    def _end(self) -> None:
        self._counts = super().counts()  # behind the commit no table can be named: where to look ended with it
        self._commit()

    def close(self) -> None:
        """Close the second connection, whose texts are free for others then."""
        if self._queue is not None:
            self._queue.close()

    @property
    def _waiting(self) -> Queue:
        if self._queue is None:
            raise ValueError("embed_as says first which encoder the texts are for")
        return self._queue

    def _take_over(self) -> None:
        """Strike off what waits those texts that somebody has embedded already."""
        struck = self._server.own(
            "DELETE FROM pending USING embedded "
            "WHERE fingerprint = %s AND embedded.content_hash = pending.content_hash",
            [self._waiting.fingerprint],
        )
        self._left -= struck.rowcount

    def _take_in(self, fingerprint: str) -> None:
        """Give passages the vectors that were made outside, which then are no longer needed there."""
        if self._queue is None:
            return
        self._hook("take in vectors")
        self._server.own(
            "UPDATE passages SET vector = embedded.vector FROM embedded WHERE passages.vector IS NULL "
            "AND fingerprint = %s AND embedded.content_hash = passages.content_hash",
            [fingerprint],
        )
        self._server.own("DELETE FROM embedded WHERE fingerprint = %s", [fingerprint])
        self._server.own("DELETE FROM queue WHERE fingerprint = %s", [fingerprint])
        (left,) = self._server.own("SELECT count(*) FROM passages WHERE vector IS NULL").fetchone()
        if left:
            raise ValueError(f"{left} passages have no vector")

    def _renew(self, facts: Facts, on_progress: OnProgress) -> None:
        _, total = super().counts()
        is_much = not self._last or has_changed_much(self._server, self._last)
        if is_much:
            self._hook("write words")
            counted = Counted(on_progress, total)
            counted(0)
            write_words(self._server, counted)
            self._server.own("DELETE FROM derived WHERE name = 'words'")
            self._server.own(
                "INSERT INTO derived SELECT 'words', coalesce(max(number), 0), %s FROM passages", [uuid.uuid4().hex]
            )
        (is_indexed,) = self._server.own("SELECT EXISTS (SELECT 1 FROM derived WHERE name = 'vectors')").fetchone()
        if total >= FIRST_INDEXED and not is_indexed:
            self._hook("index vectors")
            self._make_room(total, facts.dimension)
            self._server.run(
                "CREATE INDEX passages_by_vector ON passages USING hnsw "
                f"((vector::vector({facts.dimension})) vector_ip_ops) "
                f"WITH (m = {NEIGHBOURS}, ef_construction = {EF_CONSTRUCTION})"
            )
            self._server.own("INSERT INTO derived VALUES ('vectors', 0, %s)", [uuid.uuid4().hex])
        if is_much:  # of less the server takes note by itself
            self._hook("analyze")
            self._server.run("ANALYZE documents; ANALYZE passages; ANALYZE sources")

    def _make_room(self, passages: int, dimension: int) -> None:
        """Give what indexes vectors the memory of the server's setting, or more; warn where the graph does not fit."""
        (own,) = self._server.own(
            "SELECT setting::bigint FROM pg_settings WHERE name = 'maintenance_work_mem'"
        ).fetchone()
        given, needed = max(own, _MEMORY), -(-passages * bytes_in_graph(dimension) // 1024)
        if needed > given:
            _LOG.warning(
                "The graph that the vectors of %s passages are searched by takes %d MB, and has %d MB of memory to be "
                "made in, which takes much longer. Where the server has that much, give it to who builds, for the next "
                "index: ALTER ROLE %s SET maintenance_work_mem = '%dMB'",
                f"{passages:,}",
                -(-needed // 1024),
                given // 1024,
                self._server.raw.info.user,
                -(-needed // 1024),
            )
        self._server.run(f"SET LOCAL maintenance_work_mem = '{given}kB'")
