"""A question that loses its snapshot is asked once more, whichever store it is and whatever is asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import pytest

import briefbot
from briefbot import Assistant, IndexUnavailableError
from briefbot.settings import Settings
from briefbot.store import Snapshot, SnapshotLostError, Store, asked_again, open_store

LOST = "The server went away."


@pytest.mark.unit
@pytest.mark.parametrize(("losses", "calls"), [(0, 1), (1, 2)])
def test_a_question_is_asked_again_where_its_snapshot_is_lost(losses: int, calls: int) -> None:
    asked: list[str] = []

    @asked_again
    def question(about: str) -> str:
        asked.append(about)
        if len(asked) <= losses:
            raise SnapshotLostError(LOST)
        return about.upper()

    assert question("rain") == "RAIN"
    assert asked == ["rain"] * calls


@pytest.mark.unit
def test_a_second_loss_is_told_and_no_question_around_it_is_asked_again() -> None:
    asked: list[str] = []

    @asked_again
    def inner() -> None:
        asked.append("inner")
        raise SnapshotLostError(LOST)

    @asked_again
    def outer() -> None:
        asked.append("outer")
        inner()

    with pytest.raises(IndexUnavailableError, match=LOST):
        outer()
    assert asked == ["outer", "inner", "inner"]


@pytest.mark.unit
@pytest.mark.parametrize("error", [IndexUnavailableError, briefbot.IndexDamagedError, ValueError])
def test_no_other_failure_is_tried_again(error: type[Exception]) -> None:
    asked: list[int] = []

    @asked_again
    def question() -> None:
        asked.append(1)
        raise error(LOST)

    with pytest.raises(error, match=LOST):
        question()
    assert asked == [1]


class Losing:
    """The store of an index that loses each snapshot that is armed when it is left."""

    def __init__(self, index: Path) -> None:
        self._store = open_store(index)
        self.armed = False
        self.lost = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        with self._store.snapshot() as snapshot:
            yield snapshot
        if self.armed:
            self.armed = False
            self.lost += 1
            raise SnapshotLostError(LOST)


def original_of(assistant: Assistant, document_id: str) -> object:
    """The file of a document, or why there is none: a copy of an index was named no sources here."""
    try:
        return assistant.original(document_id)
    except briefbot.DocumentError as error:
        return str(error)


ASKED: dict[str, Callable[[Assistant], object]] = {
    "ask": lambda one: one.ask("Who is the chief executive of Sellick Ferries?"),
    "timeline": lambda one: one.ask("What happened in the ferry strike?", kind="timeline"),
    "brief": lambda one: one.brief("the ferry strike"),
    "search": lambda one: one.search("ferry strike", 5),
    "suggestions": lambda one: one.suggestions(1),
    "next_questions": lambda one: one.next_questions(one.ask("Who is the chief executive of Sellick Ferries?"), 1),
    "check": lambda one: one.check(briefbot.Filter(outlets=(one.outlets()[0][0],))),
    "document": lambda one: one.document(next(one.documents(limit=1)).id),
    "documents": lambda one: list(one.documents(offset=3, limit=4)),
    "original": lambda one: original_of(one, next(one.documents(limit=1)).id),
    "has_original": lambda one: one.has_original(next(one.documents(limit=1)).id),
    "count": lambda one: one.count(briefbot.Filter(since=dt.date(2025, 1, 1))),
    "outlets": lambda one: one.outlets(),
    "sources": lambda one: one.sources(),
    "period": lambda one: one.period(),
    "generation": lambda one: one.generation,
    "document_count": lambda one: one.document_count,
}


@pytest.mark.model
def test_whatever_an_assistant_is_asked_is_asked_again(examples_index: Path, examples_assistant: Assistant) -> None:
    store = Losing(examples_index)
    store.armed = True
    assistant = Assistant(cast("Store", store), Settings(index=examples_index))
    for name, ask in ASKED.items():
        store.armed = True
        assert ask(assistant) == ask(examples_assistant), name
    assert store.lost == len(ASKED) + 1, "at the start as well"
