"""A PDF becomes one text of whole paragraphs, and a citation of it names the page."""

from __future__ import annotations

import io
import logging
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import quoted
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen import canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageBreak, PageTemplate, Paragraph
from rounds import rounds

from briefbot.codec import as_dict
from briefbot.documents import read_documents
from briefbot.documents.readers.pdf import _check_streams
from briefbot.documents.readers.pdf_grid import Line
from briefbot.documents.readers.pdf_layout import compose
from briefbot.errors import DocumentError
from briefbot.passages import split_passages
from briefbot.terminal import reply_text
from briefbot.types import Document, Hit, Span

WORDS = (
    "The ferry crews of Port Ellery walked out on Friday after talks about pay and night shifts had failed again. "
    "The union said that 436 members had taken part, and the company that it was 388. "
    "Mayor Noémie Castellan-Wray asked both sides to meet before the weekend, and offered the town hall for it."
)


def story(number: int) -> str:
    return f"Paragraph {number} begins here. {WORDS} So ends paragraph {number}."


def drawn(*pages: list[tuple[float, float, str]], size: float = 12, **options: object) -> bytes:
    """A PDF of pages that hold these texts at these places."""
    file = io.BytesIO()
    page = canvas.Canvas(file, pagesize=A4, invariant=1, **options)
    for texts in pages:
        page.setFont("Helvetica", size)
        for x, y, text in texts:
            page.drawString(x, y, text)
        page.showPage()
    page.save()
    return file.getvalue()


def set_in_type(
    paragraphs: list[str], columns: int = 1, alignment: int = 0, indent: float = 0, space: float = 8
) -> bytes:
    """A PDF as a newspaper would set it, with a head and a page number on each page."""
    file = io.BytesIO()
    width, height = A4

    def decorate(page: canvas.Canvas, document: BaseDocTemplate) -> None:
        page.setFont("Helvetica", 9)
        page.drawString(72, height - 40, "Port Ellery Courier")
        page.drawCentredString(width / 2, 30, f"Page {document.page} of 9")

    document = BaseDocTemplate(file, pagesize=A4, invariant=1)
    frames = [Frame(60 + i * (480 / columns), 60, 480 / columns - 12, height - 120) for i in range(columns)]
    document.addPageTemplates(PageTemplate(frames=frames, onPage=decorate))
    style = ParagraphStyle(
        "body", fontSize=10, leading=13, alignment=alignment, spaceAfter=space, firstLineIndent=indent
    )
    document.build([Paragraph(text, style) if text else PageBreak() for text in paragraphs])
    return file.getvalue()


def items(folder: Path, content: bytes) -> list[Document | DocumentError]:
    path = folder / "a.pdf"
    path.write_bytes(content)
    return list(read_documents(path, max_bytes=20_000_000))


def read(folder: Path, content: bytes) -> Document:
    (document,) = items(folder, content)
    assert isinstance(document, Document), document
    return document


def reason(folder: Path, content: bytes) -> str:
    (error,) = items(folder, content)
    assert isinstance(error, DocumentError), error
    return error.reason


@pytest.mark.parametrize("columns", [1, 2])
@pytest.mark.parametrize("alignment", [0, 4])
@pytest.mark.parametrize(("indent", "space"), [(0, 8), (14, 0)])
def test_paragraphs_are_whole_again_over_lines_columns_and_pages(
    tmp_path: Path, columns: int, alignment: int, indent: float, space: float
) -> None:
    paragraphs = [story(number) for number in range(1, 31)]
    document = read(tmp_path, set_in_type(paragraphs, columns, alignment, indent, space))
    assert " ".join(document.text.split()) == " ".join(
        " ".join(paragraphs).split()
    )  # every word, and none of the heads
    whole = set(document.text.split("\n\n")) & set(paragraphs)
    assert len(whole) >= 0.9 * len(paragraphs)  # but for those that a page divides at the end of a sentence


def test_each_page_begins_where_its_text_does(tmp_path: Path) -> None:
    document = read(tmp_path, set_in_type(["One.", "", "Two.", "", "Three."]))
    assert document.text == "One.\n\nTwo.\n\nThree."
    assert document.pages == (0, 6, 12)
    assert [document.page_at(document.text.index(word)) for word in ("One", "Two", "Three")] == [1, 2, 3]


def test_a_page_without_text_keeps_its_number(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    document = read(tmp_path, drawn([(72, 700, "One.")], [], [(72, 700, "Three.")], []))
    assert document.pages == (0, 6, 6, 12)
    assert (document.page_at(0), document.page_at(6), document.page_at(11)) == (1, 3, 3)
    assert not caplog.records  # a blank page is no loss


def test_a_citation_names_the_page(tmp_path: Path) -> None:
    document = read(tmp_path, set_in_type([story(1), "", f"{WORDS} It was Petra Quist."]))
    (passage,) = [p for p in split_passages(document, 160, lambda _: True) if "Petra Quist" in p.text][:1]
    start = document.text.index("Petra Quist")
    hit = Hit(passage, 1, 1, 1)
    span = Span(hit, start, start + 11, 1, 0)
    answer = quoted(span)
    assert answer.citations[0].page == 2
    assert "a.pdf, page 2, characters" in reply_text(answer)
    assert "'page': 2" in str(as_dict(answer)["citations"])


def test_a_text_without_pages_has_no_page() -> None:
    assert Document("text", "title", "a.txt").page_at(2) is None


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["The minis-", "try met. The ministry will meet."], "The ministry met. The ministry will meet."),
        (["The well-", "known and well-known court."], "The well-known and well-known court."),
        (["Mayor Castellan-", "Wray spoke."], "Mayor Castellan-Wray spoke."),
        (["They met in 2024-", "25 and later."], "They met in 2024-25 and later."),
        (["Nobody knows this half-", "word here."], "Nobody knows this half-word here."),  # no evidence: kept
        (
            ["Co-", "operate: cooperate. minis-", "try: ministry. uncer-", "tain."],
            "Cooperate: cooperate. ministry: ministry. uncertain.",
        ),
    ],
)
def test_a_hyphen_at_the_end_of_a_line_goes_only_where_the_document_writes_the_word_without(
    tmp_path: Path, lines: list[str], text: str
) -> None:
    page = [(72.0, 700 - 14.0 * number, line) for number, line in enumerate(lines)]
    assert read(tmp_path, drawn(page)).text == text


def test_a_line_that_had_room_for_more_ends_its_paragraph(tmp_path: Path) -> None:
    lines = [
        "Ferry crews walk out",
        "The crews of Port Ellery walked out on Friday after talks about pay had",
        "failed.",
        "The company said it was sorry about this and would run buses instead of",
        "ferries.",
    ]
    page = [(72.0, 700 - 14.0 * number, line) for number, line in enumerate(lines)]
    text = read(tmp_path, drawn(page)).text
    assert text == f"{lines[0]}\n\n{lines[1]} {lines[2]}\n\n{lines[3]} {lines[4]}"


def test_what_repeats_within_the_page_or_on_few_pages_stays(tmp_path: Path) -> None:
    pages = [
        [(72.0, 700.0, f"Question {number}")] + [(72.0, 680 - 40.0 * i, f"{i} on {number}.") for i in range(9)]
        for number in "abcdef"
    ]
    for page in pages[:2]:
        page.append((72.0, 30.0, "Only on two pages"))
    text = read(tmp_path, drawn(*pages)).text
    assert text.count("Question") == 6
    assert text.count("Only on two pages") == 2


def test_rows_of_figures_at_the_edge_of_a_page_are_no_running_heads(tmp_path: Path) -> None:
    pages = []
    rows = [
        [f"{2000 + 9 * page + row} {page * 31 % 90},{row}00 {page + row}.5" for row in range(9)] for page in range(6)
    ]
    for number, texts in enumerate(rows, start=1):
        table = [(72.0, 680 - 14.0 * at, text) for at, text in enumerate(texts)]
        pages.append([*table, (290.0, 40.0, f"- {number} of 6 -")])
    text = read(tmp_path, drawn(*pages)).text
    assert [text.count(row) for texts in rows for row in texts] == [1] * 54
    assert "of 6" not in text


def test_a_scan_is_refused_with_a_cure(tmp_path: Path) -> None:
    from PIL import Image

    file = io.BytesIO()
    page = canvas.Canvas(file, invariant=1)
    page.drawInlineImage(Image.new("1", (50, 50)), 0, 0)
    page.save()
    assert "ocrmypdf" in reason(tmp_path, file.getvalue())
    assert "hold no text" in reason(tmp_path, drawn([]))


def test_pages_that_are_only_pictures_are_named(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    from PIL import Image

    file = io.BytesIO()
    page = canvas.Canvas(file, invariant=1)
    page.drawString(72, 700, "One.")
    page.showPage()
    page.drawInlineImage(Image.new("1", (50, 50)), 0, 0)
    page.save()
    with caplog.at_level(logging.WARNING):
        assert read(tmp_path, file.getvalue()).text == "One."
    assert "not read: page 2" in caplog.text


def test_a_password_is_asked_for_in_words_and_owner_passwords_do_not_matter(tmp_path: Path) -> None:
    locked = drawn([(72, 700, "Secret.")], encrypt=StandardEncryption("user", "owner", strength=128))
    assert "asks for a password" in reason(tmp_path, locked)
    printable = drawn([(72, 700, "Open.")], encrypt=StandardEncryption("", "owner", strength=128))
    assert read(tmp_path, printable).text == "Open."


def test_a_page_that_unpacks_to_more_than_memory_holds_is_refused(tmp_path: Path) -> None:
    file = io.BytesIO()
    page = canvas.Canvas(file, pageCompression=1)
    page._code.append("BT /F1 12 Tf " + "(a) Tj " * (3 * 1024 * 1024) + "ET")
    page.showPage()
    page.save()
    assert len(file.getvalue()) < 200_000
    assert "one of its pages unpacks to more than 16 MiB" in reason(tmp_path, file.getvalue())


@pytest.mark.parametrize(
    ("filters", "times"),
    [
        (b"/Filter /Fl", 1),
        (b"/Filter [/FlateDecode /FlateDecode]", 2),
        (b"/Filter [/Fl/Fl/Fl]", 3),
        (b"/Filter /FlateDecode /Resources<</Font<</Fl 5 0 R/A85 6 0 R>>>>", 1),
    ],
)
def test_a_stream_that_is_packed_in_any_way_of_writing_it_is_unpacked_to_look(
    tmp_path: Path, filters: bytes, times: int
) -> None:
    packed = b"BT " + b"(a) Tj " * (3 * 1024 * 1024) + b"ET"
    for _ in range(times):
        packed = zlib.compress(packed, 9)
    stream = b"4 0 obj<<%s /Length %d>>stream\n%s\nendstream endobj" % (filters, len(packed), packed)
    assert "one of its pages unpacks to more than 16 MiB" in reason(tmp_path, b"%PDF-1.7\n" + stream)


@pytest.mark.slow
def test_streams_without_an_end_are_looked_at_once_each() -> None:
    streams = b"1 0 obj<</Filter /FlateDecode>>stream\n" * 200_000  # hours, in a time that grows with the square
    _check_streams(b"%PDF-1.7\n" + streams, "a.pdf")


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    assert "is damaged or no PDF" in reason(tmp_path, b"%PDF-1.7\nnothing more")


def test_the_day_a_file_was_made_is_not_when_it_was_published(tmp_path: Path) -> None:
    assert read(tmp_path, drawn([(72, 700, "Ferry crews walk out again.")])).published is None
    dated = [
        (72.0, 700.0, "Ferry crews walk out"),
        (72.0, 660.0, "7 March 2025"),
        (72.0, 620.0, "The crews walked out."),
    ]
    assert str(read(tmp_path, drawn(dated)).published) == "2025-03-07"


numbers = st.floats(-1000, 1000, allow_nan=False)
texts = st.text("ab -.", min_size=1, max_size=9).map(str.strip).filter(bool)
lines = st.builds(
    lambda text, x, y, w, h: Line(text, x, x + w, y, y + h),
    texts,
    numbers,
    numbers,
    st.floats(0, 500),
    st.floats(0, 30),
)


@pytest.mark.slow
@given(st.lists(st.lists(lines, max_size=6), max_size=6))
@settings(max_examples=rounds(150), deadline=None)
def test_any_lines_anywhere_give_each_page_a_place_in_the_text(pages: list[list[Line]]) -> None:
    text, starts, _ = compose(pages)
    assert len(starts) == len(pages)
    assert list(starts) == sorted(starts)
    assert all(0 <= start <= len(text) for start in starts)
    shown = "".join(line.text for page in pages for line in page).replace(" ", "").replace("-", "")
    kept = "".join(text.split()).replace("-", "")
    assert len(kept) <= len(shown)
    position = 0
    for character in kept:  # nothing is added and nothing changes places
        position = shown.index(character, position) + 1
