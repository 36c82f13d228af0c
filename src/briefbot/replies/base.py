"""What every kind of reply has."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from inspect import get_annotations
from typing import ClassVar

from briefbot.types import Alternative, Citation, Filter, Hit, Passage, Span


@dataclass(frozen=True, slots=True)
class Respelt:
    """A word of a question that the index lacks, and the word of the index that it was read as."""

    typed: str
    read: str


@dataclass(frozen=True, slots=True)
class Asked:
    """The question that a reply is to."""

    question: str  # as it was typed
    within: Filter = field(default=Filter(), repr=False)  # what it was restricted to
    after: tuple[str, ...] = ()  # questions before it in the conversation that it was searched for with, oldest first
    reference: dt.date | None = None  # the day that "last week" counts from: `as_of`, else the newest day of an article
    read_as: tuple[Respelt, ...] = ()  # its slips of spelling
    as_written: bool = False  # no word was to be read as another, no day worked out, no kind of reply guessed
    taken_for: str = ""  # the kind of reply that it was guessed to ask for; "" for a fact, and where it was said
    picks: bool = False  # the documents of `within` are what it points to, as "the second one" does

    @property
    def slips(self) -> int:
        """How many of its words were read as others, any of which may not have been meant."""
        return len(self.read_as)


@dataclass(frozen=True, slots=True)
class Evidence:
    """The passages and spans that a reply was chosen from."""

    hits: tuple[Hit, ...] = field(default=(), repr=False)  # the passages that were read, best first
    spans: tuple[Span, ...] = field(default=(), repr=False)  # the candidates that competed, best first
    searched: int = 0  # documents that the question was put to
    undated: int = 0  # those of them without a date, where it was put as of a day; else 0


@dataclass(frozen=True, slots=True)
class Reply:
    """What briefbot says to a question, of whatever kind.

    A kind has fields for what it says; the properties below give everything else as empty, so that a program can read
    any reply without asking what kind it is.
    """

    kind: ClassVar[str]  # as JSON and `KINDS` name it
    own: ClassVar[tuple[str, ...]] = ()  # what its JSON has beside the keys that all kinds share

    asked: Asked
    evidence: Evidence = field(default=Evidence(), kw_only=True)
    seconds: float = field(default=0.0, compare=False, kw_only=True)  # that it took

    def __init_subclass__(cls) -> None:
        for name in get_annotations(cls):
            if name not in cls.__dict__ and hasattr(cls, name):  # dataclasses would take the property for its default
                raise TypeError(f"{cls.__name__}.{name} stands in for a property of Reply: give it field()")

    @property
    def question(self) -> str:
        return self.asked.question

    @property
    def within(self) -> Filter:
        return self.asked.within

    @property
    def after(self) -> tuple[str, ...]:
        """Questions before it in the conversation that it was searched for with, oldest first."""
        return self.asked.after

    @property
    def as_of(self) -> dt.date | None:
        """The day as of which it was asked: as if nothing later had been published. None where it was as of none."""
        return self.asked.within.as_of

    @property
    def read_as(self) -> tuple[Respelt, ...]:
        """The words of the question that were taken for slips, and what they were read as."""
        return self.asked.read_as

    @property
    def as_written(self) -> bool:
        """Whether no word of the question was to be read as another, no day worked out and no kind of reply guessed."""
        return self.asked.as_written

    @property
    def taken_for(self) -> str:
        """The kind of reply that the question was guessed to ask for; "" for a fact, and where the kind was said."""
        return self.asked.taken_for

    @property
    def hits(self) -> tuple[Hit, ...]:
        """The passages that were read, best first."""
        return self.evidence.hits

    @property
    def spans(self) -> tuple[Span, ...]:
        """The candidates that competed, best first."""
        return self.evidence.spans

    @property
    def searched(self) -> int:
        """The number of documents that the question was put to."""
        return self.evidence.searched

    @property
    def undated(self) -> int:
        """The number of documents without a date among those, where it was asked as of a day; else 0."""
        return self.evidence.undated

    @property
    def answered(self) -> bool:
        """Whether it says something about what the articles say."""
        return False

    @property
    def text(self) -> str:
        """What it says; what it says of the articles is copied out of them. "" where it declines."""
        return ""

    @property
    def confidence(self) -> float | None:
        """The probability (0..1) that the best span is right; None where a kind has none."""
        return None

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Where it stands in the articles."""
        return ()

    @property
    def voices(self) -> int:
        """The number of sources that say it, near-copies of one text counted as one."""
        return len({citation.voice for citation in self.citations})

    @property
    def others(self) -> tuple[Alternative, ...]:
        """What other articles say instead, best first; empty unless they plainly differ."""
        return ()

    @property
    def unsure(self) -> bool:
        """Whether it declines although the articles may say."""
        return False

    @property
    def likeliest(self) -> Passage | None:
        """The sentence that answers with a probability of `confidence`, to be read; None unless it is unsure."""
        return None

    @property
    def nearest(self) -> tuple[Passage, ...]:
        """The closest passages, where it declines."""
        return ()

    @property
    def missing(self) -> tuple[str, ...]:
        """What of the question no article searched has, where it declines: names of several words as they were typed,
        then other words in lower case.
        """
        return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Said(Reply):
    """A reply that says something, of whatever kind."""

    @property
    def answered(self) -> bool:
        return True
