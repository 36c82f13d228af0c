"""Markdown becomes a document: the front matter describes it, the body stays verbatim."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from files import FIRST, SECOND, read, refused

from briefbot.types import Document

DAY = dt.date(2022, 3, 7)


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


@pytest.mark.parametrize("date", ["yesterday", "2022-13-45", "3/4/2022"])
def test_front_matter_with_a_date_that_is_none_costs_the_date(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, date: str
) -> None:
    document = read(tmp_path, "a.md", f"---\ntitle: Ferry talks\ndate: {date}\n---\n{FIRST}")
    assert (document.title, document.published) == ("Ferry talks", None)
    assert f"the date '{date}' names no one day and is left out" in caplog.text


@pytest.mark.parametrize(
    ("front", "words"),
    [
        ("title: Foo: bar", "bad front matter at line 2"),
        ("title: [a", "bad front matter"),
        ("title: [a]", "'title' must be text, not a list"),
        ("author: {a: b}", "'author' must be text, not a dict"),
        ("x: " + "[" * 5000, "bad front matter"),
        ('title: "\\uD800"', "surrogate"),
        ("title: !!python/object/apply:os.getcwd []", "must be text"),
    ],
)
def test_bad_front_matter_is_an_error_that_says_where(tmp_path: Path, front: str, words: str) -> None:
    assert words in refused(tmp_path, "a.md", f"---\n{front}\n---\ntext").reason


def test_front_matter_alone_is_an_error(tmp_path: Path) -> None:
    assert "nothing after its front matter" in refused(tmp_path, "a.md", "---\ntitle: T\n---\n\n").reason
