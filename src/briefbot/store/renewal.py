"""The files beside the catalog, written anew out of the passages that it holds."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from briefbot.store.derived import Derived, DerivedFiles, write_file
from briefbot.store.faults import FaultHook
from briefbot.store.rows import Counted, OnProgress, reporting_corrupt_rows
from briefbot.store.schema import Facts, counts
from briefbot.store.vectors import produce_vectors
from briefbot.store.word_index import produce_words


@reporting_corrupt_rows()
def renew_files(
    connection: sqlite3.Connection,
    folder: Path,
    facts: Facts,
    files: DerivedFiles,
    intact: Sequence[bool],
    *,
    hook: FaultHook,
    on_progress: OnProgress,
) -> DerivedFiles:
    """Write those of `files` that are of another generation or not `intact`; return what both are like now."""
    is_new = facts.generation != files.generation
    passages = counts(connection)[1]  # each is read once for each file
    on_rows = Counted(on_progress, passages * (2 if is_new else intact.count(False)))
    on_rows(0)
    last = connection.execute("SELECT max(number) FROM passages").fetchone()[0] or 0
    new = Derived(facts.generation, last)
    write_vectors = partial(produce_vectors, connection, facts.dimension, on_rows)
    write_words = partial(produce_words, connection, on_rows)
    vectors, words = (
        before if is_whole and not is_new else write_file(path, new, produce, hook)
        for (path, new), before, is_whole, produce in zip(
            DerivedFiles(new, new).at(folder),
            (files.vectors, files.words),
            intact,
            (write_vectors, write_words),
            strict=True,
        )
    )
    return DerivedFiles(vectors, words)
