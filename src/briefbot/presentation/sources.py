"""Citations -> numbered sources, with the day that a word such as "Tuesday" means in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from briefbot.presentation.blocks import Source, When
from briefbot.times import time_of_quote
from briefbot.types import Citation

Numbers = Iterator[int]  # of the sources of one reply, from 1 on


def sources_of(citations: Sequence[Citation], numbers: Numbers) -> tuple[Source, ...]:
    """Return the sources of one quote; a near-copy names the one that it is a copy of."""
    firsts: dict[int, int] = {}  # near-copies of one text -> the number of the first of them
    found = []
    for citation, number in zip(citations, numbers, strict=False):
        first = firsts.setdefault(citation.voice, number)
        marked, tinted = (citation.start, citation.end), (citation.sentence_start, citation.sentence_end)
        copy_of = first if first < number else None
        found.append(Source(number, citation.span.document, marked, tinted, copy_of, _when(citation)))
    return tuple(found)


def _when(citation: Citation) -> When | None:
    """Return the weekday or the like that a quote, or else its sentence, speaks of, with its day."""
    said = time_of_quote(citation)
    if said is None or not said.relative or said.period.day is None:
        return None
    return When((said.start, said.end), said.period.day)
