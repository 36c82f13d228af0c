"""The reading side: one committed generation, searched and fetched without a lock."""

from __future__ import annotations

import datetime as dt
import json
import logging
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from briefbot.errors import IndexNotFoundError
from briefbot.store.derived import derived_files
from briefbot.store.filtering import PLACES_OF_ROOTS, condition_of
from briefbot.store.rows import Numbers
from briefbot.store.schema import CATALOG, Facts, connect_reader, counts, damaged, read_facts, roots, ungarbled
from briefbot.store.term_ids import ids_of
from briefbot.store.vectors import VectorIndex, open_vectors
from briefbot.store.word_index import WordIndex, open_words
from briefbot.types import Document, Filter, Passage
from briefbot.words import content_words, terms

_LOG = logging.getLogger(__name__)
_ALL = Filter()


@dataclass(frozen=True, slots=True)
class Entry:
    """A place that holds a document, as a listing shows it."""

    document_id: str
    title: str
    outlet: str | None
    published: dt.date | None
    source: str
    path: str  # the absolute path of its file, or its web address
    root: str  # the source that the index follows and that it came of, as named; "" where it follows none such


@dataclass(frozen=True, slots=True)
class Searchable:
    """What is kept in memory of one generation."""

    vectors: VectorIndex
    words: WordIndex


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One generation of the index, the same for as long as it is held."""

    facts: Facts
    _connection: sqlite3.Connection
    _searchable: Callable[[], Searchable]

    def dense(self, vector: NDArray[np.float32], count: int, among: Numbers | None = None) -> list[tuple[int, float]]:
        """(passage number, cosine) of the nearest passages, best first. `vector` is (dimension,), of unit length.

        Where `among` is given, of those: passages that are not in it take no place.
        """
        exact = partial(self.cosines, vector)
        return self._searchable().vectors.nearest(vector, count, among, cosines=exact)

    def load(self) -> None:
        """Read vectors and words now, so that the first search does not wait for them."""
        self._searchable()

    def bm25(self, question: str, count: int, among: Numbers | None = None) -> list[tuple[int, float]]:
        """(passage number, BM25) of passages that share a word with the question, best first; `among` as above.

        `count` is 1 or more.
        """
        # Question words are in nearly every passage: they say little and would cost most of the time.
        wanted = terms(" ".join(content_words(question)))
        ids = ids_of(self._connection, dict.fromkeys(wanted))
        return self._searchable().words.search(list(ids.values()), count, among) if ids else []

    def numbers(self, chosen: Filter) -> Numbers | None:
        """The passages of the documents that a filter leaves, in order; None: all of them."""
        if chosen.is_empty:
            return None
        condition, values = condition_of(chosen)
        rows = self._connection.execute(
            "SELECT passages.number FROM passages JOIN documents ON documents.number = document "  # noqa: S608
            f"WHERE {condition} ORDER BY passages.number",
            values,
        ).fetchall()
        return np.fromiter((number for (number,) in rows), np.int64, len(rows))

    def count(self, chosen: Filter) -> int:
        """How many documents a filter leaves."""
        condition, values = condition_of(chosen)
        rows = self._connection.execute(f"SELECT count(*) FROM documents WHERE {condition}", values)  # noqa: S608
        return int(rows.fetchone()[0])

    def missing(self, words: Sequence[str], among: Numbers | None = None) -> list[str]:
        """Those of the words that no passage, or none of `among`, holds in any form of theirs."""
        held = {}
        for word in words:
            own = terms(word)
            ids = ids_of(self._connection, own)
            held[word] = bool(own) and all(
                term in ids and self._searchable().words.held_by(ids[term], among) for term in own
            )
        return [word for word in words if not held[word]]

    @ungarbled()
    def outlets(self) -> list[tuple[str, int]]:
        """Every outlet with the number of its documents, the largest first."""
        rows = self._connection.execute(
            "SELECT outlet, count(*) FROM documents WHERE outlet IS NOT NULL GROUP BY outlet ORDER BY 2 DESC, 1"
        )
        return [(outlet, count) for outlet, count in rows]

    @ungarbled()
    def period(self) -> tuple[dt.date, dt.date] | None:
        """The first and the last day on which a document was published; None where no day is known."""
        [(first, last)] = self._connection.execute("SELECT min(published), max(published) FROM documents")
        return (dt.date.fromisoformat(first), dt.date.fromisoformat(last)) if first else None

    @ungarbled()
    def cosines(self, vector: NDArray[np.float32], numbers: Sequence[int]) -> dict[int, float]:
        """Exact cosines of given passages; each document vector is read from the catalog."""
        rows = self._select("SELECT number, vector FROM passages WHERE number IN ({})", numbers)
        return {number: float(np.frombuffer(blob, np.float32) @ vector) for number, blob in rows}

    def first_passage(self) -> int | None:
        """The lowest passage number; None in an empty index."""
        found = self._connection.execute("SELECT min(number) FROM passages").fetchone()[0]
        return None if found is None else int(found)

    @ungarbled()
    def vector(self, number: int) -> NDArray[np.float32]:
        """The vector of one passage, (dimension,), as the catalog has it."""
        [(blob,)] = self._select("SELECT vector FROM passages WHERE number IN ({})", [number])
        return np.frombuffer(blob, np.float32)

    @ungarbled()
    def passages(self, numbers: Sequence[int]) -> dict[int, Passage]:
        """The passages with these numbers; passages of one document share one Document."""
        rows = self._select("SELECT number, document, sentences FROM passages WHERE number IN ({})", numbers)
        documents = self._documents("number", list(dict.fromkeys(row[1] for row in rows)))
        return {
            number: Passage(documents[document], tuple((start, end) for start, end in json.loads(sentences)))
            for number, document, sentences in rows
        }

    @ungarbled()
    def document(self, document_id: str) -> Document | None:
        """None where no document has this id."""
        return next(iter(self._documents("id", [document_id]).values()), None)

    def documents(self, chosen: Filter = _ALL, offset: int = 0, limit: int | None = None) -> Iterator[Document]:
        """The documents that a filter leaves, in the order they were added: `limit` of them from `offset` on."""
        condition, values = condition_of(chosen)
        rows = self._connection.execute(
            f"SELECT number FROM documents WHERE {condition} ORDER BY number LIMIT ? OFFSET ?",  # noqa: S608
            (*values, -1 if limit is None else limit, offset),
        )
        numbers = [number for (number,) in rows]
        for number in numbers:
            with ungarbled():
                found = self._documents("number", [number])
            yield from found.values()

    def entries(self) -> Iterator[Entry]:
        """Every place that holds a document, in the order of paths; a text in two places comes twice."""
        with ungarbled():
            nearest = dict(  # the longest last, which stays: a page below a page is a source of its own
                self._connection.execute(f"SELECT path, name FROM {PLACES_OF_ROOTS} ORDER BY length(root)")  # noqa: S608
            )
            rows = self._connection.execute(
                "SELECT id, title, outlet, published, source, path FROM sources JOIN documents ON number = document "
                "ORDER BY path, record"
            ).fetchall()
            found = [
                Entry(
                    id_,
                    title,
                    outlet,
                    published and dt.date.fromisoformat(published),
                    source,
                    path,
                    nearest.get(path, ""),
                )
                for id_, title, outlet, published, source, path in rows
            ]
        yield from found

    def roots(self) -> dict[str, str]:
        """Absolute path -> name as given, of every source that the index follows, in the order of paths."""
        return roots(self._connection)

    def counts(self) -> tuple[int, int]:
        """How many (documents, passages) there are."""
        return counts(self._connection)

    def _documents(self, key: str, values: Sequence[int | str]) -> dict[int, Document]:
        rows = self._select(
            """SELECT number, text, title,
                      (SELECT json_group_array(source) FROM
                       (SELECT source FROM sources WHERE document = number ORDER BY path, record)),
                      outlet, author,
                      published, pages, indexed, family FROM documents WHERE KEY IN ({})""".replace("KEY", key),
            values,
        )
        return {
            number: Document(
                text,
                title,
                sources[0],
                outlet,
                author,
                dt.date.fromisoformat(published) if published else None,
                tuple(json.loads(pages)),
                dt.datetime.fromisoformat(indexed),
                family,
                tuple(sources[1:]),
            )
            for number, text, title, listed, outlet, author, published, pages, indexed, family in rows
            for sources in [json.loads(listed)]
        }

    def _select(self, query: str, values: Sequence[int | str]) -> list[tuple]:  # type: ignore[type-arg]
        return self._connection.execute(query.format(",".join("?" * len(values))), list(values)).fetchall()


class Store:
    """An index opened for asking; safe to share between threads.

    Each `snapshot()` runs in one SQLite read transaction and with the files of that transaction's generation, so
    a build that commits meanwhile is seen by the next question and never by half of one.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()  # the process may change its working directory
        self._idle: list[sqlite3.Connection] = []
        self._lock = threading.Lock()
        self._loaded: tuple[Facts, Searchable] | None = None
        self._identity: tuple[int, int] | None = None  # of the catalog that `_idle` and `_loaded` belong to
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
            facts = read_facts(connection, self.folder)
            if facts is None:
                raise IndexNotFoundError(
                    f"The index at {self.folder} is empty: its first build did not finish. "
                    f"Run it again: briefbot index ARTICLES --index {self.folder}"
                )
            held = connection
            yield Snapshot(facts, held, lambda: self._searchable(facts, held))
            connection.execute("COMMIT")
        except sqlite3.DatabaseError as error:
            connection.close()
            raise damaged(self.folder, error) from error
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

    def _follow(self) -> tuple[tuple[int, int] | None, sqlite3.Connection | None]:
        """Which file the catalog is now, and an idle connection to it if there is one.

        A catalog that was deleted or replaced by another file is let go of: open handles would go on answering.
        """
        try:
            status = (self.folder / CATALOG).stat()
            identity = (status.st_dev, status.st_ino)
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
            if self._loaded is None or self._loaded[0] != facts:
                before = self._loaded and self._loaded[1]
                with ungarbled():
                    rows = connection.execute("SELECT number FROM removed ORDER BY number").fetchall()
                    removed = np.fromiter((number for (number,) in rows), np.int64, len(rows))
                    vectors = open_vectors(connection, self.folder, facts, removed, before.vectors if before else None)
                    words = open_words(connection, self.folder, facts, removed, before.words if before else None)
                if facts.files_generation:
                    self._warn_of_damage(facts, vectors, words)
                self._loaded = (facts, Searchable(vectors, words))
            return self._loaded[1]

    def _warn_of_damage(self, facts: Facts, vectors: VectorIndex, words: WordIndex) -> None:
        parts: tuple[VectorIndex | WordIndex, ...] = (vectors, words)
        for part, (path, _) in zip(parts, derived_files(self.folder, facts), strict=True):
            if not part.sha256:
                _LOG.warning(
                    "%s is missing or damaged; what it holds is read from the catalog instead. "
                    "Write it again with: briefbot index --index %s",
                    path,
                    self.folder,
                )


@contextmanager
def open_snapshot(folder: Path) -> Iterator[Snapshot]:
    """One look at an index whose files are closed afterwards; raises what `Store.snapshot` does.

    A store that is merely dropped keeps them open until Python's garbage collector comes by.
    """
    with closing(Store(folder)) as store, store.snapshot() as snapshot:
        yield snapshot
