"""Files -> Documents by way of another process, which is replaced where a file ends it or takes too long.

The process is a command: it needs no main module to start again from, so that a notebook, a script without a guard and
a build of the page all can have one. One that is idle stays for whoever reads next.
"""

from __future__ import annotations

import logging
import signal
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from briefbot.documents.input.web import Limits, fetch
from briefbot.documents.worker.limits import OUT_OF_MEMORY
from briefbot.documents.worker.messages import item_from_json, pack, pack_bytes
from briefbot.documents.worker.process import IDLE, START, Process
from briefbot.errors import DocumentError
from briefbot.settings import Settings
from briefbot.types import Document

_MOST_AHEAD = 32  # files that are asked for before the first of them is done
_BYTES_AHEAD = 1024 * 1024  # and bytes in them; one larger file is asked for by itself


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """What reading one file may take."""

    max_bytes: int
    seconds: float  # whatever its size,
    seconds_per_mb: float  # and more for each million bytes
    memory_mb: int

    def seconds_for(self, size: int) -> float:
        """Return the seconds that a file of so many bytes may take."""
        return self.seconds + self.seconds_per_mb * min(size, self.max_bytes) / 1e6


def limits_of(settings: Settings) -> ReadingLimits:
    """Return the limits that the settings state."""
    return ReadingLimits(
        settings.max_file_bytes, settings.read_seconds, settings.read_seconds_per_mb, settings.read_memory_mb
    )


@dataclass(slots=True)
class _Request:
    source: str
    size: int
    seconds: float
    packed: bytes = field(repr=False)


class FileReader:
    """Reads files in another process, the next ones while what is in the first is still looked at.

    `ask` for files as long as there `is_room`, and take the `items` of each in the same order. For one thread.
    """

    def __init__(self, limits: ReadingLimits) -> None:
        self._limits = limits
        self._process: Process | None = None
        self._asked: deque[_Request] = deque()

    def is_room(self) -> bool:
        """Return whether another file may be asked for before the items of those before it are taken."""
        ahead = sum(request.size for request in self._asked)
        return not self._asked or (len(self._asked) < _MOST_AHEAD and ahead < _BYTES_AHEAD)

    def is_starting(self) -> bool:
        """Return whether the process is not known to have started, so that there is time for something else."""
        return self._process is not None and not self._process.is_ready

    def ask(self, path: Path) -> None:
        """Have a file read. Raises BriefbotError where no process can be started."""
        try:
            size = path.stat().st_size
        except (OSError, ValueError):
            size = 0
        seconds = self._limits.seconds_for(size)
        source = path.as_posix()
        asked = ["file", _full(path), source, self._limits.max_bytes, seconds]
        self._ask(_Request(source, size, seconds, pack(asked)))

    def ask_fetched(self, address: str, limits: Limits) -> None:
        """Fetch a web address, here, and have what it answers with read. Raises DocumentError where it cannot be."""
        fetched = fetch(address, limits)
        size = len(fetched.data)
        seconds = self._limits.seconds_for(size)
        asked = pack(["fetched", fetched.media_type, fetched.charset, address, seconds])
        self._ask(_Request(address, size, seconds, asked + pack_bytes(fetched.data)))

    def items(self) -> Iterator[Document | DocumentError]:
        """Yield what is in the first of the files that were asked for; an error in place of what cannot be read.

        A file that takes too long or ends its reader gives what was read of it, and an error. Raises BriefbotError
        where no process can be started.
        """
        request = self._asked[0]
        left = request.seconds
        begun = done = False
        fresh = False  # whether the process was started for this file
        try:
            while not done:
                if self._process is None:
                    self._start()
                    fresh = True
                process = self._process
                assert process is not None  # noqa: S101  for mypy
                process.await_ready()
                started = time.monotonic()
                message = process.receive(left if begun else START)
                left -= time.monotonic() - started if begun else 0
                if message is None and not begun and not fresh:
                    self._end()  # it had ended between two files, as one does that has grown
                elif message is None:
                    raise EOFError
                elif message[0] == "begin":
                    begun = True
                elif message[0] == "end":
                    done = True
                elif message[0] == "log":
                    _, name, level, text = message
                    logging.getLogger(name).log(level, "%s", text)
                else:
                    yield item_from_json(message)
        except TimeoutError:
            done = True
            self._end()
            yield DocumentError(request.source, _too_long(request.seconds))
        except (EOFError, ValueError, TypeError, LookupError):
            done = True
            yield DocumentError(request.source, _why_ended(self._end(), self._limits.memory_mb))
        finally:
            if not done:
                self._end()  # nobody takes the rest
            self._asked.popleft()

    def close(self) -> None:
        """Keep the process for whoever reads next, where it awaits requests; else end it."""
        process, self._process = self._process, None
        if process is not None and not self._asked and process.is_alive():
            IDLE.keep(process)
        elif process is not None:
            process.end()

    def _ask(self, request: _Request) -> None:
        self._asked.append(request)
        if self._process is None:
            self._start()
        else:
            self._process.send(request.packed)

    def _start(self) -> None:
        """Take a process, and ask it for what has been asked for and not been taken."""
        self._process = IDLE.take(self._limits.memory_mb)
        for request in self._asked:
            self._process.send(request.packed)

    def _end(self) -> int:
        process, self._process = self._process, None
        return process.end() if process is not None else 0


@contextmanager
def file_reader(limits: ReadingLimits) -> Iterator[FileReader]:
    """Yield a reader, and keep its process for the next one afterwards."""
    reader = FileReader(limits)
    try:
        yield reader
    finally:
        reader.close()


def read_documents(
    path: Path, *, max_bytes: int, limits: ReadingLimits | None = None
) -> Iterator[Document | DocumentError]:
    """Yield the documents in one file, in its order; what cannot be read is a DocumentError in its place, never raised.

    A .jsonl, .csv, .epub or feed holds many, with the source "path#number", or their own web address where a record
    states one; any other holds one, with the path as its source, in POSIX form and relative if it was given so. The
    same bytes give the same documents, on any day. The file is read in another process: one that takes longer or more
    memory than `limits` say, those of the default settings without, is a DocumentError, too.
    """
    yield from _read(limits, lambda reader: reader.ask(path), max_bytes)


def read_address(
    address: str, limits: Limits, *, reading: ReadingLimits | None = None
) -> Iterator[Document | DocumentError]:
    """Yield the documents that a web address answers with, as `read_documents` gives those of a file.

    `address` is as `one_address` gives it. It is the source of what it holds, wherever it redirects to; an entry of
    a feed has a source of its own. It is fetched in this process and read in another.
    """
    try:
        yield from _read(reading, lambda reader: reader.ask_fetched(address, limits), limits.max_bytes)
    except DocumentError as error:
        yield error


def _read(
    limits: ReadingLimits | None, ask: Callable[[FileReader], None], max_bytes: int
) -> Iterator[Document | DocumentError]:
    limits = limits or limits_of(Settings(max_file_bytes=max_bytes))
    with file_reader(limits) as reader:
        ask(reader)
        yield from reader.items()


def _full(path: Path) -> str:
    """Return the path from the root of the file system, so that it leads there whatever folder a process is in."""
    try:
        return str(Path.cwd() / path)  # not resolved: "link/.." is another folder than it seems
    except OSError:
        return str(path)


def _too_long(seconds: float) -> str:
    more = "save its text as .txt, or raise the setting read_seconds"
    return f"took longer than {round(seconds, 1):g} seconds to read; {more}"


def _why_ended(code: int, memory_mb: int) -> str:
    """Return why a process ended that was reading a file, by its exit code."""
    more = "save its text as .txt, or raise the setting read_memory_mb"
    if code == OUT_OF_MEMORY:
        return f"needed more than {memory_mb:,} MB of memory to be read; {more}"
    how = f"exit code {code}"
    if code < 0:
        with suppress(ValueError):
            how = signal.Signals(-code).name
    return f"the program that reads it stopped ({how}), for want of memory or because the file is damaged; {more}"
