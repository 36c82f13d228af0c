"""Which columns stretches of lines stand in, and which of them hold running text.

A table may be drawn in any order, cell by cell or column by column; its rows are gathered here before anything is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import mean, median

from briefbot.documents.readers.pdf_segments import Segment
from briefbot.documents.readers.pdf_words import Word

_LEAST_STRIP = 0.35  # times the height of a line, wider than a space: what is left white between two columns
_WIDE_STRIP = 2.5  # times the height of a line: wider than lines happen to be white at the same place
_ALIGNED = 0.6  # of the cells of a column begin or end at one place
_BREACHES = 6  # one in so many rows may have something in that strip: a head over several columns
_PROSE_ROWS = 4
_PROSE_WORDS = ((2.0, 0.4), (3.5, 0.2))  # on average in a line of running text, and how many begin with a small letter
_PROSE_FILL = 0.6  # of the width of the column that half of its lines reach
_WORDS_OF_CELL = 4  # on average in a line of a cell, at most
_LONG = 8  # words; no cell has as many in a line
_INDENT = 0.2  # times the height of a line, by which the lines of a paragraph begin at other places
_SAME_SIZE = 0.05  # by which their heights may differ
_LINE = 1.7  # times that height: how far down the next of them is
_LEVEL = 0.3  # times the height of a line, by which the cells of a row may differ
_NEAR = 3.0  # times the height of a line; rows farther apart are of two tables
_LEAST_ROWS = 3
_CELL_LEADING = 1.35  # times the height of a line: two lines nearer than this are of one cell, if others are farther
_SIZES = 0.1  # by which the heights of the lines of a cell may differ
_MOST_LINES = 5  # of a cell
_LEAST_SHARE = 0.4  # of the lines of a table that begin a row, if cells have several lines
_DRAWN_AT_ONCE = 6  # lines of a column, one after another: no cells of different rows
_FIGURES = 0.5  # of the cells of a table of two columns that hold a digit, in the second one

Row = list[Segment]
Cells = dict[int, list[Segment]]


def strips_of(rows: Sequence[Row]) -> list[float]:
    """Return the middles of the strips that are white in nearly all rows that have a gap, and part columns."""
    gapped = [row for row in rows if len(row) > 1]
    size = median(segment.size for row in gapped for segment in row)
    words = [word for row in gapped for segment in row for word in segment.words]
    edges = sorted(edge for word in words for edge in ((word.left, 1), (max(word.right, word.left), -1)))
    most = len(gapped) // _BREACHES
    white: list[tuple[float, float]] = []
    covering = 0
    began: float | None = None
    for x, change in edges:
        before, covering = covering, covering + change
        if before > most >= covering:
            began = x
        elif before <= most < covering and began is not None:
            if x - began >= _LEAST_STRIP * size:
                white.append((began, x))
            began = None
    ends = [*(left for left, _ in white), edges[-1][0]][1:]
    return [
        (left + right) / 2
        for (left, right), end in zip(white, ends, strict=True)
        if right - left >= _WIDE_STRIP * size or _is_column(gapped, right, end + size)
    ]


def _is_column(rows: Sequence[Row], left: float, right: float) -> bool:
    """Return whether what stands between two edges is one under the other: it is not if lines happen to have gaps."""
    cells: list[list[Word]] = []
    for row in rows:
        words = [w for segment in row for w in segment.words if left - 1 <= w.left and w.right <= right]
        if words:
            cells.append(words)
    if len(cells) < 2:
        return False
    lefts = [min(word.left for word in words) for words in cells]
    rights = [max(word.right for word in words) for words in cells]
    figures = sum(any(c.isdigit() for word in words for c in word.text) for words in cells)
    middles = [(one + other) / 2 for one, other in zip(lefts, rights, strict=True)]
    return (
        _alike(lefts) >= _ALIGNED
        or (_alike(rights) >= _ALIGNED and figures >= len(cells) / 2)
        or (_alike(middles) >= _ALIGNED and len(cells) > 2)
    )


def _alike(places: Sequence[float]) -> float:
    """Return the share of places that are within two points of each other."""
    return max(sum(0 <= other - place <= 2 for other in places) for place in places) / len(places)


def cells_of(row: Row, strips: Sequence[float]) -> Cells:
    """Return the segments of a row by their column, those that reach over a strip parted at the gap that it has."""
    cells: Cells = {}
    for segment in row:
        start = 0
        for at in range(1, len(segment.words) + 1):
            if at < len(segment.words):
                left, right = segment.words[at - 1].right, segment.words[at].left
                if not any(left <= strip <= right for strip in strips) or right - left < 0.2 * segment.size:
                    continue
            part = segment.part(start, at)
            column = sum(strip < part.left + min(part.size, part.right - part.left) / 2 for strip in strips)
            cells.setdefault(column, []).append(part)
            start = at
    return cells


def is_prose(parts: Sequence[Segment]) -> bool:
    """Return whether the lines of a column are running text: they fill its width, and go on with small letters."""
    if len(parts) < _PROSE_ROWS:
        return False
    width = max(part.right for part in parts) - min(part.left for part in parts)
    words = mean(len(part.words) for part in parts)
    goes_on = sum(part.words[0].text[0].islower() for part in parts) / len(parts)
    filled = median(part.right - part.left for part in parts) >= _PROSE_FILL * width
    return filled and any(words >= least and goes_on >= share for least, share in _PROSE_WORDS)


def as_one(row: Row) -> Segment:
    """Return the segments of a line as one."""
    words, marks = [word for part in row for word in part.words], [mark for part in row for mark in part.marks]
    return Segment(words, marks, row[0].base, row[0].size, row[0].initial)


def has_digit(segment: Segment) -> bool:
    """Return whether a digit is in a segment."""
    return any(character.isdigit() for word in segment.words for character in word.text)


def with_tables_gathered(rows: Sequence[Row]) -> list[Row]:
    """Return the rows, those of tables that were drawn in another order than row by row put together.

    The cells of such a row are in it from left to right, and the lines of a cell from above.
    """
    drawn = [segment for row in rows for segment in row]
    order = {id(segment): at for at, segment in enumerate(drawn)}
    running = _running(drawn)
    tables = [table for region in _regions(drawn, running) if (table := _gathered(region, order))]
    if not tables:
        return list(rows)
    taken = {id(segment): number for number, table in enumerate(tables) for row in table for segment in row}
    placed: set[int] = set()
    result: list[Row] = []
    for row in rows:
        for segment in row:
            number = taken.get(id(segment), -1)
            if number >= 0 and number not in placed:
                placed.add(number)
                result.extend(tables[number])
        if left := [segment for segment in row if id(segment) not in taken]:
            result.append(left)
    return result


def _running(drawn: Sequence[Segment]) -> set[int]:
    """Return the ids of stretches of running text: no cell is as long as a line of their paragraph, or has as many."""
    running: set[int] = set()
    start = 0
    for at in range(1, len(drawn) + 1):
        if at < len(drawn) and _is_next_line(drawn[at - 1], drawn[at]):
            continue
        lines = drawn[start:at]
        if any(len(line.words) > _LONG for line in lines) or (len(lines) >= _DRAWN_AT_ONCE and is_prose(lines)):
            running |= {id(line) for line in lines}
        start = at
    return running


def _is_next_line(one: Segment, other: Segment) -> bool:
    size = max(one.size, other.size)
    return (
        abs(one.left - other.left) <= _INDENT * size
        and abs(one.size - other.size) <= _SAME_SIZE * size
        and _LEVEL * size < abs(one.base - other.base) <= _LINE * size
    )


def _regions(drawn: Sequence[Segment], running: set[int]) -> Iterator[list[Row]]:
    """Yield lines of short stretches, from above, that no running text parts, wherever they were drawn."""
    region: list[Row] = []
    left = right = 0.0
    for segment in sorted(drawn, key=lambda each: -each.base):
        apart = bool(region) and region[-1][0].base - segment.base > _NEAR * max(segment.size, region[-1][0].size)
        crosses = id(segment) in running and bool(region) and segment.left < right and segment.right > left
        if apart or crosses:
            yield region
            region = []
        if id(segment) in running:
            continue
        if region and region[-1][0].base - segment.base <= _LEVEL * segment.size:
            region[-1].append(segment)
        else:
            region.append([segment])
        left = min(left, segment.left) if len(region) > 1 or len(region[0]) > 1 else segment.left
        right = max(right, segment.right) if len(region) > 1 or len(region[0]) > 1 else segment.right
    yield region


def _gathered(region: list[Row], order: dict[int, int]) -> list[Row]:
    """Return the rows of the table that lines are, [] where they are none."""
    for _ in range(3):  # without the columns beside the table
        lines = [sorted(line, key=lambda segment: segment.left) for line in region]
        if sum(_is_apart(line) for line in lines) < _LEAST_ROWS:
            return []
        strips = strips_of(lines)
        columns = [[s for line in lines for s in line if _column(s, strips) == at] for at in range(len(strips) + 1)]
        prose = {
            id(s)
            for at, column in enumerate(columns)
            if _is_drawn_at_once(column, order)
            and is_prose([as_one(own) for line in lines if (own := [s for s in line if _column(s, strips) == at])])
            for s in column
        }
        if not prose:
            break
        region = [kept for line in region if (kept := [s for s in line if id(s) not in prose])]
    if prose or not strips or not any(has_digit(s) for column in columns[1:] for s in column):
        return []
    if mean(len(s.words) for column in columns for s in column) > _WORDS_OF_CELL:
        return []
    if len(strips) == 1 and sum(map(has_digit, columns[1])) < _FIGURES * len(columns[1]):
        return []
    while lines and not _is_apart(lines[-1]) and not _is_apart(lines[-2]):
        lines.pop()
    while lines and not _is_apart(lines[0]):
        lines.pop(0)
    return [_in_cells(group, strips) for group in _grouped(lines)]


def _is_apart(line: Row) -> bool:
    """Return whether several stretches of a line stand side by side."""
    return len(line) > 1 and all(right.left >= left.right for left, right in pairwise(line))


def _column(segment: Segment, strips: Sequence[float]) -> int:
    return sum(strip < (segment.left + segment.right) / 2 for strip in strips)


def _is_drawn_at_once(column: Sequence[Segment], order: dict[int, int]) -> bool:
    places = sorted(order[id(segment)] for segment in column)
    longest = run = 1
    for one, other in pairwise(places):
        run = run + 1 if other == one + 1 else 1
        longest = max(longest, run)
    return longest >= _DRAWN_AT_ONCE


def _grouped(lines: Sequence[Row]) -> list[list[Row]]:
    """Return the lines of each row: those that are nearer to each other than to the rest, where there are such."""
    groups: list[list[Row]] = []
    for line in lines:
        above = groups[-1][-1][0] if groups else None
        size = min(above.size, line[0].size) if above else 0.0
        if (
            above
            and above.base - line[0].base < _CELL_LEADING * size
            and abs(above.size - line[0].size) < _SIZES * size
        ):
            groups[-1].append(line)
        else:
            groups.append([line])
    fits = len(groups) >= max(_LEAST_ROWS, _LEAST_SHARE * len(lines)) and max(map(len, groups)) <= _MOST_LINES
    return groups if fits else [[line] for line in lines]


def _in_cells(group: Sequence[Row], strips: Sequence[float]) -> Row:
    """Return the segments of a row by their columns, from above within each."""
    parts = [segment for line in group for segment in line]
    return sorted(parts, key=lambda segment: (_column(segment, strips), -segment.base, segment.left))
