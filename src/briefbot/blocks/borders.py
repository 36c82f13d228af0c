"""The places in a text that no answer goes across."""

from __future__ import annotations

import re
from collections.abc import Sequence

from briefbot.blocks.kinds import Block, BlockKind

_CELL = re.compile(r"(\|)|[\t\r\n]")  # what parts the cells and the rows of a table
_LINE = re.compile(r"[\r\n]")
_PARTED_BY = {BlockKind.TABLE: _CELL, BlockKind.CREDIT: _LINE}


def borders(text: str, blocks: Sequence[Block], start: int, end: int) -> tuple[int, ...]:
    """Return where in text[start:end] something new begins: a block, a cell of a table, a line of a credit.

    They are offsets from `start`, in order; an answer lies between two of them.
    """
    found: set[int] = set()
    for block in blocks:
        if block.end <= start or block.start >= end:
            continue
        found.add(block.start)
        if parted := _PARTED_BY.get(block.kind):
            for match in parted.finditer(text, block.start, block.end):
                found |= {match.start(), match.end()} if match.lastindex else {match.end()}
    return tuple(sorted(at - start for at in found if start < at < end))
