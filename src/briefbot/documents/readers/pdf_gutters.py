"""Columns of running text that were drawn line by line -> one column after the other.

A word that begins a line of the second column stands under the one above it; the words of one wide column do not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from briefbot.documents.readers.pdf_columns import Row, as_one, is_prose

_LEADING = 2.0  # times the height of a line; lines farther apart are of two stretches of text
_GUTTER = 0.5  # times the height of a line: what is white in every line before the second column
_LEAST_LINES = 4
_ALIGNED = 0.5  # of the lines of the second column begin at one place; others are indented
_MOST_EDGES = 30  # places at which a block is asked to part
_GRAIN = 1.0  # points, by which these places may differ


def with_columns_parted(rows: Sequence[Row]) -> list[Row]:
    """Return the rows, those that hold lines of several columns as the lines of one column after those of the other."""
    return [row for block in _blocks(rows) for row in _parted(block)]


def _blocks(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Yield rows that follow each other from above."""
    block: list[Row] = []
    for row in rows:
        if block and not 0 < block[-1][0].base - row[0].base <= _LEADING * max(block[-1][0].size, row[0].size):
            yield block
            block = []
        block.append(row)
    if block:
        yield block


def _parted(block: list[Row]) -> list[Row]:
    """Return the rows of a block, those of columns parted at the edge that the most lines begin at."""
    gaps = [_gaps(row) for row in block]
    for edge in _edges(gaps):
        start = 0
        while start < len(block):
            end = start
            while end < len(block) and _is_white(gaps[end], edge, block[end][0].size):
                end += 1
            if end - start >= _LEAST_LINES:
                halves = [_halves(row, edge) for row in block[start:end]]
                if _are_columns(halves, edge):
                    left = [half for half, _ in halves if half]
                    right = [half for _, half in halves if half]
                    return [*_parted(block[:start]), *_parted(left), *_parted(right), *_parted(block[end:])]
            start = end + 1
    return block


def _is_white(gaps: Sequence[tuple[float, float]], edge: float, size: float) -> bool:
    """Return whether nothing stands in the gutter before an edge."""
    return any(left <= edge + _GRAIN - _GUTTER * size and edge <= right for left, right in gaps)


def _gaps(row: Row) -> list[tuple[float, float]]:
    """Return where a row is white: between words, but for narrow spaces, and beside them."""
    words = [word for segment in row for word in segment.words]
    least = _GUTTER * row[0].size
    inner = [(one.right, other.left) for one, other in pairwise(words) if other.left - one.right >= least]
    return [(float("-inf"), words[0].left), *inner, (words[-1].right, float("inf"))]


def _edges(gaps: Sequence[list[tuple[float, float]]]) -> list[float]:
    """Return the places where gaps end in several lines near each other, those of the most lines first."""
    lines: dict[int, list[int]] = defaultdict(list)
    for number, found in enumerate(gaps):
        for _, right in found[1:-1]:
            lines[round(right / _GRAIN)].append(number)
    edges = []
    for place, own in lines.items():
        numbers = sorted({*own, *lines.get(place + 1, ())})
        if any(
            last - first < 2 * _LEAST_LINES for first, last in zip(numbers, numbers[_LEAST_LINES - 1 :], strict=False)
        ):
            edges.append((-len(numbers), (place - 0.5) * _GRAIN))
    return [edge for _, edge in sorted(edges)[:_MOST_EDGES]]


def _halves(row: Row, edge: float) -> tuple[Row, Row]:
    left: Row = []
    right: Row = []
    for segment in row:
        at = sum(word.left < edge for word in segment.words)
        if at:
            left.append(segment.part(0, at))
        if at < len(segment.words):
            right.append(segment.part(at, len(segment.words)))
    return left, right


def _are_columns(halves: Sequence[tuple[Row, Row]], edge: float) -> bool:
    """Return whether lines parted at an edge are two columns of running text, or three and more."""
    sides = [[half for half in side if half] for side in zip(*halves, strict=True)] if halves else []
    if len(sides) < 2 or min(map(len, sides)) < _LEAST_LINES:
        return False
    begins = [half[0].words[0].left for half in sides[1]]
    if sum(edge <= left <= edge + 2 * _GRAIN for left in begins) < _ALIGNED * len(begins):
        return False
    return all(is_prose([as_one(half) for half in side]) for side in sides)
