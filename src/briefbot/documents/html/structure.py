"""What the elements of a page say that its lines are: captions, tables, lists, bylines, related links.

The text of a page is laid out by others, so its lines are found again by their letters and digits.
"""

from __future__ import annotations

from itertools import islice
from typing import Any

from briefbot.blocks import Block, BlockKind
from briefbot.documents.html.elements import HEADINGS, class_words, mostly_linked, tag_of

LONGEST_MARKED = 1500  # characters of an element whose class counts; what is longer is the page, or the article
LONGEST_CREDIT = 600
MOST_WITHIN = 200  # elements within one that is a line

_BY_TAG = {
    "figcaption": BlockKind.CAPTION,
    "caption": BlockKind.CAPTION,
    "tr": BlockKind.TABLE,
    "li": BlockKind.LIST,
    "dt": BlockKind.LIST,
    "dd": BlockKind.LIST,
    "time": BlockKind.CREDIT,
    "address": BlockKind.CREDIT,
    "nav": BlockKind.FURNITURE,
    "form": BlockKind.FURNITURE,
    "button": BlockKind.FURNITURE,
}
_BY_CLASS = (  # words of a class or a role, and what an element is that has one of them; the first that fits
    (frozenset(["caption", "figcaption"]), BlockKind.CAPTION),
    (frozenset(["footnote", "footnotes", "endnote", "endnotes"]), BlockKind.NOTE),
    (frozenset(["byline", "bylines", "dateline", "timestamp", "pubdate", "credit", "credits"]), BlockKind.CREDIT),
    (frozenset(["standfirst", "dek", "deck", "subheadline"]), BlockKind.STANDFIRST),
    (
        frozenset(["newsletter", "newsletters", "signup", "subscribe", "paywall", "cookie", "cookies"]),
        BlockKind.FURNITURE,
    ),
    (frozenset(["share", "sharing", "advert", "advertisement", "promo", "promos"]), BlockKind.FURNITURE),
)
_LINKS = frozenset(["related", "recommended", "recirc", "readmore"])  # if most of the element is links
_ASIDE = ("aside", "footer")
_QUOTED = frozenset(["gmail_quote", "moz-cite-prefix", "yahoo_quoted", "protonmail_quote"])
_WITHIN = frozenset([BlockKind.FURNITURE, BlockKind.MAIL, BlockKind.TABLE, BlockKind.CAPTION, BlockKind.NOTE])


Kinds = dict[str, BlockKind | None]


def mark_lines(text: str, kinds: Kinds) -> tuple[Block, ...]:
    """Return the lines of a text whose elements say what they are, `kinds` being those of the page it was laid out of.

    A line that elements of several kinds hold is left to its form.
    """
    found: list[Block] = []
    at = 0
    for paragraph in text.split("\n\n"):
        whole = kinds.get(_key(paragraph))
        start = at
        for line in [paragraph] if whole else paragraph.split("\n"):
            kind = whole or kinds.get(_key(line))
            if kind and line.strip():
                found.append(Block(kind, start, start + len(line)))
            start += len(line) + 1
        at += len(paragraph) + 2
    return tuple(found)


def kinds_of(tree: Any) -> Kinds:
    """Return the kind of each text that an element holds, by its key; None where elements do not agree."""
    kinds: Kinds = {}
    inherited: dict[Any, BlockKind] = {}
    lone = sum(1 for element in tree.iter() if tag_of(element) == "h1") == 1
    for element in tree.iter():
        tag = tag_of(element)
        if not tag:
            continue
        above = inherited.get(element.getparent())
        text: str | None = None
        kind = above
        if above not in _WITHIN and (tag in _BY_TAG or tag == "h1" or tag in _ASIDE or _is_named(element)):
            text = _text(element)
            kind = (_kind(element, tag, text, lone) if text is not None else None) or above
        if kind is not None:
            inherited[element] = kind
        if kind is not None or tag in ("p", "div", *HEADINGS):
            text = _text(element) if text is None else text
            key = _key(text) if text is not None and len(text) <= 4 * LONGEST_MARKED else ""
            if key:
                kinds[key] = kind if kinds.get(key, kind) is kind else None
    return kinds


def _text(element: Any) -> str | None:
    """Return the text of an element; None where it holds so many others that it is no line, as a deep tree does."""
    many = next(islice(element.iterdescendants(), MOST_WITHIN, None), None) is not None
    return None if many else "".join(element.itertext())


def _is_named(element: Any) -> bool:
    return any(element.get(name) for name in ("class", "role", "rel", "itemprop", "type"))


def _kind(element: Any, tag: str, text: str, lone: bool) -> BlockKind | None:
    if tag == "h1":
        return BlockKind.HEADLINE if lone else None
    if tag == "blockquote" and element.get("type") == "cite":
        return BlockKind.MAIL
    if _QUOTED & set((element.get("class") or "").split()):
        return BlockKind.MAIL
    length = len(text.strip())
    if length > LONGEST_MARKED:
        return BlockKind.TABLE if tag == "tr" else BlockKind.LIST if tag in ("li", "dd") else None
    if element.find(".//h1") is not None:
        return None
    words = class_words(element, "class", "role")
    for names, kind in _BY_CLASS:
        if words & names and (kind is not BlockKind.CREDIT or length <= LONGEST_CREDIT):
            return kind
    if (words & _LINKS or tag in _ASIDE) and mostly_linked([element], " ".join(text.split())):
        return BlockKind.FURNITURE
    if element.get("rel") == "author" or element.get("itemprop") in ("author", "datePublished", "dateModified"):
        return BlockKind.CREDIT
    return _BY_TAG.get(tag)


def _key(text: str) -> str:
    return "".join(filter(str.isalnum, text))
