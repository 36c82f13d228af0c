"""Days and periods, and arithmetic with them on the Gregorian calendar."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from dataclasses import dataclass

ONE_DAY = dt.timedelta(days=1)
WEEK = 7


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The days from `start` to `end`, both of them in it. Raises ValueError where it ends before it begins."""

    start: dt.date
    end: dt.date

    def __post_init__(self) -> None:
        if self.start > self.end:
            raise ValueError(f"a period from {self.start} to {self.end} ends before it begins")

    @property
    def day(self) -> dt.date | None:
        """The day, where it is a single one."""
        return self.start if self.start == self.end else None

    @property
    def is_whole_years(self) -> bool:
        """Whether it is from the first day of a year to the last day of one."""
        return (self.start.month, self.start.day, self.end.month, self.end.day) == (1, 1, 12, 31)

    @property
    def is_whole_month(self) -> bool:
        """Whether it is a month from its first day to its last."""
        return self == month_of(self.start.year, self.start.month)

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.end - self.start).days + 1

    def holds(self, other: Period) -> bool:
        """Return whether every day of the other lies in this one."""
        return self.start <= other.start and other.end <= self.end

    def meets(self, other: Period) -> bool:
        """Return whether a day lies in both."""
        return self.start <= other.end and other.start <= self.end

    def apart(self, other: Period) -> int:
        """Return by how many days the other comes after this one; negative where it comes before, 0 where they meet."""
        if self.meets(other):
            return 0
        return (other.start - self.end).days if other.start > self.end else (other.end - self.start).days


def one_day(day: dt.date) -> Period:
    """Return a day as a period."""
    return Period(day, day)


def week_of(day: dt.date) -> Period:
    """Return the week of a day, from Monday to Sunday."""
    monday = shifted(day, days=-day.weekday())
    return Period(monday, shifted(monday, days=WEEK - 1))


def month_of(year: int, month: int) -> Period:
    """Return a month. Its number may be below 1 or above 12, which counts on into other years."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return Period(dt.date(year, month, 1), dt.date(year, month, monthrange(year, month)[1]))


def year_of(year: int) -> Period:
    """Return a year."""
    return Period(dt.date(year, 1, 1), dt.date(year, 12, 31))


def shifted(day: dt.date, days: int = 0) -> dt.date:
    """Return the day so many days later. Raises OverflowError past the years 1 and 9999."""
    return day + days * ONE_DAY


def third_of(period: Period, part: int) -> Period:
    """Return the first (0), middle (1) or last (2) third of a period: of a month days 1 to 10, 11 to 20, 21 on; of a
    year four months each.
    """
    if period.days > 366:  # a decade or a century
        years = (period.end.year - period.start.year + 1) // 3
        first = period.start.year + part * years
        return Period(dt.date(first, 1, 1), period.end if part == 2 else dt.date(first + years - 1, 12, 31))
    if period.days > 31:
        first_month, last_month = (month_of(period.start.year, period.start.month + 4 * part + at) for at in (0, 3))
        return Period(first_month.start, last_month.end)
    if period.days > WEEK:
        start = shifted(period.start, days=10 * part)
        return Period(start, period.end if part == 2 else min(shifted(start, days=9), period.end))
    return period
