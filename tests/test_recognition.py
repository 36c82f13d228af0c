"""A file is what its content says before its suffix; whatever cannot be read is refused by what it is."""

from __future__ import annotations

import bz2
import codecs
import datetime as dt
import gzip
import io
import lzma
import tarfile
import zipfile
from pathlib import Path

import pytest
from files import WHOLE, items, letter, read, why_refused

from briefbot.documents import Format, find_sources
from briefbot.documents.formats import FORMATS
from briefbot.documents.input.recognition import format_of
from briefbot.documents.input.refused import REFUSED
from briefbot.errors import DocumentError
from briefbot.types import Document

DAY = dt.date(2025, 3, 7)


SUFFIXES = [suffix for one in FORMATS for suffix in one.suffixes]


def tar_file() -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("a.txt"))
    return packed.getvalue()


def kind_of(data: bytes, source: str) -> str:
    """The usual suffix of the format that these bytes are of."""
    return format_of(data, source, FORMATS).suffixes[0]


@pytest.mark.parametrize("expected", FORMATS, ids=lambda one: one.name)
def test_a_whole_file_is_of_its_format_under_each_suffix_of_it(expected: Format) -> None:
    for suffix in expected.suffixes:
        assert format_of(WHOLE[expected.suffixes[0]], f"a{suffix.upper()}", FORMATS) is expected, suffix


@pytest.mark.parametrize("kind", [".pdf", ".docx", ".epub"])
@pytest.mark.parametrize(
    "name", ["a.txt", "a.html", "a", "a.bak", "Mr. Smith goes to town", "a.pdf", "a.docx", "a.csv"]
)
def test_what_is_plain_from_the_content_counts_whatever_the_suffix_says(name: str, kind: str) -> None:
    assert kind_of(WHOLE[kind], name) == kind


@pytest.mark.parametrize("kind", [".eml", ".html", ".rss", ".txt"])
def test_a_file_without_a_suffix_is_what_it_holds(tmp_path: Path, kind: str) -> None:
    assert kind_of(WHOLE[kind], "folder.d/article") == kind
    assert all(isinstance(item, Document) for item in items(tmp_path, "article", WHOLE[kind])[:1])


def test_a_record_is_known_without_a_suffix() -> None:
    assert kind_of(b'{"text": "x"}\n{"text": "y"}', "records") == ".jsonl"
    assert kind_of(b"{not a record}", "records") == ".txt"


def test_a_pdf_or_word_file_that_is_a_page_of_the_web_is_read_as_one() -> None:
    assert kind_of(codecs.BOM_UTF8 + WHOLE[".html"], "a.pdf") == ".html"
    assert kind_of(WHOLE[".html"].decode().encode("utf-16"), "a.docx") == ".html"


ENVELOPE = b"From jane@example.org Fri Mar  7 10:00:00 2025\n"


@pytest.mark.parametrize("name", ["Inbox", "a.eml"])
def test_a_mailbox_is_read_whatever_it_is_called_and_so_is_a_letter_in_its_envelope(tmp_path: Path, name: str) -> None:
    one = ENVELOPE + letter()
    sources = [item.source for item in items(tmp_path, name, one + b"\n\n" + one)]
    assert sources == [f"{tmp_path / name}#1", f"{tmp_path / name}#2"]
    assert read(tmp_path, name, one).published == DAY


def test_letters_that_begin_like_an_envelope_are_text() -> None:
    assert kind_of(ENVELOPE + b"\nFrom here it is prose.", "note") == ".txt"


@pytest.mark.parametrize("value", ['[{"text": "x"}]', '[\n  {\n    "text": "x"\n  }\n]', '{\n  "text": "x"\n}'])
@pytest.mark.parametrize("name", ["a.jsonl", "a"])
def test_one_json_value_over_all_lines_is_one_error(tmp_path: Path, name: str, value: str) -> None:
    assert "is JSON, not JSON lines; write one object a line" in why_refused(tmp_path, name, value)


def test_prose_with_colons_is_no_letter() -> None:
    assert kind_of(b"Date: unknown\nWe met at noon: nobody came.\n\nIt rained.", "note") == ".txt"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0", "is a picture"),
        (b"\xff\xd8\xff\xe0", "is a picture"),
        (b"RIFF\0\0\0\0WEBP", "is a picture"),
        (b"\0\0\0\x18ftypmp42", "is a recording"),
        (gzip.compress(b"x", mtime=0), "is a gzip archive; unpack it"),
        (b"7z\xbc\xaf\x27\x1c\0", "is an archive; unpack it"),
        (b"\x7fELF\2\1", "is a program"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Office file"),
        (b"{\\rtf1 x}", "is Rich Text Format; save it as .docx"),
        (b"SQLite format 3\0", "is a database"),
        (b"GIF89a\1\0", "is a picture"),
        (b"ID3\4\0\0", "is a recording"),
        (b"PAR1\x15\4", "is a database"),
        (bz2.compress(b"x"), "is a bzip2 archive; unpack it"),
        (bz2.compress(b""), "is a bzip2 archive; unpack it"),
        (lzma.compress(b"x"), "is an xz archive"),
        (tar_file(), "is an archive"),
        (b"II*\0\x08\0\0\0", "is a picture"),
        (b"MM\0*\0\0\0\x08", "is a picture"),
        (b"8BPS\0\1\0\0", "is a picture"),
        (b"AT&TFORM\0\0\x1b\xd2DJVUINFO", "is a picture"),
        (b"RIFF\x24\x08\0\0WAVEfmt \x10\0\0\0", "is a recording"),
        (b"RIFF\xff\xff\xff\x7fAVI LIST\xc0\0\0\0hdrlavih", "is a recording"),
        (b"OggS\0\2\0\0", "is a recording"),
        (b"fLaC\0\0\0\x22\x10\0", "is a recording"),
        (b"%!PS-Adobe-3.0\n%%Title: x\n", "is PostScript"),
        (b"%!PS\r\n/Courier findfont\n", "is PostScript"),
        (b"PK\x03\x04 and no more", "damaged .docx, .epub or archive"),
    ],
)
@pytest.mark.parametrize("name", ["a.txt", "a", "a.html", "a.csv", "a.foo"])
def test_archives_pictures_and_binaries_are_refused_by_what_they_are(
    tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    assert words in why_refused(tmp_path, name, content)


@pytest.mark.parametrize(
    "text",
    [
        b"ID3 sales of Volkswagen rose.",
        b"GIF89 is not GIF.",
        b"GIF89a, the format of 1989, is still in use.",
        b"PAR1 beat PAR2.",
        b"BZhang Wei said on Monday that the bridge would be closed.",
        b"BZh9 is how a compressed file begins.",
        b"OggS is how a page of Ogg begins.",
        b"fLaC is how a file of FLAC begins.",
        b"8BPS stands for 8B Photoshop.",
        b"AT&TFORM and its rivals were heard in court on Monday, the clerk said.",
        b"RIFF is WAVE's container, the engineer explained to the commission.",
        b"Der ftypische Fehler blieb.",
        b"%!PS is how PostScript begins.",
        b"{\\rtfm, as engineers say.",
        b"%PDF- is how a PDF begins.",
        b"x" * 257 + b"ustar is a word that stood here by chance.",
        b"{" + b"\n" * 200_000 + b"x",
    ],
    ids=lambda text: text[:12].decode(),
)
def test_text_that_begins_like_a_binary_is_text(text: bytes) -> None:
    assert kind_of(text, "a.txt") == kind_of(text, "a") == ".txt"


@pytest.mark.parametrize(
    ("inside", "words"),
    [
        ("a.txt", "is an archive"),
        ("xl/workbook.xml", "is a spreadsheet"),
        ("ppt/presentation.xml", "is a presentation"),
    ],
)
def test_what_is_zipped_is_named_by_what_is_in_it(tmp_path: Path, inside: str, words: str) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(inside, "x")
    assert words in why_refused(tmp_path, "a.docx", packed.getvalue())
    assert words in why_refused(tmp_path, "a.txt", packed.getvalue())


def test_an_opendocument_text_is_named(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
    assert "OpenDocument" in why_refused(tmp_path, "a", packed.getvalue())


def test_every_refused_suffix_is_refused_with_a_cure_before_it_is_opened(tmp_path: Path) -> None:
    assert not REFUSED.keys() & set(SUFFIXES)
    for suffix in REFUSED:
        (tmp_path / f"a{suffix.upper()}").touch()
    found = find_sources([tmp_path])
    assert len(found) == len(REFUSED)
    assert all(isinstance(item, DocumentError) and ";" in item.reason for item in found)


def test_text_of_an_unknown_suffix_is_refused_and_says_what_to_do(tmp_path: Path) -> None:
    assert "rename it to .txt" in why_refused(tmp_path, "a.py", "print('x')")
