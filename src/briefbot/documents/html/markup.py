"""A page that is all article, such as a chapter of a book or a letter -> its text as a browser would lay it out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.entities import html5
from typing import Any

from briefbot.documents.html.elements import BLOCKS, tag_of
from briefbot.documents.html.raised import write_out_raised
from briefbot.text.characters import NOT_FOR_XML

STRUCK_OUT = ("del", "s", "strike")  # mostly for what follows: <del>17</del> <ins>23</ins>
_UNSEEN = frozenset(
    [
        *("head", "script", "style", "template", "noscript", "title", "object", "svg", "math", "iframe", "select"),
        *("option", "button"),
        *STRUCK_OUT,
    ]
)
HIDING_STYLE = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
WHITE_SPACE = re.compile(r"[ \t\n\r\f]+")  # what HTML shows as one space
# Where a browser may break a word or may not, of which it shows nothing; kept, they would hide the word from a search.
UNSHOWN = re.compile("[\u00ad\u200b\u2060]")  # soft hyphen, zero width space, word joiner
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]*);")
_OF_XML = frozenset(["amp", "lt", "gt", "quot", "apos"])


def parse_page(page: str) -> Any:
    """Return the tree of an XHTML page, or of an HTML page where it is not well formed; None where it is neither.

    No entity is expanded and nothing is fetched. What is raised or lowered is written out.
    """
    tree = _parsed(page)
    if tree is not None:
        write_out_raised(tree)
    return tree


def _parsed(page: str) -> Any:
    from lxml import etree
    from lxml import html as lxml_html

    page = NOT_FOR_XML.sub("", re.sub(r"^\s*<\?xml\b[^>]*\?>", "", page))
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        tree = etree.fromstring(_ENTITY.sub(_character, page), parser)
        if tag_of(tree) == "html":
            return tree
    except (etree.XMLSyntaxError, ValueError):
        pass  # then it is HTML
    try:
        return lxml_html.document_fromstring(page, parser=lxml_html.HTMLParser(no_network=True, remove_comments=True))
    except (etree.LxmlError, ValueError):
        return None


def page_text(tree: Any) -> str:
    """Return the text of a page without what is not shown: blocks apart by a blank line, cells of a row by " | "."""
    blocks = (UNSHOWN.sub("", "".join(parts)) for parts in _blocks(tree))
    lines = ("\n".join(" ".join(line.split()) for line in block.split("\n")).strip() for block in blocks)
    return "\n\n".join(block for block in lines if block.strip(" |"))


def _character(entity: re.Match[str]) -> str:
    return entity[0] if entity[1] in _OF_XML else html5.get(f"{entity[1]};", entity[0])


def _blocks(tree: Any) -> Iterator[list[str]]:
    """Yield the pieces of each block, in the order of the page; walked without recursion, for trees may be deep."""
    block: list[str] = []
    pending: list[tuple[Any, bool]] = [(tree, False)]
    while pending:
        element, leaving = pending.pop()
        tag = tag_of(element)
        if leaving:
            if tag in ("td", "th") and element.getnext() is not None and any(part.strip() for part in block):
                block.append(" | ")
            elif tag in BLOCKS:
                yield block
                block = []
        elif not tag or tag in _UNSEEN or _is_hidden(element):
            pass
        else:
            if tag in BLOCKS:
                yield block
                block = []
            if tag == "br":
                block.append("\n")
            block.append(WHITE_SPACE.sub(" ", element.text or "") if tag != "pre" else element.text or "")
            pending.append((element, True))
            pending += [(child, False) for child in reversed(element)]
            continue
        if element is not tree:
            block.append(WHITE_SPACE.sub(" ", element.tail or ""))
    yield block


def _is_hidden(element: Any) -> bool:
    return element.get("hidden") is not None or bool(HIDING_STYLE.search(element.get("style", "")))
