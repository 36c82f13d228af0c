"""Twice the file is about twice the work, whatever it holds: what is counted is calls, and characters given to `re`."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from files import FIRST, PAGE, docx_file, epub_file, write

import briefbot.documents.formats  # noqa: F401  all readers, whose patterns are counted
from briefbot.documents.reading import read_file
from briefbot.passages import split_sentences
from briefbot.types import Document

SIZE = 300  # of the smaller input, in times that its part is repeated
MOST = 2.6  # times the work for twice the input
SLACK = 20_000  # calls and characters that do not count: caches are filled, libraries loaded

# Whatever stands in a text, many times.
LINES = {
    "spaces": "   ",
    "blank lines": "\n\n",
    "letters": "abc",
    "capitals": "ABC ",
    "digits": "1234",
    "dots": "...",
    "dashes": "--- ",
    "dashes without spaces": "---",
    "bars": " | ",
    "colons": ": ",
    "brackets": "(",
    "closed brackets": "(a) ",
    "square brackets": "[a](",
    "quotation marks": '"',
    "ends of sentences": "a. B",
    "ends in quotation marks": '."',
    "hours": "5 p.m. ",
    "titles": "Mr. ",
    "addresses": "a://b",
    "addresses apart": "https://a.example ",
    "handles": "@a ",
    "commas": "Jo Doe, ",
    "slashes": "Jo/Doe ",
    "names": "Jo Doe ",
    "days": "7 March 2026 ",
    "times of day": "10:30 ",
    "underscores": "_",
    "stars": "*",
    "ellipses": "\u2026",
    "no spaces between words": "\u4e2d\u6587",
    "accents": "e\u0301",
    "short lines": "a\n",
    "items": "- a\n",
    "numbered items": "1. a\n",
    "rows": "a | b\n",
    "rows and rules": "a | b\n--- | ---\n",
    "quoted lines": "> a\n",
    "attributions": "On 7 March 2026, Jo <a@b.example> wrote:\n> a\n",
    "headers of letters": "From: a\nSent: b\nTo: c\n\n",
    "datelines": "PARIS (AP) - A\n\n",
    "datelines alone": "PARIS (AP) -\n\n",
    "bylines": "By Jo Doe\n",
    "credits": "Photo: Jo Doe/Wire\n\n",
    "updates": "Updated: 7 March 2026\n",
    "links to read on": "Read more:\nA b c d e\n",
    "signed up": "Sign up here for our newsletter.\n\n",
    "questions": "Who? ",
    "paragraphs": f"{FIRST}\n\n",
    "headings": "# A\n",
    "fences": "```\n",
    "footnotes": "[1] a\n",
}
# Elements of a page, a chapter and an entry of a feed.
ELEMENTS = {
    "paragraphs": "<p>a b c.</p>",
    "empty paragraphs": "<p/>",
    "breaks": "<br/>",
    "dates": "<time></time>",
    "dates with text": "<time>a</time>b",
    "quotations": "<q>a</q>b",
    "hidden text": "<span hidden=''>a</span>b",
    "styles": "<style>a</style>b",
    "dialogs": "<div role='dialog'>a</div>b",
    "signs": "<a aria-hidden='true'></a>b",
    "divisions": "<div>A sentence that is long enough to be prose.</div>",
    "links": "<a href='/a'>a</a> ",
    "articles": "<article><p>A sentence that is long enough to be prose.</p></article>",
    "headlines": "<h1>a</h1>",
    "headings": "<h2><a href='/a'>a</a></h2>",
    "bylines": "<div class='byline'>By Jo Doe</div>",
    "captions": "<figure><figcaption>a</figcaption></figure>",
    "rows": "<table><tr><td>a</td><td>b</td></tr></table>",
    "items": "<ul><li>a</li></ul>",
    "forms": "<form><input/></form>",
    "entities": "&amp;&eacute;",
    "linked data": '<script type=\'application/ld+json\'>{"datePublished": "2026"}</script>',
}


def of_text(part: str) -> Callable[[int], bytes]:
    return lambda count: f"{FIRST}\n\n{part * count}x".encode()


def of_page(part: str) -> Callable[[int], bytes]:
    return lambda count: (
        f"<html><body><h1>A b c</h1><article><p>{FIRST}</p>{part * count}</article></body></html>".encode()
    )


def of_chapter(part: str) -> Callable[[int], bytes]:
    return lambda count: epub_file(**{"O__b.xhtml": PAGE.format(f"<p>{FIRST}</p>{part * count}")})


def letter(head: str, body: str = FIRST) -> bytes:
    return f"From: Ada <a@b.example>\n{head}\n\n{body}\n".encode()


def feed(parts: str, before: str = "") -> bytes:
    return f"{before}<rss version='2.0'><channel><title>A</title>{parts}</channel></rss>".encode()


INPUTS: dict[str, tuple[str, Callable[[int], bytes]]] = {
    **{f"text: {name}": (".txt", of_text(part)) for name, part in LINES.items()},
    **{f"page: {name}": (".html", of_page(part)) for name, part in ELEMENTS.items()},
    **{
        f"book: {name}": (".epub", of_chapter(ELEMENTS[name]))
        for name in ("breaks", "dates", "empty paragraphs", "rows")
    },
    "marks: headings": (".md", lambda count: b"#\n" * count + FIRST.encode()),
    "marks: front matter": (".md", lambda count: b"---\n" + b"a: b\n" * count + b"---\n" + FIRST.encode()),
    "marks: links": (".md", lambda count: b"# " + b"[a](" * count + b"\n\n" + FIRST.encode()),
    "records": (".jsonl", lambda count: b'{"text": "a b"}\n' * count),
    "records that are none": (".jsonl", lambda count: b"1\n" * count),
    "a record with a long title": (
        ".jsonl",
        lambda count: json.dumps({"text": FIRST, "title": "a | b" * count}).encode(),
    ),
    "rows": (".csv", lambda count: b"title,text\n" + b"a,b c\n" * count),
    "rows that are none": (".csv", lambda count: b"title,text\n" + b"a,b,c\n" * count),
    "letter: encoded words": (".eml", lambda count: letter("Subject: " + "=?utf-8?q?a?= " * count)),
    "letter: folded headers": (".eml", lambda count: letter("Subject: a\n" + " b\n" * count + "Date: x")),
    "letter: unknown headers": (".eml", lambda count: letter("X-A: b\n" * count + "Subject: a")),
    "letter: senders": (".eml", lambda count: letter("Reply-To: " + "a <a@b.example>, " * count)),
    "letter: parameters": (".eml", lambda count: letter("Subject: a\nContent-Type: text/plain" + "; a*0*=b" * count)),
    "letter: digits of an envelope": (".eml", lambda count: b"From a " + b"1" * count + letter("Subject: a")),
    "letter: envelopes": (".eml", lambda count: letter("Subject: a", "\n\nFrom a 1234" * count)),
    "feed: lines before it": (
        ".rss",
        lambda count: feed(f"<item><description>{FIRST}</description></item>", "\n" * count),
    ),
    "feed: entries": (
        ".rss",
        lambda count: feed("<item><title>a</title><description>b c</description></item>" * count),
    ),
    "feed: empty entries": (".rss", lambda count: feed("<item/>" * count)),
    "Word: paragraphs": (
        ".docx",
        lambda count: docx_file(lambda file: [file.add_paragraph("a") for _ in range(count)]),
    ),
    "Word: empty paragraphs": (
        ".docx",
        lambda count: docx_file(
            lambda file: [file.add_paragraph() for _ in range(count)] and file.add_paragraph(FIRST)
        ),
    ),
}


class Work:
    """Counts calls, of Python and of C, and characters that the patterns of readers are given."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, _: FrameType, event: str, __: object) -> None:
        if event in ("call", "c_call"):
            self.count += 1


class Counted:
    """A pattern that counts the characters that it is given."""

    def __init__(self, pattern: re.Pattern[Any], work: Work) -> None:
        self._pattern, self._work = pattern, work

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._pattern, name)
        if name not in ("match", "search", "fullmatch", "finditer", "findall", "sub", "split"):
            return found

        def counted(*arguments: Any, **named: Any) -> Any:
            text = arguments[1 if name == "sub" else 0]
            start, end = (*arguments[1:], 0, len(text))[:2] if name not in ("sub", "split") else (0, len(text))
            self._work.count += max(0, (end if len(arguments) > 2 else len(text)) - start)
            return found(*arguments, **named)

        return counted


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Work:
    counting = Work()
    for name, module in list(sys.modules.items()):
        if name.startswith(("briefbot.blocks", "briefbot.documents", "briefbot.text")):
            for own, value in list(vars(module).items()):
                if isinstance(value, re.Pattern):
                    monkeypatch.setattr(module, own, Counted(value, counting))
    return counting


def work_of(work: Work, path: Path) -> int:
    before = work.count
    sys.setprofile(work)
    try:
        for item in read_file(path, path.as_posix(), 10_000_000):
            if isinstance(item, Document):
                split_sentences(item.text)
    finally:
        sys.setprofile(None)
    return work.count - before


@pytest.mark.slow
@pytest.mark.parametrize("name", INPUTS)
def test_work_grows_with_the_size_of_a_file(tmp_path: Path, work: Work, name: str) -> None:
    suffix, build = INPUTS[name]
    first, small, large = (write(tmp_path, f"{size}{suffix}", build(size)) for size in (10, SIZE, 2 * SIZE))
    work_of(work, first)  # what is loaded at first is loaded now
    less, more = work_of(work, small), work_of(work, large)
    assert more <= MOST * less + SLACK


def test_so_many_kinds_of_input_are_tried() -> None:
    assert len(INPUTS) >= 80
