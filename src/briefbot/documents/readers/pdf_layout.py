"""The lines of a document's pages -> its text: paragraphs joined, running heads and page numbers left out.

What is done here was chosen to be wrong rarely: see docs/decisions/0021-pdf-text.md.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from briefbot.blocks import Block, BlockKind
from briefbot.documents.readers.pdf_grid import Line
from briefbot.documents.readers.pdf_hyphens import Hyphens
from briefbot.documents.readers.pdf_notes import NOTE, notes_of
from briefbot.text.characters import LIST_ITEM
from briefbot.text.sentence_ends import ENDS_LINE

OUTER_LINES = 3  # at the top and at the bottom of a page, where running heads and page numbers stand
LEAST_PAGES = 3  # on which a line stands before it counts as a running head
RUNNING_SHARE = 0.4  # of the pages; heads of left and right pages often differ
WIDEST_GAP = 1.35  # times the usual distance of two lines; more is a new paragraph
WIDEST_LEADING = 2.2  # times the height of a line; double spacing is below
LEAST_INDENT = 0.6  # times the height of a line
MARGIN_LINES = 200  # of a page, those that reach farthest, are asked where its margin is
SAME_HEIGHT = 0.15  # by which the heights of two lines of one paragraph may differ

_EMPTY = -1  # in place of where a page begins
_DIGITS = re.compile(r"\d+")
_LETTER = re.compile(r"[^\W\d_]")
_PAGE_NUMBER = re.compile(  # with "#" for each number, and no more than two of them
    r"[^\w#]*(?:page\s*|p\.\s*)?#(?:\s*(?:[/|.\u2013-]|of|von|de|sur)\s*#)?[^\w#]*", re.IGNORECASE
)
_LEADER = re.compile(r"(?:[.\u2026\u00b7]\s?){4,}\s*[\divxlc]{1,5}$")  # dots up to a number, as in a list of contents
_DIVIDED = "-"
_DASH_ENDS = re.compile(r"\w[\u2013\u2014/]$")  # of a range or of two clauses, with no space before it
_DASH_BEGINS = re.compile(r"[\u2013\u2014]\d")


@dataclass(slots=True)
class _Paragraph:
    """Lines that are read as one, or a row of a table."""

    pieces: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    pages: list[int] = field(default_factory=list)  # where in it pages begin
    length: int = 0
    kind: BlockKind | None = None

    def add(self, line: Line, joint: str, *, begins_page: bool) -> None:
        if joint == _DIVIDED:
            self.pieces[-1] = self.pieces[-1][:-1]
            self.length -= 1
            joint = ""
        if begins_page:
            self.pages.append(self.length + len(joint))
        self.pieces += [joint, line.text]
        self.length += len(joint) + len(line.text)
        self.lines.append(line)


class _Composer:
    """Makes paragraphs of lines in the order in which they are read."""

    def __init__(self, pages: Sequence[Sequence[Line]]) -> None:
        self.paragraphs: list[_Paragraph] = []
        self._notes: list[_Paragraph] = []  # those below the last line of the text
        self._hyphens = Hyphens([line.text for page in pages for line in page])
        self._leading = _leading(pages)

    def add(self, page: Sequence[Line]) -> None:
        """Add the lines of the next page."""
        by_right = sorted((line for line in page if not line.is_row), key=lambda line: -line.right)[:MARGIN_LINES]
        notes = {at for own in notes_of(page) for at in own}
        for position, line in enumerate(page):
            into = self._notes if position in notes else self.paragraphs
            together = bool(into) and self._is_one(into[-1], line, by_right if position else None)
            if position not in notes:
                self._place_notes(within=together)
            if together:
                joint = _joint(into[-1].lines[-1].text, line.text, self._hyphens)
            else:
                into.append(_Paragraph(kind=BlockKind.TABLE if line.is_row else None))
                joint = ""
            into[-1].add(line, joint, begins_page=not position)

    def end(self) -> None:
        """Put the notes of the last page where they belong."""
        self._place_notes(within=False)

    def _is_one(self, paragraph: _Paragraph, line: Line, by_right: Sequence[Line] | None) -> bool:
        """Return whether a paragraph goes on with a line; `by_right` is None where that begins a page."""
        previous, lines = paragraph.lines[-1], len(paragraph.lines)
        if previous.is_row or line.is_row:
            return False
        if by_right is None:
            return _flows(previous, line, lines, alike=False)
        return _goes_on(previous, line, self._leading, by_right, lines)

    def _place_notes(self, *, within: bool) -> None:
        """Put notes behind the last paragraph, or before it where it goes on behind them."""
        if within:
            for note in self._notes:
                note.kind = BlockKind.NOTE
            self.paragraphs[-1:-1] = self._notes
        else:
            self.paragraphs += self._notes
        self._notes = []


def compose(pages: Sequence[Sequence[Line]]) -> tuple[str, tuple[int, ...], tuple[Block, ...]]:
    """Return the text of all pages, the offset in it at which each page begins, and the rows and notes in it.

    Paragraphs and rows are apart by a blank line. A page without text begins where the next one does. A paragraph that
    goes on over the end of a page is one; the footnotes that stand within it come before it.
    """
    kept = _without_running_lines(pages)
    composer = _Composer(kept)
    for page in kept:
        composer.add(page)
    composer.end()
    length = 0
    begins: list[int] = []
    blocks: list[Block] = []
    for paragraph in composer.paragraphs:
        length += 2 if length else 0
        begins += [length + at for at in paragraph.pages]
        if paragraph.kind:
            blocks.append(Block(paragraph.kind, length, length + paragraph.length))
        length += paragraph.length
    text = "\n\n".join("".join(paragraph.pieces) for paragraph in composer.paragraphs)
    following = iter(begins)
    starts = [next(following) if page else _EMPTY for page in kept]
    return text, _filled(starts, length), tuple(blocks)


def _joint(text: str, following: str, hyphens: Hyphens) -> str:
    """Return what stands between two lines of one paragraph, `_DIVIDED` where the hyphen of the first goes."""
    if text.endswith("-"):
        if hyphens.is_soft(text, following):
            return _DIVIDED
        return "" if hyphens.is_word(text, following) else " "
    if _DASH_ENDS.search(text) or (text[-1].isdigit() and _DASH_BEGINS.match(following)):
        return ""
    return " "


def _filled(starts: Sequence[int], length: int) -> tuple[int, ...]:
    """Return the starts of pages, each empty page given that of the page after it, or the end of the text."""
    filled: list[int] = []
    following = length
    for start in reversed(starts):
        following = following if start == _EMPTY else start
        filled.append(following)
    return tuple(reversed(filled))


def _without_running_lines(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """Return the lines of each page without its running heads and page numbers.

    These stand in one place near the edge of many pages, whatever their numbers.
    """
    places: dict[str, list[tuple[int, float]]] = defaultdict(list)
    outer = [_outer(page) for page in pages]
    for number, page in enumerate(pages):
        for at in outer[number]:
            places[_what_runs(page[at].text)].append((number, page[at].bottom))
    with_text = sum(1 for page in pages if page)
    running: dict[str, float] = {}
    for text, found in places.items():
        usual = median(bottom for _, bottom in found)
        on = len({number for number, bottom in found if abs(bottom - usual) <= 3})
        least = 2 if _PAGE_NUMBER.fullmatch(text) else max(LEAST_PAGES, RUNNING_SHARE * with_text)
        if on >= least:
            running[text] = usual
    return [
        [
            line
            for at, line in enumerate(page)
            if at not in outer[number] or abs(line.bottom - running.get(_what_runs(line.text), float("inf"))) > 3
        ]
        for number, page in enumerate(pages)
    ]


def _what_runs(line: str) -> str:
    """Return what is equal in the lines of one running head: all but their numbers.

    Of a row of figures it is all: the rows of a table stand in one place on many pages, too, and differ in nothing but
    their numbers.
    """
    masked = _DIGITS.sub("#", line)
    is_row = len(_DIGITS.findall(line)) > 1 and not _LETTER.search(line) and not _PAGE_NUMBER.fullmatch(masked)
    return line if is_row else masked


def _outer(page: Sequence[Line]) -> set[int]:
    """Return the positions of the uppermost and the lowest lines of a page."""
    by_height = sorted(range(len(page)), key=lambda at: page[at].bottom)
    return {*by_height[:OUTER_LINES], *by_height[-OUTER_LINES:]}


def _leading(pages: Sequence[Sequence[Line]]) -> float:
    """Return the usual distance of two lines, as a multiple of their height."""
    distances = [
        (upper.bottom - lower.bottom) / upper.height
        for page in pages
        for upper, lower in pairwise(page)
        if 0.5 < (upper.bottom - lower.bottom) / upper.height < WIDEST_LEADING and _alike(upper, lower)
    ]
    if not distances:
        return 1.2
    distances.sort()
    return distances[len(distances) // 4]  # not the median: where paragraphs are short, most gaps are between them


def _margin(line: Line, by_right: Sequence[Line]) -> float:
    """Return how far to the right the column of `line` reaches on its page."""
    column = (
        other.right
        for other in by_right
        if other.left < line.right and abs(other.left - line.left) <= 3 * line.height and _alike(line, other)
    )
    return next(column, line.right)


def _alike(one: Line, other: Line) -> bool:
    return abs(one.height - other.height) <= SAME_HEIGHT * max(one.height, other.height)


def _goes_on(line: Line, following: Line, leading: float, by_right: Sequence[Line], lines: int) -> bool:
    """Return whether the next line of a page belongs to the paragraph of `line`, which has so many lines so far."""
    down = line.bottom - following.bottom
    if down < -0.5 * line.height or following.left > line.right:  # the next column
        return _flows(line, following, lines, alike=True)
    if not _alike(line, following) or down > WIDEST_GAP * leading * line.height:
        return False
    if LIST_ITEM.match(following.text) or NOTE.match(following.text) or _LEADER.search(line.text):
        return False
    if line.text.endswith("-") and following.text[0].islower():
        return True
    indented = following.left - line.left > LEAST_INDENT * line.height
    if indented and not LIST_ITEM.match(line.text):
        return False
    word = following.text.split(maxsplit=1)[0]
    width = (following.right - following.left) / len(following.text)
    room = _margin(line, by_right) - line.right
    return room < (len(word) + 1) * width or (following.text[0].islower() and not ENDS_LINE.search(line.text))


def _flows(line: Line, following: Line, lines: int, alike: bool) -> bool:
    """Return whether a sentence goes on from one column or page to the next.

    Nothing ends it, and it goes on with a small letter, or with anything where it is in running text: in a paragraph of
    several `lines` as high as the next one. `alike` asks for that height before a small letter, too.
    """
    if ENDS_LINE.search(line.text):
        return False
    if following.text[0].islower():
        return not alike or _alike(line, following)
    return lines > 1 and _alike(line, following) and not LIST_ITEM.match(following.text)
