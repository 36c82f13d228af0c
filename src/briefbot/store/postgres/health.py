"""Checks of all that an index on a server holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np

from briefbot.index_address import ServerAddress
from briefbot.store.health import Check, OnChecked, check_texts, check_words
from briefbot.store.postgres.building import committed_facts, why_not_asked
from briefbot.store.postgres.connecting import Connection
from briefbot.store.postgres.failures import plain
from briefbot.store.rows import CorruptRowError, Counted, OnRows, Rows, chunks, reporting_corrupt_rows
from briefbot.store.schema import Facts, counts

_LONGEST_DIFFERENCE = 1e-3  # of a vector's length from 1
_BEYOND = """SELECT count(*) FROM passages JOIN documents ON documents.number = document
    WHERE (sentences::jsonb -> -1 ->> 1)::bigint > length(text) OR (sentences::jsonb -> 0 ->> 0)::bigint < 0"""


class _Streamed:
    """A connection on which queries without values, of whole tables, are read a part at a time."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def execute(self, statement: str, values: Any = (), /) -> Rows:
        if not values and "count(*)" not in statement:
            return self._connection.stream(statement.replace("%", "%%"))
        return self._connection.execute(statement, values)

    def executemany(self, statement: str, rows: Any, /) -> None:
        raise NotImplementedError  # checks write nothing


def examine(connection: Connection, address: ServerAddress, on_checked: OnChecked) -> Iterator[Check]:
    """Check the server, then what the index holds. Ends early where what is left cannot be checked."""
    anew = "Restore the database from a backup, or build the index again under another name"
    version = connection.raw.info.server_version
    yield Check("server", True, f"PostgreSQL {version // 10_000}.{version % 10_000} answers")
    if (why := why_not_asked(connection)) is not None:
        failure, found = why
        yield Check("format", False, *failure.words(address, found=found))
        return
    facts = committed_facts(connection, address)
    yield Check("format", True, f"format {facts.format}, generation {facts.generation}")
    documents, passages = counts(connection)
    checks: tuple[tuple[str, Callable[..., tuple[str, str]], int], ...] = (
        ("texts", partial(check_texts, beyond=_BEYOND), documents),
        ("words", check_words, passages),
        ("vectors", _vectors, passages),
    )
    for name, check, total in checks:
        try:
            with reporting_corrupt_rows():
                problem, found = check(_Streamed(connection), facts, Counted(partial(on_checked, name), total))
        except CorruptRowError as error:
            problem, found = plain(error, address), ""
        on_checked(name, total, total)
        yield Check(name, not problem, problem or found, anew if problem else "")
    yield _rows_of_words(connection, address)


def _vectors(connection: _Streamed, facts: Facts, on_rows: OnRows) -> tuple[str, str]:
    """Check that every passage has one vector, of the right dimension and of length 1."""
    total = 0
    for chunk in chunks(connection.execute("SELECT vector FROM passages"), on_rows):
        if any(row[0] is None or len(row[0]) != 4 * facts.dimension for row in chunk):
            return f"a passage has no vector of {facts.dimension} dimensions", ""
        matrix = np.frombuffer(b"".join(row[0] for row in chunk), np.float32).reshape(len(chunk), facts.dimension)
        if not (np.abs(np.linalg.norm(matrix, axis=1) - 1) < _LONGEST_DIFFERENCE).all():
            return "a vector has not the length 1", ""
        total += len(chunk)
    return "", f"{total:,} passages have a vector of {facts.dimension} dimensions"


def _rows_of_words(connection: Connection, address: ServerAddress) -> Check:
    """Check that the rows of words, with later changes, cover exactly the passages."""
    name = "rows of words"
    cure = f"Build the index again under another name: briefbot index ARTICLES --index {address}_2"
    (last,) = connection.own("SELECT coalesce(max(last), 0) FROM derived WHERE name = 'words'").fetchone()
    passages = _numbers(connection, "SELECT number FROM passages ORDER BY number")
    removed = _numbers(connection, "SELECT number FROM removed")
    blocks = connection.own("SELECT numbers FROM blocks ORDER BY block").fetchall()
    held = np.concatenate([np.frombuffer(row[0], "<i8") for row in blocks]) if blocks else passages[:0]
    later = passages[passages > last]
    if not np.array_equal(np.union1d(np.setdiff1d(held, removed), later), passages):
        return Check(name, False, "they are of other passages than the index holds", cure)
    return Check(name, True, f"they are of the passages that the index holds; {len(later):,} came later")


def _numbers(connection: Connection, query: str) -> np.ndarray[Any, np.dtype[np.int64]]:
    return np.array([row[0] for row in connection.own(query)], np.int64)
