"""Passages found -> their sentences, ranked by how well each decides a claim, and how likely it is that the first does.

Both steps are small linear models of what is known of a sentence, see `SENTENCE_SIGNS`; `training/train_evidence.py`
fits them.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from briefbot.blocks import LABELLED, BlockKind
from briefbot.calibration import probability, weigh
from briefbot.encoder import OnnxEncoder
from briefbot.errors import ModelError
from briefbot.features import Features, Query, Sign, WeightedWords
from briefbot.names import fit_names
from briefbot.polarity import contradicts, denied, taken_back
from briefbot.reader import Reader
from briefbot.text.spelt_numbers import FIGURE, LONE_WORDS
from briefbot.times import time_fit
from briefbot.types import Hit, Span
from briefbot.words import WORD, content_words, overlap, share_found, terms, trigrams

PATH = Path(__file__).resolve().parent.parent / "models" / "evidence.json"

_ENCODED = 24  # sentences whose vectors are made
_READ = 8  # passages
_SPANS, _SPAN_TOKENS = 3, 30  # of a passage, and of a span, that are read
_UNREAD = -10.0  # the margin of a sentence in which the reader sees nothing
_FEWEST_WORDS = 4  # of a sentence: "Not at all." decides nothing that a reader could tell
_CHARACTERS = 500.0  # of a text, by which its beginning is told from what follows
_DENIED = 0.5  # of the words of a claim
_ALIKE = 0.6  # Jaccard index of the word trigrams from which two sentences say the same in the same words
_REACH = 10.0  # in the logit of the rank model
# What speaks of whether something is so: questions of yes or no are mostly decided by such a sentence.
_SETTLES = re.compile(
    r"\b(?:no|not|never|none|nobody|nothing|neither|nor|without|unclear|unknown|yet to|whether|instead|declined"
    r"|den(?:y|ies|ied)|rejected|ruled out|stopped short|only|already|still|however)\b|n['\u2019]t\b",
    re.IGNORECASE,
)
_COUNT = re.compile(rf"{FIGURE}|\b(?:{'|'.join(LONE_WORDS)}|all|both|half|none|most|many|few|several)\b", re.IGNORECASE)

# What more of a feature does to the odds that a sentence decides.
SENTENCE_SIGNS: Mapping[str, Sign] = {
    "cosine": Sign.FOR,
    "dense": Sign.FOR,
    "read": Sign.FOR,
    "words_sentence": Sign.FOR,
    "words_around": Sign.FOR,
    "words_passage": Sign.FOR,
    "missing": Sign.AGAINST,
    "names_sentence": Sign.FOR,
    "names_passage": Sign.FOR,
    "names_article": Sign.FOR,
    "names_conflict": Sign.AGAINST,
    "numbers": Sign.FOR,
    "other_year": Sign.AGAINST,
    "denies": Sign.FOR,
    "settles": Sign.FOR,
    "time_inside": Sign.FOR,
    "time_before": Sign.AGAINST,
    "time_after": Sign.AGAINST,
    "time_late": Sign.AGAINST,
    "time_age_newest": Sign.AGAINST,
    "age": Sign.AGAINST,
    "headline": Sign.EITHER,
    "position": Sign.AGAINST,
    "length": Sign.EITHER,
    "labelled": Sign.AGAINST,
    "asks_itself": Sign.AGAINST,
    "counts": Sign.FOR,
}
CHOICE_SIGNS: Mapping[str, Sign] = {
    "rank": Sign.FOR,
    "gap": Sign.FOR,
    "cosine": Sign.FOR,
    "read": Sign.FOR,
    "words_sentence": Sign.FOR,
    "words_passage": Sign.FOR,
    "names_sentence": Sign.FOR,
    "names_article": Sign.FOR,
    "names_conflict": Sign.AGAINST,
    "numbers": Sign.FOR,
}
# Expected before any question is labelled, of what is too rare among them to be learnt.
SENTENCE_PRIORS: Mapping[str, float] = {
    "names_conflict": -1.0,
    "other_year": -1.0,
    "time_inside": 0.7,
    "time_before": -0.4,
    "time_after": -0.4,
    "time_late": -3.0,
    "time_age_newest": -0.3,
    "labelled": -1.0,
    "asks_itself": -1.5,
    "counts": 2.0,
    "age": -0.05,
}
CHOICE_PRIORS: Mapping[str, float] = {"names_conflict": -1.5}


@dataclass(frozen=True, slots=True)
class Claim:
    """What sentences are to decide."""

    question: str  # that the passages are read for
    query: Query  # of the text of the claim: the names, numbers and times in it
    counts: bool = False  # whether it asks how many


@dataclass(frozen=True, slots=True)
class Deciding:
    """A sentence with what is known of it; the span is the whole sentence."""

    span: Span
    features: Features
    score: float = 0.0  # of the rank model; a logit, comparable within one claim

    @property
    def family(self) -> str:
        """The near-copies that its article is one of."""
        return self.span.family

    def is_like(self, other: Deciding) -> bool:
        """Return whether two sentences say the same in the same words, as two copies of a report do."""
        return overlap(trigrams(self.span.text), trigrams(other.span.text), _ALIKE)


@dataclass(frozen=True, slots=True)
class Weights:
    """Two linear models and what follows from their fit; see `SENTENCE_SIGNS` and `CHOICE_SIGNS`."""

    rank: Features
    confidence: Features
    unsure: float  # the confidence below which most first sentences do not decide


@cache
def packaged_weights() -> Weights:
    """Return the weights that come with briefbot. Raises ModelError without them."""
    try:
        return Weights(**json.loads(PATH.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise ModelError(f"{PATH} does not hold the weights for evidence ({error}). Install it again.") from error


def described(
    claim: Claim, hits: Sequence[Hit], read: Iterable[Span], encoder: OnnxEncoder, *, most: int = _ENCODED
) -> list[Deciding]:
    """Return the sentences of the passages that hold most of a claim, with their features, in the order of passages.

    They are `most` sentences at most. `read` are the spans in which a reader sees an answer.
    """
    query, margins = claim.query, _margins(read)
    words = WeightedWords.of(query.text, [hit.passage for hit in hits])
    found: list[tuple[float, Span, Features]] = []
    for hit in hits:
        passage, document = hit.passage, hit.passage.document
        title, held = terms(document.title), terms(f"{document.title}\n{passage.text}")
        before: list[str] = []
        for start, end in passage.sentences:
            text = document.text[start:end]
            own = terms(text)
            if len(WORD.findall(text)) < _FEWEST_WORDS:
                continue
            span = Span(hit, start, end, 0.0, 0.0)
            names = fit_names(query.names, query.numbers, span)
            time = time_fit(query.time, query.reference, text, document.published)
            kind = document.block_at(start).kind
            features = {
                "dense": hit.dense,
                "read": margins.get((document.id, start), _UNREAD),
                "words_sentence": words.share(own),
                "words_around": words.share([*before, *own, *title]),
                "words_passage": words.share(held),
                "missing": words.heaviest_missing(frozenset([*own, *title])),
                "names_sentence": names.sentence,
                "names_passage": names.passage,
                "names_article": names.article,
                "names_conflict": names.conflict,
                "numbers": names.numbers,
                "other_year": names.other_year,
                "denies": float(denies(query.text, text)),
                "settles": float(bool(_SETTLES.search(text))),
                "time_inside": time.inside,
                "time_before": time.before,
                "time_after": time.after,
                "time_late": time.late,
                "time_age_newest": time.age_newest,
                "age": time.age,
                "headline": float(kind is BlockKind.HEADLINE),
                "position": math.log1p(start / _CHARACTERS),
                "length": math.log1p(len(own)),
                "labelled": float(kind in LABELLED),
                "asks_itself": float(text.rstrip().endswith("?")),
                "counts": float(claim.counts and bool(_COUNT.search(text))),
            }
            # What is likely to be near enough to be worth a vector.
            promise = features["words_sentence"] + 0.5 * features["words_around"] + features["dense"]
            promise += 0.5 * features["names_sentence"] + 0.5 * features["denies"] - features["read"] / _UNREAD
            found.append((promise, span, features))
            before = own
    near = sorted(range(len(found)), key=lambda at: -found[at][0])[:most]
    if not near:
        return []
    cosines = _cosines(query.text, [found[at][1].text for at in near], encoder)
    return [
        Deciding(found[at][1], {"cosine": cosine} | found[at][2])
        for at, cosine in sorted(zip(near, cosines, strict=True))
    ]


def denies(claim: str, sentence: str) -> bool:
    """Return whether a sentence denies a claim or takes it back: most of the claim's words stand in what it denies."""
    words = content_words(claim)
    ranges = (*denied(sentence), *taken_back(sentence))
    whole = any(share_found(words, sentence[start:end]) >= _DENIED for start, end in ranges)
    return whole or contradicts(claim, sentence)


def ranked(sentences: Sequence[Deciding], rank: Features) -> list[Deciding]:
    """Return the sentences with their scores, best first, without those that repeat a better one."""
    scored = (replace(one, score=weigh(rank, one.features)) for one in sentences)
    kept: list[Deciding] = []
    for one in sorted(scored, key=lambda one: -one.score):
        if not any(one.is_like(other) for other in kept):
            kept.append(one)
    return kept


def choice_features(best: Sequence[Deciding]) -> Features:
    """Return the features by which the confidence in the first of ranked sentences is judged."""
    first = best[0]
    gap = min(first.score - best[1].score, _REACH) if len(best) > 1 else _REACH
    return {"rank": first.score, "gap": gap} | first.features


def confidence_in(best: Sequence[Deciding], confidence: Features) -> float:
    """Return how likely it is that the first of ranked sentences decides, 0..1."""
    if not best:
        return 0.0
    return probability(weigh(confidence, choice_features(best)))


def read_for(claim: Claim, hits: Sequence[Hit], reader: Reader) -> list[Span]:
    """Return the spans in which a reader sees an answer to the question of a claim."""
    return reader.read(claim.question, hits[:_READ], per_passage=_SPANS, max_tokens=_SPAN_TOKENS)


def _margins(read: Iterable[Span]) -> dict[tuple[str, int], float]:
    """Return how surely the reader sees an answer in a sentence, by document and start of the sentence."""
    margins: dict[tuple[str, int], float] = {}
    for span in read:
        place = span.document.id, span.hit.passage.sentence_around(span.start, span.end)[0]
        margins[place] = max(span.margin, margins.get(place, _UNREAD))
    return margins


def _cosines(claim: str, texts: Sequence[str], encoder: OnnxEncoder) -> list[float]:
    vectors: NDArray[np.float32] = encoder.encode_short(texts)
    return [float(cosine) for cosine in vectors @ encoder.encode([claim])[0]]
