"""The turns so far + a question -> a question that stands alone.

Without a language model a follow-up cannot be rewritten, but it can be given what it leaves out: a question that
leans on the turn before ("And when?", "Where did he go?") is asked together with that turn.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from briefbot.types import Answer

_WORD = re.compile(r"\w+")
_OPENINGS = ("and ", "but ", "so ", "what about", "how about", "why not")
_POINTERS = frozenset(
    {"he", "him", "his", "she", "her", "hers", "they", "them", "their", "it", "its", "that", "those", "these", "there"}
)
_FEW_WORDS = 3  # "And when?", "Why?", "Which one?"


def stand_alone(question: str, history: Sequence[Answer | str]) -> str:
    """The question itself, or with the last turn before it where it leans on that. `history` is oldest first."""
    if not history or not leans_on_history(question):
        return question
    last = history[-1]
    before = f"{last.question} {last.text}".strip() if isinstance(last, Answer) else last.strip()
    return f"{before} {question}"


def leans_on_history(question: str) -> bool:
    """Whether a question points back: by its opening, by a pronoun, or by being too short to stand alone."""
    text = question.casefold().strip()
    words = _WORD.findall(text)
    return text.startswith(_OPENINGS) or len(words) <= _FEW_WORDS or not _POINTERS.isdisjoint(words)
