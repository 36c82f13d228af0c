"""What programs get at /v1: the library's replies, typed, with status codes and ids, behind the door of the chat."""

from __future__ import annotations

import gzip
import json
import logging
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, cast

import httpx
import jsonschema_rs
import pytest
from briefbot_ui import Scope, TokenFile
from briefbot_ui.api import results
from briefbot_ui.api.examples import examples
from briefbot_ui.api.programs import MOST_BYTES, Programs
from briefbot_ui.api.request_log import JsonFormatter
from briefbot_ui.guard import door
from briefbot_ui.source_names import source_names
from loops import run_apart
from prometheus_client.parser import text_string_to_metric_families
from pydantic import TypeAdapter
from serving import served
from starlette.applications import Starlette
from starlette.testclient import TestClient
from test_chat_browser import Library

from briefbot import (
    Assistant,
    Filter,
    IndexNotFoundError,
    Reply,
    SavedCollection,
    __version__,
    as_dict,
    delete_collection,
    save_collection,
)

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parent.parent
STRIKE = "How many people took part in the ferry strike?"
UNANSWERABLE = "Which chemical element has the highest boiling point?"
QUESTION = {"model": "briefbot", "messages": [{"role": "user", "content": STRIKE}]}
PROBLEM = "application/problem+json"


class Programmed(TestClient):
    """A client that knows what serves it."""

    def __init__(self, app: Starlette, programs: Programs) -> None:
        super().__init__(app, base_url="http://127.0.0.1", raise_server_exceptions=False)
        self.programs = programs


def client_of(assistant: object, *, needs_login: bool = False, **options: Any) -> Programmed:
    """A client of what programs are served, with everything that requests pass before it."""
    programs = Programs(cast(Assistant, assistant), needs_login=needs_login)
    app = Starlette(middleware=programs.around(door.middleware("127.0.0.1", **options)))
    return Programmed(app, programs)


@pytest.fixture(scope="module")
def client(examples_assistant: Assistant) -> TestClient:
    return client_of(examples_assistant)


def told(assistant: Assistant, reply: Reply) -> Any:
    return json.loads(json.dumps(source_names(assistant).without_paths(as_dict(reply))))


def described(model: Any, response: Any) -> Any:
    """What a reply holds, once it is exactly what its model describes."""
    assert (response.status_code, response.headers["content-type"]) == (200, "application/json"), response.text
    given = response.json()
    described = TypeAdapter(model).validate_json(response.content, strict=True)
    assert json.loads(TypeAdapter(model).dump_json(described, exclude_unset=True)) == given
    return given


def test_a_question_is_answered_as_the_library_answers_it(client: TestClient, examples_assistant: Assistant) -> None:
    bot = examples_assistant
    given = described(results.AnyReply, client.post("/v1/ask", json={"question": STRIKE}))
    assert given == told(bot, bot.ask(STRIKE))
    wire = {"question": STRIKE, "outlets": ["Harbour Wire"], "since": "2025-10-01", "kind": "brief", "history": None}
    within = Filter(outlets=("Harbour Wire",), since=bot.period()[0].replace(2025, 10, 1))  # type: ignore[index]
    given = described(results.AnyReply, client.post("/v1/ask", json=wire))
    assert given == told(bot, bot.ask(STRIKE, within=within, kind="brief"))
    follow = {"question": "And when did it leak?", "history": ["Who designed Ostrel Dam?"]}
    given = described(results.AnyReply, client.post("/v1/ask", json=follow))
    assert given == told(bot, bot.ask(follow["question"], history=follow["history"]))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "question",
    [UNANSWERABLE, "How many articles are there?", "hello", "Who led the strike? And when did it end?", "ferry strike"],
)
def test_whatever_is_asked_the_reply_is_as_described(client: TestClient, question: str) -> None:
    described(results.AnyReply, client.post("/v1/ask", json={"question": question}))


def test_a_brief_is_the_librarys(client: TestClient, examples_assistant: Assistant) -> None:
    given = described(results.AnyReply, client.post("/v1/brief", json={"topic": "the ferry strike", "length": "short"}))
    assert given == told(examples_assistant, examples_assistant.brief("the ferry strike", length="short"))
    assert given["kind"] == "brief"


def test_passages_stand_in_the_articles_that_are_listed(client: TestClient, examples_assistant: Assistant) -> None:
    found = described(results.Found, client.post("/v1/search", json={"question": "ferry strike", "count": 3}))
    assert len(found["passages"]) == 3
    for passage in found["passages"]:
        article = described(results.WholeDocument, client.get(f"/v1/documents/{passage['document_id']}"))
        assert article["text"][passage["start"] : passage["end"]] == passage["text"]
        assert article["sha256"] == passage["sha256"]
    ids: list[str] = []
    while page := described(results.Documents, client.get(f"/v1/documents?limit=7&offset={len(ids)}"))["documents"]:
        ids += [document["document_id"] for document in page]
    assert ids == [document.id for document in examples_assistant.documents()]
    two = described(results.Documents, client.get("/v1/documents?outlets=Harbour Wire&outlets=Radio Carrow"))
    assert {document["outlet"] for document in two["documents"]} == {"Harbour Wire", "Radio Carrow"}


def test_outlets_and_collections_are_listed(client: TestClient, examples_assistant: Assistant) -> None:
    bot = examples_assistant
    outlets = described(results.Outlets, client.get("/v1/outlets"))["outlets"]
    assert [(outlet["name"], outlet["documents"]) for outlet in outlets] == bot.outlets()
    ids = [document.id for document in bot.documents()]
    save_collection(SavedCollection("Two", (ids[3], ids[1], "gone")), index=bot.index)
    save_collection(SavedCollection("Whole", sources=tuple(bot.sources())), index=bot.index)
    try:
        two, whole = described(results.Collections, client.get("/v1/collections"))["collections"]
    finally:
        delete_collection("Two", index=bot.index)
        delete_collection("Whole", index=bot.index)
    assert (two["name"], set(two["documents"]), two["sources"]) == ("Two", {ids[1], ids[3]}, [])
    assert (set(whole["documents"]), whole["sources"]) == (set(ids), ["examples"])
    asked = client.post("/v1/ask", json={"question": STRIKE, "documents": two["documents"]}).json()
    assert asked["searched"] == 2


def test_a_question_is_put_to_a_collection_by_its_name(client: TestClient, examples_assistant: Assistant) -> None:
    bot = examples_assistant
    ids = [document.id for document in bot.documents()]
    strike = bot.ask(STRIKE).citations[0].document_id
    other = next(id_ for id_ in ids if id_ != strike)
    save_collection(SavedCollection("Crème", (strike, other)), index=bot.index)
    save_collection(SavedCollection("Void", ("gone",)), index=bot.index)
    save_collection(SavedCollection("Whole", sources=tuple(bot.sources())), index=bot.index)
    try:
        for name in ("Crème", " Cre\u0300me "):
            asked = described(results.AnyReply, client.post("/v1/ask", json={"question": STRIKE, "collection": name}))
            assert asked == told(bot, bot.ask(STRIKE, within=Filter(documents=(strike, other))))
        found = client.post("/v1/search", json={"question": STRIKE, "collection": "Crème"}).json()
        assert {passage["document_id"] for passage in found["passages"]} == {strike, other}
        brief = client.post("/v1/brief", json={"collection": "Crème", "documents": [strike]}).json()
        assert brief["searched"] == 1
        assert client.get("/v1/documents", params={"collection": "Crème"}).json()["total"] == 2
        assert client.post("/v1/ask", json={"question": STRIKE, "collection": "Whole"}).json()["searched"] == len(ids)
        chat = {**QUESTION, "briefbot": {"collection": "Crème"}}
        assert client.post("/v1/chat/completions", json=chat).json()["briefbot"]["searched"] == 2
        others = [id_ for id_ in ids if id_ not in (strike, other)]
        wrong: list[tuple[Any, list[str] | None, int, str]] = [
            ("Cream", None, 404, "There is no collection 'Cream'. There are: Crème, Void, Whole."),
            ("Void", None, 422, "The collection 'Void' has no articles."),
            ("Crème", others, 422, "The collection 'Crème' has none of these documents."),
            (7, None, 422, "collection is the name of a saved collection."),
        ]
        for named, among, status, said in wrong:
            for path in ("/v1/ask", "/v1/search"):
                reply = client.post(path, json={"question": STRIKE, "collection": named, "documents": among})
                assert (reply.status_code, reply.json()["detail"]) == (status, said)
        chat = {**QUESTION, "briefbot": {"collection": "Cream"}}
        reply = client.post("/v1/chat/completions", json=chat)
        assert (reply.status_code, reply.json()["error"]["type"]) == (404, "not_found_error")
    finally:
        for name in ("Crème", "Void", "Whole"):
            delete_collection(name, index=bot.index)


def test_no_path_of_the_server_is_told(client: TestClient, examples_assistant: Assistant) -> None:
    replies = [
        client.post("/v1/ask", json={"question": STRIKE, "sources": ["examples"]}),
        client.post("/v1/ask", json={"question": STRIKE, "sources": ["elsewhere"]}),
        client.post("/v1/search", json={"question": STRIKE}),
        client.get("/v1/documents"),
        client.post("/v1/chat/completions", json={**QUESTION, "briefbot": {"sources": ["examples"]}}),
        client.post("/v1/chat/completions", json={**QUESTION, "stream": True}),
        client.get("/v1/openapi.json"),
        client.get("/readyz"),
        client.get("/metrics"),
    ]
    assert [reply.status_code for reply in replies] == [200, 422, *[200] * 7]
    for reply in replies:
        assert str(ROOT) not in reply.text
        assert str(examples_assistant.index) not in reply.text
    assert "It has: examples." in replies[1].json()["detail"]


REFUSED: list[tuple[str, str, Any, int, str]] = [
    ("POST", "/v1/ask", {"question": " "}, 422, "The question is empty."),
    ("POST", "/v1/ask", {"question": "x" * 1001}, 422, "The question has 1,001 characters"),
    ("POST", "/v1/ask", {}, 422, "question is missing."),
    ("POST", "/v1/ask", {"question": "Who?", "limit": 1}, 422, "limit is no field of this request."),
    ("POST", "/v1/ask", {"question": "Who?", "outlets": ["Gazette"]}, 422, "The index has no outlet 'Gazette'."),
    ("POST", "/v1/ask", {"question": "Who?", "kind": "poem"}, 422, "There is no kind of reply 'poem'"),
    ("POST", "/v1/ask", {"question": "W?", "since": "2025-12-01", "until": "2025-01-01"}, 422, "The period from"),
    ("POST", "/v1/ask", [], 422, "The body is a JSON object."),
    ("POST", "/v1/ask", b"{", 400, "The body is not JSON"),
    ("POST", "/v1/ask", b'{"question": "\xff"}', 400, "The body is not UTF-8."),
    ("POST", "/v1/ask", b"[" * 100_000, 422, "The body has too many lists"),
    ("POST", "/v1/ask", b" " * (MOST_BYTES + 1), 413, "This is larger than the"),
    ("POST", "/v1/ask", b'\xef\xbb\xbf{"question": "Who?"}', 400, "The body begins with a byte order mark"),
    ("POST", "/v1/ask", b'{"question": ' + b"1" * 5000 + b"}", 422, "The body holds a number that is too large."),
    ("POST", "/v1/brief", {"topic": "", "length": "short", "kind": "brief"}, 422, "kind is no field"),
    ("POST", "/v1/search", {"question": "Who?", "count": 51}, 422, "count is a whole number from 1 to 50."),
    ("GET", "/v1/documents?limit=0", None, 422, "limit is a whole number from 1 to 100."),
    ("GET", "/v1/documents?until=yesterday", None, 422, "until is a day"),
    ("GET", "/v1/documents/0000000000000000", None, 404, "There is no document with the id '0000000000000000'."),
    ("GET", "/v1/documents/..%2F..%2Fetc%2Fpasswd", None, 404, "There is no such place."),
    ("GET", "/v1/nothing", None, 404, "There is no such place."),
    ("GET", "/v1", None, 404, "There is no such place."),
    ("GET", "/v1/ask", None, 405, "GET does nothing here."),
    ("POST", "/v1/documents", b"{", 405, "POST does nothing here."),
    ("POST", "/healthz", b"", 405, "POST does nothing here."),
    ("POST", "/v1/nothing", b"{", 404, "There is no such place."),
]


@pytest.mark.parametrize(("method", "path", "body", "status", "detail"), REFUSED)
def test_what_cannot_be_done_is_a_problem_with_a_sentence(
    client: TestClient, method: str, path: str, body: Any, status: int, detail: str
) -> None:
    content = body if isinstance(body, bytes) else json.dumps(body)
    headers = {"Content-Type": "application/json", "X-Request-ID": "job-7.a_b"}
    reply = client.request(method, path, content=None if body is None else content, headers=headers)
    assert (reply.status_code, reply.headers["content-type"]) == (status, PROBLEM)
    problem = reply.json()
    assert problem["detail"].startswith(detail)
    assert (problem["status"], problem["request_id"], problem["type"]) == (status, "job-7.a_b", "about:blank")


def test_a_body_that_is_not_said_to_be_json_is_refused(client: TestClient) -> None:
    for headers in ({}, {"Content-Type": "text/plain"}, {"Content-Type": "application/x-www-form-urlencoded"}):
        reply = client.post("/v1/ask", content=json.dumps({"question": STRIKE}), headers=headers)
        assert (reply.status_code, reply.headers["content-type"]) == (415, PROBLEM)


def test_a_body_in_another_encoding_is_refused(client: TestClient) -> None:
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    reply = client.post("/v1/ask", content=gzip.compress(json.dumps({"question": STRIKE}).encode()), headers=headers)
    assert (reply.status_code, reply.headers["content-type"]) == (415, PROBLEM)
    assert "without Content-Encoding" in reply.json()["detail"]


def test_a_body_that_is_said_to_be_too_large_is_not_waited_for(client: TestClient) -> None:
    headers = {"Content-Type": "application/json", "Content-Length": str(MOST_BYTES + 1)}
    scope = {"type": "http", "method": "POST", "path": "/v1/ask", "query_string": b"", "client": None}
    raw = [(name.lower().encode(), value.encode()) for name, value in {**headers, "Host": "127.0.0.1"}.items()]
    sent: list[Any] = []

    async def receive() -> Any:
        raise AssertionError("the body was read")

    async def send(message: Any) -> None:
        sent.append(message)

    run_apart(cast(Any, client.app)({**scope, "headers": raw}, receive, send))
    assert sent[0]["status"] == 413


def test_where_too_many_wait_a_program_is_told_when_to_ask_again() -> None:
    library = Library()
    client = client_of(library)
    library.may_answer.clear()
    queue = client.programs.queue
    queue.places = 2
    body = {"question": "Who is the mayor?"}
    with ThreadPoolExecutor(2) as people:
        try:
            waiting = [people.submit(client.post, "/v1/ask", json=body) for _ in range(2)]
            while queue.held < 2:
                time.sleep(0.01)
            assert figures(client)["briefbot_queue_questions"] == 2
            full = client.post("/v1/ask", json=body)
            openai = client.post("/v1/chat/completions", json={**QUESTION})
            assert client.get("/healthz").status_code == client.get("/readyz").status_code == 200
        finally:
            library.may_answer.set()
        assert [reply.result().status_code for reply in waiting] == [200, 200]
    assert (full.status_code, full.headers["retry-after"]) == (503, "5")
    assert full.json()["detail"] == "Many questions are waiting already. Ask again in a moment."
    assert (openai.status_code, openai.headers["retry-after"]) == (503, "5")
    assert openai.json()["error"]["type"] == "server_error"


def test_what_fails_inside_is_told_to_nobody(caplog: pytest.LogCaptureFixture) -> None:
    client = client_of(Library())
    for path, body in (
        ("/v1/ask", {"question": "fail"}),
        ("/v1/chat/completions", {"messages": [{"role": "user", "content": "fail"}]}),
    ):
        reply = client.post(path, json=body)
        assert reply.status_code == 500
        assert "/private/path" not in reply.text
        assert "The details are in the log" in reply.text
    assert "/private/path is broken" in caplog.text


@pytest.fixture
def tokens(tmp_path: Path) -> tuple[Path, str]:
    path = tmp_path / "tokens.json"
    return path, TokenFile(path).add("ada", Scope.READ)


def test_the_door_of_the_chat_is_that_of_programs_and_health_needs_no_login(tokens: tuple[Path, str]) -> None:
    path, token = tokens
    client = client_of(Library(), needs_login=True, tokens=path)
    body = {"question": "Who is the mayor?"}

    def ask(**headers: str) -> Any:
        return client.post("/v1/ask", json=body, headers=headers)

    assert ask().status_code == ask(Authorization="Bearer wrong").status_code == 401
    refused = ask()
    assert refused.headers["content-type"] == PROBLEM
    assert refused.headers["www-authenticate"].startswith("Basic")
    assert refused.json()["request_id"] == refused.headers["x-request-id"]
    right = {"Authorization": f"Bearer {token}"}
    assert ask(**right).status_code == 200
    assert ask(**right, Origin="http://evil.example").status_code == 403
    other = ask(**right, Host="evil.example")
    assert (other.status_code, other.headers["content-type"]) == (421, PROBLEM)
    openai = client.post("/v1/chat/completions", json=QUESTION)
    assert (openai.status_code, openai.json()["error"]["type"]) == (401, "authentication_error")
    for place in ("/metrics", "/v1/openapi.json", "/v1/models", "/v1/nothing", "/v1/documents"):
        assert client.get(place).status_code == 401, place
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ready", "generation": 1, "documents": 1}
    assert client.get("/healthz", headers={"Host": "evil.example"}).status_code == 421
    for number in range(4):  # the fifth wrong one has the address wait
        assert ask(Authorization=f"Bearer {number}").status_code == 401
    waits = ask(**right)
    assert (waits.status_code, waits.headers["content-type"]) == (429, PROBLEM)
    assert int(waits.headers["retry-after"]) >= 1


def test_a_chat_whose_index_is_gone_is_alive_and_not_ready(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(_: Library) -> int:
        raise IndexNotFoundError(f"There is no index at {tmp_path}.")

    monkeypatch.setattr(Library, "generation", property(gone))
    client = client_of(Library())
    assert client.get("/healthz").status_code == 200
    reply = client.get("/readyz")
    assert (reply.status_code, reply.headers["content-type"]) == (503, PROBLEM)
    assert str(tmp_path) not in reply.text
    assert figures(client)["briefbot_index_readable"] == 0


def figures(client: TestClient) -> dict[str, float]:
    """The figures of /metrics by name, with the labels."""
    reply = client.get("/metrics")
    assert reply.headers["content-type"].startswith("text/plain")
    return {
        sample.name + "".join(f" {value}" for value in sample.labels.values()): sample.value
        for family in text_string_to_metric_families(reply.text)
        for sample in family.samples
    }


def test_questions_are_counted_by_kind_and_outcome_however_they_came(examples_assistant: Assistant) -> None:
    client = client_of(examples_assistant)
    client.post("/v1/ask", json={"question": STRIKE})
    client.post("/v1/chat/completions", json=QUESTION)
    client.post("/v1/ask", json={"question": UNANSWERABLE})
    client.post("/v1/brief", json={"topic": "the ferry strike"})
    client.post("/v1/ask", json={"question": "?"})
    client.programs.assistant.ask(STRIKE)  # as the page does
    seen = figures(client)
    assert seen["briefbot_questions_total quote answered"] == 3
    assert seen["briefbot_questions_total not_found declined"] == 1
    assert seen["briefbot_questions_total brief answered"] == 1
    assert seen["briefbot_questions_total  refused"] == 1
    assert seen["briefbot_question_seconds_count quote"] == 3
    assert seen["briefbot_index_documents"] == examples_assistant.document_count
    assert seen["briefbot_index_generation"] == examples_assistant.generation
    assert (seen["briefbot_queue_questions"], seen["briefbot_queue_places"]) == (0, 104)


def test_whoever_asks_for_the_head_alone_is_answered(client: TestClient) -> None:
    for path in ("/healthz", "/readyz", "/v1/outlets", "/metrics"):
        assert client.head(path).status_code == 200
    assert client.head("/v1/ask").status_code == 405


def test_a_request_keeps_its_id_where_it_is_well_formed(client: TestClient) -> None:
    assert client.get("/healthz", headers={"X-Request-ID": "a-1"}).headers["x-request-id"] == "a-1"
    made = {
        client.get("/healthz", headers={"X-Request-ID": given}).headers["x-request-id"]
        for given in ("", "a b", "a\tb", "x" * 129, "-x", "a;b")
    }
    assert len(made) == 6
    assert all(len(one) == 32 for one in made)


@pytest.fixture
def lines() -> Iterator[list[dict[str, Any]]]:
    """What is logged, as JSON."""
    written: list[dict[str, Any]] = []

    class Keeping(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            line = JsonFormatter().format(record)
            assert "\n" not in line
            written.append(json.loads(line))

    handler, logger = Keeping(), logging.getLogger("briefbot_ui")
    logger.addHandler(handler)
    level = logger.level
    logger.setLevel(logging.INFO)
    yield written
    logger.setLevel(level)
    logger.removeHandler(handler)


def test_a_request_is_a_line_that_names_it_and_holds_no_question(
    tokens: tuple[Path, str], lines: list[dict[str, Any]]
) -> None:
    path, token = tokens
    client = client_of(Library(), needs_login=True, tokens=path)
    headers = {"Authorization": f"Bearer {token}", "X-Request-ID": "job-7"}
    client.post("/v1/ask", json={"question": "Who is the mayor of Tarn?"}, headers=headers)
    bad = {"Authorization": "Bearer wrong", "X-Request-ID": "job-8"}
    client.get("/v1/documents?outlets=Secret", headers=bad)
    client.post("/v1/ask", json={"question": "fail"}, headers={**headers, "X-Request-ID": "job-9"})
    asked, wrong, refused, failed, last = (line for line in lines if line["request_id"].startswith("job-"))
    assert asked.pop("time").endswith("Z")
    assert asked.pop("seconds") >= 0
    assert asked == {
        "level": "info",
        "logger": "briefbot_ui.api.request_log",
        "message": "POST /v1/ask 200",
        "request_id": "job-7",
        "person": "ada",
        "method": "POST",
        "path": "/v1/ask",
        "status": 200,
        "kind": "quote",
    }
    assert (wrong["logger"], wrong["request_id"]) == ("briefbot_ui.guard.door", "job-8")
    assert (refused["status"], refused["person"], refused["path"]) == (401, "", "/v1/documents")
    assert (failed["level"], failed["request_id"], failed["person"]) == ("error", "job-9", "ada")
    assert "/private/path" in failed["exception"]
    assert (last["status"], last["kind"]) == (500, "")
    assert not any(word in json.dumps(lines) for word in ("Tarn", "Secret", token))


def test_questions_at_once_are_logged_each_under_its_own_id(lines: list[dict[str, Any]]) -> None:
    client = client_of(Library())
    together = threading.Barrier(8)

    def ask(number: int) -> None:
        together.wait(60)
        client.post("/v1/ask", json={"question": f"fail {number}"}, headers={"X-Request-ID": f"job-{number}"})

    with ThreadPoolExecutor(8) as people:
        list(people.map(ask, range(8)))
    failed = [line for line in lines if line["level"] == "error"]
    assert {line["request_id"] for line in failed} == {f"job-{number}" for number in range(8)}


def test_a_question_is_a_span_without_its_text(examples_assistant: Assistant) -> None:
    from opentelemetry import trace
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    kept = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(kept))
    trace.set_tracer_provider(provider)
    with httpx.Client(base_url=served(examples_assistant), timeout=60) as client:
        for question in (STRIKE, UNANSWERABLE, "?", 7):
            client.post("/v1/ask", json={"question": question})
        client.get("/", params={"q": STRIKE})
    assert "ferry strike" not in "".join(span.to_json() for span in kept.get_finished_spans()).replace(
        "%20", " "
    ).replace("+", " ")
    spans = [span for span in kept.get_finished_spans() if span.name == "briefbot.question"]
    answered, declined, refused = (dict(span.attributes or {}) for span in spans)
    assert cast(float, answered.pop("briefbot.seconds")) > 0
    assert answered == {
        "briefbot.kind": "quote",
        "briefbot.answered": True,
        "briefbot.generation": examples_assistant.generation,
    }
    assert (declined["briefbot.kind"], declined["briefbot.answered"]) == ("not_found", False)
    assert refused == {"error.type": "QuestionError"}
    assert not any(span.events for span in spans)
    assert not spans[2].status.is_ok
    provider.shutdown()


def test_without_opentelemetry_questions_are_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    client = client_of(Library())
    monkeypatch.setitem(sys.modules, "opentelemetry", None)
    assert client.post("/v1/ask", json={"question": "Who is the mayor?"}).status_code == 200


def test_each_result_has_an_example_that_is_as_described(client: TestClient) -> None:
    described = client.get("/v1/openapi.json").json()
    operations = [operation for methods in described["paths"].values() for operation in methods.values()]
    results = {one["operationId"]: one["responses"]["200"]["content"].get("application/json") for one in operations}
    assert {name for name, result in results.items() if result is None} == {"metrics"}
    for name, result in results.items():
        assert result is None or result["examples"], name
        for example in (result or {}).get("examples", {}).values():
            schema = {**result["schema"], "components": described["components"]}
            jsonschema_rs.validate(schema, example["value"])
            with pytest.raises(jsonschema_rs.ValidationError):
                jsonschema_rs.validate(schema, {**example["value"], "more": 1})


def test_the_examples_quote_their_articles(client: TestClient, examples_assistant: Assistant) -> None:
    cited = [citation for reply in examples()["ask"].values() for citation in reply["citations"]]
    for citation in cited:
        text = examples_assistant.document(citation["document_id"]).text
        assert text[citation["start"] : citation["end"]] == citation["quote"]
    assert cited
    (article,) = examples()["getDocument"].values()
    assert article == client.get(f"/v1/documents/{article['document_id']}").json()


def test_the_description_is_whole(client: TestClient) -> None:
    described = client.get("/v1/openapi.json").json()
    assert described["info"]["version"] == __version__
    operations = [operation for methods in described["paths"].values() for operation in methods.values()]
    ids = [operation["operationId"] for operation in operations]
    assert len(set(ids)) == len(ids) == 13
    for operation in operations:
        assert {"200", "401", "403", "421", "429", "500", "503"} <= operation["responses"].keys()
        assert operation["summary"]
    page = (ROOT / "docs" / "http.md").read_text(encoding="utf-8")
    assert all(path.split("{")[0] in page for path in described["paths"])
    problem = {"$ref": "#/components/schemas/Problem"}
    for status in ("400", "413", "415", "422"):
        asked = described["paths"]["/v1/ask"]["post"]["responses"][status]
        assert asked["content"] == {PROBLEM: {"schema": problem}}
    reply = described["paths"]["/v1/ask"]["post"]["responses"]["200"]["content"]["application/json"]["schema"]
    assert reply["discriminator"]["propertyName"] == "kind"
    assert "security" not in described
    locked = client_of(Library(), needs_login=True).get("/v1/openapi.json").json()
    assert locked["security"] == [{"token": []}, {"password": []}]
    assert locked["paths"]["/healthz"]["get"]["security"] == []
