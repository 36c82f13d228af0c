"""Text -> its blocks, as far as the text alone tells."""

from __future__ import annotations

from collections.abc import Sequence

from briefbot.blocks.kinds import Block, BlockKind


def find_blocks(text: str, title: str, marked: Sequence[Block] = ()) -> tuple[Block, ...]:
    """Return the blocks of a text, in order and apart, which together cover every character that is not white space.

    `marked` are blocks that are known already.
    """
    if marked:
        return tuple(marked)
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    if start >= end:
        return ()
    head = title.strip()
    if head and text.startswith(head, start) and text[start + len(head) : start + len(head) + 1] in ("", "\n", "\r"):
        below = start + len(head)
        body = below + len(text[below:end]) - len(text[below:end].lstrip())
        found = (Block(BlockKind.HEADLINE, start, below),)
        return (*found, Block(BlockKind.BODY, body, end)) if body < end else found
    return (Block(BlockKind.BODY, start, end),)
