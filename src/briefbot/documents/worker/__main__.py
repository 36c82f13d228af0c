"""Reads files for another process: requests on standard input, what is in the files on standard output.

["file", path, source, max_bytes, seconds]                a file
["fetched", media type, charset, address, seconds]        what an address answered with; the bytes follow
["page", number, words before, words, seconds]            a page of a PDF to be drawn; the bytes follow
["ready"]                                                 -> once, when requests are awaited
["begin"], items, logged warnings, ["end"]                -> for each request, in order
"""

from __future__ import annotations

import logging
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from briefbot.documents.input.web import Fetched
from briefbot.documents.reading import read_fetched, read_file
from briefbot.documents.worker.limits import OUT_OF_MEMORY, has_grown, limit_memory, limit_processor
from briefbot.documents.worker.messages import item_as_json, pack, receive, receive_bytes
from briefbot.errors import DocumentError
from briefbot.types import Document


class _Forward(logging.Handler):
    """Sends what the readers log to the process that asked, which has its own way to show it."""

    def __init__(self, out: IO[bytes]) -> None:
        super().__init__(logging.WARNING)
        self._out = out

    def emit(self, record: logging.LogRecord) -> None:
        self._out.write(pack(["log", record.name, record.levelno, record.getMessage()]))


def main() -> None:
    """Answer requests until there are no more."""
    megabytes = int(sys.argv[1])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for who asks, whose end is the end of the requests
    out = os.fdopen(os.dup(1), "wb")
    logging.getLogger().addHandler(_Forward(out))
    limit_memory(megabytes)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # whatever a library prints is no message
    with suppress(BrokenPipeError):
        _send(out, ["ready"])
        os.dup2(1, 2)  # and its last words are told in our own
        while (request := receive(sys.stdin.buffer)) is not None:
            _send(out, ["begin"])
            try:
                for message in _answers(request):
                    out.write(pack(message))
            except MemoryError:
                os._exit(OUT_OF_MEMORY)
            _send(out, ["end"])
            if has_grown(megabytes):
                break
    os._exit(0)  # nothing is left to be done, and libraries may take long to come down


def _answers(request: list[Any]) -> Iterator[list[Any]]:
    if request[0] == "page":
        yield _drawn(request)
    else:
        yield from map(item_as_json, _read(request))


def _drawn(request: list[Any]) -> list[Any]:
    from briefbot.documents.readers.pdf_image import draw

    _, number, before, words, seconds = request
    limit_processor(2 * seconds)
    try:
        return ["image", *draw(receive_bytes(sys.stdin.buffer) or b"", number, before, words)]
    except DocumentError as error:
        return item_as_json(error)


def _read(request: list[Any]) -> Iterator[Document | DocumentError]:
    kind, *values, seconds = request
    limit_processor(2 * seconds)
    if kind == "file":
        path, source, max_bytes = values
        return read_file(Path(path), source, max_bytes)
    media_type, charset, address = values
    data = receive_bytes(sys.stdin.buffer)
    return read_fetched(Fetched(data or b"", media_type, charset), address)


def _send(out: IO[bytes], message: list[Any]) -> None:
    out.write(pack(message))
    out.flush()


if __name__ == "__main__":
    main()
