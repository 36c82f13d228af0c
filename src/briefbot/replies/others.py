"""Replies about the collection and about briefbot itself, and those to several requests in one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import ClassVar

from briefbot.phrases import HELP, Meant, collection_words
from briefbot.replies.base import Reply, Said
from briefbot.types import Citation, Filter


@dataclass(frozen=True, slots=True, kw_only=True)
class Holdings(Said):
    """What the index holds: how many articles, which, of whom and when. Exact, from the catalog."""

    kind: ClassVar[str] = "collection"
    own: ClassVar[tuple[str, ...]] = (
        "subject",
        "phrases",
        "lacking",
        "restricted",
        "author",
        "total",
        "outlets",
        "period",
    )

    subject: str  # "articles", "mentions", "newest", "oldest", "outlets", "period", "topics" or "cited"
    phrases: tuple[str, ...] = ()  # what the articles were to mention, all of it
    lacking: bool = False  # whether they were not to mention it
    restricted: Filter = field(
        default=Filter()
    )  # outlets and days that the question named, beside what it was restricted to
    author: str = ""  # whose articles were asked for, or who wrote those that were cited
    total: int  # how many articles, or outlets
    citations: tuple[Citation, ...] = ()  # one an article, 20 at most: its first sentence, or one with the first phrase
    outlets: tuple[tuple[str, int], ...] = ()  # each with how many articles it has, the largest first
    period: tuple[dt.date, dt.date] | None = None  # the first and the last day of publication
    confidence: float | None = 1.0

    @property
    def text(self) -> str:
        asked = Meant(self.phrases, self.restricted, self.author, self.lacking)
        return collection_words(self.subject, self.total, asked, self.outlets, self.period)


@dataclass(frozen=True, slots=True, kw_only=True)
class Help(Said):
    """A line of briefbot's own to what is no question about articles, with questions that work here."""

    kind: ClassVar[str] = "help"
    own: ClassVar[tuple[str, ...]] = ("topic", "suggestions")

    topic: str = "abilities"  # which line: a key of `phrases.HELP`
    suggestions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.topic not in HELP:
            raise ValueError(f"there is no help on {self.topic!r}")

    @property
    def text(self) -> str:
        return HELP[self.topic]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts(Reply):
    """The replies to several requests in one question, in their order."""

    kind: ClassVar[str] = "parts"
    own: ClassVar[tuple[str, ...]] = ("parts",)

    parts: tuple[Reply, ...]  # at least two, none of them of this kind

    def __post_init__(self) -> None:
        if len(self.parts) < 2 or any(isinstance(part, Parts) for part in self.parts):
            raise ValueError("there are at least two parts, and none has parts of its own")

    @property
    def answered(self) -> bool:
        return any(part.answered for part in self.parts)

    @property
    def text(self) -> str:
        return "\n".join(part.text for part in self.parts if part.text)

    @property
    def confidence(self) -> float | None:
        """That of the least sure part."""
        return min((part.confidence for part in self.parts if part.confidence is not None), default=None)

    @property
    def citations(self) -> tuple[Citation, ...]:
        return tuple(citation for part in self.parts for citation in part.citations)
