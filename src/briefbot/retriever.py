"""Question -> hits: dense and BM25 candidates, fused, with near-identical passages collapsed into one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from briefbot.encoder import Encoder
from briefbot.settings import Settings
from briefbot.store import Among, Snapshot
from briefbot.types import Hit
from briefbot.words import overlap, trigrams

# Share of the dense score in the fused one. Chosen on squad_v1.1_dev_visible; see docs/decisions/0006-fusion.md.
_DENSE_SHARE = 0.6


class Retriever:
    """Finds the passages of a snapshot that may answer a question."""

    def __init__(self, encoder: Encoder, settings: Settings) -> None:
        self._encoder = encoder
        self._settings = settings

    def search(self, snapshot: Snapshot, question: str, count: int, among: Among | None = None) -> list[Hit]:
        """Return at most `count` hits, best first; no two near-identical. `among`: passages to search, if not all."""
        dense, bm25 = self.candidates(snapshot, question, among)
        fused = fuse(dense, bm25, _DENSE_SHARE)
        ranked = list(fused)
        hits: list[Hit] = []
        kept: list[Hit] = []
        while ranked and len(kept) < count:  # the first may all be one text, such as the foot of every newsletter
            numbers, ranked = ranked[: 3 * count], ranked[3 * count :]
            passages = snapshot.passages(numbers)
            hits += [Hit(passages[number], fused[number], dense[number], bm25.get(number, 0.0)) for number in numbers]
            kept = collapse(hits, self._settings.near_identical)
        return kept[:count]

    def candidates(
        self, snapshot: Snapshot, question: str, among: Among | None = None
    ) -> tuple[dict[int, float], dict[int, float]]:
        """Return passage number -> cosine of every candidate, and -> BM25 of those that BM25 search found."""
        vector = self._encoder.encode([question])[0]
        dense = dict(snapshot.dense(vector, self._settings.candidates, among))
        bm25 = dict(snapshot.bm25(question, self._settings.candidates, among))
        return dense | snapshot.cosines(vector, [number for number in bm25 if number not in dense]), bm25


def fuse(dense: dict[int, float], bm25: dict[int, float], share: float) -> dict[int, float]:
    """Return passage number -> fused score, best first.

    The score is `share` times the cosine and the rest times BM25 relative to its best, a convex combination (Bruch et
    al. 2023, "An Analysis of Fusion Functions for Hybrid Retrieval"). `dense` holds every passage; one that is not in
    `bm25` counts as 0 there.
    """
    best = max(bm25.values(), default=0.0) or 1.0
    scores = {number: share * cosine + (1 - share) * bm25.get(number, 0.0) / best for number, cosine in dense.items()}
    return dict(sorted(scores.items(), key=lambda item: (-item[1], item[0])))


def collapse(hits: Sequence[Hit], threshold: float) -> list[Hit]:
    """Fold each hit into the first better one whose text is near-identical, as one of its `copies`.

    Near-identical: the Jaccard index of the sets of word trigrams is at least `threshold`.
    """
    kept: list[Hit] = []
    shingles: list[frozenset[str]] = []
    for hit in hits:
        own = trigrams(hit.passage.text)
        for at, other in enumerate(shingles):
            if overlap(own, other, threshold):
                kept[at] = replace(kept[at], copies=(*kept[at].copies, hit.passage))
                break
        else:
            kept.append(hit)
            shingles.append(own)
    return kept
