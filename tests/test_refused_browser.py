"""What the server refuses is told as what it is, and never as a server that is not there; nothing typed is lost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from serving import PATIENCE
from test_articles_browser import Chat, chat, empty, expect_outcome, open_drawer, put, uploads
from test_chat_browser import ask
from test_page_browser import CHIEF

__all__ = ["chat", "empty", "uploads"]

pytestmark = pytest.mark.browser
WITH_QUESTIONS = True
# What can be pressed and lies under the line that says that the server does not answer.
UNDER_THE_LINE = """
() => {
  const line = document.querySelector(".lost").getBoundingClientRect();
  const isPressed = (one) => one.checkVisibility() && !one.closest("[inert], dialog:not([open])");
  const isUnder = (box) =>
    box.width > 1 && box.top < line.bottom && box.bottom > line.top && box.right > line.left && box.left < line.right;
  return [...document.querySelectorAll("button, summary, input, textarea, select, a[href]")]
    .filter((one) => isPressed(one) && isUnder(one.getBoundingClientRect()))
    .map((one) => one.outerHTML.slice(0, 100));
}
"""
ACTIONS = "**/gradio_api/component_server/"
# Status and body of a reply, and what the page says.
REFUSALS = [
    (401, "This chat asks for a name.", "This chat asks for a name."),
    (403, "A page of another site may not use this chat.", "A page of another site may not use this chat."),
    (404, '{"detail": "Not Found"}', "This page and briefbot chat are of different versions. Reload the page."),
    (
        413,
        "<html>413 Request Entity Too Large</html>",
        "This is too large to be sent at once. Split it, and send the parts one by one.",
    ),
    (422, '{"error": "data is missing."}', "data is missing."),
    (429, "Too many wrong passwords. Try again in 8 seconds.", "Too many wrong passwords. Try again in 8 seconds."),
    (451, "", "briefbot chat, or what stands before it, refused this with the status 451."),
    (503, "<html>no server</html>", "briefbot chat does not answer. Is it still running?"),
]


@pytest.fixture
def page(browser: Browser, chat: Chat) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})  # what is refused is logged, which is right
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(chat.url)
    page.wait_for_selector("body[data-live]", state="attached")
    yield page
    context.close()


def test_a_text_that_is_too_large_is_told_so_and_stays_in_its_form(page: Page) -> None:
    open_drawer(page)
    page.get_by_text("Paste text", exact=True).click()
    size = 12 * 1024**2  # so much that the reply comes while it is being sent
    page.locator("form.paste textarea").evaluate(
        "(area, size) => { area.style.display = 'none'; area.value = 'word '.repeat(size / 5); }", size
    )
    page.get_by_role("button", name="Add this text").click()
    told = "This is larger than the 4 MB that can be sent at once. Split it, and send the parts one by one."
    expect(page.locator(".column-line")).to_have_text(told)
    expect(page.locator(".lost")).to_be_empty()
    assert page.locator("form.paste textarea").evaluate("(area) => area.value.length") > size - 5


def test_a_refused_question_is_told_why_and_stands_in_the_box_again(page: Page) -> None:
    expect(page.locator(".suggestion").first).to_be_visible()
    reply: dict[str, Any] = {}

    def refuse(route: Route) -> None:
        if '"action":"ask"' in (route.request.post_data or ""):
            route.fulfill(**reply)
        else:
            route.continue_()

    page.route(ACTIONS, refuse)
    for status, body, told in REFUSALS:
        reply.update(status=status, body=body)
        page.get_by_label("Your question").fill("Who is the mayor?")
        page.keyboard.press("Enter")
        expect(page.locator("#status .status")).to_have_text(f"{told} Your question is kept in the box.")
        expect(page.get_by_label("Your question")).to_have_value("Who is the mayor?")
        expect(page.locator(".lost")).to_be_empty()


def test_files_that_the_server_refuses_are_told_with_its_reason(page: Page) -> None:
    open_drawer(page)
    page.route("**/gradio_api/upload", lambda route: route.fulfill(status=403, body="Adding needs the scope write."))
    put(page, ("The mayor.txt", b"The mayor speaks\n\nTheodora Vance opened the bridge.\n"))
    expect_outcome(page, "Nothing was added.")
    expect(page.locator(".column-line")).to_have_text("Adding needs the scope write.")


@pytest.mark.parametrize("width", [1440, 1024, 390])
def test_the_line_about_a_lost_server_covers_nothing_that_can_be_pressed(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    ask(page, CHIEF).locator(".chip").first.click()
    page.locator("#source .sheet-tools .find").click()
    expect(page.locator(".find-bar")).to_be_visible()
    page.context.set_offline(True)
    page.locator("#source .sheet-tools .pin").click()  # asks the server, which does not answer
    expect(page.locator(".lost")).to_contain_text("does not answer")
    for drawer in (False, True):
        if drawer and not page.locator("#articles").is_visible():
            page.locator('#masthead [data-do="articles"]').click()
        assert page.evaluate("document.querySelector('.lost').offsetHeight") > 20
        assert page.evaluate(UNDER_THE_LINE) == []
        assert page.evaluate("document.documentElement.scrollHeight") == 800
    page.context.set_offline(False)
    expect(page.locator(".lost")).to_be_hidden()
    masthead = page.locator(".masthead").evaluate("(one) => one.getBoundingClientRect().bottom")
    page.wait_for_function(f"document.getElementById('desk').getBoundingClientRect().top === {masthead}")
