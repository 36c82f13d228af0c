"""Documents, passages, words and vectors of an index; the only part that knows FAISS and SQLite.

`open_store` opens an index by its address. A `Writer` changes it in one transaction; a `Store` hands out snapshots of
what was committed last. The format on disk is described in `index/README.md`.
"""

from __future__ import annotations

from briefbot.store.asking_again import SnapshotLostError, asked_again
from briefbot.store.catalog_rows import CatalogRow
from briefbot.store.contract import COLLECTIONS, NOTES, RATINGS, Among, Kept, Snapshot, Store, TextQueue, Writer
from briefbot.store.copying import copy_index
from briefbot.store.health import FILES, Check
from briefbot.store.opening import open_snapshot, open_store, open_writer
from briefbot.store.places import Held, Place, Stamp
from briefbot.store.rows import Numbers
from briefbot.store.schema import CATALOG, FORMAT, Facts
from briefbot.store.snapshot import Entry

__all__ = [
    "CATALOG",
    "COLLECTIONS",
    "FILES",
    "FORMAT",
    "NOTES",
    "RATINGS",
    "Among",
    "CatalogRow",
    "Check",
    "Entry",
    "Facts",
    "Held",
    "Kept",
    "Numbers",
    "Place",
    "Snapshot",
    "SnapshotLostError",
    "Stamp",
    "Store",
    "TextQueue",
    "Writer",
    "asked_again",
    "copy_index",
    "open_snapshot",
    "open_store",
    "open_writer",
]
