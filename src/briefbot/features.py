"""Question + spans -> features: what speaks for and against a span as the answer, as numbers for `answerer`.

Each feature has a sign: whether more of it speaks for an answer, against it, or may do either. The weights that are
fitted keep to the signs, so that no accident of the labelled questions teaches that a denial speaks for an answer.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import Enum
from functools import lru_cache

from briefbot.agreement import same_answer
from briefbot.blocks import BlockKind
from briefbot.measures import measure_asked, measure_fit
from briefbot.names import Name, fit_names, known_names, names_asked, numbers_asked
from briefbot.polarity import (
    asks_for_denial,
    contradicts,
    is_denied,
    is_disowned,
    is_taken_back,
    opposed,
    sets_right,
    withdrawn_in,
)
from briefbot.quantities import figures, plain_numbers
from briefbot.roles import role_asked, role_fit
from briefbot.text.spelt_numbers import FIGURE
from briefbot.times import TimeAsked, time_asked, time_fit
from briefbot.types import Hit, Passage, Span
from briefbot.words import QUESTION_WORDS, content_words, terms

Features = dict[str, float]

_CHARACTERS = 500.0  # of a text, by which its beginning is told from what follows
_FIGURE = re.compile(FIGURE)
_NEVER = 1e-3  # the least support, whose logarithm can be taken
_FAR = 40  # words: where a word of the question stands further from the span, it is as good as absent


class Sign(Enum):
    """What more of a feature may do to the odds that an answer is right."""

    FOR = (0.0, None)
    AGAINST = (None, 0.0)
    EITHER = (None, None)
    HARDLY_AGAINST = (-0.5, None)  # a headline is short, and so are its wrong spans; yet it says the news


# The features of a span, in groups: the reader, the search, words, names, other articles, place, denial, time,
# measure, role.
SPAN_SIGNS: Mapping[str, Sign] = {
    "margin": Sign.FOR,
    "score": Sign.FOR,
    "sort": Sign.FOR,
    "dense": Sign.FOR,
    "words_sentence": Sign.FOR,
    "words_passage": Sign.FOR,
    "words_title": Sign.FOR,
    "near": Sign.FOR,
    "missing": Sign.AGAINST,
    "in_title": Sign.FOR,
    "repeated": Sign.AGAINST,
    "length": Sign.EITHER,
    "names_sentence": Sign.FOR,
    "names_passage": Sign.FOR,
    "names_article": Sign.FOR,
    "names_conflict": Sign.AGAINST,
    "namesake": Sign.AGAINST,
    "numbers": Sign.FOR,
    "other_year": Sign.AGAINST,
    "voices": Sign.FOR,
    "kindred": Sign.FOR,
    "position": Sign.AGAINST,
    "headline": Sign.HARDLY_AGAINST,
    "asks_itself": Sign.AGAINST,
    "denied": Sign.AGAINST,
    "taken_back": Sign.AGAINST,
    "contradicts": Sign.AGAINST,
    "opposite": Sign.AGAINST,
    "retracted": Sign.AGAINST,
    "sets_right": Sign.FOR,
    "time_inside": Sign.FOR,
    "time_overlapping": Sign.FOR,
    "time_before": Sign.AGAINST,
    "time_after": Sign.AGAINST,
    "time_unknown": Sign.AGAINST,
    "time_apart": Sign.AGAINST,
    "time_told": Sign.FOR,
    "time_background": Sign.AGAINST,
    "time_background_asked": Sign.EITHER,
    "time_ahead": Sign.EITHER,
    "time_late": Sign.AGAINST,
    "time_age": Sign.AGAINST,
    "time_age_newest": Sign.AGAINST,
    "measure_same": Sign.FOR,
    "measure_counted": Sign.FOR,
    "measure_clash": Sign.AGAINST,
    "measure_numberless": Sign.AGAINST,
    "role_same": Sign.FOR,
    "role_opposite": Sign.AGAINST,
}
# What the confidence looks at of the best span; and of the choice as a whole.
_JUDGED = (
    *("margin", "score", "sort", "words_sentence", "words_passage", "missing", "repeated", "length"),
    *("names_sentence", "names_passage", "names_article", "names_conflict", "namesake", "numbers", "other_year"),
    *("voices", "kindred", "denied", "taken_back", "contradicts", "opposite", "retracted", "sets_right"),
    *("time_inside", "time_before", "time_after", "time_apart", "time_late"),
    *("measure_same", "measure_counted", "measure_clash", "measure_numberless"),
    *("role_same", "role_opposite"),
)
CHOICE_SIGNS: Mapping[str, Sign] = {
    "rank": Sign.FOR,
    "gap": Sign.FOR,
    "share": Sign.FOR,
} | {name: SPAN_SIGNS[name] for name in _JUDGED}


# Weights that are expected before any question is labelled, of what is too rare among them to be learnt: a fit keeps
# near these unless many questions tell otherwise.
SPAN_PRIORS: Mapping[str, float] = {
    "denied": -3.0,
    "taken_back": -3.0,
    "contradicts": -2.0,
    "opposite": -1.0,
    "retracted": -4.0,
    "sets_right": 2.0,
    "names_conflict": -2.0,
    "namesake": -1.0,
    "other_year": -1.5,
    "time_inside": 1.5,
    "time_before": -1.0,
    "time_after": -1.5,
    "time_late": -4.0,
    "time_background": -0.3,
    "time_age_newest": -2.5,
    "measure_same": 1.0,
    "measure_counted": 0.7,
    "measure_clash": -2.5,
    "measure_numberless": -2.5,
    "role_same": 1.0,
    "role_opposite": -2.5,
}
CHOICE_PRIORS: Mapping[str, float] = {
    "denied": -3.0,
    "taken_back": -2.0,
    "contradicts": -3.0,
    "opposite": -1.0,
    "retracted": -2.0,
    "sets_right": 3.0,
    "names_conflict": -2.5,
    "namesake": -2.0,
    "numbers": 1.0,
    "other_year": -1.0,
    "time_before": -0.7,
    "time_after": -0.7,
    "time_late": -2.0,
    "measure_clash": -2.0,
    "measure_numberless": -2.0,
    "role_opposite": -2.5,
}


@dataclass(frozen=True, slots=True)
class Query:
    """A question as it is put to passages."""

    text: str
    reference: dt.date | None = None  # the day that "last week" counts from
    names: tuple[Name, ...] = ()
    numbers: tuple[str, ...] = ()
    time: TimeAsked | None = None  # that it states
    about: tuple[str, ...] = ()  # the questions before it that it leans on, whose words its answer stands among, too

    @classmethod
    def of(cls, text: str, hits: Iterable[Hit], reference: dt.date | None = None, *, as_written: bool = False) -> Query:
        """Return a question with its names, some of which only the passages found tell to be names.

        `as_written`: no day or period is worked out.
        """
        passages = (hit.passage for hit in hits)
        names = names_asked(text, known_names(f"{each.document.title}\n{each.text}" for each in passages))
        time = None if as_written else time_asked(text, reference)
        return cls(text, reference, names, numbers_asked(text, names), time)


@dataclass(frozen=True, slots=True)
class WeightedWords:
    """The words of a question that carry meaning, each with its weight among the passages found."""

    weights: dict[str, float]
    total: float  # of the weights; 1 where there are none

    @classmethod
    def of(cls, question: str, passages: Sequence[Passage]) -> WeightedWords:
        """Weigh each by its rarity: the inverse of how many of the passages hold it (Sparck Jones 1972)."""
        asked = dict.fromkeys(term for word in content_words(question) for term in terms(word))
        held = [terms_of(passage) for passage in passages]
        count = len(held) + 1
        weights = {term: math.log1p(count / (1 + sum(term in own for own in held))) for term in asked}
        return cls(weights, sum(weights.values()) or 1.0)

    def share(self, held: Iterable[str]) -> float:
        """Return the share of the weight that a text holds, 0..1."""
        return sum(self.weights.get(term, 0.0) for term in set(held)) / self.total

    def heaviest_missing(self, held: frozenset[str]) -> float:
        """Return the weight of the rarest word that a text lacks, as a share of the rarest of all; 0..1."""
        most = max(self.weights.values(), default=0.0)
        lacking = [weight for term, weight in self.weights.items() if term not in held]
        return max(lacking, default=0.0) / most if most else 0.0

    def near(self, before: Sequence[str], after: Sequence[str]) -> float:
        """Return how near to a span the words stand, each counted by its distance; 0..1."""
        found: dict[str, int] = {}
        for side in (list(reversed(before[-_FAR:])), after[:_FAR]):
            for distance, term in enumerate(side, start=1):
                if term in self.weights:
                    found[term] = min(distance, found.get(term, _FAR))
        return sum(self.weights[term] / distance for term, distance in found.items()) / self.total


def span_features(query: Query, spans: Sequence[Span]) -> list[Features]:
    """Return the features by which the rank model scores each span of a question, in the order of `spans`.

    Their names are those of `SPAN_SIGNS`.
    """
    passages = {id(span.hit): span.hit.passage for span in spans}
    words = WeightedWords.of(" ".join((*query.about, query.text)), list(passages.values()))
    asked_measure, asked_role = measure_asked(query.text), role_asked(query.text)
    asks_denial = asks_for_denial(query.text)
    withdrawn = [] if asks_denial else [(passage, _withdrawn(passage)) for passage in passages.values()]
    keys = [same_answer(span.text) for span in spans]
    support = _support(spans, keys)
    kin = _kindred(support)
    found = []
    for span, key in zip(spans, keys, strict=True):
        passage, document = span.hit.passage, span.document
        first, last = passage.sentence_around(span.start, span.end)
        sentence, start, end = document.text[first:last], span.start - first, span.end - first
        before, own, after = (tuple(terms(part)) for part in (sentence[:start], span.text, sentence[end:]))
        carrying = [term for term in own if term not in QUESTION_WORDS] or list(own)
        title = _terms_in(document.title)
        names = fit_names(query.names, query.numbers, span)
        disowned = is_disowned(document.text, last)
        time = time_fit(query.time, query.reference, sentence, document.published, (start, end))
        measure = measure_fit(asked_measure, sentence, start, end)
        role = role_fit(asked_role, sentence, start, end)
        held = terms_of(passage)
        found.append(
            {
                "margin": span.margin,
                "score": span.score,
                "sort": span.sort,
                "dense": span.hit.dense,
                "words_sentence": words.share((*before, *own, *after)),
                "words_passage": words.share(held),
                "words_title": words.share(title),
                "near": words.near(before, after),
                "missing": words.heaviest_missing(held),
                "in_title": _share(carrying, title),
                "repeated": _share(carrying, words.weights),
                "length": math.log1p(len(own)),
                "names_sentence": names.sentence,
                "names_passage": names.passage,
                "names_article": names.article,
                "names_conflict": names.conflict,
                "namesake": names.namesake,
                "numbers": names.numbers,
                "other_year": names.other_year,
                "voices": math.log(_NEVER + support[key]),
                "kindred": math.log(_NEVER + support[key] + kin[key] / 2),
                "position": math.log1p(first / _CHARACTERS),
                "headline": float(document.block_at(span.start).kind is BlockKind.HEADLINE),
                "asks_itself": float("?" in sentence),
                "denied": float(not asks_denial and is_denied(sentence, start, end)),
                "taken_back": float(is_taken_back(sentence, start, end) or disowned),
                "contradicts": float(contradicts(query.text, sentence)),
                "opposite": float(opposed(query.text, sentence)),
                "retracted": float(disowned or _is_retracted(span, withdrawn)),
                "sets_right": float(sets_right(sentence, start, end)),
                **{f"time_{name}": value for name, value in asdict(time).items()},
                **{f"measure_{name}": value for name, value in asdict(measure).items()},
                **{f"role_{name}": value for name, value in asdict(role).items()},
            }
        )
    return found


def choice_features(best: Features, ranks: Mapping[str, float], key: str) -> Features:
    """Return the features by which the confidence model judges a choice; their names are those of `CHOICE_SIGNS`.

    `best` are those of its best span, `ranks` has the score of each answer that it is chosen among, and `key` is the
    one chosen. Answers that it is a part of, or that are part of it, are not its rivals: "Quill", "Ada Quill".
    """
    own = ranks[key]
    odds = {other: math.exp(max(min(score - own, 50.0), -50.0)) for other, score in ranks.items()}
    following = max((score for other, score in ranks.items() if not _is_kin(other, key)), default=own - 10.0)
    return {
        "rank": own,
        "gap": min(own - following, 10.0),
        "share": sum(share for other, share in odds.items() if _is_kin(other, key)) / sum(odds.values()),
    } | {name: best[name] for name in _JUDGED}


def _is_retracted(span: Span, withdrawn: Sequence[tuple[Passage, tuple[str, ...]]]) -> bool:
    """Return whether another article that is not older says that what a span says is not so, or no more."""
    own = span.document
    told = plain_numbers(span.text)
    values, plain = figures(told), f" {same_answer(span.text)} "
    for passage, ranges in withdrawn:
        other = passage.document
        if other is own or (own.published and other.published and other.published < own.published):
            continue
        for text in ranges:
            if values <= figures(plain_numbers(text)) if values else plain in f" {same_answer(text)} ":
                return True
    return False


@lru_cache(maxsize=256)
def _withdrawn(passage: Passage) -> tuple[str, ...]:
    """Return what a passage denies or takes back, where it speaks of an earlier report.

    Of a sentence that is wrong as a whole these are its figures, if it has any: the place of a flood is not disowned.
    """
    found = []
    for start, end in passage.sentences:
        sentence = passage.document.text[start:end]
        if is_disowned(passage.document.text, end):
            found.append(" ".join(_FIGURE.findall(plain_numbers(sentence))) or sentence)
        found += [sentence[first:last] for first, last in withdrawn_in(sentence)]
    return tuple(found)


def _support(spans: Sequence[Span], keys: Sequence[str]) -> dict[str, float]:
    """Return for each answer how many families of articles give it, each counted by how surely its best span does."""
    margins: dict[str, dict[str, float]] = defaultdict(dict)
    for span, key in zip(spans, keys, strict=True):
        margins[key][span.family] = max(span.margin, margins[key].get(span.family, -math.inf))
    return {key: sum(1 / (1 + math.exp(-margin / 2)) for margin in own.values()) for key, own in margins.items()}


def _kindred(support: Mapping[str, float]) -> dict[str, float]:
    """Return for each answer the support of those that it is a part of or that are part of it: "Quill", "Ada Quill"."""
    return {
        key: sum(weight for other, weight in support.items() if other != key and _is_kin(other, key)) for key in support
    }


def _is_kin(one: str, other: str) -> bool:
    """Return whether two answers are the same, or one is a part of the other."""
    return f" {one} " in f" {other} " or f" {other} " in f" {one} "


def _share(words: Sequence[str], held: Iterable[str]) -> float:
    own = set(held)
    return sum(word in own for word in words) / len(words) if words else 0.0


@lru_cache(maxsize=256)
def _terms_in(text: str) -> frozenset[str]:
    return frozenset(terms(text))


def terms_of(passage: Passage) -> frozenset[str]:
    """Return the terms of a passage and of the title that it is read under."""
    return _terms_in(f"{passage.document.title}\n{passage.text}")
