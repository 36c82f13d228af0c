"""How much each sentence of a story says of it, and a choice of sentences that do not repeat each other.

The score is a sum of a few features; the choice is by maximal marginal relevance (Carbonell and Goldstein 1998). The
weights were set on set a of `benchmarks/briefs.py`; see docs/decisions/0041-briefs.md.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from briefbot.composing.sentences import Sentence, say_the_same, sentences_of
from briefbot.composing.stories import Story
from briefbot.encoder import OnnxEncoder
from briefbot.names import Name
from briefbot.words import QUESTION_WORDS, WORD, content_words, folded, share_found, terms, trigrams

_HYPHENATED = re.compile(r"\w+(?:[-\u2010\u2011]\w+)*")
_HYPHEN = re.compile(r"[-\u2010\u2011]")

Matrix = NDArray[np.float32]

MOST_ENCODED = 90  # sentences
_REPETITION = 0.7  # what the cosine to the sentence most like it among those taken costs
_NEW_WORDS = 0.3  # what it counts to have many of the words of the story that none of those taken has
_FULL = 8  # sentences: those with most of the story's words tell what is many
_SUBJECT = 5  # words of a sentence in which who it is about is named
_WEEK, _MONTH = 7.0, 30.0  # days

WEIGHTS = {
    "topic": 0.3,  # cosine to the topic
    "centre": 0.45,  # cosine to the middle of the story
    "lead": 0.2,  # 1 for the first sentence of an article, less for each one further on
    "support": 0.35,  # the mean over the other articles of the cosine of the sentence there that is most like it
    "words": 0.1,  # share of the words of the topic
    "name": 0.3,  # of a topic that is a name: whether it has it
    "length": 0.4,  # 0 for a few words, 1 from 40 on
    "relevance": 0.15,  # of its article, against the best
    "points_back": -0.12,
    "leads_on": -0.04,
    "quotation": -0.1,  # mostly what somebody says
    "headline": -0.3,
    "labelled": -0.35,
    "newness": 0.1,  # 1 in the newest article of the story, less for each month before
    "latest": 0.4,  # 1 on the newest day of the story, less for each week before, where the latest is asked for
}
# Words that say little in any story.
_COMMON = frozenset(
    terms(
        "said says say also would about after more one who been which when up out new into over just other first if no "
        "all its were told according may like get got there some two any than most only now even make made year years "
        "time they them their but"
    )
)


@dataclass(frozen=True)
class Weighed:
    """The sentences of a story with their vectors and scores, in the order of articles and places."""

    sentences: tuple[Sentence, ...]
    vectors: Matrix  # of unit length, a row for each sentence
    features: tuple[dict[str, float], ...]

    @property
    def scores(self) -> list[float]:
        return [_score(own) for own in self.features]


def weigh_sentences(story: Story, encoder: OnnxEncoder, sentences: Sequence[Sentence]) -> Weighed:
    """Return sentences of a story with their features."""
    if not sentences:
        return Weighed((), np.zeros((0, encoder.dimension), np.float32), ())
    vectors = encoder.encode_short([" ".join(sentence.text.split()) for sentence in sentences])
    topic = vectors @ story.vector
    weights = np.array([1.0 / (1 + sentence.place) ** 0.5 for sentence in sentences], np.float32)
    centre = np.sum(vectors * (weights * np.maximum(topic, 0.05))[:, None], axis=0)
    centred = vectors @ (centre / max(float(np.linalg.norm(centre)), 1e-9))
    documents = [sentence.document.id for sentence in sentences]
    support = _support(vectors, documents)
    features = tuple(
        {"topic": float(topic[at]), "centre": float(centred[at]), "support": support[at]} | own
        for at, own in enumerate(_seen(story, sentences))
    )
    return Weighed(tuple(sentences), vectors, features)


def promise(story: Story, sentences: Sequence[Sentence]) -> list[float]:
    """Return what each sentence may score, by all that is known without its vector: its passage has one."""
    near = {
        (article.document.id, passage.start): cosine
        for article in story.articles
        for passage, cosine in zip(article.passages, article.cosines, strict=True)
    }
    cosines = (near[one.document.id, one.passage.start] for one in sentences)
    return [
        _score(own) + (WEIGHTS["topic"] + WEIGHTS["centre"]) * cosine
        for own, cosine in zip(_seen(story, sentences), cosines, strict=True)
    ]


def _score(features: dict[str, float]) -> float:
    return sum(WEIGHTS[name] * value for name, value in features.items())


def _seen(story: Story, sentences: Sequence[Sentence]) -> list[dict[str, float]]:
    """Return the features of each sentence that need no vector."""
    documents = [sentence.document.id for sentence in sentences]
    asked = content_words(story.topic) if story.topic else []
    is_name = story.is_of_a_name
    relevance = {article.document.id: article.relevance for article in story.articles}
    most = max(relevance.values(), default=1.0) or 1.0
    days = [sentence.document.published for sentence in sentences]
    newest = max((day for day in days if day), default=None)
    features = []
    for at, sentence in enumerate(sentences):
        day, text = days[at], sentence.text
        features.append(
            {
                "lead": math.exp(-sentence.place / 4),
                "words": share_found(asked, text) if asked else 0.0,
                "name": float(is_name and any(_has_name(name, text) for name in story.names)),
                "length": min(1.0, len(WORD.findall(text)) / 40),
                "relevance": relevance[documents[at]] / most,
                "points_back": float(sentence.points_back),
                "leads_on": float(sentence.leads_on),
                "quotation": float(text[:1] in "\"“‘'«"),
                "headline": float(sentence.is_headline),
                "labelled": float(sentence.is_labelled),
                "newness": math.exp(-(newest - day).days / _MONTH) if newest and day else 0.0,
                "latest": math.exp(-(newest - day).days / _WEEK) if story.latest and newest and day else 0.0,
            }
        )
    return features


def worth_weighing(story: Story, most: int = MOST_ENCODED) -> list[Sentence]:
    """Return the quotable sentences of a story that may say the most, at most `most`, in the order of the articles.

    To encode a sentence takes milliseconds: of many, those of each article that begin it and that stand in its passages
    nearest to the topic.
    """
    share = max(4, most // max(1, len(story.articles)))
    is_name = story.is_of_a_name
    found: list[Sentence] = []
    for article in story.articles:
        own = [one for one in sentences_of(article.passages) if one.is_quotable]
        near = {(p.document.id, p.start): cosine for p, cosine in zip(article.passages, article.cosines, strict=True)}
        told = [one for one in own if not one.is_labelled and not one.is_headline] or own
        if is_name and not article.named_first:  # of an article about something else, what it says of the one asked for
            told = _of_the_name(story, told) or told
        ranked = sorted(
            told,
            key=lambda one: (
                one.place / 12 - 2 * near[(one.document.id, one.passage.start)] + 0.1 * one.points_back,
                one.start,
            ),
        )
        found += sorted(ranked[:share], key=lambda one: one.start)
    return found[:most]


def choose_sentences(weighed: Weighed, count: int) -> list[list[int]]:
    """Return at most `count` groups of sentences: a sentence, then those of other articles that say the same.

    The first group is of the best sentence; each next one is the best that is not like those before it and says words
    of the story that they do not.
    """
    scores, alike = weighed.scores, weighed.vectors @ weighed.vectors.T
    shingles = [trigrams(sentence.text) for sentence in weighed.sentences]
    telling = _TellingWords.of(weighed.sentences)
    nearest = np.zeros(len(scores), np.float32)  # cosine to the nearest of those taken
    left = list(range(len(scores)))
    told: set[str] = set()
    groups: list[list[int]] = []
    while left and len(groups) < count:
        worth = {
            at: scores[at] - _REPETITION * float(nearest[at]) + _NEW_WORDS * telling.share(at, told) for at in left
        }
        best = max(left, key=lambda at: (worth[at], -at))
        same = [at for at in left if at != best and say_the_same(shingles[best], shingles[at], float(alike[best, at]))]
        groups.append([best, *sorted(same, key=lambda at: -scores[at])])
        left = [at for at in left if at != best and at not in same]
        nearest = np.maximum(nearest, alike[best])
        told |= telling.held[best]
    return groups


@dataclass(frozen=True, slots=True)
class _TellingWords:
    """The words that several sentences of a story have, and which of them each has."""

    held: tuple[frozenset[str], ...]
    weights: dict[str, float]
    most: float  # the weight of all in a sentence that has many

    @classmethod
    def of(cls, sentences: Sequence[Sentence]) -> _TellingWords:
        common = _COMMON | {term for word in QUESTION_WORDS for term in terms(word)}
        own = [frozenset(term for term in terms(one.text) if len(term) > 1) - common for one in sentences]
        counts = Counter(term for each in own for term in each)
        articles: dict[str, set[str]] = {}
        for sentence, each in zip(sentences, own, strict=True):
            for term in each:
                articles.setdefault(term, set()).add(sentence.document.id)
        weights = {
            term: math.log1p(count) * (1.5 if len(articles[term]) > 1 else 1.0)
            for term, count in counts.items()
            if count > 1
        }
        held = tuple(each & weights.keys() for each in own)
        full = sorted((sum(weights[term] for term in sorted(each)) for each in held), reverse=True)[:_FULL]
        return cls(held, weights, sum(full) / max(1, len(full)) or 1.0)

    def share(self, at: int, told: set[str]) -> float:
        """Return the weight of the words of a sentence that are not told yet, against `most`."""
        return sum(self.weights[term] for term in sorted(self.held[at] - told)) / self.most


def _of_the_name(story: Story, sentences: Sequence[Sentence]) -> list[Sentence]:
    """Return the sentences with a name of the topic, and those that point back to one that begins with it."""
    kept: list[Sentence] = []
    open_at = -1  # the place behind what is kept, where that begins with the name or points back to what does
    for sentence in sentences:
        words = sentence.text.split()
        follows = sentence.points_back and sentence.place == open_at
        if follows or any(_has_name(name, sentence.text) for name in story.names):
            kept.append(sentence)
            begins = any(_has_name(name, " ".join(words[:_SUBJECT])) for name in story.names)
            open_at = sentence.place + 1 if follows or begins else -1
    return kept


def _has_name(name: Name, text: str) -> bool:
    """Return whether a text has the last word of a name, and not as a part of another one: "Weir", not "Weir-Lund"."""
    last = name.words[-1]
    for word in _HYPHENATED.findall(text):
        *parts, end = _HYPHEN.split(folded(word))
        if last == end and set(parts) <= set(name.words):
            return True
    return False


def _support(vectors: Matrix, documents: Sequence[str]) -> list[float]:
    """Return for each sentence the mean, over the other articles, of its cosine to the most like it there."""
    alike = vectors @ vectors.T
    own = np.array(documents)
    names = list(dict.fromkeys(documents))
    if len(names) == 1:
        return [0.0] * len(documents)
    nearest = np.stack([alike[:, own == name].max(axis=1) for name in names])
    for row, name in enumerate(names):
        nearest[row, own == name] = np.nan
    top = -np.sort(-np.nan_to_num(nearest, nan=-1.0), axis=0)[: min(3, len(names) - 1)]
    return [float(value) for value in top.mean(axis=0)]
