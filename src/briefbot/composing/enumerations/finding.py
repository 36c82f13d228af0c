"""A place in a sentence -> the enumeration that it is a part of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from briefbot.composing.enumerations.items import (
    EXAMPLES,
    ITEM,
    ItemForm,
    Shape,
    fits,
    form_of,
    head,
    is_break,
    item_in,
    tail,
    without_leads,
)
from briefbot.composing.enumerations.segments import Mark, Segment, segments_of
from briefbot.roles.tokens import DETERMINERS, PREPOSITIONS, RELATIVES, Token, tokens_of

Range = tuple[int, int]

_GAP = 7  # words between a place and the mark that separates it
_ASIDES = 2  # segments in a row that may tell of an item instead of being one


@dataclass(frozen=True, slots=True)
class Enumeration:
    """The items of an enumeration as ranges of its text, in order; at least two."""

    items: tuple[Range, ...]
    closed: bool  # whether it ends in "and" and its last item, and does not say that it gives examples
    lead: str  # the words before the first item, back to the beginning of the text


def enumeration_at(text: str, start: int, end: int) -> Enumeration | None:
    """Return the enumeration that [start, end) of a sentence is, is a part of or holds; None where there is none."""
    segments = segments_of(text, start, end)
    touched = _touched(segments, start, end)
    if not touched:
        return None
    pointed = [token for at in touched for token in segments[at].tokens if token.start < end and start < token.end]
    if not any(token.is_word for token in pointed):
        return None
    form = form_of(without_leads(pointed) or pointed, single=len(touched) == 1)
    first, last = _first(segments, touched[0], start, form), _last(segments, touched[0], touched[-1], end, form)
    if not _holds_together(segments, first, last):
        return None
    ranges = []
    for at in range(first, last + 1):
        tokens: Sequence[Token] = segments[at].tokens
        if at == touched[0]:
            tokens = [token for token in tokens if token.end > start]
        elif at == first:
            tokens = tail(tokens, form)
        if at == touched[-1]:
            tokens = [token for token in tokens if token.start < end]
        elif at == last:
            tokens = head(tokens, form)
        item = item_in(tokens, form, pointed=touched[0] <= at <= touched[-1])
        if item:
            ranges.append((item[0].start, item[-1].end))
    if len(ranges) < 2:
        return None
    lead = text[: ranges[0][0]]
    words = {token.lower for token in tokens_of(lead)[-6:]}
    closed = any(each.after is Mark.AND for each in segments[first:last]) and words.isdisjoint(EXAMPLES)
    return Enumeration(tuple(ranges), closed, lead)


def _touched(segments: Sequence[Segment], start: int, end: int) -> list[int]:
    return [at for at, each in enumerate(segments) if each.start < end and start < each.end]


def _first(segments: Sequence[Segment], at: int, start: int, form: ItemForm) -> int:
    """Return the segment with the first item, going back from the one that the place begins in."""
    if not _is_light([token for token in segments[at].tokens if token.end <= start], before=True):
        return at
    first, asides = at, 0
    for back in range(at - 1, -1, -1):
        mark, segment = segments[back].after, segments[back]
        if mark is Mark.HARD or (mark is Mark.COMMA and not _ends_in_and(segments, back, form)):
            break
        if fits(tail(segment.tokens, form), form):
            first, asides = back, 0
        elif asides == _ASIDES or not _is_aside(segment):
            break
        else:
            asides += 1
        if not _is_whole(segment):
            break
    return first


def _last(segments: Sequence[Segment], first: int, at: int, end: int, form: ItemForm) -> int:
    """Return the segment with the last item, going on from the one that the place ends in."""
    chained = segments[at].after is Mark.AND and form.shape is Shape.NAME
    closed = at > first and segments[at - 1].after is Mark.AND and not chained
    if closed or not _is_light([token for token in segments[at].tokens if token.start >= end]):
        return at
    last, asides = at, 0
    for after in range(at + 1, len(segments)):
        mark, segment = segments[after - 1].after, segments[after]
        if mark is Mark.HARD or (mark is Mark.COMMA and not _ends_in_and(segments, after - 1, form)):
            break
        if fits(head(segment.tokens, form), form):
            last, asides = after, 0
        elif asides == _ASIDES or not _is_aside(segment):
            break
        else:
            asides += 1
        # Behind the last item nothing is enumerated, unless each has its "and".
        if mark is Mark.AND and last == after and not (segment.after is Mark.AND and form.shape is Shape.NAME):
            break
        if last == after and not _is_whole(segment):
            break
    return last


def _ends_in_and(segments: Sequence[Segment], at: int, form: ItemForm) -> bool:
    """Return whether what is separated by the comma behind segment `at` goes on to an "and" before its last item."""
    asides = 0
    for number in range(at + 1, len(segments)):
        segment, mark = segments[number], segments[number - 1].after
        if mark is Mark.AND:
            return fits(head(segment.tokens, form), form)
        if mark is Mark.HARD:
            return False
        if fits(segment.tokens, form) and _is_whole(segment):
            asides = 0
        elif _is_aside(segment) and asides < _ASIDES:
            asides += 1
        else:
            return False
    # Without any "and" at least four of one shape in a row.
    return len(segments) - at >= 4 and all(each.after is not Mark.HARD for each in segments[at:-1])


def _holds_together(segments: Sequence[Segment], first: int, last: int) -> bool:
    """Return whether the segments are an enumeration, not a name with "and" in it or an aside."""
    if first == last:
        return False
    marks = {each.after for each in segments[first:last]}
    if Mark.HARD in marks:
        return False
    bare = all(token.text.isdigit() for each in segments[first : last + 1] for token in each.tokens)
    return bare or Mark.AND in marks or Mark.SEMICOLON in marks or last - first >= 3


def _is_light(tokens: Sequence[Token], *, before: bool = False) -> bool:
    """Return whether words beside a place only describe it."""
    words = [token for token in tokens if token.is_word]
    if len(words) > _GAP or any(is_break(token) for token in words):
        return False
    if before:
        return all(token.lower not in PREPOSITIONS and token.lower not in EXAMPLES for token in words)
    return not words or words[0].lower in PREPOSITIONS or not words[0].text.islower() or len(words) < 3


def _is_aside(segment: Segment) -> bool:
    """Return whether a segment may tell of the item before it: "the mayor", "who is 47", "with 80 members", "2019"."""
    first = segment.tokens[0]
    words = (*DETERMINERS, *RELATIVES, *PREPOSITIONS)
    return len(segment.tokens) <= ITEM and (first.lower in words or first.text[0].isdigit() or len(segment.tokens) < 3)


def _is_whole(segment: Segment) -> bool:
    """Return whether a segment may stand in the middle of an enumeration."""
    return (not any(is_break(token) for token in segment.tokens) and len(segment.tokens) <= ITEM) or _is_aside(segment)
