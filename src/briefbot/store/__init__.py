"""Documents, passages, words and vectors on disk; the only part that knows FAISS and SQLite.

A `Writer` changes the catalog in one transaction; a `Store` hands out snapshots of what was committed last.
The format is described in `index/README.md`.
"""

from __future__ import annotations

from briefbot.store.building import open_writer
from briefbot.store.catalog_rows import CatalogRow
from briefbot.store.connections import holds_index
from briefbot.store.health import FILES, Check, examine, size_on_disk
from briefbot.store.opening import Store, open_snapshot
from briefbot.store.places import Held, Place, Stamp
from briefbot.store.rows import Numbers
from briefbot.store.schema import CATALOG, FORMAT, Facts
from briefbot.store.snapshot import Entry, Snapshot
from briefbot.store.writer import Writer

__all__ = [
    "CATALOG",
    "FILES",
    "FORMAT",
    "CatalogRow",
    "Check",
    "Entry",
    "Facts",
    "Held",
    "Numbers",
    "Place",
    "Snapshot",
    "Stamp",
    "Store",
    "Writer",
    "examine",
    "holds_index",
    "open_snapshot",
    "open_writer",
    "size_on_disk",
]
