"""What a person can do on the page, in a real browser: by mouse, by keyboard alone, by link, and by screen reader."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from briefbot_ui import Collection
from PIL import Image, ImageChops, ImageStat
from playwright.sync_api import Page, expect
from rounds import at_first
from serving import act, served
from test_chat_browser import (  # fixtures among them
    UNANSWERABLE,
    Library,
    Visit,
    ask,
    is_inside,
    library,
    library_url,
    reload,
    text_of,
    visit,
)

from briefbot import Answer, Assistant, Settings
from briefbot.phrases import KINDS, YOU_CAN_ASK

__all__ = ["library", "library_url", "visit"]

pytestmark = pytest.mark.browser
DISPUTED = "How many people were hurt in the cannery explosion?"
CHIEF = "Who is the chief executive of Sellick Ferries?"


@pytest.fixture(scope="module")
def disputed(examples_assistant: Assistant) -> Answer:
    """An answer over the examples that another article contradicts."""
    answer = examples_assistant.ask(DISPUTED)
    assert len(answer.others) == 1
    return answer


def press_tool(page: Page, name: str) -> None:
    """Press a tool of the last turn, in its menu if it is in one."""
    turn = page.locator(".turn").last
    expect(turn.locator(".tools")).to_be_attached()
    button = turn.get_by_role("button", name=name, exact=True, include_hidden=True)
    menu = turn.locator(".tool-menu", has=page.get_by_role("button", name=name, exact=True, include_hidden=True))
    if menu.count():
        menu.locator("summary").click()
    button.click()


def field(page: Page) -> Any:
    return page.get_by_label("Your question")


def test_sources_that_differ_stand_side_by_side_with_their_dates(
    visit: Visit, examples_url: str, disputed: Answer
) -> None:
    page = visit(examples_url)
    turn = ask(page, DISPUTED)
    sides = turn.locator(".side")
    expect(sides).to_have_count(2)
    other = disputed.others[0].citations[0]
    assert sides.locator("strong").all_text_contents() == [disputed.text, other.quote]
    first, second = sides.nth(0).bounding_box(), sides.nth(1).bounding_box()
    assert first is not None
    assert second is not None
    assert first["y"] == second["y"], "beside each other"
    assert first["x"] + first["width"] <= second["x"]
    assert sides.locator("h3 time").count() == 2
    sides.nth(1).locator(".chip").click()
    expect(page.locator("#source article")).to_have_attribute("data-document", other.document_id)
    expect(page.locator("#source mark")).to_have_text(other.quote)


def test_other_quotes_of_the_open_article_are_marked_more_softly(visit: Visit, examples_url: str) -> None:
    page = visit(examples_url)
    ask(page, CHIEF)
    turn = ask(page, "How many members voted for the strike?")
    expect(turn.locator(".chip").first).to_have_attribute("aria-current", "true")
    page.locator(".turn").first.locator(".chip").first.click()
    expect(page.locator("#source mark")).to_have_text("Henrik Ångström")
    expect(page.locator("#source .also")).to_have_text(text_of(turn.locator(".answer strong")))


def test_a_decline_says_why_and_how_it_was_sought(visit: Visit, examples_url: str) -> None:
    page = visit(examples_url)
    turn = ask(page, UNANSWERABLE)
    expect(turn.locator(".why")).to_contain_text("occur in none of your articles")
    turn.get_by_text("How this was found").click()
    expect(turn.locator(".how")).to_contain_text("Searched 18 articles and read 8 passages in")
    turn.locator(".how a").nth(2).click()
    expect(turn.locator(".how a").nth(2)).to_have_attribute("aria-current", "true")
    expect(page.locator("#source .tint").first).to_be_visible()


def test_enter_sends_and_shift_enter_breaks_the_line(visit: Visit, library_url: str) -> None:
    page = visit(library_url)
    field(page).focus()
    page.keyboard.type("Who is")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("the mayor?")
    expect(field(page)).to_have_value("Who is\nthe mayor?")
    expect(page.locator(".turn")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(page.locator(".turn .answer")).to_have_count(1)
    assert text_of(page.locator(".question")) == "Who is\nthe mayor?"


@pytest.fixture
def held(library: Library) -> Iterator[Library]:
    """A library that answers only when it is let."""
    library.may_answer.clear()
    yield library
    library.may_answer.set()


@pytest.mark.parametrize("how", at_first(["button"], "escape"))
def test_a_question_can_be_stopped_and_the_next_one_is_answered(
    visit: Visit, library_url: str, held: Library, how: str
) -> None:
    page = visit(library_url)
    field(page).fill("Who is the mayor?")
    page.keyboard.press("Enter")
    expect(page.locator(".pending")).to_be_visible()
    if how == "button":
        page.get_by_role("button", name="Stop").click()
    else:
        page.keyboard.press("Escape")
    expect(page.locator(".notice")).to_contain_text("Stopped.")
    expect(page.locator(".pending")).to_have_count(0)
    held.may_answer.set()
    press_tool(page, "Ask again")
    expect(page.locator(".turn .answer strong")).to_have_text("Ana Ruiz")
    expect(page.locator(".turn")).to_have_count(1)


def test_what_was_stopped_is_asked_again_even_while_it_is_still_being_computed(
    visit: Visit, library_url: str, held: Library
) -> None:
    page = visit(library_url)
    field(page).fill("Who is the mayor?")
    page.keyboard.press("Enter")
    for _ in range(2):
        page.get_by_role("button", name="Stop").click()
        expect(page.locator(".notice")).to_contain_text("Stopped.")
        press_tool(page, "Ask again")
        expect(page.locator(".pending")).to_be_visible()
    expect(page.locator(".turn")).to_have_count(1)
    held.may_answer.set()
    expect(page.locator(".turn .answer strong")).to_have_text("Ana Ruiz")
    expect(page.locator(".turn")).to_have_count(1)


def test_an_answer_that_was_on_its_way_does_not_come_into_a_new_conversation(
    visit: Visit, library_url: str, held: Library
) -> None:
    page = visit(library_url)
    field(page).fill("Who is the mayor?")
    page.keyboard.press("Enter")
    expect(page.locator(".pending")).to_be_visible()
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator(".welcome")).to_be_visible()
    held.may_answer.set()
    ask(page, "Something else")
    expect(page.locator(".question")).to_have_text("Something else")


def test_what_was_understood_is_undone_by_a_press(visit: Visit, examples_url: str) -> None:
    page = visit(examples_url)
    turn = ask(page, "Who is the cheif exceutive of Sellick Ferries?")
    expect(turn.locator(".read-as")).to_contain_text("Read as “chief”, “executive”.")
    turn.get_by_role("button", name="Take it as written").click()
    expect(page.locator(".turn .within")).to_have_text("Taken as written: no word read as another, no day worked out.")
    expect(page.locator(".turn")).to_have_count(1)


def test_a_question_that_was_understood_after_others_is_asked_alone_by_a_press(visit: Visit, examples_url: str) -> None:
    page = visit(examples_url)
    ask(page, "Who is the chief executive of Sellick Ferries?")
    turn = ask(page, "Who is the mayor of Port Ellery, and when was she elected?")
    assert "Understood after" not in turn.inner_text()
    turn = ask(page, "When did that happen?")
    expect(turn.locator(".within")).to_contain_text("Understood after")
    turn.get_by_role("button", name="Ask it alone").click()
    expect(page.locator(".turn").last.get_by_text("Understood after")).to_have_count(0)
    expect(page.locator(".turn")).to_have_count(3)


def test_a_question_is_asked_again_for_another_kind_by_a_press_also_when_it_was_reloaded(
    visit: Visit, examples_url: str
) -> None:
    page = visit(examples_url)
    turn = ask(page, "How many articles are there?")
    pressed = turn.locator(".kinds [aria-pressed=true]")
    expect(turn.locator(".taken")).to_contain_text("Taken as a question about the collection.")
    expect(pressed).to_have_text(KINDS["collection"])
    press_tool(page, KINDS["search"])
    expect(pressed).to_have_text(KINDS["search"])
    expect(turn.locator(".taken")).to_have_count(0)
    expect(page.locator(".turn .kinds")).to_be_hidden()
    expect(page.locator(".turn")).to_have_count(1)
    reload(page)
    expect(pressed).to_have_text(KINDS["search"])
    press_tool(page, KINDS["collection"])
    expect(turn.locator(".decline")).to_have_text("18 articles.")
    expect(pressed).to_have_text(KINDS["collection"])
    expect(page.locator(".turn .kinds")).to_be_hidden()


def test_only_the_last_question_can_be_asked_again_for_another_kind(
    visit: Visit, library_url: str, library: Library
) -> None:
    page = visit(library_url)
    ask(page, "Who is the mayor?")
    ask(page, "Who was the mayor?")
    expect(page.locator(".turn").first.get_by_text("More", exact=True)).to_be_hidden()
    library.may_answer.clear()  # so that the reply to be waited for is not the one that stands there
    press_tool(page, KINDS["brief"])
    expect(page.locator(".pending")).to_be_visible()
    library.may_answer.set()
    expect(page.locator(".turn .answer")).to_have_count(2)
    expect(page.locator(".question")).to_have_text(["Who is the mayor?", "Who was the mayor?"])
    assert (library.kinds[-2:], len(library.histories[-1])) == ([None, "brief"], 1)


def test_what_to_ask_next_comes_after_the_reply_and_is_asked_by_a_press(
    visit: Visit, library_url: str, library: Library
) -> None:
    page = visit(library_url)
    library.may_go_on.clear()
    turn = ask(page, "Who is the mayor?")
    later = turn.locator(".later")
    expect(later).to_be_hidden()
    other = visit(library_url)
    ask(other, "Who is the mayor?")  # nobody waits for it
    library.may_go_on.set()
    expect(later.get_by_role("button")).to_have_text(["Who is mayor now?", "Who was mayor then?"])
    expect(turn.get_by_role("group", name=YOU_CAN_ASK)).to_be_visible()
    later.get_by_role("button", name="Who was mayor then?").click()
    expect(page.locator(".question")).to_have_text(["Who is the mayor?", "Who was mayor then?"])
    expect(later).to_be_hidden()
    reload(page)
    expect(page.locator(".turn").last.locator(".later button")).to_have_count(2)


def test_of_two_sources_that_are_opened_at_once_the_second_is_shown(
    visit: Visit, examples_url: str, examples_assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_open, read = threading.Event(), Assistant.document
    monkeypatch.setattr(Assistant, "document", lambda bot, id_: (may_open.wait(60), read(bot, id_))[1])
    page = visit(examples_url)
    chips = ask(page, UNANSWERABLE).locator(".chip")
    chips.nth(1).click()
    chips.nth(2).click()
    may_open.set()
    second = examples_assistant.ask(UNANSWERABLE).nearest[2].document
    expect(page.locator("#source article")).to_have_attribute("data-document", second.id)
    expect(chips.nth(2)).to_have_attribute("aria-current", "true")


def test_the_last_question_can_be_asked_again_edited_and_undone(
    visit: Visit, library_url: str, library: Library
) -> None:
    page = visit(library_url)
    ask(page, "Who is the mayor?")
    ask(page, "Something else")
    expect(page.locator(".turn").first.get_by_role("button", name="Undo")).to_have_count(0)
    library.may_answer.clear()  # so that the reply to be waited for is not the one that stands there
    press_tool(page, "Ask again")
    expect(page.locator(".pending")).to_be_visible()
    library.may_answer.set()
    expect(page.locator(".turn .decline")).to_be_visible()
    expect(page.locator(".turn")).to_have_count(2)
    field(page).fill("A draft")
    press_tool(page, "Edit")
    expect(field(page)).to_have_value("Something else")
    expect(field(page)).to_be_focused()
    expect(page.locator("#status")).to_contain_text("Enter replaces the last question")
    page.keyboard.press("Escape")
    expect(field(page)).to_have_value("A draft")
    expect(page.locator(".question")).to_have_text(["Who is the mayor?", "Something else"])
    press_tool(page, "Edit")
    field(page).fill("Something quite else")
    page.keyboard.press("Enter")
    expect(page.locator(".question")).to_have_text(["Who is the mayor?", "Something quite else"])
    press_tool(page, "Edit")
    press_tool(page, "Undo")
    expect(page.locator(".turn")).to_have_count(1)
    field(page).fill("Something new")
    page.keyboard.press("Enter")
    expect(page.locator(".question")).to_have_text(["Who is the mayor?", "Something new"])
    press_tool(page, "Undo")
    expect(page.locator(".turn")).to_have_count(1)
    expect(page.locator("#source mark")).to_have_text("Ana Ruiz")
    press_tool(page, "Undo")
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.locator(".welcome")).to_be_visible()
    expect(page.locator("#source .placeholder")).to_be_visible()


def test_an_answer_is_copied_with_its_citations(visit: Visit, examples_url: str, examples_assistant: Assistant) -> None:
    page = visit(examples_url, permissions=["clipboard-read", "clipboard-write"])
    ask(page, CHIEF)
    best = examples_assistant.ask(CHIEF).citations[0]
    press_tool(page, "Copy as text")
    expect(page.locator("#status")).to_contain_text("Answer copied.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"{CHIEF}\n\n{best.quote}\n“{best.sentence}”\n[1] {best.title}")
    press_tool(page, "Copy as Markdown")
    expect(page.locator("#status")).to_contain_text("as Markdown, copied.")
    assert f"**{best.quote}**" in page.evaluate("navigator.clipboard.readText()")
    press_tool(page, "Copy a link")
    expect(page.locator("#status")).to_contain_text("Link copied.")
    assert page.evaluate("navigator.clipboard.readText()") == f"{examples_url}?q={quote(CHIEF)}"
    page.get_by_role("button", name="Copy link to this place").click()
    expect(page.locator("#status")).to_contain_text("Link copied.")
    page.wait_for_function("async () => (await navigator.clipboard.readText()).includes('#cite=')")


def test_a_link_with_a_question_asks_it_and_one_with_a_citation_opens_it(
    visit: Visit, examples_url: str, examples_assistant: Assistant
) -> None:
    page = visit(f"{examples_url}?q={quote(CHIEF)}", at=examples_url)
    expect(page.locator(".turn .answer strong")).to_have_text("Henrik Ångström")
    href = page.locator(".chip").nth(1).get_attribute("href")
    linked = visit(f"{examples_url}{href}", at=examples_url)
    second = examples_assistant.ask(CHIEF).citations[1]
    expect(linked.locator("#source h2")).to_have_text(second.title)
    expect(linked.locator("#source mark")).to_have_text(second.quote)
    assert is_inside(linked.locator("#source mark"), linked.locator("#source"))
    expect(linked.locator(".turn")).to_have_count(0)


class Counting(Library):
    """Takes its time to say how many articles there are."""

    def __init__(self) -> None:
        super().__init__()
        self.may_count = threading.Event()
        self.may_count.set()
        self.count = 0

    @property
    def document_count(self) -> int:  # type: ignore[override]
        self.may_count.wait(60)
        return self.count


def test_what_an_empty_page_shows_never_takes_the_place_of_an_answer(visit: Visit) -> None:
    slow = Counting()
    url = served(slow)
    slow.may_count.clear()
    page = visit(f"{url}?q={quote('Who is the mayor?')}", at=url)
    expect(page.locator(".turn .answer")).to_be_visible()
    slow.count = 3
    slow.may_count.set()
    expect(page.locator(".masthead .count")).to_have_text("3 articles")
    expect(page.locator(".welcome")).to_contain_text("Ask your articles")
    expect(page.locator(".welcome")).to_be_hidden()
    expect(page.locator(".turn .answer")).to_be_visible()


def test_a_conversation_survives_a_reload_and_a_new_one_keeps_the_old(visit: Visit, examples_url: str) -> None:
    page = visit(examples_url)
    before = text_of(ask(page, CHIEF).locator(".answer"))
    ask(page, UNANSWERABLE)
    reload(page)
    expect(page.locator(".turn")).to_have_count(2)
    assert text_of(page.locator(".turn .answer")) == before
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator(".turn")).to_have_count(0)
    ask(page, DISPUTED)
    page.get_by_text("Conversations", exact=True).click()
    expect(page.locator("#kept li")).to_have_count(2)
    page.locator("#kept").get_by_text(CHIEF).click()
    expect(page.locator(".turn")).to_have_count(2)
    assert text_of(page.locator(".turn .answer")) == before
    page.get_by_text("Conversations", exact=True).click()
    page.get_by_role("button", name=f"Delete the conversation “{DISPUTED}”").click()
    expect(page.locator("#kept li")).to_have_count(1)


def test_a_kept_conversation_that_was_tampered_with_shows_only_what_the_articles_say(
    visit: Visit, examples_url: str
) -> None:
    page = visit(examples_url)
    ask(page, CHIEF)
    page.evaluate("""() => {
        const kept = JSON.parse(localStorage["briefbot.conversations"]);
        const record = JSON.parse(kept[0].records[0]);
        const hurt = "<img src=x onerror='window.hurt = 1'>";
        kept[0].title = hurt;
        kept[0].records = [
            JSON.stringify({ ...record, question: hurt }),
            JSON.stringify({ ...record, passages: [["../../etc/passwd", [[0, 1]]]] }),
            JSON.stringify({ ...record, spans: record.spans.map((s) => [s[0], 0, 10 ** 9, s[3], s[4]]) }),
            "no record", 7, null,
        ];
        localStorage["briefbot.conversations"] = JSON.stringify(kept);
    }""")
    reload(page)
    expect(page.locator(".turn")).to_have_count(3)
    expect(page.locator(".turn .answer")).to_have_count(1)
    expect(page.locator(".notice").first).to_contain_text("no longer in the index")
    assert page.evaluate("window.hurt") is None


@pytest.mark.parametrize(("form", "suffix"), at_first([("Markdown", "md")], ("HTML", "html")))
def test_a_conversation_is_exported_with_quotes_sources_and_digests(
    visit: Visit, examples_url: str, examples_assistant: Assistant, form: str, suffix: str, tmp_path: Path
) -> None:
    page = visit(examples_url)
    ask(page, UNANSWERABLE)
    ask(page, CHIEF)
    page.get_by_text("Conversations", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("button", name=f"Export as {form}").click()
    assert download.value.suggested_filename.endswith(f".{suffix}")
    path = tmp_path / "exported"
    download.value.save_as(path)
    text = path.read_text(encoding="utf-8")
    for citation in examples_assistant.ask(CHIEF).citations:
        assert citation.sha256 in text
        assert Path(citation.source).name in text
        assert citation.source not in text, "no path of this machine leaves it"
    assert "Henrik Ångström" in text
    assert "Your articles do not say." in text


def test_questions_can_be_restricted_to_outlets_and_days(
    visit: Visit, examples_url: str, examples_assistant: Assistant
) -> None:
    page = visit(examples_url)
    page.locator(".restrict summary").click()
    page.get_by_label("Radio Carrow").check()
    expect(page.locator(".restrictions .called")).to_have_text("Radio Carrow")
    expect(ask(page, CHIEF).locator(".decline")).to_be_visible()
    expect(page.locator(".within").first).to_have_text("Only articles from Radio Carrow.")
    expect(page.locator(".restrict form")).to_be_hidden()  # the answer has the room
    page.locator(".restrict summary").click()
    page.get_by_role("button", name="All articles").click()
    expect(page.locator(".chosen")).to_have_text("all articles")
    page.get_by_label("from", exact=True).fill("2025-10-14")
    turn = ask(page, CHIEF)
    expect(turn.locator(".within")).to_have_text("Only articles since 14 October 2025.")
    expect(turn.locator(".chip time").first).to_have_attribute("datetime", "2025-10-15")
    press_tool(page, "Copy a link")
    alone = "A link that asks the question alone, of all articles, is copied."
    expect(page.locator("#status .status")).to_have_text(alone)
    page.locator(".restrict summary").click()
    page.get_by_label("to", exact=True).fill("2025-10-01")
    expect(ask(page, CHIEF).locator(".notice")).to_contain_text("ends before it begins")


@pytest.mark.parametrize("scheme", at_first(["dark"], "light"))
def test_a_box_that_is_ticked_looks_so(visit: Visit, library_url: str, scheme: str) -> None:
    page = visit(library_url, color_scheme=scheme)
    page.locator(".restrict summary").click()
    box = page.locator("input[name=outlets]")
    pictures = []
    for _ in range(2):
        pictures.append(Image.open(io.BytesIO(box.screenshot())).convert("L"))
        box.click()
        page.mouse.move(0, 0)
        page.evaluate("document.activeElement.blur()")
    differing = ImageChops.difference(*pictures).point(lambda difference: 255 * (difference > 60))
    assert ImageStat.Stat(differing).mean[0] > 255 * 0.4, "most of it is filled"


def test_what_came_of_a_long_question_is_in_sight(visit: Visit, library_url: str) -> None:
    page = visit(library_url, width=390, height=700)
    turn = ask(page, "Who is the mayor? " * 50)
    expect(turn.locator(".answer")).to_be_in_viewport()
    assert is_inside(turn.locator(".answer"), page.locator("#conversation"))


def test_suggested_questions_are_answered(visit: Visit, examples_url: str) -> None:
    page = visit(examples_url)
    suggestion = page.locator(".suggestion").first
    expect(suggestion).to_be_visible()
    question = text_of(suggestion)
    suggestion.click()
    expect(page.locator(".turn .answer")).to_be_visible()
    expect(page.locator(".question")).to_have_text(question)
    expect(page.locator(".suggestion").first).to_be_hidden()


def test_what_a_person_says_of_an_answer_is_kept_in_a_local_file(
    visit: Visit, library: Library, library_url: str, tmp_path: Path
) -> None:
    page = visit(library_url)
    ask(page, "Who is the mayor?")
    press_tool(page, "Right")
    expect(page.locator("#status")).to_contain_text("could not be kept")  # its folder is not there
    library.index = tmp_path
    press_tool(page, "Wrong")
    expect(page.locator("#status")).to_contain_text("Kept beside the index")
    wrong = page.get_by_role("button", name="Wrong", exact=True)
    expect(wrong).to_have_attribute("aria-pressed", "true")
    (line,) = (tmp_path / "feedback.jsonl").read_text(encoding="utf-8").splitlines()
    kept = json.loads(line)
    assert (kept["right"], kept["question"], kept["answer"]) == (False, "Who is the mayor?", "Ana Ruiz")
    assert kept["likeliest"] is None


@pytest.mark.parametrize("width", [1024, 390])
def test_where_there_is_little_room_the_articles_open_by_their_button_and_close_with_escape(
    visit: Visit, library: Library, width: int, tmp_path: Path
) -> None:
    page = visit(served(library, collection=Collection(Settings(index=tmp_path / "index"))), width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    controls = page.locator(".masthead .control").last.bounding_box()
    assert controls is not None
    assert controls["x"] + controls["width"] <= width, "the masthead has room for it"
    button = page.get_by_role("button", name="Your articles")
    expect(page.locator("#articles")).to_be_hidden()
    button.click()
    expect(page.get_by_role("button", name="Close your articles")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#articles")).to_be_hidden()
    expect(button).to_be_focused()


@pytest.mark.parametrize("event", [None, [], {"records": "x"}, {"records": [None, {}, "{}", '{"version":1}']}])
def test_a_forged_conversation_restores_nothing(library_url: str, event: Any) -> None:
    assert not act(library_url, "restore", event).get("turns")


@pytest.mark.parametrize(
    ("motion", "name", "duration"), [("reduce", "none", "0s"), ("no-preference", "breathe", "0.15s")]
)
def test_nothing_moves_where_the_system_asks_for_it(
    visit: Visit, library_url: str, held: Library, motion: str, name: str, duration: str
) -> None:
    page = visit(library_url)
    page.emulate_media(reduced_motion=motion)  # type: ignore[arg-type]
    field(page).fill("Who is the mayor?")
    page.keyboard.press("Enter")
    pending = page.locator(".pending")
    assert pending.evaluate("e => getComputedStyle(e).animationName") == name
    held.may_answer.set()
    expect(page.locator(".chip")).to_have_css("transition-duration", duration)


def test_where_the_system_chooses_the_colours_nothing_is_told_by_colour_alone(visit: Visit, library_url: str) -> None:
    page = visit(library_url, forced_colors="active")
    turn = ask(page, "Who is the mayor?")
    expect(turn.locator(".chip").first).to_have_attribute("aria-current", "true")
    style = "(e, [name, part]) => getComputedStyle(e, part)[name]"
    assert turn.locator(".chip").first.evaluate(style, ["outlineStyle", None]) == "solid"
    assert "underline" in page.locator("#source .tint").first.evaluate(style, ["textDecorationLine", None])
    icon = turn.locator(".thumb.up").evaluate(style, ["backgroundColor", "::before"])
    assert icon != turn.locator(".thumb.up").evaluate(style, ["backgroundColor", None])
    assert icon == turn.locator(".thumb.up").evaluate(style, ["color", None])
