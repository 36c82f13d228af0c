"""Words that briefbot says about itself, the articles and its replies, the same on a page, in a terminal and a file."""

from __future__ import annotations

import datetime as dt

from briefbot.text.addresses import is_address as is_address
from briefbot.text.calendar_names import MONTHS
from briefbot.types import Document, Filter
from briefbot.words import folded as folded

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
    if within.documents:
        parts.append(f"that you chose ({len(within.documents):,})")
    return " ".join(parts)
