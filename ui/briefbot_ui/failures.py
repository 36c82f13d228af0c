"""Files that could not be added, told by reason: what has one reason is told once, with the names of all of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath

from briefbot_ui.uploads import NOT_READ

NAMED_AT_MOST = 20  # of one reason


@dataclass(frozen=True, slots=True)
class Failures:
    """The files that failed for one reason."""

    reason: str  # in words that follow the name of a file; without a stop at its end
    names: tuple[str, ...]  # of the first of them
    count: int
    kinds: tuple[str, ...] = ()  # suffixes, where it is their kind that is not read

    @property
    def left(self) -> int:
        """How many are not named."""
        return self.count - len(self.names)


def grouped(failures: Iterable[tuple[str, str]]) -> list[Failures]:
    """Return the (name, reason) of files by reason, in the order in which each reason came first."""
    by_reason: dict[str, list[str]] = {}
    for name, reason in failures:
        by_reason.setdefault(reason.strip().rstrip("."), []).append(name)
    return [
        Failures(reason, tuple(names[:NAMED_AT_MOST]), len(names), _kinds(names) if reason == NOT_READ else ())
        for reason, names in by_reason.items()
    ]


def _kinds(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({suffix for name in names if (suffix := PurePath(name).suffix.lower()[:12])}))
