"""The lines of a document's pages -> its text: paragraphs joined, running heads and page numbers left out.

What is done here was chosen to be wrong rarely: see docs/decisions/0021-pdf-text.md.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from briefbot.blocks import Block, BlockKind
from briefbot.documents.readers.pdf_grid import Line
from briefbot.documents.readers.pdf_hyphens import Hyphens
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
_NOTE = re.compile(r"[\u2070\u00b9\u00b2\u00b3\u2074-\u2079]+\s")  # the mark that the text of a note begins with
_DIVIDED = "-"
_DASH_ENDS = re.compile(r"\w[\u2013\u2014/]$")  # of a range or of two clauses, with no space before it
_DASH_BEGINS = re.compile(r"[\u2013\u2014]\d")


def compose(pages: Sequence[Sequence[Line]]) -> tuple[str, tuple[int, ...], tuple[Block, ...]]:
    """Return the text of all pages, the offset in it at which each page begins, and the rows of its tables.

    Paragraphs and rows are apart by a blank line. A page without text begins where the next one does. A paragraph that
    goes on over the end of a page is one.
    """
    kept = _without_running_lines(pages)
    hyphens = Hyphens([line.text for page in kept for line in page])
    leading = _leading(kept)
    parts: list[str] = []
    starts: list[int] = []
    rows: list[Block] = []
    length = lines = 0  # of the text, of the paragraph
    previous: Line | None = None
    for page in kept:
        if not page:
            starts.append(_EMPTY)
        by_right = sorted((line for line in page if not line.is_row), key=lambda line: -line.right)[:MARGIN_LINES]
        for position, line in enumerate(page):
            joint = ""
            if previous is not None:
                if previous.is_row or line.is_row:
                    together = False
                elif position:
                    together = _goes_on(previous, line, leading, by_right, lines)
                else:
                    together = _flows(previous, line, lines, alike=False)
                joint = _joint(previous.text, line.text, hyphens) if together else "\n\n"
                lines = lines + 1 if together else 1
            else:
                lines = 1
            if joint == _DIVIDED:
                parts[-1] = parts[-1][:-1]
                length -= 1
                joint = ""
            parts.append(joint)
            length += len(joint)
            if position == 0:
                starts.append(length)
            if line.is_row:
                rows.append(Block(BlockKind.TABLE, length, length + len(line.text)))
            parts.append(line.text)
            length += len(line.text)
            previous = line
    return "".join(parts), _filled(starts, length), tuple(rows)


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
        if _alike(line, other) and other.left < line.right and abs(other.left - line.left) <= 3 * line.height
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
    if LIST_ITEM.match(following.text) or _NOTE.match(following.text):
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
