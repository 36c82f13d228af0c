"""How a question that states a day or period is worded for an article that says "on Tuesday" or "now"."""

from __future__ import annotations

import datetime as dt
import re

from briefbot.text.sentence_ends import LATIN
from briefbot.times.mentions import mentions
from briefbot.times.periods import one_day
from briefbot.times.questions import TimeAsked
from briefbot.words import content_words, terms

# What leads a day or period in as when something was: "in", "at the beginning of", "as of".
_ADVERBIAL = re.compile(
    r"(?:(?<=\s)|\A)(?:,\s)?(?:asked\son|it\sis|today\sis|as\s(?:of|at|on)|up\sto|prior\sto|ahead\sof|in|on|at|during|by|until|till|since|from|before|after"
    r"|around|over|within|for|of)\s(?:(?:the\s)?(?:morning|afternoon|evening|night|beginning|start|middle|end|month|week|year)"
    r"\sof\s)?(?:the\s)?(?:early\s|late\s|mid[\s-])?\Z",
    re.IGNORECASE,
)
_LEADS_ON = re.compile(r"\b(?:to|into|through|than|the|and|or|ending|beginning)\s\Z", re.IGNORECASE)
_TO = re.compile(r"\s?(?:to|and|or|until|till|through|[-\u2013\u2014])\s?")  # between the two ends of a period
_BETWEEN = re.compile(r"\bbetween\s\Z", re.IGNORECASE)
_TIME_OF_DAY = re.compile(r"(?:\s(?:morning|afternoon|evening|night)\b)?", re.IGNORECASE)
_ENDS = re.compile(r"\W*\Z")
_BRACKETS = re.compile(r"\s?\([^()]{0,80}\)")
_LOOSE_ENDS = re.compile(rf"[\s,:.]+([{LATIN},:])")
_TELLS_APART = re.compile(  # "the 2021 election"
    r"(?:['\u2019]s)?\s(?:[a-z]+\s)?(?:budget|cup|census|edition|elections?|games|list|polls?|report|season|series|title)\b",
    re.IGNORECASE,
)
# Days between an article and the time asked for, within which its "on Tuesday" may speak of that time.
_BEFORE, _AFTER = 31, 45


def without_time(question: str, reference: dt.date | None, fewest: int = 2) -> tuple[str, tuple[str, ...]]:
    """Return a question without the days and periods that it states, and those as it states them.

    As it is where fewer than `fewest` content words would be left.

    An article of 21 January says "on Tuesday" and "now": asked for what was so "in January 2031", a reader that knows
    nothing of the article's day takes it for one that does not say. A day that tells a thing apart stays: "the 2021
    election", and so does one without a preposition that could not go without it.
    """
    kept, at = "", 0
    cut: list[str] = []
    for one in mentions(question, reference, asked=True):
        bracket = next(
            (found for found in _BRACKETS.finditer(question, at) if found.start() < one.start < found.end()), None
        )
        before = _ADVERBIAL.search(question[at : one.start]) or (
            _TO.fullmatch(question, at, one.start) if cut else _BETWEEN.search(question, at, one.start)
        )
        ends = _ENDS.match(question, one.end) is not None and not _LEADS_ON.search(question[: one.start])
        tells_apart = before is not None and before[0].casefold().endswith("the ") and not one.relative
        may_go = bracket or (before and not tells_apart) or (one.relative and not before) or ends
        if one.attributive or _TELLS_APART.match(question, one.end) or not may_go:
            continue
        start = bracket.start() if bracket else one.start - len(before[0]) if before else one.start
        kept += f"{question[at:start]} "
        at = bracket.end() if bracket else one.end + len(_TIME_OF_DAY.findall(question[one.end :])[0])
        cut.append(question[one.start : one.end])
    left = _LOOSE_ENDS.sub(r"\1", " ".join((kept + question[at:]).split())).lstrip(" ,:;.").rstrip(" ,:")
    return (left, tuple(cut)) if cut and len(content_words(left)) >= fewest else (question, ())


def is_of_time(asked: TimeAsked, stated: tuple[str, ...], text: str, published: dt.date | None) -> bool:
    """Return whether a text may speak of the time that a question asks for without saying it.

    `stated` are the words of the question for that time. It may where its article is of about that time, or of before
    the last day that counts, and it does not say those words itself.
    """
    if published is None:
        return False
    near = asked.standing is not None and published <= asked.standing
    if asked.events is not None and not near:
        apart = asked.events.apart(one_day(published))
        near = -_BEFORE <= apart <= _AFTER
    if not near:
        return False
    said = set(terms(text))
    return not any(said.issuperset(terms(words)) for words in stated)
