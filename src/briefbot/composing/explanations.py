"""The sentence that explains, where a question asks for a reason or a manner: "why", "how", "what caused".

A reader points at a phrase, "smoke from the stove", which says little by itself.
"""

from __future__ import annotations

import re
from dataclasses import replace

from briefbot.answerer import Choice
from briefbot.text.question_forms import AUXILIARY, POLITE
from briefbot.types import Span

_LEAD = rf"\W*(?:{POLITE}|(?:tell me|explain|say)\b\W*)*"
# "How many" and "how long" ask for a measure.
_ASKS = re.compile(
    rf"{_LEAD}(?:why\b|how come\b|how {AUXILIARY}\b|(?:for|from) what (?:reason|cause|motive)|on what grounds"
    r"|what (?:\w+ )?(?:reasons?|causes?|grounds)\b"
    r"|what (?:(?:\w+ )?have )?(?:caused|led|made|makes|prompted|triggered)\b"
    r"|what (?:happened|happens|went wrong|explains)\b|what (?:lies|is|was) behind\b"
    r"|what (?:is|was|were|are) the (?:reasons?|causes?))",
    re.IGNORECASE,
)
_BEHIND = re.compile(r"[,;:.]\s+(?:so |and |but )?(?:why|how come|what (?:caused|prompted|happened))\b", re.IGNORECASE)
# "How are you spelt", "how old": these ask for a word or a number.
_FOR_A_WORD = re.compile(rf"{_LEAD}how {AUXILIARY} .*\b(?:called|named|spelt|spelled|pronounced)\W*$", re.IGNORECASE)
_LONG = 45  # words of a sentence that is more than its part between dashes or semicolons
_PARTS = re.compile(r";\s|\s[\u2013\u2014]\s|\u2014")


def asks_for_explanation(question: str) -> bool:
    """Return whether a question asks for a reason, a manner or what happened."""
    asks = _ASKS.match(question) or _BEHIND.search(question)
    return bool(asks) and not _FOR_A_WORD.match(question)


def explained(question: str, choice: Choice) -> Choice:
    """Return a choice as it is, or where an explanation is asked for with whole sentences in place of its best spans.

    What ranks behind them stays as it is, and so does the confidence.
    """
    if not asks_for_explanation(question) or not choice.candidates:
        return choice
    first, *others = choice.candidates
    return replace(choice, candidates=(replace(first, spans=tuple(map(widened, first.spans))), *others))


def widened(span: Span) -> Span:
    """Return the sentence that a span stands in, or of a long one the part between dashes or semicolons."""
    text = span.document.text
    first, last = span.hit.passage.sentence_around(span.start, span.end)
    if len(text[first:last].split()) > _LONG:
        first = max((mark.end() for mark in _PARTS.finditer(text, first, span.start)), default=first)
        last = min((mark.start() for mark in _PARTS.finditer(text, span.end, last)), default=last)
    return replace(span, start=first, end=last)
