"""Questions that the articles answer, made from what they say and asked before they are offered."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from briefbot.composing.drafts import Draft, drafts_of, is_answer
from briefbot.errors import QuestionError
from briefbot.replies import Reply
from briefbot.types import Document
from briefbot.words import content_words, folded

_READ = 200  # documents looked at
_TRIED = 12  # questions asked at most
_SURE = 0.5  # confidence from which a question is offered
_ARTICLES = 4  # that a reply cites and that questions are made from
_OF_EACH = 6  # drafts

Ask = Callable[[str], Reply]  # for a fact


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question that was answered, with the articles that answer it."""

    question: str
    documents: tuple[str, ...]  # their ids


def suggestions(ask: Ask, documents: Iterable[Document]) -> Iterator[Suggestion]:
    """Yield questions that were asked and answered with the words they were made from, one an article at most."""
    read = itertools.islice(documents, _READ)
    drafts = (draft for document in read for draft in itertools.islice(drafts_of(document), 1))
    return _answered(ask, drafts)


def follow_ups(ask: Ask, reply: Reply) -> Iterator[str]:
    """Yield questions that go on from a reply, made from the articles that it cites, what stands near a quote first."""
    cited = {citation.document_id: citation for citation in reversed(reply.citations)}
    articles = list(dict.fromkeys(citation.document_id for citation in reply.citations))[:_ARTICLES]
    near = [
        sorted(drafts_of(cited[id_].span.document), key=lambda draft, at=cited[id_].start: abs(draft.start - at))[:_OF_EACH]
        for id_ in articles
    ]
    in_turn = itertools.chain.from_iterable(itertools.zip_longest(*near))
    said = folded(reply.text)
    asked = _words(reply.question)
    drafts = (draft for draft in in_turn if draft and folded(draft.answer) not in said and _words(draft.question) != asked)
    return (suggestion.question for suggestion in _answered(ask, drafts))


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
