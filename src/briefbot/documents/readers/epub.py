"""An .epub file -> a Document for each of its chapters."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from briefbot.documents.html.elements import tag_of
from briefbot.documents.html.markup import page_text, parse_page
from briefbot.documents.html.structure import kinds_of, mark_lines
from briefbot.documents.input.archives import open_zip, read_entry
from briefbot.documents.input.decoding import decode
from briefbot.documents.input.format import Content, Form, Format
from briefbot.documents.metadata.assembly import assemble, one_line
from briefbot.documents.metadata.headings import Heading
from briefbot.errors import DocumentError
from briefbot.text.dates import parse_date
from briefbot.types import Document

_PAGES = frozenset(["application/xhtml+xml", "text/html", "application/x-dtbook+xml"])
_FONT_MASKS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")  # they hide fonts, not text
_EVENT = "{http://www.idpf.org/2007/opf}event"
_DAMAGED = "is a damaged EPUB; open it in an e-book program and save it again"


def read_epub(data: bytes, source: str) -> Iterator[Document | DocumentError]:
    """Yield the document of each chapter in reading order, titled "Book: Chapter".

    A chapter is a file of the book's spine; one that cannot be read costs no other. The source of a document is
    "path#number", its place in the spine from 1. What holds no text, such as a cover, and the table of contents are
    passed over. Raises DocumentError where the book is damaged, protected, or holds no text at all.
    """
    with open_zip(data, source) as archive:
        package_path = _package_path(archive, source)
        package = _xml(read_entry(archive, package_path, source), source)
        _check_protection(archive, source)
        book = _described(package)
        empty = True
        for number, name in _spine(package, package_path):
            place = f"{source}#{number}"
            try:
                chapter = _read_chapter(read_entry(archive, name, place), place, book)
            except DocumentError as error:
                empty = False
                yield error
                continue
            if chapter:
                empty = False
                yield chapter
        if empty:
            raise DocumentError(
                source, "holds no chapter with text; if its pages are pictures, recognise the text first"
            )


def _read_chapter(data: bytes, source: str, book: Heading) -> Document | None:
    if not data.strip():
        return None
    tree = parse_page(decode(data, source))
    text = page_text(tree) if tree is not None else ""
    if not text:
        return None
    named = (one_line(page_text(element)) for element in tree.iter() if tag_of(element) in ("h1", "h2", "h3"))
    chapter = next(filter(None, named), None) or next(
        filter(None, (one_line(element.text or "") for element in tree.iter() if tag_of(element) == "title")), None
    )
    title = f"{book.title}: {chapter}" if book.title and chapter and chapter != book.title else chapter or book.title
    return assemble(text, source, Heading(title=title).otherwise(book), marked=mark_lines(text, kinds_of(tree)))


def _package_path(archive: zipfile.ZipFile, source: str) -> str:
    """Return where the package document lies, as META-INF/container.xml says."""
    container = _xml(read_entry(archive, "META-INF/container.xml", source), source)
    for element in container.iter():
        if tag_of(element) == "rootfile" and element.get("full-path"):
            return str(element.get("full-path"))
    raise DocumentError(source, _DAMAGED)


def _check_protection(archive: zipfile.ZipFile, source: str) -> None:
    """Raise DocumentError where the text of a book is encrypted, and not only its fonts."""
    if "META-INF/encryption.xml" not in archive.namelist():
        return
    for element in _xml(read_entry(archive, "META-INF/encryption.xml", source), source).iter():
        if tag_of(element) == "encryptionmethod" and element.get("Algorithm") not in _FONT_MASKS:
            raise DocumentError(source, "is protected (DRM), so its text cannot be read; get a copy without protection")


def _described(package: Any) -> Heading:
    """Return title, publisher, authors and day of publication, where the package states them."""
    titles: list[str] = []
    publishers: list[str] = []
    authors: list[str] = []
    dates: list[str] = []
    lists = {"title": titles, "publisher": publishers, "creator": authors, "date": dates}
    for element in package.iter():
        stated = lists.get(tag_of(element))
        value = one_line(element.text or "") if stated is not None else None
        if (
            stated is not None
            and value
            and element.get(_EVENT, "publication") in ("publication", "original-publication")
        ):
            stated.append(value)
    return Heading(
        title=next(iter(titles), None),
        outlet=next(iter(publishers), None),
        author=", ".join(authors) or None,
        published=next(filter(None, map(parse_date, dates)), None),
    )


def _spine(package: Any, package_path: str) -> Iterator[tuple[int, str]]:
    """Yield (number from 1, name in the archive) of each page in reading order, without the table of contents."""
    pages: dict[str, str] = {}
    order: list[str] = []
    for element in package.iter():
        tag = tag_of(element)
        if tag == "item" and element.get("media-type") in _PAGES and "nav" not in element.get("properties", "").split():
            path = unquote(element.get("href", "").partition("#")[0])
            pages[element.get("id", "")] = posixpath.normpath(posixpath.join(posixpath.dirname(package_path), path))
        elif tag == "itemref":
            order.append(element.get("idref", ""))
    seen: set[str] = set()
    for number, name in enumerate(order, start=1):
        if name in pages and pages[name] not in seen:  # one page may have several names
            seen.add(pages[name])
            yield number, pages[name]


def _xml(data: bytes, source: str) -> Any:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise DocumentError(source, _DAMAGED) from error


def _is_book(content: Content) -> bool:
    return "META-INF/container.xml" in content.entries


FORMAT = Format(
    name="e-books",
    suffixes=(".epub",),
    media_types=("application/epub+zip",),
    form=Form.BINARY,
    read=read_epub,
    looks_like=_is_book,
)
