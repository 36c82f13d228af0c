"""How much of an article a page shows, and what it holds for readers to whom it shows less."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from briefbot.documents.html.elements import ASIDE_WORDS, COMMENT_WORDS, class_words, mostly_linked, text_of
from briefbot.documents.html.markup import page_text, parse_page

_WORD = re.compile(r"\w+")
_TIMES = 1.5  # as many words as the article that was found, and
_FEWEST_MORE = 20  # words more, has a text that is taken in its place; it holds
_OF_FOUND = 0.5  # so much of that, unless that is
_NEXT_TO_NOTHING = 40  # words at most
_SHORTEST = 60  # characters of a paragraph of running text
_OUTSIDE = ("nav", "aside", "footer", "form", "li", "figure", "header")


def says_more(other: str, found: str) -> bool:
    """Return whether another text is the article that was found, and far more of it."""
    said, shown = Counter(_WORD.findall(other.casefold())), Counter(_WORD.findall(found.casefold()))
    if said.total() < _TIMES * shown.total() + _FEWEST_MORE:
        return False
    return shown.total() <= _NEXT_TO_NOTHING or (said & shown).total() >= _OF_FOUND * shown.total()


def unshown_paragraphs(tree: Any) -> str:
    """Return the paragraphs that a page holds for browsers without scripts, blocks apart by a blank line."""
    texts = []
    for element in tree.xpath("//body//noscript"):
        inner = "".join(element.itertext()) if not len(element) else ""  # some parsers take its markup for text
        laid_out = parse_page(f"<div>{inner}</div>") if "<p" in inner else element
        paragraphs = laid_out.iter("p") if laid_out is not None else ()
        texts += [text for paragraph in paragraphs if len(text := page_text(paragraph)) >= _SHORTEST]
    return "\n\n".join(texts)


def running_words(tree: Any) -> int:
    """Return how many words a page has in paragraphs that are not those of menus, cards or comments."""
    outside: set[Any] = set()
    many = 0
    for element in tree.xpath("//body//*"):
        above = element.getparent() in outside
        if above or element.tag in _OUTSIDE or class_words(element, "class", "id") & (ASIDE_WORDS | COMMENT_WORDS):
            outside.add(element)
        elif element.tag == "p":
            text = text_of(element)
            many += len(text.split()) if len(text) >= _SHORTEST and not mostly_linked([element], text) else 0
    return many
