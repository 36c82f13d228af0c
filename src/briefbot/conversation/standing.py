"""The turns of a conversation -> those that ask something, each as what it was understood to ask."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from briefbot.conversation.substitution import restated
from briefbot.conversation.understanding import question_of
from briefbot.conversation.wordings import form_of
from briefbot.replies import Reply

# "Only from the Courier": which articles, and no question. It holds for that one turn.
_RESTRICTS = re.compile(
    r"\W*(?:(?:and|but|ok(?:ay)?|now|then|please)\b\W*)*(?:only|just|solely)\b(?![^?]*\?)", re.IGNORECASE
)


def standing(history: Sequence[Reply | str]) -> list[Reply | str]:
    """Return the turns that ask something, oldest first; what corrects the one before it takes its place.

    "Tell me more" or "only from the Courier" asks nothing that a later question could go on from, but the turn before
    it still does.
    """
    left: list[Reply | str] = []
    for turn in history:
        said = question_of(turn)
        if left and (form_of(said) or _RESTRICTS.match(said)):
            continue
        again = restated(question_of(left[-1]), said) if left else ""
        if again:
            left[-1] = (
                replace(turn, asked=replace(turn.asked, question=again, read_as=()))
                if isinstance(turn, Reply)
                else again
            )
        else:
            left.append(turn)
    return left
