"""Connections to the catalog, and the checks made when it is opened."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from stat import S_ISREG

from briefbot.store.derived import PATTERNS
from briefbot.store.failures import DAMAGED, LINKED, why_missing, why_unreadable
from briefbot.store.migrations import why_not_asked
from briefbot.store.rows import reporting_corrupt_rows
from briefbot.store.schema import CATALOG, Facts, check_no_program, check_tables, read_facts, read_format

# What a catalog states of itself is not trusted: no function that has effects runs from its definitions, and each page
# is looked at as a whole before a cell of it is.
_CAREFUL = ("trusted_schema = OFF", "cell_size_check = ON")


LOCK = ".lock"  # held by the process that builds
MARK = ".building"  # there while a build runs, and after one that was killed
_OWN = (CATALOG, f"{CATALOG}-wal", f"{CATALOG}-shm", f"{CATALOG}-journal", LOCK, MARK)  # what is opened by its name


def holds_index(folder: Path) -> bool:
    """Return whether a catalog lies in the folder, as far as this user can see."""
    return os.path.isfile(folder / CATALOG)  # noqa: PTH113  Path.is_file raises where the folder may not be searched


def connect_writer(folder: Path) -> sqlite3.Connection:
    """Open the catalog for a build, and create it where there is none; transactions are begun by hand."""
    connection = sqlite3.connect(folder / CATALOG, isolation_level=None, timeout=30)
    _set(connection, *_CAREFUL, "journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON")
    with reporting_corrupt_rows():
        check_no_program(connection)  # before anything is written
    return connection


def connect_reader(folder: Path) -> tuple[sqlite3.Connection, bool]:
    """Open the catalog for questions; return the connection, and whether it sees later builds.

    Any one thread at a time may use the connection. Reading a WAL database needs files beside it. Where this process
    may not make them and no builder has, the catalog is read as it stands, as on a disk that is full; then each
    question must open it anew.
    """
    path = folder / CATALOG
    if not holds_index(folder):
        raise why_missing(folder)
    check_no_links(folder)
    check_not_emptied(folder)
    try:
        return _open_reader(path, ""), True
    except sqlite3.OperationalError as error:
        if _is_written(path.with_name(f"{CATALOG}-wal")):
            raise why_unreadable(folder, error) from error
    except sqlite3.DatabaseError as error:
        raise DAMAGED.error(folder, reason=error) from error
    try:
        return _open_reader(path, "?immutable=1"), False
    except sqlite3.DatabaseError as error:
        raise DAMAGED.error(folder, reason=error) from error


def committed_facts(connection: sqlite3.Connection, folder: Path) -> Facts | None:
    """Return the facts of the catalog; None where it is still empty, since no build has been committed.

    Raises IndexFormatError where it has another format, and IndexDamagedError where it cannot be read.
    """
    try:
        found = read_format(connection)
        if found is None:
            return None
        if failure := why_not_asked(found):
            raise failure.error(folder, found=found)
        check_tables(connection)
        return read_facts(connection)
    except sqlite3.DatabaseError as error:
        raise DAMAGED.error(folder, reason=error) from error


def check_no_links(folder: Path) -> None:
    """Raise IndexDamagedError where a file of the index is none: its folder may have come with links in it."""
    for name in _OWN:
        try:
            status = (folder / name).lstat()
        except (OSError, ValueError):  # what keeps it from being looked at is told where it is opened
            continue
        if not S_ISREG(status.st_mode):
            raise LINKED.error(folder, reason=name)


def check_not_emptied(folder: Path) -> None:
    """Raise IndexDamagedError where the catalog has lost all its bytes but not what belongs to it.

    SQLite would take such a file for a new database, and delete the journal that may hold all there was.
    """
    path = folder / CATALOG
    journal = path.with_name(f"{CATALOG}-wal")
    try:
        emptied = path.stat().st_size == 0 and (
            any(any(folder.glob(pattern)) for pattern in PATTERNS) or _is_written(journal)
        )
    except OSError:
        return
    if emptied:
        raise DAMAGED.error(folder, reason="it is empty")


def _open_reader(path: Path, mode: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        path.absolute().as_uri() + mode, uri=True, isolation_level=None, check_same_thread=False, timeout=30
    )
    _set(connection, *_CAREFUL, "query_only = ON", "schema_version")  # the last one reads: what cannot be, shows here
    return connection


def _set(connection: sqlite3.Connection, *pragmas: str) -> None:
    try:
        with reporting_corrupt_rows():  # SQLite may quote damage in a message, which then is no text
            for pragma in pragmas:
                connection.execute(f"PRAGMA {pragma}").fetchall()
    except sqlite3.DatabaseError:
        connection.close()
        raise


def _is_written(path: Path) -> bool:
    try:
        return path.stat().st_size > 0
    except OSError:
        return False
