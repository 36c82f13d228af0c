"""Dates as people write them in news -> `datetime.date`, and nothing guessed.

A date counts only if it names day, month and year and can be read in one way: "03/07/2022" is March or July,
"March 7" has no year, and "yesterday" depends on the reader's clock, so all three are unknown. General date parsers
fill such gaps from today's date or the locale, which is why none is used here.
"""

from __future__ import annotations

import datetime as dt
import re

from briefbot.text.calendar_names import MONTH_FORMS, WEEKDAY_FORMS, month_number

LONGEST_DATE = 100  # characters; the longest form with weekday, time and zone has about 60

_MONTH = rf"(?:{'|'.join(MONTH_FORMS)})\b\.?"
_WEEKDAY = rf"(?:(?:{'|'.join(WEEKDAY_FORMS)})\.?,?\s+)"
_DAY = r"[0-3]?[0-9](?:st|nd|rd|th)?"
_YEAR = r"[12][0-9]{3}"

# Without capturing groups, so that it can be a part of larger patterns. All are to be used ignoring case.
DATE = (
    rf"{_WEEKDAY}?(?:{_MONTH}\s*{_DAY},?\s+{_YEAR}|{_DAY}(?:\s+of)?[\s-]+{_MONTH},?[\s-]+{_YEAR}"
    rf"|{_YEAR}-[01]?[0-9]-[0-3]?[0-9]|{_YEAR}/[01]?[0-9]/[0-3]?[0-9])(?![0-9])"
)
YEARLESS = rf"{_WEEKDAY}?(?:{_MONTH}\s*{_DAY}|{_DAY}\s+{_MONTH})(?![0-9])"
TIME = (
    r"(?:[0-2]?[0-9](?:[:.h][0-5][0-9](?::[0-5][0-9](?:[.,][0-9]+)?)?\s*(?:[ap]\.?m\b\.?)?|\s*[ap]\.?m\b\.?)"
    r"\s*(?:z\b|\(?[a-z]{2,5}\)?|(?:utc|gmt)?\s?[+-][01]?[0-9](?::?[0-5][0-9])?)?)"
)

_ALONE = re.compile(rf"\s*({DATE})(?:(?:,?\s+(?:at\s+)?|t|,\s*){TIME})?\s*", re.IGNORECASE)
_MONTH_NAME = re.compile("|".join(MONTH_FORMS), re.IGNORECASE)  # no weekday holds one of them
_YEAR_FIRST = re.compile(r"([0-9]{4})[-/]([0-9]{1,2})[-/]([0-9]{1,2})$")


def parse_date(text: str) -> dt.date | None:
    """Return the day that `text` names, if it is one full date, with or without weekday and time of day; else None.

    The day is the one written: a time zone does not move it.
    """
    alone = _ALONE.fullmatch(text.strip()) if len(text) <= LONGEST_DATE else None
    return _day(alone[1]) if alone else None


def _day(date: str) -> dt.date | None:
    """Return the day of a text that matches DATE; None for a day that no calendar has, such as 30 February."""
    year_first = _YEAR_FIRST.search(date)
    if year_first:
        year, month, day = (int(number) for number in year_first.groups())
    else:
        day, year = (int(number) for number in re.findall(r"[0-9]+", date))
        month = month_number(_MONTH_NAME.findall(date)[0])
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
