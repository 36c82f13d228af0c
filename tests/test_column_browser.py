"""The column of the articles: beside, over or in place of the conversation; finding, choosing and collecting in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from attacks import ATTACKS
from playwright.sync_api import Page, expect
from rounds import FULL, at_first
from test_articles_browser import (
    BUILD,
    Chat,
    chat,
    empty,
    expect_outcome,
    open_drawer,
    open_menu,
    put,
    receive,
    uploads,
)
from test_chat_browser import Visit, ask, is_inside, visit
from test_page_browser import CHIEF

import briefbot

__all__ = ["chat", "empty", "receive", "uploads", "visit"]

pytestmark = pytest.mark.browser
ARTICLES = "Your articles"


def opener(page: Page) -> Callable[[], None]:
    return page.get_by_role("button", name=ARTICLES, exact=True).click


def test_beside_the_conversation_the_column_stands_as_it_was_left(visit: Visit, chat: Chat) -> None:
    page = visit(chat.url)
    column = page.locator("#articles")
    expect(column).to_be_visible()
    expect(page.locator("#question-text")).to_be_focused()
    page.keyboard.press("Escape")
    expect(column).to_be_visible()  # it hides nothing, so Escape leaves it
    page.get_by_role("button", name="Close your articles").click()
    expect(column).to_be_hidden()
    expect(column).to_have_attribute("inert", "")
    expect(page.get_by_role("button", name=ARTICLES, exact=True)).to_be_focused()
    page.reload()
    expect(page.locator("body[data-live]")).to_be_attached()
    expect(column).to_be_hidden()
    opener(page)()
    page.reload()
    expect(column).to_be_visible()


def test_with_less_room_the_column_lies_over_the_page_until_something_else_is_pressed(visit: Visit, chat: Chat) -> None:
    page = visit(chat.url, width=1024, height=768)
    column = page.locator("#articles")
    expect(column).to_be_hidden()
    opener(page)()
    expect(page.get_by_role("button", name="Close your articles")).to_be_focused()
    page.mouse.click(900, 400)
    expect(column).to_be_hidden()
    opener(page)()
    page.locator("#question-text").focus()  # as Tab does at the end of the column
    expect(column).to_be_hidden()
    opener(page)()
    page.get_by_label("Search your articles").fill("rain")
    page.keyboard.press("Escape")  # empties the field
    expect(column).to_be_visible()
    page.keyboard.press("Escape")
    expect(column).to_be_hidden()
    expect(page.get_by_role("button", name=ARTICLES, exact=True)).to_be_focused()


def test_on_a_phone_the_articles_are_a_sheet_that_back_and_escape_close(visit: Visit, chat: Chat) -> None:
    page = visit(chat.url, width=390, height=844)
    column = page.locator("#articles")
    for leave in (page.go_back, lambda: page.keyboard.press("Escape")):
        opener(page)()
        expect(column).to_be_visible()
        expect(page.locator("#talk")).to_have_attribute("inert", "")
        leave()
        expect(column).to_be_hidden()
        expect(page.get_by_role("button", name=ARTICLES, exact=True)).to_be_focused()
        assert page.evaluate("document.getElementById('talk').inert") is False


def test_on_a_phone_back_leads_from_an_article_to_the_list_where_it_was(visit: Visit, chat: Chat) -> None:
    page = visit(chat.url, width=390, height=844, has_touch=True)
    column = page.locator("#articles")
    open_drawer(page)
    title = page.locator("#listed .title").nth(9)
    title.scroll_into_view_if_needed()
    scrolled = column.evaluate("(box) => box.scrollTop")
    assert scrolled > 100
    back = page.get_by_role("button", name="Back to your articles")
    for leave in (page.go_back, back.click):
        title.click()
        expect(column).to_be_hidden()
        expect(page.locator("#source article")).to_be_visible()
        leave()
        expect(column).to_be_visible()
        expect(title).to_be_focused()
        assert column.evaluate("(box) => box.scrollTop") == scrolled
    page.go_forward()
    expect(page.locator("#source article")).to_be_visible()
    expect(column).to_be_hidden()
    page.go_back()
    page.go_back()
    expect(column).to_be_hidden()
    expect(page.locator("#reading")).to_be_hidden()
    expect(page.get_by_label("Your question")).to_be_visible()


@pytest.mark.parametrize("width", at_first([1440], 390))
def test_words_of_a_text_are_found_with_their_sentence_which_opens_there(visit: Visit, chat: Chat, width: int) -> None:
    page = visit(chat.url, width=width)
    open_drawer(page)
    page.get_by_label("Search your articles").fill("closed by an inspector")
    row = page.locator("#listed li", has_text="Snow closes the pass")
    expect(row.locator(".found")).to_contain_text("The pass was closed by Henrik Dahl, an inspector.")
    expect(row.locator(".found strong").last).to_have_text("inspector")
    row.locator(".found").click()
    expect(page.locator("#source h2")).to_have_text("Snow closes the pass")
    expect(page.locator("#source mark")).to_have_text("The pass was closed by Henrik Dahl, an inspector.")


def test_the_list_is_sorted_as_a_person_chooses(visit: Visit, chat: Chat) -> None:
    page = visit(chat.url)
    page.get_by_label("Sort").select_option("title")
    expect(page.locator("#listed .title").first).to_have_text(re.compile("^[A‘]"))
    titles = page.locator("#listed .title").all_text_contents()
    assert titles == sorted(titles, key=str.casefold)


def expect_asked_of(page: Page, called: str) -> None:
    """What the next questions are put to, as the question box says it."""
    expect(page.locator(".restrictions .called")).to_have_text(called)
    expect(page.get_by_label("Your question")).to_be_focused()


@pytest.mark.parametrize("width", at_first([1440], 390))
def test_questions_are_put_to_the_ticked_articles_alone(visit: Visit, chat: Chat, width: int) -> None:
    page = visit(chat.url, width=width)
    open_drawer(page)
    for title in ("Snow closes the pass", "Rain floods the market"):
        page.get_by_role("checkbox", name=f"Choose {title}", exact=True).check()
    expect(page.locator(".how-many")).to_have_text("2 chosen")
    page.get_by_role("button", name="Ask only these").click()
    expect_asked_of(page, "only 2 articles")
    for chip in ask(page, CHIEF).locator(".chip .title").all():
        expect(chip).to_have_text(re.compile("Snow closes the pass|Rain floods the market"))
    open_drawer(page)
    page.get_by_role("button", name="Clear the choice").click()
    expect(page.locator("#listed .tick:checked")).to_have_count(0)
    page.get_by_label("Search your articles").fill("closes the pass")
    expect(page.locator("#listed .items li").first).to_contain_text("Snow closes the pass")
    page.get_by_role("button", name="Select all that are found").click()
    expect(page.locator(".how-many")).to_have_text(re.compile(r"^\d+ chosen$"))
    assert page.locator("#listed .tick:checked").count() == page.locator("#listed .tick").count()
    page.get_by_role("button", name="Clear the choice").click()
    open_menu(page, "Snow closes the pass")
    page.get_by_role("button", name="Ask this article").click()
    expect_asked_of(page, "only: Snow closes the pass")


@pytest.mark.parametrize("width", at_first([1440], 390))
def test_one_article_is_summarised_from_its_menu(visit: Visit, chat: Chat, width: int) -> None:
    page = visit(chat.url, width=width)
    open_drawer(page)
    page.get_by_label("Search your articles").fill("cannery")
    row = page.locator("#listed .items li").first
    expect(row).to_contain_text("annery")
    title = row.locator(".title").text_content() or ""
    row.get_by_role("button", name="More for").click()
    row.get_by_role("button", name="Summarise this article").click()
    turn = page.locator(".turn").last
    expect(turn.locator(".question")).to_have_text("Summarise this article")
    expect(turn.locator(".chip .title").first).to_have_text(title)
    for chip in turn.locator(".chip .title").all():
        expect(chip).to_have_text(title)


@pytest.mark.parametrize("width", at_first([1440], 390))
def test_a_collection_is_made_renamed_asked_and_deleted(visit: Visit, chat: Chat, width: int) -> None:
    page = visit(chat.url, width=width)
    open_drawer(page)
    name = f"<img src=x onerror=window.hurt=1> {width}"
    page.get_by_role("checkbox", name="Choose Snow closes the pass", exact=True).check()
    page.locator(".choosing").get_by_role("button", name="Make a collection").click()
    page.get_by_label("Name", exact=True).fill("   ")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".naming .wrong")).to_contain_text("needs a name")
    page.get_by_label("Name", exact=True).fill(f"Weather {width}")
    page.keyboard.press("Enter")
    expect(page.locator("#collections li")).to_contain_text(f"Weather {width}")
    expect(page.locator("#collections li")).to_contain_text("1 article")
    expect(page.locator(".choosing")).to_be_hidden()
    page.get_by_role("button", name=f"Rename Weather {width}").click()
    page.get_by_label("Name", exact=True).fill(name)
    page.keyboard.press("Enter")
    expect(page.locator("#collections .name")).to_have_text(name)
    page.get_by_role("button", name=f"Ask only {name}").click()
    expect_asked_of(page, f"only: {name}")
    open_drawer(page)
    page.get_by_role("button", name=f"Delete the collection {name}").click()
    expect(page.locator("#collections li")).to_have_count(0)
    assert page.evaluate("window.hurt") is None


def test_a_folder_is_sent_in_turns_and_what_is_chosen_meanwhile_waits(visit: Visit, chat: Chat, tmp_path: Path) -> None:
    count = 230 if FULL else 55
    (tmp_path / "deep").mkdir()
    for number in range(count):
        (tmp_path / "deep" / f"n{number}.txt").write_text(f"Gull {number}\n\nGull {number} was seen on the quay.\n")
    (tmp_path / "photo.png").write_bytes(b"\x89PNG")
    (tmp_path / ".hidden.txt").write_text("Hidden\n\nThis stays where it is.\n")
    total = briefbot.index_status(index=chat.settings.index).documents + count + 1
    page = visit(chat.url)
    page.route("**/upload*", lambda _: None)  # none of them arrives before the test has looked
    page.locator("#adding input.folder").set_input_files(tmp_path)
    expect(page.locator(".column-line")).to_contain_text(f"Sending 1 of {count} files")
    put(page, ("late.txt", b"Late gull\n\nA late gull was seen on the quay.\n"))
    leaving = "() => !window.dispatchEvent(new Event('beforeunload', { cancelable: true }))"
    assert page.evaluate(leaving) is True
    page.unroute_all(behavior="ignoreErrors")
    page.reload()
    page.wait_for_selector("body[data-live]", state="attached")
    assert page.evaluate(leaving) is False
    page.locator("#adding input.folder").set_input_files(tmp_path)
    put(page, ("late.txt", b"Late gull\n\nA late gull was seen on the quay.\n"))
    expect_outcome(page, f"You have {total} articles now.")
    expect(page.locator("#listed h3").first).to_have_text("Added just now")
    page.get_by_label("Search your articles").fill("late gull")
    expect(page.locator("#listed")).to_contain_text("Late gull")
    expect(page.locator(".column-line")).to_be_empty()
    assert {f"n{number}.txt" for number in range(count)} | {"late.txt"} <= set(chat.added())
    assert not {"photo.png", ".hidden.txt"} & set(chat.added())


@pytest.mark.parametrize("width", at_first([1440], 390))
def test_what_failed_is_in_sight_and_told_once_for_each_reason(visit: Visit, chat: Chat, width: int) -> None:
    page = visit(chat.url, width=width)
    open_drawer(page)
    page.locator("#articles").evaluate("(column) => column.scrollTo(0, 9999)")
    put(page, *((f"{attack[:40]}.zip", b"PK") for attack in ATTACKS[:9]), ("photo.png", b"\x89PNG"))
    expect_outcome(page, "Nothing was added.")
    expect(page.locator("#result li")).to_have_count(1)
    expect(page.locator("#result li")).to_contain_text("10 files are of kinds that briefbot does not read: .png, .zip.")
    assert is_inside(page.locator("#result .said"), page.locator("#articles"))
    page.get_by_label("What could not be added").focus()
    page.get_by_role("button", name="Dismiss").click()


def test_with_no_article_open_the_latest_ones_stand_in_its_place(visit: Visit, chat: Chat) -> None:
    page = visit(chat.url)
    latest = page.locator("#source .latest")
    expect(latest.locator("li").nth(3)).to_be_visible()
    days = [day.get_attribute("datetime") or "" for day in latest.locator("time").all()]
    assert days == sorted(days, reverse=True)
    title = latest.locator(".title").first.text_content() or ""
    latest.locator(".title").first.click()
    expect(page.locator("#source article h2")).to_have_text(title)
    page.get_by_role("button", name="New conversation").click()
    expect(latest).to_be_visible()
    assert str(chat.settings.folder.parent) not in page.locator("body").inner_text()


def test_questions_of_other_kinds_are_offered_and_answered_in_that_kind(visit: Visit, examples_url: str) -> None:
    page = visit(examples_url)
    expect(page.locator(".opener").first).to_contain_text("In brief", timeout=BUILD)
    question = page.locator(".opener").first.get_attribute("data-question") or ""
    page.locator(".opener").first.click()
    expect(page.locator(".turn .question")).to_have_text(question)
    expect(page.locator(".turn .answer.whole").first).to_be_visible()
    expect(page.locator("#openers")).to_be_hidden()
