"""A fact, or why none is given."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from briefbot.replies.base import Reply, Said
from briefbot.types import Alternative, Citation, Passage, Span

_NEAREST = 3  # passages that a decline shows


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted(Said):
    """A fact: a span copied out of an article, with every source that says it."""

    kind: ClassVar[str] = "quote"

    confidence: float = field()
    citations: tuple[Citation, ...] = field()  # at least one
    others: tuple[Alternative, ...] = ()

    def __post_init__(self) -> None:
        if not self.citations:
            raise ValueError("a quote has a citation")

    @property
    def text(self) -> str:
        return self.citations[0].quote


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsure(Reply):
    """The articles may say, but no answer is sure enough: the likeliest place, to be read."""

    kind: ClassVar[str] = "unsure"

    confidence: float = field()
    best: Span  # the candidate that is right with that probability
    missing: tuple[str, ...] = ()

    @property
    def unsure(self) -> bool:
        return True

    @property
    def likeliest(self) -> Passage:
        sentence = self.best.hit.passage.sentence_around(self.best.start, self.best.end)
        return Passage(self.best.document, (sentence,))

    @property
    def nearest(self) -> tuple[Passage, ...]:
        """The closest passages without that of `likeliest`."""
        passages = (hit.passage for hit in self.hits)
        return tuple(passage for passage in passages if passage != self.best.hit.passage)[:_NEAREST]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotFound(Reply):
    """The articles do not say, or none was searched."""

    kind: ClassVar[str] = "not_found"

    confidence: float = 0.0  # that the best span is right all the same
    missing: tuple[str, ...] = ()

    @property
    def nearest(self) -> tuple[Passage, ...]:
        return tuple(hit.passage for hit in self.hits)[:_NEAREST]
