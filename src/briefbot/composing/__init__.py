"""Question -> reply: a composer for each kind of reply that a question may ask for.

A new kind is a module here and one line in `COMPOSERS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from briefbot.composing.briefs import LENGTHS, MOST_WITHOUT_TOPIC, brief, compose_brief
from briefbot.composing.context import Context
from briefbot.composing.evidence import compose_evidence
from briefbot.composing.listings import compose_listing
from briefbot.composing.parts import compose_parts
from briefbot.composing.quotes import compose_quote
from briefbot.composing.timelines import compose_timeline
from briefbot.replies import Reply

__all__ = ["COMPOSERS", "LENGTHS", "MOST_WITHOUT_TOPIC", "Context", "brief"]

COMPOSERS: Mapping[str, Callable[[Context], Reply]] = {  # by the name of the kind
    "quote": compose_quote,
    "listing": compose_listing,
    "brief": compose_brief,
    "timeline": compose_timeline,
    "parts": compose_parts,
    "evidence": compose_evidence,
}
