"""Spans -> reply: spans that say the same are merged, ranked by a learnt score, and answered or declined.

Both steps are small logistic models, fitted by `evaluation.fitting` on questions the reader never saw, asked
against a whole collection, unanswerable ones among them. Their weights ship beside the reader.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from briefbot.agreement import differ, same_answer
from briefbot.calibration import Calibration, probability, weigh
from briefbot.features import Features, Query, choice_features, span_features
from briefbot.polarity import opposed
from briefbot.replies import Asked, Evidence, NotFound, Quoted, Reply, Unsure
from briefbot.times import Period, newest_first, said_or_published, time_of
from briefbot.types import Alternative, Citation, Hit, Span

_CLOSE = 2.5  # in the logit of the rank model; see docs/decisions/0050-what-the-page-shows.md
_SLIP = 0.5  # in the logit: a word taken for a slip was one 25 times of 27 (docs/decisions/0039)
# The cosine up to which no passage is on the subject of a question: of 59 such questions on SQuAD, out of one index, 58
# have no answer (training/RESULTS.md).
OFF_TOPIC = 0.3
_ONE_EVENT = 60  # days between two reports that may be of one event
_OTHERS = 2  # alternatives at most: more is not a choice between sources but a guess


@dataclass(frozen=True, slots=True)
class Candidate:
    """Spans that give the same answer, the best first."""

    spans: tuple[Span, ...]
    score: float  # of the best span; a logit that it is right, before the other candidates are looked at


@dataclass(frozen=True, slots=True)
class Ranking:
    """The candidates for a question, best first, and what the confidence model looks at."""

    candidates: tuple[Candidate, ...]
    features: Features  # of the choice of the first candidate; empty where there is none


def rank(spans: Sequence[Span], features: Sequence[Features], calibration: Calibration) -> Ranking:
    """Merge spans that give the same answer and order them by the rank model; `features` are those of each span.

    What a newer article has withdrawn is no rival of the first candidate.
    """
    scored = sorted(
        ((weigh(calibration.rank, own), at) for at, own in enumerate(features)), key=lambda pair: (-pair[0], pair[1])
    )
    groups: dict[str, list[Span]] = {}
    scores: dict[str, float] = {}
    rivals: dict[str, float] = {}
    for score, at in scored:
        key = same_answer(spans[at].text)
        if key not in groups and not (rivals and features[at]["retracted"]):
            rivals[key] = score
        groups.setdefault(key, []).append(spans[at])
        scores.setdefault(key, score)
    candidates = tuple(Candidate(tuple(own), scores[key]) for key, own in groups.items())
    if not candidates:
        return Ranking((), {})
    return Ranking(candidates, choice_features(features[scored[0][1]], rivals, next(iter(groups))))


@dataclass(frozen=True, slots=True)
class Choice:
    """The candidates, best first, and how likely it is that the first is right (0..1)."""

    candidates: tuple[Candidate, ...]
    confidence: float

    @property
    def spans(self) -> tuple[Span, ...]:
        """All spans in the order in which their candidates rank."""
        return tuple(span for candidate in self.candidates for span in candidate.spans)

    @property
    def best(self) -> Span | None:
        """The best span of the best candidate."""
        return self.candidates[0].spans[0] if self.candidates else None

    def is_accepted(self, threshold: float) -> bool:
        """Return whether the first candidate is sure enough to be given as the answer."""
        return bool(self.candidates) and self.confidence >= threshold


def choose(query: Query, spans: Sequence[Span], calibration: Calibration, *, slips: int = 0) -> Choice:
    """Rank the candidates for a question and weigh the best one.

    Each of its words that was read as another costs confidence, for it may not have been meant.
    """
    return weighed(rank(spans, span_features(query, spans), calibration), calibration, slips=slips)


def weighed(ranking: Ranking, calibration: Calibration, *, slips: int = 0) -> Choice:
    """Return the candidates with how likely it is that the first is right."""
    if not ranking.candidates:
        return Choice((), 0.0)
    logit = weigh(calibration.confidence, ranking.features) - _SLIP * slips
    return Choice(ranking.candidates, probability(logit))


def compose(
    asked: Asked, evidence: Evidence, choice: Choice, calibration: Calibration, threshold: float, missing: Sequence[str]
) -> Reply:
    """Return the best candidate with every citation for it, or a decline where it is too likely wrong.

    `missing` are the words of the question that no article searched holds, for a decline to say.
    """
    confidence = choice.confidence
    if choice.is_accepted(threshold):
        cited = cite(choice.candidates[0])
        others = alternatives(choice.candidates, cited, calibration)
        return Quoted(asked, evidence=evidence, confidence=confidence, citations=cited, others=others)
    is_off_topic = calibration.silence >= 0 and max((hit.dense for hit in evidence.hits), default=0.0) <= OFF_TOPIC
    if choice.best and confidence > calibration.silence and not is_off_topic:
        return Unsure(asked, evidence=evidence, confidence=confidence, best=choice.best, missing=tuple(missing))
    return NotFound(asked, evidence=evidence, confidence=confidence, missing=tuple(missing))


def alternatives(
    candidates: Sequence[Candidate], cited: Sequence[Citation], calibration: Calibration
) -> tuple[Alternative, ...]:
    """Return the candidates after the first that other articles give instead, at most two, of the newest article first;
    none where that is doubtful.

    A passage of such a candidate, read alone, gives it rather than none by as much as calibration asks; its rank is
    close to the first one's; the two are of one kind but different, see `differ`, and of one time. The first candidate
    from another article that falls short ends the list: what ranks below something doubtful is a guess.
    """
    best, documents = candidates[0], {citation.document_id for citation in cited}
    found: list[Alternative] = []
    for candidate in candidates[1:]:
        span, citations = candidate.spans[0], cite(candidate)
        if documents & {citation.document_id for citation in citations}:
            continue
        said = [best.spans[0], *(other.citations[0].span for other in found)]
        margin = max(own.margin for own in candidate.spans)
        credible = margin > max(0.0, calibration.margin) and best.score - candidate.score <= _CLOSE
        if not credible or not all(differ(span.text, other.text) and _of_one_time(span, other) for other in said):
            break
        found.append(Alternative(citations))
        documents |= {citation.document_id for citation in citations}
    return tuple(newest_first(found[:_OTHERS], lambda other: other.citations[0].published))


def _of_one_time(one: Span, other: Span) -> bool:
    """Return whether the sentences of two spans may be of one event: last year's toll does not dispute today's."""
    first, second = _time_of(one), _time_of(other)
    return first is None or second is None or abs(first.apart(second)) <= _ONE_EVENT


def _time_of(span: Span) -> Period | None:
    """Return the day or period that a span's sentence speaks of, else the day on which its article was published."""
    document = span.document
    first, last = span.hit.passage.sentence_around(span.start, span.end)
    said = time_of(document.text[first:last], document.published, (span.start - first, span.end - first))
    return said_or_published(said, document.published)


def cite(candidate: Candidate) -> tuple[Citation, ...]:
    """Return one citation for each document that gives this answer, where it does so best; best document first.

    A document is cited only if its passage, read alone, makes the answer likelier than none: `Calibration.margin` asks
    for more, but of a span alone, and this one is already said elsewhere. Nor is one that says the opposite: the same
    sum earned and lost. Near-copies, of a whole text or of the passage, share one `voice`.
    """
    best = candidate.spans[0]
    supporting = [
        span
        for span in candidate.spans
        if span is best or (span.margin > 0 and not opposed(_sentence_of(best), _sentence_of(span)))
    ]
    copies = [(copy, span) for span in supporting for copy in _in_copies(span)]
    voices: dict[str, int] = {}  # of a family
    cited: dict[str, Citation] = {}
    for span, original in [*((span, span) for span in supporting), *copies]:
        voice = voices.get(span.family) or voices.get(original.family) or len(set(voices.values())) + 1
        voices.setdefault(span.family, voice)
        cited.setdefault(span.document.id, Citation(span, voice))
    return tuple(cited.values())


def _in_copies(span: Span) -> list[Span]:
    """Return this span in each near-identical passage that has its sentence word for word."""
    first, _ = span.hit.passage.sentence_around(span.start, span.end)
    sentence = _sentence_of(span)
    found = []
    for copy in span.hit.copies:
        at = copy.text.find(sentence)
        if at >= 0:
            start = copy.start + at + span.start - first
            hit = Hit(copy, span.hit.score, span.hit.dense, span.hit.bm25)
            found.append(Span(hit, start, start + span.end - span.start, span.score, span.null_score))
    return found


def _sentence_of(span: Span) -> str:
    first, last = span.hit.passage.sentence_around(span.start, span.end)
    return span.document.text[first:last]
