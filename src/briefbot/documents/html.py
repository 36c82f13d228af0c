"""A saved web page -> its Document: the text is the article as trafilatura finds it on the page.

trafilatura's own dates are not used: its search falls back to dates in image addresses and in running text.
"""

from __future__ import annotations

import copy
import logging
import re
from collections.abc import Iterator
from typing import Any

from briefbot.documents.assembly import assemble, one_line
from briefbot.documents.credits import Heading
from briefbot.documents.decoding import byte_order_mark, decode, encoding_of
from briefbot.documents.html_credits import shown_credits, stated_date
from briefbot.documents.markup import HIDING_STYLE, NOT_XML, WHITE_SPACE
from briefbot.errors import DocumentError
from briefbot.types import Document

_DECLARED = re.compile(
    rb"<meta\b[^>]*?\bcharset\s*=\s*[\"']?\s*([\w.:-]+)|<\?xml\b[^>]*?\bencoding\s*=\s*[\"']([\w.:-]+)", re.IGNORECASE
)
_DECLARED_WITHIN = 4096  # bytes; the standard says 1024, many pages are late
# A page that has no mark and whose declaration could be read is not UTF-16.
_NOT_UTF16 = {"utf-16": "utf-8", "utf-16-le": "utf-8", "utf-16-be": "utf-8"}
_KNOWN = re.compile(
    r"utf-8|gb18030|cp932|cp949|big5hkscs|euc_jp|iso2022_jp|koi8-[ru]|mac-(?:roman|cyrillic)|cp(?:866|874|125[0-8])"
    r"|iso8859-(?:[2-8]|10|1[3-6])"
)
_ONE_BYTE = ("cp125", "iso8859")

_XML_DECLARATION = re.compile(r"\s*<\?xml\b[^>]*\?>")
_MAY_HIDE = "//script | //style | //body//*[self::template or self::noscript or @hidden or @aria-hidden or @style]"
_UNSEEN = frozenset(["script", "style", "template", "noscript"])
_TABLE_RULE = re.compile(r"\|(?:---\|)+ *")  # trafilatura's own, not on the page


def read_html(data: bytes, source: str) -> Iterator[Document]:
    """The one document of a saved page: its article, blocks apart by a blank line, without menus, scripts or what is
    hidden. DocumentError where the page does not fit the encoding it declares, or no article is found on it.
    """
    import trafilatura
    import trafilatura.settings

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # a page without an article is a value here, no event
    page = decode(data, source, _encoding(data, source))
    declaration = _XML_DECLARATION.match(page)  # lxml refuses decoded text that still declares an encoding
    page = page[declaration.end() :] if declaration else page
    nothing = DocumentError(source, "no article text found on this page; save the text as .txt")
    tree = trafilatura.load_html(page)
    if tree is None:
        raise nothing
    _drop_not_xml(tree)
    page_says = trafilatura.extract_metadata(tree, date_config={"extensive_search": False})
    author = page_says.author or ""
    metadata = Heading(
        title=one_line(page_says.title or ""),
        outlet=one_line(page_says.sitename or ""),
        author=None if re.search(r"[0-9]|://", author) else one_line(author.replace(";", ",")),
        published=stated_date(tree),
    ).otherwise(shown_credits(tree))
    _drop_hidden(tree)
    _keep_sentences_whole(tree)
    config = copy.deepcopy(trafilatura.settings.DEFAULT_CONFIG)
    config["DEFAULT"]["MIN_EXTRACTED_SIZE"] = "1"  # else a brief of a few sentences is flattened into one line
    found: Any = trafilatura.bare_extraction(
        tree, include_comments=False, include_formatting=False, deduplicate=False, config=config
    )
    blocks = [line.strip() for line in (found.text or "").split("\n")] if found else []
    text = "\n\n".join(block for block in blocks if block and not _TABLE_RULE.fullmatch(block))
    if not text:
        raise nothing
    yield assemble(text, source, metadata)


def _drop_not_xml(tree: Any) -> None:
    """Take the characters that no XML may hold out of the tree; a browser shows nothing for them."""
    for element in tree.iter():
        if NOT_XML.search(element.text or ""):
            element.text = NOT_XML.sub("", element.text)
        if NOT_XML.search(element.tail or ""):
            element.tail = NOT_XML.sub("", element.tail)
        for name, value in element.items():
            if NOT_XML.search(value):
                element.set(name, NOT_XML.sub("", value))


def _drop_hidden(tree: Any) -> None:
    """Take what a reader of the page does not see out of the tree; trafilatura itself leaves some of it in."""
    for element in tree.xpath(_MAY_HIDE):
        hidden = element.tag in _UNSEEN or element.get("hidden") is not None or element.get("aria-hidden") == "true"
        if (hidden or HIDING_STYLE.search(element.get("style", ""))) and element.getparent() is not None:
            element.drop_tree()


def _keep_sentences_whole(tree: Any) -> None:
    """Write out the inline elements that trafilatura would cut out of a sentence or break it at.

    A bare <div> among paragraphs becomes one, and paragraphs that stand in the body itself, as in a page written by
    hand, are put in an <article>: without these, the <div>, the headings and the lists would be lost.
    """
    for element in tree.xpath("//body//q"):  # browsers show these marks
        last = element[-1] if len(element) else None
        element.text = f"\u201c{element.text or ''}" + ("" if last is not None else "\u201d")
        if last is not None:
            last.tail = f"{last.tail or ''}\u201d"
    for element in tree.xpath("//body//q | //body//time | //p//output | //p//label"):
        element.drop_tag()
    for element in tree.xpath("//div[not(*) and not(@class) and not(@id) and ../p]"):
        element.tag = "p"
    for element in tree.xpath("//body//*[not(ancestor-or-self::pre)]"):  # a source line is not a line on the page
        element.text = WHITE_SPACE.sub(" ", element.text or "")
    for element in tree.xpath("//body//*[not(ancestor::pre)]"):
        element.tail = WHITE_SPACE.sub(" ", element.tail or "")
    for body in tree.xpath("//body[p]"):
        article = body.makeelement("article")
        article.text, body.text = body.text, None
        article.extend(list(body))
        body.append(article)


def _encoding(data: bytes, source: str) -> str:
    """The Python name of the encoding that a page declares, UTF-8 where it declares none."""
    declared = _DECLARED.search(data[:_DECLARED_WITHIN])
    if not declared or byte_order_mark(data):
        return "utf-8"
    label = (declared[1] or declared[2]).decode("ascii", "replace")
    try:
        encoding = encoding_of(label)
    except LookupError:
        encoding = ""
    encoding = _NOT_UTF16.get(encoding, encoding)
    if not _KNOWN.fullmatch(encoding):
        raise DocumentError(source, f"declares the encoding {label!r}, which is not one of the web; save it as UTF-8")
    if encoding.startswith(_ONE_BYTE) and not data.isascii() and _fits_utf8(data):
        reason = f"declares the encoding {label!r} but its bytes are UTF-8; correct its <meta charset>"
        raise DocumentError(source, reason)
    return encoding


def _fits_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
