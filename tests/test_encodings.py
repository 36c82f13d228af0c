"""Bytes become the text that they are in their encoding, verbatim, or an error that says where they do not."""

from __future__ import annotations

import codecs
import json
import tempfile
from pathlib import Path

import pytest
from files import read, read_all, refused
from hypothesis import example, given, settings
from hypothesis import strategies as st

from briefbot.errors import DocumentError
from briefbot.text.encoding_labels import encoding_of
from briefbot.types import Document


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b" \n\t\r\n", "only white space"),
        (codecs.BOM_UTF8, "only white space"),
        (b"text\0more", "NUL"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "is a picture"),
        (b"one\ntwo caf\xe9 au lait", "byte 0xe9 at offset 11, line 2"),
        (codecs.BOM_UTF8 + b"caf\xe9", "byte 0xe9 at offset 6, line 1"),
        (b"\xed\xa0\x80", "byte 0xed at offset 0"),
        (codecs.BOM_UTF16_LE + b"a\0b", "UTF-16-LE"),
        (b"x" * 1_000_001, "larger than 1,000,000 bytes"),
    ],
)
@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html"])
def test_bytes_that_are_no_text_are_refused_by_name(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    error = refused(tmp_path, name, content)
    assert words in error.reason
    assert error.source == (tmp_path / name).as_posix()


def test_a_file_of_exactly_the_limit_is_read(tmp_path: Path) -> None:
    assert read(tmp_path, "a.txt", "x" * 1_000_000).text == "x" * 1_000_000


def test_what_is_gone_or_a_folder_or_of_another_format_is_an_error_value(tmp_path: Path) -> None:
    (gone,) = read_all(tmp_path / "gone.txt")
    assert "no such file" in str(gone)
    (tmp_path / "folder.txt").mkdir()
    (folder,) = read_all(tmp_path / "folder.txt")
    assert "not a regular file" in str(folder)
    assert "not a format briefbot reads" in refused(tmp_path, "a.log", "text").reason


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_is_obeyed_and_dropped(tmp_path: Path, encoding: str) -> None:
    assert read(tmp_path, "a.txt", "Nicolás 中文 😀\r\nx".encode(encoding)).text == "Nicolás 中文 😀\nx"


GERMAN = "Der B\u00fcrgermeister sagte, die Br\u00fccke in der Hafenstra\u00dfe werde f\u00fcr drei Jahre geschlossen."
POLISH = (
    "Burmistrz powiedzia\u0142 w poniedzia\u0142ek, \u017ce most w \u0141odzi zostanie zamkni\u0119ty na trzy lata."
)
RUSSIAN = "Министр заявил в понедельник, что мост будет закрыт на три года из-за трещин в опорах."
ENGLISH = "The minister said \u201cyes\u201d and didn\u2019t go to the caf\u00e9 on Monday evening with the others."


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html"])
@pytest.mark.parametrize(
    ("text", "encoding"), [(GERMAN, "cp1252"), (ENGLISH, "cp1252"), (POLISH, "cp1250"), (RUSSIAN, "koi8_r")]
)
def test_text_that_declares_no_encoding_is_read_where_its_bytes_are_sure(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, name: str, text: str, encoding: str
) -> None:
    content = f"<html><body><article><p>{text}</p></article></body></html>" if name == "a.html" else text
    assert read(tmp_path, name, content.encode(encoding)).text == text
    assert f"not UTF-8, and nothing says what it is; read as {encoding}" in caplog.text


def test_a_single_byte_out_of_place_does_not_cost_the_text(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    stray = "Nicol\u00e1s isn\u2019t here.".encode().replace("\u2019".encode(), b"\x92")
    assert read(tmp_path, "a.txt", stray).text == "Nicol\u00e1s isn\u2019t here."
    assert "some bytes are not UTF-8; they are read as Western European" in caplog.text
    assert "byte 0xe2" in refused(tmp_path, "a.txt", "Nicol\u00e1s ".encode() + b"\xe2\x80 cut off").reason


def test_a_page_that_is_utf8_is_read_as_that_whatever_it_declares(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    page = f"<html><head><meta charset=iso-8859-1></head><body><article><p>{GERMAN}</p></article></body></html>"
    assert read(tmp_path, "a.html", page).text == GERMAN
    assert "declares the encoding 'iso-8859-1' but is UTF-8" in caplog.text


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0")).filter(lambda text: bool(text.strip()))


@settings(deadline=None)  # a busy machine is no failure
@given(TEXTS)
@example("\ufeff\ufeffmark")
@example("a\r\n\rb\x0b\x0c\x85\u2028e\u0301\r")
def test_any_text_is_read_back_verbatim_but_for_mark_and_line_ends(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "any.txt"
        path.write_bytes(text.encode())
        (document,) = read_all(path)
    if not text.removeprefix("\ufeff").strip():
        assert isinstance(document, DocumentError)
        return
    assert isinstance(document, Document), document
    assert document.text == text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    assert document.title.strip()
    assert "\n" not in document.title


@settings(deadline=None)  # a busy machine is no failure
@example("0-")  # no dateline: it names no place
@given(TEXTS)
def test_any_text_survives_json_and_markdown(text: str) -> None:
    expected = text.replace("\r\n", "\n").replace("\r", "\n")
    with tempfile.TemporaryDirectory() as folder:
        record = Path(folder) / "any.jsonl"
        record.write_text(json.dumps({"text": text}) + "\n")
        (from_json,) = read_all(record)
        markdown = Path(folder) / "any.md"
        markdown.write_bytes(f"---\ntitle: T\n---\n{text}".encode())
        (from_markdown,) = read_all(markdown)
    assert isinstance(from_json, Document)
    assert from_json.text == expected
    assert isinstance(from_markdown, Document)
    assert (from_markdown.text, from_markdown.title) == (expected, "T")


@pytest.mark.parametrize(
    ("label", "encoding"),
    [
        (" Latin1", "cp1252"),
        ("US-ASCII", "cp1252"),
        ("GB2312", "gb18030"),
        ("sjis", "cp932"),
        ("Windows-31J", "cp932"),
        ("ISO-8859-8-I", "iso8859-8"),
        ("koi8-r", "koi8-r"),
        ("UTF8", "utf-8"),
    ],
)
def test_a_label_means_what_browsers_take_it_for(label: str, encoding: str) -> None:
    assert encoding_of(label) == encoding


@pytest.mark.parametrize("label", ["", "no-such", "rot13", "hex", "undefined", "utf-8\0", "\u00e9", "\ud800"])
def test_a_label_that_names_no_encoding_of_text_is_a_look_up_error(label: str) -> None:
    with pytest.raises(LookupError):
        encoding_of(label)
