"""What a question names or says that no article searched has."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from briefbot.composing.context import Context
from briefbot.features import Query
from briefbot.names import Name, absent_names
from briefbot.store import Snapshot
from briefbot.types import Filter, Hit
from briefbot.words import WORD, content_words, folded

# Words that say how something is asked, of which no article needs any.
_ASKING = frozenset(
    WORD.findall(
        "all any else ever exactly give know list many mean meant more most much name often please really say says "
        "show tell want"
    )
)


def absent_in(context: Context, hits: Sequence[Hit]) -> tuple[Name, ...]:
    """Return the names of a question that no article searched has; `hits` were found for the question."""
    within = context.asked.within
    names = Query.of(context.question, hits).names
    if not names:
        return ()
    return names_nowhere(context.snapshot, within, names, hits)


def missing_in(context: Context, absent: Sequence[Name]) -> list[str]:
    """Return what of a question no article searched holds: names of several words, then other words."""
    return missing_words(context.snapshot, context.asked.within, context.question, absent)


def names_nowhere(snapshot: Snapshot, within: Filter, names: Sequence[Name], hits: Sequence[Hit]) -> tuple[Name, ...]:
    """Return the names that no article has which a filter leaves; `hits` were found for them."""
    if not names:
        return ()
    holding = partial(snapshot.holding, among=snapshot.among(within))
    absent = absent_names(names, (hit.passage.document for hit in hits), holding)
    return tuple(name for name in absent if not snapshot.in_some_text(name.text, within))


def missing_words(snapshot: Snapshot, within: Filter, text: str, absent: Sequence[Name]) -> list[str]:
    """Return the absent names, then the other words of a text that no article has which a filter leaves."""
    words = snapshot.missing(content_words(text), snapshot.among(within))
    said = {word for name in absent for word in name.words}
    return [*(name.text for name in absent), *(word for word in words if folded(word) not in said | _ASKING)]
