"""What bears on a question: the sentences that decide a yes or no, those of each side of a comparison, and how many.

The reply never says yes or no itself. See docs/decisions/0045-evidence.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice, zip_longest

from briefbot.composing.absent import absent_in, missing_in
from briefbot.composing.claims import claim_of, counts_some
from briefbot.composing.comparing import Thing, compared
from briefbot.composing.context import Context
from briefbot.composing.deciding import (
    Claim,
    Deciding,
    confidence_in,
    denies,
    described,
    packaged_weights,
    ranked,
    read_for,
)
from briefbot.conversation import Search, on_topic
from briefbot.features import Query
from briefbot.polarity import asks_for_denial
from briefbot.replies import Bearing, Evidence, Item, NotFound, Reply, Unsure
from briefbot.store import Facts
from briefbot.times import newest_first
from briefbot.types import Citation, Hit, Span
from briefbot.words import terms

_FOUND = 12  # passages, whose sentences are looked at
_FOUND_OF_SIDE = 8
_SENTENCES_OF_SIDE = 15
_SHOWN = 3  # sentences at most
_SHOWN_OF_SIDE = 2  # where one denies what another states
_SHOWN_OF_THING = 3  # that is compared
_CLOSE = 3.0  # in the logit of the rank model: a sentence that far behind the first decides 1 time in 14
_CLOSE_OF_THING = 7.0  # the same for one of two things, of which the best sentence may not be the one that compares
_OPPOSED = 4.0  # the same for a sentence that says the opposite of the first
_UNSURE_SIDES = 0.4  # of the confidence below which a reply is unsure
_SAME_THING = 0.45  # of the words of the claim: what has fewer denies something else
# In the logit: what a thing's own words count for a sentence of it, and in the text around it; what those of the other
# thing count against it, and the share of that for a sentence that has all the own ones as well.
_OWN, _AROUND, _OTHER, _BOTH = 3.0, 1.5, 1.5, 0.5
_TRIED = 6  # sentences of each thing that are matched


@dataclass(frozen=True, slots=True)
class _Found:
    """What one search, or one for each side, came to."""

    sides: tuple[tuple[Deciding, ...], ...]  # the sentences to show, best first; none where nothing was found
    confidence: float
    evidence: Evidence
    after: tuple[str, ...]
    facts: Facts
    names: tuple[str, ...] = ("", "")  # of the sides


def compose_evidence(context: Context) -> Reply:
    """Return the sentences that bear on a question, each side of it together, or a decline."""
    things = compared(context.question)
    if things:
        found = _compare(context, things)
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
    least = packaged_weights().unsure * (_UNSURE_SIDES if things and all(found.sides) else 1.0)
    if found.confidence < least:
        missing = tuple(missing_in(context, found.facts, absent))
        return Unsure(asked, evidence=found.evidence, confidence=found.confidence, best=best.span, missing=missing)
    voices: dict[str, int] = {}
    items = tuple(
        Item(_cited(side, voices), name if name in asked.question else "")  # else a word of it was read as another
        for side, name in zip(found.sides, found.names, strict=False)
        if side
    )
    return Bearing(asked, evidence=found.evidence, confidence=found.confidence, sides=items)


def _decide(context: Context, search: Search) -> _Found:
    """Find the sentences that decide a claim; two sides where articles state it and others deny it."""
    claim = claim_of(context.question)
    put = f"{' '.join(search.about)} {claim}" if search.about else claim
    hits, evidence, facts = _search(context, search.text, _FOUND)
    if search.about:
        hits = on_topic(hits, search.about)
    made = _claim(context, hits, put, counts=counts_some(context.question))
    best = _ranked(context, facts, made, hits, read_for(made, hits, context.reader))
    confidence = confidence_in(best, packaged_weights().confidence)
    evidence = replace(evidence, spans=tuple(one.span for one in best))
    opposed = _opposed(claim, best) if not asks_for_denial(claim) else None
    sides = opposed or (tuple(one for one in best[:_SHOWN] if best[0].score - one.score <= _CLOSE),)
    return _Found(sides, confidence, evidence, search.about, facts)


def _compare(context: Context, things: tuple[Thing, Thing]) -> _Found:
    """Find the sentences that say the most of each of two things, in the order in which they are asked.

    Each is searched for, and so is the question: a sentence of either may be found for the other.
    """
    about = context.meant.searches[0].about
    texts = [" ".join((*about, thing.text)) for thing in things]
    searched = [_search(context, text, _FOUND_OF_SIDE) for text in (*texts, context.meant.searches[0].text)]
    hits = _pooled([own for own, _, _ in searched])[:_FOUND]
    _, evidence, facts = searched[0]
    claims = [_claim(context, hits, text) for text in texts]
    read = read_for(claims[0], hits, context.reader)
    confidence = 0.0
    found: list[list[Deciding]] = []
    for claim, thing, other in zip(claims, things, things[::-1], strict=True):
        best = _ranked(context, facts, claim, hits, read, most=_SENTENCES_OF_SIDE)
        confidence = max(confidence, confidence_in(best, packaged_weights().confidence))
        found.append(sorted((_weighed(one, thing, other) for one in best), key=lambda one: -one.score))
    sides = _apart(*found)
    spans = tuple(one.span for side in sides for one in side)
    names = tuple(thing.name for thing in things)
    return _Found(sides, confidence, replace(evidence, hits=tuple(hits), spans=spans), about, facts, names)


def _pooled(found: Sequence[Sequence[Hit]]) -> list[Hit]:
    """Return the hits of several searches, the best of each in turn."""
    turns = (hit for turn in zip_longest(*found) for hit in turn if hit)
    return list({(hit.passage.document.id, hit.passage.start): hit for hit in reversed(list(turns))}.values())[::-1]


def _apart(one: Sequence[Deciding], two: Sequence[Deciding]) -> tuple[tuple[Deciding, ...], tuple[Deciding, ...]]:
    """Return the sentences of each side to show, none of them twice: the best pair, then what is nearly as good.

    A sentence that speaks of both stands on the side that has nothing better.
    """
    places = [[_place(each) for each in side] for side in (one, two)]
    pairs = [
        (first.score + second.score, -at, -by)
        for at, first in enumerate(one[:_TRIED])
        for by, second in enumerate(two[:_TRIED])
        if places[0][at] != places[1][by]
    ]
    if not pairs:
        return tuple(one[:1]), tuple(() if one else two[:1])
    _, at, by = max(pairs)
    shown = {places[0][-at], places[1][-by]}
    sides = []
    for side, best in ((one, one[-at]), (two, two[-by])):
        near = (each for each in side if side[0].score - each.score <= _CLOSE_OF_THING and _place(each) not in shown)
        more = tuple(islice(near, _SHOWN_OF_THING - 1))
        shown |= {_place(each) for each in more}
        sides.append((best, *more))
    return sides[0], sides[1]


def _place(one: Deciding) -> tuple[str, int]:
    return one.span.document.id, one.span.start


def _search(context: Context, text: str, count: int) -> tuple[list[Hit], Evidence, Facts]:
    with context.store.snapshot() as snapshot:
        hits = context.search(snapshot, text, count)
        return hits, Evidence(tuple(hits), (), *context.extent(snapshot)), snapshot.facts


def _claim(context: Context, hits: Sequence[Hit], put: str, *, counts: bool = False) -> Claim:
    asked = context.asked
    query = Query.of(put, hits, asked.reference, as_written=asked.as_written)
    return Claim(context.meant.read, query, counts)


def _ranked(
    context: Context, facts: Facts, claim: Claim, hits: Sequence[Hit], read: Sequence[Span], *, most: int = 2 * _FOUND
) -> list[Deciding]:
    encoder, _ = context.models(facts)
    return ranked(described(claim, hits, read, encoder, most=most), packaged_weights().rank)


def _weighed(one: Deciding, thing: Thing, other: Thing) -> Deciding:
    """Return a sentence weighed by whether it, or the text around it, speaks of its thing and not of the other."""
    held = frozenset(terms(one.span.text))
    around = frozenset(terms(f"{one.span.document.title} {one.span.hit.passage.text}"))
    own, against = thing.share(held), other.share(held)
    worth = _OWN * own + _AROUND * (thing.share(around) - own) - _OTHER * against * (1.0 if own < 1 else _BOTH)
    return replace(one, score=one.score + worth)


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
