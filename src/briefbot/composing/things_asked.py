"""What sort of things a question asks for several of, and which words of an article only speak of them together.

"Which schools closed?" asks for schools: "three schools" says how many they are, "the Orle district" of "schools in the
Orle district" says where, and neither is one of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from briefbot.composing.several_asked import COUNTS, NUMBER
from briefbot.roles.tokens import PREPOSITIONS, Token, tokens_of
from briefbot.words import terms

_NOUN = r"(?:(?!(?:are|is|was|were|did|do|does|has|have|had|will|can|else|of)\b)[\w'\u2019-]+)"
_ASKED = re.compile(
    rf"\b(?:which|what|whose|name|list|who (?:are|were)|names of)\s+(?:all\s+|of\s+)?(?:the\s+|these\s+|those\s+)?"
    rf"(?:{_NOUN}\s+){{0,2}}?(?P<noun>{_NOUN}(?<![sui])s|people|men|women|children|countries)\b",
    re.IGNORECASE,
)
_NUMBERED = re.compile(rf"\b(?:which|what|the|all|these|those|whose|name|list)\s+(?:\w+\s+)?{NUMBER}\b", re.IGNORECASE)
_WHO = re.compile(r"\W*(?:whom?|whose)\b", re.IGNORECASE)
# What counts things or stands for them: "three schools", "a third person", "several of them".
_TOGETHER = re.compile(
    rf"(?:the\s+|all\s+|another\s+|at least\s+)?(?:{NUMBER}|several|some|many|most|all|both|few|dozens|hundreds"
    r"|these|those|others?|(?:an?\s+)?(?:second|third|fourth|fifth|sixth|last|another))\b",
    re.IGNORECASE,
)
_REACH = 3  # words in front of a thing


@dataclass(frozen=True, slots=True)
class ThingsAsked:
    """The sort of things that a question asks for several of."""

    nouns: frozenset[str]  # their terms; none where the question does not say
    said: frozenset[str]  # the terms of the question
    number: int  # how many it says that there are; 0 where it does not
    persons: bool  # whether it asks who

    def speaks_of_all(self, text: str) -> bool:
        """Return whether words stand for several of the things, or for one without telling which."""
        words = self._plain_words(text)
        named = bool(words and self.nouns & set(terms(words[-1].text)))
        return self.counts(text) or (named and words[-1].lower.endswith("s"))

    def counts(self, text: str) -> bool:
        """Return whether words only say how many of the things, or which in their order: "three schools", "others"."""
        words = self._plain_words(text)
        if not words or (len(words) == 1 and words[0].text.isdigit() and not self.persons):
            return False  # "34" may be an age, and no count
        bare = len(words) == 1 or words[-1].lower in ("other", "others")
        named = bool(self.nouns & set(terms(words[-1].text)))
        return bool(_TOGETHER.match(text)) and (named or self.persons or bare)

    def _plain_words(self, text: str) -> list[Token]:
        """Return the words of a text; none where one behind the first has a capital, as those of names have."""
        words = [token for token in tokens_of(text) if token.is_word]
        return [] if any(token.is_capitalised for token in words[1:]) else words

    def repeats(self, text: str) -> bool:
        """Return whether a phrase is about another thing that the question names: "trains on the coast" of "trains"."""
        words = [token for token in tokens_of(text) if token.is_word]
        ends = next((at for at, token in enumerate(words) if token.lower in PREPOSITIONS), 0)
        if not ends or not self.nouns or any(token.is_capitalised for token in words[1:ends]):
            return False
        return set(terms(words[ends - 1].text)) <= self.said - self.nouns

    def said_number(self, text: str) -> int:
        """Return how many things words speak of: 3 of "three schools"; 0 where they do not say."""
        return number_of(re.match(rf"(?:the\s+|all\s+|at least\s+)?{NUMBER}\b", text, re.IGNORECASE))

    def is_behind(self, before: str) -> bool:
        """Return whether words behind `before` only say where the things are, or of what: "schools in the"."""
        tokens: list[Token] = [token for token in tokens_of(before[-80:]) if token.is_word][-_REACH:]
        for at, token in enumerate(tokens[:-1]):
            if self.nouns & set(terms(token.text)) and tokens[at + 1].lower in PREPOSITIONS - {"like", "including"}:
                return all(other.lower in ("the", "a", "an") for other in tokens[at + 2 :])
        return False


def things_asked(question: str) -> ThingsAsked:
    """Return what sort of things a question asks for."""
    found = _ASKED.search(question)
    nouns = frozenset(terms(found["noun"])) if found else frozenset()
    return ThingsAsked(
        nouns, frozenset(terms(question)), number_of(_NUMBERED.search(question)), bool(_WHO.match(question))
    )


def number_of(said: re.Match[str] | None) -> int:
    """Return the number that a match of `NUMBER` in its first group says; 0 for none."""
    word = said[1].casefold() if said and said[1] else "0"
    return COUNTS.get(word) or int(word)
