"""Questions asked of a whole index -> the weights that rank spans and say how likely an answer is right.

Fitted on questions the reader never trained on, answerable or not. Besides the unanswerable ones of a labelled set
there are those that lost their article: a question asked with its document taken out of the hits. The mixture is
what the probability assumes of the questions that people ask: a fifth to a quarter of them has no answer. In the
training set of SQuAD 2.0 (Rajpurkar et al. 2018) it is a third, of our questions on news a fifth.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tqdm import tqdm

from briefbot.answerer import Choice, rank, weighed
from briefbot.calibration import Calibration, margin_for, own_calibration
from briefbot.candidates import Candidates, read_candidates
from briefbot.conversation import understand
from briefbot.encoder import OnnxEncoder, check_encoder, onnx_encoder
from briefbot.errors import BriefbotError
from briefbot.evaluation.labels import Question, drawn
from briefbot.evaluation.measure import is_context
from briefbot.evaluation.risk import threshold_for
from briefbot.evaluation.scores import is_right, says
from briefbot.evaluation.weights import fit_probability, fit_ranking
from briefbot.features import CHOICE_PRIORS, CHOICE_SIGNS, SPAN_PRIORS, SPAN_SIGNS, Features, Query, span_features
from briefbot.reader import Reader, open_reader
from briefbot.retriever import Retriever
from briefbot.settings import Settings
from briefbot.store import Snapshot, open_snapshot
from briefbot.types import Hit, Span

_FOLDS = 5
_DEEP = 10  # times the usual candidates, where an article is taken out of the hits
_FEWEST = 50  # right answers, from which a handful of weights can be learnt
_FALSE_SILENCE = 0.05  # of the questions that are told that the articles do not say, so many at most have an answer


Judge = Callable[[str, Sequence[str]], bool]  # whether a text is right, given the answers that are accepted


@dataclass(frozen=True, slots=True)
class Fit:
    """A calibration, and how it did in cross-validation: no confidence is judged by an article it was fitted on."""

    calibration: Calibration
    cases: tuple[Case, ...]
    confidences: tuple[float, ...]  # of each case
    right: tuple[bool, ...]  # whether its best span is


@dataclass(frozen=True, slots=True)
class Case:
    """A question as the pipeline met it, with its spans in the reader's order."""

    query: Query
    article: str  # cases of one article are never on both sides of a cross-validation
    spans: tuple[Span, ...]
    features: tuple[Features, ...]  # of each span
    right: tuple[bool, ...]  # of each span
    has_answer: bool  # whether a passage that may be found holds one

    @classmethod
    def of(cls, found: Candidates, article: str, answers: Sequence[str], judge: Judge = is_right) -> Case:
        """Return a question with what was read for it; `answers` are those that are accepted."""
        features = tuple(span_features(found.query, found.spans))
        right = tuple(judge(span.text, answers) for span in found.spans)
        return cls(found.query, article, found.spans, features, right, has_answer=bool(answers))

    def is_right(self, span: Span) -> bool:
        """Return whether one of its spans is right."""
        return self.right[self.spans.index(span)]


def cases(
    questions: Iterable[tuple[Question, bool]],
    snapshot: Snapshot,
    encoder: OnnxEncoder,
    reader: Reader,
    settings: Settings,
) -> Iterator[Case]:
    """Ask each question and yield its case.

    Where the flag beside it is set, its article and all else that answers it are taken out of the hits.
    """
    retriever = Retriever(encoder, settings)
    deep = Retriever(encoder, replace(settings, candidates=_DEEP * settings.candidates))
    newest = snapshot.newest()
    for question, without_article in questions:
        meant = understand(question.text, ())
        wanted = meant.searches[0].text
        if without_article:  # which may be long, and be all that the first candidates come from
            hits = deep.search(snapshot, wanted, _DEEP * settings.passages_read)
            hits = [hit for hit in hits if not (_of_article(hit, question) or _answers(hit, question))]
        else:
            hits = retriever.search(snapshot, wanted, settings.passages_read)
        found = read_candidates(
            meant.read,
            hits[: settings.passages_read],
            reader=reader,
            encoder=encoder,
            encoder_name=snapshot.facts.encoder,
            settings=settings,
            reference=newest,
        )
        accepted = () if without_article else question.answers
        yield Case.of(found, question.article or question.context or question.text, accepted)


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

    Returns the fit and where it is kept. A third as many questions without an answer are asked as with one: where the
    labelled ones do not suffice, some that name their document are asked once more without it. Raises BriefbotError for
    too few to learn from.
    """
    mixture = _mixture(questions)
    reader = open_reader(settings.reader)
    with open_snapshot(index) as snapshot:
        facts = snapshot.facts
        check_encoder(settings.encoder, facts.encoder, facts.fingerprint, index)
        encoder = onnx_encoder(facts.encoder, facts.fingerprint, settings.encoder)
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
    return any(case.right)


def _mixture(questions: Sequence[Question]) -> list[tuple[Question, bool]]:
    answerable = [question for question in questions if question.answers]
    wanted = round(len(answerable) / 3)
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
        found = {int(at): outcome(cases[at], calibration) for at in held}
        measured |= {at: (choice.confidence, right) for at, (choice, right) in found.items()}
    confidences, right = zip(*(measured[at] for at in range(len(cases))), strict=True)
    thresholds = tuple(round(threshold_for(wrong / 100, confidences, right), 4) for wrong in range(100))
    silent = [not case.has_answer for case in cases]
    silence = 1 - threshold_for(_FALSE_SILENCE, [1 - confidence for confidence in confidences], silent)
    calibration = replace(_fit_models(cases), thresholds=(*thresholds, 0.0), silence=round(silence, 4))
    return Fit(calibration, tuple(cases), confidences, right)


def outcome(case: Case, calibration: Calibration) -> tuple[Choice, bool]:
    """Return what a calibration makes of a case, and whether its best span is right."""
    choice = weighed(rank(case.spans, case.features, calibration), calibration)
    return choice, choice.best is not None and case.is_right(choice.best)


def _fit_models(cases: Sequence[Case]) -> Calibration:
    ranking = Calibration(fit_ranking([(case.features, case.right) for case in cases], SPAN_SIGNS, SPAN_PRIORS), {}, ())
    ranked = [(case, rank(case.spans, case.features, ranking)) for case in cases if case.spans]
    judged = [(found.features, case.is_right(found.candidates[0].spans[0])) for case, found in ranked]
    rows, right = [row for row, _ in judged], [one for _, one in judged]
    return replace(ranking, confidence=fit_probability(rows, right, CHOICE_SIGNS, CHOICE_PRIORS))
