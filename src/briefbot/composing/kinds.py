"""The kinds of reply that a question may ask for, each with what composes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from briefbot.composing.briefs import compose_brief
from briefbot.composing.collections import compose_collection
from briefbot.composing.context import Context
from briefbot.composing.evidence import compose_evidence
from briefbot.composing.helps import compose_help
from briefbot.composing.listings import compose_listing
from briefbot.composing.parts import compose_parts
from briefbot.composing.quotes import compose_quote
from briefbot.composing.searches import compose_search
from briefbot.composing.timelines import compose_timeline
from briefbot.replies import Reply

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
