"""The lines of a document's pages -> its text: paragraphs joined, running heads and page numbers left out.

What is done here was chosen to be wrong rarely: see docs/decisions/0021-pdf-text.md.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

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
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
_LAST_PART = re.compile(r"(?<![^\W\d_])([^\W\d_]+)-$")  # begun once a word, not at each of its letters
_FIRST_PART = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page and where it stands, in points from the lower left corner of the page."""

    text: str  # no white space at its ends; a hyphen at its end is "-"
    left: float
    right: float
    bottom: float
    top: float

    @property
    def height(self) -> float:
        return max(self.top - self.bottom, 1.0)


def compose(pages: Sequence[Sequence[Line]]) -> tuple[str, tuple[int, ...]]:
    """Return the text of all pages, paragraphs apart by a blank line, and the offset in it at which each page begins.

    A page without text begins where the next one does. A paragraph that goes on over the end of a page is one.
    """
    kept = _without_running_lines(pages)
    hyphens = _Hyphens([line.text for page in kept for line in page])
    leading = _leading(kept)
    parts: list[str] = []
    starts: list[int] = []
    length = 0
    previous: Line | None = None
    for page in kept:
        if not page:
            starts.append(_EMPTY)
        by_right = sorted(page, key=lambda line: -line.right)[:MARGIN_LINES]
        for position, line in enumerate(page):
            if previous is not None:
                same = position > 0
                together = _goes_on(previous, line, leading, by_right) if same else _flows(previous.text, line.text)
                if not together:
                    parts.append("\n\n")
                elif not previous.text.endswith("-"):
                    parts.append(" ")
                elif hyphens.is_soft(previous.text, line.text):
                    parts[-1] = parts[-1][:-1]
                    length -= 1
                    parts.append("")
                elif not hyphens.is_word(previous.text, line.text):
                    parts.append(" ")
                else:
                    parts.append("")
                length += len(parts[-1])
            if position == 0:
                starts.append(length)
            parts.append(line.text)
            length += len(line.text)
            previous = line
    return "".join(parts), _filled(starts, length)


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


def _goes_on(line: Line, following: Line, leading: float, by_right: Sequence[Line]) -> bool:
    """Return whether the next line of a page belongs to the paragraph of `line`."""
    down = line.bottom - following.bottom
    if down < -0.5 * line.height or following.left > line.right:  # the next column
        return _flows(line.text, following.text) and _alike(line, following)
    if not _alike(line, following) or down > WIDEST_GAP * leading * line.height or LIST_ITEM.match(following.text):
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


def _flows(text: str, following: str) -> bool:
    """Return whether a sentence goes on from one column or page to the next: nothing ends it and no capital follows."""
    return not ENDS_LINE.search(text) and following[0].islower()


class _Hyphens:
    """Tells which hyphens at the ends of lines belong to the word, by how the document writes words elsewhere."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._words = Counter(word.lower() for line in lines for word in _WORD.findall(line.removesuffix("-")))
        verdicts = Counter(filter(None, (self._verdict(line, following) for line, following in pairwise(lines))))
        self._hyphenates = verdicts["soft"] > verdicts["hard"]

    def is_soft(self, line: str, following: str) -> bool:
        """Return whether the hyphen at the end of `line` only divides a word: "minis-" "try"."""
        if not self.is_word(line, following) or not following[0].islower():
            return False
        verdict = self._verdict(line, following)
        return verdict == "soft" or (verdict is None and self._hyphenates)

    def is_word(self, line: str, following: str) -> bool:
        """Return whether the hyphen is within a word, hard or soft, and no dash."""
        return bool(re.search(r"\w-$", line) and re.match(r"\w", following))

    def _verdict(self, line: str, following: str) -> str | None:
        first, second = _LAST_PART.search(line), _FIRST_PART.match(following)
        if not first or not second or not second[0][0].islower():
            return None
        whole = self._words[(first[1] + second[0]).lower()]
        hyphened = self._words[f"{first[1]}-{second[0]}".lower()]
        if whole == hyphened:
            return None
        return "soft" if whole > hyphened else "hard"
