"""What a sentence denies, takes back or says the opposite of: a span in it is no answer, and supports none.

A cue denies what follows it, up to the end of its clause (the scope of negation, as Morante and Blanco 2012 mark it:
"*SEM 2012 Shared Task: Resolving the Scope and Focus of Negation"). What one sentence says is looked at, and whether
the next one says that it is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from briefbot.text.opposites import OPPOSITES
from briefbot.words import QUESTION_WORDS, STEM, WORD

Range = tuple[int, int]  # (start, end), half open, in characters of the sentence

_APOSTROPHE = "['\u2019]"
# Each pattern is one kind of cue; what it matches is the cue itself, and its scope begins where it ends.
_CUES = (
    rf"(?:not|never|no longer|nowhere|neither|nor|none of)\b(?! only)|n{_APOSTROPHE}t\b(?! only)",
    r"(?:den(?:y|ies|ied|ying)|rul(?:e|es|ed|ing) out|reject(?:s|ed|ing)?|disput(?:es?|ed|ing)|refut(?:es?|ed|ing))\b",
    r"dismiss(?:es|ed|ing)? (?:claims?|reports?|suggestions?)\b",
    r"(?:fail(?:s|ed|ing)?|refus(?:e|es|ed|ing)|declin(?:e|es|ed|ing)|ha(?:s|ve|d) yet|unable) to\b",
    r"(?:stop(?:s|ped)? short of|rather than|instead of)\b",
)
_TAKEN_BACK = (
    r"had (?:at first|first|initially|originally|earlier|previously|wrongly|mistakenly)\b",
    r"(?:at first|initially|originally|wrongly|mistakenly|incorrectly|erroneously)\b",
    r"had (?:said|reported|blamed|put|claimed|announced|estimated)\b",
)
_DENIES = re.compile(rf"(?<!\w)(?:{'|'.join(_CUES)})|(?<=\w)n{_APOSTROPHE}t\b(?! only)", re.IGNORECASE)
# A question that takes for granted that something is not there.
_LACKS = re.compile(r"\b(?:no|without|lack(?:s|ed|ing)?|call(?:s|ed)? off|cancel(?:s|led|ed)?)\b", re.IGNORECASE)
_TAKES_BACK = re.compile(rf"(?<!\w)(?:{'|'.join(_TAKEN_BACK)})", re.IGNORECASE)
# Where a clause ends: at a mark, or at a word that begins another one.
_CLAUSE_END = re.compile(
    r"[;:()\u2013\u2014]|\s-\s"
    r"|,?\s(?:but|although|though|because|whereas|while|until|unless|except)\b"
    r"|,\s(?:and|who|which|when|where|so|after|before|as|saying|said|adding)\b"
    r"|,?\s(?:now|later|then)\b"
    r"|,?\s[\"\u201c\u201d]",
    re.IGNORECASE,
)
# Of a sentence that sets an earlier report right.
_CORRECTS = re.compile(
    r"\b(?:correct(?:s|ed|ing|ion)|mistaken(?:ly)?|wrong(?:ly)?|erroneous(?:ly)?|incorrect(?:ly)?|retract(?:s|ed|ion)"
    r"|not,? as|had (?:said|reported|put|first|at first|initially|originally|earlier|previously)|in error"
    r"|revis(?:ed|es))\b",
    re.IGNORECASE,
)
_REPORTED = (
    "(?:account|answer|claim|date|detail|figure|information|name|number|report|statement|story|sum|toll|total|version)"
)
# What stands behind it is what an earlier report had wrong.
_SETS_RIGHT = re.compile(
    rf"\bthe (?:right|correct|true|actual|proper) (?:\w+ )?{_REPORTED}s?(?: of(?: \w+){{1,4}})? (?:is|was|are|were)\b"
    r"|\bshould (?:instead )?have (?:said|read|been|stated|named)\b",
    re.IGNORECASE,
)
_NOW = re.compile(r"\bnow (?:accepts?|admits?|believes?|blames?|puts?|sa(?:ys?|id)|thinks?)\b", re.IGNORECASE)
# A sentence that says of the one before it that it is not so; not across an empty line.
_DISOWNS = re.compile(
    r"[^\w\n]*\n?[^\w\n]*(?:but |however,? |in fact,? |we regret that )?"
    rf"(?:that|this|it|these|those|both|(?:the|this|that|our) (?:\w+ )?{_REPORTED}s?)"
    r" (?:is|was|were|are|has been|have been|proved|turned out)(?: to be)?(?: \w+ly)?"
    r" (?:wrong|incorrect|false|untrue|inaccurate|mistaken|erroneous|misstated|retracted|withdrawn|in error"
    r"|an? (?:\w+ )?(?:error|mistake)|not (?:so|true|right|correct|accurate|the case))\b",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_DEED = 4  # words after a denial among which the deed that is denied stands
_RELATIVE = re.compile(r",\s(?:who|whom|which|whose)\b[^,]*$", re.IGNORECASE)  # a clause that the next comma ends


@lru_cache(maxsize=256)
def denied(sentence: str) -> tuple[Range, ...]:
    """Return the ranges of a sentence that it denies, in order: "a gas leak" of "Police ruled out a gas leak"."""
    return tuple(_scopes(_DENIES, sentence))


@lru_cache(maxsize=256)
def taken_back(sentence: str) -> tuple[Range, ...]:
    """Return the ranges that a sentence says were said before and hold no more: "had first blamed a coupling"."""
    return tuple(_scopes(_TAKES_BACK, sentence))


def is_denied(sentence: str, start: int, end: int) -> bool:
    """Return whether [start, end) of a sentence lies in what it denies."""
    return any(first <= start and end <= last for first, last in denied(sentence))


def is_taken_back(sentence: str, start: int, end: int) -> bool:
    """Return whether [start, end) of a sentence lies in what it says is no longer held."""
    return any(first <= start and end <= last for first, last in taken_back(sentence))


def asks_for_denial(question: str) -> bool:
    """Return whether a question itself asks what is denied, ruled out or not so."""
    return bool(_DENIES.search(question))


def contradicts(question: str, sentence: str) -> bool:
    """Return whether a sentence denies what a question takes for granted: the deed it asks about stands denied in it.

    "When did the inspectors find it?" meets "did not find any". A name that stands denied says nothing of the kind, so
    capitalised words and numbers are not looked at.
    """
    if asks_for_denial(question) or _LACKS.search(question):
        return False
    asked = {
        word.casefold()[:STEM]
        for word in WORD.findall(question)
        if word.islower() and word.isalpha() and word not in QUESTION_WORDS
    }
    for first, last in denied(sentence):
        # The deed follows its denial at once: "did not find", "has not been arrested", "ruled out a claim".
        following = WORD.findall(sentence[first:last].casefold())[:_DEED]
        if any(word[:STEM] in asked for word in following if word not in QUESTION_WORDS):
            return True
    return False


def _scopes(cue: re.Pattern[str], sentence: str) -> Iterator[Range]:
    for found in cue.finditer(sentence):
        ends = _CLAUSE_END.search(sentence, found.end())
        if ends and ends[0].strip(" ,").casefold() == "until":
            continue  # "will not sit until May" says when it will
        last = ends.start() if ends else len(sentence)
        if _RELATIVE.search(sentence, 0, found.start()):
            comma = sentence.find(",", found.end(), last)
            last = comma if comma >= 0 else last
        yield found.end(), last


@lru_cache(maxsize=1024)
def opposed(one: str, other: str) -> bool:
    """Return whether one of two texts has the opposite of a word of the other, and not the word itself.

    "How much did the bank earn?" and "The bank lost $5 million."
    """
    words, others = (frozenset(WORD.findall(text.casefold())) for text in (one, other))
    return any(
        (words & first and others & second and not (words & second or others & first))
        or (words & second and others & first and not (words & first or others & second))
        for first, second in OPPOSITES
    )


def is_disowned(text: str, end: int) -> bool:
    """Return whether the sentence of a text that ends at `end` is said to be wrong by the next: "That was wrong." """
    return bool(_DISOWNS.match(text, end))


def withdrawn_in(sentence: str) -> tuple[Range, ...]:
    """Return what a sentence that sets an earlier report right denies or takes back: "4,000" of "40,000 and not 4,000
    as was said".
    """
    return (*denied(sentence), *taken_back(sentence)) if _CORRECTS.search(sentence) else ()


def sets_right(sentence: str, start: int, end: int) -> bool:
    """Return whether [start, end) of a sentence is put in place of an earlier report: "The right number is 17", "It
    should have said 17"; a figure also where the sentence withdraws another one.
    """
    if is_denied(sentence, start, end) or is_taken_back(sentence, start, end):
        return False
    withdrawn = withdrawn_in(sentence)
    cues = [*_SETS_RIGHT.finditer(sentence), *(_NOW.finditer(sentence) if withdrawn else ())]
    if any(cue.end() <= start for cue in cues):
        return True
    has_figure = _DIGIT.search(sentence, start, end) is not None
    return has_figure and any(_DIGIT.search(sentence, *range_) for range_ in withdrawn)
