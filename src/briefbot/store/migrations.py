"""Updates of a catalog of an older format to the present one, in named steps for each format.

Only a writer applies them, and a question never does; see `building.open_writer`. A step is a small function on the
connection of a transaction that is open. It writes its own SQL out, and takes none from `schema`, which describes the
present format alone. Steps are only ever added: an index may come from any format in the table.

A step that goes through all documents reports how many it has dealt with. One that cannot know a new value leaves it
empty and sets `files.reading` to 0, so that the build reads each file again; see docs/decisions/0034.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence

from briefbot.blocks import find_blocks
from briefbot.store.failures import FIRST_FORMATS, NEWER_FORMAT, OLDER_FORMAT, Failure
from briefbot.store.faults import FaultHook, no_fault
from briefbot.store.refolding import refold_terms
from briefbot.store.rows import Counted, OnProgress, OnRows, ignore_progress
from briefbot.store.schema import FORMAT

Migration = Callable[[sqlite3.Connection, OnRows], None]  # reports documents, if it goes through them


def move_facts_of_files_to_derived(connection: sqlite3.Connection, _on_rows: OnRows) -> None:
    """Give each file beside the catalog a row of its own; `facts` is left with how the index was built."""
    connection.execute("""
        CREATE TABLE derived (
            name TEXT PRIMARY KEY,
            generation INTEGER NOT NULL,
            last INTEGER NOT NULL,
            bytes INTEGER NOT NULL,
            mtime_ns INTEGER NOT NULL,
            sha256 TEXT NOT NULL
        ) WITHOUT ROWID""")
    connection.execute("""
        INSERT INTO derived
        SELECT file.key, generation.value, last.value, json_extract(file.value, '$.bytes'),
            json_extract(file.value, '$.mtime_ns'), json_extract(file.value, '$.sha256')
        FROM facts AS file, facts AS generation, facts AS last
        WHERE file.key IN ('vectors', 'words') AND last.key = 'files_last'
            AND generation.key = 'files_generation' AND generation.value != '0'""")
    connection.execute("DELETE FROM facts WHERE key IN ('files_generation', 'files_last', 'vectors', 'words')")


def find_blocks_in_texts(connection: sqlite3.Connection, on_rows: OnRows) -> None:
    """Give each document the blocks that its text tells of, and have each file read again, whose structure tells more.

    Nothing that is searched changes: `documents.blocks` stays empty until a build cuts the passages by them.
    """
    for statement in (
        "ALTER TABLE documents ADD COLUMN found TEXT NOT NULL DEFAULT '[]'",
        "ALTER TABLE documents ADD COLUMN blocks TEXT",
        "CREATE INDEX documents_unsettled ON documents (number) WHERE blocks IS NULL",
        "CREATE TABLE edges (hash INTEGER NOT NULL, document INTEGER NOT NULL, PRIMARY KEY (hash, document)) "
        "WITHOUT ROWID",
        "CREATE INDEX edges_by_document ON edges (document)",
        "CREATE TABLE repeated (hash INTEGER PRIMARY KEY)",
        "CREATE TABLE moved (id TEXT PRIMARY KEY, document INTEGER NOT NULL REFERENCES documents (number), "
        "shift INTEGER NOT NULL) WITHOUT ROWID",
        "CREATE INDEX moved_by_document ON moved (document)",
        "CREATE TABLE unsearched (term INTEGER NOT NULL, document INTEGER NOT NULL, PRIMARY KEY (term, document)) "
        "WITHOUT ROWID",
        "CREATE INDEX unsearched_by_document ON unsearched (document)",
        "UPDATE files SET reading = 0",
    ):
        connection.execute(statement)
    for (number,) in connection.execute("SELECT number FROM documents").fetchall():
        text, title = connection.execute("SELECT text, title FROM documents WHERE number = ?", (number,)).fetchone()
        found = json.dumps(
            [[block.kind, block.start, block.end] for block in find_blocks(text, title)], separators=(",", ":")
        )
        connection.execute("UPDATE documents SET found = ? WHERE number = ?", (found, number))
        on_rows(1)


MIGRATIONS: dict[int, tuple[Migration, ...]] = {  # a format -> the steps to the next one, in order
    3: (move_facts_of_files_to_derived,),
    4: (find_blocks_in_texts, refold_terms),
}


def migrate(
    connection: sqlite3.Connection,
    found: int | None,
    on_progress: OnProgress = ignore_progress,
    hook: FaultHook = no_fault,
    migrations: Mapping[int, Sequence[Migration]] = MIGRATIONS,
) -> bool:
    """Update a catalog of format `found` inside the transaction that is open; return whether anything was done.

    `on_progress` is told, for each step anew, how many documents are dealt with.
    """
    reached = found
    while reached is not None and reached in migrations:
        for step in migrations[reached]:
            hook(f"migrate {reached}: {step.__name__}")
            (documents,) = connection.execute("SELECT count(*) FROM documents").fetchone()
            step(connection, Counted(on_progress, documents))
            on_progress(documents, documents)
        reached += 1
        connection.execute("UPDATE facts SET value = ? WHERE key = 'format'", (str(reached),))
    return reached != found


def why_not_asked(found: int) -> Failure | None:
    """Return why an index of this format cannot be asked, and what to do about it; None for the present format."""
    if found == FORMAT:
        return None
    return NEWER_FORMAT if found > FORMAT else OLDER_FORMAT if found in MIGRATIONS else FIRST_FORMATS
