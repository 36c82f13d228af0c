"""Lines of the page and not of the article, by the words and runs that they have on any page."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from briefbot.blocks.credit_lines import is_credit, maker_of_picture
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
from briefbot.blocks.shapes import SENTENCE_END, SHORTEST_PROSE, ends_sentence, is_item, is_prose, is_row
from briefbot.text.sentence_ends import LATIN

LONGEST_FURNITURE = 420  # characters; a longer paragraph is read as prose, whatever it begins with
LONGEST_ANNOUNCEMENT = 80  # characters of "Read more about this topic:"
LONGEST_LINK = 160  # characters of the headline of another story
LONGEST_TITLE = 110  # characters of such a headline that ends in a full stop
LONGEST_TAIL = 250  # characters at the end of a paragraph, in which its last sentence may be of the page
LONGEST_TAILED = 3000  # characters of that paragraph
LONGEST_NOTE = 1500  # characters
MOST_LINKS = 12  # lines below "Read more" that go with it
MOST_QUIZ = 40  # lines of a quiz

_ALONE = compiled(ALONE)
_LINKS = compiled(ANNOUNCES_LINKS)
_ADVERTISEMENT = compiled(ANNOUNCES_ADVERTISEMENT)
_QUIZ = compiled(ANNOUNCES_QUIZ)
_BEGINS = compiled(BEGINS)
_HOLDS = compiled(HOLDS)
_NOTES = compiled(NOTES)
_WORD = re.compile(r"\w|['‘\"“](?=we\b)|[©(](?=[c\d\s])", re.IGNORECASE)  # where the words of a line begin
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")
# "Powerball 101:Here's what to do": a label and a link that stand in one line of the page, and no space between.
_LABELLED_LINK = re.compile(rf"[^:\n]*[^\W\d_][^:\n]*[\w{LATIN}'’\"”)]:[A-Z\"'“‘][^\n]{{3,200}}")
_LONGEST_LABEL = 90
_ONLY_ADDRESSES = re.compile(rf"[^{LATIN}\d]{{0,60}}?\s*\S+://\S+(?:\s+(?:and\s+)?\S+://\S+)*")
_SHARE = re.compile(r"share (?:this|on|via|article|story)\b.{0,100}", re.IGNORECASE)
_PLAYER = re.compile(r".*\b\d{1,2}:\d{2} ?[\u2013\u2014-] ?source: .{2,40}", re.IGNORECASE)
_TRAIL = re.compile(r"[^|>\u203a\u00bb]{2,30}(?:\s[|>\u203a\u00bb/]\s[^|>\u203a\u00bb]{2,30}){2,}")
_CHOICE = re.compile(r"\(?[A-Ea-e1-9]\d?[.)]\s|answers?\b.{0,20}:", re.IGNORECASE)
_FOOTNOTE = re.compile(r"\[\^?[\dA-Za-z]{1,3}\]:?\s|[\u00b9\u00b2\u00b3\u2070-\u2079]+\s?\S")


def is_furniture(text: str) -> bool:
    """Return whether a line is a part of the page by its own words: sign-up, walls, links to other stories, players."""
    if len(text) > 2 * LONGEST_FURNITURE or not (word := _WORD.search(text)):
        return False
    begins = _BEGINS.match(text, word.start()) if word.start() <= 4 else None
    if begins and begins[0].rstrip().endswith(":") and len(text) > LONGEST_TITLE and text.endswith("."):
        begins = None  # a sentence behind a label, and no headline
    holds = _HOLDS.search(text)
    if len(text) > LONGEST_FURNITURE:
        return begins is not None and holds is not None
    return bool(
        begins
        or (holds and not _sentence_before(text, holds.start()))
        or _ALONE.fullmatch(_EDGES.sub("", text))
        or (0 < text.find(":") <= _LONGEST_LABEL and _LABELLED_LINK.fullmatch(text))
        or ("://" in text and _ONLY_ADDRESSES.fullmatch(text))
        or _SHARE.fullmatch(text)
        or (":" in text and _PLAYER.fullmatch(text))
    )


def furniture_tail(text: str) -> int:
    """Return where in a paragraph its last sentences begin that are of the page, as "Sign up here."; 0 for none."""
    if not SHORTEST_PROSE < len(text) <= LONGEST_TAILED:
        return 0
    holds = _HOLDS.search(text, max(0, len(text) - LONGEST_TAIL))
    return _sentence_before(text, holds.start()) if holds else 0


def is_trail(text: str) -> bool:
    """Return whether a line is the way to a page, or its menu: "Home > News > Europe"."""
    return len(text) <= 200 and not re.search(r"\d", text) and _TRAIL.fullmatch(text) is not None


def is_note(text: str) -> bool:
    """Return whether a line is a note of the editors about the text, and no correction."""
    word = _WORD.search(text[:8])
    return bool(
        word and len(text) <= LONGEST_NOTE and _NOTES.match(text, word.start()) and not SPEAKS_FOR_A_FIGURE.search(text)
    )


def is_footnote(text: str) -> bool:
    """Return whether a line begins with the mark of a note: "[1] ", a raised number."""
    return _FOOTNOTE.match(text) is not None and not is_row(text)


def announced(pieces: Sequence[Piece], at: int) -> int:
    """Return how many pieces from `at` on are a block that its first line announces: links, an advertisement, a quiz.

    0 where the line announces none. A line of running text ends the block.
    """
    text = pieces[at].text
    if len(text) > LONGEST_ANNOUNCEMENT:
        return 0
    text = _EDGES.sub("", text)
    if _LINKS.fullmatch(text):
        return _run(pieces, at, MOST_LINKS, _is_link)
    if _QUIZ.fullmatch(text):
        return _run(pieces, at, MOST_QUIZ, _is_of_quiz)
    if _ADVERTISEMENT.fullmatch(text):
        return _run(pieces, at, MOST_LINKS, lambda piece: not piece.gap and not is_prose(piece.text))
    return 0


def _run(pieces: Sequence[Piece], at: int, most: int, belongs: Callable[[Piece], bool]) -> int:
    end = at + 1
    while end < min(len(pieces), at + 1 + most) and belongs(pieces[end]):
        end += 1
    return end - at


def _is_link(piece: Piece) -> bool:
    """Return whether a line below "Read more" is one of its links: an item, or a headline of some words."""
    text = piece.text
    if len(text) > LONGEST_LINK:
        return False
    if is_item(text):
        return True
    if maker_of_picture(text) or is_credit(text, at_top=False):
        return False
    return len(text.split()) >= 4 and not text.endswith((".", ":")) and not (piece.gap and ends_sentence(text))


def _is_of_quiz(piece: Piece) -> bool:
    text = piece.text
    return len(text) <= LONGEST_FURNITURE and (text.endswith("?") or bool(_CHOICE.match(text)) or is_furniture(text))


def _sentence_before(text: str, at: int) -> int:
    """Return where the sentence begins that holds `at`, if a whole sentence is before it; else 0."""
    starts = [end.end() for end in SENTENCE_END.finditer(text, 0, at)]
    return starts[-1] if starts and starts[-1] >= SHORTEST_PROSE else 0
