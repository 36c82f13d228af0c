"""Texts that wait to be embedded and vectors that were made of them, outside of the generations.

A text is taken by locking its row, for as long as the transaction of who took it: one that dies gives all back. Both
tables are keyed by the encoder's fingerprint and the hash of the text, so that each text is embedded once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from briefbot.store.postgres.connecting import WRITING, Connection, as_vector


class Queue:
    """What waits for one encoder, over a connection of its own."""

    def __init__(self, connection: Connection, encoder: str, fingerprint: str) -> None:
        self._connection = connection
        self._encoder = encoder
        self.fingerprint = fingerprint
        self._last = 0  # the number of the text taken last

    def add(self, texts: Sequence[tuple[bytes, str]]) -> None:
        """Let texts wait, in their order, that do not yet and that nobody has embedded."""
        self._begin()
        self._connection.own(
            "INSERT INTO queue (fingerprint, content_hash, encoder, text) "
            "SELECT %s, content_hash, %s, text "
            "FROM unnest(%s::bytea[], %s::text[]) WITH ORDINALITY AS given (content_hash, text, place) "
            "WHERE NOT EXISTS (SELECT 1 FROM embedded WHERE embedded.fingerprint = %s "
            "AND embedded.content_hash = given.content_hash) ORDER BY place ON CONFLICT DO NOTHING",
            [
                self.fingerprint,
                self._encoder,
                [content_hash for content_hash, _ in texts],
                [text for _, text in texts],
                self.fingerprint,
            ],
        )
        self._connection.run("COMMIT")

    def take(self, count: int) -> list[tuple[bytes, str]]:
        """Take up to `count` texts that nobody else has taken; they are this queue's until `put` or `close`.

        Texts that are done leave their rows behind for as long as a build is open, so the search goes on where the last
        one ended, and begins again for those that others gave back.
        """
        self._begin()
        rows = self._behind(self._last, count) or (self._behind(0, count) if self._last else [])
        if rows:
            self._last = rows[-1][0]
        else:
            self._connection.run("ROLLBACK")
        return [(content_hash, text) for _, content_hash, text in rows]

    def _behind(self, last: int, count: int) -> list[Any]:
        return self._connection.own(
            "SELECT number, content_hash, text FROM queue WHERE number > %s AND fingerprint = %s "
            "ORDER BY number LIMIT %s FOR UPDATE SKIP LOCKED",
            [last, self.fingerprint, count],
        ).fetchall()

    def put(self, hashes: Sequence[bytes], vectors: Sequence[bytes]) -> None:
        """Keep the vectors of texts that were taken, little-endian float32 each, and let go of the texts."""
        self._connection.own(
            "INSERT INTO embedded (fingerprint, content_hash, vector) "
            "SELECT %s, content_hash, vector::vector FROM unnest(%s::bytea[], %s::text[]) "
            "AS given (content_hash, vector) ON CONFLICT DO NOTHING",
            [self.fingerprint, list(hashes), [as_vector(vector) for vector in vectors]],
        )
        self._connection.own(
            "DELETE FROM queue WHERE fingerprint = %s AND content_hash = ANY(%s)", [self.fingerprint, list(hashes)]
        )
        self._connection.run("COMMIT")

    @property
    def encoder(self) -> str:
        """The encoder that the texts are for, as who built names it."""
        return self._encoder

    def close(self) -> None:
        """Close the connection; what was taken and not put is free for others."""
        self._connection.close()

    def _begin(self) -> None:
        self._connection.rollback()
        self._connection.begin(WRITING)


def waiting_queue(connection: Connection) -> Queue | None:
    """Return the queue with the text that has waited for longest; None where none waits that nobody has taken."""
    connection.begin(WRITING)
    rows = connection.own(
        "SELECT encoder, fingerprint FROM queue ORDER BY number LIMIT 1 FOR UPDATE SKIP LOCKED"
    ).fetchall()
    connection.run("ROLLBACK")
    return Queue(connection, *rows[0]) if rows else None
