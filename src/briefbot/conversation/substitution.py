"""A question + what is put in place of a part of it -> the question about that: "No, I meant the women's final".

Which part is meant is told by its form: a name takes the place of a name, a day or period that of another, words behind
a preposition those behind the same one, and words that share one with the question the words around that.
"""

from __future__ import annotations

import datetime as dt
import re

from briefbot.text.calendar_names import MONTHS, WEEKDAYS
from briefbot.text.question_forms import AUXILIARY, INTERROGATIVE, POLITE, PREPOSITION
from briefbot.text.sentence_ends import LATIN
from briefbot.times import mentions
from briefbot.words import QUESTION_WORDS, WORD, folded

_CORRECTS = re.compile(
    r"\W*(?:(?P<no>(?:(?:no+|nope|sorry|wait|oops|actually|wrong|rather|well|but|i['\u2019]m sorry"
    r"|that['\u2019]?s wrong"
    r"|not (?:that|this|him|her|it|them|what i (?:meant|asked)))\b[\s,.!:;\u2026-]*)+)"
    r"(?P<meant>i (?:really |actually |just )?(?:meant?|was asking(?: about)?|am asking(?: about)?|asked(?: about"
    r"| for)?"
    r"|said|wanted|want)(?: to (?:say|ask)(?: about)?)?\b[\s,:]*)?"
    r"|(?P<mean>(?:i (?:really |actually |just )?(?:meant?|was asking about)(?: to (?:say|ask)(?: about)?)?"
    r"|what i (?:meant|mean) (?:was|is)|make that|not)\b[\s,:]*))",
    re.IGNORECASE,
)
_NOT_BUT = re.compile(r"(?:not )?(?P<old>[^,]+?)(?:,\s*(?:but |rather )?|\s+but )(?P<new>\S.*)", re.IGNORECASE)
_BUT_NOT = re.compile(r"(?P<new>[^,]+?),?\s+(?:and )?(?:not|instead of|rather than)\s+(?P<old>\S.*)", re.IGNORECASE)
_ASKS = re.compile(
    rf"\W*(?:{PREPOSITION} )?(?:{INTERROGATIVE}|{AUXILIARY}|list|name|summari[sz]e|brief me|tell me|show|find|compare"
    r"|give me)\b",
    re.IGNORECASE,
)
# What a question begins with that is asked of one thing and says nothing else.
_OF_A_THING = re.compile(
    rf"\W*(?:{POLITE}*(?:(?:tell|inform) me (?:more |all |everything )?about|brief me on"
    r"|summari[sz]e"
    r"|sum up|what (?:is|do you) know(?:n)? about|(?:(?:give|show) me )?(?:an? |the )?(?:short )?(?:timeline|summary"
    r"|overview"
    r"|brief|chronology|latest)(?: news)? (?:of|on|about)|list)|(?:who|what)(?: (?:is|was|are|were)|['\u2019]?s))\s+",
    re.IGNORECASE,
)
_PREPOSED = re.compile(rf"\b{PREPOSITION}\s+(?:the\s+)?\Z", re.IGNORECASE)
_INSTEAD = re.compile(r"[\s,]+(?:instead|rather|please|i mean|then|too|as well|of course)(?=\W*\Z)", re.IGNORECASE)
_BEHIND = re.compile(rf"\s*\b({PREPOSITION})\s+", re.IGNORECASE)
# What a phrase does not go on over: prepositions, verbs that help and question words.
_STOPS = re.compile(rf"(?:{PREPOSITION}|{INTERROGATIVE}|{AUXILIARY}|and|or|that)\Z", re.IGNORECASE)
_ARTICLE = re.compile(r"\A(?:the|an?|this|that|his|her|its|their|my|your|our)\s+", re.IGNORECASE)
_INSIDE_NAME = re.compile(r"[ &.'\u2019-]+|\s(?:of|de|da|van|von)\s")
_ARTICLES = frozenset(WORD.findall("the a an this that his her its their our my your"))
_DATES = frozenset((*MONTHS, *WEEKDAYS))
_JOINING = frozenset(WORD.findall("of de da van von al"))
_ANY_DAY = dt.date(2000, 1, 3)  # to find where a weekday is named; which day it is does not matter
_MOST = 8  # words that take the place of others

Replacement = tuple[int, int, str]  # what goes where: the words text[start:end] of a question, and those in their place


def restated(earlier: str, said: str) -> str:
    """Return the question that a correction of an earlier one asks; "" where it is no correction, or not to be told."""
    found = _CORRECTS.match(said)
    if not found:
        return ""
    rest = _INSTEAD.sub("", said[found.end() :].strip()).strip(f"{LATIN} ,")
    if not rest:
        return ""
    old, new = "", rest
    if found["mean"] and found["mean"].casefold().startswith("not"):
        rest = f"not {rest}"
    if rest.casefold().startswith("not "):
        if not (parts := _NOT_BUT.fullmatch(rest)):
            return ""
        old, new = parts["old"], _CORRECTS.sub("", parts["new"], count=1)
    elif parts := _BUT_NOT.fullmatch(rest):
        old, new = parts["old"], parts["new"]
    if _ASKS.match(new):
        asked_instead = found["meant"] or found["mean"]  # "no, who is he?" may be asked after anything
        return f"{new[:1].upper()}{new[1:]}?" if asked_instead else ""
    again = substituted(earlier, new, old)
    if again or old or not (found["meant"] or found["mean"]) or not _BEHIND.match(new):
        return again
    end = len(earlier.rstrip(f"{LATIN} "))
    return _put(earlier, end, end, f" {new}")  # "Who is the mayor?", "I meant of Dorn"


def substituted(earlier: str, part: str, old: str = "") -> str:
    """Return an earlier question with a part put in place of the words that it is meant for; "" where none are.

    `old` are these words, where they were said.
    """
    part = part.strip(f" ,{LATIN}")
    if not part or len(part.split()) > _MOST:
        return ""
    if old:
        at = folded(earlier).find(folded(old))
        if at >= 0 and len(folded(earlier)) == len(earlier):
            before = _PREPOSED.search(earlier[:at])
            start = before.start() if before and _BEHIND.match(part) and not _BEHIND.match(old) else at
            return _put(earlier, start, at + len(old), part)
    for place in (_of_time, _of_name, _of_shared_word, _of_possessive, _of_preposition, _of_topic, _of_only_name):
        if found := place(earlier, part):
            return _put(earlier, *found)
    return ""


def _put(earlier: str, start: int, end: int, part: str) -> str:
    return f"{earlier[:start]}{part}{earlier[end:]}"


def _of_time(earlier: str, part: str) -> Replacement | None:
    """Place a day or period where the last one stands in the question, else at its end."""
    lead = _BEHIND.match(part)
    said = part[lead.end() :] if lead else part
    own = next(iter(mentions(said, _ANY_DAY, asked=True)), None)
    if own is None or _ARTICLE.sub("", said[: own.start]) or said[own.end :]:
        return None  # "the 2009 report"
    before = list(mentions(earlier, _ANY_DAY, asked=True))
    if not before:
        end = len(earlier.rstrip(f"{LATIN} "))
        return end, end, f" {part}" if lead else f" in {part}"
    start, end = before[-1].start, before[-1].end
    preposition = _PREPOSED.search(earlier[:start])
    return (preposition.start() if lead and preposition else start), end, part


def _of_name(earlier: str, part: str) -> Replacement | None:
    """Place a name where one stands in the question: of several, the one behind the same preposition, or as long."""
    lead = _BEHIND.match(part)
    name = part[lead.end() :] if lead else part
    words = [word for word in WORD.findall(name) if word not in _JOINING and word.casefold() not in _ARTICLES]
    if not words or not all(word[0].isupper() or word == "s" for word in words):
        return None
    found = names_in(earlier)
    if lead:
        before = re.compile(rf"\b{lead[1]}\s+(?:the\s+)?\Z", re.IGNORECASE)
        found = [place for place in found if before.search(earlier[: place[0]])][-1:]
    elif len(found) > 1:
        found = [place for place in found if len(WORD.findall(earlier[slice(*place)])) == len(words)] or found
    if not found:
        return None
    return _whole_name(earlier, found[0], name)


def _whole_name(earlier: str, place: tuple[int, int], name: str) -> Replacement:
    """Put a name with its article, or without one, in place of another with its own."""
    with_article = re.search(r"\bthe\s+\Z", earlier[: place[0]], re.IGNORECASE)
    return (with_article.start() if with_article else place[0]), place[1], name


def names_in(text: str) -> list[tuple[int, int]]:
    """Return the runs of capitalised words in a question, without its first word, days and months."""
    runs: list[tuple[int, int]] = []
    for word in list(WORD.finditer(text))[1:]:
        plain = word[0].casefold()
        if not word[0][0].isupper() or plain in _DATES or plain in QUESTION_WORDS:
            continue
        if runs and _INSIDE_NAME.fullmatch(text[runs[-1][1] : word.start()]):
            runs[-1] = runs[-1][0], word.end()
        else:
            runs.append((word.start(), word.end()))
    return runs


def _of_shared_word(earlier: str, part: str) -> Replacement | None:
    """Place words of which one is in the question as well where the phrase around that stands.

    "The women's final" takes the place of "the squash final", "best director" that of "best actor".
    """
    lead = _BEHIND.match(part)
    own = part[lead.end() :] if lead else part
    told = [word for word in WORD.findall(_ARTICLE.sub("", own)) if len(word) > 1]
    if len(told) < 2:
        return None
    asked = list(WORD.finditer(earlier))
    plain = [folded(word[0]) for word in asked]
    head, first = folded(told[-1]), folded(told[0])
    if head in plain[1:] and head not in QUESTION_WORDS:
        start = at = plain.index(head, 1)
        while start > 1 and _goes_on(earlier, asked[start - 1], asked[start]):
            start -= 1
        has_article = start > 1 and plain[start - 1] in _ARTICLES
        return asked[start].start(), asked[at].end(), _ARTICLE.sub("", own) if has_article else own
    if first in plain[1:] and first not in QUESTION_WORDS:
        at = plain.index(first, 1)
        last = at + len(told) - 1
        if last < len(asked) and not any(_STOPS.match(word[0]) for word in asked[at : last + 1]):
            return asked[at].start(), asked[last].end(), _ARTICLE.sub("", own)
    return None


def _goes_on(text: str, before: re.Match[str], word: re.Match[str]) -> bool:
    """Return whether a word belongs to the phrase that the word behind it ends."""
    if text[before.end() : word.start()].strip(" '\u2019-") or before[0].casefold() in _ARTICLES:
        return False
    return not _STOPS.match(before[0]) and not _is_verb(before[0])


def _is_verb(word: str) -> bool:
    """Return whether a word in front of a noun is likelier its verb than a part of it: "won", "opened"."""
    return word.casefold() in (
        "won",
        "led",
        "lost",
        "made",
        "saw",
        "held",
        "hit",
        "left",
        "took",
        "wins",
        "win",
    ) or word.endswith("ed")


def _of_possessive(earlier: str, part: str) -> Replacement | None:
    """Place what says whose: "the women's" where "the men's" stands."""
    if not re.search(r"\w['\u2019]s?\Z", part):
        return None
    found = list(re.finditer(r"\b\w+(?:['\u2019]s|s['\u2019])(?=\s)", earlier))
    if len(found) != 1:
        return None
    bare = re.sub(r"\A(?:in |of |for )?(?:the |a |an )", "", part, flags=re.IGNORECASE)
    return found[0].start(), found[0].end(), bare


def _of_preposition(earlier: str, part: str) -> Replacement | None:
    """Place words behind a preposition where those behind the same one stand, if the question has it once."""
    lead = _BEHIND.match(part)
    if not lead:
        return None
    found = list(re.finditer(rf"\b{lead[1]}\s+", earlier, re.IGNORECASE))
    if len(found) != 1:
        return None
    start = end = found[0].end()
    for word in WORD.finditer(earlier, start):
        between = earlier[end : word.start()]
        if word.start() > start and (_STOPS.match(word[0]) or between.strip(" '\u2019&-")):
            break
        end = word.end()
    return (start, end, part[lead.end() :]) if end > start else None


def _of_topic(earlier: str, part: str) -> Replacement | None:
    """Place words for a thing where all stands that "who is" or "tell me about" was asked of.

    "The treasurer" leaves open of what, and takes the place of "the mayor" alone in "the mayor of Dorn".
    """
    found = _OF_A_THING.match(earlier)
    if not found or _BEHIND.match(part):
        return None
    end = len(earlier.rstrip(f"{LATIN} "))
    of_what = re.compile(rf"\s{PREPOSITION}\s", re.IGNORECASE)
    is_open = not of_what.search(part) and not any(word[0].isupper() for word in WORD.findall(part))
    tail = of_what.search(earlier, found.end(), end) if is_open else None
    return found.end(), tail.start() if tail else end, part


def _of_only_name(earlier: str, part: str) -> Replacement | None:
    """Place words with a name in them where the only name in the question stands."""
    found = names_in(earlier)
    named = any(word[0].isupper() for word in WORD.findall(_ARTICLE.sub("", part)))
    return _whole_name(earlier, found[0], part) if named and len(found) == 1 and not _BEHIND.match(part) else None
