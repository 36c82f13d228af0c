"""Numbers, times of day and dates that a text names, as values that can be compared however they are spelt."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from briefbot.text.calendar_names import MONTH_FORMS, WEEKDAYS
from briefbot.text.characters import CURRENCY, NARROW_SPACES
from briefbot.text.spelt_numbers import (
    FIGURE,
    FRACTION_SLASH,
    SCALES,
    SHORT_SCALES,
    fractions_in_digits,
    in_digits,
    times_scales,
)
from briefbot.words import WORD, without_accents

_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_FULL_HOUR = re.compile(r"\d{1,2}:00")
_SPACED_THOUSANDS = re.compile(rf"(?<![\d.,])\d{{1,3}}(?:[{NARROW_SPACES}]\d{{3}})+(?![\d.,]*\d)")
_DASHES = str.maketrans("\u2013\u2212", "--")
# A letter alone is a scale behind an amount of money; of anything else it may be metres or bytes.
_SHORT_SCALE = re.compile(rf"(?:([{CURRENCY}]\s?[\d.,]*\d)\s?([kmb])|(\d)\s?([mbt]n))\b", re.IGNORECASE)
_SCALED = rf"((?:[\s-]*\b(?:{'|'.join(SCALES)})\b){{1,3}}|)"
_SCALED_FIGURE = re.compile(rf"((?<!\w)-)?({FIGURE}){_SCALED}", re.IGNORECASE)
# "2 to 3 million", "$2-3 million", "between 2 and 3 million": the scale is said once and meant twice.
_SHARED_SCALE = re.compile(
    rf"(between\s[{CURRENCY}]?)?(?<![\d.,:-])({FIGURE})(\s?(?:-|to|or|(?(1)and|(?!)))\s?[{CURRENCY}]?)({FIGURE})"
    rf"(\s(?:{'|'.join(SCALES)})\b)",
    re.IGNORECASE,
)
_FRACTION = re.compile(rf"(?<!\d)(\d+){FRACTION_SLASH}([1-9]\d*)")
_MIXED_NUMBER = re.compile(rf"(?<!\d)\d+ (?:and )?\d+{FRACTION_SLASH}\d+")
_TWO_UNITS = re.compile(r"(?<![\d.,])(\d{1,9}) (year|hour)(s?),? (?:and )?(\d\d?) (month|minute)s?\b", re.IGNORECASE)
_QUARTERS_OF = {("year", "month"): 3, ("hour", "minute"): 15}
_TIME_OF_DAY = re.compile(
    r"(?<![\d:.,])(?:(\d{1,2})(?:[:.](\d\d))?\s*([ap])\.?m\b\.?|(\d{1,2}):(\d\d)(?![:\d]))", re.IGNORECASE
)
# Only capitalised: "may" and "march" are other words.
_MONTH = re.compile(rf"\b(?:{'|'.join(f'({form})' for form in MONTH_FORMS)})\b\.?")
_WEEKDAY = re.compile(rf"\b({'|'.join(name.removesuffix('day') for name in WEEKDAYS)})days?\b")
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
    """A day or a period as a text names it; None or empty is what the text leaves open."""

    years: Range = None
    months: Range = None
    days: Range = None
    weekdays: frozenset[str] = frozenset()

    def excludes(self, other: Date) -> bool:
        """Return whether no day is both. "March 2022" and "March 7" may be; what either leaves open says nothing."""
        ranges = ((self.years, other.years), (self.months, other.months), (self.days, other.days))
        if any(one and two and (one[1] < two[0] or two[1] < one[0]) for one, two in ranges):
            return True
        return bool(self.weekdays and other.weekdays) and not self.weekdays & other.weekdays


def plain_figure(figure: str) -> str:
    """Spell a figure in one way: "1,300" as "1300", "9:00" as "9". "3.10" stays: it may be a version or a time."""
    if _THOUSANDS.fullmatch(figure):
        return figure.replace(",", "")
    return figure.removesuffix(":00") if _FULL_HOUR.fullmatch(figure) else figure


def plain_numbers(text: str) -> str:
    """Return the text with its numbers in digits and its scales in words: "nine" as "9", "two to three million" as
    "2 million to 3 million", "$5.3bn" as "$5.3 billion", "40 000" as "40000"; "two thirds" as 2, a fraction slash and
    3; without accents, every dash a hyphen.
    """
    text = without_accents(text).translate(_DASHES)
    text = _SPACED_THOUSANDS.sub(lambda found: re.sub(r"\s", "", found[0]), text)
    text = _SHORT_SCALE.sub(_long_scale, fractions_in_digits(in_digits(text)))
    return _SHARED_SCALE.sub(_unshared_scale, text)


def scaled(text: str) -> str:
    """Return the text, as `plain_numbers` gives it, with "5.3 million" as "5300000"."""
    return _SCALED_FIGURE.sub(_unscaled, text)


def figures(text: str) -> set[Decimal | str]:
    """Return the numbers in a text as `plain_numbers` gives it, so that "1.60" is "1.6", without its fractions.

    A figure that is not a single number, such as "5:30", stays a string.
    """
    found = _SCALED_FIGURE.findall(_FRACTION.sub(" ", text))
    return {_value(sign + plain_figure(figure), scale) for sign, figure, scale in found}


def fractions(text: str) -> set[Decimal | str]:
    """Return the values of the fractions in a text as `plain_numbers` gives it: of "two thirds", not of "0.5" nor of
    the end of "two and two thirds".
    """
    found = _FRACTION.findall(_MIXED_NUMBER.sub(" ", text))
    return {Decimal(part) / Decimal(whole) for part, whole in found}


def in_larger_unit(text: str) -> str:
    """Return the text with "3 years and 6 months" as "3.5 years"; what is no whole quarters stays."""
    return _TWO_UNITS.sub(_in_larger_unit, text)


def on_one_clock(text: str) -> str:
    """Return the text with "5 p.m." and "17:00" as "17h00". "5:00" stays: it may be either half of the day."""
    return _TIME_OF_DAY.sub(_on_one_clock, text)


def times(text: str) -> set[int]:
    """Return the times of day in a text, in minutes on a clock of twelve hours: half of all texts leave "p.m." out."""
    found = _TIME_OF_DAY.findall(text)
    return {60 * (int(hour or hours) % 12) + int(minute or minutes or 0) for hour, minute, _, hours, minutes in found}


def date(text: str) -> Date | None:
    """Return the date that a text from `plain_numbers` says; None if it says none, or more than date and time.

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


def _on_one_clock(found: re.Match[str]) -> str:
    half = (found[3] or "").casefold()
    hour, minute = int(found[1] or found[4]), found[2] or found[5] or "00"
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    elif not (hour > 12 or found[4].startswith("0")):
        return found[0]
    return f"{hour}h{minute}"


def _long_scale(found: re.Match[str]) -> str:
    figure, short = (found[1], found[2]) if found[1] else (found[3], found[4])
    return f"{figure} {SHORT_SCALES[short.casefold()]}"


def _unshared_scale(found: re.Match[str]) -> str:
    start, first, joint, last, scale = found.groups(default="")
    smaller, larger = _value(plain_figure(first), ""), _value(plain_figure(last), "")
    shared = isinstance(smaller, Decimal) and isinstance(larger, Decimal) and smaller < larger
    return f"{start}{first}{scale}{joint}{last}{scale}" if shared else found[0]


def _in_larger_unit(found: re.Match[str]) -> str:
    whole, unit, plural, part, smaller = found.groups()
    quarter = _QUARTERS_OF.get((unit.casefold(), smaller.casefold()))
    if not quarter or int(part) % quarter or int(part) >= 4 * quarter:
        return found[0]
    return f"{Decimal(whole) + Decimal(part) / (4 * quarter)} {unit}{plural}"


def _unscaled(found: re.Match[str]) -> str:
    value = _value(plain_figure(found[2]), found[3]) if found[3] else found[2]
    return (found[1] or "") + (f"{value.normalize():f}" if isinstance(value, Decimal) else found[2])


def _value(figure: str, scales: str) -> Decimal | str:
    try:
        return Decimal(figure) * times_scales(scales)
    except InvalidOperation:
        return figure
