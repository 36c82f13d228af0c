"""The reading side of an index on a server: vectors are searched there, words with the rows that it hands out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from briefbot.store.contract import Among
from briefbot.store.filtering import condition_of
from briefbot.store.postgres.connecting import Connection, as_vector
from briefbot.store.postgres.statements import said
from briefbot.store.postgres.tables import FIRST_INDEXED, ONE_OF
from briefbot.store.postgres.words import asked_by
from briefbot.store.rows import reading_rows
from briefbot.store.schema import Facts
from briefbot.store.snapshot import CatalogSnapshot
from briefbot.store.word_index import WordIndex


@dataclass(frozen=True, slots=True)
class Loaded:
    """What is in memory of one generation."""

    facts: Facts
    token: str  # of the rows of words
    words: WordIndex
    is_indexed: bool  # whether vectors have an index


@reading_rows
@dataclass(frozen=True, slots=True)
class PostgresSnapshot(CatalogSnapshot):
    """One generation of an index on a server."""

    _server: Connection
    _loaded: Callable[[], Loaded]

    _DOCUMENTS: ClassVar = """SELECT number, text, title,
        (SELECT coalesce(json_agg(source ORDER BY path, record), '[]')::text FROM sources WHERE document = number),
        outlet, author, published, pages, indexed, family, blocks,
        (SELECT coalesce(json_agg(json_build_array(id, shift) ORDER BY id), '[]')::text
         FROM moved WHERE document = number)
        FROM documents WHERE KEY IN ({})"""
    _LIKE: ClassVar = "ILIKE"

    def load(self) -> None:
        """Read what words need in memory now, so that the first search does not wait for it."""
        self._loaded()

    def dense(self, vector: NDArray[np.float32], count: int, among: Among | None = None) -> list[tuple[int, float]]:
        """Return (passage number, cosine) of the nearest passages, best first.

        Many are searched by HNSW, which may miss one of them now and then; few, or what a filter leaves of them where
        that is little, are compared one by one.
        """
        asked = as_vector(np.asarray(vector, "<f4").tobytes())
        loaded = self._loaded()
        searched = loaded.words.total if among is None else len(among.numbers)
        wanted = min(count, searched)
        if not wanted:
            return []
        if loaded.is_indexed and (among is None or searched >= FIRST_INDEXED):
            found = self._nearest(asked, wanted, max(wanted, searched // ONE_OF), among)
            if len(found) == wanted:
                return found
        return self._compared(asked, wanted, among)

    def _compared(self, asked: str, count: int, among: Among | None) -> list[tuple[int, float]]:
        """Compare all passages, or those of `among`."""
        values: list[object] = []
        condition = ""
        if among is not None:
            condition, values = "WHERE number = ANY(%s)", [among.numbers.tolist()]
        rows = self._server.own(
            f"WITH compared AS MATERIALIZED (SELECT number, vector <#> %s::vector AS apart FROM passages {condition}) "  # noqa: S608
            "SELECT number, -apart FROM compared ORDER BY apart, number LIMIT %s",
            [asked, *values, count],
        )
        return [(number, cosine) for number, cosine in rows]

    def _nearest(self, asked: str, count: int, looked_at: int, among: Among | None) -> list[tuple[int, float]]:
        """Search by HNSW, whose rows come in an order that is only nearly that of their cosines: the best of more."""
        typed = f"vector({self.facts.dimension})"
        tables, condition = "passages", ""
        values: list[object] = []
        if among is not None:
            where, given = condition_of(among.chosen)
            how = said(where)
            tables = "passages JOIN documents ON documents.number = passages.document"
            condition, values = f"WHERE {how.text}", how.values(given)
        rows = self._server.own(
            f"SELECT number, cosine FROM (SELECT passages.number, -(vector::{typed} <#> %s::{typed}) AS cosine "  # noqa: S608
            f"FROM {tables} {condition} ORDER BY vector::{typed} <#> %s::{typed} LIMIT %s) AS near "
            "ORDER BY cosine DESC, number LIMIT %s",
            [asked, *values, asked, looked_at, count],
        )
        return [(number, cosine) for number, cosine in rows]

    def unknown(self, document_ids: Sequence[str]) -> list[str]:
        """Return those of the ids that no document has, in the order they were given."""
        rows = self._server.own(
            "SELECT asked.id FROM unnest(%s::text[]) AS asked (id) WHERE EXISTS "
            "(SELECT 1 FROM documents WHERE documents.id = asked.id) "
            "OR EXISTS (SELECT 1 FROM moved WHERE moved.id = asked.id)",
            [[id_ for id_ in document_ids if "\0" not in id_]],  # which no text of the server holds
        )
        known = {id_ for (id_,) in rows}
        return [id_ for id_ in document_ids if id_ not in known]

    def _words(self, terms: Sequence[int]) -> WordIndex:
        return asked_by(self._loaded().words, self._server, terms)

    def _select(self, query: str, values: Sequence[int | str]) -> list[tuple[Any, ...]]:
        return self._server.own(query.replace("IN ({})", "= ANY(%s)"), [list(values)]).fetchall()
