"""What tests of a store share, whichever it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from briefbot.store import Among, Store, open_snapshot, open_store
from briefbot.store.rows import Catalog
from briefbot.store.snapshot import CatalogSnapshot
from briefbot.types import Filter


def opened(index: str | Path) -> Store:
    """The store of an index, of which one snapshot was taken, so that its files are open."""
    store = open_store(index)
    with store.snapshot():
        pass
    return store


def only(numbers: Iterable[int]) -> Among:
    """A restriction to the passages with these numbers, in order."""
    return Among(Filter(), np.array(list(numbers), np.int64))


@contextmanager
def tables(index: str | Path) -> Iterator[Catalog]:
    """A connection to the tables of an index as the last build left them, whichever store has them."""
    with open_snapshot(index) as snapshot:
        assert isinstance(snapshot, CatalogSnapshot)
        yield snapshot.tables
