"""Starts the web chat for a test, in a thread of the process that tests, and calls it as its page does."""

from __future__ import annotations

import json
import queue
import socket
import threading
import urllib.request
from typing import Any, cast

from briefbot_ui import serve

from briefbot import Assistant

PATIENCE = 60_000  # milliseconds that a page may take for what it does at once: busy cores are slow, not wrong


def served(assistant: object, host: str = "127.0.0.1", **options: Any) -> str:
    """The URL of a chat over this assistant, which runs until the tests end."""
    ready: queue.Queue[str | BaseException] = queue.Queue()

    def run() -> None:
        try:
            serve(cast(Assistant, assistant), host=host, port=free_port(), on_ready=ready.put, **options)
        except BaseException as error:
            ready.put(error)

    threading.Thread(target=run, daemon=True).start()
    url = ready.get(timeout=60)
    assert isinstance(url, str), url
    return url


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
