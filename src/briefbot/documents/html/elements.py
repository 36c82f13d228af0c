"""Questions about one element of a web page, answered by its name, its classes and its links."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

BLOCKS = frozenset(
    [
        *("address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "div"),
        *("dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6"),
        *("header", "hr", "html", "legend", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table"),
        *("tbody", "tfoot", "thead", "tr", "ul"),
    ]
)
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
ASIDE_WORDS = frozenset(["related", "recommended", "card", "cards", "teaser", "teasers", "promo", "promos", "sidebar"])
COMMENT_WORDS = frozenset(["comment", "comments", "commentlist"])
_CLASS_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def tag_of(element: Any) -> str:
    """Return the name of an element without its namespace, in lower case; "" for a comment or an entity."""
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def class_words(element: Any, *names: str) -> frozenset[str]:
    """Return the words of an element's class, or of the attributes `names`, in lower case.

    "entry-date" holds "date", as "entryDate" does, and "candidate" does not.
    """
    values = " ".join(element.get(name) or "" for name in names or ("class",))
    return frozenset(word.lower() for word in _CLASS_WORD.findall(values))


def text_of(element: Any) -> str:
    """Return the text of an element, every run of white space made one space."""
    return " ".join("".join(element.itertext()).split())


def drop_elements(elements: Sequence[Any], *, content: bool) -> None:
    """Take elements out of their tree, given in its order, with their `content` or without; what follows each stays.

    The text around them is joined once for each parent: lxml's own methods copy it anew for each element.
    """
    chosen = {element for element in elements if element.getparent() is not None}
    parents = dict.fromkeys(element.getparent() for element in elements if element in chosen)
    for parent in reversed(parents):
        last, text = None, [parent.text or ""]
        for child in list(parent):
            if child not in chosen:
                _put(parent, last, text)
                last, text = child, [child.tail or ""]
                continue
            following = child.tail or ""
            if not content:
                text.append(child.text or "")
                for inner in list(child):
                    _put(parent, last, text)
                    last, text = inner, [inner.tail or ""]
                    child.addprevious(inner)
            text.append(following)
            child.tail = None
            parent.remove(child)
        _put(parent, last, text)


def _put(parent: Any, before: Any, text: list[str]) -> None:
    """Let this text follow the child `before`, or begin the parent where that is None."""
    if before is None:
        parent.text = "".join(text)
    else:
        before.tail = "".join(text)


def mostly_linked(elements: Iterable[Any], text: str) -> bool:
    """Return whether more than half of `text`, which `elements` hold, is that of links."""
    return 2 * sum(len(text_of(link)) for element in elements for link in element.iter("a")) > len(text)


def leads_away(heading: Any) -> bool:
    """Return whether a heading is a link to another page, as the heading of a teaser is."""
    links = [*heading.iter("a"), *heading.iterancestors("a")]
    return any("#" not in (href := link.get("href") or "#") and not href.startswith("?") for link in links)


def is_card(element: Any) -> bool:
    """Return whether an element announces another story: its heading leads there, or most of its text does."""
    inside_link = next(element.iterancestors("a"), None) is not None
    return (
        inside_link
        or bool(class_words(element) & ASIDE_WORDS)
        or any(map(leads_away, element.iter(*HEADINGS)))
        or mostly_linked([element], text_of(element))
    )
