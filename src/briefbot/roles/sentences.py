"""The part in a deed that a span plays in its sentence, as the voice of the verb and the order of words tell it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from briefbot.roles.phrases import (
    Sentence,
    antecedent_of,
    is_head,
    phrase_from,
    preps_after,
    read,
    subjects_before,
)
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
)
from briefbot.roles.verbs import DOER, OTHER, SEPARABLE, Form, Frame, frames_of, may_lack_by, may_precede_subject, wider

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
class _Slots:
    """What a phrase is taken for, by the number of the token that it ends or begins with: 1 the same, -1 opposite."""

    ending: Mapping[int, int]
    starting: Mapping[int, int]


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
    if not (slots.ending or slots.starting):
        return _UNTOLD
    words = read(sentence)
    first, last = words.starts.get(start), words.ends.get(end)
    if first is None or last is None:
        return _UNTOLD
    found = set()
    if last in slots.ending and is_head(words, first):
        found.add(slots.ending[last])
    if first in slots.starting and ((following := words.at(last + 1)) is None or following.ends_phrase):
        found.add(slots.starting[first])
    return _FITS.get(found.pop(), _UNTOLD) if len(found) == 1 else _UNTOLD


@lru_cache(maxsize=1024)
def _slots(asked: RoleAsked, sentence: str) -> _Slots:
    wanted = {other: part for relation, part in asked.roles for other in wider(relation)} | dict(asked.roles)
    words = read(sentence)
    ending: dict[int, int] = {}
    starting: dict[int, int] = {}
    for number, token in enumerate(words.tokens):
        verb = token.verb(_ANY)
        if verb is None:
            continue
        after, before = words.lower[number + 1 : number + 9], words.lower[max(0, number - 6) : number]
        frames = [frame for frame in frames_of(verb.stem, after, before) if frame.relation in wanted]
        group = _group(words, number, verb.stem, verb.forms) if frames else None
        if group is None or (verb.stem == "fal" and not _is_of_name(words, number + 2)):
            continue
        for places, found in zip((ending, starting), _places(words, number, group, frames, wanted), strict=True):
            for at, verdict in found:
                places[at] = verdict if places.get(at, verdict) == verdict else 0
    return _Slots(ending, starting)


def _group(words: Sentence, number: int, stem: str, forms: Form) -> _Group | None:
    """Return the voice of a verb, and where its subject ends; None where it is no verb, or none to be words."""
    at, nearest, subject = number - 1, "", True
    while (token := words.at(at)) is not None:
        if token.lower in DAYS:
            at -= 2 if at and words.lower[at - 1] == "on" else 1
        elif token.is_adverb:
            at -= 1
        elif token.lower in AUXILIARIES:
            nearest = nearest or token.lower
            at -= 1
        elif token.lower == "to":
            nearest = nearest or "to"
            control = words.at(at - 1)
            if control is None or control.lower not in CONTROL | BE:
                subject = False
                break
            at -= 1 if control.lower in BE else 2
        else:
            break
    before = at if subject and at >= 0 else None
    passive = Form.PARTICIPLE in forms and _has_doer(words, number)
    if nearest in BE:
        passive = Form.PARTICIPLE in forms and Form.ING not in forms
        return _Group(passive, True, before) if passive or Form.ING in forms else None
    if nearest in HAVE:
        return _Group(False, True, before) if Form.PARTICIPLE in forms else None
    if nearest and Form.BASE in forms:
        return _Group(False, True, before)
    previous = words.at(at)
    if Form.ING in forms:
        opened = previous is None or previous.text == "," or previous.lower in _OPENS or previous.lower == "to"
        return _Group(False, True, None) if opened and nearest in ("", "to") else None
    if nearest or previous is None:
        return None
    if previous.lower in DETERMINERS or previous.lower in PREPOSITIONS or previous.is_genitive:
        return None  # "the beaten side"
    if passive:
        return _Group(True, True, before)
    if previous.lower in RELATIVES:
        return _Group(False, Form.PARTICIPLE not in forms or Form.PAST in forms, before)
    if not previous.is_word and may_precede_subject(stem):
        return None
    if Form.PAST in forms and (previous.lower in SUBJECTS or not may_lack_by(stem)):
        return _Group(False, previous.lower in SUBJECTS, before)
    if Form.PRESENT in forms and (previous.is_capitalised or _is_between_phrases(words, at, number)):
        return _Group(False, False, before)
    return None


def _places(
    words: Sentence, number: int, group: _Group, frames: list[Frame], wanted: Mapping[str, int]
) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Return the phrases around a verb with what they are taken for: those known by their ends, and by their starts."""
    doer = _verdict(frames, [frame.subject for frame in frames], wanted)
    done_to = _verdict(frames, [frame.object for frame in frames], wanted)
    behind = number + (2 if words.lower[number + 1 : number + 2] and words.lower[number + 1] in SEPARABLE else 1)
    subject = done_to if group.passive else doer
    starting: list[tuple[int, int]] = []
    marked: set[str] = set()  # prepositions that mark a part
    for at in preps_after(words, behind):
        prep = words.lower[at]
        if prep in marked:
            continue
        if prep == "by" and group.passive:
            marked.add(prep)
            starting += ((start, doer) for start in phrase_from(words, at + 1))
        elif any(prep in frame.preps for frame in frames):
            marked.add(prep)
            verdict = _verdict(frames, [frame.preps.get(prep) for frame in frames], wanted)
            starting += ((start, verdict) for start in phrase_from(words, at + 1))
        elif prep == "with" and not group.passive and any(frame.relation == "succeed" for frame in frames):
            subject = 0  # "replaced Ruell with Osei"
    ends = [] if group.before is None else list(subjects_before(words, group.before))
    ending: list[tuple[int, int]] = []
    told = group.passive or bool(marked) or any(frame.object is None for frame in frames)
    if not group.passive:
        first = words.at(behind)
        if first is not None and (first.begins_phrase or (group.sure and first.is_of_a_name)):
            told = True
            starting += ((start, done_to) for start in phrase_from(words, behind))
        elif group.before is not None and (antecedent := antecedent_of(words, group.before)) is not None:
            told = True
            ending.append((antecedent, done_to))
    # Of "the door opened" it is not told whether anyone opened it.
    if told or (group.sure and subject > 0):
        ending += ((end, subject) for end in ends)
    return [each for each in ending if each[1]], [each for each in starting if each[1]]


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


def _has_doer(words: Sentence, number: int) -> bool:
    """Return whether a participle has its doer at once behind it: "stabbed by Ruell", not "began by thanking"."""
    at = number + 1
    while (following := words.at(at)) is not None and following.is_adverb:
        at += 1
    after = words.at(at + 1)
    return following is not None and following.lower == "by" and after is not None and not after.verb(Form.ING)


def _is_of_name(words: Sentence, number: int) -> bool:
    token = words.at(number)
    return token is not None and token.is_capitalised


def _is_between_phrases(words: Sentence, at: int, number: int) -> bool:
    """Return whether "works" in "the diver works for" is a verb by its place, and no plural."""
    before, after = words.at(at - 1), words.at(number + 1)
    if before is None or after is None or not words.tokens[at].is_of_a_name:
        return False
    return before.lower in DETERMINERS and (after.lower in DETERMINERS or after.lower in PREPOSITIONS)
