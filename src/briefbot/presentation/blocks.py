"""What there is to show, whatever shows it: a terminal, a page, a file or a clipboard.

All words of an article in a block are the text of a document at a place. Sentences of briefbot's own stand here or in
`phrases`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from briefbot.blocks import ANSWERING
from briefbot.phrases import LABELS, STANDS_IN, day, title_of
from briefbot.replies import Evidence
from briefbot.types import Document

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Likelihood:
    """A calibrated probability, in words and exactly."""

    probability: float  # 0..1
    words: str  # as a person would say it
    of: str  # what it is the probability of: "this is right"

    @property
    def exact(self) -> str:
        return f"probability that {self.of}: {self.probability:.2f}"


@dataclass(frozen=True, slots=True)
class When:
    """A word for a day in an article, such as "Tuesday", and the day that it means there."""

    place: Range
    day: dt.date


@dataclass(frozen=True, slots=True)
class Source:
    """A place in an article, by which it is opened; ranges are (start, end) in the text of the document."""

    number: int  # from 1 on, in the order in which a reply shows them
    document: Document
    marked: Range  # the words that are quoted; empty, at the beginning of `tinted`, where none are
    tinted: Range  # the sentence or passage around them
    copy_of: int | None = None  # the number of the source that says it in the same words, of which this is a near-copy
    when: When | None = None  # where the words, or else their sentence, say a day that only the article's day can tell

    @property
    def page(self) -> int | None:
        """The number, from 1, of the page on which it begins; None for a text without pages."""
        return self.document.page_at(self.marked[0])

    @property
    def stands_in(self) -> str:
        """What the place is, where that is not the story: "in a caption"; else ""."""
        return STANDS_IN.get(self.document.block_at(self.marked[0]).kind, "")

    @property
    def words(self) -> str:
        """The words that are quoted."""
        return self.document.text[slice(*self.marked)]

    @property
    def text(self) -> str:
        """The sentence or passage."""
        return self.document.text[slice(*self.tinted)]

    @property
    def parts(self) -> tuple[str, str, str]:
        """The sentence, divided before and after the words that are quoted."""
        text = self.document.text
        return text[self.tinted[0] : self.marked[0]], self.words, text[self.marked[1] : self.tinted[1]]

    @property
    def place(self) -> Range:
        """The range that is named when it is cited: of the words, or of the passage where none are quoted."""
        return self.marked if self.words else self.tinted

    @property
    def when_words(self) -> str:
        """The word for a day with its date, as "Tuesday: 16 September 2031"; "" where there is none."""
        return f"{self.document.text[slice(*self.when.place)]}: {day(self.when.day)}" if self.when else ""

    @property
    def reference(self) -> str:
        """Title, outlet, day, page, block, source and place, as far as they are known, to find the words again."""
        document, (start, end) = self.document, self.place
        parts = (
            title_of(document),
            document.outlet,
            document.published and day(document.published),
            self.page and f"page {self.page}",
            self.stands_in,
            document.source if title_of(document) != document.source else None,
            f"characters {start}–{end}",
        )
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of an article that answer, with every source that says them."""

    sources: tuple[Source, ...]  # best first, at least one
    likelihood: Likelihood | None = None

    @property
    def first(self) -> Source:
        return self.sources[0]

    @property
    def quotes(self) -> tuple[Quote, ...]:
        """The quotes that are shown together, as `Sides` has them: itself alone."""
        return (self,)


@dataclass(frozen=True, slots=True)
class Sides:
    """What sources that differ say, each instead of the others."""

    quotes: tuple[Quote, ...]  # likeliest first, at least two
    likelihood: Likelihood  # of the first


@dataclass(frozen=True, slots=True)
class Aside:
    """A part of an article that is no news: a credit, a line of the page it stood on, a caption."""

    place: Range
    kind: str  # the name of the kind of block
    label: str  # what to call it; "" where its look says enough


def asides(document: Document) -> tuple[Aside, ...]:
    """Return the parts of an article that do not answer, or only if nothing else does, in order."""
    return tuple(
        Aside((block.start, block.end), block.kind.value, LABELS.get(block.kind, ""))
        for block in document.blocks
        if block.kind not in ANSWERING
    )


class Role(Enum):
    """What a note is about."""

    ASKED = auto()  # what the question was put to
    FOLLOWS = auto()  # the questions before it that it was understood with, which asking it alone undoes
    READ = auto()  # what its words were taken to mean, which asking it as written undoes
    UNDERSTOOD = auto()  # what else it was taken to mean, and what could not be told by that
    VERDICT = auto()  # why nothing is answered, in a word
    REASON = auto()  # what is known of the reasons


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence of briefbot's own."""

    text: str
    role: Role


@dataclass(frozen=True, slots=True)
class Items:
    """Places to read, under a heading."""

    heading: str
    items: tuple[Source, ...]
    likelihood: Likelihood | None = None  # of the first
    excerpted: bool = False  # shown in part
    exported: bool = True  # copied and exported with the rest


@dataclass(frozen=True, slots=True)
class Trace:
    """How a reply was found, for who wants to know."""

    evidence: Evidence
    seconds: float
    likelihood: Likelihood | None  # of the best span


@dataclass(frozen=True, slots=True)
class Heading:
    """What the blocks up to the next heading are about: a day, one of several requests."""

    text: str


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Questions that can be asked next."""

    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KindChoice:
    """The kinds of reply that the same question can be asked again for."""

    kinds: tuple[tuple[str, str], ...]  # name and what it is called, of each
    given: str  # the name of the one that it is; "" where it is none of them
    guessed: bool  # whether it was guessed and said to be


Block = Note | Heading | Quote | Sides | Items | Suggestions | KindChoice | Trace


def opening(shown: Sequence[Block]) -> Source | None:
    """Return the place at which a source pane should open: the first that answers, or may answer."""
    for block in shown:
        match block:
            case Quote() | Sides():
                return block.quotes[0].first
            case Items(exported=True):
                return block.items[0]
    return None


def every_source(shown: Sequence[Block]) -> Iterator[Source]:
    """Yield every place that is quoted or to be read, in the order of their numbers."""
    for block in shown:
        match block:
            case Quote() | Sides():
                yield from (source for quote in block.quotes for source in quote.sources)
            case Items():
                yield from block.items


def quoted(shown: Sequence[Block]) -> Iterator[Source]:
    """Yield every place that is quoted, in the order shown."""
    for block in shown:
        if isinstance(block, Quote | Sides):
            yield from (source for quote in block.quotes for source in quote.sources)
