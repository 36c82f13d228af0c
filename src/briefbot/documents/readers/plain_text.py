"""A .txt file -> its Document: the whole file is the text."""

from __future__ import annotations

from collections.abc import Iterator

from briefbot.documents.input.decoding import decode
from briefbot.documents.input.format import Form, Format
from briefbot.documents.metadata.assembly import assemble, readable_name
from briefbot.documents.metadata.headings import Heading
from briefbot.documents.readers.subtitles import spoken_text
from briefbot.types import Document


def read_plain_text(data: bytes, source: str) -> Iterator[Document]:
    """Yield the one document of a plain text file; of subtitles in one, what they say.

    Raises DocumentError where the bytes are not text.
    """
    text = decode(data, source)
    spoken = spoken_text(text)
    if spoken:
        yield assemble(spoken, source, Heading(title=readable_name(source)))  # no line of it is a headline
    else:
        yield assemble(text, source)


FORMAT = Format(
    name="plain text",
    suffixes=(".txt", ".text"),
    media_types=("text/plain",),
    form=Form.TEXT,
    read=read_plain_text,
)
