"""The turns so far + a question -> what to search for, and what to read the passages for.

Without a language model a follow-up cannot be rewritten, but the turns before it say what it leaves out. Its passages
are searched for with them, and it is read as it was asked ("Where did he go?"): a reader that sees an earlier question
beside it answers that one again. Only what is no whole question ("And when?") is read with the question that it goes
on from. See docs/decisions/0019-follow-ups.md.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from briefbot.types import Answer
from briefbot.words import MONTHS, UNSPACED, WEEKDAYS, WORD

_PRONOUNS = frozenset({"he", "him", "his", "she", "her", "hers", "they", "them", "their", "it", "its"})
_AUXILIARY = "did|do|does|is|are|was|were|has|have|had|will|would|can|could|should|may|might|must"
_PREPOSITION = "about|after|at|before|by|for|from|in|of|on|over|since|to|until|with"
# What a follow-up begins with, and a question that is complete does not.
_LEAD = re.compile(r"(?:(?:and|but)\b[\s,]*)?(?:(?:what|how) about\b)?\s*", re.IGNORECASE)
# "How did that happen?", "Who said this was wrong?", "Who called for that in May?", "Who led it then?", "at that time";
# but not "the dam that failed", nor "in this year".
_POINTING = re.compile(
    rf"\b(?:{_AUXILIARY}) (?:this|that|these|those)\b"
    rf"|\b(?:this|these) (?:{_AUXILIARY})\b"
    rf"|\b(?:{_PREPOSITION}) (?:this|that) (?:{_PREPOSITION})\b"
    rf"|\b(?:{_PREPOSITION}) that (?:day|moment|month|place|point|time|week|year)\b"
    r"|\b(?:this|that|these|those|there|then)(?=\W*$)",
    re.IGNORECASE,
)
_ASKS = re.compile(rf"\b(?:who|whom|whose|what|which|when|where|why|how|{_AUXILIARY})\b", re.IGNORECASE)
# "When?", "Why not?", "By whom?", "In which court?", "For how many games?"; but not "What happened?".
_FRAGMENT = re.compile(
    rf"(?:(?:{_PREPOSITION}) )?(?:why(?: not)?|when|where|whom?|(?:what|which|how(?: many| much)?)(?: (?!\w+ed\b)\w+)?)"
    r"(?: else| exactly)?\W*",
    re.IGNORECASE,
)
# Capitalised, and yet a question that names nothing else may lean on the turns before it.
_NO_NAMES = frozenset(word.casefold() for word in ("I", "US", *WEEKDAYS, *MONTHS))
_FEW_WORDS = 3
_UNSPACED = re.compile(f"[{UNSPACED}]")  # of such scripts one "word" may be a whole question
_TURNS = 3  # further back, a topic has usually changed


@dataclass(frozen=True, slots=True)
class Understood:
    """What a question becomes in its conversation."""

    searches: tuple[str, ...]  # texts to search for, each where those before it give no answer
    read: str  # the question that passages are read for


def understand(question: str, history: Sequence[Answer | str]) -> Understood:
    """The question as it is, or with the turns that it leans on; `history` is oldest first.

    One that names nothing and does not point back ("What will the repairs cost?") may lean on them or not: it is taken
    to do so unless that gives no answer.
    """
    turns = history[-_TURNS:]
    if not turns or not may_lean(question):
        return Understood((question,), question)
    asked = question
    told: list[str] = []
    for turn in reversed(turns):
        if not may_lean(asked):
            break
        asked = _question(turn)
        told.insert(0, f"{asked} {turn.text}".strip() if isinstance(turn, Answer) else asked.strip())
    together = " ".join([*told, question])
    searches = (together,) if leans_on_history(question) else (together, question)
    return Understood(searches, _whole(question, turns))


def leans_on_history(question: str) -> bool:
    """Whether a question points back: by how it begins, a word like "that", a pronoun without a name before it that it
    could stand for, or by being short and naming nothing.
    """
    text = question.strip()
    if _led(text) or fragment(text) or _POINTING.search(text):
        return True
    words = WORD.findall(text)
    for at, word in enumerate(words):
        if at and _is_name(word):
            return False
        if word.casefold() in _PRONOUNS:
            return True
    return len(words) <= _FEW_WORDS and not _UNSPACED.search(text)


def may_lean(question: str) -> bool:
    """Whether a question leans on the turns before it or names nothing: no word after the first is capitalised as a
    name is. Scripts without capitals do not tell.
    """
    nameless = not any(_is_name(word) for word in WORD.findall(question)[1:]) and not _UNSPACED.search(question)
    return nameless or leans_on_history(question)


def fragment(question: str) -> str:
    """What a question that is not a whole one asks for ("And when?": "when"); "" for a whole question."""
    text = question.strip()
    core = text[_led(text) :]
    # "And her profession?" asks for something else of the same person, "And Tokyo?" the same of somebody else.
    incomplete = _FRAGMENT.fullmatch(core) or (_led(text) and not _ASKS.search(core) and not _has_pronoun(core))
    return core.rstrip("?!. ") if incomplete else ""


def _whole(question: str, turns: Sequence[Answer | str]) -> str:
    """A fragment in front of the last question that is none; any other question itself."""
    part = fragment(question)
    asked = (_question(turn) for turn in reversed(turns))
    before = next((earlier for earlier in asked if not fragment(earlier)), None) if part else None
    return f"{part}: {before.strip()}" if before else question


def _question(turn: Answer | str) -> str:
    return turn.question if isinstance(turn, Answer) else turn


def _led(text: str) -> int:
    """How many characters of it lead over from the turn before: "And ", "What about "."""
    match = _LEAD.match(text)
    return match.end() if match else 0


def _has_pronoun(text: str) -> bool:
    return any(word.casefold() in _PRONOUNS for word in WORD.findall(text))


def _is_name(word: str) -> bool:
    return word[0].isupper() and word.casefold() not in _NO_NAMES
