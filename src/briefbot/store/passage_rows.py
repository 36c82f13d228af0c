"""Passages written into the catalog, and the texts that wait for a vector.

A passage that is deleted leaves its vector for the rest of the build, so that a text that comes again, in another
document or at another place of the same one, is not embedded anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence

from briefbot.store.rows import Catalog, WriteRow
from briefbot.store.term_ids import TermIds
from briefbot.types import Passage
from briefbot.words import terms


class PassageRows:
    """The rows of `passages` while an index is written. `last` is the highest number in the files beside it."""

    def __init__(self, connection: Catalog, write: WriteRow, last: int) -> None:
        self._connection = connection
        self._write = write
        self._last = last
        self._term_ids = TermIds(connection, write)

    def replace(self, document: int, passages: Sequence[Passage], texts: Sequence[str]) -> None:
        """Let a document, given by its number, have these passages and no other; those that it has already stay.

        `texts` are what is embedded, one a passage. One that was embedded before keeps its vector, the others wait.
        """
        rows = self._connection.execute(
            "SELECT sentences, content_hash, number FROM passages WHERE document = ?", (document,)
        )
        held = {(sentences, content_hash): number for sentences, content_hash, number in rows}
        for passage, text in zip(passages, texts, strict=True):
            key = json.dumps(passage.sentences), hashlib.sha256(text.encode("utf-8")).digest()
            if held.pop(key, None) is None:
                self._insert(document, passage, *key, text)
        self._delete(held.values())

    def put_unsearched(self, document: int, texts: Iterable[str]) -> None:
        """Let the words of these texts be what a document says beside its passages, in place of others."""
        self._write("DELETE FROM unsearched WHERE document = ?", (document,))
        for term in sorted({term for text in texts for term in self._term_ids.each(terms(text))}):
            self._write("INSERT INTO unsearched VALUES (?, ?)", (term, document))

    def delete_of(self, document: int) -> None:
        """Delete all passages of a document, and what it says beside them."""
        self._write("DELETE FROM unsearched WHERE document = ?", (document,))
        rows = self._connection.execute("SELECT number FROM passages WHERE document = ?", (document,)).fetchall()
        self._delete(number for (number,) in rows)

    def forget_pending(self) -> None:
        """Let no text wait any longer that no passage has now."""
        self._connection.execute(
            "DELETE FROM pending WHERE NOT EXISTS "
            "(SELECT 1 FROM passages WHERE passages.content_hash = pending.content_hash)"
        )

    def _insert(self, document: int, passage: Passage, sentences: str, content_hash: bytes, text: str) -> None:
        number = self._write(
            "INSERT INTO passages (document, sentences, content_hash, terms, vector) VALUES (?1, ?2, ?3, ?4, coalesce("
            "(SELECT vector FROM passages WHERE content_hash = ?3 AND vector IS NOT NULL LIMIT 1), "
            "(SELECT vector FROM spare WHERE content_hash = ?3))) RETURNING number",
            (document, sentences, content_hash, self._term_ids.of(passage)),
        )
        self._connection.execute(
            "INSERT INTO pending (content_hash, text) SELECT content_hash, ? FROM passages "
            "WHERE number = ? AND vector IS NULL ON CONFLICT DO NOTHING",
            (text, number),
        )

    def _delete(self, numbers: Iterable[int]) -> None:
        for number in numbers:
            self._connection.execute(
                "INSERT INTO spare (content_hash, vector) SELECT content_hash, vector FROM passages "
                "WHERE number = ? AND vector IS NOT NULL ON CONFLICT DO NOTHING",
                (number,),
            )
            self._write("DELETE FROM passages WHERE number = ?", (number,))
            if number <= self._last:
                self._write("INSERT INTO removed VALUES (?)", (number,))
