"""Numbers in words -> in digits: "three hundred and five" as "305", "two and a half million" as "2.5 million".

`text2num` values the words below a thousand of each part; the scales are ours, since it knows neither "trillion" nor
"dozen" nor "lakh". Where a number ends is decided here too: between "one hundred and two hundred" stand two of them.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from text_to_num import text2num

FIGURE = r"\d+(?:[.,:]\d+)*"
FRACTION_SLASH = "\u2044"  # what Unicode takes a vulgar fraction apart with: "2\u20443"

UNITS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
TEENS = (
    *("ten", "eleven", "twelve", "thirteen", "fourteen"),
    *("fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
SCALES = {
    "dozen": 12,
    "hundred": 10**2,
    "thousand": 10**3,
    "lakh": 10**5,
    "million": 10**6,
    "crore": 10**7,
    "billion": 10**9,
    "trillion": 10**12,
}
SHORT_SCALES = {"k": "thousand", "m": "million", "mn": "million", "b": "billion", "bn": "billion", "tn": "trillion"}
# The words that are a number by themselves. "One" is left out, for it is mostly no number.
LONE_WORDS = {word: number for number, word in enumerate((*UNITS, *TEENS), start=1) if number > 1} | {
    word: number for number, word in zip(range(20, 100, 10), TENS, strict=True)
}

_GAP = r"(?:\s+|-)"
_SCALE = rf"(?:{'|'.join(SCALES)})\b"
_SMALL = rf"(?:(?:{'|'.join(TENS)})(?:{_GAP}(?:{'|'.join(UNITS)}))?|{'|'.join(TEENS)}|{'|'.join(UNITS)}|zero)\b"
_GROUP = rf"{_SMALL}(?:{_GAP}hundred\b(?:(?:{_GAP}and)?{_GAP}(?!zero){_SMALL}(?!{_GAP}hundred\b))?)?"
_ALONE = r"(?<![\w-])"  # in front of a number: of "fifty-fifty" neither half is one
# A part of a number: "two hundred thousand" in "two hundred thousand and five".
_PART = re.compile(rf"{_ALONE}({_GROUP})((?:{_GAP}{_SCALE}){{0,3}})(?!\w)", re.IGNORECASE)
_QUARTERS = {"half": "5", "quarter": "25", "quarters": "75", "\u00bd": "5", "\u00bc": "25", "\u00be": "75"}
_QUARTER_NAME = re.compile("|".join(sorted(_QUARTERS, reverse=True)))
_QUARTER = rf"(?:(?:an?|one){_GAP})?half|[\u00bc-\u00be]|(?:an?|one){_GAP}quarter|quarter(?=\s+of)|three{_GAP}quarters"
_OF_A_SCALE = re.compile(
    rf"{_ALONE}(?:{_QUARTER})(?:\s+of)?(?:{_GAP}(?:an?|one|1))?{_GAP}(?={_SCALE}(?!-))", re.IGNORECASE
)
_AND_QUARTERS = re.compile(
    rf"{_ALONE}((?<!\d[.,:]){FIGURE}|{_GROUP}|a(?={_GAP}{_SCALE}))((?:{_GAP}{_SCALE}){{0,3}})"
    rf"\s+and\s+(?:an?{_GAP}(?:half|quarter)|three{_GAP}quarters)\b(?!-)",
    re.IGNORECASE,
)
_MIXED = re.compile(r"(?<![\w.,/])(\d+)\s?([\u00bc-\u00be])(?!\w)")
# "A hundred", and "hundred people" where its article is cut off. Not "a hundred-year-old", nor "Thousand Oaks".
_ONE = re.compile(rf"(?:{_ALONE}[Aa]{_GAP}|(\A\W*(?:[Tt]he\s+)?))(?={_SCALE}(?!-))")
# Behind cardinal words, what makes them something else: "two thirds", "one half", "nineteen fifties", "five-year".
_SCALE_PART = f"(?:{'|'.join(SCALES)})th"
_PART_NAME = f"(?:{'|'.join(ORDINALS[2:])})"
_DECADES = "|".join(TENS).replace("y", "ies")
_NO_NUMBER = re.compile(rf"-|\s+(?:{_PART_NAME}s|{_SCALE_PART}s?|{_DECADES})\b(?!-)", re.IGNORECASE)
_NOT_ONE = re.compile(rf"\s+(?:half|{_PART_NAME})\b(?!-)", re.IGNORECASE)
# "twenty first", "one hundred and twenty-first"
_ORDINAL = re.compile(rf"(?:\s+and)?(?:\s+(?:{'|'.join(TENS)}))?{_GAP}(?:{'|'.join(ORDINALS)})(?!\w)", re.IGNORECASE)
_BEFORE_ORDINAL = re.compile(rf"(?:{'|'.join([*TENS, *SCALES])})\Z", re.IGNORECASE)
# "nineteen eighty-four", "twenty twenty"; not "twenty ten thousand"
_TWO_DIGITS = rf"(?:{'|'.join(TENS)})(?:{_GAP}(?:{'|'.join(UNITS)}))?|{'|'.join(TEENS)}"
_YEAR = re.compile(
    rf"{_ALONE}({'|'.join(TEENS[7:])}|{TENS[0]})\s+({_TWO_DIGITS})(?![\w-]|{_GAP}{_SCALE})", re.IGNORECASE
)
_BEFORE_HALF = (
    *("about", "almost", "around", "just", "least", "most"),
    *("nearly", "only", "over", "roughly", "than", "under"),
)
_DENOMINATORS = {"half": 2, "quarter": 4} | {word: number for number, word in enumerate(ORDINALS[2:], start=3)}
_PART_NAMES = "|".join(_DENOMINATORS)
# "Half" alone is one as the first word and behind one of these, but in "the second half of the year".
_FIRST = rf"(?:(?<![\w-]\s)|{'|'.join(f'(?<={word} )' for word in _BEFORE_HALF)})"
# "Two thirds"; of one only where no more follows than what it is of, for "a third man" is no fraction.
_FRACTION = re.compile(
    rf"{_ALONE}(?<!\d[.,:/])(?:({_GROUP}|\d{{1,2}}){_GAP}({_PART_NAMES})s(?![\w-])"
    rf"|(?:(?:an?|one|1){_GAP}({_PART_NAMES})|{_FIRST}(half))(?=\s+(?:of|the|all)\b|[^\w-]*\Z))",
    re.IGNORECASE,
)
_VULGAR = re.compile(r"(\d?)([\u00bc-\u00be\u2150-\u215e])")
_LEAST_SUMMED = 1000  # what is smaller than this scale is added within a group


@dataclass(frozen=True, slots=True)
class _Number:
    start: int
    end: int
    value: int
    least: int  # what is smaller may be added
    shown: str

    def takes(self, joint: str, other: _Number) -> bool:
        """Return whether `other`, with `joint` between, goes on with this number: "two million", "three hundred"."""
        if not 0 < other.value < self.least:
            return False
        joint = " ".join(joint.casefold().split())
        return joint == "" or (joint == "and" and other.value < 100) or (joint == "," and other.value >= 100)


def in_digits(text: str) -> str:
    """Return the text with its spelt numbers in digits, a scale that is alone kept as a word: "5 million", "2 dozen".

    "One" counts within a larger number and as the first word of the text; elsewhere it is mostly a pronoun. "Zero"
    counts alone. Two numbers that name a year make one: "twenty twenty". Ordinals, fractions but of a scale ("a quarter
    of a million"), decades and compounds ("five-year") stay as they are.
    """
    text = _MIXED.sub(lambda found: f"{found[1]}.{_QUARTERS[found[2]]}", text)
    text = _AND_QUARTERS.sub(_and_quarters, text)
    text = _OF_A_SCALE.sub(lambda found: f"0.{_quarters(found[0])} ", text)
    text = _YEAR.sub(lambda found: f"{_value(found[1])}{_value(found[2])}", text)
    text = _ONE.sub(r"\1one ", text)
    pieces: list[str] = []
    at = 0
    for number in _numbers(text):
        pieces += [text[at : number.start], number.shown]
        at = number.end
    return "".join([*pieces, text[at:]])


def fractions_in_digits(text: str) -> str:
    """Return the text, as `in_digits` gives it, with "two thirds" and "\u2154" alike, with a fraction slash."""
    text = _VULGAR.sub(_vulgar, text)
    return _FRACTION.sub(_fraction, text)


def times_scales(scales: str) -> int:
    """Return the product of the scales that a text names: 10**5 for "hundred thousand", 1 for none."""
    return math.prod(SCALES[word] for word in re.findall(r"[a-z]+", scales.casefold()))


def _numbers(text: str) -> Iterator[_Number]:
    last: _Number | None = None
    for part in _PART.finditer(text):
        if _stays(text, part):
            continue
        scales = times_scales(part[2])
        value = _value(part[1]) * scales
        number = _Number(*part.span(), value, scales if scales >= _LEAST_SUMMED else 1, f"{_value(part[1])}{part[2]}")
        if last and last.takes(text[last.end : number.start], number):
            total = last.value + value
            last = _Number(last.start, number.end, total, number.least, str(total))
            continue
        if last:
            yield last
        last = None if _is_no_amount(text, part) else number
    if last:
        yield last


def _is_no_amount(text: str, part: re.Match[str]) -> bool:
    """Return whether a "one" is a pronoun, or a "zero" an adjective as in "zero tolerance", which may be hyphened."""
    word = part[0].casefold()
    return (word == "one" and part.start() > 0) or (word == "zero" and text.strip() != part[0])


def _stays(text: str, part: re.Match[str]) -> bool:
    """Return whether the words that look like a number are a part of something else."""
    end = part.end()
    ordinal = _ORDINAL.match(text, end) and _BEFORE_ORDINAL.search(part[0])
    fraction = part[0].casefold() == "one" and _NOT_ONE.match(text, end)
    return bool(ordinal or fraction or _NO_NUMBER.match(text, end))


def _value(group: str) -> int:
    return int(text2num(" ".join(re.split(r"[\s-]+", group.casefold())), "en"))


def _and_quarters(found: re.Match[str]) -> str:
    count = found[1]
    if count.casefold() == "a":
        count = "1"
    elif not count[0].isdigit():
        count = str(_value(count))
    whole = "." not in count and ":" not in count
    return f"{count}.{_quarters(found[0])}{found[2]}" if whole else found[0]


def _quarters(text: str) -> str:
    """Return the decimals that the last word or sign for a half or for quarters in a text stands for."""
    return next(_QUARTERS[word] for word in reversed(_QUARTER_NAME.findall(text.casefold())))


def _vulgar(found: re.Match[str]) -> str:
    space = " " if found[1] else ""  # of "2" and two thirds
    return f"{found[1]}{space}{unicodedata.normalize('NFKC', found[2])}"


def _fraction(found: re.Match[str]) -> str:
    count, *parts = found.groups()
    part = next(part for part in parts if part).casefold()
    number = 1 if count is None else int(count) if count.isdigit() else _value(count)
    return f"{number}{FRACTION_SLASH}{_DENOMINATORS[part]}"
