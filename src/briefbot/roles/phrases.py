"""Where the phrases of a sentence begin and end around a verb, as far as the order of words tells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from briefbot.roles.tokens import (
    AUXILIARIES,
    CONJUNCTIONS,
    DETERMINERS,
    NOT,
    PREPOSITIONS,
    RELATIVES,
    SUBJECTS,
    SUBORDINATORS,
    Token,
    tokens_of,
)
from briefbot.roles.verbs import Form

_LEFT = 6  # words before a span, among which a preposition makes it a part of another phrase
_PHRASE = 5  # words of a phrase among which a span may begin
_REACH = 8  # words behind a verb among which "by" or its other preposition stands
_ASIDE = 12  # words between two commas
_JOINS = RELATIVES | SUBORDINATORS | CONJUNCTIONS | SUBJECTS


@dataclass(frozen=True, slots=True)
class Sentence:
    """The words and marks of a sentence, by number and by the characters at which they begin and end."""

    tokens: tuple[Token, ...]
    lower: tuple[str, ...]
    starts: Mapping[int, int]  # character at which a token begins -> its number
    ends: Mapping[int, int]

    def at(self, number: int) -> Token | None:
        """Return a token; None before the first and behind the last."""
        return self.tokens[number] if 0 <= number < len(self.tokens) else None


@lru_cache(maxsize=512)
def read(sentence: str) -> Sentence:
    """Return a text with its words and marks."""
    tokens = tokens_of(sentence)
    return Sentence(
        tokens,
        tuple(token.lower for token in tokens),
        {token.start: number for number, token in enumerate(tokens)},
        # The point behind "Co" may be that of the sentence.
        {token.end - point: number for number, token in enumerate(tokens) for point in (token.text[-1] == ".", False)},
    )


def subjects_before(sentence: Sentence, at: int) -> Iterator[int]:
    """Give the ends of the phrases that are the subject of a verb behind token `at`."""
    token, lower = sentence.tokens[at], sentence.lower
    if token.lower in RELATIVES and token.lower != "whom":
        at -= 2 if at and lower[at - 1] == "," and token.lower != "that" else 1
        if at >= 0 and sentence.tokens[at].is_of_a_name:
            yield at
    elif token.text == ",":
        yield from _beside_aside(sentence, at)
    elif token.text == ")":
        opened = next((back for back in range(at - 1, max(-1, at - _ASIDE), -1) if lower[back] == "("), 0)
        if opened and sentence.tokens[opened - 1].is_of_a_name:
            yield opened - 1
    elif token.lower == "and":
        if (first := _opening(sentence, at)) is not None:
            yield first
    elif token.is_of_a_name:
        yield at


def _beside_aside(sentence: Sentence, comma: int) -> Iterator[int]:
    """Give the ends of "Ruell" and "the champion" of "Ruell, the champion, ..."."""
    opened = next((back for back in range(comma - 1, max(0, comma - _ASIDE), -1) if sentence.lower[back] == ","), 0)
    aside = sentence.tokens[opened + 1 : comma]
    if not opened or not aside or not sentence.tokens[opened - 1].is_of_a_name:
        return
    if aside[0].lower in ("who", "which") or (len(aside) == 1 and aside[0].text.isdigit()):
        yield opened - 1
    elif aside[0].lower in DETERMINERS and not any(
        each.lower in AUXILIARIES or each.lower in SUBJECTS or each.lower in RELATIVES for each in aside
    ):
        yield opened - 1
        if not any(each.lower in PREPOSITIONS for each in aside):
            yield comma - 1


def _opening(sentence: Sentence, conjunction: int) -> int | None:
    """Return the end of the name that opens "Ruell left the bar and ..." where nothing else could be its subject."""
    at = 0
    while at < conjunction and sentence.tokens[at].is_capitalised and sentence.tokens[at].is_of_a_name:
        at += 1
    verb = sentence.tokens[at] if at else None
    if verb is None or not (verb.lower in AUXILIARIES or verb.verb(Form.PAST)):
        return None
    between = sentence.tokens[at:conjunction]
    if any(not each.is_word or each.lower in _JOINS for each in between):
        return None
    return at - 1


def antecedent_of(sentence: Sentence, at: int) -> int | None:
    """Return the end of "the rival" of "the rival whom Ruell ...", whose subject ends at token `at`."""
    first = at
    while first >= 0 and at - first < _PHRASE and sentence.tokens[first].is_of_a_name:
        first -= 1
    named = first < at and sentence.tokens[first + 1].is_capitalised
    if first >= 0 and first < at and sentence.lower[first] in DETERMINERS:
        first -= 1
        named = True
    if first == at and first >= 0 and sentence.lower[first] in SUBJECTS:
        first, named = first - 1, True
    if not named or first < 1 or sentence.lower[first] not in RELATIVES:
        return None
    aside = sentence.lower[first - 1] == ","
    if aside and sentence.lower[first] in ("which", "that"):
        return None  # it may speak of what stands further off
    found = first - (2 if aside else 1)
    return found if found >= 0 and sentence.tokens[found].is_of_a_name else None


def preps_after(sentence: Sentence, number: int) -> Iterator[int]:
    """Give the prepositions behind a verb, up to the end of its clause."""
    for at in range(number, min(number + _REACH, len(sentence.tokens))):
        token = sentence.tokens[at]
        if token.lower in PREPOSITIONS and sentence.lower[at - 1] not in NOT:
            yield at
        elif token.lower in CONJUNCTIONS | RELATIVES | SUBORDINATORS | AUXILIARIES or token.text in ",;:()\u2014":
            return


def phrase_from(sentence: Sentence, at: int) -> Iterator[int]:
    """Give the tokens of the phrase from `at` on at which a span may begin that is its head or all of it."""
    name = False  # whether the token before is a part of a name
    for number in range(at, min(at + _PHRASE, len(sentence.tokens))):
        token = sentence.tokens[number]
        if token.is_genitive:
            name = False
            continue
        if token.text == "," and not name and at < number:
            yield from _name_aside(sentence, number + 1)
            return
        if not (token.lower in DETERMINERS or token.is_of_a_name):
            return
        if name and token.verb(Form.ING | Form.PAST):
            return
        if not (name and token.is_capitalised):
            yield number
        name = token.is_capitalised


def _name_aside(sentence: Sentence, at: int) -> Iterator[int]:
    """Give `at` where a name begins there that is all of what stands between marks: "the champion, Ruell, "."""
    end = at
    while (token := sentence.at(end)) is not None and token.is_capitalised and token.is_of_a_name:
        end += 1
    if end > at and (token is None or token.text in ",.;"):
        yield at


def is_head(sentence: Sentence, first: int) -> bool:
    """Return whether a phrase from token `first` on is none behind a preposition: "a friend of Ada Quill"."""
    for at in range(first - 1, max(-1, first - 1 - _LEFT), -1):
        token = sentence.tokens[at]
        if token.lower in PREPOSITIONS:
            return False
        if not (token.is_of_a_name or token.is_genitive or token.lower in DETERMINERS or token.lower in CONJUNCTIONS):
            return True
    return True
