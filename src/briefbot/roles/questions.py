"""The part in a deed that a question asks for: "Who stabbed Ruell?" asks for the doer, "Who was stabbed?" not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from briefbot.roles.tokens import (
    AUXILIARIES,
    BE,
    CONTROL,
    DETERMINERS,
    DO,
    HAVE,
    MODALS,
    PREPOSITIONS,
    RELATIVES,
    SUBJECTS,
    SUBORDINATORS,
    Token,
    tokens_of,
)
from briefbot.roles.verbs import DOER, DONE_TO, OTHER, Form, Frame, Verb, frames_of, stem, words

_PERSONAL = frozenset(("who", "whom"))
_ASKING = _PERSONAL | {"which", "what"}
_OTHERWISE = words("when where why how whose")
_TIMES = words("year day date month week weekday time hour weekend decade century season")
_BEFORE = re.compile(
    r"^\W*who (?:is|was|were|are|became) (?:(?!before|after)[\w'\u2019-]+ ){1,6}?(before|after) "
    r"(?-i:[A-Z]|h[ie][mr]\b|them\b)",
    re.IGNORECASE,
)
_ENDS_AGENT = frozenset(("of", "in", "at", "on", "to", "for", "behind"))
_FINITE = Form.PAST | Form.PRESENT


@dataclass(frozen=True, slots=True)
class RoleAsked:
    """The parts that an answer may play, each as a relation and its part in it; one wanted part for each relation."""

    roles: tuple[tuple[str, int], ...]


@lru_cache(maxsize=256)
def role_asked(question: str) -> RoleAsked | None:
    """Return the part in a deed that a question asks for; None where it asks for nothing of the kind."""
    if found := _BEFORE.search(question):
        return RoleAsked((("succeed", DONE_TO if found[1].casefold() == "before" else DOER),))
    words = tokens_of(question)
    at = next((at for at, word in enumerate(words) if word.lower in _ASKING), None)
    if at is None or any(word.lower in _OTHERWISE for word in words[:at]):
        return None
    before = words[at - 1] if at else None
    if before is None or not before.is_word:
        return _front(words[at:], "")
    # "By whom was ...", "In 1900, to which club did ..."
    if before.lower in PREPOSITIONS and (at == 1 or not words[at - 2].is_word):
        return _front(words[at:], before.lower)
    return _within(words[:at])


def _front(words: Sequence[Token], prep: str) -> RoleAsked | None:
    """Read a question that begins with what is asked for, behind `prep` where there is one."""
    rest = words[1:]
    if words[0].lower not in _PERSONAL:
        rest = _without_noun(rest)
    return _clause(rest, prep) if rest else None


def _without_noun(words: Sequence[Token]) -> Sequence[Token]:
    """Return what follows the noun of "which former mayor ..."; nothing where it cannot be told."""
    for at, word in enumerate(words[:9]):
        if not word.is_word and not word.is_genitive:
            break
        if not at or word.is_adverb or words[at - 1].lower in DETERMINERS:
            if word.lower in AUXILIARIES or word.lower in PREPOSITIONS:
                break
            continue
        following = words[at + 1] if at + 1 < len(words) else None
        present = word.verb(Form.PRESENT) and following is not None and following.begins_phrase
        if word.lower in AUXILIARIES or word.verb(Form.PAST) or present:
            return () if words[at - 1].lower in _TIMES else words[at:]
        if word.lower in PREPOSITIONS and word.lower != "of":
            break
    return ()


def _clause(words: Sequence[Token], prep: str) -> RoleAsked | None:
    """Read what follows "who", or "which" and its noun."""
    words = _skipped(words)
    if not words or words[0].lower in SUBORDINATORS or words[0].lower in PREPOSITIONS:
        return None
    first, rest = words[0], _skipped(words[1:])
    if first.lower in BE:
        return _being(rest, prep)
    if first.lower in DO:
        if len(rest) > 1 and rest[0].lower == "the" and (verb := rest[1].verb(Form.ING)):
            return _asked(verb, [], "subject")
        return _inverted(rest, prep, Form.BASE)
    if first.lower in HAVE or first.lower in MODALS:
        form = Form.PARTICIPLE if first.lower in HAVE else Form.BASE
        if not rest:
            return None
        if rest[0].lower in ("be", "been"):
            return _being(_skipped(rest[1:]), prep)
        if _begins_subject(rest[0]):
            return None if first.lower in HAVE and rest[0].lower in DETERMINERS else _inverted(rest, prep, form)
        if rest[0].lower in CONTROL and len(rest) > 1 and rest[1].lower == "to":
            return None if prep else _infinitive(rest[2:])
        verb = rest[0].verb(form)
        return _asked(verb, rest[1:], "subject") if verb and not prep else None
    if first.lower in CONTROL and rest and rest[0].lower == "to":
        return _infinitive(rest[1:]) if not prep else None
    verb = first.verb(_FINITE)
    return _asked(verb, words[1:], "subject") if verb and not prep else None


def _infinitive(words: Sequence[Token]) -> RoleAsked | None:
    """Read what follows "who agreed to"."""
    words = _skipped(words)
    if words and words[0].lower == "be":
        return _being(_skipped(words[1:]), "")
    verb = words[0].verb(Form.BASE) if words else None
    return _asked(verb, words[1:], "subject") if verb else None


def _being(words: Sequence[Token], prep: str) -> RoleAsked | None:
    """Read what follows "who is"."""
    if not words:
        return None
    first, rest = words[0], words[1:]
    if first.lower == "being" and rest:
        return _being(_skipped(rest), prep)
    if first.lower == "to" and rest and rest[0].lower == "be":
        return _being(_skipped(rest[1:]), prep)
    if first.lower in CONTROL and rest and rest[0].lower == "to" and not prep:  # "Who is expected to win?"
        return _infinitive(rest[1:])
    if not prep:
        if verb := first.verb(Form.ING):
            return _asked(verb, rest, "subject")
        if verb := first.verb(Form.PARTICIPLE):
            return _asked(verb, rest, "object")
    last = words[-1] if words[-1].is_word else (words[-2] if len(words) > 1 else None)
    if last is None:
        return None
    if prep == "by" or last.lower == "by":
        return _doer_of_last(words if prep else [word for word in words if word is not last])
    if prep:
        return None
    relative = next((at for at, word in enumerate(words) if at and word.lower in RELATIVES), None)
    if relative is not None:
        return _relative(words[relative + 1 :])
    if _begins_subject(first) and first.lower not in DETERMINERS:
        at = next((at for at, word in enumerate(words) if at and word.verb(Form.ING)), None)
        if at is not None and not any(word.lower in PREPOSITIONS for word in words[:at]):
            verb = words[at].verb(Form.ING)
            return _asked(verb, words[at + 1 :], "object") if verb else None
    return _named_by_deed(words)


def _relative(words: Sequence[Token]) -> RoleAsked | None:
    """Read a clause behind "who is the man that": its own subject is asked for, or its object."""
    if not words:
        return None
    if words[0].lower in AUXILIARIES or words[0].is_adverb or words[0].verb(_FINITE):
        return _clause(words, "")
    for at, word in enumerate(words):
        if word.lower in PREPOSITIONS or not (word.is_word or word.is_genitive):
            return None
        if at and word.lower in MODALS | HAVE:
            following = _skipped(words[at + 1 :])
            verb = following[0].verb(Form.BASE | Form.PARTICIPLE) if following else None
            return _asked(verb, following[1:], "object") if verb else None
        if at and (verb := word.verb(Form.PAST)):
            return _asked(verb, words[at + 1 :], "object")
    return None


def _named_by_deed(words: Sequence[Token]) -> RoleAsked | None:
    """Read "the winner of", "Ruell's attacker", "the victim": nouns that name one by a deed."""
    for at, word in enumerate(words):
        following = words[at + 1] if at + 1 < len(words) else None
        if following is None or not following.is_word or following.lower in _ENDS_AGENT:
            if following is not None and following.is_genitive:
                continue
            opened = words[at - 1].is_genitive or words[0].lower in DETERMINERS if at else False
            return _deed(word.lower) if opened and at < 4 + 2 * words[at - 1].is_genitive else None
        if word.lower in PREPOSITIONS:
            return None
    return None


def _deed(noun: str) -> RoleAsked | None:
    known = {"victim": ("harm", DONE_TO), "successor": ("succeed", DOER), "predecessor": ("succeed", DONE_TO)}
    if noun in known:
        return RoleAsked((known[noun],))
    if noun.endswith(("er", "or", "ee")) and len(noun) > 4 and noun[:-2] not in AUXILIARIES:
        place = "object" if noun.endswith("ee") else "subject"
        return _asked(Verb(stem(noun[:-2]), Form.BASE), [], place)
    return None


def _doer_of_last(words: Sequence[Token]) -> RoleAsked | None:
    """Read "was the rival stabbed", of what "by whom" is asked."""
    for at in range(len(words) - 1, -1, -1):
        if verb := words[at].verb(Form.PARTICIPLE):
            return _asked(verb, words[at + 1 :], "subject", words[:at])
    return None


def _inverted(words: Sequence[Token], prep: str, form: Form) -> RoleAsked | None:
    """Read what follows "who did": a subject, the verb, and at times a preposition that is left over."""
    linked = False  # behind an "of", where a noun follows and no verb
    for at, word in enumerate(words):
        following = words[at + 1] if at + 1 < len(words) else None
        if word.lower == "of":
            linked = True
            continue
        if linked:
            linked = word.lower in DETERMINERS
            continue
        if not at or not word.text.islower() or word.is_genitive or word.is_adverb:
            continue
        ends = following is None or not following.is_word or following.lower in PREPOSITIONS | SUBORDINATORS
        if following is not None and (following.is_genitive or following.lower == "of"):
            continue
        if not ends and following is not None and not (following.begins_phrase or following.is_adverb):
            continue
        verb = word.verb(form)
        if verb is None:
            return None
        if following is not None and following.begins_phrase and not (following.is_adverb or prep):
            return None  # it has its object already
        left = [word.lower for word in words[at + 1 :]]
        return _asked(verb, words[at + 1 :], prep or _left_over(left) or "object")
    return None


def _left_over(words: Sequence[str]) -> str:
    """Return the preposition at the end of "Who did they lose to in the final?"; empty where there is none."""
    if not words or words[0] not in PREPOSITIONS:
        return ""
    ends = len(words) == 1 or not words[1][0].isalnum() or words[1] in PREPOSITIONS
    return words[0] if ends else ""


def _within(words: Sequence[Token]) -> RoleAsked | None:
    """Read what stands before a "whom" or "which" in the midst: "... was bought by which firm?"."""
    prep = words[-1].lower
    if prep == "by":
        at = len(words) - 2
        while at > 0 and not words[at].verb(Form.PARTICIPLE) and len(words) - at < 4:
            at -= 1
        verb = words[at].verb(Form.PARTICIPLE) if at > 0 else None
        passive = any(word.lower in BE for word in words[:at])
        return _asked(verb, words[at + 1 :], "subject", words[:at]) if verb and passive else None
    if prep in PREPOSITIONS:
        for at in range(len(words) - 2, 0, -1):
            if (verb := words[at].verb(Form.PAST | Form.PRESENT | Form.PARTICIPLE)) and words[at - 1].lower not in BE:
                return _asked(verb, words[at + 1 :], prep)
        return None
    verb = words[-1].verb(_FINITE)
    return _asked(verb, [], "object") if verb and len(words) > 1 and words[-2].lower not in BE else None


def _asked(verb: Verb | None, after: Sequence[Token], place: str, before: Sequence[Token] = ()) -> RoleAsked | None:
    """Return who stands in a place of a verb: its "subject", its "object", or behind a preposition of it."""
    if verb is None:
        return None
    frames = frames_of(verb.stem, [word.lower for word in after], [word.lower for word in before], asked=True)
    found = {frame.relation: part for frame in frames if (part := _part(frame, place)) is not None and part != OTHER}
    return RoleAsked(tuple(found.items())) if found else None


def _part(frame: Frame, place: str) -> int | None:
    if place == "subject":
        return frame.subject
    if place == "object":
        # Of a verb with two objects it is enough to know that the doer is not asked for.
        return DONE_TO if frame.object == OTHER else frame.object
    return frame.preps.get(place)


def _skipped(words: Sequence[Token]) -> Sequence[Token]:
    """Return the words from the first on that is no adverb."""
    at = 0
    while at < len(words) and (words[at].is_adverb or words[at].lower == "else"):
        at += 1
    return words[at:]


def _begins_subject(word: Token) -> bool:
    return word.lower in DETERMINERS or word.lower in SUBJECTS or word.is_capitalised
