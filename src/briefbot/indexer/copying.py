"""A copy of an index, from a folder to a server or the other way round."""

from __future__ import annotations

from contextlib import closing

from briefbot.index_address import Index, index_at
from briefbot.indexer.named_here import named_here, note_named
from briefbot.indexer.progress import Listener, listener, telling
from briefbot.store import copy_index as copy_store
from briefbot.store import open_store


def copy_index(
    source: str | Index, target: str | Index, *, anew: bool = False, progress: bool | Listener = False
) -> tuple[int, int]:
    """Copy an index, a folder or an address on a server, to a place without one; return how many (documents, passages).

    Nothing is read or embedded anew; notes, collections and ratings go along. A copy to a server that is cut goes on
    where it was when it is asked for again; nobody sees it before its end. With `anew`, what a copy that was cut has
    left at the target is deleted, whatever it was of; an index there never is. The sources stay those of this machine.
    Raises BriefbotError where there is an index at the target, and what opening an index does.
    """
    told = telling(listener(progress), "copying", "the index")
    with closing(open_store(source)) as ours, closing(open_store(target)) as theirs:
        copy_store(ours, theirs, told, anew=anew)
        with theirs.snapshot() as copied:
            counts = copied.counts()
    note_named(index_at(target), named_here(index_at(source)))
    return counts
