"""Checks of the files of an index, read to the last byte."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import numpy as np

from briefbot.blocks import Block
from briefbot.errors import BriefbotError
from briefbot.store.compression import numbers_in
from briefbot.store.connections import MARK, connect_reader, holds_index
from briefbot.store.decoding import blocks_from, day_from, moment_from, offsets_from, sentences_from, text_from
from briefbot.store.derived import is_intact, read_derived, read_file
from briefbot.store.failures import DAMAGED, UNFINISHED, why_missing
from briefbot.store.migrations import why_not_asked
from briefbot.store.postings import read_postings
from briefbot.store.rows import Catalog, Counted, Numbers, OnRows, chunks, reporting_corrupt_rows
from briefbot.store.schema import CATALOG, FORMAT, Facts, check_tables, counts, read_facts, read_format
from briefbot.store.term_ids import packed, terms_of
from briefbot.store.vectors import read_index

_LONGEST_DIFFERENCE = 1e-3  # of a vector's length from 1
_BEYOND = """SELECT count(*) FROM passages JOIN documents ON documents.number = document
    WHERE json_extract(sentences, '$[#-1][1]') > length(text) OR json_extract(sentences, '$[0][0]') < 0"""
FILES = ("vectors file", "words file")  # the checks of what a build can write again

OnChecked = Callable[[str, int, int], None]  # called with what is checked, how many rows are, and how many there are


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at, what was found, and where that is a problem, what mends it."""

    name: str
    ok: bool
    found: str
    cure: str = ""


def size_on_disk(folder: Path) -> int:
    """Return the bytes of all files of the index in `folder`."""
    total = 0
    for pattern in (f"{CATALOG}*", "vectors-*", "words-*"):
        for path in folder.glob(pattern):
            try:
                total += path.stat().st_size
            except FileNotFoundError:  # by a build that runs meanwhile
                continue
    return total


def examine(folder: Path, on_checked: OnChecked = lambda *_: None) -> Iterator[Check]:
    """Check the catalog, then what it holds, then the files beside it. Nothing is changed.

    Ends early where what is left cannot be checked. Raises IndexNotFoundError where there is no index.
    """
    if not holds_index(folder):
        raise why_missing(folder)
    _, anew = DAMAGED.words(folder)
    try:
        connection, _ = connect_reader(folder)
    except BriefbotError as error:
        yield Check("catalog", False, str(error), anew)
        return
    with closing(connection):
        try:
            with reporting_corrupt_rows():
                yield from _examine(connection, folder, anew, on_checked)
        except sqlite3.DatabaseError as error:
            yield Check("catalog", False, f"{CATALOG} cannot be read: {error}", anew)


def _examine(connection: sqlite3.Connection, folder: Path, anew: str, on_checked: OnChecked) -> Iterator[Check]:
    connection.execute("BEGIN")
    complaints = [row[0] for row in connection.execute("PRAGMA integrity_check(3)") if row[0] != "ok"]
    complaints += [f"a row of {row[0]} points nowhere" for row in connection.execute("PRAGMA foreign_key_check")][:3]
    if complaints:
        yield Check("catalog", False, f"SQLite finds damage: {'; '.join(complaints)}", anew)
        return
    yield Check("catalog", True, "SQLite finds no damage")
    written = read_format(connection)
    failure = UNFINISHED if written is None else why_not_asked(written)
    if failure:
        yield Check("format", False, _format_found(written), failure.words(folder)[1])
        return
    check_tables(connection)
    facts = read_facts(connection)
    yield Check("format", True, f"format {facts.format}, generation {facts.generation}")
    documents, passages = counts(connection)
    for name, check, total in (
        ("texts", partial(check_texts, beyond=_BEYOND), documents),
        ("words", check_words, passages),
        ("vectors", _vectors, passages),
    ):
        problem, found = check(connection, facts, Counted(partial(on_checked, name), total))
        on_checked(name, total, total)
        yield Check(name, not problem, problem or found, anew if problem else "")
    yield from _files(connection, folder, facts.dimension)
    if (folder / MARK).exists():
        found = "a build was killed, or one is running; the index is as it was before it, or as after it"
    else:
        found = "ended by itself"
    yield Check("last build", True, found)


def _format_found(written: int | None) -> str:
    """Return what is found of a format that cannot be asked; None is that of a catalog without a build."""
    if written is None:
        return "the index is empty: its first build, or the copy to it, did not finish"
    age = "older" if written < FORMAT else "newer"
    return f"the index has format {written}, {age} than format {FORMAT} of this briefbot; nothing is lost"


def check_texts(connection: Catalog, _facts: Facts, on_rows: OnRows, *, beyond: str) -> tuple[str, str]:
    """Check every text against its digest, every passage against its text, every document for a source.

    Return what is wrong, "" for nothing, and what was found. What is no text or no date cannot be read, and raises.
    `beyond` is the query that counts the passages outside of their texts.
    """
    total = 0
    for number, document_id, text, published, pages, indexed, found, settled, *_names in connection.execute(
        "SELECT number, id, text, published, pages, indexed, found, blocks, title, outlet, author FROM documents"
    ):
        total += 1
        on_rows(1)
        offsets_from(pages, len(text_from(text)))
        day_from(published)
        moment_from(indexed)
        if hashlib.sha256(text.encode("utf-8")).hexdigest()[:16] != document_id:
            return f"document {number} is not the text that was stored", ""
        if not all(_cover(blocks_from(blocks, None), text) for blocks in (found, settled)):
            return f"the blocks of document {number} are not those of its text", ""
    for path, source in connection.execute("SELECT path, source FROM sources UNION ALL SELECT path, source FROM roots"):
        text_from(path), text_from(source)
    outside = connection.execute(beyond).fetchone()[0]
    unsourced = connection.execute(
        "SELECT count(*) FROM documents WHERE number NOT IN (SELECT document FROM sources)"
    ).fetchone()[0]
    if outside or unsourced:
        return f"{outside} passages lie outside their texts, {unsourced} documents have no source", ""
    return "", f"{total:,} documents have the digests they were stored under"


def _cover(blocks: Sequence[Block], text: str) -> bool:
    """Return whether blocks are in order, apart, and hold every character that is not white space; none hold all."""
    edges = [0, *(edge for block in blocks for edge in (block.start, block.end)), len(text)]
    return not blocks or (
        edges == sorted(edges) and not any(text[edges[at] : edges[at + 1]].strip() for at in range(0, len(edges), 2))
    )


def check_words(connection: Catalog, _facts: Facts, on_rows: OnRows) -> tuple[str, str]:
    """Check that the terms of every passage are those of its text and title."""
    ids = dict(connection.execute("SELECT term, id FROM terms"))
    total = 0
    rows = connection.execute("SELECT number, document, sentences, terms FROM passages ORDER BY document, number")
    for document, passages in groupby(rows, itemgetter(1)):
        [(text, title)] = connection.execute("SELECT text, title FROM documents WHERE number = ?", (document,))
        for number, _, sentences, stored in passages:
            ranges = sentences_from(sentences, None)
            found = terms_of(title, text[ranges[0][0] : ranges[-1][1]])
            if any(term not in ids for term in found) or packed(ids[term] for term in found) != stored:
                return f"the terms of passage {number} are not those of its text and title", ""
            total += 1
            on_rows(1)
    return "", f"the terms of {total:,} passages are those of their texts"


def _vectors(connection: sqlite3.Connection, facts: Facts, on_rows: OnRows) -> tuple[str, str]:
    """Check that every passage has one vector, of the right dimension and of length 1."""
    total = 0
    odd = connection.execute(
        "SELECT count(*) FROM passages WHERE vector IS NULL OR length(vector) != ?", (4 * facts.dimension,)
    ).fetchone()[0]
    if odd:
        return f"{odd} passages have no vector of {facts.dimension} dimensions", ""
    rows = connection.execute("SELECT vector FROM passages")
    for chunk in chunks(rows, on_rows):
        matrix = np.frombuffer(b"".join(row[0] for row in chunk), np.float32).reshape(len(chunk), facts.dimension)
        if not (np.abs(np.linalg.norm(matrix, axis=1) - 1) < _LONGEST_DIFFERENCE).all():
            return "a vector has not the length 1", ""
        total += len(chunk)
    return "", f"{total:,} passages have a vector of {facts.dimension} dimensions"


def _files(connection: sqlite3.Connection, folder: Path, dimension: int) -> Iterator[Check]:
    """Check that each index file is intact and, with later changes, covers exactly the catalog's passages."""
    cure = f"Write it again from the catalog: briefbot index --index {folder}"
    passages = _column(connection, "SELECT number FROM passages ORDER BY number")
    removed = _column(connection, "SELECT number FROM removed")
    files = read_derived(connection)
    later = passages[passages > files.last]
    kinds: tuple[Callable[[Path], Numbers], ...] = (partial(_in_vectors, dimension=dimension), _in_words)
    for name, (path, written), held in zip(FILES, files.at(folder), kinds, strict=True):
        if not files.generation:
            found = "none was written yet; answers come from the catalog, more slowly"
        elif not path.exists():
            found = f"{path.name} is missing; answers come from the catalog, more slowly"
        elif not is_intact(path, written, thoroughly=True):
            found = f"{path.name} has not the checksum that it was written with; answers come from the catalog"
        elif (numbers := read_file(path, written, held)) is None:
            found = f"{path.name} cannot be read; answers come from the catalog, more slowly"
        elif not np.array_equal(np.union1d(np.setdiff1d(numbers, removed), later), passages):
            found = f"{path.name} holds other passages than the catalog"
        else:
            yield Check(name, True, f"{path.name} is as it was written; {len(later):,} passages came later")
            continue
        yield Check(name, False, found, cure)


def _in_vectors(path: Path, dimension: int) -> Numbers:
    return numbers_in(read_index(path, dimension))


def _in_words(path: Path) -> Numbers:
    return read_postings(path).numbers


def _column(connection: sqlite3.Connection, query: str) -> Numbers:
    return np.array([row[0] for row in connection.execute(query)], np.int64)
