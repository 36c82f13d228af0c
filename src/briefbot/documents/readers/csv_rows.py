"""The text of a table -> its rows, each by itself: a quotation mark out of place costs its row at most.

The library reads tables that are well formed, and stops at the first mark that is not. Then a mark closes a field only
where the field ends, so that one within a text stays in it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

_MOST_READ = 20  # times the text, in looking for the marks that close fields


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table; one that cannot be told from those around it has no fields."""

    line: int  # on which it begins, from 1
    fields: list[str]
    broken: bool = False


@dataclass(frozen=True, slots=True)
class _Read:
    fields: list[str]
    end: int  # where the next row begins
    whole: bool  # whether each mark opens a field, closes it or is doubled
    closed: bool  # whether each field that a mark opens is closed by one


def rows_of(text: str, delimiter: str) -> Iterator[Row]:
    """Yield the rows of a table in order, that of its columns first; rows without any value are passed over."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 0
    found: list[Row] = []
    try:
        for fields in rows:
            found.append(Row(line + 1, fields))
            line = rows.line_num
    except csv.Error:
        found = list(_mended(text, delimiter))
    yield from (row for row in found if row.broken or any(value.strip() for value in row.fields))


def _mended(text: str, delimiter: str) -> Iterator[Row]:
    at, line, width, read = 0, 1, 0, 0
    while at < len(text):
        line_end = text.find("\n", at) + 1 or len(text)
        row = _row(text, at, len(text) if read < _MOST_READ * len(text) else line_end, delimiter)
        read += row.end - at
        if not row.whole and (not row.closed or _swallows(text, line_end, row, delimiter, width)):
            row = _row(text, at, line_end, delimiter)
            if not row.closed or len(row.fields) != width:
                row = _Read([], line_end, whole=False, closed=False)
        yield Row(line, row.fields, broken=not row.closed)
        width = width or len(row.fields)
        line += text.count("\n", at, row.end)
        at = row.end


def _swallows(text: str, line_end: int, row: _Read, delimiter: str, width: int) -> bool:
    """Return whether a row over several lines took others for its own: it has too many fields, or they are rows."""
    if row.end <= line_end:
        return False
    if len(row.fields) != width:
        return True
    at = line_end
    while at < row.end:
        end = text.find("\n", at) + 1 or len(text)
        alone = _row(text, at, end, delimiter)
        if alone.whole and len(alone.fields) == width > 1:
            return True
        at = end
    return False


def _row(text: str, at: int, limit: int, delimiter: str) -> _Read:
    """Return the row that begins at `at` and ends before `limit`."""
    fields: list[str] = []
    whole = closed = True
    while True:
        if text.startswith('"', at, limit):
            value, at, is_whole, is_closed = _quoted(text, at + 1, limit, delimiter)
            whole, closed = whole and is_whole, closed and is_closed
        else:
            ends = [place for mark in (delimiter, "\n") if (place := text.find(mark, at, limit)) >= 0]
            end = min(ends, default=limit)
            value, at = text[at:end], end
            whole = whole and '"' not in value
        fields.append(value)
        if not text.startswith(delimiter, at, limit):
            return _Read(fields, min(at + 1, limit), whole, closed)
        at += len(delimiter)


def _quoted(text: str, at: int, limit: int, delimiter: str) -> tuple[str, int, bool, bool]:
    """Return the value of a field whose opening mark is before `at`, its end, and whether it is whole and closed."""
    pieces: list[str] = []
    whole = True
    while True:
        mark = text.find('"', at, limit)
        if mark < 0:
            return "".join([*pieces, text[at:limit]]), limit, False, False
        after = mark + 1
        while text.startswith('"', after, limit):
            after += 1
        many = after - mark
        pieces.append(text[at:mark] + '"' * (many // 2))
        at = after
        if many % 2:
            if after >= limit or text.startswith((delimiter, "\n"), after):
                return "".join(pieces), after, whole, True
            pieces.append('"')
            whole = False
