"""Nothing is fetched: with every socket but loopback blocked, index, ask and chat work from empty caches."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"

# An audit hook sees every connection and name look-up of the interpreter, whichever library makes it.
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
RUN = f"{BLOCKED}\nfrom briefbot.cli import main\nsys.exit(main(sys.argv[1:]))"


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


def test_index_and_ask_and_chat_need_no_network(environment: dict[str, str], tmp_path: Path) -> None:
    indexed = briefbot(environment, "index", str(EXAMPLES))
    assert indexed.returncode == 0, indexed.stderr
    asked = briefbot(environment, "ask", "How many people took part in the ferry strike?", "--json")
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
        body = json.dumps({"data": ["How many people took part in the ferry strike?"]}).encode()
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
