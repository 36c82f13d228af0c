"""The page in every state, at three widths, light and dark: axe-core finds nothing serious, and nothing is cut off."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from typing import Literal

import pytest
import rounds
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from rounds import at_first
from test_articles_browser import BUILD, Chat, chat, empty, expect_outcome, open_drawer, open_menu, put, receive
from test_chat_browser import UNANSWERABLE, UNSURE, Visit, ask, reload, visit
from test_page_browser import CHIEF, DISPUTED

from briefbot.store import open_writer

__all__ = ["chat", "empty", "visit"]

pytestmark = pytest.mark.browser
WITH_QUESTIONS = True
WIDTHS = {1440: 900, 1024: 768, 390: 844}
# What reaches beyond the sides of a box that cuts it off or makes it scroll; fields scroll by themselves.
CUT_OFF = """
() => [document.documentElement, ...document.body.querySelectorAll("*:not(input, textarea, select)")]
  .filter((e) => e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 1 && e.checkVisibility())
  .filter((e) => e === document.documentElement || getComputedStyle(e).overflowX !== "visible")
  .map((e) => `${e.outerHTML.slice(0, 120)} is ${e.clientWidth} wide and holds ${e.scrollWidth}`)
"""
# What is pressed and is smaller than a fingertip or than its own words, but for links in text; of a box in a label, the
# label.
TOO_SMALL = """
(least) => [...document.querySelectorAll("button, summary, input, textarea, select, a[href]")]
  .map((e) => e.closest("label") ?? e)
  .filter((e) => e.checkVisibility() && !e.closest("[inert]"))
  .filter((e) => !(e.localName === "a" && getComputedStyle(e).display === "inline"))
  .map((e) => [e, e.getBoundingClientRect(), e.matches("button, a") && e.scrollWidth > e.clientWidth + 1])
  .filter(([, box]) => box.width > 1)
  .filter(([, box, spills]) => box.width < least - 0.5 || box.height < least - 0.5 || spills)
  .map(([e, box]) => `${e.outerHTML.slice(0, 120)} is ${box.width.toFixed(1)} by ${box.height.toFixed(1)}`)
"""
FINGERTIP = 44  # CSS pixels
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
# The two schemes differ in colours alone, so in the second only what depends on them is looked at again.
RULES = {
    "light": "{}",
    "dark": '{ runOnly: ["color-contrast", "link-in-text-block"] }',
}


def first_run(page: Page) -> None:
    expect(page.locator(".first-run")).to_be_visible()


def first_drawer(page: Page) -> None:
    open_drawer(page)


def empty_conversation(page: Page) -> None:
    expect(page.locator(".suggestion").first).to_be_visible()


def answered(page: Page) -> None:
    ask(page, CHIEF)
    expect(page.locator("#source mark")).to_be_attached()


def differing(page: Page) -> None:
    ask(page, DISPUTED)
    expect(page.locator(".side")).to_have_count(2)


def declined(page: Page) -> None:
    ask(page, UNANSWERABLE)


def unsure(page: Page) -> None:
    ask(page, UNSURE)
    expect(page.locator("#source .tint")).to_be_attached()


def source_open(page: Page) -> None:
    ask(page, CHIEF)
    ask(page, "How many members voted for the strike?")
    page.locator(".turn").first.locator(".chip").nth(0).click()
    expect(page.locator("#source .also")).to_be_attached()


def finding(page: Page) -> None:
    ask(page, CHIEF).locator(".chip").first.click()
    page.locator("#source .sheet-tools .find").click()
    page.get_by_label("Words to find in the article").fill("ferr")
    expect(page.locator("#source .found")).to_contain_text("1 of")


def notebook_open(page: Page) -> None:
    ask(page, CHIEF).get_by_role("button", name="Pin to the notebook").click()
    expect(page.locator(".notes-count")).to_contain_text("1", use_inner_text=False)
    page.locator(".turn .chip").first.click()
    page.get_by_role("tab", name="Notebook").click()
    page.get_by_label("Your comment").fill("Call the press office.")
    expect(page.locator(".note")).to_have_count(1)


def how_it_was_found(page: Page) -> None:
    ask(page, CHIEF).get_by_text("How this was found").click()
    page.locator(".how ol").scroll_into_view_if_needed()


def filters_open(page: Page) -> None:
    page.locator(".restrict > summary").click()
    page.get_by_label("Radio Carrow").check()
    page.get_by_label("from", exact=True).fill("2025-10-14")


def filters_active(page: Page) -> None:
    filters_open(page)
    page.locator(".restrict > summary").click()
    ask(page, CHIEF)


def rated(page: Page) -> None:
    turn = ask(page, CHIEF)
    turn.get_by_role("button", name="Right", exact=True).click()
    expect(page.locator("#status")).to_contain_text("Kept beside the index")


def tools_open(page: Page) -> None:
    turn = ask(page, CHIEF)
    turn.locator(".confidence summary").click()
    turn.get_by_text("More", exact=True).click()
    expect(turn.locator(".kinds")).to_be_visible()


def timeline(page: Page) -> None:
    turn = ask(page, "Give me a timeline of the ferry strike.")
    expect(turn.locator(".timeline > li").nth(1)).to_be_attached()


def found(page: Page) -> None:
    expect(ask(page, "ferry strike").locator(".cards > li").nth(1)).to_be_attached()


def error_shown(page: Page) -> None:
    page.get_by_label("Your question").fill("Why " * 300)
    page.keyboard.press("Enter")
    expect(page.locator(".notice")).to_be_visible()


def menu_open(page: Page) -> None:
    for question in (CHIEF, UNANSWERABLE):
        ask(page, question)
        page.get_by_role("button", name="New conversation").click()
        expect(page.locator(".turn")).to_have_count(0)
    page.get_by_text("Conversations", exact=True).click()


def menu_of_many(page: Page) -> None:
    ask(page, CHIEF)
    page.evaluate("""() => {
        const [kept] = JSON.parse(localStorage["briefbot.conversations"]);
        const titled = (at) => ({ ...kept, id: `x${at}`, title: `${at} ${"long ".repeat(at)}` });
        const many = Array.from({ length: 40 }, (_, at) => titled(at));
        localStorage["briefbot.conversations"] = JSON.stringify([kept, ...many]);
    }""")
    reload(page)
    expect(page.locator(".turn .answer")).to_be_visible()
    page.get_by_text("Conversations", exact=True).click()
    page.locator("#kept [data-remove]").nth(2).click()
    page.locator("#kept [data-rename]").nth(1).click()
    expect(page.locator("#masthead .undo")).to_be_visible()


def settings_open(page: Page) -> None:
    page.get_by_text("Conversations", exact=True).click()
    page.get_by_role("button", name="Settings").click()
    expect(page.locator("#settings")).to_be_visible()


def api_open(page: Page) -> None:
    page.get_by_text("Conversations", exact=True).click()
    page.get_by_role("button", name="The API of this chat").click()
    expect(page.locator("#api")).to_be_visible()


def drawer_of_articles(page: Page) -> None:
    open_drawer(page)
    page.locator("#listed .items li").nth(4).scroll_into_view_if_needed()


def found_in_texts(page: Page) -> None:
    open_drawer(page)
    page.get_by_label("Search your articles").fill("henrik")
    expect(page.locator("#listed .found").first).to_be_visible()
    page.locator("#listed .tick").first.check()
    page.locator('#listed [data-do="row-menu"]').first.click()


def naming_a_collection(page: Page) -> None:
    open_drawer(page)
    page.locator("#listed .tick").first.check()
    page.get_by_role("button", name="Make a collection").first.click()
    expect(page.get_by_label("Name", exact=True)).to_be_visible()


def pasting(page: Page) -> None:
    open_drawer(page)
    page.get_by_text("Paste text").click()


def typing_an_address(page: Page) -> None:
    open_drawer(page)
    page.get_by_text("Add a web page or feed").click()


def building(page: Page) -> None:
    open_drawer(page)
    page.get_by_role("button", name="Refresh sources").click()
    expect(page.locator("#articles-head .doing")).to_contain_text("waiting for another build")


def failed_files(page: Page) -> None:
    open_drawer(page)
    put(page, ("photo.png", b"\x89PNG\r\n\x1a\n"), ("a very long name of a file " * 4 + ".txt", b" "))
    expect_outcome(page, "Nothing was added.")


def confirming_a_removal(page: Page) -> None:
    open_drawer(page)
    open_menu(page, "Snow closes the pass")
    page.get_by_role("button", name="Remove Snow closes the pass").click()
    expect(page.locator("dialog[open]")).to_be_visible()


FIRST: tuple[Callable[[Page], None], ...] = (first_run, first_drawer)
STATES = at_first(
    (answered, filters_open, menu_of_many, drawer_of_articles),  # between them they have all kinds of controls
    *(first_run, first_drawer, empty_conversation, differing, declined, unsure, how_it_was_found),
    *(source_open, finding, notebook_open, tools_open, timeline, found),
    *(filters_active, rated, error_shown, menu_open, settings_open, api_open, pasting, typing_an_address, building),
    *(failed_files, confirming_a_removal),
    *(found_in_texts, naming_a_collection),
)


def looks(page: Page) -> Iterator[tuple[int, Literal["light", "dark"]]]:
    """The page at each width and in each scheme; without --full not at the middle one, nor
    narrow and dark."""
    for width, height in WIDTHS.items():
        if width == 1024 and not rounds.FULL:
            continue
        page.set_viewport_size({"width": width, "height": height})
        for scheme in SCHEMES if rounds.FULL or width == 1440 else SCHEMES[:1]:
            page.emulate_media(color_scheme=scheme)
            page.wait_for_function(f"document.body.classList.contains('dark') === {str(scheme == 'dark').lower()}")
            yield width, scheme


def too_small(page: Page) -> list[str]:
    """What cannot be pressed well by a finger, where the page is touched."""
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    assert page.evaluate("matchMedia('(pointer: coarse)').matches")
    found: list[str] = page.evaluate(TOO_SMALL, FINGERTIP)
    cut_off: list[str] = page.evaluate(CUT_OFF)
    session.send("Emulation.setTouchEmulationEnabled", {"enabled": False})
    return found + cut_off


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_axe_finds_nothing_serious_and_nothing_is_cut_off(
    visit: Visit, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, state: Callable[[Page], None]
) -> None:
    shown: Chat = request.getfixturevalue("empty" if state in FIRST else "chat")
    receive(shown, monkeypatch)
    page = visit(shown.url, color_scheme="light")
    with open_writer(shown.settings.index) if state is building else nullcontext():
        state(page)
        page.evaluate(Axe().axe_script)
        for width, scheme in looks(page):
            found = page.evaluate(f'axe.run({{ resultTypes: ["violations"], ...{RULES[scheme]} }})')["violations"]
            bad = [
                (violation["id"], [node["html"][:200] for node in violation["nodes"]])
                for violation in found
                if violation["impact"] in ("serious", "critical")
            ]
            assert bad == [], (width, scheme)
            assert page.evaluate(CUT_OFF) == [], (width, scheme)
            if width == 390:
                assert too_small(page) == []
    if state is building:
        expect(page.locator("#articles-head .working")).to_be_hidden(timeout=BUILD)
