"""Tables, Word files, e-books, letters and feeds become documents; whatever else a file holds is refused by name."""

from __future__ import annotations

import codecs
import datetime as dt
import gzip
import io
import zipfile
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.pdfgen import canvas

from briefbot.documents import find_sources, read_documents
from briefbot.documents.formats import READERS
from briefbot.documents.kinds import REFUSED, SUFFIXES, kind_of
from briefbot.documents.markup import page_text, parse_page
from briefbot.errors import DocumentError
from briefbot.types import Document

DAY = dt.date(2025, 3, 7)
FIRST = "The minister said on Monday that the ministry would publish its report before the end of the month."
SECOND = "The opposition replied that it doubted the figures, and asked the court of auditors for an inquiry."


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
WHOLE = {
    "pdf": pdf_file(),
    "docx": docx_file(),
    "epub": epub_file(),
    "eml": letter(),
    "feed": RSS,
    "csv": CSV,
    "html": f"<!doctype html><html><body><article><p>{FIRST}</p><p>{SECOND}</p></article></body></html>".encode(),
    "text": f"{FIRST}\n\n{SECOND}".encode(),
}


def items(folder: Path, name: str, content: str | bytes) -> list[Document | DocumentError]:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(read_documents(path, max_bytes=20_000_000))


def read(folder: Path, name: str, content: str | bytes) -> Document:
    (item,) = items(folder, name, content)
    assert isinstance(item, Document), item
    return item


def refused(folder: Path, name: str, content: str | bytes) -> str:
    (item,) = items(folder, name, content)
    assert isinstance(item, DocumentError), item
    return item.reason


# What a file is


@pytest.mark.parametrize("kind", ["pdf", "docx", "epub"])
@pytest.mark.parametrize(
    "name", ["a.txt", "a.html", "a", "a.bak", "Mr. Smith goes to town", "a.pdf", "a.docx", "a.csv"]
)
def test_what_is_plain_from_the_content_counts_whatever_the_suffix_says(name: str, kind: str) -> None:
    assert kind_of(WHOLE[kind], name) == kind


@pytest.mark.parametrize("kind", ["eml", "html", "feed", "text"])
def test_a_file_without_a_suffix_is_what_it_holds(tmp_path: Path, kind: str) -> None:
    assert kind_of(WHOLE[kind], "folder.d/article") == kind
    assert all(isinstance(item, Document) for item in items(tmp_path, "article", WHOLE[kind])[:1])


def test_a_record_is_known_without_a_suffix() -> None:
    assert kind_of(b'{"text": "x"}\n{"text": "y"}', "records") == "jsonl"
    assert kind_of(b"{not a record}", "records") == "text"


def test_a_pdf_or_word_file_that_is_a_page_of_the_web_is_read_as_one() -> None:
    assert kind_of(codecs.BOM_UTF8 + WHOLE["html"], "a.pdf") == "html"
    assert kind_of(WHOLE["html"].decode().encode("utf-16"), "a.docx") == "html"


ENVELOPE = b"From jane@example.org Fri Mar  7 10:00:00 2025\n"


@pytest.mark.parametrize("name", ["Inbox", "a.eml"])
def test_a_mailbox_is_refused_whatever_it_is_called_and_a_letter_in_its_envelope_is_read(
    tmp_path: Path, name: str
) -> None:
    one = ENVELOPE + letter()
    assert "is a mailbox" in refused(tmp_path, name, one + b"\n\n" + one)
    assert read(tmp_path, name, one).published == DAY


def test_letters_that_begin_like_an_envelope_are_text() -> None:
    assert kind_of(ENVELOPE + b"\nFrom here it is prose.", "note") == "text"


@pytest.mark.parametrize("value", ['[{"text": "x"}]', '[\n  {\n    "text": "x"\n  }\n]', '{\n  "text": "x"\n}'])
@pytest.mark.parametrize("name", ["a.jsonl", "a"])
def test_one_json_value_over_all_lines_is_one_error(tmp_path: Path, name: str, value: str) -> None:
    assert "is JSON, not JSON lines; write one object a line" in refused(tmp_path, name, value)


def test_prose_with_colons_is_no_letter() -> None:
    assert kind_of(b"Date: unknown\nWe met at noon: nobody came.\n\nIt rained.", "note") == "text"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0", "is a picture"),
        (b"\xff\xd8\xff\xe0", "is a picture"),
        (b"RIFF\0\0\0\0WEBP", "is a picture"),
        (b"\0\0\0\x18ftypmp42", "is a recording"),
        (gzip.compress(b"x", mtime=0), "is a gzip archive; unpack it"),
        (b"7z\xbc\xaf\x27\x1c\0", "is an archive; unpack it"),
        (b"\x7fELF\2\1", "is a program"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Office file"),
        (b"{\\rtf1 x}", "is Rich Text Format; save it as .docx"),
        (b"SQLite format 3\0", "is a database"),
        (b"GIF89a\1\0", "is a picture"),
        (b"ID3\4\0\0", "is a recording"),
        (b"PAR1\x15\4", "is a database"),
        (b"PK\x03\x04 and no more", "damaged .docx, .epub or archive"),
    ],
)
@pytest.mark.parametrize("name", ["a.txt", "a", "a.html", "a.csv", "a.foo"])
def test_archives_pictures_and_binaries_are_refused_by_what_they_are(
    tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    assert words in refused(tmp_path, name, content)


@pytest.mark.parametrize(
    "text", [b"ID3 sales of Volkswagen rose.", b"GIF89 is not GIF.", b"PAR1 beat PAR2.", b"{" + b"\n" * 200_000 + b"x"]
)
def test_text_that_begins_like_a_binary_is_text(text: bytes) -> None:
    assert kind_of(text, "a.txt") == kind_of(text, "a") == "text"


@pytest.mark.parametrize(
    ("inside", "words"),
    [
        ("a.txt", "is an archive"),
        ("xl/workbook.xml", "is a spreadsheet"),
        ("ppt/presentation.xml", "is a presentation"),
    ],
)
def test_what_is_zipped_is_named_by_what_is_in_it(tmp_path: Path, inside: str, words: str) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(inside, "x")
    assert words in refused(tmp_path, "a.docx", packed.getvalue())
    assert words in refused(tmp_path, "a.txt", packed.getvalue())


def test_an_opendocument_text_is_named(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
    assert "OpenDocument" in refused(tmp_path, "a", packed.getvalue())


def test_every_refused_suffix_is_refused_with_a_cure_before_it_is_opened(tmp_path: Path) -> None:
    assert not REFUSED.keys() & SUFFIXES.keys()
    for suffix in REFUSED:
        (tmp_path / f"a{suffix.upper()}").touch()
    found = find_sources([tmp_path])
    assert len(found) == len(REFUSED)
    assert all(isinstance(item, DocumentError) and ";" in item.reason for item in found)


def test_text_of_an_unknown_suffix_is_refused_and_says_what_to_do(tmp_path: Path) -> None:
    assert "rename it to .txt" in refused(tmp_path, "a.py", "print('x')")


# Tables


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
    assert "'id', 'name'" in refused(tmp_path, "a.csv", "id,name\n1,x\n")


def test_a_bad_row_costs_only_itself(tmp_path: Path) -> None:
    found = items(tmp_path, "a.csv", "text,title\nGood,One\n,Two\nToo,many,fields\nAlso good\n")
    assert [item.text if isinstance(item, Document) else item.reason[:12] for item in found] == [
        "Good",
        "its field of",
        "has 3 fields",
        "Also good",
    ]


def test_an_open_quotation_mark_is_an_error_that_names_its_line(tmp_path: Path) -> None:
    assert "is not CSV" in str(items(tmp_path, "a.csv", 'text\ngood\n"never closed\n')[-1])


def test_an_article_longer_than_the_library_expects_is_read(tmp_path: Path) -> None:
    assert len(read(tmp_path, "a.csv", f"text\n{'word ' * 50_000}\n").text) == 250_000


def test_the_host_of_its_address_is_the_outlet_of_a_row_that_names_none(tmp_path: Path) -> None:
    assert read(tmp_path, "a.csv", "text,url\nx,https://www.courier.example/1\n").outlet == "courier.example"


@given(st.lists(st.text(st.characters(exclude_characters="\0\r", exclude_categories=["Cs"]), min_size=1), min_size=1))
@settings(max_examples=50, deadline=None)
def test_any_texts_in_a_table_are_read_back(texts: list[str]) -> None:
    import csv

    texts = [text for text in texts if text.strip()]
    table = io.StringIO(newline="")
    writer = csv.writer(table, lineterminator="\n")
    writer.writerows([["text", "title"], *([text, "t"] for text in texts)])
    found = list(READERS["csv"](table.getvalue().encode(), "a.csv")) if texts else []
    assert [item.text for item in found if isinstance(item, Document)] == texts


# Word


def test_a_word_file_gives_paragraphs_tables_and_what_was_inserted(tmp_path: Path) -> None:
    def build(file: docx.document.Document) -> None:
        file.add_heading("Ferry talks", 0)
        file.add_paragraph(FIRST)
        table = file.add_table(2, 2)
        for number, cell in enumerate(cell for row in table.rows for cell in row.cells):
            cell.text = f"cell {number}"
        paragraph = file.add_paragraph("Crews")
        word = '<w:{0} xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:r><w:{1}>{2}</w:{1}></w:r></w:{0}>'
        paragraph._p.append(parse_xml(word.format("ins", "t", " agreed")))
        paragraph._p.append(parse_xml(word.format("del", "delText", " refused")))
        file.core_properties.author = "Jane Doe"
        file.core_properties.created = dt.datetime(2025, 3, 7)

    document = read(tmp_path, "a.docx", docx_file(build))
    assert document.text == f"Ferry talks\n\n{FIRST}\n\ncell 0 | cell 1\ncell 2 | cell 3\n\nCrews agreed"
    assert (document.title, document.author, document.published) == ("Ferry talks", "Jane Doe", None)


def test_what_is_within_a_table_or_a_box_of_a_word_file_is_read_once(tmp_path: Path) -> None:
    def build(file: docx.document.Document) -> None:
        cell = file.add_table(1, 2).rows[0].cells[0]
        cell.text = "outer"
        for depth in range(6):
            cell = cell.add_table(1, 1).rows[0].cells[0]
            cell.text = f"depth {depth}"
        schemas = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
        box = "<w:r {0}><w:txbxContent><w:p><w:r><w:t>{1}</w:t></w:r>{2}</w:p></w:txbxContent></w:r>"
        inner = box.format(schemas, "inner box", "")
        file.add_paragraph("Beside").runs[0]._r.addnext(parse_xml(box.format(schemas, "outer box", inner)))

    text = read(tmp_path, "a.docx", docx_file(build)).text
    assert [text.count(f"depth {depth}") for depth in range(6)] == [1] * 6
    assert [text.count(words) for words in ("outer box", "inner box", "Beside")] == [1, 1, 1]


def test_a_date_line_in_a_word_file_is_its_date(tmp_path: Path) -> None:
    def build(file: docx.document.Document) -> None:
        for line in ("Ferry talks", "Published 7 March 2025", FIRST):
            file.add_paragraph(line)

    assert read(tmp_path, "a.docx", docx_file(build)).published == DAY


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


def test_a_word_file_without_text_is_an_error(tmp_path: Path) -> None:
    assert "holds no text" in refused(tmp_path, "a.docx", docx_file(lambda _: None))


def test_an_entity_bomb_in_a_word_file_is_never_expanded(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE w [<!ENTITY a "lol lol lol">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx_file())) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            content = old.read(name).decode() if name.endswith(("xml", "rels")) else old.read(name)
            if name == "word/document.xml" and isinstance(content, str):
                content = f"{bomb}]>{content.partition('?>')[2]}".replace("The minister", "&j;")
            new.writestr(name, content)
    found = items(tmp_path, "a.docx", packed.getvalue())
    assert all(isinstance(item, DocumentError) or "lol" not in item.text for item in found)


# E-books


def test_each_chapter_of_a_book_is_a_document(tmp_path: Path) -> None:
    one, two = items(tmp_path, "a.epub", epub_file())
    assert isinstance(one, Document)
    assert isinstance(two, Document)
    assert one.text == f"The ferry\n\n{FIRST}\n\n{SECOND}"
    assert (one.title, one.author, one.outlet, one.published) == (
        "Harbour Notes: The ferry",
        "Jane Doe",
        "Quay Press",
        DAY,
    )
    assert (one.source[-7:], two.source[-7:], two.title) == (".epub#3", ".epub#4", "Harbour Notes: T")


def test_a_page_of_a_book_is_read_once_however_often_it_is_named(tmp_path: Path) -> None:
    again = "".join(f'<item id="x{n}" href="b.xhtml" media-type="application/xhtml+xml"/>' for n in range(50))
    package = PACKAGE.replace("</manifest>", f"{again}</manifest>")
    package = package.replace("</spine>", "".join(f'<itemref idref="x{n}"/>' for n in range(50)) + "</spine>")
    changed = epub_file(**{"O/b.opf": package})
    assert len(items(tmp_path, "a.epub", changed)) == 2


def test_a_protected_book_is_refused_but_masked_fonts_are_not(tmp_path: Path) -> None:
    method = '<encryption><EncryptedData><EncryptionMethod Algorithm="{}"/></EncryptedData></encryption>'
    drm = epub_file(**{"META-INF__encryption.xml": method.format("http://www.w3.org/2001/04/xmlenc#aes128-cbc")})
    assert "DRM" in refused(tmp_path, "a.epub", drm)
    fonts = epub_file(**{"META-INF__encryption.xml": method.format("http://www.idpf.org/2008/embedding")})
    assert len(items(tmp_path, "a.epub", fonts)) == 2


def test_a_chapter_that_is_missing_costs_no_other(tmp_path: Path) -> None:
    broken = epub_file(**{"O__b.opf": PACKAGE.replace("a%20b", "gone")})
    error, document = items(tmp_path, "a.epub", broken)
    assert "missing or damaged" in str(error)
    assert isinstance(document, Document)


def test_markup_that_unpacks_to_a_tree_no_memory_holds_is_refused(tmp_path: Path) -> None:
    book = epub_file(O__b__xhtml=PAGE.format("<b/>" * (9 * 1024 * 1024)))
    word = io.BytesIO(docx_file())
    with zipfile.ZipFile(word, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/header1.xml", b"<w:p/>" * (6 * 1024 * 1024))
    for name, bomb in (("a.epub", book), ("a.docx", word.getvalue())):
        assert len(bomb) < 200_000
        assert "unpacks to more than 32 MiB of text and markup" in refused(tmp_path, name, bomb)


def test_a_book_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    bomb = epub_file(**{"O__big.xhtml": b"a" * (201 * 1024 * 1024)})
    assert len(bomb) < 1_000_000
    assert "unpacks to more than 200 MiB" in refused(tmp_path, "a.epub", bomb)


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>a<b>b</b> c\n d</p>e", "ab c d\n\ne"),
        ("<p>one<br/>two</p><hr/><ul><li>x</li><li>y</li></ul>", "one\ntwo\n\nx\n\ny"),
        ("<table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table>", "1 | 2\n\n3"),
        ("<p hidden=''>no</p><p style='display: none'>no</p><script>no</script><p>&nbsp;yes&eacute;&amp;</p>", "yesé&"),
        ("<p>Donau&shy;dampf\u200bschiff\u2060fahrt</p><p>&#8203;</p>", "Donaudampfschifffahrt"),
        ("<p>unclosed <i>and <b>crossed</i></b>", "unclosed and crossed"),
    ],
)
def test_a_page_is_laid_out_as_it_is_shown(page: str, text: str) -> None:
    assert page_text(parse_page(f"<html><body>{page}</body></html>")) == text


# Letters


def test_a_letter_gives_its_text_and_what_its_head_says(tmp_path: Path) -> None:
    document = read(tmp_path, "a.eml", letter())
    assert document.text == f"{FIRST}\n\n{SECOND}\n"
    assert (document.title, document.author, document.outlet) == ("Ferry talks\u2014day two", "Jane Doe", None)
    assert document.published == DAY  # the day of the sender, who was eight hours behind


def test_a_newsletter_has_its_paper_for_outlet_and_its_page_for_text(tmp_path: Path) -> None:
    page = f"<html><body><table><tr><td><p>{FIRST}</p></td><td><p>{SECOND}</p></td></tr></table></body></html>"
    made = letter(lambda message: message.set_content(page, subtype="html"), "Port Ellery Courier <n@example.org>")
    document = read(tmp_path, "a.eml", made)
    assert document.text == f"{FIRST}\n\n{SECOND}"
    assert (document.outlet, document.author) == ("Port Ellery Courier", None)


def test_attachments_are_named_and_not_read(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    def build(message: EmailMessage) -> None:
        message.set_content(FIRST)
        message.add_attachment(b"secret", maintype="application", subtype="pdf", filename="annex\x1b.pdf")

    assert read(tmp_path, "a.eml", letter(build)).text.strip() == FIRST
    assert "attached and not read: annex" in caplog.text
    assert "\x1b" not in caplog.text


@pytest.mark.parametrize(
    ("charset", "word"), [("iso-8859-1", "caf\u00e9"), ("koi8-r", "\u043c\u0438\u0440"), ("utf-8", "\u2014")]
)
def test_a_letter_is_decoded_as_it_declares(tmp_path: Path, charset: str, word: str) -> None:
    made = letter(lambda message: message.set_content(word, charset=charset))
    assert read(tmp_path, "a.eml", made).text.strip() == word


def test_the_label_of_a_letter_means_what_it_means_on_the_web(tmp_path: Path) -> None:
    head = b"Subject: Ferry\nContent-Type: text/plain; charset=%s\nContent-Transfer-Encoding: 8bit\n\n"
    for label, encoding, word in (("shift_jis", "cp932", "\u2460\u756a"), ("iso-8859-1", "cp1252", "\u201cyes\u201d")):
        assert read(tmp_path, "a.eml", head % label.encode() + word.encode(encoding)).text.strip() == word
    assert "'no-such', which is not known" in refused(tmp_path, "a.eml", head % b"no-such" + b"x")


def add_part(message: EmailMessage, content: str, subtype: str = "plain", **described: Any) -> None:
    part = EmailMessage()
    part.set_content(content, subtype=subtype, **described)
    message.attach(part)


def test_what_follows_a_picture_in_a_letter_is_read(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    def build(message: EmailMessage) -> None:
        message.make_mixed()
        add_part(message, FIRST)
        picture = EmailMessage()
        picture.set_content(b"\xff\xd8\xff", "image", "jpeg", disposition="inline", filename="pier.jpeg")
        message.attach(picture)
        add_part(message, "\u00a0")
        add_part(message, f"<p>{SECOND}</p>", "html")
        add_part(message, "Not read.", disposition="attachment", filename="notes.txt")

    assert read(tmp_path, "a.eml", letter(build)).text == f"{FIRST}\n\n{SECOND}\n"
    assert "attached and not read: pier.jpeg, notes.txt" in caplog.text


def test_of_alternatives_one_is_read_and_what_follows_them_too(tmp_path: Path) -> None:
    def build(message: EmailMessage) -> None:
        message.set_content(FIRST)
        message.add_alternative(f"<p>{FIRST} As a page.</p>", subtype="html")
        message.make_mixed()
        add_part(message, SECOND)

    assert read(tmp_path, "a.eml", letter(build)).text == f"{FIRST}\n\n{SECOND}\n"

    def without_plain(message: EmailMessage) -> None:
        message.set_content("\n")
        message.add_alternative(f"<p>{FIRST}</p>", subtype="html")

    assert read(tmp_path, "a.eml", letter(without_plain)).text == FIRST

    def with_a_stub(message: EmailMessage) -> None:
        message.set_content("View this email in your browser: https://example.org/letters/51")
        message.add_alternative("".join(f"<p>{FIRST} {number}.</p>" for number in range(20)), subtype="html")

    assert read(tmp_path, "a.eml", letter(with_a_stub)).text.startswith(f"{FIRST} 0.")


def test_a_letter_that_is_only_a_named_text_is_read(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    def build(message: EmailMessage) -> None:
        message.make_mixed()
        add_part(message, FIRST, disposition="inline", filename="letter.txt")

    assert read(tmp_path, "a.eml", letter(build)).text.strip() == FIRST

    def with_footer(message: EmailMessage) -> None:
        build(message)
        add_part(message, SECOND)

    assert read(tmp_path, "a.eml", letter(with_footer)).text == f"{FIRST}\n\n{SECOND}\n"
    assert not caplog.records


def test_a_forwarded_message_is_named_and_not_read(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    def build(message: EmailMessage) -> None:
        message.set_content(FIRST)
        forwarded = EmailMessage()
        forwarded["Subject"] = "Night shifts"
        forwarded.set_content(SECOND)
        forwarded.add_attachment(b"x", maintype="application", subtype="pdf", filename="annex.pdf")
        message.add_attachment(forwarded)
        message.add_attachment(b"x", maintype="application", subtype="pdf", filename="map.pdf", cid="<map@example.org>")

    assert read(tmp_path, "a.eml", letter(build)).text.strip() == FIRST
    assert caplog.messages == [f"{tmp_path / 'a.eml'}: attached and not read: Night shifts, map.pdf"]


def test_a_letter_without_text_or_head_is_an_error(tmp_path: Path) -> None:
    assert "holds no text" in refused(tmp_path, "a.eml", letter(lambda message: message.set_content(" ")))
    assert "no header of an e-mail" in refused(tmp_path, "a.eml", "just text")


# Feeds


def test_each_entry_of_a_feed_is_a_document(tmp_path: Path) -> None:
    one, two, three = items(tmp_path, "a.rss", RSS)
    assert isinstance(one, Document)
    assert isinstance(two, Document)
    assert one.text == f"Ferry strike & talks\n\n{FIRST}\n\n{SECOND}"
    assert (one.title, one.outlet, one.author) == ("Ferry strike & talks", "Port Ellery Courier", "Jane Doe")
    assert (one.published, two.published) == (DAY, None)
    assert (one.source[-6:], two.source[-6:]) == (".rss#1", ".rss#2")
    assert "has no text" in str(three)


def test_no_hyphen_that_is_not_shown_is_in_an_entry(tmp_path: Path) -> None:
    feed = RSS.decode().replace("Second", "Sec&#173;ond").replace("opposition", "oppo&#173;si\u200btion").encode()
    _, document, _ = items(tmp_path, "a.rss", feed)
    assert isinstance(document, Document)
    assert document.text == f"Second\n\n{SECOND}"


def test_an_atom_entry_is_dated_by_its_publication_and_not_by_its_change(tmp_path: Path) -> None:
    one, two = items(tmp_path, "a.xml", ATOM)
    assert isinstance(one, Document)
    assert isinstance(two, Document)
    assert (one.published, one.author, one.text) == (DAY, "Ann Quill", f"Dam alarm\n\n{FIRST}")
    assert two.published is None


def test_an_entry_of_a_fetched_feed_is_cited_by_its_own_address_only_on_the_same_host() -> None:
    ours = [item.source for item in READERS["feed"](RSS, "https://feeds.courier.example/all")]
    assert ours[:2] == ["https://courier.example/1", "https://feeds.courier.example/all#entry-g-2"]
    theirs = [item.source for item in READERS["feed"](RSS, "https://elsewhere.example/all")]
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
    assert [item.source for item in READERS["feed"](rss.format("".join(made)).encode(), feed)] == wanted
    later = [entry(9, "https://a.example/briefs#n9"), *made, made[0]]
    assert [item.source for item in READERS["feed"](rss.format("".join(later)).encode(), feed)][1:] == wanted
    tracked = entry(0, "https://a.example/0/#from-feed") + entry(1, "https://a.example/1/#from-feed") * 2
    addresses = [item.source for item in READERS["feed"](rss.format(tracked).encode(), feed)]
    assert addresses == ["https://a.example/0/", "https://a.example/1/"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be", "utf-32"])
def test_a_feed_that_declares_entities_is_refused_in_any_encoding(encoding: str) -> None:
    feed = f"<?xml version='1.0' encoding='{encoding}'?><!DOCTYPE r [<!ENTITY a 'x'>]><rss version='2.0'></rss>"
    with pytest.raises(DocumentError, match="declares XML entities"):
        list(READERS["feed"](feed.encode(encoding), "a.rss"))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("<?xml version='1.0'?><note><to>x</to></note>", "no RSS or Atom feed"),
        ("<rss version='2.0'><channel><title>x</title></channel></rss>", "without entries"),
        ("<!DOCTYPE r [<!ENTITY a 'x'>]><rss version='2.0'></rss>", "declares XML entities"),
    ],
)
def test_what_is_no_feed_is_refused(tmp_path: Path, content: str, words: str) -> None:
    assert words in refused(tmp_path, "a.xml", content)


# Whatever a file holds


def damaged(whole: bytes) -> st.SearchStrategy[bytes]:
    """The file cut short, or with some bytes changed."""
    cut = st.integers(0, len(whole)).map(lambda at: whole[:at])
    spots = st.lists(st.tuples(st.integers(0, len(whole) - 1), st.integers(0, 255)), min_size=1, max_size=20)
    return cut | spots.map(lambda changes: changed(whole, changes))


def changed(whole: bytes, changes: list[tuple[int, int]]) -> bytes:
    data = bytearray(whole)
    for at, value in changes:
        data[at] = value
    return bytes(data)


@pytest.mark.parametrize("kind", sorted(WHOLE))
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_a_damaged_file_gives_documents_or_errors_and_never_raises(
    tmp_path_factory: pytest.TempPathFactory, kind: str, data: st.DataObject
) -> None:
    content = data.draw(damaged(WHOLE[kind]))
    path = tmp_path_factory.getbasetemp() / f"damaged-{kind}"
    path.write_bytes(content)
    for item in read_documents(path, max_bytes=1_000_000):
        assert isinstance(item, Document | DocumentError)
        if isinstance(item, Document):
            item.text.encode("utf-8")
            assert item.text.strip()
            assert item.title
            assert list(item.pages) == sorted(item.pages)


@given(st.binary(max_size=300), st.sampled_from(sorted(SUFFIXES)))
@settings(max_examples=150, deadline=None)
def test_any_bytes_under_any_suffix_give_documents_or_errors(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, suffix: str
) -> None:
    path = tmp_path_factory.getbasetemp() / f"any{suffix}"
    path.write_bytes(content)
    found = list(read_documents(path, max_bytes=1_000_000))
    assert found
    assert all(isinstance(item, Document | DocumentError) for item in found)


def test_the_same_bytes_give_the_same_documents(tmp_path: Path) -> None:
    def read_twice(kind: str) -> Iterator[list[Document | str]]:
        for _ in range(2):
            yield [item if isinstance(item, Document) else str(item) for item in items(tmp_path, "same", WHOLE[kind])]

    for kind in WHOLE:
        first, second = read_twice(kind)
        assert first == second
