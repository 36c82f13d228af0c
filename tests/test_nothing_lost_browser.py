"""Whatever happens to the page, its server or its tab, no question and no turn is lost."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from test_chat_browser import Library, Visit, ask, library, library_url, reload, visit
from test_page_browser import CHIEF, field, held, press_tool

__all__ = ["held", "library", "library_url", "visit"]

pytestmark = pytest.mark.browser
ACT = "**/component_server/"


class Gate:
    """Holds back what the page asks of the server until it is let."""

    def __init__(self, page: Page, action: str) -> None:
        self._waiting: list[Route] = []
        self._action = action
        page.route(ACT, self._take)

    def _take(self, route: Route) -> None:
        if f'"action":"{self._action}"' in (route.request.post_data or ""):
            self._waiting.append(route)
        else:
            route.continue_()

    def open(self) -> None:
        self._action = ""
        for route in self._waiting:
            route.continue_()


def test_a_question_is_drawn_before_the_server_has_answered(visit: Visit, library_url: str) -> None:
    page = visit(library_url)
    gate = Gate(page, "ask")
    field(page).fill("Who is the mayor?")
    page.keyboard.press("Enter")
    expect(page.locator(".turn .question")).to_have_text("Who is the mayor?")
    expect(page.locator(".turn .pending")).to_be_visible()
    expect(field(page)).to_have_value("")
    gate.open()
    expect(page.locator(".turn .short")).to_have_text("Ana Ruiz")
    expect(page.locator(".turn")).to_have_count(1)


def test_where_the_server_is_not_there_the_question_stands_in_the_box_again(browser: Browser, library_url: str) -> None:
    context = browser.new_context(reduced_motion="reduce")  # what a browser logs of a lost server is no fault here
    page = context.new_page()
    page.goto(library_url)
    page.wait_for_selector("body[data-live]", state="attached")
    ask(page, "Who is the mayor?")
    context.set_offline(True)
    field(page).fill("Who was the mayor?")
    page.keyboard.press("Enter")
    expect(page.locator("#status .status")).to_have_text(
        "briefbot chat does not answer. Is it still running? Your question is kept in the box."
    )
    expect(field(page)).to_have_value("Who was the mayor?")
    expect(page.locator(".turn")).to_have_count(1)
    press_tool(page, "Ask again")  # the turn that it would take the place of comes back
    expect(page.locator(".turn .short")).to_have_text("Ana Ruiz")
    context.set_offline(False)
    field(page).fill("Who was the mayor?")
    page.keyboard.press("Enter")
    expect(page.locator(".turn .short")).to_have_count(2)
    expect(field(page)).to_have_value("")
    context.close()


def ask_and_wait(page: Page, held: Library) -> None:
    """Ask a question that is answered, and then one that waits for its answer."""
    held.may_answer.set()
    ask(page, "Who is the mayor?")
    held.may_answer.clear()
    field(page).fill("Who was the mayor?")
    page.keyboard.press("Enter")
    expect(page.locator(".pending")).to_be_visible()


def test_a_draft_survives_a_reload(visit: Visit, library_url: str) -> None:
    page = visit(library_url)
    field(page).fill("Who is")
    reload(page)
    expect(field(page)).to_have_value("Who is")


def test_a_question_without_an_answer_is_asked_again_after_a_reload(
    visit: Visit, library_url: str, held: Library
) -> None:
    page = visit(library_url)
    ask_and_wait(page, held)
    reload(page)
    expect(page.locator(".question")).to_have_text(["Who is the mayor?", "Who was the mayor?"])
    held.may_answer.set()
    expect(page.locator(".turn .short")).to_have_count(2)


def test_an_edited_question_that_a_reload_cuts_off_still_takes_the_place_of_the_old_one(
    visit: Visit, library_url: str, held: Library
) -> None:
    page = visit(library_url)
    held.may_answer.set()
    ask(page, "Who is the mayor?")
    press_tool(page, "Edit")
    field(page).fill("Who was the mayor?")
    held.may_answer.clear()
    page.keyboard.press("Enter")
    expect(page.locator(".pending")).to_be_visible()
    reload(page)
    expect(page.locator(".pending")).to_be_visible()
    held.may_answer.set()
    expect(page.locator(".turn .short")).to_be_visible()
    expect(page.locator(".question")).to_have_text("Who was the mayor?")


def test_what_is_asked_while_a_conversation_is_brought_back_comes_after_it(
    visit: Visit, library_url: str, library: Library
) -> None:
    page = visit(library_url)
    ask(page, "Who is the mayor?")
    gate = Gate(page, "restore")
    reload(page)
    page.wait_for_selector("body[data-live]", state="attached")
    ask(page, "Who was the mayor?")
    (before,) = library.histories[-1]
    assert getattr(before, "question", before) == "Who is the mayor?"
    gate.open()
    expect(page.locator(".question")).to_have_text(["Who is the mayor?", "Who was the mayor?"])
    page.unroute(ACT)
    reload(page)
    expect(page.locator(".question")).to_have_text(["Who is the mayor?", "Who was the mayor?"])


def test_a_copied_tab_goes_on_in_a_conversation_of_its_own(visit: Visit, library_url: str) -> None:
    page = visit(library_url)
    ask(page, "Who is the mayor?")
    with page.expect_popup() as opened:
        page.evaluate("void window.open(location.href)")  # with a copy of what the tab keeps
    copy = opened.value
    copy.set_default_timeout(60_000)
    expect(copy.locator(".turn")).to_have_count(1)
    ask(copy, "Who was the mayor?")
    ask(page, "Who will be mayor?")
    for tab, second in ((page, "Who will be mayor?"), (copy, "Who was the mayor?")):
        reload(tab)
        expect(tab.locator(".question")).to_have_text(["Who is the mayor?", second])
    kept = json.loads(page.evaluate("localStorage['briefbot.conversations']"))
    assert [len(one["records"]) for one in kept] == [2, 2]


def test_a_copied_tab_does_not_ask_the_question_of_the_other_again(
    visit: Visit, library_url: str, held: Library
) -> None:
    page = visit(library_url)
    ask_and_wait(page, held)
    with page.expect_popup() as opened:
        page.evaluate("void window.open(location.href)")
    copy = opened.value
    expect(copy.locator(".question")).to_have_text("Who is the mayor?")
    held.may_answer.set()
    expect(page.locator(".turn .short")).to_have_count(2)
    expect(copy.locator(".turn")).to_have_count(1)


def test_a_thumb_is_taken_back_stays_over_a_reload_and_the_last_line_counts(
    visit: Visit, library: Library, library_url: str, tmp_path: Path
) -> None:
    page = visit(library_url)
    library.index = tmp_path
    ask(page, "Who is the mayor?")
    for name, told in (("Right", "Kept beside the index"), ("Right", "taken back"), ("Wrong", "Kept beside the index")):
        press_tool(page, name)
        expect(page.locator("#status .status")).to_contain_text(told)
    lines = (tmp_path / "feedback.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["right"] for line in lines] == [True, None, False]
    reload(page)
    expect(page.get_by_role("button", name="Wrong", exact=True)).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("button", name="Right", exact=True)).to_have_attribute("aria-pressed", "false")


def test_the_address_cites_no_former_article_after_a_new_question(visit: Visit, examples_url: str) -> None:
    page = visit(examples_url)
    turn = ask(page, CHIEF)
    turn.locator(".chip").nth(1).click()
    page.wait_for_function("location.hash.startsWith('#cite=')")
    ask(page, "How many members voted for the strike?")
    assert page.evaluate("location.hash") == ""
    expect(page.locator(".turn").last.locator(".chip").first).to_have_attribute("aria-current", "true")
    shown = page.locator("#source h2").text_content()
    reload(page)
    expect(page.locator(".turn")).to_have_count(2)
    expect(page.locator("#source h2")).to_have_text(str(shown))


def test_back_closes_the_source_on_a_phone(visit: Visit, library_url: str) -> None:
    page = visit(library_url, width=390, height=844)
    turn = ask(page, "Who is the mayor?")
    turn.locator(".chip").click()
    expect(page.locator("#source mark")).to_be_visible()
    page.go_back()
    expect(page.locator("#reading")).to_be_hidden()
    expect(page.locator(".turn .short")).to_be_visible()
    assert page.evaluate("location.hash") == ""


def test_a_restriction_survives_a_reload_and_a_new_conversation_says_so(visit: Visit, examples_url: str) -> None:
    page = visit(examples_url)
    expect(page.locator(".restrict summary")).to_have_text("From: all articles")
    page.locator(".restrict summary").click()
    page.get_by_label("Radio Carrow").check()
    page.get_by_label("from", exact=True).fill("2025-10-14")
    called = page.locator(".restrictions .called")
    expect(called).to_have_text(["Radio Carrow", "since 14 October 2025"])
    reload(page)
    expect(called).to_have_text(["Radio Carrow", "since 14 October 2025"])
    page.locator(".restrict summary").click()
    expect(page.get_by_label("Radio Carrow")).to_be_checked()
    page.get_by_role("button", name="New conversation").click()
    told = "A new conversation. Its questions go to Radio Carrow, since 14 October 2025, as before."
    expect(page.locator("#status .status")).to_have_text(told)
    page.get_by_role("button", name="Do not restrict to since 14 October 2025").click()
    expect(called).to_have_text("Radio Carrow")
    expect(page.get_by_label("from", exact=True)).to_have_value("")
    expect(ask(page, CHIEF).locator(".within").first).to_have_text("Only articles from Radio Carrow.")


def test_questions_go_to_chosen_articles_alone(visit: Visit, library_url: str, library: Library) -> None:
    page = visit(library_url)
    loaded = "performance.getEntriesByType('resource').map((entry) => entry.name)"
    module = page.evaluate(f"{loaded}.find((name) => name.endsWith('/restriction.js'))")
    restrict = "async ([module, documents]) => (await import(module)).restrictTo(documents)"
    hostile = "<img src=x onerror='window.hurt = 1'>"
    page.evaluate(restrict, [module, [{"id": library.article.id, "title": hostile}]])
    expect(page.locator(".restrictions .called")).to_have_text(f"only: {hostile}")
    expect(ask(page, "Who is the mayor?").locator(".within")).to_have_text("Only articles that you chose (1).")
    assert library.filters[-1].documents == (library.article.id,)
    page.evaluate(restrict, [module, [{"id": name, "title": name} for name in "abc"]])
    expect(page.locator(".restrictions .called")).to_have_text("only 3 articles")
    reload(page)
    expect(page.locator(".restrictions .called")).to_have_text("only 3 articles")
    page.get_by_role("button", name="Do not restrict to only 3 articles").click()
    expect(page.locator(".restrictions")).to_be_hidden()
    ask(page, "Who was the mayor?")
    assert not library.filters[-1].documents
    assert page.evaluate("window.hurt") is None


def test_how_sure_an_answer_is_opens_what_that_means_by_touch_and_by_keys(visit: Visit, library_url: str) -> None:
    page = visit(library_url, width=390, height=844, has_touch=True)
    turn = ask(page, "Who is the mayor?")
    meaning = turn.locator(".confidence p").first
    expect(meaning).to_be_hidden()
    turn.locator(".confidence summary").tap()
    expect(meaning).to_have_text(
        "Probability that this is right: 0.80. Of 100 answers with this probability, about 80 are right."
    )
    page.keyboard.press("Enter")
    expect(meaning).to_be_hidden()


def test_a_menu_closes_by_escape_by_a_choice_and_by_a_press_elsewhere(visit: Visit, library_url: str) -> None:
    page = visit(library_url)
    turn = ask(page, "Who is the mayor?")
    copy, more = turn.get_by_text("Copy", exact=True), turn.get_by_text("More", exact=True)
    opened = page.locator(".tool-menu[open]")
    copy.click()
    expect(turn.get_by_role("button", name="Copy as text")).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(opened).to_have_count(0)
    expect(copy).to_be_focused()
    copy.click()
    more.click()
    expect(opened).to_have_count(1)
    expect(turn.get_by_role("button", name="Undo")).to_be_in_viewport()
    turn.locator(".question").click()
    expect(opened).to_have_count(0)


def test_what_a_search_finds_is_spoken_with_the_first_of_it(visit: Visit, examples_url: str) -> None:
    page = visit(examples_url)
    first = ask(page, "ferry strike").locator(".cards .excerpt").first.text_content()
    expect(page.locator("#status .spoken")).to_have_text(f"Found in 5 articles {first}")
