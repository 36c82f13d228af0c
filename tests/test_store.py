"""The store against numpy brute force, and its one switch: the commit."""

from __future__ import annotations

import datetime as dt
import gc
import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from pathlib import Path

import numpy as np
import pytest
from builder import files_of
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from rounds import rounds
from stores import opened

from briefbot.errors import IndexDamagedError, IndexFormatError, IndexLockedError, IndexNotFoundError
from briefbot.store import CATALOG, FORMAT, Facts, failures, open_snapshot, open_store, open_writer
from briefbot.store.connections import connect_reader
from briefbot.store.derived import vectors_path
from briefbot.store.health import examine
from briefbot.store.vectors import read_vectors
from briefbot.types import Document, Passage

FACTS = Facts(encoder="none", fingerprint="0", dimension=4, passage_tokens=100)


def unit(rows: int, seed: int) -> NDArray[np.float32]:
    vectors = np.random.default_rng(seed).normal(size=(rows, 4)).astype(np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def article(text: str, source: str = "a.txt", title: str = "A title") -> Document:
    return Document(text, title, source, "The Outlet", "An Author", dt.date(2025, 10, 3))


def whole(document: Document) -> list[Passage]:
    return [Passage(document, ((0, len(document.text)),))]


def fill(folder: str | Path, documents: Sequence[Document], vectors: NDArray[np.float32] | None = None) -> Facts:
    """Bring the index to hold these documents, a passage each, under one root."""
    with open_writer(folder) as writer:
        before = writer.under("/articles")
        for document in documents:
            if not writer.holds(document):
                writer.add(document, whole(document), [f"{document.title}\n{document.text}"])
            writer.link((f"/articles/{document.source}", 0), document.source, document.id)
        for place in before.keys() - {(f"/articles/{document.source}", 0) for document in documents}:
            writer.unlink(place)
        writer.embed_as(FACTS.encoder, FACTS.fingerprint)
        texts = writer.take_pending(10_000)
        fresh = unit(len(texts), seed=1) if vectors is None else vectors
        writer.embed([content_hash for content_hash, _ in texts], fresh)
        writer.drop_orphans()
        writer.settle(lambda document: (whole(document), [f"{document.title}\n{document.text}"]))
        return writer.commit(writer.facts or FACTS)


@settings(max_examples=rounds(25), deadline=None)
@given(st.integers(1, 40), st.integers(1, 50), st.integers(0, 1000))
def test_dense_search_is_brute_force(
    tmp_path_factory: pytest.TempPathFactory, size: int, count: int, seed: int
) -> None:
    folder = tmp_path_factory.mktemp("store")
    vectors = unit(size, seed)
    fill(folder, [article(f"text {n}", f"{n}.txt") for n in range(size)], vectors)
    question = unit(1, seed + 1)[0]
    scores = vectors @ question
    with open_snapshot(folder) as snapshot:
        found = snapshot.dense(question, count)
        texts = {number: passage.text for number, passage in snapshot.passages([n for n, _ in found]).items()}
        cosines = snapshot.cosines(question, [number for number, _ in found])
    expected = np.argsort(-scores, kind="stable")[:count]
    assert [texts[number] for number, _ in found] == [f"text {n}" for n in expected]
    assert [score for _, score in found] == pytest.approx(scores[expected].tolist(), abs=1e-6)
    assert cosines == pytest.approx(dict(found), abs=1e-6)


def test_what_is_stored_comes_back_character_for_character(tmp_path: Path) -> None:
    document = article("Ångström said: “No.”\r\n\t𝄞 \u202ethe end\u2028", title="A ‘title’ <b>")
    fill(tmp_path, [document])
    with open_snapshot(tmp_path) as snapshot:
        assert list(snapshot.documents()) == [document]
        assert snapshot.document(document.id) == document
        assert snapshot.document("0" * 16) is None
        assert snapshot.counts() == (1, 1)


def test_a_look_at_an_index_leaves_no_file_of_it_open(tmp_path: Path) -> None:
    fill(tmp_path, [article("Rain fell on the harbour.")])
    before = sorted(path.name for path in tmp_path.iterdir())
    gc.disable()
    try:
        with open_snapshot(tmp_path) as snapshot:
            assert snapshot.counts() == (1, 1)
            assert (tmp_path / f"{CATALOG}-wal").exists()
        assert sorted(path.name for path in tmp_path.iterdir()) == before
    finally:
        gc.enable()


def test_bm25_finds_words_in_any_form_and_survives_any_question(tmp_path: Path) -> None:
    fill(tmp_path, [article("Ministers opened the Núñez bridge.", "1"), article("Rain fell on the harbour.", "2")])
    with open_snapshot(tmp_path) as snapshot:

        def found(question: str) -> list[str]:
            return [snapshot.passages([number])[number].document.source for number, _ in snapshot.bm25(question, 5)]

        assert found("Who was opening the nunez bridges?") == ["1"]
        assert found("harbour") == ["2"]
        assert found("who are they?") == []
        for odd in ('" OR 1', "NEAR(", "title:", "*", "a AND NOT b", "'; DROP TABLE words; --", "", "?!", "𝄞"):
            snapshot.bm25(odd, 5)


def test_a_corpus_about_one_city_still_finds_the_city(tmp_path: Path) -> None:
    fill(tmp_path, [article(f"New York story number {n}.", str(n)) for n in range(20)])
    with open_snapshot(tmp_path) as snapshot:
        assert len(snapshot.bm25("What is New York?", 50)) == 20


def test_a_text_that_was_embedded_before_keeps_its_vector(tmp_path: Path) -> None:
    first, second = article("First.", "1"), article("Second.", "2")
    fill(tmp_path, [first, second])
    with open_writer(tmp_path) as writer:
        changed = article("First.", "1", title="Another title")
        writer.add(changed, whole(changed), ["A title\nSecond."])
        assert writer.pending() == 0
        writer.add(changed, whole(changed), ["never seen"])
        assert writer.pending() == 0, "same text under the same title: its passages stay"


def test_removed_words_and_vectors_are_gone(tmp_path: Path) -> None:
    fill(tmp_path, [article("A zeppelin landed.", "1"), article("Rain fell.", "2")])
    facts = fill(tmp_path, [article("Rain fell.", "2")])
    assert facts.generation == 2
    with open_snapshot(tmp_path) as snapshot:
        assert snapshot.bm25("zeppelin", 5) == []
        assert len(snapshot.dense(unit(1, 0)[0], 5)) == 1
        assert snapshot.counts() == (1, 1)


def test_the_same_text_from_two_sources_is_one_document_until_both_are_gone(tmp_path: Path) -> None:
    fill(tmp_path, [article("Rain fell.", "1"), article("Rain fell.", "2")])
    with open_snapshot(tmp_path) as snapshot:
        assert [document.source for document in snapshot.documents()] == ["1"]
    fill(tmp_path, [article("Rain fell.", "2")])
    with open_snapshot(tmp_path) as snapshot:
        assert [document.source for document in snapshot.documents()] == ["2"]


def test_a_build_that_fails_leaves_the_previous_index(tmp_path: Path) -> None:
    fill(tmp_path, [article("Rain fell.", "1")])
    with pytest.raises(RuntimeError, match="halfway"), open_writer(tmp_path) as writer:
        document = article("Snow fell.", "2")
        writer.add(document, whole(document), ["Snow fell."])
        raise RuntimeError("halfway")
    with open_snapshot(tmp_path) as snapshot:
        assert [document.text for document in snapshot.documents()] == ["Rain fell."]
        assert len(snapshot.bm25("snow", 5)) == 0


def test_an_open_store_moves_to_the_new_generation_between_two_questions(tmp_path: Path) -> None:
    fill(tmp_path, [article("Rain fell.", "1")])
    store = opened(tmp_path)
    with store.snapshot() as before:
        fill(tmp_path, [article("Rain fell.", "1"), article("Snow fell.", "2")])
        assert before.counts() == (1, 1)
        assert len(before.dense(unit(1, 0)[0], 9)) == 1
        assert before.bm25("snow", 5) == []
    with store.snapshot() as after:
        assert after.counts() == (2, 2)
        assert len(after.dense(unit(1, 0)[0], 9)) == 2
        assert len(after.bm25("snow", 5)) == 1


def remove(path: Path) -> None:
    path.unlink()


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-7])


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[-9] ^= 1
    path.write_bytes(data)


@pytest.mark.parametrize("damage", [remove, truncate, flip])
def test_a_damaged_faiss_file_is_noticed_and_read_from_the_catalog(
    tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    fill(tmp_path, [article(f"text {n}", str(n)) for n in range(9)])
    question = unit(1, 3)[0]
    with open_snapshot(tmp_path) as snapshot:
        before = snapshot.dense(question, 5)
    damage(vectors_path(tmp_path, files_of(tmp_path).generation))
    with open_snapshot(tmp_path) as snapshot:
        assert snapshot.dense(question, 5) == before


def flip_large(path: Path) -> None:
    """Flip a bit, and leave the file with the size and the time that it had."""
    status = path.stat()
    flip(path)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def test_of_a_large_faiss_file_damage_that_keeps_its_time_is_found_by_the_doctor_and_after_a_killed_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("briefbot.store.derived.HASHED_AT_OPENING", 0)
    documents = [article(f"text {n}", str(n)) for n in range(9)]
    fill(tmp_path, documents)
    written = files_of(tmp_path).vectors
    path = vectors_path(tmp_path, written.generation)
    flip_large(path)
    assert read_vectors(tmp_path, written, 4) is not None, "trusted: neither its size nor its time has changed"
    [problem] = [check for check in examine(tmp_path) if not check.ok]
    assert (problem.name, "checksum" in problem.found) == ("vectors file", True)
    assert "briefbot index" in problem.cure
    (tmp_path / ".building").touch()  # as a killed build leaves it
    fill(tmp_path, documents)
    assert [check for check in examine(tmp_path) if not check.ok] == []


def test_faiss_files_that_no_generation_names_are_swept_by_the_next_build(tmp_path: Path) -> None:
    fill(tmp_path, [article("One.", "1")])
    (tmp_path / "vectors-77.partial").write_bytes(b"half written")
    (tmp_path / "vectors-9.faiss").write_bytes(b"of another time")
    fill(tmp_path, [article("Two.", "2")])
    assert [path.name for path in tmp_path.glob("vectors-*")] == ["vectors-1.faiss"]


def test_a_small_change_leaves_the_faiss_file_alone_and_a_large_one_writes_it_anew(tmp_path: Path) -> None:
    fill(tmp_path, [article("One.", "1")])
    few = fill(tmp_path, [article(f"text {n}", str(n)) for n in range(500)])
    assert (few.generation, files_of(tmp_path).generation) == (2, 1)
    many = fill(tmp_path, [article(f"text {n}", str(n)) for n in range(1200)])
    assert (many.generation, files_of(tmp_path).generation) == (3, 3)
    assert len(list(index_rows(tmp_path, "removed"))) == 0


def test_an_open_reader_keeps_the_file_that_it_has_read_when_little_changes(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    fill(tmp_path, [article("One.", "1")])
    store = opened(tmp_path)
    with store.snapshot() as snapshot:
        snapshot.load()
    fill(tmp_path, [article("One.", "1"), article("Two.", "2")])
    vectors_path(tmp_path, 1).unlink()
    with store.snapshot() as snapshot:
        assert len(snapshot.dense(unit(1, 0)[0], 9)) == 2
    assert caplog.messages == []
    with open_snapshot(tmp_path) as snapshot:
        snapshot.load()
    assert "vectors-1.faiss is missing or damaged" in caplog.text


def index_rows(folder: Path, table: str) -> list[tuple[object, ...]]:
    connection, _ = connect_reader(folder)
    with closing(connection):
        return connection.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608


@pytest.mark.slow
@settings(max_examples=rounds(25), deadline=None)
@given(st.lists(st.sets(st.integers(0, 12)), min_size=1, max_size=6), st.integers(1, 15), st.integers(0, 1000))
def test_after_any_changes_dense_search_is_brute_force_over_what_is_left(
    tmp_path_factory: pytest.TempPathFactory, states: list[set[int]], count: int, seed: int
) -> None:
    folder = tmp_path_factory.mktemp("store")
    vectors = unit(13, seed)
    question = unit(1, seed + 1)[0]
    store = None
    for state in [set(range(6)), *states]:
        documents = [article(f"text {n}", f"{n}.txt") for n in sorted(state)]
        with open_writer(folder) as writer:
            fresh = [n for n, document in zip(sorted(state), documents, strict=True) if not writer.holds(document)]
        fill(folder, documents, vectors[fresh])
        store = store or opened(folder)  # one reader that sees every generation
        for reader in (store, opened(folder)):
            with reader.snapshot() as snapshot:
                found = snapshot.dense(question, count)
                texts = {n: passage.text for n, passage in snapshot.passages([n for n, _ in found]).items()}
        order = sorted(state, key=lambda n: -float(vectors[n] @ question))[:count]
        assert [texts[number] for number, _ in found] == [f"text {n}" for n in order]
        assert [score for _, score in found] == pytest.approx([float(vectors[n] @ question) for n in order], abs=1e-6)
        assert [check for check in open_store(folder).examine() if not check.ok] == []


def test_what_lies_under_a_folder_is_told_from_its_neighbours(tmp_path: Path) -> None:
    with open_writer(tmp_path) as writer:
        for number, path in enumerate(["/a/b", "/a/b/c", "/a/bc", "/a/b#1", "/a/B/c"]):
            document = article(f"text {number}")
            writer.add(document, whole(document), [document.text])
            writer.link((path, 0), path, document.id)
        assert {path for path, _ in writer.under("/a/b")} == {"/a/b", "/a/b/c"}


def test_dropping_tells_how_many_documents_are_done(tmp_path: Path) -> None:
    fill(tmp_path, [article("Rain fell.", "1"), article("Snow fell.", "2"), article("Hail fell.", "3")])
    told: list[tuple[int, int]] = []
    with open_writer(tmp_path) as writer:
        for name in ("1", "3"):
            writer.unlink((f"/articles/{name}", 0))
        assert len(writer.drop_orphans(lambda done, total: told.append((done, total)))) == 2
    assert told == [(0, 2), (1, 2), (2, 2)]


def test_what_a_listener_raises_while_documents_are_dropped_is_not_taken_for_damage(tmp_path: Path) -> None:
    def tell(done: int, _total: int) -> None:
        raise LookupError(done)

    fill(tmp_path, [article("Rain fell.", "1")])
    with pytest.raises(LookupError), open_writer(tmp_path) as writer:
        writer.unlink(("/articles/1", 0))
        writer.drop_orphans(tell)


def test_a_catalog_that_is_replaced_is_followed(tmp_path: Path) -> None:
    fill(tmp_path, [article("Rain fell.", "1")])
    store = opened(tmp_path)
    for path in tmp_path.iterdir():
        path.unlink()
    with pytest.raises(IndexNotFoundError), store.snapshot():
        pass
    fill(tmp_path, [article("Snow fell.", "2")])
    with store.snapshot() as snapshot:
        assert [document.text for document in snapshot.documents()] == ["Snow fell."]


def test_a_snapshot_that_outlives_a_replacement_is_not_used_again(tmp_path: Path) -> None:
    fill(tmp_path, [article("Rain fell.", "1")])
    store = opened(tmp_path)
    with store.snapshot() as old:
        for path in tmp_path.iterdir():
            path.unlink()
        fill(tmp_path, [article("Snow fell.", "2")])
        with store.snapshot():
            pass
        assert [document.text for document in old.documents()] == ["Rain fell."]
    for _ in range(3):
        with store.snapshot() as snapshot:
            assert [document.text for document in snapshot.documents()] == ["Snow fell."]


@pytest.mark.slow
def test_a_large_build_leaves_no_journal_behind_beside_an_open_reader(tmp_path: Path) -> None:
    journal = tmp_path / f"{CATALOG}-wal"
    fill(tmp_path, [article("Rain fell.", "1")])
    store = opened(tmp_path)
    fill(tmp_path, [article(f"{n} " + "snow fell. " * 20_000, str(n)) for n in range(40)])
    assert journal.stat().st_size < 2**20 < (tmp_path / CATALOG).stat().st_size
    with store.snapshot() as snapshot:
        assert snapshot.counts() == (40, 40)


def test_a_reader_cannot_write(tmp_path: Path) -> None:
    fill(tmp_path, [article("Rain fell.", "1")])
    connection, lasting = connect_reader(tmp_path)
    with closing(connection), pytest.raises(sqlite3.OperationalError, match="readonly"):
        connection.execute("DELETE FROM passages")
    assert lasting


READ_ONLY = """
import os, sys
from pathlib import Path
from briefbot.store import open_store
os.setuid(65534)
store = open_store(Path(sys.argv[1]))
for _ in sys.stdin:
    with store.snapshot() as snapshot:
        print(snapshot.facts.generation, *[d.text for d in snapshot.documents()], flush=True)
"""


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can become another user")
def test_a_reader_that_may_not_write_beside_the_catalog_sees_every_build() -> None:
    with tempfile.TemporaryDirectory() as name:  # pytest's own folders may not be searched by another user
        folder = Path(name)
        folder.chmod(0o755)
        fill(folder, [article("Rain fell.", "1")])
        reader = subprocess.Popen(
            [sys.executable, "-c", READ_ONLY, name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert reader.stdin
        assert reader.stdout
        with reader:
            for text in ("Rain fell.", "Snow fell.", "Wind rose."):
                generation = fill(folder, [article(text, "1")]).generation if text != "Rain fell." else 1
                reader.stdin.write("\n")
                reader.stdin.flush()
                assert reader.stdout.readline() == f"{generation} {text}\n"
            reader.stdin.close()


def test_damage_inside_the_catalog_is_named_when_it_is_met(tmp_path: Path) -> None:
    fill(tmp_path, [article(f"text {n} " * 400, str(n)) for n in range(40)])
    path = tmp_path / CATALOG
    data = path.read_bytes()
    path.write_bytes(data[:8192] + b"\xa5" * (len(data) - 8192))
    with pytest.raises(IndexDamagedError, match="cannot be read"):
        store = opened(tmp_path)
        with store.snapshot() as snapshot:
            list(snapshot.documents())


def test_an_index_of_a_newer_or_unreleased_format_is_left_alone_with_advice(tmp_path: Path) -> None:
    fill(tmp_path, [article("Rain fell.", "1")])
    for written, advice in ((FORMAT + 1, "Update briefbot"), (2, "Build another"), (1, "Build another")):
        with closing(sqlite3.connect(tmp_path / CATALOG)) as connection, connection:
            connection.execute("UPDATE facts SET value = ? WHERE key = 'format'", (str(written),))
        before = index_rows(tmp_path, "facts")
        with pytest.raises(IndexFormatError, match=rf"has format {written}.*Nothing was changed.*{advice}"):
            opened(tmp_path)
        with pytest.raises(IndexFormatError, match=advice), open_writer(tmp_path):
            pass
        assert [check.name for check in examine(tmp_path) if not check.ok] == ["format"]
        assert index_rows(tmp_path, "facts") == before
        assert (tmp_path / "vectors-1.faiss").exists()


@pytest.mark.parametrize("written", ["3.5", "3.0", "true", '"3"', "null", "[3]", "NaN", "three"])
def test_a_format_that_is_no_whole_number_is_damage(tmp_path: Path, written: str) -> None:
    fill(tmp_path, [article("Rain fell.", "1")])
    with closing(sqlite3.connect(tmp_path / CATALOG)) as connection, connection:
        connection.execute("UPDATE facts SET value = ? WHERE key = 'format'", (written,))
    before = index_rows(tmp_path, "facts")
    for use in (lambda: opened(tmp_path), lambda: fill(tmp_path, [article("Snow fell.", "2")])):
        with pytest.raises(IndexDamagedError, match="cannot be read") as raised:
            use()
        assert not isinstance(raised.value, IndexFormatError)
    assert [check.name for check in examine(tmp_path) if not check.ok] == ["catalog"]
    assert index_rows(tmp_path, "facts") == before


def test_every_failure_has_words_that_can_be_filled_in_and_a_cure() -> None:
    table = {name: failure for name, failure in vars(failures).items() if isinstance(failure, failures.Failure)}
    assert len(table) >= 14
    folder = Path("{an} index")
    for name, failure in table.items():
        assert "unknown" not in str(failure.error(folder, reason="a {reason}", found=7)), name
        assert isinstance(failure.error(folder), failure.raises), "a detail that was forgotten hides no failure"
        said = str(failure.error(folder, reason="a {reason}", found=7))
        assert "Path(" not in said, name
        assert "index" in said, name
        assert failure.message.endswith("."), name
        assert failure.cure[:1].isupper(), name
        assert not re.search(r"\{(?!an\}|reason\})", said), name


def truncate_half(data: bytes) -> bytes:
    return data[: len(data) // 2]


def empty(data: bytes) -> bytes:
    return b""


def garble(data: bytes) -> bytes:
    return b"this is not a database" * 200


def garble_the_middle(data: bytes) -> bytes:
    return data[:8192] + b"\xa5" * (len(data) - 8192)


@pytest.mark.parametrize("damage", [truncate_half, empty, garble, garble_the_middle])
def test_a_damaged_catalog_is_a_clear_error_and_nothing_is_deleted(
    tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    fill(tmp_path, [article(f"text {n} " * 400, str(n)) for n in range(40)])
    path = tmp_path / CATALOG
    damaged = damage(path.read_bytes())
    path.write_bytes(damaged)
    with pytest.raises(IndexDamagedError, match=r"Nothing was changed.*Restore catalog\.sqlite3 from a copy"):
        fill(tmp_path, [article("Rain fell.", "1")])
    assert path.read_bytes() == damaged
    assert (tmp_path / "vectors-1.faiss").exists()
    problem = next(check for check in examine(tmp_path) if not check.ok)
    assert problem.name == "catalog"
    assert "Restore" in problem.cure


@pytest.mark.parametrize("left", ["vectors-1.faiss", "words-1.npy"])
def test_a_catalog_that_lost_all_its_bytes_is_no_new_index_while_any_file_of_it_is_left(
    tmp_path: Path, left: str
) -> None:
    fill(tmp_path, [article("Rain fell.", "1")])
    for path in (*tmp_path.glob("vectors-*"), *tmp_path.glob("words-*")):
        if path.name != left:
            path.unlink()
    (tmp_path / CATALOG).write_bytes(b"")
    with pytest.raises(IndexDamagedError, match="it is empty"):
        fill(tmp_path, [article("Snow fell.", "2")])
    assert (tmp_path / left).exists()


@pytest.mark.slow
def test_bits_that_flip_anywhere_in_a_catalog_are_met_by_a_clear_error_or_not_at_all(
    tmp_path: Path, full: bool
) -> None:
    model, folder = tmp_path / "model", tmp_path / "index"
    fill(model, [article(f"Rain fell for {n} hours. " * 9, f"{n}.txt", f"Title {n}") for n in range(4)])
    data = (model / CATALOG).read_bytes()
    chance = random.Random(4)  # noqa: S311  no secret
    met, rounds = 0, 150 if full else 40
    for _ in range(rounds):
        flipped = bytearray(data)
        for _ in range(chance.choice([1, 3, 30])):
            flipped[chance.randrange(len(flipped))] ^= 1 << chance.randrange(8)
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(model, folder)
        (folder / CATALOG).write_bytes(flipped)
        list(examine(folder))
        for use in (ask_everything, lambda folder: fill(folder, [article("Snow fell.", "0.txt")])):
            with suppress(IndexDamagedError):
                use(folder)
                continue
            met += 1
    assert met > rounds // 5


def ask_everything(folder: Path) -> None:
    with open_snapshot(folder) as snapshot:
        numbers = [n for n, _ in [*snapshot.dense(unit(1, 1)[0], 9), *snapshot.bm25("rain", 9)]]
        snapshot.passages(numbers)
        snapshot.cosines(unit(1, 1)[0], numbers)
        list(snapshot.documents())
        list(snapshot.entries())
        snapshot.outlets()
        snapshot.period()
        snapshot.roots()


def spoil(folder: Path, statement: str) -> None:
    with closing(sqlite3.connect(folder / CATALOG)) as connection, connection:
        connection.execute(statement)


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        ("UPDATE documents SET text = 'Rain fill.' WHERE number = 1", "texts"),
        ("UPDATE passages SET sentences = '[[0, 9999]]' WHERE number = 1", "texts"),
        ("UPDATE documents SET published = '2025-13-45' WHERE number = 1", "catalog"),
        ("UPDATE documents SET title = CAST(x'ff' AS TEXT) WHERE number = 1", "catalog"),
        ("DELETE FROM sources WHERE document = 1", "texts"),
        ("""UPDATE documents SET blocks = '[["body",0,4]]' WHERE number = 1""", "texts"),
        ("""UPDATE documents SET found = '[["body",0,10],["body",5,10]]' WHERE number = 1""", "catalog"),
        ("""UPDATE documents SET blocks = '[["bodi",0,10]]' WHERE number = 1""", "catalog"),
        ("UPDATE passages SET terms = substr(terms, 5) WHERE number = 1", "words"),
        ("UPDATE passages SET terms = zeroblob(8) WHERE number = 1", "words"),
        ("UPDATE documents SET title = 'A tithe' WHERE number = 1", "words"),
        ("UPDATE terms SET term = 'rein' WHERE term = 'rain'", "words"),
        ("DELETE FROM terms WHERE term = 'fell'", "words"),
        ("UPDATE passages SET vector = NULL WHERE number = 1", "vectors"),
        ("UPDATE passages SET vector = zeroblob(16) WHERE number = 1", "vectors"),
        ("INSERT INTO removed VALUES (1)", "vectors file"),
        ("INSERT INTO removed VALUES (1)", "words file"),
        ("UPDATE passages SET document = 77 WHERE number = 1", "catalog"),
    ],
)
def test_the_doctor_finds_what_no_longer_fits_together(tmp_path: Path, statement: str, name: str) -> None:
    fill(tmp_path, [article("Rain fell.", "1"), article("Snow fell.", "2")])
    assert [check for check in examine(tmp_path) if not check.ok] == []
    spoil(tmp_path, statement)
    assert name in [check.name for check in examine(tmp_path) if not check.ok and check.cure]


def test_two_builds_at_once_are_refused_with_a_clear_message(tmp_path: Path) -> None:
    with open_writer(tmp_path), pytest.raises(IndexLockedError, match="Another build"), open_writer(tmp_path):
        pass
    with open_writer(tmp_path):
        pass


def test_a_missing_an_unfinished_and_a_damaged_index_each_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(IndexNotFoundError, match="briefbot index"):
        opened(tmp_path / "nowhere")
    with open_writer(tmp_path):
        pass
    with pytest.raises(IndexNotFoundError, match="did not finish"):
        opened(tmp_path)
    (tmp_path / CATALOG).write_bytes(b"this is not a database" * 100)
    with pytest.raises(IndexDamagedError, match="Nothing was changed"):
        opened(tmp_path)
    assert (tmp_path / CATALOG).read_bytes().startswith(b"this is not")
