"""The lines at the edges of articles that enough families have, kept in step with every document that comes and goes.

What is counted for a line depends on the documents that have it and on their families alone. So only the lines of
documents that came, went or changed, and of families that were joined or parted, are counted again: those in the
temporary table `touched`.
"""

from __future__ import annotations

from collections.abc import Iterable

from briefbot.blocks.repetition import FAMILIES, EdgeLine
from briefbot.store.rows import Catalog, WriteRow


class RepeatedLines:
    """The tables `edges`, of the lines of each document, and `repeated`, of those that are furniture."""

    def __init__(self, connection: Catalog, write: WriteRow) -> None:
        self._connection = connection
        self._write = write

    def count_again(self, documents: Iterable[int]) -> None:
        """Have the lines of these documents counted with the next `changed`."""
        for document in documents:
            self._connection.execute(
                "INSERT INTO touched SELECT hash FROM edges WHERE document = ? ON CONFLICT DO NOTHING", (document,)
            )

    def put(self, document: int, lines: Iterable[EdgeLine]) -> None:
        """Let these be the lines of a document that may be furniture, in place of those that were."""
        rows = self._connection.execute("SELECT hash FROM edges WHERE document = ?", (document,)).fetchall()
        before, now = {value for (value,) in rows}, {line.hash for line in lines}
        for value in sorted(before - now):
            self._write("DELETE FROM edges WHERE hash = ? AND document = ?", (value, document))
        for value in sorted(now - before):
            self._write("INSERT INTO edges VALUES (?, ?)", (value, document))
        self._connection.executemany(
            "INSERT INTO touched VALUES (?) ON CONFLICT DO NOTHING", [(value,) for value in sorted(before | now)]
        )

    def changed(self) -> set[int]:
        """Count the lines that may have changed; return the documents with one that is furniture now or no longer."""
        flipped = self._connection.execute(
            "SELECT hash, is_repeated FROM (SELECT hash, EXISTS (SELECT 1 FROM repeated WHERE hash = touched.hash) "
            "AS was_repeated, (SELECT count(*) FROM (SELECT DISTINCT family FROM edges JOIN documents "
            "ON number = document WHERE edges.hash = touched.hash LIMIT ?1) AS held) = ?1 AS is_repeated "
            "FROM touched) AS counted WHERE was_repeated != is_repeated ORDER BY hash",
            (FAMILIES,),
        ).fetchall()
        documents: set[int] = set()
        for value, is_repeated in flipped:
            statement = "INSERT INTO repeated VALUES (?)" if is_repeated else "DELETE FROM repeated WHERE hash = ?"
            self._write(statement, (value,))
            rows = self._connection.execute("SELECT document FROM edges WHERE hash = ?", (value,))
            documents |= {document for (document,) in rows}
        self._connection.execute("DELETE FROM touched")
        return documents

    def repeated_of(self, document: int) -> set[int]:
        """Return the hashes of the lines of a document that are furniture."""
        rows = self._connection.execute(
            "SELECT edges.hash FROM edges JOIN repeated ON repeated.hash = edges.hash WHERE document = ?", (document,)
        )
        return {value for (value,) in rows}
