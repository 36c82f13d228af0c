"""The JSON that programs get: every reply with the same keys, and its kind's own."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields, is_dataclass
from typing import Any

from briefbot.replies import Dated, Item, Reply
from briefbot.times import day_of
from briefbot.types import Alternative, Citation, Hit, Passage

_SHARED = (
    *("kind", "question", "answered", "text", "confidence", "citations", "others"),
    *(
        "unsure",
        "likeliest",
        "nearest",
        "searched",
        "missing",
        "after",
        "read_as",
        "as_written",
        "taken_for",
        "as_of",
        "undated",
    ),
)


def as_dict(value: Reply | Hit | Passage) -> dict[str, object]:
    """Return the public fields of a reply, a hit or a passage under their own names, ready for JSON.

    Dates are written YYYY-MM-DD. A hit has the fields of its passage, the digest of its article's text and its scores.
    """
    if isinstance(value, Passage):
        return _passage_dict(value)
    if isinstance(value, Hit):
        scores = {name: _plain(getattr(value, name)) for name in ("score", "dense", "bm25")}
        return {**_passage_dict(value.passage), "sha256": value.passage.document.sha256, **scores}
    return {name: _plain(getattr(value, name)) for name in (*_SHARED, *value.own)}


def _plain(value: Any) -> object:
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Reply | Passage):
        return as_dict(value)
    if isinstance(value, Citation):
        return _citation_dict(value)
    if isinstance(value, Item) and value.name:
        return {"name": value.name, "text": value.text, "citations": _plain(value.citations)}
    if isinstance(value, Alternative | Item):
        return {"text": value.text, "citations": _plain(value.citations)}
    if isinstance(value, Dated):
        days = {"start": _plain(value.start), "end": _plain(value.end)}
        return {**days, "text": value.text, "citations": _plain(value.citations)}
    if is_dataclass(value):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    return value


def _passage_dict(passage: Passage) -> dict[str, object]:
    return {
        "document_id": passage.document.id,
        "title": passage.document.title,
        "source": passage.document.source,
        "outlet": passage.document.outlet,
        "published": _plain(passage.document.published),
        "page": passage.page,
        "block": passage.kind.value,
        "start": passage.start,
        "end": passage.end,
        "text": passage.text,
    }


def _citation_dict(citation: Citation) -> dict[str, object]:
    return {
        "document_id": citation.document_id,
        "title": citation.title,
        "source": citation.source,
        "other_sources": list(citation.span.document.other_sources),
        "voice": citation.voice,
        "outlet": citation.outlet,
        "published": _plain(citation.published),
        "page": citation.page,
        "block": citation.kind.value,
        "start": citation.start,
        "end": citation.end,
        "quote": citation.quote,
        "sentence": citation.sentence,
        "sentence_start": citation.sentence_start,
        "sentence_end": citation.sentence_end,
        "date": _plain(day_of(citation)),
        "sha256": citation.sha256,
    }
