"""The menu of the page in a real browser: kept conversations, settings, the first paint, and a server that goes."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from rounds import at_first
from serving import PATIENCE, free_port
from test_chat_browser import Library, Visit, ask, library, library_url, reload, text_of, visit

__all__ = ["library", "library_url", "visit"]

pytestmark = pytest.mark.browser
MAYOR = "Who is the mayor?"


def open_menu(page: Page) -> None:
    page.get_by_text("Conversations", exact=True).click()


def keep(page: Page, conversations: Any) -> None:
    page.evaluate("kept => { localStorage['briefbot.conversations'] = JSON.stringify(kept); }", conversations)


def kept(page: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(page.evaluate("localStorage['briefbot.conversations']"))
    return found


def numbered(count: int) -> list[dict[str, Any]]:
    """Conversations, the latest first."""
    return [
        {
            "id": f"c{number}",
            "title": f"Title {number}",
            "when": f"2025-10-{number % 28 + 1:02}T12:00:00Z",
            "records": [json.dumps({"question": f"What of harbour {number}?"})],
        }
        for number in range(count)
    ]


def test_a_conversation_is_renamed_and_keeps_its_name_as_it_goes_on(visit: Visit, library_url: str) -> None:
    page = visit(library_url)
    ask(page, MAYOR)
    open_menu(page)
    page.get_by_role("button", name=f"Rename the conversation “{MAYOR}”").click()
    expect(page.get_by_label("New title")).to_have_value(MAYOR)
    page.get_by_label("New title").fill("Not this")
    page.keyboard.press("Escape")
    expect(page.locator("#kept [data-restore]")).to_contain_text(MAYOR)
    page.locator("#kept [data-rename]").click()
    page.get_by_label("New title").fill("  The mayor of Tarn ")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#kept [data-restore]")).to_contain_text("The mayor of Tarn")
    page.keyboard.press("Escape")
    expect(page.locator(".menu-body")).to_be_hidden()
    ask(page, "Who was the mayor?")
    assert [one["title"] for one in kept(page)] == ["The mayor of Tarn"]
    open_menu(page)
    page.locator("#kept [data-rename]").click()
    page.get_by_label("New title").fill(" ")
    page.keyboard.press("Enter")
    expect(page.locator("#kept [data-restore]")).to_contain_text(MAYOR)


def test_conversations_are_found_by_title_and_by_question_and_bear_their_day(visit: Visit, library_url: str) -> None:
    page = visit(library_url)
    expect(page.locator("#find-kept")).to_be_hidden()
    keep(page, numbered(60))
    reload(page)
    open_menu(page)
    expect(page.locator("#kept li")).to_have_count(60)
    expect(page.locator("#kept .when").nth(14)).to_have_text("15 October 2025")
    for name in ("Settings", "A page to share or print"):
        expect(page.get_by_role("button", name=name)).to_be_in_viewport()
    page.get_by_label("Search conversations").fill("HARBOUR 44?")
    expect(page.locator("#kept [data-restore]")).to_have_count(1)
    expect(page.locator("#kept [data-restore]")).to_contain_text("Title 44")
    page.get_by_label("Search conversations").fill("title harbour 12")
    expect(page.locator("#kept li")).to_have_count(1)
    page.get_by_label("Search conversations").fill("nowhere")
    expect(page.get_by_text("No conversation has these words.")).to_be_visible()
    page.get_by_label("Search conversations").fill("")
    expect(page.locator("#kept li")).to_have_count(60)


def test_a_deleted_conversation_comes_back_with_undo_and_is_gone_only_later(visit: Visit, library_url: str) -> None:
    page = visit(library_url)
    keep(page, numbered(3))
    reload(page)
    page.clock.install()
    open_menu(page)
    page.locator("#kept [data-remove]").nth(1).click()
    expect(page.locator(".undo p")).to_have_text("“Title 1” is deleted.")
    expect(page.locator("#kept li")).to_have_count(2)
    assert len(kept(page)) == 3, "nothing is gone yet"
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#kept li")).to_have_count(3)
    expect(page.locator(".undo")).to_be_hidden()
    page.clock.fast_forward(20_000)
    assert len(kept(page)) == 3
    page.locator("#kept [data-remove]").nth(1).click()
    page.locator("#kept [data-remove]").nth(1).click()  # the one before is deleted for good
    assert [one["id"] for one in kept(page)] == ["c0", "c2"]
    page.clock.fast_forward(20_000)
    expect(page.locator(".undo")).to_be_hidden()
    assert [one["id"] for one in kept(page)] == ["c0"]
    expect(page.locator("#kept li")).to_have_count(1)


def test_a_conversation_that_goes_on_while_it_is_being_deleted_stays(visit: Visit, library_url: str) -> None:
    page = visit(library_url)
    ask(page, MAYOR)
    open_menu(page)
    page.clock.install()
    page.locator("#kept [data-remove]").click()
    ask(page, "Who was the mayor?")
    page.clock.fast_forward(20_000)
    assert len(kept(page)[0]["records"]) == 2


@pytest.mark.parametrize(
    "value",
    at_first(
        [
            [
                7,
                None,
                "x",
                {"id": 3},
                {"id": "q", "records": "x"},
                {"id": "z", "records": [7, "{", "null"], "title": {}},
            ],
        ],
        {"length": 3},
        "a text",
        0,
        None,
        [[]],
    ),
)
def test_damaged_and_foreign_storage_breaks_nothing(visit: Visit, library_url: str, value: Any) -> None:
    page = visit(library_url)
    page.evaluate(
        """value => {
            for (const key of ["conversations", "settings"]) localStorage[`briefbot.${key}`] = JSON.stringify(value);
            const own = ["current", "draft", "pending"];
            for (const key of own) sessionStorage[`briefbot.${key}`] = JSON.stringify(value);
            localStorage["briefbot.conversations.old"] = "{";
        }""",
        value,
    )
    reload(page)
    page.wait_for_selector("body[data-live]", state="attached")
    open_menu(page)
    assert page.locator("#kept li").count() <= 1
    assert "Invalid" not in page.locator("#kept").inner_text()
    page.keyboard.press("Escape")
    page.get_by_label("Your question").fill("")
    ask(page, MAYOR)
    reload(page)
    expect(page.locator(".turn .answer")).to_have_count(1)


def open_settings(page: Page) -> None:
    open_menu(page)
    page.get_by_role("button", name="Settings").click()


def test_what_is_accepted_goes_with_each_question_and_outlives_a_reload(
    visit: Visit, library: Library, library_url: str
) -> None:
    page = visit(library_url)
    ask(page, MAYOR)
    open_settings(page)
    expect(page.get_by_label("Balanced")).to_be_checked()
    page.get_by_label("Fewer wrong answers").check()
    page.keyboard.press("Escape")
    ask(page, "Who was the mayor?")
    reload(page)
    expect(page.locator(".turn .answer")).to_have_count(2)
    open_settings(page)
    expect(page.get_by_label("Fewer wrong answers")).to_be_checked()
    page.get_by_label("More answers").check()
    page.get_by_role("button", name="Done").click()
    ask(page, "And the mayor?")
    assert library.accepted[-3:] == [None, 10, 30]


def is_dark(page: Page) -> bool:
    is_said = page.evaluate("document.body.classList.contains('dark')")
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == ("rgb(21, 22, 24)" if is_said else "rgb(248, 245, 238)")
    return bool(is_said)


def test_colours_are_as_chosen_or_as_the_system_has_them(visit: Visit, library_url: str) -> None:
    page = visit(library_url, color_scheme="light")
    assert not is_dark(page)
    open_settings(page)
    page.get_by_label("Dark").check()
    page.wait_for_function("document.body.classList.contains('dark')")
    reload(page)
    page.wait_for_selector("body[data-live]", state="attached")
    assert is_dark(page)
    open_settings(page)
    page.get_by_label("Light").check()
    page.emulate_media(color_scheme="dark")
    page.wait_for_function("!document.body.classList.contains('dark')")
    page.get_by_label("As the system").check()
    page.wait_for_function("document.body.classList.contains('dark')")
    page.emulate_media(color_scheme="light")
    page.wait_for_function("!document.body.classList.contains('dark')")


@pytest.mark.parametrize(("theme", "scheme"), at_first([("dark", "light")], ("light", "dark"), ("", "dark")))
def test_the_first_paint_has_the_chosen_colours_and_nothing_of_gradio(
    browser: Browser, library_url: str, theme: str, scheme: Any
) -> None:
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{library_url}favicon.ico")
    page.evaluate("theme => { localStorage['briefbot.settings'] = JSON.stringify({ theme }); }", theme)
    held: list[Any] = []
    page.route("**/client/**", lambda route: held.append(route))  # Gradio draws, the client has not come
    page.route("**/config**", lambda route: held.append(route))
    page.route("**/theme.css*", lambda route: held.append(route))  # for which Gradio's client waits, with a cube
    page.goto(library_url, wait_until="commit")
    page.wait_for_selector("gradio-app", state="attached")
    assert is_dark(page) == (theme == "dark" or (not theme and scheme == "dark"))
    page.wait_for_timeout(1000)  # nothing is waited for: whatever Gradio draws in the meantime is not seen
    assert page.evaluate("getComputedStyle(document.body, '::before').content") == '"briefbot"'
    seen = "all => all.filter((each) => each.checkVisibility({ visibilityProperty: true })).length"
    assert page.locator("gradio-app *").evaluate_all(seen) == 0
    context.close()


def test_a_shared_page_runs_nothing_and_needs_nothing(
    visit: Visit, browser: Browser, examples_url: str, tmp_path: Path
) -> None:
    page = visit(examples_url)
    ask(page, "How many people were hurt in the cannery explosion?")
    open_menu(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="A page to share or print").click()
    path = tmp_path / "shared.html"
    download.value.save_as(path)
    context = browser.new_context(color_scheme="dark")
    opened = context.new_page()
    asked: list[str] = []
    opened.on("request", lambda request: asked.append(request.url))
    text = path.read_text(encoding="utf-8")
    hurting = text.replace("<body>", "<body onload='window.hurt = 1'>")
    path.write_text(hurting.replace("</body>", "<script>window.hurt = 1</script></body>"), encoding="utf-8")
    opened.goto(path.as_uri())
    assert opened.evaluate("window.hurt") is None, "its policy forbids scripts"
    assert [address for address in asked if address != path.as_uri()] == []
    assert opened.locator(".answer strong").all_text_contents() == ["17", "23"]
    assert opened.locator("code").count() == 2
    expect(opened.locator("li").first).to_contain_text("harbour-wire-cannery-blast.txt, characters ")
    assert str(tmp_path.anchor) + "work" not in text
    assert opened.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(21, 22, 24)"
    opened.emulate_media(media="print")
    assert opened.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert opened.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()


def test_how_programs_ask_is_told_on_the_page_and_closes_with_escape(visit: Visit, library_url: str) -> None:
    page = visit(library_url)
    open_menu(page)
    page.get_by_role("button", name="The API of this chat").click()
    about = page.get_by_role("dialog", name="The API of this chat")
    expect(about).to_contain_text(f'Client("{library_url}")')
    expect(about).to_contain_text("docs/api.md")
    addresses = about.get_by_role("link").evaluate_all("links => links.map((link) => link.href)")
    assert len(addresses) == 2
    for address in addresses:
        assert urllib.request.urlopen(address, timeout=60).status == 200
    page.keyboard.press("Escape")
    expect(about).to_be_hidden()
    expect(page.get_by_text("Conversations", exact=True)).to_be_focused()


def test_a_lost_connection_is_told_until_it_is_back_and_the_question_is_kept(
    browser: Browser, library_url: str
) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(library_url)
    page.wait_for_selector("body[data-live]", state="attached")
    expect(page.locator(".suggestion, .welcome p").first).to_be_visible()
    context.set_offline(True)
    page.get_by_label("Your question").fill(MAYOR)
    page.keyboard.press("Enter")
    expect(page.locator(".lost")).to_contain_text("briefbot chat does not answer.")
    expect(page.get_by_label("Your question")).to_have_value(MAYOR)
    expect(page.locator("#status .status")).to_contain_text("Your question is kept in the box.")
    assert page.locator(".toast-wrap").count() == 0 or not page.locator(".toast-wrap").is_visible()
    context.set_offline(False)
    expect(page.locator(".lost")).to_be_empty()
    page.get_by_label("Your question").press("Enter")
    expect(page.locator(".turn .answer")).to_have_count(1)
    context.close()


Start = Callable[[], subprocess.Popen[bytes]]


@pytest.fixture
def started(examples_index: Path, tmp_path: Path) -> Iterator[tuple[str, Start]]:
    """The address of a chat over the examples, and what starts it there as a process of its own."""
    port = free_port()
    url = f"http://127.0.0.1:{port}/"
    running: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "briefbot.cli", "chat", "--index", str(examples_index), "--port", str(port)]
        with (tmp_path / "log").open("ab") as log:
            chat = subprocess.Popen(command, stdout=log, stderr=log)
        running.append(chat)
        for _ in range(600):
            assert chat.poll() is None, (tmp_path / "log").read_text()
            try:
                urllib.request.urlopen(url, timeout=60).read()
            except OSError:
                time.sleep(0.5)
            else:
                return chat
        raise AssertionError((tmp_path / "log").read_text())

    yield url, start
    for chat in running:
        chat.kill()
        chat.wait()


@pytest.mark.full
@pytest.mark.timeout(600)
def test_a_conversation_goes_on_after_the_server_was_started_again(
    browser: Browser, started: tuple[str, Start]
) -> None:
    url, start = started
    first = start()
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(2 * PATIENCE)
    page.goto(url)
    page.wait_for_selector("body[data-live]", state="attached")
    answer = text_of(ask(page, "Who is the chief executive of Sellick Ferries?").locator(".answer"))
    first.send_signal(signal.SIGINT)
    first.wait(60)
    expect(page.locator(".lost")).to_contain_text("does not answer", timeout=2 * PATIENCE)
    start()
    expect(page.locator(".lost")).to_be_empty(timeout=2 * PATIENCE)
    follow_up = ask(page, "When did he call the demand impossible?")
    expect(follow_up.locator(".within").first).to_be_visible()
    expect(page.locator(".turn")).to_have_count(2)
    page.reload()
    expect(page.locator(".turn")).to_have_count(2)
    assert text_of(page.locator(".turn .answer").first) == answer
    context.close()
