"""A fetched answer -> its format, and its text in UTF-8."""

from __future__ import annotations

import codecs

from briefbot.documents.input.decoding import byte_order_mark, decode_exactly
from briefbot.documents.input.format import Form, Format
from briefbot.documents.input.recognition import by_suffix, format_of, suffix_of
from briefbot.documents.input.refused import REFUSED
from briefbot.documents.input.web import Fetched
from briefbot.errors import DocumentError
from briefbot.text.encoding_labels import encoding_of

_SAYS_NOTHING = ("", "application/octet-stream", "binary/octet-stream", "application/force-download", "text/plain")
_REFUSED = {
    "image": "a picture, and briefbot reads text",
    "audio": "a recording, and briefbot reads text",
    "video": "a recording, and briefbot reads text",
    "font": "a font, which holds no article",
}


def web_format(fetched: Fetched, address: str, formats: tuple[Format, ...]) -> Format:
    """Return the format of an answer, by its content, then by what the server calls it, then by the address.

    Raises DocumentError, naming what it is, for what cannot be read.
    """
    media_type = fetched.media_type
    refused = _REFUSED.get(media_type.partition("/")[0])
    if refused:
        raise DocumentError(address, f"is {refused} ({media_type[:60]}); name the page of the article")
    says_nothing = media_type in _SAYS_NOTHING
    called = None if says_nothing else next((one for one in formats if media_type in one.media_types), None)
    try:
        if says_nothing:
            # What a server calls "text" is one, whatever ".php" may stand for.
            suffix = suffix_of(address)
            known = suffix in REFUSED or by_suffix(suffix, formats)
            found = format_of(fetched.data, address if known else "page", formats)
        else:
            found = format_of(fetched.data, f"page{called.suffixes[0] if called else ''}", formats)
    except DocumentError as error:
        raise DocumentError(address, error.reason) from error
    if found is formats[0] and not (says_nothing or called):
        reason = f"the server calls it {media_type[:60]!r}, which briefbot does not read; name the page of the article"
        raise DocumentError(address, reason)
    return found


def as_utf8(fetched: Fetched, found: Format, address: str) -> bytes:
    """Return the fetched bytes; text in the encoding that the server declares is made UTF-8 with a byte order mark.

    A declared one-byte encoding of bytes that are UTF-8 is a server's default and not believed.
    """
    data = fetched.data
    if found.form is Form.BINARY or found.own_encoding or not fetched.charset or byte_order_mark(data):
        return data
    try:
        encoding = encoding_of(fetched.charset)
    except LookupError as error:
        reason = f"declares the encoding {fetched.charset[:40]!r}, which is not known; save the page as UTF-8"
        raise DocumentError(address, reason) from error
    if not encoding.startswith(("iso2022", "utf-7", "hz", "utf-16", "utf-32")):  # which are ASCII or hold NUL
        try:
            data.decode("utf-8")
            return codecs.BOM_UTF8 + data
        except UnicodeDecodeError:
            pass  # then it is as the server says
    return codecs.BOM_UTF8 + decode_exactly(data, address, encoding).encode("utf-8", "replace")
