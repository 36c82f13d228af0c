"""The raised and lowered parts of a page -> text that stands on the line; the marks of notes are taken out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from briefbot.documents.html.elements import BLOCKS, class_words, tag_of
from briefbot.text.raised import LOOKED_BACK, written_lowered, written_raised

_RAISING = re.compile(r"vertical-align\s*:\s*super", re.IGNORECASE)
_LOWERING = re.compile(r"vertical-align\s*:\s*sub\b", re.IGNORECASE)
_LONGEST_MARK = 20  # characters; what is longer is no mark
_MOST_STEPS = 50  # elements gone back over for what stands before a mark
_APART = BLOCKS | {"br", "td", "th"}  # no number goes on across these
_NOTE_WORDS = frozenset(
    ["footnote", "endnote", "noteref", "fnref", "footnoteref", "doc-noteref", "reference", "citation"]
)
_NOTE_MARK = re.compile(r"[\[(]?(?:\d{1,3}|[a-z]|[ivx]{1,5}|[*\u2020\u2021\u00a7]{1,3})[\])]?", re.IGNORECASE)
_NOTE_ID = re.compile(r"[a-z_-]*?(?:f(?:oot)?n|e(?:nd)?n|note|cite|f|n)(?:note)?s?[\W_]*(\d{1,3})", re.IGNORECASE)
_BACK = frozenset(["backlink", "backref", "footback", "reversefootnote"])
_CLOSES = frozenset(".,;:!?)")
_ARROWS = re.compile(r"[\s\u2191\u21a9\u21b5\u2b06\u2303^\ufe0e\ufe0f]+")


def write_out_raised(tree: Any) -> None:
    """Replace what is raised or lowered on a page by text, and take the marks that lead to its notes out.

    `written_raised` tells exponents, ordinals and marks of notes apart; a link to a place on the page is a mark, and so
    is what a role or a class calls one.
    """
    elements = [element for element in tree.iter() if tag_of(element) in ("a", "sup", "sub") or element.get("style")]
    notes = frozenset(_numbers_of_notes(tree))
    done: set[Any] = set()
    for element in elements:
        if element.getparent() is None or any(above in done for above in element.iterancestors()):
            continue
        text = "".join(element.itertext())
        if len(text.strip()) > _LONGEST_MARK:
            continue
        if _is_mark(element, text) or _leads_back(element, text):
            written = ""
        elif _is_raised(element):
            written = written_raised(_before(element), text, element.tail or "", notes=notes)
        elif _is_lowered(element):
            written = written_lowered(_before(element), text)
        else:
            continue
        done.add(element)
        _replace(element, written)


def _is_raised(element: Any) -> bool:
    return tag_of(element) == "sup" or bool(_RAISING.search(element.get("style") or ""))


def _is_lowered(element: Any) -> bool:
    return tag_of(element) == "sub" or bool(_LOWERING.search(element.get("style") or ""))


def _is_mark(element: Any, text: str) -> bool:
    """Return whether an element is the mark of a note, by where it leads or by what it is called."""
    mark = text.strip()
    if not _NOTE_MARK.fullmatch(mark):
        return False
    named = _is_named(element) or any(_is_named(link) for link in element.iter() if tag_of(link) == "a")
    if tag_of(element) == "a":
        raised = any(map(_is_raised, element.iterdescendants()))
        return (named or raised) and "#" in (element.get("href") or "")
    return _is_raised(element) and (named or any("#" in (link.get("href") or "") for link in element.iter()))


def _is_named(element: Any) -> bool:
    names = " ".join(value for name, value in element.items() if name in ("role", "class") or name.endswith("type"))
    return bool(_NOTE_WORDS & (class_words(element) | set(names.lower().replace("_", "-").split())))


def _leads_back(element: Any, text: str) -> bool:
    """Return whether an element is the arrow behind a note that leads back to its mark."""
    if tag_of(element) != "a" or "#" not in (element.get("href") or "") or not text.strip():
        return False
    return bool(_ARROWS.fullmatch(text)) or bool(class_words(element, "class", "role") & _BACK and len(text) < 4)


def _numbers_of_notes(tree: Any) -> Iterator[str]:
    """Yield the numbers of the notes that a page has, as its names of places and the marks that lead there say."""
    for element in tree.iter():
        if not tag_of(element):
            continue
        named = _NOTE_ID.fullmatch(element.get("id") or "")
        if named:
            yield named[1]
        elif tag_of(element) == "sup" and not _before(element).strip():  # that begins the text of a note
            yield "".join(element.itertext()).strip()


def _before(element: Any) -> str:
    """Return the last characters on the line before an element, at least `LOOKED_BACK` where there are as many."""
    pieces: list[str] = []
    for _ in range(_MOST_STEPS):
        beside = element.getprevious()
        above = element.getparent()
        if beside is not None:
            pieces.append(beside.tail or "")
            if tag_of(beside) in _APART:
                break
            pieces.append("".join(beside.itertext()) if tag_of(beside) else "")
            element = beside
        elif above is None:
            break
        else:
            pieces.append(above.text or "")
            if tag_of(above) in _APART:
                break
            element = above
        if sum(map(len, pieces)) >= LOOKED_BACK:
            break
    return "".join(reversed(pieces))


def _replace(element: Any, text: str) -> None:
    """Let an element say a text and nothing else; a space before a mark that is gone does not stay before a full stop.

    It stays in the tree: joining what stands around each of many marks would copy it anew for each.
    """
    if not text and (element.tail or "")[:1] in _CLOSES:
        parent, beside = element.getparent(), element.getprevious()
        if beside is None:
            parent.text = (parent.text or "").rstrip()
        else:
            beside.tail = (beside.tail or "").rstrip()
    tag, tail = element.tag, element.tail
    element.clear()
    element.tag = f"{tag.rpartition('}')[0]}}}span" if "}" in tag else "span"
    element.text, element.tail = text, tail
