"""The process that builds, as the chat sees it: started ahead, asked, heard, ended, and replaced where it has ended."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from briefbot import Settings

log = logging.getLogger(__name__)

_PATIENCE = 5  # seconds in which a process that was told to end has ended


class BuildClient:
    """Asks a process for builds, one at a time. It is kept from one to the next. Safe to share between threads."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._is_asked = False  # the answer is being read, by who asked
        self._is_closed = False

    def start(self) -> None:
        """Start the process, unless there is one, so that it loads what builds need; returns at once."""
        with self._lock, suppress(OSError):  # which the next build tells
            if not self._is_closed:
                self._running()

    def end(self) -> None:
        """End the process with what it does; the next request starts another."""
        with self._lock:
            if self._process:
                self._process.terminate()

    def close(self) -> None:
        """End the process, and start no other."""
        with self._lock:
            self._is_closed = True
            if self._process and self._is_asked:
                self._process.terminate()
            else:
                self._forget()

    def ask(self, request: dict[str, Any], is_wanted: Callable[[], bool]) -> Iterator[dict[str, Any]]:
        """Send a request, unless it is no longer wanted, and yield each line of the answer.

        The last one lacks where the process has ended before. One that has ended between two requests is replaced.
        """
        heard = False
        while not heard:
            with self._lock:
                if self._is_closed or not is_wanted():
                    return
                is_fresh = self._process is None
                process, self._is_asked = self._running(), True
                with suppress(OSError):  # it has ended, which the end of its lines tells
                    _send(process, request)
            for line in process.stdout or ():
                with suppress(ValueError):  # a line that the end of the process has cut off
                    told = json.loads(line)
                    heard = True
                    yield told
                    if "ends" in told:
                        if told["ends"]:
                            break
                        with self._lock:
                            self._is_asked = False
                        return
            with self._lock:
                self._is_asked = False
                self._forget()
                if (heard or not is_wanted()) and not self._is_closed:
                    self._running()  # so that the next request finds it ready
            if is_fresh:
                return

    def _running(self) -> subprocess.Popen[str]:
        if self._process and self._process.poll() is not None:
            self._forget()
        if self._process is None:
            # -P: nothing in the folder that the chat was started in can stand in for a module.
            command = [sys.executable, "-P", "-m", "briefbot_ui.build_process"]
            # A session of its own: Ctrl+C is for the chat, whose end is the end of the requests.
            self._process = subprocess.Popen(  # noqa: S603  nothing in the command comes from a request
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8", start_new_session=True
            )
            with suppress(OSError):
                _send(self._process, {**asdict(self._settings), "index": str(self._settings.index)})
        return self._process

    def _forget(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        with suppress(OSError):
            process.terminate()
        try:
            process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for stream in (process.stdin, process.stdout):
            with suppress(OSError, ValueError):
                if stream:
                    stream.close()


def _send(process: subprocess.Popen[str], value: dict[str, Any]) -> None:
    if process.stdin:
        process.stdin.write(json.dumps(value) + "\n")
        process.stdin.flush()
