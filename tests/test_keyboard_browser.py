"""The keyboard alone does everything, and wherever the focus goes it is seen and has a name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from rounds import at_first
from test_articles_browser import BUILD, Chat, chat
from test_chat_browser import COLOURS, Library, Visit, library, library_url, visit
from test_page_browser import CHIEF, DISPUTED, held

from briefbot.phrases import KINDS
from briefbot.store import open_writer

__all__ = ["chat", "held", "library", "library_url", "visit"]

pytestmark = pytest.mark.browser

# Why the focus cannot be seen where it is; "" where it can.
UNSEEN = (
    f"() => {{{COLOURS}"
    + """
  const e = document.activeElement;
  // What was hidden under the focus has it until the browser's next frame, which gives it to the page.
  if (e === document.body || !e.getClientRects().length) return "";
  const boxed = e.id === "question-text";
  const shown = boxed ? e.closest(".box") : e;
  const style = getComputedStyle(shown);
  let colour = style.outlineColor;
  if (boxed) colour = style.boxShadow === "none" ? "" : style.borderTopColor;
  else if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) colour = "";
  if (!colour) return "nothing around it";
  const pair = [light(rgba(colour)), light(ground(shown.parentElement))];
  const ratio = (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
  if (ratio < 3) return `a contrast of ${ratio}`;
  const box = shown.getBoundingClientRect();
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height, innerHeight) / 2);
  return top && (shown.contains(top) || top.contains(shown)) ? "" : `covered by ${top?.outerHTML.slice(0, 80)}`;
}
"""
)


class Keys:
    """Presses keys, and looks at what has the focus after each."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._browser = page.context.new_cdp_session(page)

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        unseen = self.page.evaluate(UNSEEN)
        assert unseen == "", f"{unseen}: {self._focused()}"
        for pause in (0, 100, 1000):  # milliseconds: the browser tells screen readers a little later
            self.page.wait_for_timeout(pause)
            if self._name():
                return
        pytest.fail(f"it has no name: {self._focused()}")

    def to(self, selector: str, key: str = "Tab") -> None:
        """Press a key until what has the focus matches."""
        for _ in range(120):
            self.press(key)
            if self.page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
        pytest.fail(f"{selector} cannot be reached with {key}")

    def at(self, selector: str, key: str = "Enter", way: str = "Tab") -> None:
        """Go there, and press a key."""
        self.to(selector, way)
        self.press(key)

    def type(self, words: str) -> None:
        self.page.keyboard.type(words)

    def ask(self, question: str) -> None:
        """Type a question where the cursor is by itself, and send it."""
        expect(self.page.get_by_label("Your question")).to_be_focused()
        self.type(question)
        self.press("Enter")

    def _name(self) -> str:
        """What a screen reader calls it, as the browser works it out; the page itself stands for the browser's bars."""
        if self.page.evaluate("document.activeElement === document.body"):
            return "page"
        found = self._browser.send("Runtime.evaluate", {"expression": "document.activeElement"})
        request = {"objectId": found["result"]["objectId"], "fetchRelatives": False}
        (node,) = self._browser.send("Accessibility.getPartialAXTree", request)["nodes"]
        return str(node.get("name", {}).get("value", "")).strip()

    def _focused(self) -> str:
        return str(self.page.evaluate("document.activeElement.outerHTML.slice(0, 200)"))


@pytest.fixture
def keys(visit: Visit) -> Callable[..., Keys]:
    """Opens the chat for someone who has no mouse."""
    return lambda url, **options: Keys(visit(url, **options))


def chosen(page: Page) -> Any:
    return expect(page.locator(".restrictions .called"))


def test_a_question_is_restricted_asked_and_followed_to_its_source(
    keys: Callable[..., Keys], examples_url: str
) -> None:
    with_keys = keys(examples_url)
    page = with_keys.page
    expect(page.locator(".restrict > summary")).to_be_visible()
    expect(page.get_by_label("Your question")).to_be_focused()
    with_keys.at(".restrict > summary")
    with_keys.at("input[value='Port Ellery Courier']", "Space")
    chosen(page).to_have_text("Port Ellery Courier")
    with_keys.to("input[name=since]")
    with_keys.type("10142025")
    chosen(page).to_have_text(["Port Ellery Courier", "since 14 October 2025"])
    with_keys.to("input[name=until]")
    with_keys.at(".choices .tool")
    chosen(page).to_have_count(0)
    expect(page.locator(".chosen")).to_have_text("all articles")
    with_keys.at(".restrict > summary", way="Shift+Tab")
    expect(page.locator(".choices")).to_be_hidden()
    with_keys.to("#question-text", "Shift+Tab")
    with_keys.type(CHIEF)
    with_keys.press("Shift+Enter")
    with_keys.press("Backspace")
    with_keys.press("Enter")
    expect(page.locator(".answer strong")).to_have_text("Henrik Ångström")
    with_keys.at(".how > summary", way="Shift+Tab")
    expect(page.locator(".how ol")).to_be_visible()
    with_keys.at(".how a")
    expect(page.locator(".how a").first).to_have_attribute("aria-current", "true")
    with_keys.at(".chip", way="Shift+Tab")
    expect(page.locator(".chip[aria-current]")).to_be_focused()
    expect(page.locator("#source mark")).to_have_text("Henrik Ångström")
    with_keys.to("#source")
    before = page.evaluate("document.getElementById('source').scrollTop")
    with_keys.press("End")
    page.wait_for_function("before => document.getElementById('source').scrollTop > before", arg=before)
    with_keys.press("Escape")
    expect(page.locator(".chip[aria-current]")).to_be_focused()


def menu(keys: Keys, name: str, tool: str) -> None:
    """Open a menu below the last answer, and press one of its tools."""
    keys.at(f".tool-menu:has([data-do={tool}]) > summary", way="Shift+Tab")
    expect(keys.page.locator(".tool-menu[open] > summary")).to_have_text(name)
    keys.at(f"[data-do={tool}]")


@pytest.mark.parametrize("width", at_first([1440], 390))
def test_an_answer_is_copied_rated_asked_again_edited_and_undone(
    keys: Callable[..., Keys], examples_url: str, width: int
) -> None:
    with_keys = keys(examples_url, width=width, permissions=["clipboard-read", "clipboard-write"])
    page = with_keys.page
    if width < 800:
        with_keys.to("#question-text")  # no page takes the focus on a phone
    expect(page.get_by_label("Your question")).to_be_focused()
    with_keys.type(DISPUTED)
    with_keys.press("Enter")
    expect(page.locator(".side")).to_have_count(2)
    for name, told in (("copy", "Answer copied."), ("copy-markdown", "as Markdown, copied."), ("link", "Link copied.")):
        menu(with_keys, "Copy", name)
        expect(page.locator("#status")).to_contain_text(told)
        expect(page.locator(".tool-menu summary").first).to_be_focused()
        with_keys.to("#question-text")
    for name in ("up", "down"):
        with_keys.at(f".thumb.{name}", way="Shift+Tab")
        expect(page.locator(f".thumb.{name}")).to_have_attribute("aria-pressed", "true")
        with_keys.to("#question-text")
    menu(with_keys, "More", "again")
    expect(page.locator(".side")).to_have_count(2)
    expect(page.locator("#conversation" if width < 800 else "#question-text")).to_be_focused()
    with_keys.to("#question-text")
    menu(with_keys, "More", "edit")
    expect(page.get_by_label("Your question")).to_have_value(DISPUTED)
    with_keys.press("Escape")
    expect(page.get_by_label("Your question")).to_have_value("")
    menu(with_keys, "More", "edit")
    with_keys.type("?")
    with_keys.press("Enter")
    expect(page.locator(".question")).to_have_text(f"{DISPUTED}?")
    expect(page.locator(".side")).to_have_count(2)
    with_keys.at(".tool-menu:has(.kinds) > summary", way="Shift+Tab")
    with_keys.at(".kinds [data-kind=search]")
    expect(page.locator(".kinds [aria-pressed=true]")).to_have_text(KINDS["search"])
    expect(page.locator("#conversation" if width < 800 else "#question-text")).to_be_focused()
    with_keys.to("#question-text")
    menu(with_keys, "More", "undo")
    expect(page.locator(".welcome")).to_be_visible()
    expect(page.get_by_label("Your question")).to_be_focused()


@pytest.mark.parametrize("how", at_first(["Enter"], "Escape"))
def test_a_question_is_stopped(keys: Callable[..., Keys], library_url: str, held: Library, how: str) -> None:
    with_keys = keys(library_url)
    page = with_keys.page
    with_keys.ask("Who is the mayor?")
    expect(page.locator(".pending")).to_be_visible()
    if how == "Enter":
        with_keys.to("[data-do=stop]", "Shift+Tab")
    with_keys.press(how)
    expect(page.locator(".notice")).to_contain_text("Stopped.")
    expect(page.get_by_label("Your question")).to_be_focused()


def test_conversations_are_begun_exported_opened_again_and_deleted(keys: Callable[..., Keys], library_url: str) -> None:
    with_keys = keys(library_url)
    page = with_keys.page
    with_keys.ask("Who is the mayor?")
    expect(page.locator(".answer")).to_be_visible()
    with_keys.at("[data-do=fresh]", way="Shift+Tab")
    expect(page.locator(".welcome")).to_be_visible()
    expect(page.get_by_label("Your question")).to_be_focused()
    with_keys.at(".menu > summary", way="Shift+Tab")
    with_keys.at("#kept [data-restore]")
    expect(page.locator(".answer")).to_be_visible()
    expect(page.locator(".menu-body")).to_be_hidden()
    for form in ("share", "markdown", "html"):
        expect(page.locator(".menu > summary")).to_be_focused()
        with_keys.press("Enter")
        with page.expect_download():
            with_keys.at(f"[data-do=export-{form}]")
    with_keys.press("Enter")
    with_keys.at("#kept [data-rename]")
    expect(page.get_by_label("New title")).to_be_focused()
    with_keys.type("The mayor")
    with_keys.press("Enter")
    expect(page.locator("#kept [data-restore]")).to_contain_text("The mayor")
    expect(page.locator("#kept [data-rename]")).to_be_focused()
    with_keys.at("#kept [data-remove]")
    expect(page.locator("#kept li")).to_have_count(0)
    expect(page.locator(".undo button")).to_be_focused()
    with_keys.press("Enter")
    expect(page.locator("#kept [data-remove]")).to_be_focused()
    with_keys.press("Enter")
    expect(page.locator("#kept li")).to_have_count(0)
    with_keys.at("[data-do=settings]")
    expect(page.locator("#settings")).to_be_visible()
    with_keys.press("ArrowDown")
    with_keys.press("Escape")
    expect(page.locator("#settings")).to_be_hidden()
    expect(page.locator(".menu > summary")).to_be_focused()
    with_keys.press("Enter")
    with_keys.at("[data-do=api]")
    expect(page.locator("#api")).to_be_visible()
    with_keys.press("Escape")
    expect(page.locator("#api")).to_be_hidden()
    expect(page.locator(".menu > summary")).to_be_focused()
    with_keys.press("Enter")
    with_keys.press("Escape")
    expect(page.locator(".menu-body")).to_be_hidden()
    expect(page.locator(".menu > summary")).to_be_focused()


@pytest.mark.parametrize("width", at_first([1440], 390))
def test_articles_are_added_found_read_and_removed(
    keys: Callable[..., Keys], chat: Chat, tmp_path: Path, width: int
) -> None:
    (tmp_path / f"heron {width}.txt").write_text(f"Heron {width}\n\nA heron stood on the weir for {width} minutes.\n")
    with_keys = keys(chat.url, width=width)
    page = with_keys.page
    if width < 800:  # on a wide screen it stands open
        with_keys.at("[data-do=articles]")
        expect(page.get_by_role("button", name="Close your articles")).to_be_focused()
    with page.expect_file_chooser() as chooser:
        with_keys.at("#adding .choose")
    chooser.value.set_files(tmp_path / f"heron {width}.txt")
    expect(page.locator("#result .said")).to_contain_text("1 article added", timeout=BUILD)
    with_keys.at("#result [data-do=dismiss]")
    expect(page.locator("#adding .choose")).to_be_focused()
    with_keys.at(".way:has(.paste) > summary")
    with_keys.to("[name=text]")
    with_keys.type(" ")
    for name in ("title", "outlet", "published"):
        with_keys.to(f".paste [name={name}]")
    with_keys.at(".paste .send")  # the browser says what is missing, or the server does
    expect(page.locator("#result .said")).to_contain_text("There is no text to add.")
    with_keys.at(".way:has(.address) > summary")
    with_keys.to("[name=address]")
    with_keys.type("/etc/passwd")
    with_keys.press("Enter")
    expect(page.locator("#result .said")).to_contain_text("This is not a web address.")
    with_keys.to("#find")
    with_keys.type(f"heron {width}")
    expect(page.locator("#listed .figures")).to_contain_text("1 of ")
    with_keys.at("#listed .title")
    expect(page.locator("#source h2")).to_have_text(f"Heron {width}")
    if width < 800:
        expect(page.locator("#articles")).to_be_hidden()
        expect(page.locator("#source")).to_be_focused()
        with_keys.at("#source .back")
        expect(page.locator("#reading")).to_be_hidden()
        expect(page.locator("#listed .title")).to_be_focused()  # the list is there again, where it was left
    with_keys.at("#listed .items [data-do=row-menu]")
    with_keys.to("#listed .items [data-remove]")
    with_keys.press("Enter")
    expect(page.get_by_role("button", name="Keep")).to_be_focused()
    with_keys.press("Escape")
    expect(page.locator("#listed .items [data-remove]")).to_be_focused()
    with_keys.press("Enter")
    with_keys.at("dialog [data-do=sure]")
    expect(page.locator("#result .said")).to_contain_text(": 1 article fewer.", timeout=BUILD)
    with_keys.to("[data-do=refresh]")
    if width < 800:
        with_keys.press("Escape")
    else:
        with_keys.at("#articles-head [data-do=close]", way="Shift+Tab")
    expect(page.locator("#articles")).to_be_hidden()
    expect(page.locator("[data-do=articles]")).to_be_focused()


def test_a_build_is_stopped(keys: Callable[..., Keys], chat: Chat) -> None:
    with_keys = keys(chat.url)
    page = with_keys.page
    with open_writer(chat.settings.index):  # the build waits: it may be over before anybody can stop it
        with_keys.at("[data-do=refresh]")
        expect(page.locator("#articles-head .working")).to_be_visible()
        with_keys.at("#articles-head [data-do=stop-build]", way="Shift+Tab")
        expect(page.locator("#result .said")).to_contain_text("Stopped.", timeout=BUILD)
