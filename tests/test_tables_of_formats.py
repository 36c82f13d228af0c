"""One table in each format: a question finds the cell of a row by its name, and the name by the cell."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from files import PAGE, docx_file, epub_file, letter, write
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

import briefbot

pytestmark = pytest.mark.model

TITLE = "Count of the week"
LEAD = "The health office of the north published its count of the week on Monday morning, for three of its cities."
TAIL = "The next count comes in seven days, and the office asks all doctors to send their figures in time."
ROWS = [["City", "Cases", "Deaths"], ["Tarnmouth", "27", "2"], ["Ellery", "14", ""], ["Skerrow", "9", "1"]]
QUESTIONS = [
    ("Which city had 14 cases?", "Ellery"),
    ("Which city had 2 deaths?", "Tarnmouth"),
    ("How many cases had Tarnmouth?", "27"),
    ("How many deaths were there in Skerrow?", "1"),
]


def html_table(head: str = "th", first: str = "td") -> str:
    lines = ["".join(f"<{head}>{cell}</{head}>" for cell in ROWS[0])]
    lines += [f"<{first}>{name}</{first}>" + "".join(f"<td>{cell}</td>" for cell in cells) for name, *cells in ROWS[1:]]
    return f"<table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"


def page(table: str) -> str:
    body = f"<article><h1>{TITLE}</h1><p>{LEAD}</p>{table}<p>{TAIL}</p></article>"
    return f"<html><head><title>{TITLE}</title></head><body>{body}</body></html>"


def text(table: str) -> str:
    return f"{LEAD}\n\n{table}\n\n{TAIL}\n"


def markdown(left: str, right: str) -> str:
    lines = [" | ".join(cells) for cells in (ROWS[0], ["---"] * 3, *ROWS[1:])]
    return f"# {TITLE}\n\n" + text("\n".join(f"{left}{line}{right}" for line in lines))


def word() -> bytes:
    def build(file: docx.document.Document) -> None:
        file.add_paragraph(TITLE, style="Title")
        file.add_paragraph(LEAD)
        table = file.add_table(len(ROWS), len(ROWS[0]))
        for row, cells in zip(table.rows, ROWS, strict=True):
            for cell, own in zip(row.cells, cells, strict=True):
                cell.text = own
        file.add_paragraph(TAIL)

    return docx_file(build)


def pdf() -> bytes:
    styles, file = getSampleStyleSheet(), io.BytesIO()
    above = [Paragraph(TITLE, styles["Title"]), Paragraph(LEAD, styles["BodyText"])]
    SimpleDocTemplate(file, invariant=1).build([*above, Table(ROWS), Paragraph(TAIL, styles["BodyText"])])
    return file.getvalue()


TABBED = text("\n".join("\t".join(cells) for cells in ROWS))
TURNED = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>" for cells in zip(*ROWS, strict=True))
FILES: dict[str, Callable[[], str | bytes]] = {
    "page.html": lambda: page(html_table()),
    "first_column.html": lambda: page(html_table(first="th")),
    "columns.html": lambda: page(f"<table>{TURNED}</table>"),
    "bars.md": lambda: markdown("| ", " |"),
    "no_bars.md": lambda: markdown("", ""),
    "tabs.txt": lambda: f"{TITLE}\n\n{TABBED}",
    "record.jsonl": lambda: json.dumps({"title": TITLE, "text": TABBED}),
    "record.csv": lambda: f'title,text\n{TITLE},"{TABBED}"\n',
    "count.docx": word,
    "count.pdf": pdf,
    "count.epub": lambda: epub_file(
        **{"O__b.xhtml": PAGE.format(f"<h2>{TITLE}</h2><p>{LEAD}</p>{html_table()}<p>{TAIL}</p>")}
    ),
    "count.eml": lambda: letter(lambda message: message.set_content(page(html_table()), subtype="html")),
}


@pytest.mark.parametrize("name", FILES)
def test_a_table_answers_in_both_directions_with_a_cell(tmp_path: Path, name: str) -> None:
    write(tmp_path / "articles", name, FILES[name]())
    index = str(tmp_path / "index")
    briefbot.build_index([str(tmp_path / "articles")], index=index)
    assistant = briefbot.Assistant.open(index)
    assert {question: assistant.ask(question).text for question, _ in QUESTIONS} == dict(QUESTIONS)
