"""Who asks, and what they may do: the functions that handlers call.

A login is checked once, in the door; a handler asks `current_person` who it was, and calls `require` before it changes
anything.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from starlette.datastructures import State

from briefbot import BriefbotError

log = logging.getLogger(__name__)

PERSON = "person"  # in the state of a request


class Scope(StrEnum):
    """What a person may do. Whoever may write may read, too."""

    READ = "read"  # ask, search, read and rate
    WRITE = "write"  # add and remove articles, too


class NotAllowedError(BriefbotError):
    """A person may not do what was asked for; the message says what they need."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who asks: the name of their login, empty where the chat asks for none. Without a scope they may do nothing."""

    name: str
    scope: Scope | None

    def may(self, scope: Scope) -> bool:
        """Return whether the person may do what needs `scope`."""
        return self.scope is Scope.WRITE or self.scope is scope


ANYONE = Person("", Scope.WRITE)  # where the chat asks for no login
NOBODY = Person("", None)

_state: ContextVar[State | None] = ContextVar("state", default=None)


def state_of_request() -> State:
    """Return the state of the request that is being handled, an empty one where there is none."""
    from gradio.context import LocalContext  # gradio takes seconds to import

    # Gradio runs queued events in a task that it began with some other request: only the request itself tells.
    request = LocalContext.request.get(None)
    state: State | None = _state.get() if request is None else request.state
    return State() if state is None else state


def current_person() -> Person:
    """Return who sent the request that is being handled.

    Call it in the handler itself: in a thread that the handler starts, and outside of requests, it is NOBODY.
    """
    person: Person = getattr(state_of_request(), PERSON, NOBODY)
    return person


def require(scope: Scope) -> Person:
    """Return who asks. Raises NotAllowedError, with the cure, unless they may do what needs `scope`."""
    person = current_person()
    if not person.may(scope):
        raise NotAllowedError(
            f"Your login may not do this: it needs the scope {scope}. Whoever runs the chat makes a token that has it: "
            f"briefbot tokens add NAME --scope {scope}"
        )
    if scope is Scope.WRITE and person.name:
        log.info("%s changes the articles", person.name)
    return person


@contextmanager
def asking(person: Person, state: dict[str, Any]) -> Iterator[None]:
    """Make `person` the one who asks, for as long as their request with this `state` (of its ASGI scope) is handled."""
    state[PERSON] = person
    token = _state.set(State(state))
    try:
        yield
    finally:
        _state.reset(token)
