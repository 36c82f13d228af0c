"""Two chats over one index on a server, behind one address: when one dies, its pages go on with the other."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from postgres_server import Addresses
from serving import PATIENCE, free_port
from test_chat_browser import ask, text_of

import briefbot

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
PERSON = "x-person"  # the header that a person's requests stick to one chat by


class Balancer:
    """An address that passes connections on to chats: those of a person to the same one, while it answers."""

    def __init__(self, ports: list[int]) -> None:
        self.ports = ports
        self.served: list[tuple[int, int]] = []  # person, and the place of the chat that got a connection of theirs
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}/"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._socket.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._socket.accept()
                threading.Thread(target=self._pass_on, args=(connection,), daemon=True).start()

    def _pass_on(self, connection: socket.socket) -> None:
        with suppress(OSError), connection:
            head = connection.recv(65536)
            found = re.search(rf"^{PERSON}: (\d)".encode(), head, re.IGNORECASE | re.MULTILINE)
            person = int(found[1]) if found else 0
            for place in (person, 1 - person):
                try:
                    chat = socket.create_connection(("127.0.0.1", self.ports[place]))
                except OSError:
                    continue
                self.served.append((person, place))
                with chat:
                    chat.sendall(head)
                    back = threading.Thread(target=_copy, args=(chat, connection), daemon=True)
                    back.start()
                    _copy(connection, chat)
                    back.join()
                return


def _copy(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    for one in (source, target):
        with suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def address(postgres: Addresses, examples_index: Path) -> str:
    made = postgres.new()
    briefbot.copy_index(examples_index, made)
    return made


@pytest.fixture
def chats(address: str, tmp_path: Path) -> Iterator[dict[int, subprocess.Popen[bytes]]]:
    """Two chats by their ports, each as on a machine of its own."""
    running = {}
    for place, port in enumerate((free_port(), free_port())):
        command = [sys.executable, "-m", "briefbot.cli", "chat", "--port", str(port)]
        environment = {**os.environ, "BRIEFBOT_INDEX": address}
        with (tmp_path / f"log{place}").open("ab") as log:
            chat = subprocess.Popen(command, stdout=log, stderr=log, env=environment, cwd=tmp_path)
        running[port] = chat
    for place, (port, chat) in enumerate(running.items()):
        for _ in range(600):
            assert chat.poll() is None, (tmp_path / f"log{place}").read_text()
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=60).read()
                break
            except OSError:
                time.sleep(0.5)
    yield running
    for chat in running.values():
        chat.kill()
        chat.wait()


def opened(browser: Browser, url: str, person: int) -> Page:
    page = browser.new_context(extra_http_headers={PERSON: str(person)}).new_page()
    page.set_default_timeout(2 * PATIENCE)
    page.goto(url)
    page.wait_for_selector("body[data-live]", state="attached")
    return page


def test_when_a_chat_dies_its_pages_go_on_with_the_other(
    browser: Browser, chats: dict[int, subprocess.Popen[bytes]], address: str, tmp_path: Path
) -> None:
    balancer = Balancer(list(chats))
    pages = [opened(browser, balancer.url, person) for person in range(2)]
    first = [text_of(ask(page, "Who is the chief executive of Sellick Ferries?").locator(".answer")) for page in pages]
    assert first[0] == first[1]
    assert set(balancer.served) == {(0, 0), (1, 1)}

    dying = chats[balancer.ports[0]]
    dying.kill()
    dying.wait()
    page, other = pages
    expect(page.locator(".lost")).to_be_empty(timeout=2 * PATIENCE)
    follow_up = ask(page, "When did he call the demand impossible?")
    expect(follow_up.locator(".within").first).to_be_visible()  # it leans on the question that the dead chat answered
    assert (0, 1) in balancer.served
    page.reload()
    expect(page.locator(".turn")).to_have_count(2)
    assert text_of(page.locator(".turn .answer").first) == first[0]

    (tmp_path / "fog.txt").write_text("Fog stops the ferry\n\nFog stopped the Tarn ferry for six hours on Sunday.\n")
    briefbot.build_index(tmp_path / "fog.txt", index=address)
    for each in (page, other):
        expect(each.locator(".tidings")).to_contain_text("New articles are in: 1 more", timeout=2 * PATIENCE)
        expect(ask(each, "How long did fog stop the Tarn ferry?").locator(".answer").first).to_contain_text("six hours")
        each.context.close()
    balancer.close()
