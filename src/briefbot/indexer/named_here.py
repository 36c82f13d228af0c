"""The sources of an index that this user has named on this machine, which are the only ones followed unasked.

An index keeps the paths of its sources, and may come from somebody else: following them would read whatever they lead
to here. So what was named is also kept in the user's cache, which no index brings along.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterable
from pathlib import Path

from briefbot.cache import cache_folder, keep
from briefbot.errors import DocumentError
from briefbot.index_address import Index
from briefbot.indexer.paths import absolute

_LOG = logging.getLogger(__name__)


def named_here(index: Index) -> frozenset[str]:
    """Return the absolute paths and addresses that were named here for the index at this place."""
    try:
        return frozenset(json.loads(_note(index).read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return frozenset()


def note_named(index: Index, sources: Iterable[str]) -> None:
    """Keep that these were named, absolute paths and addresses."""
    before = named_here(index)
    now = before.union(sources)
    if now == before:
        return
    try:
        keep(_note(index), json.dumps(sorted(now)))
    except (OSError, ValueError) as error:
        _LOG.warning("The next build must be told the sources again, which could not be noted: %s", error)


def not_named(source: str, index: Index) -> DocumentError:
    """Return the failure of a source that the index names and that nobody has named here."""
    return DocumentError(
        source,
        f"the index says that it follows this, and on this machine nobody has named it for {index}, so it is not read; "
        f"the index keeps what it has of it. Name it once with: briefbot index {source} --index {index}, or drop it "
        f"with: briefbot remove {source} --index {index}",
    )


def _note(index: Index) -> Path:
    place = absolute(index) if isinstance(index, Path) else str(index)
    digest = hashlib.sha256(place.encode("utf-8", "surrogateescape")).hexdigest()[:32]
    return cache_folder() / "sources" / f"{digest}.json"
