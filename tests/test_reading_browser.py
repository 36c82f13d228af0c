"""Reading an article and keeping a notebook, in a real browser, on a wide screen and on a narrow one."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docx
import pypdfium2
import pytest
from attacks import ATTACKS
from playwright.sync_api import Page, expect
from serving import served
from test_chat_browser import Library, Visit, ask, reload, text_of, visit
from test_originals import pdf_of

import briefbot
from briefbot import Assistant, Document, Notebook
from briefbot.store import NOTES

__all__ = ["visit"]

pytestmark = pytest.mark.browser
WIDTHS = [(1440, 900), (390, 844)]
HOLT = "Inspector Maren Holt closed the northern pier of Quillport on 4 May 2031."
WHO = "Who closed the northern pier of Quillport?"


@dataclass
class Reading:
    assistant: Assistant
    url: str
    folder: Path

    @property
    def notes(self) -> Path:
        return self.assistant.settings.folder / NOTES


@pytest.fixture(scope="module")
def reading(tmp_path_factory: pytest.TempPathFactory, examples_index: Path) -> Reading:
    """A chat over a report of four pages and a letter."""
    root = tmp_path_factory.mktemp("reading")
    folder = root / "news"
    folder.mkdir()
    page = [f"The planks of quarter {{}} at pier {at} were counted again and found whole." for at in range(40)]
    pages = [[line.format(number) for line in page] for number in range(1, 5)]
    pages[2][30] = HOLT
    (folder / "report.pdf").write_bytes(pdf_of([["Harbour report", "", *pages[0]], *pages[1:]]))
    letter = "Snow on the pass\n\nBy Ida Dahl\n\nThe pass was closed by Henrik Dahl, a ranger, on 3 May 2031.\n"
    (folder / "letter.txt").write_text(letter)
    briefbot.build_index(folder, index=root / "index")
    assistant = Assistant.open(root / "index")
    return Reading(assistant, served(assistant), folder)


@pytest.fixture(autouse=True)
def no_notes(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    if "reading" in request.fixturenames:
        request.getfixturevalue("reading").notes.unlink(missing_ok=True)


def opened(page: Page, question: str = WHO) -> None:
    """Ask, and have the first source open."""
    turn = ask(page, question)
    turn.locator(".chip").first.click()
    expect(page.locator("#source mark")).to_be_in_viewport()


def tool(page: Page, name: str) -> Any:
    return page.locator("#source .sheet-tools").get_by_role("button", name=name)


def select(page: Page, words: str) -> None:
    """Select words of the open article, as a drag of the mouse does."""
    assert page.evaluate(
        """(words) => {
          const walker = document.createTreeWalker(document.querySelector("#source .text"), NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) {
            const at = walker.currentNode.data.indexOf(words);
            if (at < 0) continue;
            walker.currentNode.parentElement.scrollIntoView({ block: "center" });
            getSelection().setBaseAndExtent(walker.currentNode, at, walker.currentNode, at + words.length);
            return true;
          }
          return false;
        }""",
        words,
    )


@pytest.mark.parametrize(("width", "height"), WIDTHS)
def test_far_down_a_line_says_what_is_being_read_and_pages_are_told_apart(
    visit: Visit, reading: Reading, width: int, height: int
) -> None:
    page = visit(reading.url, width, height)
    opened(page)
    running = page.locator("#source .running")
    expect(running).to_be_visible()
    expect(running).to_contain_text("Harbour report · page 3")
    bar = page.locator("#source .pane-bar").bounding_box()
    line = running.bounding_box()
    assert bar is not None
    assert line is not None
    assert abs(line["y"] - bar["y"] - bar["height"]) <= 2, "right below the tabs"
    page.locator("#source").evaluate("box => box.scrollTo(0, 0)")
    expect(running).to_be_hidden()
    marks = page.locator("#source .page").evaluate_all("all => all.map((one) => one.dataset.page)")
    assert marks == ["Page 2", "Page 3", "Page 4"]
    (document,) = [one for one in reading.assistant.documents() if one.pages]
    assert text_of(page.locator("#source .text")) == document.text


@pytest.mark.parametrize(("width", "height"), WIDTHS)
def test_words_are_found_in_the_article_and_the_text_stays_as_it_is(
    visit: Visit, reading: Reading, width: int, height: int
) -> None:
    page = visit(reading.url, width, height)
    opened(page)
    before = page.locator("#source .text").inner_html()
    page.locator("#source").evaluate("box => box.scrollTo(0, 0)")
    tool(page, "Find").click()
    field = page.get_by_label("Words to find in the article")
    expect(field).to_be_focused()
    found = page.locator("#source .found")
    count = next(one.text.count("quarter 2") for one in reading.assistant.documents() if one.pages)
    assert count > 2
    field.fill("MAREN  hölt closed")
    expect(found).to_have_text("1 of 1")
    marked = "() => [...CSS.highlights.get('found')].map((range) => range.toString())"
    assert page.evaluate(marked) == ["Maren Holt closed"]
    expect(page.locator("#source mark")).to_be_in_viewport()
    field.fill("quarter 2")
    expect(found).to_have_text(f"1 of {count}")
    page.keyboard.press("Enter")
    expect(found).to_have_text(f"2 of {count}")
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Shift+Enter")
    expect(found).to_have_text(f"{count} of {count}")
    page.get_by_role("button", name="Next", exact=True).click()
    expect(found).to_have_text(f"1 of {count}")
    field.fill("zebra")
    expect(found).to_have_text("Not found")
    page.keyboard.press("Escape")
    expect(field).to_be_hidden()
    expect(page.locator("#source article")).to_be_visible()
    expect(tool(page, "Find")).to_be_focused()
    assert page.evaluate("CSS.highlights.size") == 0
    assert page.locator("#source .text").inner_html() == before


def test_a_title_and_a_byline_are_not_said_twice(visit: Visit, reading: Reading) -> None:
    page = visit(reading.url)
    opened(page, "Who closed the pass?")
    expect(page.locator("#source h2")).to_have_text("Snow on the pass")
    assert page.locator("#source .text").inner_text().strip().startswith("The pass was closed")
    assert text_of(page.locator("#source .text")).startswith("Snow on the pass\n\nBy Ida Dahl"), "it is still there"


@pytest.mark.parametrize(("width", "height"), WIDTHS)
def test_the_page_is_shown_as_it_is_printed_with_the_words_marked(
    visit: Visit, reading: Reading, width: int, height: int
) -> None:
    page = visit(reading.url, width, height)
    opened(page)
    (document,) = [one for one in reading.assistant.documents() if one.pages]
    original = page.get_by_role("link", name="Open the original")
    assert original.get_attribute("href") == f"original/{document.id}#page=3"
    assert original.get_attribute("rel") == "noopener noreferrer"
    tool(page, "Page as printed").click()
    expect(page.get_by_role("img", name="Page 3 as printed")).to_be_visible()
    assert page.locator(".leaf img").evaluate("image => image.complete && image.naturalWidth > 0")
    expect(page.locator(".leaf .box").first).to_be_in_viewport()
    expect(page.locator("#source .text")).to_be_hidden()
    page.get_by_role("button", name="Next page").click()
    expect(page.get_by_role("img", name="Page 4 as printed")).to_be_visible()
    expect(page.get_by_role("button", name="Next page")).to_have_count(0)
    tool(page, "Page as printed").click()
    expect(page.locator("#source mark")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_no_path_of_this_machine_is_on_the_page_or_in_an_export(visit: Visit, reading: Reading, tmp_path: Path) -> None:
    page = visit(reading.url)
    opened(page)
    expect(page.locator("#source .read-from")).to_have_text("news/report.pdf, page 3")
    page.locator(".turn").get_by_role("button", name="Pin to the notebook").click()
    expect(page.locator(".notes-count")).to_have_text(" 1", use_inner_text=False)
    page.get_by_role("tab", name="Notebook").click()
    expect(page.locator(".note")).to_have_count(1)
    here = str(reading.folder.parent)
    assert here not in page.content()
    page.get_by_text("Conversations", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Export as Markdown").first.click()
    download.value.save_as(tmp_path / "talk")
    written = (tmp_path / "talk").read_text(encoding="utf-8")
    assert "report.pdf" in written
    assert here not in written


@pytest.mark.parametrize(("width", "height"), WIDTHS)
def test_words_are_pinned_commented_moved_deleted_and_put_back(
    visit: Visit, reading: Reading, width: int, height: int
) -> None:
    page = visit(reading.url, width, height)
    opened(page)
    tool(page, "Pin").click()
    expect(page.locator(".notes-count")).to_have_text(" 1", use_inner_text=False)
    select(page, "quarter 2 at pier 7")
    page.get_by_role("button", name="Pin this").click()
    expect(page.locator(".notes-count")).to_have_text(" 2", use_inner_text=False)
    page.get_by_role("tab", name="Notebook").click()
    quotes = page.locator(".note blockquote")
    expect(quotes).to_have_text([HOLT, "quarter 2 at pier 7"])
    expect(page.locator(".note .asked")).to_have_text([WHO])
    pinned = Notebook(reading.assistant.index).notes()
    for note in pinned:
        document = reading.assistant.document(note.document_id)
        assert document.text[note.start : note.end] == note.quote
        assert document.sha256 == note.sha256
    page.get_by_label("Your comment").first.fill("Call her <b>today</b>.")
    page.get_by_role("button", name="Move down").first.click()
    expect(quotes).to_have_text(["quarter 2 at pier 7", HOLT])
    expect(page.get_by_label("Your comment").nth(1)).to_have_value("Call her <b>today</b>.")
    page.get_by_role("button", name="Undo").locator("visible=true").last.click()
    expect(quotes).to_have_text([HOLT, "quarter 2 at pier 7"])
    page.locator(".note").first.get_by_role("button", name="Delete").click()
    expect(quotes).to_have_text(["quarter 2 at pier 7"])
    page.locator("#notebook").get_by_role("button", name="Undo").click()
    expect(quotes).to_have_text([HOLT, "quarter 2 at pier 7"])
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator(".note a.cite").first.click()
    expect(page.locator("#source mark")).to_have_text(HOLT)
    reload(page)
    if width < 800:
        page.get_by_text("Conversations", exact=True).click()
        page.get_by_role("button", name="Notebook", exact=True).click()
    else:
        page.get_by_role("tab", name="Notebook").click()
    expect(page.get_by_label("Your comment").first).to_have_value("Call her <b>today</b>.")


def test_a_note_whose_article_is_gone_says_so_and_keeps_its_words(visit: Visit, reading: Reading) -> None:
    book = Notebook(reading.assistant.index)
    book.pin(Document("It never was.", "Away", "/nowhere/away.txt"), 0, 13)
    letter = next(one for one in reading.assistant.documents() if not one.pages)
    book.pin(Document("Another text.", letter.title, letter.source), 0, 7)
    page = visit(reading.url)
    page.get_by_role("tab", name="Notebook").click()
    expect(page.locator(".note blockquote")).to_have_text(["It never was.", "Another"])
    expect(page.locator(".note .warning")).to_have_text(
        [
            "The article is no longer in the index. These are the words as they were pinned.",
            "The article has changed since. These are the words as they were pinned.",
        ]
    )
    expect(page.locator(".note a.cite")).to_have_count(0)


@pytest.mark.parametrize(("form", "suffix"), [("Markdown", "md"), ("HTML", "html"), ("Word", "docx")])
def test_the_notebook_is_exported(visit: Visit, reading: Reading, form: str, suffix: str, tmp_path: Path) -> None:
    letter = next(one for one in reading.assistant.documents() if not one.pages)
    Notebook(reading.assistant.index).pin(letter, 0, 16, comment="Mine.")
    page = visit(reading.url)
    page.get_by_role("tab", name="Notebook").click()
    with page.expect_download() as download:
        page.locator("#notebook").get_by_role("button", name=form).click()
    assert download.value.suggested_filename.endswith(f".{suffix}")
    download.value.save_as(tmp_path / "notes")
    data = (tmp_path / "notes").read_bytes()
    if form == "Word":
        text = "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs)
    else:
        text = data.decode()
    assert "Snow on the pass" in text
    assert "Mine." in text
    assert letter.sha256 in text


def test_asking_and_summarising_one_article_are_told_to_the_page(visit: Visit, reading: Reading) -> None:
    page = visit(reading.url)
    opened(page)
    client = page.evaluate(
        "[...performance.getEntriesByType('resource')].find((one) => one.name.endsWith('/events.js')).name"
    )
    page.evaluate(
        """async (client) => {
          const { heard } = await import(client);
          window.told = [];
          const keep = (name) => heard(name, (detail) => window.told.push([name, detail]));
          ["ask-article", "brief-article"].forEach(keep);
        }""",
        client,
    )
    id_ = page.locator("#source article").get_attribute("data-document")
    tool(page, "Ask this article").click()
    tool(page, "Summarise this article").click()
    detail = {"id": id_, "title": "Harbour report"}
    assert page.evaluate("window.told") == [["ask-article", detail], ["brief-article", detail]]


def text_on_paper(page: Page) -> tuple[str, int]:
    paper = pypdfium2.PdfDocument(page.pdf())
    return "\n".join(one.get_textpage().get_text_range() for one in paper), len(paper)


def test_what_was_pressed_last_is_printed_in_full_without_controls(visit: Visit, reading: Reading) -> None:
    page = visit(reading.url)
    ask(page, "Who closed the pass?")
    opened(page)
    article, count = text_on_paper(page)
    assert count > 2
    assert "Harbour report" in article
    assert "news/report.pdf, page 3" in article, "the source line"
    printed = "".join(article.split())
    text = next(one.text for one in reading.assistant.documents() if one.pages)
    for sentence in text.removeprefix("Harbour report").split("."):
        assert "".join(sentence.split()) in printed
    for control in ("Ask a question", "Copy link", "Notebook", "briefbot", "Summarise", WHO):
        assert control not in article
    page.get_by_label("Your question").click()
    talk, _ = text_on_paper(page)
    for words in ("Who closed the pass?", WHO, "Harbour report"):
        assert words in talk
    for control in ("Ask again", "Copy", "pier 39", "briefbot", "Notebook"):
        assert control not in talk


class Noted(Library):
    """An article for every attack."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.index = folder


def test_no_attack_in_a_note_does_anything(visit: Visit, tmp_path: Path) -> None:
    library = Noted(tmp_path)
    book = Notebook(tmp_path)
    stored = [attack.encode("utf-8", "replace").decode() for attack in ATTACKS]
    for attack in stored:
        document = Document(f"{attack} said", attack, attack, outlet=attack, author=attack)
        book.pin(document, 0, len(document.text), question=attack, comment=attack, by=attack)
    page = visit(served(library))
    page.get_by_role("tab", name="Notebook").click()
    expect(page.locator(".note")).to_have_count(len(ATTACKS))
    assert page.evaluate("window.hurt") is None
    shown = [attack.replace("\x00", "\ufffd") for attack in stored]
    assert page.locator(".note blockquote").all_text_contents() == [f"{attack} said" for attack in shown]
    foreign = "script, img, svg, iframe, object, embed, link, style, meta, base, form, video, template, math, a"
    assert page.locator(f"#notebook :is({foreign})").count() == 0
