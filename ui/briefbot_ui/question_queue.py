"""One queue for the questions of all pages and programs: a few are answered at once, the others wait their turn."""

from __future__ import annotations

import contextvars
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from briefbot import BriefbotError

AT_ONCE = 4
ROOM = 100  # questions that may wait
_Result = TypeVar("_Result")


class QueueFullError(BriefbotError):
    """Too many questions are waiting."""


class QuestionQueue:
    """A queue that runs work in the order in which it came, `at_once` at a time, with `room` for more that waits.

    Safe to share between threads.
    """

    def __init__(self, at_once: int = AT_ONCE, room: int = ROOM) -> None:
        self._workers = ThreadPoolExecutor(at_once, thread_name_prefix="question")
        self.places = at_once + room  # how many may wait or be worked on
        self._held = 0
        self._counting = threading.Lock()

    @property
    def held(self) -> int:
        """How many wait or are worked on."""
        return self._held

    def put(self, work: Callable[[], _Result]) -> Future[_Result]:
        """Queue `work` and return its future. Raises QueueFullError, at once, where no place is left.

        Cancelled before its turn, work leaves the queue; once begun, it runs to its end and keeps its place till then.
        """
        with self._counting:
            if self._held >= self.places:
                raise QueueFullError("Many questions are waiting already. Ask again in a moment.")
            self._held += 1
        # In the context of whoever puts it: what is logged meanwhile is about their request.
        waiting = self._workers.submit(contextvars.copy_context().run, work)
        waiting.add_done_callback(self._left)
        return waiting

    def _left(self, _: object) -> None:
        with self._counting:
            self._held -= 1
