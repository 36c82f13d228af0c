"""A saved web page -> its Document: the text is the article as trafilatura finds it on the page.

trafilatura's own dates are not used: its search falls back to dates in image addresses and in running text.
"""

from __future__ import annotations

import copy
import logging
import re
from collections.abc import Iterator
from typing import Any

from briefbot.blocks.credits import Heading
from briefbot.documents.html.bodies import free_swallowed, join_bodies
from briefbot.documents.html.credits import shown_credits
from briefbot.documents.html.dates import published_day
from briefbot.documents.html.layout import (
    collapse_white_space,
    drop_dialogs,
    drop_hidden,
    drop_not_xml,
    hold_bare_paragraphs,
    show_what_is_seen,
    write_out_inline,
)
from briefbot.documents.html.linked_data import stated_article
from briefbot.documents.html.posts import join_posts
from briefbot.documents.html.raised import write_out_raised
from briefbot.documents.html.shown import running_words, says_more, unshown_paragraphs
from briefbot.documents.html.structure import kinds_of, mark_lines
from briefbot.documents.input.decoding import byte_order_mark, decode, is_utf8
from briefbot.documents.input.format import Content, Form, Format
from briefbot.documents.metadata.assembly import assemble, one_line
from briefbot.errors import DocumentError
from briefbot.text.encoding_labels import WEB_ENCODINGS, encoding_of
from briefbot.types import Document

_LOG = logging.getLogger(__name__)
_DECLARED = re.compile(
    rb"<meta\b[^>]*?\bcharset\s*=\s*[\"']?\s*([\w.:-]+)|<\?xml\b[^>]*?\bencoding\s*=\s*[\"']([\w.:-]+)", re.IGNORECASE
)
_DECLARED_WITHIN = 4096  # bytes; the standard says 1024, many pages are late
# A page that has no mark and whose declaration could be read is not UTF-16.
_NOT_UTF16 = {"utf-16-le": "utf-8", "utf-16-be": "utf-8"}
_ONE_BYTE = ("cp125", "iso8859")

_XML_DECLARATION = re.compile(r"\s*<\?xml\b[^>]*\?>")
_SHORT = 250  # characters of an article, of which the library doubts that they are all
_HIDDEN_WORDS = 40  # a page that hides so many may show them once somebody reads on
_NUL_SHARE = 1000  # bytes of a page have at most one NUL
_FAR_MORE = 2.5  # times the words of an article that its page has in running text, from which on it is said
_TABLE_RULE = re.compile(r"\|(?:---\|)+ *")  # trafilatura's own, not on the page


def read_html(data: bytes, source: str) -> Iterator[Document]:
    """Yield the one document of a saved page: its article, blocks apart by a blank line.

    Menus, scripts and what is hidden are left out. Raises DocumentError where the page does not fit the encoding it
    declares, or no article is found on it.
    """
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # a page without an article is a value here, no event
    page = decode(_without_nul(data), source, _encoding(data, source))
    declaration = _XML_DECLARATION.match(page)  # lxml refuses decoded text that still declares an encoding
    page = page[declaration.end() :] if declaration else page
    nothing = DocumentError(source, "no article text found on this page; save the text as .txt")
    tree = trafilatura.load_html(page)
    if tree is None:
        raise nothing
    drop_not_xml(tree)
    show_what_is_seen(tree)
    drop_dialogs(tree)
    page_says = trafilatura.extract_metadata(tree, date_config={"extensive_search": False})
    author = page_says.author or ""
    metadata = Heading(
        title=one_line(page_says.title or ""),
        outlet=one_line(page_says.sitename or ""),
        author=None if re.search(r"[0-9]|://", author) else one_line(author.replace(";", ",")),
        published=published_day(tree),
    ).otherwise(shown_credits(tree))
    stated = stated_article(tree)
    without_script = unshown_paragraphs(tree)
    with_hidden = copy.deepcopy(tree)
    hides_words = drop_hidden(tree) >= _HIDDEN_WORDS
    prepare(tree)
    kinds = kinds_of(tree)  # before the library changes the tree
    on_page = running_words(tree)
    prepared = copy.deepcopy(tree)
    text = _article(tree, shortest=1)
    for other in (stated, without_script):
        if says_more(other, text):
            text = other
    if hides_words:  # such as what unfolds when somebody reads on
        prepare(with_hidden)
        kinds_with_hidden = kinds_of(with_hidden)
        other = _article(with_hidden, shortest=1)
        if says_more(other, text):
            text, kinds = other, kinds_with_hidden
    is_short = len(text) < _SHORT and on_page > _FAR_MORE * len(text.split())
    if is_short and says_more(other := _article(prepared, shortest=_SHORT), text):
        text = other
    if not text:
        raise nothing
    many = len(text.split())
    if on_page > _FAR_MORE * many:
        message = "%s: its article was found to have %d words, but the paragraphs on the page have %d"
        _LOG.warning(f"{message}; compare them, and save the text as .txt if some is missing", source, many, on_page)
    yield assemble(text, source, metadata, marked=mark_lines(text, kinds), titled=True)


def _without_nul(data: bytes) -> bytes:
    """Return the bytes of a page without a few NULs, for which browsers show nothing; many are a sign of no text."""
    few = data.count(0) * _NUL_SHARE <= len(data)
    return data.replace(b"\0", b"") if few and not byte_order_mark(data) else data


def prepare(tree: Any) -> None:
    """Write a page without what is hidden so that the library finds its article, and leaves its sentences whole."""
    write_out_raised(tree)
    free_swallowed(tree)
    if not join_posts(tree):
        join_bodies(tree)
    write_out_inline(tree)
    collapse_white_space(tree)
    hold_bare_paragraphs(tree)


def _article(tree: Any, shortest: int) -> str:
    """Return the text of the article that the library finds, blocks apart by a blank line; "" where it finds none.

    Of one with fewer than `shortest` characters, it takes all text of the page, which it flattens into one line.
    """
    import trafilatura
    from trafilatura.settings import DEFAULT_CONFIG

    config = copy.deepcopy(DEFAULT_CONFIG)
    config["DEFAULT"]["MIN_EXTRACTED_SIZE"] = str(shortest)
    found: Any = trafilatura.bare_extraction(
        tree, include_comments=False, include_formatting=False, deduplicate=False, config=config
    )
    blocks = [line.strip() for line in (found.text or "").split("\n")] if found else []
    return "\n\n".join(block for block in blocks if block and not _TABLE_RULE.fullmatch(block))


def _encoding(data: bytes, source: str) -> str | None:
    """Return the Python name of the encoding that a page declares; None where it declares none.

    A page that declares an encoding of one byte a letter and is UTF-8 is read as that, with a warning.
    """
    declared = _DECLARED.search(data[:_DECLARED_WITHIN])
    if not declared or byte_order_mark(data):
        return None
    label = (declared[1] or declared[2]).decode("ascii", "replace")
    try:
        encoding = encoding_of(label)
    except LookupError:
        encoding = ""
    encoding = _NOT_UTF16.get(encoding, encoding)
    if encoding not in WEB_ENCODINGS:
        raise DocumentError(source, f"declares the encoding {label!r}, which is not one of the web; save it as UTF-8")
    if encoding.startswith(_ONE_BYTE) and not data.isascii() and is_utf8(data):
        _LOG.warning("%s: declares the encoding %r but is UTF-8, and is read as that", source, label[:40])
        return "utf-8"
    return encoding


def _is_page(content: Content) -> bool:
    return content.root in ("html", "head", "body")


FORMAT = Format(
    name="saved web pages",
    suffixes=(".html", ".htm", ".xhtml"),
    media_types=("text/html", "application/xhtml+xml"),
    form=Form.MARKUP,
    read=read_html,
    looks_like=_is_page,
)
