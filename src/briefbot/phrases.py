"""Words that briefbot says about itself, the articles and its replies, the same on a page, in a terminal and a file."""

from __future__ import annotations

import datetime as dt

from briefbot.blocks import BlockKind
from briefbot.text.addresses import is_address as is_address
from briefbot.text.calendar_names import MONTHS
from briefbot.times import Period, TimeAsked
from briefbot.types import Document, Filter
from briefbot.words import folded as folded

STANDS_IN = {BlockKind.CAPTION: "in a caption", BlockKind.MAIL: "in quoted mail"}  # of what is no news by itself
LABELS = {BlockKind.CAPTION: "Caption", BlockKind.MAIL: "Quoted mail"}
DIFFER = "Your sources differ. The first is"


def count_of(number: int, noun: str) -> str:
    """Return a number with its noun, as "1 file" or "2,000 files"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def clipped(text: str, limit: int) -> str:
    """Return the text, or if it is longer than `limit` its beginning up to the end of a word, with an ellipsis."""
    if len(text) <= limit:
        return text
    words = text[:limit].rsplit(maxsplit=1)
    return (words[0] if words else text[:limit]) + " …"


def day(date: dt.date) -> str:
    """Return a date as "3 February 2026"; strftime would follow the locale."""
    return f"{date.day} {MONTHS[date.month - 1]} {date.year}"


def period_words(period: Period) -> str:
    """Return a period as "16 September 2031", "March 2031", "2014" or "1 to 10 March 2031"."""
    start, end = period.start, period.end
    if start == dt.date.min:
        return f"before {day(end + dt.timedelta(days=1))}"
    if end == dt.date.max:
        return f"from {day(start)} on"
    if start == end:
        return day(start)
    if period.is_whole_month:
        return f"{MONTHS[start.month - 1]} {start.year}"
    if period.is_whole_years:
        return str(start.year) if start.year == end.year else f"{start.year} to {end.year}"
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day} to {day(end)}"
    return f"{day(start)} to {day(end)}"


def time_words(asked: TimeAsked) -> str:
    """Return the days that a question states as they were understood; "" where it states none, or whole years."""
    events = asked.events if asked.events and not asked.events.is_whole_years else None
    parts = [period_words(events) if events else "", f"as of {day(asked.standing)}" if asked.standing else ""]
    return ", ".join(part for part in parts if part)


def title_of(document: Document) -> str:
    """Return the title, or the source where the title is blank."""
    return document.title if document.title.strip() else document.source


def file_of_record(source: str, path: str) -> str | None:
    """Return the path of the file, to show it beside the source, where the source is an address that a record states.

    None for any other source, which says itself where it was read.
    """
    return path if is_address(source) and not is_address(path) else None


def confidence_words(confidence: float) -> str:
    """Return how sure an answer of this probability (0..1) is, as a person would say it."""
    if confidence >= 0.9:
        return "very likely right"
    if confidence >= 0.7:
        return "likely right"
    if confidence >= 0.5:
        return "more likely right than wrong"
    return "uncertain: check the source"


def chance_words(confidence: float) -> str:
    """Return how often a place of this probability (0..1) answers, as a person would say it."""
    times = min(int(10 * confidence + 0.5), 9)
    return f"about {count_of(times, 'time')} in 10" if times else "less than 1 time in 10"


def restriction_words(within: Filter) -> str:
    """Return a filter as a person would say it; "" for one that leaves every article."""
    parts = []
    if within.outlets or within.sources:
        parts.append(f"from {', '.join((*within.outlets, *within.sources))}")
    if within.since:
        parts.append(f"since {day(within.since)}")
    if within.until:
        parts.append(f"until {day(within.until)}")
    if within.as_of:
        parts.append(f"as of {day(within.as_of)}")
    if within.documents:
        parts.append(f"that you chose ({len(within.documents):,})")
    return " ".join(parts)
