"""A .pdf file -> its Document: the text of its pages, and where each page begins in it.

PDFium says which characters stand where. `pdf_words` makes words of them, `pdf_segments` stretches of lines, `pdf_grid`
lines in the order in which they are read, `pdf_layout` paragraphs and tables.
"""

from __future__ import annotations

import base64
import logging
import re
import threading
import zlib
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import closing, suppress
from typing import Any

from briefbot.documents.input.format import Content, Form, Format
from briefbot.documents.metadata.assembly import assemble_stated
from briefbot.documents.readers.pdf_grid import Line, read_lines
from briefbot.documents.readers.pdf_hyphens import is_one_word
from briefbot.documents.readers.pdf_layout import compose
from briefbot.documents.readers.pdf_segments import find_segments
from briefbot.documents.readers.pdf_words import read_words
from briefbot.errors import DocumentError
from briefbot.types import Document

MOST_PAGES = 5_000
MOST_CHARACTERS = 20_000_000  # in all pages: a page can draw another one many times over
MOST_DRAWN = 16 * 1024 * 1024  # bytes that one stream unpacks to; PDFium takes ninety times as much to draw it

_BEGINNING = re.compile(rb"%PDF-\d")
_BEGINS_WITHIN = 1024  # bytes
_LOG = logging.getLogger(__name__)
_PDFIUM = threading.Lock()  # PDFium is not safe for two threads at once
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_STREAM_END = re.compile(rb"endstream")
_OBJECT = re.compile(rb"\bobj\b")
_FLATE = re.compile(rb"/Fl(?:ateDecode)?(?![A-Za-z])")
_ASCII85 = re.compile(rb"/A(?:SCII)?85(?:Decode)?(?![A-Za-z])")
_MOST_PACKINGS = 4
_PIECE = 64 * 1024  # bytes
_NOT_DRAWN = (b"/Image", b"/Length1", b"/OpenType", b"Type0C", b"Type1C", b"/EmbeddedFile")  # pictures, fonts, files
_UNREADABLE = re.compile(r"[\ufffd\ue000-\uf8ff]")  # a font that does not say which letters it draws


def read_pdf(data: bytes, source: str) -> Iterator[Document]:
    """Yield the one document of a PDF, `Document.pages` saying where each of its pages begins.

    Raises DocumentError where it is damaged, asks for a password, holds only pictures of text, or its fonts hide the
    letters.
    """
    import pypdfium2
    from pypdfium2 import raw

    _check_streams(data, source)
    with _PDFIUM:
        try:
            file = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            raise DocumentError(source, _why_closed(raw.FPDF_GetLastError(), str(error))) from error
        with closing(file):
            if len(file) > MOST_PAGES:
                raise DocumentError(source, f"has {len(file):,} pages, more than {MOST_PAGES:,}; split it")
            pages, pictures = _read_pages(file, source)
            metadata = file.get_metadata_dict()
    text, starts, blocks = compose(pages)
    if not text.strip():
        reason = (
            "its pages are pictures without text, as a scanner makes them" if pictures else "its pages hold no text"
        )
        raise DocumentError(source, f"{reason}; recognise the text first, for example with: ocrmypdf IN.pdf OUT.pdf")
    if len(_UNREADABLE.findall(text)) > len(text) // 5:
        reason = "its fonts do not say which letters they draw; recognise the text with: ocrmypdf --force-ocr IN OUT"
        raise DocumentError(source, reason)
    if pictures:
        numbers = ", ".join(map(str, pictures[:10])) + (" ..." if len(pictures) > 10 else "")
        _LOG.warning("%s: without text, so only pictures and not read: page %s", source, numbers)
    # The day that a file was made is not the day that its article was published, so it is not used.
    title, author = metadata.get("Title", ""), metadata.get("Author", "")
    yield assemble_stated(text, source, title=title, author=author, pages=starts, blocks=blocks)


def _check_streams(data: bytes, source: str) -> None:
    """Raise DocumentError where what a page draws is packed too tightly.

    Drawing it would take all memory there is.
    """
    ends = [found.start() for found in _STREAM_END.finditer(data)]
    whole = memoryview(data)
    for found in _STREAM.finditer(data):
        described = _OBJECT.split(data[max(0, found.start() - 2000) : found.start()])[-1]
        packings = len(_FLATE.findall(described))  # one over another, as far as anybody would
        if not packings or any(word in described for word in _NOT_DRAWN):
            continue
        at = bisect_left(ends, found.end())
        packed: bytes | memoryview = whole[found.end() : ends[at] if at < len(ends) else len(data)]
        if _ASCII85.search(described):
            with suppress(ValueError):
                packed = base64.a85decode(bytes(packed).strip().removesuffix(b"~>"))
        # What cannot be unpacked is encrypted, or packed in another way: PDFium reads it or says that it cannot.
        with suppress(zlib.error):
            for _ in range(min(packings, _MOST_PACKINGS)):
                packed = _unpacked(packed)
                if len(packed) > MOST_DRAWN:
                    limit = f"{MOST_DRAWN // 1024**2} MiB"
                    reason = f"one of its pages unpacks to more than {limit}; split it, or print it anew"
                    raise DocumentError(source, reason)


def _unpacked(packed: bytes | memoryview) -> bytes:
    """Unpack up to a little more than MOST_DRAWN bytes.

    No more of `packed` is looked at than that takes.
    """
    unpacker = zlib.decompressobj()
    pieces = []
    left = MOST_DRAWN + 1
    for at in range(0, len(packed), _PIECE):
        pieces.append(unpacker.decompress(packed[at : at + _PIECE], left))
        left -= len(pieces[-1])
        if left <= 0 or unpacker.eof:
            break
    return b"".join(pieces)


def _why_closed(code: int, message: str) -> str:
    if code == 4 or "password" in message.lower():  # FPDF_ERR_PASSWORD
        return "is encrypted and asks for a password; save a copy without one"
    if code == 5 or "security" in message.lower():  # FPDF_ERR_SECURITY
        return "is encrypted in a way that cannot be opened; save a copy without protection"
    return "is damaged or no PDF; open it in a viewer and save it again"


def _read_pages(file: Any, source: str) -> tuple[list[list[Line]], list[int]]:
    """Return the lines of every page, and the numbers, from 1, of those with pictures and no text."""
    import pypdfium2
    from pypdfium2 import raw

    pages: list[list[Line]] = []
    pictures: list[int] = []
    characters = 0
    for number in range(len(file)):
        try:
            with closing(file[number]) as page, closing(page.get_textpage()) as text:
                characters += text.count_chars()
                if characters > MOST_CHARACTERS:
                    raise DocumentError(source, f"holds more than {MOST_CHARACTERS:,} characters; split it")
                lines = list(read_lines(find_segments(read_words(text), is_one_word)))
                if not lines and any(page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3)):
                    pictures.append(number + 1)
        except pypdfium2.PdfiumError as error:
            raise DocumentError(source, f"page {number + 1} is damaged; save it again from a viewer") from error
        pages.append(lines)
    return pages, pictures


def _is_pdf(content: Content) -> bool:
    """Return whether the content begins as a PDF; in a file named .pdf, other bytes may come first, up to 1,024."""
    begins = content.data[:_BEGINS_WITHIN]
    return bool(_BEGINNING.match(begins.lstrip()) or (content.suffix == ".pdf" and _BEGINNING.search(begins)))


FORMAT = Format(
    name="PDF",
    suffixes=(".pdf",),
    media_types=("application/pdf",),
    form=Form.BINARY,
    read=read_pdf,
    looks_like=_is_pdf,
)
