"""Files that cannot be read, known by suffix, first bytes or the entries of a zip; each with what to do instead."""

from __future__ import annotations

import re

from briefbot.documents.input.format import Content

ARCHIVE = "an archive; unpack it and name the folder"
DAMAGED_ZIP = "a damaged .docx, .epub or archive; copy or save it again"
_OUTLOOK = "an Outlook message or its mailbox; export its messages as .eml"
WHOLE_JSON = "JSON, not JSON lines; write one object a line and name it .jsonl"

_PICTURE = "a picture, and briefbot reads text; recognise its text first and save that as .txt, or move it away"
_SOUND = "a recording, and briefbot reads text; transcribe it and save that as .txt, or move it away"
_PROGRAM = "a program or binary data, which holds no article; move it away"
_OLD_WORD = "an old Word document (.doc); save it as .docx or .pdf"
_OLD_OFFICE = "an old Office file (.doc, .xls, .ppt, .msg); save it as .docx, .csv or .pdf"
_SPREADSHEET = "a spreadsheet; save the sheet as .csv"
_SLIDES = "a presentation; save it as .pdf"
_OPEN_DOCUMENT = "an OpenDocument text; save it as .docx or .pdf"
_RICH_TEXT = "Rich Text Format; save it as .docx or .pdf"
_BOOK = "an e-book of another kind than EPUB; convert it to .epub"
_POSTSCRIPT = "PostScript; convert it to .pdf"
_DATABASE = "a database; export the table as .csv"

_SUFFIXES = {  # what a file is -> the suffixes that say so
    ARCHIVE: "zip gz tgz bz2 xz zst 7z rar tar jar iso dmg cab whl apk deb rpm",
    _PICTURE: "png jpg jpeg gif webp bmp tif tiff svg ico heic heif avif psd djvu raw",
    _SOUND: "mp3 wav ogg oga flac m4a aac opus mp4 m4v mov avi mkv webm mpg mpeg wmv",
    _PROGRAM: "exe dll so dylib bin o a class pyc wasm dat npy npz onnx safetensors pkl faiss ttf otf woff woff2",
    _OLD_WORD: "doc dot",
    _SPREADSHEET: "xls xlsx xlsm xlsb ods numbers",
    _SLIDES: "ppt pptx pptm odp key",
    _OPEN_DOCUMENT: "odt ott pages",
    _RICH_TEXT: "rtf",
    _BOOK: "mobi azw azw3 kfx fb2 lit",
    _OUTLOOK: "msg pst",
    WHOLE_JSON: "json",
    _POSTSCRIPT: "ps eps",
    _DATABASE: "sqlite sqlite3 db mdb parquet",
}
REFUSED = {f".{suffix}": what for what, suffixes in _SUFFIXES.items() for suffix in suffixes.split()}

# How a file begins, and what it is. Where the marks of a format are letters, what follows them is looked at as well:
# an article may begin with the same letters.
_MAGIC = [
    (re.compile(pattern, re.DOTALL), what)
    for pattern, what in (
        (rb"\x1f\x8b", "a gzip archive; unpack it"),
        (rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)", "a bzip2 archive; unpack it"),  # a first block, or none
        (rb"\xfd7zXZ\0", "an xz archive; unpack it"),
        (rb"\x28\xb5\x2f\xfd", "a Zstandard archive; unpack it"),
        (rb"7z\xbc\xaf\x27\x1c", ARCHIVE),
        (rb"Rar!\x1a\x07", ARCHIVE),
        (rb".{257}ustar(?:\0|  \0)", ARCHIVE),
        (rb"\x89PNG\r\n\x1a\n", _PICTURE),
        (rb"\xff\xd8\xff", _PICTURE),
        (rb"GIF8[79]a(?=.{0,60}\0)", _PICTURE),  # sizes and colours, which are hardly ever without a zero
        (rb"II\*\0", _PICTURE),
        (rb"MM\0\*", _PICTURE),
        (rb"8BPS\0[\1\2]", _PICTURE),
        (rb"AT&TFORM.{4}DJV", _PICTURE),
        (rb"RIFF(?=.{0,60}\0).{4}WEBP", _PICTURE),
        (rb"RIFF(?=.{0,60}\0).{4}(?:WAVE|AVI )", _SOUND),
        (rb"\0.{3}ftyp", _SOUND),  # after the length of the first part
        (rb"ID3[\2-\4]", _SOUND),
        (rb"OggS\0", _SOUND),
        (rb"fLaC[\0\x80]\0", _SOUND),
        (rb"\x1aE\xdf\xa3", _SOUND),
        (rb"MZ\x90", _PROGRAM),
        (rb"\x7fELF", _PROGRAM),
        (rb"\xca\xfe\xba\xbe", _PROGRAM),
        (rb"\xcf\xfa\xed\xfe", _PROGRAM),
        (rb"\0asm", _PROGRAM),
        (rb"\{\\rtf\d", _RICH_TEXT),
        (rb"%!PS(?:-Adobe-\d|[ \t]*[\r\n])", _POSTSCRIPT),
        (rb"SQLite format 3\0", _DATABASE),
        (rb"PAR1\x15", _DATABASE),
        (rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _OLD_OFFICE),
    )
]
_ZIPPED = (  # how a name in a zip archive begins, and what the archive then is
    ("xl/", _SPREADSHEET),
    ("ppt/", _SLIDES),
)
_JSON = re.compile(rb"\s*(?:\[\s*\{|\{\s*\n)\s*\"")


def refused_by_bytes(data: bytes) -> str | None:
    """Return what a file is, told by its first bytes, where it is something that cannot be read; else None."""
    return next((what for magic, what in _MAGIC if magic.match(data)), None)


def refused_archive(entries: frozenset[str], media_type: bytes) -> str:
    """Return what a zip archive is that no format recognises; `media_type` is what it states of itself."""
    if media_type.startswith(b"application/vnd.oasis"):
        return _OPEN_DOCUMENT
    return next((what for start, what in _ZIPPED if any(name.startswith(start) for name in entries)), ARCHIVE)


def refused_text(content: Content) -> str | None:
    """Return what a text without a suffix is, where it is something that cannot be read; else None."""
    return WHOLE_JSON if _JSON.match(content.start) else None
