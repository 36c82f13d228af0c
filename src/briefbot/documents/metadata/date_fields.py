"""A field that holds a date -> the day that it names."""

from __future__ import annotations

import datetime as dt

from briefbot.errors import DocumentError
from briefbot.text.dates import parse_date


def explicit_date(value: str, source: str) -> dt.date | None:
    """Return the day that a date field names; None where it is empty.

    Raises DocumentError where it does not name one day.
    """
    if not value.strip():
        return None
    published = parse_date(value)
    if published is None:
        shown = value if len(value) <= 40 else f"{value[:40]}..."
        raise DocumentError(source, f"the date {shown!r} does not name one day; write YYYY-MM-DD or leave it out")
    return published
