"""Facts about text: encodings, dates in words, characters, addresses; and that each list of them is written once."""

from __future__ import annotations

import ast
import datetime as dt
import functools
import re
import unicodedata
from pathlib import Path

import pytest
import webencodings
from hypothesis import given, settings
from hypothesis import strategies as st

from briefbot import phrases
from briefbot.documents import read_documents
from briefbot.errors import DocumentError
from briefbot.text import characters, sentence_ends
from briefbot.text.calendar_names import MONTHS, WEEKDAYS, month_number
from briefbot.text.dates import parse_date
from briefbot.text.encoding_labels import WEB_ENCODINGS, encoding_of
from briefbot.types import Document

ROOT = Path(__file__).resolve().parent.parent
EVERY_CHARACTER = "".join(map(chr, range(0x110000)))
LABELS = sorted(webencodings.LABELS)
REFUSED = [label for label in LABELS if webencodings.LABELS[label] == "replacement"]


def test_every_label_of_the_web_that_the_standard_decodes_is_read() -> None:
    assert len(LABELS) == 228
    for label in set(LABELS) - set(REFUSED):
        assert "".join(map(chr, range(0x20, 0x7F))).encode(encoding_of(label)), label
        assert encoding_of(f" {label.upper()}\n") == encoding_of(label) in WEB_ENCODINGS


@pytest.mark.parametrize("label", REFUSED)
def test_what_the_standard_refuses_is_refused_by_name(label: str) -> None:
    with pytest.raises(LookupError, match=re.escape(repr(label))):
        encoding_of(label)


@pytest.mark.parametrize(
    ("label", "text"),
    [
        *(("x-cp1251", "Москва"), ("koi", "Москва"), ("mac", "Zürich"), ("x-mac-ukrainian", "Київ")),
        *(("cn-big5", "香港"), ("ks_c_5601-1989", "서울"), ("x-euc-jp", "東京"), ("gb_2312-80", "北京")),
    ],
)
def test_an_old_label_of_a_page_is_read_as_what_it_stood_for(label: str, text: str) -> None:
    assert text.encode(encoding_of(label)).decode(encoding_of(label)) == text
    assert webencodings.decode(text.encode(encoding_of(label)), label)[0] == text


@pytest.mark.parametrize(("label", "encoding"), [("cp437", "cp437"), ("latin_1", "cp1252"), ("euc_kr", "cp949")])
def test_a_label_that_only_python_has_means_what_python_takes_it_for(label: str, encoding: str) -> None:
    assert encoding_of(label) == encoding


def test_letters_in_korean_and_chinese_keep_encodings_that_pages_may_not_have() -> None:
    assert encoding_of("iso-2022-kr", in_mail=True) == "iso2022_kr"
    assert encoding_of("HZ-GB-2312", in_mail=True) == "hz"
    with pytest.raises(LookupError):
        encoding_of("replacement", in_mail=True)


def read(path: Path, content: bytes) -> Document | DocumentError:
    path.write_bytes(content)
    (document,) = read_documents(path, max_bytes=10_000)
    return document


@pytest.mark.parametrize(
    ("label", "encoding"), [("x-mac-roman", "mac-roman"), ("x-user-defined", "cp1252"), ("iso88591", "cp1252")]
)
def test_a_page_is_read_by_an_old_label(tmp_path: Path, label: str, encoding: str) -> None:
    said = "The café in Tarn Street has opened its doors again, as its owner said on Monday morning."
    text = f"<html><head><meta charset='{label}'></head><body><article><p>{said}</p><p>{said} It is new.</p></article>"
    page = read(tmp_path / "a.html", text.encode(encoding))
    assert isinstance(page, Document)
    assert "The café" in page.text


def test_a_page_in_an_encoding_that_the_standard_refuses_is_an_error_that_names_it(tmp_path: Path) -> None:
    error = read(tmp_path / "a.html", b"<meta charset='hz-gb-2312'><p>The ferry sails again.</p>")
    assert isinstance(error, DocumentError)
    assert "'hz-gb-2312'" in error.reason


def test_a_letter_in_korean_is_read(tmp_path: Path) -> None:
    head = b"From: a@b.example\nSubject: Ferry\nContent-Type: text/plain; charset=iso-2022-kr\n\n"
    document = read(tmp_path / "a.eml", head + "서울에서".encode("iso2022_kr") + b"\n")
    assert isinstance(document, Document)
    assert "서울에서" in document.text


@settings(deadline=None)
@given(st.dates(min_value=dt.date(1000, 1, 1), max_value=dt.date(2999, 12, 31)))
def test_a_date_is_written_so_that_it_can_be_read(day: dt.date) -> None:
    written = phrases.day(day)
    assert parse_date(written) == parse_date(f"{WEEKDAYS[day.weekday()]}, {written}") == day


def test_a_month_is_known_in_full_and_shortened() -> None:
    for number, name in enumerate(MONTHS, start=1):
        assert month_number(name) == month_number(name.upper()) == month_number(name[:3].lower()) == number
        assert parse_date(f"5 {name[:3]}. 2021") == dt.date(2021, number, 5)
    assert parse_date("5 Sept 2021") == dt.date(2021, 9, 5)
    for name in (*WEEKDAYS, *(name[:3] for name in WEEKDAYS), "Tues", "Thur", "Thurs"):
        assert parse_date(f"{name}. 5 May 2021") == dt.date(2021, 5, 5)


def test_the_file_of_a_record_is_named_beside_an_address_and_only_there() -> None:
    for address in ("https://a.example/1", "HTTP://a.example/1"):
        assert phrases.file_of_record(address, "/news/a.jsonl") == "/news/a.jsonl"
        assert phrases.file_of_record(address, "Https://a.example/feed") is None
    for source in ("/news/a.jsonl#1", "https.txt", "ftp://a.example/1"):
        assert phrases.file_of_record(source, "/news/a.jsonl") is None


def found(pattern: re.Pattern[str]) -> set[str]:
    return set(pattern.findall(EVERY_CHARACTER))


def test_each_medium_is_spared_the_controls_that_it_cannot_carry() -> None:
    controls = {character for character in EVERY_CHARACTER if unicodedata.category(character) == "Cc"}
    halves = set(map(chr, range(0xD800, 0xE000)))
    assert found(characters.NOT_FOR_TERMINALS) == controls - {"\t", "\n"}
    assert found(characters.NOT_ESCAPED_BY_JSON) == {control for control in controls if control >= "\x7f"}
    unknown_to_xml = {control for control in controls if control < " "} - {"\t", "\n", "\r"}
    assert found(characters.NOT_FOR_XML) == unknown_to_xml | halves | {"\ufffe", "\uffff"}
    assert found(characters.NOT_FOR_ADDRESSES) == controls | {" "} | halves
    assert found(characters.NOT_IN_PROSE) == (controls - set("\t\n\v\f\r")) | {"\ufffe", "\uffff"}


@pytest.mark.parametrize(
    ("pattern", "marks"),
    [
        (sentence_ends.ENDS_SENTENCE, ".!?…。！？"),
        (sentence_ends.ENDS_QUESTION, ".!?…。！？\u037e؟"),
        (sentence_ends.ENDS_PROSE, ".!?…:。！？।؟۔"),
        (sentence_ends.ENDS_LINE, ".!?…:"),
    ],
)
def test_a_text_ends_with_a_mark_and_what_closes_behind_it(pattern: re.Pattern[str], marks: str) -> None:
    candidates = [character for character in EVERY_CHARACTER if not (character.isalnum() or character.isspace())]
    ends = {mark for mark in candidates if pattern.search(f"x{mark}")}
    assert ends == set(marks)
    for mark in marks:
        assert pattern.search(f"x{mark}”)'»]")
        assert not pattern.search(f"x{mark} y")


# A list by what betrays it -> the only module that may write it.
LISTS = {
    "months": (re.compile(r"(?i)feb\W*ruary"), "src/briefbot/text/calendar_names.py"),
    "weekdays": (re.compile(r"(?i)wed\W*nes"), "src/briefbot/text/calendar_names.py"),
    "control characters": (  # also by what a set leaves out: a range of all that is printed
        re.compile(r"(?:\\x00|\x00)-|(?:\\x7f|\x7f)-|\[\^[^\]]*(?:\\x20| )-(?:[~\u0080-\uffff]|\\[xu])"),
        "src/briefbot/text/characters.py",
    ),
    "marks that end a sentence": (
        re.compile(r"(?=[.?!…:]*\.)(?=[.?!…:]*!)[.?!…:]*\?"),
        "src/briefbot/text/sentence_ends.py",
    ),
    "spelt numbers": (re.compile("(?i)seventeen|seven(?:ty)?\\W+eight"), "src/briefbot/text/spelt_numbers.py"),
    "scales": (re.compile("(?i)trillion|crore"), "src/briefbot/text/spelt_numbers.py"),
    "web addresses": (re.compile(r"https\?:/|^http://$"), "src/briefbot/text/addresses.py"),
    "encodings": (re.compile("(?i)cp1252|windows-1252"), "src/briefbot/text/encoding_labels.py"),
    "auxiliary verbs": (re.compile(r"would\|can\|could"), "src/briefbot/text/question_forms.py"),
    "words of politeness": (
        re.compile(r"\b(?:pls|kindly)\b|please(?:\\s\+| )\||can(?:\|could\|would|(?:\)| )you(?:\\s\+| )\|)"),
        "src/briefbot/text/question_forms.py",
    ),
}


@functools.cache
def strings(code: str) -> tuple[str, ...]:
    """The strings of a module, pieces of formatted ones among them, but for what only documents it."""
    nodes = list(ast.walk(ast.parse(code)))
    documenting = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    constants = (node for node in nodes if isinstance(node, ast.Constant) and id(node) not in documenting)
    return tuple(node.value for node in constants if isinstance(node.value, str))


def writes(name: str, code: str) -> bool:
    return any(LISTS[name][0].search(string) for string in strings(code))


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_written_once(name: str) -> None:
    paths = [path for folder in ("src", "ui") for path in sorted((ROOT / folder).rglob("*.py"))]
    writing = [str(path.relative_to(ROOT)) for path in paths if writes(name, path.read_text(encoding="utf-8"))]
    assert writing == [LISTS[name][1]]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("months", 'M = ("January", "February")'),
        ("months", 'M = r"jan(?:uary)?|feb(?:ruary)?"'),
        ("weekdays", 'D = r"(?:tue(?:s)?|wed(?:nes)?)(?:day)?"'),
        ("control characters", 'C = re.compile(r"[\\x00-\\x08]")'),
        ("control characters", 'C = re.compile("[\\x7f-\\x9f]")'),
        ("control characters", 'C = re.compile(r"[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd]")'),
        ("control characters", 'C = re.compile("[^\\t\\n -~]")'),
        ("marks that end a sentence", 'E = re.compile(rf"[.!?]{CLOSING}$")'),
        ("marks that end a sentence", 'text.rstrip("?!. ")'),
        ("spelt numbers", 'N = "(?:sixteen|seventeen)"'),
        ("scales", 'S = {"million": 10**6, "trillion": 10**12}'),
        ("web addresses", 'A = re.compile("https?://")'),
        ("web addresses", 'source.startswith(("http://", "https://"))'),
        ("encodings", 'E = {"iso-8859-1": "cp1252"}'),
        ("auxiliary verbs", 'A = "(?:did|does|has|have|had|will|would|can|could)"'),
        ("words of politeness", 'P = r"(?:please |can you )?(?:list|show)"'),
        ("words of politeness", 'P = r"(?:(?:can|could|would|will) you|kindly)"'),
    ],
)
def test_a_second_list_would_be_noticed(name: str, code: str) -> None:
    assert writes(name, code)
