"""Saved pages as news sites lay them out: the whole article in its order, nothing around it, and no wrong date."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from briefbot.documents import read_documents
from briefbot.types import Document

DAY = dt.date(2022, 3, 7)
LEAD = "The minister said on Monday that the ministry would publish its report before the end of the month."
NEXT = "The opposition replied that it doubted the figures, and asked the court of auditors for an inquiry."
HEADLINE = "Report published"
STORY = f"<h1>{HEADLINE}</h1><p>{LEAD}</p><p>{NEXT}</p>"


def read(folder: Path, body: str, head: str = "") -> Document:
    path = folder / "a.html"
    page = f"<!DOCTYPE html><html><head><title>Report published</title>{head}</head><body>{body}</body></html>"
    path.write_text(page, encoding="utf-8")
    (found,) = read_documents(path, max_bytes=1_000_000)
    assert isinstance(found, Document), found
    return found


# Days


TIME = "<time datetime=2022-03-07>March 7, 2022</time>"


@pytest.mark.parametrize(
    ("top", "inside", "after"),
    [
        # Of the site
        ("<header><div class=current-date>March 7, 2022</div></header>", "", ""),
        (f"<header>{TIME}</header>", "", ""),
        (f"<div class=masthead>{TIME}</div>", "", ""),
        (f"<div id=top-bar>{TIME}</div>", "", ""),
        ("<div class=current-date>March 7, 2022</div>", "", ""),
        ("<div class=todaysDate>March 7, 2022</div>", "", ""),
        # Of another story
        ("", "", "<div class=related><h3>Another</h3><p>It is short.</p><span class=date>March 7, 2022</span></div>"),
        ("", "", "<ul class=post-list><li><a href=/a>Another</a> <span class=date>March 7, 2022</span></li></ul>"),
        ("", "<div class='story-card'><span class='card-date'>March 7, 2022</span></div>", ""),
        # Of an event, or of a change
        ("", "<div class=event-date>March 7, 2022</div>", ""),
        ("", f"<span>Last updated</span> {TIME}", ""),
        ("", f"<div class=a><b>Updated:</b></div><div class=b>{TIME}</div>", ""),
        ("", f"<div>Modified on <span>{TIME}</span></div>", ""),
        ("", "<div class=post-updated>March 7, 2022</div>", ""),
        ("", "<div class='date dateModified'>March 7, 2022</div>", ""),
        ("", f"<div class=last-update>{TIME}</div>", ""),
        # No date by its class
        ("", "<div class=candidate>March 7, 2022</div>", ""),
        ("", "<div class=mandates>March 7, 2022</div>", ""),
    ],
)
def test_a_day_that_is_not_that_of_publication_is_not_taken_for_it(
    tmp_path: Path, top: str, inside: str, after: str
) -> None:
    body = f"{top}<main><article><h1>{HEADLINE}</h1>{inside}<p>{LEAD}</p><p>{NEXT}</p></article>{after}</main>"
    assert read(tmp_path, body).published is None
    assert read(tmp_path, f"{top}<h1>{HEADLINE}</h1>{inside}<p>{LEAD}</p><p>{NEXT}</p>{after}").published is None


def test_a_card_that_is_an_article_dates_no_other_story(tmp_path: Path) -> None:
    card = f"<article><h3><a href=/a>Another</a></h3><p>It is short.</p>{TIME}</article>"
    assert read(tmp_path, f"<main><article>{STORY}</article>{card}</main>").published is None


@pytest.mark.parametrize(
    "shown",
    [
        "<div class=post-date>March 7, 2022</div>",
        "<div class=entry_date>March 7, 2022</div>",
        "<div class=publishedDate>March 7, 2022</div>",
        "<div><time class=published-at datetime=2022-03-07>last week</time></div>",
        f"<div class=published-date>{TIME}</div>",
        "<time class='entry-date published updated' datetime=2022-03-07>last week</time>",
        f"<span>Published</span> {TIME} <span>Updated</span> <time>March 9, 2022</time>",
        f"<h2>How the figures were revised</h2>{TIME}",
        f"<header>{TIME}</header>",
        f"<div class=header>{TIME}</div>",
    ],
)
def test_a_day_of_publication_is_known_by_its_mark(tmp_path: Path, shown: str) -> None:
    clock = "<header><div class=date-today>March 8, 2022</div></header>"
    card = "<div class=card><h3>Another</h3><span class=date>3 May 2021</span></div>"
    story = f"<article class=card><h1>{HEADLINE}</h1>{shown}<p>{LEAD}</p><p>{NEXT}</p></article>"
    body = f"{clock}<main class=list>{story}{card}</main>"
    assert read(tmp_path, body).published == DAY


STATED = '{"@type": "NewsArticle", "datePublished": "2022-03-07", "description": "Two\nlines"}'


@pytest.mark.parametrize(
    ("kind", "script"),
    [
        ("application/ld+json", STATED),
        ("application/ld+json; charset=utf-8", STATED),
        ("application/ld+json", f"\n//<![CDATA[\n{STATED}\n//]]>\n"),
        ("application/ld+json", f"/*<![CDATA[*/{STATED}/*]]>*/"),
        ("application/ld+json", f"<![CDATA[{STATED}]]>"),
        ("application/ld+json", f'{{"@type": "WebPage", "datePublished": "2001-01-01", "mainEntity": {STATED}}}'),
        ("application/ld+json", f'{{"@graph": [{{"@type": "WebPage", "mainEntity": {STATED}}}]}}'),
    ],
)
def test_the_day_that_linked_data_state_is_read_in_whatever_wrapping(tmp_path: Path, kind: str, script: str) -> None:
    assert read(tmp_path, STORY, f"<script type='{kind}'>{script}</script>").published == DAY
