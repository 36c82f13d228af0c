"""A text -> its pieces: each line without the white space around it, cut where a reader has marked a block."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from briefbot.blocks.kinds import Block, BlockKind


@dataclass(frozen=True, slots=True)
class Piece:
    """A line of a text, or a part of one, and what it is so far."""

    start: int
    end: int
    text: str
    gap: bool  # whether a blank line, or the start of the text, is before it
    kind: BlockKind | None = None
    joins: bool = True  # whether it may become one block with what is beside it

    def part(self, start: int, end: int, kind: BlockKind | None, *, joins: bool = True) -> Iterator[Piece]:
        """Yield text[start:end] of this piece, without the white space around it, as one of that kind; else nothing."""
        text = self.text[start:end]
        begins = start + len(text) - len(text.lstrip())
        text = text.strip()
        if text:
            at = self.start + begins
            yield Piece(at, at + len(text), text, self.gap and begins == 0, kind, joins)


def tidy(marked: Iterable[Block], text: str) -> list[Block]:
    """Return the marked blocks in order and apart, within the text, no end on white space; of two that meet, the first.

    Those that begin at one place are taken longest last, for the inner one says more.
    """
    kept: list[Block] = []
    for block in sorted(marked, key=lambda block: (block.start, block.end)):
        start, end = max(block.start, kept[-1].end if kept else 0, 0), min(block.end, len(text))
        inside = text[start:end] if start < end else ""
        start += len(inside) - len(inside.lstrip())
        inside = inside.strip()
        if inside:
            kept.append(Block(block.kind, start, start + len(inside)))
    return kept


def pieces_of(text: str, marked: Sequence[Block]) -> list[Piece]:
    """Return the pieces of a text in order; every character that is not white space lies in one."""
    starts = [block.start for block in marked]
    found: list[Piece] = []
    gap = True
    at = 0
    for line in text.split("\n"):
        if line.strip():
            whole = Piece(at, at + len(line), line, gap)
            number = max(0, bisect_right(starts, at) - 1)
            begins = 0
            for block in _meeting(marked, number, at + len(line)):
                start, end = max(block.start - at, begins), min(block.end - at, len(line))
                if start < end:
                    found += whole.part(begins, start, None)
                    found += whole.part(start, end, block.kind)
                    begins = end
            found += whole.part(begins, len(line), None)
        gap = not line.strip()
        at += len(line) + 1
    return found


def _meeting(marked: Sequence[Block], number: int, end: int) -> Iterator[Block]:
    while number < len(marked) and marked[number].start < end:
        yield marked[number]
        number += 1
