"""A sentence -> its words between the marks and conjunctions that may separate what it enumerates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from briefbot.roles.tokens import Token, tokens_of
from briefbot.roles.verbs import words
from briefbot.text.sentence_ends import ELLIPSIS, LATIN

_HARD = frozenset(f":\u2013\u2014()[]{LATIN}{ELLIPSIS}")  # no enumeration goes across one of these
_OPENING, _CLOSING = "([", ")]"
_QUOTES = frozenset("\"'\u201c\u201d\u2018\u2019")
_ADDING = (("as", "well", "as"), ("along", "with"), ("together", "with"))
_SHORTENED = 5  # letters of a shortened word at most
# Last words of a name with "and" in it: "the Food and Drug Agency".
_HEADS = words(
    """
    administration agency association authority board bureau club commission committee company corporation council
    department fund group institute ministry office organisation organization party press services society trust union
    """
)
_BEFORE_AND = words("trinidad antigua bosnia kitts turks tyne research")  # "Trinidad and Tobago"


class Mark(Enum):
    """What separates two segments of a sentence."""

    HARD = auto()
    COMMA = auto()
    SEMICOLON = auto()
    AND = auto()


@dataclass(frozen=True, slots=True)
class Segment:
    """Words between two marks; `after` is the one behind it."""

    tokens: tuple[Token, ...]
    after: Mark

    @property
    def start(self) -> int:
        return self.tokens[0].start

    @property
    def end(self) -> int:
        return self.tokens[-1].end


def segments_of(text: str, start: int, end: int) -> list[Segment]:
    """Return the segments of a sentence around [start, end); where semicolons separate, only at these."""
    tokens = list(_outside_brackets(tokens_of(text), start))
    fine = list(_divided(text, tokens, commas=True))
    around = [at for at, each in enumerate(fine) if each.start < end and start < each.end]
    if not around:
        return []
    low, high = around[0], around[-1]
    while low and fine[low - 1].after is not Mark.HARD:
        low -= 1
    while high < len(fine) - 1 and fine[high].after is not Mark.HARD:
        high += 1
    semicolons = text.count(";", fine[low].start, fine[high].end)  # "; and" is a mark of its own
    return _joined(list(_divided(text, tokens, commas=False)) if semicolons > 1 else fine, text)


def _outside_brackets(tokens: Sequence[Token], start: int) -> Iterator[Token]:
    """Yield the tokens that stand in no bracket; a bracket around the place is a border."""
    depth = 0
    for at, token in enumerate(tokens):
        if token.text in _OPENING:
            close = next((each for each in tokens[at:] if each.text in _CLOSING), None)
            if close is None or token.start <= start < close.start:
                yield token
            else:
                depth += 1
        elif token.text in _CLOSING:
            if not depth:
                yield token
            depth = max(0, depth - 1)
        elif not depth:
            yield token


def _divided(text: str, tokens: Sequence[Token], *, commas: bool) -> Iterator[Segment]:
    held: list[Token] = []
    mark: Mark | None = None
    for at, token in enumerate(tokens):
        found = _mark(text, tokens, at, commas=commas)
        if found is None:
            if token.text in _QUOTES and (not held or mark or _closes(tokens, at)):
                continue
            if mark and held:
                yield Segment(tuple(held), mark)
                held = []
            mark = None
            held.append(token)
        elif mark is None or found in (Mark.HARD, Mark.AND) or mark is Mark.COMMA:
            mark = found if mark is not Mark.HARD else mark
    if held:
        yield Segment(tuple(held), Mark.HARD)


def _closes(tokens: Sequence[Token], at: int) -> bool:
    """Return whether the quotation mark at `at` stands before something that separates."""
    return at + 1 >= len(tokens) or not tokens[at + 1].is_word


def _mark(text: str, tokens: Sequence[Token], at: int, *, commas: bool) -> Mark | None:
    token = tokens[at]
    if token.text == ";":
        return Mark.SEMICOLON
    before, after = tokens[at - 1] if at else None, tokens[at + 1] if at + 1 < len(tokens) else None
    if token.text == ",":
        within = text[token.start - 1 : token.start].isdigit() and text[token.end : token.end + 1].isdigit()
        return Mark.COMMA if commas and not within else None
    if token.text in _HARD:
        # A point within a sentence is most often that of a shortened word: "Sens. Ada Quill".
        shortened = token.text == "." and after and before and before.is_capitalised and len(before.text) <= _SHORTENED
        clock = token.text in ":." and text[token.start - 1 : token.start].isdigit()
        inside = bool(after and text[token.end : token.end + 1].isalnum())
        return None if shortened or (clock and inside) or (token.text == "." and inside) else Mark.HARD
    if token.text == "-" and text[token.start - 1 : token.start].isspace():
        return Mark.HARD if text[token.end : token.end + 1] in " -" else None
    conjunction = token.lower in ("and", "or", "&", "plus") or any(_is_of(words, tokens, at) for words in _ADDING)
    if not conjunction:
        return None
    if not commas and not (before and before.text == ";"):
        return None
    return Mark.AND


def _is_of(words: Sequence[str], tokens: Sequence[Token], at: int) -> bool:
    """Return whether a token is one of some words that stand there in a row."""
    return any(
        at >= back and tuple(token.lower for token in tokens[at - back : at - back + len(words)]) == words
        for back in range(len(words))
        if tokens[at].lower == words[back]
    )


def _joined(segments: Sequence[Segment], text: str) -> list[Segment]:
    """Return the segments with those as one that "and" joins to one name: "the Food and Drug Agency"."""
    found: list[Segment] = []
    for segment in segments:
        before = found[-1] if found else None
        if before and before.after is Mark.AND and _is_one_name(before, segment, text):
            found[-1] = Segment((*before.tokens, *segment.tokens), segment.after)
        else:
            found.append(segment)
    return found


def _is_one_name(left: Segment, right: Segment, text: str) -> bool:
    if text[left.end : right.start].strip() not in ("and", "&"):
        return False
    last, first = left.tokens[-1], right.tokens[0]
    if last.lower in _BEFORE_AND:
        return True
    heads = (any(token.lower in _HEADS and token.is_capitalised for token in each.tokens) for each in (left, right))
    acronym = last.text.isupper()
    return last.is_capitalised and first.is_capitalised and not acronym and [*heads] == [False, True]
