"""Who may build, and what a person is told when it fails: the writer's lock around one transaction."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from briefbot.errors import BriefbotError, IndexDamagedError, IndexLockedError
from briefbot.store.derived import sweep
from briefbot.store.faults import Seam, no_fault
from briefbot.store.schema import (
    CATALOG,
    GarbledError,
    check_not_emptied,
    connect_writer,
    create_tables,
    damaged,
    holds_index,
    is_full,
    missing,
    read_facts,
)
from briefbot.store.writer import Writer

LONGEST_JOURNAL = 4 * 2**20  # bytes that may wait beside the catalog after a build; SQLite's own measure is the same
_PATIENCE = 1000  # milliseconds for questions that are being answered to finish with what waits there

MARK = ".building"  # there while a build runs, and after one that was killed

_UNREADABLE = ("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_SCHEMA")
_READ_ONLY = ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")


@contextmanager
def open_writer(folder: Path, *, create: bool = True, dry_run: bool = False, seam: Seam = no_fault) -> Iterator[Writer]:
    """Take the writer's lock and open a transaction; without `commit`, leaving it undoes everything.

    Raises IndexNotFoundError where there is no index and `create` is false. A dry run leaves the files of the index
    as they are and must not commit. `seam` hears of every change to the disk just before it is made.
    """
    if not create and not holds_index(folder):
        raise missing(folder)
    with _locked(folder):
        mark = folder / MARK
        try:
            unclean = mark.exists()
            check_not_emptied(folder)
            if not dry_run:
                seam("write mark")
                mark.touch()
            with closing(connect_writer(folder)) as connection:
                try:
                    connection.execute("CREATE TEMP TABLE pending (content_hash BLOB UNIQUE, text TEXT NOT NULL)")
                    connection.execute("BEGIN IMMEDIATE")
                    facts = read_facts(connection, folder)
                    if facts is None:
                        create_tables(connection)
                    if not dry_run:
                        sweep(folder, facts.files_generation if facts else 0, seam)
                    yield Writer(folder, connection, facts, unclean=unclean, seam=seam)
                finally:
                    if connection.in_transaction:
                        connection.execute("ROLLBACK")
                if not dry_run:
                    _cut_journal(connection, folder, seam)
        except (sqlite3.DatabaseError, OSError) as error:
            raise _failure(folder, error) from error
        finally:
            if not dry_run:
                with suppress(OSError):  # a mark that stays costs the next build a checksum
                    seam("delete mark")
                    mark.unlink(missing_ok=True)


def _cut_journal(connection: sqlite3.Connection, folder: Path, seam: Seam) -> None:
    """Give back the room that the journal took, which SQLite does not while somebody else has the catalog open.

    Where questions overlap without a pause, SQLite by itself would go on adding to it with each build.
    """
    with suppress(OSError, sqlite3.DatabaseError):  # a long journal costs room, and the next build tries again
        if (folder / f"{CATALOG}-wal").stat().st_size > LONGEST_JOURNAL:
            seam("cut journal")
            connection.execute(f"PRAGMA busy_timeout = {_PATIENCE}")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    import filelock  # takes asyncio along, which a question does not need

    try:
        os.fsencode(folder).decode("utf-8")
        folder.mkdir(parents=True, exist_ok=True)
        lock = filelock.FileLock(folder / ".lock", timeout=0)
        lock.acquire()
    except filelock.Timeout as error:
        raise IndexLockedError(
            f"Another build is writing the index at {folder}. Wait until it has finished, then run this again."
        ) from error
    except UnicodeDecodeError as error:
        raise BriefbotError(f"The name of the index folder {folder!r} is not valid UTF-8. Choose another.") from error
    except OSError as error:
        raise _failure(folder, error) from error
    try:
        yield
    finally:
        lock.release()


def _failure(folder: Path, error: sqlite3.DatabaseError | OSError) -> BriefbotError:
    """What happened to a build, and what mends it. The transaction was undone, so nothing was lost."""
    if os.path.isfile(folder):  # noqa: PTH113
        return missing(folder)
    kept = "The index is as it was before this build."
    name = getattr(error, "sqlite_errorname", "") or ""
    number = getattr(error, "errno", None)
    if is_full(folder, error):
        return BriefbotError(
            f"The disk is full: the index at {folder} could not be written ({error}). {kept} "
            f"Free some space, or choose a folder on another disk with --index, then run this again."
        )
    if name.startswith(_READ_ONLY) or number in (errno.EACCES, errno.EPERM, errno.EROFS):
        return BriefbotError(
            f"The index folder {folder} cannot be written: {getattr(error, 'strerror', None) or error}. {kept} "
            f"Choose another with --index, or change its permissions."
        )
    if name.startswith(_UNREADABLE) or isinstance(error, GarbledError):
        return damaged(folder, error)
    if isinstance(error, OSError):
        return BriefbotError(
            f"The index folder {folder} cannot be written: {error.strerror or error}. {kept} "
            f"Choose another with --index, or mend what the message names."
        )
    return IndexDamagedError(
        f"The index at {folder} could not be written ({error}). {kept} Check the space on its disk and run: "
        f"briefbot doctor --index {folder}"
    )
