"""Texts that are kept under another id since their headline stands in front of them."""

from __future__ import annotations

from briefbot.blocks import BlockKind
from briefbot.store.decoding import blocks_from, text_from
from briefbot.store.places import Place
from briefbot.store.rows import Catalog, WriteRow


def keep_former_id(connection: Catalog, write: WriteRow, place: Place, document_id: str) -> None:
    """Note by which ids the text at a place was known, where it is about to be `document_id`.

    That is so if the text that it was, or had been before, is what now stands below the headline.
    """
    row = connection.execute(
        "SELECT number, id, text FROM sources JOIN documents ON number = document WHERE path = ? AND record = ?", place
    ).fetchone()
    if row is None or row[1] == document_id:
        return
    number, text, found = connection.execute(
        "SELECT number, text, found FROM documents WHERE id = ?", (document_id,)
    ).fetchone()
    blocks = blocks_from(found, len(text_from(text)))
    if not blocks or blocks[0].kind is not BlockKind.HEADLINE:
        return
    shifts = connection.execute("SELECT id, shift FROM moved WHERE document = ?", (row[0],)).fetchall()
    for former_id, former in [(row[1], row[2]), *((id_, row[2][shift:]) for id_, shift in shifts)]:
        shift = len(text) - len(former)
        if shift >= blocks[0].end and text.endswith(former) and not text[blocks[0].end : shift].strip():
            write(
                "INSERT INTO moved (id, document, shift) VALUES (?, ?, ?) "
                "ON CONFLICT (id) DO UPDATE SET document = excluded.document, shift = excluded.shift",
                (former_id, number, shift),
            )
