"""Starts the web chat for a test, in a thread of the process that tests."""

from __future__ import annotations

import queue
import socket
import threading
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
