"""Watching sources, and building again whenever they have changed."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

from briefbot.documents import find_sources, is_address
from briefbot.errors import BriefbotError, IndexFormatError, IndexNotFoundError
from briefbot.index_address import Index
from briefbot.indexer.commands import Sources, build, named
from briefbot.indexer.encoders import BuildEncoder
from briefbot.indexer.named_here import named_here
from briefbot.indexer.paths import absolute, is_index_file, name_of
from briefbot.indexer.progress import Listener, listener
from briefbot.indexer.report import Report
from briefbot.settings import Settings, settings_for
from briefbot.store import open_snapshot

_PAUSE = 1.0  # seconds between two looks at the sources, at least
_SHARE = 20  # a look may take one part in so many of the time, so that large folders are looked at less often
_LONGEST_UNREST = 10.0  # seconds after which files that go on changing are indexed all the same
_FETCH = 900.0  # seconds between two requests for a web address, which does not tell of its changes
_RETRY = 30.0  # seconds after which a build that failed is tried again, changed or not

_State = dict[str, tuple[int, int, int] | None]  # absolute path -> size, time of change, inode; None: not readable


def watch_index(
    sources: Sources | None = None,
    *,
    index: str | Index | None = None,
    settings: Settings | None = None,
    progress: bool | Listener = False,
) -> Iterator[Report | BriefbotError]:
    """Build now and again whenever files have changed and come to rest; yield what each build did, without end.

    Web addresses are fetched every quarter of an hour.

    A build that fails yields its error, is tried again, and ends nothing. Builds that changed nothing and failed on
    nothing are not yielded, except the first. Sources and errors of the first build are as for `build_index`.
    """
    given = None if sources is None else named(sources)
    settings = settings_for(index, settings)
    encoder = BuildEncoder()  # stays loaded
    seen = _look(_followed(given, settings), settings)
    hear = listener(progress)
    yield build(given, settings, encoder, progress=hear)
    fetched = time.monotonic()
    failed: float | None = None  # when
    while True:
        pause = _PAUSE
        try:
            started = time.monotonic()
            followed = _followed(given, settings)
            now = _look(followed, settings)
            again = failed is not None and started - failed > _RETRY
            due = started - fetched > _FETCH and any(is_address(source) for source in followed)
            fetch = due and (failed is None or again)
            pause = max(_PAUSE, _SHARE * (time.monotonic() - started))
            if fetch or now != seen or again:
                seen = _settled(now, given, settings)
                report = build(given, settings, encoder, progress=hear, fetch=fetch)
                failed = None
                fetched = started if fetch else fetched
                if report.changes or report.failures:
                    yield report
        except BriefbotError as error:
            if failed is None or time.monotonic() - failed > _RETRY:
                failed = time.monotonic()
                yield error
        time.sleep(pause)


def _followed(given: list[str | Path] | None, settings: Settings) -> list[str | Path]:
    if given is not None:
        return given
    try:
        with open_snapshot(settings.index) as snapshot:
            known = named_here(settings.index)
            return [path for path in snapshot.roots() if path in known]
    except (IndexNotFoundError, IndexFormatError):  # which the next build makes, updates or refuses
        return []


def _settled(state: _State, given: list[str | Path] | None, settings: Settings) -> _State:
    """Return the state in which the files come to rest: two looks that see the same."""
    until = time.monotonic() + _LONGEST_UNREST
    while time.monotonic() < until:
        time.sleep(_PAUSE / 2)
        later = _look(_followed(given, settings), settings)
        if later == state:
            break
        state = later
    return state


def _look(sources: list[str | Path], settings: Settings) -> _State:
    """Return what can be seen of the files without opening one."""
    state: _State = {}
    for found in find_sources(sources):
        path = absolute(name_of(found))
        if is_index_file(path, settings):
            continue
        try:
            status = os.stat(path)  # noqa: PTH116  a failure of find_sources may name what is no path
            state[path] = (status.st_size, max(status.st_mtime_ns, status.st_ctime_ns), status.st_ino)
        except (OSError, ValueError):
            state[path] = None
    return state
