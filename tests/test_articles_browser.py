"""What a person does with the drawer "Your articles", in a real browser: the first run, adding, finding, removing."""

from __future__ import annotations

import http.server
import shutil
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from attacks import ATTACKS
from briefbot_ui import Collection
from playwright.sync_api import FilePayload, Page, expect
from rounds import FULL
from serving import act, served
from test_chat_browser import Visit, ask, visit
from test_page_browser import CHIEF

import briefbot
from briefbot import Assistant, Settings, create_index
from briefbot.store import open_writer

__all__ = ["visit"]

pytestmark = pytest.mark.browser
BUILD = 240_000  # milliseconds that a build may take on a busy machine
RAIN = b"Rain floods the market\n\nPORT ELLERY, Nov. 3, 2025 (Harbour Wire) -- Mayor Ada Quill closed the market.\n"


class Chat:
    """A chat over an index of its own."""

    def __init__(self, settings: Settings, *, questions: bool = False) -> None:
        self.settings = settings
        self.collection = Collection(settings)
        assistant = Assistant.open(create_index(settings=settings), settings=settings)
        self.url = served(assistant, collection=self.collection, questions=questions)

    def added(self) -> list[str]:
        folder = self.settings.articles
        return sorted(path.name for path in folder.glob("*.*")) if folder.is_dir() else []


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chat]:
    """A chat before its first article; the first test loads the examples into it."""
    chat = Chat(Settings(index=tmp_path_factory.mktemp("first") / "index"))
    yield chat
    chat.collection.close()


@pytest.fixture(scope="module")
def chat(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, examples_index: Path
) -> Iterator[Chat]:
    """A chat over the examples and a folder of two articles; it suggests questions where a file is WITH_QUESTIONS."""
    folder = tmp_path_factory.mktemp("news")
    (folder / "rain.txt").write_bytes(RAIN)
    (folder / "snow.txt").write_text("Snow closes the pass\n\nThe pass was closed by Henrik Dahl, an inspector.\n")
    index = shutil.copytree(examples_index, tmp_path_factory.mktemp("own") / "index")  # quicker than a new one
    settings = Settings(index=index, allow_private_addresses=True, max_file_bytes=100_000)
    briefbot.build_index(folder, settings=settings)
    made = Chat(settings, questions=getattr(request.module, "WITH_QUESTIONS", False))
    yield made
    made.collection.close()


@pytest.fixture(autouse=True)
def uploads(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of several chats in one process the last one receives the uploads: let it be the one of the test."""
    for name in ("empty", "chat"):
        if name in request.fixturenames:
            receive(request.getfixturevalue(name), monkeypatch)


def receive(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(chat.collection.received))


def open_drawer(page: Page) -> None:
    """Open the column of the articles, which stands open already on a wide screen."""
    if not page.locator("#articles").is_visible():
        page.get_by_role("button", name="Your articles", exact=True).click()
    expect(page.locator("#listed :is(.items, .none)").first).to_be_visible()


def open_menu(page: Page, title: str) -> None:
    """Open what can be done with an article of the list, or with a source."""
    page.get_by_role("button", name=f"More for {title}", exact=True).first.click()


def put(page: Page, *files: tuple[str, bytes]) -> None:
    """Choose files, as a person does in the dialog of the browser."""
    page.locator("#adding input.files").set_input_files(
        [FilePayload(name=name, mimeType="", buffer=content) for name, content in files]
    )


def expect_outcome(page: Page, words: str) -> None:
    expect(page.locator("#result .said")).to_contain_text(words, timeout=BUILD)


def test_the_first_page_takes_the_examples_and_then_answers_in_every_open_page(visit: Visit, empty: Chat) -> None:
    pages = [visit(empty.url) for _ in range(8 if FULL else 3)]
    page = pages[0]
    expect(page.locator(".first-run")).to_contain_text("No article is loaded yet.")
    expect(ask(pages[1], CHIEF)).to_contain_text("You have no articles.")
    with open_writer(empty.settings.index):  # the build waits: it may be over before a busy page has looked again
        page.get_by_role("button", name="Load the examples").click()
        expect(page.locator(".news .bar")).to_be_visible()
    for each in pages:
        expect(each.locator(".tidings")).to_have_text(
            "New articles are in: 18 more, 18 articles in all.", timeout=BUILD
        )
        expect(each.locator(".masthead .count")).to_have_text("18 articles")
        expect(each.locator(".news .bar")).to_be_hidden(timeout=BUILD)
    expect(page.locator(".welcome")).to_contain_text("Ask your articles a question.")
    expect(pages[1].locator(".turn")).to_have_count(1)  # a conversation is left alone
    expect(ask(page, CHIEF).locator(".answer strong")).to_have_text("Henrik Ångström")
    expect(page.locator(".tidings")).to_be_empty()
    expect(page.locator(".restrict")).to_contain_text("Harbour Wire")
    open_drawer(page)
    page.locator(".origins > summary").click()
    expect(page.locator(".origins li")).to_contain_text("The examples 18 articles")


def test_files_are_added_and_those_that_fail_are_named_with_the_reason(visit: Visit, chat: Chat) -> None:
    before, count = set(chat.added()), briefbot.index_status(index=chat.settings.index).documents
    page = visit(chat.url)
    open_drawer(page)
    put(
        page,
        ("The mayor.txt", b"The mayor speaks\n\nTheodora Vance, mayor of Tarn, opened the bridge on Monday.\n"),
        ("photo.png", b"\x89PNG\r\n\x1a\n"),
        ("nothing.txt", b" "),
        ("two.jsonl", b'{"title": "Fine", "text": "The tunnel was opened on Friday."}\n{"title": "No text"}\n'),
        ("huge.txt", b"x" * (chat.settings.max_file_bytes + 1)),
        ("../../../etc/<b>x</b>.exe", b"MZ\x90"),
    )
    expect_outcome(page, f"2 articles added. You have {count + 2} articles now.")
    failed = page.locator("#result li")
    expect(failed).to_have_count(4)
    for name, reason in (
        ("photo.png", "2 files are of kinds that briefbot does not read: .exe, .png."),
        ("nothing.txt", "only white space"),
        ("two.jsonl, record 2", '"text" is missing or empty'),
        ("huge.txt", "is larger than 97 kB"),
        ("x</b>.exe", "2 files are of kinds that briefbot does not read: .exe, .png."),
    ):
        expect(failed.filter(has_text=name)).to_contain_text(reason)
    assert set(chat.added()) - before == {"The mayor.txt", "two.jsonl"}, "what cannot be read is not kept"
    expect(page.locator("#result")).not_to_contain_text(str(chat.settings.index))
    expect(page.locator("#listed .title").first).to_be_visible()
    page.get_by_role("button", name="Dismiss").click()
    expect(page.locator("#result .outcome")).to_have_count(0)
    expect(ask(page, "Who is the mayor of Tarn?").locator(".answer strong")).to_contain_text("Theodora Vance")


def test_files_dropped_anywhere_on_the_page_are_added(visit: Visit, chat: Chat) -> None:
    page = visit(chat.url)
    page.get_by_role("button", name="Close your articles").click()
    page.evaluate("""() => {
        const carried = new DataTransfer();
        carried.items.add(new File(["Wind fells a mast\\n\\nThe mast of the Corona fell in the wind."], "wind.txt"));
        const target = document.querySelector("#conversation");
        for (const type of ["dragover", "drop"])
            target.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: carried }));
    }""")
    expect(page.locator(".tidings")).to_contain_text("New articles are in: 1 more", timeout=BUILD)
    open_drawer(page)
    expect(page.locator("#listed")).to_contain_text("Wind fells a mast")
    assert "wind.txt" in chat.added()


def drop(page: Page, *paths: Path) -> None:
    """Drop files and folders of this machine onto the middle of the page."""
    devtools = page.context.new_cdp_session(page)
    carried = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
    for type_ in ("dragEnter", "dragOver", "drop"):
        devtools.send("Input.dispatchDragEvent", {"type": type_, "x": 400, "y": 400, "data": carried})


def test_of_a_folder_that_is_dropped_the_files_that_can_be_articles_are_added(
    visit: Visit, chat: Chat, tmp_path: Path
) -> None:
    deep = tmp_path / "news" / "deep"
    deep.mkdir(parents=True)
    (tmp_path / "news" / "owl.txt").write_text("Owl returns\n\nAn owl was seen on the mill.\n")
    (deep / "stork.MD").write_text("# Stork returns\n\nA stork was seen on the mill.\n")
    for other in (deep / "photo.png", deep / ".hidden.txt"):
        other.write_bytes(b"\x89PNG\r\n\x1a\n")
    (tmp_path / "crane.txt").write_text("Crane returns\n\nA crane was seen on the mill.\n")
    (tmp_path / "none").mkdir()
    page = visit(chat.url)
    drop(page, tmp_path / "none")
    expect(page.locator(".column-line")).to_contain_text("There is no file in it that briefbot reads.")
    page.get_by_role("button", name="Close your articles").click()
    drop(page, tmp_path / "none")
    expect(page.locator(".tidings")).to_contain_text("There is no file in it that briefbot reads.")
    drop(page, tmp_path / "news", tmp_path / "crane.txt")
    expect(page.locator(".tidings")).to_contain_text("New articles are in: 3 more", timeout=BUILD)
    assert {"crane.txt", "owl.txt", "stork.MD"} <= set(chat.added())
    assert not {"photo.png", ".hidden.txt"} & set(chat.added())


def test_pasted_text_is_found_opened_and_removed_by_keyboard_alone(visit: Visit, chat: Chat) -> None:
    page = visit(chat.url)
    page.get_by_text("Paste text").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("The lamp of Tarn lighthouse was lit by Ines Okafor.")
    page.keyboard.press("Tab")
    page.keyboard.type("The lamp is lit")
    page.keyboard.press("Tab")
    page.keyboard.type("Tarn Gazette")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Paste text")).to_be_focused()
    expect_outcome(page, "1 article added.")
    page.get_by_label("Search your articles").focus()
    page.keyboard.type("gazette lamp")
    expect(page.locator("#listed .figures")).to_contain_text("1 of ")
    for _ in range(5):  # the order, the sources, all, a tick
        page.keyboard.press("Tab")
    expect(page.locator("#listed .title")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#source h2")).to_have_text("The lamp is lit")
    expect(page.locator("#articles")).to_be_visible()  # on a wide screen it stays
    page.get_by_role("button", name="More for The lamp is lit").press("Enter")
    remove = page.get_by_role("button", name="Remove The lamp is lit")
    remove.press("Enter")
    expect(page.get_by_role("button", name="Keep")).to_be_focused()
    expect(page.locator("dialog[open]")).to_contain_text("The copy that was kept here is deleted.")
    page.keyboard.press("Escape")
    expect(page.locator("#articles")).to_be_visible()  # Escape closes only the question
    expect(remove).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect_outcome(page, ": 1 article fewer.")
    assert "The lamp is lit.jsonl" not in chat.added()
    expect(page.get_by_label("Search your articles")).to_be_focused()


def test_what_was_added_is_a_source_by_its_name_and_not_by_its_path(visit: Visit, chat: Chat) -> None:
    chat.settings.articles.mkdir(exist_ok=True)
    (chat.settings.articles / "gulls.txt").write_text("Gulls nest\n\nGulls nested on the roof of the Tarn Museum.\n")
    briefbot.build_index(chat.settings.articles, settings=chat.settings)
    page = visit(chat.url)
    page.locator(".restrict summary").click()
    page.get_by_role("checkbox", name="Everything added here").check()
    expect(page.locator(".restrictions .called")).to_have_text("Everything added here")
    turn = ask(page, "Where did gulls nest?")
    expect(turn.locator(".within")).to_have_text("Only articles from everything added here.")
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator(".turn")).to_have_count(0)
    page.get_by_text("Conversations", exact=True).click()
    page.locator("#kept").get_by_text("Where did gulls nest?").click()  # the browser keeps the path, and shows the name
    expect(page.locator(".within")).to_have_text("Only articles from everything added here.")
    for part in ("#conversation", "#restriction"):
        expect(page.locator(part)).not_to_contain_text(str(chat.settings.index))


def test_an_article_of_a_followed_folder_is_removed_only_with_the_whole_folder(visit: Visit, chat: Chat) -> None:
    page = visit(chat.url)
    open_drawer(page)
    open_menu(page, "Snow closes the pass")
    page.get_by_role("button", name="Remove Snow closes the pass").click()
    dialog = page.locator("dialog[open]")
    expect(dialog).to_contain_text("To remove this article alone, delete its file there, then refresh the sources.")
    expect(dialog).to_contain_text("2 articles. Its files stay where they are.")
    page.get_by_role("button", name="Keep").click()
    expect(dialog).to_be_hidden()
    expect(page.locator("#listed")).to_contain_text("Snow closes the pass")


def test_an_open_page_notices_what_another_process_has_indexed_and_keeps_its_restriction(
    visit: Visit, chat: Chat, tmp_path: Path
) -> None:
    page = visit(chat.url)
    page.locator(".restrict summary").click()
    page.get_by_label("Harbour Wire").check()
    (tmp_path / "fog.txt").write_text("Fog stops the ferry\n\nFog stopped the Tarn ferry for six hours on Sunday.\n")
    briefbot.build_index(tmp_path / "fog.txt", settings=chat.settings)
    expect(page.locator(".tidings")).to_contain_text("New articles are in: 1 more", timeout=BUILD)
    expect(page.locator(".restrict")).to_contain_text("fog.txt")
    expect(page.get_by_label("Harbour Wire")).to_be_checked()
    expect(page.locator(".restrictions .called")).to_have_text("Harbour Wire")
    briefbot.remove_sources(tmp_path / "fog.txt", settings=chat.settings)
    expect(page.locator(".tidings")).to_contain_text("1 fewer", timeout=BUILD)


@pytest.fixture
def site() -> Iterator[str]:
    """The address of a page on this machine."""

    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = (
                b"<html><head><title>Bridge opens</title></head><body><article><h1>Bridge opens</h1>"
                b"<p>The bridge over the Dray was opened on Monday by Lena Marsh, who had built it for nine years.</p>"
                b"<p>It is four hundred metres long, and the second to cross the river below the dam.</p>"
                b"</article></body></html>"
            )
            self.send_response(200 if self.path == "/bridge" else 404)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Silent."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def test_a_web_address_is_followed_and_what_cannot_be_fetched_is_named(visit: Visit, chat: Chat, site: str) -> None:
    page = visit(chat.url)
    open_drawer(page)
    for address, words in (
        (f"{site}/bridge", "1 article added."),
        (f"{site}/nowhere", "Nothing was added."),
        ("/etc/passwd", "This is not a web address."),
        ("file:///etc/passwd", "This is not a web address."),
    ):
        page.get_by_text("Add a web page or feed").click()
        page.get_by_label("Address").fill(address)
        page.get_by_role("button", name="Add this address").click()
        expect_outcome(page, words)
    expect(page.locator("#listed")).to_contain_text("Bridge opens")
    open_menu(page, "Bridge opens")
    page.get_by_role("button", name="Remove Bridge opens").click()
    expect(page.locator("dialog[open]")).to_contain_text("no longer followed")
    page.locator("dialog[open] .send").click()
    expect_outcome(page, ": 1 article fewer.")


def test_no_attack_in_an_article_a_file_name_or_what_is_typed_in_the_drawer_does_anything(
    visit: Visit, chat: Chat
) -> None:
    page = visit(chat.url)
    open_drawer(page)
    foreign = "#articles :is(script, img, svg, iframe, object, embed, link, style, meta, base, video, math, a, b)"
    before = set(chat.added())
    texts = [f"{text}\n\nThe number is {at}.\n".encode() for at, text in enumerate(ATTACKS)]
    put(page, *((f"{text}.txt", content) for text, content in zip(ATTACKS, texts, strict=True)))
    expect_outcome(page, "articles added.")
    expect(page.locator("#result li")).to_contain_text("holds NUL bytes")  # no text, so the only one that is refused
    assert len(set(chat.added()) - before) == len(ATTACKS) - 1
    assert not any(name.startswith(".") or "/" in name for name in chat.added())
    listed = " ".join(page.locator("#listed .title").all_text_contents())
    for piece in ("<script>window.hurt=1</script>", "${window.hurt=1}", "javascript:window.hurt=1", "&lt;script&gt;"):
        assert piece in listed
    put(page, *((f"{text}.zip", b"PK") for text in ATTACKS))
    expect(page.locator("#result li")).to_contain_text("files are of kinds that briefbot does not read", timeout=BUILD)
    assert page.locator("#result bdi").count() > 1
    assert page.locator(foreign).count() == 0
    for attack in ATTACKS[:: len(ATTACKS) // 7]:
        page.get_by_text("Add a web page or feed").click()
        page.get_by_label("Address").fill(attack)
        page.get_by_role("button", name="Add this address").click()
        page.get_by_label("Search your articles").fill(attack)
    page.get_by_text("Paste text").click()
    for label in ("Text", "Title", "Outlet"):
        page.get_by_label(label, exact=True).fill(" ".join(ATTACKS[::3])[: 100_000 if label == "Text" else 150])
    page.get_by_role("button", name="Add this text").click()
    expect_outcome(page, "1 article added.")
    page.get_by_label("Search your articles").fill("window.hurt=1</script>")
    open_menu(page, "<script>window.hurt=1</script>")
    page.get_by_role("button", name="Remove <script>window.hurt=1</script>", exact=True).click()
    expect(page.locator("dialog[open] h2")).to_have_text("Remove “<script>window.hurt=1</script>”?")
    page.get_by_role("button", name="Keep").click()
    page.locator("#listed .title", has_text="</textarea>").first.click()
    expect(page.locator("#source h2")).to_contain_text("</textarea><script>window.hurt=1</script>")
    assert page.locator(foreign).count() == 0
    assert page.evaluate("window.hurt") is None
    expect(page.get_by_label("Your question")).to_be_visible()


def upload(url: str, name: str, content: bytes) -> int:
    """The status of an upload as a program makes it."""
    body = (
        b'--edge\r\nContent-Disposition: form-data; name="files"; filename="'
        + name.encode()
        + b'"\r\n\r\n'
        + content
        + b"\r\n--edge--\r\n"
    )
    request = urllib.request.Request(
        f"{url}gradio_api/upload", body, {"Content-Type": "multipart/form-data; boundary=edge"}
    )
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            return int(response.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_a_forged_request_adds_and_removes_nothing(chat: Chat, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("The secret is here.")
    before = chat.added()
    for name, event in (
        ("add_files", {"files": [{"path": str(secret), "name": "s.txt"}, {"path": "/etc/passwd", "name": "p.txt"}]}),
        ("add_files", {"files": [{"path": 7, "name": []}, None]}),
        ("add_files", {"files": [{"path": "", "name": "x"}] * 1000}),
        ("add_files", None),
        ("add_text", {"text": 7}),
        ("add_address", {"address": ["/etc/passwd"]}),
        ("remove", {"key": str(secret)}),
        ("remove", {"key": None}),
    ):
        told = act(chat.url, name, event)
        assert "failed" in told or "outcome" in act(chat.url, "outcome", {})["html"]
        assert str(tmp_path) not in f"{told}{act(chat.url, 'outcome', {})}"
    assert chat.added() == before
    assert not chat.collection.state.running
    assert secret.exists()
    assert "failed" in act(chat.url, "list_articles", {"words": 7, "shown": "x"})


def test_uploads_are_limited_in_size_and_off_where_nothing_can_be_added(chat: Chat) -> None:
    assert upload(chat.url, "small.txt", b"Rain fell.") == 200
    assert upload(chat.url, "large.txt", b"x" * (chat.settings.max_file_bytes + 1)) == 413
    assert upload(served(Assistant.open(settings=chat.settings)), "small.txt", b"Rain fell.") == 413
