"""A .jsonl file -> a Document for each of its lines."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from briefbot.documents.input.decoding import byte_order_mark, decode_exactly, is_utf8, mended, unix_lines
from briefbot.documents.input.format import START, Content, Form, Format
from briefbot.documents.input.refused import WHOLE_JSON
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
from briefbot.errors import DocumentError
from briefbot.types import Document


def read_jsonl(data: bytes, source: str) -> Iterator[Document | DocumentError]:
    """Yield the document of each line, in order; a line that is none yields a DocumentError and the rest is still read.

    A line is an object with a text and optionally a title, a date, an author, an outlet and its own address, in keys of
    the names that `FIELDS` lists, as a table has columns; outlet and address are as `origin_of` reads them. Other keys
    are ignored and blank lines skipped. A date that names no one day is unknown, with a warning. The source of a
    document is its own address, else "path#line", counted from 1.
    """
    encoding, skipped = byte_order_mark(data) or ("utf-8", 0)
    plain = data[skipped:] if encoding == "utf-8" else decode_exactly(data, source, encoding, skipped).encode()
    if not is_utf8(plain):
        sure = mended(plain, source, encoding if skipped else None)
        plain = plain if sure is None else sure.encode()  # else a bad byte costs its line
    lines = plain.split(b"\n")  # not splitlines: JSON strings may hold U+2028 and the like
    _check_lines(lines, source)
    records = [(f"{source}#{number}", _loaded(line)) for number, line in enumerate(lines, start=1) if line.strip()]
    days = DateFields(_date(record) for _, record in records if isinstance(record, dict))
    for place, record in records:
        try:
            yield _read_record(record, place, days)
        except DocumentError as error:
            yield error
    days.warn(source)
    if not records:
        yield DocumentError(source, "holds no record; write one JSON object a line")


def _check_lines(lines: Sequence[bytes], source: str) -> None:
    """Raise DocumentError where one JSON value goes over all lines.

    Else each of them would be an error of its own.
    """
    first = next((line.strip() for line in lines if line.strip()), b"")
    try:
        if first in (b"[", b"{") or isinstance(json.loads(first), list):
            json.loads(b"\n".join(lines))
            raise DocumentError(source, f"is {WHOLE_JSON}")
    except (ValueError, RecursionError):
        pass  # then it is told of each line


def _loaded(line: bytes) -> dict[str, object] | Exception | None:
    """Return the object on a line, its keys as `field_name` gives them; the failure, or None for another value."""
    try:
        record = json.loads(decode_exactly(line, "", "utf-8"))
    except (DocumentError, ValueError, RecursionError) as error:  # ValueError: also a number of thousands of digits
        return error
    if not isinstance(record, dict):
        return None
    named: dict[str, object] = {}
    for key, value in record.items():
        named.setdefault(field_name(key), value)
    return named


def _read_record(record: dict[str, object] | Exception | None, place: str, days: DateFields) -> Document:
    if isinstance(record, DocumentError):
        raise DocumentError(place, record.reason) from record
    if isinstance(record, Exception):
        raise DocumentError(place, f"not a line of JSON: {record}") from record
    if record is None:
        raise DocumentError(place, 'not a JSON object; write {"title": ..., "text": ...} on one line')
    text = without_entities(_first(record, "text", place))
    if not text.strip():
        raise DocumentError(place, '"text" is missing or empty; give the article in it')
    _string(record, "source", place)  # an error where it is none, as the other keys that have always been read
    origin = origin_of(_strings(record, OUTLETS), _strings(record, ADDRESSES), place)
    metadata = Heading(
        title=one_line(without_entities(_first(record, "title", place))),
        outlet=origin.outlet,
        author=one_line(without_entities(_first(record, "author", place))),
        published=days.day(_date(record), place),
    )
    return assemble(unix_lines(text), place, metadata, address=origin.address, titled=True)


def _first(record: dict[str, object], meaning: str, place: str) -> str:
    """Return the first field of this meaning that says something, "" for none; a list of authors by commas."""
    values = (_string(record, key, place) for key in FIELDS[meaning] if key in record)
    return next((value for value in values if value.strip()), "")


def _date(record: dict[str, object]) -> str:
    """Return the date of a record as it is written, "" where it has none; a number counts seconds and names no day."""
    values = (record[key] for key in FIELDS["published"] if record.get(key) not in (None, ""))
    return next((value if isinstance(value, str) else str(value) for value in values), "")


def _string(record: dict[str, object], key: str, place: str) -> str:
    value = record.get(key)
    if value is None:
        return ""
    if key in FIELDS["author"] and isinstance(value, list) and all(isinstance(name, str) for name in value):
        return ", ".join(map(str, value))
    if not isinstance(value, str):
        raise DocumentError(place, f'"{key}" is a {type(value).__name__}, not a string; put it in quotes')
    return value


def _strings(record: dict[str, object], keys: Sequence[str]) -> list[str]:
    """Return the values of these keys that are strings; what else they hold was never an error."""
    return [value for key in keys if isinstance(value := record.get(key), str)]


def _is_record(content: Content) -> bool:
    """Return whether the first line is a JSON object, or one too long to be seen whole that names its "text"."""
    line = content.start.lstrip().split(b"\n", 1)[0]
    if not line.startswith(b"{"):
        return False
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return len(line) >= START - 100 and any(f'"{name}"'.encode() in line for name in FIELDS["text"])


FORMAT = Format(
    name="JSON lines",
    suffixes=(".jsonl", ".ndjson"),
    media_types=("application/jsonl", "application/x-ndjson"),
    form=Form.TEXT,
    read=read_jsonl,
    looks_like=_is_record,
)
