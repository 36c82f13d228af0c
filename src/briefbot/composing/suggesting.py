"""Questions that the articles answer, made from what they say and asked before they are offered."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from briefbot.composing.drafts import Draft, drafts_of, is_answer
from briefbot.errors import QuestionError
from briefbot.replies import Reply
from briefbot.types import Document, family_of
from briefbot.words import content_words, folded

_TRIED = 12  # questions asked at most
_SURE = 0.5  # confidence from which a question is offered
_ARTICLES = 4  # that follow-ups are made from
_OF_EACH = 8  # drafts
_SAME_STORY = 0.8  # of the cosine of the nearest passage that was read

Ask = Callable[[str], Reply]  # for a fact


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question that was answered, with the articles that answer it."""

    question: str
    documents: tuple[str, ...]  # their ids


def suggestions(ask: Ask, documents: Iterable[Document]) -> Iterator[Suggestion]:
    """Yield questions that were asked and answered with the words they were made from, one an article at most."""
    drafts = (draft for document in documents for draft in itertools.islice(drafts_of(document), 1))
    return _answered(ask, drafts)


def follow_ups(ask: Ask, reply: Reply) -> Iterator[str]:
    """Yield questions that go on from a reply that cites articles, what stands near a quote first.

    They are made from the articles cited, and then from others that were read for it on the same story.
    """
    said, asked = folded(reply.text), _words(reply.question)
    near = (itertools.islice(_near(document, at), _OF_EACH) for document, at in _story(reply))
    drafts = (draft for draft in itertools.chain.from_iterable(itertools.zip_longest(*near)) if draft)
    new = (draft for draft in drafts if folded(draft.answer) not in said and _words(draft.question) != asked)
    return (suggestion.question for suggestion in _answered(ask, new))


def _story(reply: Reply) -> list[tuple[Document, int]]:
    """Return the articles that follow-ups are made from, each with the place that the reply is about."""
    if not reply.citations:
        return []
    places = [(citation.span.document, citation.start) for citation in reply.citations]
    least = _SAME_STORY * max((hit.dense for hit in reply.hits), default=0.0)
    places += [(hit.passage.document, hit.passage.start) for hit in reply.hits if hit.dense >= least]
    by_family: dict[str, tuple[Document, int]] = {}
    for document, at in places:
        by_family.setdefault(family_of(document), (document, at))
    return list(by_family.values())[:_ARTICLES]


def _near(document: Document, at: int) -> Iterator[Draft]:
    """Yield the drafts of an article, those from near a place first."""
    yield from sorted(drafts_of(document), key=lambda draft: abs(draft.start - at))


def _answered(ask: Ask, drafts: Iterable[Draft]) -> Iterator[Suggestion]:
    seen: set[str] = set()
    asked: set[str] = set()
    for draft in drafts:
        if draft.answer in seen or draft.question in asked:
            continue
        if len(asked) == _TRIED:
            return
        asked.add(draft.question)
        try:
            reply = ask(draft.question)
        except QuestionError:  # too long
            continue
        if reply.answered and (reply.confidence or 0.0) >= _SURE and is_answer(draft, reply.text):
            seen.add(draft.answer)
            yield Suggestion(draft.question, tuple(citation.document_id for citation in reply.citations))


def _words(question: str) -> frozenset[str]:
    return frozenset(folded(word) for word in content_words(question))
