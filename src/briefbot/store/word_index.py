"""BM25 over the terms of passages: the words file, and beside it what has changed since it was written.

Okapi BM25 (Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework", section 3.2) with the usual k1 and b.
Every passage that holds a term of the question is scored, and its score depends on the passages that there are, not on
how they came. See docs/decisions/0081-words-of-a-large-index.md.
"""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from briefbot.store.derived import Derived, Write, read_file, words_path
from briefbot.store.postings import PostingRows, Postings, postings_of, read_postings, write_postings
from briefbot.store.rows import Numbers, OnRows

_K1 = 1.2
_B = 0.75
_BLOCK = 256  # passages
_TINY = float(np.finfo(np.float32).tiny)
_LEAST_WEIGHT = 1e-6  # of a term that more than half of all passages hold: what it weighs must not turn negative

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Part:
    """Postings, and which of their passages the generation still has."""

    postings: PostingRows
    there: Mask | None  # (passages,); None: all
    slopes: NDArray[np.float32]  # (passages,): k1 (1 - b + b length / average length)

    def held_by(self, term: int, chosen: Mask | None) -> int:
        """Return how many passages hold the term; of `chosen`, where it is given."""
        places = self.postings.row(term)[0]
        return len(places) if chosen is None else int(np.count_nonzero(chosen[places]))

    def holding(self, terms: Sequence[int], among: Numbers | None) -> Numbers:
        """Return the numbers of the passages that hold all of the terms, in order; of `among`, where it is given."""
        places = self.postings.row(terms[0])[0]
        for term in terms[1:]:
            places = np.intersect1d(places, self.postings.row(term)[0], assume_unique=True)
        if (chosen := self.chosen(among)) is not None:
            places = places[chosen[places]]
        return self.postings.numbers[places]

    def chosen(self, among: Numbers | None) -> Mask | None:
        """Return which passages the generation still has and `among` names, where it is given; None for all."""
        if among is None:
            return self.there
        chosen = np.zeros(len(self.postings.numbers), np.bool_)
        at = np.searchsorted(self.postings.numbers, among)
        at, among = at[at < len(chosen)], among[at < len(chosen)]
        chosen[at[self.postings.numbers[at] == among]] = True
        return chosen if self.there is None else chosen & self.there

    def best(self, weights: dict[int, float], count: int, among: Numbers | None) -> list[tuple[int, float]]:
        """Return (passage number, BM25) of the `count` best, in no particular order.

        `weights` are of term ids; `among` are the only passages that are found, where it is given.
        """
        scores = np.zeros(len(self.postings.numbers), np.float32)
        for term, weight in weights.items():
            places, counts = self.postings.row(term)
            at, often = places.astype(np.intp), counts.astype(np.float32)
            # places are in range since they were read, so that looking again, at a third of the time, is not needed
            gain = np.float32(weight * (_K1 + 1)) * (often / (often + self.slopes.take(at, mode="clip")))
            np.add.at(scores, at, gain)
        if (chosen := self.chosen(among)) is not None:
            scores *= chosen
        found = np.flatnonzero(scores >= max(_floor(scores, count), _TINY))
        if len(found) > count:
            own = scores[found]
            least = np.partition(own, len(own) - count)[len(own) - count]
            better = found[own > least]
            found = np.concatenate([better, found[own == least][: count - len(better)]])
        return list(zip(self.postings.numbers[found].tolist(), scores[found].tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class WordIndex:
    """The terms of one generation: those of the words file that are still there, and those that came later."""

    sha256: str  # of the words file; "" where all terms were read from the catalog instead
    file: Part
    later: Part
    total: int  # passages

    def search(self, terms: Sequence[int], count: int, among: Numbers | None = None) -> list[tuple[int, float]]:
        """Return (passage number, BM25) of passages that hold any of the terms, best first.

        Of equal ones the lower number comes first. `among` are the only passages that are found, where it is given. The
        scores are summed in the order of `terms`.
        """
        weights = {}
        for term in terms:
            if held := self.held_by(term):
                odds = (self.total - held + 0.5) / (held + 0.5)
                weights[term] = max(math.log(odds), _LEAST_WEIGHT)
        found = [hit for part in (self.file, self.later) for hit in part.best(weights, count, among)]
        return sorted(found, key=lambda hit: (-hit[1], hit[0]))[:count]

    def held_by(self, term: int, among: Numbers | None = None) -> int:
        """Return how many passages hold the term; of `among`, where it is given."""
        return sum(part.held_by(term, part.chosen(among)) for part in (self.file, self.later))

    def holding(self, terms: Sequence[int], count: int, among: Numbers | None = None) -> list[int]:
        """Return the numbers of the first `count` passages that hold all of the terms, of which there is one or more.

        `among` are the only passages that are found, where it is given.
        """
        found = (part.holding(terms, among)[:count].tolist() for part in (self.file, self.later))
        return [number for numbers in found for number in numbers][:count]


def open_words(
    connection: sqlite3.Connection, folder: Path, written: Derived, removed: Numbers, before: WordIndex | None = None
) -> WordIndex:
    """Open the terms of the generation that `connection` sees; the file of `before` is kept if it still is the one.

    Where the file is not as it was written, all terms are read from the catalog, and answers are the same.
    """
    known = before is not None and before.sha256 and before.sha256 == written.sha256
    file: PostingRows | None = before.file.postings if before and known else read_words(folder, written)
    sha256, last = (written.sha256, written.last) if file else ("", 0)
    if file is None:
        file, removed = postings_of(connection, above=0), removed[:0]
        last = int(file.numbers.max(initial=0))
    return word_index(sha256, file, removed, postings_of(connection, above=last))


def word_index(sha256: str, file: PostingRows, removed: Numbers, later: PostingRows) -> WordIndex:
    """Return the terms of passages that were written at some time, without those `removed` since, and of later ones."""
    there = None
    if len(removed):
        there = np.ones(len(file.numbers), np.bool_)
        there[np.searchsorted(file.numbers, removed)] = False
    total = len(file.numbers) - len(removed) + len(later.numbers)
    words = int(file.lengths[there if there is not None else ...].sum()) + int(later.lengths.sum())
    average = words / total if words else 1.0
    file_part = Part(file, there, _slopes(file, average))
    return WordIndex(sha256, file_part, Part(later, None, _slopes(later, average)), total)


def _floor(scores: NDArray[np.float32], count: int) -> float:
    """Return a lower bound of the `count`-th best score.

    It is the `count`-th greatest of the maxima of blocks of `_BLOCK` scores; 0 where there are too few. Found in a
    fifth of the time that it takes to list all scores that are not 0.
    """
    if len(scores) <= count * _BLOCK:
        return 0.0
    best = np.maximum.reduceat(scores, np.arange(0, len(scores), _BLOCK))
    return float(np.partition(best, len(best) - count)[len(best) - count])


def _slopes(postings: PostingRows, average: float) -> NDArray[np.float32]:
    return np.asarray(_K1 * (1 - _B + _B * postings.lengths / average), np.float32)


def read_words(folder: Path, written: Derived) -> Postings | None:
    """Read the words file as it was written; return None where `read_file` does."""
    return read_file(words_path(folder, written.generation), written, read_postings)


def produce_words(connection: sqlite3.Connection, on_rows: OnRows, write: Write) -> None:
    """Write the words file of all passages of the catalog."""
    write_postings(postings_of(connection, above=0, on_rows=on_rows), write)
