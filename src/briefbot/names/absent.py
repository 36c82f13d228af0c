"""Names of a question that no article has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from briefbot.names.fitting import is_named
from briefbot.names.found import Name
from briefbot.types import Document, Passage

_LOOKED_AT = 30  # passages that hold all words of a name, and that hold one of them
Holding = Callable[[Sequence[str], int], Iterable[Passage]]  # the first passages that hold all of some words


def absent_names(names: Iterable[Name], found: Iterable[Document], holding: Holding) -> tuple[Name, ...]:
    """Return the names of two words or more that no text has, in full or in a short form that may stand for them.

    `found` are articles that are looked at first, for they most likely have them. A name whose words are each in too
    many passages to look at all counts as there: it is not known to be absent.
    """
    documents = list(found)
    several = [name for name in names if len(name.core) > 1]
    return tuple(
        name
        for name in several
        if not any(is_named(name, document.title, document.text) for document in documents)
        and not _is_held(name, holding)
    )


def _is_held(name: Name, holding: Holding) -> bool:
    together = list(holding(name.core, _LOOKED_AT))
    if len(together) == _LOOKED_AT or _any_named(name, together):
        return True
    alone = [list(holding([word], _LOOKED_AT)) for word in name.core]
    return any(_any_named(name, passages) for passages in alone)


def _any_named(name: Name, passages: Iterable[Passage]) -> bool:
    return any(is_named(name, passage.document.title, passage.text) for passage in passages)
