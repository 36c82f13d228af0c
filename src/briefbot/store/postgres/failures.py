"""The failures of an index on a server: what each error of psycopg means, and what mends it.

A message names the index as `ServerAddress` does as text, and no message holds a password: not that of the address, nor
what the server or libpq says of it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import parse_qsl, unquote, urlsplit

import psycopg

from briefbot.errors import (
    BriefbotError,
    IndexDamagedError,
    IndexLockedError,
    IndexNotFoundError,
    IndexUnavailableError,
)
from briefbot.index_address import ServerAddress
from briefbot.store import failures as in_folders
from briefbot.store.failures import Failure
from briefbot.store.schema import FORMAT

NEWER_FORMAT = replace(in_folders.NEWER_FORMAT, cure="Update briefbot, or build another index under another name.")
PART_OF_COPY = Failure(
    IndexNotFoundError,
    "At {folder} there is part of a copy of {found}, which was cut.",
    "Finish it with: briefbot copy {found} {folder}, or delete it and copy anew: briefbot copy --anew FROM {folder}",
)
TAKEN_BACK = ("40001", "40P01")  # what a standby says where a replayed change stands against a snapshot
_WITHOUT_CODE = (  # what the server says to who connects, and the code of it
    (re.compile(r"authentication failed|no password supplied|no pg_hba\.conf entry|role .* does not exist"), "28000"),
    (re.compile(r"database .* does not exist"), "3D000"),
    (re.compile(r"too many (?:clients|connections)|connection slots"), "53300"),
)
_INSECURE = re.compile(r"\bSSL\b|certificate")
_SECRETS = ("password", "sslpassword", "passfile")  # of an address, behind "?"


def no_index(address: ServerAddress) -> BriefbotError:
    """Return the error for a server that does not have the index."""
    return IndexNotFoundError(
        f"There is no index at {address}. Build one with: briefbot index ARTICLES --index {address}"
    )


def other_format(found: int) -> Failure:
    """Return the failure of an index of another format than this briefbot asks."""
    return NEWER_FORMAT if found > FORMAT else in_folders.OLDER_FORMAT


def locked(address: ServerAddress) -> BriefbotError:
    """Return the error for an index that another build holds."""
    return IndexLockedError(
        f"Another build is writing the index at {address}. Wait until it has finished, then run this again."
    )


def damaged(address: ServerAddress, error: Exception) -> BriefbotError:
    """Return the error for rows that are not as briefbot writes them."""
    return IndexDamagedError(
        f"The index at {address} cannot be read ({plain(error, address)}). Nothing was changed. Restore it from a "
        "backup of the database, or build it again under another name: briefbot index ARTICLES --index ADDRESS#NAME"
    )


def too_old(address: ServerAddress, what: str, found: str, cure: str) -> BriefbotError:
    """Return the error for a server or an extension that lacks what is needed."""
    return BriefbotError(f"The index {address} needs {what}, and its server has {found}. {cure}")


def not_connected(address: ServerAddress, error: psycopg.Error) -> BriefbotError:
    """Return what it means that no connection to the server could be made, which libpq tells in words alone."""
    reason = plain(error, address)
    for words, state in _WITHOUT_CODE:
        if words.search(reason):
            return translated(address, error, state=state)
    if _INSECURE.search(reason):
        return IndexUnavailableError(
            f"No secure connection to the server of the index {address} can be made ({reason}). Check the certificate "
            "of the server, and sslmode and sslrootcert of the address."
        )
    return translated(address, error)


def translated(
    address: ServerAddress, error: psycopg.Error, *, writing: bool = False, state: str = ""
) -> BriefbotError:
    """Return what an error of psycopg means for an index; `state` is its code where it has none itself."""
    state = error.sqlstate or state
    reason = plain(error, address)
    as_before = " The index is as it was before this build." if writing else ""
    if state in ("42P01", "3F000", "42703"):  # no such table, schema or column
        return no_index(address)
    if state == "3D000":
        return IndexUnavailableError(
            f"The server of the index {address} has no such database ({reason}). Create it, or correct the address."
        )
    if state.startswith("28"):
        return IndexUnavailableError(
            f"The server of the index {address} does not let this user in ({reason}). Check the user of the address, "
            "and the password in it, in PGPASSWORD or in ~/.pgpass."
        )
    if state == "42501":
        what = "write" if writing else "read"
        return BriefbotError(
            f"This user may not {what} the index at {address} ({reason}).{as_before} Do it as a user who may, or have "
            "its owner grant it, as docs/postgres.md shows."
        )
    if state == "25006":
        return BriefbotError(
            f"The server of the index {address} takes no changes: it is a standby, or set to read only.{as_before} "
            "Build on the primary."
        )
    if state in ("58P01", "0A000") and "vector" in reason:
        return without_extension(address, reason)
    if state.startswith("53"):
        return BriefbotError(
            f"The server of the index {address} is out of room or of connections ({reason}).{as_before} Make room "
            "there, then run this again."
        )
    if state in TAKEN_BACK:
        return IndexUnavailableError(
            f"The server of the index {address} gave up a question that it was answering ({reason}). Ask it again. "
            "Where a standby does so often, set hot_standby_feedback = on there."
        )
    if state == "57014":
        return IndexUnavailableError(
            f"The server of the index {address} ended what it was asked ({reason}).{as_before} If that is its "
            "statement_timeout, have it raised for this user: ALTER ROLE USER SET statement_timeout = 0"
        )
    if isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
        return IndexUnavailableError(
            f"The server of the index {address} cannot be reached ({reason}).{as_before} Check that it runs and that "
            "the address is right, then run this again."
        )
    return IndexDamagedError(f"The server of the index {address} refuses what briefbot asks ({reason}).{as_before}")


def without_extension(address: ServerAddress, reason: str) -> BriefbotError:
    """Return the error for a database without pgvector."""
    return BriefbotError(
        f"The database of the index {address} lacks the extension vector (pgvector), and this user cannot add it "
        f"({reason}). Install pgvector on the server and have an administrator run there: CREATE EXTENSION vector"
    )


def plain(error: BaseException, address: ServerAddress) -> str:
    """Return what an error says, in one line and without any secret of the address."""
    said = " ".join(str(error).split()) or type(error).__name__
    parts = urlsplit(address.url)
    secrets = [parts.netloc.rpartition("@")[0].partition(":")[2]]
    secrets += [value for key, value in parse_qsl(parts.query) if key in _SECRETS]
    for secret in secrets:
        for form in filter(None, (secret, unquote(secret))):
            said = said.replace(form, "***")
    return said
