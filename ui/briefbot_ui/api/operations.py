"""What programs can do with an index, for all ways in which they reach it: /v1, Gradio's endpoints and tools.

Everything waits its turn in the queue of all questions. No path of this machine is told: sources go by their names.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from briefbot import (
    Assistant,
    Document,
    Filter,
    QuestionError,
    Reply,
    as_dict,
    is_text,
    list_collections,
    list_documents,
    presentation,
    terminal,
)
from briefbot_ui.actions import HISTORY_KEPT
from briefbot_ui.api import requests
from briefbot_ui.api.problems import NotThereError, operation_error
from briefbot_ui.question_queue import QuestionQueue
from briefbot_ui.source_names import SourceNames, source_names

_Result = TypeVar("_Result")
_MOST_NAMED = 20  # collections, where one is asked for that there is not


class Operations:
    """The operations on one index. Each raises OperationError, whose message may be told to anybody."""

    def __init__(self, assistant: Assistant, queue: QuestionQueue) -> None:
        self._assistant = assistant
        self._queue = queue

    async def ask(self, asked: requests.Ask) -> dict[str, Any]:
        """Return the reply to a question."""
        return await self._in_line(lambda: _reply_dict(*self._reply(asked)))

    async def ask_in_words(self, asked: requests.Ask) -> tuple[str, dict[str, Any]]:
        """Return the reply to a question as a terminal shows it, and as `ask` gives it."""

        def work() -> tuple[str, dict[str, Any]]:
            names, reply = self._reply(asked)
            return _words(names, reply), _reply_dict(names, reply)

        return await self._in_line(work)

    async def brief(self, wanted: requests.Brief) -> dict[str, Any]:
        """Return a brief of a topic, or a decline."""

        def work() -> dict[str, Any]:
            names = source_names(self._assistant)
            within = self._filter(names, wanted)
            return _reply_dict(names, self._assistant.brief(wanted.topic, length=wanted.length, within=within))

        return await self._in_line(work)

    async def search(self, wanted: requests.Search) -> list[dict[str, Any]]:
        """Return the nearest passages, best first."""

        def work() -> list[dict[str, Any]]:
            names = source_names(self._assistant)
            within = self._filter(names, wanted)
            found = self._assistant.search(wanted.question, wanted.count, within=within)
            return [_without_paths(names, as_dict(hit)) for hit in found]

        return await self._in_line(work)

    async def documents(self, wanted: requests.Listing) -> dict[str, Any]:
        """Return a page of the list of articles, and how many there are in total."""

        def work() -> dict[str, Any]:
            names = source_names(self._assistant)
            within = self._filter(names, wanted)
            page = self._assistant.documents(within, offset=wanted.offset, limit=wanted.limit)
            listed = [_without_paths(names, _document_dict(document)) for document in page]
            return {"total": self._assistant.count(within), "documents": listed}

        return await self._in_line(work)

    async def document(self, document_id: object) -> dict[str, Any]:
        """Return one article with its text."""

        def work() -> dict[str, Any]:
            id_ = document_id if isinstance(document_id, str) and is_text(document_id) else ""
            try:
                found = self._assistant.document(id_)
            except KeyError:
                raise NotThereError(
                    f"There is no document with the id {document_id!r:.60}. The endpoint documents lists all ids."
                ) from None
            known = _without_paths(source_names(self._assistant), _document_dict(found))
            return {**known, "pages": list(found.pages), "text": found.text}

        return await self._in_line(work)

    async def collections(self) -> dict[str, Any]:
        """Return the saved collections, each with the ids of the articles that it has now."""

        def work() -> dict[str, Any]:
            index = self._assistant.index
            names, kept = source_names(self._assistant), list_collections(index=index)
            entries = list_documents(index=index) if kept else []
            return {
                "collections": [
                    {
                        "name": one.name,
                        "documents": [entry.document_id for entry in one.among(entries)],
                        "sources": [names.shown(source) for source in one.sources],
                    }
                    for one in kept
                ]
            }

        return await self._in_line(work)

    async def outlets(self) -> dict[str, Any]:
        """Return the outlets, each with how many articles it has, the largest first."""

        def work() -> dict[str, Any]:
            return {"outlets": [{"name": name, "documents": count} for name, count in self._assistant.outlets()]}

        return await self._in_line(work)

    def _reply(self, asked: requests.Ask) -> tuple[SourceNames, Reply]:
        names = source_names(self._assistant)
        within = self._filter(names, asked)
        history = (asked.history or [])[-HISTORY_KEPT:]
        reply = self._assistant.ask(
            asked.question, history=history, within=within, as_written=asked.as_written, kind=asked.kind
        )
        return names, reply

    def _filter(self, names: SourceNames, wanted: requests.Restriction) -> Filter:
        """Return the filter. Raises QuestionError for what is none, and for a name that the index does not have."""
        documents = tuple(wanted.documents or ())
        if wanted.collection is not None:
            documents = self._of_collection(wanted.collection, documents)
        within = Filter(
            tuple(wanted.outlets or ()),
            tuple(names.root(name) for name in wanted.sources or ()),
            wanted.since,
            wanted.until,
            documents,
            wanted.as_of,
        )
        self._assistant.check(within)
        return within

    def _of_collection(self, name: str, among: tuple[str, ...]) -> tuple[str, ...]:
        """Return the ids of the articles of a collection, `among` others where these are given."""
        kept = list_collections(index=self._assistant.index)
        found = next((one for one in kept if one.is_called(name)), None)
        if found is None:
            names = ", ".join(one.name for one in kept[:_MOST_NAMED]) + (", …" if len(kept) > _MOST_NAMED else "")
            raise NotThereError(f"There is no collection {name!r:.80}. There are: {names or 'none'}.")
        ids = [entry.document_id for entry in found.among(list_documents(index=self._assistant.index))]
        wanted = set(among or ids)
        chosen = tuple(id_ for id_ in ids if id_ in wanted)
        if not chosen:  # a filter without documents would choose all
            which = "none of these documents" if among else "no articles"
            raise QuestionError(f"The collection {found.name!r} has {which}.")
        return chosen

    async def _in_line(self, work: Callable[[], _Result]) -> _Result:
        try:
            return await asyncio.wrap_future(self._queue.put(work))
        except Exception as error:
            raise operation_error(error) from None


def _words(names: SourceNames, reply: Reply) -> str:
    """Return a reply as a terminal shows it, in which sources go by their names."""
    sources = tuple(map(names.shown, reply.within.sources))
    named = replace(reply, asked=replace(reply.asked, within=replace(reply.within, sources=sources)))
    return terminal.blocks_text(names.blocks(presentation.blocks(named)), conversation=True)


def _reply_dict(names: SourceNames, reply: Reply) -> dict[str, Any]:
    return _without_paths(names, as_dict(reply))


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
