"""Replies of several sentences or places: lists, briefs, timelines, what bears on a question, and found articles."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import ClassVar

from briefbot.replies.base import Said
from briefbot.types import Citation


@dataclass(frozen=True, slots=True)
class Item:
    """One of several things that a reply says, with every place that says it."""

    citations: tuple[Citation, ...]  # best first, at least one
    name: str = ""  # of what it is about, as the question writes it; "" where it names none

    def __post_init__(self) -> None:
        if not self.citations:
            raise ValueError("an item has a citation")

    @property
    def text(self) -> str:
        return self.citations[0].quote


@dataclass(frozen=True, slots=True)
class Dated:
    """A sentence of a timeline with the day or period that it speaks of."""

    start: dt.date
    end: dt.date  # the same day, or the last of a period
    citations: tuple[Citation, ...]  # best first, at least one

    def __post_init__(self) -> None:
        if not self.citations or self.end < self.start:
            raise ValueError("what is dated has a citation, and ends after it begins")

    @property
    def text(self) -> str:
        return self.citations[0].quote


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed(Said):
    """Several things that a question asks for, each in the words of an article."""

    kind: ClassVar[str] = "listing"
    own: ClassVar[tuple[str, ...]] = ("items", "complete")

    confidence: float = field()  # of the least sure item
    items: tuple[Item, ...]  # at least one, in the order in which they are said
    complete: bool = False  # whether one enumeration named them all; else there may be more

    def __post_init__(self) -> None:
        _has_some(self.items, "a list")

    @property
    def text(self) -> str:
        return "; ".join(item.text for item in self.items)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The best of each item."""
        return _first(self.items)


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief(Said):
    """The sentences that say the most of a subject, the newest state first."""

    kind: ClassVar[str] = "brief"
    own: ClassVar[tuple[str, ...]] = ("items",)

    items: tuple[Item, ...]  # a sentence each, with those that say the same

    def __post_init__(self) -> None:
        _has_some(self.items, "a brief")

    @property
    def text(self) -> str:
        return _lines(self.items)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The best of each sentence."""
        return _first(self.items)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline(Said):
    """Dated sentences, the oldest first."""

    kind: ClassVar[str] = "timeline"
    own: ClassVar[tuple[str, ...]] = ("entries",)

    entries: tuple[Dated, ...]

    def __post_init__(self) -> None:
        _has_some(self.entries, "a timeline")

    @property
    def text(self) -> str:
        return _lines(self.entries)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The best of each sentence."""
        return _first(self.entries)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearing(Said):
    """The sentences that bear on a question of yes or no, on a comparison, or on how many of several."""

    kind: ClassVar[str] = "evidence"
    own: ClassVar[tuple[str, ...]] = ("sides",)

    confidence: float = field()  # that the first sentence decides
    sides: tuple[Item, ...]  # what is compared, or what speaks for and what against, each with its sentences

    def __post_init__(self) -> None:
        _has_some(self.sides, "evidence")
        if any(side.name not in self.question for side in self.sides):
            raise ValueError("a side is named in the words of the question")

    @property
    def text(self) -> str:
        return "\n".join(citation.quote for citation in self.citations)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """All sentences, those of each side together."""
        return tuple(citation for side in self.sides for citation in side.citations)


@dataclass(frozen=True, slots=True, kw_only=True)
class Matches(Said):
    """The articles that a search finds, each with its best sentence."""

    kind: ClassVar[str] = "search"

    citations: tuple[Citation, ...] = field()  # one an article, best first, at least one

    def __post_init__(self) -> None:
        _has_some(self.citations, "a search that found something")

    @property
    def text(self) -> str:
        return "\n".join(citation.quote for citation in self.citations)


def _has_some(parts: tuple[object, ...], what: str) -> None:
    if not parts:
        raise ValueError(f"{what} has at least one part")


def _first(parts: Iterable[Item | Dated]) -> tuple[Citation, ...]:
    return tuple(part.citations[0] for part in parts)


def _lines(parts: Iterable[Item | Dated]) -> str:
    return "\n".join(part.text for part in parts)
