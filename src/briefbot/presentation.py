"""Reply -> blocks: what there is to show, in order, whatever shows it.

A terminal, a page, a file or a clipboard renders blocks and knows no kind of reply. All words of briefbot's own stand
in the blocks or in `phrases`; all words of an article are the text of a document at a place.

    Note      a sentence of briefbot's own
    Quotes    an answer with its sources, or several where sources differ
    Items     places to read, under a heading
    Trace     how the reply was found
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from briefbot.phrases import chance_words, confidence_words, day, restriction_words, title_of
from briefbot.replies import Evidence, NotFound, Quoted, Reply, Unsure
from briefbot.types import Citation, Document, Passage

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
class Source:
    """A place in an article, by which it is opened; ranges are (start, end) in the text of the document."""

    number: int  # from 1 on, in the order in which a reply shows them
    document: Document
    marked: Range  # the words that are quoted; empty, at the beginning of `tinted`, where none are
    tinted: Range  # the sentence or passage around them
    copy_of: int | None = None  # the number of the source that says it in the same words, of which this is a near-copy

    @property
    def page(self) -> int | None:
        """The number, from 1, of the page on which it begins; None for a text without pages."""
        return self.document.page_at(self.marked[0])

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
    def reference(self) -> str:
        """Title, outlet, day, page, source and place, as far as they are known, to find the words again."""
        document, (start, end) = self.document, self.place
        parts = (
            title_of(document),
            document.outlet,
            document.published and day(document.published),
            self.page and f"page {self.page}",
            document.source if title_of(document) != document.source else None,
            f"characters {start}–{end}",
        )
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Quote:
    """One answer, in the words of its first source."""

    sources: tuple[Source, ...]  # best first, at least one

    @property
    def first(self) -> Source:
        return self.sources[0]


class Role(Enum):
    """What a note is about."""

    ASKED = auto()  # what the question was put to and understood with
    VERDICT = auto()  # why nothing is answered, in a word
    REASON = auto()  # what is known of the reasons


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence of briefbot's own."""

    text: str
    role: Role


@dataclass(frozen=True, slots=True)
class Quotes:
    """An answer, or what sources that differ say; `likelihood` is of the first."""

    quotes: tuple[Quote, ...]
    likelihood: Likelihood

    @property
    def differ(self) -> bool:
        return len(self.quotes) > 1


@dataclass(frozen=True, slots=True)
class Items:
    """Places to read, under a heading."""

    heading: str
    items: tuple[Source, ...]
    likelihood: Likelihood | None = None  # of the first
    is_aside: bool = False  # shown in part, and left out of what is copied and exported


@dataclass(frozen=True, slots=True)
class Trace:
    """How a reply was found, for who wants to know."""

    evidence: Evidence = field(repr=False)
    seconds: float
    answer: str  # "" where it declines
    likelihood: Likelihood | None  # of the best span


Block = Note | Quotes | Items | Trace


def blocks(reply: Reply) -> tuple[Block, ...]:
    """Return what there is to show of a reply, in order."""
    return (*_asked(reply), *_said(reply), trace(reply))


def _said(reply: Reply) -> Iterator[Block]:
    match reply:
        case Quoted():
            yield _quotes(reply)
        case Unsure():
            yield from _unsure(reply)
        case NotFound():
            yield from _not_found(reply)
        case _:
            raise TypeError(f"nothing shows a reply of the kind {reply.kind!r}")


def opening(shown: Sequence[Block]) -> Source | None:
    """Return the place at which a source pane should open: the first that is shown and is no aside."""
    for block in shown:
        if isinstance(block, Quotes):
            return block.quotes[0].first
        if isinstance(block, Items) and not block.is_aside:
            return block.items[0]
    return None


def quoted(shown: Sequence[Block]) -> Iterator[Source]:
    """Yield every place that is quoted, in the order shown."""
    for block in shown:
        if isinstance(block, Quotes):
            yield from (source for quote in block.quotes for source in quote.sources)


def trace(reply: Reply) -> Trace:
    """Return how a reply was found."""
    of = "this is right" if reply.answered else "the best of them is right"
    sure = reply.confidence
    likelihood = None if sure is None else Likelihood(sure, confidence_words(sure), of)
    return Trace(reply.evidence, reply.seconds, reply.text, likelihood)


def _asked(reply: Reply) -> Iterator[Note]:
    """Yield notes on the articles a question was put to, and on the questions before it that were taken along.

    An answer may be wrong by either.
    """
    if words := restriction_words(reply.within):
        yield Note(f"Only articles {words}", Role.ASKED)
    if reply.after:
        yield Note(f"Understood after {', '.join(f'“{question}”' for question in reply.after)}", Role.ASKED)


def _quotes(reply: Quoted) -> Quotes:
    quotes, number = [], 1
    for citations in (reply.citations, *(other.citations for other in reply.others)):
        quotes.append(_quote(citations, number))
        number += len(citations)
    likelihood = Likelihood(reply.confidence, confidence_words(reply.confidence), "this is right")
    return Quotes(tuple(quotes), likelihood)


def _quote(citations: Sequence[Citation], number: int) -> Quote:
    """Return one answer with its sources, numbered from `number` on."""
    groups = [citation.voice for citation in citations]
    firsts = [number + groups.index(group) for group in groups]
    return Quote(
        tuple(
            _source(number + at, citation, first if first < number + at else None)
            for at, (citation, first) in enumerate(zip(citations, firsts, strict=True))
        )
    )


def _source(number: int, citation: Citation, copy_of: int | None) -> Source:
    marked, tinted = (citation.start, citation.end), (citation.sentence_start, citation.sentence_end)
    return Source(number, citation.span.document, marked, tinted, copy_of)


def _to_read(number: int, passage: Passage) -> Source:
    return Source(number, passage.document, (passage.start, passage.start), (passage.start, passage.end))


def _unsure(reply: Unsure) -> Iterator[Block]:
    yield Note("No answer is sure enough.", Role.VERDICT)
    yield from _reasons(reply)
    chance = Likelihood(reply.confidence, f"it answers {chance_words(reply.confidence)}", "it answers")
    yield Items("The likeliest place", (_to_read(1, reply.likeliest),), chance)
    yield from _nearest(reply, first=2)


def _not_found(reply: NotFound) -> Iterator[Block]:
    yield Note("Your articles do not say." if reply.searched else "Nothing was searched.", Role.VERDICT)
    yield from _reasons(reply)
    yield from _nearest(reply, first=1)


def _nearest(reply: Reply, first: int) -> Iterator[Items]:
    if reply.nearest:
        items = tuple(_to_read(number, passage) for number, passage in enumerate(reply.nearest, first))
        yield Items("The nearest passages", items, is_aside=True)


def _reasons(reply: Reply) -> Iterator[Note]:
    """Yield notes on why there is no answer, as far as that can be known."""
    restriction = restriction_words(reply.within)
    if not reply.searched:
        yield Note(f"You have no articles{f' {restriction}' if restriction else ''}.", Role.REASON)
        if reply.within.since or reply.within.until:
            yield Note("An article without a date is in no period.", Role.REASON)
    elif reply.missing:
        *some, last = (f"“{word}”" for word in reply.missing)
        words = f"words {', '.join(some)} and {last} occur" if some else f"word {last} occurs"
        searched = f"the articles {restriction}" if restriction else "your articles"
        yield Note(f"The {words} in none of {searched}.", Role.REASON)
