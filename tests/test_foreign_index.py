"""An index received from somebody else runs nothing, reads nothing unasked, and breaks nothing but itself."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import pickle
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from stores import opened

import briefbot
from briefbot.encoder import SentenceEncoder, check_encoder, trusted_encoder
from briefbot.reader import open_reader
from briefbot.settings import PACKAGED_ENCODER, Settings
from briefbot.store import CATALOG, Facts, open_snapshot, open_writer
from briefbot.store.derived import words_path
from briefbot.store.health import examine
from briefbot.store.postings import read_postings
from briefbot.torch_models import check_folder
from briefbot.types import Document, Passage

ROOT = Path(__file__).resolve().parent.parent
FACTS = Facts(encoder="none", fingerprint="0", dimension=4, passage_tokens=160)


def fill(folder: Path, *texts: str, facts: Facts = FACTS, root: str = "") -> None:
    """Build an index of texts without a model."""
    with open_writer(folder) as writer:
        if root:
            writer.remember(root, root)
        for text in texts:
            document = Document(text, "A title", f"{text[:4]}.txt")
            writer.add(document, [Passage(document, ((0, len(text)),))], [text])
            writer.link((f"/articles/{document.source}", 0), document.source, document.id)
        writer.embed_as(facts.encoder, facts.fingerprint)
        pending = writer.take_pending(100)
        vectors = np.eye(facts.dimension, dtype=np.float32)[: len(pending)]
        writer.embed([content_hash for content_hash, _ in pending], vectors)
        writer.settle(lambda document: ([Passage(document, ((0, len(document.text)),))], [document.text]))
        writer.commit(facts)


def change(folder: Path, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(folder / CATALOG)) as connection, connection:
        connection.execute(statement, values)


class Writes:
    """A pickle that writes a file where it is loaded."""

    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return exec, (f"open({str(self.marker)!r}, 'w').close()",)


def hostile_model(folder: Path, marker: Path, *, foreign_code: bool) -> Path:
    """A folder of a model whose code, or whose weights where it has none, would write the marker."""
    folder.mkdir()
    (folder / "evil.py").write_text(f"open({str(marker)!r}, 'w').close()\nclass Stage: pass\n")
    stage = "evil.Stage" if foreign_code else "sentence_transformers.models.Transformer"
    (folder / "modules.json").write_text(json.dumps([{"idx": 0, "name": "0", "path": "", "type": stage}]))
    auto = {"AutoConfig": "evil.Stage", "AutoModel": "evil.Stage", "AutoModelForQuestionAnswering": "evil.Stage"}
    (folder / "config.json").write_text(json.dumps({"model_type": "bert", "auto_map": auto if foreign_code else {}}))
    (folder / "pytorch_model.bin").write_bytes(pickle.dumps(Writes(marker)))
    return folder


def test_the_hostile_pickle_of_these_tests_would_write_its_marker(tmp_path: Path) -> None:
    pickle.loads(pickle.dumps(Writes(tmp_path / "marker")))  # noqa: S301
    assert (tmp_path / "marker").exists()


@pytest.mark.model
@pytest.mark.parametrize("foreign_code", [True, False])
def test_a_model_that_only_an_index_names_is_never_loaded(
    tmp_path: Path, foreign_code: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    marker = tmp_path / "marker"
    model = hostile_model(tmp_path / "model", marker, foreign_code=foreign_code)
    index, article = tmp_path / "index", tmp_path / "rain.txt"
    article.write_text("Rain fell on the harbour. Snow fell on the hills.\n")
    fill(index, "Rain fell.", facts=dataclasses.replace(FACTS, encoder=str(model), fingerprint="feedfeedfeedfeed"))
    with monkeypatch.context() as patch:
        patch.setattr(SentenceEncoder, "__init__", lambda *_, **__: pytest.fail("a model is loaded"))
        for use in (
            lambda: briefbot.Assistant.open(index),
            lambda: briefbot.build_index(article, index=index),
        ):
            with pytest.raises(briefbot.ModelError, match=rf"encoder '{model}'.*--encoder.*index anew"):
                use()
        (problem,) = [check for check in briefbot.check_index(index=index) if not check.ok and check.name == "encoder"]
        assert str(model) in problem.found
    with pytest.raises(briefbot.BriefbotError):  # even named by a person, it runs nothing
        briefbot.Assistant.open(settings=Settings(index=index, encoder=str(model)))
    with pytest.raises(briefbot.ModelError, match="code of its own" if foreign_code else "pickle"):
        briefbot.build_index(article, settings=Settings(index=tmp_path / "new", encoder=str(model)))
    with pytest.raises(briefbot.ModelError, match="code of its own" if foreign_code else "pickle"):
        open_reader(str(model))
    assert not marker.exists()


@pytest.mark.model
def test_only_what_a_person_named_and_what_is_packaged_is_trusted(tmp_path: Path) -> None:
    assert trusted_encoder(None, PACKAGED_ENCODER) == PACKAGED_ENCODER
    assert trusted_encoder("mine", "/theirs") == "mine"
    with pytest.raises(briefbot.ModelError, match="'/theirs'"):
        trusted_encoder(None, "/theirs")
    check_encoder(None, "/theirs", "0", tmp_path)
    with pytest.raises(briefbot.IndexDamagedError, match="was built with"):
        check_encoder(str(tmp_path), "/theirs", "0", tmp_path)


@pytest.mark.parametrize(
    "stage",
    [
        "os.system",
        "sentence_transformers_evil.Pooling",
        "sentence_transformers.base.model.pickle",
        "a/b--evil.Pooling",
        "",
    ],
)
def test_a_stage_that_is_not_of_the_library_is_refused(tmp_path: Path, stage: str) -> None:
    (tmp_path / "modules.json").write_text(json.dumps([{"type": stage}]))
    with pytest.raises(briefbot.ModelError, match="code of its own"):
        check_folder(tmp_path, "a model")


@pytest.mark.parametrize("value", ["../../etc", "a/b", "", "FEED", "0" * 65, "0\n"])
def test_a_fingerprint_is_no_path(tmp_path: Path, value: str) -> None:
    fill(tmp_path, "Rain fell.")
    change(tmp_path, "UPDATE facts SET value = ? WHERE key = 'fingerprint'", json.dumps(value))
    with pytest.raises(briefbot.IndexDamagedError, match="hex digits"):
        opened(tmp_path)


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER t AFTER INSERT ON documents BEGIN DELETE FROM documents; END",
        "CREATE VIEW v AS SELECT 1",
        "CREATE TABLE more (x)",
        "CREATE INDEX more ON documents (abs(number))",
        "ALTER TABLE documents ADD COLUMN more TEXT AS (upper(title))",
        "DROP TABLE moved",
    ],
)
def test_a_catalog_with_other_tables_or_programs_is_refused_unchanged(tmp_path: Path, statement: str) -> None:
    fill(tmp_path, "Rain fell.")
    change(tmp_path, statement)
    uses: tuple[Callable[[], object], ...] = (lambda: opened(tmp_path), lambda: fill(tmp_path, "Snow fell."))
    for use in uses:
        with pytest.raises(briefbot.IndexDamagedError, match="briefbot"):
            use()
    assert [check.name for check in examine(tmp_path) if not check.ok and check.cure] == ["catalog"]


@pytest.mark.parametrize("name", [CATALOG, f"{CATALOG}-wal", ".lock", ".building"])
def test_a_link_in_the_place_of_a_file_of_the_index_is_not_followed(tmp_path: Path, name: str) -> None:
    index, other = tmp_path / "index", tmp_path / "other"
    fill(index, "Rain fell.")
    other.write_bytes((index / CATALOG).read_bytes())
    before = other.read_bytes()
    (index / name).unlink(missing_ok=True)
    (index / name).symlink_to(other)
    with pytest.raises(briefbot.IndexDamagedError, match="is a link"):
        fill(index, "Snow fell.")
    assert other.read_bytes() == before


def test_a_derived_file_that_is_a_link_is_made_anew_from_the_catalog(tmp_path: Path) -> None:
    index = tmp_path / "index"
    fill(index, "Rain fell.")
    words = words_path(index, 1)
    shutil.move(words, tmp_path / "words")
    words.symlink_to(tmp_path / "words")
    with open_snapshot(index) as snapshot:
        assert [number for number, _ in snapshot.bm25("rain", 5)] == [1]
    assert "words file" in [check.name for check in examine(index) if not check.ok]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("generation", "../../x"),
        ("generation", -1),
        ("last", -5),
        ("bytes", 1.5),
        ("sha256", b"x"),
        ("mtime_ns", "now"),
    ],
)
def test_what_a_catalog_says_of_the_files_beside_it_is_checked(tmp_path: Path, column: str, value: object) -> None:
    fill(tmp_path, "Rain fell.")
    change(tmp_path, f"UPDATE derived SET {column} = ?", value)  # noqa: S608
    with pytest.raises(briefbot.IndexDamagedError), open_snapshot(tmp_path) as snapshot:
        snapshot.load()


@pytest.mark.parametrize("count", [10**14, 5])
def test_a_words_file_takes_no_memory_that_it_does_not_hold(tmp_path: Path, count: int) -> None:
    header = f"{{'descr': '<i8', 'fortran_order': False, 'shape': ({count},), }}".encode()
    header += b" " * (117 - len(header)) + b"\n"
    data = b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header
    (tmp_path / "words.npy").write_bytes(data)
    with pytest.raises(ValueError, match="longer than its file"):
        read_postings(tmp_path / "words.npy")
    fill(tmp_path / "index", "Rain fell.")
    words_path(tmp_path / "index", 1).write_bytes(data)
    digest = hashlib.sha256(data).hexdigest()
    change(tmp_path / "index", "UPDATE derived SET bytes = ?, sha256 = ? WHERE name = 'words'", len(data), digest)
    with open_snapshot(tmp_path / "index") as snapshot:
        assert [number for number, _ in snapshot.bm25("rain", 5)] == [1]


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("documents", "text", 7),
        ("documents", "title", b"title"),
        ("documents", "pages", "[-1]"),
        ("documents", "pages", "[99]"),
        ("documents", "pages", "[" * 100_000),
        ("documents", "blocks", '[["body", 0, 99]]'),
        ("documents", "published", "2025-13-45"),
        ("passages", "sentences", "[]"),
        ("passages", "sentences", "[[-4, 3]]"),
        ("passages", "sentences", "[[0, 99]]"),
        ("passages", "sentences", "[[5, 2]]"),
        ("passages", "document", 77),
        ("roots", "source", b"\xff"),
    ],
)
def test_a_row_that_is_not_as_it_was_written_is_damage_wherever_it_is_met(
    tmp_path: Path, table: str, column: str, value: object
) -> None:
    fill(tmp_path, "Rain fell.", root="/articles")
    change(tmp_path, f"UPDATE {table} SET {column} = ?", value)  # noqa: S608
    with pytest.raises(briefbot.IndexDamagedError, match="cannot be read"), open_snapshot(tmp_path) as snapshot:
        snapshot.roots()
        snapshot.passages([1])[1]
    assert [check for check in examine(tmp_path) if not check.ok and check.cure]


def test_a_number_that_no_passage_has_is_damage(tmp_path: Path) -> None:
    fill(tmp_path, "Rain fell.")
    with pytest.raises(briefbot.IndexDamagedError, match="no row 9"), open_snapshot(tmp_path) as snapshot:
        snapshot.passages([9])[9]


@pytest.mark.model
def test_sources_that_only_an_index_names_are_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    articles, secret = tmp_path / "articles", tmp_path / "secret"
    for folder, text in ((articles, "Rain fell on the harbour."), (secret, "The password is Tarn.")):
        folder.mkdir()
        (folder / "1.txt").write_text(f"{text}\n\n{text}\n")
    index = tmp_path / "index"
    briefbot.build_index(articles, index=index)
    with open_writer(index) as writer:
        writer.remember(str(secret), str(secret))
        writer.keep()
    report = briefbot.build_index(index=index)
    assert [failure.source for failure in report.failures] == [str(secret)]
    assert f"briefbot index {secret}" in str(report.failures[0])
    assert (report.documents, report.unchanged) == (1, 1), "what was named here is followed, and nothing is dropped"
    assert briefbot.build_index(secret, index=index).documents == 2
    assert not briefbot.build_index(index=index).failures
    received = shutil.copytree(index, tmp_path / "received")
    report = briefbot.build_index(index=received)
    assert (len(report.failures), report.documents) == (2, 2)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="it forks")
def test_an_index_damaged_at_random_lets_nothing_but_our_errors_escape(full: bool) -> None:
    rounds = 600 if full else 40
    script = ROOT / "benchmarks" / "fuzz_index.py"
    done = subprocess.run(
        [sys.executable, str(script), "--rounds", str(rounds), "--seed", "5"],
        capture_output=True,
        text=True,
        timeout=280,
    )
    assert done.returncode == 0, done.stderr
