"""Which words were divided only because a line ended: told by the words of the document, and of its language."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

ENGLISH = "en"
OTHERS = ("de", "es", "fr", "it", "nl", "pt")
LEAST_KNOWN = 0.7  # of the different words of a text among the common ones; of fewer, the language is asked for
LOOKED_AT = 2_000  # different words of a text by which its language is told
RARE = 1e-7  # of all words; what is rarer is a part of one, such as "resig"
COMPOUND = 10.0  # how often a word is written as one, times its parts by chance: "transportation", and not "wellknown"

_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
_LAST_PART = re.compile(r"(?<![^\W\d_])([^\W\d_]+)-$")  # begun once a word, not at each of its letters
_FIRST_PART = re.compile(r"[^\W\d_]+")


class Hyphens:
    """Tells which hyphens at the ends of lines belong to the word.

    By how the document writes the word elsewhere; else by how the language writes it; else by how most of the
    document's other hyphens were decided.
    """

    def __init__(self, lines: Sequence[str]) -> None:
        self._words = Counter(word.lower() for line in lines for word in _WORD.findall(line.removesuffix("-")))
        divided = [(line, following) for line, following in pairwise(lines) if line.endswith("-")]
        self._language = _language(self._words) if divided else {}
        verdicts = Counter(filter(None, (self._verdict(line, following) for line, following in divided)))
        self._hyphenates = verdicts["soft"] > verdicts["hard"]

    def is_soft(self, line: str, following: str) -> bool:
        """Return whether the hyphen at the end of `line` only divides a word: "minis-" "try"."""
        if not self.is_word(line, following) or not following[0].islower():
            return False
        verdict = self._verdict(line, following)
        return verdict == "soft" or (verdict is None and self._hyphenates)

    def is_word(self, line: str, following: str) -> bool:
        """Return whether the hyphen is within a word, hard or soft, and no dash."""
        return bool(re.search(r"\w-$", line) and re.match(r"\w", following))

    def _verdict(self, line: str, following: str) -> str | None:
        first, second = _LAST_PART.search(line), _FIRST_PART.match(following)
        if not first or not second or not second[0][0].islower():
            return None
        one, other = first[1].lower(), second[0].lower()
        whole, hyphened = self._words[one + other], self._words[f"{one}-{other}"]
        if whole != hyphened:
            return "soft" if whole > hyphened else "hard"
        return self._by_language(one, other)

    def _by_language(self, one: str, other: str) -> str | None:
        whole = self._language.get(one + other, 0.0)
        parts = self._language.get(one, 0.0), self._language.get(other, 0.0)
        if not whole:
            return "hard" if min(parts) > RARE else None
        return "soft" if min(parts) < RARE or whole > COMPOUND * parts[0] * parts[1] else "hard"


def is_one_word(initial: str, rest: str) -> bool:
    """Return whether a large initial and what stands beside it are one English word: "T" "he", and not "A" "ferry"."""
    letter = initial.strip("\"'\u2018\u2019\u201c\u00ab\u201e").lower()
    if letter not in ("a", "i", "o") or (rest.isupper() and len(rest) == 1):
        return True
    words = frequencies(ENGLISH)
    return words.get(letter + rest.lower(), 0.0) >= words.get(rest.lower(), 0.0)


@lru_cache(maxsize=2)
def frequencies(language: str) -> Mapping[str, float]:
    """Return how often each word of a language is among its words, by its code of two letters."""
    import wordfreq

    return wordfreq.get_frequency_dict(language, "best")


@lru_cache(maxsize=1 + len(OTHERS))
def _common(language: str) -> frozenset[str]:
    """Return the words of a language that are more than one in a million."""
    import wordfreq

    return frozenset(wordfreq.get_frequency_dict(language, "small"))


def _language(words: Iterable[str]) -> Mapping[str, float]:
    """Return the frequencies of the language that most of these words are of: English, unless it knows too few."""
    asked = [word for word in words if word.isalpha()][:LOOKED_AT]

    def known(language: str) -> int:
        return sum(word in _common(language) for word in asked)

    if known(ENGLISH) >= LEAST_KNOWN * len(asked):
        return frequencies(ENGLISH)
    return frequencies(max((ENGLISH, *OTHERS), key=known))
