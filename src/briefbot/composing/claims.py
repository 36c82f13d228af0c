"""Question of yes or no -> the claim that it puts up for decision: "Did Ada Quill resign?" -> "Ada Quill resign"."""

from __future__ import annotations

import re

from briefbot.text.question_forms import AUXILIARY, POLITE
from briefbot.text.sentence_ends import LATIN
from briefbot.words import WORD

_AUXILIARY = rf"(?:{AUXILIARY}(?:n['\u2019]?t)?|am|shall)"
# What asks for the check and is no part of what is checked.
_ASKING = re.compile(
    rf"\W*{POLITE}*(?:(?:do you|does (?:it|anyone))\s+)?"
    r"(?:fact[- ]?check(?:\s+(?:the claim|whether|if|that))?\W*"
    r"|(?:check|verify|confirm|tell me|know|find out|say|see)(?:\s+(?:for me|please))?\s+(?:whether|if|that)\b"
    r"|(?:are you sure|i (?:heard|read|wonder))(?:\s+(?:whether|if|that))?\b"
    r"|(?:is|was|isn['\u2019]t) (?:it|this|there)\s+(?:really\s+|still\s+|also\s+|not\s+)?"
    r"(?:true|false|correct|right|a fact|certain|confirmed|known|proven|likely|(?:any\s+)?(?:proof|evidence))"
    r"\s+(?:whether|if|that)\b"
    r"|is the claim\s+(?:that|about)\b"
    r"|true or (?:false|not)\W*(?:that\b)?)",
    re.IGNORECASE,
)
# What is put behind a statement: "He was fired, wasn't he?", "so it was sabotage, right?", "true or false?"
_TAG = re.compile(
    rf"\s*,?\s*(?:{_AUXILIARY}\s+(?:he|she|it|they|we|you|i|there)|right|correct|true(?: or (?:false|not))?"
    r"|or not|yes or no|is (?:that|this) (?:true|right|so))\W*$",
    re.IGNORECASE,
)
_FIRST = re.compile(rf"\W*(?:[^,]{{0,25}},\s*)?{_AUXILIARY}\b\s*", re.IGNORECASE)
_HOW_MANY = re.compile(r"\W*how (?:many|much)\s+(?:of\s+)?", re.IGNORECASE)


def claim_of(question: str) -> str:
    """Return a question as the claim that it asks about, without its auxiliary; as it is where it has none."""
    text = question.strip()
    before, mark, last = text[:-1].rpartition(". ")
    if mark and len(WORD.findall(last)) > 2:  # "Meta cut 11,000 jobs. Did its shares go up?" has both to be found
        return f"{before}. {claim_of(last + text[-1:])}"
    asking = _ASKING.match(text)
    claim = _TAG.sub("", (text[asking.end() :] if asking else text).rstrip(f"{LATIN} "))
    for opening in (_FIRST, _HOW_MANY):
        if found := opening.match(claim):
            claim = claim[found.end() :]
            break
    claim = claim.strip(f"{LATIN} ,:")
    return claim if WORD.search(claim) else text


def counts_some(question: str) -> bool:
    """Return whether a question asks how many: "How many of the candidates support it?"."""
    return bool(_HOW_MANY.match(question))
