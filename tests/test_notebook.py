"""The notebook keeps what was pinned, whatever becomes of the article, the file or the process that writes it."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import threading
from html.parser import HTMLParser
from pathlib import Path

import docx
import pytest
from attacks import ATTACKS
from briefbot_ui import notes_view
from briefbot_ui.source_names import SourceNames
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from briefbot import BriefbotError, Document, Note, Notebook, NoteState
from briefbot.notebook import MOST_COMMENT, MOST_QUOTED
from briefbot.store import NOTES

TEXT = "The ferry is late. Ada Quill, the harbour master, said so on Tuesday."
ARTICLE = Document(
    TEXT, "Ferry is late", "/srv/news/ferry.txt", "Harbour Wire", "Bo Lund", dt.date(2031, 5, 4), pages=(0, 19)
)


@pytest.fixture
def book(tmp_path: Path) -> Notebook:
    return Notebook(tmp_path)


def article(id_: str) -> Document:
    return {ARTICLE.id: ARTICLE}[id_]


def quotes(book: Notebook) -> list[str]:
    return [note.quote for note in book.notes()]


def test_a_note_keeps_the_words_with_their_place_digest_and_source(book: Notebook) -> None:
    assert book.notes() == ()
    note = book.pin(ARTICLE, 19, 28, question="Who?", comment="Call her.", by="ed")
    assert Notebook(Path(book.place).parent).notes() == (note,), "it is read back as it was made"
    assert (note.quote, note.start, note.end, note.sha256) == ("Ada Quill", 19, 28, ARTICLE.sha256)
    assert (note.title, note.source, note.outlet, note.author) == (
        ARTICLE.title,
        ARTICLE.source,
        ARTICLE.outlet,
        ARTICLE.author,
    )
    assert (note.published, note.page, note.question, note.comment, note.by) == (
        ARTICLE.published,
        2,
        "Who?",
        "Call her.",
        "ed",
    )
    assert abs(dt.datetime.now(dt.UTC) - note.at) < dt.timedelta(minutes=5)


def test_the_same_words_are_one_note(book: Notebook) -> None:
    assert book.pin(ARTICLE, 0, 18) == book.pin(ARTICLE, 0, 18, question="When?")
    assert len(book.notes()) == 1


def test_notes_are_commented_moved_removed_and_put_back(book: Notebook) -> None:
    first, second, third = (book.pin(ARTICLE, at, at + 3) for at in (0, 4, 10))
    book.move(third.id, first.id)
    assert quotes(book) == [third.quote, first.quote, second.quote]
    book.move(third.id)
    assert quotes(book) == [first.quote, second.quote, third.quote]
    book.remove(second.id)
    assert quotes(book) == [first.quote, third.quote]
    book.restore(second.id)
    assert quotes(book) == [first.quote, second.quote, third.quote], "where it was"
    book.comment(second.id, "Mine.\nTwo lines.")
    assert [note.comment for note in book.notes()] == ["", "Mine.\nTwo lines.", ""]
    for act in (book.comment, book.move):
        with pytest.raises(BriefbotError, match="no longer"):
            act("0" * 16, "x")
    with pytest.raises(BriefbotError, match="no longer"):
        book.remove("0" * 16)
    with pytest.raises(BriefbotError, match="not deleted"):
        book.restore(first.id)


@pytest.mark.parametrize(("start", "end"), [(0, 0), (5, 2), (-1, 3), (0, len(TEXT) + 1), (18, 19)])
def test_a_range_without_words_is_refused(book: Notebook, start: int, end: int) -> None:
    with pytest.raises(BriefbotError, match="no words"):
        book.pin(ARTICLE, start, end)
    assert not Path(book.place).exists()


def test_what_is_too_long_is_refused(book: Notebook) -> None:
    with pytest.raises(BriefbotError, match="at once"):
        book.pin(Document("a" * (MOST_QUOTED + 1), "t", "s"), 0, MOST_QUOTED + 1)
    note = book.pin(ARTICLE, 0, 3)
    with pytest.raises(BriefbotError, match="at most"):
        book.comment(note.id, "x" * (MOST_COMMENT + 1))


def test_what_has_become_of_the_article_is_told_by_its_digest(book: Notebook) -> None:
    note = book.pin(ARTICLE, 19, 28)
    assert note.state(article) is NoteState.SAME

    def gone(id_: str) -> Document:
        raise KeyError(id_)

    assert note.state(gone) is NoteState.GONE
    assert note.state(gone, lambda: {ARTICLE.source}) is NoteState.CHANGED, "another text from there"
    behind = Document(f"Headline\n\n{TEXT}", "t", "s", former=((ARTICLE.id, 10),))
    assert note.state(lambda _: behind) is NoteState.SAME, "its headline was put in front of it"
    other = Document(f"Headline\n\n{TEXT.replace('Ada', 'Ida')}", "t", "s", former=((ARTICLE.id, 10),))
    assert note.state(lambda _: other) is NoteState.CHANGED


def test_a_line_that_was_cut_off_costs_no_other_note(book: Notebook) -> None:
    first = book.pin(ARTICLE, 0, 3)
    book.pin(ARTICLE, 4, 9)
    data = Path(book.place).read_bytes()
    Path(book.place).write_bytes(data[:-20])
    third = book.pin(ARTICLE, 10, 12)
    assert book.notes() == (first, third)


@given(st.lists(st.binary(max_size=60), max_size=6))
def test_whatever_stands_in_the_file_its_notes_are_read(lines: list[bytes]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        book = Notebook(Path(folder))
        note = book.pin(ARTICLE, 0, 3)
        with Path(book.place).open("ab") as file:
            file.write(b"\n".join(lines) + b"\n")
        assert book.notes() == (note,)


@pytest.mark.parametrize(
    "changed",
    [
        {"start": -1},
        {"end": 99},
        {"start": True},
        {"quote": ""},
        {"quote": 5},
        {"page": "x"},
        {"published": "soon"},
        {"at": "now"},
        {"title": None},
        {"id": ["x"]},
        {"comment": "\ud800"},
        {"comment": None},
    ],
)
def test_a_note_that_is_not_as_it_was_written_is_passed_over(
    book: Notebook, changed: dict[str, object], caplog: pytest.LogCaptureFixture
) -> None:
    book.pin(ARTICLE, 0, 3)
    pinned = json.loads(Path(book.place).read_text(encoding="utf-8"))
    pinned["pin"].update(changed)
    Path(book.place).write_text(f"{json.dumps(pinned)}\n", encoding="utf-8")
    assert book.notes() == ()
    assert "passed over" in caplog.text


def test_many_who_write_at_once_lose_nothing(tmp_path: Path) -> None:
    def write(number: int) -> None:
        for at in range(5):
            Notebook(tmp_path).pin(ARTICLE, number * 5 + at, number * 5 + at + 5)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(Notebook(tmp_path).notes()) == 30


def test_where_it_cannot_be_written_that_is_said(tmp_path: Path) -> None:
    with pytest.raises(BriefbotError, match="could not be kept"):
        Notebook(tmp_path / "no such folder").pin(ARTICLE, 0, 3)
    (tmp_path / NOTES).mkdir()
    with pytest.raises(BriefbotError, match="cannot be read"):
        Notebook(tmp_path).notes()


def shown(notes: tuple[Note, ...], state: NoteState = NoteState.SAME) -> list[notes_view.Shown]:
    return notes_view.shown_notes(notes, lambda _: state, SourceNames(["/srv/news"]))


def test_a_notebook_is_exported_with_quotes_sources_places_and_digests(book: Notebook) -> None:
    book.pin(ARTICLE, 19, 28, question="Who said so?", comment="Call her.")
    reference = "Ferry is late, Harbour Wire, 4 May 2031, page 2, news/ferry.txt, characters 19–28"
    for state, warning in notes_view.WARNINGS.items():
        notes = shown(book.notes(), state)
        markdown = notes_view.markdown(notes).decode()
        page = notes_view.html(notes).decode()
        file = docx.Document(io.BytesIO(notes_view.word(notes)))
        word = "\n".join(paragraph.text for paragraph in file.paragraphs)
        for text in (markdown, page, word):
            for words in ("Who said so?", "Ada Quill", "Call her.", ARTICLE.sha256, warning):
                assert words in text
            assert "/srv" not in text, "no path of this machine"
        assert reference in page
        assert reference in word


class Tags(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.add(tag)
        assert not any(name.startswith("on") for name, _ in attrs)

    def handle_data(self, data: str) -> None:
        self.text += data


def test_no_attack_in_a_note_becomes_markup_on_the_page_or_in_an_export(book: Notebook) -> None:
    for number, attack in enumerate(ATTACKS):
        stored = attack.encode("utf-8", "replace").decode()
        document = Document(f"{number} {stored}", stored, stored, outlet=stored, author=stored)
        note = book.pin(document, 0, len(document.text), question=stored, comment=stored, by=stored)
        notes = shown((note,), NoteState.GONE)
        own = {"html", "head", "meta", "title", "style", "body", "h1", "h2", "section", "p", "em", "code", "blockquote"}
        assert Tags(notes_view.html(notes).decode()).found <= own
        listed = {"div", "h2", "p", "span", "button", "ol", "li", "blockquote", "bdi", "textarea"}
        assert Tags(notes_view.listed(notes)).found <= listed
        made = Tags(
            MarkdownIt("commonmark", {"html": True}).enable("table").render(notes_view.markdown(notes).decode())
        )
        assert made.found <= {"h1", "h2", "p", "blockquote", "code", "em", "hr"}
        file = docx.Document(io.BytesIO(notes_view.word(notes)))
        assert any(re.sub(r"\W", "", stored) in re.sub(r"\W", "", paragraph.text) for paragraph in file.paragraphs)
    assert len(book.notes()) == len(ATTACKS)
