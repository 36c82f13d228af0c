"""The question before, put to some of the articles: "only from the Courier", "and in the Post?", "just those from May".

It holds for that one question. What was said is a restriction where nothing but outlets, days and words that put it so
are in it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from briefbot.composing.collection_asked import days_of_publication
from briefbot.composing.context import Context
from briefbot.composing.follow_up.turn import Answering, Earlier, ask_again
from briefbot.replies import Reply, Timeline
from briefbot.text.sentence_ends import LATIN
from briefbot.types import Filter
from briefbot.words import WORD, folded

_ARTICLES = frozenset(
    WORD.findall("article articles story stories report reports piece pieces text texts published written")
)
# Words that say how a restriction is put.
_PUTS_IT = _ARTICLES | frozenset(
    WORD.findall(
        """
        only just solely alone and but ok okay then now please the a an of from in by to with at on for what
        which who how about according did does do say says said write wrote report reported have has had it that
        this they there ones one those use using look search limit restrict show me give i want meant mean same
        question again can could you would like source sources outlet outlets paper papers newspaper newspapers
        news is was are were be its their them s
        """
    )
)
_ONLY = frozenset(WORD.findall("only just solely alone limit restrict"))
_DAY_ALONE = re.compile(rf"\A\W*(?:(?:{'|'.join(sorted(_PUTS_IT))})\b\W*)*", re.IGNORECASE)
_UNKNOWN = re.compile(
    r"\b(?:from|by|in)\s+(?P<name>(?:[Tt]he\s+)?[A-Z][\w'\u2019.&-]*(?:\s+[A-Z][\w'\u2019.&-]*)*)"
    rf"[\s{LATIN}]*\Z"
)


def restrict(context: Context, answering: Answering, earlier: Earlier) -> Reply | None:
    """Return the reply to the question before from the outlets and days that are named; None where nothing is."""
    said = context.asked.question
    outlets = [outlet for outlet, _ in context.snapshot.outlets()]
    chosen = restriction(said, outlets, context.asked.reference)
    if chosen is None:
        return None
    is_of_articles = bool(chosen.outlets) or not _ARTICLES.isdisjoint(_words(said))
    if isinstance(earlier.reply, Timeline) and not is_of_articles:  # "only since May" is of what happened
        question = f"{earlier.question.rstrip(f'{LATIN} ')} {_without_lead(said)}"
        return ask_again(context, answering, question, earlier.before, earlier=earlier)
    within = context.asked.within
    if chosen.outlets:
        within = replace(within, outlets=chosen.outlets)
    if chosen.since or chosen.until:
        within = replace(within, since=chosen.since, until=chosen.until)
    return ask_again(context, answering, earlier.question, earlier.before, earlier=earlier, within=within)


def restriction(said: str, outlets: Sequence[str], reference: dt.date | None) -> Filter | None:
    """Return the outlets and days that something restricts the question before to; None where it says more or less."""
    named, rest = _outlets_in(said, outlets)
    words = _words(said)
    is_only = not _ONLY.isdisjoint(words)
    since, until, left = days_of_publication(rest, reference)
    if is_only and not (since or until):  # "just November 5"
        since, until, dated = days_of_publication(_DAY_ALONE.sub(r"\g<0>on ", rest, count=1), reference)
        left = dated if since or until else left
    if (since or until) and not (is_only or not _ARTICLES.isdisjoint(words)):
        return None  # "and in May?" asks what was so then
    if set(_words(left)) - _PUTS_IT:
        unknown = _UNKNOWN.search(left) if is_only and not named else None
        if unknown is None or set(_words(left[: unknown.start()])) - _PUTS_IT:
            return None
        named = (unknown["name"],)
    return Filter(named, since=since, until=until) if named or since or until else None


def _outlets_in(text: str, outlets: Iterable[str]) -> tuple[tuple[str, ...], str]:
    """Return the outlets that a text names, in full or by part of their name, and the text without these."""
    forms: dict[tuple[str, ...], list[str]] = {}
    for outlet in outlets:
        own = _words(outlet)
        for start in range(len(own)):
            for end in range(start + 1, len(own) + 1):
                if set(own[start:end]) - _PUTS_IT:
                    forms.setdefault(tuple(own[start:end]), []).append(outlet)
    words = list(WORD.finditer(text))
    plain = [folded(word[0]) for word in words]
    found: list[str] = []
    at = 0
    while at < len(words):
        ends = range(len(words), at, -1)
        end = next((end for end in ends if tuple(plain[at:end]) in forms), 0)
        if end:
            found += forms[tuple(plain[at:end])]
            start, stop = words[at].start(), words[end - 1].end()
            text = text[:start] + " " * (stop - start) + text[stop:]
        at = end or at + 1
    return tuple(dict.fromkeys(found)), text


def _words(text: str) -> list[str]:
    return [folded(word) for word in WORD.findall(text)]


def _without_lead(said: str) -> str:
    return re.sub(r"\A\W*(?:(?:and|but|ok|okay|then|now|please|only|just|solely)\b\W*)+", "", said, flags=re.IGNORECASE)
