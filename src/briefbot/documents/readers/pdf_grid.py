"""Stretches of lines, as they were drawn -> the lines of a page as they are read: columns one after another, and rows.

Where stretches that were drawn one after another stand side by side in several lines, they are the cells of a table or
the columns of running text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from briefbot.documents.readers.pdf_columns import (
    Cells,
    Row,
    as_one,
    cells_of,
    has_digit,
    strips_of,
    with_tables_gathered,
)
from briefbot.documents.readers.pdf_gutters import with_columns_parted
from briefbot.documents.readers.pdf_segments import Segment

_LEVEL = 0.65  # times the height of a line, by which the lines of two columns may be out of step
_STRETCHED = 1.5  # times the widest space of a line: a gap that is no border
_NEAR = 3.0  # times the height of a line; rows farther apart are of two tables
_MOST_BETWEEN = 3  # lines without a gap between two rows of a table


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page and where it stands, in points from the lower left corner of the page."""

    text: str  # no white space at its ends; a hyphen at its end is "-"
    left: float
    right: float
    bottom: float
    top: float
    is_row: bool = False  # of a table, written "| cell | cell |"

    @property
    def height(self) -> float:
        return max(self.top - self.bottom, 1.0)


def read_lines(segments: Sequence[Segment]) -> Iterator[Line]:
    """Yield the lines of a page in the order in which they are read."""
    rows = with_tables_gathered([_joined_if_stretched(row) for row in with_columns_parted(_rows(segments))])
    at = 0
    while at < len(rows):
        end = _region_end(rows, at)
        if end > at:
            yield from _in_region(rows[at:end])
            at = end
        else:
            yield from _line(rows[at])
            at += 1


def _rows(segments: Sequence[Segment]) -> list[Row]:
    """Return the segments that stand side by side and were drawn one after another."""
    rows: list[Row] = []
    for segment in segments:
        last = rows[-1][-1] if rows else None
        if (
            last is not None
            and segment.left >= last.right - 0.3 * segment.size
            and abs(segment.base - rows[-1][0].base) <= _LEVEL * max(segment.size, last.size)
        ):
            rows[-1].append(segment)
        else:
            rows.append([segment])
    return rows


def _joined_if_stretched(row: Row) -> Row:
    """Return a row as one segment if its gaps are no wider than its spaces: a line made as wide as its column."""
    spaces = [gap for segment in row for gap in segment.gaps()]
    borders = [right.left - left.right for left, right in pairwise(row)]
    if not spaces or not borders or max(borders) > _STRETCHED * max(spaces):
        return row
    return [as_one(row)]


def _region_end(rows: Sequence[Row], start: int) -> int:
    """Return the position after the last of the rows from `start` on that may be of one table, or of columns."""
    if len(rows[start]) < 2:
        return start
    end = start + 1
    between = 0
    for at in range(start + 1, len(rows)):
        above = min(rows[at - 1], key=lambda segment: segment.base)
        below = max(rows[at], key=lambda segment: segment.base)
        if not 0 < above.base - below.base <= _NEAR * max(above.size, below.size):
            break
        between = 0 if len(rows[at]) > 1 else between + 1
        if between > _MOST_BETWEEN:
            break
        if len(rows[at]) > 1:
            end = at + 1
    return end if sum(len(row) > 1 for row in rows[start:end]) > 1 else start


def _in_region(rows: Sequence[Row]) -> Iterator[Line]:
    strips = strips_of(rows)
    table = [cells_of(row, strips) for row in rows]
    several = sum(len(cells) > 1 for cells in table)
    if not strips or several < 2 or _is_justified(rows):
        for row in rows:
            yield from _line(row)
    elif several > 2 or len(strips) > 1:
        yield from _table(table)
    else:
        for row in rows:
            yield from _line(row)


def _is_justified(rows: Sequence[Row]) -> bool:
    """Return whether rows are lines of running text, stretched to begin and to end at the same places."""
    gapped = [row for row in rows if len(row) > 1]
    lefts, rights = [row[0].left for row in gapped], [row[-1].right for row in gapped]
    figures = sum(any(map(has_digit, row[1:])) for row in gapped)
    return max(lefts) - min(lefts) <= 2 and max(rights) - min(rights) <= 2 and figures < len(gapped) / 2


def _table(table: Sequence[Cells]) -> Iterator[Line]:
    """Yield the rows of a table; the second line of a cell goes on with the first.

    An empty cell is written where most rows have one that is not: other columns are of heads and cells out of place.
    What stands alone in its row is a head of what follows.
    """
    merged: list[Cells] = []
    for cells in table:
        above = merged[-1] if merged else {}
        if cells and 0 not in cells and _wraps(cells, above):
            for column, parts in cells.items():
                above[column] = above[column] + parts
        else:
            merged.append(dict(cells))
    several = [cells for cells in merged if len(cells) > 1]
    held = Counter(column for cells in several for column in cells)
    usual = {column for column, count in held.items() if 2 * count > len(several)}
    for cells in merged:
        parts = [part for column in sorted(cells) for part in cells[column]]
        columns = sorted(usual | cells.keys() if len(cells) > 1 else cells)
        texts = [_joined(cells.get(column, ())) for column in columns]
        # The model that reads takes a figure at the end of a row for the next row's, unless a border closes the row.
        yield from _made(f"| {' | '.join(texts)} |", parts, is_row=True)


def _wraps(cells: Cells, above: Cells) -> bool:
    """Return whether cells only go on with those above them: words under words, no farther down than in a paragraph."""
    return len(cells) < len(above) and all(
        column in above
        and parts[0].base > above[column][-1].base - 1.3 * parts[0].size
        and not any(map(has_digit, parts))
        for column, parts in cells.items()
    )


def _joined(parts: Sequence[Segment]) -> str:
    return " ".join(filter(None, (part.text for part in parts)))


def _line(row: Sequence[Segment]) -> Iterator[Line]:
    yield from _made(_joined(row), row)


def _made(text: str, parts: Sequence[Segment], is_row: bool = False) -> Iterator[Line]:
    if text:
        left, right = min(part.left for part in parts), max(part.right for part in parts)
        yield Line(text, left, right, min(part.bottom for part in parts), max(part.top for part in parts), is_row)
