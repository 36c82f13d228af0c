"""Whether the place of a span speaks of the names and numbers of a question, or of others that are like them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache
from itertools import pairwise

from briefbot.names.found import LOOKED_AT, Mention, Name, Words, mentions
from briefbot.quantities import plain_figure
from briefbot.text.name_words import GENERATIONS, OF_A_PLACE, TELLING_APART, TITLES
from briefbot.text.spelt_numbers import FIGURE
from briefbot.types import Document, Span

_ALIAS = 0.9  # a short form of a name that stands in full before
_SHORT = 0.6  # a short form of a name that does not
_CONTEXT = 0.5  # the last name of the kind before the sentence
_BESIDE = 0.75  # both in one sentence, and the other one nearer
_FIGURE = re.compile(FIGURE)
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
# "Merrock in the province of Tarvo", "Merrock, Tarvo"
_PLACED = re.compile(r"(?:,? (?:in|near|of|at|on|from)(?: the)?(?: [^\W\d_]+ (?:of|in))? |, )(?:the )?")


class Relation(Enum):
    """What a name in a text is to a name of a question."""

    NONE = auto()
    WHOLE = auto()  # it, in full
    SHORT = auto()  # a part of it, which may stand for it
    OTHER = auto()  # a name of another thing that is called alike


@dataclass(frozen=True, slots=True)
class NameFit:
    """How the place of a span has the names and numbers of a question, each 0..1; 1 where the question has none.

    1 is a name in full, a little less a short form of one that stands in full before; of several names the mean,
    and in the article the least.
    """

    sentence: float = 1.0  # in the sentence of the span; half where it only is what was last spoken of before
    passage: float = 1.0
    article: float = 1.0
    conflict: float = 0.0  # 1 where the sentence speaks of another thing that is called alike, a half where it seems to
    namesake: float = 0.0  # 1 where "the bridge" in the sentence is another one, and nothing in it is the one asked for
    numbers: float = 1.0  # of the numbers: 1 in the sentence, less in passage, article or day of publication
    other_year: float = 0.0  # 1 where the sentence has another year in place of the one asked for


@dataclass(frozen=True, slots=True)
class _Place:
    """A mention that bears on a name of the question."""

    start: int
    end: int
    fit: float  # 0 where it is of another thing
    is_noun: bool = False  # "the bridge", and no name


def fit_names(names: Sequence[Name], numbers: Sequence[str], span: Span) -> NameFit:
    """Return how the sentence, the passage and the article of a span have the names and numbers of a question.

    In the article a short form counts for the name that it stands for: the last one before it that has its words. "The
    bridge" is the last bridge that was named. What speaks of "North Quay Bridge", or of "the bridge" after it, is in
    conflict with a question about "South Quay Bridge".
    """
    document, passage = span.document, span.hit.passage
    sentence = passage.sentence_around(span.start, span.end)
    fits = [
        _fit(_places(name, document.title, document.text), sentence, passage.start, passage.end, span) for name in names
    ]
    found, other_year = _numbers(numbers, document, sentence, (passage.start, passage.end))
    if not fits:
        return NameFit(numbers=found, other_year=other_year)
    conflict = max(fit[3] for fit in fits)
    if _placed_elsewhere(names, document.text, sentence):
        conflict = 1.0
    in_sentence, in_passage = (sum(fit[at] for fit in fits) / len(fits) for at in range(2))
    namesake = max(fit[4] for fit in fits)
    return NameFit(in_sentence, in_passage, min(fit[2] for fit in fits), conflict, namesake, found, other_year)


def is_named(name: Name, title: str, text: str) -> bool:
    """Return whether an article, or a passage under its title, has a name, or a short form that may stand for it."""
    return any(place.fit for place in _places(name, title, text))


@lru_cache(maxsize=20_000)
def relation(name: Name, words: Words) -> Relation:
    """Return what a run of capitalised words is to a name."""
    whole, core = name.words, name.core
    words = tuple(next((own for own in whole if _is_of_place(own, word)), word) for word in words)
    bare = _without_titles(words)
    if words == whole or bare == core:
        return Relation.WHOLE
    for own in (whole, core):
        at = _part_of(own, words)
        if at is not None:
            return Relation.OTHER if _is_told_apart(name, own, words, at) else Relation.WHOLE
    if _initials(name, words):
        return Relation.WHOLE
    if _part_of(bare, whole) is not None:
        return Relation.SHORT
    if len(bare) == 1 or len(core) == 1:
        return Relation.NONE
    one, other = _without_generation(bare), _without_generation(core)
    alike = name.head in bare if name.is_of else one[-1] == other[-1] or (one[0] == other[0] and len(one) == len(other))
    return Relation.OTHER if alike else Relation.NONE


def _is_told_apart(name: Name, own: Words, words: Words, at: int) -> bool:
    """Return whether a longer name, which has the words of a name from `at` on, is of another thing: "North Goss", "New
    Bank of Goss", "Goss North".
    """
    before, last = words[at - 1] if at else "", _without_generation(words)[-1]
    at_end = at + len(own) == len(words)
    if before and at_end and (name.is_of or before in TELLING_APART):
        return True
    return last != own[-1] and last in TELLING_APART


@lru_cache(maxsize=512)
def _places(name: Name, title: str, text: str) -> tuple[_Place, ...]:
    """Return where an article has a name of a question, shortened or in full, or one that is called alike, in order.

    Those of the title come first, at -1.
    """
    found = [(Mention(-1, -1, run.words, run.head), is_) for run, is_ in _related(name, title)] + _related(name, text)
    called: set[Mention] = set()
    if len(name.words) > 1 and found and name.head in text:
        nouns = re.compile(rf"\b(?:[Tt]he|[Tt]his|[Ii]ts|[Tt]heir) {re.escape(name.head)}(?!\w)(?! of\b)")
        called = {Mention(*noun.span(), (name.head,), name.head) for noun in nouns.finditer(text)}
        found = sorted([*found, *((mention, Relation.SHORT) for mention in called)], key=lambda pair: pair[0].start)
    places: list[_Place] = []
    full: list[tuple[Words, float]] = []
    for mention, is_ in found:
        if is_ is Relation.SHORT:
            before = next((fit for words, fit in reversed(full) if set(mention.words) <= set(words)), None)
            fit = _SHORT if before is None else _ALIAS * before
        else:
            fit = float(is_ is Relation.WHOLE)
            full.append((mention.words, fit))
        places.append(_Place(mention.start, mention.end, fit, mention in called))
    return tuple(places)


def _related(name: Name, text: str) -> list[tuple[Mention, Relation]]:
    """Return the names in a text that are a name of the question, a part of it or called alike, in order."""
    near = (run for run in mentions(text) if len(run.words) == 1 or not set(name.words).isdisjoint(run.words))
    related = ((run, relation(name, run.words)) for run in near)
    return [(run, is_) for run, is_ in related if is_ is not Relation.NONE]


def _fit(
    places: Sequence[_Place], sentence: tuple[int, int], start: int, end: int, span: Span
) -> tuple[float, float, float, float, float]:
    """Return (sentence, passage, article, conflict, namesake) of one name."""
    article = max((place.fit for place in places), default=0.0)
    passage = max((place.fit for place in places if start <= place.start < end), default=0.0)
    inside = [place for place in places if sentence[0] <= place.start < sentence[1]]
    if not inside:
        before = [place for place in places if place.start < sentence[0]]
        if not before:
            return 0.0, passage, article, 0.0, 0.0
        last = before[-1]
        return (_CONTEXT, passage, article, 0.0, 0.0) if last.fit else (0.0, passage, article, _CONTEXT, 0.0)
    best = max(place.fit for place in inside)
    if all(place.fit for place in inside):
        return best, passage, article, 0.0, 0.0
    if not best:
        return 0.0, passage, article, 1.0, float(any(place.is_noun for place in inside))
    nearest = min(inside, key=lambda place: (place.start >= span.end, abs(place.start - span.start)))
    return (best, passage, article, 0.0, 0.0) if nearest.fit else (best * _BESIDE, passage, article, _CONTEXT, 0.0)


def _placed_elsewhere(names: Sequence[Name], text: str, sentence: tuple[int, int]) -> bool:
    """Return whether the sentence puts the first of two names elsewhere than to the second: "Merrock in Tarvo"."""
    inside = [mention for mention in mentions(text) if sentence[0] <= mention.start < sentence[1]]
    for one, other in pairwise(names):
        for first, second in pairwise(inside):
            if relation(one, first.words) is not Relation.WHOLE or not _PLACED.fullmatch(
                text[first.end : second.start]
            ):
                continue
            if not any(relation(other, mention.words) is Relation.WHOLE for mention in inside):
                return True
    return False


def _numbers(
    numbers: Sequence[str], document: Document, sentence: tuple[int, int], passage: tuple[int, int]
) -> tuple[float, float]:
    if not numbers:
        return 1.0, 0.0
    own, around, whole = (_figures(document.text[slice(*range_)]) for range_ in (sentence, passage, (0, LOOKED_AT)))
    published = str(document.published.year) if document.published else ""
    fits, other = [], 0.0
    for number in numbers:
        value = _figures(number)
        fit = 1.0 if value <= own else 0.7 if value <= around or number == published else 0.4 if value <= whole else 0.0
        fits.append(fit)
        if fit < 1.0 and _YEAR.fullmatch(number) and number != published:
            other = max(other, float(any(_YEAR.fullmatch(figure) for figure in own)))
    return sum(fits) / len(fits), other


@lru_cache(maxsize=512)
def _figures(text: str) -> frozenset[str]:
    return frozenset(plain_figure(figure) for figure in _FIGURE.findall(text))


def _part_of(part: Words, words: Words) -> int | None:
    """Return where `part` stands in `words`, one after the other; None where it does not."""
    places = range(len(words) - len(part) + 1)
    return next((at for at in places if words[at : at + len(part)] == part), None) if part else None


def _without_titles(words: Words) -> Words:
    at = next((at for at, word in enumerate(words) if word not in TITLES), 0)
    return words[at:]


def _without_generation(words: Words) -> Words:
    return words[:-1] if len(words) > 1 and words[-1] in GENERATIONS.values() else words


def _is_of_place(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return one == other or (len(short) > 3 and long.startswith(short) and long[len(short) :] in OF_A_PLACE)


def _initials(name: Name, words: Words) -> bool:
    """Return whether one of the two is the initials of the other."""
    for short, long in ((name.words, words), (words, name.words)):
        if len(short) == 1 and 1 < len(long) == len(short[0].replace(".", "")):
            return short[0].replace(".", "") == "".join(word[0] for word in long)
    return False
