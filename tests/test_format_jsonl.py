"""Each JSON line becomes a document, and a bad one costs only itself."""

from __future__ import annotations

import codecs
import datetime as dt
import json
from pathlib import Path

import pytest
from files import FIRST, SECOND, read, read_all, refused, write

from briefbot.documents import place_read
from briefbot.errors import DocumentError
from briefbot.types import Document

DAY = dt.date(2022, 3, 7)


def test_each_line_is_a_document_and_a_bad_line_costs_only_itself(tmp_path: Path) -> None:
    good = {"title": " A  title ", "text": "One.\r\nTwo.", "published": "November 13, 2004", "source": "Wikinews"}
    lines: list[tuple[bytes, str | None]] = [
        (json.dumps({**good, "author": "Jane Doe", "url": 3, "other": [1]}).encode(), None),
        (b"", None),
        (b"{not json", "not a line of JSON"),
        (b"[1, 2]", "not a JSON object"),
        (b'{"title": "T"}', '"text" is missing or empty'),
        (b'{"text": " \\n"}', '"text" is missing or empty'),
        (b'{"text": 3}', '"text" is a int, not a string'),
        (b'{"text": "x", "title": ["T"]}', '"title" is a list'),
        (b'{"text": "x", "source": {}}', '"source" is a dict'),
        (b'{"text": "x", "author": true}', '"author" is a bool'),
        (b'{"text": "x", "published": 1646611200}', '"published" is a int'),
        (b'{"text": "x", "published": "last week"}', "'last week' does not name one day"),
        (b'{"text": "caf\xe9\xe9"}', "byte 0xe9 at offset 13, line 1"),
        (b'{"text": "\\ud800"}', "surrogate"),
        (b'{"text": "a\\u0000b"}', "NUL"),
        (b"[" * 100_000, "not a line of JSON"),
        (b"1" * 5000, "not a line of JSON"),
        ('{"text": "line\u2028separator"}'.encode(), None),
        (b'{"text": "' + b"x" * 300 + b'", "published": null, "title": null, "source": ""}', None),
    ]
    path = write(tmp_path, "all-news.jsonl", codecs.BOM_UTF8 + b"\r\n".join(line for line, _ in lines) + b"\n")
    items = read_all(path)
    expected = [(number, words) for number, (line, words) in enumerate(lines, start=1) if line]
    assert [item.source for item in items] == [f"{path.as_posix()}#{number}" for number, _ in expected]
    for item, (_, words) in zip(items, expected, strict=True):
        assert words in item.reason if isinstance(item, DocumentError) and words else words is None
    day = dt.date(2004, 11, 13)
    assert items[0] == Document("A title\n\nOne.\nTwo.", "A title", items[0].source, "Wikinews", "Jane Doe", day)
    assert isinstance(items[-1], Document)
    assert (items[-1].title, items[-1].published, items[-1].outlet) == ("All news, record 19", None, None)


def test_a_record_without_a_date_may_have_it_in_its_dateline(tmp_path: Path) -> None:
    text = f"PARIS, March 7, 2022 (Reuters) - {FIRST}"
    document = read(tmp_path, "a.jsonl", json.dumps({"text": text, "source": "Bugle"}).encode("utf-16"))
    assert (document.published, document.outlet) == (DAY, "Bugle")


@pytest.mark.parametrize("content", [b"", b"\n\r\n \n"])
def test_a_file_without_records_is_an_error(tmp_path: Path, content: bytes) -> None:
    assert "holds no record" in refused(tmp_path, "a.jsonl", content).reason


def test_a_record_that_states_its_address_is_cited_by_it_and_found_by_its_line(tmp_path: Path) -> None:
    records: list[dict[str, object]] = [
        {"text": f"{FIRST} {SECOND} {FIRST}", "url": "https://courier.example/ferry", "publisher": "Courier"},
        {"text": SECOND, "url": "not an address", "source": "Courier"},
        {"text": "It rained.", "url": ["https://courier.example/rain"], "link": None, "publisher": {"name": "Courier"}},
        {"text": " ", "url": "https://courier.example/empty"},
    ]
    path = write(tmp_path, "news.jsonl", "\n".join(map(json.dumps, records)))
    cited, named, other, bad = read_all(path)
    assert isinstance(cited, Document)
    assert (cited.source, cited.outlet) == ("https://courier.example/ferry", "Courier")
    assert cited.title == "News, record 1", "it is called after its file, which has a name"
    assert [place_read(item) for item in (cited, named, other, bad)] == [f"{path.as_posix()}#{n}" for n in range(1, 5)]
    assert [item.source for item in (named, other, bad)] == [f"{path.as_posix()}#{n}" for n in range(2, 5)]
    assert isinstance(other, Document)
    assert other.outlet is None


def test_a_record_that_names_no_outlet_is_of_the_one_that_its_text_names_and_of_no_host(tmp_path: Path) -> None:
    url = "https://www.harbourwire.example/dam"
    text = "LOWER DRAY, Nov. 5, 2025 (Harbour Wire) -- The dam at Lower Dray holds, its keeper said."
    document = read(tmp_path, "a.jsonl", json.dumps({"title": "Dam", "text": text, "url": url}))
    assert (document.outlet, document.source) == ("Harbour Wire", url)
    assert read(tmp_path, "a.jsonl", json.dumps({"text": FIRST, "url": url})).outlet is None


@pytest.mark.parametrize("key", ["publication", "newspaper", "source_name", "source_url", "address"])
def test_a_key_that_is_not_documented_is_ignored(tmp_path: Path, key: str) -> None:
    document = read(tmp_path, "a.jsonl", json.dumps({"text": FIRST, key: "https://courier.example/1"}))
    assert (document.outlet, document.source.endswith("a.jsonl#1")) == (None, True)
    assert read(tmp_path, "a.jsonl", json.dumps({"text": FIRST, key: "Courier"})).outlet is None
