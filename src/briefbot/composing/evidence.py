"""What bears on a question: the sentences that decide a yes or no, those of each side of a comparison, and how many.

The reply never says yes or no itself. See docs/decisions/0045-evidence.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from briefbot.composing.absent import absent_in, missing_in
from briefbot.composing.claims import claim_of, counts_some
from briefbot.composing.comparing import compared
from briefbot.composing.comparisons import compare
from briefbot.composing.context import Context
from briefbot.composing.deciding import (
    Deciding,
    confidence_in,
    denies,
    packaged_weights,
    read_for,
)
from briefbot.composing.evidence_found import FOUND, Found, claim_put, ranked_for, searched
from briefbot.conversation import Search, on_topic
from briefbot.polarity import asks_for_denial
from briefbot.replies import Bearing, Item, NotFound, Reply, Unsure
from briefbot.times import newest_first
from briefbot.types import Citation

_SHOWN = 3  # sentences at most
_SHOWN_OF_SIDE = 2  # where one denies what another states
_CLOSE = 3.0  # in the logit of the rank model: a sentence that far behind the first decides 1 time in 14
_OPPOSED = 4.0  # the same for a sentence that says the opposite of the first
_UNSURE_SIDES = 0.4  # of the confidence below which a reply is unsure
_SAME_THING = 0.45  # of the words of the claim: what has fewer denies something else


def compose_evidence(context: Context) -> Reply:
    """Return the sentences that bear on a question, each side of it together, or a decline."""
    things = compared(context.question)
    if things:
        found = compare(context, things)
    else:
        first, *others = context.meant.searches
        found = _decide(context, first)
        for search in others:
            if found.confidence >= packaged_weights().unsure:
                break
            other = _decide(context, search)
            found = other if other.confidence > found.confidence else found
    asked = replace(context.asked, after=found.after)
    best = next((side[0] for side in found.sides if side), None)
    absent = absent_in(context, found.evidence.hits)
    if best is None or absent:
        missing = tuple(missing_in(context, absent))
        return NotFound(asked, evidence=found.evidence, confidence=0.0, missing=missing)
    # A sentence of each side is worth reading where neither says it all.
    least = packaged_weights().unsure * (_UNSURE_SIDES if things and all(found.sides) else 1.0)
    if found.confidence < least:
        missing = tuple(missing_in(context, absent))
        return Unsure(asked, evidence=found.evidence, confidence=found.confidence, best=best.span, missing=missing)
    voices: dict[str, int] = {}
    items = tuple(
        Item(_cited(side, voices), name if name in asked.question else "")  # else a word of it was read as another
        for side, name in zip(found.sides, found.names, strict=False)
        if side
    )
    return Bearing(asked, evidence=found.evidence, confidence=found.confidence, sides=items)


def _decide(context: Context, search: Search) -> Found:
    """Find the sentences that decide a claim; two sides where articles state it and others deny it."""
    claim = claim_of(context.question)
    put = f"{' '.join(search.about)} {claim}" if search.about else claim
    hits, evidence = searched(context, search.text, FOUND)
    if search.about:
        hits = on_topic(hits, search.about)
    made = claim_put(context, hits, put, counts=counts_some(context.question))
    best = ranked_for(context, made, hits, read_for(made, hits, context.reader))
    confidence = confidence_in(best, packaged_weights().confidence)
    evidence = replace(evidence, spans=tuple(one.span for one in best))
    opposed = _opposed(claim, best) if not asks_for_denial(claim) else None
    sides = opposed or (tuple(one for one in best[:_SHOWN] if best[0].score - one.score <= _CLOSE),)
    return Found(sides, confidence, evidence, search.about)


def _opposed(claim: str, best: Sequence[Deciding]) -> tuple[tuple[Deciding, ...], tuple[Deciding, ...]] | None:
    """Return the sentences that state a claim and those of other articles that deny it, the newest first; None where
    not both are among the best.
    """
    near = [one for one in best if best[0].score - one.score <= _OPPOSED and _is_of(one)]
    denying = [one for one in near if denies(claim, one.span.text)]
    stating = [one for one in near if one not in denying]
    others = {one.family for one in denying}
    stating = [one for one in stating if one.family not in others]
    if not (denying and stating):
        return None
    return _newest(stating[:_SHOWN_OF_SIDE]), _newest(denying[:_SHOWN_OF_SIDE])


def _is_of(one: Deciding) -> bool:
    """Return whether a sentence speaks of the very thing that is claimed."""
    features = one.features
    return (
        features["words_sentence"] >= _SAME_THING
        and features["names_article"] > 0.5
        and not features["names_conflict"]
        and not features["asks_itself"]
    )


def _newest(sentences: Sequence[Deciding]) -> tuple[Deciding, ...]:
    return tuple(newest_first(sentences, lambda one: one.span.document.published))


def _cited(sentences: Sequence[Deciding], voices: dict[str, int]) -> tuple[Citation, ...]:
    """Return a citation for each sentence; `voices` numbers the families of near-copies and is added to."""
    return tuple(Citation(one.span, voices.setdefault(one.family, len(voices) + 1)) for one in sentences)
