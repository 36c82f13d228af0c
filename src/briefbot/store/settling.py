"""What the documents of a build make of each other, worked out before its commit: families, repeated lines, blocks.

What is stored then depends on the documents alone, and not on the builds that brought them or on their order. Only what
has changed is looked at: documents that are new or whose blocks were found anew (`documents.blocks` is NULL until it is
settled), and those that share a line with what came, went or changed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from briefbot.blocks import SILENT
from briefbot.blocks.repetition import edge_lines, settled_blocks
from briefbot.store.block_rows import blocks_as_json
from briefbot.store.decoding import blocks_from, text_from
from briefbot.store.families import join_families, leave_family, regroup
from briefbot.store.passage_rows import PassageRows
from briefbot.store.repeated_lines import RepeatedLines
from briefbot.store.rows import Catalog, Counted, OnProgress, WriteRow, reporting_corrupt_rows
from briefbot.types import Document, Passage

Cut = Callable[[Document], tuple[Sequence[Passage], Sequence[str]]]  # -> passages, and what is embedded of each


class Settling:
    """Families, repeated lines and blocks while an index is written."""

    def __init__(self, connection: Catalog, write: WriteRow, passages: PassageRows) -> None:
        self._connection = connection
        self._write = write
        self._passages = passages
        self._lines = RepeatedLines(connection, write)
        self._as_found: set[int] = set()  # documents whose passages are cut by the blocks that were found

    def is_cut_as_found(self, document: int) -> None:
        """Take note that a document, given by its number, has the passages that the blocks found in it make."""
        self._as_found.add(document)

    def leave(self, document: int) -> str:
        """Forget a document that is about to be deleted; return its family, to be given to `part` afterwards."""
        self._lines.put(document, ())
        return leave_family(self._connection, self._write, document)

    def part(self, families: Collection[str]) -> None:
        """Part the families that documents have left, where nothing else connects them."""
        self._lines.count_again(regroup(self._connection, self._write, families))

    def settle(self, cut: Cut, on_progress: OnProgress) -> int:
        """Do what `Writer.settle` says. What `cut` and `on_progress` raise is no damage, and goes through."""
        looked_at = self._changed()
        passed = Counted(on_progress, len(looked_at))
        changed = 0
        for number in looked_at:
            changed += self._settle(number, cut)
            passed(1)
        self._passages.forget_pending()
        return changed

    @reporting_corrupt_rows()
    def _changed(self) -> list[int]:
        """Find families and repeated lines anew; return the documents whose blocks may become others."""
        rows = self._connection.execute("SELECT number FROM documents WHERE blocks IS NULL").fetchall()
        unsettled = [number for (number,) in rows]
        self._lines.count_again(join_families(self._connection, self._write, unsettled))
        for number in unsettled:
            text, title, found = self._connection.execute(
                "SELECT text, title, found FROM documents WHERE number = ?", (number,)
            ).fetchone()
            self._lines.put(number, edge_lines(text_from(text), text_from(title), blocks_from(found, len(text))))
        return sorted({*unsettled, *self._lines.changed()})

    def _settle(self, number: int, cut: Cut) -> bool:
        """Store the blocks of a document, and its passages where they are others; return whether they changed."""
        with reporting_corrupt_rows():
            text, title, as_read, before, source = self._connection.execute(
                "SELECT text, title, found, blocks, (SELECT min(source) FROM sources WHERE document = number) "
                "FROM documents WHERE number = ?",
                (number,),
            ).fetchone()
            found = blocks_from(as_read, len(text_from(text)))
            text_from(title)
        repeated = self._lines.repeated_of(number)
        blocks = settled_blocks(found, text, edge_lines(text, title, found), repeated) if repeated else found
        stored = blocks_as_json(blocks)
        if stored == before:
            return False
        self._write("UPDATE documents SET blocks = ? WHERE number = ?", (stored, number))
        if number not in self._as_found or blocks != found:
            self._passages.replace(number, *cut(Document(text, title, source or "", blocks=blocks)))
            self._as_found.discard(number)
        self._passages.put_unsearched(number, [text[b.start : b.end] for b in blocks if b.kind in SILENT])
        return True
