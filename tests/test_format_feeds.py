"""Each entry of a feed becomes a document."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from files import ATOM, FIRST, RSS, SECOND, items, read_all, why_refused, write
from rounds import length

from briefbot.documents.readers.feeds import read_feed
from briefbot.errors import DocumentError
from briefbot.types import Document

DAY = dt.date(2025, 3, 7)


def test_each_entry_of_a_feed_is_a_document(tmp_path: Path) -> None:
    one, two, three = items(tmp_path, "a.rss", RSS)
    assert isinstance(one, Document)
    assert isinstance(two, Document)
    assert one.text == f"Ferry strike & talks\n\n{FIRST}\n\n{SECOND}"
    assert (one.title, one.outlet, one.author) == ("Ferry strike & talks", "Port Ellery Courier", "Jane Doe")
    assert (one.published, two.published) == (DAY, None)
    assert (one.source[-6:], two.source[-6:]) == (".rss#1", ".rss#2")
    assert "has no text" in str(three)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_feed_below_many_empty_lines_is_read(tmp_path: Path, encoding: str) -> None:
    declared = f'<?xml version="1.0" encoding="{encoding}"?>'
    feed = declared + "\n" * length(1_000_000) + RSS.decode().partition("?>")[2]  # a time of the square would be hours
    one, *_ = read_all(write(tmp_path, "a.rss", feed.encode(encoding)), max_bytes=10_000_000)
    assert isinstance(one, Document)
    assert one.text == f"Ferry strike & talks\n\n{FIRST}\n\n{SECOND}"


def test_no_hyphen_that_is_not_shown_is_in_an_entry(tmp_path: Path) -> None:
    feed = RSS.decode().replace("Second", "Sec&#173;ond story").replace("opposition", "oppo&#173;si\u200btion").encode()
    _, document, _ = items(tmp_path, "a.rss", feed)
    assert isinstance(document, Document)
    assert document.text == f"Second story\n\n{SECOND}"


def test_an_atom_entry_is_dated_by_its_publication_and_not_by_its_change(tmp_path: Path) -> None:
    one, two = items(tmp_path, "a.xml", ATOM)
    assert isinstance(one, Document)
    assert isinstance(two, Document)
    assert (one.published, one.author, one.text) == (DAY, "Ann Quill", f"Dam alarm\n\n{FIRST}")
    assert two.published is None


def test_an_entry_of_a_fetched_feed_is_cited_by_its_own_address_only_on_the_same_host() -> None:
    ours = [item.source for item in read_feed(RSS, "https://feeds.courier.example/all")]
    assert ours[:2] == ["https://courier.example/1", "https://feeds.courier.example/all#entry-g-2"]
    theirs = [item.source for item in read_feed(RSS, "https://elsewhere.example/all")]
    assert theirs[0] == "https://elsewhere.example/all#entry-https://courier.example/1"


def test_no_entry_of_a_feed_is_lost_to_another_of_the_same_page() -> None:
    def entry(number: int, link: str) -> str:
        named = f"<title>Brief {number}</title><link>{link}</link><guid>g{number}</guid>"
        return f"<item>{named}<description>{FIRST} {number}</description></item>"

    links = ["https://a.example/briefs#n0", "https://a.example/briefs#n1", *["https://a.example/live"] * 2]
    rss = "<rss version='2.0'><channel><title>A</title>{}</channel></rss>"
    made = [entry(number, link) for number, link in enumerate(links)]
    feed = "https://a.example/feed"
    wanted = [f"{feed}#entry-g{number}" for number in range(4)]
    assert [item.source for item in read_feed(rss.format("".join(made)).encode(), feed)] == wanted
    later = [entry(9, "https://a.example/briefs#n9"), *made, made[0]]
    assert [item.source for item in read_feed(rss.format("".join(later)).encode(), feed)][1:] == wanted
    tracked = entry(0, "https://a.example/0/#from-feed") + entry(1, "https://a.example/1/#from-feed") * 2
    addresses = [item.source for item in read_feed(rss.format(tracked).encode(), feed)]
    assert addresses == ["https://a.example/0/", "https://a.example/1/"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be", "utf-32"])
def test_a_feed_that_declares_entities_is_refused_in_any_encoding(encoding: str) -> None:
    feed = f"<?xml version='1.0' encoding='{encoding}'?><!DOCTYPE r [<!ENTITY a 'x'>]><rss version='2.0'></rss>"
    with pytest.raises(DocumentError, match="declares XML entities"):
        list(read_feed(feed.encode(encoding), "a.rss"))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("<?xml version='1.0'?><note><to>x</to></note>", "no RSS or Atom feed"),
        ("<rss version='2.0'><channel><title>x</title></channel></rss>", "without entries"),
        ("<!DOCTYPE r [<!ENTITY a 'x'>]><rss version='2.0'></rss>", "declares XML entities"),
    ],
)
def test_what_is_no_feed_is_refused(tmp_path: Path, content: str, words: str) -> None:
    assert words in why_refused(tmp_path, "a.xml", content)
