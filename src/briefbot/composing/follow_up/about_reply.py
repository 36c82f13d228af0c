"""Replies about the reply before: what speaks for it, where it is from, of when it is, and what it counts."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from briefbot.composing.context import Context
from briefbot.composing.follow_up.turn import Answering, Earlier, Group, ask_again, typed
from briefbot.replies import Bearing, Evidence, Holdings, Item, Listed, Quoted, Reply
from briefbot.times import time_of_quote
from briefbot.types import Citation

_SHOWN = 20  # articles at most
_HOW_MANY = re.compile(r"\bhow many\b", re.IGNORECASE)


def sure(context: Context, answering: Answering, earlier: Earlier) -> Reply | None:
    """Return the sentences that say what was answered, and those of articles that say otherwise; else the same decline.

    How sure it is stands beside them. What has no confidence is in the articles' own words, and is shown with its
    source.
    """
    reply = earlier.reply
    if reply is None or not reply.answered:
        return ask_again(context, answering, earlier.question, earlier.before, earlier=earlier)
    if reply.confidence is None or not reply.citations or isinstance(reply, Holdings):
        return source(context, answering, earlier)
    sides = tuple(Item(whole_sentences(group)) for group in earlier.groups)
    asked = replace(reply.asked, within=context.asked.within, picks=False)
    return typed(context, earlier, Bearing(asked, evidence=reply.evidence, confidence=reply.confidence, sides=sides))


def source(context: Context, _answering: Answering, earlier: Earlier) -> Reply | None:
    """Return the articles that the reply before quotes, from the catalog."""
    is_answered = earlier.reply is not None and earlier.reply.answered
    return typed(context, earlier, articles_of(context, earlier.answering if is_answered else ()))


def articles_of(context: Context, cited: Group) -> Holdings:
    """Return the articles of these citations, each with its first one, and of whom and when they are."""
    first: dict[str, Citation] = {}
    for citation in cited:
        first.setdefault(citation.document_id, citation)
    days = [citation.published for citation in first.values() if citation.published]
    authors = {citation.span.document.author for citation in first.values()}
    author = authors.pop() if len(authors) == 1 else None
    searched, undated = context.extent()
    counted = Counter(citation.outlet for citation in first.values() if citation.outlet)
    return Holdings(
        context.asked,
        evidence=Evidence(searched=searched, undated=undated),
        subject="cited",
        author=author or "",
        total=len(first),
        citations=tuple(first.values())[:_SHOWN],
        outlets=tuple(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))),
        period=(min(days), max(days)) if days else None,
    )


def when(context: Context, answering: Answering, earlier: Earlier) -> Reply | None:
    """Return the day or period that the quoted sentence names; else what else is found, else the day of its article."""
    reply = earlier.reply
    if reply is None or not isinstance(reply, Quoted):
        return None
    dated = _dated(earlier.cited)
    if dated:
        span = replace(dated.span, start=dated.start, end=dated.end)
        return typed(
            context,
            earlier,
            Quoted(reply.asked, evidence=reply.evidence, confidence=reply.confidence, citations=(Citation(span),)),
        )
    found = answering(context)
    return found if found.answered else published(context, answering, earlier)


def published(context: Context, answering: Answering, earlier: Earlier) -> Reply | None:
    """Return the articles that were quoted with the days on which they were published."""
    return source(context, answering, earlier)


def which(context: Context, answering: Answering, earlier: Earlier) -> Reply | None:
    """Return the things that the reply before counts: those that it shows, else "which" in place of "how many"."""
    if isinstance(earlier.reply, Holdings | Listed) and earlier.reply.citations:
        return typed(context, earlier, earlier.reply)
    again = _HOW_MANY.sub("which", earlier.question)
    return None if again == earlier.question else ask_again(context, answering, again, earlier.before, earlier=earlier)


def counted(context: Context, _answering: Answering, earlier: Earlier) -> Reply | None:
    """Return the reply before again where it says how many things it shows; None for any other."""
    return typed(context, earlier, earlier.reply) if isinstance(earlier.reply, Holdings | Listed) else None


def _dated(cited: Group) -> Citation | None:
    """Return the first place that names a day or period in the sentence of a quote, as a citation of it."""
    for citation in cited:
        if found := time_of_quote(citation):
            return Citation(replace(citation.span, start=found.start, end=found.end), citation.voice)
    return None


def whole_sentences(group: Group) -> Group:
    """Return each place as the whole sentence that it stands in."""
    return tuple(
        Citation(replace(one.span, start=one.sentence_start, end=one.sentence_end), one.voice) for one in group
    )
