"""An assistant over an index that may not be there yet, so that the chat can open before its first article."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from briefbot import Assistant, Document, Filter, Hit, IndexNotFoundError, QuestionError, Reply, Settings

EMPTY = "You have no articles yet. Add some, or load the examples, then ask again."

_ALL = Filter()
_Value = TypeVar("_Value")


class LateAssistant:
    """An assistant that has no documents until there is an index, and from then on does what an `Assistant` does.

    Safe to share between threads. Raises what `Assistant.open` raises, but for IndexNotFoundError.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._opening = threading.Lock()
        self._opened: Assistant | None = None
        self._assistant()

    @property
    def index(self) -> Path:
        return self._settings.index.absolute()

    @property
    def generation(self) -> int:
        return self._of(lambda assistant: assistant.generation, 0)

    @property
    def document_count(self) -> int:
        return self._of(lambda assistant: assistant.document_count, 0)

    def ask(
        self,
        question: str,
        *,
        history: Sequence[Reply | str] = (),
        within: Filter = _ALL,
        as_of: dt.date | None = None,
        as_written: bool = False,
        kind: str | None = None,
    ) -> Reply:
        def asked(assistant: Assistant) -> Reply | None:
            return assistant.ask(
                question, history=history, within=within, as_of=as_of, as_written=as_written, kind=kind
            )

        reply = self._of(asked, None)
        if reply is None or (not reply.searched and not self.document_count):
            raise QuestionError(EMPTY)
        return reply

    def document(self, document_id: str) -> Document:
        found = self._of(lambda assistant: assistant.document(document_id), None)
        if found is None:
            raise KeyError(document_id)
        return found

    def search(self, question: str, count: int = 8, *, within: Filter = _ALL) -> tuple[Hit, ...]:
        found = self._of(lambda assistant: assistant.search(question, count, within=within), None)
        if found is None:
            raise QuestionError(EMPTY)
        return found

    def documents(self, within: Filter = _ALL, *, offset: int = 0, limit: int | None = None) -> Iterator[Document]:
        assistant = self._assistant()
        with suppress(IndexNotFoundError):
            if assistant:
                yield from assistant.documents(within, offset=offset, limit=limit)

    def count(self, within: Filter = _ALL) -> int:
        return self._of(lambda assistant: assistant.count(within), 0)

    def check(self, within: Filter) -> None:
        self._of(lambda assistant: assistant.check(within), None)

    def outlets(self) -> list[tuple[str, int]]:
        return self._of(lambda assistant: assistant.outlets(), [])

    def sources(self) -> list[str]:
        return self._of(lambda assistant: assistant.sources(), [])

    def period(self) -> tuple[dt.date, dt.date] | None:
        return self._of(lambda assistant: assistant.period(), None)

    def suggestions(self, count: int = 3, *, within: Filter = _ALL) -> tuple[str, ...]:
        return self._of(lambda assistant: assistant.suggestions(count, within=within), ())

    def next_questions(self, reply: Reply, count: int = 3) -> tuple[str, ...]:
        return self._of(lambda assistant: assistant.next_questions(reply, count), ())

    def _of(self, value: Callable[[Assistant], _Value], otherwise: _Value) -> _Value:
        """Return a value of the assistant; `otherwise` where there is no index, or no longer."""
        assistant = self._assistant()
        try:
            return value(assistant) if assistant else otherwise
        except IndexNotFoundError:
            return otherwise

    def _assistant(self) -> Assistant | None:
        with self._opening:
            if self._opened is None:
                try:
                    self._opened = Assistant.open(settings=self._settings)
                except IndexNotFoundError:
                    return None
            return self._opened


AnyAssistant = Assistant | LateAssistant
