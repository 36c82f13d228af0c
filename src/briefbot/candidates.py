"""Question + hits -> the query and the spans that may answer it, with all that is known of each but their features."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from briefbot.answer_sort import with_sorts
from briefbot.encoder import OnnxEncoder
from briefbot.features import Query
from briefbot.reader import Reader
from briefbot.settings import PACKAGED_ENCODER, Settings
from briefbot.types import Hit, Span
from briefbot.words import spelt_as_in


@dataclass(frozen=True, slots=True)
class Candidates:
    """What was read in the passages found for a question; the spans in the reader's order, best first."""

    query: Query
    spans: tuple[Span, ...]


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
) -> Candidates:
    """Read the hits for a question; `reference` is the day that "last week" counts from.

    `as_written`: no day or period of the question is worked out.

    Which sort of thing a span is can only be told from vectors of the packaged encoder.
    """
    read = spelt_as_in(question, [f"{hit.passage.document.title}\n{hit.passage.text}" for hit in hits])
    spans = reader.read(read, hits, per_passage=settings.spans_per_passage, max_tokens=settings.max_answer_tokens)
    if encoder_name == PACKAGED_ENCODER:
        spans = with_sorts(spans, encoder.encode([read])[0], encoder)
    return Candidates(Query.of(read, hits, reference, as_written=as_written), tuple(spans))
