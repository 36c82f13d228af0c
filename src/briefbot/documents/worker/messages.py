"""The values that cross between the process that asks and the one that reads, as JSON behind its length in four bytes.

JSON can hold nothing but plain values, so that whatever a file makes of its reader, nothing that comes back is run.
"""

from __future__ import annotations

import datetime as dt
import json
import struct
from typing import IO, Any

from briefbot.blocks import Block, BlockKind
from briefbot.errors import DocumentError
from briefbot.types import Document

MOST_BYTES = 1 << 30  # of one message; a longer one comes of a process that has lost its way

_LENGTH = struct.Struct("!I")


def pack(message: list[Any]) -> bytes:
    """Return a message as it is sent. Halves of surrogate pairs, as in names of files, are kept."""
    body = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    return _LENGTH.pack(len(body)) + body


def pack_bytes(data: bytes) -> bytes:
    """Return bytes as they are sent, behind a message that announces them."""
    return _LENGTH.pack(len(data)) + data


def receive(stream: IO[bytes]) -> list[Any] | None:
    """Return the next message of a stream; None at its end, also where it ends within a message.

    Raises ValueError for what is no message.
    """
    body = receive_bytes(stream)
    message = None if body is None else json.loads(body.decode("utf-8", "surrogatepass"))
    if message is not None and not isinstance(message, list):
        raise ValueError("a message is a list")
    return message


def receive_bytes(stream: IO[bytes]) -> bytes | None:
    """Return the bytes that `pack_bytes` was given; None at the end of the stream. Raises ValueError for too many."""
    head = _exactly(stream, _LENGTH.size)
    if head is None:
        return None
    (length,) = _LENGTH.unpack(head)
    if length > MOST_BYTES:
        raise ValueError("a message of more bytes than any file gives")
    return _exactly(stream, length)


def _exactly(stream: IO[bytes], count: int) -> bytes | None:
    """Return so many bytes of a stream that may give them in parts; None where it ends before."""
    parts = []
    while count:
        part = stream.read(count)
        if not part:
            return None
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


def item_as_json(item: Document | DocumentError) -> list[Any]:
    """Return what was read as plain values."""
    if isinstance(item, DocumentError):
        return ["failure", item.source, item.reason]
    return [
        "document",
        item.text,
        item.title,
        item.source,
        item.outlet,
        item.author,
        item.published and item.published.isoformat(),
        item.pages,
        [[block.kind, block.start, block.end] for block in item.blocks],
        item.place,
    ]


def item_from_json(message: list[Any]) -> Document | DocumentError:
    """Return what `item_as_json` was given. Raises ValueError or TypeError for what is none."""
    kind, *values = message
    if kind == "failure":
        source, reason = values
        return DocumentError(_text(source), _text(reason))
    if kind != "document":
        raise ValueError(f"{kind!r:.40} is no kind of message")
    text, title, source, outlet, author, published, pages, blocks, place = values
    return Document(
        text=_text(text),
        title=_text(title),
        source=_text(source),
        outlet=None if outlet is None else _text(outlet),
        author=None if author is None else _text(author),
        published=None if published is None else dt.date.fromisoformat(published),
        pages=tuple(_offset(page, text) for page in pages),
        blocks=tuple(Block(BlockKind(kind), _offset(start, text), _offset(end, text)) for kind, start, end in blocks),
        place=_text(place),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("a string is wanted")
    return value


def _offset(value: object, text: str) -> int:
    if not isinstance(value, int) or not 0 <= value <= len(text):
        raise ValueError(f"{value!r:.40} is no place in the text")
    return value
