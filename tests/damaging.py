"""Files of every format, and damaged copies of them: the same seed gives the same copies."""

from __future__ import annotations

import io
import json
import random
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.message import EmailMessage

import docx
from files import ATOM, CONTAINER, FIRST, PACKAGE, PAGE, RSS, SECOND, WHOLE, docx_file
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen import canvas

MOST_BYTES = 400_000  # of a damaged copy
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
<div role="dialog">Sign up for our newsletter</div></article></main><footer>All rights reserved</footer></body></html>"""
_RDF = f"""<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="a"><title>Courier</title>
</channel><item rdf:about="b"><title>Ferry</title><dc:date>2026-03-07</dc:date><description>{FIRST}</description></item>
</rdf:RDF>"""
_RECORDS = "\n".join(
    json.dumps(record, ensure_ascii=number % 2 == 0)
    for number, record in enumerate(
        [
            {"text": _STORY, "title": "Ferry talks", "published": "2026-03-07", "source": "Courier", "author": "Jane Doe"},
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
    file.add_page_break()
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
            page.drawString(72 + 240 * column, 740 - 12 * line, " ".join(words[at : at + 5]) + ("-" if line % 5 else ""))
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
    letter["Subject"] = "Ferry talks\u2014day two, a subject that is long enough to be folded over two lines of a header"
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
SUFFIXES = (*sorted({suffix for suffix, _ in WHOLE_FILES}), ".htm", ".ndjson", ".markdown", ".zip", ".json", "")

# What means something in one format or another, or at the edge of what it may hold.
_TOKENS = tuple(
    token.encode("utf-8", "surrogatepass")
    for token in (
        *("\0", "\r", "\x1b[31m", "\x0b", "\x0c", "\x1c", "\x7f", "\x85", "\u2028", "\u200b", "\ufeff", "\ufffe", "\uffff"),
        *("\u202e", "\ud800", "\udfff", "\U0001f600", "\U0010ffff", "e\u0301", "\u0130", "\u00ad", "\xa0", "\u3000"),
        *("&#0;", "&#xD800;", "&#x110000;", "&#27;", "&nbsp;", "&lt;", "&a;", "&", "<", ">", "]]>", "<![CDATA[", "<!--", "-->"),
        *("<script>", "</p>", "<p>", "<br/>", "<table>", "<td>", "</article>", "<plaintext>", "<!DOCTYPE x [<!ENTITY a 'b'>]>"),
        *("<svg><title>", "<math>", "<template>", "<noscript>", "<base href='x://'>", "<meta charset='utf-7'>", "<?xml?>"),
        *('"', "'", "\\", '\\ud800"', "{", "}", "[", "]", "null", "true", "NaN", "1e999", "-0", "{}", '{"text": []}'),
        *("=?utf-8?q?=00?=", "=?x?b?!!?=", "=?utf-8?b?gA==?=", "Content-Type: multipart/mixed", "Content-Type: text/plain; "),
        *("charset=utf-16", "charset=idna", "charset=hex", "charset=punycode", "; name*0*=%ff", "boundary=", "\n--", "--==0==--"),
        *("From a\n", "\nFrom ", "\n\n", "\n", "---\n", "...\n", "# ", "```", "|", "![](", "&a *a", "!!python/object:os.system"),
        *("-->", "00:00:00,000 --> 99:99:99,999", "WEBVTT", "99999-99-99", "0000-00-00", "31 February 2026", "\t", ";", ","),
        *("endobj", "stream\n", "endstream", "xref", "trailer", "<<", ">>", "/Length 0", "/Count -1", "/Kids[3 0 R]", "/Rotate 91"),
        *("0 Tf", "(\\000\\377) Tj", "[(a) 1e9 (b)] TJ", "1e38 0 0 1 0 0 cm", "q ", "Q ", "BT ", "ET ", "/MediaBox[0 0 0 0]"),
        *("w:val=''", "<w:tbl/>", "<w:tc>", "<w:p>", "xml:space=", "xmlns:a='b'", "../../x", "%00", "//", "://", "https://[::1"),
        *("https://a.example/", "(AP) -", "By ", "Photo: ", "Updated: ", "Mr.", "U.S.", "...", "\u201c", "\u00ab", "$1.2bn"),
    )
)
_OPENS = (b"<div>", b"<b><i>", b"<table><tr><td>", b"<ul><li>", b"[", b"{", b'{"a":', b"(", b"> ", b"<<", b"q ", b"<w:tbl>", b"- ", b'"')
_HUGE = (b"99999999999", b"-1", b"0", b"2147483648", b"4294967296", b"18446744073709551616", b"1" * 5000, b"1e400", b"0.0000001")
_ENCODINGS = ("utf-16-le", "utf-16-be", "utf-16", "utf-32", "utf-8-sig", "latin-1", "cp037", "utf-7", "shift_jis")


def _place(data: bytes, chance: random.Random) -> int:
    return chance.randint(0, len(data))


def _stretch(data: bytes, chance: random.Random, most: int = 500) -> tuple[int, int]:
    start = _place(data, chance)
    return start, min(len(data), start + 1 + int(most * chance.random() ** 3))


def _flip(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 3, 20)) if data else 0):
        changed[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _overwrite(data: bytes, chance: random.Random) -> bytes:
    start, end = _stretch(data, chance, 50)
    return data[:start] + chance.randbytes(end - start) + data[end:]


def _cut(data: bytes, chance: random.Random) -> bytes:
    return data[: _place(data, chance)] if chance.random() < 0.7 else data[_place(data, chance) :]


def _take_out(data: bytes, chance: random.Random) -> bytes:
    start, end = _stretch(data, chance)
    return data[:start] + data[end:]


def _insert(data: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.choice((1, 1, 2, 8))):
        at = _place(data, chance)
        data = data[:at] + chance.choice(_TOKENS) * chance.choice((1, 1, 1, 2, 50)) + data[at:]
    return data


def _repeat(data: bytes, chance: random.Random) -> bytes:
    start, end = _stretch(data, chance, 200)
    times = int(10 ** (3.7 * chance.random()))
    return data[:start] + data[start:end] * min(times, 1 + MOST_BYTES // (2 * max(1, end - start))) + data[end:]


def _swap(data: bytes, chance: random.Random) -> bytes:
    a, b, c, d = sorted((*_stretch(data, chance), *_stretch(data, chance)))
    return data[:a] + data[c:d] + data[b:c] + data[a:b] + data[d:]


def _nest(data: bytes, chance: random.Random) -> bytes:
    at = _place(data, chance)
    return data[:at] + chance.choice(_OPENS) * int(10 ** (4 * chance.random())) + data[at:]


def _number(data: bytes, chance: random.Random) -> bytes:
    found = list(re.finditer(rb"\d+", data))
    if not found:
        return data
    one = chance.choice(found)
    return data[: one.start()] + chance.choice(_HUGE) + data[one.end() :]


def _tag(data: bytes, chance: random.Random) -> bytes:
    """Repeat, move or drop an element's tag, a line or a header."""
    found = list(re.finditer(rb"<[^<>]{1,200}>|[^\n]+\n", data))
    if not found:
        return data
    one, other = chance.choice(found), chance.choice(found)
    times = chance.choice((0, 2, 2, 30, 1000))
    if chance.random() < 0.3:
        return data[: other.start()] + one[0] + data[other.start() :]
    return data[: one.start()] + one[0] * min(times, MOST_BYTES // (2 * len(one[0]))) + data[one.end() :]


def _encode(data: bytes, chance: random.Random) -> bytes:
    try:
        return data.decode(chance.choice(("utf-8", "utf-16"))).encode(chance.choice(_ENCODINGS), "replace")
    except UnicodeError:
        return data[1:]


def _lines(data: bytes, chance: random.Random) -> bytes:
    ends = (b"\r\n", b"\r", b"\n\n", b"", b" ", b"\n" * 500, "\u2028".encode(), b"\0\n")
    return data.replace(b"\n", chance.choice(ends))[:MOST_BYTES]


def _join(data: bytes, chance: random.Random) -> bytes:
    _, other = chance.choice(WHOLE_FILES)
    start, end = _stretch(other, chance, 4000)
    at = _place(data, chance)
    return data[:at] + other[start:end] + data[at:]


_DAMAGES: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    *(_flip, _overwrite, _cut, _take_out, _insert, _insert, _repeat, _swap, _nest, _number, _tag, _tag, _encode, _lines, _join),
)


def _damage(data: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.choice((1, 1, 1, 2, 2, 4))):
        data = chance.choice(_DAMAGES)(data, chance)[:MOST_BYTES]
    return data


def _repack(data: bytes, chance: random.Random) -> bytes:
    """Damage within entries of an archive, or what it says of them."""
    entries = unpacked(data)
    texts = [name for name in entries if name.endswith(("xml", "opf", "rels", "mimetype"))]
    for _ in range(chance.choice((1, 1, 2))):
        name = chance.choice(sorted(texts))
        what = chance.random()
        if what < 0.85:
            entries[name] = _damage(entries[name], chance)
        elif what < 0.9:
            del entries[name]
            texts.remove(name)
        elif what < 0.95:
            entries[chance.choice(("x", "/abs", "../up", name.upper(), f"{name}/", "a" * 5000))] = entries.pop(name)
            texts.remove(name)
        else:
            entries[name] = entries[chance.choice(sorted(entries))]
    return packed(entries, chance.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED)))


@dataclass(frozen=True, slots=True)
class Damaged:
    """A damaged copy: the name of its file says which."""

    name: str
    data: bytes


def damaged(seed: int, number: int) -> Damaged:
    """The copy with this number, of those that this seed gives."""
    chance = random.Random(f"{seed}/{number}")
    suffix, data = chance.choice(WHOLE_FILES)
    is_zip = data.startswith(b"PK")
    data = _repack(data, chance) if is_zip and chance.random() < 0.8 else _damage(data, chance)
    if chance.random() < 0.08:
        suffix = chance.choice(SUFFIXES)
    return Damaged(f"{number:06d}{suffix}", data)
