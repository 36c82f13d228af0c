"""Exact match, F1, recall and calibration over a labelled set.

Answers are scored with SQuAD's official normalisation (Rajpurkar et al. 2016; 2018 for questions without an answer).
"""

from __future__ import annotations

import gzip
import json
import re
import string
import tempfile
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

from briefbot.assistant import Assistant
from briefbot.errors import BriefbotError
from briefbot.indexer import build_index
from briefbot.reader import Reader
from briefbot.settings import Settings
from briefbot.types import Answer, Passage

_ARTICLES = re.compile(r"\b(a|an|the)\b")
_PUNCTUATION = str.maketrans("", "", string.punctuation)
_BINS = 10


@dataclass(frozen=True, slots=True)
class Question:
    """A labelled question. No answers: the context does not say."""

    text: str
    answers: tuple[str, ...]
    context: str
    title: str


def read_questions(path: Path, limit: int | None = None) -> list[Question]:
    """All questions of a SQuAD 1.1 or 2.0 file, or `limit` of them drawn evenly from it."""
    try:
        questions = [
            Question(
                _text(item["question"]), tuple(_text(answer["text"]) for answer in item["answers"]), context, title
            )
            for title, context, item in squad_items(path)
        ]
    except (KeyError, TypeError) as error:
        raise _not_squad(path, error) from error
    if not questions:
        raise BriefbotError(f"{path} holds no questions.")
    if limit is not None and limit < len(questions):
        questions = [questions[at] for at in np.linspace(0, len(questions) - 1, max(limit, 1)).astype(int)]
    return questions


def squad_items(path: Path) -> Iterator[tuple[str, str, Any]]:
    """(article title, context, question item) of a SQuAD file, gzipped or not. Raises BriefbotError if it is none."""
    try:
        data = path.read_bytes()
        for article in json.loads(gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data)["data"]:
            for paragraph in article["paragraphs"]:
                for item in paragraph["qas"]:
                    title = _text(article.get("title") or "")
                    yield title.replace("_", " "), _text(paragraph["context"]), item
    except OSError as error:
        raise BriefbotError(f"{path}: {error.strerror or error}") from error
    except (EOFError, zlib.error) as error:
        raise BriefbotError(f"{path} is a damaged gzip file ({error}). Download or compress it again.") from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _not_squad(path, error) from error


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"expected text, not {type(value).__name__}")
    return value


def _not_squad(path: Path, error: Exception) -> BriefbotError:
    return BriefbotError(f"{path} is not a SQuAD file: expected JSON with data, paragraphs and qas ({error!r}).")


def evaluate(
    questions: Sequence[Question], *, collection: bool = False, settings: Settings | None = None, progress: bool = False
) -> dict[str, float | int]:
    """Figures by name, in percent unless the name says otherwise; one that no question counts for is left out.

    Without `collection` the reader is given each question's context, and must answer if no question of the set is
    unanswerable (as SQuAD 1.1 is scored). With it, all contexts form one index and the whole pipeline answers.
    """
    settings = settings or Settings()
    bar = tqdm(questions, desc="Asking", unit="question", disable=None if progress else True, leave=False)
    if not collection:
        return _given_context(bar, questions, settings)
    with tempfile.TemporaryDirectory() as folder:
        index = index_contexts(questions, Path(folder), settings=settings, progress=progress)
        assistant = Assistant.open(index, settings=settings)
        return _whole_pipeline(bar, questions, assistant)


def _given_context(
    bar: Iterable[Question], questions: Sequence[Question], settings: Settings
) -> dict[str, float | int]:
    reader = Reader()
    may_decline = any(not question.answers for question in questions)
    predicted, seconds = [], []
    for question in bar:
        started = time.perf_counter()
        readings = reader.read_text(question.text, question.context, count=1, max_tokens=settings.max_answer_tokens)
        seconds.append(time.perf_counter() - started)
        best = readings[0] if readings else None
        declined = best is None or (may_decline and best.score <= best.null_score)
        predicted.append("" if declined or best is None else question.context[best.start : best.end])
    return _scores(predicted, questions) | _latency(seconds)


def _whole_pipeline(
    bar: Iterable[Question], questions: Sequence[Question], assistant: Assistant
) -> dict[str, float | int]:
    answers, seconds = [], []
    for question in bar:
        started = time.perf_counter()
        answers.append(assistant.ask(question.text))
        seconds.append(time.perf_counter() - started)
    ranks = [
        right_rank(answer, question) for question, answer in zip(questions, answers, strict=True) if question.answers
    ]
    figures = _scores([answer.text for answer in answers], questions)
    if ranks:
        figures |= {f"recall@{k}": 100 * float(np.mean([rank <= k for rank in ranks])) for k in (1, 5)}
        figures["MRR"] = 100 * float(np.mean([1 / rank for rank in ranks]))
    right = [is_right(answer.text, question.answers) for answer, question in zip(answers, questions, strict=True)]
    answered = [answer.answered for answer in answers]
    answerable = [bool(question.answers) for question in questions]
    figures["answered"] = sum(answered)
    if any(answered):
        figures["precision"] = 100 * sum(right) / sum(answered)
    if any(answerable):
        figures["answerable answered"] = 100 * float(
            np.mean([a for a, b in zip(answered, answerable, strict=True) if b])
        )
    if not all(answerable):
        figures["unanswerable declined"] = 100 * float(
            np.mean([not a for a, b in zip(answered, answerable, strict=True) if not b])
        )
    return figures | _latency(seconds)


def index_contexts(
    questions: Sequence[Question], folder: Path, *, settings: Settings | None = None, progress: bool = False
) -> Path:
    """Build an index in `folder` with every context as one document; returns where it lies.

    Raises BriefbotError where a context cannot be indexed, since figures without it would mean something else.
    """
    articles = folder / "contexts.jsonl"
    with articles.open("w", encoding="utf-8") as file:
        for line in _records(questions):
            file.write(line + "\n")
    settings = replace(
        settings or Settings(),
        index=folder / "index",
        max_file_bytes=articles.stat().st_size,  # the limit is for what a person hands over, not for a set of contexts
    )
    report = build_index(articles, settings=settings, progress=progress)
    if report.failures:
        raise BriefbotError(f"{len(report.failures):,} contexts cannot be indexed; the first is {report.failures[0]}.")
    return settings.index


def right_rank(answer: Answer, question: Question) -> float:
    """The rank, from 1, of the first hit that holds a labelled answer in its context; infinity if none was read."""
    for rank, hit in enumerate(answer.hits, 1):
        if any(holds_answer(passage, question) for passage in (hit.passage, *hit.copies)):
            return rank
    return float("inf")


def holds_answer(passage: Passage, question: Question) -> bool:
    """Whether a passage comes from the question's context and holds one of its answers."""
    return passage.document.text == question.context and any(text in passage.text for text in question.answers)


def is_right(text: str, answers: Sequence[str]) -> bool:
    """Whether an answer counts as right where right or wrong is asked: F1 of at least one half with some answer.

    A person would take "the Treaty of Lisbon" for "Treaty of Lisbon, 2007"; exact match would call it wrong. But
    nobody would take "3 percent" for "7.5 percent": numbers must agree as far as both name any.
    """
    return bool(text) and any(f1(text, answer) >= 0.5 and _numbers_agree(text, answer) for answer in answers)


def _numbers_agree(one: str, other: str) -> bool:
    first, second = ({word for word in normalize(text).split() if word[0].isdigit()} for text in (one, other))
    return not first or not second or first <= second or second <= first


def calibration_error(confidences: Sequence[float], right: Sequence[bool]) -> float:
    """Expected calibration error over 10 bins of equal width (Naeini et al. 2015), 0..1."""
    values, outcomes = np.asarray(confidences), np.asarray(right, float)
    bins = np.minimum((values * _BINS).astype(int), _BINS - 1)
    return float(
        sum(
            np.mean(bins == bin_) * abs(values[bins == bin_].mean() - outcomes[bins == bin_].mean())
            for bin_ in np.unique(bins)
        )
    )


def normalize(text: str) -> str:
    """Lower-case, drop ASCII punctuation and English articles, collapse white space."""
    return " ".join(_ARTICLES.sub(" ", text.lower().translate(_PUNCTUATION)).split())


def exact_match(predicted: str, expected: str) -> float:
    """1.0 when both are equal after normalisation, else 0.0."""
    return float(normalize(predicted) == normalize(expected))


def f1(predicted: str, expected: str) -> float:
    """Harmonic mean of token precision and recall; when either side is empty, 1.0 only if both are."""
    got, wanted = normalize(predicted).split(), normalize(expected).split()
    if not got or not wanted:
        return float(got == wanted)
    shared = sum((Counter(got) & Counter(wanted)).values())
    if shared == 0:
        return 0.0
    precision, recall = shared / len(got), shared / len(wanted)
    return 2 * precision * recall / (precision + recall)


def best_over_answers(metric: Callable[[str, str], float], predicted: str, answers: Iterable[str]) -> float:
    """The best value over all accepted answers, as SQuAD scores it; "" is what an unanswerable question accepts."""
    return max(metric(predicted, answer) for answer in tuple(answers) or ("",))


def _scores(predicted: Sequence[str], questions: Sequence[Question]) -> dict[str, float | int]:
    def mean(metric: Callable[[str, str], float], wanted: Callable[[Question], bool]) -> float:
        values = [
            best_over_answers(metric, text, question.answers)
            for text, question in zip(predicted, questions, strict=True)
            if wanted(question)
        ]
        return 100 * float(np.mean(values))

    figures: dict[str, float | int] = {
        "questions": len(questions),
        "EM": mean(exact_match, lambda _: True),
        "F1": mean(f1, lambda _: True),
    }
    if any(not question.answers for question in questions):
        if any(question.answers for question in questions):
            figures["HasAns EM"] = mean(exact_match, lambda question: bool(question.answers))
            figures["HasAns F1"] = mean(f1, lambda question: bool(question.answers))
        figures["NoAns"] = mean(exact_match, lambda question: not question.answers)
    return figures


def _latency(seconds: Sequence[float]) -> dict[str, float | int]:
    return {f"p{p} ms": 1000 * float(np.percentile(seconds, p)) for p in (50, 95)}


def _records(questions: Sequence[Question]) -> Iterator[str]:
    for context, title in {question.context: question.title for question in questions}.items():
        yield json.dumps({"title": title or "Untitled", "text": context})
