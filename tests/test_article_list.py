"""The list of articles on the page: its order, what was added just now, what is found in texts, names and failures."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, cast

import pytest
from attacks import ATTACKS
from briefbot_ui import actions, articles
from briefbot_ui.article_actions import ArticleActions
from briefbot_ui.article_search import Sentence, sentences_with
from briefbot_ui.articles import Look, found_items
from briefbot_ui.build_jobs import Outcome, State
from briefbot_ui.collection import Collection
from briefbot_ui.collection_actions import CollectionActions
from briefbot_ui.failures import NAMED_AT_MOST, grouped
from briefbot_ui.listing import Listing, Order, listing_of
from briefbot_ui.openers import subjects_of
from briefbot_ui.overview import beginning_of
from briefbot_ui.short_names import came_from, names_apart
from briefbot_ui.uploads import NOT_READ

from briefbot import Assistant, Document, Entry, IndexFormatError, Settings, build_index, list_documents

SHELF = Path("/index/articles")


def entry(title: str, added: int, day: str | None = None, outlet: str | None = None, path: str = "") -> Entry:
    path = path or f"/news/{title.lower()}.txt"
    return Entry(title, title, outlet, day and dt.date.fromisoformat(day), path, path, "/news", (), added)  # type: ignore[arg-type]


LISTING = listing_of(
    [
        entry("Snow", 1, "2025-12-01", "Radio Carrow"),
        entry("apple", 4),
        entry("Rain", 3, "2025-11-03", "Harbour Wire"),
        entry("Dam", 2, "2025-12-03", "Älv Post"),
    ],
    SHELF,
)


def titles(look: Look, listing: Listing = LISTING) -> list[str]:
    return [item.entry.title for item in found_items(listing, look)]


@pytest.mark.parametrize(
    ("order", "wanted"),
    [
        ("published", ["Dam", "Snow", "Rain", "apple"]),
        ("added", ["apple", "Rain", "Dam", "Snow"]),
        ("title", ["apple", "Dam", "Rain", "Snow"]),
        ("outlet", ["Dam", "Rain", "Snow", "apple"]),
    ],
)
def test_the_list_is_sorted_as_a_person_wants_it(order: Order, wanted: list[str]) -> None:
    assert titles(Look(order=order)) == wanted


def test_what_was_added_just_now_is_on_top_under_its_name() -> None:
    look = Look(known=2)
    assert titles(look) == ["Rain", "apple", "Dam", "Snow"]
    shown = articles.listed(LISTING, look)
    assert shown.index("Added just now") < shown.index("Rain") < shown.index("All others") < shown.index("Dam")
    for known in (None, 0, 9):  # nothing is new, or all is: then it divides nothing
        assert "Added just now" not in articles.listed(LISTING, Look(known=known))
    assert "Added just now" not in articles.listed(LISTING, Look("rain", known=2))


def test_an_article_whose_text_holds_the_words_is_listed_after_those_that_are_called_so() -> None:
    found = {
        name: Sentence(name, (3, 20), (("The ", False), ("rain", True), (" fell.", False))) for name in ("Snow", "Rain")
    }
    look = Look("rain", sentences=found)
    assert titles(look) == ["Rain", "Snow"]
    shown = articles.listed(LISTING, look)
    assert "2 of 4 articles" in shown
    assert 'data-open="Snow" data-start="3" data-end="20" dir="auto">The <strong>rain</strong> fell.</button>' in shown
    assert "No article has these words" in articles.listed(LISTING, Look("nowhere"))


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Collection:
    folder = tmp_path_factory.mktemp("news") / "harbour"
    (folder / "deep").mkdir(parents=True)
    (folder / "rain.txt").write_text("Rain floods the market\n\nThe market was closed. Mayor Ada Quill lost a ferry.\n")
    (folder / "deep" / "owl.txt").write_text("Owl returns\n\nAn owl was seen on the old mill by nine children.\n")
    settings = Settings(index=tmp_path_factory.mktemp("index") / "index")
    build_index(folder, settings=settings)
    return Collection(settings)


@pytest.mark.model
def test_the_sentence_that_holds_the_words_is_found_and_opens_at_its_place(own: Collection) -> None:
    assistant = Assistant.open(settings=own.settings)
    (found,) = sentences_with("lost ferries", assistant).values()
    document = assistant.document(found.document_id)
    assert document.text[slice(*found.place)] == "Mayor Ada Quill lost a ferry."
    assert "".join(piece for piece, _ in found.parts) == "Mayor Ada Quill lost a ferry."
    assert [piece for piece, is_word in found.parts if is_word] == ["lost"]
    (found,) = sentences_with("owl", assistant).values()
    assert document.text[slice(*found.place)] != "Owl returns", "a title says nothing new below itself"
    for nothing in ("", "fe", "zebra", "?!", "x" * 5000):
        assert sentences_with(nothing, assistant) == {}


@pytest.mark.model
def test_the_page_names_articles_to_be_asked_and_no_path_of_this_machine(own: Collection) -> None:
    acting = ArticleActions(own, Assistant.open(settings=own.settings))
    listed = acting.list_articles(actions.ListArticles(words="lost ferry", known=1))
    assert "Rain floods the market" in listed["html"]
    assert listed["newest"] == 2
    whole = acting.list_articles(actions.ListArticles())["html"]
    assert "deep/owl.txt" in whole
    assert ">harbour<" in whole
    assert str(own.settings.folder.parent.parent) not in whole
    assert [one["title"] for one in acting.found_articles(actions.FoundArticles(words="ferry"))["articles"]] == [
        "Rain floods the market"
    ]
    (holding,) = own.listing().holdings
    assert len(acting.held_articles(actions.HeldArticles(key=holding.key))["articles"]) == 2
    assert acting.held_articles(actions.HeldArticles(key="none")) == {"articles": [], "left": 0}


@pytest.mark.model
def test_a_removal_that_cannot_be_undone_says_so(own: Collection) -> None:
    if hasattr(own, "undo_removal"):
        pytest.skip("it can be")
    assert "failed" in ArticleActions(own, cast(Any, None)).undo_removal(actions.UndoRemoval())


@pytest.mark.model
def test_documents_are_numbered_in_the_order_in_which_they_were_added(own: Collection, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Fog stops all\n\nFog stopped the Tarn ferry for six hours on Sunday.\n")
    before = {one.document_id: one.added for one in list_documents(index=own.settings.folder)}
    build_index(tmp_path / "a.txt", settings=own.settings)
    after = {one.document_id: one.added for one in list_documents(index=own.settings.folder)}
    (new,) = after.keys() - before.keys()
    assert after[new] > max(before.values())


@pytest.mark.model
def test_collections_are_made_asked_renamed_and_deleted_on_the_page(own: Collection) -> None:
    acting = CollectionActions(own)
    ids = [item.entry.document_id for item in own.listing().items]
    (holding,) = (one for one in own.listing().holdings if one.kind == "folder")
    assert acting.save_collection(actions.SaveCollection(name="One", documents=(ids[0], "unknown"))) == {}
    assert acting.save_collection(actions.SaveCollection(name="Folder", holdings=(holding.key,))) == {}
    assert "already" in acting.save_collection(actions.SaveCollection(name="one", documents=(ids[0],)))["failed"]
    assert "Tick" in acting.save_collection(actions.SaveCollection(name="None", documents=("unknown",)))["failed"]
    html = acting.collections(actions.Collections())["html"]
    assert html.index("Folder") < html.index("One")
    assert "1 article<" in html
    named = acting.collected_articles(actions.CollectedArticles(name="One"))["articles"]
    assert [one["id"] for one in named] == [ids[0]]
    assert len(acting.collected_articles(actions.CollectedArticles(name="Folder"))["articles"]) == 2
    assert acting.rename_collection(actions.RenameCollection(name="One", new_name="Two")) == {}
    assert "no longer there" in acting.delete_collection(actions.DeleteCollection(name="One"))["failed"]
    assert acting.delete_collection(actions.DeleteCollection(name="Two")) == {}
    (own.settings.folder / "collections.json").write_text("damaged")
    told = acting.collections(actions.Collections())["failed"]
    assert str(own.settings.folder) not in told
    assert "cannot be read" in told
    (own.settings.folder / "collections.json").unlink()


@pytest.mark.model
def test_an_index_of_another_format_has_no_list(own: Collection, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> Listing:
        raise IndexFormatError("an older one")

    monkeypatch.setattr(own, "listing", refuse)
    told = ArticleActions(own, cast(Any, None)).list_articles(actions.ListArticles())
    assert told["newest"] is None
    assert "another version" in told["html"]


def test_files_that_fail_for_one_reason_are_told_once() -> None:
    failures = [("a.exe", NOT_READ), ("b.txt", "only white space."), ("c.PNG", NOT_READ), ("d", NOT_READ)]
    unread, blank = grouped(failures)
    assert (unread.count, unread.kinds, unread.names) == (3, (".exe", ".png"), ("a.exe", "c.PNG", "d"))
    assert (blank.reason, blank.count, blank.kinds) == ("only white space", 1, ())
    shown = articles.outcome(State(outcome=Outcome("Nothing was added.", tuple(failures))))
    assert "3 files are of kinds that briefbot does not read: .exe, .png." in shown
    assert "<bdi>b.txt</bdi> only white space." in shown
    many = grouped([(f"{at}.txt", "has not arrived") for at in range(NAMED_AT_MOST + 5)])
    assert [(one.count, len(one.names), one.left) for one in many] == [(NAMED_AT_MOST + 5, NAMED_AT_MOST, 5)]


def test_a_removal_can_be_undone_where_its_outcome_says_so() -> None:
    assert "Undo" not in articles.outcome(State(outcome=Outcome("Removed.")))
    assert "Undo" in articles.outcome(State(outcome=Outcome("Removed.", can_undo=True)))


def test_sources_are_called_by_as_many_of_their_last_parts_as_tell_them_apart() -> None:
    assert names_apart(["/a/b/news", "/a/c/news", "/x/more.txt", "https://a.example/news", "/"]) == {
        "/a/b/news": "b/news",
        "/a/c/news": "c/news",
        "/x/more.txt": "more.txt",
        "https://a.example/news": "https://a.example/news",
        "/": "/",
    }
    assert names_apart(["/news", "news"]) == {"/news": "news", "news": "news"}
    assert names_apart([]) == {}


def test_an_article_is_said_to_come_from_its_file_below_its_source() -> None:
    deep = entry("Owl", 1, path="/news/deep/er/owl.txt")
    assert came_from(deep) == "deep/er/owl.txt"
    assert came_from(replace(deep, source="https://a.example/owl")) == "deep/er/owl.txt, https://a.example/owl"
    assert came_from(entry("Rain", 1)) == "rain.txt"
    assert came_from(replace(deep, root="")) == "owl.txt"


def document(text: str, outlet: str | None = None) -> Document:
    return Document(text, "T", "a.txt", outlet)


def test_the_subjects_of_articles_are_names_that_several_of_them_hold() -> None:
    texts = [
        document("On Monday the Ostrel Dam was shut. OSTREL VALLEY was dry, said Radio Carrow.", "Radio Carrow"),
        document("Water rose at the Ostrel Dam. Ada Quill saw it, and Radio Carrow told of it."),
    ]
    assert subjects_of(texts) == ["the Ostrel Dam"]
    assert subjects_of([]) == []
    assert subjects_of([document("A" * 20_000 + " B" * 20_000)]) == []


def test_the_beginning_of_an_article_is_one_line_of_its_text() -> None:
    assert beginning_of(document("One  two\n\nthree.")) == "One two three."
    assert len(beginning_of(document("word " * 1000))) < 240


class Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        assert not [name for name, _ in attrs if name.startswith(("on", "href", "src"))]


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_hostile_in_a_sentence_a_collection_or_a_failure_becomes_markup(attack: str) -> None:
    from briefbot_ui.templates import render

    listing = listing_of([replace(entry("x", 1), title=attack, outlet=attack)], SHELF)
    sentence = Sentence("x", (0, 1), ((attack, True), (attack, False)))
    parser = Parser()
    parser.feed(articles.listed(listing, Look(attack, sentences={"x": sentence})))
    parser.feed(render("articles/collections.html", collections=[(attack, 1)], deleted=attack))
    parser.feed(articles.outcome(State(outcome=Outcome(attack, ((attack, attack), (f"{attack}.exe", attack))))))
    parser.feed(render("page/openers.html", openers=[{"question": attack, "kind": "", "about": attack}]))
    beginning = {"id": "x", "title": attack, "entry": listing.items[0].entry, "words": attack}
    parser.feed(render("page/latest.html", articles=[beginning], documents=2))
    assert parser.tags <= {
        *("div", "p", "ul", "li", "span", "bdi", "button", "details", "summary", "input", "label", "strong", "section"),
        *("h2", "h3", "time"),
    }
