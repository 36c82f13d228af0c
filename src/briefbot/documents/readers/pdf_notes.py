"""Where on a page its footnotes stand: text that goes on behind them does not go on with them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from briefbot.documents.readers.pdf_grid import Line

NOTE = re.compile(r"[\u2070\u00b9\u00b2\u00b3\u2074-\u2079]+\s")  # the mark that the text of a note begins with

_MARK = re.compile(  # the same where it is not raised
    r"(?:\d{1,3}|[*\u2020\u2021\u00a7]{1,3})[.)]?\s?[\"'(\u2018\u201c\u201e\u00ab]?[^\W\d_]"
)
_SMALLER = 0.85  # times the height of the text above: what begins with such a mark and is no higher is a note
_SAME = 0.08  # by which the heights of the lines of notes may differ
_NEAR = 2.5  # times the height of a line: notes follow each other


def notes_of(page: Sequence[Line]) -> list[range]:
    """Return the positions of the footnotes of a page, those that stand together as one range, in order.

    They end where the page does, where text of another height follows, or at the head of the next column.
    """
    found: list[range] = []
    at = 1
    while at < len(page):
        end = _end(page, at) if _begins(page[at - 1], page[at]) else at
        if end > at:
            found.append(range(at, end))
        at = max(end, at + 1)
    return found


def _begins(above: Line, line: Line) -> bool:
    if line.is_row or above.is_row or line.bottom >= above.bottom:
        return False
    if line.height <= _SMALLER * above.height:
        return bool(_MARK.match(line.text) or NOTE.match(line.text))
    return line.height <= (1 + _SAME) * above.height and bool(NOTE.match(line.text))


def _end(page: Sequence[Line], start: int) -> int:
    """Return the position behind notes that begin at `start`; `start` where nothing tells them from the text."""
    end = start + 1
    while end < len(page):
        line, above = page[end], page[end - 1]
        down = above.bottom - line.bottom
        if line.is_row or not 0 < down <= _NEAR * line.height or not _alike(line, page[start]):
            break
        end += 1
    is_small = page[start].height <= _SMALLER * page[start - 1].height
    goes_down = end < len(page) and page[end].bottom < page[end - 1].bottom
    return start if goes_down and not is_small else end


def _alike(one: Line, other: Line) -> bool:
    return abs(one.height - other.height) <= _SAME * max(one.height, other.height)
