"""Whether a question asks for several things, by its number: "which schools", "who are the", "name the three".

"In what language" asks for one thing. "Who signed it" asks for as many as there are, which only the articles tell.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum, auto

from briefbot.roles.tokens import (
    AUXILIARIES,
    DETERMINERS,
    PREPOSITIONS,
    RELATIVES,
    SUBJECTS,
    SUBORDINATORS,
    Token,
    tokens_of,
)
from briefbot.roles.verbs import Form, words
from briefbot.text.question_forms import POLITE
from briefbot.text.spelt_numbers import UNITS

COUNTS = {word: number for word, number in zip(UNITS, range(1, 10), strict=False) if number > 1} | {"ten": 10}
NUMBER = rf"({'|'.join(COUNTS)}|[2-9]|[1-9]\d)"  # of things that may be listed
_REACH = 6  # words of a phrase
_SEVERAL = re.compile(
    rf"\A\W*{POLITE}*(?:(?:(?:name|list|give|tell|show)(?: me| us)?|who are|who were|what are|what were)(?: all)?"
    rf"(?: of)?(?: the)?(?: other| first| last| top)? {NUMBER}\b|name (?:all|some|several|both)\b|who (?:all|else)\b"
    r"|(?:all|everyone|everybody|everything|those) (?:who|that|which)\b)",
    re.IGNORECASE,
)
_ASKING = re.compile(r"\b(?:which|what|who|whom|whose|when|where|why|how)\b", re.IGNORECASE)
_WHICH_NUMBER = re.compile(rf"(?:other |of (?:the |these |those )?)?(?:last |first |top )?{NUMBER}\b", re.IGNORECASE)
_ARE = re.compile(r"\A\W*(?:who|what)(?:\s+all)?\s+(?:are|were)\s+(?=\w)", re.IGNORECASE)
_NAMING = re.compile(
    rf"\A\W*{POLITE}*(?:(?:name|give|list)(?: me| us)?|all)(?: of)?(?: the)?(?: names of(?: the)?)?\s+(?=\w)"
    rf"|\A\W*{POLITE}*(?:the )?names of(?: the)?\s+(?=\w)",
    re.IGNORECASE,
)
# "What are the lower courts called?" asks for one name.
_ONE_NAME = re.compile(
    r"\b(?:called|known as|referred to as|named|nicknamed|termed|made (?:up )?of|used for)\W*\Z", re.IGNORECASE
)
_IRREGULAR = words("people men women children feet teeth mice geese criteria phenomena policemen firefighters")
_SINGULAR = words(
    "news series species means headquarters physics politics economics mathematics athletics ethics lens gas bus canvas"
    " atlas yes always perhaps this its his christmas"
)
_SINGULAR_VERBS = words("is was has does isn wasn hasn doesn")
_PARTICLES = words("up out off")
_PLURAL_VERBS = words("are were have do")
_STOPS = AUXILIARIES | PREPOSITIONS | RELATIVES | SUBJECTS | SUBORDINATORS | words("and or but not")


# "Who is the mayor" asks for one, "who was hurt" does not say.
_OF_ANY_NUMBER = re.compile(
    rf"\A\W*{POLITE}*whom?\s+(?!(?:is|was)\s+(?:the|an?|this|that|his|her|its|their|(?-i:[A-Z])))", re.IGNORECASE
)


class _Opening(Enum):
    """What stands in front of a phrase, which tells what its first words may be."""

    WHICH = auto()  # a noun phrase, and then a verb
    WHAT = auto()  # the same, or a verb at once: "what causes rust"
    KNOWN = auto()  # a noun phrase, and no verb that belongs to it: "who are the", "name the"


def asks_for_several(question: str) -> bool:
    """Return whether the number of a question says that it asks for several things."""
    if _ONE_NAME.search(question):
        return False
    if _SEVERAL.match(question):
        return True
    if found := _NAMING.match(question):
        return _is_plural_phrase(tokens_of(question[found.end() :]), _Opening.KNOWN)
    if found := _ARE.match(question):
        rest = tokens_of(question[found.end() :])
        begins = rest[0].lower in DETERMINERS or rest[0].lower in ("some", "all")
        begins = begins or any(token.is_genitive for token in rest[:3])
        return rest[0].lower in ("they", "these", "those") or (begins and _is_plural_phrase(rest, _Opening.KNOWN))
    # A later "which" is most often that of a clause: "the law by which".
    found = _ASKING.search(question)
    if not found or found[0].casefold() not in ("which", "what"):
        return False
    behind = question[found.end() :].lstrip()
    if counted := _WHICH_NUMBER.match(behind):
        following = tokens_of(behind[counted.end() :])[:_REACH]
        return not behind.startswith("of ") or all(token.lower not in _SINGULAR_VERBS for token in following)
    tokens, is_which = tokens_of(behind), found[0].casefold() == "which"
    if is_which and tokens and tokens[0].lower == "of":  # "which of the sons won" asks for one as often
        agrees = any(token.lower in _PLURAL_VERBS for token in tokens[:_REACH])
        return agrees and _is_plural_phrase(tokens[1:], _Opening.WHICH)
    if any(token.is_genitive for token in tokens[:3]):  # "which country's cars" asks for a country
        return False
    return _is_plural_phrase(tokens, _Opening.WHICH if is_which else _Opening.WHAT)


def asks_for_any_number(question: str) -> bool:
    """Return whether the form of a question leaves open how many things it asks for: "who signed it"."""
    return bool(_OF_ANY_NUMBER.match(question))


def _is_plural_phrase(tokens: Sequence[Token], opening: _Opening) -> bool:
    """Return whether the phrase that words begin with has a plural noun."""
    verb = False  # whether a word behind the first may have been the verb of the phrase
    for at, token in enumerate(tokens[:_REACH]):
        begins = token.lower in DETERMINERS and (not at or opening is _Opening.KNOWN)
        if not begins and token.lower in _STOPS | DETERMINERS and not (token.lower == "and" and at):
            return False
        following, behind = [*tokens[at + 1 : at + 3], None, None][:2]
        if not (following and following.is_genitive) and _is_plural(token):
            if _ends_phrase(token, following, behind, opening, is_first=at == 0, verb=verb):
                return True
            if following and following.lower in _SINGULAR_VERBS:
                return False
        verb = verb or (token.verb(Form.PAST) is not None) or (at > 0 and token.verb(Form.PRESENT) is not None)
    return False


def _ends_phrase(
    token: Token, following: Token | None, behind: Token | None, opening: _Opening, *, is_first: bool, verb: bool
) -> bool:
    """Return whether a plural is the noun of its phrase: neither "sports" in "sports team" nor "owns" in "who owns"."""
    known = opening is _Opening.KNOWN
    if following is None or not following.is_word:
        return known or (not verb and (is_first or token.text.islower()))
    if following.lower in _SINGULAR_VERBS:  # "which crops does it say"
        return following.lower == "does" or (behind is not None and (behind.begins_phrase or behind.lower in SUBJECTS))
    if following.lower in AUXILIARIES:
        return True
    if known:
        return following.lower in _STOPS or following.is_adverb or following.verb(Form.PAST) is not None
    if verb:
        return False
    if following.verb(Form.PAST) or following.lower == "of":
        return True
    if not is_first or opening is _Opening.WHAT:
        # "What countries border the lake", not "what causes rust".
        goes_on = behind is not None and (behind.begins_phrase or behind.lower in _PARTICLES)
        return following.lower == "else" or (is_first and goes_on and following.is_of_a_name)
    if following.lower in _STOPS or following.is_adverb or following.lower == "else":
        return True
    # "Which countries border the lake", not "which sports team won".
    if behind is None or not following.verb(Form.BASE):
        return False
    return behind.lower not in AUXILIARIES and not behind.verb(Form.PAST | Form.PRESENT)


def _is_plural(token: Token) -> bool:
    word = token.lower
    if word in _IRREGULAR:
        return True
    if len(word) < 4 or word in _SINGULAR or not word.endswith("s") or token.text.isupper():
        return False
    return not word.endswith(("ss", "us", "is"))
