"""A turn as the browser keeps it: everything of an answer but the text of its articles, as JSON.

A kept conversation is read back against the index, so what it shows is still what the articles say. What comes from a
browser was written by anyone: it is checked, and nothing of it is believed but numbers, the question and names.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from briefbot import Alternative, Answer, Citation, Document, Filter, Hit, Passage, Span

VERSION = 1
_Item = TypeVar("_Item")
_MOST = 1000  # of anything in a list
_MOST_IDS = 10_000  # of articles that a question is restricted to
_LONGEST = 1000  # characters of a question or a name
_GONE = "an article that is gone"


def record_of(answer: Answer) -> str:
    """An answer as JSON without its articles' text."""
    passages: dict[Passage, int] = {}
    hits: dict[Hit, int] = {}
    spans: dict[Span, int] = {}
    sides = [answer.citations, *(other.citations for other in answer.others)]
    for hit in answer.hits:
        hits.setdefault(hit, len(hits))
    for span in (*answer.spans, *(citation.span for side in sides for citation in side)):
        hits.setdefault(span.hit, len(hits))
        spans.setdefault(span, len(spans))
    for hit in hits:
        for passage in (hit.passage, *hit.copies):
            passages.setdefault(passage, len(passages))
    value = {
        "version": VERSION,
        "question": answer.question,
        "confidence": answer.confidence,
        "missing": answer.missing,
        "searched": answer.searched,
        "after": answer.after,
        "unsure": answer.unsure,
        "seconds": answer.seconds,
        "within": {
            "outlets": answer.within.outlets,
            "sources": answer.within.sources,
            "since": answer.within.since and answer.within.since.isoformat(),
            "until": answer.within.until and answer.within.until.isoformat(),
            "documents": answer.within.documents,
        },
        "passages": [[passage.document.id, passage.sentences] for passage in passages],
        "hits": [[passages[h.passage], h.score, h.dense, h.bm25, [passages[c] for c in h.copies]] for h in hits],
        "spans": [[hits[span.hit], span.start, span.end, span.score, span.null_score] for span in spans],
        "read": len(answer.hits),
        "ranked": len(answer.spans),
        "sides": [[[spans[citation.span], citation.voice] for citation in side] for side in sides],
    }
    return json.dumps(value, separators=(",", ":"))


def answer_of(record: object, document: Callable[[str], Document]) -> Answer:
    """The answer that `record_of` was given, with its articles from `document`, which raises KeyError for none.

    Passages that were read and not cited are left out where their article is gone. Raises ValueError for what is no
    such record or does not fit the articles, and KeyError where a cited article or the likeliest place is gone, or all
    that were read are.
    """
    try:
        value = json.loads(record) if isinstance(record, str) else None
        if not isinstance(value, dict) or value["version"] != VERSION:
            raise ValueError("no record of this version")
        return _answer(value, document)
    except KeyError as error:
        if error.args and error.args[0] in _FIELDS:
            raise ValueError(f"the record has no {error}") from error
        raise
    except (TypeError, IndexError, AttributeError, OverflowError, RecursionError) as error:
        raise ValueError(f"no record: {error}") from error


_FIELDS = frozenset(
    "version question confidence missing searched seconds within passages hits spans read ranked sides".split()  # noqa: SIM905
)


def question_of(record: object) -> str:
    """The question of a record, or "" where it has none that can be read."""
    try:
        question = json.loads(record)["question"] if isinstance(record, str) else ""
    except (ValueError, TypeError, KeyError, RecursionError):
        return ""
    return question[:_LONGEST] if isinstance(question, str) else ""


def filter_of(value: Any) -> Filter:
    """What a page says a question is restricted to. Raises ValueError for what is none, QuestionError as Filter."""
    if value is None:
        return Filter()
    if not isinstance(value, Mapping):
        raise ValueError("a filter is an object")
    since, until = (dt.date.fromisoformat(value[key]) if value.get(key) else None for key in ("since", "until"))
    documents = _names(value.get("documents", ()), _MOST_IDS)  # records of earlier versions have none
    return Filter(_names(value.get("outlets", ())), _names(value.get("sources", ())), since, until, documents)


def _names(value: Any, most: int = _MOST) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or len(value) > most:
        raise ValueError("names are a list")
    if not all(isinstance(name, str) and len(name) <= _LONGEST for name in value):
        raise ValueError("a name is a string")
    return tuple(value)


def _answer(value: dict[str, Any], document: Callable[[str], Document]) -> Answer:
    for name in ("passages", "hits", "spans", "sides", "missing"):
        if len(value[name]) > _MOST:
            raise ValueError(f"too many {name}")
    documents = {str(id_): _found(document, str(id_)) for id_ in dict.fromkeys(id_ for id_, _ in value["passages"])}
    passages = [_passage(documents[str(id_)], sentences) for id_, sentences in value["passages"]]
    hits = [
        _hit(_at(passages, at), float(score), float(dense), float(bm25), [_at(passages, copy) for copy in copies])
        for at, score, dense, bm25, copies in value["hits"]
    ]
    spans = [
        _span(_at(hits, at), start, end, float(score), float(null)) for at, start, end, score, null in value["spans"]
    ]
    sides = [tuple(Citation(_there(_at(spans, at)), _count(voice)) for at, voice in side) for side in value["sides"]]
    question, (first, *others) = value["question"], sides
    if not isinstance(question, str) or len(question) > _LONGEST or not all(others):
        raise ValueError("no question, or an empty side")
    read, ranked = hits[: _count(value["read"])], spans[: _count(value["ranked"])]
    if read and not any(read):
        raise KeyError(_GONE)
    unsure = value.get("unsure", not first and bool(ranked))  # where an earlier version did not tell
    if not isinstance(unsure, bool) or (unsure and (first or not ranked)):
        raise ValueError("unsure of nothing")
    if unsure:
        _there(ranked[0])  # what is shown as the likeliest place; the next one is not as likely
    return Answer(
        question,
        first[0].quote if first else "",
        min(max(float(value["confidence"]), 0.0), 0.99),
        first,
        tuple(hit for hit in read if hit),
        tuple(span for span in ranked if span),
        tuple(Alternative(side[0].quote, side) for side in others),
        _count(value["searched"]),
        _names(value["missing"]),
        filter_of(value["within"]),
        float(value["seconds"]),
        _names(value.get("after", ())),  # records of earlier versions have none
        unsure,
    )


def _found(document: Callable[[str], Document], document_id: str) -> Document | None:
    try:
        return document(document_id)
    except KeyError:
        return None


def _there(item: _Item | None) -> _Item:
    if item is None:
        raise KeyError(_GONE)
    return item


def _hit(passage: Passage | None, score: float, dense: float, bm25: float, copies: list[Passage | None]) -> Hit | None:
    if passage is None:
        return None
    return Hit(passage, score, dense, bm25, tuple(copy for copy in copies if copy))


def _passage(document: Document | None, sentences: Any) -> Passage | None:
    if document is None:
        return None
    ranges = tuple((_count(start), _count(end)) for start, end in sentences)
    edges = [edge for range_ in ranges for edge in range_]
    if not edges or edges != sorted(edges) or edges[-1] > len(document.text):
        raise ValueError("sentences that do not fit the article")
    return Passage(document, ranges)


def _span(hit: Hit | None, start: Any, end: Any, score: float, null_score: float) -> Span | None:
    if hit is None:
        return None
    if not hit.passage.start <= _count(start) < _count(end) <= hit.passage.end:
        raise ValueError("a quote outside of its passage")
    return Span(hit, start, end, score, null_score)


def _count(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError(f"{value!r:.40} is no count")
    return value


def _at(items: list[_Item], at: Any) -> _Item:
    return items[_count(at)]
