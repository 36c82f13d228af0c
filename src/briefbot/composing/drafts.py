"""Sentences of articles -> questions that they answer, by fixed forms.

An article that says "Ada Quill, director of the Tarn Museum, ..." answers "Who is the director of the Tarn Museum?".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from briefbot.text.calendar_names import MONTHS, WEEKDAYS
from briefbot.text.sentence_ends import LATIN
from briefbot.types import Document

_BEGINNING = 20_000  # characters of an article that are looked at

_CAPITAL = "[A-ZÀ-ÖØ-Þ]"
_NOBODY = r"(?!(?:He|Her|His|It|Its|She|That|Their|These|They|This|Those|We|Which|Who)\b)"  # at the head of a sentence
_WORD = rf"{_CAPITAL}[\w’'-]{{0,30}}\w"
# Every repetition has an end: a text of capitals must not take a time that grows with its square.
_NAME = rf"(?<!\w){_NOBODY}{_WORD}(?: (?:(?:of|de|da|van|von|of the) )?{_WORD}){{0,6}}"
_FULL_NAME = rf"(?<!\w){_NOBODY}{_WORD}(?: (?:(?:of|de|da|van|von) )?{_WORD}){{1,4}}"
_NO_ROLE = r"(?!(?:an?|the|who|which|is|was|were|then|once|his|her|their|former|formerly) )"  # at the head of one
_ROLE = (
    rf"(?:(?:{_NO_ROLE}[a-z]{{1,20}} ){{0,2}}"
    r"(?:chief executive|president|prime minister|minister|mayor|director|chairman|chairwoman|chair|"
    r"general secretary|governor|commissioner|inspector|head|leader|founder|editor|spokesman|spokeswoman))"
)
_MONEY = r"[$€£]\d[\d.,]*(?: (?:million|billion))?"
_MONTH, _WEEKDAY = ("|".join(name.capitalize() for name in names) for names in (MONTHS, WEEKDAYS))
_WHEN = (
    rf"(?:on (?:{_WEEKDAY}|\d{{1,2}} (?:{_MONTH})(?: \d{{4}})?|(?:{_MONTH}) \d{{1,2}}(?:, \d{{4}})?)"
    rf"|in (?:(?:{_MONTH})(?: \d{{4}})?|(?:1[5-9]|20)\d\d))\b"
)
_NUMBER = r"(?:\d[\d,]{0,8}|[Tt]wo|[Tt]hree|[Ff]our|[Ff]ive|[Ss]ix|[Ss]even|[Ee]ight|[Nn]ine|[Tt]en)"
_ASIDE = r"(?:, [^,.\n]{3,80},)?"
_BEGINS = rf"(?:\A|(?<=[{LATIN}] )|(?<=[{LATIN}][”\"] )|(?<=\n))"  # a sentence
_UNTIL = r"(?=[.,;]\s)"
# The rest of a clause that stands alone: nothing in it points elsewhere.
_CLAUSE = (
    r"(?:(?!\b(?:he|her|his|him|it|its|she|they|their|them|this|that|these|those|who|which|we"
    r"|our|I|my|you|said|also)\b)"
    r"[^.,;:“”\"()\n]){12,90}"
)
_DONE = (  # by persons, so that "who" asks for the one
    r"(?:won|led|leads|wrote|bought|sold|founded|built|designed|directed|signed|joined"
    r"|defeated|beat|married|sued|ordered"
    r"|accused|criticised|criticized|promised|warned|demanded|proposed|rejected|announced|owns"
    r"|runs|heads|chairs|chaired"
    r"|became|discovered|found|opened|promised|pleaded|plans to|wants to|will (?:lead|open|play|replace|become|take))"
)
_PLAIN_FORMS = {
    "opened": "open",
    "closed": "close",
    "began": "begin",
    "started": "start",
    "collapsed": "collapse",
    "sank": "sink",
    "erupted": "erupt",
    "ended": "end",
    "died": "die",
    "resigned": "resign",
    "arrived": "arrive",
}
_THING = rf"(?:The (?:[\w’'-]{{1,20}} ){{0,4}}[\w’'-]{{1,20}}|{_NAME})"

_FORMS = tuple(
    (re.compile(pattern), form)
    for pattern, form in (
        (
            rf"(?P<who>{_NAME}), (?:the )?(?P<what>{_ROLE}) (?P<of>of|at) (?P<whom>(?:the )?{_NAME})(?=[,.;])",
            "Who is the {what} {of} {whom}?",
        ),
        (
            r"(?P<what>[Pp]resident|[Pp]rime [Mm]inister|[Mm]ayor|[Gg]overnor) of "
            rf"(?P<whom>(?:the )?{_NAME}), (?P<who>{_NAME})",
            "Who is the {what} of {whom}?",
        ),
        (
            rf"(?P<whom>(?:[Tt]he )?{_NAME}){_ASIDE} was "
            r"(?P<what>founded|built|completed|opened|established|launched) in (?P<who>(?:1[5-9]|20)\d\d)\b",
            "When was {whom} {what}?",
        ),
        (
            rf"(?P<whom>{_NAME}) (?:was|were) sold (?:to [^.]{{3,40}} )?for (?P<who>{_MONEY})",
            "How much was {whom} sold for?",
        ),
        (rf"(?P<whom>{_NAME}) will cost (?:about |around )?(?P<who>{_MONEY})", "How much will {whom} cost?"),
        (
            rf"(?P<who>{_NUMBER}) (?P<those>people|men|women|children|soldiers|civilians|workers|students) "
            r"(?:were|have been|had been) (?P<what>killed|injured|hurt|arrested|wounded|rescued|displaced) "
            rf"in (?P<whom>(?:the )?{_NAME})",
            "How many {those} were {what} in {whom}?",
        ),
        (
            rf"{_BEGINS}(?P<whom>{_THING}){_ASIDE} was "
            rf"(?P<what>arrested|killed|elected|appointed|born|sentenced|released|sworn in|closed"
            rf"|opened) (?P<who>{_WHEN})",
            "When was {whom} {what}?",
        ),
        (
            rf"{_BEGINS}(?P<whom>{_THING}){_ASIDE} (?P<did>{'|'.join(_PLAIN_FORMS)}) (?P<who>{_WHEN})",
            "When did {whom} {did}?",
        ),
        (
            rf"{_BEGINS}(?:About |At least |More than |Some |Nearly |Almost |Around |Up to )?(?P<who>{_NUMBER})\s"
            r"(?P<those>(?!(?:hundred|thousand|million|billion|percent|per|of|years?|days?|hours?"
            r"|other|more|months?|weeks?)\b)(?:[a-z]{1,20} ){0,2}[a-z]{2,20}) (?P<what>were|are|have"
            r"|had|will|took|live|work|lost|died|went) "
            rf"(?P<rest>{_CLAUSE}){_UNTIL}",
            "How many {those} {what} {rest}?",
        ),
        (rf"{_BEGINS}(?P<who>{_FULL_NAME}){_ASIDE} (?P<rest>{_DONE} {_CLAUSE}){_UNTIL}", "Who {rest}?"),
        (
            rf"(?P<who>{_FULL_NAME}){_ASIDE} (?P<what>said|denied|announced|admitted|argued|warned)"
            rf"(?: on (?:{_WEEKDAY}))? that (?P<rest>{_CLAUSE})(?=\.\s)",
            "Who {what} that {rest}?",
        ),
        (
            rf"(?P<whom>{_THING}) (?:was|were|is|are) (?P<what>[a-z]{{3,15}}(?:ed|en|ilt"
            rf"|ound)) by (?P<who>{_FULL_NAME})",
            "Who was {whom} {what} by?",
        ),
        (rf"(?P<whom>{_FULL_NAME}), (?P<who>\d\d)(?=,)", "How old is {whom}?"),
        (
            rf"(?P<whom>{_FULL_NAME}), (?:(?:the|an?) )?(?P<who>{_ROLE} (?:of|at) (?:the )?{_NAME})(?=[,.;])",
            "Who is {whom}?",
        ),
        (
            rf"(?P<whom>{_FULL_NAME}), (?:the|an?) (?P<who>(?:[a-z][\w-]{{1,20}} ){{1,3}}(?:of|at|for|from) "
            rf"(?:the )?{_NAME})(?=[,.;])",
            "Who is {whom}?",
        ),
    )
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A question made from a sentence, and the words of it that answer."""

    question: str
    answer: str
    start: int  # of the sentence's part in the text


def drafts_of(document: Document) -> Iterator[Draft]:
    """Yield the questions that sentences of known forms in a document's beginning answer, form by form."""
    text = document.text[:_BEGINNING]
    for pattern, form in _FORMS:
        for found in pattern.finditer(text):
            parts = found.groupdict()
            if "\n" not in found[0]:
                yield Draft(_filled(form, parts), parts["who"], found.start())


def _filled(form: str, parts: Mapping[str, str]) -> str:
    """Return a question with the parts of a sentence in their places."""
    whom = parts.get("whom", "")
    fitted = {
        "what": parts.get("what", "").lower(),
        "whom": f"the {whom[4:]}" if whom.startswith("The ") else whom,
        "did": _PLAIN_FORMS.get(parts.get("did", ""), ""),
    }
    return form.format(**{**parts, **fitted})


def is_answer(draft: Draft, text: str) -> bool:
    """Return whether a reply's text is the answer that a draft was made from."""
    expected = draft.answer.removeprefix("on ").removeprefix("in ")
    return bool(text) and (expected in text or text in draft.answer)
