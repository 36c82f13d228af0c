"""Paragraphs of a web page that are not in a <p> -> paragraphs that are, for trafilatura takes little else."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from briefbot.blocks.credits import read_credit
from briefbot.documents.html.elements import (
    ASIDE_WORDS,
    COMMENT_WORDS,
    HEADINGS,
    class_words,
    leads_away,
    mostly_linked,
)
from briefbot.text.sentence_ends import ENDS_PROSE

# What may stand within a line. A line of its own with one of _DRAWN is more often a caption or a button than prose.
_DRAWN = frozenset(["img", "picture", "svg", "button", "input", "select", "video", "audio", "iframe", "object", "math"])
_INLINE = _DRAWN | frozenset(
    [
        *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "br", "cite", "code", "data", "del", "dfn", "em", "font"),
        *("i", "ins", "kbd", "label", "mark", "nobr", "output", "q", "rb", "rp", "rt", "ruby", "s", "samp", "small"),
        *("span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr"),
    ]
)
_HOLDERS = frozenset(["article", "blockquote", "body", "div", "main", "section"])
_NO_STORY = frozenset(
    [
        *("a", "aside", "button", "dd", "details", "dl", "dt", "figcaption", "figure", "footer", "form", "head", "li"),
        *("nav", "pre", "td", "th"),
    ]
)
_NO_STORY_ROLES = frozenset(["banner", "complementary", "contentinfo", "navigation", "search", "toolbar"])
_NO_SENTENCE = re.compile(r"(?:©|\(c\)|copyright\b)|.{0,60}\b[ap]\.m\.$", re.IGNORECASE)  # a notice, a time of day
_SHORTEST = 20  # characters of a sentence; "Sign in." and "Learn more." stand in a <div> as often as prose does
_LONG = 200  # characters; a line of this length is prose also in a script without full stops
_SUMMARY = 300  # characters; a lone line below a heading that leads away, and no longer, is a teaser's


@dataclass(frozen=True, slots=True)
class _Line:
    """Text and inline elements in a row: what stands in `holder` after the block `before`, up to the next block."""

    holder: Any
    before: Any
    inline: list[Any]

    @property
    def bare(self) -> list[str]:
        """The text before, between and after its elements."""
        start = self.holder.text if self.before is None else self.before.tail
        return [start or "", *(part.tail or "" for part in self.inline)]

    @property
    def text(self) -> str:
        between = [*("".join(part.itertext()) for part in self.inline), ""]
        return " ".join("".join(f"{bare}{inner}" for bare, inner in zip(self.bare, between, strict=True)).split())


def wrap_paragraphs(tree: Any) -> None:
    """Put bare text among paragraphs into a <p>, and make one of each <div> that is a paragraph.

    Classes stay as they are, for trafilatura discards by them, and so does what surrounds a story.
    """
    elements = list(tree.iter("*"))
    blocks: set[Any] = set()  # no part of a line
    for element in reversed(elements):
        if element in blocks or element.tag not in _INLINE:
            blocks |= {element, element.getparent()}
    outside: set[Any] = set()
    for element in elements:
        if element.getparent() in outside or _holds_no_story(element):
            outside.add(element)
    found: list[_Line] = []
    single: dict[Any, list[_Line]] = {}  # <div>s of one line, by their parent
    for element in elements:
        if element.tag not in _HOLDERS or element in outside:
            continue
        lines = list(_lines(element, blocks))
        if element.tag == "div" and not any(child in blocks for child in element):
            single.setdefault(element.getparent(), []).extend(lines)
        elif element.find("p") is not None:
            found += [line for line in lines if _is_prose(line) or _has_bare_words(line)]
        else:
            found += filter(_is_prose, lines)
    for parent, lines in single.items():
        paragraphs = _paragraphs(parent, lines)
        if len(paragraphs) > 1:  # or trafilatura may take one whose class is "text" for the whole story
            for line in paragraphs:
                line.holder.tag = "p"
        else:
            found += paragraphs
    for line in found:
        _wrap(line)


def _holds_no_story(element: Any) -> bool:
    if element.tag == "header":  # of the page; the one of an article may hold its standfirst
        return next(element.iterancestors("article", "main"), None) is None
    if element.tag == "li" and element.find(".//article") is not None:  # of a list of posts
        return False
    if element.tag in _NO_STORY or element.get("role") in _NO_STORY_ROLES:
        return True
    words = class_words(element, "class", "id")
    return bool(words & (ASIDE_WORDS | COMMENT_WORDS)) and element.find(".//h1") is None


def _lines(holder: Any, blocks: set[Any]) -> Iterator[_Line]:
    before: Any = None
    inline: list[Any] = []
    for child in holder:
        if child in blocks:
            yield _Line(holder, before, inline)
            before, inline = child, []
        else:
            inline.append(child)
    yield _Line(holder, before, inline)


def _wrap(line: _Line) -> None:
    paragraph = line.holder.makeelement("p")
    paragraph.text = line.bare[0]
    if line.before is None:
        line.holder.text = None
        line.holder.insert(0, paragraph)
    else:
        line.before.tail = None
        line.before.addnext(paragraph)
    paragraph.extend(line.inline)


def _paragraphs(parent: Any, lines: list[_Line]) -> list[_Line]:
    """Return the one-line <div>s in `parent` that are paragraphs: prose, and others marked as mostly prose is.

    So a short paragraph, such as a question, is known by its neighbours. Bare text in a bare <div> among <p>s is one.
    """
    prose = [line for line in lines if _is_prose(line)]
    if len(prose) == 1 and parent.find("p") is None:
        teaser = len(prose[0].text) < _SUMMARY and any(leads_away(heading) for heading in parent.iter(*HEADINGS))
        if teaser or next(parent.iter("button", "input", "form"), None) is not None:  # an invitation to sign up
            return []
    kinds, told = Counter(map(_kind, lines)), Counter(map(_kind, prose))
    beside = parent.find("p") is not None
    found = []
    for line in lines:
        among = beside and not line.inline and not line.holder.get("class") and not line.holder.get("id")
        marked = 2 * told[_kind(line)] >= kinds[_kind(line)]
        if any(map(str.isalnum, line.text)) and (among or marked):
            found.append(line)
    return found


def _kind(line: _Line) -> tuple[str, frozenset[str]]:
    """Return how a <div> is marked, without the numbers in it."""
    return re.sub(r"\d", "", line.holder.get("class") or ""), frozenset(line.holder.keys())


def _has_bare_words(line: _Line) -> bool:
    """Return whether words stand outside all elements of a line, and no picture begins it, as one begins a caption."""
    captions = bool(line.inline) and not line.bare[0].strip() and line.inline[0].tag in _DRAWN
    return not captions and any(map(str.isalnum, "".join(line.bare)))


def _is_prose(line: _Line) -> bool:
    text = line.text
    whole = len(text) >= _LONG or (len(text) >= _SHORTEST and ENDS_PROSE.search(text))
    if not whole or _NO_SENTENCE.match(text) or read_credit(text) or mostly_linked(line.inline, text):
        return False
    return not any(part.tag in _DRAWN for element in line.inline for part in element.iter())
