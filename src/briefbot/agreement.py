"""The comparison of two answers: whether they say the same, contradict each other, or neither."""

from __future__ import annotations

import re
from collections.abc import Set
from decimal import Decimal
from functools import lru_cache
from itertools import dropwhile

from briefbot.quantities import (
    date,
    figures,
    fractions,
    in_larger_unit,
    on_one_clock,
    plain_figure,
    plain_numbers,
    scaled,
    times,
)
from briefbot.text.characters import CURRENCY
from briefbot.text.spelt_numbers import FIGURE, FRACTION_SLASH, LONE_WORDS, SCALES
from briefbot.words import QUESTION_WORDS, STEM, WORD

_ARTICLES = frozenset({"a", "an", "the"})
_CURRENCY_OR_SIGN = rf"[{CURRENCY}%\u2030+#{FRACTION_SLASH}]|(?<!\w)-(?=\d)|(?<=\d)[-/](?=\d)|(?<=\w)-(?!\w)"
_DOLLARS_OF = rf"(?<!\w)[a-z]{{1,3}}[{CURRENCY}]"  # "A$": another currency, and no article
_FIGURE_WORD_OR_SIGN = re.compile(rf"{FIGURE}|{_DOLLARS_OF}|\w+|{_CURRENCY_OR_SIGN}")
_SPACED_SIGN = re.compile(r"(?<=\d)\s*([-/])\s*(?=\d)")
_PERCENT = re.compile(r"(?<=\d)[\s-]*per ?cent\b", re.IGNORECASE)
_SHORT_MILLION = re.compile(r"(?<=\d)\s?[mM]\b")
_SHORT_THOUSAND = re.compile(r"(?<=\d)[kK]\b")  # "90.2 K" is a temperature
_IN_THOUSANDS = re.compile(r"thousand|\d,\d{3}|\d000\b", re.IGNORECASE)
_QUARTERS = re.compile(r"\d\.(?:25|5|75)\b")
_WORD_WITH_SIGN = re.compile(r"[^\W\d_]+(?:[+-](?!\w))?")
_SIGNS = {"%": "percent", "$": "dollar", "\u20ac": "euro", "\u00a3": "pound", "\u00a5": "yen", "\u20b9": "rupee"}
_LEAST = 3  # letters by which a shortened word is known: "Fed", "Sept"
_MORE = r"more than|over|at least|above|no fewer than|no less than|upwards of"
_LESS = r"less than|fewer than|under|below|at most|up to|no more than|as many as|as much as"
_ABOUT = r"about|around|some|nearly|almost|roughly|approximately|close to|estimated"
_HEDGE = re.compile(rf"\b(?:({_MORE})|({_LESS})|({_ABOUT}))\s(?=[A-Z]{{0,3}}[^\w\s]?\d)", re.IGNORECASE)
# "A hundred", "half a million", "98 or so": nobody has counted. "A hundred and five" somebody has.
_ROUND = re.compile(
    rf"(?:\ban?|\A)\s*\b(?:{'|'.join(SCALES)})\b(?!\s+and\b|[\s-]+(?:one|{'|'.join(LONE_WORDS)}|\d+)\b)|\bor so\b",
    re.IGNORECASE,
)
_NEAR = Decimal("0.1")  # of a number that is said to be about right
_INFINITY = Decimal("Infinity")


@lru_cache(maxsize=1024)
def same_answer(text: str) -> str:
    """Return a key that is equal for spans that differ only in case, punctuation, accents, a leading article and how
    numbers, times of day and units are spelt.

    Signs that change what is said count: "3%" is not "$3", "-5" not "5", "2-1" not "2.1", "C++" not "C#".
    """
    plain = scaled(_SPACED_SIGN.sub(r"\1", plain_numbers(text))).casefold()
    plain = on_one_clock(_PERCENT.sub("%", plain))
    words = (plain_figure(word) for word in _FIGURE_WORD_OR_SIGN.findall(plain))
    return " ".join(dropwhile(_ARTICLES.__contains__, words)) or text.casefold().strip()


def differ(one: str, other: str) -> bool:
    """Return whether two answers of one kind contradict each other.

    They do if they are dates, times of day or figures of one unit that cannot both be right, or words of which the two
    share none.

    "17" and "23 people" differ, and "Ada Quill" and "Bo Lund"; "Quill" and "Ada Quill", "March 2022" and "March 7",
    "more than 100" and "117" do not; "17" and "Ada Quill", "3 litres" and "4 percent", "Ada Quill" and "the mayor"
    answer different questions; "€5.3 million" is "€5,300,000", "5 p.m." may be "17:00", "NATO" may be the "North
    Atlantic Treaty Organization". "One third" and "two thirds" differ; "two thirds" and "60 percent", "a dozen people"
    and "11 people" do not.
    """
    rounded = _is_round(one), _is_round(other)
    one, other = plain_numbers(one), plain_numbers(other)
    one, other = _beside(one, other), _beside(other, one)
    hours = times(one), times(other)
    first, second = date(one), date(other)
    if first and second:
        return first.excludes(second) or _apart(*hours)
    if any(found and (found.months or found.weekdays) for found in (first, second)) and not all(hours):
        return False
    if any(hours):
        return _apart(*hours)
    parts, words = (fractions(one), fractions(other)), (_words(one), _words(other))
    # A fraction says nothing against a count or a percentage, which may be of something else or rounded.
    numbers = (figures(one), figures(other)) if parts[0] == parts[1] else parts
    if any((*parts, *numbers)):
        bounds = _bounds(one, numbers[0], rounded[0]), _bounds(other, numbers[1], rounded[1])
        apart = _apart(*numbers) and not _meet(*bounds)
        return apart and (not all(words) or _share(*words))
    if not all(words) or _share(*words) or _names(one) != _names(other):
        return False
    return not (_abbreviates(one, other) or _abbreviates(other, one))


def _apart(one: Set[object], other: Set[object]) -> bool:
    """Return whether both say something and neither says all that the other does."""
    return bool(one and other) and not (one <= other or other <= one)


def _is_round(text: str) -> bool:
    """Return whether a text counts as people do who have not counted: "a dozen", "half a million"."""
    return bool(_ROUND.search(text))


def _bounds(text: str, numbers: Set[Decimal | str], rounded: bool) -> tuple[Decimal, Decimal] | None:
    """Return the least and the largest that a text's number may be, by how it is said: "more than 100", "a dozen".

    None unless the text has exactly one number.
    """
    number = next(iter(numbers)) if len(numbers) == 1 else None
    if not isinstance(number, Decimal):
        return None
    hedge = _HEDGE.search(text)
    more, less, about = hedge.groups() if hedge else (None, None, None)
    if about or (rounded and not hedge):
        return number - abs(number) * _NEAR, number + abs(number) * _NEAR
    return -_INFINITY if less else number, _INFINITY if more else number


def _meet(one: tuple[Decimal, Decimal] | None, other: tuple[Decimal, Decimal] | None) -> bool:
    return one is not None and other is not None and one[0] <= other[1] and other[0] <= one[1]


def _words(text: str) -> set[str]:
    """Return the words of a text, cut to their stems, with the sign that a rating or a blood group ends in.

    A unit that is a sign counts as its word. Small words are left out, unless the text says nothing else or they are
    names, as "WHO" is; so is a word that only hedges a number.
    """
    text = _HEDGE.sub(" ", text)
    for sign, word in _SIGNS.items():
        text = text.replace(sign, f" {word} ")
    words = [word for word in _WORD_WITH_SIGN.findall(text) if word.casefold() not in SCALES]
    names = [word for word in words if word.casefold() not in QUESTION_WORDS or (len(word) > 1 and word.isupper())]
    return {word.casefold()[:STEM] for word in names or words}


def _share(one: Set[str], other: Set[str]) -> bool:
    """Return whether two texts have a word in common, shortened perhaps."""
    return any(
        a == b or (min(len(a), len(b)) >= _LEAST and (a.startswith(b) or b.startswith(a))) for a in one for b in other
    )


def _names(text: str) -> bool:
    """Return whether a text names something rather than describes it."""
    return any(word[0].isupper() and word.casefold() not in _ARTICLES for word in WORD.findall(text))


def _beside(text: str, other: str) -> str:
    """Return the text with what its numbers cannot but mean beside another: "5m" as "5 million" beside one that says
    "million", "150K" as "150 thousand" beside thousands, "3 years and 6 months" as "3.5 years" beside "3.5".
    """
    if "million" in other.casefold():
        text = _SHORT_MILLION.sub(" million", text)
    if _IN_THOUSANDS.search(other):
        text = _SHORT_THOUSAND.sub(" thousand", text)
    return in_larger_unit(text) if _QUARTERS.search(other) else text


def _abbreviates(short: str, long: str) -> bool:
    """Return whether `short` is the initials of `long`, with its small words or without."""
    found = WORD.findall(short.casefold())
    letters = "".join([word for word in found if word not in QUESTION_WORDS] or found[-1:])
    words = WORD.findall(long.casefold())
    initials = ("".join(word[0] for word in words if word not in left_out) for left_out in ((), QUESTION_WORDS))
    return len(letters) > 1 and letters in initials
