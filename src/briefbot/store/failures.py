"""The failures of an index: one table of causes, each with its error, its message and its cure.

Everything in the store that raises takes its words from here. Below the table are the functions that tell by an error
of SQLite or of the system which cause it is.
"""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from briefbot.errors import BriefbotError, IndexDamagedError, IndexFormatError, IndexLockedError, IndexNotFoundError
from briefbot.index_address import Index
from briefbot.store.rows import CorruptRowError
from briefbot.store.schema import CATALOG, FORMAT

_LEAST_FREE = 256 * 1024  # bytes; what SQLite sets up beside a catalog before it reads or writes takes 64 kB
_UNREADABLE = ("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_SCHEMA")
_READ_ONLY = ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")


@dataclass(frozen=True, slots=True)
class Failure:
    """One cause: which error is raised, what happened, and what mends it, with names to be filled in."""

    raises: type[BriefbotError]
    message: str
    cure: str

    def words(self, folder: Index, *, reason: object = "unknown", found: object = "unknown") -> tuple[str, str]:
        """Return what happened to this index, and what mends it.

        `reason` is the error that a library gave, `found` the format that the index has.
        """
        names = {"folder": str(folder), "catalog": CATALOG, "ours": FORMAT, "reason": reason, "found": found}
        return self.message.format_map(names), self.cure.format_map(names)

    def error(self, folder: Index, *, reason: object = "unknown", found: object = "unknown") -> BriefbotError:
        """Return the exception to raise."""
        return self.raises(" ".join(self.words(folder, reason=reason, found=found)))


NO_INDEX = Failure(
    IndexNotFoundError,
    "There is no index at {folder}.",
    "Build one with: briefbot index ARTICLES --index {folder}",
)
NO_FOLDER = Failure(
    IndexNotFoundError,
    "{folder} is a file, and an index is a folder.",
    "Name another with --index.",
)
HIDDEN = Failure(
    IndexNotFoundError,
    "The index at {folder} cannot be looked for: permission denied.",
    "Make its folder and those above it readable for this user, or name another index with --index.",
)
UNFINISHED = Failure(
    IndexNotFoundError,
    "The index at {folder} is empty: its first build, or the copy to it, did not finish.",
    "Run that again: briefbot index ARTICLES --index {folder}, or briefbot copy FROM {folder}",
)
DAMAGED = Failure(
    IndexDamagedError,
    "The catalog of the index at {folder} cannot be read ({reason}). Nothing was changed.",
    "Restore {catalog} from a copy, or build the index again: briefbot index ARTICLES --index NEW_FOLDER",
)
LINKED = Failure(
    IndexDamagedError,
    "In the index at {folder}, {reason} is a link or a device, which would lead reading and writing elsewhere. Nothing "
    "was changed.",
    "Put the file itself there, or build the index again: briefbot index ARTICLES --index NEW_FOLDER",
)
OLDER_FORMAT = Failure(
    IndexFormatError,
    "The index at {folder} is healthy, and of an older briefbot: it has format {found}, and this briefbot asks "
    "format {ours}. Nothing is lost.",
    "Update the index with: briefbot index --index {folder}",
)
NEWER_FORMAT = Failure(
    IndexFormatError,
    "The index at {folder} is of a newer briefbot: it has format {found}, and this briefbot reads format {ours}. "
    "Nothing was changed.",
    "Update briefbot, or build another index with: briefbot index ARTICLES --index NEW_FOLDER",
)
FIRST_FORMATS = Failure(
    IndexFormatError,
    "The index at {folder} has format {found}, of a briefbot that was never released; it cannot be updated to format "
    "{ours}. Nothing was changed.",
    "Build another with: briefbot index ARTICLES --index NEW_FOLDER",
)
LOCKED = Failure(
    IndexLockedError,
    "Another build is writing the index at {folder}.",
    "Wait until it has finished, then run this again.",
)
NO_TEXT = Failure(
    BriefbotError,
    "The name of the index folder {folder!r} is not valid UTF-8.",
    "Choose another.",
)
FULL_TO_OPEN = Failure(
    BriefbotError,
    "The disk is full: the index at {folder} cannot be opened ({reason}). Nothing was changed.",
    "Free some space, then run this again.",
)
FULL_TO_BUILD = Failure(
    BriefbotError,
    "The disk is full: the index at {folder} could not be written ({reason}). The index is as it was before this "
    "build.",
    "Free some space, or choose a folder on another disk with --index, then run this again.",
)
UNWRITABLE = Failure(
    BriefbotError,
    "The index folder {folder} cannot be written: {reason}. The index is as it was before this build.",
    "Choose another with --index, or change its permissions or whatever else the reason names.",
)
UNWRITTEN = Failure(
    IndexDamagedError,
    "The index at {folder} could not be written ({reason}). The index is as it was before this build.",
    "Check the space on its disk and run: briefbot doctor --index {folder}",
)


def why_missing(folder: Path) -> BriefbotError:
    """Return the error that says why there is no catalog in the folder."""
    if os.path.isfile(folder):  # noqa: PTH113  Path.is_file raises where the folder may not be searched
        return NO_FOLDER.error(folder)
    try:
        (folder / CATALOG).stat()
    except PermissionError:
        return HIDDEN.error(folder)
    except OSError:
        pass
    return NO_INDEX.error(folder)


def why_unreadable(folder: Path, error: Exception) -> BriefbotError:
    """Return the error that says why SQLite could not open the catalog for reading."""
    return (FULL_TO_OPEN if is_full(folder, error) else DAMAGED).error(folder, reason=error)


def why_unwritten(folder: Path, error: sqlite3.DatabaseError | OSError) -> BriefbotError:
    """Return the error that says what ended a build. Its transaction was undone, so nothing was lost."""
    name = getattr(error, "sqlite_errorname", "") or ""
    reason = getattr(error, "strerror", None) or error
    if os.path.isfile(folder):  # noqa: PTH113
        return NO_FOLDER.error(folder)
    if is_full(folder, error):
        return FULL_TO_BUILD.error(folder, reason=error)
    if name.startswith(_READ_ONLY) or isinstance(error, OSError):
        return UNWRITABLE.error(folder, reason=reason)
    if name.startswith(_UNREADABLE) or isinstance(error, CorruptRowError):
        return DAMAGED.error(folder, reason=error)
    return UNWRITTEN.error(folder, reason=error)


def is_full(folder: Path, error: Exception) -> bool:
    """Return whether an error comes of a full disk.

    SQLite calls it an input or output error where a file cannot grow.
    """
    name = getattr(error, "sqlite_errorname", "") or ""
    if name == "SQLITE_FULL" or getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return True
    try:
        return name.startswith("SQLITE_IOERR") and shutil.disk_usage(folder).free < _LEAST_FREE
    except OSError:
        return False
