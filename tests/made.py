"""Replies made by hand, for tests of what shows and keeps them."""

from __future__ import annotations

import datetime as dt

from briefbot.presentation import Note, Role, blocks
from briefbot.replies import (
    Asked,
    Bearing,
    Brief,
    Dated,
    Evidence,
    Help,
    Holdings,
    Item,
    Listed,
    Matches,
    NotFound,
    Parts,
    Quoted,
    Reply,
    Timeline,
    Unsure,
)
from briefbot.types import Alternative, Citation, Document, Filter, Hit, Passage, Span


def span_in(
    text: str, quote: str, *, margin: float = 1.0, source: str = "a.txt", published: dt.date | None = None
) -> Span:
    """The first occurrence of a quote in a document of one sentence."""
    document = Document(text, "A title", source, published=published)
    hit = Hit(Passage(document, ((0, len(text)),)), 1.0, 1.0, 1.0)
    start = text.index(quote)
    return Span(hit, start, start + len(quote), margin, 0.0)


def quoted(
    *spans: Span,
    question: str = "Who?",
    confidence: float = 0.9,
    others: tuple[Alternative, ...] = (),
    within: Filter = Filter(),  # noqa: B008  frozen
    after: tuple[str, ...] = (),
    searched: int = 1,
    seconds: float = 0.0,
) -> Quoted:
    """An answer that each of the spans gives."""
    return Quoted(
        Asked(question, within, after),
        evidence=Evidence(tuple(span.hit for span in spans), spans, searched),
        seconds=seconds,
        confidence=confidence,
        citations=tuple(map(Citation, spans)),
        others=others,
    )


def said(question: str, answer: str) -> Quoted:
    """An answer in a document that says nothing else."""
    return quoted(span_in(answer, answer), question=question)


def unsure(*spans: Span, question: str = "Who?", confidence: float = 0.31, missing: tuple[str, ...] = ()) -> Unsure:
    """A decline with the likeliest place in the first of the spans."""
    evidence = Evidence(tuple(span.hit for span in spans), spans, len(spans))
    return Unsure(Asked(question), evidence=evidence, confidence=confidence, best=spans[0], missing=missing)


def not_found(
    *hits: Hit,
    question: str = "Who?",
    confidence: float = 0.1,
    searched: int = 1,
    within: Filter = Filter(),  # noqa: B008
    missing: tuple[str, ...] = (),
) -> NotFound:
    """A decline after reading the passages of these hits."""
    evidence = Evidence(hits, (), searched)
    return NotFound(Asked(question, within), evidence=evidence, confidence=confidence, missing=missing)


def notes(reply: Reply, role: Role) -> list[str]:
    """What briefbot itself says of one sort."""
    return [block.text for block in blocks(reply) if isinstance(block, Note) and block.role is role]


def verdict(reply: Reply) -> str:
    """Why nothing is answered, in a word; "" where something is."""
    return " ".join(notes(reply, Role.VERDICT))


def one_of_each() -> dict[str, Reply]:
    """A reply of each kind, by its name, with something in every field."""
    first, second, third = (
        span_in(f"{n} people were hurt.", f"{n}", source=f"{n}.txt") for n in ("Three", "Four", "Five")
    )
    within = Filter(("Wire",), since=dt.date(2026, 2, 3), documents=("a",))
    differing = (Alternative((Citation(third),)),)
    asked = {"question": "How many?", "within": within, "after": ("Where?",)}
    return {
        "quote": quoted(first, second, others=differing, seconds=0.5, searched=3, **asked),  # type: ignore[arg-type]
        "unsure": unsure(first, second, missing=("zebra",)),
        "not_found": not_found(first.hit, second.hit, within=within, missing=("zebra",)),
        **_of_several((first, second, third), Asked("How many?", within, ("Where?",)), within),
    }


def _of_several(spans: tuple[Span, ...], asked: Asked, within: Filter) -> dict[str, Reply]:
    """A reply of each kind that says several things."""
    evidence = Evidence(tuple(span.hit for span in spans), spans, len(spans))
    first, *others = (Citation(span) for span in spans)
    items = (Item((first,)), Item(tuple(others)))
    day = dt.date(2026, 2, 3)
    entries = (Dated(day, day, (first,)), Dated(day, dt.date(2026, 2, 28), tuple(others)))
    return {
        "listing": Listed(asked, evidence=evidence, confidence=0.7, items=items, complete=True),
        "brief": Brief(asked, evidence=evidence, items=items),
        "timeline": Timeline(asked, evidence=evidence, entries=entries),
        "evidence": Bearing(asked, evidence=evidence, confidence=0.7, sides=items),
        "search": Matches(asked, evidence=evidence, citations=(first, *others)),
        "collection": Holdings(
            asked,
            evidence=evidence,
            subject="mentions",
            phrases=("hurt",),
            restricted=within,
            author="Ada Quill",
            lacking=True,
            total=3,
            citations=(first, *others),
            outlets=(("Wire", 2), ("Post", 1)),
            period=(day, dt.date(2026, 2, 28)),
        ),
        "help": Help(asked, topic="greeting", suggestions=("Who?", "When?")),
        "parts": Parts(asked, parts=(quoted(spans[0], question="How many?"), not_found(question="Where?"))),
    }
