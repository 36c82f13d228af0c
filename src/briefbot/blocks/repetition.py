"""Lines that stand in many articles, which are furniture: "Sign up here", the name of a section, an outlet's dateline.

Only short lines at the edges of an article count, or beside what is furniture by its structure: a sentence that many
reports repeat in their middle is the background of the news, and a line of a wrapped paragraph says nothing by itself.
What is counted are families of near-copies, for a report
that five papers print is one article. The limits were chosen by reading the lines of 1,836 scraped articles of three
outlets: at eight families none of them is news; see docs/decisions/0037.

All here is a function of one text and of the set of lines that are repeated, so that it does not matter in which order
articles came; `store` counts.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from itertools import pairwise

from briefbot.blocks.kinds import ANSWERING, SILENT, Block, BlockKind
from briefbot.text.sentence_ends import ENDS_SENTENCE

FAMILIES = 8  # of near-copies that a line stands in, from which on it is furniture
LONGEST_LINE = 200  # characters
EDGE = 6  # lines from either end that are looked at, those of silent blocks not counted

_KEPT = frozenset({BlockKind.HEADLINE, BlockKind.TABLE, BlockKind.MAIL}) | SILENT  # never furniture by repetition
_LINE = re.compile(r"[^\r\n]+")
_BREAK = re.compile(r"\r\n|[\r\n]")
_WRAPPED = 45  # characters of a line from which on it may have been broken where it was full


@dataclass(frozen=True, slots=True)
class EdgeLine:
    """A short line at the edge of an article: text[start:end], without white space around it."""

    hash: int  # signed, 64 bits, of its words in lower case
    start: int
    end: int


def edge_lines(text: str, title: str, blocks: Collection[Block]) -> list[EdgeLine]:
    """Return the lines of a text that are furniture where enough other articles have them, in order.

    `blocks` are those that were found in the text, or none where they are not known; then there is no such line.
    """
    lines = [(line, block) for block in blocks for line in _lines(text, block)]
    goes_on = [False, *(_goes_on(text, one, other) for (one, _), (other, _) in pairwise(lines)), False]
    spoken = [at for at, (_, block) in enumerate(lines) if block.kind not in SILENT]
    furniture = [at for at, (_, block) in enumerate(lines) if block.kind is BlockKind.FURNITURE]
    looked_at = {*spoken[:EDGE], *spoken[-EDGE:], *(at + step for at in furniture for step in (-1, 1))}
    named = _normal(title)
    found = []
    for at in sorted(looked_at & set(spoken)):
        (start, end), block = lines[at]
        words = _normal(text[start:end])
        is_part = goes_on[at] or goes_on[at + 1]  # of a paragraph that was wrapped by hand
        if block.kind not in _KEPT and end - start <= LONGEST_LINE and words != named and not is_part:
            found.append(EdgeLine(_hash(words), start, end))
    return found


def settled_blocks(
    blocks: tuple[Block, ...], text: str, lines: Collection[EdgeLine], repeated: Collection[int]
) -> tuple[Block, ...]:
    """Return the blocks with those of the `lines` whose hash is `repeated` made furniture, blocks cut around them.

    An article that would be left without any words of its own below its headline keeps the blocks that were found.
    """
    marks = [(line.start, line.end) for line in lines if line.hash in repeated]
    if not marks:
        return blocks
    found = tuple(piece for block in blocks for piece in _around(block, text, marks))
    return _merged(found, text) if any(map(_tells, found)) or not any(map(_tells, blocks)) else blocks


def _tells(block: Block) -> bool:
    return block.kind in ANSWERING and block.kind is not BlockKind.HEADLINE


def _around(block: Block, text: str, marks: list[tuple[int, int]]) -> Iterator[Block]:
    at = block.start
    for start, end in marks:
        if not block.start <= start < block.end:
            continue
        yield from _trimmed(block.kind, text, at, start)
        yield Block(BlockKind.FURNITURE, start, end)
        at = end
    yield from _trimmed(block.kind, text, at, block.end)


def _trimmed(kind: BlockKind, text: str, start: int, end: int) -> Iterator[Block]:
    piece = text[start:end]
    if words := piece.strip():
        start += len(piece) - len(piece.lstrip())
        yield Block(kind, start, start + len(words))


def _merged(blocks: tuple[Block, ...], text: str) -> tuple[Block, ...]:
    """Join furniture that stands together into one block."""
    joined: list[Block] = []
    for block in blocks:
        last = joined[-1] if joined else None
        if last and last.kind is block.kind is BlockKind.FURNITURE and not text[last.end : block.start].strip():
            joined[-1] = Block(block.kind, last.start, block.end)
        else:
            joined.append(block)
    return tuple(joined)


def _lines(text: str, block: Block) -> Iterator[tuple[int, int]]:
    for line in _LINE.finditer(text, block.start, block.end):
        if words := line[0].strip():
            start = line.start() + line[0].index(words[0])
            yield start, start + len(words)


def _goes_on(text: str, line: tuple[int, int], following: tuple[int, int]) -> bool:
    """Return whether a line only goes on with the one just above it, as no line of a page by itself does."""
    if len(_BREAK.findall(text, line[1], following[0])) != 1:
        return False
    is_full = line[1] - line[0] >= _WRAPPED and not ENDS_SENTENCE.search(text[line[0] : line[1]])
    return is_full or text[following[0]].islower()


def _normal(line: str) -> str:
    return " ".join(line.split()).casefold()


def _hash(words: str) -> int:
    return int.from_bytes(blake2b(words.encode("utf-8", "replace"), digest_size=8).digest(), signed=True)
