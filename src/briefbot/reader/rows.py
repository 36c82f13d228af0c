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
    first = [text[slice(*cell)] for cell in _cells(text, lines[0])]
    named = lines[0][1] - lines[0][0] <= _LONGEST and not any(map(_NUMERIC.match, first))
    columns = first if named else []
    words = asked - set(terms(" ".join(columns)))
    shared = {
        line: len(words & set(terms(text[slice(*line)])))
        for line in lines[1 if columns else 0 :]
        if passage.start <= line[0] and line[1] <= passage.end and line[1] - line[0] <= _LONGEST
    }
    most = max(shared.values(), default=0)
    best = [line for line, count in shared.items() if count == most]
    if not most or len(best) > MOST_ROWS:
        return None
    return TableRows(table.start, table.end, tuple(_row(text, line, columns) for line in best))


def _row(text: str, line: Range, columns: list[str]) -> Row:
    """Return a row with the names of its columns; one more cell than there are names stands in front of them."""
    cells = list(_cells(text, line))
    names = columns if len(columns) == len(cells) else ["", *columns]
    names = names if len(names) == len(cells) else [""] * len(cells)
    written = ""
    places = []
    for name, (start, end) in zip(names, cells, strict=True):
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
    """Yield the range of each cell of a row that says something, without the white space around it."""
    at = line[0]
    for cell in _BORDER.split(text[slice(*line)]):
        begins = at + len(cell) - len(cell.lstrip())
        if cell.strip():
            yield begins, begins + len(cell.strip())
        at += len(cell) + 1
