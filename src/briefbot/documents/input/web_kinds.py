"""What was fetched -> which reader reads it, and its text in UTF-8."""

from __future__ import annotations

import codecs

from briefbot.documents.input.decoding import byte_order_mark, decode_exactly
from briefbot.documents.input.kinds import REFUSED, SUFFIXES, kind_of, suffix_of
from briefbot.documents.input.web import Fetched
from briefbot.errors import DocumentError
from briefbot.text.encoding_labels import encoding_of

_SUFFIXES = {  # of a file of each media type, for those that say something
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/markdown": ".md",
    "text/csv": ".csv",
    "text/tab-separated-values": ".tsv",
    "application/csv": ".csv",
    "application/jsonl": ".jsonl",
    "application/x-ndjson": ".jsonl",
    "application/pdf": ".pdf",
    "application/epub+zip": ".epub",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "message/rfc822": ".eml",
    "application/rss+xml": ".rss",
    "application/atom+xml": ".atom",
    "application/rdf+xml": ".rss",
    "application/xml": ".xml",
    "text/xml": ".xml",
}
_SAYS_NOTHING = ("", "application/octet-stream", "binary/octet-stream", "application/force-download", "text/plain")
_REFUSED = {
    "image": "a picture, and briefbot reads text",
    "audio": "a recording, and briefbot reads text",
    "video": "a recording, and briefbot reads text",
    "font": "a font, which holds no article",
}
_TEXTS = ("text", "markdown", "html", "jsonl", "csv")


def web_kind(fetched: Fetched, address: str) -> str:
    """The kind of reader for an answer, by its content, then by what the server calls it, then by the address.

    DocumentError, naming what it is, for what cannot be read.
    """
    media_type = fetched.media_type
    refused = _REFUSED.get(media_type.partition("/")[0])
    if refused:
        raise DocumentError(address, f"is {refused} ({media_type[:60]}); name the page of the article")
    suffix = _SUFFIXES.get(media_type)
    try:
        if suffix is None and media_type in _SAYS_NOTHING:
            # What a server calls "text" is one, whatever ".php" may stand for.
            named = suffix_of(address) in SUFFIXES.keys() | REFUSED.keys()
            kind = kind_of(fetched.data, address if named else "page")
        else:
            kind = kind_of(fetched.data, f"page{suffix or ''}")
    except DocumentError as error:
        raise DocumentError(address, error.reason) from error
    if kind == "text" and suffix is None and media_type not in _SAYS_NOTHING:
        reason = f"the server calls it {media_type[:60]!r}, which briefbot does not read; name the page of the article"
        raise DocumentError(address, reason)
    return kind


def as_utf8(fetched: Fetched, kind: str, address: str) -> bytes:
    """The bytes, text in the encoding that the server declares made UTF-8 with a mark.

    A declared one-byte encoding of bytes that are UTF-8 is a server's default and not believed.
    """
    data = fetched.data
    if kind not in _TEXTS or not fetched.charset or byte_order_mark(data):
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
