"""A large index is searched as a small one is: compressed vectors against brute force.

The size from which vectors are compressed is set low here, so that small indexes take this way.
"""

from __future__ import annotations

import logging
import os
import random
import shutil
from pathlib import Path

import faiss
import numpy as np
import pytest
from builder import build, files_of
from numpy.typing import NDArray
from stores import only
from test_crash import AFTER, BEFORE, KILLED, Builders, assert_heals, held

from briefbot.store import Facts, Store, open_snapshot, open_store, open_writer
from briefbot.store.compression import is_compressed, numbers_in
from briefbot.store.derived import vectors_path
from briefbot.store.health import examine
from briefbot.store.vectors import read_vectors
from briefbot.types import Document, Passage

pytestmark = pytest.mark.slow
DIMENSION = 32
FACTS = Facts(encoder="none", fingerprint="0", dimension=DIMENSION, passage_tokens=100)
COMMON = [f"common{n}" for n in range(12)]
OUTLETS = ("Wire", "Courier")


@pytest.fixture(autouse=True)
def everything_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("briefbot.store.compression.COMPRESSED_FROM", 50)
    monkeypatch.setattr("briefbot.store.compression._PROBED", 6)


def clustered(rows: int, seed: int = 0, centres: int = 20) -> NDArray[np.float32]:
    """Unit vectors around a few centres, as those of passages lie."""
    chance = np.random.default_rng(seed)
    around = np.random.default_rng(7).normal(size=(centres, DIMENSION))
    vectors = around[chance.integers(centres, size=rows)] + chance.normal(size=(rows, DIMENSION), scale=0.5)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def numbered(number: int) -> Document:
    """A text of a word of its own, one that a tenth shares, and common ones."""
    words = random.Random(number).choices(COMMON, k=8)  # noqa: S311  no secret
    text = f"own{number} tenth{number % 10} " + " ".join(words)
    return Document(text, "T", f"{number}.txt", OUTLETS[number % 2])


def fill(folder: Path, numbers: range, vectors: NDArray[np.float32], gone: range = range(0)) -> Facts:
    with open_writer(folder) as writer:
        for number in numbers:
            document = numbered(number)
            writer.add(document, [Passage(document, ((0, len(document.text)),))], [document.text])
            writer.link((f"/{document.source}", 0), document.source, document.id)
        for number in gone:
            writer.unlink((f"/{number}.txt", 0))
        writer.embed_as(FACTS.encoder, FACTS.fingerprint)
        hashes = [content_hash for content_hash, _ in writer.take_pending(100_000)]
        writer.embed(hashes, vectors)
        writer.drop_orphans()
        return writer.commit(writer.facts or FACTS)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """1,000 passages in a compressed file, 60 that came later, 100 that went."""
    fill(tmp_path, range(1000), clustered(1000))
    fill(tmp_path, range(1000, 1060), clustered(60, seed=1), gone=range(0, 1000, 10))
    return tmp_path


def brute(snapshot: object, question: NDArray[np.float32], numbers: NDArray[np.int64], count: int) -> dict[int, float]:
    exact = snapshot.cosines(question, [int(n) for n in numbers])  # type: ignore[attr-defined]
    return dict(sorted(exact.items(), key=lambda item: (-item[1], item[0]))[:count])


def everything(store: Store) -> NDArray[np.int64]:
    with store.snapshot() as snapshot:
        return np.array([n for n in range(1, 2000) if snapshot.passages([n])], np.int64)


def test_compressed_search_finds_what_brute_force_finds_with_exact_cosines(folder: Path) -> None:
    store = open_store(folder)
    numbers = everything(store)
    assert len(numbers) == 960
    shared = 0
    with store.snapshot() as snapshot:
        file = read_vectors(folder, files_of(folder).vectors, DIMENSION)
        assert is_compressed(file)
        assert sorted(numbers_in(file)) == list(range(1, 1001))
        for question in clustered(40, seed=2):
            found = snapshot.dense(question, 10)
            best = brute(snapshot, question, numbers, 10)
            exact = snapshot.cosines(question, [n for n, _ in found])
            assert dict(found) == pytest.approx(exact, abs=1e-6)
            assert [cosine for _, cosine in found] == sorted((cosine for _, cosine in found), reverse=True)
            assert len(found) == 10
            shared += len(dict(found).keys() & best.keys())
    assert shared / 400 > 0.9
    assert [check for check in examine(folder) if not check.ok] == []


@pytest.mark.parametrize("size", [3, 40, 480])
def test_a_filtered_search_of_a_compressed_file_is_full_and_the_smaller_the_more_exact(folder: Path, size: int) -> None:
    store = open_store(folder)
    among = np.sort(np.random.default_rng(3).choice(everything(store), size, replace=False))
    shared = wanted = 0
    with store.snapshot() as snapshot:
        for question in clustered(30, seed=4):
            found = snapshot.dense(question, 5, only(among))
            best = brute(snapshot, question, among, 5)
            assert {n for n, _ in found} <= set(among.tolist())
            assert len(found) == len(best) == min(5, size)
            shared += len(dict(found).keys() & best.keys())
            wanted += len(best)
    assert shared == wanted if size <= 40 else shared / wanted > 0.9


def test_the_same_documents_give_the_same_compressed_file(tmp_path: Path) -> None:
    digests = []
    for name, threads in (("one", 1), ("two", 2)):
        before = faiss.omp_get_max_threads()
        faiss.omp_set_num_threads(threads)
        try:
            fill(tmp_path / name, range(600), clustered(600))
            digests.append(files_of(tmp_path / name).vectors.sha256)
        finally:
            faiss.omp_set_num_threads(before)
    assert digests[0] == digests[1]


def test_without_its_compressed_file_an_index_answers_the_same_and_the_next_build_writes_it(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    fill(tmp_path, range(1000), clustered(1000))
    questions = clustered(10, seed=5)
    with open_snapshot(tmp_path) as snapshot:
        before = [snapshot.dense(question, 10) for question in questions]
    path = vectors_path(tmp_path, files_of(tmp_path).generation)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    for damage in (path.unlink, lambda: path.write_bytes(data)):
        damage()
        caplog.clear()
        with open_snapshot(tmp_path) as snapshot:
            assert [snapshot.dense(question, 10) for question in questions] == before
        assert "missing or damaged" in caplog.text
    caplog.set_level(logging.WARNING)
    with open_writer(tmp_path) as writer:
        writer.keep()
    assert [check for check in examine(tmp_path) if not check.ok] == []


def test_one_more_document_does_not_write_the_compressed_file_anew(folder: Path) -> None:
    path = vectors_path(folder, 1)
    before = path.stat()
    question = clustered(1, seed=9)
    store = open_store(folder)
    with store.snapshot() as snapshot:
        snapshot.load()
    fill(folder, range(5000, 5001), question)
    assert path.stat() == before
    with store.snapshot() as snapshot:
        [(number, cosine)] = snapshot.dense(question[0], 1)
        assert snapshot.passages([number])[number].document.source == "5000.txt"
        assert cosine == pytest.approx(1)
        assert [n for n, _ in snapshot.bm25("own5000", 5)] == [number]


def test_an_index_that_outgrows_the_exact_file_is_compressed_by_itself(tmp_path: Path) -> None:
    fill(tmp_path, range(40), clustered(40))
    assert not is_compressed(read_vectors(tmp_path, files_of(tmp_path).vectors, DIMENSION))
    fill(tmp_path, range(40, 2000), clustered(1960, seed=1))
    assert is_compressed(read_vectors(tmp_path, files_of(tmp_path).vectors, DIMENSION))
    with open_snapshot(tmp_path) as snapshot:
        assert len(snapshot.dense(clustered(1, seed=2)[0], 50)) == 50


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is a signal of POSIX systems")
def test_a_build_killed_while_it_writes_a_compressed_file_leaves_the_index_before_or_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR, "briefbot")
    monkeypatch.setattr("briefbot.store.compression.COMPRESSED_FROM", 1)
    model = tmp_path / "model"
    build(model, BEFORE)
    assert is_compressed(read_vectors(model, files_of(model).vectors, 4))
    vectors_path(model, files_of(model).generation).unlink()  # so that it is written again
    steps: list[str] = []
    shutil.copytree(model, tmp_path / "recorded")
    build(tmp_path / "recorded", AFTER, steps.append)
    committed = steps.index("commit")
    after = steps[committed:]
    assert {"write vectors", "fsync vectors", "rename vectors", "fsync folder"} <= set(after)
    ends = {after.index(kind) for kind in after} | {len(after) - 1 - after[::-1].index(kind) for kind in after}
    builders = Builders()
    for number in sorted(committed + at for at in ends):  # the first and the last of each kind
        folder = tmp_path / str(number)
        shutil.copytree(model, folder)
        assert builders.build(folder, AFTER, step=number, compressed_from=1)["code"] == KILLED, steps[number]
        assert held(folder) == set(AFTER if number > committed else BEFORE), steps[number]
        assert_heals(folder, AFTER)
        shutil.rmtree(folder)
    builders.close()
