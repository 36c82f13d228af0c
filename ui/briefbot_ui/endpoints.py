"""The four functions that programs can call: over HTTP, by gradio_client and as tools (Model Context Protocol).

Callers read the signatures and docstrings of these functions; docs/api.md shows each at work.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable
from typing import Any, TypeVar

import gradio as gr
from gradio.events import api

from briefbot import Assistant, Document, Filter, QuestionError, as_dict
from briefbot_ui.actions import HISTORY_KEPT
from briefbot_ui.conversation import words_for
from briefbot_ui.guard.well_formed import refuse_with
from briefbot_ui.question_queue import QuestionQueue, QueueFullError
from briefbot_ui.source_names import SourceNames, source_names

MOST_DOCUMENTS = 100
MOST_HISTORY = 50
_MOST_NAMES = 1000
_MOST_IDS = 10_000
_Result = TypeVar("_Result")


class _UnknownError(QuestionError):
    """An article that there is not."""


class _Refusal(gr.Error):
    """An error that a program is told of; a tool sends it as text, which is the message itself."""

    def __str__(self) -> str:
        return str(self.message)


def add_endpoints(assistant: Assistant, queue: QuestionQueue) -> None:
    """Put the four endpoints into the Blocks that is open."""

    async def in_line(work: Callable[[], _Result]) -> _Result:
        try:
            return await asyncio.wrap_future(queue.put(work))
        except Exception as error:
            refuse_with(_status_of(error))
            raise _Refusal(words_for(error), print_exception=False) from None

    async def ask(
        question: str,
        history: list[str] | None = None,
        outlets: list[str] | None = None,
        sources: list[str] | None = None,
        since: str | None = None,
        until: str | None = None,
        documents: list[str] | None = None,
        as_of: str | None = None,
        as_written: bool = False,
        kind: str | None = None,
    ) -> dict[str, Any]:
        """Answer a question with words copied verbatim out of the news articles of this index, or decline.

        The answer has the exact place of every quote, the sentence around it and the probability that it is right.
        Where "answered" is false, the articles do not say; or, where "unsure" is true, no answer is sure enough, and
        "likeliest" is a sentence to read, which may hold the answer or not. "nearest" then has the closest passages.

        Args:
            question: the question, in English, at most 1,000 characters
            history: earlier questions of the conversation, oldest first, which a follow-up may lean on
            outlets: only articles of these outlets, spelled as the articles spell them
            sources: only articles of these sources of the index
            since: only articles published on this day or later, as YYYY-MM-DD
            until: only articles published on this day or earlier, as YYYY-MM-DD
            documents: only these articles, named by their ids
            as_of: as if nothing had been published after this day, as YYYY-MM-DD; keeps articles without a date
            as_written: read no word as another, and work out no day that the question states
            kind: the kind of reply that is wanted, such as quote, listing, brief, timeline, evidence or search

        Returns:
            the answer, its probability and its citations
        """

        def work() -> dict[str, Any]:
            before = _texts(history, "history", MOST_HISTORY)[-HISTORY_KEPT:]
            names = source_names(assistant)
            within = _filter(assistant, names, outlets, sources, since, until, documents, as_of)
            reply = assistant.ask(question, history=before, within=within, as_written=as_written is True, kind=kind)
            return _without_paths(names, as_dict(reply))

        return await in_line(work)

    async def search(
        question: str,
        count: int = 8,
        outlets: list[str] | None = None,
        sources: list[str] | None = None,
        since: str | None = None,
        until: str | None = None,
        documents: list[str] | None = None,
        as_of: str | None = None,
    ) -> list[dict[str, Any]]:
        """Find the passages of the news articles that come nearest to a question, best first.

        Args:
            question: a question or words to search for, at most 1,000 characters
            count: how many passages, from 1 to 50
            outlets: only articles of these outlets, spelled as the articles spell them
            sources: only articles of these sources of the index
            since: only articles published on this day or later, as YYYY-MM-DD
            until: only articles published on this day or earlier, as YYYY-MM-DD
            documents: only these articles, named by their ids
            as_of: as if nothing had been published after this day, as YYYY-MM-DD; keeps articles without a date

        Returns:
            each passage with its text, its place in the article, the article's id and scores
        """

        def work() -> list[dict[str, Any]]:
            names = source_names(assistant)
            within = _filter(assistant, names, outlets, sources, since, until, documents, as_of)
            found = assistant.search(question, count, within=within)
            return [_without_paths(names, as_dict(hit)) for hit in found]

        return await in_line(work)

    async def documents(
        offset: int = 0,
        limit: int = 50,
        outlets: list[str] | None = None,
        sources: list[str] | None = None,
        since: str | None = None,
        until: str | None = None,
        documents: list[str] | None = None,
        as_of: str | None = None,
    ) -> dict[str, Any]:
        """List the news articles of the index, in the order in which they were added, without their text.

        Args:
            offset: how many to pass over
            limit: how many to list, from 1 to 100
            outlets: only articles of these outlets, spelled as the articles spell them
            sources: only articles of these sources of the index
            since: only articles published on this day or later, as YYYY-MM-DD
            until: only articles published on this day or earlier, as YYYY-MM-DD
            documents: only these articles, named by their ids
            as_of: as if nothing had been published after this day, as YYYY-MM-DD; keeps articles without a date

        Returns:
            how many articles there are in total, and the articles of this page
        """

        def work() -> dict[str, Any]:
            _check_between("offset", offset, 0, 10**9)
            _check_between("limit", limit, 1, MOST_DOCUMENTS)
            names = source_names(assistant)
            within = _filter(assistant, names, outlets, sources, since, until, documents, as_of)
            page = assistant.documents(within, offset=offset, limit=limit)
            listed = [_without_paths(names, _document_dict(document)) for document in page]
            return {"total": assistant.count(within), "documents": listed}

        return await in_line(work)

    async def document(document_id: str) -> dict[str, Any]:
        """Read one news article whole: its text, to which every offset refers, with its digest.

        Args:
            document_id: the id that an answer, a passage or the list of documents names

        Returns:
            the article with its text
        """

        def work() -> dict[str, Any]:
            try:
                found = assistant.document(document_id if _is_text(document_id) else "")
            except KeyError:
                raise _UnknownError(
                    f"There is no document with the id {document_id!r:.60}. The endpoint documents lists all ids."
                ) from None
            known = _without_paths(source_names(assistant), _document_dict(found))
            return {**known, "pages": list(found.pages), "text": found.text}

        return await in_line(work)

    for function in (ask, search, documents, document):
        # Not queued by Gradio: the questions have a queue of their own, and a tool call then needs no second request
        # of the server to itself, which would have no password.
        api(function, api_name=function.__name__, queue=False, concurrency_limit=None)


def _status_of(error: Exception) -> int:
    """Return the HTTP status of a failure, where a call is answered in one step."""
    if isinstance(error, _UnknownError):
        return 404
    if isinstance(error, QueueFullError):
        return 503
    return 422 if isinstance(error, QuestionError) else 500


def _without_paths(names: SourceNames, value: dict[str, Any]) -> dict[str, Any]:
    without: dict[str, Any] = names.without_paths(value)
    return without


def _document_dict(document: Document) -> dict[str, Any]:
    return {
        "document_id": document.id,
        "title": document.title,
        "source": document.source,
        "other_sources": list(document.other_sources),
        "outlet": document.outlet,
        "author": document.author,
        "published": document.published and document.published.isoformat(),
        "characters": len(document.text),
        "sha256": document.sha256,
        "blocks": [{"kind": block.kind.value, "start": block.start, "end": block.end} for block in document.blocks],
        "former_ids": [{"document_id": id_, "shift": shift} for id_, shift in document.former],
    }


def _filter(
    assistant: Assistant,
    names: SourceNames,
    outlets: object,
    sources: object,
    since: object,
    until: object,
    documents: object,
    as_of: object,
) -> Filter:
    """Return the filter. Raises QuestionError for what is no filter, and for a name that the index does not have."""
    within = Filter(
        _texts(outlets, "outlets", _MOST_NAMES),
        tuple(names.root(name) for name in _texts(sources, "sources", _MOST_NAMES)),
        _day(since, "since"),
        _day(until, "until"),
        _texts(documents, "documents", _MOST_IDS),
        _day(as_of, "as_of"),
    )
    assistant.check(within)
    return within


def _texts(value: object, name: str, most: int) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or len(value) > most or not all(_is_text(item) for item in value):
        raise QuestionError(f"{name} is a list of at most {most:,} strings.")
    return tuple(value)


def _is_text(value: object) -> bool:
    """Return whether a value is text, which half of a surrogate pair is not."""
    return isinstance(value, str) and value == value.encode("utf-8", "replace").decode()


def _day(value: object, name: str) -> dt.date | None:
    if value in (None, ""):
        return None
    try:
        return dt.date.fromisoformat(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise QuestionError(f"{name} is a day, written as year-month-day, for example: 2025-11-19") from None


def _check_between(name: str, value: object, least: int, most: int) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise QuestionError(f"{name} is a whole number from {least:,} to {most:,}.")
