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
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen import canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageBreak, PageTemplate, Paragraph
from rounds import length, rounds

from briefbot.blocks import BlockKind
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
        (["The re-", "signation of the trans-", "portation board."], "The resignation of the transportation board."),
        (["A long-", "term plan for a three-", "year lease."], "A long-term plan for a three-year lease."),
        (["En-", "vironmental law."], "Environmental law."),
        (["The town of Quor-", "rick is small."], "The town of Quor-rick is small."),  # no evidence: kept
        (["Quorrick is small. Quor-", "rick is old."], "Quorrick is small. Quorrick is old."),
        (
            ["Co-", "operate: cooperate. minis-", "try: ministry. Quor-", "rick."],
            "Cooperate: cooperate. ministry: ministry. Quorrick.",
        ),
        (
            ["Die Regie-", "rung hat am Freitag in der Haupt-", "stadt die Verhand-", "lungen beendet."],
            "Die Regierung hat am Freitag in der Hauptstadt die Verhandlungen beendet.",
        ),
    ],
)
def test_a_hyphen_at_the_end_of_a_line_goes_where_the_document_or_the_language_writes_the_word_without(
    tmp_path: Path, lines: list[str], text: str
) -> None:
    page = [(72.0, 700 - 14.0 * number, line) for number, line in enumerate(lines)]
    assert read(tmp_path, drawn(page)).text == text


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["In the years 2019\u2013", "2024 it grew."], "In the years 2019\u20132024 it grew."),
        (["In the years 2019", "\u20132024 it grew."], "In the years 2019\u20132024 it grew."),
        (["The council \u2013", "and the mayor \u2013 met."], "The council \u2013 and the mayor \u2013 met."),
    ],
)
def test_a_range_that_a_line_divides_is_one(tmp_path: Path, lines: list[str], text: str) -> None:
    page = [(72.0, 700 - 14.0 * number, line) for number, line in enumerate(lines)]
    assert read(tmp_path, drawn(page)).text == text


def typeset(*lines: list[tuple[str, float, float]], left: float = 72, top: float = 700, leading: float = 16) -> bytes:
    """A PDF of one page, each line in pieces: a text, its size and how far it is raised."""
    file = io.BytesIO()
    page = canvas.Canvas(file, pagesize=A4, invariant=1)
    for number, pieces in enumerate(lines):
        text = page.beginText(left, top - leading * number)
        for piece, size, rise in pieces:
            text.setFont("Helvetica", size)
            text.setRise(rise)
            text.textOut(piece)
        page.drawText(text)
    page.showPage()
    page.save()
    return file.getvalue()


def test_marks_of_notes_are_no_digits_and_stand_on_no_line_of_their_own(tmp_path: Path) -> None:
    content = typeset(
        [
            ("The tunnel cost 48 million euros in 2024", 11, 0),
            ("3", 7, 4),
            (" and will cost another 20 million", 11, 0),
        ],
        [("in 2025. The contractor, Borland & Sons", 11, 0), ("12", 7, 4), (", was paid in 2019", 11, 0), ("*", 7, 4)],
        [("and once more in 2021.", 11, 0)],
        [],
        [("The audit counted 17", 11, 0), ("5", 7, 4), (" breaches of the rules on overtime.", 11, 0)],
        [],
        [("3", 6, 3), (" Without the cost of the land.", 9, 0)],
        [("12", 6, 3), (" Founded in 1988.", 9, 0)],
    )
    assert read(tmp_path, content).text == (
        "The tunnel cost 48 million euros in 2024 and will cost another 20 million in 2025. "
        "The contractor, Borland & Sons, was paid in 2019 and once more in 2021.\n\n"
        "The audit counted 17 breaches of the rules on overtime.\n\n"
        "\u00b3 Without the cost of the land.\n\n\u00b9\u00b2 Founded in 1988."
    )


@pytest.mark.parametrize(("mark", "size", "rise"), [("3", 6, 3), ("3", 6, 0), ("*", 8, 0), ("3", 8, 0)])
@pytest.mark.parametrize("columns", [False, True])
def test_a_footnote_does_not_part_the_sentence_that_goes_on_behind_it(
    tmp_path: Path, mark: str, size: float, rise: float, columns: bool
) -> None:
    file = io.BytesIO()
    page = canvas.Canvas(file, pagesize=A4, invariant=1)

    def write(x: float, y: float, *pieces: tuple[str, float, float]) -> None:
        text = page.beginText(x, y)
        for piece, points, up in pieces:
            text.setFont("Helvetica", points)
            text.setRise(up)
            text.textOut(piece)
        page.drawText(text)

    write(60, 700, ("The piers were counted in spring.", 11, 0))
    write(60, 660, ("The tunnel was dug by 340 people and cost", 11, 0))
    write(60, 645, ("the three towns that had ordered it in the", 11, 0))
    write(60, 120, (mark, size, rise), (" Without the cost of the land, which", 8, 0))
    write(60, 110, ("nobody has counted so far.", 8, 0))
    if not columns:
        page.showPage()
    write(320, 700, ("end 48 million crowns, as the board said.", 11, 0))
    write(320, 685, ("It was opened in May.", 11, 0))
    page.save()
    document = read(tmp_path, file.getvalue())
    shown = "\u00b3" if rise else mark
    note = f"{shown} Without the cost of the land, which nobody has counted so far."
    whole = (
        "The tunnel was dug by 340 people and cost the three towns that had ordered it in the end 48 million crowns, "
        "as the board said. It was opened in May."
    )
    assert document.text == f"The piers were counted in spring.\n\n{note}\n\n{whole}"
    notes = [document.text[b.start : b.end] for b in document.blocks if b.kind is BlockKind.NOTE]
    assert notes == [note], "so that it answers nothing, and the page that it is on is never named"
    assert document.pages == ((0,) if columns else (0, document.text.index("end 48 million")))


def test_a_footnote_below_a_sentence_that_ends_stays_there(tmp_path: Path) -> None:
    content = drawn(
        [(72, 700, "The piers were counted in spring."), (72, 120, "3 Without the pier of Ellery.")],
        [(72, 700, "Nobody has counted the boats.")],
    )
    assert read(tmp_path, content).text == (
        "The piers were counted in spring.\n\n3 Without the pier of Ellery.\n\nNobody has counted the boats."
    )


def test_exponents_units_and_formulas_stay(tmp_path: Path) -> None:
    content = typeset(
        [
            ("The hall covers 350 m", 11, 0),
            ("2", 7, 4),
            (" and holds 4 \u00d7 10", 11, 0),
            ("6", 7, 4),
            (" bricks.", 11, 0),
        ],
        [
            ("It gives off 4 tonnes of CO", 11, 0),
            ("2", 7, -2),
            (" a year, and on May 5", 11, 0),
            ("th", 7, 4),
            (" more.", 11, 0),
        ],
    )
    assert " ".join(read(tmp_path, content).text.split()) == (
        "The hall covers 350 m\u00b2 and holds 4 \u00d7 10\u2076 bricks. "
        "It gives off 4 tonnes of CO2 a year, and on May 5th more."
    )


def test_marks_drawn_after_all_lines_stand_in_their_places(tmp_path: Path) -> None:
    file = io.BytesIO()
    page = canvas.Canvas(file, pagesize=A4, invariant=1)
    page.setFont("Helvetica", 11)
    page.drawString(72, 700, "It cost 48 million euros in 2024")
    end = 72 + page.stringWidth("It cost 48 million euros in 2024", "Helvetica", 11)
    page.drawString(end + 5, 700, "and more in 2025.")
    page.setFont("Helvetica", 7)
    page.drawString(end, 704, "3")
    page.save()
    assert read(tmp_path, file.getvalue()).text == "It cost 48 million euros in 2024 and more in 2025."


@pytest.mark.parametrize(
    ("initial", "rest", "text"),
    [("T", "he ferry crews of Port", "The ferry crews"), ("A", "ferry left the harbour", "A ferry left")],
)
@pytest.mark.parametrize("last", [False, True])
def test_a_large_initial_begins_its_paragraph(tmp_path: Path, initial: str, rest: str, text: str, last: bool) -> None:
    file = io.BytesIO()
    page = canvas.Canvas(file, pagesize=A4, invariant=1)
    lines = [
        (96, 700, rest),
        (96, 686, "Ellery walked out on"),
        (72, 672, "Friday after talks had"),
        (72, 658, "failed again."),
    ]

    def draw_initial() -> None:
        page.setFont("Helvetica", 34)
        page.drawString(72, 686, initial)

    if not last:
        draw_initial()
    page.setFont("Helvetica", 11)
    for x, y, line in lines:
        page.drawString(x, y, line)
    if last:
        draw_initial()
    page.save()
    found = read(tmp_path, file.getvalue()).text
    assert found.startswith(text)
    assert found.endswith("Ellery walked out on Friday after talks had failed again.")


LEFT = ["The council voted on", "Monday to close the", "pool, which lost money", "last year. The vote was"]
RIGHT = ["19 to 14, with three", "members absent. Mayor", "Lena Hoss said it was", "painful for the town."]
IN_COLUMNS = (
    "The council voted on Monday to close the pool, which lost money last year. The vote was 19 to 14, with three "
    "members absent. Mayor Lena Hoss said it was painful for the town."
)


@pytest.mark.parametrize("step", [0.0, 5.0])
@pytest.mark.parametrize("by_line", [False, True])
def test_columns_are_read_one_after_another_however_they_were_drawn(tmp_path: Path, by_line: bool, step: float) -> None:
    left = [(72.0, 700 - 14.0 * number, line) for number, line in enumerate(LEFT)]
    right = [(230.0, 700 - step - 14.0 * number, line) for number, line in enumerate(RIGHT)]
    page = [place for pair in zip(left, right, strict=True) for place in pair] if by_line else left + right
    assert read(tmp_path, drawn(page)).text == IN_COLUMNS


def test_a_sentence_goes_on_on_the_next_page_before_a_digit_and_a_capital(tmp_path: Path) -> None:
    pages = [
        [(72.0, 700 - 14.0 * number, line) for number, line in enumerate(part)] for part in (LEFT, RIGHT[:2], RIGHT[2:])
    ]
    assert read(tmp_path, drawn(*pages)).text == IN_COLUMNS


def test_a_headline_at_the_foot_of_a_page_stays_apart(tmp_path: Path) -> None:
    pages = [[(72.0, 700.0, "Wages by region")], [(72.0, 700.0, "The office published its figures.")]]
    assert read(tmp_path, drawn(*pages)).text == "Wages by region\n\nThe office published its figures."


TABLE = [
    ["Region", "Q3 2024", "Q3 2025", "Change"],
    ["North", "2,410", "2,538", "+5.3%"],
    ["Lower Dray", "1,980", "1,902", "-3.9%"],
    ["Carrow Coast", "2,145", "2,260", "+5.4%"],
]


def test_the_short_lines_of_a_paragraph_beside_a_table_are_no_cells(tmp_path: Path) -> None:
    words = (
        "The pier was laid by the town in 1931 and by it again in 1952, as it says on a stone at the end of it, and "
        "was administered afterwards independently, notwithstanding considerable misunderstandings of its neighbours."
    )
    lines = simpleSplit(words, "Helvetica", 12, 250)
    text = [(72, 700 - 15 * at, line) for at, line in enumerate(lines)]
    cells = [
        (380, 700 - 15 * at, name) for at, name in enumerate(("Built", "Length", "Width", "Steps", "Boats", "Berths"))
    ]
    figures = [(460, y, f"{at + 3}1") for at, (_, y, _) in enumerate(cells)]
    rows = [cell for pair in zip(cells, figures, strict=True) for cell in pair]
    assert read(tmp_path, drawn([*text, *rows])).text.split("\n\n") == [
        words,
        *(f"| {name} | {at + 3}1 |" for at, (_, _, name) in enumerate(cells)),
    ]


def test_each_entry_of_a_list_of_contents_is_a_line_of_its_own(tmp_path: Path) -> None:
    entries = [
        f"{name} {'. ' * 40}{page}" for name, page in (("Foreword", "iv"), ("The pier", "7"), ("The boats", "19"))
    ]
    content = drawn([(72, 700 - 14 * at, entry) for at, entry in enumerate(entries)])
    assert read(tmp_path, content).text.split("\n\n") == entries


def test_a_cell_that_is_empty_stays_between_its_borders(tmp_path: Path) -> None:
    rows = (("Pier", "Boats", "Crew"), ("North", "", "9"), ("South", "5", ""), ("", "4", "2"), ("West", "7", "3"))
    texts = [
        (72 + 150 * column, 700 - 20 * row, cell) for row, cells in enumerate(rows) for column, cell in enumerate(cells)
    ]
    text = read(tmp_path, drawn([each for each in texts if each[2]])).text
    assert text.split("\n\n") == [f"| {' | '.join(cells)} |" for cells in rows]


@pytest.mark.parametrize("by_column", [False, True])
@pytest.mark.parametrize("width", [55.0, 100.0])
def test_a_table_is_read_row_by_row_with_its_cells_apart(tmp_path: Path, by_column: bool, width: float) -> None:
    cells = [
        (72 + (90 + width * (column - 1) if column else 0), 640 - 16.0 * row, text)
        for row, texts in enumerate(TABLE)
        for column, text in enumerate(texts)
    ]
    if by_column:
        cells.sort(key=lambda cell: cell[0])
    document = read(tmp_path, drawn([(72, 700, "Wages by region."), *cells, (72, 540, "The mill closed.")]))
    rows = [f"| {' | '.join(texts)} |" for texts in TABLE]
    assert document.text.split("\n\n") == ["Wages by region.", *rows, "The mill closed."]
    assert [document.text[b.start : b.end] for b in document.blocks if b.kind is BlockKind.TABLE] == ["\n\n".join(rows)]


def test_the_lines_of_a_cell_are_of_one_row(tmp_path: Path) -> None:
    rows = [("North", "2,410", "+5.3%"), (("The Lower", "Dray valley"), "1,980", "-3.9%"), ("Carrow", "2,145", "+5.4%")]
    page = []
    for number, (name, *figures) in enumerate(rows):
        y = 700 - 34.0 * number
        page += [(72.0, y - 12 * at, line) for at, line in enumerate([name] if isinstance(name, str) else name)]
        page += [(200.0 + 80 * at, y, text) for at, text in enumerate(figures)]
    assert read(tmp_path, drawn(page, size=11)).text == (
        "| North | 2,410 | +5.3% |\n\n| The Lower Dray valley | 1,980 | -3.9% |\n\n| Carrow | 2,145 | +5.4% |"
    )


@pytest.mark.parametrize("by_line", [False, True])
@pytest.mark.parametrize("columns", [2, 3])
@pytest.mark.parametrize("gutter", [8.0, 18.0])
@pytest.mark.parametrize("width", [100.0, 140.0])
def test_justified_columns_are_no_tables(
    tmp_path: Path, width: float, gutter: float, columns: int, by_line: bool
) -> None:
    text = (
        "The council of Carrow voted on Monday evening to close the swimming pool in Weir Street, which lost 210,000 "
        "euros last year and which needs a new roof. Mayor Lena Hoss said the decision was painful, and that she had "
        "promised in 2022 to keep the pool open for the whole of her term. The vote was 19 to 14, with three "
        "councillors absent. The representative of the neighbourhood association was disappointed by the communication."
    )
    lines = simpleSplit(text, "Helvetica", 10, width)
    height = -(-len(lines) // columns)
    places = [(n // height, n % height, line) for n, line in enumerate(lines)]
    if by_line:
        places.sort(key=lambda place: place[1])
    file = io.BytesIO()
    page = canvas.Canvas(file, pagesize=A4, invariant=1)
    for column, row, line in places:
        drawing = page.beginText(72 + column * (width + gutter), 700 - 12 * row)
        drawing.setFont("Helvetica", 10)
        if line != lines[-1]:
            drawing.setWordSpace((width - stringWidth(line, "Helvetica", 10)) / max(1, line.count(" ")))
        drawing.textOut(line)
        page.drawText(drawing)
    page.save()
    assert read(tmp_path, file.getvalue()).text == text


def test_stretched_lines_are_no_rows(tmp_path: Path) -> None:
    style = ParagraphStyle("narrow", fontSize=11, leading=13, alignment=4)
    text = (
        "The representative of the neighbourhood association, a retired metalworker, was disappointed by "
        "the communication."
    )
    file = io.BytesIO()
    document = BaseDocTemplate(file, pagesize=A4, invariant=1)
    document.addPageTemplates(PageTemplate(frames=[Frame(60, 60, 150, 600)]))
    document.build([Paragraph(text, style)])
    assert read(tmp_path, file.getvalue()).text == text


def test_the_numbers_of_the_lines_of_a_transcript_go(tmp_path: Path) -> None:
    lines = [
        *("MR. HALE: The committee will come", "to order. We hear the engineer of the"),
        *("tunnel on its cost, which has", "risen by 12 million since", "the audit of 2024. Please"),
        *("begin.", "MS. FALK: Thank you. The cost", "of the northern bore is", "what we expected. The cost of the"),
        *("southern one is not, and we", "ask for 3 million more.", "MR. HALE: Thank you."),
    ]
    page = [(60.0 if n < 10 else 54.0, 700 - 20.0 * n, str(n)) for n in range(1, 13)]
    page += [(90.0, 700 - 20.0 * n, line) for n, line in enumerate(lines, start=1)]
    page.sort(key=lambda place: -place[1])
    text = read(tmp_path, drawn(page)).text
    assert " ".join(text.split()) == " ".join(lines)


def test_the_places_of_a_ranking_stay(tmp_path: Path) -> None:
    names = ["Norway", "Sweden", "Chile", "Ghana", "Japan", "Peru", "Malta", "Kenya", "Fiji", "Nepal", "Oman", "Togo"]
    page = [(72.0, 700 - 14.0 * n, f"{n} {name}") for n, name in enumerate(names, start=1)]
    text = read(tmp_path, drawn(page)).text
    assert all(f"{n} {name}" in text for n, name in enumerate(names, start=1))


@pytest.mark.parametrize("angle", [90, 180])
def test_a_page_on_its_side_is_read_upright(tmp_path: Path, angle: int) -> None:
    file = io.BytesIO()
    page = canvas.Canvas(file, pagesize=A4, invariant=1)
    page.translate(300, 400)
    page.rotate(angle)
    for number, line in enumerate(LEFT):
        page.drawString(-50, -14 * number, line)
    page.save()
    assert read(tmp_path, file.getvalue()).text == " ".join(LEFT)


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
    streams = b"1 0 obj<</Filter /FlateDecode>>stream\n" * length(
        200_000
    )  # hours, in a time that grows with the square
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
