"""The rows of the tables in a passage that a question is about, as a model reads them best.

A model that learnt from prose takes a number and the name in the next row for one. A row that shares most words with
the question is read by itself, each cell behind the name of its column: "Party Green List, Votes 12,410." The names are
no answers, and each cell has its place in the document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from briefbot.blocks import Block, BlockKind
from briefbot.types import Passage
from briefbot.words import terms

MOST_ROWS = 4  # of a table, that are read for a question
_FEWEST_LINES = 3  # of a table: the names of its columns, and two rows
_LONGEST = 2000  # characters of a row, and of the names of the columns
_NUMERIC = re.compile(
    r"[+\u2212\u2013-]?[^\w\s]?(?!(?:19|20)\d\d$)\d[\d.,]*\s?\S{0,3}$"
)  # a cell; a year names a column
_BORDER = re.compile(r"\||\t")

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it is read: `text`, and (start in it, end, start in the document) of each cell."""

    text: str
    cells: tuple[tuple[int, int, int], ...]

    @property
    def borders(self) -> list[int]:
        """Where cells begin and end in the text: no answer goes across."""
        return sorted({at for start, end, _ in self.cells for at in (start, end)})

    def place(self, start: int, end: int) -> Range | None:
        """Return where text[start:end] stands in the document; None where it is not in one cell."""
        for first, last, begins in self.cells:
            if first <= start and end <= last:
                return begins + start - first, begins + end - first
        return None


@dataclass(frozen=True, slots=True)
class TableRows:
    """The rows of one table that a question is about, and the range of the table in the document."""

    start: int
    end: int
    rows: tuple[Row, ...]


def rows_asked(question: str, passage: Passage) -> list[TableRows]:
    """Return the rows of each table in a passage that share most words with a question; none where none shares any."""
    tables = [block for block in passage.document.blocks if _is_in(block, passage)]
    asked = frozenset(terms(question)) if tables else frozenset()
    return [found for table in tables if (found := _asked(asked, passage, table)) is not None]


def _is_in(block: Block, passage: Passage) -> bool:
    return block.kind is BlockKind.TABLE and block.start < passage.end and passage.start < block.end


def _asked(asked: frozenset[str], passage: Passage, table: Block) -> TableRows | None:
    text = passage.document.text
    lines = list(_lines(text, table))
    if len(lines) < _FEWEST_LINES:
        return None
    columns, heads = _columns(text, lines)
    words = asked - set(terms(" ".join(columns)))
    own = [
        line for line in lines if passage.start <= line[0] and line[1] <= passage.end and line[1] - line[0] <= _LONGEST
    ]
    if columns and (turned := _turned(asked, text, own, columns)):
        return TableRows(table.start, table.end, turned)
    shared = {line: len(words & set(terms(text[slice(*line)]))) for line in own if line not in lines[:heads]}
    most = max(shared.values(), default=0)
    best = [line for line, count in shared.items() if count == most]
    if not most or len(best) > MOST_ROWS:
        return None
    return TableRows(table.start, table.end, tuple(_row(text, line, columns) for line in best))


def _columns(text: str, lines: list[Range]) -> tuple[list[str], int]:
    """Return the names of the columns, "" for one without, and of how many lines they are; [] and 0 where none are.

    A second line that is empty below the first name, and names what stands below a name over several columns, is one:
    "2024 Cases".
    """
    if lines[0][1] - lines[0][0] > _LONGEST:
        return [], 0
    first, second = ([text[slice(*cell)] for cell in _cells(text, line)] for line in lines[:2])
    if any(map(_NUMERIC.match, first)):
        return [], 0
    below = [at for at, cell in enumerate(second) if cell]
    is_head = (
        len(lines) > _FEWEST_LINES
        and len(first) == len(second)
        and second[0] in ("", first[0])
        and bool(below)
        and not all(first)
        and all(second[at] for at, cell in enumerate(first) if not cell and at)
        and not any(map(_NUMERIC.match, second))
    )
    if not is_head:
        return first, 1
    over = ""
    names = []
    for one, other in zip(first, second, strict=True):
        over = one or over
        names.append(f"{over} {other}".strip() if other not in ("", over) else over)
    return names, 2


def _turned(asked: frozenset[str], text: str, lines: list[Range], columns: list[str]) -> tuple[Row, ...]:
    """Return columns as rows, for a table whose lines are what the columns of others are, () where it is none.

    "Which city had 14 cases?" asks for the name of a column where "Cases" begins a line that has 14 in it.
    """
    cells = [own for line in lines if len(own := list(_cells(text, line))) == len(columns)]
    if not cells or [text[slice(*cell)] for cell in cells[0]] != columns:
        return ()
    wanted = {
        at
        for first, *others in cells[1:]
        if asked & set(terms(text[slice(*first)]))
        for at, cell in enumerate(others, start=1)
        if (held := set(terms(text[slice(*cell)]))) and held <= asked and not asked & set(terms(columns[at]))
    }
    if len(wanted) > MOST_ROWS:
        return ()
    names = [text[slice(*own[0])] for own in cells]
    return tuple(_written(text, names, [own[at] for own in cells]) for at in sorted(wanted))


def _row(text: str, line: Range, columns: list[str]) -> Row:
    """Return a row with the names of its columns; one more cell than there are names stands in front of them."""
    cells = list(_cells(text, line))
    names = columns if len(columns) == len(cells) else ["", *columns]
    return _written(text, names if len(names) == len(cells) else [""] * len(cells), cells)


def _written(text: str, names: list[str], cells: list[Range]) -> Row:
    """Return the cells that say something, each behind its name."""
    written = ""
    places = []
    for name, (start, end) in zip(names, cells, strict=True):
        if start == end:
            continue
        written += f"{', ' if written else ''}{name}{' ' if name else ''}"
        places.append((len(written), len(written) + end - start, start))
        written += text[start:end]
    return Row(f"{written}.", tuple(places))


def _lines(text: str, table: Block) -> Iterator[Range]:
    """Yield the range of each line of a table that says something."""
    at = table.start
    for line in text[table.start : table.end].split("\n"):
        if any(map(str.isalnum, line)):
            yield at, at + len(line)
        at += len(line) + 1


def _cells(text: str, line: Range) -> Iterator[Range]:
    """Yield the range of each cell of a row, without the white space around it; an empty one is a range of nothing."""
    whole = text[slice(*line)]
    at, cells = line[0], _BORDER.split(whole)
    barred = whole.lstrip().startswith("|") and whole.rstrip().endswith("|")
    for number, cell in enumerate(cells):
        begins = at + len(cell) - len(cell.lstrip())
        if not (barred and number in (0, len(cells) - 1)):
            yield begins, begins + len(cell.strip())
        at += len(cell) + 1
