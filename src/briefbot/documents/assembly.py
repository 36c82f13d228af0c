"""Text and what is known about it -> a Document."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from briefbot.documents.addresses import is_address
from briefbot.documents.headings import Heading, read_heading
from briefbot.errors import DocumentError
from briefbot.types import Document, is_text


def assemble(text: str, source: str, metadata: Heading | None = None, *, pages: tuple[int, ...] = ()) -> Document:
    """The document of `text`, described by its metadata first and by its own first lines for the rest.

    The title falls back to the name of the file. DocumentError where a string cannot be stored as UTF-8 text.
    """
    known = (metadata or Heading()).otherwise(read_heading(text))
    document = Document(
        text=text,
        title=known.title or _readable(source),
        source=source,
        outlet=known.outlet,
        author=known.author,
        published=known.published,
        pages=pages,
    )
    for name in ("text", "title", "outlet", "author"):
        value = getattr(document, name) or ""
        if "\0" in value or not is_text(value):
            reason = f"the {name} holds NUL or half of a surrogate pair, which no UTF-8 text can; remove it"
            raise DocumentError(source, reason)
    return document


def one_line(value: str) -> str | None:
    """`value` with every run of white space made one space; None for one that says nothing."""
    return " ".join(value.split()) or None


def _readable(source: str) -> str:
    """The name of the file as words; a date in it keeps its hyphens, a record its number."""
    path, _, record = source.rpartition("#") if re.search(r"#\d+$", source) else (source, "", "")
    if is_address(path):
        parts = urlsplit(path)
        path = unquote(parts.path).rstrip("/") or parts.netloc
        stem = PurePosixPath(path).stem if "/" in path else path
    else:
        stem = PurePosixPath(path).stem
    words = " ".join(re.sub(r"_+|(?<!\d)-+|-+(?!\d)", " ", stem).split()) or PurePosixPath(path).name
    return f"{words[0].upper()}{words[1:]}" + (f", record {record}" if record else "")
