"""The blocks of replies that say several things: lists, briefs, timelines, evidence, found articles, the collection."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from briefbot.phrases import confidence_words, count_of, period_words
from briefbot.presentation.blocks import Block, Heading, Items, Likelihood, Note, Quote, Role, Source, Suggestions
from briefbot.presentation.sources import Numbers, sources_of
from briefbot.replies import Bearing, Brief, Help, Holdings, Listed, Matches, Timeline
from briefbot.times import Period
from briefbot.types import Citation


def listed(reply: Listed, numbers: Numbers) -> Iterator[Block]:
    """Yield each item, and that there may be more."""
    likelihood = Likelihood(reply.confidence, confidence_words(reply.confidence), "the least sure of these is right")
    count = count_of(len(reply.items), "item")
    yield Heading(f"{count}:" if reply.complete else f"At least {count}:")
    for at, item in enumerate(reply.items, start=1):
        yield Quote(sources_of(item.citations, numbers), likelihood if at == len(reply.items) else None)


def briefed(reply: Brief, numbers: Numbers) -> Iterator[Block]:
    """Yield each sentence with its sources."""
    for item in reply.items:
        yield Quote(sources_of(item.citations, numbers))


def dated(reply: Timeline, numbers: Numbers) -> Iterator[Block]:
    """Yield each sentence below its day."""
    before = ""
    for entry in reply.entries:
        day = period_words(Period(entry.start, entry.end))
        if day != before:
            yield Heading(day[:1].upper() + day[1:])
        yield Quote(sources_of(entry.citations, numbers))
        before = day


def borne(reply: Bearing, numbers: Numbers) -> Iterator[Block]:
    """Yield the sentences of each side together."""
    likelihood = Likelihood(reply.confidence, confidence_words(reply.confidence), "the first of these decides")
    for at, side in enumerate(reply.sides):
        if side.name:
            yield Heading(side.name[:1].upper() + side.name[1:])
        elif len(reply.sides) > 1:
            yield Heading(f"{at + 1} of {len(reply.sides)}")
        for nth, citation in enumerate(side.citations):
            yield Quote(sources_of([citation], numbers), likelihood if not (at or nth) else None)


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
