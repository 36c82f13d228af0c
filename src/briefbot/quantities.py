"""Numbers, times of day and dates that a text names, as values that can be compared however they are spelt."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from briefbot.words import WORD, without_accents

FIGURE = re.compile(r"\d+(?:[.,:]\d+)*")
CURRENCY = r"$\u00a2-\u00a5\u20a0-\u20cf"  # as a part of a character class

_UNITS = "two three four five six seven eight nine ten eleven twelve"  # "one" is mostly no number
_TEENS = "thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
SPELT = {word: str(number) for number, word in enumerate(f"{_UNITS} {_TEENS}".split(), 2)}
SPELT |= {word: str(10 * number) for number, word in enumerate(_TENS.split(), 2)}

_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_FULL_HOUR = re.compile(r"\d{1,2}:00")
_SPACED_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3})+(?![\d.,]*\d)")
_DASHES = str.maketrans("\u2013\u2212", "--")
SCALES = {
    "hundred": 10**2,
    "thousand": 10**3,
    "lakh": 10**5,
    "million": 10**6,
    "crore": 10**7,
    "billion": 10**9,
    "trillion": 10**12,
}
_SHORT_SCALES = {"k": "thousand", "m": "million", "mn": "million", "b": "billion", "bn": "billion", "tn": "trillion"}
# A letter alone is a scale behind an amount of money; of anything else it may be metres or bytes.
_SHORT_SCALE = re.compile(rf"(?:([{CURRENCY}]\s?[\d.,]*\d)\s?([kmb])|(\d)\s?([mbt]n))\b", re.IGNORECASE)
_SCALED_FIGURE = re.compile(rf"((?<!\w)-)?({FIGURE.pattern})(?:[\s-]*({'|'.join(SCALES)})\b)?", re.IGNORECASE)
_SPELT_NUMBER = re.compile(
    rf"\b(?:({'|'.join(_TENS.split())})[ -])?({'|'.join(['one', *SPELT])})\b(?!-)", re.IGNORECASE
)
_TIME_OF_DAY = re.compile(
    r"(?<![\d:.,])(?:(\d{1,2})(?:[:.](\d\d))?\s*[ap]\.?m\b\.?|(\d{1,2}):(\d\d)(?![:\d]))", re.IGNORECASE
)

# Each month in full or shortened, as patterns in lower case.
MONTH_FORMS = (
    *("jan(?:uary)?", "feb(?:ruary)?", "mar(?:ch)?", "apr(?:il)?", "may", "june?", "july?", "aug(?:ust)?"),
    *("sept?(?:ember)?", "oct(?:ober)?", "nov(?:ember)?", "dec(?:ember)?"),
)
# Only capitalised: "may" and "march" are other words.
_MONTH = re.compile(rf"\b(?:{'|'.join(f'({form.capitalize()})' for form in MONTH_FORMS)})\b\.?")
_WEEKDAY = re.compile(r"\b(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?\b")
_DAY = re.compile(r"(?<![\d.,:])(3[01]|[012]?\d)(?:st|nd|rd|th)?(?![\d:%]|[.,]\d)\b")
_YEARS = re.compile(rf"(?<![\d.,{CURRENCY}])([12]\d{{3}})(?:(s)\b|\s?[-/]\s?(\d{{4}}|\d\d)(?!\d)|(?![\d%]|[.,]\d))")
_CENTURY = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)[ -]century\b", re.IGNORECASE)
_RELATIVE = re.compile(r"\b\d+ (?:year|month|week|day|hour)s? (?:ago|earlier|later|before|after)\b", re.IGNORECASE)
_DATE_WORDS = frozenset(
    WORD.findall(
        """
        a about after afternoon afternoons ago and around at autumn before beginning between by century day during
        early end evening fall from in last late mid midnight month morning next night noon of on several since spring
        start summer the this through till to today tomorrow tonight until week weekend weeks winter year years
        yesterday
        """
    )
)
_WORD_OR_FIGURE = re.compile(r"[^\W_]+")
Range = tuple[int, int] | None  # the first and the last


@dataclass(frozen=True, slots=True)
class Date:
    """What a text that names a day or a time of years says of it; None or empty is what it leaves open."""

    years: Range = None
    months: Range = None
    days: Range = None
    weekdays: frozenset[str] = frozenset()

    def excludes(self, other: Date) -> bool:
        """Whether no day is both. "March 2022" and "March 7" may be; what one of them leaves open says nothing."""
        ranges = ((self.years, other.years), (self.months, other.months), (self.days, other.days))
        if any(one and two and (one[1] < two[0] or two[1] < one[0]) for one, two in ranges):
            return True
        return bool(self.weekdays and other.weekdays) and not self.weekdays & other.weekdays


def plain_figure(figure: str) -> str:
    """One spelling for "1,300" and "1300", and for "9:00" and "9". "3.10" stays: it may be a version or a time."""
    if _THOUSANDS.fullmatch(figure):
        return figure.replace(",", "")
    return figure.removesuffix(":00") if _FULL_HOUR.fullmatch(figure) else figure


def plain_numbers(text: str) -> str:
    """The text with its numbers in digits and its scales in words: "nine" as "9", "$5.3bn" as "$5.3 billion",
    "40 000" as "40000"; without accents, every dash a hyphen.
    """
    text = without_accents(text).translate(_DASHES)
    text = _SPACED_THOUSANDS.sub(lambda found: re.sub(r"\s", "", found[0]), text)
    text = _SPELT_NUMBER.sub(_digits, text)
    return _SHORT_SCALE.sub(_long_scale, text)


def scaled(text: str) -> str:
    """The text, as `plain_numbers` gives it, with "5.3 million" as "5300000"."""
    return _SCALED_FIGURE.sub(_unscaled, text)


def figures(text: str) -> set[Decimal | str]:
    """The numbers in a text as `plain_numbers` gives it, so that "1.60" is "1.6"; what is no one number as spelt."""
    found = _SCALED_FIGURE.findall(text)
    return {_value(sign + plain_figure(figure), scale) for sign, figure, scale in found}


def times(text: str) -> set[int]:
    """The times of day in a text, in minutes on a clock of twelve hours: half of all texts leave "p.m." out."""
    found = _TIME_OF_DAY.findall(text)
    return {60 * (int(hour or hours) % 12) + int(minute or minutes or 0) for hour, minute, hours, minutes in found}


def date(text: str) -> Date | None:
    """The date that a text, as `plain_numbers` gives it, says and nothing else but a time of day; None if it is none.

    A number of four digits alone may be a year, and one of fewer without a month is no day.
    """
    rest = _RELATIVE.sub(" yesterday ", _TIME_OF_DAY.sub(" ", text))
    months = [at for found in _MONTH.finditer(rest) for at, month in enumerate(found.groups(), 1) if month]
    weekdays = frozenset(_WEEKDAY.findall(rest))
    centuries = [int(century) for century in _CENTURY.findall(rest)]
    years = [year for found in _YEARS.finditer(rest) for year in _years(found)]
    years += [year for century in centuries for year in (100 * century - 100, 100 * century)]
    for pattern in (_MONTH, _WEEKDAY, _CENTURY, _YEARS):
        rest = pattern.sub(" ", rest)
    days = [int(day) for day in _DAY.findall(rest)] if months else []
    rest = _DAY.sub(" ", rest) if months else rest
    words = _WORD_OR_FIGURE.findall(rest.casefold())
    if not (months or weekdays or years or words) or not _DATE_WORDS.issuperset(words):
        return None
    return Date(_range(years), _range(months), _range(days) if len(set(months)) == 1 else None, weekdays)


def _range(values: list[int]) -> Range:
    return (min(values), max(values)) if values else None


def _years(found: re.Match[str]) -> list[int]:
    year, decade, last = int(found[1]), found[2], found[3]
    if decade:
        return [year, year + (99 if year % 100 == 0 else 9)]
    return [year, int(found[1][: 4 - len(last)] + last)] if last else [year]


def _digits(found: re.Match[str]) -> str:
    tens, unit = found[1], found[2].casefold()
    number = 1 if unit == "one" else int(SPELT[unit])
    if tens:
        return str(int(SPELT[tens.casefold()]) + number) if number < 10 else found[0]
    return found[0] if unit == "one" and found.start() else str(number)  # within a text it is mostly no number


def _long_scale(found: re.Match[str]) -> str:
    figure, short = (found[1], found[2]) if found[1] else (found[3], found[4])
    return f"{figure} {_SHORT_SCALES[short.casefold()]}"


def _unscaled(found: re.Match[str]) -> str:
    value = _value(plain_figure(found[2]), found[3]) if found[3] else found[2]
    return (found[1] or "") + (f"{value.normalize():f}" if isinstance(value, Decimal) else found[2])


def _value(figure: str, scale: str) -> Decimal | str:
    try:
        return Decimal(figure) * SCALES.get(scale.casefold(), 1)
    except InvalidOperation:
        return figure
