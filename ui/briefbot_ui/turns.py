"""The turns of a conversation as HTML."""

from __future__ import annotations

from collections.abc import Sequence

from briefbot.phrases import clipped
from briefbot.presentation import Block
from briefbot_ui.templates import render

QUESTION_CHARS = 1000  # a longer question is refused by briefbot; the notice shows its beginning


def reply_turn(question: str, blocks: Sequence[Block]) -> str:
    """Return a question with the blocks of its reply."""
    return render("turn.html", question=question, blocks=blocks, notice="")


def notice_turn(question: str, message: str) -> str:
    """Return a question that could not be answered, and what to do about it."""
    return render("turn.html", question=clipped(question, QUESTION_CHARS), blocks=(), notice=message)
