"""Labelled questions -> outcomes -> figures, given the context or asked of a whole index."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from tqdm import tqdm

from briefbot.assistant import Assistant, check_question
from briefbot.calibration import margin_for
from briefbot.documents import document_of
from briefbot.errors import BriefbotError, DocumentError, QuestionError
from briefbot.evaluation.labels import Question
from briefbot.evaluation.risk import area_under_risk, calibration_error
from briefbot.evaluation.scores import best_over_answers, exact_match, f1, is_right, says
from briefbot.indexer import index_documents
from briefbot.reader import open_reader
from briefbot.replies import Reply
from briefbot.settings import Settings
from briefbot.types import Document, Passage

_LOG = logging.getLogger(__name__)
_RECALLS = (1, 3, 5, 8)
_CONTEXTS = "contexts"  # the source of what is indexed of a labelled set, with a number behind each
Figures = dict[str, float | int]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of one labelled question."""

    question: Question
    text: str  # the answer; "" where it was declined
    best: str  # the best span, also where it was declined
    seconds: float
    # Of a whole index only; a reader that is given the context knows of no other passage to weigh it against.
    confidence: float = 0.0
    likeliest: str = ""  # the sentence to be read, where it was declined since no answer was sure enough
    rank: float = float("inf")  # of the first passage read that holds a labelled answer in its context, from 1
    # Of a given context only.
    margin: float = 0.0  # of the best span over the null score

    @property
    def right(self) -> bool:
        """Whether the best span is right: what `confidence` is the probability of."""
        return is_right(self.best, self.question.answers)

    @property
    def is_in_likeliest(self) -> bool:
        """Whether the sentence to be read says a labelled answer."""
        return any(says(self.likeliest, answer) for answer in self.question.answers)


def read_contexts(questions: Sequence[Question], settings: Settings, *, progress: bool = False) -> list[Outcome]:
    """Put each question to the reader on its own context; it declines at its `Calibration.margin` or below.

    If no question of the set is unanswerable it must answer, as SQuAD 1.1 is scored.
    """
    if any(not question.context for question in questions):
        everywhere = "of all documents with --open, or " if any(question.context for question in questions) else ""
        raise BriefbotError(f"Some questions name no document. Ask them {everywhere}of your index with --index DIR.")
    reader = open_reader(settings.reader)
    least = margin_for(reader)
    may_decline = any(not question.answers for question in questions)
    outcomes = []
    for question in _bar(questions, progress):
        started = time.perf_counter()
        readings = reader.read_text(question.text, question.context, count=1, max_tokens=settings.max_answer_tokens)
        seconds = time.perf_counter() - started
        best = question.context[readings[0].start : readings[0].end] if readings else ""
        margin = readings[0].score - readings[0].null_score if readings else float("-inf")
        declined = may_decline and margin <= least
        outcomes.append(Outcome(question, "" if declined else best, best, seconds, margin=margin))
    return outcomes


def ask_index(questions: Sequence[Question], assistant: Assistant, *, progress: bool = False) -> list[Outcome]:
    """Put each question to the whole pipeline. Raises QuestionError, before any is asked, for one that cannot be."""
    for number, question in enumerate(questions, 1):
        try:
            check_question(question.text, assistant.settings.max_question_chars)
        except QuestionError as error:
            raise QuestionError(f"Question {number:,} of the labelled ones cannot be asked. {error}") from error
    outcomes = []
    named = met = False  # a document by its label, and that document in the index
    for question in _bar(questions, progress):
        started = time.perf_counter()
        reply = assistant.ask(question.text)
        seconds = time.perf_counter() - started
        outcomes.append(outcome_of(question, reply, seconds))
        named |= question.context != ""
        met |= any(is_context(hit.passage.document, question.context) for hit in reply.hits)
    if named and not met:
        _LOG.warning(
            "No article that was read is, word for word, the document of its question, so recall and MRR say nothing. "
            'Index the labelled documents themselves, or leave "document" out of the labels.'
        )
    return outcomes


def outcome_of(question: Question, reply: Reply, seconds: float) -> Outcome:
    """Return the outcome of a question that was put to a whole index."""
    best = reply.spans[0].text if reply.spans else ""
    place = reply.likeliest.text if reply.likeliest else ""
    return Outcome(question, reply.text, best, seconds, reply.confidence or 0.0, place, right_rank(reply, question))


def index_contexts(
    questions: Sequence[Question], folder: Path, *, settings: Settings | None = None, progress: bool = False
) -> Path:
    """Build an index in `folder` with every context as one document; returns where it lies.

    Raises BriefbotError where a context cannot be indexed, since figures without it would mean something else.
    """
    if not any(question.context for question in questions):
        raise BriefbotError("No question names its document, so there is nothing to index: ask an index, --index DIR.")
    if placeless := sum(bool(question.answers and not question.context) for question in questions):
        _LOG.warning(
            "%s of %s questions have an answer but name no document. They count as wrong unless another's holds it.",
            f"{placeless:,}",
            f"{len(questions):,}",
        )
    settings = replace(settings or Settings(), index=folder / "index")
    report = index_documents(_documents(questions), _CONTEXTS, settings=settings, progress=progress)
    if report.failures:
        raise BriefbotError(f"{len(report.failures):,} contexts cannot be indexed; the first is {report.failures[0]}.")
    return settings.folder


def figures(outcomes: Sequence[Outcome], *, whole_index: bool) -> Figures:
    """Return figures by name, in percent unless the name says otherwise; one that no question counts for is left out.

    EM and F1 are SQuAD's: where every question of the set has an answer the best span is scored, else the answer
    given, and silence is right where there is none.
    """
    answerable = [outcome for outcome in outcomes if outcome.question.answers]
    unanswerable = [outcome for outcome in outcomes if not outcome.question.answers]
    found: Figures = {
        "questions": len(outcomes),
        "EM": _mean(exact_match, outcomes, forced=not unanswerable),
        "F1": _mean(f1, outcomes, forced=not unanswerable),
    }
    if unanswerable:
        if answerable:
            found["HasAns EM"] = _mean(exact_match, answerable)
            found["HasAns F1"] = _mean(f1, answerable)
        found["NoAns"] = _mean(exact_match, unanswerable)
        if not whole_index:
            found["best F1"], found["at a margin of"] = best_margin(outcomes)
    if whole_index:
        if answerable:
            ranks = np.array([outcome.rank for outcome in answerable])
            found |= {f"recall@{k}": 100 * float(np.mean(ranks <= k)) for k in _RECALLS}
            found["MRR"] = 100 * float(np.mean(1 / ranks))
        found |= _trust(outcomes, answerable, unanswerable)
    milliseconds = [1000 * outcome.seconds for outcome in outcomes]
    return found | {f"p{p} ms": float(np.percentile(milliseconds, p)) for p in (50, 95)}


def _trust(outcomes: Sequence[Outcome], answerable: Sequence[Outcome], unanswerable: Sequence[Outcome]) -> Figures:
    confidences = [outcome.confidence for outcome in outcomes]
    right = [outcome.right for outcome in outcomes]
    answered = [outcome for outcome in outcomes if outcome.text]
    found: Figures = {"best span right": 100 * float(np.mean(right)), "answered": len(answered)}
    if answered:
        found["right of answered"] = 100 * float(np.mean([outcome.right for outcome in answered]))
    if answerable:
        found["answerable answered"] = 100 * float(np.mean([bool(outcome.text) for outcome in answerable]))
    if unanswerable:
        found["unanswerable declined"] = 100 * float(np.mean([not outcome.text for outcome in unanswerable]))
    silent = [outcome for outcome in outcomes if not outcome.text and not outcome.likeliest]
    unsure = [outcome for outcome in outcomes if outcome.likeliest]
    found |= {"said not to say": len(silent), "unsure": len(unsure)}
    if silent and unanswerable:
        found["right of said not to say"] = 100 * float(np.mean([not outcome.question.answers for outcome in silent]))
    if unsure:
        found["answered by the likeliest"] = 100 * float(np.mean([outcome.is_in_likeliest for outcome in unsure]))
    return found | {
        "calibration error": 100 * calibration_error(confidences, right),
        "area under risk-coverage": 100 * area_under_risk(confidences, right),
    }


def right_rank(reply: Reply, question: Question) -> float:
    """Return the rank, from 1, of the first hit that holds a labelled answer in its context; infinity if none does."""
    for rank, hit in enumerate(reply.hits, 1):
        if any(holds_answer(passage, question) for passage in (hit.passage, *hit.copies)):
            return rank
    return float("inf")


def holds_answer(passage: Passage, question: Question) -> bool:
    """Return whether a passage comes from the question's context, if that is known, and holds one of its answers."""
    in_context = not question.context or is_context(passage.document, question.context)
    return in_context and any(says(passage.text, answer) for answer in question.answers)


def is_context(document: Document, context: str) -> bool:
    """Return whether a document is a question's context, word for word, or that below the headline it came with."""
    if document.text == context:
        return True
    headline, blank, below = document.text.partition("\n\n")  # as readers put a title that stands apart
    is_its = headline != "" and " ".join(document.title.split()).startswith(headline)
    return is_its and blank != "" and below == context != ""


def best_margin(outcomes: Sequence[Outcome]) -> tuple[float, float]:
    """Return the best F1 on questions put to their own context, and the margin over the null score that gives it.

    This is the threshold that SQuAD 2.0's official script searches for (Rajpurkar et al. 2018); where a range of
    margins is equally good, the middle of the longest. 0 where no question met a span.
    """
    margins = np.array([outcome.margin for outcome in outcomes])
    answered = np.array([best_over_answers(f1, outcome.best, outcome.question.answers) for outcome in outcomes])
    silent = np.array([float(not outcome.question.answers) for outcome in outcomes])
    met = np.unique(margins[np.isfinite(margins)])
    if not met.size:
        return 100 * float(silent.mean()), 0.0
    # From one bound up to the next, every margin answers the same questions: all of them first, and at last none.
    bounds = np.concatenate([[met[0] - 1], met, [met[-1] + 1]])
    order = np.argsort(margins)
    gained = np.append(np.cumsum((answered - silent)[order][::-1])[::-1], 0.0)  # by answering from a position on
    scores = silent.sum() + gained[np.searchsorted(margins[order], bounds[:-1], side="right")]
    best = np.flatnonzero(scores >= scores.max() - 1e-9)
    runs = np.split(best, np.flatnonzero(np.diff(best) > 1) + 1)
    low, high = max(((bounds[run[0]], bounds[run[-1] + 1]) for run in runs), key=lambda ends: ends[1] - ends[0])
    return 100 * float(scores.max()) / len(outcomes), float((low + high) / 2)


def _mean(metric: Callable[[str, str], float], outcomes: Sequence[Outcome], *, forced: bool = False) -> float:
    values = [
        best_over_answers(metric, outcome.best if forced else outcome.text, outcome.question.answers)
        for outcome in outcomes
    ]
    return 100 * float(np.mean(values))


def _documents(questions: Sequence[Question]) -> Iterator[Document | DocumentError]:
    """Yield each context as it is: a title that it does not show may be the name of an encyclopaedia's article."""
    contexts = {question.context: question.title for question in questions if question.context}
    for number, (context, title) in enumerate(contexts.items(), 1):
        yield document_of(context, f"{_CONTEXTS}#{number}", name=title or "Untitled")


def _bar(questions: Sequence[Question], progress: bool) -> tqdm[Question]:
    return tqdm(questions, desc="Asking", unit="question", disable=None if progress else True, leave=False)
