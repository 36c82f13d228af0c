"""Question -> reply: a composer for each kind of reply that a question may ask for.

A new kind is a module here and one line in `COMPOSERS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from briefbot.composing.briefs import LENGTHS, MOST_WITHOUT_TOPIC, brief, compose_brief
from briefbot.composing.choosing import KindAsked, kind_asked
from briefbot.composing.collections import compose_collection
from briefbot.composing.context import Context
from briefbot.composing.evidence import compose_evidence
from briefbot.composing.helps import compose_help
from briefbot.composing.listings import compose_list_or_fact, compose_listing
from briefbot.composing.parts import compose_parts
from briefbot.composing.quotes import compose_quote
from briefbot.composing.searches import compose_search
from briefbot.composing.suggesting import Suggestion, follow_ups, suggestions
from briefbot.composing.timelines import compose_timeline
from briefbot.question_kinds import FALLBACK
from briefbot.replies import Reply

__all__ = [
    "COMPOSERS",
    "FALLBACK",
    "LENGTHS",
    "MOST_WITHOUT_TOPIC",
    "Context",
    "KindAsked",
    "Suggestion",
    "brief",
    "compose_as_asked",
    "follow_ups",
    "kind_asked",
    "suggestions",
]

COMPOSERS: Mapping[str, Callable[[Context], Reply]] = {  # by the name of the kind
    "quote": compose_quote,
    "listing": compose_listing,
    "brief": compose_brief,
    "timeline": compose_timeline,
    "evidence": compose_evidence,
    "search": compose_search,
    "collection": compose_collection,
    "help": compose_help,
    "parts": compose_parts,
}


def compose_as_asked(context: Context) -> Reply:
    """Return the reply of the kind that a question asks for; a fact where only a fact can be told."""
    told = KindAsked(FALLBACK) if context.asked.as_written else kind_asked(context)
    if told.kind == FALLBACK:
        return compose_quote(context)
    meant = replace(context, asked=replace(context.asked, taken_for=told.kind))
    if told.kind == "listing":  # of one search and reading with the fact
        return compose_list_or_fact(meant) if told.is_tentative else compose_listing(meant)
    reply = COMPOSERS[told.kind](meant)
    if reply.answered:
        return reply
    fact = compose_quote(context)
    return fact if fact.answered else reply
