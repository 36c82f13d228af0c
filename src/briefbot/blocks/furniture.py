"""Lines of the page and not of the article, by the words and runs that they have on any page."""

from __future__ import annotations

import re
from collections.abc import Sequence

from briefbot.blocks.forms import (
    ALONE,
    ANNOUNCES_ADVERTISEMENT,
    ANNOUNCES_LINKS,
    ANNOUNCES_QUIZ,
    BEGINS,
    HOLDS,
    NOTES,
    SPEAKS_FOR_A_FIGURE,
    compiled,
)
from briefbot.blocks.pieces import Piece
from briefbot.blocks.shapes import ends_sentence, is_item, is_prose, is_row

LONGEST_FURNITURE = 420  # characters; a longer paragraph is read as prose, whatever it begins with
LONGEST_LINK = 160  # characters of the headline of another story
LONGEST_NOTE = 1500  # characters
MOST_LINKS = 12  # lines below "Read more" that go with it
MOST_QUIZ = 40  # lines of a quiz

_CLOSED = r"\W*(?:%s)\W*"
_ALONE = re.compile(_CLOSED % compiled(ALONE).pattern, re.IGNORECASE)
_LINKS = re.compile(_CLOSED % compiled(ANNOUNCES_LINKS).pattern, re.IGNORECASE)
_ADVERTISEMENT = re.compile(_CLOSED % compiled(ANNOUNCES_ADVERTISEMENT).pattern, re.IGNORECASE)
_QUIZ = re.compile(_CLOSED % compiled(ANNOUNCES_QUIZ).pattern, re.IGNORECASE)
_BEGINS = re.compile(rf"[\W_]{{0,4}}(?:{compiled(BEGINS).pattern})", re.IGNORECASE)
_HOLDS = compiled(HOLDS)
_NOTES = compiled(NOTES)
# "Powerball 101:Here's what to do": a label and a link that stand in one line on the page, and no space between.
_LABELLED_LINK = re.compile(r"(?=.{0,80}?[^\W\d_][^:]{0,60}:[A-Z\"'“‘])[^:\n]{2,90}(?<=[\w?!.'’\"”)]):[A-Z\"'“‘][^\n]{3,200}")
_SHARE = re.compile(r"share (?:this|on|via|article|story)\b.{0,100}", re.IGNORECASE)
_PLAYER = re.compile(r".{0,200}\b\d{1,2}:\d{2} ?[\u2013\u2014-] ?source: .{2,40}", re.IGNORECASE)
_TRAIL = re.compile(r"[^|>\u203a\u00bb]{2,30}(?:\s[|>\u203a\u00bb/]\s[^|>\u203a\u00bb]{2,30}){2,}")
_CHOICE = re.compile(r"\(?[A-Ea-e1-9]\d?[.)]\s|answers?\b.{0,20}:", re.IGNORECASE)
_FOOTNOTE = re.compile(r"\[\^?[\dA-Za-z]{1,3}\]:?\s|[\u00b9\u00b2\u00b3\u2070-\u2079]+\s?\S|\*{1,2} ?(?=[A-Z]\S+ )")


def is_furniture(text: str) -> bool:
    """Return whether a line is a part of the page by its own words: sign-up, walls, links to other stories, players."""
    if len(text) > LONGEST_FURNITURE:
        return _BEGINS.match(text) is not None and _HOLDS.search(text) is not None
    return bool(
        _ALONE.fullmatch(text)
        or _BEGINS.match(text)
        or _HOLDS.search(text)
        or _LABELLED_LINK.fullmatch(text)
        or _SHARE.fullmatch(text)
        or _PLAYER.fullmatch(text)
    )


def is_trail(text: str) -> bool:
    """Return whether a line is the way to a page, or its menu: "Home > News > Europe"."""
    return len(text) <= 200 and not re.search(r"\d", text) and _TRAIL.fullmatch(text) is not None


def is_note(text: str) -> bool:
    """Return whether a line is a note of the editors about the text, and no correction."""
    return len(text) <= LONGEST_NOTE and bool(_NOTES.match(text)) and not SPEAKS_FOR_A_FIGURE.search(text)


def is_footnote(text: str) -> bool:
    """Return whether a line begins with the mark of a note: "[1] ", a raised number, "* "."""
    return _FOOTNOTE.match(text) is not None and not is_row(text)


def announced(pieces: Sequence[Piece], at: int) -> int:
    """Return how many pieces from `at` on are a block that its first line announces: links, an advertisement, a quiz.

    0 where the line announces none. A line of running text ends the block.
    """
    text = pieces[at].text
    if len(text) > 80:
        return 0
    if _LINKS.fullmatch(text):
        return _run(pieces, at, MOST_LINKS, _is_link)
    if _QUIZ.fullmatch(text):
        return _run(pieces, at, MOST_QUIZ, _is_of_quiz)
    if _ADVERTISEMENT.fullmatch(text):
        end = at + 1
        while end < len(pieces) and not pieces[end].gap and not is_prose(pieces[end].text):
            end += 1
        return end - at
    return 0


def _run(pieces: Sequence[Piece], at: int, most: int, belongs: object) -> int:
    assert callable(belongs)
    end = at + 1
    while end < min(len(pieces), at + 1 + most) and belongs(pieces[end]):
        end += 1
    return end - at


def _is_link(piece: Piece) -> bool:
    """Return whether a line below "Read more" is one of its links: an item, or a headline of some words."""
    if len(piece.text) > LONGEST_LINK:
        return False
    if is_item(piece.text):
        return True
    words = len(piece.text.split())
    return not piece.text.endswith((".", ":")) and words >= 4 and not (piece.gap and ends_sentence(piece.text))


def _is_of_quiz(piece: Piece) -> bool:
    text = piece.text
    return len(text) <= LONGEST_FURNITURE and (text.endswith("?") or bool(_CHOICE.match(text)) or is_furniture(text))
