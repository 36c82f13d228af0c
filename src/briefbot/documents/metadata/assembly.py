"""Text and what is known about it -> a Document."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from briefbot.blocks import Block
from briefbot.documents.metadata.headings import Heading, read_heading
from briefbot.documents.metadata.headline import with_headline
from briefbot.errors import DocumentError
from briefbot.text.addresses import is_address
from briefbot.text.characters import NOT_IN_PROSE
from briefbot.text.names import is_name
from briefbot.types import Document, is_text

_JUNK_TITLE = re.compile(
    r"untitled|microsoft word.*|.*\.\w{2,5}|(?:(?:word |untitled )?document|slide|page|layout|title)\s*\d*",
    re.IGNORECASE,
)
_NAMELESS = "Untitled"  # a file with a name of control characters alone
_SHOWN_WITHIN = 2000  # characters from the top: where a title stands that the text itself shows


def assemble(
    text: str,
    place: str,
    metadata: Heading | None = None,
    *,
    address: str | None = None,
    marked: Sequence[Block] = (),
    titled: bool = False,
) -> Document:
    """Return the document of `text`, described by its metadata first and by its own first lines for the rest.

    Its source is its own `address`, where it has one, else the `place` where it was read. The title falls back to the
    name of the file. Where the title that its metadata states is `titled`, an article's headline, it becomes the first
    block of the text, if the text does not show it. `marked` are blocks of `text` that the reader knows; `find_blocks`
    finds the others. Raises DocumentError, naming the place, where a string cannot be stored as UTF-8 text.
    """
    known = metadata or Heading()
    outlets = [name for name in (known.outlet, urlsplit(address or place).hostname) if name]
    full, moved = with_headline(text, known.title, outlets) if titled else (text, 0)
    blocks = tuple(Block(block.kind, block.start + moved, block.end + moved) for block in marked)
    document = _assembled(full, place, known.otherwise(read_heading(text)), blocks)
    return replace(document, source=address, place=place) if address else document


def assemble_stated(
    text: str,
    source: str,
    *,
    title: str,
    author: str,
    marked: str = "",
    pages: tuple[int, ...] = (),
    blocks: Sequence[Block] = (),
) -> Document:
    """Return the document of `text` as `assemble` does, described by its own first lines before what its file states.

    A stated `title` comes before them only where the text shows it, for it may be that of a template; a stated `author`
    counts where it reads as a person's name. `marked` is the title that the text itself marks as such, and comes first.
    A title that only the file states is never put before the text: such fields hold the names of drafts.
    """
    stated_title, stated_author = one_line(title), one_line(author)
    stated = Heading(
        title=stated_title if stated_title and not _JUNK_TITLE.fullmatch(stated_title) else None,
        author=stated_author if stated_author and is_name(stated_author) else None,
    )
    is_shown = stated.title is not None and stated.title in text[:_SHOWN_WITHIN]
    first = Heading(title=one_line(marked) or (stated.title if is_shown else None))
    return _assembled(text, source, first.otherwise(read_heading(text)).otherwise(stated), blocks, pages)


def _assembled(
    text: str, source: str, known: Heading, blocks: Sequence[Block], pages: tuple[int, ...] = ()
) -> Document:
    document = Document(
        text=text,
        title=known.title or readable_name(source),
        source=source,
        outlet=known.outlet,
        author=known.author,
        published=known.published,
        pages=pages,
        blocks=tuple(blocks),
    )
    for name in ("text", "title", "outlet", "author"):
        value = getattr(document, name) or ""
        if "\0" in value or not is_text(value):
            reason = f"the {name} holds NUL or half of a surrogate pair, which no UTF-8 text can; remove it"
            raise DocumentError(source, reason)
    return replace(
        document,
        title=_shown(document.title) or _shown(readable_name(source)) or _NAMELESS,
        outlet=_shown(document.outlet),
        author=_shown(document.author),
    )


def _shown(value: str | None) -> str | None:
    """Return a name in one line and without control characters, which a text may hold; None for one of nothing else."""
    return value and one_line(NOT_IN_PROSE.sub("", one_line(value) or ""))


def one_line(value: str) -> str | None:
    """Return `value` with every run of white space made one space; None for one that says nothing."""
    return " ".join(value.split()) or None


def readable_name(source: str) -> str:
    """Return the name of the file as words; a date in it keeps its hyphens, a record its number."""
    path, _, record = source.rpartition("#") if re.search(r"#\d+$", source) else (source, "", "")
    if is_address(path):
        parts = urlsplit(path)
        path = unquote(parts.path).rstrip("/") or parts.netloc
        stem = PurePosixPath(path).stem if "/" in path else path
    else:
        stem = PurePosixPath(path).stem
    words = " ".join(re.sub(r"_+|(?<!\d)-+|-+(?!\d)", " ", stem).split()) or PurePosixPath(path).name
    return f"{words[0].upper()}{words[1:]}" + (f", record {record}" if record else "")
