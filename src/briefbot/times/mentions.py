"""Text -> the days and periods that it names: "on Tuesday", "in 2014", "three weeks ago", "from 2 to 5 May".

A small grammar over the names of the calendar. What a date means that leaves its year open, or a weekday, follows from
the day on which it was written and from the verb beside it. Full dates are read by `quantities.date`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from briefbot.quantities import Date, date
from briefbot.text.calendar_names import MONTH_FORMS, WEEKDAYS
from briefbot.text.sentence_ends import LATIN
from briefbot.text.spelt_numbers import LONE_WORDS
from briefbot.times.periods import Period, month_of, one_day, third_of, week_of, year_of
from briefbot.times.relative import weekday_named, when
from briefbot.times.tense import direction

_MONTH = rf"(?:{'|'.join(MONTH_FORMS)})\b\.?"
_WEEKDAY = rf"(?:{'|'.join(WEEKDAYS)})"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?\b(?![.,:]\d|\s?%|-\w)"
_DAYS = rf"{_DAY}(?:(?:\s?[-\u2013]\s?|\s(?:to|and|or|through)\s){_DAY})?"
_YEAR = r"(?:1[5-9]|20|21)\d\d(?![\d%]|[.,:]\d|\w)"
_YEARS = rf"{_YEAR}(?:\s?[-\u2013/]\s?\d\d(?:\d\d)?(?!\d|-)|\s(?:to|and|or)\s{_YEAR})?"
_NUMBER = rf"(?:\d{{1,3}}|one|{'|'.join(LONE_WORDS)}|an?|(?:a\s)?couple\sof|(?:a\s)?few|several|many)"
_UNIT = r"(?:day|week|month|year|decade)"
_SPAN = r"(?:weekend|week|month|year|decade|century|spring|summer|autumn|fall|winter|night|morning|afternoon|evening)"
_TOLD = r"(?:last|past|this\spast|this\scoming|this|next|coming|previous|current)"
_FORMS = rf"""
    (?P<iso>(?<![\d-])\d{{4}}-\d\d-\d\d(?![\d-]))
    |(?P<full>\b(?:{_WEEKDAY}(?:\s(?i:morning|afternoon|evening|night))?,?\s(?:the\s)?)?
        (?:{_MONTH}\s{_DAYS}|{_DAYS}(?:\sof)?\s{_MONTH})(?:,?\s(?:of\s)?{_YEAR})?)
    |(?P<month_year>\b{_MONTH}(?:(?:\s(?:to|and|or|through)\s|\s?[-\u2013]\s?){_MONTH})?(?:,|\sof)?\s{_YEAR})
    |(?P<season_year>\b(?i:spring|summer|autumn|fall|winter)(?:\sof)?\s{_YEAR})
    |(?P<weekday>\b(?:(?i:{_TOLD})\s)?{_WEEKDAY}\b(?:,?\s(?:of\s)?(?i:last|next|this)\sweek\b)?)
    |(?P<told_month>\b(?i:last|this|next)\s{_MONTH})
    |(?P<told>\b(?i:{_TOLD}\s(?:{_NUMBER}\s)?{_SPAN})s?\b|\b(?i:the\sweekend)\b)
    |(?P<ago>\b(?i:(?:{_NUMBER}\s)?{_UNIT}s?\s(?:ago|earlier|later))\b)
    |(?P<word>\b(?:[Yy]esterday|[Tt]oday|[Tt]onight|[Tt]omorrow|[Oo]vernight)\b)
    |(?P<decade>\b\d{{3}}0s\b)
    |(?P<years>(?<![\w.,$\u20ac\u00a3#/])(?<!(?<!\bmid)-){_YEARS})
    |(?P<month>\b{_MONTH})
    |(?P<the_season>(?<=\b[Ii]n\s)the\s(?:spring|summer|autumn|fall|winter)\b(?!\sof\b))
    |(?P<the_unit>\b(?i:the\s(?:week|month|year))\b)
"""
_CASED = re.compile(_FORMS, re.VERBOSE)
_CASELESS = re.compile(_FORMS, re.VERBOSE | re.IGNORECASE)
# Nearly every mention holds one of these; most sentences hold none, and are done.
_HINT = re.compile(
    r"\d{4}|ago\b|earlier|later|day\b|night|\bthe\s(?:week|month|year)|\b(?:last|past|this|next|coming|previous|current)\s"
    rf"|morrow|\bin\sthe\s(?:spring|summer|autumn|fall|winter)|{_MONTH}",
    re.IGNORECASE,
)
_POSSESSIVE = ("'s", "\u2019s")
_YEAR_DAYS = (365, 366)
_WINDOW = 30  # characters before a mention that may say how it is meant
_PART = re.compile(
    r"\b(?:(early|beginning|start)|(mid|middle|midway)|(late|end))(?:\s(?:of|in|through))?[\s-](?:the\s|in\s)?\Z",
    re.IGNORECASE,
)
_WEEK_OF = re.compile(r"\bweek\s(?:of|beginning|starting|ending)\s(?:on\s)?\Z", re.IGNORECASE)
_SINCE = re.compile(
    r"\bsince\s(?:the\s)?(?:early\s|late\s|mid[\s-]|beginning\sof\s|start\sof\s|end\sof\s)?\Z", re.IGNORECASE
)
_BEFORE_MONTH = re.compile(
    r"\b(?:in|since|until|till|by|from|during|through|before|after|early|late|mid|(?:end|start|beginning|middle|month"
    r"|months|weeks)\sof|between\s\w+\sand|from\s(?:mid-|early\s|late\s)?\w+\sto)(?:\s(?:early|late|mid))?[\s-]\Z",
    re.IGNORECASE,
)
_BEFORE_YEAR = re.compile(
    r"\b(in|since|by|until|till|during|from|before|after|through|to|early|late|mid|end\sof|start\sof|beginning\sof"
    r"|middle\sof|around|as\sof|half\sof|quarter\sof|for|between)(?:\sthe\syear|\sabout)?[\s-]\Z",
    re.IGNORECASE,
)
_BEFORE_DECADE = re.compile(r"\b(?:the|in|since|until|during|from|of|early|late|mid)[\s-]\Z", re.IGNORECASE)
_PLURAL = re.compile(
    r"\s(?!(?:was|is|has|as|its|this|us|does|his|vs|versus|always|across|perhaps)\b)[a-z]+(?:s|men|people)\b"
)
_LOOSE = frozenset({"to", "for", "from", "by", "around", "through"})  # in front of counts as of years
# Days with a name of their own, and what is on each such day.
_NAMED_DAY = re.compile(
    r"\b(?:Black|Good|Cyber|Super|Giving|Palm|Easter|Ash|Bloody|Shrove|Whit|Holy|Maundy|every|each|[Tt]he)\s\Z"
)
_ENDS = re.compile(rf"\W{{0,4}}\Z|[{LATIN},;:)]|\s(?:and|as|after|to)\s")
_OPENS = re.compile(rf"(?:\A|[{LATIN}:,\u201c\"])\s*\Z")
_LAST = re.compile(r"\W*\Z")
_NIGHT = re.compile(r"\sNight\s[A-Z]")  # of football, of a programme
_CAPITALISED = re.compile(r"\s[A-Z]\w")
_SAYS = re.compile(
    r"\b(?:said|says|told(?:\s\w+){1,3}|announced|reported|tweeted|wrote|added|posted|confirmed)(?:\s(?:on|late|early|in\sa"
    r"(?:\s\w+){1,2}))*\s\Z"
)
_IN = re.compile(r"\b[Ii]n\s\Z")
_MONTH_FIRST = re.compile(rf"{_MONTH}(?=\s{_DAY}\Z)")


@dataclass(frozen=True, slots=True)
class Mention:
    """A day or period that a text names, text[start:end]."""

    start: int
    end: int
    period: Period
    relative: bool  # known only from the day on which it was written: "Tuesday", "last week"
    reporting: bool  # tells when something was said and not when it happened: "the mayor said on Tuesday"
    attributive: bool  # tells which thing is meant and not when it happened: "last year's winner"


def mentions(text: str, written: dt.date | None, *, asked: bool = False) -> Iterator[Mention]:
    """Yield the days and periods that a text names, in order and apart.

    `written` is the day on which it was written; None leaves out what only that day could tell. `asked` reads it as a
    question: months and weekdays in small letters count, and a year at its end without a preposition.
    """
    if not _HINT.search(text):
        return
    last: Mention | None = None
    for found in (_CASELESS if asked else _CASED).finditer(text):
        reading = _Reading(text, found, written, asked, last)
        try:
            period = reading.period()
        except (ValueError, OverflowError):  # 30 February, the year 10000
            continue
        if period is None:
            continue
        start, end = found.start(), found.end() - found[0].endswith(".")
        relative = found.lastgroup in ("weekday", "told_month", "told", "ago", "word", "the_season", "the_unit")
        reporting = _SAYS.search(reading.before) is not None
        attributive = period.days >= min(_YEAR_DAYS) and text.startswith(_POSSESSIVE, end)
        last = Mention(start, end, period, relative, reporting, attributive)
        yield last


@dataclass(frozen=True, slots=True)
class _Reading:
    """One place that looks like a date."""

    text: str
    found: re.Match[str]
    written: dt.date | None
    asked: bool
    last: Mention | None  # the mention before it

    @property
    def before(self) -> str:
        start = self.found.start()
        return self.text[max(0, start - _WINDOW) : start]

    def period(self) -> Period | None:
        """Return what it means; None where it is no date, or cannot be known."""
        words = self.found[0]
        match self.found.lastgroup:
            case "iso":
                named: Period | None = one_day(dt.date.fromisoformat(words))
            case "full" if _IN.search(self.before) and (month := _MONTH_FIRST.match(words)):  # "in May 12 people"
                named = self._full(month[0])
            case "full" | "month_year":
                named = self._full(words)
            case "season_year":
                named = _season(words.split()[0], int(words[-4:]))
            case "month":
                named = self._full(words) if self._is_month(words) else None
            case "years":
                named = self._full(words) if self._is_year() else None
            case "decade":
                named = self._full(words) if _BEFORE_DECADE.search(self.before) else None
            case "the_unit":
                named = when(words, self.written, 0, None) if self.written and self._is_unit() else None
            case _:
                named = self._relative(words)
        return self._narrowed(named) if named else None

    def _relative(self, words: str) -> Period | None:
        if self.written is None:
            return None
        towards = direction(self.text, *self.found.span(), present=1)
        match self.found.lastgroup:
            case "weekday":
                return weekday_named(words, self.written, towards) if self._is_weekday(words) else None
            case "told_month":
                return self._full(words.split(maxsplit=1)[1], told=words.split()[0].casefold())
            case "word" if words[0].isupper() and not _OPENS.search(self.before):
                return None  # the name of a paper or a programme
        anchor = self.last.period.day if self.last else None
        return when(words, self.written, towards, anchor)

    def _narrowed(self, named: Period) -> Period:
        """Return what is left of a period by the words before it: "late", "since"."""
        before = self.before
        if part := _PART.search(before):
            named = third_of(named, next(at for at, group in enumerate(part.groups()) if group))
        elif named.day and _WEEK_OF.search(before):
            named = week_of(named.start)
        if self.written and named.start < self.written and _SINCE.search(before):
            named = Period(named.start, max(self.written, named.end))
        return named

    def _full(self, words: str, told: str = "") -> Period | None:
        spelt = re.sub(r"[^\W\d_]{3,}", lambda word: word[0].capitalize(), words) if self.asked else words
        read = date(spelt.replace("\u2013", "-"))
        if read is None or (read.years is None and self.written is None):
            return None
        if read.years or self.written is None:
            return _dated(read, *(read.years or (0, 0)))
        return self._in_its_year(read, self.written, told)

    def _in_its_year(self, read: Date, written: dt.date, told: str) -> Period | None:
        """Return a date that leaves its year open in the year that is meant."""
        if self.last and self.last.period.days in _YEAR_DAYS and self.found.start() - self.last.end < _WINDOW:
            return _dated(read, self.last.period.start.year, self.last.period.start.year)
        reach = 4 if (read.months, read.days) == ((2, 2), (29, 29)) else 1  # years
        years = range(written.year - reach, written.year + reach + 1)
        near = [_dated(read, year, year) for year in years if _exists(read, year)]
        named = [one for one in near if one.day and WEEKDAYS[one.day.weekday()][:-3] in read.weekdays]
        near = named or near  # "Wednesday, 12 May" is of a year in which it is one
        past = [one for one in near if one.start <= written]
        ahead = [one for one in near if one.end >= written]
        if told == "this":
            return next((one for one in near if one.start.year == written.year), None)
        if told:
            beyond = [one for one in near if (one.end < written if told == "last" else one.start > written)]
            return (beyond[-1] if told == "last" else beyond[0]) if beyond else None
        nearest = min(near, key=lambda one: abs(one.apart(one_day(written))), default=None)
        towards = direction(self.text, *self.found.span())
        if towards > 0 and not self.asked:
            return ahead[0] if ahead else nearest
        if towards < 0 and past:
            return past[-1]
        return past[-1] if self.asked and towards == 0 and past else nearest

    def _is_month(self, words: str) -> bool:
        if words == "May" and self.text.startswith(_POSSESSIVE, self.found.end()):  # mostly a person's
            return False
        return _BEFORE_MONTH.search(self.before) is not None

    def _is_year(self) -> bool:
        before = _BEFORE_YEAR.search(self.before)
        if before is None:
            return self.asked and _LAST.match(self.text, self.found.end()) is not None
        counts = _PLURAL.match(self.text, self.found.end()) is not None
        loose = before[1].casefold() in _LOOSE or int(self.found[0][:4]) % 100 == 0
        return not (counts and loose)

    def _is_unit(self) -> bool:
        """Return whether "the year" is the present one: "by the end of the year", not "early in the year he died"."""
        return bool(_PART.search(self.before) and _ENDS.match(self.text, self.found.end()))

    def _is_weekday(self, words: str) -> bool:
        if named := _NAMED_DAY.search(self.before):  # "the Tuesday after", but not "the Sunday Times"
            known = named[0].casefold().startswith("the") and not _CAPITALISED.match(self.text, self.found.end())
            return known or words.casefold().split()[0] not in {name.casefold() for name in WEEKDAYS}
        return not _NIGHT.match(self.text, self.found.end())


def _exists(read: Date, year: int) -> bool:
    try:
        _dated(read, year, year)
    except (ValueError, OverflowError):
        return False
    return True


def _dated(read: Date, first: int, last: int) -> Period:
    """Return the days of a date that `quantities.date` has read, in given years."""
    if read.months is None:
        return Period(year_of(first).start, year_of(last).end)
    if read.days:
        return Period(dt.date(first, read.months[0], read.days[0]), dt.date(last, read.months[1], read.days[1]))
    return Period(month_of(first, read.months[0]).start, month_of(last, read.months[1]).end)


def _season(name: str, year: int) -> Period:
    return when(f"this {name}", dt.date(year, 7, 1), 0, None) or year_of(year)
