"""A reply without the text of its articles: written, and read back against them.

What a kept conversation shows is thus still what the articles say. A record may come from anyone: it is checked, and
nothing of it is believed but numbers, names and questions. So a field of a reply holds what an article says only as a
place in it.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from functools import partial
from typing import Any, TypeVar

from briefbot.codec.checked import LONGEST, Special, count, decoded, number, sequence
from briefbot.errors import QuestionError
from briefbot.replies import KINDS, Evidence, Reply
from briefbot.types import Document, Hit, Passage, Span

VERSION = 2
_Item = TypeVar("_Item")


class _GoneError(KeyError):
    """An article that the record needs is no longer there."""


def as_record(reply: Reply) -> str:
    """Return a reply as JSON without its articles' text, for `from_record`."""
    tables = _Tables()
    head = {"version": VERSION, "question": reply.question, "reply": tables.encoded(reply)}
    return json.dumps(head | tables.rows(), separators=(",", ":"))


@dataclass(slots=True)
class _Tables:
    """Passages, hits and spans, each written once however often a reply holds it, with their numbers."""

    passages: dict[Passage, int] = field(default_factory=dict)
    hits: dict[Hit, int] = field(default_factory=dict)
    spans: dict[Span, int] = field(default_factory=dict)

    def encoded(self, value: Any) -> Any:
        if isinstance(value, Passage):
            return self.passages.setdefault(value, len(self.passages))
        if isinstance(value, Hit):
            for passage in (value.passage, *value.copies):
                self.encoded(passage)
            return self.hits.setdefault(value, len(self.hits))
        if isinstance(value, Span):
            self.encoded(value.hit)
            return self.spans.setdefault(value, len(self.spans))
        if isinstance(value, dt.date):
            return value.isoformat()
        if isinstance(value, tuple):
            return [self.encoded(item) for item in value]
        if is_dataclass(value):
            kind = {"kind": value.kind} if isinstance(value, Reply) else {}
            return kind | {each.name: self.encoded(getattr(value, each.name)) for each in fields(value)}
        return value

    def rows(self) -> dict[str, list[list[Any]]]:
        """Return the rows of each table, as `_Articles` reads them."""
        at = self.passages
        return {
            "passages": [[passage.document.id, passage.sentences] for passage in self.passages],
            "hits": [[at[h.passage], h.score, h.dense, h.bm25, [at[copy] for copy in h.copies]] for h in self.hits],
            "spans": [[self.hits[s.hit], s.start, s.end, s.score, s.null_score] for s in self.spans],
        }


def from_record(record: object, document: Callable[[str], Document]) -> Reply:
    """Return the reply that `as_record` was given, with its articles from `document`, which raises KeyError for none.

    Passages that were read and not cited are left out where their article is gone. Raises ValueError for what is no
    such record or does not fit the articles, and KeyError where an article that the reply cites or shows is gone, or
    all that were read are.
    """
    try:
        value = _loaded(record)
        return _Articles(value, document).reply(value["reply"])
    except _GoneError:
        raise
    except (LookupError, TypeError, AttributeError, OverflowError, RecursionError, QuestionError) as error:
        raise ValueError(f"no record: {type(error).__name__}: {error}") from error


def question_of_record(record: object) -> str:
    """Return the question of a record of any version, or "" where it has none that can be read."""
    try:
        question = json.loads(record)["question"] if isinstance(record, str) else ""
    except (ValueError, TypeError, LookupError, RecursionError):
        return ""
    return question[:LONGEST] if isinstance(question, str) else ""


def _loaded(record: object) -> dict[str, Any]:
    value = json.loads(record) if isinstance(record, str) else None
    if not isinstance(value, dict):
        raise ValueError("no record")
    if value["version"] == 1:
        return _from_version_1(value)
    if value["version"] != VERSION:
        raise ValueError("a record of another version")
    return value


def _from_version_1(value: Mapping[str, Any]) -> dict[str, Any]:
    """Convert a record of the first version, which told the kinds apart by what was empty."""
    first, *others = ([{"span": span, "voice": voice} for span, voice in side] for side in value["sides"])
    if not all(others):
        raise ValueError("an empty side")
    unsure = value.get("unsure", not first and value["ranked"] > 0)  # the oldest do not tell; this claims the least
    if not isinstance(unsure, bool) or (unsure and (first or not value["ranked"])):
        raise ValueError("unsure of nothing")
    reply: dict[str, Any] = {
        "asked": {name: value.get(name, []) for name in ("question", "within", "after")},
        "evidence": {
            "hits": list(range(len(value["hits"])))[: count(value["read"])],
            "spans": list(range(len(value["spans"])))[: count(value["ranked"])],
            "searched": value["searched"],
        },
        "seconds": value["seconds"],
        "confidence": value["confidence"],
    }
    if first:
        reply |= {"kind": "quote", "citations": first, "others": [{"citations": side} for side in others]}
    elif unsure:
        reply |= {"kind": "unsure", "missing": value["missing"], "best": 0}
    else:
        reply |= {"kind": "not_found", "missing": value["missing"]}
    return {**value, "reply": reply}


class _Articles:
    """The passages, hits and spans of a record, read back against the articles; None where an article is gone."""

    def __init__(self, value: Mapping[str, Any], document: Callable[[str], Document]) -> None:
        for name in ("passages", "hits", "spans"):
            sequence(value[name])
        ids = dict.fromkeys(str(id_) for id_, _ in value["passages"])
        documents = {id_: _found(document, id_) for id_ in ids}
        self._tables: dict[type, list[Any]] = {}
        shifts = [_shift(documents[str(id_)], str(id_)) for id_, _ in value["passages"]]
        self._shift_of_hit = [shifts[count(at)] for at, *_ in value["hits"]]
        self._tables[Passage] = [
            _passage(documents[str(id_)], sentences, shift)
            for (id_, sentences), shift in zip(value["passages"], shifts, strict=True)
        ]
        self._tables[Hit] = [self._hit(*row) for row in value["hits"]]
        self._tables[Span] = [self._span(*row) for row in value["spans"]]
        self._special: Special = {of: partial(self._there, of) for of in self._tables}
        self._special |= {Evidence: self._evidence, Reply: self.reply}

    def reply(self, value: Any) -> Reply:
        """Return the reply with a kind's own fields, each checked against its type."""
        found = decoded(KINDS[value["kind"]], value, self._special)
        if not isinstance(found, Reply) or not 0 <= (found.confidence or 0) <= 1:
            raise ValueError("no reply, or none that is probable")
        return found

    def _evidence(self, value: Mapping[str, Any]) -> Evidence:
        """Return what was read and is still there. Raises _GoneError if passages were read and none is."""
        hits = [self._at(Hit, at) for at in sequence(value["hits"])]
        spans = [self._at(Span, at) for at in sequence(value["spans"])]
        if hits and not any(hits):
            raise _GoneError
        there = tuple(hit for hit in hits if hit), tuple(span for span in spans if span)
        return Evidence(*there, count(value["searched"]), count(value.get("undated", 0)))  # older records have none

    def _hit(self, at: int, score: Any, dense: Any, bm25: Any, copies: Any) -> Hit | None:
        passage = self._at(Passage, at)
        there = tuple(copy for copy in (self._at(Passage, copy) for copy in sequence(copies)) if copy)
        return Hit(passage, number(score), number(dense), number(bm25), there) if passage else None

    def _span(self, at: int, start: Any, end: Any, score: Any, null_score: Any) -> Span | None:
        hit = self._at(Hit, at)
        if hit is None:
            return None
        shift = self._shift_of_hit[at]
        start, end = count(start) + shift, count(end) + shift
        if not hit.passage.start <= start < end <= hit.passage.end:
            raise ValueError("a quote outside of its passage")
        return Span(hit, start, end, number(score), number(null_score))

    def _there(self, of: type[_Item], at: Any) -> _Item:
        found = self._at(of, at)
        if found is None:
            raise _GoneError
        return found

    def _at(self, of: type[_Item], at: Any) -> _Item | None:
        found: _Item | None = self._tables[of][count(at)]
        return found


def _found(document: Callable[[str], Document], document_id: str) -> Document | None:
    try:
        return document(document_id)
    except KeyError:
        return None


def _shift(document: Document | None, document_id: str) -> int:
    """Return how far the offsets of a record lie from those of the text, which may have got its headline since.

    Raises ValueError for a text that is not the one of this id.
    """
    try:
        return document.shift_of(document_id) if document else 0
    except KeyError:
        raise ValueError(f"{document_id!r:.40} is not the text that was given") from None


def _passage(document: Document | None, sentences: Any, shift: int) -> Passage | None:
    if document is None:
        return None
    ranges = tuple((count(start) + shift, count(end) + shift) for start, end in sentences)
    edges = [edge for range_ in ranges for edge in range_]
    if not edges or edges != sorted(edges) or edges[-1] > len(document.text):
        raise ValueError("sentences that do not fit the article")
    return Passage(document, ranges)
