"""A build in a process of its own: a request as JSON on standard input, JSON lines on standard output.

So the chat goes on answering at its usual speed, can end a build at any moment, and gets back what memory it took.
An index outlives a build that is killed (docs/decisions/0032).
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from briefbot import (
    BriefbotError,
    DocumentError,
    IndexLockedError,
    Progress,
    Report,
    Settings,
    build_index,
    remove_sources,
)

_RETRY = 0.5  # seconds


def main() -> None:
    """Run the build or removal that the request asks for, and report its progress and its outcome."""
    lines = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever a library prints must not look like a line of ours

    def tell(**line: Any) -> None:
        print(json.dumps(line), file=lines, flush=True)

    request = json.load(sys.stdin)
    settings = Settings(**{**request["settings"], "index": Path(request["settings"]["index"])})
    try:
        report = _built(request["remove"], request["sources"], settings, tell)
    except DocumentError as error:  # nothing at all could be read
        tell(failures=[[failure.source, failure.reason] for failure in (error, *error.others)])
    except BriefbotError as error:
        tell(error=str(error))
    else:
        tell(
            documents=report.documents,
            added=report.added,
            updated=report.updated,
            dropped=report.dropped,
            failures=[[failure.source, failure.reason] for failure in report.failures],
        )


def _built(remove: bool, sources: list[str] | None, settings: Settings, tell: Callable[..., None]) -> Report:
    told: tuple[str, int] | None = None

    def hear(progress: Progress) -> None:
        nonlocal told  # a line for each hundredth: a file of records tells of every one of them
        now = (progress.doing, 100 * progress.done // max(progress.total, 1))
        if now != told:
            told = now
            tell(doing=progress.doing, done=progress.done, total=progress.total)

    while True:
        try:
            if remove:
                return remove_sources(sources or [], settings=settings, progress=hear)
            return build_index(sources, settings=settings, progress=hear)
        except IndexLockedError:  # by `briefbot index`, say, which ends soon
            tell(doing="waiting", done=0, total=0)
            time.sleep(_RETRY)


if __name__ == "__main__":
    main()
