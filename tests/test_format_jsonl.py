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
        (b'{"text": "x", "published": 1646611200}', None),
        (b'{"text": "x", "published": "last week"}', None),
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


@pytest.mark.parametrize("text", ["text", "body", "content", "articleBody"])
@pytest.mark.parametrize("date", ["date", "published_at", "publishedAt", "publication_date"])
def test_a_record_may_call_its_fields_what_a_table_calls_its_columns(tmp_path: Path, text: str, date: str) -> None:
    record = {"headline": "Ferry talks", text: FIRST, date: "2022-03-07", "byline": "Jane Doe", "newspaper": "Courier"}
    document = read(tmp_path, "a.jsonl", json.dumps({**record, "link": "https://courier.example/1"}))
    assert document == Document(
        f"Ferry talks\n\n{FIRST}", "Ferry talks", "https://courier.example/1", "Courier", "Jane Doe", DAY
    )


def test_an_empty_field_gives_way_to_another_of_its_meaning(tmp_path: Path) -> None:
    record = {
        "text": " ",
        "content": FIRST,
        "title": None,
        "headline": "Ferry talks",
        "author": [],
        "authors": ["A. Bo", "C. Do"],
    }
    document = read(tmp_path, "a.jsonl", json.dumps(record))
    assert (document.text, document.title, document.author) == (
        f"Ferry talks\n\n{FIRST}",
        "Ferry talks",
        "A. Bo, C. Do",
    )


def test_the_references_that_a_page_left_in_a_record_are_decoded_once(tmp_path: Path) -> None:
    record = {
        "title": "Fresh bread &amp; butter",
        "text": "&ldquo;No&rdquo;, said Bo &#38; Co. Write &amp;lt; for less. A&B; &c.",
    }
    document = read(tmp_path, "a.jsonl", json.dumps(record))
    assert document.text == "Fresh bread & butter\n\n\u201cNo\u201d, said Bo & Co. Write &lt; for less. A&B; &c."


@pytest.mark.parametrize(
    ("dates", "days"),
    [
        (["25/3/2022"], ["2022-03-25"]),
        (["3/25/2022 14:05"], ["2022-03-25"]),
        (["3/4/2022"], [None]),
        (["4.4.2022"], ["2022-04-04"]),
        (["3/4/2022", "25/3/2022"], ["2022-04-03", "2022-03-25"]),
        (["3/4/2022", "3/25/2022"], ["2022-03-04", "2022-03-25"]),
        (["3/4/2022", "3/25/2022", "25/3/2022"], [None, "2022-03-25", "2022-03-25"]),
        (["13/13/2022", "31/4/2022"], [None, None]),
    ],
)
def test_a_date_in_numbers_is_read_where_the_file_shows_their_order(
    tmp_path: Path, dates: list[str], days: list[str | None]
) -> None:
    records = [{"text": f"It rained {number} times.", "date": date} for number, date in enumerate(dates)]
    found = read_all(write(tmp_path, "a.jsonl", "\n".join(map(json.dumps, records))))
    table = "text,date\n" + "\n".join(f"It rained {number} times.,{date}" for number, date in enumerate(dates))
    for items in (found, read_all(write(tmp_path, "a.csv", table))):
        published = [item.published for item in items if isinstance(item, Document)]
        assert [str(day) if day else None for day in published] == days


def test_dates_that_name_no_day_are_said_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    records = [{"text": FIRST, "date": "last week"}, {"text": SECOND, "date": 1646611200}]
    found = read_all(write(tmp_path, "a.jsonl", "\n".join(map(json.dumps, records))))
    assert all(isinstance(item, Document) and item.published is None for item in found)
    (message,) = caplog.messages
    assert message.endswith("2 dates name no one day and are left out, the first of them 'last week'; write YYYY-MM-DD")
