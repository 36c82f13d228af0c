"""The chat as a person meets it: a real server, a real browser, a keyboard."""

from __future__ import annotations

import json
import os
import socket
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, cast

import pytest
from briefbot_ui import serve
from made import not_found, quoted
from playwright.sync_api import Browser, Locator, Page, expect
from serving import PATIENCE, act, free_port, served

from briefbot import (
    Answer,
    Assistant,
    BriefbotError,
    Document,
    Filter,
    Hit,
    Passage,
    QuestionError,
    Settings,
    Span,
    as_dict,
)
from briefbot.phrases import MAY_SAY, chance_words

pytestmark = pytest.mark.slow
UNANSWERABLE = "Which chemical element has the highest boiling point?"
UNSURE = "What pay increase did the ferry crews finally agree to?"
ATTACK = (
    "<script>window.hurt = 1</script> ${window.hurt = 1} {{constructor}} {{#each value}} `${hurt = 1}`\r\n\r\n"
    'The mayor is <b onclick="window.hurt = 1">Ana Ruiz</b>. <img src="http://elsewhere.example/x.png" '
    'onerror="window.hurt = 1">\n\n![x](http://elsewhere.example/y.png) $$\\href{javascript:hurt=1}{x}$$ '
    "<svg onload='window.hurt = 1'> </p></div><iframe src=javascript:hurt=1> &lt;b&gt; &amp; \u202eesrever\u202c 👩‍🚀"
)


ALL = Filter()


class Library:
    """Stands in for an Assistant where a test must decide what an article says or how answering fails."""

    document_count = 1
    generation = 1
    index = Path("no such folder")
    settings = Settings()

    def __init__(self) -> None:
        self.may_answer = threading.Event()  # cleared, a question waits
        self.may_answer.set()
        self.article = Document(
            text=ATTACK,
            title="<img src=x onerror='window.hurt = 1'>",
            source="javascript:window.hurt=1",
            outlet="<b>Outlet</b>",
        )
        self.may_go_on = threading.Event()  # cleared, the questions that go on from a reply wait
        self.may_go_on.set()
        self.histories: list[Sequence[Answer | str]] = []
        self.kinds: list[str | None] = []
        self.accepted: list[float | None] = []  # wrong answers of a hundred
        self.filters: list[Filter] = []

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
        del as_written
        if not question.strip():
            raise QuestionError("The question is empty.")
        self.may_answer.wait(60)
        if "fail" in question:
            raise RuntimeError("/private/path is broken")
        self.histories.append(history)
        self.kinds.append(kind)
        self.accepted.append(wrong_per_hundred)
        self.filters.append(within)
        start = ATTACK.index("Ana Ruiz")
        first, last = ATTACK.index("The mayor"), ATTACK.index(" <img")
        hit = Hit(Passage(self.article, ((first, last),)), score=1.0, dense=0.5, bm25=1.0)
        span = Span(hit, start, start + len("Ana Ruiz"), score=9.0, null_score=0.0)
        if "mayor" in question:
            return quoted(span, question=question, confidence=0.8, within=within)
        return not_found(hit, question=question, within=within)

    def next_questions(self, reply: Answer, count: int = 3) -> tuple[str, ...]:
        self.may_go_on.wait(60)
        return ("Who is mayor now?", "Who was mayor then?")[:count] if reply.answered else ()

    def documents(self) -> Iterator[Document]:
        yield self.article

    def outlets(self) -> list[tuple[str, int]]:
        return [(str(self.article.outlet), 1)]

    def sources(self) -> list[str]:
        return ["javascript:window.hurt=1", "<script>window.hurt=1</script>"]

    def has_original(self, document_id: str) -> bool:
        del document_id
        return False

    def period(self) -> None:
        return None

    def check(self, within: Filter) -> None: ...

    def document(self, document_id: str) -> Document:
        if document_id != self.article.id:
            raise KeyError(document_id)
        return self.article


@pytest.fixture(scope="module")
def library() -> Library:
    return Library()


@pytest.fixture(scope="module")
def library_url(library: Library) -> str:
    return served(library)


Visit = Callable[..., Page]


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    """Opens the chat; afterwards the page must have asked no other host for anything and logged no error."""
    contexts, faults = [], []

    def open_page(url: str, width: int = 1440, height: int = 900, at: str = "", **options: Any) -> Page:
        home = at or url
        context = browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce", **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on(
            "request", lambda request: None if request.url.startswith((home, "data:")) else faults.append(request.url)
        )
        page.goto(url)
        if not url.startswith("about:"):
            page.wait_for_selector("body[data-live]", state="attached")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


def reload(page: Page) -> None:
    """Load the page anew. What Gradio then logs about requests that are cut off by it is no fault, and is not heard."""
    page.evaluate("() => { console.error = () => undefined; }")
    page.reload()


def ask(page: Page, question: str) -> Locator:
    """Enter a question, press Enter, and wait for its finished turn; test_keyboard_browser types key by key."""
    turns = page.locator(".turn").count()
    page.get_by_label("Your question").focus()
    page.keyboard.insert_text(question)
    page.keyboard.press("Enter")
    turn = page.locator(".turn").nth(turns)
    expect(turn.locator(".answer, .decline, .notice, .excerpt").first).to_be_visible()
    return turn


def is_inside(inner: Locator, outer: Locator) -> bool:
    """Whether an element lies within the part of another that can be seen."""
    a, b = inner.bounding_box(), outer.bounding_box()
    assert a is not None
    assert b is not None
    return b["y"] <= a["y"] and a["y"] + a["height"] <= b["y"] + b["height"]


def text_of(locator: Locator) -> str:
    text = locator.text_content()
    assert text is not None
    return text


@pytest.fixture(scope="module")
def corroborated(examples_assistant: Assistant) -> Answer:
    """An answer over the examples that several places support."""
    answer = examples_assistant.ask("Who is the chief executive of Sellick Ferries?")
    assert len(answer.citations) > 1
    return answer


@pytest.mark.browser
def test_an_answer_is_bold_in_its_sentence_with_its_source_open_beside_it(
    visit: Visit, examples_url: str, examples_assistant: Assistant, corroborated: Answer
) -> None:
    page = visit(examples_url)
    turn = ask(page, corroborated.question)
    best = corroborated.citations[0]
    assert text_of(turn.locator(".answer strong")) == best.quote
    assert text_of(turn.locator(".answer")) == best.sentence
    assert page.get_by_label("Your question").input_value() == ""
    marks = page.locator("#source mark")
    expect(marks).to_have_count(1)
    assert text_of(marks) == best.quote
    assert text_of(page.locator("#source .text")) == examples_assistant.document(best.document_id).text
    expect(turn.locator(".chip").first).to_have_attribute("aria-current", "true")
    assert is_inside(marks, page.locator("#source"))


@pytest.mark.browser
@pytest.mark.parametrize("how", ["click", "keyboard"])
def test_a_citation_opens_its_article_at_the_quote(
    visit: Visit, examples_url: str, corroborated: Answer, how: str
) -> None:
    page = visit(examples_url, height=500)
    turn = ask(page, corroborated.question)
    second = corroborated.citations[1]
    chip = turn.locator(".chip").nth(1)
    if how == "click":
        chip.click()
    else:
        chip.focus()
        page.keyboard.press("Enter")
    expect(chip).to_have_attribute("aria-current", "true")
    sheet = page.locator("#source article")
    expect(sheet).to_have_attribute("data-document", second.document_id)
    expect(page.locator("#source h2")).to_have_text(second.title)
    marks = page.locator("#source mark")
    expect(marks).to_have_count(1)
    assert text_of(marks) == second.quote
    assert is_inside(marks, page.locator("#source"))
    assert page.evaluate("window.scrollY") == 0, "only the source pane scrolls"


@pytest.mark.browser
def test_a_question_the_articles_do_not_answer_is_declined_with_the_nearest_passages(
    visit: Visit, examples_url: str, examples_assistant: Assistant
) -> None:
    nearest = examples_assistant.ask(UNANSWERABLE).nearest
    page = visit(examples_url)
    turn = ask(page, UNANSWERABLE)
    expect(turn.locator(".decline")).to_have_text("Your articles do not say.")
    expect(turn.locator(".excerpt")).to_have_count(len(nearest))
    turn.locator(".chip").first.click()
    expect(page.locator("#source h2")).to_have_text(nearest[0].document.title)
    expect(page.locator("#source mark")).to_have_count(0)
    assert " ".join(page.locator("#source .tint").all_text_contents()).split() == nearest[0].text.split()
    assert page.locator("#source .tint").first.is_visible()


@pytest.mark.browser
def test_where_no_answer_is_sure_enough_the_likeliest_place_is_open_to_be_read(
    visit: Visit, examples_url: str, examples_assistant: Assistant
) -> None:
    reply = examples_assistant.ask(UNSURE)
    place = reply.likeliest
    assert place is not None
    assert reply.confidence is not None
    page = visit(examples_url)
    turn = ask(page, UNSURE)
    expect(turn.locator(".decline")).to_have_text(MAY_SAY)
    expect(turn.locator(".excerpt").first).to_have_text(place.text)
    expect(turn.locator(".chip").first).to_have_attribute("aria-current", "true")
    expect(page.locator("#source .tint")).to_have_text(place.text)
    expect(page.locator("#source mark")).to_have_count(0)
    assert is_inside(page.locator("#source .tint"), page.locator("#source"))
    spoken = page.locator("#status .spoken")
    often = chance_words(reply.confidence)
    expect(spoken).to_contain_text(f"{MAY_SAY} The likeliest place it answers {often}")
    expect(spoken).to_contain_text(place.text)
    page.reload()
    expect(page.locator(".turn .decline")).to_have_text(MAY_SAY)
    expect(page.locator(".turn .excerpt").first).to_have_text(place.text)


@pytest.mark.browser
def test_an_article_full_of_html_is_shown_as_text_and_runs_nothing(visit: Visit, library_url: str) -> None:
    page = visit(library_url)
    turn = ask(page, "Who is <img src=x onerror='window.hurt = 1'> the mayor?")
    expect(turn.locator(".answer strong")).to_have_text("Ana Ruiz")
    expect(turn.locator(".question")).to_have_text("Who is <img src=x onerror='window.hurt = 1'> the mayor?")
    expect(page.locator("#source mark")).to_have_text("Ana Ruiz")
    assert text_of(page.locator("#source .text")) == ATTACK
    assert page.locator("#source :is(script, img, svg, iframe, a, b), #conversation :is(img, b)").count() == 0
    page.locator(".chip").first.click()
    ask(page, "Something else")
    assert page.evaluate("window.hurt") is None


@pytest.mark.browser
def test_an_empty_question_and_a_failure_are_notices_that_tell_no_secrets(
    visit: Visit, library_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    page = visit(library_url)
    page.get_by_label("Your question").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#status .status")).to_have_text("Type a question first.")
    expect(page.locator(".turn")).to_have_count(0)
    failed = ask(page, "Does it fail?")
    expect(failed.locator(".notice")).to_contain_text("Something went wrong")
    assert "/private" not in page.content()
    assert "Traceback" not in page.content()
    assert "/private/path is broken" in caplog.text, "the log has the details"
    expect(ask(page, "Who is the mayor?").locator("strong")).to_have_text("Ana Ruiz")


@pytest.mark.browser
def test_a_question_that_a_reload_cuts_off_can_be_asked_again(visit: Visit, library: Library, library_url: str) -> None:
    page = visit(library_url)
    library.may_answer.clear()
    page.get_by_label("Your question").fill("Who is the mayor?")
    page.keyboard.press("Enter")
    expect(page.locator(".question")).to_have_text("Who is the mayor?")
    reload(page)
    library.may_answer.set()
    expect(ask(page, "Who is the mayor?").locator("strong")).to_have_text("Ana Ruiz")


@pytest.mark.browser
def test_a_follow_up_is_asked_with_the_answers_before_it(visit: Visit, library: Library, library_url: str) -> None:
    page = visit(library_url)
    ask(page, "Who is the mayor?")
    ask(page, "And who was mayor then?")
    assert library.histories[-2] == ()
    (before,) = library.histories[-1]
    assert isinstance(before, Answer)
    assert before.question == "Who is the mayor?"


@pytest.mark.browser
def test_on_a_narrow_screen_the_source_lies_over_the_conversation_and_nothing_is_cut_off(
    visit: Visit, library_url: str
) -> None:
    page = visit(library_url, width=390, height=844)
    turn = ask(page, "Who is the mayor?")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    expect(page.locator("#reading")).to_be_hidden()
    turn.locator(".chip").click()
    expect(page.locator("#source mark")).to_be_in_viewport()
    assert is_inside(page.locator("#source mark"), page.locator("#source"))
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("button", name="Back to the answer").click()
    expect(page.locator("#reading")).to_be_hidden()
    expect(turn.locator(".chip")).to_be_focused()


# Colours as WCAG 2 compares them, and the one that is behind an element.
COLOURS = """
  const channel = (c) => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  const rgba = (s) => s.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const ground = (e) => {
    for (; e; e = e.parentElement) {
      const colour = rgba(getComputedStyle(e).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
"""

CONTRAST = (
    f"() => {{{COLOURS}"
    + """
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  const poor = [];
  let seen = 0;
  while (walker.nextNode()) {
    const e = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !e.checkVisibility() || e.closest(".sr-only")) continue;
    seen += 1;
    const pair = [light(rgba(getComputedStyle(e).color)), light(ground(e))].sort();
    const ratio = (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
    if (ratio < 4.5) poor.push([walker.currentNode.data.slice(0, 40), ratio]);
  }
  return [seen, poor];
}
"""
)


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_word_on_the_page_has_enough_contrast(visit: Visit, library_url: str, scheme: str) -> None:
    page = visit(library_url, color_scheme=scheme)
    ask(page, "Who is the mayor?")
    ask(page, "Something else")
    ask(page, "Does it fail?")
    seen, poor = page.evaluate(CONTRAST)
    assert seen > 15
    assert poor == []


def call(url: str, endpoint: str, body: dict[str, Any], timeout: float = 20) -> tuple[str, Any]:
    """The last event of a call over plain HTTP: its name and its data."""
    request = urllib.request.Request(
        f"{url}gradio_api/call/{endpoint}",
        data=json.dumps(body).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=timeout) as response:
        event_id = json.load(response)["event_id"]
    with urllib.request.urlopen(f"{url}gradio_api/call/{endpoint}/{event_id}", timeout=timeout) as response:
        name, data = response.read().decode().strip().split("\n\n")[-1].split("\n", 1)
    return name.removeprefix("event: "), json.loads(data.removeprefix("data: "))


def test_a_program_gets_the_same_answer_over_http(library: Library, library_url: str) -> None:
    name, data = call(library_url, "ask", {"data": ["Who is the mayor?"]})
    assert name == "complete"
    assert data == [json.loads(json.dumps(as_dict(library.ask("Who is the mayor?"))))]


def test_over_http_a_refused_question_says_why_and_a_failure_says_nothing_private(library_url: str) -> None:
    name, data = call(library_url, "ask", {"data": [" "]})
    assert (name, data["error"]) == ("error", "The question is empty.")
    name, data = call(library_url, "ask", {"data": ["fail"]})
    assert name == "error"
    assert "/private" not in data["error"]


@pytest.mark.parametrize(
    "place",
    [
        None,
        [],
        {"document": "../../etc/passwd", "marked": [0, 1], "tinted": [0, 1]},
        {"document": "ID", "marked": [0, 10**9], "tinted": [0, 10**9]},
        {"document": "ID", "marked": [-4, -1], "tinted": [-9, 9]},
        {"document": "ID", "marked": ["x", None], "tinted": {}},
        {"document": "ID", "marked": [0, 1], "tinted": [0, 1], "also": [[0, 10**9], [3, 1]], "more": 1},
        {"document": "ID"},
    ],
)
def test_a_forged_request_for_an_article_opens_nothing(library: Library, library_url: str, place: Any) -> None:
    if isinstance(place, dict) and place["document"] == "ID":
        place = {**place, "document": library.article.id}
    shown = act(library_url, "open_article", place)
    assert "no longer in the index" in shown.get("pane", "") or "different versions" in shown["failed"]


def test_only_this_machine_is_served_and_the_page_may_load_nothing_from_elsewhere(library_url: str) -> None:
    with urllib.request.urlopen(library_url, timeout=20) as response:
        assert "default-src 'self'" in response.headers["Content-Security-Policy"]
    rebound = urllib.request.Request(library_url, headers={"Host": "elsewhere.example"})
    with pytest.raises(urllib.error.HTTPError, match="421"):
        urllib.request.urlopen(rebound, timeout=20)


def test_the_chat_answers_on_an_ipv6_address_too(library: Library) -> None:
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        pytest.skip("this machine has no IPv6 loopback")
    assert call(served(library, "::1"), "ask", {"data": ["Who is the mayor?"]})[0] == "complete"


@pytest.mark.parametrize("name", ["no_proxy", "NO_PROXY"])
def test_the_chat_starts_behind_a_proxy_and_keeps_the_hosts_that_need_none(
    library: Library, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    for variable in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(variable, f"http://127.0.0.1:{free_port()}")  # where nothing answers
    for variable in ("no_proxy", "NO_PROXY"):
        monkeypatch.setenv(variable, "")
        monkeypatch.delenv(variable)
    monkeypatch.setenv(name, "news.example, 10.0.0.1")
    assert call(served(library), "ask", {"data": ["Who is the mayor?"]})[0] == "complete"
    for variable in ("no_proxy", "NO_PROXY"):
        assert os.environ[variable].split(",") == ["news.example", "10.0.0.1", "127.0.0.1", "localhost", "::1"]


def test_a_busy_port_is_named_with_the_cure(library: Library) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(BriefbotError, match=f"Port {port} .* --port"):
            serve(cast(Assistant, library), port=port, on_ready=lambda _: None)


@pytest.mark.parametrize(
    ("host", "port"), [("127.0.0.1", 99999), ("127.0.0.1", 0), ("192.0.2.1", 7860), ("no.such.host.invalid", 7860)]
)
def test_a_place_where_nothing_can_listen_is_named(library: Library, host: str, port: int) -> None:
    with pytest.raises(BriefbotError, match=r"--port|--host"):
        serve(cast(Assistant, library), host=host, port=port, on_ready=lambda _: None)
