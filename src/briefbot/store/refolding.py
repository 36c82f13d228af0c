"""Terms of stored passages, made anew where `words.terms` has come to make something else of their texts."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

from briefbot.store.rows import OnRows, reporting_corrupt_rows
from briefbot.store.term_ids import TermIds
from briefbot.text.latin_letters import WITHOUT_DECOMPOSITION
from briefbot.types import Document, Passage


@reporting_corrupt_rows()
def refold_terms(connection: sqlite3.Connection, on_rows: OnRows) -> None:
    """Give each passage with a letter that is now folded its new terms, inside the transaction that is open.

    For the step of a migration: `on_rows` counts documents. The words file is let go of, so that the build writes it
    again; until then words are read from the catalog. Passages, their numbers and vectors stay.
    """

    def write(statement: str, values: Iterable[str]) -> int:
        return int(connection.execute(statement, tuple(values)).fetchall()[0][0])

    term_ids = TermIds(connection, write)
    changed = False
    for number, title, text in connection.execute("SELECT number, title, text FROM documents ORDER BY number"):
        if WITHOUT_DECOMPOSITION.search(title) or WITHOUT_DECOMPOSITION.search(text):
            document = Document(text, title, "")
            passages = connection.execute("SELECT number, sentences FROM passages WHERE document = ?", (number,))
            for passage_number, sentences in passages.fetchall():
                passage = Passage(document, tuple((start, end) for start, end in json.loads(sentences)))
                new = (term_ids.of(passage), passage_number)
                changed |= (
                    connection.execute("UPDATE passages SET terms = ?1 WHERE number = ?2 AND terms != ?1", new).rowcount
                    > 0
                )
        on_rows(1)
    if changed:
        connection.execute("DELETE FROM derived WHERE name = 'words'")
