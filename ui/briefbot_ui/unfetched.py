"""Results of calls that wait to be fetched, in bounded memory.

Gradio keeps the result of a call until somebody fetches it: of 2,000 sessions, however large they are and however long
it has been. The ids of their calls it keeps for ever.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import gradio as gr
from gradio import routes
from gradio.utils import LRUCache

KEPT = 600  # seconds that a result waits
MOST_SESSIONS = 2000
MOST_WEIGHT = 64 * 1024 * 1024  # bytes, about, of all results that wait,
MOST_OF_ONE = 16 * 1024 * 1024  # and of those for one session
_READ_LATELY = 30  # seconds; whoever waits for a result looks for it every ten
_EACH = 1000  # bytes, about, of a message beside its text
_UPLOADS = 100  # progress of this many is kept for who asks


def bound(app: gr.Blocks) -> None:
    """Give a queue, before it is served, bounds on what it keeps for clients that do not come back."""
    queue = app._queue
    waiting: Any = Unfetched(queue.pending_event_ids_session)
    queue.pending_messages_per_session = waiting
    queue.ANALYTICS_MAX_EVENTS = 0  # nobody sees its statistics, which are worked out anew after each call
    routes.file_upload_statuses._statuses = LRUCache(_UPLOADS)


class Messages(asyncio.Queue[Any]):
    """The messages for one session, whose calls are `events`; `weight` is about how many bytes they have.

    Where they are too many, the oldest go.
    """

    def __init__(self, events: Callable[[], set[str]], clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self.weight = _EACH
        self.used = clock()  # when one was last put or looked for
        self._events = events
        self._clock = clock
        self._read_at: float | None = None

    async def get(self) -> Any:
        """Return the next message, as soon as there is one."""
        self._read_at = self._clock()
        try:
            return await super().get()
        finally:
            self._read_at = self._clock()

    def is_read(self) -> bool:
        """Return whether somebody waits for the messages just now."""
        return self._read_at is not None and self._clock() - self._read_at < _READ_LATELY

    def _put(self, item: Any) -> None:
        self.weight += weight_of(getattr(item, "output", None))
        super()._put(item)
        while self.weight > MOST_OF_ONE and self.qsize() > 1:
            self._events().discard(getattr(self._get(), "event_id", ""))

    def _get(self) -> Any:
        item = super()._get()
        self.weight -= weight_of(getattr(item, "output", None))
        return item


class Unfetched(OrderedDict[str, Messages]):
    """The messages of each session, the least used first: Gradio's `pending_messages_per_session`.

    When a new session comes, those that nobody has used for long are forgotten, and the oldest where there are too many
    or they hold too much; `events`, the ids of calls of each session, are forgotten with them. What comes later for a
    session that is forgotten goes nowhere.
    """

    def __init__(self, events: dict[str, set[str]], clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._events = events
        self._clock = clock

    def __getitem__(self, session: str) -> Messages:
        if session not in self:
            return self._messages(session)
        messages = super().__getitem__(session)
        messages.used = self._clock()
        self.move_to_end(session)
        return messages

    def __setitem__(self, session: str, _: object) -> None:
        super().__setitem__(session, self._messages(session))
        self.forget()

    def __delitem__(self, session: str) -> None:
        self._events.pop(session, None)
        if session in self:
            super().__delitem__(session)

    def _messages(self, session: str) -> Messages:
        return Messages(lambda: self._events.get(session, set()), self._clock)

    def forget(self) -> None:
        """Forget what has waited too long, and the oldest of what is too much, but nothing that somebody waits for."""
        now = self._clock()
        held = [(session, messages) for session, messages in self.items() if not messages.is_read()]
        count, weight = len(self), sum(messages.weight for messages in self.values())
        for session, messages in held[:-1]:  # the last is the one that has just come
            if now - messages.used <= KEPT and count <= MOST_SESSIONS and weight <= MOST_WEIGHT:
                break
            del self[session]
            count, weight = count - 1, weight - messages.weight


def weight_of(value: object) -> int:
    """Return about how many bytes a message holds: its text, and a little for each thing in it."""
    total, left = _EACH, [value]
    while left:
        one = left.pop()
        total += 50
        if isinstance(one, str):
            total += len(one)
        elif isinstance(one, dict):
            left += one.values()
        elif isinstance(one, list | tuple):
            left += one
    return total
