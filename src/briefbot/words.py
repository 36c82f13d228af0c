"""The words of questions and texts: those that carry meaning, those that are shared, and the terms in the index."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

import Stemmer

from briefbot.text.latin_letters import PLAIN_LETTERS, WITHOUT_DECOMPOSITION

WORD = re.compile(r"\w+")
_LETTERS = re.compile(r"[^\W_]+")
# What is cut off a contracted word: "didn't" is "did"; "won't", of which no word would be left, goes as a whole.
_CONTRACTED = re.compile(r"\b(?:ai|ca|sha|wo)n['’]t\b|(?<=\w)n['’]t\b|(?<=\w)['’](?:s|d|m|ll|re|ve)\b", re.IGNORECASE)
_ACCENTS = re.compile("[\u0300-\u036f]")
_MOST_MARKS = (
    30  # that may follow each other, as in Unicode's stream-safe text; they are sorted, in a time of the square
)
_MARKS = re.compile(rf"[^\w\s]{{{_MOST_MARKS + 1},}}")  # and other characters that are in no word
_LONGEST = 64  # characters of a term; what is longer is no word
_NO_STEM = 2  # characters of a word that has no other form
# One stemmer serves all threads: a call never gives up the interpreter's lock.
_PORTER = Stemmer.Stemmer("porter", 0)

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
STEM = 5  # letters by which two forms of a word are taken for one: elected, election


def content_words(question: str) -> list[str]:
    """Return a question's words in lower case, each once, without question words as long as others remain."""
    words = list(dict.fromkeys(word.casefold() for word in _words(question)))
    return [word for word in words if word not in QUESTION_WORDS] or words


def share_found(words: list[str], text: str) -> float:
    """Return the share of `words` that `text` holds in some form, 0..1; 1 where there are none."""
    stems = {folded(word)[:STEM] for word in _words(text)}
    return sum(folded(word)[:STEM] in stems for word in words) / len(words) if words else 1.0


def terms(text: str) -> list[str]:
    """Return a text's words as they are indexed, each as often as it occurs: `folded` and stemmed.

    Stems are those of Porter 1980, "An algorithm for suffix stripping". Indexes hold what this makes of their texts: a
    change here needs a new `briefbot.store.FORMAT`.
    """
    return [_stem(word[:_LONGEST]) for word in _LETTERS.findall(folded(text))]


def without_accents(text: str) -> str:
    """Return the text with plain letters for those with an accent or a stroke, and for ligatures: "Łódź" as "Lodz".

    Other scripts lose the accents of Latin and Greek ones, and nothing else.
    """
    if text.isascii():
        return text
    short = _MARKS.sub(_without_most_marks, _ACCENTS.sub("", text))
    plain = unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFD", short)))
    return WITHOUT_DECOMPOSITION.sub(lambda found: PLAIN_LETTERS[found[0]], plain)


def _without_most_marks(found: re.Match[str]) -> str:
    rest = (mark for mark in found[0][_MOST_MARKS:] if not unicodedata.combining(mark))
    return found[0][:_MOST_MARKS] + "".join(rest)


def folded(text: str) -> str:
    """Return the text in lower case and with plain letters: two words are one where this makes them equal."""
    return without_accents(text.casefold())


def spelt_as_in(question: str, texts: Sequence[str]) -> str:
    """Return the question with its words spelt as the texts spell them, where only strokes and ligatures differ.

    The vocabulary of a model has "ødegaard" and "odegaard" as two words, so that it does not read one for the other.
    """
    if question.isascii() and not any(map(WITHOUT_DECOMPOSITION.search, texts)):
        return question
    written: dict[str, Counter[str]] = {}
    for word in _words(" ".join(texts)):
        written.setdefault(folded(word), Counter())[word] += 1
    question = unicodedata.normalize("NFC", question)

    def spelt(found: re.Match[str]) -> str:
        forms = written.get(folded(found[0]), Counter())
        if not forms or any(_same_strokes(form, found[0]) for form in forms):
            return found[0]
        return forms.most_common(1)[0][0]

    return WORD.sub(spelt, question)


def trigrams(text: str) -> frozenset[str]:
    """Return the runs of three words of a text, in lower case; a shorter text is one run."""
    words = WORD.findall(text.casefold())
    return frozenset(" ".join(words[at : at + 3]) for at in range(max(1, len(words) - 2)))


def overlap(one: frozenset[str], other: frozenset[str], least: float) -> bool:
    """Return whether the Jaccard index of two texts' trigrams is at least `least`, 0..1 (Broder 1997)."""
    return len(one & other) >= least * len(one | other)


def _same_strokes(one: str, other: str) -> bool:
    """Return whether two forms of a word have the same letters with strokes."""
    strokes = (WITHOUT_DECOMPOSITION.findall(word.casefold()) for word in (one, other))
    return next(strokes) == next(strokes)


def without_contractions(text: str) -> str:
    """Return the text, composed, with contracted words cut: "didn't" as "did", and without "won't" as a whole."""
    # What is decomposed, as macOS hands it over, would be cut at its accents.
    return _CONTRACTED.sub("", unicodedata.normalize("NFC", text))


def _words(text: str) -> list[str]:
    return WORD.findall(without_contractions(text))


@lru_cache(maxsize=100_000)
def _stem(word: str) -> str:
    # Forms of a letter are made equal after the text was cut: a trade mark would become letters of the word before it.
    word = word if word.isascii() else unicodedata.normalize("NFKC", word).casefold()
    return str(_PORTER.stemWord(word)) if len(word) > _NO_STEM else word
