"""Topic -> story: the articles that are truly about it, the nearest first."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from briefbot.answerer import OFF_TOPIC
from briefbot.composing.absent import missing_words, names_nowhere
from briefbot.composing.context import Context
from briefbot.features import Query
from briefbot.names import Name, is_named
from briefbot.replies import Evidence
from briefbot.store import Among, Snapshot
from briefbot.times import Order, time_asked
from briefbot.types import Document, Filter, Hit, Passage
from briefbot.words import content_words, folded, share_found

Vector = NDArray[np.float32]

MOST_ARTICLES = 12
_FOUND = 30  # passages of the first search
_NEAR = 60  # passages of the second one
_NEAREST = 8  # hits that a reply shows
_WORDS = 0.35  # what the share of the topic's words in an article counts beside the cosine
_NAMED = 0.1  # what it counts that its title or beginning has the names of the topic
_NEW = 0.2  # what it counts to be new, where the latest is asked for
_FORTNIGHT = 14.0  # days
_LEAST = 0.78  # of the relevance of the best article that another one needs
_LEAST_IN_PART = 0.85  # the same where no article begins with all words of the topic
_KIN = 0.62  # cosine to the heart of the story from which an article tells of it
_KIN_WORDS = 0.5  # share of the topic's words that an article needs at least, against the one with most
_FEW_WORDS = 2  # of a topic, each of which tells it from others
_HEART = 3  # articles


@dataclass(frozen=True)
class Article:
    """An article found, with all its passages in order."""

    document: Document
    passages: tuple[Passage, ...]
    numbers: tuple[int, ...]  # of the passages
    cosines: tuple[float, ...]  # of the topic and each passage
    words: float  # share of the words of the topic that its title, its beginning or its best passage has
    has_topic: bool  # whether a topic of one or two words has each of them in it
    named: bool  # whether it has each name of the topic
    named_first: bool  # in its title or in how it begins

    @property
    def relevance(self) -> float:
        """How much it is about the topic, comparable within one story."""
        return max(self.cosines) + _WORDS * self.words + _NAMED * self.named_first

    @cached_property
    def best(self) -> int:
        """The position of the passage nearest to the topic."""
        return int(np.argmax(self.cosines))


@dataclass(frozen=True, slots=True)
class Story:
    """What is known of a topic."""

    topic: str
    vector: Vector  # of the topic
    articles: tuple[Article, ...]  # most relevant first; empty where none is about it
    hits: tuple[Hit, ...]
    names: tuple[Name, ...]  # in the topic
    latest: bool = False  # whether its newest state is asked for

    @property
    def is_of_a_name(self) -> bool:
        """Whether the topic is nothing but a name."""
        return _is_name(self.topic, self.names)


def find_story(context: Context, search: str, topic: str) -> Story:
    """Return the articles about a topic: those that a search for it finds, and those like the best of them.

    None where nothing is on its subject, or where no article has a name or most of the words in it.
    """
    snapshot = context.snapshot
    among = snapshot.among(context.asked.within)
    hits = context.search(search, _FOUND)
    vector = context.encoder.encode([topic])[0]
    names = Query.of(topic, hits).names
    if not _is_on_topic(hits, topic) or _is_unheard_of(snapshot, among, topic, names):
        return Story(topic, vector, (), tuple(hits[:_NEAREST]), names)
    ids = dict.fromkeys(each.document.id for hit in hits for each in (hit.passage, *hit.copies))
    found = _articles(snapshot, list(ids), vector, topic, names)
    share = _LEAST if any(article.has_topic and article.words == 1.0 for article in found) else _LEAST_IN_PART
    least = share * max(article.relevance for article in found)
    words = _KIN_WORDS * max(article.words for article in found)
    chosen = [article for article in found if article.relevance >= least and article.words >= words]
    if (
        _is_name(topic, names) and len(content_words(topic)) > 1
    ):  # whatever an article is about, it may tell of a person
        chosen += [article for article in found if article.words == 1.0 and article.named and article not in chosen]
    if any(article.has_topic for article in chosen):
        chosen = [article for article in chosen if article.has_topic]
    if any(article.named for article in chosen):
        chosen = [article for article in chosen if article.named]
    heart = _heart(snapshot, chosen)
    near = snapshot.passages([number for number, _ in snapshot.dense(heart, _NEAR, among)])
    more = dict.fromkeys(passage.document.id for passage in near.values())
    others = [article for article in found if article not in chosen]
    others += _articles(snapshot, [each for each in more if each not in ids], vector, topic, names)
    needs_name = all(article.named for article in chosen)
    needs_topic = all(article.has_topic for article in chosen)  # "the port strike" is no other strike
    kin = snapshot.cosines(heart, [number for article in others for number in _telling(article)])
    chosen += [
        article
        for article in others
        if max(kin[number] for number in _telling(article)) >= _KIN  # how near it comes to the heart of the story
        and (article.words >= _KIN_WORDS or (names and article.named_first))
        and (article.named or not needs_name)
        and (article.has_topic or not needs_topic)
    ]
    stated = None if context.asked.as_written else time_asked(context.question, context.asked.reference)
    latest = stated is not None and stated.order is Order.NEWEST
    return Story(topic, vector, tuple(_first(chosen, latest)), tuple(hits[:_NEAREST]), names, latest)


def whole_story(context: Context, documents: Iterable[Document]) -> Story:
    """Return the story of given articles, whatever they are about; its vector is the middle of how they begin."""
    ids = [document.id for document in documents]
    snapshot = context.snapshot
    zero = np.zeros(context.encoder.dimension, np.float32)
    found = _articles(snapshot, ids, zero, "", ())
    heart = _middle(snapshot, [article.numbers[0] for article in found]) if found else zero
    found = _articles(snapshot, ids, heart, "", ())
    hits = [Hit(article.passages[0], article.cosines[0], article.cosines[0], 0.0) for article in found]
    return Story("", heart, tuple(_first(found)), tuple(hits[:_NEAREST]), ())


def evidence_of(context: Context, story: Story) -> Evidence:
    """Return what a story was found by, for a reply."""
    return Evidence(story.hits, (), *context.extent())


def missing_of(context: Context, story: Story) -> tuple[str, ...]:
    """Return what of a topic no article searched has: names of several words, then other words."""
    within = context.asked.within
    absent = names_nowhere(context.snapshot, within, story.names, story.hits)
    return tuple(missing_words(context.snapshot, within, story.topic, absent))


def names_are_absent(context: Context, story: Story) -> bool:
    """Return whether a name of the topic is in no article that is searched."""
    return bool(names_nowhere(context.snapshot, context.asked.within, story.names, story.hits))


def _articles(
    snapshot: Snapshot, ids: Sequence[str], vector: Vector, topic: str, names: Sequence[Name]
) -> list[Article]:
    """Return these articles with all their passages, in the order of `ids`."""
    if not ids:
        return []
    numbers = snapshot.numbers(Filter(documents=tuple(ids)))
    listed = [] if numbers is None else [int(number) for number in numbers]
    passages, cosines = snapshot.passages(listed), snapshot.cosines(vector, listed)
    own: dict[str, list[int]] = {}
    for number in listed:
        own.setdefault(passages[number].document.id, []).append(number)
    words = content_words(topic) if topic else []
    found = []
    for document_id in ids:
        mine = sorted(own.get(document_id, ()), key=lambda number: passages[number].start)
        if not mine:  # all of it is credits
            continue
        best = max(mine, key=lambda number: cosines[number])
        document = passages[best].document
        told = f"{document.title}\n{passages[mine[0]].text}\n{passages[best].text}"
        found.append(
            Article(
                document,
                tuple(passages[number] for number in mine),
                tuple(mine),
                tuple(cosines[number] for number in mine),
                share_found(words, told),
                len(words) > _FEW_WORDS or share_found(words, f"{document.title}\n{document.text}") == 1.0,
                all(is_named(name, document.title, document.text) for name in names),
                all(is_named(name, document.title, passages[mine[0]].text) for name in names),
            )
        )
    return found


def _heart(snapshot: Snapshot, articles: Sequence[Article]) -> Vector:
    """Return the middle of the best passages and the beginnings of the most relevant articles."""
    best = sorted(articles, key=lambda article: -article.relevance)[:_HEART]
    return _middle(snapshot, [number for article in best for number in _telling(article)])


def _is_name(topic: str, names: Sequence[Name]) -> bool:
    words = {folded(word) for word in content_words(topic)} if topic else set()
    return bool(words) and words <= {word for name in names for word in name.words}


def _telling(article: Article) -> set[int]:
    """Return the numbers of the passages that tell what an article is about: its beginning and its best one."""
    return {article.numbers[0], article.numbers[article.best]}


def _middle(snapshot: Snapshot, numbers: Sequence[int]) -> Vector:
    """Return the middle of the vectors of passages, of unit length."""
    vectors = snapshot.vectors(numbers)
    return _unit(np.mean([vectors[number] for number in numbers], axis=0))


def _first(articles: Iterable[Article], latest: bool = False) -> list[Article]:
    """Return the most relevant articles, or also newest where the latest is asked for."""
    found = list(articles)
    newest = max((article.document.published or dt.date.min for article in found), default=dt.date.min)

    def worth(article: Article) -> float:
        age = (newest - (article.document.published or dt.date.min)).days
        return article.relevance + (_NEW * math.exp(-age / _FORTNIGHT) if latest else 0.0)

    return sorted(found, key=lambda article: (-worth(article), article.document.id))[:MOST_ARTICLES]


def _is_on_topic(hits: Sequence[Hit], topic: str) -> bool:
    """Return whether a passage is near to the topic, or has all the words of it: a rare name is near to nothing."""
    if any(hit.dense > OFF_TOPIC for hit in hits):
        return True
    words = content_words(topic)
    return any(share_found(words, hit.passage.text) == 1 for hit in hits)


def _is_unheard_of(snapshot: Snapshot, among: Among | None, topic: str, names: Sequence[Name]) -> bool:
    """Return whether no article has any word of one of the names, or more than half of the words of the topic."""
    words = content_words(topic)
    missing = {folded(word) for word in snapshot.missing(words, among)}
    return 2 * len(missing) > len(words) or any(missing.issuperset(name.core) for name in names if name.core)


def _unit(vector: Vector) -> Vector:
    length = float(np.linalg.norm(vector))
    return (vector / length if length else vector).astype(np.float32)
