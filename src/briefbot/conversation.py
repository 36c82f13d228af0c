"""The turns so far + a question -> a question that stands alone.

Without a language model a follow-up cannot be rewritten, but it can be given what it leaves out: a question that
leans on the turns before it ("And when?", "Where did he go?") is asked together with them, back to one that does not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from briefbot.types import Answer
from briefbot.words import MONTHS, UNSPACED, WEEKDAYS, WORD

_OPENINGS = ("and ", "but ", "what about", "how about", "why not")
_PRONOUNS = frozenset({"he", "him", "his", "she", "her", "hers", "they", "them", "their", "it", "its"})
# "How did that happen?", "Who signed these?"; but not "the dam that failed", nor "in this year".
_POINTING = re.compile(
    r"\b(?:did|do|does|is|are|was|were|has|have|had|will|would|can|could|should) (?:this|that|these|those)\b"
    r"|\b(?:this|that|these|those|there)(?=\W*$)",
    re.IGNORECASE,
)
# Capitalised, and yet a question that names nothing else leans on the turns before it.
_NO_NAMES = frozenset(word.casefold() for word in ("I", "US", *WEEKDAYS, *MONTHS))
_FEW_WORDS = 3  # "And when?", "Why?", "Which one?"
_UNSPACED = re.compile(f"[{UNSPACED}]")  # of such scripts one "word" may be a whole question
_TURNS = 3  # further back, a topic has usually changed


def stand_alone(question: str, history: Sequence[Answer | str]) -> str:
    """The question itself, or with the turns that it leans on before it. `history` is oldest first."""
    asked = question
    turns: list[str] = []
    for turn in reversed(history[-_TURNS:]):
        if not leans_on_history(asked):
            break
        asked = turn.question if isinstance(turn, Answer) else turn
        turns.insert(0, f"{asked} {turn.text}".strip() if isinstance(turn, Answer) else asked.strip())
    return " ".join([*turns, question])


def leans_on_history(question: str) -> bool:
    """Whether a question points back: by its opening, or by being short or having a pronoun and naming nobody."""
    text = question.strip()
    words = WORD.findall(text)
    if text.casefold().startswith(_OPENINGS):
        return True
    if any(word[0].isupper() and word.casefold() not in _NO_NAMES for word in words[1:]):
        return False
    few = len(words) <= _FEW_WORDS and not _UNSPACED.search(text)
    return few or bool(_POINTING.search(text)) or not _PRONOUNS.isdisjoint(word.casefold() for word in words)
