"""The blocks of replies that say several things: lists, briefs, timelines, evidence, found articles, the collection."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from briefbot.phrases import SIDES, confidence_words, count_of, period_words
from briefbot.presentation.blocks import (
    Block,
    Entry,
    Items,
    Layout,
    Likelihood,
    Note,
    Quote,
    Role,
    Series,
    Source,
    Suggestions,
)
from briefbot.presentation.sources import Numbers, sources_of
from briefbot.replies import Bearing, Brief, Help, Holdings, Listed, Matches, Timeline
from briefbot.times import Period
from briefbot.types import Citation


def listed(reply: Listed, numbers: Numbers) -> Series:
    """Return the items, and that there may be more."""
    sure, least = confidence_words(reply.confidence), "the least sure of these is right"
    likelihood = Likelihood(reply.confidence, sure, least, "The least sure of these", ("such items", "are right"))
    count = count_of(len(reply.items), "item")
    last = len(reply.items) - 1
    quotes = [
        Quote(sources_of(item.citations, numbers), likelihood if at == last else None)
        for at, item in enumerate(reply.items)
    ]
    heading = f"{count}:" if reply.complete else f"At least {count}:"
    return Series(Layout.LIST, tuple(Entry((quote,)) for quote in quotes), heading)


def briefed(reply: Brief, numbers: Numbers) -> Series:
    """Return each sentence with its sources."""
    quotes = [Quote(sources_of(item.citations, numbers)) for item in reply.items]
    return Series(Layout.TEXT, tuple(Entry((quote,)) for quote in quotes))


def dated(reply: Timeline, numbers: Numbers) -> Series:
    """Return the sentences of each day below it."""
    entries = []
    for period, dated in groupby(reply.entries, lambda entry: Period(entry.start, entry.end)):
        day = period_words(period)
        quotes = tuple(Quote(sources_of(entry.citations, numbers)) for entry in dated)
        entries.append(Entry(quotes, day[:1].upper() + day[1:]))
    return Series(Layout.TIMELINE, tuple(entries))


def borne(reply: Bearing, numbers: Numbers) -> Series:
    """Return the sentences of each side together."""
    sure, first = confidence_words(reply.confidence), "the first of these decides"
    likelihood = Likelihood(reply.confidence, sure, first, "The first of these", ("such sentences", "decide"))
    entries = []
    for at, side in enumerate(reply.sides):
        heading = side.name[:1].upper() + side.name[1:]
        if not heading and len(reply.sides) > 1:
            heading = SIDES[at] if len(reply.sides) == len(SIDES) else f"{at + 1} of {len(reply.sides)}"
        quotes = [
            Quote(sources_of([citation], numbers), likelihood if not (at or nth) else None)
            for nth, citation in enumerate(side.citations)
        ]
        entries.append(Entry(tuple(quotes), heading))
    return Series(Layout.COLUMNS, tuple(entries))


def matched(reply: Matches, numbers: Numbers) -> Iterator[Block]:
    """Yield the best sentence of each article."""
    yield Items(f"Found in {count_of(len(reply.citations), 'article')}", _in_full(reply.citations, numbers))


def collected(reply: Holdings, numbers: Numbers) -> Iterator[Block]:
    """Yield the line about the collection, and a sentence of each article that is named."""
    yield Note(reply.text, Role.VERDICT)
    if reply.citations:
        more = reply.total - len(reply.citations)
        heading = f"The first {len(reply.citations)}" if more > 0 and reply.subject != "topics" else "These are"
        yield Items(heading, _in_full(reply.citations, numbers))


def helped(reply: Help) -> Iterator[Block]:
    """Yield the line, and questions that work here."""
    yield Note(reply.text, Role.VERDICT)
    if reply.suggestions:
        yield Suggestions(reply.suggestions)


def _in_full(citations: Sequence[Citation], numbers: Numbers) -> tuple[Source, ...]:
    return tuple(source for citation in citations for source in sources_of([citation], numbers))
