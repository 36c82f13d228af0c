"""Which reader reads which file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from briefbot.documents.assembly import one_line
from briefbot.documents.decoding import read_bytes
from briefbot.documents.html import read_html
from briefbot.documents.jsonl import read_jsonl
from briefbot.documents.markdown import read_markdown
from briefbot.documents.plain_text import read_plain_text
from briefbot.errors import DocumentError
from briefbot.types import Document

_Reader = Callable[[bytes, str], Iterator[Document | DocumentError]]

_READERS: dict[str, _Reader] = {
    ".txt": read_plain_text,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".html": read_html,
    ".htm": read_html,
    ".jsonl": read_jsonl,
}
SUFFIXES = frozenset(_READERS)
UNSUPPORTED = "not a text format briefbot reads (.txt, .md, .html, .jsonl); convert it to one of them, or move it away"


def read_documents(path: Path, *, max_bytes: int) -> Iterator[Document | DocumentError]:
    """The documents in one file, in its order; what cannot be read is a DocumentError in its place, never raised.

    A .jsonl file holds many, with the source "path#line"; any other holds one, with the path as its source, in
    POSIX form and relative if it was given so. The same bytes give the same documents, on any day.
    """
    source = path.as_posix()
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        yield DocumentError(source, UNSUPPORTED)
        return
    try:
        yield from reader(read_bytes(path, source, max_bytes), source)
    except DocumentError as error:
        yield error
    except Exception as error:  # a library fails on what it did not expect; the other files are still read
        reason = one_line(f"cannot be read: {type(error).__name__}: {error}")
        failure = DocumentError(source, f"{reason}; save its text as .txt")
        failure.__cause__ = error
        yield failure
