"""One process that reads files: started, asked, heard and ended; and the one that is kept idle."""

from __future__ import annotations

import atexit
import os
import queue
import subprocess
import sys
import sysconfig
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

from briefbot.documents.worker.messages import receive
from briefbot.errors import BriefbotError

COMMAND = "briefbot.documents.worker"
START = 120.0  # seconds in which a process must be there, on the slowest of machines
_PIPE = 4096  # bytes that a pipe holds on any system
_MESSAGES = 64  # that wait to be taken; while there are so many, the process waits
_CURE = "Check that Python may start another Python here, and that briefbot is installed for it."


class Process:
    """One process that reads. What it sends is taken by a thread, so that waiting for it can end."""

    def __init__(self, memory_mb: int) -> None:
        self.memory_mb = memory_mb
        self._messages: queue.Queue[list[Any] | None] = queue.Queue(_MESSAGES)
        self._has_ended = False
        self._sent = 0
        self.is_ready = False
        command = [sys.executable, "-P", "-m", COMMAND, str(memory_mb)]  # -P: no module of the folder we are in
        try:
            self._process = subprocess.Popen(  # noqa: S603  nothing in the command comes from a file
                # Not buffered: a buffer has a lock, which a fork would leave locked for ever.
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                bufsize=0,
                env=_environment(),
            )
        except (OSError, ValueError) as error:
            raise BriefbotError(f"The process that reads files cannot be started: {error}. {_CURE}") from error
        self._thread = threading.Thread(target=self._take, name="briefbot reading", daemon=True)
        self._thread.start()

    def await_ready(self) -> None:
        """Wait until it has started, as it does while whoever asks goes on. Raises BriefbotError where it does not."""
        if self.is_ready:
            return
        try:
            self.is_ready = self.receive(START) == ["ready"]
        except TimeoutError:
            self.is_ready = False
        if not self.is_ready:
            code = self.end()
            raise BriefbotError(f"The process that reads files did not start (exit code {code}). {_CURE}")

    def send(self, packed: bytes) -> None:
        """Send a request. Where the process has ended, `receive` says so."""
        self._sent += len(packed)
        if self._sent > _PIPE:
            self.await_ready()  # else what it cannot take yet might wait for ever
        stdin = self._process.stdin
        if stdin is not None:
            with suppress(OSError, ValueError):
                left = memoryview(packed)
                while left:
                    left = left[stdin.write(left) :]

    def receive(self, seconds: float) -> list[Any] | None:
        """Return the next message; None where there will be no more. Raises TimeoutError after so many seconds."""
        try:
            message = self._messages.get(timeout=max(seconds, 0.0))
        except queue.Empty:
            raise TimeoutError from None
        self._has_ended = message is None
        return message

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def end(self) -> int:
        """End the process, whatever it does; return its exit code, or less than 0 for the signal that ended it."""
        if self._has_ended:
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(1)  # so that it says why
        self._process.kill()
        code = self._process.wait()
        while self._thread.is_alive():  # it may wait for room
            with suppress(queue.Empty):
                self._messages.get(timeout=0.01)
        self._close()
        return code

    def forget(self) -> None:
        """Let go of what another process, of which this one is a fork, goes on using."""
        self._process.returncode = 0  # so that nobody waits for it: it is no child of this process
        self._close()

    def _close(self) -> None:
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with suppress(OSError, ValueError):
                    stream.close()

    def _take(self) -> None:
        message: list[Any] | None = []
        while message is not None and self._process.stdout is not None:
            try:
                message = receive(self._process.stdout)
            except (OSError, ValueError, RecursionError):
                message = None
            self._messages.put(message)


def _environment() -> dict[str, str]:
    """Return the environment in which another Python finds this briefbot, too."""
    root = str(Path(__file__).resolve().parents[3])
    known = os.environ.get("PYTHONPATH")
    if root in (sysconfig.get_path("purelib"), *(known or "").split(os.pathsep)):
        return dict(os.environ)
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (known, root)))}


class _Idle:
    """The process that is kept for whoever reads next, at most one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: Process | None = None

    def take(self, memory_mb: int) -> Process:
        with self._lock:
            kept, self._kept = self._kept, None
        if kept is not None and kept.memory_mb == memory_mb and kept.is_alive():
            return kept
        if kept is not None:
            kept.end()
        return Process(memory_mb)

    def keep(self, process: Process | None) -> None:
        """Keep this process, or none, and end the one that was kept before."""
        with self._lock:
            before, self._kept = self._kept, process
        if before is not None:
            before.end()

    def forget(self) -> None:
        kept, self._kept, self._lock = self._kept, None, threading.Lock()
        if kept is not None:
            kept.forget()


IDLE = _Idle()
atexit.register(IDLE.keep, None)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=IDLE.forget)
