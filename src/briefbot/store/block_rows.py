"""Blocks of a document as the catalog keeps them: JSON, `[[kind, start, end], ...]`."""

from __future__ import annotations

import json
from collections.abc import Iterable

from briefbot.blocks import Block, BlockKind


def blocks_as_json(blocks: Iterable[Block]) -> str:
    """Return the blocks as they are stored."""
    return json.dumps([[block.kind, block.start, block.end] for block in blocks], separators=(",", ":"))


def blocks_from_json(stored: str | None) -> tuple[Block, ...]:
    """Return the blocks that are stored; none for NULL, where they are not settled yet."""
    return tuple(Block(BlockKind(kind), start, end) for kind, start, end in json.loads(stored)) if stored else ()
