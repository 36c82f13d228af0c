"""BM25 over the words of passages, at a cost that has a bound however many passages there are.

FTS5 scores every passage that holds any word of a question: at a million passages some hundred thousand, for which it
needs a third of a second. Here words are read rarest first, passages are weighed by which of them they hold, and FTS5
scores the heaviest. See docs/decisions/0081-words-of-a-large-index.md.
"""

from __future__ import annotations

import json
import math
import sqlite3
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]

SCORED_WHOLE = 30_000  # passages that FTS5 scores within 40 ms
_READ = 100_000  # passages that hold a word, over the words that are read
_CANDIDATES = 3_000  # passages that are scored where more hold a word


def search_words(
    connection: sqlite3.Connection, words: Sequence[str], count: int, among: Numbers | None, held_by: dict[str, int]
) -> list[tuple[int, float]]:
    """(passage number, BM25) of passages that hold any of the words, best first; of `among`, where it is given.

    Exact where few passages hold them. Else the commonest words may be left out of the scores, and the passages that
    hold most, and the rarest, of the others are scored. `held_by` keeps between calls how many passages hold a word; it
    belongs to one generation.
    """
    total = connection.execute("SELECT max(number) FROM passages").fetchone()[0] or 0
    if total <= SCORED_WHOLE:
        return _scored(connection, words, count, among)
    for word in words:
        if word not in held_by:
            held_by[word] = _count(connection, word)
    present = sorted((word for word in words if held_by[word]), key=lambda word: (held_by[word], word))
    if among is None and sum(held_by[word] for word in present) <= SCORED_WHOLE:
        return _scored(connection, words, count, None)
    if not present:
        return []
    kept = _rarest(present, held_by)
    weights = np.zeros(total + 1)
    for word in kept:
        weights[_passages(connection, word)] += max(math.log((total + 1) / (held_by[word] + 1)), 1e-6)
    if among is not None:
        chosen = np.zeros(total + 1, np.bool_)
        chosen[among] = True
        weights[~chosen] = 0
    return _scored(connection, kept, count, _heaviest(weights, max(_CANDIDATES, count)))


def _rarest(words: Sequence[str], held_by: dict[str, int]) -> list[str]:
    """Of words in the order of their frequency, those that can be read; two, at least, where there are two."""
    kept: list[str] = []
    read = 0
    for word in words:
        read += held_by[word]
        if len(kept) > 1 and read > _READ:
            break
        kept.append(word)
    return kept


def _count(connection: sqlite3.Connection, word: str) -> int:
    """How many passages hold the word. Counting stops where the word is too common to be read beside another."""
    query = "SELECT count(*) FROM (SELECT 1 FROM words WHERE words MATCH ? LIMIT ?)"
    return int(connection.execute(query, (f'"{word}"', _READ)).fetchone()[0])


def _passages(connection: sqlite3.Connection, word: str) -> Numbers:
    """The passages that hold the word, the newest of them where it is too common to read them all.

    One string comes out of SQLite three times as fast as that many rows.
    """
    query = (
        "SELECT group_concat(rowid, ' ') FROM (SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid DESC LIMIT ?)"
    )
    return np.fromstring(connection.execute(query, (f'"{word}"', _READ)).fetchone()[0], np.int64, sep=" ")


def _heaviest(weights: NDArray[np.float64], count: int) -> Numbers:
    """The `count` passages with the greatest weights above 0; of equal ones, those with the lowest numbers."""
    found = np.flatnonzero(weights)
    if len(found) <= count:
        return found
    own = weights[found]
    least = np.partition(own, len(own) - count)[len(own) - count]
    heavier = found[own > least]
    return np.concatenate([heavier, found[own == least][: count - len(heavier)]])


def _scored(
    connection: sqlite3.Connection, words: Sequence[str], count: int, among: Numbers | None
) -> list[tuple[int, float]]:
    query = " OR ".join(f'"{word}"' for word in words)
    if among is None:
        rows = connection.execute(
            "SELECT rowid, rank FROM words WHERE words MATCH ? ORDER BY rank LIMIT ?", (query, count)
        )
    else:
        # The plus keeps SQLite from asking FTS5 once for each passage. `rank` would be computed for every passage that
        # holds a word, bm25() is for those that are left.
        rows = connection.execute(
            "SELECT rowid, bm25(words) FROM words WHERE words MATCH ? AND +rowid IN (SELECT value FROM json_each(?)) "
            "ORDER BY 2, 1 LIMIT ?",
            (query, json.dumps(among.tolist()), count),
        )
    return [(number, -rank) for number, rank in rows]
