"""The values that flow from articles to a reply, in the order they flow.

Each value holds the one before it (Reply -> Citation -> Span -> Hit -> Passage -> Document), so a citation
never has to be looked up again. All offsets are Python string indices (code points) into `Document.text`;
ranges are half open.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from bisect import bisect_right
from dataclasses import dataclass, field

from briefbot.blocks import Block, BlockKind
from briefbot.errors import QuestionError


@dataclass(frozen=True, slots=True)
class Document:
    """One article. `text` is stored as it was read and is what every offset refers to."""

    text: str = field(repr=False)
    title: str
    source: str  # the path or URL it was read from; a record in it is "path#number", or the URL that it states
    outlet: str | None = None  # who published it, where the article says so
    author: str | None = None
    published: dt.date | None = None  # from the article or its metadata; unknown stays None
    pages: tuple[int, ...] = field(default=(), repr=False)  # where each page begins; empty for a text without pages
    indexed: dt.datetime | None = field(default=None, compare=False)  # when the index first held this text, in UTC
    family: str = field(default="", compare=False)  # the same for near-copies, as of one agency's report; "": unknown
    other_sources: tuple[str, ...] = field(default=(), compare=False)  # where else the index has met this very text
    blocks: tuple[Block, ...] = field(default=(), repr=False, compare=False)  # in order, apart; empty: not known yet
    place: str = field(default="", compare=False)  # "path#number" of a record just read whose source is its own URL
    former: tuple[tuple[str, int], ...] = field(default=(), repr=False, compare=False)  # see `shift_of`

    @property
    def sha256(self) -> str:
        """Hex digest of the UTF-8 text."""
        return hashlib.sha256(self.text.encode("utf-8")).hexdigest()

    @property
    def id(self) -> str:
        """The first 16 digits of `sha256`: the same text is the same document, wherever it was read."""
        return self.sha256[:16]

    def page_at(self, offset: int) -> int | None:
        """Return the number, from 1, of the page that this character stands on; None for a text without pages."""
        return max(1, bisect_right(self.pages, offset)) if self.pages else None

    def block_at(self, offset: int) -> Block:
        """Return the block that this character stands in, or the one before the white space that it is.

        Where the blocks are not known, the whole text is one of the body.
        """
        if not self.blocks:
            return Block(BlockKind.BODY, 0, len(self.text))
        return self.blocks[max(0, bisect_right(self.blocks, offset, key=lambda block: block.start) - 1)]

    def shift_of(self, document_id: str) -> int:
        """Return by how many characters offsets into the text with this id are to be moved to fit this text.

        0 for its own id. A text that was kept before without its headline, under another id, begins behind it here.
        Raises KeyError for the id of any other text.
        """
        return {self.id: 0, **dict(self.former)}[document_id]


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences of one document; what is embedded, retrieved and read as a unit."""

    document: Document
    sentences: tuple[tuple[int, int], ...] = field(repr=False)  # (start, end) of each, in order, at least one

    @property
    def start(self) -> int:
        return self.sentences[0][0]

    @property
    def end(self) -> int:
        return self.sentences[-1][1]

    @property
    def text(self) -> str:
        return self.document.text[self.start : self.end]

    @property
    def page(self) -> int | None:
        """The number, from 1, of the page on which it begins; None for a text without pages."""
        return self.document.page_at(self.start)

    @property
    def kind(self) -> BlockKind:
        """The kind of the block that it begins in; where that is one of `LABELLED`, it holds nothing else."""
        return self.document.block_at(self.start).kind

    def sentence_around(self, start: int, end: int) -> tuple[int, int]:
        """Return the smallest range of whole sentences that covers [start, end), as far as it is in the same blocks."""
        first = max((s for s, _ in self.sentences if s <= start), default=self.start)
        last = min((e for _, e in self.sentences if e >= end), default=self.end)
        at, to = self.document.block_at(start), self.document.block_at(max(start, end - 1))
        return max(first, min(at.start, start)), min(last, max(to.end, end))


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that may answer the question."""

    passage: Passage
    score: float  # fused, comparable only within one question
    dense: float  # cosine of question and passage vectors, -1..1
    bm25: float  # Okapi BM25, 0 where no word is shared
    copies: tuple[Passage, ...] = ()  # near-identical passages that this one stands for


@dataclass(frozen=True, slots=True)
class Span:
    """A possible answer: document.text[start:end] of the passage that was hit."""

    hit: Hit
    start: int
    end: int
    score: float  # start logit + end logit
    null_score: float  # the same sum for "this passage does not answer"
    sort: float = field(default=0.0, compare=False)  # how well it is of the sort of thing asked for, see `answer_sort`

    @property
    def document(self) -> Document:
        return self.hit.passage.document

    @property
    def family(self) -> str:
        """The family of its document, by which sources are counted; the id of one whose family is not known."""
        return family_of(self.document)

    @property
    def text(self) -> str:
        return self.document.text[self.start : self.end]

    @property
    def margin(self) -> float:
        """How far the span beats its own passage's null score; comparable between passages."""
        return self.score - self.null_score


@dataclass(frozen=True, slots=True)
class Citation:
    """A place in an article that says an answer: `bot.document(c.document_id).text[c.start:c.end] == c.quote`."""

    span: Span = field(repr=False)
    voice: int = 1  # citations of one answer with the same number quote near-copies of one text

    @property
    def document_id(self) -> str:
        return self.span.document.id

    @property
    def title(self) -> str:
        return self.span.document.title

    @property
    def source(self) -> str:
        return self.span.document.source

    @property
    def outlet(self) -> str | None:
        return self.span.document.outlet

    @property
    def published(self) -> dt.date | None:
        return self.span.document.published

    @property
    def page(self) -> int | None:
        """The number, from 1, of the page on which the quote begins; None for a text without pages."""
        return self.span.document.page_at(self.start)

    @property
    def start(self) -> int:
        return self.span.start

    @property
    def end(self) -> int:
        return self.span.end

    @property
    def kind(self) -> BlockKind:
        """What the quote stands in: the story, a headline, a caption."""
        return self.span.document.block_at(self.start).kind

    @property
    def quote(self) -> str:
        return self.span.text

    @property
    def sentence_start(self) -> int:
        return self.span.hit.passage.sentence_around(self.start, self.end)[0]

    @property
    def sentence_end(self) -> int:
        return self.span.hit.passage.sentence_around(self.start, self.end)[1]

    @property
    def sentence(self) -> str:
        return self.span.document.text[self.sentence_start : self.sentence_end]

    @property
    def sha256(self) -> str:
        """Digest of the document text that the offsets refer to; it tells later whether they still hold."""
        return self.span.document.sha256


@dataclass(frozen=True, slots=True)
class Alternative:
    """What other articles say instead: credible, of the same kind, and not the same; see `answerer.alternatives`."""

    citations: tuple[Citation, ...]  # best first, at least one; none from an article that the answer cites

    def __post_init__(self) -> None:
        if not self.citations:
            raise ValueError("what other articles say has a citation")

    @property
    def text(self) -> str:
        return self.citations[0].quote


@dataclass(frozen=True, slots=True)
class Filter:
    """The articles that a question is put to; a field that is empty leaves all.

    Raises QuestionError for an empty period, for outlets, sources or documents that are one string, and for an `as_of`
    that is no day.
    """

    outlets: tuple[str, ...] = ()  # any of these, spelled as the articles spell them
    sources: tuple[str, ...] = ()  # in any of these sources that the index follows, named as they were given
    since: dt.date | None = None  # published on this day or later; an article without a date is not in any period
    until: dt.date | None = None  # published on this day or earlier
    documents: tuple[str, ...] = ()  # any of these, by `Document.id`
    as_of: dt.date | None = None  # as if nothing later had been published; an article without a date stays

    def __post_init__(self) -> None:
        for name in ("outlets", "sources", "documents"):
            if isinstance(given := getattr(self, name), str):
                raise QuestionError(f"The {name} of a filter are several, such as ({given!r},).")
            object.__setattr__(self, name, tuple(given))
        for name in ("since", "until", "as_of"):
            if isinstance(given := getattr(self, name), dt.datetime):  # which is a date, but compares with none
                object.__setattr__(self, name, given.date())
        if self.as_of is not None and not isinstance(self.as_of, dt.date):
            raise QuestionError(f"as_of is a day, such as datetime.date(2025, 11, 19), not {self.as_of!r:.40}.")
        if self.since and self.until and self.since > self.until:
            raise QuestionError(f"The period from {self.since} to {self.until} ends before it begins. Swap the dates.")

    @property
    def is_empty(self) -> bool:
        """Whether it leaves every article."""
        return not (self.outlets or self.sources or self.since or self.until or self.documents or self.as_of)


def family_of(document: Document) -> str:
    """Return the family of near-copies that a document is counted with; its id where its family is not known."""
    return document.family or document.id


def is_text(value: str) -> bool:
    """Return whether UTF-8 can hold a string, as an index must: not where half of a surrogate pair stands alone."""
    return value.encode("utf-8", "replace").decode() == value
