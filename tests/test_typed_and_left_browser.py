"""What a person has typed into a form, a page that is left in the middle of something, and fingers on a narrow page."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from briefbot_ui import Collection
from playwright.sync_api import Browser, Page, expect
from serving import served
from test_chat_browser import Library, Visit, ask, library, library_url, reload, visit
from test_nothing_lost_browser import Gate
from test_page_browser import held, press_tool

from briefbot import Assistant, Settings, create_index

__all__ = ["held", "library", "library_url", "visit"]

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def first_run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a chat without articles, to which some can be added."""
    settings = Settings(index=tmp_path_factory.mktemp("first") / "index")
    collection = Collection(settings)
    assistant = Assistant.open(create_index(settings=settings), settings=settings)
    yield served(assistant, collection=collection, questions=False)
    collection.close()


def paste(page: Page, text: str, title: str) -> None:
    page.get_by_text("Paste text", exact=True).click()
    page.get_by_label("Text", exact=True).fill(text)
    page.get_by_label("Title", exact=True).fill(title)
    page.get_by_role("button", name="Add this text").click()


def typed(page: Page) -> str:
    return page.locator("form.paste textarea").input_value()


def test_pasted_text_stands_in_its_form_until_it_is_taken(browser: Browser, first_run: str) -> None:
    context = browser.new_context()  # what a browser logs of a lost server is no fault here
    page = context.new_page()
    page.goto(first_run)
    page.wait_for_selector("body[data-live]", state="attached")
    context.set_offline(True)
    paste(page, "The lamp was lit by Ines Okafor.", "The lamp")
    expect(page.locator(".column-line")).to_contain_text("does not answer")
    assert typed(page) == "The lamp was lit by Ines Okafor."
    context.set_offline(False)
    paste(page, "!?", "No words")
    expect(page.locator("#result .said")).to_contain_text("There is no text to add.")
    assert typed(page) == "!?"
    page.get_by_text("Add a web page or feed").click()
    page.get_by_label("Address").fill("ftp://news.example/a")
    page.get_by_role("button", name="Add this address").click()
    expect(page.locator("#result .said")).to_contain_text("This is not a web address.")
    assert page.locator("form.address input").input_value() == "ftp://news.example/a"
    paste(page, "The lamp was lit by Ines Okafor.", "The lamp")
    expect(page.locator("#result .said")).to_contain_text("1 article added.", timeout=240_000)
    assert typed(page) == ""
    context.close()


def test_a_page_that_is_loaded_anew_while_it_brings_a_conversation_back_keeps_it(
    visit: Visit, library_url: str
) -> None:
    page = visit(library_url)
    ask(page, "Who is the mayor?")
    gate = Gate(page, "restore")
    for _ in range(3):
        reload(page)
        page.wait_for_selector("body[data-live]", state="attached")
    gate.open()
    reload(page)
    expect(page.locator(".turn .short")).to_have_text("Ana Ruiz")


def test_a_comment_that_is_being_typed_survives_a_reload_and_is_then_kept(
    visit: Visit, examples_url_added: str
) -> None:
    page = visit(examples_url_added)
    ask(page, "How many people took part in the ferry strike?").get_by_role("button", name="Pin").click()
    for _ in range(2):  # the first one is cut off, the second one left as it is
        page.get_by_role("tab", name="Notebook").click()
        comment = page.locator("#notebook textarea.comment").first
        expect(comment).to_be_visible()
        comment.press_sequentially("So few. ")
        reload(page)
        page.wait_for_selector("body[data-live]", state="attached")
    page.get_by_role("tab", name="Notebook").click()
    expect(page.locator("#notebook textarea.comment").first).to_have_value(re.compile(r"(So few\. ){2}"))
    expect(page.locator("#status .status")).to_have_text("Your comment is kept.")
    assert page.evaluate("sessionStorage.getItem('briefbot.comment')") is None
    other = visit(examples_url_added)
    other.get_by_role("tab", name="Notebook").click()
    expect(other.locator("#notebook textarea.comment").first).to_have_value(re.compile(r"(So few\. ){2}"))


def test_a_deleted_collection_can_be_put_back_with_all_its_articles(visit: Visit, examples_url_added: str) -> None:
    page = visit(examples_url_added)
    page.get_by_role("button", name="Select all").click()
    page.locator(".choosing").get_by_role("button", name="Make a collection").click()
    page.get_by_label("Name", exact=True).fill("Everything")
    page.keyboard.press("Enter")
    expect(page.locator("#collections li")).to_contain_text("18 articles")
    page.get_by_role("button", name="Delete the collection Everything").click()
    expect(page.locator("#collections .undo")).to_contain_text("“Everything” is deleted.")
    expect(page.locator("#collections li")).to_have_count(0)
    page.keyboard.press("Enter")  # the way back has the focus
    expect(page.locator("#collections li")).to_contain_text("18 articles")
    expect(page.locator("#collections .undo")).to_have_count(0)


@pytest.mark.parametrize("at_once", [True, False])
def test_a_question_that_a_reload_cuts_off_is_asked_again_and_not_put_back_into_the_box(
    visit: Visit, library_url: str, at_once: bool
) -> None:
    page = visit(library_url)
    gate = Gate(page, "ask")
    page.get_by_label("Your question").fill("Who is the mayor?")
    page.keyboard.press("Enter")
    if not at_once:
        expect(page.locator(".turn .pending")).to_be_visible()
    reload(page)
    gate.open()
    expect(page.locator(".turn .short")).to_have_text("Ana Ruiz")
    expect(page.get_by_label("Your question")).to_have_value("")


@pytest.fixture(scope="module")
def examples_url_added(examples_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a chat over a copy of the examples, to which articles can be added."""
    settings = Settings(index=shutil.copytree(examples_index, tmp_path_factory.mktemp("own") / "index"))
    collection = Collection(settings)
    yield served(Assistant.open(settings=settings), collection=collection, questions=False)
    collection.close()


@pytest.mark.parametrize("tool", ["Ask again", "Edit"])
def test_the_answer_that_was_to_be_replaced_stays_where_the_new_one_is_stopped(
    visit: Visit, library_url: str, held: Library, tool: str
) -> None:
    page = visit(library_url)
    held.may_answer.set()
    ask(page, "Who is the mayor?")
    held.may_answer.clear()
    press_tool(page, tool)
    if tool == "Edit":
        page.get_by_label("Your question").fill("Who was the mayor?")
        page.keyboard.press("Enter")
    expect(page.locator(".pending")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".turn .short")).to_have_text("Ana Ruiz")
    expect(page.get_by_label("Your question")).to_have_value("Who was the mayor?" if tool == "Edit" else "")
    held.may_answer.set()
    page.get_by_label("Your question").fill("")
    ask(page, "Who was mayor before?")
    reload(page)
    expect(page.locator(".question")).to_have_text(["Who is the mayor?", "Who was mayor before?"])
