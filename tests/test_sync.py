"""An index remembers its sources, follows them cheaply, and says beforehand what it will do."""

from __future__ import annotations

import json
import os
import sqlite3
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from conftest import SqlSteps
from files import ReadsHere
from hypothesis import given
from hypothesis import strategies as st
from rounds import at_first

import briefbot
from briefbot import cli
from briefbot.documents import READING
from briefbot.indexer import watching
from briefbot.indexer.paths import absolute, is_within, outermost
from briefbot.settings import Settings
from briefbot.store import CATALOG

pytestmark = pytest.mark.model


def write(path: Path, title: str, text: str) -> Path:
    """Write an article, dated an hour ago: a file as old as that has not just been changed."""
    path.write_text(f"{title}\n\n{text}\n", encoding="utf-8")
    age(path)
    return path


def age(path: Path, seconds: int = 3600) -> None:
    then = time.time_ns() - seconds * 1_000_000_000
    os.utime(path, ns=(then, then))


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    write(folder / "rain.txt", "Rain floods the harbour", "Rain fell for nine hours on Tuesday.")
    write(folder / "snow.txt", "Snow closes the pass", "The pass was closed by Mayor Ada Quill.")
    return folder


def titles(index: Path) -> list[str]:
    return sorted(entry.title for entry in briefbot.list_documents(index=index))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != ".lock"}


def test_sources_are_remembered_and_followed_without_being_named(articles: Path, tmp_path: Path) -> None:
    other = write(tmp_path / "tunnel.txt", "A tunnel opens", "The tunnel was opened on Friday.")
    index = tmp_path / "index"
    briefbot.build_index(articles, index=index)
    briefbot.build_index(other, index=index)
    (articles / "rain.txt").unlink()
    write(articles / "wind.txt", "Wind fells a mast", "A mast fell in the wind.")
    write(other, "A tunnel closes", "The tunnel was closed on Sunday.")
    report = briefbot.build_index(index=index)
    assert (report.added, report.dropped, report.unchanged, report.documents) == (2, 2, 1, 3)
    assert titles(index) == ["A tunnel closes", "Snow closes the pass", "Wind fells a mast"]
    assert briefbot.index_status(index=index).sources == (str(articles), str(other))


def test_a_source_within_a_remembered_one_is_not_remembered_twice(articles: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    briefbot.build_index(articles / "rain.txt", index=index)
    briefbot.build_index(articles, index=index)
    briefbot.build_index(articles / "snow.txt", index=index)
    assert briefbot.index_status(index=index).sources == (str(articles),)


def test_what_is_hidden_in_a_followed_folder_is_followed_where_it_is_named(articles: Path, tmp_path: Path) -> None:
    index = articles / ".briefbot"
    (articles / ".drafts").mkdir()
    (index / "articles").mkdir(parents=True)
    drafts = write(articles / ".drafts" / "fog.txt", "Fog holds up trains", "Trains stood still in the fog.").parent
    memo = write(articles / ".memo.txt", "A memo is found", "The memo was found on Monday.")
    added = write(index / "articles" / "hail.txt", "Hail breaks glass", "The hail broke a greenhouse.").parent
    report = briefbot.build_index([articles, drafts, memo, added], index=index)
    assert (report.added, report.failures) == (5, ())
    assert briefbot.index_status(index=index).sources == (*map(str, (articles, added, drafts, memo)),)
    for sources in (articles, drafts, None):
        report = briefbot.build_index(sources, index=index)
        assert (report.dropped, report.embedded, report.documents) == (0, 0, 5)
    memo.unlink()
    assert briefbot.remove_sources(memo, index=index).dropped == 1


def test_articles_in_the_folder_of_the_index_are_refused_and_not_passed_over(articles: Path) -> None:
    for source in (articles, articles / "rain.txt"):
        with pytest.raises(briefbot.BriefbotError, match="folder of the index"):
            briefbot.build_index(source, index=articles)
    assert sorted(path.name for path in articles.iterdir()) == ["rain.txt", "snow.txt"]


def test_a_source_is_called_by_a_name_that_leads_to_it(
    articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    briefbot.build_index(articles.name, index=tmp_path / "index")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    with pytest.raises(briefbot.BriefbotError, match=f"It follows: {articles.as_posix()}"):
        briefbot.remove_sources(articles.name, index=tmp_path / "index")
    articles.rename(tmp_path / "moved")
    (check,) = [check for check in briefbot.check_index(index=tmp_path / "index") if check.name == "sources"]
    assert f"briefbot remove {articles.as_posix()}" in check.cure


NAMES = [
    "a",
    "b",
    "a/b",
    "a/.b",
    "a/.b/c",
    "a/Thumbs.db",
    "a/b/c",
    "a/bc",
    "a.b/c",
    "/",
    "https://a.b/",
    "https://a.b/c",
    "https://a.b/c/d",
]


@given(st.lists(st.sampled_from(NAMES)))
def test_the_outermost_sources_are_those_that_lie_in_no_other(sources: list[str]) -> None:
    paths = {absolute(source): source for source in sources}
    plain = [paths[path] for path in paths if not any(is_within(path, root) for root in paths if root != path)]
    assert sorted(map(str, outermost(sources))) == sorted(plain)


def test_sources_named_one_by_one_cost_the_same_each_however_many_they_are(tmp_path: Path, sql_steps: SqlSteps) -> None:
    def cost(count: int) -> tuple[int, int]:
        """Calls of functions, and steps of SQL."""
        calls = 0

        def call(_frame: object, event: str, _argument: object) -> None:
            nonlocal calls
            calls += event == "call"

        folder = tmp_path / str(count)
        folder.mkdir()
        sources = [write(folder / f"{n}.txt", f"Title {n}", f"Story {n}.") for n in range(count)]
        before = sql_steps.count
        sys.setprofile(call)
        try:
            report = briefbot.build_index(sources, index=tmp_path / "index", dry_run=True)
        finally:
            sys.setprofile(None)
        assert report.added == count
        return calls, sql_steps.count - before

    cost(1)  # whatever is loaded late
    for few, many in zip(cost(30), cost(120), strict=True):
        assert many < 5 * few


def test_a_name_that_leads_nowhere_is_not_remembered(articles: Path, tmp_path: Path) -> None:
    report = briefbot.build_index([articles, tmp_path / "artciles"], index=tmp_path / "index")
    assert len(report.failures) == 1
    assert briefbot.build_index(index=tmp_path / "index").failures == ()


def test_a_remembered_source_is_found_from_another_folder(
    articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    briefbot.build_index("articles", index=tmp_path / "index")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    write(articles / "wind.txt", "Wind fells a mast", "A mast fell in the wind.")
    report = briefbot.build_index(index=tmp_path / "index")
    assert (report.added, report.unchanged, report.dropped, report.failures) == (1, 2, 0, ())


def test_without_sources_there_must_be_an_index_that_follows_some(articles: Path, tmp_path: Path) -> None:
    with pytest.raises(briefbot.IndexNotFoundError, match="briefbot index ARTICLES"):
        briefbot.build_index(index=tmp_path / "index")
    assert not (tmp_path / "index").exists()
    briefbot.build_index(articles, index=tmp_path / "index")
    briefbot.remove_sources(articles, index=tmp_path / "index")
    with pytest.raises(briefbot.BriefbotError, match="follows no sources"):
        briefbot.build_index(index=tmp_path / "index")


def test_a_source_that_is_gone_keeps_its_documents_until_it_is_removed(articles: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    other = write(tmp_path / "tunnel.txt", "A tunnel opens", "The tunnel was opened on Friday.")
    briefbot.build_index([articles, other], index=index)
    other.unlink()
    report = briefbot.build_index(index=index)
    assert (report.documents, report.dropped) == (3, 0)
    assert f"briefbot remove {other}" in str(report.failures[0])
    assert briefbot.remove_sources(other, index=index).dropped == 1
    assert briefbot.build_index(index=index).failures == ()


def test_removing_a_source_drops_what_only_it_held(articles: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    copies = tmp_path / "copies"
    copies.mkdir()
    write(copies / "rain.txt", "Rain floods the harbour", "Rain fell for nine hours on Tuesday.")
    briefbot.build_index([articles, copies], index=index)
    report = briefbot.remove_sources(articles, index=index)
    assert (report.dropped, report.documents) == (1, 1)
    assert [(change.kind, change.title) for change in report.changes] == [("dropped", "Snow closes the pass")]
    assert [entry.source for entry in briefbot.list_documents(index=index)] == [str(copies / "rain.txt")]
    assert (articles / "snow.txt").exists()


def test_removing_what_is_no_source_names_those_that_are(articles: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    briefbot.build_index(articles, index=index)
    with pytest.raises(briefbot.BriefbotError, match=rf"does not follow .*It follows: {articles}"):
        briefbot.remove_sources(tmp_path / "nowhere", index=index)
    with pytest.raises(briefbot.BriefbotError, match=r"lies in .*would add it again"):
        briefbot.remove_sources([articles, articles / "rain.txt"], index=index)
    assert briefbot.index_status(index=index).documents == 2
    with pytest.raises(briefbot.IndexNotFoundError):
        briefbot.remove_sources(articles, index=tmp_path / "nowhere")


def test_a_dry_run_tells_what_the_build_then_does_and_writes_nothing(articles: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    plan = briefbot.build_index(articles, index=index, dry_run=True)
    assert not index.exists()
    done = briefbot.build_index(articles, index=index)
    assert plan.dry_run
    assert (plan.changes, plan.added, plan.embedded) == (done.changes, 2, done.embedded)

    briefs = tmp_path / "briefs.jsonl"
    briefs.write_text(json.dumps({"title": "Old", "text": "One brief."}))
    briefbot.build_index(briefs, index=index)
    briefs.write_text(json.dumps({"title": "New", "text": "One brief."}))
    (articles / "rain.txt").unlink()
    write(articles / "wind.txt", "Wind fells a mast", "A mast fell in the wind.")
    before = contents(index)
    plan = briefbot.build_index(index=index, dry_run=True)
    removal = briefbot.remove_sources(articles, index=index, dry_run=True)
    assert contents(index) == before
    assert [(change.kind, change.title) for change in plan.changes] == [
        ("added", "Wind fells a mast"),
        ("dropped", "Rain floods the harbour"),
        ("updated", "New"),
    ]
    assert (removal.dropped, removal.documents) == (2, 1)
    done = briefbot.build_index(index=index)
    assert done.changes == plan.changes
    assert (done.added, done.updated, done.dropped, done.unchanged) == (1, 1, 1, 1)
    assert (plan.documents, plan.passages, plan.embedded) == (done.documents, done.passages, done.embedded)


def swap(path: Path, text: str) -> None:
    """Change a file and leave it with the size and the time of change that it had."""
    status = path.stat()
    assert len(text.encode()) == status.st_size
    path.write_text(text)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def test_a_change_that_keeps_size_and_time_is_seen(articles: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    briefbot.build_index(articles, index=index)
    briefbot.build_index(index=index)
    path = articles / "rain.txt"
    swap(path, path.read_text().replace("nine", "four"))
    report = briefbot.build_index(index=index)
    assert (report.added, report.dropped) == (1, 1)


def stamps(index: Path) -> dict[str, int]:
    with closing(sqlite3.connect(index / CATALOG)) as connection:
        return {Path(path).name: mtime for path, mtime in connection.execute("SELECT path, mtime_ns FROM files")}


def test_times_of_a_file_that_has_just_changed_are_not_trusted(articles: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    (articles / "now.txt").write_text("Now\n\nIt was written this moment.\n")
    briefbot.build_index(articles, index=index)
    assert stamps(index)["now.txt"] == -1
    assert briefbot.build_index(index=index).unchanged == 3


def test_files_that_are_as_they_were_are_not_read(
    articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = tmp_path / "index"
    monkeypatch.setattr("briefbot.indexer.paths._TICK_NS", -(10**12))  # as if the files were old
    briefbot.build_index(articles, index=index)
    with closing(sqlite3.connect(index / CATALOG)) as connection, connection:
        connection.execute("UPDATE files SET sha256 = x'00'")  # would show if the bytes were read
    report = briefbot.build_index(index=index)
    assert (report.unchanged, report.changes) == (2, ())
    with closing(sqlite3.connect(index / CATALOG)) as connection:
        assert connection.execute("SELECT count(*) FROM files WHERE sha256 = x'00'").fetchone() == (2,)
        with connection:
            connection.execute("UPDATE files SET reading = 0")  # another reader may find other documents in them
    briefbot.build_index(index=index)
    with closing(sqlite3.connect(index / CATALOG)) as connection:
        assert connection.execute("SELECT count(*) FROM files WHERE sha256 = x'00'").fetchone() == (0,)


def test_a_file_that_is_touched_but_not_changed_is_no_change(articles: Path, tmp_path: Path) -> None:
    first = briefbot.build_index(articles, index=tmp_path / "index")
    age(articles / "rain.txt", 60)
    again = briefbot.build_index(index=tmp_path / "index")
    assert (again.generation, again.unchanged) == (first.generation, 2)


def test_a_text_keeps_the_title_of_its_first_place_whatever_was_skipped(tmp_path: Path) -> None:
    index = tmp_path / "index"
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder, title in zip(folders, ("First", "Second"), strict=True):  # of one word, which is no headline of a text
        folder.mkdir()
        (folder / "a.jsonl").write_text(json.dumps({"title": title, "text": "One brief."}))
        (folder / "b.jsonl").write_text(json.dumps({"title": f"{title}-b", "text": "Another brief."}))
    briefbot.build_index(folders, index=index)
    briefbot.build_index(index=index)
    assert titles(index) == ["First", "First", "First-b", "First-b"]
    (folders[0] / "a.jsonl").unlink()
    (folders[0] / "b.jsonl").write_text(json.dumps({"title": "Third", "text": "A third brief."}))
    report = briefbot.build_index(index=index)
    assert (report.added, report.updated, report.dropped) == (1, 2, 0)
    assert titles(index) == ["Second", "Second-b", "Third"]
    assert briefbot.build_index(index=index).changes == ()


def test_one_record_less_is_followed(tmp_path: Path) -> None:
    path = tmp_path / "briefs.jsonl"
    records = [json.dumps({"title": title, "text": f"{title} brief."}) for title in ("One", "Two")]
    path.write_text("\n".join(records))
    briefbot.build_index(path, index=tmp_path / "index")
    path.write_text(records[0])
    assert briefbot.build_index(index=tmp_path / "index").dropped == 1
    assert titles(tmp_path / "index") == ["One"]


@pytest.mark.parametrize("others", at_first([300], 0))
def test_a_change_is_embedded_without_torch_and_found(articles: Path, tmp_path: Path, others: int) -> None:
    index = tmp_path / "index"
    briefbot.build_index(articles, index=index)
    write(articles / "bridge.txt", "A bridge opens", "The Tarn Bridge was opened by Bo Lund on Friday.")
    for number in range(others):
        write(articles / f"{number}.txt", f"Notice {number}", f"Notice number {number} was given.")
    code = (
        "import sys, briefbot; "
        f"report = briefbot.build_index(index={str(index)!r}); "
        "print(report.embedded, 'torch' in sys.modules)"
    )
    import subprocess
    import sys

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [str(1 + others), "False"]
    assert briefbot.answer("Who opened the Tarn Bridge?", index=index).text == "Bo Lund"


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "_PAUSE", 0.05)
    monkeypatch.setattr(watching, "_SHARE", 1)
    monkeypatch.setattr(watching, "_RETRY", 0.2)


def later(seconds: float, *steps: object) -> threading.Timer:
    timer = threading.Timer(seconds, lambda: [step() for step in steps if callable(step)])
    timer.daemon = True
    timer.start()
    return timer


@pytest.mark.usefixtures("quick")
def test_watching_follows_changes_and_outlives_errors(articles: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    outcomes: Iterator[briefbot.Report | briefbot.BriefbotError] = briefbot.watch_index(articles, index=index)
    first = next(outcomes)
    assert isinstance(first, briefbot.Report)
    assert first.added == 2

    later(0.2, lambda: write(articles / "wind.txt", "Wind fells a mast", "A mast fell in the wind."))
    second = next(outcomes)
    assert isinstance(second, briefbot.Report)
    assert [change.title for change in second.changes] == ["Wind fells a mast"]

    catalog = (index / CATALOG).read_bytes()
    (index / CATALOG).write_bytes(b"this is not a database" * 100)
    (articles / "wind.txt").unlink()
    assert isinstance(next(outcomes), briefbot.IndexDamagedError)
    (index / CATALOG).write_bytes(catalog)
    third = next(outcomes)
    while isinstance(third, briefbot.BriefbotError):
        third = next(outcomes)
    assert [change.kind for change in third.changes] == ["dropped"]
    outcomes.close()  # type: ignore[attr-defined]


def test_status_says_what_is_there(articles: Path, tmp_path: Path) -> None:
    report = briefbot.build_index(articles, index=tmp_path / "index")
    status = briefbot.index_status(index=tmp_path / "index")
    assert (status.documents, status.passages, status.generation) == (2, report.passages, 1)
    assert status.encoder == "all-MiniLM-L6-v2"
    assert status.built.startswith("20")
    assert status.bytes >= (tmp_path / "index" / CATALOG).stat().st_size


def test_the_doctor_finds_a_sound_index_sound_and_names_what_is_not(articles: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    briefbot.build_index(articles, index=index)
    assert [check for check in briefbot.check_index(index=index) if not check.ok] == []
    with closing(sqlite3.connect(index / CATALOG)) as connection, connection:
        connection.execute("UPDATE passages SET vector = (SELECT vector FROM passages WHERE number = 2)")
    articles.rename(tmp_path / "moved")
    settings = Settings(index=index, reader="no-such/reader")
    problems = {check.name: check for check in briefbot.check_index(settings=settings) if not check.ok}
    assert set(problems) == {"encoder", "sources", "reader"}
    assert "does not give the vectors that are stored" in problems["encoder"].found
    assert "briefbot remove" in problems["sources"].cure
    assert "no-such/reader" in problems["reader"].found


def test_the_folder_of_added_articles_is_followed_within_the_index_and_may_be_empty(tmp_path: Path) -> None:
    settings = briefbot.Settings(index=tmp_path / "index")
    settings.articles.mkdir(parents=True)
    added = write(settings.articles / "rain.txt", "Rain floods a cellar", "Rain came through the wall on Monday.")
    write(settings.folder / "notes.txt", "Notes", "What lies in the index itself is no article.")
    briefbot.build_index(settings.articles, settings=settings)
    assert titles(settings.folder) == ["Rain floods a cellar"]
    assert briefbot.build_index(settings=settings).unchanged == 1, "it is remembered"
    everything = briefbot.build_index(tmp_path, settings=settings)
    assert (everything.documents, everything.failures) == (1, ()), "also within a folder that holds the index"
    added.unlink()
    briefbot.remove_sources(tmp_path, settings=settings)
    emptied = briefbot.build_index(settings.articles, settings=settings)
    assert (emptied.documents, emptied.failures) == (0, ())
    assert briefbot.build_index(settings=settings).failures == (), "nor does its emptiness fail later builds"


def test_where_nothing_can_be_read_the_error_names_every_source(articles: Path, tmp_path: Path) -> None:
    (tmp_path / "bad").mkdir()
    for name in ("a.png", "b.zip", "c.exe"):
        (tmp_path / "bad" / name).write_bytes(b"\0\1\2")
    with pytest.raises(briefbot.DocumentError) as caught:
        briefbot.build_index(tmp_path / "bad", index=tmp_path / "index")
    named = [Path(error.source).name for error in (caught.value, *caught.value.others)]
    assert named == ["a.png", "b.zip", "c.exe"]


def test_a_line_that_many_articles_end_with_is_no_part_of_the_news(articles: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    names = ["rain", "snow", "hail", "wind", "frost", "thunder", "sleet", "mist"]
    line = "Kestrels nest above the harbour again"
    for name in names[:-1]:
        write(articles / f"{name}.txt", f"The {name}", f"It was {name} that closed the {name} pass.\n\n{line}")
    briefbot.build_index(articles, index=index)
    write(articles / "mist.txt", "The mist", f"It was mist that closed the mist pass.\n\n{line}")
    plan = briefbot.build_index(index=index, dry_run=True)
    report = briefbot.build_index(index=index)
    assert (report.added, report.updated, report.dropped) == (plan.added, plan.updated, plan.dropped) == (1, 0, 0)
    assert report.embedded == plan.embedded == len(names), "the line has gone from all, and nothing else changed"
    bot = briefbot.Assistant.open(index)
    assert not any("Kestrels" in hit.passage.text for hit in bot.search("Where do kestrels nest?", 20))
    assert all(line in document.text for document in bot.documents() if document.title.split()[1] in names)
    listed = briefbot.list_documents(index=index)
    assert sum(entry.blocks[-1].kind == briefbot.BlockKind.FURNITURE for entry in listed) == len(names)
    (articles / "mist.txt").unlink()
    fewer = briefbot.build_index(index=index)
    assert (fewer.dropped, fewer.embedded, fewer.generation) == (1, len(names) - 1, report.generation + 1)


def test_a_listing_names_the_file_and_the_source_that_each_article_came_of(articles: Path, tmp_path: Path) -> None:
    other = write(tmp_path / "tunnel.txt", "A tunnel opens", "The tunnel was opened on Friday.")
    briefbot.build_index([articles, other], index=tmp_path / "index")
    entries = briefbot.list_documents(index=tmp_path / "index")
    assert {entry.path: entry.root for entry in entries} == {
        **{str(path): str(articles) for path in articles.iterdir()},
        str(other): str(other),
    }


def test_a_build_tells_how_far_it_is_and_ends_when_the_listener_raises(articles: Path, tmp_path: Path) -> None:
    heard: list[briefbot.Progress] = []
    briefbot.build_index(articles, index=tmp_path / "index", progress=heard.append)
    reading = [told for told in heard if told.doing == "reading"]
    assert {told.total for told in reading} == {sum(path.stat().st_size for path in articles.iterdir())}
    done = [told.done for told in reading]
    assert done[0] == 0
    assert done == sorted(done)
    assert done[-1] == reading[-1].total
    assert [(told.done, told.total) for told in heard if told.doing == "embedding"][-1] == (2, 2)
    assert [(told.done, told.total) for told in heard if told.doing == "writing"] == [(0, 4), (2, 4), (4, 4)]

    def stop(_progress: briefbot.Progress) -> None:
        raise LookupError("enough")

    write(articles / "wind.txt", "Wind fells a mast", "A mast fell in the wind.")
    with pytest.raises(LookupError):
        briefbot.build_index(articles, index=tmp_path / "index", progress=stop)
    assert briefbot.index_status(index=tmp_path / "index").documents == 2


def test_a_check_tells_how_far_it_is_even_where_it_ends_early(articles: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    briefbot.build_index(articles, index=index)
    for spoilt in (False, True):
        heard: list[briefbot.Progress] = []
        if spoilt:
            with closing(sqlite3.connect(index / CATALOG)) as connection, connection:
                connection.execute("UPDATE documents SET text = text || '.'")
        found = list(briefbot.check_index(index=index, progress=heard.append))
        assert [check.name for check in found if not check.ok] == (["texts"] if spoilt else [])
        assert {told.doing for told in heard} == {"checking"}
        ends = {told.source: (told.done, told.total) for told in heard}
        assert ends == {"texts": (2, 2), "words": (2, 2), "vectors": (2, 2)}


def test_a_record_is_cited_by_its_own_address_and_followed_by_its_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    index, folder = tmp_path / "index", tmp_path / "news"
    folder.mkdir()
    path = folder / "news.jsonl"

    def put(*records: dict[str, str]) -> None:
        path.write_text("\n".join(map(json.dumps, records)))

    ferry = {"text": "The ferry Alba was sold to Quay Lines on Monday.", "url": "https://a.example/ferry"}
    rain = {"text": "Rain fell for nine hours on Tuesday.", "source": "Courier"}
    put(ferry, rain, {"text": "", "url": "https://a.example/bad"})
    report = briefbot.build_index(folder, index=index)
    assert [failure.source for failure in report.failures] == [f"{path}#3"]

    def cited(question: str) -> str:
        return briefbot.answer(question, index=index).citations[0].source

    assert cited("Who bought the ferry Alba?") == "https://a.example/ferry"
    assert cited("For how long did it rain?") == f"{path}#2"
    within = briefbot.Filter(sources=(str(folder),))
    assert briefbot.Assistant.open(index).ask("Who bought the ferry Alba?", within=within).answered
    assert cli.main(["list", "--index", str(index)]) == 0
    assert f"<- https://a.example/ferry, in {path}\n" in capsys.readouterr().out

    put({**ferry, "url": "https://a.example/ferry-sold"}, rain)
    report = briefbot.build_index(index=index)
    assert (report.added, report.updated, report.dropped, report.unchanged) == (0, 0, 0, 2)
    assert cited("Who bought the ferry Alba?") == "https://a.example/ferry-sold"
    put({"text": ferry["text"]}, rain)
    briefbot.build_index(index=index)
    assert cited("Who bought the ferry Alba?") == f"{path}#1"
    put({**ferry, "text": "The ferry Alba was sold to Pier Lines on Monday."}, rain)
    report = briefbot.build_index(index=index)
    assert (report.added, report.dropped) == (1, 1)
    assert briefbot.answer("Who bought the ferry Alba?", index=index).text == "Pier Lines"

    path.unlink()
    write(folder / "snow.txt", "Snow closes the pass", "The pass was closed by Mayor Ada Quill.")
    assert briefbot.build_index(index=index).dropped == 2
    put(ferry)
    briefbot.build_index(index=index)
    assert briefbot.remove_sources(folder, index=index).dropped == 2


def test_a_file_that_an_older_reading_cited_by_its_line_is_cited_by_the_address_at_the_next_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index, path = tmp_path / "index", tmp_path / "news.jsonl"
    path.write_text(json.dumps({"text": "The ferry Alba was sold.", "url": "https://a.example/ferry"}))
    age(path)
    with monkeypatch.context() as before:
        before.setattr("briefbot.indexer.paths.READING", READING - 1)
        before.setattr("briefbot.documents.readers.jsonl.ADDRESSES", ())
        before.setattr("briefbot.documents.worker.client.FileReader", ReadsHere)
        briefbot.build_index(path, index=index)
    assert briefbot.list_documents(index=index)[0].source == f"{path}#1"
    briefbot.build_index(index=index)
    (entry,) = briefbot.list_documents(index=index)
    assert (entry.source, entry.path) == ("https://a.example/ferry", str(path))
