"""The reading side: queries of one committed generation, searched and fetched without a lock."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from briefbot.blocks import Block
from briefbot.spelling import Spelling, most_slips, slips, words_inside
from briefbot.store.catalog_rows import CatalogRow, catalog_rows, documents_with, first_vectors, passage_numbers
from briefbot.store.contract import Among
from briefbot.store.decoding import (
    blocks_from,
    bytes_from,
    day_from,
    former_from,
    moment_from,
    offsets_from,
    sentences_from,
    text_from,
    text_or_none_from,
    texts_from,
    vector_from,
    whole_from,
)
from briefbot.store.filtering import PLACES_OF_ROOTS, condition_of
from briefbot.store.rows import ByNumber, Catalog, Numbers, reading_rows
from briefbot.store.schema import Facts, counts, roots
from briefbot.store.term_ids import ids_of, near_terms
from briefbot.store.vectors import VectorIndex
from briefbot.store.word_index import WordIndex
from briefbot.types import Document, Filter, Passage
from briefbot.words import WORD, content_words, folded, terms

_ALL = Filter()
_SPELLINGS = 12  # terms whose words are looked at where a word may be a slip of them
_LOOKED_AT = 4  # passages of each
_NO_LIMIT = 2**62


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
    blocks: tuple[Block, ...] = ()  # what each part of its text is; none where that is not known
    added: int = 0  # a document with a higher number was added later; its other places have the same


@dataclass(frozen=True, slots=True)
class Searchable:
    """The vectors and words of one generation, kept in memory."""

    vectors: VectorIndex
    words: WordIndex


@reading_rows
@dataclass(frozen=True, slots=True)
class CatalogSnapshot:
    """One generation of an index whose tables `connection` sees, the same for as long as it is held.

    What it returns is checked: a row that is not as briefbot writes it, or is missing, raises CorruptRowError.
    """

    facts: Facts
    _connection: Catalog

    _DOCUMENTS: ClassVar = """SELECT number, text, title,
        (SELECT json_group_array(source) FROM
         (SELECT source FROM sources WHERE document = number ORDER BY path, record)),
        outlet, author, published, pages, indexed, family, blocks,
        (SELECT json_group_array(json_array(id, shift)) FROM
         (SELECT id, shift FROM moved WHERE document = number ORDER BY id))
        FROM documents WHERE KEY IN ({})"""
    _LIKE: ClassVar = "LIKE"  # whatever the case of ASCII letters

    @property
    def tables(self) -> Catalog:
        """The tables, to be read only."""
        return self._connection

    def _words(self, terms: Sequence[int]) -> WordIndex:
        """Return the words, with what these terms need at hand."""
        raise NotImplementedError

    def bm25(self, question: str, count: int, among: Among | None = None) -> list[tuple[int, float]]:
        """Return (passage number, BM25) of passages that share a word with the question, best first.

        Where `among` is given, only those take part. `count` is 1 or more.
        """
        # Question words are in nearly every passage: they say little and would cost most of the time.
        wanted = terms(" ".join(content_words(question)))
        ids = ids_of(self._connection, dict.fromkeys(wanted))
        found = list(ids.values())
        return self._words(found).search(found, count, among_numbers(among)) if ids else []

    def among(self, chosen: Filter) -> Among | None:
        """Return what restricts searches to the documents that a filter leaves; None where it leaves all."""
        numbers = self.numbers(chosen)
        return None if numbers is None else Among(chosen, numbers)

    def numbers(self, chosen: Filter) -> Numbers | None:
        """Return the numbers of the passages of the documents that a filter leaves, in order.

        None, for all of them, where the filter is empty.
        """
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
        """Return how many documents a filter leaves."""
        condition, values = condition_of(chosen)
        rows = self._connection.execute(f"SELECT count(*) FROM documents WHERE {condition}", values)  # noqa: S608
        return int(rows.fetchone()[0])

    def unknown(self, document_ids: Sequence[str]) -> list[str]:
        """Return those of the ids that no document has, in the order they were given."""
        rows = self._connection.execute(  # of positions: what is no text SQLite would not give back
            "SELECT key FROM json_each(?) WHERE NOT EXISTS (SELECT 1 FROM documents WHERE id = value) "
            "AND NOT EXISTS (SELECT 1 FROM moved WHERE id = value) ORDER BY key",
            (json.dumps(document_ids),),
        )
        return [document_ids[position] for (position,) in rows]

    def missing(self, words: Sequence[str], among: Among | None = None) -> list[str]:
        """Return those of the words that no article holds in any form of theirs, or none with a passage in `among`.

        Of an article all is looked at, what is not searched as well.
        """
        held = {}
        for word in words:
            own = terms(word)
            ids = ids_of(self._connection, own)
            held[word] = bool(own) and all(term in ids and self._holds(ids[term], among_numbers(among)) for term in own)
        return [word for word in words if not held[word]]

    def _holds(self, term: int, among: Numbers | None) -> bool:
        """Return whether a passage holds the term, or what an article with one says beside its passages."""
        if self._words([term]).held_by(term, among):
            return True
        if among is None:
            query = "SELECT 1 FROM unsearched WHERE term = ? LIMIT 1"
            return self._connection.execute(query, (term,)).fetchone() is not None
        rows = self._connection.execute(
            "SELECT number FROM unsearched JOIN passages USING (document) WHERE term = ?", (term,)
        ).fetchall()
        return bool(np.isin([number for (number,) in rows], among).any())

    def holding(self, words: Sequence[str], count: int, among: Among | None = None) -> list[Passage]:
        """Return the first `count` passages that hold all of the words, one or more, in any form of theirs.

        `among` are the only passages that are found, where it is given.
        """
        wanted = list(dict.fromkeys(term for word in words for term in terms(word)))
        ids = ids_of(self._connection, wanted)
        if not wanted or len(ids) < len(wanted):
            return []
        asked = list(ids.values())
        found = self.passages(self._words(asked).holding(asked, count, among_numbers(among)))
        return [found[number] for number in sorted(found)]

    def in_some_text(self, phrase: str, chosen: Filter = _ALL) -> bool:
        """Return whether a title or a text that a filter leaves has a phrase, also where it belongs to no passage.

        All texts are gone through. Accents that the phrase has may be missing in the text, but not the other way round.
        """
        plain, letters = folded(phrase), re.sub(r"[^A-Za-z0-9]+", "%", phrase)
        condition, values = condition_of(chosen)
        rows = self._connection.execute(
            f"SELECT title, text FROM documents WHERE (text {self._LIKE} ? OR title {self._LIKE} ?) AND {condition}",  # noqa: S608
            (f"%{letters}%", f"%{letters}%", *values),
        )
        whole = re.compile(rf"(?<!\w){re.escape(plain)}(?!\w)")
        return any(whole.search(folded(f"{title}\n{text}")) for title, text in rows)

    def spellings(self, word: str) -> list[Spelling]:
        """Return the words of the texts that a word of a question may be a slip of, nearest first.

        They are written as most of a few passages write them that hold them, apart from where any word has a capital.
        """
        plain, most = folded(word), most_slips(word)
        known = near_terms(self._connection, plain)
        words = self._words(list(known.values()))
        held = {term: (id_, words.held_by(id_)) for term, id_ in known.items()}
        likeliest = sorted((term for term in held if held[term][1]), key=lambda term: -held[term][1])[:_SPELLINGS]
        holding = {term: words.holding([held[term][0]], _LOOKED_AT) for term in likeliest}
        passages = self.passages(list(dict.fromkeys(number for numbers in holding.values() for number in numbers)))
        found = []
        for term in likeliest:
            those = [passages[number] for number in holding[term]]
            texts = (f"{passage.document.title}\n{passage.text}" for passage in those)
            written = Counter(each for text in texts for each in WORD.findall(text) if terms(each) == [term])
            inside = Counter(each for passage in those for each in words_inside(passage) if each in written)
            near = {each: slips(word, each, most) for each in written if slips(word, each, most) <= most}
            if near:
                best = min(near, key=lambda each: (near[each], -inside[each], -written[each], each))
                swapped = sorted(folded(best)) == sorted(plain)
                found.append(Spelling(best, held[term][1], near[best], swapped))
        return sorted(found, key=lambda spelling: (spelling.distance, not spelling.swapped, -spelling.passages))

    def outlets(self) -> list[tuple[str, int]]:
        """Return every outlet with the number of its documents, the largest first."""
        rows = self._connection.execute(
            "SELECT outlet, count(*) FROM documents WHERE outlet IS NOT NULL GROUP BY outlet ORDER BY 2 DESC, 1"
        )
        return [(text_from(outlet), count) for outlet, count in rows]

    def period(self, chosen: Filter = _ALL) -> tuple[dt.date, dt.date] | None:
        """Return the first and the last day on which a document that a filter leaves was published; None for no day."""
        condition, values = condition_of(chosen)
        [(first, last)] = self._connection.execute(
            f"SELECT min(published), max(published) FROM documents WHERE {condition}",  # noqa: S608
            values,
        )
        days = day_from(first), day_from(last)
        return (days[0], days[1]) if days[0] and days[1] else None

    def newest(self, chosen: Filter = _ALL) -> dt.date | None:
        """Return the last day on which a document that a filter leaves was published; None for no day."""
        period = self.period(chosen)
        return period[1] if period else None

    def cosines(self, vector: NDArray[np.float32], numbers: Sequence[int]) -> dict[int, float]:
        """Return the exact cosines of given passages, by number; each passage's vector is read from the catalog."""
        rows = self._select("SELECT number, vector FROM passages WHERE number IN ({})", numbers)
        dimension = self.facts.dimension
        return ByNumber({number: float(vector_from(blob, dimension) @ vector) for number, blob in rows})

    def first_passage(self) -> int | None:
        """Return the lowest passage number; None in an empty index."""
        found = self._connection.execute("SELECT min(number) FROM passages").fetchone()[0]
        return None if found is None else int(found)

    def vectors(self, numbers: Sequence[int]) -> dict[int, NDArray[np.float32]]:
        """Return the vectors of passages, (dimension,) each, as the catalog has them, by number."""
        rows = self._select("SELECT number, vector FROM passages WHERE number IN ({})", numbers)
        return ByNumber((number, vector_from(stored, self.facts.dimension)) for number, stored in rows)

    def passages(self, numbers: Sequence[int]) -> dict[int, Passage]:
        """Return the passages with these numbers, by number; passages of one document share one Document."""
        rows = self._select("SELECT number, document, sentences FROM passages WHERE number IN ({})", numbers)
        documents = self._documents("number", list(dict.fromkeys(row[1] for row in rows)))
        return ByNumber(
            (number, Passage(documents[document], sentences_from(sentences, len(documents[document].text))))
            for number, document, sentences in rows
        )

    def document(self, document_id: str) -> Document | None:
        """Return the document with this id, or which had it before its headline stood in it; None where none has."""
        found = self._documents("id", [document_id])
        if not found:
            moved = self._select("SELECT document FROM moved WHERE id IN ({})", [document_id])
            found = self._documents("number", [number for (number,) in moved])
        return next(iter(found.values()), None)

    def files_of(self, document_id: str) -> list[tuple[str, int, bytes]]:
        """Return (absolute path, size, SHA-256) of each file that a document was read from, as they were then."""
        rows = self._select(
            "SELECT DISTINCT path, size, sha256 FROM sources JOIN files USING (path) "
            "JOIN documents ON number = document WHERE id IN ({}) ORDER BY path",
            [document_id],
        )
        return [(text_from(path), whole_from(size), bytes_from(sha256, 32)) for path, size, sha256 in rows]

    def documents(self, chosen: Filter = _ALL, offset: int = 0, limit: int | None = None) -> Iterator[Document]:
        """Yield the documents that a filter leaves, in the order they were added.

        They are `limit` documents from `offset` on; all from there where `limit` is None.
        """
        condition, values = condition_of(chosen)
        rows = self._connection.execute(
            f"SELECT number FROM documents WHERE {condition} ORDER BY number LIMIT ? OFFSET ?",  # noqa: S608
            (*values, _NO_LIMIT if limit is None else limit, offset),
        )
        numbers = [number for (number,) in rows]
        for number in numbers:
            yield from self._documents("number", [number]).values()

    def catalog(self, chosen: Filter = _ALL) -> list[CatalogRow]:
        """Return what the catalog says of each document that a filter leaves, in the order they were added."""
        return catalog_rows(self._connection, chosen)

    def documents_with(self, words: Sequence[str]) -> set[int]:
        """Return the numbers of the documents that have each of the words in some form, also outside of passages."""
        return documents_with(self._connection, self._words, words, self.counts()[1])

    def numbered(self, numbers: Sequence[int]) -> dict[int, Document]:
        """Return the documents with these numbers, by number."""
        return ByNumber(self._documents("number", numbers))

    def passages_of(self, documents: Collection[int]) -> dict[int, list[Passage]]:
        """Return the passages of the documents with these numbers, by number, in the order of the text."""
        numbers = passage_numbers(self._connection, documents)
        found = self.passages([number for own in numbers.values() for number in own])
        return {
            document: sorted((found[number] for number in own), key=lambda passage: passage.start)
            for document, own in numbers.items()
        }

    def first_vectors(self, documents: Collection[int]) -> tuple[list[int], NDArray[np.float32]]:
        """Return those of the documents that have a passage, and the vectors of their first, (documents, dimension)."""
        return first_vectors(self._connection, documents, self.facts.dimension)

    def entries(self) -> Iterator[Entry]:
        """Yield every place that holds a document, in the order of paths; a text in two places comes twice."""
        nearest = dict(  # the longest last, which stays: a page below a page is a source of its own
            self._connection.execute(f"SELECT path, name FROM {PLACES_OF_ROOTS} ORDER BY length(root)")  # noqa: S608
        )
        rows = self._connection.execute(
            "SELECT id, title, outlet, published, source, path, blocks, number "
            "FROM sources JOIN documents ON number = document ORDER BY path, record"
        ).fetchall()
        found = [
            Entry(
                text_from(id_),
                text_from(title),
                text_or_none_from(outlet),
                day_from(published),
                text_from(source),
                text_from(path),
                text_from(nearest.get(path, "")),
                blocks_from(blocks, None),
                whole_from(number),
            )
            for id_, title, outlet, published, source, path, blocks, number in rows
        ]
        yield from found

    def roots(self) -> dict[str, str]:
        """Return absolute path -> name as given, of every source that the index follows, in the order of paths."""
        return roots(self._connection)

    def counts(self) -> tuple[int, int]:
        """Return how many (documents, passages) there are."""
        return counts(self._connection)

    def _documents(self, key: str, values: Sequence[int | str]) -> dict[int, Document]:
        rows = self._select(self._DOCUMENTS.replace("KEY", key), values)
        return {
            whole_from(number): Document(
                text_from(text),
                text_from(title),
                sources[0],
                text_or_none_from(outlet),
                text_or_none_from(author),
                day_from(published),
                offsets_from(pages, len(text)),
                moment_from(indexed),
                text_from(family),
                tuple(sources[1:]),
                blocks_from(blocks, len(text)),
                former=former_from(former, len(text)),
            )
            for number, text, title, listed, outlet, author, published, pages, indexed, family, blocks, former in rows
            for sources in [texts_from(listed)]
        }

    def _select(self, query: str, values: Sequence[int | str]) -> list[tuple]:  # type: ignore[type-arg]
        return self._connection.execute(query.format(",".join("?" * len(values))), list(values)).fetchall()


@reading_rows
@dataclass(frozen=True, slots=True)
class EmbeddedSnapshot(CatalogSnapshot):
    """One generation of an index in a folder."""

    _searchable: Callable[[], Searchable]

    def load(self) -> None:
        """Read vectors and words now, so that the first search does not wait for them."""
        self._searchable()

    def dense(self, vector: NDArray[np.float32], count: int, among: Among | None = None) -> list[tuple[int, float]]:
        """Return (passage number, cosine) of the nearest passages, best first.

        `vector` is (dimension,), of unit length. Where `among` is given, these are the nearest of those: passages
        that are not in it take no place.
        """
        exact = partial(self.cosines, vector)
        return self._searchable().vectors.nearest(vector, count, among_numbers(among), cosines=exact)

    def _words(self, terms: Sequence[int]) -> WordIndex:  # noqa: ARG002
        return self._searchable().words


def among_numbers(among: Among | None) -> Numbers | None:
    """Return the numbers of the passages that a search is restricted to; None for all."""
    return None if among is None else among.numbers
