"""What bears on a question: the sentences that decide a yes or no, those of each side of a comparison, and how many.

The reply never says yes or no itself. See docs/decisions/0045-evidence.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from briefbot.composing.absent import absent_in, missing_in
from briefbot.composing.claims import claim_of, counts_some
from briefbot.composing.comparing import Side, compared, compares_amounts
from briefbot.composing.context import Context
from briefbot.composing.deciding import Claim, Deciding, confidence_in, denies, described, packaged_weights, ranked
from briefbot.conversation import Search, on_topic
from briefbot.features import Query
from briefbot.polarity import asks_for_denial
from briefbot.replies import Bearing, Evidence, Item, NotFound, Reply, Unsure
from briefbot.store import Facts
from briefbot.times import newest_first
from briefbot.types import Citation, Hit
from briefbot.words import terms

_FOUND = 12  # passages, whose sentences are looked at
_FOUND_OF_SIDE = 8
_SENTENCES_OF_SIDE = 15
_SHOWN = 3  # sentences at most
_SHOWN_OF_SIDE = 2
_CLOSE = 3.0  # in the logit of the rank model: a sentence that far behind the first decides 1 time in 14
_OPPOSED = 4.0  # the same for a sentence that says the opposite of the first
_UNSURE_SIDES = 0.4  # of the confidence below which a reply is unsure
_SAME_THING = 0.45  # of the words of the claim: what has fewer denies something else
_OWN, _OTHER = 3.0, 1.5  # in the logit: what a side's own words count for it, and the other one's against it


@dataclass(frozen=True, slots=True)
class _Found:
    """What one search, or one for each side, came to."""

    sides: tuple[tuple[Deciding, ...], ...]  # the sentences to show, best first; none where nothing was found
    confidence: float
    evidence: Evidence
    after: tuple[str, ...]
    facts: Facts


def compose_evidence(context: Context) -> Reply:
    """Return the sentences that bear on a question, each side of it together, or a decline."""
    sides = compared(context.question)
    if sides:
        found = _compare(context, sides)
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
    absent = absent_in(context, found.facts, found.evidence.hits)
    if best is None or absent:
        missing = tuple(missing_in(context, found.facts, absent))
        return NotFound(asked, evidence=found.evidence, confidence=0.0, missing=missing)
    # A sentence of each side is worth reading where neither says it all.
    least = packaged_weights().unsure * (_UNSURE_SIDES if sides and all(found.sides) else 1.0)
    if found.confidence < least:
        missing = tuple(missing_in(context, found.facts, absent))
        return Unsure(asked, evidence=found.evidence, confidence=found.confidence, best=best.span, missing=missing)
    voices: dict[str, int] = {}
    items = tuple(Item(_cited(side, voices)) for side in found.sides if side)
    return Bearing(asked, evidence=found.evidence, confidence=found.confidence, sides=items)


def _decide(context: Context, search: Search) -> _Found:
    """Find the sentences that decide a claim; two sides where articles state it and others deny it."""
    claim = claim_of(context.question)
    put = f"{' '.join(search.about)} {claim}" if search.about else claim
    hits, evidence, facts = _search(context, search.text, _FOUND)
    if search.about:
        hits = on_topic(hits, search.about)
    best = _ranked(context, facts, hits, put, counts=counts_some(context.question))
    confidence = confidence_in(best, packaged_weights())
    evidence = replace(evidence, spans=tuple(one.span for one in best))
    opposed = _opposed(claim, best) if not asks_for_denial(claim) else None
    sides = opposed or (tuple(one for one in best[:_SHOWN] if best[0].score - one.score <= _CLOSE),)
    return _Found(sides, confidence, evidence, search.about, facts)


def _compare(context: Context, sides: tuple[Side, Side]) -> _Found:
    """Find the sentences that say the most of each of two things, in the order in which they are asked."""
    about = context.meant.searches[0].about
    found: list[tuple[Deciding, ...]] = []
    searched = [_search(context, " ".join((*about, side.text)), _FOUND_OF_SIDE) for side in sides]
    hits: list[Hit] = []
    confidence = 0.0
    for (own, _, facts), side, other in zip(searched, sides, sides[::-1], strict=True):
        text = " ".join((*about, side.text))
        counts = compares_amounts(context.question)
        best = _ranked(context, facts, own, text, counts=counts, most=_SENTENCES_OF_SIDE)
        confidence = max(confidence, confidence_in(best, packaged_weights()))
        best = sorted((_weighed(one, side, other) for one in best), key=lambda one: -one.score)
        found.append(tuple(one for one in best[:_SHOWN_OF_SIDE] if best[0].score - one.score <= _CLOSE / 2))
        hits += [hit for hit in own if hit.passage not in [other.passage for other in hits]]
    spans = tuple(one.span for side in found for one in side)
    if len({tuple((one.span.document.id, one.span.start) for one in side) for side in found}) == 1:
        del found[1:]  # "Turnout was 54.6 percent, up from 47.1 in 2021" is of both
    _, evidence, facts = searched[0]
    return _Found(tuple(found), confidence, replace(evidence, hits=tuple(hits), spans=spans), about, facts)


def _search(context: Context, text: str, count: int) -> tuple[list[Hit], Evidence, Facts]:
    with context.store.snapshot() as snapshot:
        hits = context.search(snapshot, text, count)
        return hits, Evidence(tuple(hits), (), *context.extent(snapshot)), snapshot.facts


def _ranked(
    context: Context, facts: Facts, hits: Sequence[Hit], put: str, *, counts: bool, most: int = 2 * _FOUND
) -> list[Deciding]:
    encoder, _ = context.models(facts)
    asked = context.asked
    query = Query.of(put, hits, asked.reference, as_written=asked.as_written)
    claim = Claim(context.meant.read, query, counts)
    return ranked(described(claim, hits, context.reader, encoder, most=most), packaged_weights())


def _weighed(one: Deciding, side: Side, other: Side) -> Deciding:
    """Return a sentence weighed by whether it speaks of its side."""
    held = frozenset(terms(one.span.text))
    return replace(one, score=one.score + _OWN * side.share(held) - _OTHER * other.share(held))


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
