"""What a file is, by its content first and its suffix second; and by name what it is where it cannot be read."""

from __future__ import annotations

import json
import re
import zipfile
from io import BytesIO
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from briefbot.documents.input.addresses import is_address
from briefbot.documents.input.decoding import byte_order_mark
from briefbot.errors import DocumentError

SUFFIXES = {  # -> the kind of reader
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".tsv": "csv",
    ".pdf": "pdf",
    ".docx": "docx",
    ".epub": "epub",
    ".eml": "eml",
    ".rss": "feed",
    ".atom": "feed",
    ".xml": "feed",
}
READABLE = ".txt, .md, .html, .jsonl, .csv, .pdf, .docx, .epub, .eml, .rss"
UNKNOWN = f"not a format briefbot reads ({READABLE}); if it holds plain text, rename it to .txt, else convert it"

_ARCHIVE = "an archive; unpack it and name the folder"
_PICTURE = "a picture, and briefbot reads text; recognise its text first and save that as .txt, or move it away"
_SOUND = "a recording, and briefbot reads text; transcribe it and save that as .txt, or move it away"
_PROGRAM = "a program or binary data, which holds no article; move it away"
WHOLE_JSON = "JSON, not JSON lines; write one object a line and name it .jsonl"
_OFFICE = {
    "word": "an old Word document (.doc); save it as .docx or .pdf",
    "excel": "a spreadsheet; save the sheet as .csv",
    "slides": "a presentation; save it as .pdf",
    "open": "an OpenDocument text; save it as .docx or .pdf",
    "rtf": "Rich Text Format; save it as .docx or .pdf",
    "book": "an e-book of another kind than EPUB; convert it to .epub",
    "mailbox": "a mailbox or Outlook message; export its messages as .eml",
    "postscript": "PostScript; convert it to .pdf",
    "database": "a database; export the table as .csv",
}
_REFUSED = {  # what a file is -> the suffixes that say so
    _ARCHIVE: "zip gz tgz bz2 xz zst 7z rar tar jar iso dmg cab whl apk deb rpm",
    _PICTURE: "png jpg jpeg gif webp bmp tif tiff svg ico heic heif avif psd djvu raw",
    _SOUND: "mp3 wav ogg oga flac m4a aac opus mp4 m4v mov avi mkv webm mpg mpeg wmv",
    _PROGRAM: "exe dll so dylib bin o a class pyc wasm dat npy npz onnx safetensors pkl faiss ttf otf woff woff2",
    _OFFICE["word"]: "doc dot",
    _OFFICE["excel"]: "xls xlsx xlsm xlsb ods numbers",
    _OFFICE["slides"]: "ppt pptx pptm odp key",
    _OFFICE["open"]: "odt ott pages",
    _OFFICE["rtf"]: "rtf",
    _OFFICE["book"]: "mobi azw azw3 kfx fb2 lit",
    _OFFICE["mailbox"]: "msg mbox pst",
    WHOLE_JSON: "json",
    _OFFICE["postscript"]: "ps eps",
    _OFFICE["database"]: "sqlite sqlite3 db mdb parquet",
}
REFUSED = {f".{suffix}": what for what, suffixes in _REFUSED.items() for suffix in suffixes.split()}

_MAGIC = (  # the first bytes of what cannot be read
    (b"\x1f\x8b", "a gzip archive; unpack it"),
    (b"BZh", "a bzip2 archive; unpack it"),
    (b"\xfd7zXZ\0", "an xz archive; unpack it"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive; unpack it"),
    (b"7z\xbc\xaf\x27\x1c", _ARCHIVE),
    (b"Rar!\x1a\x07", _ARCHIVE),
    (b"\x89PNG\r\n\x1a\n", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"GIF87a", _PICTURE),
    (b"GIF89a", _PICTURE),
    (b"II*\0", _PICTURE),
    (b"MM\0*", _PICTURE),
    (b"8BPS", _PICTURE),
    (b"AT&TFORM", _PICTURE),
    *((b"ID3" + bytes([version]), _SOUND) for version in range(2, 5)),
    (b"OggS", _SOUND),
    (b"fLaC", _SOUND),
    (b"\x1aE\xdf\xa3", _SOUND),
    (b"MZ\x90", _PROGRAM),
    (b"\x7fELF", _PROGRAM),
    (b"\xca\xfe\xba\xbe", _PROGRAM),
    (b"\xcf\xfa\xed\xfe", _PROGRAM),
    (b"\0asm", _PROGRAM),
    (b"{\\rtf", _OFFICE["rtf"]),
    (b"%!PS", _OFFICE["postscript"]),
    (b"SQLite format 3\0", _OFFICE["database"]),
    (b"PAR1\x15", _OFFICE["database"]),
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "an old Office file (.doc, .xls, .ppt, .msg); save it as .docx, .csv or .pdf",
    ),
)
_ZIPPED = (  # a name within a zip archive, and what the archive then is
    ("word/document.xml", "docx"),
    ("META-INF/container.xml", "epub"),
)
_ZIPPED_REFUSED = (
    ("xl/", _OFFICE["excel"]),
    ("ppt/", _OFFICE["slides"]),
)
_MARKUP = re.compile(rb"(?>\s+|<!--.*?-->|<\?[^>]*>)*+<(?:!doctype\s+)?(?P<name>[a-z:]+)", re.I | re.S)
_MARKUP_WITHIN = 4096  # bytes
_HEADER = re.compile(rb"(?:from|to|subject|date|message-id|received|return-path|mime-version|delivered-to):\s", re.I)
_ENVELOPE = re.compile(rb"From \S+ [^\r\n]*\d{4}[^\r\n]*\r?\n")  # before each message of a mailbox
_ANOTHER_MESSAGE = re.compile(rb"\n\r?\n" + _ENVELOPE.pattern + rb"[\x21-\x39\x3b-\x7e]+:")
_WHOLE_JSON = re.compile(rb"\s*(?:\[\s*\{|\{\s*\n)\s*\"")
_ANY_HEADER = re.compile(rb"[\x21-\x39\x3b-\x7e]+:|[ \t]")
_LONGEST_SUFFIX = 12  # characters; what follows the last dot of "Mr. Smith goes to town" is no suffix


def kind_of(data: bytes, source: str) -> str:
    """The kind of reader for these bytes: a value of SUFFIXES.

    What is plain from the content counts whatever the suffix says; the suffix chooses between kinds of text.
    DocumentError, naming what it is, for what cannot be read.
    """
    suffix = suffix_of(source)
    if suffix in REFUSED:
        raise DocumentError(source, f"is {REFUSED[suffix]}")
    named = SUFFIXES.get(suffix)
    found = _by_content(data, source, named)
    if found:
        return found
    if named in ("pdf", "docx", "epub"):
        raise DocumentError(source, f"is named {suffix} but holds something else; open it and save it again")
    if named:
        return named
    if suffix:
        raise DocumentError(source, UNKNOWN)
    return "text"


def suffix_of(source: str) -> str:
    """The suffix of a path or an address in lower case; "" for none, or for what only looks like one."""
    path = urlsplit(source).path if is_address(source) else source
    suffix = PurePosixPath(path).suffix.lower()
    return suffix if len(suffix) <= _LONGEST_SUFFIX and re.fullmatch(r"\.[a-z0-9]*[a-z][a-z0-9]*", suffix) else ""


def _by_content(data: bytes, source: str, named: str | None) -> str | None:
    """What the bytes plainly are; None for text that only its suffix can tell apart, and for nothing."""
    for magic, what in _MAGIC:
        if data.startswith(magic):
            raise DocumentError(source, f"is {what}")
    if data[4:8] == b"ftyp" or (data[:4] == b"RIFF" and data[8:12] in (b"WAVE", b"AVI ")):
        raise DocumentError(source, f"is {_SOUND}")
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        raise DocumentError(source, f"is {_PICTURE}")
    if data[257:262] == b"ustar":
        raise DocumentError(source, f"is {_ARCHIVE}")
    if b"%PDF-" in data[:1024] and (named == "pdf" or data.lstrip()[:5] == b"%PDF-"):
        return "pdf"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _zipped(data, source)
    envelope = _ENVELOPE.match(data) if named in (None, "eml") else None
    if envelope and _ANOTHER_MESSAGE.search(data):
        raise DocumentError(source, f"is {_OFFICE['mailbox']}")
    if named in (None, "text", "html", "feed", "pdf", "docx", "epub"):
        kind = _by_text(data[envelope.end() :] if envelope else data, named)
        if kind is None and named is None and _WHOLE_JSON.match(data[:_MARKUP_WITHIN]):
            raise DocumentError(source, f"is {WHOLE_JSON}")
        return kind
    return None


def _zipped(data: bytes, source: str) -> str:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = archive.namelist()
            kind = archive.read("mimetype")[:100] if "mimetype" in names else b""
    except Exception as error:  # zipfile raises many kinds on damaged archives
        raise DocumentError(source, "is a damaged .docx, .epub or archive; copy or save it again") from error
    if kind.startswith(b"application/vnd.oasis"):
        raise DocumentError(source, f"is {_OFFICE['open']}")
    for name, found in _ZIPPED:
        if name in names:
            return found
    for start, what in _ZIPPED_REFUSED:
        if any(name.startswith(start) for name in names):
            raise DocumentError(source, f"is {what}")
    raise DocumentError(source, f"is {_ARCHIVE}")


def _by_text(data: bytes, named: str | None) -> str | None:
    """What kind of text it is where its suffix does not say, or says another; a .txt stays a .txt."""
    if named == "text":
        return None
    start = data[:_MARKUP_WITHIN]
    mark = byte_order_mark(start)
    if mark and mark[0] != "utf-8":
        start = start[mark[1] :].decode(mark[0], "ignore").encode()
    elif mark:
        start = start[mark[1] :]
    markup = _MARKUP.match(start)
    name = markup["name"].lower() if markup else b""
    if name in (b"rss", b"feed", b"rdf:rdf"):
        return "feed"
    if name in (b"html", b"head", b"body"):
        return "html"
    if named is not None:
        return None
    if _is_message(start):
        return "eml"
    return "jsonl" if _is_record(start) else None


def _is_message(start: bytes) -> bool:
    """Whether these lines are the head of an e-mail: header fields only, two of the usual ones among them."""
    head = re.split(rb"\r?\n\r?\n", start, maxsplit=1)[0].splitlines()
    return all(map(_ANY_HEADER.match, head[:-1])) and sum(1 for line in head if _HEADER.match(line)) >= 2


def _is_record(start: bytes) -> bool:
    line = start.lstrip().split(b"\n", 1)[0]
    if not line.startswith(b"{"):
        return False
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return (
            b'"text"' in line and len(line) >= _MARKUP_WITHIN - 100
        )  # a first line that is longer than what is looked at
