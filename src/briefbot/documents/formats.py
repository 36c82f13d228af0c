"""The formats: every list of suffixes, media types and names of formats follows from this one."""

from __future__ import annotations

from briefbot.documents.input.format import Format, readable
from briefbot.documents.readers import (
    csv_table,
    docx,
    email_message,
    epub,
    feeds,
    html,
    jsonl,
    markdown,
    pdf,
    plain_text,
    subtitles,
)

FORMATS: tuple[Format, ...] = (  # the first is what a text is that nothing tells apart
    plain_text.FORMAT,
    markdown.FORMAT,
    html.FORMAT,
    jsonl.FORMAT,
    csv_table.FORMAT,
    pdf.FORMAT,
    docx.FORMAT,
    epub.FORMAT,
    email_message.FORMAT,
    feeds.FORMAT,
    subtitles.FORMAT,
)
READABLE = readable(FORMATS)
READING = 10  # counted up when the same bytes give another Document, so that indexed files are read again


def list_formats() -> tuple[Format, ...]:
    """Return the formats that are read, in the order in which people are told of them."""
    return FORMATS
