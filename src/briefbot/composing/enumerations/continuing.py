"""A place in a passage -> the names that what follows adds to it: "so does Wickerby", "Then there is the Orle Brewery".

An article that names things one a sentence joins them by a few words, which speak of what stands before: the sentence
itself may say little, as "The Orle Brewery adds 250,000" does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from briefbot.roles.tokens import AUXILIARIES, BE, PREPOSITIONS, Token, tokens_of
from briefbot.roles.verbs import words
from briefbot.text.name_words import JOINING
from briefbot.text.spelt_numbers import UNITS

Range = tuple[int, int]

_MOST = 4  # sentences behind a place
_JOINING = frozenset(word for phrase in JOINING for word in phrase.split())
_ORDINALS = words("second third fourth fifth sixth other last next final")
_FOLLOWS = words("follow follows followed join joins joined")
_ADDS = words("add adds added give gives gave")
_INVERTED = words("so as nor neither")
_THERE = re.compile(r"(?:(?:And|But|Also|Then|Next|Finally)\s+)*(?:[Tt]here|came|comes)\s+(?:is|was|are|were|came)?\s*")


def continued_at(text: str, sentences: Sequence[Range], end: int) -> tuple[Range, ...]:
    """Return the names that are added behind `end`, in its sentence and the next ones, as ranges of the text.

    `sentences` are those of the passage in order; what one of them adds, the next may go on with.
    """
    at = next((number for number, (first, last) in enumerate(sentences) if first < end <= last), None)
    if at is None:
        return ()
    found = list(_inverted(text, end, sentences[at][1]))
    for number in range(at + 1, min(at + 1 + _MOST, len(sentences))):
        added = _added_by(text, *sentences[number])
        if not added:
            break
        found.append(added)
    return tuple(found)


def _inverted(text: str, start: int, end: int) -> Iterator[Range]:
    """Yield the names behind "so does", "as did", "nor will"."""
    tokens = [_moved(token, start) for token in tokens_of(text[start:end])]
    for at, token in enumerate(tokens[:-2]):
        is_inverted = token.lower in _INVERTED and tokens[at + 1].lower in AUXILIARIES
        if is_inverted and (name := _name_at(tokens[at + 2 :])):
            yield name[0].start, name[-1].end


def _added_by(text: str, start: int, end: int) -> Range | None:
    """Return the name that a sentence adds to the one before it."""
    sentence = text[start:end]
    tokens = [_moved(token, start) for token in tokens_of(sentence)]
    if there := _THERE.match(sentence):
        name = _name_at([token for token in tokens if token.start >= start + there.end()])
        return (name[0].start, name[-1].end) if name else None
    opening = [token.lower for token in tokens[:3]]
    if len(opening) == 3 and opening[0] in _INVERTED and opening[1] in AUXILIARIES:
        name = _name_at(tokens[2:])
        return (name[0].start, name[-1].end) if name else None
    if (
        len(opening) == 3
        and opening[0] in ("a", "an", "the", "another")
        and (opening[1] in _ORDINALS or opening[0] == "another")
    ):
        return _after_noun(tokens[1:])
    name = _name_at(tokens)
    if not name:
        return None
    behind = [token for token in tokens if token.start >= name[-1].end]
    return (name[0].start, name[-1].end) if _goes_on(behind) else None


def _after_noun(tokens: Sequence[Token]) -> Range | None:
    """Return the name behind "third museum," or "other museum is"."""
    for at, token in enumerate(tokens[:6]):
        if token.text == "," or token.lower in BE:
            name = _name_at(tokens[at + 1 :])
            return (name[0].start, name[-1].end) if name else None
        if token.is_capitalised or token.lower in PREPOSITIONS:
            return None
    return None


def _goes_on(behind: Sequence[Token]) -> bool:
    """Return whether what a name does joins it to those before: "followed on Tuesday", "adds 250,000"."""
    if len(behind) < 2:
        return False
    verb, next_one = behind[0], behind[1]
    if verb.lower in _FOLLOWS:
        return not next_one.is_word or next_one.lower in PREPOSITIONS or next_one.lower in ("suit", "too", "them")
    if verb.lower in _ADDS:
        return next_one.text[0].isdigit() or next_one.text in "$\u20ac\u00a3" or next_one.lower in UNITS
    return False


def _name_at(tokens: Sequence[Token]) -> Sequence[Token]:
    """Return the name that words begin with, without an article in front; () where they begin with none."""
    while tokens and tokens[0].lower in ("the", "a", "an", "on", "and"):
        tokens = tokens[1:] if tokens[0].lower != "on" else ()
    last = 0
    for at, token in enumerate(tokens):
        if token.is_capitalised or token.text.isdigit() or token.text == ".":
            last = at + 1 if token.is_word else last
        elif not (last == at and token.lower in _JOINING) and not token.is_genitive:
            break
    return tokens[:last] if last and tokens[0].is_capitalised and tokens[0].is_of_a_name else ()


def _moved(token: Token, by: int) -> Token:
    return token._replace(start=token.start + by, end=token.end + by)
