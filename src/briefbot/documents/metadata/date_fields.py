"""Fields that hold dates -> the days that they name, and a warning where they name none."""

from __future__ import annotations

import datetime as dt
import logging
import re
from collections.abc import Iterable

from briefbot.text.dates import parse_date

_LOG = logging.getLogger(__name__)
_NUMERIC = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?:[T,\s]\s*\d{1,2}:\d{2}.*)?")
_LONGEST_SHOWN = 40  # characters of a date in a warning


class DateFields:
    """The dates in the records of one file.

    Numbers such as 3/4/2025 name a day where one of them is over 12, or where the other dates of the file show whether
    it writes the day first or the month; what names none is unknown.
    """

    def __init__(self, values: Iterable[str] = ()) -> None:
        """Learn from all `values` of the file in which order it writes days and months."""
        first = second = False
        for value in values:
            found = _NUMERIC.fullmatch(value.strip())
            if found:
                first, second = first or int(found[1]) > 12, second or int(found[3]) > 12
        self._day_first = first if first != second else None
        self._unread: list[tuple[str, str]] = []

    def day(self, value: str, place: str) -> dt.date | None:
        """Return the day that a field names; None where it is empty, or names no one day, which `warn` then says."""
        found = parse_date(value) or self._numeric(value.strip())
        if found is None and value.strip():
            self._unread.append((place, value))
        return found

    def warn(self, source: str) -> None:
        """Say how many dates were not read, and the first of them; nothing where all were."""
        if self._unread:
            place, value = self._unread[0]
            shown = value if len(value) <= _LONGEST_SHOWN else f"{value[:_LONGEST_SHOWN]}..."
            many = len(self._unread)
            if many == 1:
                _LOG.warning("%s: the date %s names no one day and is left out; write YYYY-MM-DD", place, ascii(shown))
            else:
                reason = "dates name no one day and are left out, the first of them"
                _LOG.warning("%s: %d %s %s; write YYYY-MM-DD", source, many, reason, ascii(shown))

    def _numeric(self, value: str) -> dt.date | None:
        found = _NUMERIC.fullmatch(value)
        if not found:
            return None
        one, other, year = int(found[1]), int(found[3]), int(found[4])
        day_first = True if one > 12 else False if other > 12 else one == other or self._day_first
        if day_first is None:
            return None
        day, month = (one, other) if day_first else (other, one)
        try:
            return dt.date(year, month, day)
        except ValueError:
            return None
