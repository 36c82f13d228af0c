"""Words of a question that the index lacks -> the words of the index that they are most likely slips of.

A slip is a letter left out, put in, taken for another, or swapped with its neighbour (Damerau 1964, "A technique for
computer detection and correction of spelling errors"): one in a word of five letters or more, two from eight on.
What is not clearly one word of the index stays as it was typed: a name that nobody wrote about is no slip of another.
See docs/decisions/0039-words-of-the-question.md.
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import DamerauLevenshtein

from briefbot.blocks import BlockKind
from briefbot.replies import Respelt
from briefbot.text.calendar_names import MONTHS, WEEKDAYS
from briefbot.text.sentence_ends import ENDS_QUESTION
from briefbot.types import Passage
from briefbot.words import QUESTION_WORDS, WORD, folded, without_contractions

_LEAST = 5  # letters: a shorter word has too many neighbours
_LEAST_NAME = 6  # of a name, but for two letters that are swapped
_TWO_SLIPS = 8
_CLEARLY = 10  # times as many passages as the next best
_DATES = frozenset((*MONTHS, *WEEKDAYS))
_SWAPPED = 3  # letters of a question word with two of them swapped: "teh", "waht"


@dataclass(frozen=True, slots=True)
class Spelling:
    """A word of the index that a word of a question may be a slip of."""

    word: str  # as most of the texts write it that were looked at
    passages: int  # that hold it in any form
    distance: int  # slips, from 1 on
    swapped: bool  # whether it is the same letters in another order

    @property
    def is_name(self) -> bool:
        return self.word[0].isupper()


def most_slips(word: str) -> int:
    """Return how many slips a word may have: 0 for one that is too short, for a number and for what is no word."""
    plain = folded(word)
    if not (plain.isascii() and plain.isalpha()) or (len(word) > 1 and word.isupper()):
        return 0
    return 0 if len(plain) < _LEAST else 1 if len(plain) < _TWO_SLIPS else 2


def slips(typed: str, word: str, most: int) -> int:
    """Return the Damerau-Levenshtein distance of two words, case and accents apart; `most` + 1 where it is greater."""
    return int(DamerauLevenshtein.distance(folded(typed), folded(word), score_cutoff=most))


def one_slip_away(word: str) -> set[str]:
    """Return all that differs from a word of the letters a to z by one slip."""
    parts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    left_out = {head + tail[1:] for head, tail in parts if tail}
    swapped = {head + tail[1] + tail[0] + tail[2:] for head, tail in parts if len(tail) > 1}
    other = {head + letter + tail[1:] for head, tail in parts if tail for letter in string.ascii_lowercase}
    put_in = {head + letter + tail for head, tail in parts for letter in string.ascii_lowercase}
    return (left_out | swapped | other | put_in) - {word, ""}


def respelt(
    question: str,
    missing: Callable[[Sequence[str]], Iterable[str]],
    found: Callable[[str], Sequence[Spelling]],
    in_some_text: Callable[[str], bool],
    known: Callable[[str], bool],
) -> tuple[Respelt, ...]:
    """Return the words of a question that are read as others, in order.

    `missing` tells which of some words no passage of the index holds, `found` what it has that is near one of them,
    `in_some_text` whether a text has the word all the same, in what belongs to no passage, and `known` whether it is a
    word at any rate: "painter" is no slip of "pointer" where no article has a painter.
    """
    typed = dict.fromkeys(_words(question))
    lacks = set(missing([word for word, _ in typed]))
    read: dict[str, Respelt] = {}
    for word, is_first in typed:
        if word not in lacks or word in read:
            continue
        own = _question_word(word)
        if not own and most_slips(word) and not known(word):
            own = chosen(word, found(word), is_first)
        if own and not in_some_text(word):
            read[word] = Respelt(word, own)
    return tuple(read.values())


def chosen(typed: str, spellings: Sequence[Spelling], is_first: bool = False) -> str:
    """Return the one word that a word was clearly meant for, or "" where none or more than one may be.

    Words one slip away go before those two slips away. A name, which is capitalised where it is not the first word, or
    which the index writes so, is read as another name alone, and as no day or month. Of other words that are as near,
    one that stands in ten times as many passages as the next is meant. Slips seldom are in the first letter.
    """
    named = typed[0].isupper() and not is_first
    near = [each for each in spellings if folded(each.word)[0] == folded(typed)[0] and _may_be(each, named)]
    distance = min((each.distance for each in near), default=0)
    near = [each for each in near if each.distance == distance]
    if near and (named or all(each.is_name for each in near)):
        (best, *others) = near
        short = len(typed) < _LEAST_NAME and not best.swapped
        return "" if others or short or (distance > 1 and not named) else best.word
    level = [each for each in near if each.swapped] or near
    if not level:
        return ""
    best, *others = sorted(level, key=lambda each: -each.passages)
    return "" if others and best.passages < _CLEARLY * others[0].passages else best.word


def _may_be(spelling: Spelling, named: bool) -> bool:
    return not named or (spelling.is_name and (spelling.swapped or spelling.word not in _DATES))


def words_inside(passage: Passage) -> Iterator[str]:
    """Yield the words of a passage where only names have a capital: not first in a sentence, in no headline."""
    document = passage.document
    for start, end in passage.sentences:
        if document.block_at(start).kind is not BlockKind.HEADLINE:
            yield from WORD.findall(document.text[start:end])[1:]


def with_respelt(question: str, read: Sequence[Respelt]) -> str:
    """Return the question with words in place of those that were typed."""
    words = {each.typed: each.read for each in read}
    if not words:
        return question
    return WORD.sub(lambda found: words.get(found[0], found[0]), unicodedata.normalize("NFC", question))


def shown(question: str, read: Sequence[Respelt]) -> list[str]:
    """Return what each word was read as, with the capitalised words beside it: "Krispy Kreme" where one was a slip."""
    text = with_respelt(question, read)
    beside = r"(?:[^\W\d_a-z]\w*\s+)*{}(?:\s+[^\W\d_a-z]\w*)*"
    found = []
    for each in read:
        pattern = beside if each.read[0].isupper() else "{}"
        match = re.search(rf"(?<!\w){pattern.format(re.escape(each.read))}(?!\w)", text)
        words = match[0].split() if match else [each.read]
        if words[0].casefold() in QUESTION_WORDS:
            del words[0]
        found.append(" ".join(words) or each.read)
    return list(dict.fromkeys(found))


def _words(question: str) -> Iterator[tuple[str, bool]]:
    """Yield each word that may hold a slip, as it was typed, and whether it is the first of a sentence."""
    text = without_contractions(question)
    for match in WORD.finditer(text):
        before = text[: match.start()].rstrip(" \t\"'“‘(")
        word = match[0]
        if word.isalpha() and folded(word) not in QUESTION_WORDS and len(word) >= _SWAPPED:
            yield word, not before or bool(ENDS_QUESTION.search(before))


def _question_word(word: str) -> str:
    """Return the one question word that has the same letters with two neighbours swapped, or is one slip from a long
    word; "" where there is none, or the word is one without its apostrophe: "whats".
    """
    plain = folded(word)
    if plain.removesuffix("s") in QUESTION_WORDS or plain != word.casefold():
        return ""
    most = 1 if len(plain) >= _LEAST else 0
    near = [
        known
        for known in QUESTION_WORDS
        if len(known) >= _SWAPPED and (sorted(known) == sorted(plain) or most) and slips(plain, known, 1) == 1
    ]
    return near[0] if len(near) == 1 else ""
