"""A question with a pronoun + the question before -> the same with the name or thing that the pronoun stands for.

Told only where one thing can be meant: "it" is what "did" was asked of or the only name in the question, "she" the
person who was the answer or the only name. See docs/decisions/0019-follow-ups.md for what this is asked beside.
"""

from __future__ import annotations

import re

from briefbot.conversation.substitution import names_in
from briefbot.replies import Reply
from briefbot.text.question_forms import AUXILIARY, INTERROGATIVE
from briefbot.text.sentence_ends import LATIN
from briefbot.words import WORD

# "How much did the cycling hall cost": what stands between a verb that helps and the verb at the end.
_ASKED_OF = re.compile(
    rf"\W*{INTERROGATIVE}\b[^,]*?\b(?:did|does|do|has|have|had|will|would|could|can) (?P<thing>(?:the|an?|this"
    rf"|that) [^,]+?)"
    rf" (?P<verb>[a-z]+)[{LATIN}\s]*",
    re.IGNORECASE,
)
_IT = re.compile(r"\b(?:it|they)\b(?!\s+(?:is|was|be)\s+(?:true|likely|possible))", re.IGNORECASE)
_ITS = re.compile(r"\b(?:its|their)\b", re.IGNORECASE)
_PERSON = re.compile(r"\b(?:he|she|him)\b|\bher\b(?=\W*\Z|\s+(?:to|for|from|in|on|at|by|with|about)\b)", re.IGNORECASE)
_OF_PERSON = re.compile(r"\b(?:his|her)\b(?=\s+\w)", re.IGNORECASE)
_WHO = re.compile(r"\W*(?:\w+ )?(?:who|whom)\b", re.IGNORECASE)
_LONGEST = 6  # words of what a pronoun stands for


def with_reference(question: str, earlier: str, reply: Reply | None) -> str:
    """Return a question with what its first pronoun stands for; "" where it has none, or that is not to be told."""
    person = _PERSON.search(question) or _OF_PERSON.search(question)
    found = person or _IT.search(question) or _ITS.search(question)
    if not found:
        return ""
    meant = _person(earlier, reply) if person else _thing(earlier)
    if not meant or len(WORD.findall(meant)) > _LONGEST:
        return ""
    ending = "\u2019s" if found.re in (_ITS, _OF_PERSON) else ""
    return f"{question[: found.start()]}{meant}{ending}{question[found.end() :]}"


def _person(earlier: str, reply: Reply | None) -> str:
    """Return the answer to "who", where it is a name, else the only name in the question."""
    if reply is not None and reply.kind == "quote" and _WHO.match(earlier):
        words = WORD.findall(reply.text)
        return reply.text if words and all(word[0].isupper() for word in words) else ""
    return _only_name(earlier)


def _thing(earlier: str) -> str:
    """Return what a question was asked of, or the only name in it."""
    found = _ASKED_OF.fullmatch(earlier)
    if found and not re.search(rf"\b{AUXILIARY}\b", found["thing"], re.IGNORECASE):
        return found["thing"]
    return _only_name(earlier)


def _only_name(earlier: str) -> str:
    found = names_in(earlier)
    if len(found) != 1:
        return ""
    start, end = found[0]
    article = re.search(r"\bthe\s+\Z", earlier[:start], re.IGNORECASE)
    return f"{article[0].lower() if article else ''}{earlier[start:end]}"
