"""Question -> reply: a composer for each kind of reply that a question may ask for.

A new kind is a module here and one line in `COMPOSERS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from briefbot.composing.collections import compose_collection
from briefbot.composing.context import Context
from briefbot.composing.quotes import compose_quote
from briefbot.replies import Reply

__all__ = ["COMPOSERS", "Context"]

COMPOSERS: Mapping[str, Callable[[Context], Reply]] = {  # by the name of the kind
    "quote": compose_quote,
    "collection": compose_collection,
}
