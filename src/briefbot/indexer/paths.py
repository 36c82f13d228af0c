"""Sources as the index knows them, absolute paths and web addresses, and whether a file has changed."""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections.abc import Container, Sequence
from pathlib import Path, PurePath
from stat import S_ISREG

from briefbot.documents import READING, is_address, is_passed_over, one_address, read_bytes
from briefbot.errors import DocumentError
from briefbot.settings import Settings
from briefbot.store import Place, Stamp

# A file changed so shortly before it was read may have changed again within the same tick of its time: FAT counts
# two seconds. Its times prove nothing, its bytes do. (Git calls such an entry of its index racy.)
_TICK_NS = 2_000_000_000
_UNPROVEN = -1


def absolute(path: str | Path) -> str:
    """Return the path from the root of the file system, links not followed; a web address in its one form."""
    if is_address(path):
        try:
            return one_address(str(path))
        except DocumentError:
            return str(path)  # which is reported where it is read
    # A linked file belongs to the folder that it is seen in.
    found = os.path.abspath(path)  # noqa: PTH100
    return found if os.sep == "/" else Path(found).as_posix()


def is_under(path: str, folder: str) -> bool:
    """Return whether `path` is `folder` or lies in it; both absolute."""
    return path == folder or path.startswith(folder.rstrip("/") + "/")


def is_index_file(path: str, settings: Settings) -> bool:
    """Return whether `path`, absolute, belongs to the index itself.

    The files of an index in a folder of articles are no articles; those in the index's own folder of articles are.
    """
    if not isinstance(settings.index, Path):
        return False
    return is_under(path, absolute(settings.index)) and not is_under(path, absolute(settings.articles))


def is_within(source: str, root: str) -> bool:
    """Return whether following `root` reads this source.

    It reads a file in a folder, unless that is hidden there, but no page below a page.
    """
    if source == root:
        return True
    below = source[len(root) :].split("/") if not is_address(root) and is_under(source, root) else []
    return bool(below) and not any(map(is_passed_over, below))


def lies_in_any(source: str, roots: Container[str]) -> bool:
    """Return whether following another of `roots` reads this source.

    They are looked up, not walked through, since there may be thousands of both.
    """
    if is_address(source):
        return False
    for path in (PurePath(source), *PurePath(source).parents):
        if is_passed_over(path.name):
            return False
        if path.parent != path and path.parent.as_posix() in roots:
            return True
    return False


def is_of(root: str, place: Place) -> bool:
    """Return whether what was read at this place came of following `root`."""
    return is_within(place[0], root) or is_entry(root, place)


def is_entry(root: str, place: Place) -> bool:
    """Return whether this is the place of an entry of this feed, which stays when the feed no longer shows it."""
    return is_address(root) and place[0].startswith(_entries_of(root))


def is_listable(path: str) -> bool:
    """Return whether `path` is a folder whose entries can be read."""
    return os.path.isdir(path) and os.access(path, os.R_OK | os.X_OK)  # noqa: PTH112  no error for odd names


def name_now(path: str, name: str) -> str:
    """Return how to call a source that was once given as `name`.

    It is `name` where that leads there from the working directory, else `path`.
    """
    return name if absolute(name) == path else path


def outermost(sources: Sequence[str | Path]) -> list[str | Path]:
    """Return the sources without those that lie within another: each file is read once."""
    named: dict[str, str | Path] = {}
    for source in sources:
        named.setdefault(absolute(source), source)
    return [named[path] for path in sorted(named, key=len) if not lies_in_any(path, named)]


def place_of(path: Path | str, source: str) -> Place:
    """Return where a document was read, and its number there.

    It is its file, wherever the person stands, or its address. `source` is as `place_read` gives it.

    An entry of a feed has a place of its own below the feed, whose number would not be the same tomorrow.
    """
    record = source.removeprefix(path.as_posix() if isinstance(path, Path) else path)
    if isinstance(path, str) and not re.fullmatch(r"(?:#\d+)?", record):
        return _entries_of(path) + source, 0
    return absolute(path), int(record.removeprefix("#") or 0)


def is_renamed(before: str, now: str) -> bool:
    """Return whether what was read at one place is cited by another address than before.

    A path may be spelt in many ways, and counts as the same.
    """
    return before != now and (is_address(before) or is_address(now))


def _entries_of(feed: str) -> str:
    """Return what the places of a feed's entries begin with; no page's does, since an address has no fragment."""
    return feed.rstrip("/") + "/#"


def name_of(path: Path | str | DocumentError) -> str | Path:
    """Return how a found source is called, whether it can be read or not."""
    return path.source if isinstance(path, DocumentError) else path


def stamp_of(path: Path, known: Stamp | None, max_bytes: int) -> tuple[Stamp | None, bool]:
    """Return the stamp of a file as it is now, and whether it has the bytes of `known`.

    The stamp is None where the file cannot be read, is no regular one, or is larger than `max_bytes`, so that it will
    not be read. The bytes are read only where size, times and inode are not those of `known`.
    """
    try:
        now = time.time_ns()
        status = path.stat()
        if not S_ISREG(status.st_mode) or status.st_size > max_bytes:
            return None, False
        fields = (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)
        if known and known.reading == READING and fields == (known.size, known.mtime_ns, known.ctime_ns, known.inode):
            return known, True
        data = read_bytes(path, path.as_posix(), max_bytes)
        digest = hashlib.sha256(data).digest()
    except (OSError, ValueError, DocumentError):
        return None, False
    proven = max(status.st_mtime_ns, status.st_ctime_ns) + _TICK_NS < now
    mtime = status.st_mtime_ns if proven else _UNPROVEN
    stamp = Stamp(status.st_size, mtime, status.st_ctime_ns, status.st_ino, digest, READING)
    return stamp, known is not None and (known.sha256, known.reading) == (digest, READING)


def is_still(path: Path, stamp: Stamp) -> bool:
    """Return whether the file has not changed since its bytes were hashed, as far as size and change time tell."""
    try:
        status = path.stat()
    except (OSError, ValueError):
        return False
    return (status.st_size, status.st_ctime_ns, status.st_ino) == (stamp.size, stamp.ctime_ns, stamp.inode)
