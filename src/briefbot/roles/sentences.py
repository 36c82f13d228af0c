"""The part in a deed that a span plays in its sentence, as the voice of the verb and the order of words tell it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from briefbot.roles.questions import RoleAsked
from briefbot.roles.tokens import (
    AUXILIARIES,
    BE,
    CONJUNCTIONS,
    CONTROL,
    DAYS,
    DETERMINERS,
    HAVE,
    PREPOSITIONS,
    RELATIVES,
    SUBJECTS,
    SUBORDINATORS,
    Token,
    tokens_of,
)
from briefbot.roles.verbs import DOER, OTHER, Form, Frame, frames_of, wider

_LEFT = 6  # words before a span, among which a preposition makes it a part of another phrase
_PHRASE = 5  # words of a phrase among which a span may begin
_REACH = 8  # words behind a verb among which "by" or its other preposition stands
_ASIDE = 12  # words between two commas
_ANY = Form.BASE | Form.PRESENT | Form.PAST | Form.PARTICIPLE | Form.ING
_OPENS = CONJUNCTIONS | PREPOSITIONS | SUBORDINATORS  # before "beating Ruell", whose doer is not told


@dataclass(frozen=True, slots=True)
class RoleFit:
    """Features of a span against the part asked for; 0 or 1 each, both 0 where its sentence does not tell."""

    same: float = 0.0  # it plays that part
    opposite: float = 0.0  # it plays another part of the same deed


_UNTOLD = RoleFit()
_FITS = {1: RoleFit(same=1.0), -1: RoleFit(opposite=1.0)}


@dataclass(frozen=True, slots=True)
class _Sentence:
    tokens: tuple[Token, ...]
    lower: tuple[str, ...]
    starts: Mapping[int, int]  # character at which a token begins -> its number
    ends: Mapping[int, int]

    def at(self, number: int) -> Token | None:
        return self.tokens[number] if 0 <= number < len(self.tokens) else None


@dataclass(frozen=True, slots=True)
class _Slots:
    """What a phrase is taken for, by the number of the token that it ends or begins with: 1 the same, -1 opposite."""

    ending: Mapping[int, int]
    beginning: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class _Group:
    """A verb with its auxiliaries."""

    passive: bool
    sure: bool  # no noun or adjective looks like this
    before: int | None  # the token before it, where its subject would end; None where it has none


def role_fit(asked: RoleAsked | None, sentence: str, start: int, end: int) -> RoleFit:
    """Return how [start, end) of a sentence fits the part asked for."""
    if asked is None:
        return _UNTOLD
    slots = _slots(asked, sentence)
    if not (slots.ending or slots.beginning):
        return _UNTOLD
    read = _read(sentence)
    first, last = read.starts.get(start), read.ends.get(end)
    if first is None or last is None:
        return _UNTOLD
    found = set()
    if last in slots.ending and _is_head(read, first):
        found.add(slots.ending[last])
    if first in slots.beginning and ((following := read.at(last + 1)) is None or following.ends_phrase):
        found.add(slots.beginning[first])
    return _FITS.get(found.pop(), _UNTOLD) if len(found) == 1 else _UNTOLD


@lru_cache(maxsize=512)
def _read(sentence: str) -> _Sentence:
    tokens = tokens_of(sentence)
    return _Sentence(
        tokens,
        tuple(token.lower for token in tokens),
        {token.start: number for number, token in enumerate(tokens)},
        {token.end: number for number, token in enumerate(tokens)},
    )


@lru_cache(maxsize=1024)
def _slots(asked: RoleAsked, sentence: str) -> _Slots:
    wanted = {other: part for relation, part in asked.roles for other in wider(relation)} | dict(asked.roles)
    read = _read(sentence)
    ending: dict[int, int] = {}
    beginning: dict[int, int] = {}
    for number, token in enumerate(read.tokens):
        verb = token.verb(_ANY)
        if verb is None:
            continue
        after, before = read.lower[number + 1 : number + 9], read.lower[max(0, number - 6) : number]
        frames = [frame for frame in frames_of(verb.stem, after, before) if frame.relation in wanted]
        group = _group(read, number, verb.forms) if frames else None
        if group is None:
            continue
        for places, found in zip((ending, beginning), _places(read, number, group, frames, wanted), strict=True):
            for at, verdict in found:
                places[at] = verdict if places.get(at, verdict) == verdict else 0
    return _Slots(ending, beginning)


def _group(read: _Sentence, number: int, forms: Form) -> _Group | None:
    """Return the voice of a verb, and where its subject ends; None where it is no verb, or none to be read."""
    at, nearest, subject = number - 1, "", True
    while (token := read.at(at)) is not None:
        if token.lower in DAYS:
            at -= 2 if at and read.lower[at - 1] == "on" else 1
        elif token.is_adverb:
            at -= 1
        elif token.lower in AUXILIARIES:
            nearest = nearest or token.lower
            at -= 1
        elif token.lower == "to":
            nearest = nearest or "to"
            control = read.at(at - 1)
            if control is None or control.lower not in CONTROL:
                subject = False
                break
            at -= 2
        else:
            break
    before = at if subject and at >= 0 else None
    passive = Form.PARTICIPLE in forms and _followed_by(read, number, "by")
    if nearest in BE:
        passive = Form.PARTICIPLE in forms and Form.ING not in forms
        return _Group(passive, True, before) if passive or Form.ING in forms else None
    if nearest in HAVE:
        return _Group(False, True, before) if Form.PARTICIPLE in forms else None
    if nearest and Form.BASE in forms:
        return _Group(False, True, before)
    previous = read.at(at)
    if Form.ING in forms:
        opened = previous is None or previous.text == "," or previous.lower in _OPENS or previous.lower == "to"
        return _Group(False, False, None) if opened and nearest in ("", "to") else None
    if nearest or previous is None:
        return None
    if previous.lower in DETERMINERS or previous.lower in PREPOSITIONS or previous.is_genitive:
        return None  # "the beaten side"
    if passive:
        return _Group(True, True, before)
    if previous.lower in RELATIVES:
        return _Group(False, Form.PARTICIPLE not in forms or Form.PAST in forms, before)
    if Form.PAST in forms:
        return _Group(False, previous.lower in SUBJECTS, before)
    return _Group(False, False, before) if Form.PRESENT in forms and previous.is_capitalised else None


def _places(
    read: _Sentence, number: int, group: _Group, frames: list[Frame], wanted: Mapping[str, int]
) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Return the places of phrases around a verb: those known by their ends, and those by their beginnings."""
    subject = _verdict(frames, [frame.object if group.passive else frame.subject for frame in frames], wanted)
    behind = number + 1 + any(" " in frame.relation or _is_phrasal(read, number) for frame in frames)
    beginning: list[tuple[int, int]] = []
    ending: list[tuple[int, int]] = []
    intransitive = any(frame.object is None for frame in frames)
    preps = {prep for frame in frames for prep in frame.preps}
    marked = {}
    for at in _preps_after(read, behind):
        prep = read.lower[at]
        if prep == "by" and group.passive and "by" not in marked:
            marked["by"] = at
            beginning += _phrase(read, at + 1, _verdict(frames, [frame.subject for frame in frames], wanted))
        elif prep in preps and prep not in marked:
            marked[prep] = at
            beginning += _phrase(read, at + 1, _verdict(frames, [frame.preps.get(prep) for frame in frames], wanted))
        elif prep == "with" and any(frame.relation == "succeed" for frame in frames) and not group.passive:
            subject = 0  # "replaced Ruell with Osei"
    subjects = [] if group.before is None else list(_subjects(read, group.before))
    inverted = not subjects and group.before is not None and not read.tokens[group.before].is_word  # '"...," wrote Ruell'
    has_object = False
    if not group.passive and not inverted:
        opened = read.at(behind)
        has_object = opened is not None and (opened.begins_phrase or (group.sure and opened.is_of_a_name))
        if has_object:
            beginning += _phrase(read, behind, _verdict(frames, [frame.object for frame in frames], wanted))
        elif group.before is not None and (antecedent := _antecedent(read, group.before)) is not None:
            ending.append((antecedent, _verdict(frames, [frame.object for frame in frames], wanted)))
            has_object = True
    if group.passive or group.sure or has_object or intransitive or marked:
        ending += [(at, subject) for at in subjects]
    return [each for each in ending if each[1]], [each for each in beginning if each[1]]


def _verdict(frames: list[Frame], parts: list[int | None], wanted: Mapping[str, int]) -> int:
    """Return 1 where a part is the one wanted, -1 where it is another one, 0 where it is not known."""
    found = 0
    for frame, part in zip(frames, parts, strict=True):
        if part is None:
            continue
        if part == wanted[frame.relation]:
            return 1
        if part != OTHER or wanted[frame.relation] == DOER:
            found = -1
    return found


def _subjects(read: _Sentence, at: int) -> Iterator[int]:
    """Give the ends of the phrases that are the subject of a verb behind token `at`."""
    token, lower = read.tokens[at], read.lower
    if token.lower in RELATIVES and token.lower != "whom":
        at -= 2 if at and lower[at - 1] == "," and token.lower != "that" else 1
        if at >= 0 and read.tokens[at].is_of_a_name:
            yield at
    elif token.text == ",":
        yield from _beside_aside(read, at)
    elif token.text == ")":
        opened = next((back for back in range(at - 1, max(-1, at - _ASIDE), -1) if lower[back] == "("), 0)
        if opened and read.tokens[opened - 1].is_of_a_name:
            yield opened - 1
    elif token.lower == "and":
        if (first := _opening(read, at)) is not None:
            yield first
    elif token.is_of_a_name:
        yield at


def _beside_aside(read: _Sentence, comma: int) -> Iterator[int]:
    """Give the ends of "Ruell" and "the champion" of "Ruell, the champion, ..."."""
    opened = next((back for back in range(comma - 1, max(0, comma - _ASIDE), -1) if read.lower[back] == ","), 0)
    aside = read.tokens[opened + 1 : comma]
    if not opened or not aside or not read.tokens[opened - 1].is_of_a_name:
        return
    if len(aside) == 1 and aside[0].text.isdigit():
        yield opened - 1
    elif aside[0].lower in ("who", "which"):
        yield opened - 1
    elif aside[0].lower in DETERMINERS and not any(
        each.lower in AUXILIARIES or each.lower in SUBJECTS or each.lower in RELATIVES for each in aside
    ):
        yield opened - 1
        if not any(each.lower in PREPOSITIONS for each in aside):
            yield comma - 1


def _opening(read: _Sentence, conjunction: int) -> int | None:
    """Return the end of the name that opens "Ruell left the bar and ..." where nothing else could be its subject."""
    at = 0
    while at < conjunction and read.tokens[at].is_capitalised and read.tokens[at].is_of_a_name:
        at += 1
    verb = read.tokens[at] if at else None
    if verb is None or not (verb.lower in AUXILIARIES or verb.verb(Form.PAST)):
        return None
    between = read.tokens[at:conjunction]
    if any(not each.is_word or each.lower in _JOINS for each in between):
        return None
    return at - 1


_JOINS = RELATIVES | SUBORDINATORS | CONJUNCTIONS | SUBJECTS


def _antecedent(read: _Sentence, at: int) -> int | None:
    """Return the end of "the rival" of "the rival whom Ruell ...", whose subject ends at token `at`."""
    first = at
    while first >= 0 and at - first < _PHRASE and read.tokens[first].is_of_a_name:
        first -= 1
    named = first < at and read.tokens[first + 1].is_capitalised
    if first >= 0 and first < at and read.lower[first] in DETERMINERS:
        first -= 1
        named = True
    pronoun = first >= 0 and read.lower[first] in SUBJECTS and first == at
    if pronoun:
        first, named = first - 1, True
    if not named or first < 1 or read.lower[first] not in RELATIVES:
        return None
    found = first - (2 if read.lower[first - 1] == "," else 1)
    return found if found >= 0 and read.tokens[found].is_of_a_name else None


def _preps_after(read: _Sentence, number: int) -> Iterator[int]:
    """Give the prepositions behind a verb, up to the end of its clause."""
    for at in range(number, min(number + _REACH, len(read.tokens))):
        token = read.tokens[at]
        if token.lower in PREPOSITIONS:
            yield at
        elif token.lower in CONJUNCTIONS | RELATIVES | SUBORDINATORS | AUXILIARIES or token.text in ",;:()\u2014":
            return


def _phrase(read: _Sentence, at: int, verdict: int) -> Iterator[tuple[int, int]]:
    """Give the tokens of the noun phrase that begins at `at`, at which a span may begin that is its head or all of it."""
    name = False  # whether the token before is a part of a name
    for number in range(at, min(at + _PHRASE, len(read.tokens))):
        token = read.tokens[number]
        if token.is_genitive:
            name = False
            continue
        if not (token.lower in DETERMINERS or token.is_of_a_name):
            return
        if name and token.verb(Form.ING | Form.PAST):
            return
        if not (name and token.is_capitalised):
            yield number, verdict
        name = token.is_capitalised


def _is_head(read: _Sentence, first: int) -> bool:
    """Return whether a phrase from token `first` on is none behind a preposition: "a friend of Ada Quill"."""
    for at in range(first - 1, max(-1, first - 1 - _LEFT), -1):
        token = read.tokens[at]
        if token.lower in PREPOSITIONS:
            return False
        if not (token.is_of_a_name or token.is_genitive or token.lower in DETERMINERS or token.lower in CONJUNCTIONS):
            return True
    return True


def _is_phrasal(read: _Sentence, number: int) -> bool:
    return number + 1 < len(read.tokens) and read.lower[number : number + 2][1] == "over"


def _followed_by(read: _Sentence, number: int, word: str) -> bool:
    following = read.at(number + 1)
    if following is not None and following.is_adverb:
        following = read.at(number + 2)
    return following is not None and following.lower == word
