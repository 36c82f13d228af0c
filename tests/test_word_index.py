"""The word index against SQLite's FTS5, which scores with the same formula, and against its own history."""

from __future__ import annotations

import dataclasses
import os
import random
import shutil
import sqlite3
import unicodedata
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from builder import files_of
from hypothesis import given, settings
from hypothesis import strategies as st
from rounds import rounds
from stores import only

from briefbot.errors import IndexDamagedError
from briefbot.store import CATALOG, Facts, Snapshot, open_snapshot, open_writer
from briefbot.store.derived import vectors_path, words_path
from briefbot.store.health import examine
from briefbot.store.postings import read_postings, write_postings
from briefbot.store.word_index import read_words
from briefbot.types import Document, Passage
from briefbot.words import content_words, terms

FACTS = Facts(encoder="none", fingerprint="0", dimension=4, passage_tokens=100)
WORDS = [f"word{n}" for n in range(60)]


def sample(number: int) -> Document:
    """A text of a word of its own and of others, some common and some rare, of which some come more than once."""
    chance = random.Random(number)  # noqa: S311  no secret
    found = [WORDS[min(int(chance.expovariate(0.12)), 59)] for _ in range(chance.randint(5, 60))]
    return Document(f"own{number} {' '.join(found)}", f"title{number % 7}", f"{number}.txt")


def build(
    folder: Path, numbers: Sequence[int], gone: Sequence[int] = (), of: Callable[[int], Document] = sample
) -> Facts:
    with open_writer(folder) as writer:
        for document in map(of, numbers):
            writer.add(document, [Passage(document, ((0, len(document.text)),))], [document.text])
            writer.link((f"/{document.source}", 0), document.source, document.id)
        for number in gone:
            writer.unlink((f"/{number}.txt", 0))
        writer.embed_as(FACTS.encoder, FACTS.fingerprint)
        hashes = [content_hash for content_hash, _ in writer.take_pending(100_000)]
        writer.embed(hashes, np.tile(np.eye(4, dtype=np.float32)[0], (len(hashes), 1)))
        writer.drop_orphans()
        return writer.commit(writer.facts or FACTS)


def found(snapshot: Snapshot, question: str, count: int = 10, among: Sequence[int] | None = None) -> dict[str, float]:
    """Source -> BM25, best first."""
    hits = snapshot.bm25(question, count, None if among is None else only(among))
    passages = snapshot.passages([number for number, _ in hits])
    return {passages[number].document.source: score for number, score in hits}


def by_fts5(documents: Sequence[Document], question: str, count: int) -> dict[str, float]:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE VIRTUAL TABLE t USING fts5 (title, body, tokenize='porter unicode61')")
        rows = [(at, document.title, document.text) for at, document in enumerate(documents)]
        connection.executemany("INSERT INTO t (rowid, title, body) VALUES (?, ?, ?)", rows)
        query = " OR ".join(f'"{word}"' for word in question.split())
        hits = connection.execute(
            "SELECT rowid, bm25(t) FROM t WHERE t MATCH ? ORDER BY 2, 1 LIMIT ?", (query, count)
        ).fetchall()
    return {documents[at].source: -score for at, score in hits}


def questions() -> list[str]:
    chance = random.Random(5)  # noqa: S311  no secret
    drawn = [" ".join(chance.sample(WORDS, chance.randint(1, 6))) for _ in range(40)]
    return [*drawn, "own17 own23 word0", "title3", "own999999 word3", "word0 word1"]


def test_scores_are_those_of_fts5(tmp_path: Path) -> None:
    documents = [sample(number) for number in range(300)]
    build(tmp_path, range(300))
    with open_snapshot(tmp_path) as snapshot:
        for question in questions():
            expected = by_fts5(documents, question, 300)
            assert found(snapshot, question, 300) == pytest.approx(expected, rel=1e-4, abs=1e-5)
            first = [*found(snapshot, question, 5).values()]
            assert first == pytest.approx([*expected.values()][:5], rel=1e-4, abs=1e-5)


@pytest.mark.slow
def test_scores_do_not_depend_on_how_the_passages_came_to_be_there(tmp_path: Path) -> None:
    build(tmp_path / "once", range(100, 1300))
    build(tmp_path / "often", range(1250))
    build(tmp_path / "often", range(1250, 1290), gone=range(50))
    build(tmp_path / "often", range(1290, 1300), gone=range(50, 100))
    assert files_of(tmp_path / "often").generation == 1, "the file holds what has gone, and not what came later"
    with open_snapshot(tmp_path / "once") as once, open_snapshot(tmp_path / "often") as often:
        for question in questions():
            for count in (3, 2000):
                assert found(often, question, count) == found(once, question, count)
        assert often.missing(["own3", "own1299", "word1"]) == once.missing(["own3", "own1299", "word1"]) == ["own3"]


def test_a_filter_leaves_only_its_passages_and_does_not_change_their_scores(tmp_path: Path) -> None:
    build(tmp_path, range(200))
    build(tmp_path, range(200, 260), gone=range(40))
    with open_snapshot(tmp_path) as snapshot:
        numbers = [*range(30, 260, 3), 999]
        names = {passage.document.source for passage in snapshot.passages(numbers).values()}
        for question in questions():
            everything = found(snapshot, question, 1000)
            expected = {source: score for source, score in everything.items() if source in names}
            assert found(snapshot, question, 1000, numbers) == expected
            assert list(found(snapshot, question, 4, numbers)) == list(expected)[:4]
        assert found(snapshot, "word0", 5, []) == {}
        assert snapshot.missing(["own100", "own250", "word0"], only([252, 253])) == ["own100", "own250"]
        assert snapshot.missing(["own100", "own250", "word0"], only([101, 251])) == []


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index whose words file is older than its latest build."""
    made = tmp_path_factory.mktemp("changed")
    build(made, range(200))
    build(made, range(200, 220), gone=range(10))
    return made


@pytest.mark.parametrize("damage", ["missing", "cut", "flipped", "empty"])
def test_without_its_words_file_an_index_answers_the_same_and_the_next_build_writes_it(
    changed: Path, tmp_path: Path, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    shutil.copytree(changed, tmp_path, dirs_exist_ok=True)
    path = words_path(tmp_path, files_of(tmp_path).generation)
    with open_snapshot(tmp_path) as snapshot:
        before = [found(snapshot, question) for question in questions()]
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.unlink()
    if damage != "missing":
        path.write_bytes({"cut": bytes(data[:-9]), "flipped": bytes(data), "empty": b""}[damage])
    assert [check.name for check in examine(tmp_path) if not check.ok] == ["words file"]
    with open_snapshot(tmp_path) as snapshot:
        assert [found(snapshot, question) for question in questions()] == before
    assert f"{path.name} is missing or damaged" in caplog.text
    with open_writer(tmp_path) as writer:
        writer.keep()
    assert [check for check in examine(tmp_path) if not check.ok] == []
    with open_snapshot(tmp_path) as snapshot:
        assert [found(snapshot, question) for question in questions()] == before


def test_an_index_that_lost_every_document_finds_nothing_and_takes_new_ones(tmp_path: Path) -> None:
    build(tmp_path, range(3))
    build(tmp_path, [], gone=range(3))
    with open_snapshot(tmp_path) as snapshot:
        assert found(snapshot, "own1 word0") == {}
        assert snapshot.missing(["word0"]) == ["word0"]
    build(tmp_path, [1])
    with open_snapshot(tmp_path) as snapshot:
        assert list(found(snapshot, "own1")) == ["1.txt"]


def test_a_word_that_comes_256_times_counts_for_more_than_one_that_comes_once(tmp_path: Path) -> None:
    texts = ["rain " * 256, "rain " + "dry " * 255, "dry " * 256]  # one byte counts to 255
    build(tmp_path, range(3), of=lambda number: Document(texts[number], "T", f"{number}.txt"))
    with open_snapshot(tmp_path) as snapshot:
        assert list(found(snapshot, "rain")) == ["0.txt", "1.txt"]


def test_a_question_with_decomposed_accents_finds_what_is_written_with_composed_ones(tmp_path: Path) -> None:
    build(tmp_path, range(1), of=lambda _: Document("Henrik Ångström met Núñez.", "T", "0.txt"))
    question = unicodedata.normalize("NFD", "Ångström Núñez")
    with open_snapshot(tmp_path) as snapshot:
        assert found(snapshot, question) == found(snapshot, "Ångström Núñez") != {}
        assert snapshot.missing(content_words(question)) == []


def test_of_many_equal_scores_the_lowest_numbers_come_first(tmp_path: Path) -> None:
    build(tmp_path, range(700), of=lambda number: Document(f"rain {number:04}", "T", f"{number}.txt"))
    with open_snapshot(tmp_path) as snapshot:
        assert list(found(snapshot, "rain", 2)) == ["0.txt", "1.txt"]
        assert list(found(snapshot, "rain 0650", 2)) == ["650.txt", "0.txt"]


@pytest.mark.parametrize(
    "statement", ["UPDATE passages SET terms = x'00000080'", "UPDATE passages SET terms = x'0101'"]
)
def test_terms_that_cannot_be_read_are_damage_to_whoever_meets_them(
    tmp_path: Path, statement: str, caplog: pytest.LogCaptureFixture
) -> None:
    build(tmp_path, range(3))
    files = files_of(tmp_path)
    words_path(tmp_path, files.generation).unlink()
    with closing(sqlite3.connect(tmp_path / CATALOG)) as connection, connection:
        connection.execute(statement)
    with pytest.raises(IndexDamagedError), open_snapshot(tmp_path) as snapshot:
        snapshot.bm25("word0", 5)
    with open_writer(tmp_path) as writer:
        writer.keep()
    assert files_of(tmp_path) == files
    assert "could not be written" in caplog.text


def test_a_large_file_that_rots_under_its_old_time_is_read_from_the_catalog(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("briefbot.store.derived.HASHED_AT_OPENING", 0)
    build(tmp_path, range(50))
    words = files_of(tmp_path).words
    path = words_path(tmp_path, words.generation)
    with open_snapshot(tmp_path) as snapshot:
        before = [found(snapshot, question) for question in questions()]
    postings, status = read_postings(path), path.stat()
    for name in ("places", "starts", "lengths"):
        changed = getattr(postings, name).copy()
        changed = changed[:-1] if name == "lengths" else np.where(np.arange(len(changed)) == 3, 2**31, changed)
        with path.open("wb") as file:
            write_postings(
                dataclasses.replace(postings, **{name: changed.astype(getattr(postings, name).dtype)}), file.write
            )
        os.utime(path, ns=(status.st_atime_ns, words.mtime_ns))
        assert read_words(tmp_path, dataclasses.replace(words, bytes=path.stat().st_size)) is None
    with open_snapshot(tmp_path) as snapshot:
        assert [found(snapshot, question) for question in questions()] == before


def test_a_build_that_changes_nothing_writes_only_the_file_that_is_damaged(tmp_path: Path) -> None:
    build(tmp_path, range(20))
    files = files_of(tmp_path)
    path = vectors_path(tmp_path, files.generation)
    written = path.stat().st_mtime_ns
    os.utime(path, ns=(written + 10**12, written))  # reading sets the time of access, unless it is after the writing
    kept = path.stat()
    words_path(tmp_path, files.generation).write_bytes(b"damaged")
    told: list[tuple[int, int]] = []
    with open_writer(tmp_path) as writer:
        writer.keep(lambda done, total: told.append((done, total)))
    renewed = files_of(tmp_path)
    assert renewed.vectors == files.vectors
    assert renewed.words.sha256 == files.words.sha256
    assert vectors_path(tmp_path, files.generation).stat() == kept
    assert told == [(0, 20), (20, 20)]
    assert [check for check in examine(tmp_path) if not check.ok] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ministers were OPENING the bridges", ["minist", "were", "open", "the", "bridg"]),
        ("Núñez, Ångström and Łódź", ["nunez", "angstrom", "and", "lodz"]),
        ("snake_case it's €1,000.50", ["snake", "case", "it", "s", "1", "000", "50"]),
        ("Straße ﬁnal ＮＡＴＯ", ["strass", "final", "nato"]),
        ("BriefBot™, Service℠, 20℃, № 5, 1½", ["briefbot", "servic", "20", "5", "1½".replace("½", "1⁄2")]),
        ("東京 서울 москва", ["東京", "서울", "москва"]),
        ("", []),
        ("?! — …", []),
    ],
)
def test_words_become_terms(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


@settings(max_examples=rounds(200), deadline=None)
@given(st.text())
def test_any_text_has_terms_that_do_not_depend_on_its_normal_form(text: str) -> None:
    found = terms(text)
    assert all(found)
    assert max(map(len, found), default=0) <= 64 * 4
    assert terms(unicodedata.normalize("NFC", text)) == terms(unicodedata.normalize("NFD", text))
