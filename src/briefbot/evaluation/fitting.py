"""Questions asked of a whole index -> the weights that rank spans and say how likely an answer is right.

Fitted on questions the reader never trained on, answerable or not. Besides the unanswerable ones of a labelled set
there are those that lost their article: a question asked with its document taken out of the hits. The mixture is
what the probability assumes of the questions that people ask: a third of them has no answer, as in the training set of
SQuAD 2.0 (Rajpurkar et al. 2018).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from tqdm import tqdm

from briefbot.answerer import answer_features, choose, rank, span_features
from briefbot.calibration import Calibration, margin_for, own_calibration
from briefbot.encoder import Encoder, check_encoder, onnx_encoder
from briefbot.errors import BriefbotError
from briefbot.evaluation.labels import Question, drawn
from briefbot.evaluation.measure import is_context
from briefbot.evaluation.risk import threshold_for
from briefbot.evaluation.scores import is_right, says
from briefbot.reader import Reader, open_reader
from briefbot.retriever import Retriever
from briefbot.settings import Settings
from briefbot.store import Snapshot, open_snapshot
from briefbot.types import Hit, Span

_FOLDS = 5
_DEEP = 10  # times the usual candidates, where an article is taken out of the hits
_FEWEST = 50  # right answers, from which a handful of weights can be learnt
_FALSE_SILENCE = 0.05  # of the questions that are told that the articles do not say, so many at most have an answer


@dataclass(frozen=True, slots=True)
class Fit:
    """A calibration, and how it did in cross-validation: no confidence is judged by an article it was fitted on."""

    calibration: Calibration
    cases: tuple[Case, ...]
    confidences: tuple[float, ...]  # of each case
    right: tuple[bool, ...]  # whether its best span is


@dataclass(frozen=True, slots=True)
class Case:
    """A question as the pipeline met it. `answers` is empty where no passage read can hold one."""

    question: str
    article: str  # cases of one article are never on both sides of a cross-validation
    answers: tuple[str, ...]
    spans: tuple[Span, ...]


def cases(
    questions: Iterable[tuple[Question, bool]],
    snapshot: Snapshot,
    encoder: Encoder,
    reader: Reader,
    settings: Settings,
) -> Iterator[Case]:
    """Ask each question and yield its case.

    Where the flag beside it is set, its article and all else that answers it are taken out of the hits.
    """
    retriever = Retriever(encoder, settings)
    deep = Retriever(encoder, replace(settings, candidates=_DEEP * settings.candidates))
    for question, without_article in questions:
        if without_article:  # which may be long, and be all that the first candidates come from
            hits = deep.search(snapshot, question.text, _DEEP * settings.passages_read)
            hits = [hit for hit in hits if not (_of_article(hit, question) or _answers(hit, question))]
        else:
            hits = retriever.search(snapshot, question.text, settings.passages_read)
        spans = reader.read(
            question.text,
            hits[: settings.passages_read],
            per_passage=settings.spans_per_passage,
            max_tokens=settings.max_answer_tokens,
        )
        article = question.article or question.context or question.text
        yield Case(question.text, article, () if without_article else question.answers, tuple(spans))


def _of_article(hit: Hit, question: Question) -> bool:
    """Return whether a hit, or a near-copy of it, is from a question's article, by its text or its title in SQuAD."""
    documents = [passage.document for passage in (hit.passage, *hit.copies)]
    return any(
        is_context(document, question.context) or (question.article != "" and document.title == question.article)
        for document in documents
    )


def _answers(hit: Hit, question: Question) -> bool:
    """Return whether a hit says an answer: then the question has not lost its answer with its own article."""
    return any(says(hit.passage.text, answer) for answer in question.answers)


def calibrate(
    questions: Sequence[Question], index: Path, settings: Settings, *, progress: bool = False
) -> tuple[Fit, Path]:
    """Fit a reader's calibration for an index and keep it on this machine: whoever opens the index later finds it.

    Returns the fit and where it is kept. Half as many questions without an answer are asked as with one: where the
    labelled ones do not suffice, some that name their document are asked once more without it. Raises BriefbotError for
    too few to learn from.
    """
    mixture = _mixture(questions)
    reader = open_reader(settings.reader)
    with open_snapshot(index) as snapshot:
        facts = snapshot.facts
        check_encoder(settings.encoder, facts.encoder, index)
        encoder = onnx_encoder(facts.encoder, facts.fingerprint)
        asked = tqdm(mixture, desc="Asking", unit="question", disable=None if progress else True, leave=False)
        met = list(cases(asked, snapshot, encoder, reader, settings))
    right = [case for case in met if _answerable(case)]
    if len(right) < _FEWEST or len({case.article for case in right}) < _FOLDS:
        raise BriefbotError(
            f"{len(right)} of {len(met)} questions can be answered rightly from this index; to calibrate, at least "
            f"{_FEWEST} are needed, on at least {_FOLDS} articles. Label more, or index the articles they are about."
        )
    found = fit(met)
    found = replace(found, calibration=replace(found.calibration, margin=margin_for(reader)))
    place = own_calibration(reader, facts.fingerprint)
    try:
        found.calibration.save(place)
    except OSError as error:
        raise BriefbotError(
            f"The calibration cannot be kept in {place}: {error.strerror or error}. "
            f"Set BRIEFBOT_CACHE to a folder that can be written."
        ) from error
    return found, place


def _answerable(case: Case) -> bool:
    """Return whether a right span is among those found."""
    return any(is_right(span.text, case.answers) for span in case.spans)


def _mixture(questions: Sequence[Question]) -> list[tuple[Question, bool]]:
    answerable = [question for question in questions if question.answers]
    wanted = round(len(answerable) / 2)
    silent = drawn([question for question in questions if not question.answers], wanted)
    again = drawn([question for question in answerable if question.context], wanted - len(silent))
    if len(silent) + len(again) < wanted:
        raise BriefbotError(
            f"Of the questions, {len(answerable)} have an answer and {len(silent)} have none; to calibrate, {wanted} "
            'without one are needed. Label more with "answers": [], or name the document of each question: then some '
            "are asked once more without it."
        )
    return [(question, False) for question in answerable + silent] + [(question, True) for question in again]


def fit(cases: Sequence[Case]) -> Fit:
    """Fit both logistic models on all cases, and the thresholds by cross-validation over articles.

    The thresholds are one for every promise, and the confidence up to which it may be said that there is no answer.
    """
    from sklearn.model_selection import StratifiedGroupKFold

    groups, answerable = [case.article for case in cases], [_answerable(case) for case in cases]
    measured: dict[int, tuple[float, bool]] = {}
    for fitted, held in StratifiedGroupKFold(_FOLDS).split(cases, answerable, groups):
        calibration = _fit_models([cases[at] for at in fitted])
        measured |= {int(at): _outcome(cases[at], calibration) for at in held}
    confidences, right = zip(*(measured[at] for at in range(len(cases))), strict=True)
    thresholds = tuple(round(threshold_for(wrong / 100, confidences, right), 4) for wrong in range(100))
    silent = [not case.answers for case in cases]
    silence = 1 - threshold_for(_FALSE_SILENCE, [1 - confidence for confidence in confidences], silent)
    calibration = replace(_fit_models(cases), thresholds=(*thresholds, 0.0), silence=round(silence, 4))
    return Fit(calibration, tuple(cases), confidences, right)


def _outcome(case: Case, calibration: Calibration) -> tuple[float, bool]:
    choice = choose(case.question, case.spans, calibration)
    return choice.confidence, is_right(choice.best.text if choice.best else "", case.answers)


def _fit_models(cases: Sequence[Case]) -> Calibration:
    rows, right = [], []
    for case in cases:
        for span, features in zip(case.spans, span_features(case.spans), strict=True):
            rows.append(features)
            right.append(is_right(span.text, case.answers))
    ranking = Calibration(_logistic(rows, right), {}, ())
    rows, right = [], []
    for case in cases:
        if candidates := rank(case.spans, ranking):
            rows.append(answer_features(case.question, candidates))
            right.append(is_right(candidates[0].spans[0].text, case.answers))
    return replace(ranking, confidence=_logistic(rows, right))


def _logistic(rows: list[dict[str, float]], right: list[bool]) -> dict[str, float]:
    """Fit a logistic model in which more of a feature is never worse, for each is made to speak for an answer.

    In labelled sets some speak against it. Who wrote the unanswerable questions of SQuAD 2.0 took their words from the
    passage, so there a name that the article lacks makes an answer likelier; for people who ask, the opposite holds.
    A feature whose weight would be negative is left out and the others are fitted again, the worst one first; the last
    one stays, whatever its weight.
    """
    from sklearn.linear_model import LogisticRegression

    names = list(rows[0])
    matrix = np.array([[row[name] for name in names] for row in rows])
    # Standardised, so that one penalty suits features of all sizes; a feature that never varies gets no weight.
    mean, scale = matrix.mean(axis=0), np.where(np.ptp(matrix, axis=0) > 0, matrix.std(axis=0), 1.0)
    standard, kept = (matrix - mean) / scale, list(range(len(names)))
    while True:
        model = LogisticRegression(C=10.0, max_iter=2000).fit(standard[:, kept], right)
        worst = int(np.argmin(model.coef_[0]))
        if model.coef_[0][worst] >= 0 or len(kept) == 1:
            break
        del kept[worst]
    weights = np.zeros(len(names))
    weights[kept] = model.coef_[0] / scale[kept]
    return {"bias": float(model.intercept_[0] - weights @ mean)} | dict(zip(names, weights.tolist(), strict=True))
