"""A question with several requests -> the requests: "Who leads it, and when does it end?"

A part begins where a conjunction, a comma or the end of a question stands before words that begin a question. What a
part leaves out that no pronoun stands for is put in: "what does A cost and what does B" asks what B costs.
"""

from __future__ import annotations

import re

from briefbot.text.question_forms import AUXILIARY, INTERROGATIVE, POLITE, PREPOSITION
from briefbot.text.sentence_ends import LATIN

_AROUND = f" {LATIN}"  # what a request ends in

_PREPOSITION = rf"(?:{PREPOSITION}|as)"
_WORD = rf"{INTERROGATIVE}(?:['\u2019]?s)?"
_TELL = rf"(?:(?:{POLITE}*(?:tell me|say|show me)|i want to know)(?: also)? )?"
_BEGINS = rf"{_TELL}(?:{_PREPOSITION} )?{_WORD}\b(?! (?:and|or|not)\b)"
_SUBJECT = "(?:he|she|it|they|there|we|you|the|a|an|any|anyone|anybody|this|that|these|those|his|her|its|their)"
_ASKS = rf"{AUXILIARY} {_SUBJECT}\b"
_JOIN = (
    r"(?:\s*[,;.]?\s+(?:and also|and then|and|but|plus|also|n)\s+|\s*(?:[;+&/]|,\s*&)\s+"
    r"|\s*\?\s*(?:(?:and|also|but),?\s+)?)"
)
# Behind a comma alone, words with which no clause goes on: "the man, who had left".
_BY_COMMA = (
    r"\s*,\s+(?=(?:what|how|why)\b|(?:when|where) (?:did|does|do|will|(?:is|was|are|were) (?:he|she|it|they))\b"
    r"|who (?:is|was) the\b)"
)
_SPLIT = re.compile(rf"{_JOIN}(?={_BEGINS}|{_ASKS})|{_BY_COMMA}", re.IGNORECASE)
_OPENS = re.compile(rf"\W*(?:{_BEGINS}|{AUXILIARY}\b|.*[:,]\s+{_BEGINS})", re.IGNORECASE)
_OPENS_OR_TELLS = re.compile(rf"\W*(?:{POLITE}*(?:tell|give|show) me\b|{_BEGINS})", re.IGNORECASE)
_CLAUSE = re.compile(
    rf"\W*(?:when|where) (?!{AUXILIARY}\b|\w+ed\b)\w+ \w+", re.IGNORECASE
)  # "When she left, what ...?"
# "When and where did it start?", "How long and how wide is it?"
_SHARED = re.compile(
    rf"(\W*(?:{_PREPOSITION} )?{_WORD}(?: \w+)?),? and ((?:{_PREPOSITION} )?{_WORD}(?: \w+)?) ({AUXILIARY}\b.*)",
    re.IGNORECASE,
)
# "Tell me the name of its leader and that of its treasurer."
_SAME_OF = re.compile(
    r"(?P<begin>.*?\b(?P<noun>(?:the|an?) \w+) of )(?P<one>.+?),? and (?:(?:also )?(?:that|the one) of|(?P=noun) of) "
    r"(?P<two>.+)",
    re.IGNORECASE,
)
_IS_ONE = re.compile(r"\b(?:between|both|compar\w+|differ\w*)\b", re.IGNORECASE)
_EMBEDDED = re.compile(rf"\S\s+({_WORD})\b", re.IGNORECASE)
_RELATIVES = frozenset(("who", "whom", "whose", "which", "when", "where", "what", "how", "why"))
# "who the time trial", "who Norway": a question word and no verb.
_VERBLESS = re.compile(
    rf"({_WORD}) (?!{AUXILIARY}\b|many\b|much\b|else\b)((?:the|a|an|his|her|its|their|in|for|at|of)\b.*)",
    re.IGNORECASE,
)
_OPENING = re.compile(rf"\W*{_WORD} (?:{AUXILIARY}\b(?: \w+(?:ed|en)\b)?|\w+)", re.IGNORECASE)
# "what does B": an auxiliary whose verb is left out.
_WITHOUT_VERB = re.compile(
    rf"({_WORD}(?: (?:many|much|long|old|far)(?: \w+)?)? (?:do|does|did|will|can)) (.+)", re.IGNORECASE
)
_THING = re.compile(r"the \w+", re.IGNORECASE)  # "what did the lighthouse"
# "what does one on the Petrel cost", behind "what does a trip on the Lady Ruth cost"
_ONE = re.compile(rf"({_WORD} {AUXILIARY}) (?:one|that|those) ({_PREPOSITION}) (.+)", re.IGNORECASE)
_OF_ONE = re.compile(rf"\W*{_WORD} {AUXILIARY} ((?:the|an?) (?:\w+ )??\w+) ({_PREPOSITION}) ", re.IGNORECASE)
_SHORT = 4  # words behind an auxiliary, none of which is a verb
_FEWEST = 3  # words of a part that stands alone, or two where it asks what happened


def divide(question: str) -> tuple[str, ...]:
    """Return the requests in a question, in their order; the question alone where it has but one."""
    text = question.strip()
    if shared := _SHARED.fullmatch(text):
        first, second, rest = shared.groups()
        if not _has_verb(first):
            return f"{first} {rest}", f"{second} {rest}"
    if (same := _SAME_OF.fullmatch(text)) and _OPENS_OR_TELLS.match(text) and not _IS_ONE.search(same["begin"]):
        end = "?" if text.endswith("?") and not same["one"].endswith("?") else ""
        return f"{same['begin']}{same['one']}{end}", f"{same['begin']}{same['two']}"
    parts: list[str] = []
    begin = 0
    for split in _SPLIT.finditer(text):
        part, rest = text[begin : split.start()], text[split.end() :]
        if _stands_alone(part, first=not parts) and not _goes_on(part, split[0], rest) and rest.strip(_AROUND):
            parts.append(part)
            begin = split.end()
    parts.append(text[begin:])
    if len(parts) == 1:
        return (question,)
    tidy = [part.strip(" ,;") for part in parts]
    marked = [part if part.endswith(("?", ".", "!")) or not text.endswith("?") else f"{part}?" for part in tidy]
    return tuple(_completed(part, marked[at - 1]) if at else part for at, part in enumerate(marked))


def _stands_alone(part: str, *, first: bool) -> bool:
    """Return whether words are a question for themselves, so that what follows is another."""
    if not _OPENS.match(part) or _CLAUSE.match(part):
        return False
    words = len(part.split())
    return words >= _FEWEST or (words == _FEWEST - 1 and (not first or _has_verb(part)))


def _has_verb(part: str) -> bool:
    words = part.casefold().split()
    return any(re.fullmatch(AUXILIARY, word) for word in words) or words[-1].endswith("ed") or words[-1] == "won"


def _goes_on(part: str, join: str, rest: str) -> bool:
    """Return whether what follows goes on with a clause of the part: "the man who won and who later died"."""
    if "?" in join:
        return False
    follows = re.match(rf"(?:{_PREPOSITION} )?({_WORD})", rest, re.IGNORECASE)
    opening = re.match(rf"\W*(?:{_BEGINS}|.*[:,]\s+{_BEGINS})?", part, re.IGNORECASE)
    embedded = {word.casefold() for word in _EMBEDDED.findall(part, opening.end() if opening else 0)}
    yes_or_no = re.match(rf"\W*{AUXILIARY}\b", part, re.IGNORECASE)
    if not follows:
        return False
    return follows[1].casefold() in embedded & _RELATIVES or bool(yes_or_no and embedded)


def _completed(part: str, before: str) -> str:
    """Return a part with the verb that it leaves out, taken from the part before it."""
    bare, end = part.rstrip(_AROUND), part[len(part.rstrip(_AROUND)) :]
    opening = _OPENING.match(before)
    if (found := _VERBLESS.fullmatch(bare)) and opening and opening[0].casefold().split()[0] == found[1].casefold():
        return f"{opening[0].strip()} {found[2]}{end}"
    if (
        (found := _ONE.fullmatch(bare))
        and (whole := _OF_ONE.match(before))
        and whole[2].casefold() == found[2].casefold()
    ):
        return f"{found[1]} {whole[1]} {found[2]} {found[3]}{end}"
    if (found := _WITHOUT_VERB.fullmatch(bare)) and len(found[2].split()) <= _SHORT:
        earlier = _WITHOUT_VERB.fullmatch(before.rstrip(_AROUND))
        if earlier and earlier[1].casefold() == found[1].casefold():
            verb = earlier[2].split()[-1]
            named = found[2].split()[-1][0].isupper() or _THING.fullmatch(found[2])
            if not found[2].casefold().endswith(verb.casefold()) and named:
                return f"{bare} {verb}{end}"
    return part
