"""Documents without their texts, as a question about the collection goes through them, and their first passages."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from briefbot.store.decoding import day_from, text_from, text_or_none_from, vector_from, whole_from
from briefbot.store.filtering import condition_of
from briefbot.store.rows import Catalog
from briefbot.store.term_ids import ids_of
from briefbot.store.word_index import WordIndex
from briefbot.types import Filter
from briefbot.words import terms


@dataclass(frozen=True, slots=True)
class CatalogRow:
    """What the catalog says of a document beside its text."""

    number: int  # in the order they were added
    outlet: str | None
    author: str | None
    published: dt.date | None
    family: str  # the same for near-copies


def catalog_rows(connection: Catalog, chosen: Filter) -> list[CatalogRow]:
    """Return a row for each document that a filter leaves, in the order they were added."""
    condition, values = condition_of(chosen)
    rows = connection.execute(
        f"SELECT number, outlet, author, published, family FROM documents WHERE {condition} ORDER BY number",  # noqa: S608
        values,
    )
    return [
        CatalogRow(
            whole_from(number),
            text_or_none_from(outlet),
            text_or_none_from(author),
            day_from(published),
            text_from(family),
        )
        for number, outlet, author, published, family in rows
    ]


def documents_with(
    connection: Catalog, index_of: Callable[[Sequence[int]], WordIndex], words: Sequence[str], passages: int
) -> set[int]:
    """Return the numbers of the documents that have each of the words in some form, wherever in them.

    `index_of` gives the words of some terms; `passages` is how many passages there are at most.
    """
    wanted = list(dict.fromkeys(term for word in words for term in terms(word)))
    ids = ids_of(connection, wanted)
    if not wanted or len(ids) < len(wanted):
        return set()
    index = index_of(list(ids.values()))
    found: set[int] | None = None
    for term in ids.values():
        holding = json.dumps(index.holding([term], passages))
        rows = connection.execute(
            "SELECT document FROM passages WHERE number IN (SELECT value FROM json_each(?)) "
            "UNION SELECT document FROM unsearched WHERE term = ?",
            (holding, term),
        )
        having = {document for (document,) in rows}
        found = having if found is None else found & having
    return found or set()


def passage_numbers(connection: Catalog, documents: Collection[int]) -> dict[int, list[int]]:
    """Return document -> the numbers of its passages, in order."""
    rows = connection.execute(
        "SELECT document, number FROM passages WHERE document IN (SELECT value FROM json_each(?)) ORDER BY number",
        (json.dumps(list(documents)),),
    )
    found: dict[int, list[int]] = {}
    for document, number in rows:
        found.setdefault(document, []).append(number)
    return found


def first_vectors(
    connection: Catalog, documents: Collection[int], dimension: int
) -> tuple[list[int], NDArray[np.float32]]:
    """Return the documents that have a passage, in order, and the vectors of their first ones, (documents, dimension).

    An article says first what it is about, and each passage is embedded under its title.
    """
    rows = connection.execute(
        "SELECT document, vector FROM passages WHERE number IN (SELECT min(number) FROM passages "
        "WHERE document IN (SELECT value FROM json_each(?)) GROUP BY document) ORDER BY document",
        (json.dumps(list(documents)),),
    ).fetchall()
    vectors = [vector_from(blob, dimension) for _, blob in rows]
    return [document for document, _ in rows], np.stack(vectors) if vectors else np.zeros((0, 0), np.float32)
