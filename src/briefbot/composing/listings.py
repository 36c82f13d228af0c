"""Several things that a question asks for, each in the words of an article: the reply to "which schools", "who signed".

Most articles name them in one enumeration, of which the reader points at a part: its items are those of the reply, and
what other sentences and articles say nearly as surely follows. A span that stands in an enumeration is preferred, for
the question asks for several things.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from briefbot.agreement import same_answer
from briefbot.answerer import Candidate, Choice, cite, rank, weighed
from briefbot.composing.context import Context
from briefbot.composing.enumerations import enumeration_at, is_name, lines_at
from briefbot.composing.quotes import compose_quote
from briefbot.features import Query, span_features
from briefbot.replies import Item, Listed, Reply
from briefbot.text.spelt_numbers import UNITS
from briefbot.types import Span
from briefbot.words import terms

SPANS = 6  # of each passage; for a quote fewer will do
_TRIED = 12  # candidates that are looked at
# In the logit of the rank model, all settled on labelled lists (benchmarks/listings.py):
_CLOSE = 1.7  # below the best: a fifth of its odds
_SEVERAL = 0.7  # for a span that stands in an enumeration
_MANY = 1.0  # more, where it has three items or more
_AS_MANY = 2.0  # for as many items as the question says
_NAMED = 1.0  # for a name where a question asks who
_WHO = re.compile(r"\W*(?:whom?|whose)\b", re.IGNORECASE)
_COUNTS = {word: number for word, number in zip(UNITS, range(1, 10), strict=False) if number > 1} | {"ten": 10}
_NUMBER = rf"({'|'.join(_COUNTS)}|[2-9]|[1-9]\d)"
_ASKED = re.compile(rf"\b(?:which|what|the|all|these|those|whose|name|list)\s+(?:\w+\s+)?{_NUMBER}\b", re.IGNORECASE)
_SAID = re.compile(rf"\b{_NUMBER}\s+[\w\s,-]{{1,60}}$", re.IGNORECASE)  # "three regulators - ", before the first item
_NAMES_ALL = re.compile(r"(?:[:\u2013\u2014(]|\b(?:are|were|namely|being))\s*(?:the\s+)?[\"\u201c\u2018]?$")


@dataclass(frozen=True, slots=True)
class _Several:
    """What a candidate gives: itself, or the items of the enumeration that it stands in."""

    candidate: Candidate
    items: tuple[Span, ...]
    complete: bool
    score: float  # a logit, with what speaks for it where several things are asked for


@dataclass(frozen=True, slots=True)
class Found:
    """The items of a list, and what its confidence is about."""

    items: tuple[Item, ...]
    complete: bool  # whether one enumeration named them all
    gap: float  # in the logit: by how much the least sure is below the best
    form: float  # in the logit: what it says for the best that it stands in an enumeration
    lead: tuple[Span, ...]  # what gives the best
    passed_over: frozenset[Span]  # no rivals of it


def compose_listing(context: Context) -> Reply:
    """Return the things that are asked for, each with its citations, or what a quote says where none is sure enough."""
    settings = context.settings
    wide = replace(settings, spans_per_passage=max(SPANS, settings.spans_per_passage))
    reply = compose_quote(replace(context, settings=wide))
    if not reply.spans:
        return reply
    with context.store.snapshot() as snapshot:
        _, calibration = context.models(snapshot.facts)
    asked = reply.asked
    query = Query.of(context.meant.read, reply.hits, asked.reference, as_written=asked.as_written)
    features = span_features(query, reply.spans)
    choice = weighed(rank(reply.spans, features, calibration), calibration, slips=asked.slips)
    if not reply.answered and (reply.confidence or 0.0) < choice.confidence:  # it names what no article has
        return reply
    found = listed(context.question, choice)
    rivals = [at for at, span in enumerate(reply.spans) if span in found.lead or span not in found.passed_over]
    ranking = rank([reply.spans[at] for at in rivals], [features[at] for at in rivals], calibration)
    confidence = _shifted(weighed(ranking, calibration, slips=asked.slips).confidence, found.form)
    threshold = calibration.threshold(settings.wrong_per_hundred)
    if max(confidence, choice.confidence) < threshold:
        return reply
    confidence = max(_shifted(confidence, found.gap), threshold)
    return Listed(asked, evidence=reply.evidence, confidence=confidence, items=found.items, complete=found.complete)


def listed(question: str, choice: Choice) -> Found:
    """Return the items that a choice gives. Raises IndexError where it has no candidates."""
    number = _number(_ASKED.search(question))
    tried = [_several(question, number, candidate) for candidate in choice.candidates[:_TRIED]]
    tried.sort(key=lambda each: -each.score)
    best = tried[0]
    words = frozenset(terms(question))
    found: dict[str, list[Span]] = {}
    lowest = best.score
    for each in tried:
        span = each.candidate.spans[0]
        close = best.score - each.score <= _CLOSE and (each is best or span.margin > 0)
        if not close or is_name(span.text) != is_name(best.candidate.spans[0].text):
            continue
        for item in each.items:
            key = same_answer(item.text)
            restates = set(terms(item.text)) <= words and len(each.items) + (each is not best) > 1
            if restates or any(_holds(key, other) or _holds(other, key) for other in found):
                continue
            found[key] = [item]
            lowest = min(lowest, each.score)
    if not found:
        found[same_answer(best.items[0].text)] = [best.items[0]]
    for span in _elsewhere(choice.candidates):
        own = found.get(same_answer(span.text))
        if own and span not in own:
            own.append(span)
    items = tuple(Item(cite(Candidate(tuple(spans), 0.0))) for spans in found.values())
    complete = best.complete and len(items) == len(best.items) and number in (0, len(items))
    gone = _passed_over(choice, best, set(found))
    return Found(items, complete, lowest - best.score, _form(best.items), best.candidate.spans, gone)


def _passed_over(choice: Choice, best: _Several, keys: set[str]) -> frozenset[Span]:
    """Return the spans that are no rivals of the first item: other items, and what ranks above it but is no list."""
    gone: list[Span] = []
    for candidate in choice.candidates:
        above = candidate.score > best.candidate.score
        for span in candidate.spans if candidate is not best.candidate else ():
            if above or any(same_answer(item.text) in keys for item in _items(span)[0]):
                gone.append(span)
    return frozenset(gone)


def _several(question: str, number: int, candidate: Candidate) -> _Several:
    span = candidate.spans[0]
    items, complete = _items(span)
    score = candidate.score
    score += _form(items) + _AS_MANY * (number > 1 and len(items) == number)
    score += _NAMED * bool(_WHO.match(question) and is_name(span.text))
    return _Several(candidate, items, complete, score)


def _form(items: Sequence[Span]) -> float:
    return _SEVERAL * (len(items) > 1) + _MANY * (len(items) > 2)


def _items(span: Span) -> tuple[tuple[Span, ...], bool]:
    """Return the items of the enumeration that a span stands in, or itself, and whether its form says they are all."""
    text, passage = span.document.text, span.hit.passage
    lines = lines_at(text[: passage.end], span.start, span.end)
    if inside := [line for line in lines if line[0] >= passage.start]:
        return tuple(replace(span, start=start, end=end) for start, end in inside), len(inside) == len(lines)
    first, last = passage.sentence_around(span.start, span.end)
    found = enumeration_at(text[first:last], span.start - first, span.end - first)
    if not found:
        return (span,), False
    said = _number(_SAID.search(found.lead.rstrip(" :\u2013\u2014(-")))
    complete = found.closed and (said == len(found.items) or (not said and bool(_NAMES_ALL.search(found.lead))))
    return tuple(replace(span, start=first + start, end=first + end) for start, end in found.items), complete


def _elsewhere(candidates: Sequence[Candidate]) -> Iterator[Span]:
    """Yield what all spans give that their own passage makes likelier than none."""
    for candidate in candidates[: 2 * _TRIED]:
        for span in candidate.spans:
            if span.margin > 0:
                yield from _items(span)[0]


def _number(said: re.Match[str] | None) -> int:
    """Return a number that is said; 0 where none is."""
    word = said[1].casefold() if said else "0"
    return _COUNTS.get(word) or int(word)


def _holds(text: str, part: str) -> bool:
    return f" {part} " in f" {text} "


def _shifted(confidence: float, by: float) -> float:
    """Return a probability after its logit has changed by so much."""
    odds = math.exp(by) * confidence / max(1 - confidence, 1e-9)
    return odds / (1 + odds)
