"""What programs get: the endpoints over HTTP, by gradio_client and as tools, for many at once, and nothing besides."""

from __future__ import annotations

import base64
import datetime as dt
import http.server
import json
import re
import subprocess
import sys
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
from briefbot_ui import question_queue, tools
from briefbot_ui.source_names import source_names
from gradio_client import Client
from gradio_client.exceptions import AppError
from loops import run_apart
from mcp import ClientSession
from mcp.client.streamable_http import streamablehttp_client
from playwright.sync_api import Browser, expect
from rounds import FULL
from serving import act, served
from test_chat_browser import Library, Visit, call, visit

import briefbot
from briefbot import Assistant, BriefbotError, Filter, Reply, as_dict, build_index

pytestmark = pytest.mark.slow
__all__ = ["visit"]

ROOT = Path(__file__).resolve().parent.parent
CHIEF = "Who is the chief executive of Sellick Ferries?"
STRIKE = "How many people took part in the ferry strike?"
ENDPOINTS = {"/ask", "/brief", "/search", "/documents", "/document"}
PASSWORD = ("ada", "correct: hørse")


@pytest.fixture(scope="module")
def url(examples_assistant: Assistant) -> str:
    return served(examples_assistant, mcp=True)


@pytest.fixture(scope="module")
def client(url: str) -> Client:
    return Client(url, verbose=False)


@pytest.fixture(scope="module")
def library() -> Iterator[Library]:
    library = Library()
    yield library
    library.may_answer.set()


@pytest.fixture(scope="module")
def library_url(library: Library) -> str:
    return served(library)


def as_json(value: object) -> Any:
    return json.loads(json.dumps(value))


def told(assistant: Assistant, reply: Reply) -> Any:
    """What a program is told of a reply: its public fields, sources by their names."""
    return as_json(source_names(assistant).without_paths(as_dict(reply)))


def test_a_question_is_answered_as_the_library_answers_it(client: Client, examples_assistant: Assistant) -> None:
    assert client.predict(CHIEF, api_name="/ask") == told(examples_assistant, examples_assistant.ask(CHIEF))
    within = Filter(outlets=("Port Ellery Courier",))
    restricted = client.predict(CHIEF, outlets=["Port Ellery Courier"], api_name="/ask")
    assert restricted == told(examples_assistant, examples_assistant.ask(CHIEF, within=within))
    assert restricted != client.predict(CHIEF, until="2025-10-04", api_name="/ask")
    early = client.predict(CHIEF, as_of="2025-10-04", api_name="/ask")
    assert early == told(examples_assistant, examples_assistant.ask(CHIEF, as_of=dt.date(2025, 10, 4)))
    assert early["as_of"] == "2025-10-04"
    days = [passage["published"] for passage in client.predict(CHIEF, as_of="2025-10-04", api_name="/search")]
    assert max(days) <= "2025-10-04"
    assert client.predict(as_of="1999-01-01", api_name="/documents")["total"] == 0
    ids = [document.id for document in examples_assistant.documents()][:5]
    chosen = client.predict(CHIEF, documents=ids, api_name="/ask")
    assert chosen == told(examples_assistant, examples_assistant.ask(CHIEF, within=Filter(documents=tuple(ids))))
    assert chosen["searched"] == 5
    found = client.predict(CHIEF, count=50, documents=ids[:2], api_name="/search")
    assert {passage["document_id"] for passage in found} == set(ids[:2])
    listed = client.predict(documents=ids[1:], api_name="/documents")
    assert (listed["total"], [document["document_id"] for document in listed["documents"]]) == (4, ids[1:])


def test_a_follow_up_is_understood_after_the_questions_before_it(client: Client, examples_assistant: Assistant) -> None:
    before, question = "Who designed Ostrel Dam?", "And when did it leak?"
    answer = client.predict(question, history=["Who won?", before], api_name="/ask")
    assert answer == told(examples_assistant, examples_assistant.ask(question, history=["Who won?", before]))
    assert answer["nearest"] != client.predict(question, api_name="/ask")["nearest"] or answer["answered"]


def test_a_search_gives_passages_with_their_place_in_the_article(client: Client) -> None:
    found = client.predict("ferry strike", count=5, api_name="/search")
    assert len(found) == 5
    assert found == sorted(found, key=lambda passage: -passage["score"])
    for passage in found:
        article = client.predict(passage["document_id"], api_name="/document")
        assert article["text"][passage["start"] : passage["end"]] == passage["text"]
        assert (article["sha256"], article["title"]) == (passage["sha256"], passage["title"])
        assert article["former_ids"] == []
        [around] = [b for b in article["blocks"] if b["start"] <= passage["start"] < b["end"]]
        assert around["kind"] == passage["block"]
    wire = client.predict("ferry strike", count=50, outlets=["Harbour Wire"], api_name="/search")
    assert {passage["outlet"] for passage in wire} == {"Harbour Wire"}


def test_documents_are_listed_page_by_page_each_once(client: Client, examples_assistant: Assistant) -> None:
    ids: list[str] = []
    while page := client.predict(offset=len(ids), limit=7, api_name="/documents")["documents"]:
        ids += [document["document_id"] for document in page]
    assert ids == [document.id for document in examples_assistant.documents()]
    late = client.predict(since="2025-12-01", api_name="/documents")
    assert late["total"] == len(late["documents"]) < len(ids)
    assert all(document["published"] >= "2025-12-01" for document in late["documents"])


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("ask", {"question": " "}, "The question is empty"),
    ("ask", {"question": "x" * 1001}, "1,001 characters; at most 1,000"),
    ("ask", {"question": None}, "not NoneType"),
    ("ask", {"question": "Who?", "history": "Who?"}, "history is a list"),
    ("ask", {"question": "Who?", "history": ["x" * 1001]}, "1,001 characters"),
    ("ask", {"question": "Who?", "outlets": ["Nobody's Gazette"]}, 'no outlet "Nobody\'s Gazette". It has: Harbour'),
    ("ask", {"question": "Who?", "documents": "feed"}, "documents is a list of at most 10,000 strings"),
    ("search", {"question": "Who?", "documents": ["feed"]}, "no document with the id 'feed'"),
    ("ask", {"question": "Who?", "since": "yesterday"}, "since is a day"),
    ("ask", {"question": "Who?", "as_of": "now"}, "as_of is a day, written as year-month-day"),
    ("ask", {"question": "Who?", "since": "2025-12-01", "until": "2025-01-01"}, "ends before it begins"),
    ("search", {"question": "Who?", "count": 51}, "from 1 to 50"),
    ("search", {"question": "Who?", "count": "8"}, "from 1 to 50"),
    ("documents", {"limit": 101}, "limit is a whole number from 1 to 100"),
    ("documents", {"offset": -1}, "offset is a whole number"),
    ("document", {"document_id": "0" * 16}, "no document with the id '0000000000000000'"),
    ("document", {"document_id": "../../etc/passwd"}, "no document with the id '../../etc/passwd'"),
    ("document", {"document_id": 7}, "no document with the id 7"),
]


@pytest.mark.parametrize(("endpoint", "arguments", "message"), REFUSED)
def test_what_cannot_be_done_is_said_in_a_sentence(
    client: Client, endpoint: str, arguments: dict[str, Any], message: str
) -> None:
    with pytest.raises(AppError, match=re.escape(message)):
        client.predict(**arguments, api_name=f"/{endpoint}")


def test_only_four_endpoints_are_public_and_each_is_described(url: str, client: Client) -> None:
    info = json.loads(get(f"{url}gradio_api/info"))
    assert set(info["named_endpoints"]) == ENDPOINTS
    assert info["unnamed_endpoints"] == {}
    for endpoint in info["named_endpoints"].values():
        assert len(endpoint["description"]) > 30
        assert all(parameter["type"] for parameter in endpoint["parameters"])


@pytest.mark.browser
def test_the_page_names_the_endpoints_and_loads_nothing_from_elsewhere(browser: Browser, url: str) -> None:
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(url)
    page.get_by_text("Conversations", exact=True).click()
    page.get_by_role("button", name="The API of this chat").click()
    expect(page.locator("#api dt")).to_have_count(len(ENDPOINTS))
    assert set(page.locator("#api dt").all_text_contents()) == ENDPOINTS
    assert [address for address in asked if not address.startswith((url, "data:"))] == []
    page.close()


def with_tools(url: str, work: Callable[[ClientSession], Awaitable[Any]], headers: dict[str, str] | None = None) -> Any:
    async def run() -> Any:
        async with (
            streamablehttp_client(f"{url}gradio_api/mcp/", headers=headers) as (reading, writing, _),
            ClientSession(reading, writing) as session,
        ):
            await session.initialize()
            return await work(session)

    return run_apart(run())


def test_the_endpoints_are_tools_that_only_read_and_nothing_else_is_one(url: str) -> None:
    async def work(session: ClientSession) -> Any:
        return await session.list_tools(), await session.list_resources(), await session.list_prompts()

    listed, resources, prompts = with_tools(url, work)
    assert {f"/{tool.name}" for tool in listed.tools} == ENDPOINTS
    assert resources.resources == prompts.prompts == []
    for tool in listed.tools:
        assert tool.annotations.readOnlyHint
        for parameter in tool.inputSchema["properties"].values():
            assert len(parameter["description"]) > 10


def test_a_tool_replies_in_json_as_the_endpoint_does(url: str, client: Client) -> None:
    async def work(session: ClientSession) -> Any:
        answer = await session.call_tool("ask", {"question": CHIEF, "until": "2025-12-31"})
        listed = await session.call_tool("documents", {"limit": 2})
        return [json.loads(reply.content[0].text) for reply in (answer, listed)]  # type: ignore[union-attr]

    answer, listed = with_tools(url, work)
    assert answer == client.predict(CHIEF, until="2025-12-31", api_name="/ask")
    assert listed == client.predict(limit=2, api_name="/documents")


def test_results_of_tools_are_structured_as_each_says(url: str, client: Client) -> None:
    async def work(session: ClientSession) -> Any:
        listed = await session.list_tools()
        schemas = {tool.name: tool.outputSchema for tool in listed.tools}
        found = await session.call_tool("documents", {"limit": 1})
        id_ = found.structuredContent["documents"][0]["document_id"]  # type: ignore[index]
        given: dict[str, dict[str, Any]] = {
            "ask": {"question": "What happened in the ferry strike, and when?"},
            "brief": {"topic": "the ferry strike", "length": "short"},
            "search": {"question": STRIKE, "count": 2},
            "documents": {"limit": 2},
            "document": {"document_id": id_},
        }
        return schemas, {name: await session.call_tool(name, arguments) for name, arguments in given.items()}

    schemas, results = with_tools(url, work)
    assert schemas.keys() == results.keys() == {name.strip("/") for name in ENDPOINTS}
    for name, result in results.items():
        assert schemas[name]["type"] == "object"
        jsonschema.validate(result.structuredContent, schemas[name])
        assert json.loads(result.content[0].text) == result.structuredContent
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({"anything": 1}, schemas[name])
    assert results["brief"].structuredContent["kind"] == "brief"
    assert 1 <= len(results["brief"].structuredContent["items"]) <= 3
    assert results["search"].structuredContent["passages"] == client.predict(STRIKE, 2, api_name="/search")


def test_the_server_of_the_tools_says_which_briefbot_it_is(url: str) -> None:
    async def run() -> Any:
        async with (
            streamablehttp_client(f"{url}gradio_api/mcp/") as (reading, writing, _),
            ClientSession(reading, writing) as session,
        ):
            return (await session.initialize()).serverInfo

    info = run_apart(run())
    assert (info.name, info.version) == ("briefbot", briefbot.__version__)


def test_a_tool_says_what_cannot_be_done_and_events_of_the_page_are_no_tools(url: str) -> None:
    async def work(session: ClientSession) -> Any:
        names = ("page_ask", "page_open", "page_rate", "rate", "upload_file_to_gradio")
        return (
            await session.call_tool("document", {"document_id": "nothing"}),
            [await session.call_tool(name, {}) for name in names],
        )

    unknown, others = with_tools(url, work)
    assert unknown.isError
    assert unknown.content[0].text == (
        "There is no document with the id 'nothing'. The endpoint documents lists all ids."
    )
    assert all(other.isError and "Unknown tool" in other.content[0].text for other in others)


def test_without_the_flag_there_are_no_tools(library_url: str) -> None:
    assert status(f"{library_url}gradio_api/mcp/") == 404


def test_tools_without_their_package_are_refused_with_the_cure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mcp", None)
    with pytest.raises(BriefbotError, match=r"python -m pip install 'mcp>=1.21,<2'"):
        tools.check_installed()


def get(url: str, **headers: str) -> str:
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=20) as response:
        text: str = response.read().decode()
        return text


def status(url: str, data: bytes | None = None, /, **headers: str) -> int:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data, names), timeout=20) as response:
            return int(response.status)
    except urllib.error.HTTPError as error:
        return error.code


PLACES = ["", "config", "gradio_api/info", "gradio_api/mcp/", "gradio_api/mcp/sse", "gradio_api/mcp/schema"]


@pytest.mark.parametrize("place", PLACES)
def test_every_place_is_guarded_against_other_names_and_pages(url: str, place: str) -> None:
    own = urllib.parse.urlsplit(url).netloc
    assert status(f"{url}{place}", Host="elsewhere.example") == 421
    assert status(f"{url}{place}", Origin="https://elsewhere.example") == 403
    assert status(f"{url}{place}", Origin="null") == 403
    assert status(f"{url}{place}", Origin="http://[") == 403
    if not place.endswith("sse"):
        assert status(f"{url}{place}", Origin=f"http://{own}") == 200
        assert status(f"{url}{place}", Origin="https://news.example", X_Forwarded_Host="news.example") == 421


def test_a_page_of_another_site_cannot_call_a_tool(url: str) -> None:
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/list"}).encode()
    headers = {"Content_Type": "application/json", "Accept": "application/json, text/event-stream"}
    target = f"{url}gradio_api/mcp/"
    assert status(target, body, **headers) == 200
    assert status(target, body, **headers, Origin="https://elsewhere.example") == 403
    assert status(target, body, **headers, Host="elsewhere.example") == 421


def test_replies_of_tools_carry_the_policy_of_the_page(url: str) -> None:
    with urllib.request.urlopen(f"{url}gradio_api/mcp/", timeout=20) as response:
        assert "default-src 'self'" in response.headers["Content-Security-Policy"]


@pytest.fixture
def canary() -> Iterator[tuple[str, list[str]]]:
    """A server on this machine that must never be asked: its address, and what it was asked for."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        do_HEAD = do_POST = do_GET  # noqa: N815

        def log_message(self, *_: Any) -> None: ...

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}", asked
    server.shutdown()


@pytest.mark.parametrize("prefix", ["", "gradio_api/", "/gradio_api/", "gradio_api//"])
@pytest.mark.parametrize("route", ["file=", "file/", "proxy=", "FILE=", "file%3D", "static/../gradio_api/file="])
def test_no_file_and_no_address_that_a_request_names_is_opened(
    url: str, canary: tuple[str, list[str]], prefix: str, route: str
) -> None:
    address, asked = canary
    secret = ROOT / "pyproject.toml"
    for named in ("/etc/passwd", str(secret), "../../etc/passwd", "%2fetc%2fpasswd", address, f"{address}/x"):
        assert status(f"{url}{prefix}{route}{named}") in (400, 403, 404, 405)
    assert asked == []


@pytest.mark.parametrize("endpoint", ["ask", "document"])
def test_no_file_that_the_data_of_a_call_names_is_opened(
    url: str, canary: tuple[str, list[str]], endpoint: str
) -> None:
    address, asked = canary
    for path in ("/etc/passwd", str(ROOT / "pyproject.toml"), f"{address}/x"):
        file = {"path": path, "url": f"{address}/y", "meta": {"_type": "gradio.FileData"}}
        name, data = call(url, endpoint, {"data": [file], "event_data": file})
        assert "root:" not in json.dumps(data)
        assert "[build-system]" not in json.dumps(data)
        assert name == "error"
        for argument in ([file], {"x": file}, [[file]]):
            call(url, "ask", {"data": ["Who?", argument]})
    assert asked == []


@pytest.mark.parametrize("endpoint", ["ask", "search", "documents", "document"])
def test_no_address_in_the_data_of_a_call_is_fetched(url: str, endpoint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fetched: list[str] = []

    async def download(address: str, *_: Any, **__: Any) -> str:
        fetched.append(address)
        return ""

    monkeypatch.setattr("gradio.processing_utils.async_ssrf_protected_download", download)
    file = {"path": "https://news.example/large", "meta": {"_type": "gradio.FileData"}}
    for data in ([file], ["Who?", [file]], ["Who?", {"x": [file]}], [{**file, "url": file["path"]}]):
        call(url, endpoint, {"data": data, "event_data": file})
    assert fetched == []


def test_what_fails_inside_is_told_to_nobody(library_url: str, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(AppError) as raised:
        Client(library_url, verbose=False).predict("fail", api_name="/ask")
    assert "/private" not in str(raised.value)
    assert "Traceback" not in str(raised.value)
    assert "log of briefbot chat" in str(raised.value)
    assert "/private/path is broken" in caplog.text


@pytest.mark.model
def test_no_reply_holds_a_path_of_this_machine(tmp_path: Path) -> None:
    for folder in ("news", "old/news"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "news/bridge.txt").write_text("The Tarn Bridge\n\nThe Tarn Bridge was opened by Ada Quill in 1931.\n")
    (tmp_path / "old/news/more.txt").write_text("The Tarn Bridge\n\nThe Tarn Bridge was opened by Ada Quill in 1931.\n")
    (tmp_path / "feed.jsonl").write_text(json.dumps({"title": "Dam", "text": "The Ostrel Dam leaked, said Bo Orr."}))
    roots = [str(tmp_path / root) for root in ("news", "old/news", "feed.jsonl")]
    build_index(roots, index=tmp_path / "index")
    assistant = Assistant.open(tmp_path / "index")
    url = served(assistant, mcp=True)
    names = [Path(tmp_path.name, "news").as_posix(), "old/news", "feed.jsonl"]
    replies: list[Any] = [
        *(
            call(url, "ask", {"data": [asked]})
            for asked in ("Who opened the Tarn Bridge?", "Which articles do you have?")
        ),
        *(call(url, "search", {"data": ["Tarn Bridge", 5, None, [name]]}) for name in names),
        call(url, "ask", {"data": ["Who opened the Tarn Bridge?", None, None, ["nobody's"]]}),
        call(url, "documents", {"data": []}),
        *(call(url, "document", {"data": [one.id]}) for one in assistant.documents()),
        *(get(f"{url}{place}") for place in ("config", "gradio_api/info", "gradio_api/mcp/schema")),
    ]

    async def work(session: ClientSession) -> Any:
        return await session.call_tool("ask", {"question": "Who opened the Tarn Bridge?"})

    replies.append(with_tools(url, work).content[0].text)
    for reply in replies:
        assert str(tmp_path) not in json.dumps(reply), "no path of the index or of the articles"
    assert sorted(source_names(assistant).names) == sorted(names)
    sources = {document["source"] for document in call(url, "documents", {"data": []})[1][0]["documents"]}
    assert sources == {f"{names[0]}/bridge.txt", "feed.jsonl#1"}
    assert [reply[0] for reply in replies[2:6]] == ["complete", "complete", "complete", "error"]
    assert f"It has: {', '.join(source_names(assistant).names)}." in replies[5][1]["error"]
    by_path = call(url, "ask", {"data": ["Who opened the Tarn Bridge?", None, None, [roots[0]]]})
    assert "The index has no source" in by_path[1]["error"], "whether a path is right is not told either"


def test_an_index_that_is_gone_is_told_without_its_place(
    tmp_path: Path, library: Library, library_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: Any, **__: Any) -> None:
        Assistant.open(tmp_path / "nowhere")

    monkeypatch.setattr(library, "ask", gone)
    for told in (
        call(library_url, "ask", {"data": ["Who is the mayor?"]}),
        act(library_url, "ask", {"id": "1", "question": "Who is the mayor?"}),
    ):
        assert "The index is no longer there" in json.dumps(told)
        assert str(tmp_path) not in json.dumps(told)


def test_many_who_ask_at_once_are_all_answered(url: str, examples_assistant: Assistant) -> None:
    people = 32 if FULL else 12
    expected = told(examples_assistant, examples_assistant.ask(CHIEF))
    together = threading.Barrier(people)

    def ask(number: int) -> Any:
        together.wait(60)
        if number % 2:
            return call(url, "ask", {"data": [CHIEF]}, timeout=120)[1][0]
        return act(url, "ask", {"id": str(number), "question": CHIEF})["turn"]["plain"]

    with ThreadPoolExecutor(people) as threads:
        answers = list(threads.map(ask, range(people)))
    assert [answer for answer in answers if isinstance(answer, dict)] == [expected] * (people // 2)
    assert [answer for answer in answers if expected["text"] in answer or answer == expected] == answers


def test_a_slow_question_does_not_hold_up_the_others_and_a_full_line_says_so(
    library: Library, library_url: str
) -> None:
    library.may_answer.clear()
    waiting = question_queue.AT_ONCE + question_queue.ROOM
    event = {"Content-Type": "application/json"}

    def post(question: str) -> str:
        body = json.dumps({"data": [question]}).encode()
        request = urllib.request.Request(f"{library_url}gradio_api/call/ask", body, event)
        with urllib.request.urlopen(request, timeout=60) as response:
            return str(json.load(response)["event_id"])

    def result(event_id: str) -> str:
        with urllib.request.urlopen(f"{library_url}gradio_api/call/ask/{event_id}", timeout=120) as response:
            return str(response.read().decode())

    with ThreadPoolExecutor(waiting) as people:
        asked = [post(f"mayor {number}") for number in range(waiting)]
        full = result(post("one too many"))
        assert "event: error" in full
        assert "Many questions are waiting already. Ask again in a moment." in full
        assert json.loads(get(f"{library_url}config"))["title"] == "briefbot", "the page is served meanwhile"
        library.may_answer.set()
        results = list(people.map(result, asked))
    assert all("event: complete" in one for one in results)
    assert "event: complete" in result(post("mayor again"))


@pytest.fixture(scope="module")
def locked_url(examples_assistant: Assistant) -> str:
    return served(examples_assistant, auth=PASSWORD, mcp=True)


def login(name: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()


@pytest.mark.parametrize("place", [*PLACES, "theme.css", "assets/index.js", "gradio_api/queue/data", "login"])
@pytest.mark.parametrize(
    "authorization", ["", "Basic", "Basic ?", "Bearer x", login("ada", "wrong"), login("", ""), login("ada", "")]
)
def test_nothing_is_served_without_the_password(locked_url: str, place: str, authorization: str) -> None:
    assert status(f"{locked_url}{place}", None, **({"Authorization": authorization} if authorization else {})) == 401


def test_with_the_password_programs_and_tools_are_served(locked_url: str) -> None:
    headers = {"Authorization": login(*PASSWORD)}
    client = Client(locked_url, verbose=False, headers=headers)
    assert client.predict(CHIEF, api_name="/ask")["text"] == "Henrik Ångström"

    async def work(session: ClientSession) -> Any:
        return await session.call_tool("ask", {"question": CHIEF})

    reply = with_tools(locked_url, work, headers)
    assert json.loads(reply.content[0].text)["text"] == "Henrik Ångström"
    with pytest.raises(BaseExceptionGroup):
        with_tools(locked_url, work)


@pytest.mark.browser
def test_with_the_password_the_page_works(visit: Visit, locked_url: str) -> None:
    name, password = PASSWORD
    page = visit(locked_url, http_credentials={"username": name, "password": password})
    page.get_by_label("Your question").fill(CHIEF)
    page.keyboard.press("Enter")
    expect(page.locator(".answer strong")).to_have_text("Henrik Ångström")


API = ROOT / "docs" / "api.md"
_FENCED = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def examples_in(language: str) -> list[str]:
    return [found[2] for found in _FENCED.finditer(API.read_text(encoding="utf-8")) if found[1] == language]


def run(command: list[str], code: str, url: str) -> str:
    code = code.replace("http://127.0.0.1:7860", url.rstrip("/"))
    done = subprocess.run([*command, code], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_examples_in_the_documentation_do_what_they_say(url: str, examples_assistant: Assistant) -> None:
    by_client, _, by_tool, with_login = examples_in("python")  # the second is about a notebook
    answer = examples_assistant.ask(STRIKE)
    assert run([sys.executable, "-c"], by_client, url).startswith(f"{answer.text} ")
    assert run([sys.executable, "-c"], by_tool, url) == f"{answer.text}\n"
    locked = served(examples_assistant, auth=("ada", "correct horse"))
    assert run([sys.executable, "-c"], with_login, locked) == f"{examples_assistant.document_count}\n"
    (by_curl,) = examples_in("bash")
    assert f'"text": "{answer.text}"' in run(["bash", "-c"], by_curl, url)
    (configuration,) = examples_in("json")
    address = json.loads(configuration)["mcpServers"]["briefbot"]["url"]
    assert address == "http://127.0.0.1:7860/gradio_api/mcp/"
