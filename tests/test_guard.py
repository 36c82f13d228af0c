"""Who reaches the chat: by which names, with which logins, and what becomes of guessing and of malformed requests."""

from __future__ import annotations

import asyncio
import base64
import http.client
import json
import logging
import socket
import urllib.parse
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast
from urllib.request import Request as URLRequest
from urllib.request import urlopen

import gradio as gr
import pytest
from briefbot_ui import Collection, actions, unfetched
from briefbot_ui.conversation import Conversation
from briefbot_ui.guard import brake as braking
from briefbot_ui.guard.brake import Brake
from briefbot_ui.guard.door import middleware
from briefbot_ui.guard.hosts import HostNames, host_in
from briefbot_ui.guard.people import ANYONE, NOBODY, NotAllowedError, Person, Scope, asking, current_person, require
from briefbot_ui.guard.token_file import TokenFile
from briefbot_ui.guard.well_formed import WellFormed
from briefbot_ui.notebook_actions import NotebookActions
from briefbot_ui.question_queue import QuestionQueue
from briefbot_ui.source_names import SourceNames
from briefbot_ui.unfetched import KEPT, MOST_OF_ONE, MOST_SESSIONS, MOST_WEIGHT, Unfetched
from loops import run_apart
from serving import act, served
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient
from test_chat_browser import Library

from briefbot import Assistant, BriefbotError, Notebook, QuestionError, Reply, Settings, as_record

ALLOWED = "news.example"
HERE = "192.0.2.7"


class Clock:
    """A clock that a test turns on."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def scope(*headers: tuple[str, str], server: str = HERE) -> dict[str, Any]:
    encoded = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers]
    return {"type": "http", "method": "GET", "path": "/", "headers": encoded, "server": (server, 7860)}


def status_for(host: str, *headers: tuple[str, str], server: str = HERE) -> int:
    refusal = HostNames(host, [ALLOWED]).refusal(scope(*headers, server=server))
    return refusal.status_code if refusal else 200


@pytest.mark.parametrize(
    "named",
    [
        *("localhost", "LOCALHOST:7860", "127.0.0.1", "[::1]:7860", "localhost."),
        *(HERE, f"{HERE}:80", "news.example", "News.Example.", "news.example:8443"),
    ],
)
def test_a_request_may_name_this_machine_and_what_is_allowed(named: str) -> None:
    assert status_for("0.0.0.0", ("Host", named)) == 200  # noqa: S104
    assert status_for(HERE, ("Host", named)) == 200


@pytest.mark.parametrize(
    "named",
    [
        *("evil.example", "EVIL.EXAMPLE:7860", "evil.example.", "203.0.113.9", "203.0.113.9:7860", "[2001:db8::9]"),
        *("localhost.evil.example", "news.example.evil.example", "xnews.example", "127.0.0.1.evil.example", "127.1"),
        *("0x7f.1", "[::ffff:203.0.113.9]"),
    ],
)
def test_a_request_may_name_nothing_else(named: str) -> None:
    for host in ("0.0.0.0", "::", HERE, "127.0.0.1"):  # noqa: S104
        assert status_for(host, ("Host", named)) == 421


@pytest.mark.parametrize("named", ["", " ", "a b", "localhost@evil.example", "::1", "[::1", "localhost:x", "a" * 300])
def test_what_is_no_host_is_refused(named: str) -> None:
    assert status_for("0.0.0.0", ("Host", named)) == 400  # noqa: S104


def test_a_request_names_one_host() -> None:
    assert status_for("0.0.0.0") == 400  # noqa: S104
    assert status_for("0.0.0.0", ("Host", "localhost"), ("Host", "localhost")) == 400  # noqa: S104
    assert status_for("0.0.0.0", ("Host", "localhost"), ("Host", "evil.example")) == 400  # noqa: S104


def test_the_address_of_this_machine_may_be_of_either_kind() -> None:
    assert status_for("::", ("Host", HERE), server=f"::ffff:{HERE}") == 200
    assert status_for("::", ("Host", "[2001:DB8:0::1]:7860"), server="2001:db8::1") == 200


def test_this_machine_is_known_by_its_name_where_others_reach_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "gethostname", lambda: "Desk.lan")
    for named in ("desk", "desk.lan:7860", "desk.local"):
        assert status_for("0.0.0.0", ("Host", named)) == 200  # noqa: S104
        assert status_for("127.0.0.1", ("Host", named), server="127.0.0.1") == 421


def test_the_host_that_a_proxy_names_must_be_known_as_well() -> None:
    for forwarded, wanted in (
        *(("news.example", 200), ("news.example:443", 200), ("localhost, news.example", 200)),
        *(("evil.example", 421), ("news.example, evil.example", 421), ("", 421)),
    ):
        assert status_for("127.0.0.1", ("Host", "localhost"), ("X-Forwarded-Host", forwarded)) == wanted


def test_a_refusal_names_the_option() -> None:
    refusal = HostNames("127.0.0.1").refusal(scope(("Host", "other.example:80")))
    assert refusal is not None
    assert bytes(refusal.body).decode().endswith("briefbot chat --allow-host other.example")


@pytest.mark.parametrize("name", ["http://news.example", "news.example:80", "news.example/x", "", "a b"])
def test_what_is_no_host_cannot_be_allowed(name: str) -> None:
    with pytest.raises(BriefbotError, match="--allow-host takes the name of a host"):
        HostNames("127.0.0.1", [name])


def test_a_host_is_read_in_its_plain_form() -> None:
    assert [host_in(one) for one in ("A.b.:1", "[::FFFF:10.0.0.1]", "[0:0::1]:7")] == ["a.b", "10.0.0.1", "::1"]


@pytest.fixture(scope="module")
def open_url() -> str:
    return served(Library(), host="0.0.0.0", allowed_hosts=[ALLOWED])  # noqa: S104


def raw(url: str, *headers: str, path: str = "/config", body: bytes = b"", method: str = "GET") -> tuple[int, str]:
    """The status of a reply and its body, to a request with exactly these headers."""
    place = urllib.parse.urlsplit(url)
    with socket.create_connection(("127.0.0.1", place.port or 80), timeout=20) as connection:
        lines = [f"{method} {path} HTTP/1.1", *headers, "Connection: close"]
        connection.sendall("\r\n".join([*lines, "", ""]).encode("latin-1") + body)
        reply = http.client.HTTPResponse(connection)
        reply.begin()
        return reply.status, reply.read().decode("utf-8", "replace")


@pytest.mark.slow
def test_beyond_loopback_only_known_names_are_served(open_url: str) -> None:
    port = urllib.parse.urlsplit(open_url).port
    for named in (f"127.0.0.1:{port}", "LocalHost", "[::1]", "news.example.", "NEWS.example:80"):
        assert raw(open_url, f"Host: {named}")[0] == 200
    for named in ("evil.example", f"evil.example:{port}", "EVIL.example.", "203.0.113.9", "[2001:db8::9]:80"):
        code, words = raw(open_url, f"Host: {named}")
        assert code == 421
        assert "--allow-host" in words
    for headers in ((), ("Host: localhost", "Host: localhost"), ("Host: localhost", "Host: evil.example")):
        assert raw(open_url, *headers)[0] == 400
    own = ("Host: localhost", "Origin: https://news.example")
    assert raw(open_url, *own)[0] == 403
    assert raw(open_url, *own, "X-Forwarded-Host: news.example")[0] == 200
    assert raw(open_url, "Host: localhost", "Origin: https://evil.example", "X-Forwarded-Host: evil.example")[0] == 421


def test_the_first_wrong_passwords_are_free_then_each_waits_longer() -> None:
    clock = Clock()
    brake, waits = Brake(clock), []
    for number in range(16):
        brake.wrong("192.0.2.1", "ada", b"%d" % number)
        waits.append(brake.wait("192.0.2.1"))
        clock.now += waits[-1]
    assert waits[: braking.FREE - 1] == [0] * (braking.FREE - 1)
    assert waits[braking.FREE - 1 :] == [2, 4, 8, 16, 32, 64, 128, 256, *[braking.LONGEST] * 3, braking.LONGEST]
    assert brake.wait("192.0.2.2") == 0, "another address does not wait"
    clock.now += braking.FORGOTTEN + 1
    brake.wrong("192.0.2.1", "ada", b"again")
    assert brake.wait("192.0.2.1") == 0, "long ago is forgotten"


def test_the_same_wrong_password_again_is_no_new_guess() -> None:
    brake = Brake(Clock())
    for _ in range(100):
        brake.wrong("192.0.2.1", "ada", b"old")
    assert brake.wait("192.0.2.1") == 0


def test_where_an_account_is_guessed_at_from_everywhere_each_address_has_one_guess() -> None:
    brake = Brake(Clock())
    for number in range(braking.MANY):
        brake.wrong(f"192.0.2.{number}", "ada", b"x")
    brake.wrong("198.51.100.1", "ada", b"x")
    assert brake.wait("198.51.100.1") >= 30
    assert brake.wait("198.51.100.2") == 0, "the right user of the account is not locked out"
    brake.wrong("198.51.100.3", "bob", b"x")
    assert brake.wait("198.51.100.3") == 0, "nor is another account"


def test_an_address_of_ipv6_is_the_network_of_one_person() -> None:
    brake = Brake(Clock())
    for number in range(braking.FREE):
        brake.wrong(f"2001:db8::{number:x}", "", b"%d" % number)
    assert brake.wait("2001:db8::ffff") > 0
    assert brake.wait("2001:db8:0:1::1") == brake.wait("::1") == 0


def test_what_is_remembered_of_guessing_is_bounded() -> None:
    brake = Brake(Clock())
    for number in range(12_000):
        brake.wrong(f"10.0.{number // 250}.{number % 250}", f"name {number}", b"x")
    for number in range(100):
        brake.wrong("192.0.2.1", "", b"%d" % number)
    assert len(brake._addresses) == 10_000
    assert len(brake._accounts) == 1_000
    assert max(len(record.seen) for record in brake._addresses.values()) <= 16


def basic(name: str, password: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()}


def behind_the_door(
    clock: Clock, *, address: str = "192.0.2.1", brake: Brake | None = None, **options: Any
) -> TestClient:
    """A client at this address of an app that says who asks and whether they may write."""

    def who(_: Request) -> Response:
        person = current_person()
        return PlainTextResponse(f"{person.name} {person.scope}")

    routes = [Route(path, who, methods=["GET", "POST"]) for path in ("/", "/gradio_api/upload")]
    doors = middleware("127.0.0.1", brake=brake or Brake(clock), **options)
    return TestClient(Starlette(routes=routes, middleware=doors), "http://localhost", client=(address, 1))


def test_too_many_wrong_passwords_are_told_how_long_to_wait_and_lock_out_nobody_else() -> None:
    clock = Clock()
    brake = Brake(clock)
    guesser = behind_the_door(clock, auth=("ada", "right"), brake=brake)
    user = behind_the_door(clock, auth=("ada", "right"), brake=brake, address="192.0.2.2")
    codes = [guesser.get("/", headers=basic("ada", f"wrong {number}")).status_code for number in range(6)]
    assert codes == [401] * 5 + [429]
    braked = guesser.get("/", headers=basic("ada", "right"))
    assert (braked.status_code, braked.headers["Retry-After"]) == (429, "2")
    assert user.get("/", headers=basic("ada", "right")).text == "ada write"
    clock.now += 2
    assert guesser.get("/", headers=basic("ada", "right")).status_code == 200
    assert [guesser.get("/").status_code for _ in range(20)] == [401] * 20, "no password is no guess"


@pytest.fixture
def tokens(tmp_path: Path) -> TokenFile:
    return TokenFile(tmp_path / "tokens.json")


def test_a_token_lets_in_alone_or_as_a_password_and_names_who_asks(tokens: TokenFile) -> None:
    read, write = tokens.add("ada", Scope.READ), tokens.add("Bo Ørn", Scope.WRITE)
    client = behind_the_door(Clock(), tokens=tokens.path)
    for headers, wanted in (
        ({"Authorization": f"Bearer {read}"}, "ada read"),
        ({"Authorization": f"bearer  {write}"}, "Bo Ørn write"),
        (basic("ada", read), "ada read"),
        (basic("Bo Ørn", write), "Bo Ørn write"),
    ):
        assert client.get("/", headers=headers).text == wanted
    for wrong in (
        {},
        basic("ada", write),
        basic("", read),
        {"Authorization": f"Bearer {read}x"},
        {"Authorization": read},
    ):
        refused = client.get("/", headers=wrong)
        assert refused.status_code == 401
        assert "token" in refused.text


def test_uploading_needs_the_scope_write(tokens: TokenFile) -> None:
    read, write = tokens.add("ada", Scope.READ), tokens.add("bo", Scope.WRITE)
    client = behind_the_door(Clock(), tokens=tokens.path)
    codes = [
        client.post("/gradio_api/upload", headers=basic(*who)).status_code for who in (("ada", read), ("bo", write))
    ]
    assert codes == [403, 200]


def test_changes_of_the_file_are_seen_without_a_restart(tokens: TokenFile) -> None:
    first = tokens.add("ada", Scope.READ)
    client = behind_the_door(Clock(), tokens=tokens.path)
    assert client.get("/", headers=basic("ada", first)).status_code == 200
    second = TokenFile(tokens.path).add("bo", Scope.READ)
    assert client.get("/", headers=basic("bo", second)).status_code == 200
    TokenFile(tokens.path).remove("ada")
    assert client.get("/", headers=basic("ada", first)).status_code == 401


def test_a_file_that_is_damaged_or_gone_lets_nobody_in(tokens: TokenFile, caplog: pytest.LogCaptureFixture) -> None:
    token = tokens.add("ada", Scope.READ)
    client = behind_the_door(Clock(), tokens=tokens.path, auth=("bo", "password"))
    tokens.path.write_text("{")
    assert client.get("/", headers=basic("ada", token)).status_code == 503
    assert "cannot be read" in caplog.text
    tokens.path.unlink()
    reply = client.get("/", headers=basic("bo", "password"))
    assert reply.status_code == 503
    assert str(tokens.path) not in reply.text


def test_a_password_and_tokens_can_be_asked_for_together(tokens: TokenFile) -> None:
    token = tokens.add("ada", Scope.READ)
    client = behind_the_door(Clock(), tokens=tokens.path, auth=("bo", "password"))
    assert client.get("/", headers=basic("bo", "password")).text == "bo write"
    assert client.get("/", headers=basic("ada", token)).text == "ada read"
    assert client.get("/", headers={"Authorization": "Bearer password"}).status_code == 401


def test_without_a_login_anyone_may_write_and_outside_of_requests_nobody_may() -> None:
    assert behind_the_door(Clock()).get("/").text == " write"
    assert current_person() == NOBODY
    with pytest.raises(NotAllowedError, match=r"briefbot tokens add NAME --scope write"):
        require(Scope.WRITE)
    with pytest.raises(NotAllowedError, match="scope read"):
        require(Scope.READ)


class Message:
    """A result as Gradio keeps it."""

    def __init__(self, text: str, event_id: str = "") -> None:
        self.output = {"data": [text]}
        self.event_id = event_id


def waiting(events: dict[str, set[str]], clock: Clock, sessions: int, size: int = 10) -> Unfetched:
    kept = Unfetched(events, clock)
    for number in range(sessions):
        kept[f"s{number}"] = None
        events[f"s{number}"] = {f"e{number}"}
        kept[f"s{number}"].put_nowait(Message("x" * size))
    return kept


def test_results_that_nobody_fetches_are_forgotten_after_a_while() -> None:
    clock, events = Clock(), dict[str, set[str]]()
    kept = waiting(events, clock, 5)
    clock.now += KEPT / 2
    assert "s3" in kept
    kept["s3"].put_nowait(Message("later"))
    clock.now += KEPT / 2 + 1
    kept["new"] = None
    assert set(kept) == {"s3", "new"}
    assert set(events) == {"s3"}


def test_of_too_many_sessions_the_oldest_is_forgotten_but_not_one_that_is_waited_for() -> None:
    async def run() -> None:
        clock, events = Clock(), dict[str, set[str]]()
        kept = waiting(events, clock, 1)
        await kept["s0"].get()
        reader = asyncio.create_task(kept["s0"].get())
        await asyncio.sleep(0)
        for number in range(MOST_SESSIONS + 10):
            kept[f"other {number}"] = None
        assert len(kept) == MOST_SESSIONS
        assert "s0" in kept
        assert "other 5" not in kept
        kept["s0"].put_nowait(Message("at last"))
        assert (await reader).output == {"data": ["at last"]}

    run_apart(run())


def test_results_have_room_for_so_much_text() -> None:
    events: dict[str, set[str]] = {}
    kept = waiting(events, Clock(), 100, size=MOST_WEIGHT // 20)
    assert 18 <= len(kept) <= 20
    assert "s99" in kept
    kept["s0"].put_nowait(Message("for nobody"))
    assert "s0" not in kept
    del kept["s0"]


def test_of_the_results_for_one_session_the_oldest_go() -> None:
    events = {"s": {str(number) for number in range(100)}}
    kept = Unfetched(events, Clock())
    kept["s"] = None
    for number in range(100):
        kept["s"].put_nowait(Message("x" * (MOST_OF_ONE // 10), str(number)))
    assert kept["s"].weight <= MOST_OF_ONE
    assert kept["s"].qsize() == len(events["s"]) == 9
    assert "99" in events["s"]


@pytest.mark.slow
def test_a_result_that_was_not_fetched_in_time_is_not_found(library_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unfetched, "MOST_SESSIONS", 3)
    events = []
    for _ in range(8):
        body = json.dumps(CALL).encode()
        headers = ("Host: localhost", "Content-Type: application/json", f"Content-Length: {len(body)}")
        code, words = raw(library_url, *headers, path="/gradio_api/call/ask", body=body, method="POST")
        assert code == 200
        events.append(json.loads(words)["event_id"])
    codes = [raw(library_url, "Host: localhost", path=f"/gradio_api/call/ask/{event}")[0] for event in events]
    assert codes == [404] * 5 + [200] * 3
    assert raw(library_url, "Host: localhost", path=f"/gradio_api/call/ask/{events[-1]}")[0] == 404


def test_sources_are_named_without_the_folders_of_this_machine() -> None:
    names = SourceNames(
        ["/home/ada/news", "/srv/news", "/srv/feed.jsonl", "plain", "../up", ".", "https://a.example/feed"]
    )
    for source, shown in {
        "/home/ada/news/2031/dam.txt": "ada/news/2031/dam.txt",
        "/srv/news/dam.txt#3": "srv/news/dam.txt#3",
        "/srv/feed.jsonl#12": "feed.jsonl#12",
        "/srv/feed.jsonl": "feed.jsonl",
        "/srv/newspaper/x.txt": "x.txt",
        "plain/x.txt": "plain/x.txt",
        "../up/x.txt": "up/x.txt",
        "https://a.example/1": "https://a.example/1",
    }.items():
        assert names.shown(source) == shown
    assert [names.root(name) for name in names.names] == [
        *("https://a.example/feed", "/home/ada/news", "/srv/news", "/srv/feed.jsonl", "plain", "../up", ".")
    ]
    assert SourceNames(["/srv/news/"]).shown("/srv/news/x.txt") == "news/x.txt"
    with pytest.raises(QuestionError) as raised:
        names.root("/srv/news")
    assert "/home" not in str(raised.value)


class Checking(Library):
    """A library that refuses a question which is no text, as an Assistant does."""

    def ask(self, question: str, **options: Any) -> Reply:
        if not isinstance(question, str):
            raise QuestionError("A question is a string.")
        return super().ask(question, **options)


@pytest.fixture(scope="module")
def library_url() -> str:
    return served(Checking())


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str, str]:
    """A chat that asks for tokens, one that may only read, and one that may write."""
    folder = tmp_path_factory.mktemp("guarded")
    tokens = TokenFile(folder / "tokens.json")
    read, write = tokens.add("ada", Scope.READ), tokens.add("bo", Scope.WRITE)
    collection = Collection(Settings(index=folder / "index"))
    return served(Library(), collection=collection, tokens=tokens.path), read, write


def called(url: str, token: str, endpoint: str, body: dict[str, Any]) -> str:
    """The result of a call in two steps, with a token."""
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
    place = f"{url}gradio_api/call/{endpoint}"
    with urlopen(URLRequest(place, json.dumps(body).encode(), headers), timeout=20) as response:
        event = json.load(response)["event_id"]
    with urlopen(URLRequest(f"{place}/{event}", headers=headers), timeout=20) as response:
        return str(response.read().decode())


@pytest.mark.slow
@pytest.mark.model
@pytest.mark.parametrize("action", ["add_files", "add_text", "add_address", "add_examples", "remove", "stop_build"])
def test_who_may_only_read_asks_and_changes_no_articles(guarded: tuple[str, str, str], action: str) -> None:
    url, read, _ = guarded
    assert "needs the scope write" in act(url, action, {"text": "New words."}, read)["failed"]
    assert "Ana Ruiz" in called(url, read, "ask", {"data": ["Who is the mayor?"]})


@pytest.mark.slow
@pytest.mark.model
def test_who_may_write_changes_articles_and_is_named_in_the_log(
    guarded: tuple[str, str, str], caplog: pytest.LogCaptureFixture
) -> None:
    url, _, write = guarded
    with caplog.at_level(logging.INFO, "briefbot_ui.guard"):
        assert act(url, "dismiss", {}, write) == {"begun": True}
    assert "bo changes the articles" in caplog.text


def test_a_rating_tells_who_gave_it(tmp_path: Path) -> None:
    library = Library()
    library.index = tmp_path
    conversation = Conversation(cast(Assistant, library), QuestionQueue())
    record = as_record(library.ask("Who is the mayor?"))
    for person, right in ((ANYONE, True), (Person("ada", Scope.READ), False)):
        with asking(person, {}):
            told = conversation.rate(actions.Rate(record=record, right=right))
        assert "Kept beside the index" in told["message"]
    lines = map(json.loads, (tmp_path / "feedback.jsonl").read_text().splitlines())
    assert [(line["by"], line["right"]) for line in lines] == [(None, True), ("ada", False)]


def test_a_note_tells_who_pinned_it(tmp_path: Path) -> None:
    library = Library()
    library.index = tmp_path
    place = {"document": library.article.id, "place": [0, 10], "question": ""}
    with asking(Person("ada", Scope.READ), {}):
        NotebookActions(cast(Assistant, library)).pin_note(actions.PinNote.model_validate(place))
    assert [note.by for note in Notebook(tmp_path).notes()] == ["ada"]


CALL: dict[str, object] = {"data": ["Who is the mayor?"]}
JOIN: dict[str, object] = {**CALL, "session_hash": "s", "fn_index": 0}
SERVER: dict[str, object] = {"data": [], "component_id": 1, "session_hash": "s", "fn_name": "look"}
Case = tuple[str, object, int]


def cases(routes: str, bodies: Sequence[object], wanted: int) -> list[Case]:
    return [(route, body, wanted) for route in routes.split() for body in bodies]


def changed(body: dict[str, object], name: str, values: Sequence[object]) -> list[dict[str, object]]:
    return [{**body, name: value} for value in values]


MALFORMED: list[Case] = [
    *cases("run/ask call/ask queue/join cancel", [b"", b"{", b"\xff"], 400),
    *cases("run/ask call/v2/ask component_server", [[], 1, "x", None], 422),
    *cases("run/ask", [{}, {"data": None}, {"data": {}}, {"data": [1]}, {"data": [["x"]]}], 422),
    *cases("run/nothing api/nothing call/nothing call/v2/nothing", [CALL], 404),
    *cases("run/ask queue/join", changed(JOIN, "fn_index", [-1, 99999, 10**30, "x", 1.5, [], True]), 404),
    *cases("queue/join", changed(JOIN, "session_hash", [3, {}, "", "a b", "\ud800", "s" * 1000, None]), 422),
    *cases("queue/join", changed(JOIN, "trigger_id", ["x", 1.5, []]), 422),
    *cases(
        "queue/join", [{**JOIN, **wrong} for wrong in ({"event_id": 3}, {"batched": True}, {"oauth_token": 3})], 422
    ),
    *cases("queue/join", [{"session_hash": "s", "fn_index": 0}, {"data": [], "session_hash": "s"}], 422),
    *cases("component_server", changed(SERVER, "component_id", [99999, "x", [], None, 10**30]), 404),
    *cases("component_server", changed(SERVER, "fn_name", ["__init__", "postprocess", 3, "\ud800", None]), 404),
    *cases("component_server", [{"component_id": 1, "session_hash": "s", "fn_name": "x"}], 422),
    *cases("call/v2/ask", [{}, {"x": 1}, {"question": "x", "more": 2}, {"\ud800": 1}], 422),
    *cases("cancel", [{}, {"session_hash": None, "fn_index": {}, "event_id": 3}], 422),
    *cases("reset", [{"event_id": 3}], 422),
    *cases("run/document", [{"data": ["0" * 16]}, {"data": ["\ud800"]}], 404),
    *cases("run/ask", [{"data": [{"path": "/etc/passwd", "meta": {"_type": "gradio.FileData"}}]}], 422),
    *cases("run/ask", [b'{"data": ' + b"[" * depth + b"]" * depth + b"}" for depth in (200, 100_000)], 422),
    *cases("run/ask", [b'{"data": [NaN]}'], 400),
    *cases("run/ask", [b'{"data": [1e999]}', b'{"data": [1' + b"0" * 5000 + b"]}"], 422),
    *cases("run/ask", [b'{"data": ["' + b"x" * (5 << 20) + b'"]}'], 413),
    *cases("vibe-edit vibe-code", [{"prompt": "x"}], 404),
]


@pytest.mark.slow
def test_a_malformed_request_is_told_what_is_wrong_with_it(library_url: str, caplog: pytest.LogCaptureFixture) -> None:
    for route, value, wanted in MALFORMED:
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        headers = ("Host: localhost", "Content-Type: application/json", f"Content-Length: {len(body)}")
        code, words = raw(library_url, *headers, path=f"/gradio_api/{route}", body=body, method="POST")
        assert code == wanted, (route, body[:100], words[:200])
        assert words
        assert "Traceback" not in words
    for content_type in ("text/plain", "multipart/form-data", "multipart/form-data; boundary=x", "x", ""):
        for route in ("run/ask", "call/ask", "queue/join", "component_server", "cancel"):
            headers = ("Host: localhost", f"Content-Type: {content_type}", "Content-Length: 3")
            assert raw(library_url, *headers, path=f"/gradio_api/{route}", body=b"x=1", method="POST")[0] == 415
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "path",
    [
        *(
            "/?page=x",
            "/config?page=x",
            f"/{'x' * 5000}",
            f"/static/{'a' * 5000}",
            f"/assets/{'a' * 5000}",
            "/%00",
            "/%ff",
        ),
        *("/pwa_icon/99999", "/gradio_api/call/ask/nothing", "/gradio_api/call/v2/ask/nothing", "/monitoring"),
    ],
)
def test_a_place_that_there_is_not_is_not_found(library_url: str, path: str, caplog: pytest.LogCaptureFixture) -> None:
    assert raw(library_url, "Host: localhost", path=path)[0] == 404
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


@pytest.mark.slow
def test_a_stream_of_a_session_that_is_not_known_ends_without_a_traceback(
    library_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    code, words = raw(library_url, "Host: localhost", path="/gradio_api/queue/data?session_hash=nobody")
    assert code == 200
    assert '"session_not_found":true' in words
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


def test_who_leaves_while_sending_is_no_fault_of_the_chat(caplog: pytest.LogCaptureFixture) -> None:
    async def reads_a_form(scope: Any, receive: Any, send: Any) -> None:
        await Request(scope, receive).body()

    async def leaves() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def reply(message: Any) -> None:
        pytest.fail(f"nobody is there for {message}")

    upload = {**scope(), "method": "POST", "path": "/gradio_api/upload"}
    run_apart(WellFormed(reads_a_form, gr.Blocks(), 100)(upload, leaves, reply))
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


@pytest.mark.slow
def test_what_is_well_formed_is_answered_in_one_step(library_url: str) -> None:
    body = json.dumps(CALL).encode()
    headers = ("Host: localhost", "Content-Type: application/json; charset=utf-8", f"Content-Length: {len(body)}")
    code, words = raw(library_url, *headers, path="/gradio_api/run/ask", body=body, method="POST")
    assert code == 200
    assert json.loads(words)["data"][0]["text"] == "Ana Ruiz"
    body = json.dumps({"data": ["fail"]}).encode()
    headers = (*headers[:2], f"Content-Length: {len(body)}")
    assert raw(library_url, *headers, path="/gradio_api/run/ask", body=body, method="POST")[0] == 500
