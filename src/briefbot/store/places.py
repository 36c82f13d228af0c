"""The places where documents were read, and what the index remembers of a place and of a file."""

from __future__ import annotations

from dataclasses import dataclass

Place = tuple[str, int]  # absolute path of a file, and the line of a record in it, 0 where the file is the document


@dataclass(frozen=True, slots=True)
class Stamp:
    """The state of a file when it was read whole: its size, times and inode, and the sha256 of its bytes.

    `reading` is the version of the code that read it. `mtime_ns` is -1 where the times prove nothing.
    """

    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int
    sha256: bytes
    reading: int


@dataclass(frozen=True, slots=True)
class Held:
    """The document that the index has of a place, and how the person named the place."""

    document_id: str
    source: str
