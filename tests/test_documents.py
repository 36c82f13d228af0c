"""Files become documents: verbatim text, dates that are written and not guessed, and an error for all else."""

from __future__ import annotations

import codecs
import datetime as dt
import html
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from briefbot.documents import SUFFIXES, find_sources, read_documents
from briefbot.documents.formats import READERS
from briefbot.documents.metadata.dates import explicit_date, parse_date
from briefbot.documents.metadata.headings import Heading, read_heading
from briefbot.errors import DocumentError
from briefbot.text.encoding_labels import encoding_of
from briefbot.types import Document

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
SHARED = Path(__file__).resolve().parents[2] / "shared" / "articles"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the real articles are not beside this checkout")
needs_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="gives up the rights of root to be refused"
)
DAY = dt.date(2022, 3, 7)
FIRST = "The minister said on Monday that the ministry would publish its report before the end of the month."
SECOND = "The opposition replied that it doubted the figures, and asked the court of auditors for an inquiry."


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def read_all(path: Path, max_bytes: int = 1_000_000) -> list[Document | DocumentError]:
    return list(read_documents(path, max_bytes=max_bytes))


def read(folder: Path, name: str, content: str | bytes) -> Document:
    (item,) = read_all(write(folder, name, content))
    assert isinstance(item, Document), item
    return item


def refused(folder: Path, name: str, content: str | bytes) -> DocumentError:
    (item,) = read_all(write(folder, name, content))
    assert isinstance(item, DocumentError), item
    return item


def reasons(found: list[Path | str | DocumentError]) -> dict[str, str]:
    return {item.source: item.reason for item in found if isinstance(item, DocumentError)}


def paths(found: list[Path | str | DocumentError]) -> list[str]:
    return [item.as_posix() for item in found if isinstance(item, Path)]


# Finding


def test_folders_are_walked_and_files_come_sorted_and_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("b.txt", "a/z.MD", "a/y.jsonl", "a/deep/er/x.htm", "c.markdown", "d.html"):
        write(tmp_path, f"news/{name}", "text")
    monkeypatch.chdir(tmp_path)
    found = find_sources(["news/b.txt", "news", Path("./news/a"), tmp_path / "news" / "b.txt"])
    expected = ["news/a/deep/er/x.htm", "news/a/y.jsonl", "news/a/z.MD", "news/b.txt", "news/c.markdown", "news/d.html"]
    assert found == [Path(name) for name in expected]


def test_hidden_entries_and_litter_are_skipped_and_other_files_reported(tmp_path: Path) -> None:
    for name in (".DS_Store", ".git/a.txt", "Thumbs.db", "desktop.ini", "ok.txt", "photo.jpg", "README"):
        write(tmp_path, name, "text")
    found = find_sources([tmp_path])
    assert paths(found) == [(tmp_path / "README").as_posix(), (tmp_path / "ok.txt").as_posix()]
    assert set(reasons(found)) == {(tmp_path / "photo.jpg").as_posix()}
    assert "is a picture" in reasons(found)[(tmp_path / "photo.jpg").as_posix()]


def test_what_is_given_by_name_is_read_even_if_hidden_and_refused_if_unknown(tmp_path: Path) -> None:
    hidden = write(tmp_path, ".notes/.brief.txt", "text")
    report = write(tmp_path, "report.odt", "text")
    assert paths(find_sources([hidden])) == [hidden.as_posix()]
    assert paths(find_sources([hidden.parent])) == []
    assert "save it as .docx" in reasons(find_sources([report]))[report.as_posix()]


@pytest.mark.parametrize(
    ("argument", "words"),
    [
        ("no/such/file.txt", "no such file or folder"),
        ("", "empty name"),
        ("  ", "empty name"),
        ("ftp://example.org/a.html", "only http and https"),
        ("a\0b.txt", "not a possible file name"),
    ],
)
def test_a_name_that_leads_nowhere_is_an_error_that_says_why(argument: str, words: str) -> None:
    (error,) = find_sources([argument])
    assert isinstance(error, DocumentError)
    assert words in error.reason
    assert argument.strip() in error.source


def test_a_lone_string_is_one_name_and_not_its_letters(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", "text")
    assert find_sources(str(path)) == find_sources(path) == [path]  # type: ignore[arg-type]


def test_an_empty_folder_is_an_error_but_one_that_was_already_walked_is_not(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert "holds no document" in reasons(find_sources([tmp_path / "empty"]))[(tmp_path / "empty").as_posix()]
    path = write(tmp_path, "full/a.txt", "text")
    assert find_sources([tmp_path / "full", tmp_path / "full"]) == [path]


def test_loops_of_links_end_and_a_file_keeps_its_own_name(tmp_path: Path) -> None:
    path = write(tmp_path, "folder/z.txt", "text")
    (tmp_path / "folder" / "a_link.txt").symlink_to(path)
    (tmp_path / "folder" / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "folder" / "broken.txt").symlink_to(tmp_path / "gone.txt")
    (tmp_path / "folder" / "self.txt").symlink_to(tmp_path / "folder" / "self.txt")
    found = find_sources([tmp_path])
    assert paths(found) == [path.as_posix()]
    assert sorted(Path(source).name for source in reasons(found)) == ["broken.txt", "self.txt"]


def test_links_to_folders_elsewhere_are_followed(tmp_path: Path) -> None:
    write(tmp_path, "elsewhere/a.txt", "text")
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "more").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    assert paths(find_sources([tmp_path / "news"])) == [(tmp_path / "news/more/a.txt").as_posix()]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes on this system")
def test_a_pipe_is_refused_and_never_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.txt"
    os.mkfifo(pipe)
    assert pipe.as_posix() in reasons(find_sources([tmp_path]))
    (error,) = read_all(pipe)
    assert "not a regular file" in str(error)


@pytest.mark.skipif(sys.platform != "linux", reason="file names are Unicode on this system")
def test_a_name_that_is_not_unicode_is_refused_in_printable_form(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt"))
    path.write_text("text")
    ((source, reason),) = reasons(find_sources([tmp_path])).items()
    assert source.encode("utf-8").decode() == source
    assert source.endswith("udce9.txt")
    assert "rename" in reason


@pytest.fixture
def without_rights() -> Iterator[Path]:
    """A folder that anyone may enter, for a user who has no rights of their own."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        os.seteuid(0)
        shutil.rmtree(folder)


@needs_root
def test_files_and_folders_without_permission_are_named(without_rights: Path) -> None:
    locked = write(without_rights, "locked.txt", "text")
    locked.chmod(0)
    write(without_rights, "closed/a.txt", "text")
    (without_rights / "closed").chmod(0)
    os.seteuid(65534)
    found = find_sources([without_rights])
    (unread,) = read_all(locked)
    os.seteuid(0)
    assert paths(found) == [locked.as_posix()]
    assert "permission denied" in reasons(found)[(without_rights / "closed").as_posix()]
    assert isinstance(unread, DocumentError)
    assert "permission denied" in unread.reason


# Bytes and text


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


# Headlines, datelines, bylines

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
    ("Port Ellery Courier, 7 March 2022\nBy Jane Doe and John Roe", DAY, "Port Ellery Courier", "Jane Doe, John Roe"),
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


@pytest.mark.parametrize(
    "text", ["13/03/2022", "7.3.2022", "22-03-07", "0001-01-01", "2022", "2022-03", "now", "1646611200"]
)
def test_a_date_field_that_names_no_one_day_is_refused(text: str) -> None:
    with pytest.raises(DocumentError, match="YYYY-MM-DD"):
        explicit_date(text, "a.md")


@pytest.mark.timeout(20)
def test_hostile_lines_are_read_in_good_time(tmp_path: Path) -> None:
    for text in (
        "March 7, 2022 10:00" + " " * 400_000 + "x",
        "_" * 500_000 + "a\n\nx",
        "A " * 250_000,
        "PARIS, " * 70_000 + "(",
        "By " + "Jane " * 100_000,
        "---\n" + "a: b\n" * 100_000,
        "# " + " #" * 200_000 + "x",
        "[" * 100_000,
    ):
        assert read(tmp_path, "a.txt", text).text == text
        assert read(tmp_path, "a.md", text).text == text


# Markdown


def test_front_matter_describes_a_markdown_article_and_the_body_stays_verbatim(tmp_path: Path) -> None:
    body = f"\n# Another title\n\n{FIRST} **Bold** [link](x.md)\n"
    front = '---\nTitle: "Report: published"\ndate: 2022-03-07\nauthor: [Jane Doe, John Roe]\nsource: Bugle\n---\n'
    document = read(tmp_path, "a.md", front + body)
    assert document == Document(body, "Report: published", document.source, "Bugle", "Jane Doe, John Roe", DAY)


@pytest.mark.parametrize("key", ["outlet", "source", "publisher"])
def test_each_name_of_the_outlet_is_understood(tmp_path: Path, key: str) -> None:
    assert read(tmp_path, "a.md", f"---\n{key}: Bugle\ndate:\nauthor: ~\n...\ntext").outlet == "Bugle"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"# The *real* [title](x) #\n\n{FIRST}", "The real title"),
        (f"Intro\n\n```\n# a comment\n```\n\n# The real title\n{FIRST}", "The real title"),
        (f"The real title\n===\n\n{FIRST}", "The real title"),
        (f"**The real title**\n\n{FIRST}", "The real title"),
        (f"---\n\nThe real title\n\n---\n\n{FIRST}", "The real title"),
        (f"---\nnever closed: true\n\n# The real title\n{FIRST}", "The real title"),
        (f"{FIRST} {SECOND} {FIRST}", "Some file"),
    ],
)
def test_markdown_without_front_matter_is_all_text(tmp_path: Path, text: str, title: str) -> None:
    document = read(tmp_path, "some-file.markdown", text)
    assert (document.title, document.text) == (title, text)


@pytest.mark.parametrize(
    ("front", "words"),
    [
        ("title: Foo: bar", "bad front matter at line 2"),
        ("title: [a", "bad front matter"),
        ("title: [a]", "'title' must be text, not a list"),
        ("author: {a: b}", "'author' must be text, not a dict"),
        ("date: yesterday", "'yesterday' does not name one day"),
        ("date: 2022-13-45", "does not name one day"),
        ("x: " + "[" * 5000, "bad front matter"),
        ('title: "\\uD800"', "surrogate"),
        ("title: !!python/object/apply:os.getcwd []", "must be text"),
    ],
)
def test_bad_front_matter_is_an_error_that_says_where(tmp_path: Path, front: str, words: str) -> None:
    assert words in refused(tmp_path, "a.md", f"---\n{front}\n---\ntext").reason


def test_front_matter_alone_is_an_error(tmp_path: Path) -> None:
    assert "nothing after its front matter" in refused(tmp_path, "a.md", "---\ntitle: T\n---\n\n").reason


# JSON lines


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
        (b'{"text": "caf\xe9"}', "byte 0xe9 at offset 13, line 1"),
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
    assert items[0] == Document("One.\nTwo.", "A title", items[0].source, "Wikinews", "Jane Doe", day)
    assert isinstance(items[-1], Document)
    assert (items[-1].title, items[-1].published, items[-1].outlet) == ("All news, record 19", None, None)


def test_a_record_without_a_date_may_have_it_in_its_dateline(tmp_path: Path) -> None:
    text = f"PARIS, March 7, 2022 (Reuters) - {FIRST}"
    document = read(tmp_path, "a.jsonl", json.dumps({"text": text, "source": "Bugle"}).encode("utf-16"))
    assert (document.published, document.outlet) == (DAY, "Bugle")


@pytest.mark.parametrize("content", [b"", b"\n\r\n \n"])
def test_a_file_without_records_is_an_error(tmp_path: Path, content: bytes) -> None:
    assert "holds no record" in refused(tmp_path, "a.jsonl", content).reason


# Web pages


def page(body: str, head: str = "") -> str:
    return f"<!DOCTYPE html><html><head><title>Report published</title>{head}</head><body>{body}</body></html>"


ARTICLE = f"<article><h1>Report published</h1><p>{FIRST}</p><p>{SECOND}</p></article>"


def test_a_page_gives_its_article_and_metadata_and_nothing_hidden(tmp_path: Path) -> None:
    head = """<meta property="og:site_name" content="Daily Bugle">
    <meta name="author" content="Jane Doe">
    <meta property="article:modified_time" content="2023-01-01T00:00:00Z"><style>.secret {}</style>
    <meta property="article:published_time" content="2022-03-07T23:30:00-05:00"><script>var secret</script>"""
    hidden = f"""<p hidden>secret {FIRST}</p><p style="color: red; DISPLAY : none">secret {FIRST}</p><!-- secret -->
    <div style="visibility:hidden"><p>secret {FIRST}</p></div><p class="a sr-only">secret {FIRST}</p>
    <template><p>secret {FIRST}</p></template><noscript><p>secret {FIRST}</p></noscript><script>"secret"</script>
    <script type="application/ld+json">{{"@type": "Article", "articleBody": "secret {FIRST}"}}</script>"""
    article = f"<article><p>{FIRST}</p>{hidden}<p>{SECOND}</p></article>"
    body = f"<nav><a href='/'>secret</a></nav>{article}<footer>secret</footer>"
    document = read(tmp_path, "a.html", page(body, head))
    assert document == Document(
        f"{FIRST}\n\n{SECOND}", "Report published", document.source, "Daily Bugle", "Jane Doe", DAY
    )


@pytest.mark.parametrize("wrap", ["<article>{}</article>", "<div class='content'>{}</div>", "{}"])
@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ("<p>It fell <time datetime='2001-01-01'>on Friday</time>, she said.</p>", "It fell on Friday, she said."),
        ("<p>He said <q>yes <b>we</b></q> loudly.</p>", "He said “yes we” loudly."),
        ("<p>A wrapped\n   <b>source</b>\nline<br>and a\nbreak.</p>", "A wrapped source line\n\nand a break."),
        ("<p>Caf&eacute;&nbsp;&lt;b&gt; &#x1F600; <a href='x'>link</a>.</p>", "Café <b> 😀 link."),
        ("<ul><li>One thing is</li><li>Two</li></ul>", "- One thing is\n\n- Two"),
        ("<h2>Reactions</h2><p>None.</p>", "Reactions\n\nNone."),
        ("<div>A bare block.</div>", "A bare block."),
        ("<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table>", "| A | B |\n\n| 1 | 2 |"),
    ],
)
def test_sentences_and_blocks_of_a_short_page_stay_whole(tmp_path: Path, wrap: str, marked: str, plain: str) -> None:
    body = wrap.format(f"<h1>Report published</h1><p>{FIRST}</p>{marked}<p>{SECOND}</p>")
    text = read(tmp_path, "a.htm", page(body)).text.replace("\u00a0", " ")
    assert text == f"Report published\n\n{FIRST}\n\n{plain}\n\n{SECOND}"


def test_a_short_article_is_not_flattened_into_one_line(tmp_path: Path) -> None:
    figure = "<figure><img src='x.png'><figcaption>A caption that is left out.</figcaption></figure>"
    body = f"<article><h1>Report published</h1><p>{FIRST}</p>{figure}<p>{SECOND}</p></article>"
    assert read(tmp_path, "a.html", page(body)).text == f"Report published\n\n{FIRST}\n\n{SECOND}"


@pytest.mark.parametrize(
    ("head", "top", "published"),
    [
        ('<meta name="date" content="2022-03-07">', "", DAY),
        (
            '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2022-03-07"}</script>',
            "",
            DAY,
        ),
        (
            '<script type="application/ld+json">{"@graph": [{"@type": "WebPage", "datePublished": "2020-01-01"},'
            ' {"@type": "NewsArticle", "datePublished": "2022-03-07T10:00:00Z"}]}</script>',
            "",
            DAY,
        ),
        ("<script type='application/ld+json'>{broken</script>", "<p class='date'>March 7, 2022</p>", DAY),
        ("", "<time class='entry-date published' datetime='2022-03-07T10:00'>last week</time>", DAY),
        ("", "<time datetime='2022-03-07'>7 March 2022</time>", DAY),
        ("", "<div class='byline'>By Jane Doe | <time>March 7, 2022</time></div>", DAY),
        ("", "<p>PARIS, March 7, 2022 (Reuters) - It rained.</p>", DAY),
        # Dates that say something else
        ("", "<p>It fell on <time datetime='2022-03-07'>March 7, 2022</time>, she said.</p>", None),
        ("", "<p>The war began on 2022-03-07.</p><img src='/2022/03/07/x.jpg'>", None),
        ("<link rel='canonical' href='https://example.org/2022/03/07/a'>", "", None),
        ("<meta property='article:modified_time' content='2022-03-07'>", "", None),
        ("<meta name='date' content='03/07/2022'>", "", None),
        ("", "<aside><p class='date'>March 7, 2022</p></aside>", None),
        ("", "<aside class='x'></aside><div class='published'>May</div>", None),
    ],
)
def test_a_page_has_the_date_it_states_and_no_guess(
    tmp_path: Path, head: str, top: str, published: dt.date | None
) -> None:
    body = f"<article><h1>Report published</h1>{top}<p>{FIRST}</p><p>{SECOND}</p></article><footer>2022-03-07</footer>"
    assert read(tmp_path, "a.html", page(body, head)).published == published


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ("<meta charset=iso-8859-1>", "cp1252"),
        ("<meta http-equiv='Content-Type' content='text/html; charset=windows-1252'>", "cp1252"),
        ("<meta charset='UTF-8'>", "utf-8"),
        ("", "utf-8"),
        ("", "utf-16"),
        ("<meta charset='utf-8'>", "utf-16"),
    ],
)
def test_a_page_is_decoded_as_it_declares(tmp_path: Path, head: str, encoding: str) -> None:
    content = page(ARTICLE.replace("minister", "“né”"), head).encode(encoding)
    assert "The “né” said" in read(tmp_path, "a.html", content).text


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


def test_an_xml_declaration_is_obeyed(tmp_path: Path) -> None:
    content = "<?xml version='1.0' encoding='Shift_JIS'?>" + page(ARTICLE.replace("minister", "首相"))
    assert "The 首相 said" in read(tmp_path, "a.html", content.encode("shift_jis")).text


@pytest.mark.parametrize(
    ("head", "encoding", "words"),
    [
        ("", "cp1252", "not valid UTF-8: byte 0xe9"),
        ("<meta charset='utf-8'>", "cp1252", "not valid UTF-8: byte 0xe9"),
        ("<meta charset='iso-8859-1'>", "utf-8", "its bytes are UTF-8"),
        ("<meta charset='rot13'>", "utf-8", "'rot13'"),
        ("<meta charset='no-such'>", "utf-8", "'no-such'"),
    ],
)
def test_a_page_in_another_encoding_than_it_declares_is_refused(
    tmp_path: Path, head: str, encoding: str, words: str
) -> None:
    content = page(ARTICLE.replace("minister", "né"), head).encode(encoding)
    assert words in refused(tmp_path, "a.html", content).reason


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<script>alert(1)</script>",
        "<p hidden>x</p>",
        f'<script type="application/ld+json">{{"@type": "Article", "articleBody": "{FIRST * 3}"}}</script>',
        "<div>" * 5000 + "deep" + "</div>" * 5000,
    ],
)
def test_a_page_without_an_article_is_an_error(tmp_path: Path, body: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert "no article text found" in refused(tmp_path, "a.html", page(body)).reason
    assert capfd.readouterr() == ("", "")


def test_pages_without_an_article_put_no_word_of_a_library_on_the_terminal(tmp_path: Path) -> None:
    for number, body in enumerate(["<frameset><frame src='a'></frameset>", "<script>x</script>"]):
        write(tmp_path, f"{number}.html", f"<html>{body}</html>".encode())
    code = (
        "import sys; from pathlib import Path; from briefbot.documents import read_documents\n"
        "for path in sorted(Path(sys.argv[1]).iterdir()): print(*read_documents(path, max_bytes=9999))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True)
    assert done.stdout.count("no article text") == 2
    assert done.stderr == ""


def test_reading_a_page_touches_no_network_and_always_gives_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("a connection was tried")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    content = page(ARTICLE + "<img src='https://example.org/x.png'>", "<base href='https://example.org/'>")
    first = read(tmp_path, "a.html", content)
    assert [read(tmp_path, "a.html", content) for _ in range(4)] == [first] * 4


CODES = st.one_of(st.integers(0, 0x110001), st.integers(0, 0xA0), st.integers(0xFFF0, 0xFFFF))


@settings(deadline=None, max_examples=50)  # a busy machine is no failure
@given(CODES)
@example(0x1)
@example(0x1B)
@example(0xD800)
@example(0xFFFE)
def test_any_character_reference_anywhere_on_a_page_leaves_its_article_readable(code: int) -> None:
    reference = f"&#{code};"
    odd = f"""<p>bad {reference} char <q>with <b>some</b>{reference} more</q> <time>{reference}</time>{reference}</p>
    <script></script>{reference}<pre>{reference}</pre><a href="{reference}">link</a>"""
    head = f'<meta name="author" content="Jane {reference} Doe"><meta property="og:site_name" content="{reference}">'
    with tempfile.TemporaryDirectory() as folder:
        document = read(Path(folder), "a.html", page(f"<article><p>{FIRST}</p>{odd}<p>{SECOND}</p></article>", head))
    assert document.text.startswith(FIRST)
    assert document.text.endswith(SECOND)
    if html.unescape(reference).isalnum():
        assert f"bad {html.unescape(reference)} char" in document.text


@pytest.mark.parametrize("reference", ["&#27;", "&#1;", "&#xfffe;", "&#xFFFF;"])
def test_a_character_that_no_browser_shows_is_dropped_from_a_page(tmp_path: Path, reference: str) -> None:
    body = f"<article><p>{FIRST}</p><p>bad {reference} ch{reference}ar</p><p>{SECOND}</p></article>"
    assert read(tmp_path, "a.html", page(body)).text == f"{FIRST}\n\nbad char\n\n{SECOND}"


def test_a_page_that_the_library_fails_on_is_an_error_that_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise ValueError("not\nexpected")

    monkeypatch.setattr("trafilatura.bare_extraction", fail)
    error = refused(tmp_path, "a.html", page(ARTICLE))
    assert error.source == (tmp_path / "a.html").as_posix()
    assert error.reason == "cannot be read: ValueError: not expected; save its text as .txt"


# As a whole


def test_every_suffix_has_a_reader(tmp_path: Path) -> None:
    assert set(SUFFIXES.values()) == READERS.keys()
    for suffix in SUFFIXES:
        refused(tmp_path, f"a{suffix.upper()}", " ")


def test_importing_the_readers_brings_in_no_heavy_library() -> None:
    heavy = {"trafilatura", "lxml", "yaml", "numpy", "docx", "pypdfium2", "feedparser"}
    code = f"import sys, briefbot.documents; print({heavy} & set(sys.modules))"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "set()"


def test_the_source_is_the_path_as_it_was_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "news/a.txt", "text")
    monkeypatch.chdir(tmp_path)
    (document,) = read_all(Path("./news") / "a.txt")
    assert document.source == "news/a.txt"


def test_every_example_has_the_outlet_and_date_that_its_file_is_named_after() -> None:
    documents = [document for path in find_sources([EXAMPLES]) for document in read_all(Path(str(path)))]
    assert len(documents) == 18
    for document in documents:
        assert isinstance(document, Document), document
        assert document.outlet is not None
        assert document.published is not None
        name = Path(document.source).name
        if ".jsonl" not in name:  # there, each record has its own
            outlet = document.outlet.removeprefix("The ").lower().replace(" ", "-")
            assert name.startswith(f"{document.published}-{outlet}-")


@needs_shared
def test_the_real_articles_are_read_whole() -> None:
    maduro, wikinews = find_sources([SHARED])
    assert isinstance(maduro, Path)
    assert isinstance(wikinews, Path)
    (article,) = read_all(maduro)
    assert isinstance(article, Document)
    assert article.text == maduro.read_text(encoding="utf-8")
    assert article.title == "US Officials Meet Maduro, Fail to Drive Wedge Between Venezuela and Russia"
    assert (article.published, article.outlet, article.author) == (DAY, None, None)
    documents = read_all(wikinews)
    records = [json.loads(line) for line in wikinews.read_text(encoding="utf-8").split("\n") if line]
    assert len(documents) == len(records) == 73
    for document, record in zip(documents, records, strict=True):
        assert isinstance(document, Document)
        assert (document.text, document.title, document.outlet) == (record["text"], record["title"], record["source"])
        assert (document.published is None) == (record["published"] is None)
