"""The rows of a table that a question is about are read by themselves, and an answer is within one cell."""

from __future__ import annotations

import pytest

from briefbot.blocks import Block, BlockKind
from briefbot.reader import Reader
from briefbot.reader.rows import rows_asked
from briefbot.types import Document, Hit, Passage

LEAD = "The harbour office listed the ferries on Monday."
TABLE = (
    "| Ferry | Seats | Built in |\n\n| Anna Holm | 140 | 1998 |\n\n"
    "| Sea Otter | 61 | 2011 |\n\n| Grey Gull | 33 | 2004 |"
)


def passage(table: str = TABLE, lead: str = LEAD) -> Passage:
    text = f"{lead}\n\n{table}\n\nNone sails in winter."
    start = text.index(table)
    end = start + len(table)
    blocks = (
        Block(BlockKind.BODY, 0, len(lead)),
        Block(BlockKind.TABLE, start, end),
        Block(BlockKind.BODY, end + 2, len(text)),
    )
    return Passage(Document(text, "Ferries of Ellery", "a.html", blocks=blocks), ((0, len(text)),))


@pytest.mark.unit
@pytest.mark.parametrize("table", [TABLE, TABLE.replace("\n\n", "\n|---|---|---|\n", 1), TABLE.replace(" | ", "\t")])
def test_the_row_that_shares_words_with_a_question_is_written_with_its_columns(table: str) -> None:
    of = passage(table)
    (found,) = rows_asked("Which ferry has 61 seats?", of)
    (row,) = found.rows
    assert row.text == "Ferry Sea Otter, Seats 61, Built in 2011."
    assert of.document.text[found.start : found.end] == table
    for start, end, _ in row.cells:
        place = row.place(start, end)
        assert place is not None
        assert of.document.text[slice(*place)] == row.text[start:end]
    assert row.place(0, 5) is None, "the name of a column is no answer"
    assert row.place(6, 23) is None, "nor is what goes over two cells"


@pytest.mark.unit
def test_a_table_that_shares_no_word_with_a_question_is_read_with_its_passage() -> None:
    assert rows_asked("Who listed the ferries?", passage()) == []
    assert rows_asked("How many seats has each ferry?", passage()) == [], "the names of columns are in no row"
    assert rows_asked("Which ferry has 61 seats?", passage("| Ferry | Seats |\n\n| Sea Otter | 61 |")) == []


@pytest.mark.unit
def test_a_table_without_names_of_columns_is_read_by_its_cells() -> None:
    (found,) = rows_asked("How long is the Sea Otter?", passage("Anna Holm | 42 m\nSea Otter | 31 m\nGrey Gull | 20 m"))
    assert [row.text for row in found.rows] == ["Sea Otter, 31 m."]
    (found,) = rows_asked("Seats of the Otter?", passage("2019 | 2020\nSea Otter | 61 | 64\nGrey Gull | 33 | 33"))
    assert [row.text for row in found.rows] == ["Sea Otter, 2019 61, 2020 64."], "rows are named, their column is not"


@pytest.mark.model
@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Which ferry has 61 seats?", "Sea Otter"),
        ("Which ferry has 140 seats?", "Anna Holm"),
        ("When was the Grey Gull built?", "2004"),
        ("How many seats has the Anna Holm?", "140"),
    ],
)
def test_a_table_answers_from_either_side(question: str, answer: str) -> None:
    of = passage()
    spans = Reader().read(question, [Hit(of, 1.0, 1.0, 1.0)], per_passage=3, max_tokens=12)
    assert [spans[0].text, spans[0].margin > 0] == [answer, True]


@pytest.mark.unit
def test_a_cell_that_is_empty_keeps_the_names_of_the_others() -> None:
    for table in (
        "| Ferry | Seats | Built |\n| Otter |  | 2011 |\n| Gull | 33 |  |",
        "Ferry\tSeats\tBuilt\nOtter\t\t2011\nGull\t33\t",
    ):
        (found,) = rows_asked("When was the Otter built?", passage(table))
        assert [row.text for row in found.rows] == ["Ferry Otter, Built 2011."]
        (found,) = rows_asked("How many seats has the Gull?", passage(table))
        assert [row.text for row in found.rows] == ["Ferry Gull, Seats 33."]


@pytest.mark.unit
@pytest.mark.parametrize("below", ["", "Ferry"])
def test_two_lines_name_columns_where_one_name_is_over_several(below: str) -> None:
    table = (
        f"| Ferry | 2024 |  | 2025 |  |\n| {below} | Trips | Crew | Trips | Crew |\n"
        "| Otter | 61 | 5 | 64 | 6 |\n| Gull | 33 | 4 | 35 | 4 |"
    )
    (found,) = rows_asked("How many trips made the Otter in 2025?", passage(table))
    assert [row.text for row in found.rows] == ["Ferry Otter, 2024 Trips 61, 2024 Crew 5, 2025 Trips 64, 2025 Crew 6."]


@pytest.mark.unit
def test_a_table_whose_lines_are_columns_is_read_by_its_columns() -> None:
    of = passage("| Ferry | Otter | Gull |\n| Seats | 61 | 33 |\n| Crew | 5 | 4 |")
    (found,) = rows_asked("Which ferry has 33 seats?", of)
    (row,) = found.rows
    assert row.text == "Ferry Gull, Seats 33, Crew 4."
    place = row.place(6, 10)
    assert place is not None
    assert of.document.text[slice(*place)] == "Gull"
    (found,) = rows_asked("How many seats has the Otter?", of)
    assert [row.text for row in found.rows] == ["Ferry Seats, Otter 61, Gull 33."]
