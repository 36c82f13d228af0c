"""A .txt file -> its Document: the whole file is the text."""

from __future__ import annotations

from collections.abc import Iterator

from briefbot.documents.input.decoding import decode
from briefbot.documents.input.format import Form, Format
from briefbot.documents.metadata.assembly import assemble
from briefbot.types import Document


def read_plain_text(data: bytes, source: str) -> Iterator[Document]:
    """Yield the one document of a plain text file. Raises DocumentError where the bytes are not text."""
    yield assemble(decode(data, source), source)


FORMAT = Format(
    name="plain text",
    suffixes=(".txt", ".text"),
    media_types=("text/plain",),
    form=Form.TEXT,
    read=read_plain_text,
)
