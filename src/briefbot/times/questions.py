"""Question -> the day or period that it states, and whether it asks for the newest or for the past."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from enum import Enum, auto

from briefbot.text.calendar_names import WEEKDAYS
from briefbot.times.mentions import Mention, mentions
from briefbot.times.periods import ONE_DAY, Period, year_of

_NEWEST = re.compile(
    r"\b(?:(?<!at the )(?<!at the very )latest(?!\s(?:by|date|day|time|possible|on\swhich)\b)|newest"
    r"|most\srecent(?:ly)?|currently"
    r"|current(?=\s(?!of\b|in\b|is\b|was\b|that\b|through\b|and\b|or\b|from\b)\w)|now(?!\s(?:and\sthen|that)\b)|nowadays"
    r"|at\s(?:the\smoment|present)|presently|so\sfar|to\sdate|up\sto\sdate|today(?:['\u2019]s)?|these\sdays"
    r"|this\s(?:week|weekend|morning|evening|afternoon)|tonight"
    r"|(?:is|are|has|have|does|do)(?:\s[\w'\u2019.-]+){1,6}\sstill)\b",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\b(?:previous(?:ly)?|formerly|earlier|original(?:ly)?|initial(?:ly)?|at\s(?:first|the\stime)|before|until\sthen|prior"
    r"|used\sto|ago|back\sthen|in\sthe\spast|last\sto\b"
    r"|first\s(?:days?|week|hours?|night|toll|count|estimate|report|figures?|numbers?|reported|announced|said|known|thought"
    r"|planned|offered|proposed|set|put))\b",
    re.IGNORECASE,
)
_HOW = re.compile(  # what stands right before a day or period
    r"\b(?:(?P<standing>as\s(?:of|at|on)|by|until|up\sto|till|asked\son|it\sis|today\sis|it['\u2019]s)"
    r"|(?P<before>before|prior\sto|ahead\sof|earlier\sthan)|(?P<after>after|following|later\sthan|since|from))"
    r"\s(?:the\s(?:afternoon|morning|evening|night|beginning|start|middle|end)\sof\s)?(?:early\s|late\s|mid[\s-])?\Z",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"\s(?:to|until|till|through)\s(?:early\s|late\s|mid[\s-])?\Z", re.IGNORECASE)
_WINDOW = 40
_WEEKDAY_ALONE = re.compile(rf"(?:{'|'.join(WEEKDAYS)})\Z", re.IGNORECASE)
# Who asks does so on the day of the newest article or a few days later, so that its own week may be the last one.
_LAST_WEEK = re.compile(r"last week(?:end)?\b", re.IGNORECASE)
_ORDER_ONLY = re.compile(
    r"(?:today|tonight|this (?:week|weekend|morning|evening|afternoon|night)|current week)\Z", re.IGNORECASE
)


class Order(Enum):
    """Which of several answers a question prefers."""

    NEWEST = auto()
    ANY = auto()


@dataclass(frozen=True, slots=True)
class TimeAsked:
    """What a question says about time; at least one of its fields is set."""

    events: Period | None = None  # when what it asks about happened
    weekday: int | None = None  # 0 for Monday: "on Tuesday" alone, of a week that it leaves open
    standing: dt.date | None = None  # the last day that counts: "as of 4 June", "by November"
    order: Order = Order.ANY
    past: bool = False  # it asks for what was before the news: "previous", "at first", "in 2014"


def time_asked(question: str, reference: dt.date | None) -> TimeAsked | None:
    """Return what a question says about time; None where it says nothing.

    `reference` is the day from which "last week" counts: `as_of`, else the newest publication day among the articles
    asked, never the clock. A day that the question puts itself at ("It is 9 November 2022", "as of 4 June") takes its
    place. "Latest", "now", "today" and "this week" only order. A question that begins with "when" asks for a time and
    states none by that.
    """
    found = list(mentions(question, reference, asked=True))
    stated = [(one, _how(question, one)) for one in found]
    standing = next((one for one, how in stated if how == "standing" and not one.relative), None)
    at = standing or next((one for one in found if not one.relative and one.period.day), None)
    relatives = any(one.relative and not _ORDER_ONLY.match(question, one.start, one.end) for one in found)
    named = at is not None and relatives  # then "last week" counts from the day that is named
    if at and named and at.period.end != reference:
        found = list(mentions(question, at.period.end, asked=True))
        stated = [(one, _how(question, one)) for one in found]
        standing = next((one for one, how in stated if how == "standing" and not one.relative), None)
    told = [(one, how) for one, how in stated if one is not standing and how != "standing"]
    if relatives:  # the other day is the one that it counts from
        told = [(one, how) for one, how in told if one.relative] or told
    events, weekday = _events(question, told, reference)
    if events and reference and not named and any(_LAST_WEEK.match(question, one.start) for one, _ in told[:1]):
        events = Period(events.start, max(events.end, reference))
    order = Order.NEWEST if _NEWEST.search(question) else Order.ANY
    last = standing.period.end if standing else None
    if events and order is Order.NEWEST and last is None and not relatives:  # "the latest rate (mid June 2031)"
        last, events = events.end, None
    day = last or reference
    old = events is not None and day is not None and events.end < year_of(day.year).start
    past = old or _asks_for_the_past(question, found)
    if not (events or weekday is not None or last or order is Order.NEWEST or past):
        return None
    return TimeAsked(events, weekday, last, order, past)


def _how(question: str, mention: Mention) -> str | None:
    before = _HOW.search(question[max(0, mention.start - _WINDOW) : mention.start])
    return before.lastgroup if before else None


def _events(
    question: str, told: list[tuple[Mention, str | None]], reference: dt.date | None
) -> tuple[Period | None, int | None]:
    """Return the first day or period that is more than an order, and the weekday where it is only that."""
    weekday = None
    for one, how in told:
        words = question[one.start : one.end]
        if _ORDER_ONLY.match(words):
            continue
        if _WEEKDAY_ALONE.match(words):  # of the week of each article, not of the newest
            weekday = one.period.start.weekday()
            continue
        if how == "after" and (last := _last_day(question, one, told)):
            return Period(one.period.start, last), None
        return _placed(one.period, how, reference), None
    return None, weekday


def _last_day(question: str, first: Mention, told: list[tuple[Mention, str | None]]) -> dt.date | None:
    """Return the end of "from 2 May to 5 June", of which `first` is the beginning; None where no end is said."""
    behind = next((one for one, _ in told if one.start > first.start), None)
    goes_on = behind and _GOES_ON.fullmatch(question[first.end : behind.start])
    return behind.period.end if behind and goes_on and behind.period.end > first.period.start else None


def _placed(period: Period, how: str | None, reference: dt.date | None) -> Period:
    """Return the days before or after a period, where that is asked for."""
    if how == "before" and period.start > dt.date.min:
        return Period(dt.date.min, period.start - ONE_DAY)
    if how == "after":
        start = period.end + ONE_DAY if period.day and period.end < dt.date.max else period.start
        return Period(start, max(reference or dt.date.max, start))
    return period


def _asks_for_the_past(question: str, found: list[Mention]) -> bool:
    """Return whether it has a word for what was before, other than in front of a day: "before 4 June"."""
    for word in _PAST.finditer(question):
        if not any(0 <= one.start - word.end() < 5 or one.start <= word.start() < one.end for one in found):
            return True
    return False
