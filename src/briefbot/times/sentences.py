"""Sentence -> the day or period that it speaks of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from briefbot.times.mentions import Mention, mentions
from briefbot.times.periods import Period, one_day
from briefbot.types import Citation

Range = tuple[int, int]


def time_of(sentence: str, published: dt.date | None, around: Range | None = None) -> Mention | None:
    """Return the day or period that a sentence speaks of, and where it says so; None where it says none.

    `published` is the day of its article; without one only full dates and years can be told. Of several, the one that
    stands nearest to the characters `around`, else the first; one that tells when something was said ("the mayor said
    on Tuesday") only where there is no other, and never a year that only tells a thing apart ("last year's winner").
    """
    return _chosen(tuple(mentions(sentence, published)), around)


def said_or_published(said: Mention | None, published: dt.date | None) -> Period | None:
    """Return the time that `time_of` found in a sentence, else the day of its article; None where neither is known."""
    if said:
        return said.period
    return one_day(published) if published else None


def time_of_quote(citation: Citation) -> Mention | None:
    """Return the day or period that a quote names, else the one that its sentence speaks of, with its place in the
    text of the document.
    """
    start = citation.sentence_start
    quote = citation.start - start, citation.end - start
    found = tuple(mentions(citation.sentence, citation.published))
    chosen = _chosen([one for one in found if quote[0] <= one.start and one.end <= quote[1]]) or _chosen(found, quote)
    if chosen is None:
        return None
    return replace(chosen, start=chosen.start + start, end=chosen.end + start)


def day_of(citation: Citation) -> dt.date | None:
    """Return the day that a quote names, else the one that its sentence speaks of; None for none, or a longer period.

    "on Tuesday" in an article of Thursday 18 September 2031 is 16 September 2031.
    """
    found = time_of_quote(citation)
    return found.period.day if found else None


def _chosen(found: Sequence[Mention], around: Range | None = None) -> Mention | None:
    found = [one for one in found if not one.attributive]
    told = [one for one in found if not one.reporting] or found
    if around is None:
        return next(iter(told), None)
    return min(told, key=lambda one: max(one.start - around[1], around[0] - one.end, 0), default=None)
