"""The clause or sentence that explains, where a question asks for a reason or a manner: "why", "how", "what caused".

A reader points at a phrase, "smoke from the stove", which says little by itself.
"""

from __future__ import annotations

import re
from dataclasses import replace

from briefbot.answerer import Candidate, Choice
from briefbot.types import Span

# "How many", "how long" and the like ask for a measure, "how do you spell" for a word.
_ASKS = re.compile(
    r"\W*(?:(?:and|but|so|please|tell me|explain|say|i want to know)\W+)*"
    r"(?:why\b|how come\b|how (?=(?:did|do|does|is|are|was|were|has|have|had|will|would|can|could|should|might)\b)"
    r"|(?:for|from) what (?:reason|cause)|what (?:\w+ )?(?:reasons?|causes?)\b|what (?:caused|led|made|prompted|triggered)\b"
    r"|what (?:happened|happens|explains|lies behind|is behind|was behind)\b|what (?:is|was|were|are) the (?:reason|cause)"
    r"|what did .* (?:blame|do about)\b)",
    re.IGNORECASE,
)
_REASON = (
    r"because|due to|owing to|thanks to|as a result of|result(?:ed|ing)? (?:of|from)|caused by|after|since|so that|in order"
    r"|so as to|given that|as part of|in response to|amid|blam(?:ed|es|ing)|cit(?:ed|es|ing)|the reason"
)
_MANNER = r"by \w+ing|through|using|with the help of|via|thereby|means that|which (?:means|allows|lets|helps)"
_CUE = re.compile(rf"\b(?:{_REASON})\b", re.IGNORECASE)
_MANNER_CUE = re.compile(rf"\b(?:{_REASON}|{_MANNER})\b", re.IGNORECASE)
_CUED = 0.7  # in the logit of the rank model, for a sentence with such a word


def asks_for_explanation(question: str) -> bool:
    """Return whether a question asks for a reason, a manner or what happened."""
    return bool(_ASKS.match(question))


def explained(question: str, choice: Choice) -> Choice:
    """Return a choice as it is, or where an explanation is asked for with sentences that explain in place of phrases.

    Of answers that rank alike, the one whose sentence has a word such as "because" comes first. The confidence stays.
    """
    if not asks_for_explanation(question) or not choice.candidates:
        return choice
    cue = _MANNER_CUE if re.match(r"\W*how\b", question, re.IGNORECASE) else _CUE

    def score(candidate: Candidate) -> float:
        return candidate.score + _CUED * bool(cue.search(_sentence(candidate.spans[0])))

    first, *others = sorted(choice.candidates, key=lambda candidate: -score(candidate))
    return replace(choice, candidates=(replace(first, spans=tuple(map(widened, first.spans))), *others))


def widened(span: Span) -> Span:
    """Return the whole sentence that a span stands in."""
    first, last = span.hit.passage.sentence_around(span.start, span.end)
    return replace(span, start=first, end=last)


def _sentence(span: Span) -> str:
    first, last = span.hit.passage.sentence_around(span.start, span.end)
    return span.document.text[first:last]
