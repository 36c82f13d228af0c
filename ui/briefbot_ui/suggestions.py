"""Suggested questions, made from what the articles say and asked before they are offered.

An article that says "Ada Quill, director of the Tarn Museum, ..." answers "Who is the director of the Tarn Museum?".
Such a question is offered only if briefbot, asked, gives that very answer.
"""

from __future__ import annotations

import itertools
import re
import threading
from collections.abc import Iterator

from briefbot import Document, QuestionError
from briefbot_ui.late import AnyAssistant

COUNT = 4
_TRIED = 12  # questions asked at most
_READ = 200  # documents looked at
_BEGINNING = 20_000  # characters of each

_CAPITAL = "[A-ZÀ-ÖØ-Þ]"
_NOBODY = r"(?!(?:He|Her|His|It|Its|She|That|Their|These|They|This|Those|We|Which|Who)\b)"  # at the head of a sentence
_WORD = rf"{_CAPITAL}[\w’'-]{{0,30}}\w"
# Every repetition has an end: a text of capitals must not take a time that grows with its square.
_NAME = rf"(?<!\w){_NOBODY}{_WORD}(?: (?:(?:of|de|da|van|von|of the) )?{_WORD}){{0,6}}"
_NO_ROLE = r"(?!(?:an?|the|who|which|is|was|were|then|once|his|her|their|former|formerly) )"  # at the head of one
_ROLE = (
    rf"(?:(?:{_NO_ROLE}[a-z]{{1,20}} ){{0,2}}"
    r"(?:chief executive|president|prime minister|minister|mayor|director|chairman|chairwoman|chair|"
    r"general secretary|governor|commissioner|inspector|head|leader|founder|editor|spokesman|spokeswoman))"
)
_HOLDS = re.compile(rf"(?P<who>{_NAME}), (?:the )?(?P<what>{_ROLE}) (?P<of>of|at) (?P<whom>(?:the )?{_NAME})(?=[,.;])")
_HELD = re.compile(
    rf"(?P<what>[Pp]resident|[Pp]rime [Mm]inister|[Mm]ayor|[Gg]overnor) of (?P<whom>(?:the )?{_NAME}), (?P<who>{_NAME})"
)
_EVENT = re.compile(
    rf"(?P<whom>(?:[Tt]he )?{_NAME})(?:, [^,.]{{3,80}},)? was "
    r"(?P<what>founded|built|completed|opened|established|launched) in (?P<who>(?:1[5-9]|20)\d\d)\b"
)
_MONEY = re.compile(
    rf"(?P<whom>{_NAME}) (?:was|were) sold (?:to [^.]{{3,40}} )?for (?P<who>[$€£]\d[\d.,]*(?: (?:million|billion))?)"
)


class Suggestions:
    """The questions for an assistant's index, made anew when it has changed. Safe to share between threads."""

    def __init__(self, assistant: AnyAssistant) -> None:
        self._assistant = assistant
        self._lock = threading.Lock()
        self._made: tuple[int, tuple[str, ...]] | None = None

    def questions(self) -> tuple[str, ...]:
        """Return up to COUNT questions that the articles answer; fewer, or none, where few are sure."""
        with self._lock:
            generation = self._assistant.generation
            if self._made is None or self._made[0] != generation:
                self._made = generation, tuple(itertools.islice(self._checked(), COUNT))
            return self._made[1]

    def _checked(self) -> Iterator[str]:
        seen: set[str] = set()
        documents = itertools.islice(self._assistant.documents(), _READ)
        drafts = (draft for document in documents for draft in itertools.islice(drafts_of(document), 1))
        for question, expected in itertools.islice(drafts, _TRIED):
            if expected in seen:
                continue
            seen.add(expected)
            try:
                answer = self._assistant.ask(question)
            except QuestionError:  # too long
                continue
            if answer.answered and (expected in answer.text or answer.text in expected):
                yield question


def drafts_of(document: Document) -> Iterator[tuple[str, str]]:
    """Yield (question, the words that answer it) for each sentence of a known form in a document's beginning."""
    text = document.text[:_BEGINNING]
    for pattern, form in _FORMS:
        for found in pattern.finditer(text):
            parts = found.groupdict()
            if "\n" not in found[0]:
                yield form.format(**{**parts, "what": parts.get("what", "").lower()}), parts["who"]


_FORMS = (
    (_HOLDS, "Who is the {what} {of} {whom}?"),
    (_HELD, "Who is the {what} of {whom}?"),
    (_EVENT, "When was {whom} {what}?"),
    (_MONEY, "How much was {whom} sold for?"),
)
