"""Recognition of a file's format, by its content first and its suffix second.

In this order: what is refused by its suffix, what is refused by its first bytes, the binary formats, the forms of
markup, the forms of text. What is plain from the content counts whatever the suffix says; the suffix chooses between
forms of text.
"""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from briefbot.documents.input.archives import PACKED_AS
from briefbot.documents.input.decoding import byte_order_mark
from briefbot.documents.input.format import START, Content, Form, Format, readable
from briefbot.documents.input.refused import DAMAGED_ZIP, REFUSED, refused_archive, refused_by_bytes, refused_text
from briefbot.errors import DocumentError
from briefbot.text.addresses import is_address

_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_MARKUP = re.compile(rb"(?>\s+|<!--.*?-->|<\?[^>]*>)*+<(?:!doctype\s+)?(?P<name>[a-z:]+)", re.I | re.S)
_LONGEST_TYPE = 100  # bytes of the media type that an archive states of itself
_LONGEST_SUFFIX = 12  # characters; what follows the last dot of "Mr. Smith goes to town" is no suffix


def format_of(data: bytes, source: str, formats: tuple[Format, ...]) -> Format:
    """Return the format of these bytes; the first of `formats` for a text without a suffix that looks like no other.

    Raises DocumentError, naming what it is, for what cannot be read.
    """
    suffix = suffix_of(source)
    if suffix in REFUSED:
        raise DocumentError(source, f"is {REFUSED[suffix]}")
    what = refused_by_bytes(data)
    if what:
        raise DocumentError(source, f"is {what}")
    named = by_suffix(suffix, formats)
    found = _by_content(data, source, named, formats)
    if found:
        return found
    if named and named.form is Form.BINARY:
        raise DocumentError(source, f"is named {suffix} but holds something else; open it and save it again")
    if suffix and not named:
        cure = "if it holds plain text, rename it to .txt, else convert it"
        raise DocumentError(source, f"not a format briefbot reads ({readable(formats)}); {cure}")
    return named or formats[0]


def by_suffix(suffix: str, formats: tuple[Format, ...]) -> Format | None:
    """Return the format that has this suffix, written as `suffix_of` gives it; None where none has."""
    return next((one for one in formats if suffix in one.suffixes), None)


def suffix_of(source: str) -> str:
    """Return the suffix of a path or an address in lower case; "" for none, or for what only looks like one."""
    path = urlsplit(source).path if is_address(source) else source
    suffix = PurePosixPath(path).suffix.lower()
    return suffix if len(suffix) <= _LONGEST_SUFFIX and re.fullmatch(r"\.[a-z0-9]*[a-z][a-z0-9]*", suffix) else ""


def _by_content(data: bytes, source: str, named: Format | None, formats: tuple[Format, ...]) -> Format | None:
    """Return the format that the bytes plainly are of; None where only the suffix can tell."""
    is_zip = data.startswith(_ZIP)
    entries, media_type = _zipped(data, source) if is_zip else (frozenset[str](), b"")
    start = _start(data)
    markup = _MARKUP.match(start)
    root = markup["name"].decode("ascii").lower() if markup else ""
    content = Content(data, suffix_of(source), start, root, entries)

    def first(form: Form) -> Format | None:
        return next((one for one in formats if one.form is form and one.looks_like(content)), None)

    if found := first(Form.BINARY):
        return found
    if is_zip:
        raise DocumentError(source, f"is {refused_archive(entries, media_type)}")
    if named and named.form is Form.TEXT:
        return None
    found = first(Form.MARKUP)
    if found or named:
        return found
    found = first(Form.TEXT)
    what = None if found else refused_text(content)
    if what:
        raise DocumentError(source, f"is {what}")
    return found


def _zipped(data: bytes, source: str) -> tuple[frozenset[str], bytes]:
    """Return the names of the entries of a zip archive, and the media type that it states of itself."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = frozenset(archive.namelist())
            stated = archive.getinfo("mimetype") if "mimetype" in names else None
            if stated is None or stated.compress_type not in PACKED_AS:
                return names, b""
            with archive.open(stated) as file:
                return names, file.read(_LONGEST_TYPE)
    except Exception as error:  # zipfile raises many kinds on damaged archives
        raise DocumentError(source, f"is {DAMAGED_ZIP}") from error


def _start(data: bytes) -> bytes:
    """Return the first bytes in UTF-8, without their byte order mark."""
    start = data[:START]
    encoding, skipped = byte_order_mark(start) or ("utf-8", 0)
    start = start[skipped:]
    return start if encoding == "utf-8" else start.decode(encoding, "ignore").encode()
