"""The outcome of a build, or of a dry run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from briefbot.errors import DocumentError
from briefbot.index_address import Index


@dataclass(frozen=True, slots=True)
class Change:
    """One document that was added, updated or dropped."""

    kind: Literal["added", "updated", "dropped"]
    title: str
    source: str  # where it is read, or was


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a build, or of a dry run.

    `failures` names every source that could not be read; the others are indexed.
    """

    index: Index  # its folder, or its address on a server
    generation: int
    documents: int  # in the index now; after a dry run, as it would be
    passages: int
    added: int  # documents new to the index
    updated: int  # whose title, outlet, author or date changed
    unchanged: int
    dropped: int  # that no source holds any more
    embedded: int  # passages that were embedded; the others kept their vectors
    failures: tuple[DocumentError, ...]
    changes: tuple[Change, ...]  # what was added, updated and dropped, in this order, by source
    dry_run: bool  # nothing was written
    seconds: float
