"""Documents, passages and vectors on disk; the only part that knows FAISS and SQLite.

A `Writer` changes the catalog in one transaction; a `Store` hands out snapshots of what was committed last.
The format is described in `index/README.md`.
"""

from __future__ import annotations

from briefbot.store.schema import FORMAT, Facts
from briefbot.store.snapshot import Snapshot, Store
from briefbot.store.writer import Place, Writer, open_writer

__all__ = ["FORMAT", "Facts", "Place", "Snapshot", "Store", "Writer", "open_writer"]
