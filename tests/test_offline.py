"""Nothing is fetched: index, ask and chat work from empty caches while nothing but loopback can be reached.

There are two proofs. An audit hook refuses connections made by Python code, in index, ask and chat; it does not see
sockets that native code opens. A network namespace without any network holds for native code as well, but has no
loopback either, so only index and ask run in it, and only where Linux lets this user make one.
"""

from __future__ import annotations

import functools
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

pytestmark = pytest.mark.model

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"

# An audit hook sees each connection and name look-up made by Python code, whichever library it belongs to.
BLOCKED = """
import sys

def refuse(event, arguments):
    if event in ("socket.connect", "socket.sendto"):
        host = arguments[1][0] if isinstance(arguments[1], tuple) else "127.0.0.1"  # a path: a local socket
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = arguments[0]
    else:
        return
    if host not in (None, "", "127.0.0.1", "::1", "localhost", "0.0.0.0"):
        sys.stderr.write(f"BLOCKED {event} {host}\\n")
        raise OSError(f"no network: {host}")

sys.addaudithook(refuse)
"""
MAIN = "import sys\nfrom briefbot.cli import main\nsys.exit(main(sys.argv[1:]))"
RUN = f"{BLOCKED}\n{MAIN}"
QUESTION = "How many people took part in the ferry strike?"


@functools.cache
def unshare() -> tuple[str, ...] | None:
    """The command that runs another one without any network; None where this user may not."""
    program = shutil.which("unshare") if sys.platform == "linux" else None
    if program is None:
        return None
    for command in ((program, "--net", "--map-root-user"), (program, "--net")):
        if subprocess.run([*command, "true"], capture_output=True).returncode == 0:
            return command
    return None


@pytest.fixture
def without_network() -> tuple[str, ...]:
    command = unshare()
    if command is None:
        if os.environ.get("CI") and sys.platform == "linux" and os.geteuid() == 0:
            pytest.fail("root in CI must be able to run: unshare --net true")
        pytest.skip("no network namespaces here: unshare --net is missing or not permitted")
    return command


@pytest.fixture
def articles(tmp_path: Path) -> str:
    """A folder of a few articles: one of them answers the question."""
    folder = tmp_path / "articles"
    folder.mkdir()
    for path in EXAMPLES.glob("2025-10-*"):
        shutil.copy(path, folder)
    return str(folder)


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Empty caches, and no variable that tells a library to stay offline."""
    kept = {
        key: value for key, value in os.environ.items() if not key.startswith(("HF_", "TRANSFORMERS_", "BRIEFBOT_"))
    }
    return kept | {
        "HOME": str(tmp_path),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
        "HF_HOME": str(tmp_path / "hf"),
        "BRIEFBOT_INDEX": str(tmp_path / "index"),
    }


def briefbot(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", RUN, *arguments], env=environment, capture_output=True, text=True)


def test_the_block_works(environment: dict[str, str]) -> None:
    attempt = f"{BLOCKED}\nimport urllib.request\nurllib.request.urlopen('http://192.0.2.1/', timeout=3)"
    done = subprocess.run([sys.executable, "-c", attempt], env=environment, capture_output=True, text=True)
    assert "BLOCKED socket." in done.stderr
    assert "no network: 192.0.2.1" in done.stderr


def test_index_and_ask_and_chat_need_no_network(environment: dict[str, str], tmp_path: Path, articles: str) -> None:
    indexed = briefbot(environment, "index", articles)
    assert indexed.returncode == 0, indexed.stderr
    asked = briefbot(environment, "ask", QUESTION, "--json")
    assert asked.returncode == 0, asked.stderr
    assert json.loads(asked.stdout)["question"].startswith("How many")

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = (tmp_path / "chat.log").open("w")
    chat = subprocess.Popen(
        [sys.executable, "-c", RUN, "chat", "--port", str(port)], env=environment, stdout=log, stderr=log
    )
    try:
        base = f"http://127.0.0.1:{port}"
        deadline = time.monotonic() + 120
        while True:
            try:
                urllib.request.urlopen(base, timeout=5).read()
                break
            except OSError:
                assert chat.poll() is None, (tmp_path / "chat.log").read_text()
                assert time.monotonic() < deadline, (tmp_path / "chat.log").read_text()
                time.sleep(0.2)
        body = json.dumps({"data": [QUESTION]}).encode()
        request = urllib.request.Request(f"{base}/gradio_api/call/ask", body, {"Content-Type": "application/json"})
        event = json.load(urllib.request.urlopen(request, timeout=30))["event_id"]
        reply = urllib.request.urlopen(f"{base}/gradio_api/call/ask/{event}", timeout=30).read().decode()
        assert "event: complete" in reply
    finally:
        chat.terminate()
        chat.wait(20)
        log.close()
    for text in (indexed.stderr, asked.stderr, (tmp_path / "chat.log").read_text()):
        assert "BLOCKED" not in text


def test_the_namespace_reaches_nothing(without_network: tuple[str, ...]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        attempt = f"import socket; socket.create_connection(('127.0.0.1', {server.getsockname()[1]}), timeout=3)"
        outside = subprocess.run([sys.executable, "-c", attempt], capture_output=True)
        inside = subprocess.run([*without_network, sys.executable, "-c", attempt], capture_output=True, text=True)
    assert outside.returncode == 0
    assert inside.returncode == 1
    assert "OSError" in inside.stderr


def test_index_and_ask_work_where_there_is_no_network_at_all(
    environment: dict[str, str], without_network: tuple[str, ...], articles: str
) -> None:
    def run(*arguments: str) -> str:
        command = [*without_network, sys.executable, "-c", MAIN, *arguments]
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    run("index", articles)
    assert json.loads(run("ask", QUESTION, "--json"))["question"] == QUESTION
