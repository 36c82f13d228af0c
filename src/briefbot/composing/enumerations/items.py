"""The words of a segment -> the item that they name, written like the place that was pointed at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import takewhile

from briefbot.roles.tokens import (
    AUXILIARIES,
    DAYS,
    PREPOSITIONS,
    RELATIVES,
    SUBJECTS,
    SUBORDINATORS,
    Token,
    tokens_of,
)
from briefbot.roles.verbs import Form, words
from briefbot.text.name_words import JOINING

ITEM = 14  # words of an item at most
EXAMPLES = words("including include includes included like such among")
_LEADS = EXAMPLES | words("a an the as both either namely then also even possibly respectively not only")
_BREAKS = AUXILIARIES | RELATIVES | SUBORDINATORS | SUBJECTS
_JOINING = frozenset(word for phrase in JOINING for word in phrase.split())
# In front of "of", where it is a part of the name: "the Bank of Ellery", but not "Ada Quill of Ellery".
_OF_NAMES = words(
    """
    academy association bank bay bishop board book bureau cape centre center chamber church city college commonwealth
    council court day declaration department director duchess duke federation friends gulf head house institute
    isle isles king kingdom lord mayor ministry mount museum office port president prince princess province queen
    republic school sea secretary society sons speaker state states strait treaty union university
    """
)


class Shape(Enum):
    """How an item is written."""

    NAME = auto()
    NUMBER = auto()
    WORDS = auto()


@dataclass(frozen=True, slots=True)
class ItemForm:
    """How the place that was pointed at is written, which the other items are like."""

    shape: Shape
    opening: str  # the preposition that it begins with, or ""
    keeps_of: bool  # whether it goes on behind "of"


def form_of(tokens: Sequence[Token], *, single: bool) -> ItemForm:
    """Return how a place is written; `single`: it is one item at most, and not several."""
    words = [token for token in tokens if token.is_word]
    first, last = words[0], words[-1]
    begins = first.is_capitalised and (first.start > 0 or len(words) == 1)  # not merely as a sentence does
    shape = Shape.NAME if begins or last.is_capitalised else Shape.WORDS
    if first.text[0].isdigit():
        shape = Shape.NUMBER
    opening = first.lower if first.lower in PREPOSITIONS else ""
    return ItemForm(shape, opening, single and any(token.lower == "of" for token in words))


def is_name(text: str) -> bool:
    """Return whether a span is a name, and neither a number nor other words, as far as its capitals tell."""
    words = [token for token in without_leads(tokens_of(text)) if token.is_word]
    return bool(words) and (words[0].is_capitalised or words[-1].is_capitalised)


def is_break(token: Token) -> bool:
    """Return whether a word stands in no item, for it joins or begins clauses."""
    return token.lower in _BREAKS


def fits(tokens: Sequence[Token], form: ItemForm, *, pointed: bool = False) -> bool:
    """Return whether words may be an item of that shape."""
    words = [token for token in without_leads(tokens) if token.is_word]
    if not words or len(words) > ITEM or (not pointed and _begins_otherwise(words, form)):
        return False
    if form.shape is Shape.NAME:
        party = len(words) == 1 and words[0].text[:2] in ("D-", "R-", "I-")  # "Ada Quill, D-Ohio"
        return words[0].lower not in RELATIVES and not party and any(token.is_capitalised for token in words)
    if form.shape is Shape.NUMBER:
        return any(token.text[0].isdigit() for token in words)
    return pointed or (words[0].lower not in RELATIVES | SUBORDINATORS and not any(map(is_break, words)))


def _begins_otherwise(tokens: Sequence[Token], form: ItemForm) -> bool:
    """Return whether words begin with a preposition where the place that was pointed at does not."""
    return not form.opening and bool(tokens) and tokens[0].lower in PREPOSITIONS - EXAMPLES


def without_leads(tokens: Sequence[Token]) -> Sequence[Token]:
    """Return words without an article, "including" and quotation marks in front, and without marks behind."""
    first, last = 0, len(tokens)
    while first < last and (tokens[first].lower in _LEADS or not _may_begin(tokens[first])):
        first += 1
    while last > first and not (tokens[last - 1].is_word or tokens[last - 1].text in "%+.#"):
        last -= 1
    return tokens[first:last]


def _may_begin(token: Token) -> bool:
    return token.is_word or token.text in "$\u20ac\u00a3#@"


def tail(tokens: Sequence[Token], form: ItemForm) -> Sequence[Token]:
    """Return the item that the first segment of an enumeration ends in."""
    at = len(tokens)
    while at and len(tokens) - at < ITEM:
        token = tokens[at - 1]
        stops = token.lower in EXAMPLES or (token.lower in PREPOSITIONS and token.lower not in _JOINING)
        if stops or is_break(token) or _is_past(token):
            break
        at -= 1
    if form.shape is not Shape.NAME and at and tokens[at - 1].lower in SUBJECTS | RELATIVES and len(tokens) - at > 1:
        at += 1  # the verb
    return tokens[at:]


def head(tokens: Sequence[Token], form: ItemForm) -> Sequence[Token]:
    """Return the item that the last segment of an enumeration begins with."""

    def goes_on(numbered: tuple[int, Token]) -> bool:
        at, token = numbered
        joins = token.lower in _JOINING or (at == 0 and form.shape is not Shape.NAME)
        stops = token.lower in PREPOSITIONS and not joins
        return not (stops or is_break(token) or (at > 0 and _is_past(token)))

    lead = len(tokens) - len(without_leads(tokens)) if tokens else 0
    body = tokens[min(lead, len(tokens) - 1) :] if tokens else tokens
    return [token for _, token in takewhile(goes_on, enumerate(body))]


def _is_past(token: Token) -> bool:
    found = token.verb(Form.PAST)
    return bool(found and not found.forms & Form.BASE)


def item_in(tokens: Sequence[Token], form: ItemForm, *, pointed: bool) -> Sequence[Token]:
    """Return the words of a segment that name its item, as the place that was pointed at names its own; () if none."""
    words = without_leads(tokens)
    if not fits(words, form, pointed=pointed):
        return ()
    if form.shape is not Shape.NAME:
        return words
    if not pointed and _tells_of_one(words):
        return ()
    return _name_in(words, keeps_of=form.keeps_of)


def _tells_of_one(words: Sequence[Token]) -> bool:
    """Return whether words tell of the thing before them instead of naming one: "teacher from Orle"."""
    plain = list(takewhile(lambda token: not token.is_capitalised, words))
    return len(plain) > 1 and plain[-1].lower in PREPOSITIONS - {"of"}


def _name_in(words: Sequence[Token], *, keeps_of: bool) -> Sequence[Token]:
    """Return the name in a phrase: the last one before what only describes it."""
    runs: list[list[Token]] = []
    current: list[Token] = []
    for at, token in enumerate(words):
        glued = bool(current) and token.start == current[-1].end
        named = token.is_capitalised or token.text[0].isdigit() or not token.is_word or glued
        if token.lower in DAYS and not (current and glued):
            named = False
        if (named and (current or token.is_capitalised)) or (
            current and token.lower in _JOINING and _joins(words, at, current, keeps_of=keeps_of)
        ):
            current.append(token)
        elif current:
            runs.append(current)
            current = []
            if token.lower in PREPOSITIONS or is_break(token):
                break
    if current:
        runs.append(current)
    if not runs:
        return ()
    last = list(runs[-1])
    while last and not (last[-1].is_word or last[-1].text == "."):
        last.pop()
    while len(last) > 1 and last[-1].lower in _JOINING:
        last.pop()
    return last


def _joins(words: Sequence[Token], at: int, current: Sequence[Token], *, keeps_of: bool) -> bool:
    """Return whether a small word goes on with a name: "Bank of Ellery", "Rosa de la Cruz", not "Quill of Ellery"."""
    following = next((token for token in words[at + 1 :] if token.lower not in _JOINING and token.lower != "the"), None)
    if following is None or not following.is_capitalised:
        return False
    if words[at].lower not in ("of", "the"):
        return True
    return (
        keeps_of or len(current) == 1 or any(token.lower in _OF_NAMES for token in current) or words[at].lower == "the"
    )
