"""What a build changes in the tables of an index, whichever store has them; how it is committed is the store's own."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, replace
from typing import Any

from briefbot.store.block_rows import blocks_as_json
from briefbot.store.decoding import bytes_from, text_from, whole_from
from briefbot.store.faults import FaultHook
from briefbot.store.filtering import IN_FOLDER
from briefbot.store.moves import keep_former_id
from briefbot.store.passage_rows import PassageRows
from briefbot.store.places import Held, Place, Stamp
from briefbot.store.rows import Catalog, Counted, OnProgress, ignore_progress, reporting_corrupt_rows
from briefbot.store.schema import Facts, counts, roots
from briefbot.store.settling import Cut, Settling
from briefbot.types import Document, Passage

_NUMBERED = ("RETURNING number", "RETURNING id")
_STAMP = """INSERT INTO files (path, size, mtime_ns, ctime_ns, inode, sha256, reading) VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (path) DO UPDATE SET size = excluded.size, mtime_ns = excluded.mtime_ns,
        ctime_ns = excluded.ctime_ns, inode = excluded.inode, sha256 = excluded.sha256, reading = excluded.reading"""


@dataclass(frozen=True, slots=True)
class Dropped:
    """A document that no source held any more."""

    document_id: str
    title: str


class CatalogWriter:
    """Changes to the tables of an index. `facts` are of the generation this build starts from; None for a new index.

    `last` is the highest passage number in what is derived from the tables.
    """

    def __init__(self, connection: Catalog, facts: Facts | None, last: int, hook: FaultHook) -> None:
        self.facts = facts
        self._connection = connection
        self._hook = hook
        self._passages = PassageRows(connection, self._write, last)
        self._settling = Settling(connection, self._write, self._passages)

    def put_rows(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        """Insert rows of another index as they are; vectors are bytes, as `decoding.vector_from` reads them."""
        self._hook(f"write {table}")
        marks = ", ".join("?" * len(columns))
        self._connection.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)  # noqa: S608

    def roots(self) -> dict[str, str]:
        """Return absolute path -> name as given, of every source that is remembered, in the order of paths."""
        return roots(self._connection)

    def remember(self, root: str, source: str) -> None:
        """Keep a source, so that a later build follows it without being told."""
        self._write(
            "INSERT INTO roots (path, source) VALUES (?, ?) ON CONFLICT (path) DO UPDATE SET source = excluded.source",
            (root, source),
        )

    def forget(self, root: str) -> None:
        """Remove a source that `remember` kept; what was read from it stays until it is unlinked."""
        self._write("DELETE FROM roots WHERE path = ?", (root,))

    @reporting_corrupt_rows()
    def under(self, root: str) -> dict[Place, Held]:
        """Return everything read from the file `root`, or from any file in the folder `root`, by place."""
        rows = self._connection.execute(
            "SELECT path, record, id, source FROM sources JOIN documents ON number = document "  # noqa: S608
            f"WHERE {IN_FOLDER}",
            (root, root.rstrip("/")),
        )
        return {
            (text_from(path), whole_from(record)): Held(text_from(document_id), text_from(source))
            for path, record, document_id, source in rows
        }

    @reporting_corrupt_rows()
    def stamps(self, root: str) -> dict[str, Stamp]:
        """Return absolute path -> stamp of every file that was read whole.

        They are `root` itself, or those in the folder `root`.
        """
        rows = self._connection.execute(
            f"SELECT path, size, mtime_ns, ctime_ns, inode, sha256, reading FROM files WHERE {IN_FOLDER}",  # noqa: S608
            (root, root.rstrip("/")),
        )
        return {
            text_from(path): Stamp(size, mtime, ctime, inode, bytes_from(sha256), reading)
            for path, size, mtime, ctime, inode, sha256, reading in rows
        }

    def stamp(self, path: str, stamp: Stamp) -> None:
        """Record what the file is like, so that the next build need not read it while it stays so."""
        self._write(_STAMP, (path, *astuple(stamp)))

    def unstamp(self, path: str) -> None:
        """Have the next build read this file, whatever it is like."""
        self._write("DELETE FROM files WHERE path = ?", (path,))

    @reporting_corrupt_rows()
    def places(self, document_id: str) -> list[Place]:
        """Return every place that holds this text."""
        rows = self._connection.execute(
            "SELECT path, record FROM sources JOIN documents ON number = document WHERE id = ?", (document_id,)
        )
        return [(text_from(path), whole_from(record)) for path, record in rows]

    @reporting_corrupt_rows()
    def holds(self, document: Document) -> bool:
        """Return whether this text is stored already, with the same title, outlet, author, date, pages and blocks."""
        row = self._connection.execute(
            "SELECT title, outlet, author, published, pages, found FROM documents WHERE id = ?", (document.id,)
        ).fetchone()
        return bool(row == _described(document))

    @reporting_corrupt_rows()
    def add(self, document: Document, passages: Sequence[Passage], texts: Sequence[str]) -> bool:
        """Store a document, in place of the one with the same text if there is one; return whether it is new.

        `texts` are what is embedded, one a passage. A text that was embedded before keeps its vector; the others wait
        in `pending`. Until `settle`, its blocks and its family are not known to readers.
        """
        row = self._connection.execute(
            "SELECT number, title, found FROM documents WHERE id = ?", (document.id,)
        ).fetchone()
        described = _described(document)
        if row is None:
            number = self._write(
                "INSERT INTO documents (id, text, title, outlet, author, published, pages, found, family, indexed) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING number",
                (document.id, document.text, *described, document.id, _now()),
            )
        else:
            number = row[0]
            self._write(
                "UPDATE documents SET title = ?, outlet = ?, author = ?, published = ?, pages = ?, found = ? "
                "WHERE number = ?",
                (*described, number),
            )
            if row[1:] == (document.title, described[-1]):
                return False
            self._write("UPDATE documents SET blocks = NULL WHERE number = ?", (number,))
        self._passages.replace(number, passages, texts)
        self._settling.is_cut_as_found(number)
        return row is None

    def settle(self, cut: Cut, on_progress: OnProgress = ignore_progress) -> int:
        """Find families and repeated lines anew, and what they make of the blocks; return how many documents changed.

        Call it once all documents are added and the others dropped. `cut` is asked for the passages of each document
        whose blocks have become others. `on_progress` is told how many of those that may have changed are done.
        """
        return self._settling.settle(cut, on_progress)

    def pending(self) -> int:
        """Return how many texts have no vector yet."""
        return int(self._connection.execute("SELECT count(*) FROM pending").fetchone()[0])

    @reporting_corrupt_rows()
    def link(self, place: Place, source: str, document_id: str) -> None:
        """Record that `place` now holds this document; `source` is how the person named it.

        Where that is what it held, with a headline in front, the id that it had still leads to it.
        """
        keep_former_id(self._connection, self._write, place, document_id)
        self._write(
            "INSERT INTO sources (path, record, source, document) "
            "VALUES (?, ?, ?, (SELECT number FROM documents WHERE id = ?)) "
            "ON CONFLICT (path, record) DO UPDATE SET source = excluded.source, document = excluded.document",
            (*place, source, document_id),
        )

    def unlink(self, place: Place) -> None:
        """Forget a place; a document that no place holds any more goes with `drop_orphans`."""
        self._write("DELETE FROM sources WHERE path = ? AND record = ?", place)

    def drop_orphans(self, on_progress: OnProgress = ignore_progress) -> list[Dropped]:
        """Delete documents without a source, and return them. `on_progress` is told how many are done."""
        orphans = self._connection.execute(
            "SELECT number, id, title FROM documents WHERE number NOT IN (SELECT document FROM sources)"
        ).fetchall()
        families = set()
        passed = Counted(on_progress, len(orphans))
        passed(0)
        for number, _, _ in orphans:
            with reporting_corrupt_rows():
                self._passages.delete_of(number)
                families.add(self._settling.leave(number))
            self._write("DELETE FROM moved WHERE document = ?", (number,))
            self._write("DELETE FROM documents WHERE number = ?", (number,))
            passed(1)  # what this raises is no damage
        with reporting_corrupt_rows():
            self._settling.part(families)
        return [Dropped(text_from(document_id), text_from(title)) for _, document_id, title in orphans]

    def counts(self) -> tuple[int, int]:
        """Return how many (documents, passages) the build holds so far."""
        return counts(self._connection)

    def _next(self, facts: Facts) -> Facts:
        """Return the facts of the generation that is about to be committed."""
        built = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        return replace(facts, generation=(self.facts.generation if self.facts else 0) + 1, built=built)

    def _commit(self) -> None:
        self._hook("commit")
        self._connection.execute("COMMIT")
        self._hook("committed")

    def _write(self, statement: str, values: Iterable[Any] = ()) -> int:
        """Run one statement, and return the number of the row it has inserted, where it is RETURNING that; else 0."""
        self._hook(f"write {statement.split('(')[0].strip()}")
        rows = self._connection.execute(statement, tuple(values))
        return int(rows.fetchall()[0][0]) if statement.endswith(_NUMBERED) else 0

    def _write_all(self, statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
        for row in rows:
            self._write(statement, row)


def _described(document: Document) -> tuple[str | None, ...]:
    """Return what is known about a text, as it is stored: title, outlet, author, published, pages, blocks as found."""
    published = document.published.isoformat() if document.published else None
    pages, found = json.dumps(document.pages), blocks_as_json(document.blocks)
    return document.title, document.outlet, document.author, published, pages, found


def _now() -> str:
    return dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
