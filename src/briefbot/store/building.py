"""The lock and the one transaction of a build, before which an older index is updated."""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from briefbot.store.connections import (
    LOCK,
    MARK,
    check_no_links,
    check_not_emptied,
    committed_facts,
    connect_writer,
    holds_index,
)
from briefbot.store.derived import read_derived, sweep
from briefbot.store.failures import LOCKED, NO_TEXT, why_missing, why_unwritten
from briefbot.store.faults import FaultHook, no_fault
from briefbot.store.migrations import migrate
from briefbot.store.rows import OnProgress, ignore_progress
from briefbot.store.schema import CATALOG, FORMAT, Facts, create_tables, read_format
from briefbot.store.writer import EmbeddedWriter

_LOG = logging.getLogger(__name__)
LONGEST_JOURNAL = 4 * 2**20  # bytes that may wait beside the catalog after a build; SQLite's own measure is the same
_PATIENCE = 1000  # milliseconds for questions that are being answered to finish with what waits there


@contextmanager
def open_writer(
    folder: Path,
    *,
    create: bool = True,
    dry_run: bool = False,
    on_update: OnProgress = ignore_progress,
    hook: FaultHook = no_fault,
) -> Iterator[EmbeddedWriter]:
    """Take the writer's lock and open a transaction; without `commit`, leaving it undoes everything.

    An index of an older format is updated first; `on_update` is told how far that is. A dry run leaves the
    files of the index as they are and must not commit. `hook` is called with the name of every change to the disk just
    before it is made. Raises IndexNotFoundError where there is no index and `create` is false.
    """
    if not create and not holds_index(folder):
        raise why_missing(folder)
    with _locked(folder):
        mark = folder / MARK
        try:
            unclean = mark.exists()
            check_not_emptied(folder)
            if not dry_run:
                hook("write mark")
                mark.touch()
            with closing(connect_writer(folder)) as connection:
                try:
                    facts = _begin(connection, folder, dry_run=dry_run, on_update=on_update, hook=hook)
                    if not dry_run:
                        sweep(folder, read_derived(connection).generation, hook)
                    yield EmbeddedWriter(folder, connection, facts, unclean=unclean, hook=hook)
                finally:
                    if connection.in_transaction:
                        connection.execute("ROLLBACK")
                if not dry_run:
                    _cut_journal(connection, folder, hook)
        except (sqlite3.DatabaseError, OSError) as error:
            raise why_unwritten(folder, error) from error
        finally:
            if not dry_run:
                with suppress(OSError):  # a mark that stays costs the next build a checksum
                    hook("delete mark")
                    mark.unlink(missing_ok=True)


def _begin(
    connection: sqlite3.Connection, folder: Path, *, dry_run: bool, on_update: OnProgress, hook: FaultHook
) -> Facts | None:
    """Begin the transaction of a build, in a catalog of the present format; return the facts it starts from.

    An update is committed on its own, before the build: it changes no text, and where the build then fails the index
    can be asked all the same. That of a dry run is undone with all else.
    """
    connection.execute("BEGIN IMMEDIATE")
    found = read_format(connection)
    if found is None:
        create_tables(connection)
        return None
    if migrate(connection, found, on_update, hook) and not dry_run:
        hook("commit migration")
        connection.execute("COMMIT")
        hook("migration committed")
        _LOG.warning(
            "The index at %s was updated from format %d to format %d. An older briefbot cannot read it any more.",
            folder,
            found,
            FORMAT,
        )
        connection.execute("BEGIN IMMEDIATE")
    return committed_facts(connection, folder)


def _cut_journal(connection: sqlite3.Connection, folder: Path, hook: FaultHook) -> None:
    """Give back the room that the journal took, which SQLite does not while somebody else has the catalog open.

    Where questions overlap without a pause, SQLite by itself would go on adding to it with each build.
    """
    with suppress(OSError, sqlite3.DatabaseError):  # a long journal costs room, and the next build tries again
        if (folder / f"{CATALOG}-wal").stat().st_size > LONGEST_JOURNAL:
            hook("cut journal")
            connection.execute(f"PRAGMA busy_timeout = {_PATIENCE}")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    import filelock  # takes asyncio along, which a question does not need

    try:
        os.fsencode(folder).decode("utf-8")
        folder.mkdir(parents=True, exist_ok=True)
        check_no_links(folder)
        lock = filelock.FileLock(folder / LOCK, timeout=0)
        lock.acquire()
    except filelock.Timeout as error:
        raise LOCKED.error(folder) from error
    except UnicodeDecodeError as error:
        raise NO_TEXT.error(folder) from error
    except OSError as error:
        raise why_unwritten(folder, error) from error
    try:
        yield
    finally:
        lock.release()
