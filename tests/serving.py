"""Starts the web chat for a test, in a thread of the process that tests, and calls it as its page does."""

from __future__ import annotations

import json
import queue
import socket
import threading
import urllib.request
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any, cast
from unittest import mock

from briefbot_ui import Collection, actions, page, serve
from briefbot_ui.overview import Overview

from briefbot import Assistant

PATIENCE = 60_000  # milliseconds that a page may take for what it does at once: busy cores are slow, not wrong


@dataclass
class Chat:
    """A chat that runs in a thread."""

    thread: threading.Thread
    end: threading.Event


RUNNING: list[Chat] = []  # that end with the tests of a file


def served(
    assistant: object,
    host: str = "127.0.0.1",
    *,
    questions: bool = True,
    lasting: bool = False,
    collection: Collection | None = None,
    **options: Any,
) -> str:
    """The URL of a chat over this assistant, which runs until the tests of the file end, or all where it is `lasting`.

    Without `questions` none are suggested: to find them takes a chat seconds after each build.
    """
    ready: queue.Queue[str | BaseException] = queue.Queue()
    end = threading.Event()

    def on_ready(url: str) -> None:
        ready.put(url)
        if collection:
            collection.warm_up()
        end.wait()
        raise KeyboardInterrupt  # as who has started it ends it

    def run() -> None:
        options.update(collection=collection, on_ready=on_ready)
        try:
            serve(cast(Assistant, assistant), host=host, port=free_port(), **options)
        except BaseException as error:
            ready.put(error)

    with nullcontext() if questions else mock.patch.object(page, "Overview", WithoutQuestions):
        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        url = ready.get(timeout=60)
    assert isinstance(url, str), url
    if not lasting:
        RUNNING.append(Chat(thread, end))
    return url


def end_chats() -> None:
    """End the chats that need not last: one that idles still takes some hundredths of a core."""
    while RUNNING:
        chat = RUNNING.pop()
        chat.end.set()
        chat.thread.join(60)


class WithoutQuestions(Overview):
    def suggestions(self, _: actions.Suggestions) -> dict[str, Any]:
        return {"suggestions": ""}

    def openers(self, _: actions.Openers) -> dict[str, Any]:
        return {"openers": ""}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def act(url: str, action: str, payload: Any, token: str = "") -> dict[str, Any]:
    """The reply to an action of the page, as its client would get it; `token` is the one of a login."""
    headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {token}"} if token else {})}
    with urllib.request.urlopen(urllib.request.Request(f"{url}config", headers=headers), timeout=60) as response:
        components = json.load(response)["components"]
    (client,) = (one["id"] for one in components if one["props"].get("elem_id") == "client")
    call = {"session_hash": "test", "component_id": client, "fn_name": "act"}
    body = json.dumps({**call, "data": {"action": action, "payload": payload}}).encode()
    request = urllib.request.Request(f"{url}gradio_api/component_server", body, headers)
    with urllib.request.urlopen(request, timeout=120) as response:
        return cast(dict[str, Any], json.load(response))
