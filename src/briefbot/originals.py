"""The file that a document was read from, given out only where it is still the one that was read.

Nothing that a request says becomes a path: a document's id leads to what the index knows of its file. The file must lie
in a source that the index follows and that was named on this machine, behind no link that leads out of it, and its
bytes must have the size and the digest that they had when they were read.
See docs/decisions/0061-the-original-beside-the-text.md.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from stat import S_ISREG

from briefbot.documents import PageImage, draw_page, limits_of, list_formats
from briefbot.errors import DocumentError
from briefbot.indexer.named_here import named_here
from briefbot.indexer.paths import is_under
from briefbot.settings import Settings
from briefbot.store import Snapshot
from briefbot.types import Document

_PDF = b"%PDF-"
_PDF_WITHIN = 1024  # bytes, as its reader has it
_PLAIN = {"text/plain", "text/markdown"}
_GONE = "the file is no longer where it was read, or has changed since"


@dataclass(frozen=True, slots=True)
class Original:
    """The file that a document was read from. `data` is what was read then, to the byte."""

    document: Document
    name: str  # of the file, without its folder
    data: bytes = field(repr=False)

    @property
    def media_type(self) -> str:
        """What a browser may show it as: PDF or plain text; anything else is bytes to be saved."""
        if _PDF in self.data[:_PDF_WITHIN]:
            return "application/pdf"
        return "text/plain" if self.name.lower().endswith(_plain_suffixes()) else "application/octet-stream"


def has_original(snapshot: Snapshot, settings: Settings, document_id: str) -> bool:
    """Return whether the original seems to be at hand: it is there, and has the size that it had."""
    document = snapshot.document(document_id)
    return document is not None and any(True for _ in _candidates(snapshot, settings, document))


def read_original(snapshot: Snapshot, settings: Settings, document_id: str) -> Original:
    """Return the original of a document.

    Raises KeyError for an id that the index does not have, DocumentError where the file is not at hand as it was read.
    """
    document = snapshot.document(document_id)
    if document is None:
        raise KeyError(document_id)
    for path, size, sha256 in _candidates(snapshot, settings, document):
        data = _read(path, size)
        if data is not None and hashlib.sha256(data).digest() == sha256:
            return Original(document, path.name, data)
    raise DocumentError(document.title or document.id, _GONE)


def page_image(original: Original, start: int, end: int, settings: Settings) -> PageImage:
    """Return the page of a PDF that a place is on, drawn, and where on it the words [start, end) stand.

    Raises DocumentError for what has no pages or cannot be drawn, ValueError for a place that is not in its text.
    """
    document = original.document
    if not 0 <= start <= end <= len(document.text):
        raise ValueError(f"[{start}, {end}) does not fit a text of {len(document.text)} characters")
    page = document.page_at(start)
    if page is None or original.media_type != "application/pdf":
        raise DocumentError(original.name, "has no pages that can be drawn")
    begins = document.pages[page - 1]
    ends = document.pages[page] if page < len(document.pages) else len(document.text)
    words = document.text[start : min(end, ends)]
    return draw_page(original.data, original.name, page, document.text[begins:start], words, limits_of(settings))


def _candidates(snapshot: Snapshot, settings: Settings, document: Document) -> Iterator[tuple[Path, int, bytes]]:
    """Yield the real path of each file that may be the original, with its size and digest when it was read."""
    roots = [root for root in snapshot.roots() if root in named_here(settings.index)]
    for name, size, sha256 in snapshot.files_of(document.id):
        if size > settings.max_file_bytes:
            continue
        for root in roots:
            with suppress(OSError, ValueError, RuntimeError):
                if not is_under(name, root):
                    continue
                path = Path(name).resolve(strict=True)
                status = path.lstat()
                if path.is_relative_to(Path(root).resolve(strict=True)) and S_ISREG(status.st_mode):
                    if status.st_size == size:
                        yield path, size, sha256
                    break


def _read(path: Path, size: int) -> bytes | None:
    """Return the bytes of a regular file, at most one more than `size`; None where it cannot be read.

    A link that has been put in its place since is not followed, and a pipe is not waited for.
    """
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        with open(os.open(path, flags), "rb") as file:  # noqa: PTH123  a descriptor
            return file.read(size + 1) if S_ISREG(os.fstat(file.fileno()).st_mode) else None
    except OSError:
        return None


def _plain_suffixes() -> tuple[str, ...]:
    """Return how files end that are read as they are."""
    return tuple(suffix for one in list_formats() if _PLAIN & set(one.media_types) for suffix in one.suffixes)
