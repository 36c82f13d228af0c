"""Whole files of every format to try readers on, and what reads one."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path

import docx
from reportlab.pdfgen import canvas

from briefbot.documents import FileReader
from briefbot.documents.reading import read_file
from briefbot.errors import DocumentError
from briefbot.types import Document

FIRST = "The minister said on Monday that the ministry would publish its report before the end of the month."
SECOND = "The opposition replied that it doubted the figures, and asked the court of auditors for an inquiry."


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def pdf_file() -> bytes:
    file = io.BytesIO()
    page = canvas.Canvas(file, invariant=1)
    page.drawString(72, 700, FIRST)
    page.showPage()
    page.drawString(72, 700, SECOND)
    page.save()
    return file.getvalue()


def docx_file(build: Callable[[docx.document.Document], object] | None = None) -> bytes:
    file = docx.Document()
    if build:
        build(file)
    else:
        file.add_paragraph(FIRST)
        file.add_paragraph(SECOND)
    packed = io.BytesIO()
    file.save(packed)
    return packed.getvalue()


CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
    '<rootfiles><rootfile full-path="O/b.opf"/></rootfiles></container>'
)


PACKAGE = """<?xml version="1.0"?>
<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:opf="http://www.idpf.org/2007/opf"><metadata><dc:title>Harbour Notes</dc:title><dc:creator>Jane Doe</dc:creator>
<dc:publisher>Quay Press</dc:publisher><dc:date opf:event="modification">2026-01-01</dc:date>
<dc:date>2025-03-07</dc:date>
</metadata><manifest><item id="n" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="c" href="cover.xhtml" media-type="application/xhtml+xml"/><item id="a" href="a%20b.xhtml"
media-type="application/xhtml+xml"/><item id="b" href="b.xhtml" media-type="application/xhtml+xml"/></manifest>
<spine><itemref idref="c"/><itemref idref="n"/><itemref idref="a"/><itemref idref="b"/></spine></package>"""


PAGE = (
    '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml">'
    "<head><title>T</title></head><body>{}</body></html>"
)


def epub_file(**changed: str | bytes) -> bytes:
    entries: dict[str, str | bytes] = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": CONTAINER,
        "O/b.opf": PACKAGE,
        "O/nav.xhtml": PAGE.format("<nav>Contents</nav>"),
        "O/cover.xhtml": PAGE.format('<img src="c.png"/>'),
        "O/a b.xhtml": PAGE.format(f'<h2>The <i>ferry</i></h2><a id="p1"/><p>{FIRST}</p><p>{SECOND}</p>'),
        "O/b.xhtml": PAGE.format(f"<p>{SECOND}</p>"),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**entries, **{key.replace("__", "/"): value for key, value in changed.items()}}.items():
            archive.writestr(name, content)
    return packed.getvalue()


def letter(build: Callable[[EmailMessage], object] | None = None, sender: str = "Jane Doe <jane@example.org>") -> bytes:
    message = EmailMessage()
    message["From"] = sender
    message["Subject"] = "Ferry talks\u2014day two"
    message["Date"] = "Fri, 07 Mar 2025 23:30:00 -0800"
    if build:
        build(message)
    else:
        message.set_content(f"{FIRST}\n\n{SECOND}\n")
    return message.as_bytes()


RSS = f"""<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Port Ellery Courier</title><link>https://courier.example/</link>
<item><title>Ferry strike &amp; talks</title><link>https://courier.example/1</link><author>Jane Doe</author>
<pubDate>Fri, 07 Mar 2025 23:30:00 -0800</pubDate><description>Short.</description>
<content:encoded><![CDATA[<p>{FIRST}</p><script>x()</script><p>{SECOND}</p>]]></content:encoded></item>
<item><title>Second</title><guid>g-2</guid><description>&lt;p&gt;{SECOND}&lt;/p&gt;</description></item>
<item><title>Only a headline</title><link>https://courier.example/3</link></item></channel></rss>""".encode()


ATOM = f"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Radio Carrow</title>
<entry><title>Dam alarm</title><id>urn:1</id><updated>2026-01-01T00:00:00Z</updated>
<published>2025-03-07T23:30:00-08:00</published>
<author><name>Ann Quill</name></author><content type="html">&lt;p&gt;{FIRST}&lt;/p&gt;</content></entry>
<entry><title>Undated</title><id>urn:2</id><updated>2026-01-01T00:00:00Z</updated><summary>{SECOND}</summary></entry></feed>"""


CSV = f'title,text,date,source,author\nFerry,"{FIRST}\n\n{SECOND}",2025-03-07,Courier,Jane Doe\n'.encode()


WHOLE = {  # by the usual suffix of their format
    ".pdf": pdf_file(),
    ".docx": docx_file(),
    ".epub": epub_file(),
    ".eml": letter(),
    ".rss": RSS,
    ".csv": CSV,
    ".html": f"<!doctype html><html><body><article><p>{FIRST}</p><p>{SECOND}</p></article></body></html>".encode(),
    ".txt": f"{FIRST}\n\n{SECOND}".encode(),
    ".md": f"---\ntitle: Ferry talks\n---\n{FIRST}\n\n{SECOND}".encode(),
    ".jsonl": json.dumps({"text": f"{FIRST}\n\n{SECOND}", "title": "Ferry talks"}).encode(),
    ".srt": f"1\n00:00:01,000 --> 00:00:05,000\n{FIRST}\n\n2\n00:00:09,500 --> 00:00:14,000\n{SECOND}\n".encode(),
}


class ReadsHere(FileReader):
    """Reads files in this process, whose readers a test has changed."""

    def ask(self, path: Path) -> None:
        self._paths = [*getattr(self, "_paths", ()), path]

    def items(self) -> Iterator[Document | DocumentError]:
        path, *self._paths = self._paths
        return read_file(path, path.as_posix(), 1_000_000)


def read_all(path: Path, max_bytes: int = 1_000_000) -> list[Document | DocumentError]:
    return list(read_file(path, path.as_posix(), max_bytes))  # in this process, where a test sees all of it


def items(folder: Path, name: str, content: str | bytes) -> list[Document | DocumentError]:
    return read_all(write(folder, name, content))


def read(folder: Path, name: str, content: str | bytes) -> Document:
    (item,) = items(folder, name, content)
    assert isinstance(item, Document), item
    return item


def refused(folder: Path, name: str, content: str | bytes) -> DocumentError:
    (item,) = items(folder, name, content)
    assert isinstance(item, DocumentError), item
    return item


def why_refused(folder: Path, name: str, content: str | bytes) -> str:
    return refused(folder, name, content).reason
