"""Fit the weights that rank spans and say how likely an answer is right: models/reader/calibration.json.

    python training/calibrate.py --data ../shared/data --out src/briefbot/models/reader

The questions are asked in the open setting, all contexts as one index, and the reader saw none of them in training.
One half can be answered; a quarter lost its article, which is taken out of the hits; a quarter are SQuAD 2.0's
human-written unanswerable ones. This mixture is what the probability assumes of the questions that people ask.

The figures printed are cross-validated over articles: no article is in both the fitted and the measured part. The
weights written are fitted on all of them.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from tqdm import tqdm

from briefbot.answerer import Calibration, answer_features, choose, rank, span_features
from briefbot.encoder import onnx_encoder
from briefbot.evaluation import Question, calibration_error, index_contexts, is_right, read_questions
from briefbot.reader import PACKAGED, Reader
from briefbot.retriever import Retriever
from briefbot.settings import Settings
from briefbot.store import Store
from briefbot.types import Hit, Span

THRESHOLDS = (0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
SPAN_FEATURES = ("margin", "score", "dense", "bm25")
ANSWER_FEATURES = ("rank", "gap", "documents", "dense", "words", "names")


@dataclass(frozen=True, slots=True)
class Case:
    """A question as the pipeline met it. `answers` is empty where no hit can hold one."""

    kind: str
    question: str
    article: str
    answers: tuple[str, ...]
    spans: tuple[Span, ...]


def ask(questions: Sequence[tuple[str, Question]], index: Path, settings: Settings) -> list[Case]:
    store = Store(index)
    reader = Reader(PACKAGED)
    cases = []
    with store.snapshot() as snapshot:
        retriever = Retriever(onnx_encoder(snapshot.facts.encoder, snapshot.facts.fingerprint), settings)
        for kind, question in tqdm(questions, desc="Asking", unit="question"):
            hits: list[Hit] = retriever.search(snapshot, question.text, 4 * settings.passages_read)
            if kind == "article removed":
                hits = [hit for hit in hits if hit.passage.document.title != question.title]
            spans = reader.read(
                question.text,
                hits[: settings.passages_read],
                per_passage=settings.spans_per_passage,
                max_tokens=settings.max_answer_tokens,
            )
            answers = question.answers if kind == "answerable" else ()
            cases.append(Case(kind, question.text, question.title, answers, tuple(spans)))
    return cases


def logistic(rows: list[dict[str, float]], right: list[bool], names: Sequence[str]) -> dict[str, float]:
    matrix = np.array([[row[name] for name in names] for row in rows])
    model = LogisticRegression(C=100.0, max_iter=2000).fit(matrix, right)
    weights = dict(zip(names, model.coef_[0].tolist(), strict=True))
    return {"bias": float(model.intercept_[0])} | weights


def fit(cases: Sequence[Case]) -> Calibration:
    rows, right = [], []
    for case in cases:
        best_bm25 = max((span.hit.bm25 for span in case.spans), default=0.0)
        for span in case.spans:
            rows.append(span_features(span, best_bm25))
            right.append(is_right(span.text, case.answers))
    ranking = Calibration(logistic(rows, right, SPAN_FEATURES), {})
    rows, right = [], []
    for case in cases:
        if candidates := rank(case.spans, ranking):
            rows.append(answer_features(case.question, candidates))
            right.append(is_right(candidates[0].spans[0].text, case.answers))
    return replace(ranking, confidence=logistic(rows, right, ANSWER_FEATURES))


def outcomes(cases: Sequence[Case], calibration: Calibration) -> list[tuple[float, bool]]:
    """(confidence, whether the best span is right) of each case."""
    answers = [choose(case.question, [], case.spans, calibration, 0.0) for case in cases]
    return [
        (answer.confidence, is_right(answer.text, case.answers)) for answer, case in zip(answers, cases, strict=True)
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument(
        "--each", type=int, default=550, help="questions of each unanswerable kind; twice as many answerable ones"
    )
    args = parser.parse_args()

    settings = Settings()
    first = read_questions(args.data / "squad_v1.1_dev_visible.json.gz", 3 * args.each)
    second = read_questions(args.data / "squad_v2.0_dev_visible.json.gz")
    silent = [question for question in second if not question.answers]
    silent = [silent[at] for at in np.linspace(0, len(silent) - 1, args.each).astype(int)]
    questions = (
        [("answerable", question) for at, question in enumerate(first) if at % 3]
        + [("article removed", question) for question in first[::3]]
        + [("unanswerable", question) for question in silent]
    )
    everything = read_questions(args.data / "squad_v1.1_dev_visible.json.gz") + second
    with tempfile.TemporaryDirectory() as folder:
        cases = ask(questions, index_contexts(everything, Path(folder), progress=True), settings)

    measured: list[tuple[float, bool]] = [(0.0, False)] * len(cases)
    groups = [case.article for case in cases]
    for fitted, held in GroupKFold(5).split(cases, groups=groups):
        calibration = fit([cases[at] for at in fitted])
        for at, outcome in zip(held, outcomes([cases[at] for at in held], calibration), strict=True):
            measured[at] = outcome
    confidence = np.array([value for value, _ in measured])
    right = np.array([outcome for _, outcome in measured])
    answerable = np.array([bool(case.answers) for case in cases])
    print(f"{len(cases)} questions, {answerable.sum()} answerable; best span right for {right.sum()}")
    print(f"expected calibration error {calibration_error(confidence.tolist(), right.tolist()):.3f}")
    print("threshold  answered  right of answered  answerable answered  others declined")
    for threshold in THRESHOLDS:
        answered = confidence >= threshold
        print(
            f"{threshold:9.1f}{answered.mean():10.3f}{right[answered].mean():19.3f}"
            f"{answered[answerable].mean():21.3f}{1 - answered[~answerable].mean():17.3f}"
        )
    (args.out / "calibration.json").write_text(json.dumps(asdict(fit(cases)), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
