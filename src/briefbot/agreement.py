"""Whether two answers say the same, contradict each other, or neither."""

from __future__ import annotations

import re
from collections.abc import Set
from decimal import Decimal, InvalidOperation

from briefbot.words import FIGURE, QUESTION_WORDS, STEM, WORD, plain_figure

_ARTICLES = frozenset({"a", "an", "the"})
_CURRENCY_OR_SIGN = r"[$\u00a2-\u00a5\u20a0-\u20cf%\u2030+#]|(?<!\w)-(?=\d)|(?<=\d)[-/](?=\d)|(?<=\w)-(?!\w)"
_FIGURE_WORD_OR_SIGN = re.compile(rf"{FIGURE.pattern}|\w+|{_CURRENCY_OR_SIGN}")
_SPACED_SIGN = re.compile(r"(?<=\d)\s*([-/])\s*(?=\d)")
_DASHES = str.maketrans("\u2013\u2212", "--")
_SCALES = {"thousand": 10**3, "million": 10**6, "bn": 10**9, "billion": 10**9, "trillion": 10**12}
_SCALED_FIGURE = re.compile(rf"((?<!\w)-)?({FIGURE.pattern})(?:\s*({'|'.join(_SCALES)})\b)?", re.IGNORECASE)
_TIME_OF_DAY = re.compile(
    r"(?<![\d:.,])(?:(\d{1,2})(?:[:.](\d\d))?\s*[ap]\.?m\b|(\d{1,2}):(\d\d)(?![:\d]))", re.IGNORECASE
)
_SHORT_MILLION = re.compile(r"(?<=\d)\s?[mM]\b")
_WORD_WITH_SIGN = re.compile(r"[^\W\d_]+(?:[+-](?!\w))?")


def same_answer(text: str) -> str:
    """A key that is equal for spans that differ only in case, punctuation, a leading article and how numbers are spelt.

    Signs that change what is said count: "3%" is not "$3", "-5" not "5", "2-1" not "2.1", "C++" not "C#".
    """
    plain = _SPACED_SIGN.sub(r"\1", text.casefold().translate(_DASHES))
    words = [plain_figure(word) for word in _FIGURE_WORD_OR_SIGN.findall(plain)]
    while words and words[0] in _ARTICLES:
        words = words[1:]
    return " ".join(words) or text.casefold().strip()


def differ(one: str, other: str) -> bool:
    """Whether two answers of one kind contradict: times of day or figures of one unit that differ, or words of which
    the two share none.

    "17" and "23 people" differ, and "Ada Quill" and "Bo Lund"; "Quill" and "Ada Quill", "May 3" and "3 May 2020" do
    not; "17" and "Ada Quill", "3 litres" and "4 percent" answer different questions; "€5.3 million" is "€5,300,000",
    "5 p.m." may be "17:00", "NATO" may be the "North Atlantic Treaty Organization".
    """
    one, other = _millions(one, other), _millions(other, one)
    times = _times(one), _times(other)
    if any(times):
        return _apart(*times)
    figures, words = (_figures(one), _figures(other)), (_words(one), _words(other))
    if any(figures):
        return _apart(*figures) and (not all(words) or bool(words[0] & words[1]))
    return all(words) and not words[0] & words[1] and not (_abbreviates(one, other) or _abbreviates(other, one))


def _apart(one: Set[object], other: Set[object]) -> bool:
    """Whether both say something and neither says all that the other does."""
    return bool(one and other) and not (one <= other or other <= one)


def _times(text: str) -> set[int]:
    """The times of day in a text, in minutes on a clock of twelve hours: half of all texts leave "p.m." out."""
    found = _TIME_OF_DAY.findall(text)
    return {60 * (int(hour or hours) % 12) + int(minute or minutes or 0) for hour, minute, hours, minutes in found}


def _figures(text: str) -> set[Decimal | str]:
    """The numbers in a text, so that "1.60" and "1.6" contradict nothing; what is no one number as it is spelt."""
    found = _SCALED_FIGURE.findall(text.translate(_DASHES))
    return {_value(sign + plain_figure(figure), scale) for sign, figure, scale in found}


def _value(figure: str, scale: str) -> Decimal | str:
    try:
        return Decimal(figure) * _SCALES.get(scale.casefold(), 1)
    except InvalidOperation:
        return figure


def _words(text: str) -> set[str]:
    """What a text says in words, cut to their stems, with the sign that a rating or a blood group ends in.

    Small words are left out, unless it says nothing else or they are names, as "WHO" is.
    """
    words = [word for word in _WORD_WITH_SIGN.findall(text.translate(_DASHES)) if word.casefold() not in _SCALES]
    names = [word for word in words if word.casefold() not in QUESTION_WORDS or (len(word) > 1 and word.isupper())]
    return {word.casefold()[:STEM] for word in names or words}


def _millions(text: str, beside: str) -> str:
    """The text with "5m" as "5 million", which beside another that says "million" it cannot but mean."""
    return _SHORT_MILLION.sub(" million", text) if "million" in beside.casefold() else text


def _abbreviates(short: str, long: str) -> bool:
    """Whether one is the initials of the other, with its small words or without."""
    letters = "".join(word for word in WORD.findall(short.casefold()) if word not in QUESTION_WORDS)
    words = WORD.findall(long.casefold())
    initials = ("".join(word[0] for word in words if word not in left_out) for left_out in ((), QUESTION_WORDS))
    return len(letters) > 1 and letters in initials
