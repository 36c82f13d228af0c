"""The process that builds for the page: kept from build to build, replaced where it ends, and gone with the chat."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from briefbot_ui import build_process
from briefbot_ui.build_client import BuildClient
from files import write

from briefbot import Progress, Settings
from briefbot.store import open_writer

pytestmark = pytest.mark.model
TEXT = "The mayor of Tarn is Ada Quill. She was elected in 1931."


@pytest.fixture
def client(tmp_path: Path) -> Iterator[BuildClient]:
    made = BuildClient(Settings(index=tmp_path / "index"))
    yield made
    made.close()


def built(client: BuildClient, path: Path) -> list[dict[str, Any]]:
    return list(client.ask({"sources": [str(path)], "remove": False}, lambda: True))


def number(client: BuildClient) -> int:
    assert client._process is not None
    return client._process.pid


def test_one_process_does_build_after_build(client: BuildClient, tmp_path: Path) -> None:
    client.start()
    first = number(client)
    for name in ("a", "b"):
        *progress, last = built(client, write(tmp_path, f"{name}.txt", f"{name}\n\n{TEXT} {name}"))
        assert (last["added"], last["ends"]) == (1, False)
        assert progress[0]["doing"] == "reading"
        assert {"doing": "embedding", "done": 1, "total": 1} in progress
    assert number(client) == first


def test_a_process_that_was_killed_is_replaced_and_the_next_build_is_done(client: BuildClient, tmp_path: Path) -> None:
    client.start()
    first = number(client)
    os.kill(first, signal.SIGKILL)
    assert built(client, write(tmp_path, "a.txt", TEXT))[-1]["added"] == 1
    assert number(client) != first


def test_a_build_that_ends_its_process_is_not_done_again_and_the_next_one_is(
    client: BuildClient, tmp_path: Path
) -> None:
    path = write(tmp_path, "a.txt", TEXT)
    client.start()
    (tmp_path / "index").mkdir()
    with open_writer(tmp_path / "index"):
        lines = []
        for line in client.ask({"sources": [str(path)], "remove": False}, lambda: True):
            lines.append(line)
            os.kill(number(client), signal.SIGKILL)
        assert [line["doing"] for line in lines] == ["waiting"]
    assert client._process is not None, "another one is ready"
    assert built(client, path)[-1]["added"] == 1


@pytest.mark.slow
def test_a_process_that_says_it_ends_is_replaced(client: BuildClient, tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", TEXT)
    client.start()
    first = number(client)
    for _ in range(build_process.MOST_BUILDS):
        last = built(client, path)[-1]
    assert last["ends"]
    assert number(client) != first, "another one is ready"
    assert built(client, path)[-1]["documents"] == 1


def test_a_request_that_is_no_longer_wanted_starts_nothing(client: BuildClient) -> None:
    assert list(client.ask({"sources": None, "remove": False}, lambda: False)) == []
    assert client._process is None


def test_a_closed_client_starts_no_process(client: BuildClient) -> None:
    client.start()
    process = client._process
    assert process is not None
    client.close()
    assert process.poll() is not None
    client.start()
    assert client._process is None


def test_the_process_ends_with_the_one_that_asks_even_in_the_middle_of_a_build(tmp_path: Path) -> None:
    (tmp_path / "index").mkdir()
    command = [sys.executable, "-P", "-m", "briefbot_ui.build_process"]
    with (
        open_writer(tmp_path / "index"),
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process,
    ):
        assert process.stdin is not None
        assert process.stdout is not None
        for value in ({"index": str(tmp_path / "index")}, {"sources": [str(tmp_path)], "remove": False}):
            process.stdin.write(json.dumps(value) + "\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["doing"] == "waiting"
        process.stdin.close()  # as when whoever asks is killed
        assert process.wait() == 0


def test_the_memory_of_the_process_that_starts_it_does_not_count(tmp_path: Path) -> None:
    held = b"x" * 2**29
    command = [sys.executable, "-c", "from briefbot_ui.build_process import _peak; print(_peak())"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert 0 <= int(done.stdout) < len(held)


def test_what_is_told_of_reading_is_a_part_of_all_sources() -> None:
    told: list[tuple[int, int]] = []
    heard = build_process._Heard(2, lambda **line: told.append((line["done"], line["total"])))
    for source in ("a", "b"):
        for done in (0, 5, 10):
            heard(Progress("reading", source, done, 10))
    assert told == [(0, 20), (5, 20), (10, 20), (15, 20), (20, 20)]
