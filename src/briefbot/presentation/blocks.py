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
from briefbot.phrases import DIFFER, LABELS, ORDINALS, STANDS_IN, day, title_of
from briefbot.replies import Evidence
from briefbot.types import Document

Range = tuple[int, int]
_SHORT = 48  # characters of an answer that can be taken in at a glance


@dataclass(frozen=True, slots=True)
class Likelihood:
    """A calibrated probability, in words and exactly."""

    probability: float  # 0..1
    words: str  # as a person would say it
    of: str = "this is right"  # what it is the probability of
    subject: str = "This"  # what the words are said of
    such: tuple[str, str] = ("answers", "are right")  # what there are many of, and what so many of them do

    @property
    def exact(self) -> str:
        return f"probability that {self.of}: {self.probability:.2f}"

    @property
    def sentence(self) -> str:
        """The words with what they are said of."""
        return f"{self.subject} is {self.words}."

    @property
    def meaning(self) -> str:
        """What the number means, in two sentences."""
        those, do = self.such
        exact = f"{self.exact[0].upper()}{self.exact[1:]}."
        return f"{exact} Of 100 {those} with this probability, about {round(100 * self.probability)} {do}."


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
    def stands_alone(self) -> bool:
        """Whether the words are so short, beside their sentence, that they can be shown apart from it as well."""
        words = self.words.strip()
        return 0 < len(words) <= _SHORT and len(words.splitlines()) == 1 and 2 * len(words) <= len(self.text.strip())

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

    @property
    def stands_alone(self) -> bool:
        """Whether what each says can be shown apart from its sentence."""
        return all(quote.first.stands_alone for quote in self.quotes)

    @property
    def verdict(self) -> str:
        """That they differ, how likely the first is, and what that makes of each other one."""
        others = [self._other(at) for at in range(1, len(self.quotes))]
        return " ".join([f"{DIFFER} {self.likelihood.sentence}", *others])

    def _other(self, at: int) -> str:
        first, other = (self.quotes[n].first.document.published for n in (0, at))
        when = f", published {'later' if other > first else 'earlier'}," if first and other and first != other else ""
        return f"The {ORDINALS[at]}{when} is less likely."


class Layout(Enum):
    """How the entries of a series stand to each other."""

    LIST = auto()  # things of one kind
    TEXT = auto()  # sentences, to be read one after the other
    TIMELINE = auto()  # what happened, each under its day
    COLUMNS = auto()  # sides, each under its name


@dataclass(frozen=True, slots=True)
class Entry:
    """One of a series: what is quoted under one heading."""

    quotes: tuple[Quote, ...]  # at least one
    heading: str = ""  # a day, the name of a side


@dataclass(frozen=True, slots=True)
class Series:
    """Quotes that answer together."""

    layout: Layout
    entries: tuple[Entry, ...]  # in order, at least one
    heading: str = ""

    @property
    def quotes(self) -> tuple[Quote, ...]:
        return tuple(quote for entry in self.entries for quote in entry.quotes)

    @property
    def likelihood(self) -> Likelihood | None:
        """That of the one quote that has one."""
        return next((quote.likelihood for quote in self.quotes if quote.likelihood), None)

    @property
    def flat(self) -> Iterator[Heading | Quote]:
        """Its headings and quotes, one after the other, for where only lines can be shown."""
        if self.heading:
            yield Heading(self.heading)
        for entry in self.entries:
            if entry.heading:
                yield Heading(entry.heading)
            yield from entry.quotes


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
    TAKEN = auto()  # the kind of reply that it was taken to ask for, which asking for a fact undoes
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


Line = Note | Heading | Quote | Sides | Items | Suggestions | KindChoice | Trace
Block = Line | Series


def in_lines(shown: Sequence[Block]) -> Iterator[Line]:
    """Yield the blocks with each series as its headings and quotes, for where only lines can be shown."""
    for block in shown:
        if isinstance(block, Series):
            yield from block.flat
        else:
            yield block


def opening(shown: Sequence[Block]) -> Source | None:
    """Return the place at which a source pane should open: the first that answers, or may answer."""
    for block in shown:
        match block:
            case Quote() | Sides() | Series():
                return block.quotes[0].first
            case Items(exported=True):
                return block.items[0]
    return None


def every_source(shown: Sequence[Block]) -> Iterator[Source]:
    """Yield every place that is quoted or to be read, in the order of their numbers."""
    for block in shown:
        match block:
            case Quote() | Sides() | Series():
                yield from (source for quote in block.quotes for source in quote.sources)
            case Items():
                yield from block.items


def quoted(shown: Sequence[Block]) -> Iterator[Source]:
    """Yield every place that is quoted, in the order shown."""
    for block in shown:
        if isinstance(block, Quote | Sides | Series):
            yield from (source for quote in block.quotes for source in quote.sources)
