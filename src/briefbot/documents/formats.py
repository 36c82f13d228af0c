"""Which reader reads what."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from briefbot.documents.input.decoding import read_bytes
from briefbot.documents.input.kinds import kind_of
from briefbot.documents.input.web import Limits, fetch
from briefbot.documents.input.web_kinds import as_utf8, web_kind
from briefbot.documents.metadata.assembly import one_line
from briefbot.documents.readers.csv_table import read_csv
from briefbot.documents.readers.docx import read_docx
from briefbot.documents.readers.email_message import read_eml
from briefbot.documents.readers.epub import read_epub
from briefbot.documents.readers.feeds import read_feed
from briefbot.documents.readers.html import read_html
from briefbot.documents.readers.jsonl import read_jsonl
from briefbot.documents.readers.markdown import read_markdown
from briefbot.documents.readers.pdf import read_pdf
from briefbot.documents.readers.plain_text import read_plain_text
from briefbot.errors import DocumentError
from briefbot.types import Document

_Reader = Callable[[bytes, str], Iterator[Document | DocumentError]]

READERS: dict[str, _Reader] = {
    "text": read_plain_text,
    "markdown": read_markdown,
    "html": read_html,
    "jsonl": read_jsonl,
    "csv": read_csv,
    "pdf": read_pdf,
    "docx": read_docx,
    "epub": read_epub,
    "eml": read_eml,
    "feed": read_feed,
}
READING = 4  # counted up when the same bytes give another Document, so that indexed files are read again


def read_documents(path: Path, *, max_bytes: int) -> Iterator[Document | DocumentError]:
    """The documents in one file, in its order; what cannot be read is a DocumentError in its place, never raised.

    A .jsonl, .csv, .epub or feed holds many, with the source "path#number"; any other holds one, with the path as its
    source, in POSIX form and relative if it was given so. The same bytes give the same documents, on any day.
    """
    source = path.as_posix()

    def read() -> Iterator[Document | DocumentError]:
        data = read_bytes(path, source, max_bytes)
        return READERS[kind_of(data, source)](data, source)

    return _guarded(read, source)


def read_address(address: str, limits: Limits) -> Iterator[Document | DocumentError]:
    """The documents that a web address answers with, as `read_documents` gives those of a file.

    `address` is as `one_address` gives it. It is the source of what it holds, wherever it redirects to; an entry of
    a feed has a source of its own.
    """

    def read() -> Iterator[Document | DocumentError]:
        fetched = fetch(address, limits)
        kind = web_kind(fetched, address)
        return READERS[kind](as_utf8(fetched, kind, address), address)

    return _guarded(read, address)


def _guarded(read: Callable[[], Iterator[Document | DocumentError]], source: str) -> Iterator[Document | DocumentError]:
    try:
        yield from read()
    except DocumentError as error:
        yield error
    except Exception as error:  # a library fails on what it did not expect; the other files are still read
        reason = one_line(f"cannot be read: {type(error).__name__}: {error}")
        failure = DocumentError(source, f"{reason}; save its text as .txt")
        failure.__cause__ = error
        yield failure
