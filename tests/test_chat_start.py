"""How the web chat starts and ends: its port, its sources, the browser, and what is left behind."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from briefbot_ui import port_to_use
from files import write
from rounds import at_first
from serving import free_port

from briefbot import BriefbotError, Settings, commands
from briefbot.cli import main

ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def started_chat(folder: Path, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A chat started in this folder, and what it said until it answered."""
    command = [sys.executable, "-m", "briefbot.cli", "chat", "--index", "nowhere", *arguments]
    (folder / "temporary").mkdir()
    environment = {**os.environ, "TMPDIR": str(folder / "temporary")}
    with subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True, env=environment) as chat:
        assert chat.stderr
        said = ""
        for line in chat.stderr:
            said += line
            if "The chat is at" in line:
                break
        try:
            yield chat, said
        finally:
            chat.kill()
            chat.communicate()


def upload(url: str, content: bytes, path: str = "/gradio_api/upload", announced: int = 0) -> int:
    """The status of an upload, sent as it stands; of one whose size is only announced, nothing is sent."""
    head = b'--edge\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n'
    body = head + content + b"\r\n--edge--\r\n"
    with closing(http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)) as connection:
        connection.putrequest("POST", path)
        connection.putheader("Content-Type", "multipart/form-data; boundary=edge")
        connection.putheader("Content-Length", str(announced or len(body)))
        connection.endheaders()
        if not announced:
            connection.send(body)
        return connection.getresponse().status


@pytest.mark.slow
@pytest.mark.model
@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX systems")
@pytest.mark.parametrize("number", at_first([signal.SIGTERM], signal.SIGINT, signal.SIGHUP))
def test_the_chat_opens_without_an_index_and_leaves_no_upload_behind(tmp_path: Path, number: signal.Signals) -> None:
    with started_chat(tmp_path, "--port", str(free_port())) as (chat, said):
        assert "nowhere holds no articles yet; the page takes some.\n" in said
        url = next(word for word in said.split() if word.startswith("http"))
        assert upload(url, b"Rain fell.") == 200
        large = Settings().max_file_bytes + 100_000
        for path in ("/upload", "//upload"):
            assert upload(url, b"", f"/gradio_api{path}", large) == 413, path
        for path in ("/upload%0A", "/upload/%0A", "%2Fupload%0a", "/./upload%0A"):  # nothing arrives that way
            assert upload(url, b"", f"/gradio_api{path}", large) == 404, path
        assert [path.name for path in (tmp_path / "temporary").rglob("*.txt")] == ["a.txt"]
        chat.send_signal(number)
        assert chat.wait(60) == 0
    assert not list((tmp_path / "temporary").glob("briefbot-uploads-*"))
    assert [path.name for path in (tmp_path / "nowhere" / "articles").rglob("*")] == []


@pytest.mark.slow
@pytest.mark.model
def test_a_log_in_json_is_json_from_its_first_line_to_its_last(tmp_path: Path) -> None:
    with started_chat(tmp_path, "--port", str(free_port()), "--log-format", "json") as (chat, said):
        url = next(word for word in json.loads(said.splitlines()[-1])["message"].split() if word.startswith("http"))
        body = json.dumps({"question": "Who is the mayor of Tarn?"}).encode()
        headers = {"Content-Type": "application/json", "X-Request-ID": "job-7"}
        with urllib.request.urlopen(urllib.request.Request(f"{url}v1/ask", body, headers), timeout=60) as response:
            assert response.headers["X-Request-ID"] == "job-7"
        assert chat.stderr
        for line in chat.stderr:
            said += line
            if "job-7" in line:
                break
    lines = [json.loads(line) for line in said.splitlines()]
    assert all({"time", "level", "message", "request_id", "person"} <= line.keys() for line in lines)
    asked = lines[-1]
    assert (asked["path"], asked["status"], asked["kind"]) == ("/v1/ask", 200, "not_found")
    assert "Tarn" not in said


@pytest.mark.slow
@pytest.mark.model
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at the processes of Linux")
def test_the_process_that_builds_ends_with_a_chat_that_is_killed(tmp_path: Path) -> None:
    def building() -> list[str]:
        owned = []
        for path in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                command = (path / "cmdline").read_bytes()
                if b"build_process" in command and (path / "cwd").readlink() == tmp_path:
                    owned.append(path.name)
        return owned

    with started_chat(tmp_path, "--port", str(free_port())) as (chat, _):
        while not building():
            time.sleep(0.05)
        chat.kill()
        while building():
            time.sleep(0.05)


def test_a_port_in_use_is_told_before_anything_is_indexed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    article = str(write(tmp_path, "rain.txt", "Rain fell for nine hours."))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert main(["chat", article, "--index", str(tmp_path / "index"), "--port", str(port)]) == 1
    said = capsys.readouterr().err
    assert f"Port {port} on 127.0.0.1 is in use" in said
    assert "with --port, or with: make chat PORT=" in said
    assert not (tmp_path / "index").exists()


def test_without_a_port_the_next_free_one_is_taken() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        usual = taken.getsockname()[1]
        found = port_to_use("127.0.0.1", None, usual)
        assert usual < found < usual + 10
    with pytest.raises(BriefbotError, match="is not a port"):
        port_to_use("127.0.0.1", 0, usual)


@pytest.mark.parametrize("where", [[], ["--terminal"]])
def test_a_chat_with_a_source_that_is_not_there_does_not_begin(
    tmp_path: Path, where: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    article = str(write(tmp_path, "rain.txt", "Rain fell for nine hours."))
    missing = str(tmp_path / "no such folder")
    assert main(["chat", article, missing, "--index", str(tmp_path / "index"), *where]) == 1
    assert capsys.readouterr().err == f"briefbot: There is no file or folder {missing}. Check the name.\n"
    assert not (tmp_path / "index").exists()


@pytest.mark.parametrize(
    ("platform", "environment", "shows"),
    [
        ("linux", {}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("linux", {"DISPLAY": "localhost:10.0", "SSH_CONNECTION": "10.0.0.1 22"}, False),
        ("darwin", {}, True),
        ("win32", {}, True),
    ],
)
def test_a_browser_is_opened_only_where_there_is_a_screen(
    platform: str, environment: dict[str, str], shows: bool
) -> None:
    assert commands.has_display(platform, environment) == shows


@pytest.mark.skipif(not shutil.which("make"), reason="needs make")
def test_make_chat_gives_other_sources_than_the_examples_an_index_of_their_own(tmp_path: Path) -> None:
    for name in ("python", "briefbot"):
        write(tmp_path / "bin", name, '#!/bin/sh\necho "$BRIEFBOT_INDEX|$*"\n').chmod(0o755)
    write(tmp_path, "installed", "")
    environment = {name: value for name, value in os.environ.items() if name != "BRIEFBOT_INDEX"}

    def said(*given: str, **more: str) -> tuple[str, str]:
        command = ["make", "--silent", "-C", str(ROOT), "chat", f"VENV={tmp_path}", *given]
        done = subprocess.run(command, env={**environment, **more}, capture_output=True, text=True, check=True)
        index, _, arguments = done.stdout.strip().partition("|")
        return index, arguments

    assert said() == ("", "chat examples --open --host 127.0.0.1")
    one, arguments = said("SOURCES=/news/one", "PORT=8000")
    assert arguments == "chat /news/one --open --host 127.0.0.1 --port 8000"
    two, _ = said("SOURCES=/news/one /news/two")
    assert one.startswith("index/sources-")
    assert two.startswith("index/sources-")
    assert one != two
    assert said("SOURCES=/news/one")[0] == one
    assert said("SOURCES=/news/one", BRIEFBOT_INDEX="mine")[0] == "mine"
