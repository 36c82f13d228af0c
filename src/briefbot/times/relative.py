"""What words mean that count from the day on which they were written: "yesterday", "last week", "three days ago"."""

from __future__ import annotations

import datetime as dt
import re

from briefbot.text.calendar_names import WEEKDAYS
from briefbot.text.spelt_numbers import LONE_WORDS
from briefbot.times.periods import WEEK, Period, month_of, one_day, shifted, week_of, year_of

_DAYS = {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1, "overnight": 0}
_PARTS_OF_DAYS = ("night", "morning", "afternoon", "evening")
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}  # their first months, in the north
_VAGUE = {"couple of": (2, 3), "few": (2, 6), "several": (3, 9), "many": (5, 30), "": (2, 20)}
_NAMED = {name.casefold(): number for number, name in enumerate(WEEKDAYS)}
_BACK = ("last", "past", "this past", "previous")
_AHEAD = ("next", "coming", "this coming")
_TOLD = re.compile(
    rf"(?:({'|'.join(sorted((*_BACK, *_AHEAD, 'this', 'current', 'the'), key=len, reverse=True))})\s)"
    r"(?:(.*)\s)?(\w+?)s?\Z"
)
_AGO = re.compile(r"(?:(.*)\s)?(\w+?)s?\s(ago|earlier|later)\Z")


def weekday_named(words: str, written: dt.date, towards: int) -> Period:
    """Return the day of "Tuesday", "next Tuesday" or "Tuesday last week"; `towards` as `tense.direction` gives it.

    A weekday alone is the last one up to the day of writing, or with a verb of the future the next one from it on.
    """
    told = words.casefold().replace(",", " ").split()
    number = next(_NAMED[word] for word in told if word in _NAMED)
    if told[-1] == "week":
        ahead = {"last": -1, "this": 0, "next": 1}[told[-2]]
        return one_day(shifted(week_of(written).start, days=WEEK * ahead + number))
    name = " ".join(told[:-1])
    back, on = (written.weekday() - number) % WEEK, (number - written.weekday()) % WEEK
    if name in _BACK:
        return one_day(shifted(written, days=-(back or WEEK)))
    if name in _AHEAD:
        return one_day(shifted(written, days=on or WEEK))
    if name == "this":
        return one_day(shifted(week_of(written).start, days=number))
    return one_day(shifted(written, days=on if towards > 0 else -back))


def when(words: str, written: dt.date, towards: int, anchor: dt.date | None) -> Period | None:
    """Return the days that such words mean; None where that cannot be known.

    "Two days earlier" counts from `anchor`, the day named before. "A year ago" is that whole calendar year, "three
    weeks ago" that week: nobody who says so means the day.
    """
    told = " ".join(words.casefold().split())
    if told in _DAYS:
        return one_day(shifted(written, days=_DAYS[told]))
    if told == "the weekend":
        saturday = shifted(week_of(written).start, days=5 if written.weekday() >= 5 or towards > 0 else -2)
        return Period(saturday, shifted(saturday, days=1))
    if ago := _AGO.match(told):
        return _counted(ago[1] or "", ago[2], ago[3], written, anchor)
    if span := _TOLD.match(told):
        return _span(span[1], span[2] or "", span[3], written, towards)
    return None


def _counted(count: str, unit: str, side: str, written: dt.date, anchor: dt.date | None) -> Period | None:
    start = written if side == "ago" else anchor
    sign = 1 if side == "later" else -1
    numbers = _numbers(count)
    if start is None or numbers is None or (side != "ago" and unit == "year"):  # "up 4% on a year earlier"
        return None
    ends = [_moved(start, unit, sign * number) for number in numbers]
    return Period(min(end.start for end in ends), max(end.end for end in ends)) if all(ends) else None


def _numbers(count: str) -> tuple[int, int] | None:
    if count.removeprefix("a ") in _VAGUE:
        return _VAGUE[count.removeprefix("a ")]
    number = 1 if count in ("a", "an", "one") else LONE_WORDS.get(count) or (int(count) if count.isdecimal() else None)
    return None if number is None else (number, number)


def _moved(day: dt.date, unit: str, number: int) -> Period:
    """Return the day, week, month, year or decade that lies so many of them from a day."""
    if unit == "day":
        return one_day(shifted(day, days=number))
    if unit == "week":
        return week_of(shifted(day, days=WEEK * number))
    if unit == "month":
        return month_of(day.year, day.month + number)
    if unit == "year":
        return year_of(day.year + number)
    return Period(year_of(day.year + 10 * number - 2).start, year_of(day.year + 10 * number + 2).end)


def _span(told: str, count: str, unit: str, written: dt.date, towards: int) -> Period | None:
    side = -1 if told in _BACK else 1 if told in _AHEAD else 0
    if unit in _PARTS_OF_DAYS:
        return one_day(shifted(written, days=side))
    if unit in _SEASONS:
        return _season(unit, towards if told == "the" else side, written, towards)
    if count or told in ("past", "this past", "coming", "this coming"):
        return _running(side, count or "one", unit, written)
    if unit == "weekend":
        saturday = shifted(week_of(written).start, days=5 + WEEK * side)
        return Period(saturday, shifted(saturday, days=1))
    if unit in ("decade", "century"):
        years = 10 if unit == "decade" else 100
        first = written.year // years * years + side * years
        return Period(year_of(first).start, year_of(first + years - 1).end)
    return _moved(written, unit, side)


def _running(side: int, count: str, unit: str, written: dt.date) -> Period | None:
    """Return the days of "the past two weeks" or "the next three years", up to or from the day of writing."""
    numbers = _numbers(count)
    days = {"day": 1, "week": WEEK, "weekend": WEEK, "month": 30, "year": 365, "decade": 3652, "century": 36525}.get(
        unit
    )
    if numbers is None or days is None or not side:
        return None
    other = shifted(written, days=side * days * numbers[1])
    return Period(min(written, other), max(written, other))


def _season(name: str, side: int, written: dt.date, towards: int) -> Period:
    seasons = [_season_of(name, written.year + ahead) for ahead in (-2, -1, 0, 1)]
    if side < 0:
        return [season for season in seasons if season.end < written][-1]
    if side > 0:
        return next(season for season in seasons if season.start > written)
    fitting = [season for season in seasons if towards <= 0 or season.end >= written]
    return min(fitting, key=lambda season: abs(season.apart(one_day(written))))


def _season_of(name: str, year: int) -> Period:
    first = _SEASONS[name]
    return Period(month_of(year, first).start, month_of(year, first + 2).end)
