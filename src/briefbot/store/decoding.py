"""Values as the catalog stores them -> values of Python, each checked on its way in.

SQLite keeps whatever was written, of whatever type, and has no checksums; a catalog may also come from somebody else.
So no value of a row is used before one of these has looked at it. What is not as briefbot writes it raises
CorruptRowError, which becomes IndexDamagedError where the index is opened.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any

import numpy as np
from numpy.typing import NDArray

from briefbot.blocks import Block, BlockKind
from briefbot.store.rows import CorruptRowError, reporting_corrupt_rows

_GREATEST = 2**63 - 1  # SQLite's greatest whole number
_DIGITS = re.compile(r"[0-9a-f]{1,64}")


def text_from(stored: object) -> str:
    """Return a stored text."""
    if type(stored) is not str:
        raise CorruptRowError(f"{_shown(stored)} is no text")
    return stored


def text_or_none_from(stored: object) -> str | None:
    """Return a stored text, or None where nothing is known."""
    return None if stored is None else text_from(stored)


def whole_from(stored: object, least: int = 0, most: int = _GREATEST) -> int:
    """Return a stored whole number, from `least` to `most`."""
    if type(stored) is not int or not least <= stored <= most:  # a bool is an int, too
        raise CorruptRowError(f"{_shown(stored)} is no whole number from {least} to {most}")
    return stored


def bytes_from(stored: object, size: int | None = None) -> bytes:
    """Return stored bytes, `size` of them where it is given."""
    if type(stored) is not bytes or (size is not None and len(stored) != size):
        raise CorruptRowError(f"{_shown(stored)} is not {'bytes' if size is None else f'{size} bytes'}")
    return stored


def hex_from(stored: object) -> str:
    """Return stored hex digits, which may then be part of the name of a file."""
    if not _DIGITS.fullmatch(text_from(stored)):
        raise CorruptRowError(f"{_shown(stored)} is not hex digits")
    return text_from(stored)


@reporting_corrupt_rows()
def day_from(stored: object) -> dt.date | None:
    """Return a stored day, or None where none is known."""
    return None if stored is None else dt.date.fromisoformat(text_from(stored))


@reporting_corrupt_rows()
def moment_from(stored: object) -> dt.datetime:
    """Return a stored moment."""
    return dt.datetime.fromisoformat(text_from(stored))


@reporting_corrupt_rows()
def list_from(stored: object) -> list[Any]:
    """Return a list that is stored as JSON."""
    found = json.loads(text_from(stored))
    if type(found) is not list:
        raise CorruptRowError(f"{_shown(stored)} is no list")
    return found


def texts_from(stored: object) -> list[str]:
    """Return texts that are stored as JSON."""
    return [text_from(each) for each in list_from(stored)]


def offsets_from(stored: object, length: int) -> tuple[int, ...]:
    """Return offsets into a text of this length, stored as JSON, in order."""
    return tuple(_in_order(list_from(stored), length))


@reporting_corrupt_rows()
def sentences_from(stored: object, length: int | None) -> tuple[tuple[int, int], ...]:
    """Return the sentences of a passage, one or more, stored as JSON: ranges of a text, in order and apart.

    `length` is that of the text; None where it is not known.
    """
    found = tuple((start, end) for start, end in list_from(stored))
    if not found:
        raise CorruptRowError("a passage has no sentence")
    _in_order([edge for each in found for edge in each], length)
    return found


@reporting_corrupt_rows()
def blocks_from(stored: object, length: int | None) -> tuple[Block, ...]:
    """Return the blocks of a text, in order and apart; none for NULL, where they are not settled yet.

    `length` is that of the text; None where it is not known.
    """
    if stored is None:
        return ()
    found = tuple(Block(BlockKind(kind), start, end) for kind, start, end in list_from(stored))
    _in_order([edge for block in found for edge in (block.start, block.end)], length)
    return found


@reporting_corrupt_rows()
def former_from(stored: object, length: int) -> tuple[tuple[str, int], ...]:
    """Return the ids that a text of this length had before, each with the shift of its offsets, stored as JSON."""
    return tuple((text_from(id_), whole_from(shift, 0, length)) for id_, shift in list_from(stored))


def vector_from(stored: object, dimension: int) -> NDArray[np.float32]:
    """Return a stored vector, (dimension,)."""
    return np.frombuffer(bytes_from(stored, 4 * dimension), np.float32)


def _in_order(offsets: list[Any], length: int | None) -> list[int]:
    last = 0
    for offset in offsets:
        last = whole_from(offset, last, _GREATEST if length is None else length)
    return offsets


def _shown(stored: object) -> str:
    return f"{stored!r:.40}" if isinstance(stored, str | int | float | None) else f"a {type(stored).__name__}"
