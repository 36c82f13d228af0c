"""Verbs by their forms, and who does what in the deeds that they name: "beat" and "lose to" tell of one deed.

A deed has parts, numbered: 0 is the doer, 1 the one it is done to, 2 who else takes part, as the seller when one buys.
The relations are few and general; any other verb is a deed of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Flag, auto
from functools import lru_cache
from types import MappingProxyType

DOER, DONE_TO, THIRD_PARTY = 0, 1, 2
OTHER = -1  # not the doer, but it cannot be told which of the others: "paid the baker" and "paid a fine"


def words(text: str) -> frozenset[str]:
    """Return the words of a list of them."""
    return frozenset(text.split())


class Form(Flag):
    """The forms of a verb that a word may be."""

    BASE = auto()
    PRESENT = auto()  # of the third person
    PAST = auto()
    PARTICIPLE = auto()
    ING = auto()


@dataclass(frozen=True, slots=True)
class Verb:
    """What a word is as a verb."""

    stem: str
    forms: Form


@dataclass(frozen=True, slots=True)
class Frame:
    """Which part of a relation stands in each place of a verb; None where it has none."""

    relation: str
    subject: int = DOER
    object: int | None = DONE_TO
    preps: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))


# Base, past and participle; the last two are one where only one is given.
_IRREGULAR = """
    win won|beat beat beaten|buy bought|sell sold|shoot shot|take took taken|fight fought|lead led|pay paid|hit hit
    strike struck|steal stole stolen|leave left|tell told|meet met|drive drove driven|choose chose chosen|hold held
    give gave given|bring brought|lose lost|fall fell fallen|overcome overcame overcome|overtake overtook overtaken
    write wrote written|speak spoke spoken|break broke broken|build built|catch caught|find found|teach taught|lend lent
    send sent|throw threw thrown|know knew known|see saw seen|say said|make made|get got gotten|put put|go went gone
    come came come|become became become|have had|do did done|let let|set set|cut cut|hurt hurt|run ran run|keep kept
    feed fed|grow grew grown|draw drew drawn|wear wore worn|hear heard|read read|ride rode ridden|sing sang sung
    swear swore sworn|bite bit bitten|eat ate eaten|forgive forgave forgiven|hide hid hidden|think thought|seek sought
    withdraw withdrew withdrawn|spend spent|lay laid|bind bound|begin began begun|forbid forbade forbidden|deal dealt
    undergo underwent undergone|split split|shake shook shaken|ring rang rung|swing swung|feel felt|bear bore borne
    uphold upheld|mistake mistook mistaken|wed wed|show showed shown|outbid outbid|free freed|agree agreed
"""
_PARTS = (Form.BASE, Form.PAST, Form.PARTICIPLE)
_VOWELS = frozenset("aeiouy")
SEPARABLE = words("up out off down away back over")  # what makes another verb of one: give, give up
# Deeds in which both parts are alike, and verbs that tell of none by themselves.
_EVEN = "meet marry wed date divorce fight play face draw tie resemble debate border"
_LIGHT = "be have do make take get put go come become say seem happen let bring file need want star feature"
# "A man named Ruell", "Ruell elected chairman": a past of these may be a passive though nothing says so.
_NAMING = "name call dub nickname title entitle elect appoint crown declare award offer grant hand deny send"

_SAYING = "write tell add ask reply answer announce explain claim warn declare report argue note insist tweet ask sing"

_DEFEAT, _BUY, _SUCCEED, _SUE = "defeat", "buy", "succeed", "sue"
_TABLE = {
    **dict.fromkeys(("beat", "defeat", "overcome", "thrash", "trounce", "outpoint", "knock out"), Frame(_DEFEAT)),
    **dict.fromkeys(("buy", "acquire", "purchase", "snap up"), Frame(_BUY, preps={"from": THIRD_PARTY})),
    "sell": Frame(_BUY, THIRD_PARTY, DONE_TO, {"to": DOER}),
    "sell off": Frame(_BUY, THIRD_PARTY, DONE_TO, {"to": DOER}),
    **dict.fromkeys(("succeed", "replace"), Frame(_SUCCEED)),
    "precede": Frame(_SUCCEED, DONE_TO, DOER),
    "hand over": Frame(_SUCCEED, DONE_TO, None, {"to": DOER}),
    "sue": Frame(_SUE),
    **dict.fromkeys(("employ", "hire", "recruit"), Frame("employ")),
    "join": Frame("employ", DONE_TO, DOER),
    "work": Frame("employ", DONE_TO, None, {"for": DOER}),
    "lend": Frame("lend", DOER, OTHER, {"to": THIRD_PARTY}),
    "borrow": Frame("lend", THIRD_PARTY, DONE_TO, {"from": DOER}),
    "teach": Frame("teach", DOER, OTHER, {"to": OTHER}),
    "learn": Frame("teach", DONE_TO, None, {"from": DOER}),
    **dict.fromkeys(("kill", "murder", "assassinate"), Frame("kill")),
    **dict.fromkeys(("attack", "assault"), Frame("attack")),
    "dismiss": Frame("dismiss"),
    **dict.fromkeys(("sack", "fire"), Frame("dismiss")),
    **{
        verb: Frame(verb, DOER, OTHER, {"to": OTHER})
        for verb in words("give pay tell award offer send show hand grant")
    },
}
# Which other relations tell of a deed that is asked for: whoever was stabbed was attacked.
_HARM = ("attack", "kill", "stab", "shoot", "punch", "strangle", "wound", "injur", "poison")
_KINDS = {"attack": _HARM, "harm": _HARM, "stab": ("attack",), "shoot": ("attack",), "kill": ("attack",)}
_CONTESTS = words(
    """
    final semifinal semi-final quarterfinal quarter-final match game race election vote contest case battle war
    tournament championship fight runoff run-off playoff play-off primary seat appeal lawsuit bout tie series derby
    """
)
_OF_OFFICE = words("from as for in on at when until after next")  # behind "takes over"
_SUITS = words("case lawsuit suit claim complaint action")


def stem(word: str) -> str:
    """Return a base form as all forms of the verb have it in common: "stab", "acquir", "carri"."""
    if word.endswith("e"):
        word = word[:-1]
    if len(word) > 2 and word[-1] == word[-2] and word[-1] not in _VOWELS:
        word = word[:-1]
    return word[:-1] + "i" if len(word) > 2 and word[-1] == "y" and word[-2] not in _VOWELS else word


def _irregular() -> dict[str, Verb]:
    found: dict[str, Verb] = {}
    for entry in _IRREGULAR.replace("\n", "|").split("|"):
        base, *others = entry.split() or [""]
        for word, form in zip((base, *others[:1], *others[-1:]), _PARTS, strict=False):
            known = found.get(word)
            found[word] = Verb(stem(base), form | known.forms if known else form)
    return found


_KNOWN = _irregular()
_FRAMES = {" ".join((stem(verb.split()[0]), *verb.split()[1:])): frame for verb, frame in _TABLE.items()}
_WITHOUT_ROLES = frozenset(map(stem, words(f"{_EVEN} {_LIGHT}")))

_SAID = frozenset(map(stem, words(_SAYING)))
_NAMED = frozenset(map(stem, words(_NAMING)))


@lru_cache(maxsize=20_000)
def verb_of(word: str) -> Verb | None:
    """Return what a word, in lower case, is if it is a verb; whether it is one, only its place tells."""
    if known := _KNOWN.get(word):
        return known
    if len(word) < 3 or not word.isalpha():
        return None
    if word.endswith("ing") and len(word) > 4 and not _VOWELS.isdisjoint(word[:-3]):
        return Verb(stem(word[:-3]), Form.ING)
    if word.endswith("ed") and not word.endswith("eed") and len(word) > 3 and not _VOWELS.isdisjoint(word[:-2]):
        return Verb(stem(word[:-2]), Form.PAST | Form.PARTICIPLE)
    if word.endswith("s") and len(word) > 3 and not word.endswith(("ss", "us", "is")):
        return Verb(stem(word[:-1]), Form.PRESENT)
    return Verb(stem(word), Form.BASE)


def frames_of(verb: str, after: Sequence[str], before: Sequence[str] = (), *, asked: bool = False) -> tuple[Frame, ...]:
    """Return the frames of the stem of a verb among the words after and before it; none where it has no roles.

    A question says little of what is won or lost, so that there any contest will do.
    """
    following = after[0] if after else ""
    if following in SEPARABLE:
        if verb == "tak" and following == "over":
            follows = Frame(_SUCCEED, DOER, None, {"from": DONE_TO})
            office = len(after) < 2 or after[1] in _OF_OFFICE or not after[1][0].isalnum()
            return (follows,) if office else (follows, Frame(_BUY))
        key = f"{verb} {following}"
        return (_FRAMES.get(key) or Frame(key),)
    if verb == "win":
        contest = (Frame(_DEFEAT, DOER, None, {"against": DONE_TO, "over": DONE_TO}),)
        return (Frame("win"), *(contest if asked or _is_contest(after) else ()))
    if verb == "los":
        contest = (Frame(_DEFEAT, DONE_TO, None, {"to": DOER, "against": DOER}),)
        return (Frame("lose"), *(contest if _is_contest(after) else ()))
    if verb == "fal":
        return (Frame(_DEFEAT, DONE_TO, None, {"to": DOER}),) if following == "to" else ()
    if verb in ("bring", "fil") and not _SUITS.isdisjoint((*after[:6], *before[-5:])):
        return (Frame(_SUE, DOER, None, {"against": DONE_TO}),)
    return () if verb in _WITHOUT_ROLES else (_FRAMES.get(verb) or Frame(verb),)


def may_lack_by(verb: str) -> bool:
    """Return whether a past of the stem, with a noun behind it, may be passive all the same."""
    return verb in _NAMED


def may_precede_subject(verb: str) -> bool:
    """Return whether who speaks may stand behind the stem: '"Never," wrote Ruell'."""
    return verb in _SAID


def wider(relation: str) -> tuple[str, ...]:
    """Return a relation and those others that tell of a deed of it."""
    return (relation, *_KINDS.get(relation, ()))


def _is_contest(after: Sequence[str]) -> bool:
    following = after[0] if after else ""
    return (
        following in ("", "to", "against", "over", "in", "by", "on")
        or not following[0].isalnum()
        or following[0].isdigit()
        or not _CONTESTS.isdisjoint(after[:6])
    )
