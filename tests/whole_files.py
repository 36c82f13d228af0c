"""Whole files of every format, with something of all that its reader looks at."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from email.message import EmailMessage

import docx
from docx.enum.text import WD_BREAK
from files import ATOM, CONTAINER, FIRST, PACKAGE, PAGE, RSS, SECOND, WHOLE, docx_file
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen import canvas

_WHEN = (2026, 3, 7, 12, 0, 0)  # of entries in an archive, so that each run makes the same
_STORY = f"""Ferry Talks Collapse in Port Ellery

By Jane Doe
PORT ELLERY, March 7, 2026 (Wire) - {FIRST}

{SECOND} "We will sail on Monday," said Jo\u00e3o M\u00fcller, who leads the union of seamen; 4,200 of them voted.

- The first ship leaves at 5 p.m.
- The second one, the Alba, stays.

Line | Ships | Seats
--- | --- | ---
North | 12 | 3,400
South | 7 | 1,250

Photo: Jo Doe/Wire

On 7 March 2026, Ada <ada@b.example> wrote:
> {SECOND}

Read more: The ferry and its owners
(c) 2026 Port Ellery Courier. All rights reserved.
"""
_NEWS = f"""<!doctype html><html lang="en"><head><meta charset="{{}}"><title>Ferry talks | Courier</title>
<meta property="og:title" content="Ferry talks"><meta name="author" content="Jane Doe">
<meta property="article:published_time" content="2026-03-07T23:30:00-08:00"><link rel="canonical" href="/a/1">
<script type="application/ld+json">{{{{"@context": "https://schema.org", "@graph": [{{{{"@type": "NewsArticle",
"headline": "Ferry talks", "datePublished": "2026-03-07", "author": [{{{{"@type": "Person", "name": "Jane Doe"}}}}]}}}}]}}}}
</script><style>p {{{{ color: red }}}}</style></head><body><nav><ul><li><a href="/">Home</a></li></ul></nav>
<header><h1>Ferry talks</h1><p class="byline">By <a rel="author" href="/jd">Jane Doe</a></p>
<time datetime="2026-03-07">7 March 2026</time></header><main><article><p>{FIRST}</p>
<figure><img src="a.png" alt="A ship"><figcaption>The Alba. Photo: Jo Doe/Wire</figcaption></figure>
<h2>What was said</h2><p>{SECOND} <q>We sail</q>, said <b>Jo\u00e3o</b> M\u00fcller<sup>1</sup>.</p>
<blockquote><p>{FIRST}</p></blockquote><table><caption>Ships</caption><tr><th>Line</th><th>Ships</th></tr>
<tr><td rowspan="2">North</td><td colspan="1">12</td></tr><tr><td>3</td></tr></table>
<ul><li>{SECOND}</li><li>one<ul><li>two</li></ul></li></ul><div hidden>none</div><br>{FIRST}<br><br>{SECOND}
<div role="dialog">Sign up for our newsletter</div></article></main><footer>All rights reserved</footer></body></html>"""  # noqa: E501
_RDF = f"""<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="a"><title>Courier</title>
</channel><item rdf:about="b"><title>Ferry</title><dc:date>2026-03-07</dc:date><description>{FIRST}</description></item>
</rdf:RDF>"""  # noqa: E501
_RECORDS = "\n".join(
    json.dumps(record, ensure_ascii=number % 2 == 0)
    for number, record in enumerate(
        [
            {
                "text": _STORY,
                "title": "Ferry talks",
                "published": "2026-03-07",
                "source": "Courier",
                "author": "Jane Doe",
            },
            {"text": FIRST, "title": None, "date": "7 March 2026", "url": "https://courier.example/1"},
            {"headline": "Jo\u00e3o \U0001f600", "body": SECOND, "tags": ["a", {"b": [1, 2.5e3]}]},
        ]
    )
)
_TABLE = f'title;text;date;author\nFerry;"{FIRST}\n\n""{SECOND}""";07.03.2026;Jane Doe\nDam;{SECOND};2026-03-08;\n'
_TITLED = f"""WEBVTT - Talks

NOTE made by hand

STYLE
::cue {{ color: red }}

intro
00:01.000 --> 00:05.000 align:start position:10%
<v Jane Doe>{FIRST}</v>

00:00:09.500 --> 00:00:14.000
- <i>{SECOND}</i> &amp; <00:00:10.000><c.b>more</c>
"""
_MARKS = f"""---
title: "Ferry talks: day two"
date: 2026-03-07
author: [Jane Doe, Ann Quill]
tags:
  - ships
---
# Ferry talks

{FIRST} See [the report](https://a.example/b_(c)) and ![a ship](a.png "The Alba").

## What was said

* {SECOND}
  1. one

| Line | Ships |
|---|--:|
| North | 12 |

```python
print("x")
```

> {SECOND}

Setext
======

[1]: https://a.example
[^1]: A note.
"""


def packed(entries: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive of these entries, the same at any time."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in entries.items():
            entry = zipfile.ZipInfo(name, _WHEN)
            entry.compress_type = method
            archive.writestr(entry, content)
    return file.getvalue()


def unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _written(file: docx.document.Document) -> None:
    file.core_properties.title, file.core_properties.author = "Ferry talks", "Jane Doe"
    file.add_heading("Ferry talks", 1)
    file.add_paragraph("By Jane Doe")
    file.add_paragraph(FIRST).add_run(" The Alba.").bold = True
    file.add_paragraph("one", "List Bullet")
    file.add_paragraph("two", "List Number")
    table = file.add_table(2, 2)
    for row, cells in enumerate((("Line", "Ships"), ("North", "12"))):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    table.cell(1, 1).add_table(1, 1).cell(0, 0).text = "3,400"
    file.sections[0].header.paragraphs[0].text = "Courier"
    file.add_paragraph(SECOND, "Quote")
    file.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    file.add_paragraph(FIRST, "Caption")


def _printed(*, compressed: bool) -> bytes:
    """A page of two columns under a headline and a table, and one of a single column."""
    file = io.BytesIO()
    page = canvas.Canvas(file, A4, invariant=1, pageCompression=int(compressed))
    page.setTitle("Ferry talks")
    page.setAuthor("Jane Doe")
    page.setFont("Helvetica-Bold", 20)
    page.drawString(72, 780, "Ferry talks collapse")
    page.setFont("Times-Roman", 10)
    words = f"{FIRST} {SECOND} ".split() * 6
    for column in range(2):
        for line in range(20):
            at = (column * 20 + line) * 5
            page.drawString(
                72 + 240 * column, 740 - 12 * line, " ".join(words[at : at + 5]) + ("-" if line % 5 else "")
            )
    for row, cells in enumerate((("Line", "Ships"), ("North", "12"), ("South", "7"))):
        for column, text in enumerate(cells):
            page.rect(72 + 100 * column, 400 - 20 * row, 100, 20)
            page.drawString(76 + 100 * column, 405 - 20 * row, text)
    page.bookmarkPage("a")
    page.addOutlineEntry("Ferry", "a")
    page.showPage()
    page.rotate(90)
    page.drawString(72, -300, SECOND)
    page.showPage()
    page.save()
    return file.getvalue()


def _posted(*, nested: bool) -> bytes:
    letter = EmailMessage()
    letter["From"] = "Jo\u00e3o M\u00fcller <joao@b.example>"
    letter["To"] = "ada@b.example, Ann <ann@b.example>"
    letter["Subject"] = (
        "Ferry talks\u2014day two, a subject that is long enough to be folded over two lines of a header"
    )
    letter["Date"] = "Fri, 07 Mar 2025 23:30:00 -0800"
    letter.set_content(_STORY, cte="quoted-printable")
    letter.add_alternative(_NEWS.format("utf-8"), subtype="html", cte="base64")
    letter.add_attachment(b"a,b\n1,2\n", maintype="text", subtype="csv", filename="Schiffe-\u00e4.csv")
    if nested:
        inner = EmailMessage()
        inner["From"], inner["Subject"] = "ann@b.example", "Inner"
        inner.set_content(SECOND)
        letter.add_attachment(inner)
    for number, part in enumerate(part for part in letter.walk() if part.is_multipart()):
        if part.get_content_maintype() == "multipart":
            part.set_boundary(f"=={number}==")
    return letter.as_bytes()


def _book() -> dict[str, bytes]:
    texts = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": CONTAINER,
        "O/b.opf": PACKAGE,
        "O/nav.xhtml": PAGE.format("<nav><ol><li><a href='b.xhtml#p1'>One</a></li></ol></nav>"),
        "O/cover.xhtml": PAGE.format('<img src="c.png"/>'),
        "O/a b.xhtml": PAGE.format(f'<h2>The <i>ferry</i></h2><a id="p1"/><p>{FIRST}</p><p>{SECOND}</p>'),
        "O/b.xhtml": PAGE.format(f"<h1>Dam</h1><p>{SECOND}</p><table><tr><td>a</td><td>b</td></tr></table>"),
    }
    return {name: text.encode() for name, text in texts.items()}


_LETTER = _posted(nested=False)
WHOLE_FILES: tuple[tuple[str, bytes], ...] = (
    *((suffix, data) for suffix, data in WHOLE.items() if suffix not in (".docx", ".epub")),
    (".txt", _STORY.encode()),
    (".txt", _STORY.encode("utf-16")),
    (".txt", _STORY.encode("utf-16-be")),
    (".txt", _STORY.encode("cp1252", "replace")),
    (".txt", "Паром был продан в понедельник. Союз моряков против.\n\n".encode("cp1251") * 5),
    (".txt", "\u6e2f\u53e3\u7684\u6e21\u8f2a\u5df2\u7d93\u505c\u822a\u3002\n\n".encode() * 9),
    (".md", _MARKS.encode()),
    (".html", _NEWS.format("utf-8").encode()),
    (".html", _NEWS.format("windows-1252").encode("cp1252")),
    (".html", _NEWS.format("utf-16").encode("utf-16")),
    (".xhtml", PAGE.format(f"<h1>Ferry</h1><p>{FIRST}</p><p>{SECOND}</p>").encode()),
    (".jsonl", _RECORDS.encode()),
    (".csv", _TABLE.encode()),
    (".tsv", _TABLE.replace(";", "\t").encode("utf-16")),
    (".pdf", _printed(compressed=False)),
    (".pdf", _printed(compressed=True)),
    (".docx", packed(unpacked(docx_file(_written)))),
    (".epub", packed(_book())),
    (".eml", _LETTER),
    (".eml", _posted(nested=True)),
    (".mbox", b"".join(b"From ada@b.example Fri Mar  7 12:00:00 2026\n" + _LETTER + b"\n" for _ in range(2))),
    (".rss", RSS),
    (".rss", RSS.decode().encode("utf-16")),
    (".atom", ATOM.encode()),
    (".xml", _RDF.encode()),
    (".vtt", _TITLED.encode()),
)
