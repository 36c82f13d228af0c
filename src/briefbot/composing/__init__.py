"""Question -> reply: a composer for each kind of reply that a question may ask for.

A new kind is a module here and one line in `COMPOSERS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from briefbot.composing.collections import compose_collection
from briefbot.composing.context import Context
from briefbot.composing.helps import compose_help
from briefbot.composing.quotes import compose_quote
from briefbot.composing.searches import compose_search
from briefbot.composing.suggesting import Suggestion, follow_ups, suggestions
from briefbot.replies import Reply

__all__ = ["COMPOSERS", "Context", "Suggestion", "follow_ups", "suggestions"]

COMPOSERS: Mapping[str, Callable[[Context], Reply]] = {  # by the name of the kind
    "quote": compose_quote,
    "collection": compose_collection,
    "search": compose_search,
    "help": compose_help,
}
