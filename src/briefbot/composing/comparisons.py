"""A comparison: the sentences that say the most of each of two things, or what each of two outlets says of one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice, zip_longest

from briefbot.composing.collection_asked import outlet_called
from briefbot.composing.comparing import Thing
from briefbot.composing.context import Context
from briefbot.composing.deciding import Deciding, confidence_in, packaged_weights, read_for
from briefbot.composing.evidence_found import FOUND, Found, claim_put, ranked_for, searched
from briefbot.replies import Evidence
from briefbot.types import Hit
from briefbot.words import terms

_FOUND_OF_SIDE = 8
_SENTENCES_OF_SIDE = 15
_SHOWN_OF_THING = 3
_CLOSE_OF_THING = 7.0  # in the logit of the rank model: of one thing the best sentence may not be the one that compares
# In the logit: what a thing's own words count for a sentence of it, and in the text around it; what those of the other
# thing count against it, and the share of that for a sentence that has all the own ones as well.
_OWN, _AROUND, _OTHER, _BOTH = 3.0, 1.5, 1.5, 0.5
_TRIED = 6  # sentences of each thing that are matched
_SAYS = re.compile(
    r"\b(?:says?|said|writes?|wrote|reports?|reported|tells?|told|cover(?:s|ed|age)?|describe[sd]?|according to|on"
    r"|about)\b",
    re.IGNORECASE,
)


def compare(context: Context, things: tuple[Thing, Thing]) -> Found:
    """Find the sentences that say the most of each of two things, in the order in which they are asked.

    Each is searched for, and so is the question: a sentence of either may be found for the other.
    """
    about = context.meant.searches[0].about
    outlets = _outlets(context, things)
    if outlets:
        return _compare_outlets(context, things, outlets)
    texts = [" ".join((*about, thing.text)) for thing in things]
    found_by = [searched(context, text, _FOUND_OF_SIDE) for text in (*texts, context.meant.searches[0].text)]
    hits = _pooled([own for own, _ in found_by])[:FOUND]
    _, evidence = found_by[0]
    claims = [claim_put(context, hits, text) for text in texts]
    read = read_for(claims[0], hits, context.reader)
    confidence = 0.0
    found: list[list[Deciding]] = []
    for claim, thing, other in zip(claims, things, things[::-1], strict=True):
        best = ranked_for(context, claim, hits, read, most=_SENTENCES_OF_SIDE)
        confidence = max(confidence, confidence_in(best, packaged_weights().confidence))
        found.append(sorted((_weighed(one, thing, other) for one in best), key=lambda one: -one.score))
    sides = _apart(*found)
    spans = tuple(one.span for side in sides for one in side)
    names = tuple(thing.name for thing in things)
    return Found(sides, confidence, replace(evidence, hits=tuple(hits), spans=spans), about, names)


def _outlets(context: Context, things: tuple[Thing, Thing]) -> tuple[str, ...]:
    """Return the outlets that two things are, where the question asks what each of them says of something; else none.

    What CNN says stands in articles of CNN, which need not name it, and not in those that speak of it.
    """
    if not things[0].asked or not _SAYS.search(context.question):
        return ()
    within = context.asked.within.outlets
    known = [outlet for outlet, _ in context.snapshot.outlets() if outlet in (within or (outlet,))]
    called = [outlet for thing in things if (outlet := outlet_called(thing.name, known))]
    return tuple(called) if len(set(called)) == len(things) else ()


def _compare_outlets(context: Context, things: tuple[Thing, Thing], outlets: tuple[str, ...]) -> Found:
    """Find the sentences of each of two outlets that say the most of what is asked, each among its own articles."""
    sides = [_of_outlet(context, thing, outlet) for thing, outlet in zip(things, outlets, strict=True)]
    evidence = Evidence(
        tuple(hit for side in sides for hit in side.evidence.hits),
        tuple(span for side in sides for span in side.evidence.spans),
        sum(side.evidence.searched for side in sides),
        sum(side.evidence.undated for side in sides),
    )
    return replace(
        sides[0],
        sides=tuple(best for side in sides for best in side.sides),
        confidence=max(side.confidence for side in sides),
        evidence=evidence,
        names=tuple(thing.name for thing in things),
    )


def _of_outlet(context: Context, thing: Thing, outlet: str) -> Found:
    """Return what an outlet says of what is asked: one side, empty where it says nothing."""
    within = replace(context.asked.within, outlets=(outlet,))
    context = replace(context, asked=replace(context.asked, within=within))
    about = context.meant.searches[0].about
    text = " ".join((*about, thing.asked))
    hits, evidence = searched(context, text, _FOUND_OF_SIDE)
    claim = claim_put(context, hits, text)
    best = ranked_for(context, claim, hits, read_for(claim, hits, context.reader))
    shown = tuple(one for one in best[:_SHOWN_OF_THING] if best[0].score - one.score <= _CLOSE_OF_THING)
    spans = tuple(one.span for one in shown)
    confidence = confidence_in(best, packaged_weights().confidence)
    return Found((shown,), confidence, replace(evidence, spans=spans), about)


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


def _weighed(one: Deciding, thing: Thing, other: Thing) -> Deciding:
    """Return a sentence weighed by whether it, or the text around it, speaks of its thing and not of the other."""
    held = frozenset(terms(one.span.text))
    around = frozenset(terms(f"{one.span.document.title} {one.span.hit.passage.text}"))
    own, against = thing.share(held), other.share(held)
    worth = _OWN * own + _AROUND * (thing.share(around) - own) - _OTHER * against * (1.0 if own < 1 else _BOTH)
    return replace(one, score=one.score + worth)
