"""Each row of a table becomes a document."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import pytest
from files import items, read, why_refused
from hypothesis import given, settings
from hypothesis import strategies as st
from rounds import rounds

from briefbot.documents import place_read
from briefbot.documents.readers.csv_table import read_csv
from briefbot.errors import DocumentError
from briefbot.types import Document

DAY = dt.date(2025, 3, 7)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_each_row_is_a_document_cited_by_the_line_it_begins_on(tmp_path: Path, delimiter: str) -> None:
    rows = [
        "Headline,Body,Published,Source,Authors,Extra",
        'One,"First\n\nline; a | b",2025-03-07,Courier,Jane Doe,x',
        "",
        "Two,Second,3/7/25,,,",
    ]
    table = "\n".join(rows).replace(",", delimiter)
    one, two = items(tmp_path, "news.csv", table)
    assert isinstance(one, Document)
    assert isinstance(two, Document)
    assert (one.title, one.text, one.published, one.outlet, one.author) == (
        "One",
        "First\n\nline; a | b",
        DAY,
        "Courier",
        "Jane Doe",
    )
    assert (one.source[-11:], two.source[-11:]) == ("/news.csv#2", "/news.csv#6")
    assert (two.title, two.published, two.outlet) == ("Two", None, None)


@pytest.mark.parametrize("delimiter", [";", "^", "\t"])
def test_a_delimiter_that_the_first_line_states_is_used(tmp_path: Path, delimiter: str) -> None:
    rows = ["title,text", "One,First", "Two,Second"]
    one, two = items(tmp_path, "a.csv", "\n".join([f"sep={delimiter}", *rows]).replace(",", delimiter))
    assert isinstance(one, Document)
    assert (one.title, one.text, one.source[-8:], two.source[-8:]) == ("One", "First", "/a.csv#3", "/a.csv#4")


def test_a_table_without_texts_names_the_columns_that_it_has(tmp_path: Path) -> None:
    assert "'id', 'name'" in why_refused(tmp_path, "a.csv", "id,name\n1,x\n")


def test_a_bad_row_costs_only_itself(tmp_path: Path) -> None:
    found = items(tmp_path, "a.csv", "text,title\nGood,One\n,Two\nToo,many,fields\nAlso good\n")
    assert [item.text if isinstance(item, Document) else item.reason[:12] for item in found] == [
        "Good",
        "its field of",
        "has 3 fields",
        "Also good",
    ]


def texts(items: list[Document | DocumentError]) -> list[str | None]:
    return [item.text if isinstance(item, Document) else None for item in items]


def test_an_open_quotation_mark_costs_its_row(tmp_path: Path) -> None:
    found = items(tmp_path, "a.csv", 'text\ngood\n"never closed\nafter\n')
    assert texts(found) == ["good", None, "after"]
    assert "is not CSV" in str(found[1])
    assert found[1].source.endswith("a.csv#3")
    table = 'id,text,date\n1,"One, two",2025-03-07\n2,"never closed,2025-03-07\n3,"Three, four",2025-03-08\n4,Five,\n'
    assert texts(items(tmp_path, "b.csv", table)) == ["One, two", None, "Three, four", "Five"]


def test_a_quotation_mark_within_a_text_stays_in_it(tmp_path: Path) -> None:
    table = (
        'title,text,date\nA,"He said "no" twice, and left.",2025-03-07\n'
        'B,"A ""whole"" row\n\nof two, or more.",2025-03-08\n'
        'C,"First "part".\n\nSecond, part.",2025-03-09\nD,"",2025-03-10\nE,6" nails,2025-03-11\n'
    )
    found = items(tmp_path, "a.csv", table)
    assert texts(found) == [
        'He said "no" twice, and left.',
        'A "whole" row\n\nof two, or more.',
        'First "part".\n\nSecond, part.',
        None,
        '6" nails',
    ]
    assert [item.source.rpartition("#")[2] for item in found] == ["2", "3", "6", "9", "10"]
    assert [str(item.published) for item in found if isinstance(item, Document)][-1] == "2025-03-11"


@pytest.mark.timeout(20)
def test_a_table_of_open_quotation_marks_is_read_in_good_time(tmp_path: Path) -> None:
    assert texts(items(tmp_path, "a.csv", "text,x\n" + '"b,c\n' * 20_000))[:2] == [None, None]


def test_an_article_longer_than_the_library_expects_is_read(tmp_path: Path) -> None:
    assert len(read(tmp_path, "a.csv", f"text\n{'word ' * 50_000}\n").text) == 250_000


def test_the_host_of_its_address_is_the_outlet_of_a_row_that_names_none(tmp_path: Path) -> None:
    assert read(tmp_path, "a.csv", "text,url\nx,https://www.courier.example/1\n").outlet == "courier.example"
    assert read(tmp_path, "a.csv", "text,url\nx,https://k\u00f6ln.example/1\n").outlet == "k\u00f6ln.example"


@pytest.mark.parametrize("rest", ["/a b", ":http/1", "/1\n/2", f"/{'a' * 2000}"])
def test_an_address_that_cannot_be_cited_still_names_the_outlet_of_its_row(tmp_path: Path, rest: str) -> None:
    for host in ("courier.example", "jane:secret@courier.example"):
        row = read(tmp_path, "a.csv", f'text,url\nx,"https://{host}{rest}"\n')
        assert (row.outlet, row.source.endswith("a.csv#2")) == ("courier.example", True)


@pytest.mark.parametrize("column", ["publication", "newspaper", "source name"])
def test_the_outlet_of_a_row_may_stand_in_a_column_of_another_name(tmp_path: Path, column: str) -> None:
    row = read(tmp_path, "a.csv", f"text,{column},source_url\nx,Courier,https://courier.example/1\n")
    assert (row.outlet, row.source) == ("Courier", "https://courier.example/1")


def test_a_row_that_states_its_address_is_cited_by_it_and_found_by_its_line(tmp_path: Path) -> None:
    table = "Text,Source,Publisher,Link\nOne,Wire,Courier,https://courier.example/1\nTwo,Wire,,/2\nThree,https://w.example/3,,\n"
    rows = items(tmp_path, "a.csv", table)
    assert [(row.source.rpartition("/")[2], isinstance(row, Document) and row.outlet) for row in rows] == [
        ("1", "Courier"),
        ("a.csv#3", "Wire"),
        ("3", "w.example"),
    ]
    assert [place_read(row)[-8:] for row in rows] == ["/a.csv#2", "/a.csv#3", "/a.csv#4"]
    assert rows[0].source == "https://courier.example/1"


@given(st.lists(st.text(st.characters(exclude_characters="\0\r", exclude_categories=["Cs"]), min_size=1), min_size=1))
@settings(max_examples=rounds(50), deadline=None)
def test_any_texts_in_a_table_are_read_back(texts: list[str]) -> None:
    import csv

    texts = [text for text in texts if text.strip()]
    table = io.StringIO(newline="")
    writer = csv.writer(table, lineterminator="\n")
    writer.writerows([["text", "title"], *([text, "t"] for text in texts)])
    found = list(read_csv(table.getvalue().encode(), "a.csv")) if texts else []
    assert [item.text for item in found if isinstance(item, Document)] == texts
