"""Spans -> answer: spans that say the same are merged, ranked by a learnt score, and answered or declined.

Both steps are small logistic models, fitted by `evaluation.fitting` on questions the reader never saw, asked
against a whole collection, unanswerable ones among them. Their weights ship beside the reader.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from briefbot.calibration import CERTAIN, Calibration, weigh
from briefbot.types import Alternative, Answer, Citation, Hit, Span
from briefbot.words import FIGURE, QUESTION_WORDS, STEM, WORD, content_words, name_words, plain_figure, share_found

_ARTICLES = frozenset({"a", "an", "the"})
_CURRENCY_OR_SIGN = r"[$\u00a2-\u00a5\u20a0-\u20cf%\u2030+#]|(?<!\w)-(?=\d)|(?<=\d)[-/](?=\d)|(?<=\w)-(?!\w)"
_FIGURE_WORD_OR_SIGN = re.compile(rf"{FIGURE.pattern}|\w+|{_CURRENCY_OR_SIGN}")
_SPACED_SIGN = re.compile(r"(?<=\d)\s*([-/])\s*(?=\d)")
_DASHES = str.maketrans("\u2013\u2212", "--")
_SCALES = {"thousand": 1e3, "million": 1e6, "bn": 1e9, "billion": 1e9, "trillion": 1e12}
_SCALED_FIGURE = re.compile(rf"((?<!\w)-)?({FIGURE.pattern})(?:\s*({'|'.join(_SCALES)})\b)?", re.IGNORECASE)
_TIME_OF_DAY = re.compile(
    r"(?<![\d:.,])(?:(\d{1,2})(?:[:.](\d\d))?\s*[ap]\.?m\b|(\d{1,2}):(\d\d)(?![:\d]))", re.IGNORECASE
)
_WORD_WITH_SIGN = re.compile(r"[^\W\d_]+(?:[+-](?!\w))?")
_CLOSE = 1.5  # in the logit of the rank model; see docs/decisions/0050-what-the-page-shows.md
_OTHERS = 2  # alternatives at most: more is not a choice between sources but a guess


@dataclass(frozen=True, slots=True)
class Candidate:
    """Spans that give the same answer, the best first."""

    spans: tuple[Span, ...]
    score: float  # of the best span; a logit that it is right, before the other candidates are looked at

    @property
    def voices(self) -> int:
        """How many documents say it, near-copies of one text counted as one."""
        return len({_family(span) for span in self.spans})


def span_features(spans: Sequence[Span]) -> list[dict[str, float]]:
    """What the rank model sees of each span of a question."""
    best_bm25 = max((span.hit.bm25 for span in spans), default=0.0) or 1.0
    return [
        {
            "margin": span.margin,
            "score": span.score,
            "dense": span.hit.dense,
            "bm25": span.hit.bm25 / best_bm25,
        }
        for span in spans
    ]


def answer_features(question: str, candidates: Sequence[Candidate]) -> dict[str, float]:
    """What the confidence model sees: the best candidate, its lead over the next, who else says it, and the question.

    A question that swaps a name or a year in what an article says finds the passage and fools the reader; then the
    passage lacks some of its words, or the whole article lacks a name.
    """
    best = candidates[0]
    passage, document = best.spans[0].hit.passage, best.spans[0].document
    following = candidates[1].score if len(candidates) > 1 else best.score - 10.0
    return {
        "rank": best.score,
        "gap": min(best.score - following, 10.0),
        "documents": math.log(best.voices),
        "dense": best.spans[0].hit.dense,
        "words": share_found(content_words(question), f"{document.title} {passage.text}"),
        "names": share_found(name_words(question), f"{document.title} {document.text}"),
    }


def rank(spans: Sequence[Span], calibration: Calibration) -> list[Candidate]:
    """Merge spans that give the same answer; best candidate first."""
    scored = sorted(
        ((weigh(calibration.rank, features), span) for span, features in zip(spans, span_features(spans), strict=True)),
        key=lambda pair: -pair[0],
    )
    groups: dict[str, list[Span]] = {}
    scores: dict[str, float] = {}
    for score, span in scored:
        key = same_answer(span.text)
        groups.setdefault(key, []).append(span)
        scores.setdefault(key, score)
    return [Candidate(tuple(spans), scores[key]) for key, spans in groups.items()]


def choose(
    question: str, hits: Sequence[Hit], spans: Sequence[Span], calibration: Calibration, threshold: float
) -> Answer:
    """The best candidate with every citation for it, or an Answer without text if it is too likely wrong."""
    candidates = rank(spans, calibration)
    ranked = tuple(span for candidate in candidates for span in candidate.spans)
    if not candidates:
        return Answer(question, "", 0.0, (), tuple(hits), ranked)
    logit = weigh(calibration.confidence, answer_features(question, candidates))
    confidence = min(CERTAIN, 1 / (1 + math.exp(-max(logit, -50.0))))
    if confidence < threshold:
        return Answer(question, "", confidence, (), tuple(hits), ranked)
    best, cited = candidates[0].spans[0], cite(candidates[0])
    others = alternatives(candidates, cited, calibration)
    return Answer(question, best.text, confidence, cited, tuple(hits), ranked, others)


def alternatives(
    candidates: Sequence[Candidate], cited: Sequence[Citation], calibration: Calibration
) -> tuple[Alternative, ...]:
    """Which of the candidates after the first are what other articles say instead; none where that is doubtful.

    Its passage, read alone, gives it rather than none by as much as calibration asks; its rank is close to the first
    one's; the two are of one kind but different, see `differ`. The first candidate from another article that falls
    short ends the list: what ranks below something doubtful is a guess.
    """
    best, documents = candidates[0], {citation.document_id for citation in cited}
    found: list[Alternative] = []
    for candidate in candidates[1:]:
        span, citations = candidate.spans[0], cite(candidate)
        if documents & {citation.document_id for citation in citations}:
            continue
        said = [best.spans[0].text, *(other.text for other in found)]
        credible = span.margin > max(0.0, calibration.margin) and best.score - candidate.score <= _CLOSE
        if not credible or not all(differ(span.text, text) for text in said):
            break
        found.append(Alternative(span.text, citations))
    return tuple(found[:_OTHERS])


def differ(one: str, other: str) -> bool:
    """Whether two answers of one kind contradict: times of day or figures of one unit that differ, or words of which
    the two share none.

    "17" and "23 people" differ, and "Ada Quill" and "Bo Lund"; "Quill" and "Ada Quill", "May 3" and "3 May 2020" do
    not; "17" and "Ada Quill", "3 litres" and "4 percent" answer different questions; "€5.3 million" is "€5,300,000",
    "5 p.m." may be "17:00", "NATO" may be the "North Atlantic Treaty Organization".
    """
    times = _times(one), _times(other)
    if any(times):
        return _apart(*times)
    figures, words = (_figures(one), _figures(other)), (_words(one), _words(other))
    if any(figures):
        return _apart(*figures) and (not all(words) or bool(words[0] & words[1]))
    return all(words) and not words[0] & words[1] and not (_abbreviates(one, other) or _abbreviates(other, one))


def _apart(one: set[float | str], other: set[float | str]) -> bool:
    """Whether both say something and neither says all that the other does."""
    return bool(one and other) and not (one <= other or other <= one)


def _times(text: str) -> set[float | str]:
    """The times of day in a text, in minutes on a clock of twelve hours: half of all texts leave "p.m." out."""
    found = _TIME_OF_DAY.findall(text)
    return {60 * (int(hour or hours) % 12) + int(minute or minutes or 0) for hour, minute, hours, minutes in found}


def _figures(text: str) -> set[float | str]:
    """The numbers in a text, so that "1.60" and "1.6" contradict nothing; what is no one number as it is spelt."""
    return {_value(sign + plain_figure(figure), scale) for sign, figure, scale in _SCALED_FIGURE.findall(text)}


def _value(figure: str, scale: str) -> float | str:
    try:
        return float(figure) * _SCALES.get(scale.casefold(), 1)
    except ValueError:
        return figure


def _words(text: str) -> set[str]:
    """What a text says in words, cut to their stems, with the sign that a rating or a blood group ends in."""
    words = _WORD_WITH_SIGN.findall(text.casefold())
    return {word[:STEM] for word in words if word not in QUESTION_WORDS and word not in _SCALES}


def _abbreviates(short: str, long: str) -> bool:
    """Whether one is the initials of the other, with its small words or without."""
    letters = "".join(word for word in WORD.findall(short.casefold()) if word not in QUESTION_WORDS)
    words = WORD.findall(long.casefold())
    initials = ("".join(word[0] for word in words if word not in left_out) for left_out in ((), QUESTION_WORDS))
    return len(letters) > 1 and letters in initials


def cite(candidate: Candidate) -> tuple[Citation, ...]:
    """One citation for each document that gives this answer, where it does so best; best document first.

    A document is cited only if its passage, read alone, makes the answer likelier than none: `Calibration.margin` asks
    for more, but of a span alone, and this one is already said elsewhere. Near-copies, of a whole text or of the
    passage, are cited as one voice.
    """
    supporting = [span for span in candidate.spans if span is candidate.spans[0] or span.margin > 0]
    copies = [(copy, span) for span in supporting for copy in _in_copies(span)]
    voices: dict[str, int] = {}  # of a family
    cited: dict[str, Citation] = {}
    for span, original in [*((span, span) for span in supporting), *copies]:
        voice = voices.get(_family(span)) or voices.get(_family(original)) or len(set(voices.values())) + 1
        voices.setdefault(_family(span), voice)
        cited.setdefault(span.document.id, Citation(span, voice))
    return tuple(cited.values())


def _family(span: Span) -> str:
    return span.document.family or span.document.id


def same_answer(text: str) -> str:
    """A key that is equal for spans that differ only in case, punctuation, a leading article and how numbers are spelt.

    Signs that change what is said count: "3%" is not "$3", "-5" not "5", "2-1" not "2.1", "C++" not "C#".
    """
    plain = _SPACED_SIGN.sub(r"\1", text.casefold().translate(_DASHES))
    words = [plain_figure(word) for word in _FIGURE_WORD_OR_SIGN.findall(plain)]
    while words and words[0] in _ARTICLES:
        words = words[1:]
    return " ".join(words) or text.casefold().strip()


def _in_copies(span: Span) -> list[Span]:
    """The same sentence in near-identical passages, found again word for word."""
    first, last = span.hit.passage.sentence_around(span.start, span.end)
    sentence = span.document.text[first:last]
    found = []
    for copy in span.hit.copies:
        at = copy.text.find(sentence)
        if at >= 0:
            start = copy.start + at + span.start - first
            hit = Hit(copy, span.hit.score, span.hit.dense, span.hit.bm25)
            found.append(Span(hit, start, start + span.end - span.start, span.score, span.null_score))
    return found
