"""A Word file becomes a document: what it shows, in order."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from copy import deepcopy
from pathlib import Path

import docx
from docx.oxml import parse_xml
from files import FIRST, docx_file, items, read, why_refused

from briefbot.blocks import BlockKind
from briefbot.errors import DocumentError
from briefbot.types import Document

DAY = dt.date(2025, 3, 7)
SCHEMA = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


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
    assert document.text == f"Ferry talks\n\n{FIRST}\n\n| cell 0 | cell 1 |\n| cell 2 | cell 3 |\n\nCrews agreed"
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


def tables(document: Document) -> list[str]:
    return [document.text[b.start : b.end] for b in document.blocks if b.kind is BlockKind.TABLE]


def test_each_row_of_a_word_table_has_a_cell_for_each_column(tmp_path: Path) -> None:
    def build(file: docx.document.Document) -> None:
        file.add_paragraph(FIRST)
        table = file.add_table(5, 3)
        rows = [("Pier", "2024", ""), ("", "Boats", "Crew"), ("North", "4", "9"), ("", "", "7"), ("South", "5", "")]
        for row, texts in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
        table.cell(0, 1).merge(table.cell(0, 2))
        for first in (0, 2):  # a person sees one cell beside two rows
            table.cell(first, 0).merge(table.cell(first + 1, 0))
        table.cell(3, 1).add_table(1, 2).cell(0, 1).text = "within"
        table.rows[4]._tr.addnext(deepcopy(table.rows[4]._tr))
        table.rows[5]._tr.get_or_add_trPr().append(parse_xml(f"<w:del {SCHEMA} w:id='1' w:author='a'/>"))

    assert tables(read(tmp_path, "a.docx", docx_file(build))) == [
        "| Pier | 2024 |  |\n| Pier | Boats | Crew |\n| North | 4 | 9 |\n| North |  | 7 |\n| South | 5 |  |"
        "\n\n|  | within |"
    ]


def test_the_frame_around_a_text_is_no_table(tmp_path: Path) -> None:
    def build(file: docx.document.Document) -> None:
        cell = file.add_table(1, 1).cell(0, 0)
        cell.text = "Ferry talks"
        cell.add_paragraph(FIRST)

    document = read(tmp_path, "a.docx", docx_file(build))
    assert [document.text, tables(document)] == [f"Ferry talks\n\n{FIRST}", []]


def test_what_nobody_sees_in_a_word_file_is_not_read(tmp_path: Path) -> None:
    def build(file: docx.document.Document) -> None:
        file.add_paragraph(FIRST)
        line = file.add_paragraph("The crews ")
        for part in (
            "<w:r {0}><w:rPr><w:vanish/></w:rPr><w:t>hidden </w:t></w:r>",
            "<w:r {0}><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>walked </w:t></w:r>",
            "<w:sdt {0}><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>Tap</w:t></w:r>"
            "</w:sdtContent></w:sdt>",
            "<w:r {0}><w:fldChar w:fldCharType='begin'/><w:instrText>PAGEREF 3</w:instrText></w:r>",
            "<w:sdt {0}><w:sdtContent><w:r><w:t>out at </w:t></w:r></w:sdtContent></w:sdt>",
        ):
            line._p.append(parse_xml(part.format(SCHEMA)))
        line._p.get_or_add_pPr().append(parse_xml(f"<w:rPr {SCHEMA}><w:del w:id='1' w:author='a'/></w:rPr>"))
        file.add_comment(file.add_paragraph("noon.").runs, text="Are you sure?")

    document = read(tmp_path, "a.docx", docx_file(build))
    assert document.text == f"{FIRST}\n\nThe crews walked out at noon."


def test_a_list_of_headings_does_not_answer(tmp_path: Path) -> None:
    def build(file: docx.document.Document) -> None:
        file.styles.add_style("TOC1", 1)
        file.add_paragraph("1 Ferries of the harbour\t3", style="TOC1")
        file.add_paragraph(FIRST)

    document = read(tmp_path, "a.docx", docx_file(build))
    assert [block.kind for block in document.blocks] == [BlockKind.FURNITURE, BlockKind.BODY]


def test_a_date_line_in_a_word_file_is_its_date(tmp_path: Path) -> None:
    def build(file: docx.document.Document) -> None:
        for line in ("Ferry talks", "Published 7 March 2025", FIRST):
            file.add_paragraph(line)

    assert read(tmp_path, "a.docx", docx_file(build)).published == DAY


def test_a_word_file_without_text_is_an_error(tmp_path: Path) -> None:
    assert "holds no text" in why_refused(tmp_path, "a.docx", docx_file(lambda _: None))


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
