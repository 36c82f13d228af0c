"""A .csv file -> a Document for each of its rows."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator

from briefbot.documents.input.decoding import decode
from briefbot.documents.input.format import Form, Format
from briefbot.documents.metadata.assembly import assemble, one_line
from briefbot.documents.metadata.date_fields import DateFields
from briefbot.documents.metadata.headings import Heading
from briefbot.documents.metadata.records import (
    ADDRESSES,
    FIELDS,
    OUTLETS,
    field_name,
    origin_of,
    without_entities,
)
from briefbot.documents.readers.csv_rows import Row, rows_of
from briefbot.errors import DocumentError
from briefbot.types import Document

_DELIMITERS = ",;\t|"
_STATED = re.compile(r'"?sep=(?P<delimiter>[^\w\s"]|\t)"?\n', re.IGNORECASE)  # a first line for spreadsheet programs


def read_csv(data: bytes, source: str) -> Iterator[Document | DocumentError]:
    """Yield the document of each row, in order; a row that is none yields a DocumentError and the rest is still read.

    The first row names the columns; one of them must be the text. The delimiter is the one that a line "sep=;" above it
    states, else the one of , ; tab | that finds the most columns of known names. A date that names no one day is
    unknown, with a warning. The source of a document is its own address, as `origin_of` reads it, else "path#line", the
    line on which its row begins, counted from 1. An outlet that no column names is the host of the row's address.
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
        wanted = ", ".join(FIELDS["text"][:4])
        cure = f"Name the column {wanted}, and part columns by , ; | or a tab"
        raise DocumentError(source, f"has no column of texts; its first row names {shown}. {cure}")
    above = 1 if stated else 0
    _, *rows = rows_of(text, delimiter)
    dated = columns.get("published", len(header))
    days = DateFields(row.fields[dated] for row in rows if dated < len(row.fields))
    for row in rows:
        try:
            yield _read_row(row, len(header), columns, f"{source}#{above + row.line}", days)
        except DocumentError as error:
            yield error
    days.warn(source)
    if not rows:
        raise DocumentError(source, "holds no row below the names of its columns; there is nothing to index")


def _columns(text: str, delimiter: str) -> tuple[list[str], str]:
    """Return the first row of a table split at this delimiter, [] where that fails, and the delimiter."""
    try:
        return next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), []), delimiter
    except csv.Error:
        return [], delimiter


def _known(header: list[str]) -> dict[str, int]:
    """Return the position of each column that has a known name, by what it holds."""
    names = list(map(field_name, header))
    found = {
        meaning: next((names.index(name) for name in known if name in names), -1) for meaning, known in FIELDS.items()
    }
    return {meaning: column for meaning, column in found.items() if column >= 0}


def _read_row(row: Row, width: int, columns: dict[str, int], source: str, days: DateFields) -> Document:
    if row.broken:
        raise DocumentError(source, "is not CSV: a field in quotation marks does not end; check its quotation marks")
    if len(row.fields) > width:
        reason = f"has {len(row.fields)} fields, and the first row names {width}"
        raise DocumentError(source, f"{reason}; put a field that holds the delimiter in quotes")
    fields = {meaning: row.fields[at] if at < len(row.fields) else "" for meaning, at in columns.items()}
    if not fields["text"].strip():
        raise DocumentError(source, "its field of text is empty; give the article in it, or delete the row")
    origin = origin_of(_values(fields, OUTLETS), _values(fields, ADDRESSES), source)
    metadata = Heading(
        title=one_line(without_entities(fields.get("title", ""))),
        outlet=origin.outlet or origin.host,
        author=one_line(without_entities(fields.get("author", ""))),
        published=days.day(fields.get("published", ""), source),
    )
    return assemble(without_entities(fields["text"]), source, metadata, address=origin.address, titled=True)


def _values(fields: dict[str, str], names: Iterable[str]) -> list[str]:
    return [fields[name] for name in names if name in fields]


FORMAT = Format(
    name="tables",
    suffixes=(".csv", ".tsv"),
    media_types=("text/csv", "text/tab-separated-values", "application/csv"),
    form=Form.TEXT,
    read=read_csv,
)
