"""Every attack goes through every place where the page shows text: nothing runs, loads or changes, all is shown."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from attacks import ATTACKS
from briefbot_ui.source_names import SourceNames
from markdown_it import MarkdownIt
from playwright.sync_api import Locator, Page, expect
from rounds import at_first, some
from serving import served
from test_chat_browser import ALL, Library, Visit, reload, text_of, visit

from briefbot import Alternative, Answer, Citation, Document, Filter, Hit, Passage, QuestionError, Quoted, Span, Unsure
from briefbot.replies import Asked, Evidence

__all__ = ["visit"]

pytestmark = pytest.mark.browser
CHUNKS = 4  # a page keeps 50 turns, and each attack makes two
# The page has templates of its own, each with an id.
FOREIGN = (
    "script, img, svg, iframe, object, embed, link, style, meta, base, form, input, video, marquee, "
    "template:not([id]), math"
)
TEMPLATES = "template:is(#pending-turn, #notice-turn, #empty-pane, #failed-pane)"  # the page's own


NAMES = SourceNames(ATTACKS)  # of the sources, which have paths


def carried(text: str) -> str:
    """What HTML can carry of a text."""
    return text.replace("\x00", "\ufffd")


class Attacked(Library):
    """Everything that it says of an article is the attack that is its turn."""

    attack = "nothing yet"
    declines = False
    refuses = False
    document_count = 2

    def __init__(self) -> None:
        super().__init__()
        self.given: dict[str, Document] = {}  # by id: what was exported is read back

    def article_of(self, number: int) -> Document:
        attack = self.attack
        document = Document(f"One. {attack} Two {number}.", attack, attack, outlet=attack, author=attack)
        return self.given.setdefault(document.id, document)

    def ask(
        self,
        question: str,
        *,
        history: Sequence[Answer | str] = (),
        within: Filter = ALL,
        as_written: bool = False,
        kind: str | None = None,
        wrong_per_hundred: float | None = None,
    ) -> Answer:
        del history, as_written, kind, wrong_per_hundred
        if self.refuses:
            raise QuestionError(self.attack)
        within = Filter(outlets=(self.attack,), sources=(self.attack,))
        sides = []
        for number in range(2):
            document = self.article_of(number)
            hit = Hit(Passage(document, ((5, len(document.text)),)), 1.0, 0.5, 1.0)
            sides.append(Citation(Span(hit, 5, 5 + len(self.attack), 9.0, 0.0)))
        first, second = sides
        asked, evidence = Asked(question, within), Evidence((first.span.hit, second.span.hit), (first.span,), 2)
        if self.declines:
            return Unsure(asked, evidence=evidence, confidence=0.1, best=first.span, missing=(self.attack,))
        return Quoted(asked, evidence=evidence, confidence=0.8, citations=(first,), others=(Alternative((second,)),))

    def next_questions(self, reply: Answer, count: int = 3) -> tuple[str, ...]:
        del reply
        return (self.attack,)[:count]

    def document(self, document_id: str) -> Document:
        return self.given[document_id]

    def outlets(self) -> list[tuple[str, int]]:
        return [(attack, 1) for attack in ATTACKS]

    def sources(self) -> list[str]:
        return list(ATTACKS)

    def suggestions(self, count: int = 3, *, within: Filter = ALL) -> tuple[str, ...]:
        del count, within
        return tuple(ATTACKS)


@pytest.fixture(scope="module")
def attacked() -> Attacked:
    return Attacked()


@pytest.fixture(scope="module")
def url(attacked: Attacked) -> Iterator[str]:
    yield served(attacked)


def ask(page: Page, question: str) -> Locator:
    turns = page.locator(".turn").count()
    page.get_by_label("Your question").fill(question)
    page.keyboard.press("Enter")
    turn = page.locator(".turn").nth(turns)
    expect(turn.locator(".answer, .decline, .notice").first).to_be_visible()
    return turn


def unhurt(page: Page) -> None:
    assert page.evaluate("window.hurt") is None
    parts = "#conversation, #source, #suggestions, #status, #kept, .undo"
    assert page.locator(f":is({parts}) :is({FOREIGN}):not(.find-bar *, template[id])").count() == 0
    links = "all => all.map((link) => ['href', 'target', 'rel'].map((name) => link.getAttribute(name) ?? ''))"
    for href, target, rel in page.locator("#conversation a, #source a").evaluate_all(links):
        assert href.startswith(("#cite=", "https://", "http://"))
        if not href.startswith("#"):
            assert target == "_blank"
            assert "noopener" in rel
    expect(page.get_by_role("button", name="New conversation")).to_be_visible()
    expect(page.get_by_label("Your question")).to_be_visible()


def test_there_are_enough_attacks_and_each_once() -> None:
    assert len(set(ATTACKS)) == len(ATTACKS) >= 60


@pytest.mark.parametrize("chunk", at_first([0], *range(1, CHUNKS)))
def test_no_attack_in_an_article_or_a_question_does_anything(
    visit: Visit, url: str, attacked: Attacked, chunk: int, tmp_path: Path
) -> None:
    page = visit(url)
    expect(page.locator(".suggestion").first).to_be_visible()
    own = ATTACKS[chunk::CHUNKS]
    mine = [own[at] for at in some(len(own), chunk, (len(own) - 1,))]
    for attack in mine:
        attacked.attack, attacked.declines, attacked.refuses = attack, False, False
        question = attack.replace("\r\n", "\n").replace("\r", "\n")  # what a text box makes of it
        turn = ask(page, question)
        shown, named = carried(attack), carried(NAMES.shown(attack))
        assert text_of(turn.locator(".question")) == carried(question)
        assert turn.locator(".answer strong").all_text_contents() == [shown, shown]
        assert turn.locator(".answer").all_text_contents() == [f"{shown} Two {number}." for number in (0, 1)]
        assert turn.locator(".chip .title").all_text_contents() == [shown] * 2
        assert turn.locator(".said-by").all_text_contents() == [f"{shown}, no date"] * 2
        assert text_of(turn.locator(".within")) == f"Only articles from {shown}, {named}."
        turn.locator(".how summary").click()
        assert turn.locator(".how a").all_text_contents() == [shown] * 2
        for number in (1, 0):
            turn.locator(".chip").nth(number).click()
            expect(turn.locator(".chip").nth(number)).to_have_attribute("aria-current", "true")
            expect(page.locator("#source article")).to_have_attribute("data-document", attacked.article_of(number).id)
        assert text_of(page.locator("#source .text")) == carried(attacked.article_of(0).text)
        assert text_of(page.locator("#source h2")) == shown
        assert text_of(page.locator("#source .byline")) == f"By {shown}"
        assert text_of(page.locator("#source .origin")) == shown
        assert text_of(page.locator("#source .read-from")) == named
        attacked.declines = True
        declined = ask(page, question)
        assert shown in text_of(declined.locator(".why"))
        assert declined.locator(".excerpt").count() == 2
        expect(declined.locator(".later button")).to_have_count(1)
        assert text_of(declined.locator(".later button")) in (attack, shown)
        unhurt(page)
    assert page.url.startswith(url)
    for form, button in (("Markdown", "Export as Markdown"), ("HTML", "Export as HTML"), ("shared", "A page to share")):
        page.get_by_text("Conversations", exact=True).click()
        with page.expect_download() as download:
            page.get_by_role("button", name=button).click()
        download.value.save_as(tmp_path / form)
    reload(page)  # the browser kept the conversation, of which only the last attack's articles are still there
    expect(page.locator(".turn").first).to_be_visible()
    unhurt(page)
    exported = (tmp_path / "HTML").read_text(encoding="utf-8")
    markdown = MarkdownIt("commonmark", {"html": True}).enable("table")
    shared = visit("about:blank", at="about:blank")
    shared.set_content((tmp_path / "shared").read_text(encoding="utf-8"))
    assert shared.evaluate("window.hurt") is None
    assert shared.locator(f"body :is({FOREIGN})").count() == 0
    hrefs = shared.locator("a").evaluate_all("all => all.map((link) => link.getAttribute('href'))")
    assert all(href.startswith(("https://", "http://")) for href in hrefs)
    for whole in (exported, markdown.render((tmp_path / "Markdown").read_text(encoding="utf-8"))):
        opened = visit("about:blank", at="about:blank")
        opened.set_content(whole)
        assert opened.evaluate("window.hurt") is None
        assert opened.locator(f"body :is({FOREIGN}, a)").count() == 0
        assert opened.locator("blockquote").count() >= len(mine)
    texts = " ".join(opened.locator("body").all_text_contents())
    assert ("elsewhere.example" in texts) == any("elsewhere.example" in attack for attack in mine)


def test_no_attack_in_a_name_or_a_suggested_question_does_anything(visit: Visit, url: str) -> None:
    page = visit(url)
    expect(page.locator(".suggestion").first).to_be_visible()
    assert page.locator(".suggestion").all_text_contents() == [carried(attack) for attack in ATTACKS]
    page.locator(".restrict > summary").click()
    for legend, expected in (
        ("Outlets", [f"{carried(attack)} (1)" for attack in ATTACKS]),
        ("Sources", [carried(NAMES.shown(attack)) for attack in ATTACKS]),
    ):
        assert page.get_by_role("group", name=legend).locator("bdi").all_text_contents() == expected
    boxes = page.locator("input[name=outlets]").all()
    assert len(boxes) == len(ATTACKS)
    for at in some(len(ATTACKS), also=(len(ATTACKS) - 1,)):
        attack, box = ATTACKS[at], boxes[at]
        box.check()
        expect(page.locator(".restrictions .called")).to_have_text(carried(attack), use_inner_text=False)
        box.uncheck()
    unhurt(page)


def test_no_attack_in_a_conversation_that_the_browser_keeps_does_anything(visit: Visit, url: str) -> None:
    page = visit(url)
    kept: list[dict[str, Any]] = [
        {"id": attack, "title": attack, "when": "2026-02-03", "records": [attack, json.dumps({"question": attack})]}
        for attack in ATTACKS
    ]
    page.evaluate("kept => localStorage.setItem('briefbot.conversations', JSON.stringify(kept))", kept)
    reload(page)
    page.get_by_text("Conversations", exact=True).click()
    expect(page.locator("#kept li")).to_have_count(len(ATTACKS))
    names = page.locator("#kept button[data-restore]").evaluate_all("all => all.map((one) => one.firstChild.data)")
    assert names == list(ATTACKS)
    assert page.locator("#kept button[data-remove]").first.get_attribute("aria-label") == (
        f"Delete the conversation “{ATTACKS[0]}” from this browser"
    )
    for at in (0, len(ATTACKS) // 2):
        page.locator("#kept [data-remove]").nth(at).click()
        assert text_of(page.locator(".undo p")) == f"“{ATTACKS[at]}” is deleted."
        page.locator(".undo button").click()
        page.locator("#kept [data-rename]").nth(at).click()
        assert page.locator("#kept input").input_value() == re.sub(r"[\r\n]", "", ATTACKS[at])
        page.keyboard.press("Escape")
        unhurt(page)
    page.locator("#kept button[data-restore]").first.click()
    expect(page.locator(".question")).to_have_text(ATTACKS[0])
    unhurt(page)


def test_no_attack_in_a_link_or_a_notice_does_anything(visit: Visit, url: str, attacked: Attacked) -> None:
    attacked.attack, attacked.declines, attacked.refuses = "nothing", False, False
    together: list[str] = [""]
    for attack in ATTACKS:
        if len(together[-1]) + len(attack) > 900:
            together.append("")
        together[-1] += f"{attack} "
    for question in [together[at] for at in some(len(together), also=(len(together) - 1,))]:
        page = visit(f"{url}?q={quote(question)}", at=url)
        expect(page.locator(".turn .answer").first).to_be_visible()
        assert text_of(page.locator(".question")) == carried(question)
        unhurt(page)
        attacked.attack, attacked.refuses = question, True
        assert text_of(ask(page, "Why?").locator(".notice")) == carried(question)
        unhurt(page)
        attacked.attack, attacked.refuses = "nothing", False
        page.context.close()
    page = visit(url)
    for attack in (*ATTACKS[::7], "null", "__proto__.1.2.3.4", "constructor", "x.0.9e9.0.0", "..", "0.-1.2.3.4"):
        page.evaluate("hash => { window.location.hash = hash }", f"cite={attack}")
    unhurt(page)
