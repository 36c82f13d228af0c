"""A web address is fetched when a person names it, from the open internet only, and never without a limit."""

from __future__ import annotations

import gzip
import http.server
import ipaddress
import shutil
import socket
import ssl
import subprocess
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbot import (
    BriefbotError,
    Report,
    Settings,
    build_index,
    check_index,
    index_status,
    remove_sources,
    watch_index,
)
from briefbot.documents import Limits, find_sources, one_address, read_address
from briefbot.documents.input.web import fetch, is_public
from briefbot.errors import DocumentError
from briefbot.indexer import watching
from briefbot.store import open_snapshot
from briefbot.store.writer import EmbeddedWriter
from briefbot.types import Document

FIRST = "The minister said on Monday that the ministry would publish its report before the end of the month."
SECOND = "The opposition replied that it doubted the figures, and asked the court of auditors for an inquiry."
ARTICLE = f"<article><p>{FIRST}</p><p>{SECOND}</p></article>"
PAGE = f"<!doctype html><html><head><title>T</title></head><body>{ARTICLE}</body></html>"
LIMITS = Limits(max_bytes=100_000, seconds=5, allow_private=True)

Answer = Callable[[Any], None]


@contextmanager
def serving(answers: dict[str, Answer], context: ssl.SSLContext | None = None) -> Iterator[str]:
    """A server on this machine, secure with a `context`; gives its address without a slash at the end."""

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            with suppress(OSError):  # the client has seen enough
                answers.get(self.path, reply(b"", status=404))(self)
            self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.block_on_close = False
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a handshake that the client refuses
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        host = "https://localhost" if context else "http://127.0.0.1"
        yield f"{host}:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def reply(body: bytes | str, content_type: str = "text/html", status: int = 200, **headers: str) -> Answer:
    data = body.encode() if isinstance(body, str) else body

    def answer(handler: Any) -> None:
        handler.send_response(status)
        if content_type:
            handler.send_header("Content-Type", content_type)
        for name, value in {"Content_Length": str(len(data)), **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(data)

    return answer


def to(location: str) -> Answer:
    return reply(b"", status=302, Location=location)


def read(address: str, limits: Limits = LIMITS) -> Document:
    (item,) = read_address(address, limits)
    assert isinstance(item, Document), item
    return item


def reason(address: str, limits: Limits = LIMITS) -> str:
    (item,) = read_address(address, limits)
    assert isinstance(item, DocumentError), item
    assert item.source == address
    return item.reason


# Addresses


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("HTTPS://News.Example/A?b=c#part", "https://news.example/A?b=c"),
        ("http://news.example:80", "http://news.example/"),
        ("http://news.example:8080/a", "http://news.example:8080/a"),
        ("http://bücher.example/straße", "http://xn--bcher-kva.example/stra%C3%9Fe"),
        ("http://[::1]:8080/%20x", "http://[::1]:8080/%20x"),
    ],
)
def test_an_address_has_one_form(given_name: str, kept: str) -> None:
    assert find_sources([given_name, kept]) == [kept]
    assert one_address(kept) == kept


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("ftp://news.example/a", "only http and https"),
        ("file:///etc/passwd", "only http and https"),
        ("http://", "names no host"),
        ("http://news.example:port/", "not a web address"),
        ("https://jane:secret@news.example/", "user name or a password"),
        ("https://news.example/a b", "a space"),
    ],
)
def test_what_is_no_fetchable_address_is_an_error_that_keeps_secrets(name: str, words: str) -> None:
    (error,) = find_sources([name])
    assert isinstance(error, DocumentError)
    assert words in error.reason
    assert "secret" not in str(error)


@given(st.text(max_size=60))
def test_any_address_is_either_refused_or_ascii_and_settled(rest: str) -> None:
    try:
        kept = one_address(f"https://{rest}")
    except DocumentError:
        return
    assert kept.isascii()
    assert one_address(kept) == kept


# What may be reached


@pytest.mark.parametrize(
    "ip",
    [
        *(
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",  # noqa: S104
            "224.0.0.1",
        ),
        *("255.255.255.255", "240.0.0.1", "198.18.0.1", "192.0.2.1", "::1", "::", "fe80::1", "fc00::1", "ff02::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1", "64:ff9b::a00:1", "::7f00:1"),
        *("fec0::1", "2001:db8::1"),
    ],
)
def test_an_address_that_is_not_of_the_open_internet_is_private(ip: str) -> None:
    assert not is_public(ipaddress.ip_address(ip))


@pytest.mark.parametrize(
    "ip", ["8.8.8.8", "93.184.215.14", "2606:2800:21f:cb07::1", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_an_address_of_the_open_internet_is_public(ip: str) -> None:
    assert is_public(ipaddress.ip_address(ip))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]"])
def test_this_machine_is_refused_in_every_spelling_unless_allowed(host: str) -> None:
    with serving({"/": reply(PAGE)}) as base:
        port = base.rpartition(":")[2]
        strict = Limits(100_000, 5, allow_private=False)
        why = reason(f"http://{host}:{port}/", strict)
        assert "refused; allow them with --allow-private-addresses" in why or "cannot be found" in why
        assert read(f"{base}/").text == f"{FIRST}\n\n{SECOND}"


def answers_of(names: dict[str, list[list[str]]]) -> Callable[..., list[tuple[Any, ...]]]:
    """A name server with these answers, one after the other, for each name."""
    real = socket.getaddrinfo

    def look_up(host: str, port: int, *arguments: Any, **options: Any) -> list[tuple[Any, ...]]:
        if host not in names:
            return real(host, port, *arguments, **options)
        found = names[host].pop(0) if len(names[host]) > 1 else names[host][0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in found]

    return look_up


def test_a_name_with_one_private_address_is_refused_before_anything_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", answers_of({"news.example": [["93.184.215.14", "10.0.0.1"]]}))
    assert "news.example is 10.0.0.1" in reason("http://news.example/", Limits(1000, 5, allow_private=False))


def test_a_name_that_changes_its_address_after_the_check_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The connection is made to the address that was checked: here a public one, so the private one is not reached."""
    connected: list[Any] = []
    monkeypatch.setattr(socket, "getaddrinfo", answers_of({"news.example": [["93.184.215.14"], ["127.0.0.1"]]}))

    def refuse(address: Any, timeout: float) -> socket.socket:
        connected.append(address)
        raise ConnectionRefusedError(111, "Connection refused")

    monkeypatch.setattr(socket, "create_connection", refuse)
    assert "Connection refused" in reason("http://news.example/", Limits(1000, 5, allow_private=False))
    assert connected == [("93.184.215.14", 80)]


def test_a_redirect_to_a_private_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server on this machine stands in for one of the open internet; all checks are the real ones."""
    connect = socket.create_connection
    names = {"news.example": [["93.184.215.14"]], "inside.example": [["10.0.0.1"]]}
    monkeypatch.setattr(socket, "getaddrinfo", answers_of(names))
    with serving({"/": to("/moved"), "/moved": to("http://inside.example/admin")}) as base:
        port = int(base.rpartition(":")[2])
        monkeypatch.setattr(
            socket, "create_connection", lambda address, timeout: connect(("127.0.0.1", address[1]), timeout)
        )
        why = reason(f"http://news.example:{port}/", Limits(1000, 5, allow_private=False))
        assert "inside.example is 10.0.0.1" in why


# Redirects


def test_a_page_is_cited_by_the_address_that_was_named_wherever_it_redirects_to() -> None:
    answers = {"/a": to("/b?c=d"), "/b?c=d": to("e"), "/e": reply(PAGE)}
    with serving(answers) as base:
        assert read(f"{base}/a").source == f"{base}/a"


def test_redirects_end() -> None:
    with serving({"/": to("/")}) as base:
        assert "redirects more than 5 times" in reason(f"{base}/")


@pytest.mark.parametrize(
    "location", ["file:///etc/passwd", "ftp://news.example/", "http://", "", "gopher://x/", "http://[x/"]
)
def test_a_redirect_to_what_is_no_web_page_is_refused(location: str) -> None:
    with serving({"/a": to(location), "/": reply(PAGE)}) as base:
        assert "redirects" in reason(f"{base}/a")


# Limits


def test_a_page_over_the_size_limit_is_refused_while_it_comes() -> None:
    def endless(handler: Any) -> None:
        handler.send_response(200)
        handler.end_headers()
        while True:
            handler.wfile.write(b"x" * 65536)

    with serving({"/": endless, "/exact": reply(b"x" * 100_000, "text/plain")}) as base:
        assert "larger than 100,000 bytes" in reason(f"{base}/")
        assert len(read(f"{base}/exact").text) == 100_000


def test_a_page_is_unpacked_and_a_bomb_is_not() -> None:
    answers = {
        "/gzip": reply(gzip.compress(PAGE.encode()), Content_Encoding="gzip"),
        "/deflate": reply(zlib.compress(PAGE.encode()), Content_Encoding="deflate"),
        "/bomb": reply(gzip.compress(b"a" * 50_000_000), Content_Encoding="gzip"),
        "/cut": reply(gzip.compress(PAGE.encode())[:-20], Content_Encoding="gzip"),
        "/br": reply(b"x", Content_Encoding="br"),
    }
    with serving(answers) as base:
        assert read(f"{base}/gzip").text == read(f"{base}/deflate").text == f"{FIRST}\n\n{SECOND}"
        assert "larger than 100,000 bytes" in reason(f"{base}/bomb")
        assert "cannot be fetched" in reason(f"{base}/cut")
        assert "packs it as 'br'" in reason(f"{base}/br")


def drip(piece: bytes, head: bool) -> Answer:
    def answer(handler: Any) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n" + (b"" if head else b"Content-Type: text/html\r\n\r\n"))
        for _ in range(100):
            handler.wfile.write(piece)
            handler.wfile.flush()
            time.sleep(0.1)

    return answer


@pytest.mark.parametrize("answer", [drip(b"x", head=False), drip(b"X: y\r\n"[:1], head=True), lambda _: time.sleep(3)])
def test_a_server_that_takes_its_time_is_left(answer: Answer) -> None:
    with serving({"/": answer}) as base:
        started = time.monotonic()
        assert "took longer than 0.5 seconds" in reason(f"{base}/", Limits(1000, 0.5, allow_private=True))
        assert time.monotonic() - started < 2


def test_a_look_up_that_takes_its_time_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(*_: Any, **__: Any) -> list[Any]:
        time.sleep(2)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    assert "took longer" in reason("http://news.example/", Limits(1000, 0.2, allow_private=True))


@pytest.mark.parametrize("seconds", [0, -1, float("nan"), 1e9])
def test_a_time_limit_that_is_none_is_refused(seconds: float) -> None:
    with pytest.raises(BriefbotError, match="fetch_seconds"):
        Settings(fetch_seconds=seconds)


# Failures


def test_no_network_is_said_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def offline(*_: Any, **__: Any) -> list[Any]:
        raise socket.gaierror(-3, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", offline)
    assert "news.example cannot be found; check the name, and is this machine online?" in reason(
        "https://news.example/"
    )


def test_a_connection_that_is_refused_cut_or_no_http_is_an_error() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert "cannot be fetched: Connection refused" in reason(f"http://127.0.0.1:{port}/")
    answers = {"/cut": reply(b"x", Content_Length="9"), "/noise": lambda handler: handler.wfile.write(b"\0\1\2\r\n")}
    with serving(answers) as base:
        assert "cannot be fetched" in reason(f"{base}/cut")
        assert "cannot be fetched" in reason(f"{base}/noise")
        assert "no secure connection" in reason(base.replace("http:", "https:") + "/")


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl, which makes the certificate, is not installed")
def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    """The same server is read where its certificate is trusted, so it is the certificate that is refused."""
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *names]
    subprocess.run([*command, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with serving({"/": reply(PAGE)}, context) as base:
        assert "no secure connection: CERTIFICATE_VERIFY_FAILED" in reason(f"{base}/")
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("SSL_CERT_FILE", str(certificate))
            assert read(f"{base}/").text == f"{FIRST}\n\n{SECOND}"
            assert "CERTIFICATE_VERIFY_FAILED" in reason(f"{base.replace('localhost', '127.0.0.1')}/")  # another name


@pytest.mark.parametrize("status", [403, 404, 429, 500, 204, 206])
def test_an_error_of_the_server_is_named(status: int) -> None:
    with serving({"/": reply(b"", status=status)}) as base:
        assert f"the server answers {status}" in reason(f"{base}/")


def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with serving({"/": reply(PAGE)}) as base:
        assert fetch(f"{base}/", LIMITS).media_type == "text/html"


# What comes back


@pytest.mark.parametrize(
    ("content_type", "words"),
    [("image/png", "is a picture"), ("video/mp4", "is a recording"), ("application/json", "'application/json'")],
)
def test_what_is_no_article_is_refused_by_name(content_type: str, words: str) -> None:
    with serving({"/a": reply(b"some words", content_type)}) as base:
        assert words in reason(f"{base}/a")


def test_content_counts_whatever_the_server_calls_it() -> None:
    answers = {
        "/a.php": reply("Plain words.", "text/plain"),
        "/b.md": reply("# Title\n\nwords", "text/plain"),
        "/c": reply(b"\x89PNG\r\n\x1a\n", "text/html"),
        "/d": reply(PAGE, ""),
        "/e.zip": reply(b"PK\x03\x04", "application/octet-stream"),
    }
    with serving(answers) as base:
        assert read(f"{base}/a.php").text == "Plain words."
        assert read(f"{base}/b.md").title == "Title"
        assert "is a picture" in reason(f"{base}/c")
        assert read(f"{base}/d").text.startswith(FIRST)
        assert "is an archive" in reason(f"{base}/e.zip")


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("iso-8859-1", "cp1252"),
        ("iso-8859-1", "utf-8"),
        ("windows-1251", "cp1251"),
        ("utf-8", "utf-8"),
        ("iso-2022-jp", "iso2022_jp"),
        ("shift_jis", "cp932"),
    ],
)
def test_the_encoding_that_the_server_declares_is_obeyed_unless_it_is_a_default(declared: str, encoding: str) -> None:
    word = {
        "cp1252": "caf\u00e9 \u2014",
        "cp1251": "\u043c\u0438\u0440",
        "utf-8": "\u00e9\u4e2d",
        "iso2022_jp": "\u6771\u4eac",
        "cp932": "\u2460\u756a",
    }[encoding]
    page = PAGE.replace("report", word).replace("<head>", "<head><meta charset='utf-8'>")
    with serving({"/": reply(page.encode(encoding), f"text/html; charset={declared}")}) as base:
        assert word in read(f"{base}/").text


# In the index


def feed(*numbers: int) -> str:
    entries = "".join(
        f"<item><title>Item {n}</title><guid>urn:{n}</guid><description>{FIRST} Number {n}.</description></item>"
        for n in numbers
    )
    return f"<rss version='2.0'><channel><title>Port Ellery Courier</title>{entries}</channel></rss>"


@pytest.mark.model
def test_pages_follow_their_addresses_and_entries_outlive_their_feed(tmp_path: Path) -> None:
    """One build after another: a page changes, another below it stays, a feed moves on, a page goes missing."""
    answers = {
        "/": reply(PAGE),
        "/below": reply(PAGE.replace("minister", "mayor")),
        "/rss": reply(feed(1, 2), "application/rss+xml"),
    }
    settings = Settings(index=tmp_path / "index", allow_private_addresses=True)

    def texts() -> set[str]:
        with open_snapshot(settings.index) as snapshot:
            return {f"{document.source.removeprefix(base)} {document.text}"[:40] for document in snapshot.documents()}

    with serving(answers) as base:
        addresses = [f"{base}/", f"{base}/below", f"{base}/rss"]
        first = build_index(addresses, settings=settings)
        assert (first.documents, first.failures) == (4, ())
        assert build_index(addresses, settings=settings).unchanged == 4
        answers["/"] = reply(PAGE.replace("minister", "premier"))
        answers["/rss"] = reply(feed(3, 2), "application/rss+xml")
        second = build_index(addresses[::-2], settings=settings)
        assert (second.added, second.dropped, second.documents) == (2, 1, 5)
        answers["/below"] = reply(b"", status=503)
        third = build_index(addresses, settings=settings)
        assert third.documents == 5  # what cannot be read keeps what the index had of it
        assert [failure.source for failure in third.failures] == [f"{base}/below"]
        assert any("mayor" in text for text in texts())


@pytest.mark.model
def test_an_address_is_remembered_once_it_has_given_something(tmp_path: Path) -> None:
    index = tmp_path / "index"
    settings = Settings(index=index, allow_private_addresses=True, fetch_seconds=5)
    article = tmp_path / "a.txt"
    article.write_text(SECOND)
    answers = {"/": reply(PAGE), "/rss": reply(feed(1, 2), "application/rss+xml")}
    with serving(answers) as base:
        build_index([f"{base}/", f"{base}/rss", f"{base}/wrong", article], settings=settings)
        assert set(index_status(index=index).sources) == {f"{base}/", f"{base}/rss", str(article)}
        answers["/rss"] = reply(feed(3), "application/rss+xml")
        planned = build_index(settings=settings, dry_run=True)
        assert [(change.kind, change.source) for change in planned.changes] == [("added", f"{base}/rss#entry-urn:3")]
        assert build_index(settings=settings).added == 1
        assert {check.ok for check in check_index(index=index) if check.name == "sources"} == {True}
        with pytest.raises(BriefbotError, match="does not follow"):
            remove_sources(f"{base}/below", index=index)
        removed = remove_sources(f"{base}/rss", index=index)
        assert (removed.dropped, removed.documents) == (3, 2)  # entries that the feed no longer shows, too
        assert remove_sources(f"{base}/", index=index).documents == 1  # the page itself, and nothing else below it


@pytest.mark.model
def test_watching_fetches_addresses_seldom_and_files_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "_PAUSE", 0.05)
    settings = Settings(index=tmp_path / "index", allow_private_addresses=True, fetch_seconds=5)
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "a.txt").write_text(SECOND)
    requests = []

    def answer(handler: Any) -> None:
        requests.append(handler.path)
        reply(PAGE.replace("minister", f"minister {len(requests)}"))(handler)

    with serving({"/": answer}) as base:
        outcomes = watch_index([folder, f"{base}/"], settings=settings)
        next(outcomes)
        (folder / "b.txt").write_text(FIRST)
        report = next(outcomes)
        assert isinstance(report, Report)
        assert (report.added, report.updated, report.dropped, len(requests)) == (1, 0, 0, 1)
        monkeypatch.setattr(watching, "_FETCH", 0.0)
        report = next(outcomes)
        assert isinstance(report, Report)
        assert (report.added, report.dropped, len(requests)) == (1, 1, 2)


@pytest.mark.model
def test_while_builds_fail_nothing_is_fetched_at_every_look(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(index=tmp_path / "index", allow_private_addresses=True, fetch_seconds=5)
    monkeypatch.setattr(watching, "_PAUSE", 0.01)
    monkeypatch.setattr(watching, "_SHARE", 0)
    monkeypatch.setattr(watching, "_FETCH", 0.0)
    monkeypatch.setattr(watching, "_RETRY", 1.0)
    requests: list[str] = []

    def answer(handler: Any) -> None:
        requests.append(handler.path)
        reply(PAGE)(handler)

    with serving({"/": answer}) as base:
        outcomes = watch_index([f"{base}/"], settings=settings)
        next(outcomes)

        def fail(*_: Any, **__: Any) -> None:
            raise BriefbotError("The disk is full.")

        monkeypatch.setattr(EmbeddedWriter, "keep", fail)
        assert isinstance(next(outcomes), BriefbotError)
        began = len(requests)
        assert isinstance(next(outcomes), BriefbotError)
        assert len(requests) == began + 1


def test_nothing_is_fetched_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("looked up")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert find_sources(["https://news.example/a"]) == ["https://news.example/a"]
    read_address("https://news.example/a", LIMITS)  # a generator that nobody asks
