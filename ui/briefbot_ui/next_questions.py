"""Questions that go on from a reply, worked out once it is shown: at most one reply's at a time, and nobody waits."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from briefbot import BriefbotError, from_record
from briefbot_ui.late import AnyAssistant
from briefbot_ui.question_queue import QuestionQueue, QueueFullError

log = logging.getLogger(__name__)

_ROOM = 8  # replies that may wait; a page whose reply does not goes without


def next_questions_of(assistant: AnyAssistant) -> Callable[[Any], Any]:
    """Return the function that an open page calls with the record of the reply it shows.

    It returns up to three questions that the articles answer; none for what is no record, and where too many wait.
    """
    queue = QuestionQueue(at_once=1, room=_ROOM)  # not that of the questions, which thus wait for none of these

    def asked(record: Any) -> list[str]:
        try:
            return list(assistant.next_questions(from_record(record, assistant.document)))
        except (KeyError, ValueError, BriefbotError):
            return []

    def next_questions(record: Any) -> list[str]:
        try:
            return queue.put(lambda: asked(record)).result()
        except QueueFullError:
            return []
        except Exception:
            log.exception("the next questions could not be worked out")
            return []

    return next_questions
