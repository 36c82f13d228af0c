"""The words of a question: which carry its meaning, and which of them a text shares."""

from __future__ import annotations

import re

WORD = re.compile(r"\w+")

# Words that say how a question is put, not what it is about.
QUESTION_WORDS = frozenset(
    WORD.findall(
        """
        a an and are as at be been being but by can could did do does for from had has have he her his how i in is
        it its me my of on or our she should so than that the their them there these they this those to was we were
        what when where which who whom whose why will with would you your
        """
    )
)
_STEM = 5  # letters by which two forms of a word are taken for one: elected, election


def content_words(question: str) -> list[str]:
    """Its words in lower case, each once, without question words as long as others remain."""
    words = list(dict.fromkeys(WORD.findall(question.casefold())))
    return [word for word in words if word not in QUESTION_WORDS] or words


def name_words(question: str) -> list[str]:
    """The words that single something out, in lower case: numbers, and capitalised ones after the first word."""
    words = WORD.findall(question)
    return [
        word.casefold()
        for at, word in enumerate(words)
        if word.casefold() not in QUESTION_WORDS and (word[0].isdigit() or (at and word[0].isupper()))
    ]


def share_found(words: list[str], text: str) -> float:
    """The share of `words` that `text` holds in some form, 0..1; 1 where there are none."""
    stems = {word[:_STEM] for word in WORD.findall(text.casefold())}
    return sum(word[:_STEM] in stems for word in words) / len(words) if words else 1.0
