"""Question + hits -> the query and the spans that may answer it, with all that is known of each but their features."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from briefbot.answer_sort import with_sorts
from briefbot.encoder import OnnxEncoder
from briefbot.features import Query
from briefbot.reader import Reader
from briefbot.settings import PACKAGED_ENCODER, Settings
from briefbot.times import is_of_time, without_time
from briefbot.types import Hit, Span
from briefbot.words import spelt_as_in


@dataclass(frozen=True, slots=True)
class Candidates:
    """What was read in the passages found for a question; the spans in the reader's order, best first."""

    query: Query
    spans: tuple[Span, ...]
    others: tuple[Span, ...] = ()  # further ones of the same passages, where they were asked for


def read_candidates(
    question: str,
    hits: Sequence[Hit],
    *,
    reader: Reader,
    encoder: OnnxEncoder,
    encoder_name: str,
    settings: Settings,
    reference: dt.date | None,
    as_written: bool = False,
    about: tuple[str, ...] = (),
    others: int = 0,
) -> Candidates:
    """Read the hits for a question; `reference` is the day that "last week" counts from.

    `as_written`: no day or period of the question is worked out. `about`: the questions before it that it leans on.
    `others`: how many further spans of each passage are wanted, of the same reading.

    Which sort of thing a span is can only be told from vectors of the packaged encoder.
    """
    read = spelt_as_in(question, [_text(hit) for hit in hits])
    query = Query.of(read, hits, reference, as_written=as_written)
    undated, stated = without_time(read, reference) if query.time else (read, ())
    asked_of: dict[str, list[Hit]] = {}  # wording -> the hits that it is put to
    for hit in hits:
        of_time = query.time and stated and is_of_time(query.time, stated, _text(hit), hit.passage.document.published)
        asked_of.setdefault(undated if of_time else read, []).append(hit)
    spans: list[Span] = []
    further: list[Span] = []
    for wording, own in asked_of.items():
        best, more = reader.read_widely(
            wording, own, per_passage=settings.spans_per_passage, most=others, max_tokens=settings.max_answer_tokens
        )
        spans, further = [*spans, *best], [*further, *more]
    spans.sort(key=lambda span: -span.margin)
    further.sort(key=lambda span: -span.margin)
    if encoder_name == PACKAGED_ENCODER:
        asked = encoder.encode([read])[0]
        spans, further = with_sorts(spans, asked, encoder), with_sorts(further, asked, encoder)
    if stated and undated in asked_of:  # its words are looked for in the texts, too
        query = replace(Query.of(undated, hits, reference, as_written=as_written), time=query.time)
    return Candidates(replace(query, about=about), tuple(spans), tuple(further))


def _text(hit: Hit) -> str:
    return f"{hit.passage.document.title}\n{hit.passage.text}"
