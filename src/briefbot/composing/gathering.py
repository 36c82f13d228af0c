"""Candidates for an answer -> the things of a list: those of the best enumeration, and what is nearly as sure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from briefbot.agreement import same_answer
from briefbot.answerer import Candidate, Choice, cite
from briefbot.composing.enumerations import continued_at, enumeration_at, is_name, lines_at
from briefbot.composing.several_asked import NUMBER
from briefbot.composing.things_asked import ThingsAsked, number_of, things_asked
from briefbot.replies import Item
from briefbot.roles.tokens import FUNCTION_WORDS, tokens_of
from briefbot.types import Span
from briefbot.words import terms

_TRIED = 14  # candidates that are looked at
_SAID = re.compile(rf"\b{NUMBER}\s+[\w\s,-]{{1,60}}$", re.IGNORECASE)  # "three regulators - ", before the first item
_NAMES_ALL = re.compile(r"(?:[:\u2013\u2014(]|\b(?:are|were|namely|being))\s*(?:the\s+)?[\"\u201c\u2018]?$")


@dataclass(frozen=True, slots=True)
class Limits:
    """What a list is gathered by, settled on labelled lists: `benchmarks/listings.py --sweep` varies each."""

    # In the logit of the rank model:
    close: float = 1.7  # below the best: a fifth of its odds
    several: float = 0.7  # for a span that stands in an enumeration
    many: float = 1.25  # more, where it has three items or more
    as_many: float = 1.5  # for as many items as the question says, or an article that speaks of all of them
    named: float = 0.75  # for a name where a question asks who
    # Margins of a span in its passage and in its sentence alone:
    least_alone: float = -6.0  # of a close candidate that its passage does not make likelier than none
    sure_alone: float = 10.0  # of one that is not close, for other things of its passage rank above it,
    least_beside: float = -4.0  # and what its passage must give it


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class _Several:
    """What a candidate gives: itself, or the items of the enumeration that it stands in."""

    candidate: Candidate
    items: tuple[Span, ...]
    complete: bool
    score: float  # a logit, with what speaks for it where several things are asked for

    @property
    def span(self) -> Span:
        return self.candidate.spans[0]


@dataclass(frozen=True, slots=True)
class Found:
    """The items of a list, and what its confidence is about."""

    items: tuple[Item, ...]
    complete: bool  # whether one enumeration named them all
    gap: float  # in the logit: by how much the least sure is below the best
    form: float  # in the logit: what it says for the best that it stands in an enumeration
    lead: tuple[Span, ...]  # what gives the best
    passed_over: frozenset[Span]  # no rivals of it


def gathered(question: str, choice: Choice, alone: Mapping[Span, float], limits: Limits = LIMITS) -> Found:
    """Return the items that a choice gives. Raises IndexError where it has no candidates.

    `alone` has the margins of spans where their sentence is read by itself; without that of a span only its passage
    speaks for it.
    """
    asked = things_asked(question)
    tried, together = _things(asked, choice.candidates[:_TRIED])
    several = [_several(asked, together, each, _is_likely(each.spans[0], alone, limits), limits) for each in tried]
    ranked = sorted(several, key=lambda each: -each.score)
    best = ranked[0]
    words = frozenset(terms(question))
    are_all = len(best.items) > 1 and len(best.items) == asked.number
    found: dict[str, list[Span]] = {}
    lowest = best.score
    for each in ranked:
        if each is not best and (are_all or not _is_further(each, best, alone, limits)):
            continue
        for item in (*each.items, *(() if are_all else _continued(each))):
            key = same_answer(item.text)
            if set(terms(item.text)) <= words and len(each.items) + (each is not best) > 1:
                continue  # the question says it
            if _is_adverb(item.text) or asked.counts(item.text):
                continue
            if known := next((other for other in found if _holds(key, other) or _holds(other, key)), None):
                found[known] += [] if item in found[known] else [item]
                continue
            found[key] = [item]
            lowest = min(lowest, max(each.score, best.score - limits.close))
    if not found:
        found[same_answer(best.items[0].text)] = [best.items[0]]
    for span in _elsewhere(choice.candidates):
        own = found.get(same_answer(span.text))
        if own and span not in own:
            own.append(span)
    items = tuple(Item(cite(Candidate(tuple(spans), 0.0))) for spans in _in_order(found.values()))
    complete = best.complete and len(items) == len(best.items) and asked.number in (0, len(items))
    gone = _passed_over(choice, best, set(found)) | frozenset(together)
    return Found(items, complete, lowest - best.score, _form(best.items, limits), best.candidate.spans, gone)


def _things(asked: ThingsAsked, candidates: Sequence[Candidate]) -> tuple[list[Candidate], list[Span]]:
    """Return the candidates that may be one of the things asked for, and the spans that only speak of them together.

    Where there is nothing else, these are all that there is.
    """
    things: list[Candidate] = []
    together: list[Span] = []
    for candidate in candidates:
        span = candidate.spans[0]
        if (
            asked.speaks_of_all(span.text)
            or asked.repeats(span.text)
            or asked.is_behind(span.document.text[: span.start][-200:])
        ):
            together += candidate.spans
        else:
            things.append(candidate)
    return (things, together) if things else (list(candidates), [])


def _is_likely(span: Span, alone: Mapping[Span, float], limits: Limits) -> bool:
    """Return whether its passage makes a span likelier than none, or its sentence alone hardly less likely."""
    return span.margin > 0 or alone.get(span, limits.least_alone) > limits.least_alone


def _is_further(each: _Several, best: _Several, alone: Mapping[Span, float], limits: Limits) -> bool:
    """Return whether a candidate gives further items of the list whose best one is given."""
    span, by_itself = each.span, alone.get(each.span)
    if is_name(span.text) != is_name(best.span.text) or span.text[0].isdigit() != best.span.text[0].isdigit():
        return False
    if best.score - each.score <= limits.close:
        return _is_likely(span, alone, limits)
    return by_itself is not None and by_itself > limits.sure_alone and span.margin > limits.least_beside


def _in_order(found: Iterable[list[Span]]) -> list[list[Span]]:
    """Return the places of each item in the order in which an article says them, the article of the best first."""
    groups = list(found)
    documents = list(dict.fromkeys(spans[0].document.id for spans in groups))
    return sorted(groups, key=lambda spans: (documents.index(spans[0].document.id), spans[0].start))


def _passed_over(choice: Choice, best: _Several, keys: set[str]) -> frozenset[Span]:
    """Return the spans that are no rivals of the first item: other items, and what ranks above it but is no list."""
    gone: list[Span] = []
    for candidate in choice.candidates:
        above = candidate.score > best.candidate.score
        for span in candidate.spans if candidate is not best.candidate else ():
            if above or any(same_answer(item.text) in keys for item in items_at(span)[0]):
                gone.append(span)
    return frozenset(gone)


def _continued(each: _Several) -> Iterator[Span]:
    """Yield the names that the article adds to those of a candidate, behind the last one that is a name."""
    last = each.items[-1]
    if is_name(last.text):
        for start, end in continued_at(last.document.text, last.hit.passage.sentences, last.end):
            yield replace(last, start=start, end=end)


def _several(
    asked: ThingsAsked, together: Sequence[Span], candidate: Candidate, is_likely: bool, limits: Limits
) -> _Several:
    span = candidate.spans[0]
    if not is_likely:
        return _Several(candidate, (span,), False, candidate.score)
    items, complete = items_at(span)
    score = candidate.score
    said = {asked.said_number(other.text) for other in together if other.document.id == span.document.id}
    as_many = len(items) > 1 and len(items) in {asked.number, *said}
    score += _form(items, limits) + limits.as_many * as_many
    score += limits.named * bool(asked.persons and is_name(span.text))
    return _Several(candidate, items, complete, score)


def _is_adverb(text: str) -> bool:
    """Return whether an item is a word that only opens a sentence: "Instead", "Currently"."""
    tokens = tokens_of(text.lower())
    word = tokens[0] if len(tokens) == 1 else None
    return word is not None and (word.is_adverb or word.lower in FUNCTION_WORDS or word.lower == "instead")


def _form(items: Sequence[Span], limits: Limits) -> float:
    return limits.several * (len(items) > 1) + limits.many * (len(items) > 2)


def items_at(span: Span) -> tuple[tuple[Span, ...], bool]:
    """Return the items of the enumeration that a span stands in, or itself, and whether its form says they are all."""
    text, passage = span.document.text, span.hit.passage
    lines = lines_at(text[: passage.end], span.start, span.end)
    if inside := [line for line in lines if line[0] >= passage.start]:
        return tuple(replace(span, start=start, end=end) for start, end in inside), len(inside) == len(lines)
    first, last = passage.sentence_around(span.start, span.end)
    found = enumeration_at(text[first:last], span.start - first, span.end - first)
    if not found:
        return (span,), False
    said = number_of(_SAID.search(found.lead.rstrip(" :\u2013\u2014(-")))
    complete = found.closed and (said == len(found.items) or (not said and bool(_NAMES_ALL.search(found.lead))))
    return tuple(replace(span, start=first + start, end=first + end) for start, end in found.items), complete


def _elsewhere(candidates: Sequence[Candidate]) -> Iterator[Span]:
    """Yield what all spans give that their own passage makes likelier than none."""
    for candidate in candidates[: 2 * _TRIED]:
        for span in candidate.spans:
            if span.margin > 0:
                yield from items_at(span)[0]


def _holds(text: str, part: str) -> bool:
    return f" {part} " in f" {text} "
