"""The building side: one transaction from the first change to the commit that readers see."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import filelock
import numpy as np
from numpy.typing import NDArray

from briefbot.errors import BriefbotError, IndexDamagedError, IndexLockedError
from briefbot.store.schema import Facts, connect_writer, counts, create_tables, read_facts, write_facts
from briefbot.store.vectors import build_flat, is_intact, sweep, vectors_path, write_durably
from briefbot.types import Document, Passage

Place = tuple[str, int]  # absolute path of a file, and the line of a record in it, 0 where the file is the document


class Writer:
    """Changes to an index that nobody sees before `commit`. Made by `open_writer`."""

    def __init__(self, folder: Path, connection: sqlite3.Connection, facts: Facts | None) -> None:
        self.facts = facts  # of the generation this build starts from; None for a new index
        self._folder = folder
        self._connection = connection

    def under(self, root: str) -> dict[Place, str]:
        """Place -> document id of everything read from the file `root`, or from any file in the folder `root`."""
        rows = self._connection.execute(
            "SELECT path, record, id FROM sources JOIN documents ON number = document "
            "WHERE path = ?1 OR substr(path, 1, length(?2)) = ?2",
            (root, root.rstrip("/") + "/"),
        )
        return {(path, record): document_id for path, record, document_id in rows}

    def places(self, document_id: str) -> list[Place]:
        """Every place that holds this text."""
        return self._connection.execute(
            "SELECT path, record FROM sources JOIN documents ON number = document WHERE id = ?", (document_id,)
        ).fetchall()

    def holds(self, document: Document) -> bool:
        """Whether this text is stored already, with the same title, outlet, author, date and pages."""
        row = self._connection.execute(
            "SELECT title, outlet, author, published, pages FROM documents WHERE id = ?", (document.id,)
        ).fetchone()
        return bool(row == _described(document))

    def add(self, document: Document, passages: Sequence[Passage], texts: Sequence[str]) -> bool:
        """Store a document, in place of the one with the same text if there is one; returns whether it is new.

        `texts` are what is embedded, one a passage. A text that was embedded before keeps its vector; the others wait
        in `pending`.
        """
        cursor = self._connection.cursor()
        row = cursor.execute("SELECT number, title FROM documents WHERE id = ?", (document.id,)).fetchone()
        fields = (document.id, document.text, *_described(document))
        if row is None:
            cursor.execute(
                "INSERT INTO documents (id, text, title, outlet, author, published, pages, indexed) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))",
                fields,
            )
            number = cursor.lastrowid
            replaced = []
        else:
            number, title = row
            replaced = self._passages_of(number)
            cursor.execute(
                "UPDATE documents SET id = ?, text = ?, title = ?, outlet = ?, author = ?, published = ?, "
                "pages = ? WHERE number = ?",
                (*fields, number),
            )
            if title == document.title:
                return False
        for passage, text in zip(passages, texts, strict=True):
            content_hash = hashlib.sha256(text.encode("utf-8")).digest()
            cursor.execute(
                "INSERT INTO passages (document, sentences, content_hash, vector) VALUES (?, ?, ?, "
                "(SELECT vector FROM passages WHERE content_hash = ? AND vector IS NOT NULL))",
                (number, json.dumps(passage.sentences), content_hash, content_hash),
            )
            cursor.execute(
                "INSERT INTO words (rowid, title, body) VALUES (?, ?, ?)",
                (cursor.lastrowid, document.title, passage.text),
            )
            cursor.execute(
                "INSERT OR IGNORE INTO pending SELECT content_hash, ? FROM passages WHERE number = last_insert_rowid() "
                "AND vector IS NULL",
                (text,),
            )
        self._delete(replaced)
        return row is None

    def pending(self) -> int:
        """How many texts have no vector yet."""
        return int(self._connection.execute("SELECT count(*) FROM pending").fetchone()[0])

    def take_pending(self, count: int) -> list[tuple[bytes, str]]:
        """Up to `count` of them with their content hashes, in the order they were added."""
        return self._connection.execute(
            "SELECT content_hash, text FROM pending ORDER BY rowid LIMIT ?", (count,)
        ).fetchall()

    def embed(self, hashes: Sequence[bytes], vectors: NDArray[np.float32]) -> None:
        """Give passages their vectors, (len(hashes), dimension), and strike them off `pending`."""
        rows = [(vector.tobytes(), content_hash) for content_hash, vector in zip(hashes, vectors, strict=True)]
        self._connection.executemany("UPDATE passages SET vector = ? WHERE content_hash = ? AND vector IS NULL", rows)
        self._connection.executemany("DELETE FROM pending WHERE content_hash = ?", [(row[1],) for row in rows])

    def link(self, place: Place, source: str, document_id: str) -> None:
        """Record that `place` now holds this document; `source` is how the person named it."""
        self._connection.execute(
            "INSERT OR REPLACE INTO sources (path, record, source, document) "
            "VALUES (?, ?, ?, (SELECT number FROM documents WHERE id = ?))",
            (*place, source, document_id),
        )

    def unlink(self, place: Place) -> None:
        """Forget a place; a document that no place holds any more goes with `drop_orphans`."""
        self._connection.execute("DELETE FROM sources WHERE path = ? AND record = ?", place)

    def drop_orphans(self) -> int:
        """Delete documents without a source; returns how many there were."""
        orphans = self._connection.execute(
            "SELECT number FROM documents WHERE number NOT IN (SELECT document FROM sources)"
        ).fetchall()
        for (number,) in orphans:
            self._delete(self._passages_of(number))
            self._connection.execute("DELETE FROM documents WHERE number = ?", (number,))
        return len(orphans)

    def commit(self, facts: Facts) -> Facts:
        """Write the next generation's vectors, then commit: the one moment at which readers see a change.

        `pending` must be empty.
        """
        generation = (self.facts.generation if self.facts else 0) + 1
        index = build_flat(self._connection, facts.dimension)
        digest = write_durably(index, vectors_path(self._folder, generation))
        committed = replace(facts, generation=generation, vectors_sha256=digest)
        write_facts(self._connection, committed)
        self._connection.execute("COMMIT")
        return committed

    def counts(self) -> tuple[int, int]:
        """How many (documents, passages) the build holds so far."""
        return counts(self._connection)

    def vectors_intact(self) -> bool:
        """Whether the FAISS file of the generation that this build starts from is there and undamaged."""
        facts = self.facts
        return facts is not None and is_intact(vectors_path(self._folder, facts.generation), facts.vectors_sha256)

    def _passages_of(self, document: int) -> list[tuple[int, str, str]]:
        """(number, title, body) of each passage, as its words were indexed."""
        rows = self._connection.execute(
            "SELECT passages.number, sentences, text, title FROM passages "
            "JOIN documents ON documents.number = document WHERE document = ?",
            (document,),
        ).fetchall()
        found = []
        for number, sentences, text, title in rows:
            ranges = json.loads(sentences)
            found.append((number, title, text[ranges[0][0] : ranges[-1][1]]))
        return found

    def _delete(self, passages: Sequence[tuple[int, str, str]]) -> None:
        # A contentless FTS5 table forgets a row only when it is told the very words it indexed.
        self._connection.executemany(
            "INSERT INTO words (words, rowid, title, body) VALUES ('delete', ?, ?, ?)", passages
        )
        self._connection.executemany("DELETE FROM passages WHERE number = ?", [(row[0],) for row in passages])


def _described(document: Document) -> tuple[str | None, ...]:
    """What is known about a text, as it is stored: title, outlet, author, published, pages."""
    published = document.published.isoformat() if document.published else None
    return document.title, document.outlet, document.author, published, json.dumps(document.pages)


@contextmanager
def open_writer(folder: Path) -> Iterator[Writer]:
    """Take the writer's lock and open a transaction; without `commit`, leaving it undoes everything."""
    try:
        os.fsencode(folder).decode("utf-8")
        folder.mkdir(parents=True, exist_ok=True)
        lock = filelock.FileLock(folder / ".lock", timeout=0)
        lock.acquire()
    except filelock.Timeout as error:
        raise IndexLockedError(
            f"Another build is writing the index at {folder}. Wait until it has finished, then run this again."
        ) from error
    except UnicodeDecodeError as error:
        raise BriefbotError(f"The name of the index folder {folder!r} is not valid UTF-8. Choose another.") from error
    except OSError as error:
        raise BriefbotError(
            f"The index folder {folder} cannot be written: {error.strerror}. "
            f"Choose another with --index, or change its permissions."
        ) from error
    try:
        with closing(connect_writer(folder)) as connection:
            try:
                connection.execute("CREATE TEMP TABLE pending (content_hash BLOB UNIQUE, text TEXT NOT NULL)")
                connection.execute("BEGIN IMMEDIATE")
                facts = read_facts(connection, folder)
                if facts is None:
                    create_tables(connection)
                sweep(folder, keep=facts.generation if facts else 0)
                yield Writer(folder, connection, facts)
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
    except (sqlite3.DatabaseError, OSError) as error:
        raise IndexDamagedError(
            f"The index at {folder} could not be written ({error}). It is as it was before this build."
        ) from error
    finally:
        lock.release()
