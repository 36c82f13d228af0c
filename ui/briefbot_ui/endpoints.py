"""The functions that programs can call: over HTTP, by gradio_client and as tools (Model Context Protocol).

Callers read the signatures and docstrings of these functions; docs/api.md shows each at work.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import gradio as gr
from gradio.events import api

from briefbot import Assistant
from briefbot_ui.api import requests
from briefbot_ui.api.operations import Operations
from briefbot_ui.api.problems import operation_error
from briefbot_ui.guard.well_formed import refuse_with
from briefbot_ui.question_queue import QuestionQueue

_Result = TypeVar("_Result")


class _Refusal(gr.Error):
    """An error that a program is told of; a tool sends it as text, which is the message itself."""

    def __str__(self) -> str:
        return str(self.message)


def add_endpoints(assistant: Assistant, queue: QuestionQueue) -> None:
    """Put the endpoints into the Blocks that is open."""
    operations = Operations(assistant, queue)

    async def done(begin: Callable[[], Awaitable[_Result]]) -> _Result:
        try:
            return await begin()
        except Exception as error:
            told = operation_error(error)
            refuse_with(told.status)
            raise _Refusal(str(told), print_exception=False) from None

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

        return await done(
            lambda: operations.ask(
                requests.checked(
                    requests.Ask,
                    question=question,
                    history=history,
                    as_written=as_written,
                    kind=kind,
                    **_restriction(outlets, sources, since, until, documents, as_of),
                )
            )
        )

    async def brief(
        topic: str = "",
        length: str = "medium",
        outlets: list[str] | None = None,
        sources: list[str] | None = None,
        since: str | None = None,
        until: str | None = None,
        documents: list[str] | None = None,
        as_of: str | None = None,
    ) -> dict[str, Any]:
        """Give the sentences of the news articles that say the most of a topic, each copied verbatim, or decline.

        Args:
            topic: what the brief is of; without one, of the articles that are chosen, which are at most 20 then
            length: short, medium or long: at most 3, 5 or 8 sentences
            outlets: only articles of these outlets, spelled as the articles spell them
            sources: only articles of these sources of the index
            since: only articles published on this day or later, as YYYY-MM-DD
            until: only articles published on this day or earlier, as YYYY-MM-DD
            documents: only these articles, named by their ids
            as_of: as if nothing had been published after this day, as YYYY-MM-DD; keeps articles without a date

        Returns:
            the brief, whose items are its sentences with their citations
        """

        return await done(
            lambda: operations.brief(
                requests.checked(
                    requests.Brief,
                    topic=topic,
                    length=length,
                    **_restriction(outlets, sources, since, until, documents, as_of),
                )
            )
        )

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

        return await done(
            lambda: operations.search(
                requests.checked(
                    requests.Search,
                    question=question,
                    count=count,
                    **_restriction(outlets, sources, since, until, documents, as_of),
                )
            )
        )

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

        return await done(
            lambda: operations.documents(
                requests.checked(
                    requests.Listing,
                    offset=offset,
                    limit=limit,
                    **_restriction(outlets, sources, since, until, documents, as_of),
                )
            )
        )

    async def document(document_id: str) -> dict[str, Any]:
        """Read one news article whole: its text, to which every offset refers, with its digest.

        Args:
            document_id: the id that an answer, a passage or the list of documents names

        Returns:
            the article with its text
        """

        return await done(lambda: operations.document(document_id))

    for function in (ask, brief, search, documents, document):
        # Not queued by Gradio: the questions have a queue of their own, and a tool call then needs no second request
        # of the server to itself, which would have no password.
        api(function, api_name=function.__name__, queue=False, concurrency_limit=None)


def _restriction(
    outlets: object, sources: object, since: object, until: object, documents: object, as_of: object
) -> dict[str, object]:
    """Return the fields of `requests.Restriction`; forms of Gradio's clients send "" for a day that is not given."""
    days = {"since": since or None, "until": until or None, "as_of": as_of or None}
    return {"outlets": outlets, "sources": sources, "documents": documents, **days}
