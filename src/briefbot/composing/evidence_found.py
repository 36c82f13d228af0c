"""What searches for evidence come to, and the steps that a decision and a comparison share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from briefbot.composing.context import Context
from briefbot.composing.deciding import Claim, Deciding, described, packaged_weights, ranked
from briefbot.features import Query
from briefbot.replies import Evidence
from briefbot.types import Hit, Span

FOUND = 12  # passages, whose sentences are looked at


@dataclass(frozen=True, slots=True)
class Found:
    """What one search, or one for each side, came to."""

    sides: tuple[tuple[Deciding, ...], ...]  # the sentences to show, best first; none where nothing was found
    confidence: float
    evidence: Evidence
    after: tuple[str, ...]
    names: tuple[str, ...] = ("", "")  # of the sides


def searched(context: Context, text: str, count: int) -> tuple[list[Hit], Evidence]:
    """Return the passages that a text finds, at most `count`, as evidence too."""
    hits = context.search(text, count)
    return hits, Evidence(tuple(hits), (), *context.extent())


def claim_put(context: Context, hits: Sequence[Hit], put: str, *, counts: bool = False) -> Claim:
    """Return a claim, or what is asked of one thing, as it is put to the passages found."""
    asked = context.asked
    query = Query.of(put, hits, asked.reference, as_written=asked.as_written)
    return Claim(context.meant.read, query, counts)


def ranked_for(
    context: Context, claim: Claim, hits: Sequence[Hit], read: Sequence[Span], *, most: int = 2 * FOUND
) -> list[Deciding]:
    """Return the sentences of passages that say the most of a claim, best first, at most `most`."""
    return ranked(described(claim, hits, read, context.encoder, most=most), packaged_weights().rank)
