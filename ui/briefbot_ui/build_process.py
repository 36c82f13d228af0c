"""Builds in a process of their own: settings and requests on standard input, JSON lines on standard output.

So the chat goes on answering at its usual speed, can end a build at any moment, and gets back what memory it took.
An index outlives a build that is killed (docs/decisions/0032). What a build needs is loaded before the first request
and stays for the next ones; the process ends as soon as its standard input does.

{"index": path, ...}                                  the fields of Settings, once
{"sources": [path, ...] or null, "remove": bool}      a request
{"doing": str, "done": int, "total": int}             its progress
{"documents": int, "added": int, ...}                 its outcome, or
{"failures": [[source, reason], ...]}                 that nothing at all could be read, or
{"error": str}                                        what went wrong

The outcome says, too, whether it is the last ("ends"), so that the chat starts another process.
"""

from __future__ import annotations

import json
import os
import queue
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from briefbot import (
    BriefbotError,
    DocumentError,
    IndexBuilder,
    IndexLockedError,
    Progress,
    Report,
    Settings,
    index_status,
)

try:
    import resource
except ImportError:  # Windows, where a process is replaced after a number of builds alone
    resource = None  # type: ignore[assignment]

MOST_BUILDS = 100
MOST_MEMORY = 1024 * 1024 * 1024  # bytes used once, after which another process goes on: this one gives little back
_UNIT = 1 if sys.platform == "darwin" else 1024  # bytes in which `ru_maxrss` is counted
_RETRY = 0.5  # seconds


def main() -> None:
    """Do what the requests ask for, one after the other, and report the progress and the outcome of each."""
    lines = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever a library prints must not look like a line of ours

    def tell(**line: Any) -> None:
        print(json.dumps(line), file=lines, flush=True)

    settings = json.loads(sys.stdin.readline() or "{}")
    requests: queue.Queue[str] = queue.Queue()
    threading.Thread(target=_receive, args=(requests,), name="requests", daemon=True).start()
    builder = IndexBuilder(settings=Settings(**{**settings, "index": Path(settings["index"])}))
    if requests.empty():
        with suppress(BriefbotError):  # which the first build tells
            builder.prepare()
    for number in range(1, MOST_BUILDS + 1):
        request = json.loads(requests.get())
        outcome = _outcome(builder, request, Path(settings["index"]), tell)
        ends = number == MOST_BUILDS or _peak() > MOST_MEMORY
        tell(**outcome, ends=ends)
        if ends:
            break


def _receive(requests: queue.Queue[str]) -> None:
    """Take requests; at the end of them the chat is no more, and nobody waits for what is being done."""
    for line in sys.stdin:
        requests.put(line)
    os._exit(0)


def _outcome(builder: IndexBuilder, request: dict[str, Any], index: Path, tell: Callable[..., None]) -> dict[str, Any]:
    sources = request["sources"]
    try:
        report = _built(builder, request["remove"], sources, _Heard(_count(sources, index), tell))
    except DocumentError as error:  # nothing at all could be read
        return {"failures": [[failure.source, failure.reason] for failure in (error, *error.others)]}
    except BriefbotError as error:
        return {"error": str(error)}
    return {
        "documents": report.documents,
        "added": report.added,
        "updated": report.updated,
        "dropped": report.dropped,
        "failures": [[failure.source, failure.reason] for failure in report.failures],
    }


def _built(builder: IndexBuilder, remove: bool, sources: list[str] | None, heard: _Heard) -> Report:
    while True:
        try:
            return builder.remove(sources or [], progress=heard) if remove else builder.build(sources, progress=heard)
        except IndexLockedError:  # by `briefbot index`, say, which ends soon
            heard.tell(doing="waiting", done=0, total=0)
            time.sleep(_RETRY)


class _Heard:
    """Tells of the progress of a build: a line for each hundredth, since a file of records tells of each of them.

    What is told of reading is a part of all sources, though a build begins anew with each of them.
    """

    def __init__(self, sources: int, tell: Callable[..., None]) -> None:
        self.tell = tell
        self._sources = sources
        self._source = ""
        self._before = -1  # sources before the one that is read
        self._told: tuple[str, int] | None = None

    def __call__(self, progress: Progress) -> None:
        done, total = progress.done, max(progress.total, 1)
        if progress.doing == "reading":
            if progress.source != self._source or self._before < 0:
                self._source, self._before = progress.source, self._before + 1
            done, total = self._before * total + done, max(self._sources, self._before + 1) * total
        now = (progress.doing, 100 * done // total)
        if now != self._told:
            self._told = now
            self.tell(doing=progress.doing, done=done, total=total if progress.total else 0)


def _count(sources: list[str] | None, index: Path) -> int:
    """Return how many sources there are to read."""
    if sources is not None:
        return len(sources)
    try:
        return len(index_status(index=index).sources)
    except BriefbotError:
        return 1


def _peak() -> int:
    """Return the most bytes of memory that this process has used at once; 0 where that cannot be known."""
    try:  # Linux counts what `resource` tells from the process on that has started this one
        status = Path("/proc/self/status").read_text(encoding="utf-8")
        return 1024 * int(status.partition("VmHWM:")[2].split()[0])
    except (OSError, IndexError, ValueError):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _UNIT if resource else 0


if __name__ == "__main__":
    main()
