"""A .md file -> its Document: the text is the Markdown as written, after the front matter."""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefbot.blocks import Block, BlockKind
from briefbot.documents.input.decoding import decode
from briefbot.documents.input.format import Form, Format
from briefbot.documents.metadata.assembly import assemble, one_line
from briefbot.documents.metadata.date_fields import DateFields
from briefbot.documents.metadata.headings import Heading
from briefbot.errors import DocumentError
from briefbot.types import Document

LONGEST_HEADING = 1000  # characters; a longer line is not a heading, whatever it begins with

_FRONT_MATTER = re.compile(r"---[ \t]*\n(?P<yaml>.*?\n)??(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_FENCE = re.compile(r" {0,3}(```+|~~~+)")
_HEADING = re.compile(r" {0,3}#[ \t]+(?P<title>.*?)(?:[ \t]+#+)?[ \t]*")
_UNDERLINE = re.compile(r" {0,3}=+[ \t]*")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()]*\)")
_QUOTATION = re.compile(r"^ {0,3}>.*", re.MULTILINE)
_MARKS = re.compile(r"\*+|`+|(?<!\w)_+|_+(?!\w)")


def read_markdown(data: bytes, source: str) -> Iterator[Document]:
    """Yield the one document of a Markdown file, described by its front matter, its first "# heading", its first lines.

    Raises DocumentError where the bytes are not text, the front matter is not YAML, or nothing follows it; a date
    that is none is left out, with a warning. A "---" block that is not a mapping is not front matter but text.
    """
    text = decode(data, source)
    metadata = Heading()
    block = _FRONT_MATTER.match(text)
    fields = _fields(block["yaml"] or "", source) if block else None
    if block and fields is not None:
        text = text[block.end() :]
        metadata = _described(fields, source)
        if not text.strip():
            raise DocumentError(source, "holds nothing after its front matter; there is nothing to index")
    heading = _first_heading(text)
    metadata = metadata.otherwise(Heading(title=heading))
    yield assemble(text, source, metadata, marked=_quotations(text), titled=heading is None)


def _quotations(text: str) -> list[Block]:
    """Return the lines that begin with ">": of Markdown they are quotations, and not of a letter."""
    return [Block(BlockKind.BODY, *found.span()) for found in _QUOTATION.finditer(text)]


def _fields(block: str, source: str) -> dict[str, object] | None:
    """Return the fields of front matter by name in lower case; None for a block that is not a mapping."""
    import yaml

    try:
        # BaseLoader builds strings, lists and mappings only: no objects, and dates and titles stay as written.
        loaded = yaml.load(block, Loader=yaml.BaseLoader)  # noqa: S506
    except (yaml.YAMLError, RecursionError) as error:
        where = getattr(error, "problem_mark", None)
        at = f" at line {where.line + 2}" if where else ""  # counted from 0, after the opening "---"
        problem = getattr(error, "problem", None) or "it cannot be read"
        reason = f"bad front matter{at}: {problem}; put quotes around values that hold a colon"
        raise DocumentError(source, reason) from error
    if loaded in (None, ""):
        return {}
    return {str(key).lower(): value for key, value in loaded.items()} if isinstance(loaded, dict) else None


def _described(fields: dict[str, object], source: str) -> Heading:
    outlets = (_value(fields, name, source) for name in ("outlet", "source", "publisher"))
    dates = (_value(fields, name, source) for name in ("published", "date"))
    authors = (_value(fields, name, source) for name in ("author", "authors"))
    days = DateFields()
    published = days.day(next(filter(None, dates), None) or "", source)
    days.warn(source)
    return Heading(
        title=_value(fields, "title", source),
        outlet=next(filter(None, outlets), None),
        author=next(filter(None, authors), None),
        published=published,
    )


def _value(fields: dict[str, object], name: str, source: str) -> str | None:
    """Return a field as one line; a list of names is joined by commas."""
    value = fields.get(name, "")
    if name in ("author", "authors") and isinstance(value, list) and all(isinstance(item, str) for item in value):
        value = ", ".join(value)
    if not isinstance(value, str):
        raise DocumentError(source, f"bad front matter: {name!r} must be text, not a {type(value).__name__}")
    return None if value in ("~", "null", "Null", "NULL") else one_line(value)


def _first_heading(text: str) -> str | None:
    """Return the first heading of the first level, outside fenced code, without Markdown's marks."""
    fence = previous = ""
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        if fence:
            fence = "" if mark and mark[1].startswith(fence) and not line.strip(" `~") else fence
            continue
        if mark:
            fence, previous = mark[1], ""
            continue
        heading = _HEADING.fullmatch(line) if len(line) <= LONGEST_HEADING else None
        title = heading["title"] if heading else previous if _UNDERLINE.fullmatch(line) else ""
        plain = one_line(_MARKS.sub("", _LINK.sub(r"\1", title)))
        if plain:
            return plain
        previous = line.strip() if len(line) <= LONGEST_HEADING else ""
    return None


FORMAT = Format(
    name="Markdown",
    suffixes=(".md", ".markdown"),
    media_types=("text/markdown",),
    form=Form.TEXT,
    read=read_markdown,
)
