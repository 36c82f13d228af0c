"""Blocks of a document as the catalog keeps them: JSON, `[[kind, start, end], ...]`; `decoding` reads it."""

from __future__ import annotations

import json
from collections.abc import Iterable

from briefbot.blocks import Block


def blocks_as_json(blocks: Iterable[Block]) -> str:
    """Return the blocks as they are stored."""
    return json.dumps([[block.kind, block.start, block.end] for block in blocks], separators=(",", ":"))
