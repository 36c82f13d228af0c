"""What the index holds: how many articles, which, of whom, of when and about what. Exact, from the catalog."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from briefbot.composing.cited import Range, cite_sentences, first_sentence, mentions_all, phrase_pattern, sentence_with
from briefbot.composing.collection_asked import CollectionAsked, collection_asked
from briefbot.composing.context import Context
from briefbot.composing.coverage import central_articles
from briefbot.composing.follow_up.about_reply import articles_of
from briefbot.composing.follow_up.turn import earlier_of
from briefbot.composing.phrase_asked import words_of
from briefbot.replies import Evidence, Holdings, Reply
from briefbot.store import CatalogRow, Snapshot
from briefbot.types import Document
from briefbot.words import QUESTION_WORDS, WORD

_SHOWN = 20  # articles at most
_READ_AT_ONCE = 256  # texts
_GROUPED = 3000  # articles, the newest, of which topics are made: their cosines are a square of so many


def compose_collection(context: Context) -> Reply:
    """Return what a question asks of the collection; see `CollectionAsked`."""
    snapshot = context.snapshot
    rows = snapshot.catalog(context.asked.within)
    evidence = Evidence(searched=len(rows), undated=context.extent()[1])
    asked = _asked(context, rows)
    if asked.subject == "cited":
        if (earlier := earlier_of(context)) and earlier.cited:
            return articles_of(context, earlier.answering)
        asked = replace(asked, subject="outlets")
    chosen = [row for row in rows if _is_chosen(row, asked)]
    phrases = asked.phrases
    if phrases:
        phrases, having = _mentioning(snapshot, asked, chosen)
        chosen = [row for row in chosen if row not in set(having)] if asked.is_denied else having
    total, shown = _shown(snapshot, asked, chosen)
    outlets = _counted(row.outlet for row in chosen)
    days = [row.published for row in (shown if asked.subject in ("newest", "oldest") else chosen) if row.published]
    return Holdings(
        context.asked,
        evidence=evidence,
        subject=asked.subject,
        phrases=phrases,
        restricted=asked.restricted,
        author=asked.author,
        lacking=asked.is_denied,
        total=len(outlets) if asked.subject == "outlets" else total,
        citations=cite_sentences(_sentences(snapshot, shown, () if asked.is_denied else phrases)),
        outlets=outlets,
        period=_period(days),
    )


def _asked(context: Context, rows: Sequence[CatalogRow]) -> CollectionAsked:
    """Return what is asked, with what the questions before it restricted where it goes on from them."""
    outlets = list(dict.fromkeys(row.outlet for row in rows if row.outlet))
    authors = _authors(rows)
    reference = None if context.asked.as_written else context.asked.reference
    asked = collection_asked(context.question, reference, outlets, authors)
    before = context.meant.searches[0].about
    if before and not asked.phrases:
        for question in reversed(before):
            asked = asked.after(collection_asked(question, reference, outlets, authors))
    if asked.phrases and asked.subject == "articles":
        asked = replace(asked, subject="mentions")
    return asked


def _authors(rows: Sequence[CatalogRow]) -> list[str]:
    """Return each author by himself, of two who wrote together, the longest name first."""
    named = {row.author for row in rows if row.author}
    parts = {part.strip() for name in named for part in (name, *re.split(r",|&|\band\b", name))}
    return sorted((part for part in parts if len(part) > 3), key=lambda part: (-len(part), part))


def _is_chosen(row: CatalogRow, asked: CollectionAsked) -> bool:
    restricted = asked.restricted
    if restricted.outlets and row.outlet not in restricted.outlets:
        return False
    if asked.author and asked.author not in (row.author or ""):
        return False
    if not (restricted.since or restricted.until):
        return True
    since, until = restricted.since or dt.date.min, restricted.until or dt.date.max
    return row.published is not None and since <= row.published <= until


def _mentioning(
    snapshot: Snapshot, asked: CollectionAsked, rows: Sequence[CatalogRow]
) -> tuple[tuple[str, ...], list[CatalogRow]]:
    """Return the articles that have all phrases, and the phrases that they have.

    Where none has a phrase as it stands, it is looked for without the article that it begins with, each of two that
    are joined by "and", and where the articles are only to be about it, all of its words.
    """
    for phrases in _readings(asked):
        if found := _having(snapshot, phrases, rows):
            return phrases, found
    return asked.phrases, []


def _readings(asked: CollectionAsked) -> Iterator[tuple[str, ...]]:
    yield asked.phrases
    bare = tuple(words_of(phrase) for phrase in asked.phrases)
    if bare != asked.phrases:
        yield bare
    if len(bare) > 1:
        return
    parts = tuple(words_of(part) for part in re.split(r",?\s+and\s+", bare[0]) if WORD.search(part))
    if len(parts) > 1:
        yield parts
    words = tuple(dict.fromkeys(word for word in WORD.findall(bare[0]) if word.casefold() not in QUESTION_WORDS))
    if asked.is_loose and words and words != bare:
        yield words


def _having(snapshot: Snapshot, phrases: Sequence[str], rows: Sequence[CatalogRow]) -> list[CatalogRow]:
    possible = snapshot.documents_with(phrases)
    patterns = [phrase_pattern(phrase) for phrase in phrases]
    left = [row for row in rows if row.number in possible]
    found: set[int] = set()
    for at in range(0, len(left), _READ_AT_ONCE):
        documents = snapshot.numbered([row.number for row in left[at : at + _READ_AT_ONCE]])
        found |= {number for number, document in documents.items() if mentions_all(patterns, document)}
    return [row for row in left if row.number in found]


def _shown(snapshot: Snapshot, asked: CollectionAsked, rows: Sequence[CatalogRow]) -> tuple[int, list[CatalogRow]]:
    """Return how many articles are spoken of, and those to show, in their order."""
    dated = sorted((row for row in rows if row.published), key=lambda row: (row.published, row.number), reverse=True)
    newest = [*dated, *(row for row in rows if not row.published)]
    match asked.subject:
        case "newest" | "oldest":
            ordered = dated if asked.subject == "newest" else dated[::-1]
            if asked.most is None:
                ordered = [row for row in ordered if row.published == ordered[0].published]
            ordered = ordered[: asked.most]
            return len(ordered), ordered[:_SHOWN]
        case "outlets" | "period" if not asked.phrases:
            return len(rows), []
        case "topics":
            return len(rows), _central(snapshot, newest)
    if asked.counted and len(rows) > _SHOWN:
        return len(rows), newest[:_SHOWN] if asked.phrases else []
    return len(rows), newest[:_SHOWN] if asked.is_restricted or not asked.counted else []


def _central(snapshot: Snapshot, newest: Sequence[CatalogRow]) -> list[CatalogRow]:
    """Return the most central article of each group of near ones, near-copies counted once."""
    by_family = {row.family or str(row.number): row for row in reversed(newest[:_GROUPED])}
    by_number = {row.number: row for row in by_family.values()}
    return [by_number[number] for number in central_articles(*snapshot.first_vectors(by_number), _SHOWN)]


def _counted(outlets: Iterable[str | None]) -> tuple[tuple[str, int], ...]:
    """Return each outlet with how many articles it has, the largest first."""
    counts = Counter(outlet for outlet in outlets if outlet)
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _period(days: Sequence[dt.date]) -> tuple[dt.date, dt.date] | None:
    return (min(days), max(days)) if days else None


def _sentences(
    snapshot: Snapshot, rows: Sequence[CatalogRow], phrases: Sequence[str]
) -> Iterator[tuple[Document, Range]]:
    """Yield a sentence of each article: the first that has the first phrase, or the first."""
    numbers = [row.number for row in rows]
    documents, passages = snapshot.numbered(numbers), snapshot.passages_of(numbers)
    for number in numbers:
        document, own = documents[number], passages.get(number, [])
        found = sentence_with(phrase_pattern(phrases[0]), document, own) if phrases else first_sentence(document, own)
        yield document, found
