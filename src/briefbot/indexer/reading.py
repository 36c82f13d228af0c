"""The files of one source while they are read: which are asked for ahead, and what has been met of them."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from briefbot.documents import FileReader
from briefbot.errors import DocumentError
from briefbot.indexer.paths import is_under
from briefbot.store import Held, Place, Stamp

_MOST_AHEAD = 64  # files that are looked at before the first of them is taken in


@dataclass(frozen=True, slots=True)
class Met:
    """What was found under a source: a file with its stamp before it is read, an address, or an error."""

    path: Path | str | DocumentError
    stamp: Stamp | None = None
    skipped: bool = False  # it is as it was


def asked_ahead(
    paths: Iterable[Path | str | DocumentError], reader: FileReader, look: Callable[[Path], Met]
) -> Iterator[Met]:
    """Yield what was found, in order; files that are not skipped have been asked for some time before.

    `look` says of a file what it is now.
    """
    ahead: deque[Met] = deque()
    for path in paths:
        if not isinstance(path, Path):  # an address waits for its turn: it is fetched when that has come
            yield from _emptied(ahead)
            yield Met(path)
            continue
        met = look(path)
        while ahead and not (reader.is_room() and len(ahead) < _MOST_AHEAD):
            yield ahead.popleft()
        if not met.skipped:
            reader.ask(path)
        ahead.append(met)
    yield from _emptied(ahead)


def _emptied(ahead: deque[Met]) -> Iterator[Met]:
    while ahead:
        yield ahead.popleft()


class Reading:
    """The places that one source held before, and what has been met of it in this build."""

    def __init__(self, before: dict[Place, Held]) -> None:
        self.before = before
        self.present: set[Place] = set()
        self.unread: set[str] = set()  # paths that are there and cannot be read
        self.skipped: dict[str, Path] = {}  # absolute path -> file that is as it was
        self._places: dict[str, list[Place]] = defaultdict(list)
        for place in before:
            self._places[place[0]].append(place)

    def places(self, path: str) -> list[Place]:
        """Return the places in a file that the index knows."""
        return self._places.get(path, [])

    def files(self) -> set[str]:
        """Return the files that were met."""
        return {path for path, _ in self.present}

    def gone(self) -> list[Place]:
        """Return the places that were not met again and are not just unreadable."""
        return [
            place
            for place in self.before.keys() - self.present
            if not any(is_under(place[0], path) for path in self.unread)
        ]
