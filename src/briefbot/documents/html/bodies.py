"""An article in several parts, or in a wrapper that is never closed -> one that trafilatura takes whole."""

from __future__ import annotations

import re
from typing import Any

from briefbot.documents.html.elements import ASIDE_WORDS, COMMENT_WORDS, HEADINGS, class_words, is_card, text_of

_BODY_WORDS = frozenset(["body", "content", "text", "story", "articlebody", "bodytext", "entry", "copy", "richtext"])
_OUTSIDE = ("aside", "nav", "footer", "header", "li", "form", "figure", "td")
_BETWEEN = frozenset([*HEADINGS[1:], "p", "ul", "ol", "blockquote", "figure", "table"])  # kept between two parts
_SHORTEST = 20  # characters of a paragraph
_SWALLOWING = ("aside", "nav", "footer", "header", "figure", "figcaption", "form", "a")
_FEWEST = 3  # paragraphs in a wrapper that was meant for something short,
_MOST_OF = 0.7  # and the share of the page's running text


def join_bodies(tree: Any) -> None:
    """Move the parts of an article's body that advertisements stand between into the first: only that would be read.

    Parts are marked alike, stand below one headline and in one <article>, and none announces another story. Headings,
    lists and the like between them are moved as well.
    """
    groups: dict[Any, list[Any]] = {}
    for element in tree.xpath("//body//*[self::div or self::section][@class or @itemprop][p]"):
        if element.get("itemprop") == "articleBody" or class_words(element) & _BODY_WORDS:
            article = next(element.iterancestors("article"), None)
            marks = re.sub(r"[\s\d]+", " ", f"{element.get('class')} {element.get('itemprop')}").strip()
            groups.setdefault((article, marks), []).append(element)
    order = {element: at for at, element in enumerate(tree.iter())} if any(len(g) > 1 for g in groups.values()) else {}
    headlines = [order[headline] for headline in tree.iter("h1")] if order else []
    for parts in groups.values():
        parts = [part for part in parts if _tells(part) and not _is_outside(part)]
        if len(parts) > 1:
            begins = order[parts[0].find("p")]
            ends = min((at for at in headlines if at > begins), default=len(order))  # there another story begins
            _join(parts[0], [part for part in parts[1:] if max(order[e] for e in part.iter()) < ends])


def _join(first: Any, others: list[Any]) -> None:
    """Move other parts into the first, in their order, with what is kept of what stands beside them and between."""
    parts = set(others)
    between: list[Any] = []
    for element in list(first.itersiblings()):
        if element in parts:
            for kept in between:
                first.append(kept)
            between = []
        elif element.tag in _BETWEEN and not (is_card(element) or class_words(element, "class", "id") & ASIDE_WORDS):
            between.append(element)
        if element in parts and not is_card(element):
            _append(first, element)
            parts.discard(element)
    for part in others:
        if part in parts and first not in part.iterancestors() and not is_card(part):
            _append(first, part)


def free_swallowed(tree: Any) -> None:
    """Make what holds most of the page's paragraphs a <div>: an <aside> or a link that was never closed is no aside."""
    told = _told(tree)
    if told == 0:
        return
    for element in tree.xpath("//body//*[" + " or ".join(f"self::{tag}" for tag in _SWALLOWING) + "][.//p]"):
        inside = [paragraph for paragraph in element.iter("p") if len(text_of(paragraph)) >= _SHORTEST]
        if len(inside) >= _FEWEST and _told(element) >= _MOST_OF * told:
            element.tag = "div"
            for name in ("href", "class", "role"):
                element.attrib.pop(name, None)


def _told(element: Any) -> int:
    return sum(len(text) for paragraph in element.iter("p") if len(text := text_of(paragraph)) >= _SHORTEST)


def _tells(part: Any) -> bool:
    return any(len(text_of(paragraph)) >= _SHORTEST for paragraph in part.iterchildren("p"))


def _is_outside(part: Any) -> bool:
    """Return whether a part belongs to what surrounds an article."""
    if next(part.iterancestors(*_OUTSIDE), None) is not None:
        return True
    above = [part, *part.iterancestors("div", "section")]
    return any(class_words(element, "class", "id") & (ASIDE_WORDS | COMMENT_WORDS) for element in above)


def _append(first: Any, part: Any) -> None:
    """Move all that a part holds to the end of the first one."""
    if (part.text or "").strip():
        if len(first):
            first[-1].tail = f"{first[-1].tail or ''} {part.text}"
        else:
            first.text = f"{first.text or ''} {part.text}"
    first.extend(list(part))
    part.drop_tree()  # what stands behind it stays
