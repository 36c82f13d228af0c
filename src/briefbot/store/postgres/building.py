"""The beginning of a build: its lock, the tables of a new index, and the update of one of an older format."""

from __future__ import annotations

import json
import logging
import time
from dataclasses import dataclass

from briefbot.index_address import ServerAddress
from briefbot.store.failures import UNFINISHED, Failure
from briefbot.store.faults import FaultHook
from briefbot.store.postgres.connecting import WRITING, Connection
from briefbot.store.postgres.failures import PART_OF_COPY, locked, other_format
from briefbot.store.postgres.tables import MIGRATIONS, TABLES, TEMPORARY
from briefbot.store.rows import OnProgress, reporting_corrupt_rows
from briefbot.store.schema import FORMAT, Facts, facts_from

_LOG = logging.getLogger(__name__)

_LINGERING = 1.0  # seconds in which the server notices that a build which held the lock has died
# A build embeds for hours with its transaction open, which a server may be set to end.
_PATIENT = {"idle_in_transaction_session_timeout": "0", "statement_timeout": "0"}


@dataclass(frozen=True, slots=True)
class Copied:
    """What an index is copied from."""

    of: str  # tells it, to the generation
    source: str  # where it is, as messages name it


@dataclass(frozen=True, slots=True)
class Start:
    """What a build starts from."""

    facts: Facts | None  # of the generation before; None for a new index
    last: int  # the highest passage number in the rows of words
    copied: Copied | None = None  # what there is part of a copy of; None where there is none


def begin_build(
    connection: Connection, address: ServerAddress, *, dry_run: bool, on_update: OnProgress, hook: FaultHook
) -> Start:
    """Begin the transaction of a build and take the lock, which ends with it; return what it starts from.

    The tables of a new index and the update of an old one are committed on their own, but for a dry run, which undoes
    all. Raises IndexLockedError while another build runs, and IndexFormatError for what cannot be updated.
    """
    begin_locked(connection, address)
    changed = False
    if not has_tables(connection, address):
        hook("create tables")
        _create(connection, address)
        changed = True
    found = format_of(connection)
    if found is not None and found != FORMAT:
        _migrate(connection, address, found, on_update, hook)
        changed = True
    if changed and not dry_run:
        hook("commit tables")
        connection.run("COMMIT")
        hook("tables committed")
        begin_locked(connection, address)
    connection.run(TEMPORARY)
    if format_of(connection) is None:
        return Start(None, 0, _copied(connection))
    (last,) = connection.own("SELECT coalesce(max(last), 0) FROM derived WHERE name = 'words'").fetchone()
    return Start(committed_facts(connection, address), last)


def has_tables(connection: Connection, address: ServerAddress) -> bool:
    """Return whether the schema has the tables of an index, as far as this user can see."""
    (found,) = connection.own("SELECT to_regclass(%s) IS NOT NULL", [f'"{address.name}".facts']).fetchone()
    return bool(found)


def committed_facts(connection: Connection, address: ServerAddress) -> Facts:
    """Return the facts of the generation that a transaction sees.

    Raises IndexNotFoundError where there is none, or psycopg's error for a missing table, which means that, and
    IndexFormatError for another format.
    """
    rows = connection.own(f'SELECT key, value FROM "{address.name}".facts').fetchall()  # noqa: S608
    if ("format", json.dumps(FORMAT)) not in rows and (why := why_not_asked(connection)) is not None:
        failure, found = why
        raise failure.error(address, found=found)
    with reporting_corrupt_rows():
        return facts_from(rows)


def why_not_asked(connection: Connection) -> tuple[Failure, object] | None:
    """Return why the index cannot be asked and what was found there; None where it can be."""
    found = format_of(connection)
    if found == FORMAT:
        return None
    if found is not None:
        return other_format(found), found
    copied = _copied(connection)
    return (PART_OF_COPY, copied.source) if copied else (UNFINISHED, "")


@reporting_corrupt_rows()
def format_of(connection: Connection) -> int | None:
    """Return the format of the index; None where no build has been committed yet."""
    row = connection.own("SELECT value FROM facts WHERE key = 'format'").fetchone()
    if row is None:
        return None
    found = json.loads(row[0])
    if type(found) is not int:  # a bool is an int, too
        raise ValueError(f"format {found!r} is no whole number")
    return found


@reporting_corrupt_rows()
def _copied(connection: Connection) -> Copied | None:
    row = connection.own("SELECT value FROM facts WHERE key = 'copying'").fetchone()
    return Copied(**json.loads(row[0])) if row else None


def begin_locked(connection: Connection, address: ServerAddress) -> None:
    """Begin a transaction of a build and take the lock, which ends with it. Raises IndexLockedError."""
    connection.begin(WRITING, **_PATIENT)
    until = time.monotonic() + _LINGERING
    while True:
        (is_ours,) = connection.own(
            "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"briefbot {address.name}"]
        ).fetchone()
        if is_ours:
            return
        if time.monotonic() > until:
            raise locked(address)
        time.sleep(_LINGERING / 10)


def _create(connection: Connection, address: ServerAddress) -> None:
    (is_there,) = connection.own("SELECT to_regnamespace(%s) IS NOT NULL", [f'"{address.name}"']).fetchone()
    if not is_there:
        connection.run(f'CREATE SCHEMA "{address.name}"')
    connection.run(TABLES)


def _migrate(
    connection: Connection, address: ServerAddress, found: int, on_update: OnProgress, hook: FaultHook
) -> None:
    reached = found
    while reached in MIGRATIONS:
        for step, statement in enumerate(MIGRATIONS[reached]):
            hook(f"migrate {reached}: {step}")
            connection.run(statement)
            on_update(step + 1, len(MIGRATIONS[reached]))
        reached += 1
    if reached != FORMAT:
        raise other_format(found).error(address, found=found)
    connection.own("UPDATE facts SET value = %s WHERE key = 'format'", [str(FORMAT)])
    _LOG.warning(
        "The index at %s was updated from format %d to format %d. An older briefbot cannot read it any more.",
        address,
        found,
        FORMAT,
    )
