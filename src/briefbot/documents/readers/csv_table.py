"""A .csv file -> a Document for each of its rows."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator

from briefbot.documents.input.decoding import decode
from briefbot.documents.input.format import Form, Format
from briefbot.documents.metadata.assembly import assemble, one_line
from briefbot.documents.metadata.headings import Heading
from briefbot.documents.metadata.records import ADDRESSES, OUTLETS, origin_of
from briefbot.errors import DocumentError
from briefbot.text.dates import parse_date
from briefbot.types import Document

_DELIMITERS = ",;\t|"
_STATED = re.compile(r'"?sep=(?P<delimiter>[^\w\s"]|\t)"?\n', re.IGNORECASE)  # a first line for spreadsheet programs
_OUTLETS = (*OUTLETS, "publication", "newspaper", "source_name")
_ADDRESSES = (*ADDRESSES, "source_url", "address")
_NAMES = {  # of columns, best first, as they are in lower case and with "_" for anything between words
    "text": ("text", "body", "content", "article", "full_text", "article_text", "article_body", "story", "maintext"),
    "title": ("title", "headline", "heading"),
    "published": ("published", "date", "published_at", "publication_date", "publish_date", "date_published", "pubdate"),
    "author": ("author", "authors", "byline"),
    **{name: (name,) for name in (*_OUTLETS, *_ADDRESSES)},
}


def read_csv(data: bytes, source: str) -> Iterator[Document | DocumentError]:
    """Yield the document of each row, in order; a row that is none yields a DocumentError and the rest is still read.

    The first row names the columns; one of them must be the text. The delimiter is the one that a line "sep=;" above it
    states, else the one of , ; tab | that finds the most columns of known names. A date that does not name one day is
    unknown. The source of a document is its own address, as `origin_of` reads it, else "path#line", the line on which
    its row begins, counted from 1. An outlet that no column names is the host of the row's address.
    """
    text = decode(data, source)
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))  # else the longest article is an error of its own
    stated = _STATED.match(text)
    text = text[stated.end() :] if stated else text
    header, delimiter = max(
        (_columns(text, delimiter) for delimiter in (stated["delimiter"] if stated else _DELIMITERS)),
        key=lambda found: (len(_known(found[0])), len(found[0])),
    )
    columns = _known(header)
    if "text" not in columns:
        shown = ", ".join(repr(name[:40]) for name in header[:20])
        wanted = ", ".join(_NAMES["text"][:4])
        cure = f"Name the column {wanted}, and part columns by , ; | or a tab"
        raise DocumentError(source, f"has no column of texts; its first row names {shown}. {cure}")
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    empty = True
    above = line = 1 if stated else 0
    try:
        for number, row in enumerate(rows):
            begins, line = line + 1, above + rows.line_num
            if number and any(value.strip() for value in row):
                empty = False
                try:
                    yield _read_row(row, len(header), columns, f"{source}#{begins}")
                except DocumentError as error:
                    yield error
    except csv.Error as error:
        raise DocumentError(
            source, f"line {above + rows.line_num} is not CSV: {error}; check its quotation marks"
        ) from error
    if empty:
        raise DocumentError(source, "holds no row below the names of its columns; there is nothing to index")


def _columns(text: str, delimiter: str) -> tuple[list[str], str]:
    """Return the first row of a table split at this delimiter, [] where that fails, and the delimiter."""
    try:
        return next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), []), delimiter
    except csv.Error:
        return [], delimiter


def _known(header: list[str]) -> dict[str, int]:
    """Return the position of each column that has a known name, by what it holds."""
    names = ["_".join(name.replace("-", " ").replace("_", " ").lower().split()) for name in header]
    found = {
        meaning: next((names.index(name) for name in known if name in names), -1) for meaning, known in _NAMES.items()
    }
    return {meaning: column for meaning, column in found.items() if column >= 0}


def _read_row(row: list[str], width: int, columns: dict[str, int], source: str) -> Document:
    if len(row) > width:
        reason = (
            f"has {len(row)} fields, and the first row names {width}; put a field that holds the delimiter in quotes"
        )
        raise DocumentError(source, reason)
    fields = {meaning: row[column] if column < len(row) else "" for meaning, column in columns.items()}
    if not fields["text"].strip():
        raise DocumentError(source, "its field of text is empty; give the article in it, or delete the row")
    origin = origin_of(_values(fields, _OUTLETS), _values(fields, _ADDRESSES), source)
    metadata = Heading(
        title=one_line(fields.get("title", "")),
        outlet=origin.outlet or origin.host,
        author=one_line(fields.get("author", "")),
        published=parse_date(fields.get("published", "")),
    )
    return assemble(fields["text"], source, metadata, address=origin.address, titled=True)


def _values(fields: dict[str, str], names: Iterable[str]) -> list[str]:
    return [fields[name] for name in names if name in fields]


FORMAT = Format(
    name="tables",
    suffixes=(".csv", ".tsv"),
    media_types=("text/csv", "text/tab-separated-values", "application/csv"),
    form=Form.TEXT,
    read=read_csv,
)
