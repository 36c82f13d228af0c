"""What a question names or says that no article searched has."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from briefbot.composing.context import Context
from briefbot.features import Query
from briefbot.names import Name, absent_names
from briefbot.store import Facts
from briefbot.types import Hit
from briefbot.words import content_words, folded


def absent_in(context: Context, facts: Facts, hits: Sequence[Hit]) -> tuple[Name, ...]:
    """Return the names of a question that no article searched has; none if a build has come in between.

    `hits` were found for the question in an index of these `facts`.
    """
    within = context.asked.within
    names = Query.of(context.question, hits).names
    if not names:
        return ()
    with context.store.snapshot() as snapshot:
        if snapshot.facts != facts:  # this is not what was searched
            return ()
        holding = partial(snapshot.holding, among=snapshot.numbers(within))
        absent = absent_names(names, (hit.passage.document for hit in hits), holding)
        return tuple(name for name in absent if not snapshot.in_some_text(name.text, within))


def missing_in(context: Context, facts: Facts, absent: Sequence[Name]) -> list[str]:
    """Return what of a question no article searched holds: names of several words, then other words.

    None if a build has come in between.
    """
    with context.store.snapshot() as snapshot:
        if snapshot.facts != facts:
            return []
        words = snapshot.missing(content_words(context.question), snapshot.numbers(context.asked.within))
    said = {word for name in absent for word in name.words}
    return [*(name.text for name in absent), *(word for word in words if folded(word) not in said)]
