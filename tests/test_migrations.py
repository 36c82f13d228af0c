"""An index of an older briefbot is updated by a build, which loses and changes nothing; asking never updates it."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from briefbot_ui.conversation import OUTDATED, words_for
from builder import as_format, build, dump_of, files_of
from stores import opened

import briefbot
from briefbot import Assistant, IndexDamagedError, IndexFormatError
from briefbot.blocks import Block, BlockKind, find_blocks
from briefbot.cli import main
from briefbot.indexer.named_here import note_named
from briefbot.store import CATALOG, FORMAT, migrations, open_snapshot, open_writer
from briefbot.store.health import examine
from briefbot.store.migrations import MIGRATIONS, Migration, migrate
from briefbot.store.rows import OnProgress, OnRows
from briefbot.store.schema import create_tables

HERE = Path(__file__).parent
NAMES = ["rain", "snow", "hail"]
EXAMPLES = HERE.parent / "examples"
HELD = (  # by the indexes in data/index_format_*.sql, whose second build dropped an article and added another
    "2025-11-19-harbour-wire-cannery-blast.txt",
    "2025-12-12-brannoch-island-post-lighthouse-sold.txt",
)
QUESTIONS = (
    "How many people were injured in the blast?",
    "For how much was the lighthouse sold?",
    "Who owns the zebra?",
)


@pytest.fixture(params=sorted(MIGRATIONS))
def older(request: pytest.FixtureRequest) -> int:
    """A format that can be updated."""
    return int(request.param)


@pytest.fixture
def old(tmp_path: Path, older: int) -> Path:
    """An index that the last briefbot of a format built of two examples, without the files beside its catalog.

    Its source was named on this machine.
    """
    articles, index = tmp_path / "articles", tmp_path / "index"
    for folder in (articles, index):
        folder.mkdir()
    for name in HELD:
        shutil.copy(EXAMPLES / name, articles)
    sql = (HERE / "data" / f"index_format_{older}.sql").read_text(encoding="utf-8")
    with closing(sqlite3.connect(index / CATALOG)) as connection:
        connection.executescript(sql.replace("{articles}", str(articles)))
    note_named(index, [str(articles)])
    return index


def rows_of(folder: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(folder / CATALOG)) as connection:
        return connection.execute(query).fetchall()


def asked(bot: Assistant, question: str) -> tuple[object, ...]:
    """What is said to a question and why, but for scores, which differ a little between processors."""
    answer = bot.ask(question)
    hits = [(hit.passage.document.id, hit.passage.sentences) for hit in answer.hits]
    quotes = [(citation.document_id, citation.start, citation.end) for citation in answer.citations]
    return answer.text, quotes, hits, answer.missing, answer.searched


@pytest.mark.model
def test_an_older_index_is_updated_by_a_build_and_answers_as_one_that_is_built_anew(
    old: Path, older: int, caplog: pytest.LogCaptureFixture
) -> None:
    passages = (
        "SELECT id, sentences, content_hash, vector FROM passages JOIN documents ON documents.number = document "
        "ORDER BY id, sentences"
    )
    report = briefbot.build_index(index=old)
    assert (report.added, report.updated, report.unchanged, report.dropped) == (0, 0, 2, 0)
    assert report.generation == 3, "the blocks are known now"
    assert f"was updated from format {older} to format {FORMAT}" in caplog.text
    assert [check for check in examine(old) if not check.ok] == []
    assert files_of(old).generation == 3, "the files were missing, and were written from the catalog"

    fresh = old.parent / "fresh"
    briefbot.build_index(old.parent / "articles", index=fresh)
    before, new = rows_of(old, passages), rows_of(fresh, passages)
    assert [row[:3] for row in before] == [row[:3] for row in new]
    for stored, again in zip(before, new, strict=True):
        assert np.allclose(np.frombuffer(stored[3], np.float32), np.frombuffer(again[3], np.float32), atol=1e-3)
    blocks = "SELECT id, found, blocks, family, signature FROM documents ORDER BY id"
    assert rows_of(old, blocks) == rows_of(fresh, blocks)
    old_bot, new_bot = Assistant.open(old), Assistant.open(fresh)
    assert [document.id for document in old_bot.documents()] == [document.id for document in new_bot.documents()]
    for question in QUESTIONS:
        assert asked(old_bot, question) == asked(new_bot, question)
    words = ["injured", "lighthouse", "zebra", "dam"]  # the last of an article that had gone before the update
    with open_snapshot(old) as updated, open_snapshot(fresh) as built:
        assert updated.missing(words) == built.missing(words) == ["zebra", "dam"]
        for word in words:
            assert [score for _, score in updated.bm25(word, 9)] == [score for _, score in built.bm25(word, 9)]


@pytest.mark.model
def test_asking_an_older_index_names_the_command_that_updates_it_and_changes_nothing(
    old: Path, older: int, capsys: pytest.CaptureFixture[str]
) -> None:
    before = dump_of(old)
    words = rf"is healthy, and of an older briefbot.*Nothing is lost.*briefbot index --index {old}$"
    for ask in (
        lambda: Assistant.open(old),
        lambda: briefbot.answer(QUESTIONS[0], index=old),
        lambda: briefbot.list_documents(index=old),
        lambda: briefbot.index_status(index=old),
    ):
        with pytest.raises(IndexFormatError, match=words) as raised:
            ask()
        assert words_for(raised.value) == OUTDATED, "no path is shown on the page"
    with pytest.raises(IndexDamagedError):  # what programs caught for this before there was a class of its own
        opened(old)
    for command in (["ask", "Who?"], ["list"], ["status"], ["chat"]):
        assert main([*command, "--index", str(old)]) == 1
        assert f"Update the index with: briefbot index --index {old}" in capsys.readouterr().err
    assert main(["doctor", "--json", "--index", str(old)]) == 1
    found = {check["name"]: check for check in json.loads(capsys.readouterr().out)}
    assert (found["catalog"]["ok"], found["format"]["ok"]) == (True, False)
    assert found["format"]["found"].startswith(f"the index has format {older}, older than format {FORMAT}")
    assert "nothing is lost" in found["format"]["found"]
    assert found["format"]["cure"] == f"Update the index with: briefbot index --index {old}"
    main(["doctor", "--index", str(old)])
    (line,) = (line for line in capsys.readouterr().out.splitlines() if line.startswith("problem"))
    assert line == (
        f"problem format: the index has format {older}, older than format {FORMAT} of this briefbot; nothing is lost. "
        f"Update the index with: briefbot index --index {old}"
    )
    assert dump_of(old) == before


def test_an_update_finds_blocks_has_files_read_again_and_leaves_the_answers(old: Path) -> None:
    with open_writer(old):
        pass
    assert {reading for (reading,) in rows_of(old, "SELECT reading FROM files")} == {0}
    with open_snapshot(old) as snapshot:
        assert {document.blocks for document in snapshot.documents()} == {()}, "passages are not cut by them yet"
    for text, title, found in rows_of(old, "SELECT text, title, found FROM documents"):
        assert json.loads(found) == [[b.kind, b.start, b.end] for b in find_blocks(text, title)]


@pytest.mark.model
def test_an_article_whose_file_is_gone_is_cut_by_the_blocks_that_its_text_tells_of(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def with_an_aside(text: str, title: str, marked: Sequence[Block] = ()) -> tuple[Block, ...]:
        *others, body = find_blocks(text, title, marked)
        at = text.rindex("\n\n") + 2
        return *others, Block(body.kind, body.start, at - 2), Block(BlockKind.FURNITURE, at, body.end)

    monkeypatch.setattr(migrations, "find_blocks", with_an_aside)
    with open_writer(old):
        pass
    monkeypatch.undo()
    (old.parent / "articles").rename(old.parent / "elsewhere")
    report = briefbot.build_index(index=old)
    assert (report.documents, report.dropped, len(report.failures)) == (2, 0, 1)
    assert report.embedded, "some passages have lost their last paragraph"
    with open_snapshot(old) as snapshot:
        documents = list(snapshot.documents())
        passages = list(snapshot.passages(range(1000)).values())
    for document in documents:
        aside = document.blocks[-1]
        assert aside.kind is BlockKind.FURNITURE
        assert max(passage.end for passage in passages if passage.document.id == document.id) < aside.start
    assert [check for check in examine(old) if not check.ok] == []
    assert briefbot.build_index(index=old).embedded == 0


def test_a_plan_for_an_older_index_leaves_it_in_its_format(old: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = dump_of(old)
    (old.parent / "articles" / "snow.txt").write_text("Snow\n\nThe pass was closed by Mayor Ada Quill.\n")
    assert main(["index", "--dry-run", "--index", str(old)]) == 0
    assert "2 unchanged" in capsys.readouterr().out
    assert dump_of(old) == before


@pytest.mark.model
@pytest.mark.parametrize("writes", ["index", "remove", "watch"])
def test_whatever_writes_an_index_updates_it(old: Path, writes: str) -> None:
    source = old.parent / "articles"
    if writes == "index":
        briefbot.build_index(source, index=old)
    elif writes == "remove":
        assert briefbot.remove_sources(source, index=old).dropped == 2
    else:
        outcomes = briefbot.watch_index(index=old)
        assert isinstance(next(outcomes), briefbot.Report)
        outcomes.close()  # type: ignore[attr-defined]
    with open_snapshot(old) as snapshot:
        assert snapshot.counts()[0] == (0 if writes == "remove" else 2)


@pytest.mark.model
@pytest.mark.parametrize("writes", ["index", "remove"])
def test_an_update_of_an_older_index_is_reported_before_the_build(
    old: Path, older: int, monkeypatch: pytest.MonkeyPatch, writes: str
) -> None:
    def slowly(step: Migration) -> Migration:
        def slow(connection: sqlite3.Connection, on_rows: OnRows) -> None:
            step(connection, lambda _count: None)
            for _ in connection.execute("SELECT text FROM documents").fetchall():
                on_rows(1)

        return slow

    monkeypatch.setitem(MIGRATIONS, older, tuple(map(slowly, MIGRATIONS[older])))
    steps = sum(len(MIGRATIONS[reached]) for reached in range(older, FORMAT))
    heard: list[briefbot.Progress] = []
    act = briefbot.build_index if writes == "index" else briefbot.remove_sources
    act(old.parent / "articles", index=old, progress=heard.append)
    updating = [told for told in heard if told.doing == "updating"]
    assert heard[: len(updating)] == updating
    assert {told.source for told in updating} == {"the index"}, "the bar reads: Updating the index"
    assert [(told.done, told.total) for told in updating] == [(1, 2), (2, 2), (2, 2)] * steps
    again: list[tuple[int, int]] = []
    with open_writer(old, on_update=keep_in(again)):
        assert again == [], "it is of the present format now"


def test_the_files_beside_an_older_catalog_go_on_being_used(
    tmp_path: Path, older: int, caplog: pytest.LogCaptureFixture
) -> None:
    build(tmp_path, NAMES)
    build(tmp_path, ["rain", "hail", "fog"])  # a passage that came later, and one that has gone
    files, paths = files_of(tmp_path), sorted(tmp_path.glob("*-1.*"))
    stats = [path.stat() for path in paths]
    assert len(paths) == 2
    as_format(tmp_path, older)
    build(tmp_path, ["rain", "hail", "fog"])
    assert files_of(tmp_path) == files
    assert [path.stat().st_mtime_ns for path in paths] == [stat.st_mtime_ns for stat in stats]
    caplog.clear()
    with open_snapshot(tmp_path) as snapshot:
        assert [number for number, _ in snapshot.bm25("hail", 9)] == [3]
        assert snapshot.bm25("snow", 9) == []
    assert caplog.messages == []


def test_an_older_index_without_any_files_beside_it_is_updated(tmp_path: Path, older: int) -> None:
    build(tmp_path, NAMES)
    with closing(sqlite3.connect(tmp_path / CATALOG)) as connection, connection:
        connection.execute("DELETE FROM derived")
    as_format(tmp_path, older)
    build(tmp_path, NAMES)
    assert [check for check in examine(tmp_path) if not check.ok] == []


def test_an_index_that_was_updated_has_the_tables_of_a_new_one(old: Path) -> None:
    with open_writer(old):
        pass
    tables = "SELECT name, sql FROM sqlite_master WHERE type IN ('table', 'index') AND sql IS NOT NULL ORDER BY name"
    with closing(sqlite3.connect(":memory:")) as connection:
        create_tables(connection)
        new = connection.execute(tables).fetchall()
    assert [(name, "".join(sql.split())) for name, sql in rows_of(old, tables)] == [
        (name, "".join(sql.split())) for name, sql in new
    ]
    with open_snapshot(old) as snapshot:
        assert {key for (key,) in rows_of(old, "SELECT key FROM facts")} == set(snapshot.facts.__dataclass_fields__)


@pytest.mark.model
def test_a_build_that_fails_after_the_update_leaves_an_index_that_answers(old: Path) -> None:
    with pytest.raises(RuntimeError, match="no such model"), open_writer(old) as writer:
        assert writer.facts is not None
        assert writer.facts.generation == 2
        raise RuntimeError("no such model")
    assert Assistant.open(old).ask(QUESTIONS[1]).text == "€1.25 million"


@pytest.mark.parametrize("error", [sqlite3.OperationalError("no such thing"), RuntimeError("no such thing")])
def test_an_update_that_fails_leaves_the_older_index_as_it_was(
    old: Path, older: int, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(connection: sqlite3.Connection, _on_rows: OnRows) -> None:
        connection.execute("DELETE FROM passages")
        raise error

    before = dump_of(old)
    monkeypatch.setitem(MIGRATIONS, older, (fail,))
    with pytest.raises((briefbot.BriefbotError, RuntimeError), match="no such thing"):
        briefbot.build_index(index=old)
    assert dump_of(old) == before


@pytest.mark.model
def test_a_question_that_is_being_answered_goes_on_in_the_older_format(old: Path) -> None:
    with closing(sqlite3.connect(old / CATALOG, isolation_level=None)) as reader:
        reader.execute("PRAGMA journal_mode = WAL")
        reader.execute("BEGIN")
        facts = reader.execute("SELECT * FROM facts").fetchall()
        briefbot.build_index(index=old)
        assert reader.execute("SELECT * FROM facts").fetchall() == facts
        reader.execute("COMMIT")
        assert reader.execute("SELECT value FROM facts WHERE key = 'format'").fetchall() == [(str(FORMAT),)]


def test_a_store_that_is_open_answers_again_once_the_index_is_updated(tmp_path: Path, older: int) -> None:
    build(tmp_path, NAMES)
    store = opened(tmp_path)
    as_format(tmp_path, older)  # as somebody does who puts an old copy back
    with pytest.raises(IndexFormatError), store.snapshot():
        pass
    build(tmp_path, NAMES)
    with store.snapshot() as snapshot:
        assert snapshot.counts() == (3, 3)


def named(name: str) -> Migration:
    def step(connection: sqlite3.Connection, on_rows: OnRows) -> None:
        on_rows(1)
        connection.execute("INSERT INTO log SELECT ?, value FROM facts WHERE key = 'format'", (name,))

    step.__name__ = name
    return step


def keep_in(told: list[tuple[int, int]]) -> OnProgress:
    return lambda done, total: told.append((done, total))


def test_steps_are_taken_in_order_from_the_format_that_is_found() -> None:
    steps = {7: [named("first")], 8: [named("second"), named("third")], 9: [named("fourth")]}
    for found, taken in (
        (7, [("first", 7), ("second", 8), ("third", 8), ("fourth", 9)]),
        (8, [("second", 8), ("third", 8), ("fourth", 9)]),
        *((found, []) for found in (10, None, 6)),
    ):
        with closing(sqlite3.connect(":memory:")) as connection:
            connection.execute("CREATE TABLE facts (key TEXT, value TEXT)")
            connection.execute("CREATE TABLE log (name TEXT, format TEXT)")
            connection.execute("CREATE TABLE documents AS SELECT 1 UNION SELECT 2")
            connection.execute("INSERT INTO facts VALUES ('format', ?)", (str(found),))
            called: list[str] = []
            told: list[tuple[int, int]] = []
            assert migrate(connection, found, keep_in(told), called.append, steps) == bool(taken)
            assert told == [(1, 2), (2, 2)] * len(taken), "each step of two documents tells of one, and then is done"
            log = connection.execute("SELECT name, format FROM log").fetchall()
            assert log == [(name, str(at)) for name, at in taken]
            assert called == [f"migrate {at}: {name}" for name, at in taken]
            (reached,) = connection.execute("SELECT value FROM facts").fetchone()
            assert reached == ("10" if taken else str(found))


def test_the_steps_lead_from_the_oldest_format_to_the_present_one_without_a_gap() -> None:
    assert sorted(MIGRATIONS) == list(range(min(MIGRATIONS), FORMAT))
