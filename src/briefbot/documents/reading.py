"""Files, folders and fetched pages -> the Documents in them, whatever their format, in this process."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from briefbot.blocks import ANSWERING, LABELLED, SILENT, BlockKind
from briefbot.blocks.finding import find_blocks
from briefbot.documents.formats import FORMATS, READABLE
from briefbot.documents.input.decoding import read_bytes
from briefbot.documents.input.media_types import as_utf8, web_format
from briefbot.documents.input.recognition import format_of
from briefbot.documents.input.sources import walk
from briefbot.documents.input.web import Fetched
from briefbot.documents.metadata.assembly import assemble, one_line
from briefbot.documents.metadata.headings import Heading
from briefbot.errors import DocumentError
from briefbot.types import Document

MOST_TOLD = 20  # records of one file that cannot be read and are named each
_LONGEST_REASON = 500  # characters of what a library says

_CALLED = {
    BlockKind.CREDIT: "credit lines",
    BlockKind.FURNITURE: "furniture (links, sign-up or cookie lines)",
    BlockKind.NOTE: "notes",
}


def find_sources(arguments: Iterable[str | Path]) -> list[Path | str | DocumentError]:
    """Return every file to read under the given files and folders, each once, sorted by name, errors in their place.

    A web address is a string, in the form of `one_address`; nothing is fetched here.

    Folders are walked whole, links included; hidden entries and the litter of file managers are skipped without a
    word. A file whose suffix says that it holds no text, a name that leads nowhere and a folder that cannot be
    listed or holds nothing are DocumentErrors. A path keeps the form it was given in: relative stays relative.
    """
    return walk(arguments, READABLE)


def read_file(path: Path, source: str, max_bytes: int) -> Iterator[Document | DocumentError]:
    """Yield the documents in one file, in its order, in this process; `briefbot.documents.read_documents` has another.

    A .jsonl, .csv, .epub or feed holds many, with the source "path#number", or their own web address where a record
    states one; any other holds one, with the path as its source. `source` is the path as it is cited. What cannot be
    read is a DocumentError in its place, never raised; after `MOST_TOLD` of them one more says how many there are.
    """

    def read() -> Iterator[Document | DocumentError]:
        data = read_bytes(path, source, max_bytes)
        return format_of(data, source, FORMATS).read(data, source)

    return _guarded(read, source)


def read_fetched(fetched: Fetched, address: str) -> Iterator[Document | DocumentError]:
    """Yield the documents that a web address has answered with, as `read_file` gives those of a file.

    `address` is the source of what it holds, wherever it redirects to; an entry of a feed has a source of its own.
    """

    def read() -> Iterator[Document | DocumentError]:
        found = web_format(fetched, address, FORMATS)
        return found.read(as_utf8(fetched, found, address), address)

    return _guarded(read, address)


def document_of(text: str, source: str, *, name: str) -> Document | DocumentError:
    """Return the document of a text that is at hand, as if read from `source`; an error where it can be none.

    `name` becomes its title. It is that of what the text is about or was taken from, and no headline: unlike one, it is
    not put before the text.
    """
    (item,) = _guarded(lambda: iter([assemble(text, source, Heading(title=one_line(name)))]), source)
    return item


def place_read(item: Document | DocumentError) -> str:
    """Return where an item was read, "path#number" for a record, whatever address it is cited by."""
    return (isinstance(item, Document) and item.place) or item.source


def _with_blocks(item: Document | DocumentError) -> Document | DocumentError:
    """Return a document with its blocks, found from those that its reader has marked; an error where none can answer.

    The one place where documents that are read get their blocks.
    """
    if isinstance(item, DocumentError):
        return item
    blocks = find_blocks(item.text, item.title, item.blocks)
    says = {block.kind for block in blocks if any(map(str.isalnum, item.text[block.start : block.end]))}
    if says & SILENT and not (says - {BlockKind.HEADLINE}) & (ANSWERING | LABELLED):
        kinds = " and ".join(sorted(_CALLED[kind] for kind in says & SILENT))
        reason = f"holds nothing but {kinds} of a page, and no article; leave it out, or save the article's own text"
        return DocumentError(place_read(item), reason)
    return replace(item, blocks=blocks)


def _guarded(read: Callable[[], Iterator[Document | DocumentError]], source: str) -> Iterator[Document | DocumentError]:
    """Yield what is read with its blocks. Raises MemoryError alone, after which nothing can be relied on."""
    failed = 0
    try:
        for item in map(_with_blocks, read()):
            if isinstance(item, DocumentError):
                _check_memory(item)
                failed += 1
            if failed <= MOST_TOLD or isinstance(item, Document):
                yield item
    except DocumentError as error:
        _check_memory(error)
        yield error
    except Exception as error:  # a library fails on what it did not expect; the other files are still read
        _check_memory(error)
        reason = one_line(f"cannot be read: {type(error).__name__}: {str(error)[:_LONGEST_REASON]}")
        failure = DocumentError(source, f"{reason}; save its text as .txt")
        failure.__cause__ = error
        yield failure
    if failed > MOST_TOLD:
        more = (
            f"{failed - MOST_TOLD:,} more of its records cannot be read, {failed:,} in all; the first are named above"
        )
        yield DocumentError(source, f"{more}, mend those and index it again")


def _check_memory(error: BaseException) -> None:
    """Raise MemoryError where an error comes of one: it says nothing of the file that it blames."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, MemoryError):
            raise cause
        cause = cause.__cause__ or cause.__context__
