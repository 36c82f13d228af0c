"""Terms of passages as the catalog keeps them: ids, so that postings are made of numbers alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable

import numpy as np

from briefbot.spelling import most_slips, one_slip_away, slips
from briefbot.store.postings import TERM_IDS
from briefbot.store.rows import Catalog
from briefbot.types import Passage
from briefbot.words import terms

_REMEMBERED = 500_000  # terms, some 50 MB


class TermIds:
    """Gives terms their ids while an index is written; a term keeps its id for good."""

    def __init__(self, connection: Catalog, write: Callable[[str, Iterable[str]], int]) -> None:
        self._connection = connection
        self._write = write
        self._ids: dict[str, int] = {}

    def of(self, passage: Passage) -> bytes:
        """Return the ids of the terms of a passage and its title, in order, once for each time a term occurs."""
        return packed(self.each(terms_of(passage.document.title, passage.text)))

    def each(self, found: Iterable[str]) -> list[int]:
        """Return the ids of terms, one a term."""
        asked = list(found)
        new = [term for term in dict.fromkeys(asked) if term not in self._ids]
        if new and len(self._ids) + len(new) > _REMEMBERED:
            self._ids.clear()
            new = list(dict.fromkeys(asked))
        if new:
            self._ids |= ids_of(self._connection, new)  # all at once: a server may be far away
        return [self._ids.get(term) or self._added(term) for term in asked]

    def _added(self, term: str) -> int:
        added = self._write("INSERT INTO terms (term) VALUES (?) RETURNING id", (term,))
        self._ids[term] = added
        return added


def terms_of(title: str, text: str) -> list[str]:
    """Return the terms of a passage that stands under a title."""
    return terms(f"{title}\n{text}")


def packed(ids: Iterable[int]) -> bytes:
    """Return term ids as `passages.terms` holds them, in order."""
    return np.sort(np.fromiter(ids, TERM_IDS)).tobytes()


def ids_of(connection: Catalog, found: Iterable[str]) -> dict[str, int]:
    """Return term -> id of those that any passage ever held, in the order they were given."""
    asked = list(found)
    rows = connection.execute(
        "SELECT term, id FROM terms WHERE term IN (SELECT value FROM json_each(?))", (json.dumps(asked),)
    )
    known = dict(rows.fetchall())
    return {term: known[term] for term in asked if term in known}


def near_terms(connection: Catalog, word: str) -> dict[str, int]:
    """Return term -> id of what any passage ever held and a word, `folded`, may be a slip of.

    All that is one slip away is looked up. For two slips the stems are compared, of words with the same first letter,
    which a person seldom gets wrong: so the vocabulary need not be in memory. Empty for what `most_slips` excludes.
    """
    most = most_slips(word)
    if not most:
        return {}
    (stem,) = terms(word)
    stems = {terms(other)[0] for other in one_slip_away(word)}
    if most > 1:
        rows = connection.execute(
            "SELECT term FROM terms WHERE term >= ? AND term < ? AND length(term) BETWEEN ? AND ?",
            (stem[0], chr(ord(stem[0]) + 1), len(stem) - most, len(stem) + most),
        )
        stems.update(term for (term,) in rows if slips(stem, term, most) <= most)
    rows = connection.execute(
        "SELECT term, id FROM terms WHERE term IN (SELECT value FROM json_each(?))", (json.dumps(sorted(stems)),)
    )
    return dict(rows.fetchall())
