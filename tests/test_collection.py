"""The collection behind the page: how it is listed, what a removal takes along, and what forged requests come to."""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, cast

import pytest
from briefbot_ui import actions, articles, upload_guard, uploads
from briefbot_ui.article_actions import ArticleActions
from briefbot_ui.articles import Look
from briefbot_ui.build_jobs import Built, Job, Outcome, State, Task
from briefbot_ui.collection import Collection
from briefbot_ui.conversation import OUTDATED
from briefbot_ui.listing import Listing, Order, listing_of
from briefbot_ui.templates import text as escaped
from briefbot_ui.upload_guard import MOST_WAITING, UploadGuard, receiving
from briefbot_ui.uploads import Upload
from builder import as_format, build
from hypothesis import given
from hypothesis import strategies as st
from loops import run_apart

from briefbot import (
    Assistant,
    BriefbotError,
    DocumentError,
    Entry,
    IndexFormatError,
    IndexNotFoundError,
    Settings,
    build_index,
    create_index,
    index_status,
)
from briefbot.documents import find_sources
from briefbot.phrases import folded
from briefbot.store import open_writer

SHELF = Path("/index/articles")
HOSTILE = (
    "<script>window.hurt = 1</script>",
    "\"><img src=x onerror='window.hurt = 1'>",
    "${window.hurt = 1} {{constructor}} `${hurt = 1}`",
    "javascript:window.hurt=1",
    "&lt;b&gt; &amp;#60; \u202eesrever\u202c \0 \ud800",
)


class Parser(HTMLParser):
    """Every tag and attribute that a browser would see."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}


def entry(title: str, path: str, root: str = "", day: str | None = None, outlet: str | None = None) -> Entry:
    return Entry(title, title, outlet, dt.date.fromisoformat(day) if day else None, path, path, root)


ENTRIES = [
    entry("Rain", "/index/articles/rain.txt", "/index/articles", "2025-11-03", "Harbour Wire"),
    entry("Brief 1", "/index/articles/briefs.jsonl", "/index/articles"),
    entry("Brief 2", "/index/articles/briefs.jsonl", "/index/articles"),
    entry("Dam", "/index/articles/examples/dam.txt", "/index/articles", "2025-11-05", "Radio Carrow"),
    entry("Snow", "/news/snow.txt", "/news", "2025-12-01", "Radio Carrow"),
    entry("Wind", "/news/wind.txt", "/news"),
    entry("Alone", "/alone.txt", "/alone.txt"),
    entry("Page", "https://a.example/#one", "https://a.example/"),
]


@pytest.fixture
def listing() -> Listing:
    return listing_of(ENTRIES, SHELF)


def test_the_list_begins_with_the_latest_and_is_searched_by_every_word(listing: Listing) -> None:
    titles = [item.entry.title for item in listing.items]
    assert titles == ["Snow", "Dam", "Rain", "Alone", "Brief 1", "Brief 2", "Page", "Wind"]
    assert [item.entry.title for item in listing.found("  RADIO carrow 2025-12 ")] == ["Snow"]
    assert [item.entry.title for item in listing.found("briefs.jsonl")] == ["Brief 1", "Brief 2"]
    assert listing.found("radio nowhere") == []
    assert len(listing.found("")) == 8


@pytest.mark.parametrize(
    ("order", "titles"),
    [
        ("published", ["Snow", "Dam", "Rain", "Alone", "Brief 1", "Brief 2", "Page", "Wind"]),
        ("added", ["Page", "Alone", "Wind", "Snow", "Dam", "Brief 2", "Brief 1", "Rain"]),
        ("title", ["Alone", "Brief 1", "Brief 2", "Dam", "Page", "Rain", "Snow", "Wind"]),
        ("outlet", ["Rain", "Snow", "Dam", "Alone", "Brief 1", "Brief 2", "Page", "Wind"]),
    ],
)
def test_the_list_is_sorted_as_asked(order: Order, titles: list[str]) -> None:
    listing = listing_of([replace(entry, added=at) for at, entry in enumerate(ENTRIES)], SHELF)
    assert [item.entry.title for item in listing.found("", order)] == titles


def test_a_record_that_is_cited_by_its_address_is_found_by_its_file_too() -> None:
    own = replace(entry("Ferry", "/news/all.jsonl", "/news"), source="https://a.example/ferry")
    listing = listing_of([*ENTRIES, own], SHELF)
    for words in ("all.jsonl", "a.example/ferry"):
        assert [item.entry.title for item in listing.found(words)] == ["Ferry"]
    assert "<bdi>all.jsonl, https://a.example/ferry</bdi>" in articles.listed(listing, Look("ferry"))


def test_what_goes_together_is_counted_together(listing: Listing) -> None:
    counts = {holding.name: (holding.kind, holding.count) for holding in listing.holdings}
    assert counts == {
        "Everything added here": ("added", 3),
        "The examples": ("examples", 1),
        "news": ("folder", 2),
        "alone.txt": ("file", 1),
        "https://a.example/": ("address", 1),
    }
    keys = [holding.key for holding in (*listing.holdings, *(item.holding for item in listing.items))]
    assert all(listing.holding(key) for key in keys)
    assert listing.holding("/news") is None, "the page names what it removes by key, never by path"


@pytest.mark.parametrize(
    ("title", "question", "tells", "button"),
    [
        ("Rain", "Remove “Rain”?", "The copy", "Remove"),
        ("Brief 1", "Remove “briefs.jsonl”?", "holds 2 articles, and all of them go", "Remove 2 articles"),
        ("Wind", "Stop following news?", "delete its file there.*: 2 articles. Its files stay", "Remove 2 articles"),
        ("Alone", "Remove “Alone”?", "The file itself stays", "Remove"),
        ("Page", "Remove “Page”?", "no longer followed.*: 1 article", "Remove 1 article"),
    ],
)
def test_before_a_removal_the_page_says_what_goes_with_it(
    listing: Listing, title: str, question: str, tells: str, button: str
) -> None:
    (item,) = (item for item in listing.items if item.entry.title == title)
    asked, told, yes = articles.asked(item.holding, title)
    assert (asked, yes) == (question, button)
    assert re.search(tells, told)


@pytest.mark.parametrize("text", HOSTILE)
def test_no_title_name_address_or_reason_becomes_markup(text: str) -> None:
    rows = [
        entry(text, f"/index/articles/{text}", "/index/articles", None, text),
        entry(text, f"https://a.example/{text}", f"https://a.example/{text}"),
        entry(text, f"/{text}/x", f"/{text}"),
    ]
    shown = articles.listed(listing_of(rows, SHELF), Look())
    shown += articles.outcome(State(outcome=Outcome(text, ((text, text),))))
    parser = Parser()
    parser.feed(shown)
    assert parser.tags == {"div", "p", "ul", "li", "span", "bdi", "button", "details", "summary", "input", "label"}
    assert not [name for name in parser.attributes if name.startswith(("on", "href", "src"))]
    assert "\0" not in shown
    shown.encode("utf-8")


@given(st.lists(st.text(max_size=20), max_size=5), st.text(max_size=20))
def test_any_search_over_any_titles_gives_rows_that_match(titles: list[str], words: str) -> None:
    listing = listing_of([entry(title, f"/news/{at}", "/news") for at, title in enumerate(titles)], SHELF)
    for item in listing.found(words):
        assert all(word in folded(f"{item.entry.title} {item.entry.path} news") for word in folded(words).split())


def test_articles_are_found_without_accents_and_strokes() -> None:
    listing = listing_of([entry("Łódź elects Bjørn Ødegård", "/news/1", "/news")], SHELF)
    for words in ("lodz", "bjorn ødegard", "ŁÓDŹ", "Odegård"):
        assert len(listing.found(words)) == 1, words
    assert listing.found("lod elected") == []


def test_more_rows_are_shown_on_demand(listing: Listing) -> None:
    assert articles.listed(listing, Look(shown=3)).count("data-open") == 3
    assert "Show more (5 left)" in articles.listed(listing, Look(shown=3))
    assert "Show more" not in articles.listed(listing, Look(shown=8))
    assert "There are no articles yet." in articles.listed(Listing(), Look(shown=8))


def test_the_longest_list_says_how_to_see_the_rest(listing: Listing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(articles, "MOST_SHOWN", 5)
    shown = articles.listed(listing, Look(shown=5))
    assert "Show more" not in shown
    assert "3 more are not shown. Search to see them." in shown


@pytest.mark.parametrize(
    "address",
    [
        "",
        "/etc/passwd",
        "file:///etc/passwd",
        "ftp://a.example/",
        "https://",
        "https://a.example/ b",
        "javascript://x",
        "\0",
    ],
)
def test_nothing_but_a_web_address_is_followed(tmp_path: Path, address: str) -> None:
    collection = Collection(Settings(index=tmp_path / "index"))
    with pytest.raises(BriefbotError, match="not a web address"):
        collection.follow(address)
    assert not collection.state.running


@pytest.mark.parametrize(
    "address",
    [
        "http://192.168.1.1/",
        "127.0.0.1:7860",
        "http://localhost/",
        "http://a.localhost./",
        "http://[::1]/",
        "http://127.1/",
        "http://0x7f000001/",
        "http://2130706433/",
        "http://[::ffff:10.0.0.1]/",
    ],
)
def test_an_address_of_this_machine_or_a_local_network_is_refused_before_anything_is_begun(
    tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", None)  # a look-up may take long
    settings = Settings(index=tmp_path / "index")
    collection = Collection(settings)
    with pytest.raises(BriefbotError, match="in a private network or on this machine"):
        collection.follow(address)
    assert collection.state == State()


@pytest.mark.model
def test_an_index_without_articles_opens_and_a_question_says_that_there_are_none(tmp_path: Path) -> None:
    assistant = Assistant.open(create_index(tmp_path / "index"))
    assert (assistant.document_count, assistant.outlets(), assistant.sources()) == (0, [], [])
    assert (list(assistant.documents()), assistant.period(), assistant.suggestions()) == ([], None, ())
    reply = assistant.ask("Who is the mayor?")
    assert (reply.answered, reply.searched) == (False, 0)
    (tmp_path / "rain.txt").write_text("Rain floods the harbour\n\nRain fell for nine hours.\n")
    build_index(tmp_path / "rain.txt", index=tmp_path / "index")
    create_index(tmp_path / "index")
    assert assistant.document_count == 1, "one that is there stays as it is"
    shutil.rmtree(tmp_path / "index")
    with pytest.raises(IndexNotFoundError):
        assistant.ask("Who is the mayor?")


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[Collection]:
    made = Collection(Settings(index=tmp_path / "index"))
    yield made
    made.close()


def finished(collection: Collection, eventually: Callable[[Callable[[], bool]], None]) -> Outcome:
    eventually(lambda: not collection.state.running)
    assert collection.state.outcome is not None
    return collection.state.outcome


def tasks_of(collection: Collection, monkeypatch: pytest.MonkeyPatch) -> list[Task]:
    """The builds that are done from now on."""
    done: list[Task] = []
    built = collection._work._built

    def noted(job: Job, task: Task) -> Built:
        done.append(task)
        return built(job, task)

    monkeypatch.setattr(collection._work, "_built", noted)
    return done


@pytest.fixture
def eventually() -> Callable[[Callable[[], bool]], None]:
    """Waits until something holds; the tests' own limit ends what never does."""

    def wait(holds: Callable[[], bool]) -> None:
        while not holds():
            threading.Event().wait(0.05)

    return wait


@contextmanager
def waiting(collection: Collection, eventually: Callable[[Callable[[], bool]], None]) -> Iterator[None]:
    """While another process builds: a first article is being added, and waits for it."""
    collection.settings.folder.mkdir()
    with open_writer(collection.settings.folder):
        collection.add_text("The mayor of Tarn is Ada Quill.", "Mayors", "", "")
        eventually(lambda: "waiting for another build" in collection.state.words)
        yield


@pytest.mark.model
def test_text_is_added_and_removed_and_its_file_with_it(
    collection: Collection, eventually: Callable[[Callable[[], bool]], None]
) -> None:
    collection.add_text("The mayor of Tarn is Ada Quill.", "Mayors", "Harbour Wire", "2025-11-03")
    assert finished(collection, eventually).message == "1 article added. You have 1 article now."
    (item,) = collection.listing().items
    assert (item.entry.title, item.entry.outlet) == ("Mayors", "Harbour Wire")
    (path,) = collection.settings.articles.iterdir()
    assert path.name == "Mayors.jsonl"
    collection.add_text("The mayor of Tarn is Ada Quill.", "Mayors", "Harbour Wire", "2025-11-03")
    assert finished(collection, eventually).message.startswith("Nothing new")
    collection.remove(item.holding.key)
    assert finished(collection, eventually).message == "Removed Mayors.jsonl: 1 article fewer."
    assert collection.listing().items == ()
    assert find_sources([collection.settings.articles]) != [path], "no build finds it"
    with pytest.raises(BriefbotError, match="no longer in the index"):
        collection.remove(item.holding.key)
    collection.close()
    assert list(collection.settings.articles.iterdir()) == [], "what was removed is deleted with the end of the chat"


@pytest.mark.model
def test_a_removal_is_undone_until_the_next_one(
    collection: Collection, eventually: Callable[[Callable[[], bool]], None]
) -> None:
    with pytest.raises(BriefbotError, match="no removal"):
        collection.undo_removal()
    for name in ("Mayors", "Winds"):
        collection.add_text(f"The text of {name} is here.", name, "", "")
        finished(collection, eventually)
    articles = collection.settings.articles
    (mayors,) = collection.listing().found("mayors")
    collection.remove(mayors.holding.key)
    assert finished(collection, eventually).can_undo
    assert [item.entry.title for item in collection.listing().items] == ["Winds"]
    collection.undo_removal()
    outcome = finished(collection, eventually)
    assert (outcome.message, outcome.can_undo) == ("Mayors.jsonl is back. You have 2 articles now.", False)
    assert sorted(path.name for path in articles.iterdir()) == ["Mayors.jsonl", "Winds.jsonl"]
    assert collection.listing().found("", "added")[0].entry.title == "Mayors"
    for word in ("mayors", "winds"):
        (item,) = collection.listing().found(word)
        collection.remove(item.holding.key)
        assert finished(collection, eventually).can_undo
    assert [path.name for path in articles.rglob("*") if path.is_file()] == ["Winds.jsonl"], "the one before is deleted"
    collection.undo_removal()
    finished(collection, eventually)
    assert [item.entry.title for item in collection.listing().items] == ["Winds"]


@pytest.mark.model
def test_an_undone_removal_that_is_stopped_can_be_undone_again(
    collection: Collection, eventually: Callable[[Callable[[], bool]], None]
) -> None:
    collection.add_text("The mayor of Tarn is Ada Quill.", "Mayors", "", "")
    finished(collection, eventually)
    (item,) = collection.listing().items
    collection.remove(item.holding.key)
    finished(collection, eventually)
    with open_writer(collection.settings.folder):
        collection.undo_removal()
        eventually(lambda: "waiting for another build" in collection.state.words)
        collection.stop()
        assert finished(collection, eventually).can_undo
    assert [path.name for path in collection.settings.articles.glob("*.jsonl")] == []
    collection.undo_removal()
    assert "is back" in finished(collection, eventually).message
    assert [path.name for path in collection.settings.articles.iterdir()] == ["Mayors.jsonl"]


@pytest.mark.model
def test_a_folder_that_is_no_longer_followed_is_followed_again(
    collection: Collection, tmp_path: Path, eventually: Callable[[Callable[[], bool]], None]
) -> None:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "rain.txt").write_text("Rain floods the harbour\n\nRain fell for nine hours.\n")
    build_index(tmp_path / "news", index=collection.settings.folder)
    (item,) = collection.listing().items
    collection.remove(item.holding.key)
    finished(collection, eventually)
    assert collection.listing().items == ()
    collection.undo_removal()
    assert "is back" in finished(collection, eventually).message
    assert [item.holding.root for item in collection.listing().items] == [str(tmp_path / "news")]


@pytest.mark.model
def test_a_removal_is_forgotten_after_some_time_and_its_file_deleted(
    tmp_path: Path, eventually: Callable[[Callable[[], bool]], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("briefbot_ui.collection._UNDONE_WITHIN", 0)
    collection = Collection(Settings(index=tmp_path / "index"))
    collection.add_text("The mayor of Tarn is Ada Quill.", "Mayors", "", "")
    finished(collection, eventually)
    collection.remove(collection.listing().items[0].holding.key)
    finished(collection, eventually)
    eventually(lambda: not list(collection.settings.articles.iterdir()))
    with pytest.raises(BriefbotError, match="no removal"):
        collection.undo_removal()
    collection.close()


def test_what_was_removed_when_a_chat_was_killed_does_not_come_back(tmp_path: Path) -> None:
    settings = Settings(index=tmp_path / "index")
    settings.articles.mkdir(parents=True)
    file = settings.articles / "rain.txt"
    file.write_text("Rain fell for nine hours.")
    assert uploads.keep_aside(list(uploads.set_aside([file], settings.articles)), settings.articles)
    Collection(settings)
    assert list(settings.articles.iterdir()) == []


@pytest.mark.model
def test_what_is_added_while_a_build_runs_waits_for_one_build_more(
    collection: Collection,
    tmp_path: Path,
    eventually: Callable[[Callable[[], bool]], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    collection.received = tmp_path / "received"
    collection.received.mkdir()
    done = tasks_of(collection, monkeypatch)
    with waiting(collection, eventually):
        for batch in range(3):
            files = [collection.received / f"{batch}{number}.txt" for number in range(4)]
            for file in files:
                file.write_text(f"Rain {file.name}\n\nRain fell for {file.name} hours.\n")
            collection.add_files([Upload(str(file), file.name) for file in files])
    assert finished(collection, eventually).message.endswith("You have 13 articles now.")
    assert [task.name for task in done] == ["Adding the text", "Adding 12 files"]


@pytest.mark.model
def test_what_joined_a_build_that_is_stopped_is_deleted_and_what_comes_later_is_not(
    collection: Collection, eventually: Callable[[Callable[[], bool]], None]
) -> None:
    with waiting(collection, eventually):
        for name in ("one", "two"):
            collection.add_text(f"The text of {name}.", name, "", "")
        collection.stop()
        collection.add_text("The text of three.", "three", "", "")
    finished(collection, eventually)
    assert [path.name for path in collection.settings.articles.iterdir()] == ["three.jsonl"]
    assert [item.entry.title for item in collection.listing().items] == ["three"]


@pytest.mark.model
def test_one_added_file_is_read_and_no_other_is_looked_at(
    collection: Collection, eventually: Callable[[Callable[[], bool]], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    done = tasks_of(collection, monkeypatch)
    for name in ("one", "two"):
        collection.add_text(f"The text of {name}.", name, "", "")
        finished(collection, eventually)
    folder = collection.settings.articles
    assert [task.sources for task in done] == [(str(folder),), (str(folder / "two.jsonl"),)]
    assert index_status(index=collection.settings.folder).sources == (str(folder),)


def listed(collection: Collection, words: str) -> str:
    """The list as a page gets it."""
    acts = ArticleActions(collection, cast(Assistant, None))
    return str(acts.list_articles(actions.ListArticles(words=words, shown=10))["html"])


def test_an_older_index_under_an_open_page_is_named_in_the_drawer(
    collection: Collection, caplog: pytest.LogCaptureFixture
) -> None:
    index = collection.settings.folder
    build(index, ["rain"])
    assert "rain" in listed(collection, "")
    as_format(index, 3)
    with pytest.raises(IndexFormatError):
        collection.listing()
    for words in ("", "rain"):
        shown = listed(collection, words)
        assert escaped(OUTDATED) in shown
        assert str(index) not in shown
    assert f"Update the index with: briefbot index --index {index}" in caplog.text
    build(index, ["rain"])
    assert "rain" in listed(collection, "")


@pytest.mark.model
def test_a_build_waits_for_another_process_and_can_be_stopped_without_a_trace(
    collection: Collection, eventually: Callable[[Callable[[], bool]], None]
) -> None:
    with waiting(collection, eventually):
        collection.stop()
        outcome = finished(collection, eventually)
    assert outcome.message == "Stopped. Your articles are as they were before."
    assert list(collection.settings.articles.iterdir()) == []


@pytest.mark.model
def test_what_is_added_after_a_stop_is_not_stopped_with_it(
    collection: Collection, eventually: Callable[[Callable[[], bool]], None]
) -> None:
    with waiting(collection, eventually):
        collection.stop()
        collection.add_text("The mayor of Ostrel is Bo Lund.", "More mayors", "", "")
    assert finished(collection, eventually).message == "1 article added. You have 1 article now."
    assert [item.entry.title for item in collection.listing().items] == ["More mayors"]


@pytest.mark.model
def test_what_the_build_before_has_read_already_is_said_to_be_added(
    collection: Collection, eventually: Callable[[Callable[[], bool]], None]
) -> None:
    with waiting(collection, eventually):
        collection.add_text("The mayor of Ostrel is Bo Lund.", "More mayors", "", "")
    assert finished(collection, eventually).message == "Added. You have 2 articles now."


@pytest.mark.model
def test_a_removal_that_is_stopped_removes_nothing(
    collection: Collection, eventually: Callable[[Callable[[], bool]], None]
) -> None:
    collection.add_text("The mayor of Tarn is Ada Quill.", "Mayors", "", "")
    finished(collection, eventually)
    (item,) = collection.listing().items
    (file,) = collection.settings.articles.iterdir()
    kept = file.read_bytes()
    with open_writer(collection.settings.folder):
        collection.remove(item.holding.key)
        eventually(lambda: "waiting for another build" in collection.state.words)
        collection.stop()
        outcome = finished(collection, eventually)
    assert outcome.message == "Stopped. Your articles are as they were before."
    assert list(collection.settings.articles.iterdir()) == [file]
    assert file.read_bytes() == kept
    collection.refresh()
    assert finished(collection, eventually).message == "Nothing has changed."


def test_what_was_set_aside_comes_back_under_the_next_name_where_another_has_its_own(tmp_path: Path) -> None:
    one, two, gone = tmp_path / "1.txt", tmp_path / "examples" / "2.txt", tmp_path / "3.txt"
    two.parent.mkdir()
    for file in (one, two):
        file.write_text(file.name)
    aside = list(uploads.set_aside([one, two, gone], tmp_path))
    assert [path for path, _ in aside] == [one, two]
    (nothing,) = find_sources([tmp_path])
    assert isinstance(nothing, DocumentError), "no build finds them"
    two.write_text("another")
    uploads.put_back(aside)
    assert {path.name: path.read_text() for path in tmp_path.rglob("*.txt")} == {
        "1.txt": "1.txt",
        "2.txt": "another",
        "2 (2).txt": "2.txt",
    }
    assert not (tmp_path / ".removing").exists()
    uploads.throw_away(uploads.set_aside([one], tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["examples"]


def test_a_removal_that_ended_with_its_process_is_undone(tmp_path: Path) -> None:
    settings = Settings(index=tmp_path / "index")
    settings.articles.mkdir(parents=True)
    file = settings.articles / "rain.txt"
    file.write_text("Rain fell for nine hours.")
    assert list(uploads.set_aside([file], settings.articles))
    Collection(settings)
    assert [path.name for path in settings.articles.iterdir()] == ["rain.txt"]


@pytest.mark.model
def test_a_removal_that_is_stopped_after_another_build_keeps_what_that_one_holds(
    collection: Collection, eventually: Callable[[Callable[[], bool]], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    collection.add_text("The mayor of Tarn is Ada Quill.", "Mayors", "", "")
    finished(collection, eventually)
    (item,) = collection.listing().items
    (file,) = collection.settings.articles.iterdir()
    monkeypatch.setattr(collection._work, "_built", lambda *_: Built(stopped=True))
    generations = iter([1, 2])
    monkeypatch.setattr(collection._work, "_generation", lambda: next(generations))
    collection.remove(item.holding.key)
    assert finished(collection, eventually).message == "Stopped. Your articles are as they were before."
    assert list(collection.settings.articles.iterdir()) == [file]


@pytest.mark.model
def test_files_that_cannot_be_set_aside_all_stay(
    collection: Collection, eventually: Callable[[Callable[[], bool]], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("Mayors", "Winds"):
        collection.add_text(f"The text of {name}.", name, "", "")
        finished(collection, eventually)
    names = sorted(path.name for path in collection.settings.articles.iterdir())
    whole = next(holding for holding in collection.listing().holdings if len(holding.paths) == 2)
    real = Path.replace

    def replace(path: Path, target: Path) -> Path:
        if path.name == whole.paths[-1].name and ".removing" in target.parts:
            raise PermissionError(13, "Permission denied")
        return real(path, target)

    monkeypatch.setattr(Path, "replace", replace)
    collection.remove(whole.key)
    assert "cannot be removed: Permission denied" in finished(collection, eventually).message
    assert sorted(path.name for path in collection.settings.articles.iterdir()) == names


@pytest.mark.model
def test_the_list_follows_an_index_that_is_built_anew_and_a_source_that_is_widened(
    collection: Collection, tmp_path: Path
) -> None:
    news = tmp_path / "news"
    (news / "today").mkdir(parents=True)
    (news / "today" / "rain.txt").write_text("Rain floods the harbour\n\nRain fell for nine hours.\n")
    index = collection.settings.folder
    build_index(news / "today", index=index)
    (before,) = collection.listing().items
    build_index(news, index=index)
    (item,) = collection.listing().items
    assert (before.holding.root, item.holding.root) == (str(news / "today"), str(news))
    shutil.rmtree(index)
    assert collection.listing().items == ()
    time.sleep(1.1)  # when an index was built is known to the second
    (news / "today" / "rain.txt").write_text("Snow closes the pass\n\nThe pass was closed.\n")
    build_index(news, index=index)
    (item,) = collection.listing().items
    assert item.entry.title == "Snow closes the pass"


@pytest.mark.model
def test_equal_files_of_one_name_are_added_or_refused_together(
    collection: Collection, tmp_path: Path, eventually: Callable[[Callable[[], bool]], None]
) -> None:
    collection.received = tmp_path / "received"
    arrived = collection.received / "digest" / "notes.txt"
    arrived.parent.mkdir(parents=True)
    arrived.write_text("Rain floods the harbour\n\nRain fell for nine hours.\n")
    size = arrived.stat().st_size
    archive = arrived.with_name("a.zip")
    archive.write_bytes(b"PK")
    lost = [Upload("", f"lost {number}.txt", 9) for number in range(2)]
    refused = [Upload(str(archive), name, 2) for name in ("one.zip", "two.zip")]
    collection.add_files([*lost, *refused, *[Upload(str(arrived), "notes.txt", size)] * 2])
    outcome = finished(collection, eventually)
    assert outcome.message == "1 article added. You have 1 article now."
    assert [name for name, _ in outcome.failures] == ["lost 0.txt", "lost 1.txt", "one.zip", "two.zip"]
    assert "of a kind that briefbot does not read" in outcome.failures[-1][1]


def test_uploads_that_were_given_up_make_room(tmp_path: Path) -> None:
    collection = Collection(Settings(index=tmp_path / "index"))
    collection.received = tmp_path / "received"
    collection.received.mkdir()
    files = [collection.received / f"{number}.txt" for number in range(MOST_WAITING)]
    for file in files:
        file.write_text("x")
    guard = UploadGuard(lambda *_: None, collection)  # type: ignore[arg-type]
    assert "Too many files" in str(guard._refusal(9))
    for file in files[1:]:
        os.utime(file, (0, 0))
    assert guard._refusal(9) is None
    assert list(collection.received.iterdir()) == files[:1]


def test_uploads_wait_up_to_so_many_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    collection = Collection(Settings(index=tmp_path / "index", max_file_bytes=10))
    collection.received = tmp_path / "received"
    collection.received.mkdir()
    monkeypatch.setattr(upload_guard, "MOST_BYTES", 100_000)
    guard = UploadGuard(lambda *_: None, collection)  # type: ignore[arg-type]
    assert guard._refusal(60_000) is None
    (collection.received / "a.txt").write_bytes(b"x" * 30_000)
    assert guard._refusal(60_000) is None
    guard._arriving = 20_000
    assert "Too many files" in str(guard._refusal(60_000))
    assert "too large" in str(guard._refusal(None))


@pytest.mark.parametrize(
    ("path", "is_upload"),
    [
        ("/gradio_api/upload", True),
        ("/gradio_api/upload/", True),
        ("/gradio_api/upload\n", True),
        ("/gradio_api/upload/\n", True),
        ("/prefix/gradio_api/upload", True),
        ("/gradio_api/upload_progress", False),
        ("/gradio_api/queue/join", False),
    ],
)
def test_whatever_would_be_taken_for_an_upload_is_guarded(path: str, is_upload: bool) -> None:
    passed, sent = [], []

    async def app(scope: Any, _receive: Any, _send: Any) -> None:
        passed.append(scope["path"])

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "http.disconnect"}

    scope = {"type": "http", "path": path, "headers": [(b"content-length", b"9")], "method": "POST"}
    run_apart(UploadGuard(app, None)(scope, receive, send))
    assert bool(sent) == is_upload
    assert bool(passed) == (not is_upload)


def test_the_folder_of_a_chat_that_was_killed_is_deleted_by_the_next_one_and_no_other_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    elsewhere = tmp_path / "elsewhere"
    for folder in (tmp_path / "temporary", elsewhere):
        folder.mkdir()
    (elsewhere / ".lock").touch()
    left = tmp_path / "temporary" / "briefbot-uploads-left"
    (left / "received").mkdir(parents=True)
    (left / ".lock").touch()
    (left / "received" / "secret.txt").write_text("Rain fell.")
    link = tmp_path / "temporary" / "briefbot-uploads-link"
    link.symlink_to(elsewhere)
    collections = [Collection(Settings(index=tmp_path / name)) for name in ("one", "two")]
    with receiving(collections[0]):
        assert not left.exists()
        with receiving(collections[1]):
            assert collections[0].received.is_dir(), "its chat is alive"
        assert not collections[1].received.exists()
    assert list((tmp_path / "temporary").iterdir()) == [link]
    assert (elsewhere / ".lock").exists()


def test_jobs_are_done_in_turn_and_a_failure_of_one_is_not_forgotten_over_the_next(
    collection: Collection, eventually: Callable[[Callable[[], bool]], None]
) -> None:
    begun: list[str] = []

    def job(name: str) -> Job:
        def before() -> Task:
            begun.append(name)
            raise BriefbotError(f"{name} cannot be done")

        return Job(before, lambda _: Outcome(name))

    for name in ("one", "two", "three"):
        collection._work.do(job(name))
    assert finished(collection, eventually).message == "three cannot be done"
    assert begun == ["one", "two", "three"]


def test_a_page_is_told_a_generation_with_its_own_number_of_articles(tmp_path: Path) -> None:
    class Committing:
        """An index in which a build is committed between the first two looks."""

        generation, documents = 1, 0

        @property
        def document_count(self) -> int:
            type(self).generation, type(self).documents = 2, 18
            return self.documents

    acts = ArticleActions(Collection(Settings(index=tmp_path)), cast(Assistant, Committing()))
    told = acts.look(actions.Look())
    assert (told["generation"], told["documents"]) == (2, 18)
