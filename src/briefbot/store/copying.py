"""A copy of an index into another store, row by row: nothing is read, cut or embedded anew."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from briefbot.store.contract import KEPT, Store
from briefbot.store.rows import OnProgress, ignore_progress
from briefbot.store.schema import Facts
from briefbot.store.snapshot import CatalogSnapshot

_AT_ONCE = 500  # documents
_MOST_KEPT = 1024**3  # bytes under one name

# Rows that belong to documents, by the column that names the document, in an order that references allow.
_OF_DOCUMENTS = (
    (
        "documents",
        "number",
        "number, id, text, title, outlet, author, published, pages, indexed, family, signature, found, blocks",
    ),
    ("passages", "document", "number, document, sentences, content_hash, terms, vector"),
    ("sources", "document", "path, record, source, document"),
    ("moved", "document", "id, document, shift"),
    ("bands", "document", "key, document"),
    ("edges", "document", "hash, document"),
    ("unsearched", "document", "term, document"),
)
_OF_ALL = (
    ("terms", "id, term"),
    ("repeated", "hash"),
    ("roots", "path, source"),
    ("files", "path, size, mtime_ns, ctime_ns, inode, sha256, reading"),
)


def copy_index(source: Store, target: Store, on_progress: OnProgress = ignore_progress, *, anew: bool = False) -> Facts:
    """Copy the newest generation of an index, and what people keep beside it, to a place without an index.

    Return the facts of the copy.

    A copy to a server that is cut goes on where it was, unless it is to begin `anew`; nobody sees it before its end.
    `on_progress` is told how many documents are copied. Raises BriefbotError where there is an index at the target.
    """
    with source.snapshot() as seen, target.writer(copying=True) as writer:
        if not isinstance(seen, CatalogSnapshot):
            raise TypeError("a snapshot of tables is wanted")
        facts = seen.facts
        of = f"{facts.fingerprint} {facts.generation} {facts.built}"
        last = writer.begin_copy(of, str(source.index), anew=anew)
        total, _ = seen.counts()
        done = 0

        def rows(query: str, values: Sequence[Any] = ()) -> list[Any]:
            return seen.tables.execute(query, values).fetchall()

        numbers = [number for (number,) in rows("SELECT number FROM documents ORDER BY number")]
        done = sum(number <= last for number in numbers)
        numbers = numbers[done:]
        for at in range(0, len(numbers), _AT_ONCE):
            on_progress(done + at, total)
            part = numbers[at : at + _AT_ONCE]
            for table, key, columns in _OF_DOCUMENTS:
                query = f"SELECT {columns} FROM {table} WHERE {key} BETWEEN ? AND ?"  # noqa: S608
                writer.put_rows(table, columns.split(", "), rows(query, (part[0], part[-1])))
            writer.copied_to(part[-1])
        for table, columns in _OF_ALL:
            writer.put_rows(table, columns.split(", "), rows(f"SELECT {columns} FROM {table}"))  # noqa: S608
        on_progress(total, total)
        _copy_kept(source, target)  # before the commit, behind which nobody asks for the copy again
        return writer.commit(facts)


def _copy_kept(source: Store, target: Store) -> None:
    """Copy what people keep beside an index, in place of what is kept at the target."""
    for name in KEPT:
        data, kept = source.kept(name).read(_MOST_KEPT), target.kept(name)
        if data != kept.read(_MOST_KEPT):
            with kept.changing(_MOST_KEPT) as draft:
                draft.data = data
