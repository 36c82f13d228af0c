"""A .jsonl file -> a Document for each of its lines."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from briefbot.documents.input.decoding import byte_order_mark, decode_exactly, is_utf8, mended, unix_lines
from briefbot.documents.input.format import START, Content, Form, Format
from briefbot.documents.input.refused import WHOLE_JSON
from briefbot.documents.metadata.assembly import assemble, one_line
from briefbot.documents.metadata.date_fields import explicit_date
from briefbot.documents.metadata.headings import Heading
from briefbot.documents.metadata.records import ADDRESSES, OUTLETS, origin_of
from briefbot.errors import DocumentError
from briefbot.types import Document


def read_jsonl(data: bytes, source: str) -> Iterator[Document | DocumentError]:
    """Yield the document of each line, in order; a line that is none yields a DocumentError and the rest is still read.

    A line is an object with `text` and optionally `title`, `published`, `author`, the outlet in `outlet`, `publisher`
    or `source`, and its own address in `url` or `link`, as `origin_of` reads them. Other keys are ignored and blank
    lines skipped. The source of a document is its own address, else "path#line", counted from 1.
    """
    encoding, skipped = byte_order_mark(data) or ("utf-8", 0)
    plain = data[skipped:] if encoding == "utf-8" else decode_exactly(data, source, encoding, skipped).encode()
    if not is_utf8(plain):
        sure = mended(plain, source, encoding if skipped else None)
        plain = plain if sure is None else sure.encode()  # else a bad byte costs its line
    lines = plain.split(b"\n")  # not splitlines: JSON strings may hold U+2028 and the like
    _check_lines(lines, source)
    empty = True
    for number, line in enumerate(lines, start=1):
        if line.strip():
            empty = False
            try:
                yield _read_record(line, f"{source}#{number}")
            except DocumentError as error:
                yield error
    if empty:
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


def _read_record(line: bytes, source: str) -> Document:
    try:
        record = json.loads(decode_exactly(line, source, "utf-8"))
    except (ValueError, RecursionError) as error:  # ValueError: also a number of thousands of digits
        raise DocumentError(source, f"not a line of JSON: {error}") from error
    if not isinstance(record, dict):
        raise DocumentError(source, 'not a JSON object; write {"title": ..., "text": ...} on one line')
    text = _string(record, "text", source)
    if not text or not text.strip():
        raise DocumentError(source, '"text" is missing or empty; give the article in it')
    _string(record, "source", source)  # an error where it is none, as the other keys that have always been read
    origin = origin_of(_strings(record, OUTLETS), _strings(record, ADDRESSES), source)
    metadata = Heading(
        title=one_line(_string(record, "title", source)),
        outlet=origin.outlet,
        author=one_line(_string(record, "author", source)),
        published=explicit_date(_string(record, "published", source), source),
    )
    return assemble(unix_lines(text), source, metadata, address=origin.address, titled=True)


def _string(record: dict[str, object], key: str, source: str) -> str:
    value = record.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise DocumentError(source, f'"{key}" is a {type(value).__name__}, not a string; put it in quotes')
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
        return b'"text"' in line and len(line) >= START - 100


FORMAT = Format(
    name="JSON lines",
    suffixes=(".jsonl", ".ndjson"),
    media_types=("application/jsonl", "application/x-ndjson"),
    form=Form.TEXT,
    read=read_jsonl,
    looks_like=_is_record,
)
