"""Titles, outlets, authors and dates are those that an article states, and never a guess."""

from __future__ import annotations

import datetime as dt
import io
import json
from pathlib import Path
from urllib.parse import urldefrag

import docx
import pytest
from files import FIRST, SECOND, docx_file, read
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.pdfgen import canvas
from rounds import length

from briefbot.blocks import BlockKind
from briefbot.documents import is_address, one_address
from briefbot.documents.metadata.date_fields import DateFields
from briefbot.documents.metadata.headings import Heading, read_heading
from briefbot.documents.metadata.records import ADDRESSES, OUTLETS, Origin, origin_of
from briefbot.text.dates import parse_date

DAY = dt.date(2022, 3, 7)


DATELINES = [
    ("PARIS, March 7, 2022 (Reuters) - The French president", DAY, "Reuters"),
    ("Mexico City, Mexico, March 7, 2022 ( – A high-level United States delegation", DAY, None),
    ("Mexico City, Mexico, March 7, 2022 (venezuelanalysis.com) – A high-level", DAY, "venezuelanalysis.com"),
    ("Mexico City, Mexico (March 7, 2022) – The delegation", DAY, None),
    ("WASHINGTON (AP) — The president", None, "AP"),
    ("GAZA CITY, Gaza Strip (AP) — Officials", None, "AP"),
    ("LONDON, 7 March 2022 — The prime minister", DAY, None),
    ("LONDON, March 7 (Reuters) - The prime minister", None, "Reuters"),
    ("BEIJING, March 7 (Xinhua) -- China", None, "Xinhua"),
    ("UNITED NATIONS, Mar 7 2022 (IPS) - The council", DAY, "IPS"),
    ("Port-au-Prince, Haiti, March 7, 2022 (AFP) - Gangs", DAY, "AFP"),
    ("BERLIN/PARIS, March 7, 2022 (Reuters) - Germany", DAY, "Reuters"),
    ("Caracas, March 7, 2022.- The president", DAY, None),
    ("Havana, Mar 7, 2022 (Prensa Latina) The Cuban", DAY, "Prensa Latina"),
    ("NEW YORK, March 7, 2022 /PRNewswire/ -- Acme", DAY, "PRNewswire"),
    ("NEW YORK--(BUSINESS WIRE)--Acme", None, "BUSINESS WIRE"),
    ("**PARIS, March 7, 2022 (Reuters)** — The president", DAY, "Reuters"),
    ("(Reuters) - The president", None, "Reuters"),
    ("PARIS, March 7, 2022", DAY, None),
    ("March 7, 2022", DAY, None),
    ("March 7, 2022 10:00 AM ET", DAY, None),
    ("March 7, 2022 at 2:05 p.m. EST", DAY, None),
    ("Monday, March 7th, 2022", DAY, None),
    ("Mon 7 Mar 2022 14.05 GMT", DAY, None),
    ("7 Mar. 2022", DAY, None),
    ("2022-03-07T14:05:00Z", DAY, None),
    ("Published: 2022-03-07", DAY, None),
    ("Published March 7, 2022; Updated March 9, 2022", DAY, None),
    ("Updated March 9, 2022 | Published March 7, 2022", DAY, None),
    ("Originally published on 7 March 2022", DAY, None),
    ("7 March 2022 | 5 min read", DAY, None),
    ("Source: Reuters", None, "Reuters"),
    ("PORT ELLERY (Harbour Wire), 7 Mar. 2022 — The mayor", DAY, "Harbour Wire"),
    ("PARIS (Reuters), March 7, 2022 - The president", DAY, "Reuters"),
    ("Paris (AFP) 7 March 2022 — The president", DAY, "AFP"),
    ("LONDON (Daily Herald), March 7 - The prime minister", None, "Daily Herald"),
    ("7 March 2022 | Port Ellery Courier", DAY, "Port Ellery Courier"),
    ("Port Ellery Courier – 7 March 2022", DAY, "Port Ellery Courier"),
    ("Port Ellery Courier, Monday, 7 March 2022", DAY, "Port Ellery Courier"),
    ("ST. LOUIS POST-DISPATCH, MARCH 7, 2022", DAY, "ST. LOUIS POST-DISPATCH"),
    ("The Times, 7 March 2022", DAY, "The Times"),
    ("Times of Malta, 7 March 2022", DAY, "Times of Malta"),
    ("Radio Carrow, 7 March 2022", DAY, "Radio Carrow"),
    ("Anadolu News Agency | March 7, 2022", DAY, "Anadolu News Agency"),
    # Not when the article was published, or not for certain
    ("The crash of March 7, 2022 killed twelve people.", None, None),
    ("On March 7, 2022 – The day of the crash – it rained.", None, None),
    ("In Paris, March 7, 2022 — The day of the crash", None, None),
    ("Tehran, November 4, 1979 – a date that changed history", None, None),
    ("Presidents meet in Paris, March 7, 2022. (AP)", None, None),
    ("Vladimir Putin, Moscow, March 5, 2018 (AP)", None, None),
    ("Updated March 9, 2022", None, None),
    ("yesterday", None, None),
    ("March 7", None, None),
    ("March 2022", None, None),
    ("03/07/2022", None, None),
    ("February 30, 2022", None, None),
    ("NATO (North Atlantic Treaty Organization) - The alliance", None, None),
    ("IBM (NYSE: IBM) - The company", None, None),
    ("John Smith (Democrat) — We must act.", None, None),
    ("John Smith (Democrat), March 7, 2022 — We must act.", None, None),
    ("NATO (North Atlantic Treaty Organization), April 4, 1949 – The alliance", None, None),
    ("Vladimir Putin (AFP), March 5, 2018", None, None),
    ("Vladimir Putin waves (Daily Herald), March 5, 2018 – A crowd", None, None),
    ("Port Ellery, 7 March 2022", None, None),
    ("Nicolás Maduro, 7 March 2022", None, None),
    ("European Space Agency, 7 March 2022", None, None),
    ("Jane Doe, Daily Herald, 7 March 2022", None, None),
    ("Tributes in The Daily Herald, 7 March 2022", None, None),
    ("World News | 7 March 2022", None, None),
    ("News, 7 March 2022", None, None),
    ("Paris | 7 March 2022", None, None),
    ("Port Ellery Courier | Radio Carrow | 7 March 2022", None, None),
    ("Port Ellery Courier", None, None),
]


@pytest.mark.parametrize(("line", "published", "outlet"), DATELINES)
def test_a_dateline_gives_its_date_and_outlet(line: str, published: dt.date | None, outlet: str | None) -> None:
    heading = read_heading(f"A headline of some words\n\nA standfirst.\n\n{line}\n\n{FIRST}\n")
    assert (heading.published, heading.outlet) == (published, outlet)
    assert heading.title == "A headline of some words"


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("By Jane Doe", "Jane Doe"),
        ("By JANE DOE in Caracas", "JANE DOE"),
        ("By Jane Doe | March 7, 2022", "Jane Doe"),
        ("By Jane van der Doe, March 7, 2022", "Jane van der Doe"),
        ("By Jane Doe and John Roe, Reuters", "Jane Doe, John Roe"),
        ("Written by Jane Doe", "Jane Doe"),
        ("Author: Jane Doe", "Jane Doe"),
        ("By Reuters", None),
        ("By The Canadian Press", None),
        ("By the Middle Ages", None),
        ("By Land and Sea", None),
        ("By the time the sun rose, all was over.", None),
        ("Edited by Ricardo Vaz in Caracas.", None),
    ],
)
def test_a_byline_gives_its_author(line: str, author: str | None) -> None:
    assert read_heading(f"A headline of some words\n{line}\n\n{FIRST}").author == author


CREDITS = [
    ("7 March 2022 | Port Ellery Courier | By Jane Doe", DAY, "Port Ellery Courier", "Jane Doe"),
    ("By Jane Doe • Port Ellery Courier • 7 March 2022", DAY, "Port Ellery Courier", "Jane Doe"),
    ("Port Ellery Courier — by Jane Doe", None, "Port Ellery Courier", "Jane Doe"),
    ("*Radio Carrow, 7 March 2022, by Jane Doe*", DAY, "Radio Carrow", "Jane Doe"),
    ("*Radio Carrow, 7 March 2022. By Jane Doe*", DAY, "Radio Carrow", "Jane Doe"),
    ("Port Ellery Courier, 7 March 2022\nBy Jane Doe and John Roe", DAY, "Port Ellery Courier", "Jane Doe, John Roe"),
    ("By Jane Doe, Port Ellery Courier, 7 March 2022", DAY, "Port Ellery Courier", "Jane Doe"),
    ("By Jane Doe\nPort Ellery Courier, Monday, 7 March 2022", DAY, "Port Ellery Courier", "Jane Doe"),
    ("By Jane Doe\nThe Ostrel Valley Ledger\nMarch 7, 2022", DAY, "The Ostrel Valley Ledger", "Jane Doe"),
    ("Monday, March 7, 2022\nBrannoch Island Post\nJane Idowu-Doe", DAY, "Brannoch Island Post", "Jane Idowu-Doe"),
    ("Jane van der Doe\nBrannoch Island Post, 7 March 2022", DAY, "Brannoch Island Post", "Jane van der Doe"),
    ("The Carrow Times\nBy Jane Doe", None, "The Carrow Times", "Jane Doe"),
    ("By Jane Doe\nCarrow Times\nUpdated 9 March 2022 | 5 min read", None, "Carrow Times", "Jane Doe"),
    # What could as well be a place, a section, a role, a caption or a list
    ("By Jane Doe | Politics | 7 March 2022", None, None, None),
    ("By Jane Doe | Staff Writer | 7 March 2022", None, None, None),
    ("Book Review | By Jane Doe", None, None, None),
    ("7 March 2022\nJane Doe", DAY, None, None),
    ("7 March 2022\nMiddle East", DAY, None, None),
    ("Daily Herald\nJane Doe", None, None, None),
    ("7 March 2022\nDaily Herald\nSaint Aubrey", DAY, None, None),
    ("7 March 2022\nDaily Herald\nHenrik Vane", DAY, None, None),
    ("7 March 2022\nDaily Herald\nStaff Writer", DAY, None, None),
    ("7 March 2022\nDaily Herald\nJane Doe\nJohn Roe", DAY, None, None),
    ("The Times, 7 March 2022\nThe Guardian, 9 March 2022", None, None, None),
    ("- The Times, 7 March 2022\n- The Guardian, 7 March 2022", None, None, None),
    ("The president waves to the crowd\nDaily Herald, 7 March 2022", None, None, None),
    ("Nicolás Maduro gestures while seated next to Vladimir Putin\nDaily Herald", None, None, None),
]


@pytest.mark.parametrize("above", ["\n\nA standfirst.\n\n", "\n\n"])
@pytest.mark.parametrize(("block", "published", "outlet", "author"), CREDITS)
def test_a_block_of_credits_gives_all_that_it_says_for_certain(
    above: str, block: str, published: dt.date | None, outlet: str | None, author: str | None
) -> None:
    story = f"{FIRST} In Saint Aubrey, Mr. Vane agreed."
    heading = read_heading(f"A headline of some words{above}{block}\n\n{story}")
    assert (heading.published, heading.outlet, heading.author) == (published, outlet, author)
    assert heading.title == "A headline of some words"


def test_credits_may_follow_the_headline_and_precede_the_story_without_a_blank_line() -> None:
    heading = read_heading(f"A headline of some words\nCarrow Times\n7 March 2022\n{FIRST} {SECOND}\n{FIRST}")
    assert heading == Heading("A headline of some words", "Carrow Times", None, DAY)


@pytest.mark.parametrize("blank", ["\n", "\n\n"])
def test_an_outlet_never_seen_and_a_day_below_the_headline_give_the_day_and_are_no_part_of_the_title(
    blank: str,
) -> None:
    heading = read_heading(f"Kite festival is cancelled{blank}Lowland Mercury, 7 March 2022\n\n{FIRST}")
    assert heading == Heading("Kite festival is cancelled", None, None, DAY)
    assert read_heading(f"Kite festival{blank}By Jane Doe, 7 March 2022\n\n{FIRST}").author == "Jane Doe"
    credited = f"Kite festival{blank}Kite & Wind, Monday, 7 March 2022\nWords: Jane Doe\nPhotos: John Roe\n\n{FIRST}"
    assert read_heading(credited) == Heading("Kite festival", None, "Jane Doe", DAY)
    assert read_heading(f"Kite festival{blank}Held on a hill, 7 March 2022\n\n{FIRST}").published is None


def test_credits_are_not_sought_in_the_headline_nor_below_the_first_paragraph_of_the_story() -> None:
    assert read_heading(f"Apple Watch Review | By Jane Doe\n\n{FIRST}").outlet is None
    assert read_heading(f"Markets Today\n7 March 2022\n\n{FIRST}").outlet is None
    assert read_heading(f"A headline\n\n{FIRST} {SECOND} {FIRST}\n\nDaily Herald, 7 March 2022").outlet is None


def test_a_sentence_wrapped_by_hand_before_the_word_by_has_no_author() -> None:
    wrapped = "The crowd sang a song that was written\nby Jane Doe\nand danced until the lights went out."
    assert read_heading(f"A headline of some words\n\n{wrapped}").author is None


@settings(deadline=None)  # a busy machine is no failure
@given(st.text(st.sampled_from("Aa ,.|\n-(7)"), max_size=60))
def test_nothing_is_known_that_is_not_written(words: str) -> None:
    text = f"Headline\n\nBy Jane Doe\nCarrow Times{words}\n7 March 2022\n\n{FIRST}"
    heading = read_heading(text)
    assert all(value is None or value in text for value in (heading.outlet, heading.author))


def test_a_dateline_is_believed_before_a_date_that_stands_alone_and_only_near_the_top() -> None:
    assert read_heading(f"March 9, 2022\n\nPARIS, March 7, 2022 (Reuters) - {FIRST}").published == DAY
    assert read_heading(f"Headline\n\n{(FIRST + chr(10)) * 20}\nMarch 7, 2022").published is None


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"Ministry to publish report\n\n{FIRST}", "Ministry to publish report"),
        (f"\n\n  Ministry to   publish report \n{FIRST * 2}", "Ministry to publish report"),
        (f"Ministry to publish\nlong-awaited report\n\n{FIRST}", "Ministry to publish long-awaited report"),
        (f"Ministry to publish report\nBy Jane Doe\n\n{FIRST}", "Ministry to publish report"),
        (f"March 7, 2022\n\nMinistry to publish report\n\n{FIRST}", "Ministry to publish report"),
        (f"*****\nBy Popular Demand\n\n{FIRST}", "By Popular Demand"),
        (f"PARIS, March 7, 2022 (Reuters) - {FIRST}", "Minister visit 2022-03-07"),
        (f"{FIRST} {SECOND} {FIRST}\n\n{SECOND}", "Minister visit 2022-03-07"),
        (
            "This paragraph is wrapped by hand,\nas mail was, and its first line\nis no headline.\n",
            "Minister visit 2022-03-07",
        ),
        ("...", "Minister visit 2022-03-07"),
    ],
)
def test_the_title_is_the_headline_or_else_the_name_of_the_file(tmp_path: Path, text: str, title: str) -> None:
    document = read(tmp_path, "minister_visit-2022-03-07.txt", text)
    assert (document.title, document.text) == (title, text)


@pytest.mark.parametrize("year", [1899, 2022])
@pytest.mark.parametrize("month", range(1, 13))
def test_every_month_is_read_in_every_form(year: int, month: int) -> None:
    day = dt.date(year, month, 9)
    name = day.strftime("%B")
    forms = [f"{name} 9, {year}", f"9 {name[:3]} {year}", f"{name[:3]}. 9th, {year}", f"9th of {name.lower()} {year}"]
    forms += [f"{name.upper()} 09 {year}", day.isoformat(), f"{year}/{month}/9", f"{day.isoformat()}T23:59:59.5-08:00"]
    forms += [day.strftime("%a, %d %b %Y 23:59:59 GMT"), day.strftime("%A, %d %B %Y"), f"{day.isoformat()} 10:00:00"]
    assert [parse_date(form) for form in forms] == [day] * len(forms)


@settings(deadline=None)  # a busy machine is no failure
@given(st.text(max_size=150))
def test_a_date_is_only_read_where_its_year_is_written(text: str) -> None:
    day = parse_date(text)
    assert day is None or str(day.year) in text


@pytest.mark.parametrize("text", ["7.3.2022", "22-03-07", "0001-01-01", "2022", "2022-03", "now", "1646611200"])
def test_a_date_field_that_names_no_one_day_is_unknown_and_said(caplog: pytest.LogCaptureFixture, text: str) -> None:
    days = DateFields([text])
    assert days.day(text, "a.md") is None
    days.warn("a.md")
    assert f"a.md: the date '{text}' names no one day" in caplog.text


@pytest.mark.slow
@pytest.mark.timeout(60)
def test_hostile_lines_are_read_in_good_time(tmp_path: Path) -> None:
    for text in (
        "March 7, 2022 10:00" + " " * length(400_000) + "x",
        "_" * length(500_000) + "a\n\nx",
        "A " * length(250_000),
        "PARIS, " * length(70_000) + "(",
        "By " + "Jane " * length(100_000),
        "---\n" + "a: b\n" * length(100_000),
        "# " + " #" * length(200_000) + "x",
        "[" * length(100_000),
    ):
        assert read(tmp_path, "a.txt", text).text == text
        assert read(tmp_path, "a.md", text).text == text


def stating(kind: str, title: str, author: str) -> bytes:
    """A file whose text says nothing of its title, and which states these about itself."""
    if kind == "pdf":
        file = io.BytesIO()
        page = canvas.Canvas(file, invariant=1)
        page.setTitle(title)
        page.setAuthor(author)
        for y, line in ((700, FIRST), (686, SECOND), (672, FIRST)):
            page.drawString(72, y, line)
        page.save()
        return file.getvalue()

    def build(file: docx.document.Document) -> None:
        file.core_properties.title, file.core_properties.author = title, author
        file.add_paragraph(f"{FIRST} {SECOND} {FIRST}")

    return docx_file(build)


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_what_a_file_states_about_itself_counts_where_it_reads_as_such(tmp_path: Path, kind: str) -> None:
    document = read(tmp_path, f"a.{kind}", stating(kind, " Ferry\n talks", "Jane Doe"))
    assert (document.title, document.author) == ("Ferry talks", "Jane Doe")
    shown = read(tmp_path, f"a.{kind}", stating(kind, "The minister said on Monday", "admin"))
    assert (shown.title, shown.author) == ("The minister said on Monday", None)
    for junk in ("Untitled", "Word Document 1", "untitled document", "Slide 3", "Microsoft Word - draft", "draft.docx"):
        assert read(tmp_path, f"a.{kind}", stating(kind, junk, "")).title == "A", junk


def stated(fields: dict[str, str], place: str = "news.jsonl#1") -> Origin:
    outlets, addresses = ([fields[name] for name in names if name in fields] for names in (OUTLETS, ADDRESSES))
    return origin_of(outlets, addresses, place)


@pytest.mark.parametrize(
    ("fields", "outlet", "address", "host"),
    [
        ({}, None, None, None),
        ({"source": "Courier"}, "Courier", None, None),
        ({"outlet": "A", "publisher": "B", "source": "C"}, "A", None, None),
        ({"source": "C", "publisher": "B"}, "B", None, None),
        ({"outlet": " ", "source": "C"}, "C", None, None),
        ({"url": "https://A.example/1", "link": "https://a.example/2"}, None, "https://a.example/1", "a.example"),
        ({"link": "http://www.a.example/2", "outlet": "A"}, "A", "http://www.a.example/2", "a.example"),
        ({"source": "https://a.example/1"}, None, "https://a.example/1", "a.example"),
        ({"source": "https://a.example/1", "link": "https://b.example/2"}, None, "https://b.example/2", "b.example"),
        ({"source": "https://a.example/1", "publisher": "A"}, "A", "https://a.example/1", "a.example"),
        ({"url": "/2025/11/ferry", "link": "https://a.example/2"}, None, "https://a.example/2", "a.example"),
        ({"url": "javascript:alert(1)"}, None, None, None),
        ({"url": "ftp://a.example/1"}, None, None, None),
        ({"url": "https://"}, None, None, None),
        ({"url": "https://[a.example/1"}, None, None, None),
        ({"url": "https://jane:secret@a.example/1"}, None, None, "a.example"),
        ({"url": "https://a.example:http/1"}, None, None, "a.example"),
        ({"url": "https://a.example/1\nhttps://a.example/2"}, None, None, "a.example"),
        ({"url": "https://a.example/a b", "outlet": "A"}, "A", None, "a.example"),
        ({"url": "https://k\u00f6ln.example/1"}, None, "https://xn--kln-sna.example/1", "k\u00f6ln.example"),
    ],
)
def test_a_record_is_of_the_outlet_and_the_address_that_it_states(
    fields: dict[str, str], outlet: str | None, address: str | None, host: str | None
) -> None:
    assert stated(fields) == Origin(outlet, address, host)


def test_pages_that_their_fragments_alone_tell_apart_are_cited_apart() -> None:
    for address in ("https://a.example/#!/story/1", "https://a.example/#!/story/2", "https://a.example/all#top"):
        assert stated({"url": f" {address}"}).address == address
    assert stated({"url": "https://A.example#/caf\u00e9"}).address == "https://a.example/#/caf%C3%A9"
    assert stated({"url": "https://a.example/1#"}).address == "https://a.example/1"


def test_an_address_of_more_than_2000_characters_is_not_cited() -> None:
    start = "https://a.example/"
    longest = start + "a" * (2000 - len(start))
    assert stated({"url": longest}).address == longest
    for longer in (f"{longest}a", f"{longest}#a", start + "\u00e9" * 400):
        assert stated({"url": longer}) == Origin(None, None, "a.example")
    assert stated({"url": f"{longest}a", "link": start}).address == start


def test_a_record_that_was_fetched_is_of_no_other_host() -> None:
    fields = {"url": "https://www.a.example/1", "outlet": "A"}
    assert stated(fields, "https://a.example/all.jsonl#1").address == "https://www.a.example/1"
    assert stated(fields, "https://b.example/all.jsonl#1") == Origin("A", None, "a.example")


_STATED = st.text(max_size=20)


@given(st.lists(_STATED | _STATED.map("https://{}".format)), st.lists(_STATED.map("https://{}".format)))
def test_whatever_a_record_states_its_address_is_one_that_could_be_fetched(
    outlets: list[str], addresses: list[str]
) -> None:
    origin = origin_of(outlets, addresses, "a.jsonl#1")
    assert origin.address is None or one_address(origin.address) == urldefrag(origin.address).url
    assert not is_address(origin.outlet)
    assert not is_address(origin.host)


def test_a_title_is_one_line_without_control_characters(tmp_path: Path) -> None:
    body = f"{FIRST} {SECOND}"
    text = read(tmp_path, "a.txt", f"Ferry \x1btalks\x04 begin\n\n{body}")
    assert text.title == "Ferry talks begin"
    assert text.text.startswith("Ferry \x1btalks\x04 begin\n")  # which stays as it was written
    assert text.blocks[0].kind is BlockKind.HEADLINE
    record = {
        "text": body,
        "title": "Ferry\u001ctalks\u007f\nbegin",
        "source": "The\u0090 Wire",
        "author": "Jo\u001b Doe",
    }
    stated = read(tmp_path, "a.jsonl", json.dumps(record))
    assert (stated.title, stated.outlet, stated.author) == ("Ferry talks begin", "The Wire", "Jo Doe")
    assert stated.blocks[0].kind is BlockKind.HEADLINE
    assert read(tmp_path, "f\x1berry\x02 talks.txt", 3 * body.lower()).title == "Ferry talks"
    assert read(tmp_path, "\x02.txt", 3 * body.lower()).title
