"""Terms of an older index are made anew as the present words make them, in the transaction of an update."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from builder import as_format

from briefbot import words
from briefbot.store import CATALOG, Facts, Snapshot, open_snapshot, open_writer, refolding
from briefbot.store.health import examine
from briefbot.types import Document, Passage

FACTS = Facts(encoder="none", fingerprint="0", dimension=4, passage_tokens=100)
TEXTS = ("Bjørn Ødegård sailed to Łódź.", "Nothing else happened in Carrow.", "The Kjær ferry sank.")


def build(folder: Path) -> None:
    with open_writer(folder) as writer:
        for text in TEXTS:
            document = Document(text, text.split()[1], f"{len(text)}.txt")
            writer.add(document, [Passage(document, ((0, len(text)),))], [text])
            writer.link((f"/{document.source}", 0), document.source, document.id)
        writer.embed_as(FACTS.encoder, FACTS.fingerprint)
        hashes = [content_hash for content_hash, _ in writer.take_pending(9)]
        writer.embed(hashes, np.tile(np.eye(4, dtype=np.float32)[0], (len(hashes), 1)))
        writer.commit(writer.facts or FACTS)


def stored(snapshot: Snapshot) -> dict[int, list[float]]:
    """The vectors of all passages, by number."""
    return {number: vector.tolist() for number, vector in snapshot.vectors([1, 2, 3]).items()}


def test_terms_are_made_anew_and_the_words_file_is_written_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as older:  # which left strokes where they are
        older.setattr(words, "WITHOUT_DECOMPOSITION", re.compile(r"(?!)"))
        build(tmp_path)
    with open_snapshot(tmp_path) as snapshot:
        assert snapshot.bm25("Odegard", 9) == []
        before = [snapshot.passages([1, 2, 3]), stored(snapshot)]
    counted: list[int] = []
    with closing(sqlite3.connect(tmp_path / CATALOG)) as connection, connection:
        untouched = connection.execute("SELECT terms FROM passages WHERE number = 2").fetchone()
        refolding.refold_terms(connection, counted.append)
        assert connection.execute("SELECT terms FROM passages WHERE number = 2").fetchone() == untouched
    assert sum(counted) == len(TEXTS)

    def check() -> None:
        with open_snapshot(tmp_path) as snapshot:
            assert [snapshot.passages([1, 2, 3]), stored(snapshot)] == before
            for word, number in (("Odegard", 1), ("Ødegård", 1), ("lodz", 1), ("Carrow", 2), ("kjaer", 3)):
                assert [found for found, _ in snapshot.bm25(word, 9)] == [number], word
            assert snapshot.missing(["sailed", "lodz", "zebra"]) == ["zebra"]

    check()  # as a reader finds it before the next build
    with open_writer(tmp_path) as writer:
        writer.keep()
    check()
    assert [check for check in examine(tmp_path) if not check.ok] == []


@pytest.mark.parametrize("older", [3, 4])
def test_an_index_of_an_older_format_finds_plain_spellings_once_it_is_updated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, older: int
) -> None:
    with monkeypatch.context() as strokes_stay:
        strokes_stay.setattr(words, "WITHOUT_DECOMPOSITION", re.compile(r"(?!)"))
        build(tmp_path)
    as_format(tmp_path, older)
    told: list[tuple[int, int]] = []
    with open_writer(tmp_path, on_update=lambda done, total: told.append((done, total))):
        pass
    counted = [(1, 3), (2, 3), (3, 3), (3, 3)]
    assert told[-8:] == counted * 2, "each step counts each document once"
    with open_snapshot(tmp_path) as snapshot:
        for word, number in (("Odegard", 1), ("Ødegård", 1), ("Lodz", 1), ("Łódź", 1), ("Carrow", 2), ("Kjær", 3)):
            assert [found for found, _ in snapshot.bm25(word, 9)] == [number], word


def test_an_index_without_such_letters_is_left_as_it_is(tmp_path: Path) -> None:
    build(tmp_path)
    with closing(sqlite3.connect(tmp_path / CATALOG)) as connection, connection:
        before = list(connection.iterdump())
        refolding.refold_terms(connection, lambda _: None)
        assert list(connection.iterdump()) == before
