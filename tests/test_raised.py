"""What is raised or lowered stands on the line without becoming a part of the number before it, in every format."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from files import FIRST, PAGE, SECOND, docx_file, epub_file, letter, read, read_all, write

from briefbot.blocks import BlockKind
from briefbot.documents.html.markup import page_text, parse_page
from briefbot.text.raised import written_lowered, written_raised
from briefbot.types import Document

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("before", "mark", "after", "line"),
    [
        ("built in 1987", "4", " by", "built in 1987 by"),
        ("a rise of 6.2%", "1", ".", "a rise of 6.2%."),
        ("paid 640", "2", " crowns", "paid 640 crowns"),
        ("the harbour", "12", " was", "the harbour was"),
        ("he said.", "1,3", " Later", "he said. Later"),
        ("he said.", "[7]", " Later", "he said. Later"),
        ("the total*", "\u2020", " is", "the total* is"),
        ("in the 1930s", "2", " it", "in the 1930s it"),
        ("cost \u00a34m", "2", " more", "cost \u00a34m more"),
        ("an area of 40 km", "2", ".", "an area of 40 km\u00b2."),
        ("60 people per km", "2", ".", "60 people per km\u00b2."),
        ("the pool holds 300 m", "3", " of", "the pool holds 300 m\u00b3 of"),
        ("about 10", "9", " cells", "about 10\u2079 cells"),
        ("3 \u00d7 10", "12", " cells", "3 \u00d7 10\u00b9\u00b2 cells"),
        ("as small as 10", "-7", " metres", "as small as 10\u207b\u2077 metres"),
        ("E = mc", "2", " is", "E = mc\u00b2 is"),
        ("the 22", "nd", " time", "the 22nd time"),
        ("Brand", "TM", " soap", "BrandTM soap"),
        ("of caesium (", "137", "Cs)", "of caesium (\u00b9\u00b3\u2077Cs)"),
        ("for $4", "99", " each", "for $4\u2079\u2079 each"),
        ("it took 2", "1", "/2 hours", "it took 2 1/2 hours"),
        ("", "3", " Without the land.", "\u00b3 Without the land."),
    ],
)
def test_a_raised_mark_is_told_by_what_stands_before_it(before: str, mark: str, after: str, line: str) -> None:
    assert f"{before}{written_raised(before, mark, after)}{after}" == line


def test_the_number_of_a_note_that_there_is_is_never_an_exponent() -> None:
    assert written_raised("killed 8", "3", " people", notes={"3"}) == ""
    assert written_raised("killed 8", "3", " people") == "\u00b3"


def test_lowered_digits_stay_with_their_letters_and_apart_from_digits() -> None:
    assert f"CO{written_lowered('CO', '2')}" == "CO2"
    assert written_lowered("the number 101", "2") == "\u2082"


MARKED = (
    'It cost 31 million crowns in 1998<sup id="r1"><a href="#n1">1</a></sup>, and 44 in 1999<sup>2</sup>. '
    'The hall of 900 m<sup>2</sup> was shut in 2003<a href="#fn3" role="doc-noteref">3</a> <sup>[4]</sup>. '
    "It gave off 10<sup>5</sup> units of CO<sub>2</sub> and opened on the 2<sup>nd</sup> of May."
)
PLAIN = (
    "It cost 31 million crowns in 1998, and 44 in 1999. The hall of 900 m\u00b2 was shut in 2003. "
    "It gave off 10\u2075 units of CO2 and opened on the 2nd of May."
)
LISTED = '<section class="footnotes"><ol><li id="n1">Without the land.<a href="#r1">\u21a9</a></li></ol></section>'


def test_marks_of_notes_on_a_page_are_no_digits_of_a_number(tmp_path: Path) -> None:
    body = f"<article><h1>Hall</h1><p>{FIRST}</p><p>{MARKED}</p><p>{SECOND}</p>{LISTED}</article>"
    page = f"<html><body>{body}</body></html>"
    document = read(tmp_path, "a.html", page)
    assert PLAIN in document.text
    assert [document.text[b.start : b.end].strip("- ") for b in document.blocks if b.kind is BlockKind.NOTE] == [
        "Without the land."
    ]


def test_marks_of_notes_in_books_letters_and_feeds_are_no_digits_of_a_number(tmp_path: Path) -> None:
    chapter = PAGE.format(f"<p>{MARKED}</p>")
    (book,) = read_all(write(tmp_path, "a.epub", epub_file(**{"O__b.xhtml": chapter})))[-1:]
    mail = read(tmp_path, "a.eml", letter(lambda message: message.set_content(f"<p>{MARKED}</p>", subtype="html")))
    feed = (
        '<?xml version="1.0"?><rss version="2.0"><channel><title>F</title><item><title>Hall opened</title>'
        f"<description><![CDATA[<p>{MARKED}</p>]]></description></item></channel></rss>"
    )
    for document in (book, mail, read(tmp_path, "a.xml", feed)):
        assert isinstance(document, Document)
        assert PLAIN in document.text


def test_a_note_mark_of_a_book_that_leads_to_another_file_is_left_out(tmp_path: Path) -> None:
    link = '<a xmlns:epub="http://www.idpf.org/2007/ops" epub:type="noteref" href="notes.xhtml#n7">7</a>'
    made = epub_file(**{"O__b.xhtml": PAGE.format(f"<p>The bell was cast in 1642{link} in Ellery.</p>")})
    last = read_all(write(tmp_path, "a.epub", made))[-1]
    assert isinstance(last, Document)
    assert "cast in 1642 in Ellery" in last.text


SCHEMAS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def raised_run(text: str, place: str = "superscript") -> object:
    return parse_xml(
        f'<w:r {SCHEMAS}><w:rPr><w:vertAlign w:val="{place}"/></w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'
    )


def test_raised_digits_in_a_word_file_are_no_digits_of_a_number(tmp_path: Path) -> None:
    def build(file: docx.document.Document) -> None:
        paragraph = file.add_paragraph("It cost 31 million in 1998")
        for raised, after in (("1", ", and gave off 10"), ("1", None), ("5", " units on 40 km"), ("2", ".")):
            paragraph._p.append(raised_run(raised))
            if after:
                paragraph.add_run(after)
        table = file.add_table(1, 2).rows[0].cells
        table[0].text = "Carrow"
        table[1].text = "2,145"
        table[1].paragraphs[0]._p.append(raised_run("6"))

    text = read(tmp_path, "a.docx", docx_file(build)).text
    assert "It cost 31 million in 1998, and gave off 10\u00b9\u2075 units on 40 km\u00b2." in text
    assert "Carrow | 2,145" in text
    assert "2,1456" not in text


def test_foot_and_end_notes_of_a_word_file_are_notes_below_its_text(tmp_path: Path) -> None:
    def build(file: docx.document.Document) -> None:
        for number, words in (("2", FIRST), ("1", SECOND)):
            mark = f'<w:r {SCHEMAS}><w:footnoteReference w:id="{number}"/></w:r>'
            file.add_paragraph(words)._p.append(parse_xml(mark))
        file.paragraphs[0]._p.append(parse_xml(f'<w:r {SCHEMAS}><w:endnoteReference w:id="4"/></w:r>'))

    def notes(called: str, **texts: str) -> str:
        each = "".join(
            f'<w:{called} w:id="{at[1:]}"><w:p><w:r><w:t>{t}</w:t></w:r></w:p></w:{called}>' for at, t in texts.items()
        )
        rule = f'<w:{called} w:type="separator" w:id="0"><w:p><w:r><w:t>rule</w:t></w:r></w:p></w:{called}>'
        return f"<w:{called}s {SCHEMAS}>{rule}{each}</w:{called}s>"

    packed = io.BytesIO(docx_file(build))
    with zipfile.ZipFile(packed, "a") as archive:
        archive.writestr("word/footnotes.xml", notes("footnote", n1="Second note.", n2="First note.", n9="Of no mark."))
        archive.writestr("word/endnotes.xml", notes("endnote", n4="At the end."))
    document = read(tmp_path, "a.docx", packed.getvalue())
    assert document.text == f"{FIRST}\n\n{SECOND}\n\nFirst note.\n\nSecond note.\n\nAt the end."
    (note,) = (block for block in document.blocks if block.kind is BlockKind.NOTE)
    assert document.text[note.start : note.end] == "First note.\n\nSecond note.\n\nAt the end."


@pytest.mark.timeout(30)
def test_a_page_of_a_great_many_marks_is_read_in_good_time() -> None:
    marks = "a<sup>1</sup> b<sub>2</sub><i></i>" * 2_000
    tree = parse_page(f"<p>{marks}</p>" + "<i></i>" * 2_000 + '<sup><a href="#n1">1</a></sup>' * 2_000)
    assert page_text(tree).startswith("a b2a b2a")
