"""What programs get: a model for each result, which describes exactly what `briefbot.as_dict` and `operations` give.

Results are made there; these models are their description for OpenAPI, and tests hold that the two agree.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Probability = Annotated[float, Field(ge=0, le=1)]


class Result(BaseModel):
    """What a program gets, without any other field."""

    model_config = ConfigDict(extra="forbid")


class Place(Result):
    """A place in an article: characters [start, end) of its text, in code points."""

    document_id: str
    title: str
    source: str = Field(description="What it was read from, without the folders of the server.")
    outlet: str | None
    published: dt.date | None
    page: int | None = Field(description="From 1; null for a text without pages.")
    block: str = Field(description="What it stands in, such as body, headline or caption.")
    start: int
    end: int


class Passage(Place):
    """Whole sentences of an article."""

    text: str


class Hit(Passage):
    """A passage that a search found, with the digest of its article and how near it is."""

    sha256: str
    score: float = Field(description="Comparable only within one question.")
    dense: float
    bm25: float


class Citation(Place):
    """A place in an article that says something, word for word, in its sentence."""

    other_sources: list[str]
    voice: int = Field(description="Citations with the same number quote near-copies of one text.")
    quote: str
    sentence: str
    sentence_start: int
    sentence_end: int
    date: dt.date | None = Field(description="The day that the sentence speaks of, where that is known.")
    sha256: str = Field(description="The digest of the text that the offsets refer to.")


class Cited(Result):
    """Something that the articles say, with every place that says it, best first."""

    text: str
    citations: list[Citation]


class Item(Cited):
    """One of several things."""

    name: str = Field("", description="Of what it is about, in the words of the question; absent where it names none.")


class Dated(Cited):
    """A sentence with the day or period that it speaks of."""

    start: dt.date
    end: dt.date


class Respelt(Result):
    """A word of the question that the index lacks, and the word that it was read as."""

    typed: str
    read: str


class Restricted(Result):
    """Outlets and days that the question itself named."""

    outlets: list[str]
    sources: list[str]
    since: dt.date | None
    until: dt.date | None
    documents: list[str]
    as_of: dt.date | None


class Shared(Result):
    """What replies of all kinds have."""

    question: str
    answered: bool
    text: str = Field(description="What it says, copied out of the articles; empty where it declines.")
    confidence: Probability | None = Field(description="The probability that it is right, where its kind has one.")
    citations: list[Citation]
    others: list[Cited] = Field(description="What other articles say instead.")
    unsure: bool = Field(description="Whether it declines although the articles may say.")
    likeliest: Passage | None = Field(description="Where it is unsure, the sentence to read.")
    nearest: list[Passage] = Field(description="Where it declines, the closest passages.")
    searched: int = Field(description="How many articles the question was put to.")
    missing: list[str] = Field(description="Where it declines, words of the question that no article searched has.")
    after: list[str] = Field(description="Earlier questions that it was searched for with.")
    read_as: list[Respelt]
    as_written: bool
    taken_for: str = Field(description="The kind that it was guessed to ask for; empty for a fact or a named kind.")
    as_of: dt.date | None
    undated: int = Field(description="Asked as of a day, how many of the articles have no date.")


class QuoteReply(Shared):
    """A fact, in the words of an article."""

    kind: Literal["quote"]


class ListingReply(Shared):
    """Several things, each in the words of an article."""

    kind: Literal["listing"]
    items: list[Item]
    complete: bool = Field(description="Whether one enumeration named them all.")


class BriefReply(Shared):
    """The sentences that say the most of a subject."""

    kind: Literal["brief"]
    items: list[Item]


class TimelineReply(Shared):
    """Dated sentences, the oldest first."""

    kind: Literal["timeline"]
    entries: list[Dated]


class EvidenceReply(Shared):
    """The sentences that bear on a question of yes or no, or on a comparison."""

    kind: Literal["evidence"]
    sides: list[Item]


class SearchReply(Shared):
    """The articles found, each with its best sentence."""

    kind: Literal["search"]


class CollectionReply(Shared):
    """What the index holds."""

    kind: Literal["collection"]
    subject: str
    phrases: list[str]
    lacking: bool
    restricted: Restricted
    author: str
    total: int
    outlets: list[tuple[str, int]]
    period: tuple[dt.date, dt.date] | None


class HelpReply(Shared):
    """A line of briefbot's own, to what is no question about articles."""

    kind: Literal["help"]
    topic: str
    suggestions: list[str]


class UnsureReply(Shared):
    """A decline: the articles may say, but no answer is sure enough."""

    kind: Literal["unsure"]


class NotFoundReply(Shared):
    """A decline: the articles do not say."""

    kind: Literal["not_found"]


_OnePart = (
    QuoteReply
    | ListingReply
    | BriefReply
    | TimelineReply
    | EvidenceReply
    | SearchReply
    | CollectionReply
    | HelpReply
    | UnsureReply
    | NotFoundReply
)


class PartsReply(Shared):
    """The replies to several questions in one, in their order."""

    kind: Literal["parts"]
    parts: list[Annotated[_OnePart, Field(discriminator="kind")]]


class ReplyOutline(Shared):
    """A reply of any kind, for where the kinds one by one would be too much to read."""

    model_config = ConfigDict(extra="allow", json_schema_extra={"additionalProperties": True})

    kind: str = Field(description="quote, listing, brief and so on; a kind has fields of its own beside these.")


AnyReply = Annotated[_OnePart | PartsReply, Field(discriminator="kind")]


class Found(Result):
    """The passages nearest to a question, best first."""

    passages: list[Hit]


class BlockRange(Result):
    """What characters [start, end) of an article are."""

    kind: str
    start: int
    end: int


class FormerId(Result):
    """An id that an article had before; add `shift` to offsets that were kept with it."""

    document_id: str
    shift: int


class DocumentSummary(Result):
    """An article without its text."""

    document_id: str
    title: str
    source: str
    other_sources: list[str]
    outlet: str | None
    author: str | None
    published: dt.date | None
    characters: int
    sha256: str
    blocks: list[BlockRange]
    former_ids: list[FormerId]


class WholeDocument(DocumentSummary):
    """An article with its text, to which every offset refers, and where each of its pages begins."""

    pages: list[int]
    text: str


class Documents(Result):
    """A page of the list of articles, in the order in which they were added, and how many there are in all."""

    total: int
    documents: list[DocumentSummary]


class CollectionOfDocuments(Result):
    """Articles under a name; a source brings along whatever it holds."""

    name: str
    documents: list[str] = Field(description="The ids of the articles that it has now.")
    sources: list[str]


class Collections(Result):
    """The saved collections, by name."""

    collections: list[CollectionOfDocuments]


class Outlet(Result):
    """An outlet as the articles spell it."""

    name: str
    documents: int


class Outlets(Result):
    """The outlets, the one with the most articles first."""

    outlets: list[Outlet]


class Alive(Result):
    """The process answers."""

    status: Literal["ok"]


class Ready(Result):
    """The index can be read: how often it was built, and how many articles it holds."""

    status: Literal["ready"]
    generation: int
    documents: int
