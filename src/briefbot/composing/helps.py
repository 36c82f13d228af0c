"""A line of briefbot's own to what is no question about articles, with questions that work here."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from briefbot.composing.context import Context
from briefbot.composing.help_rules import FOREIGN_WORDS, RULES
from briefbot.replies import Evidence, Help, Reply
from briefbot.text.question_forms import POLITE
from briefbot.words import QUESTION_WORDS, WORD

_FALLBACK = "abilities"
_FOREIGN = 2  # words of another language, and none of English, that tell it
_LATIN = re.compile(r"[^\W\d_]")
_ASKING = re.compile(rf"\A\W*{POLITE}+", re.IGNORECASE)


def compose_help(context: Context) -> Reply:
    """Return the line that fits what was said; `with_suggestions` goes with it."""
    searched, undated = context.extent()
    topic = help_topic(context.asked.question)
    evidence = Evidence(searched=searched, undated=undated)
    return Help(context.asked, evidence=evidence, topic=topic)


def with_suggestions(reply: Reply, suggestions: Callable[[], tuple[str, ...]]) -> Reply:
    """Return a reply of help with questions that work here, and any other as it is.

    To find some takes questions of their own, with snapshots of their own: call it once that of the reply is let go.
    """
    return replace(reply, suggestions=suggestions()) if isinstance(reply, Help) else reply


def help_topic(said: str) -> str:
    """Return which line of `phrases.HELP` answers something that a person said; abilities where none fits better."""
    return small_talk(said) or _FALLBACK


def small_talk(said: str, *, strict: bool = False) -> str:
    """Return which line of `phrases.HELP` plainly answers what a person said; "" where none does.

    `strict` looks only at how it begins and at the whole of it: "in what language" stands in questions of all kinds.
    """
    text = " ".join(said.split())
    plain = text.strip(" \t.,!?…")
    asked = _ASKING.sub("", plain) or plain
    for topic, how, pattern in RULES:
        if strict and how == "anywhere":
            continue
        whole = how == "whole"
        if pattern.fullmatch(plain) if whole else pattern.match(asked) if how == "begins" else pattern.search(text):
            return topic
    if _is_foreign(text):
        return "language"
    return ""


def _is_foreign(text: str) -> bool:
    """Return whether a text is of another language: by its letters, or by words that no English sentence has."""
    letters = _LATIN.findall(text)
    if sum(ord(letter) > 0x24F for letter in letters) > len(letters) / 2:
        return True
    words = [word.casefold() for word in WORD.findall(text)]
    english = sum(word in QUESTION_WORDS and len(word) > 1 and word not in FOREIGN_WORDS for word in words)
    return not english and sum(word in FOREIGN_WORDS for word in words) >= _FOREIGN
