"""A text that gets its headline gets another id; whatever was kept of it before still opens the same words."""

from __future__ import annotations

from pathlib import Path

import pytest
from briefbot_ui.actions import OpenArticle
from briefbot_ui.conversation import Conversation
from briefbot_ui.question_queue import QuestionQueue
from hypothesis import given, settings
from hypothesis import strategies as st
from made import quoted
from rounds import rounds
from stores import tables
from test_repetition import build, headline_and_body, story

from briefbot.codec import as_record, from_record
from briefbot.passages import split_passages
from briefbot.store import open_snapshot
from briefbot.types import Document, Filter, Hit, Span

LETTERS = "abc Ä\U0001d11e"


def old_form(text: str, title: str, source: str = "a.jsonl#1") -> Document:
    """A record as it was kept without its title."""
    return Document(text, title, source, blocks=headline_and_body(text, title))


def new_form(text: str, title: str, source: str = "a.jsonl#1") -> Document:
    return old_form(f"{title}\n\n{text}", title, source)


def found(folder: Path, document_id: str) -> Document:
    """The document that an id leads to. Raises KeyError where it leads to none, as `Assistant.document` does."""
    with open_snapshot(folder) as snapshot:
        document = snapshot.document(document_id)
    if document is None:
        raise KeyError(document_id)
    return document


@settings(max_examples=rounds(30), deadline=None)
@given(st.text(LETTERS, min_size=1, max_size=60), st.text("xyz", min_size=1), st.data())
def test_a_citation_that_was_kept_opens_the_same_words(
    tmp_path_factory: pytest.TempPathFactory, words: str, title: str, data: st.DataObject
) -> None:
    text = f"{words}.\n\nAnd {words} again, says the mayor."
    old, new = old_form(text, title), new_form(text, title)
    passages = split_passages(old, 40)
    passage = data.draw(st.sampled_from(passages))
    start = data.draw(st.integers(passage.start, passage.end - 1))
    end = data.draw(st.integers(start + 1, passage.end))
    hit = Hit(passage, 1.0, 1.0, 1.0)
    record = as_record(quoted(Span(hit, start, end, 1.0, 0.0)))
    folder = tmp_path_factory.mktemp("moved")
    build(folder, [old])
    build(folder, [new])

    opened = found(folder, old.id)
    assert (opened.id, opened.text) == (new.id, new.text)
    shift = opened.shift_of(old.id)
    assert opened.text[shift:] == old.text
    assert opened.shift_of(new.id) == 0
    [citation] = from_record(record, lambda id_: found(folder, id_)).citations
    assert citation.quote == old.text[start:end]
    assert (citation.document_id, citation.sha256) == (new.id, new.sha256)
    assert citation.start == start + shift
    assert citation.sentence in old.text


class Opened:
    """As much of an assistant as the page asks for to open an article."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def index(self) -> Path:
        return self._folder

    def sources(self) -> list[str]:
        return []

    def has_original(self, document: Document) -> bool:
        del document
        return False

    def document(self, document_id: str) -> Document:
        return found(self._folder, document_id)


def test_a_link_to_a_place_opens_the_same_words(tmp_path: Path) -> None:
    old, new = (
        old_form("The dam held. Nobody was hurt.", "Dam holds"),
        new_form("The dam held. Nobody was hurt.", "Dam holds"),
    )
    build(tmp_path, [old])
    build(tmp_path, [new])
    request = OpenArticle(document=old.id, marked=(14, 20), tinted=(14, 30))
    pane = Conversation(Opened(tmp_path), QuestionQueue()).open_article(request)["pane"]  # type: ignore[arg-type]
    assert "<mark>Nobody</mark>" in pane
    assert f'data-document="{new.id}"' in pane


def test_a_filter_that_names_the_former_id_leaves_the_article(tmp_path: Path) -> None:
    old, new, other = old_form(story(1), "One"), new_form(story(1), "One"), new_form(story(2), "Two", "b.txt")
    build(tmp_path, [old, other])
    build(tmp_path, [new, other])
    with open_snapshot(tmp_path) as snapshot:
        assert [document.id for document in snapshot.documents(Filter(documents=(old.id,)))] == [new.id]
        assert snapshot.unknown([old.id, new.id, "0" * 16]) == ["0" * 16]


def test_ids_lead_on_when_the_headline_changes_again_and_end_with_the_article(tmp_path: Path) -> None:
    old = old_form(story(1), "One")
    second, third = new_form(story(1), "First headline"), new_form(story(1), "Second headline")
    other = new_form(story(2), "Two", "b.txt")
    build(tmp_path, [old, other])
    build(tmp_path, [second, other])
    build(tmp_path, [third, other])
    assert found(tmp_path, old.id).id == third.id
    assert found(tmp_path, old.id).shift_of(old.id) == len("Second headline\n\n")
    with pytest.raises(KeyError):
        found(tmp_path, second.id)  # its headline is not in the text any more
    build(tmp_path, [other])
    with pytest.raises(KeyError):
        found(tmp_path, old.id)
    with tables(tmp_path) as connection:
        assert connection.execute("SELECT * FROM moved").fetchall() == []


def test_a_text_that_comes_back_has_its_id_again(tmp_path: Path) -> None:
    old, new = old_form(story(1), "One"), new_form(story(1), "One")
    build(tmp_path, [old])
    build(tmp_path, [new])
    again = Document(old.text, "One", "c.txt", blocks=old.blocks)
    build(tmp_path, [new, again])
    assert found(tmp_path, old.id).id == old.id
    with open_snapshot(tmp_path) as snapshot:
        assert [document.id for document in snapshot.documents(Filter(documents=(old.id,)))] == [old.id]


def test_a_text_that_became_another_leads_nowhere(tmp_path: Path) -> None:
    old, other = old_form(story(1), "One"), new_form(story(2), "One")
    build(tmp_path, [old])
    build(tmp_path, [other])
    with pytest.raises(KeyError):
        found(tmp_path, old.id)


def test_a_record_is_not_read_against_another_text() -> None:
    old, other = old_form("The dam held.", "One"), old_form("The dam broke.", "One")
    [passage] = split_passages(old, 40)
    record = as_record(quoted(Span(Hit(passage, 1.0, 1.0, 1.0), 0, 7, 1.0, 0.0)))
    with pytest.raises(ValueError, match="is not the text that was given"):
        from_record(record, lambda _id: other)
