"""Question that compares -> the two things compared, each as a text to search for."""

from __future__ import annotations

import re
from dataclasses import dataclass

from briefbot.text.question_forms import AUXILIARY, POLITE
from briefbot.text.sentence_ends import LATIN
from briefbot.words import QUESTION_WORDS, WORD, content_words, terms, without_contractions

_MORE = (
    r"(?:more|less|fewer|better|worse|older|longer|\w{2,}(?<!oth)(?<!nev)(?<!rath)(?<!aft)(?<!ov)(?<!und)(?<!numb)er)"
)
_COMPARE = "(?:compare|contrast)"
_VERBS = (
    "(?:say|says|said|think|want|wants|wanted|see|saw|write|wrote|report|reported|promise|promised|pay|paid|cost|earn)"
)
_FORMS = tuple(
    re.compile(form, re.IGNORECASE | re.DOTALL)
    for form in (
        r"\W*(?:.*\b)?(?:(?P<one>for) and (?:what )?(?P<two>against)|(?P<pros>pros) and (?P<cons>cons) of)\s+"
        r"(?P<rest>.+)",
        rf"\W*{POLITE}*{_COMPARE}\s+(?:what|how(?: much| many)?)\s+(?P<one>.+?)\s+and\s+(?P<two>.+?)\s+"
        rf"(?P<rest>{_VERBS}\b.*)",
        rf"\W*{POLITE}*{_COMPARE}\s+(?P<rest>.+?\s+according to)\s+(?P<one>.+?)\s+and\s+(?P<two>.+)",
        rf"\W*{POLITE}*{_COMPARE}\s+(?P<one>.+?)\s+(?:with|against|versus|vs\.?)\s+(?P<two>.+)",
        rf"\W*{POLITE}*{_COMPARE}\s+(?P<one>.+?)\s+(?:to|and)\s+(?P<two>.+)",
        rf"\W*{POLITE}*put\s+(?P<one>.+?)\s+(?:beside|against|next to)\s+(?P<two>.+)",
        r".*\bdifferen(?:ce|ces|t)\b.*?\bbetween\s+(?P<one>.+?)\s+and\s+(?P<two>.+)",
        r"(?P<one>[^:,]+?)\s+(?:vs\.?|versus)\s+(?P<two>[^:,]+)(?:[:,]\s*(?P<rest>.+))?",
        rf"how (?:much )?{AUXILIARY}\s+(?P<one>.+?)\s+compare[sd]?\s+(?:with|to)\s+(?P<two>.+)",
        rf"how (?:much )?{AUXILIARY}\s+(?P<one>.+?)\s+differ(?:s|ed)?\s+from\s+(?P<two>.+)",
        r"(?P<one>.+?)\s+(?:as\s+)?compared\s+(?:with|to)\s+(?P<two>.+)",
        r"(?P<one>.+?) (?:and|or) (?P<two>[^:,]+)[:,]\s*(?P<rest>(?:which|who|whose|what)\b.*)",
        r"(?P<rest>(?:which|who|whose|whom|what)\b.*?),\s*(?P<one>[^,]+?),?\s+or\s+(?P<two>.+)",
        rf"{AUXILIARY}\s+(?P<one>.+?)\s+or\s+(?P<two>.+?)\s+(?P<rest>{_MORE}\b.*)",
        rf"(?P<rest>(?:{AUXILIARY}|which|who)\s+.*\b{_MORE}(?:\s+[\w'’]+){{0,2}}?)"
        r"\s+(?P<one>(?:in|as|at|to|for|on|with|by|from)\s+.+?)\s+or\s+(?P<two>.+)",
        rf"(?:how(?: far apart)?|what|where|on what)?\s*{AUXILIARY}\s+(?P<one>.+?)\s+and\s+(?P<two>.+?)\s+"
        r"(?P<rest>(?:each|both|agree|disagree|differ|contradict|apart|(?:\w+\s+){0,3}the same)\b.*)",
        rf"how far apart {AUXILIARY}\s+(?P<one>.+?)\s+and\s+(?P<two>.+?)\s+(?P<rest>on\s.+)",
        r"what (?P<rest>.+?) for (?P<one>.+?),? and what for (?P<two>.+)",
        rf"{AUXILIARY}\s+(?:there\s+)?(?P<one>.+?)\s+as\s+(?P<rest>\w+)\s+as\s+(?P<two>.+)",
        rf"(?:{AUXILIARY}|how much|which|who|by how much)\s+(?:there\s+)?(?P<one>(?:.*\b)?{_MORE}\b.*?)\s+than\s+"
        r"(?P<two>.+)",
    )
)
# "more than 40 people", "later than planned", "rather than": nothing is set against another thing.
_NOTHING = re.compile(
    r"(?:\d+(?:[,.]\d+)*(?![\d,.])(?<!\b(?:19|20)\d\d)|a (?:hundred|thousand|dozen|million)|half|one|two"
    r"|three|ever|expected|planned|usual|before|thought|that\W*$)",
    re.IGNORECASE,
)
# What says too little without the other one: "those of October", "last year's", "2021".
_STANDS_FOR = re.compile(
    r"(?:those|that|these|its|the (?:one|ones|other|current|old|new|later|earlier|first|last))\b"
    r"|\w+ ?\w*['’]s?\W*$|\W*\d",
    re.IGNORECASE,
)
_TRAILING = re.compile(
    r"\s+(?P<rest>(?:in|on|for|by|over|about|at|when it comes to)\s+(?!\d)(?:\w+\s*(?:and\s+)?){1,4})$", re.IGNORECASE
)
_SHORT = 3  # content words up to which one of the two leaves out what the other says


@dataclass(frozen=True, slots=True)
class Thing:
    """One of two things compared."""

    name: str  # as the question writes it
    text: str  # to search for: it and what is asked of it
    own: frozenset[str]  # its terms that the other one does not have
    asked: str = ""  # what is asked of both, where the question says it apart

    def share(self, held: frozenset[str]) -> float:
        """Return the share of its own terms that a text has, 0..1."""
        return len(self.own & held) / len(self.own) if self.own else 1.0


def compared(question: str) -> tuple[Thing, Thing] | None:
    """Return the two things that a question compares, in the order asked; None where it compares none."""
    text = " ".join(question.split()).strip(f"{LATIN} ")
    for form in _FORMS:
        found = form.fullmatch(text)
        if not found:
            continue
        parts = {name: (value or "").strip(" ,:'\"") for name, value in found.groupdict().items()}
        if "pros" in parts:
            one, two = parts["one"] or parts["pros"], parts["two"] or parts["cons"]
            return _for_and_against(one, two, parts["rest"])
        one, two, rest = parts["one"], parts["two"], parts.get("rest", "")
        if (form is _FORMS[-1] and _NOTHING.match(two)) or not (content_words(one) and content_words(two)):
            continue
        return _sides(one, two, rest)
    return None


def _sides(one: str, two: str, rest: str) -> tuple[Thing, Thing]:
    if not _STANDS_FOR.match(two) and (trailing := _TRAILING.search(two)):
        rest, two = f"{rest} {trailing['rest']}", two[: trailing.start()]
    own, other = frozenset(_terms(one)), frozenset(_terms(two))
    texts = (_completed(one, two, rest), _completed(two, one, rest))
    asked = " ".join(_plain_words(rest))
    return Thing(one, texts[0], own - other or own, asked), Thing(two, texts[1], other - own or other, asked)


def _completed(side: str, other: str, rest: str) -> str:
    """Return one side with what is asked of it, and with what it leaves out because the other says it."""
    text, stands = side, bool(_STANDS_FOR.match(side))
    lacking = len(content_words(side)) <= min(_SHORT, len(content_words(other)) - 1)
    if stands or (lacking and not _STANDS_FOR.match(other)):
        text = f"{side} {' '.join(word for word in _plain_words(other) if word.islower())}"
    return f"{text} {' '.join(_plain_words(rest))}".strip()


def _plain_words(text: str) -> list[str]:
    """Return the words of a text that carry meaning."""
    words = WORD.findall(without_contractions(text))
    return [word for word in words if word.casefold() not in QUESTION_WORDS]


def _for_and_against(one: str, two: str, subject: str) -> tuple[Thing, Thing]:
    sides = (
        (one, "support of", "support supporter advocate argue favour benefit advantage strengthen good"),
        (two, "criticism of", "oppose opponent critic against risk disadvantage problem concern threat cost"),
    )
    first, second = (Thing(name, f"{words} {subject}", frozenset(_terms(own))) for name, words, own in sides)
    return first, second


def _terms(text: str) -> list[str]:
    return [term for word in content_words(text) for term in terms(word)]
