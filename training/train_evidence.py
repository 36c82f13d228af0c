"""Fit which sentence decides a question of yes or no, and how likely it is that the first does: models/evidence.json.

    python training/train_evidence.py --labels LABELS.jsonl.gz --articles ARTICLES.jsonl.gz --index INDEX \
        --out src/briefbot/models

LABELS has a question, the address of an article and the ranges of its sentences that decide, any of which will do;
INDEX is built from ARTICLES. Each question is asked a second time without its article and those of the days around it:
then nothing decides, which the confidence learns from. Figures are of five folds by article.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gzip
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

from briefbot.assistant import Assistant
from briefbot.composing.claims import claim_of, counts_some
from briefbot.composing.deciding import (
    CHOICE_PRIORS,
    CHOICE_SIGNS,
    SENTENCE_PRIORS,
    SENTENCE_SIGNS,
    Claim,
    Deciding,
    Weights,
    choice_features,
    confidence_in,
    described,
    ranked,
    read_for,
)
from briefbot.encoder import packaged_encoder
from briefbot.errors import ModelError
from briefbot.evaluation.weights import fit_probability, fit_ranking
from briefbot.features import Query
from briefbot.reader import open_reader
from briefbot.types import Hit

FOLDS = 5
FOUND = 12  # passages
SEARCHED = 50
AROUND = 2  # days in which other articles report the same
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Case:
    """A question put to the index, and which of the sentences found decide it."""

    question: str
    article: str
    sentences: tuple[Deciding, ...]
    right: tuple[bool, ...]


def read(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def plain(text: str) -> str:
    return " ".join(text.split())


def is_decided(sentence: str, gold: Sequence[str]) -> bool:
    """Return whether a sentence is, has, or is most of one that decides."""
    own = plain(sentence)
    return any(each in own or (own in each and 2 * len(own) > len(each)) for each in gold)


def cases(labels: Sequence[dict[str, Any]], texts: dict[str, str], index: Path) -> Iterator[tuple[Case, Case]]:
    """Yield each question with its article and without."""
    encoder, assistant = packaged_encoder(), Assistant.open(index)
    if encoder is None:
        raise ModelError("The encoder is not prepared. Build any index first, with: briefbot index examples")
    reader = open_reader(assistant.settings.reader)
    period = assistant.period()
    for label in tqdm(labels):
        question, gold = label["question"], [plain(texts[label["url"]][s:e]) for s, e in label["sentences"]]
        hits = assistant.search(question, SEARCHED)
        own = next((hit.passage.document for hit in hits if hit.passage.document.source == label["url"]), None)
        others = [hit for hit in hits if not of_these_days(hit, own.published if own else None)]

        def case(found: Sequence[Hit], label: dict[str, Any] = label, gold: Sequence[str] = gold) -> Case:
            query = Query.of(claim_of(label["question"]), found, period and period[1])
            claim = Claim(label["question"], query, counts_some(label["question"]))
            sentences = described(claim, found, read_for(claim, found, reader), encoder)
            return Case(
                label["question"],
                label["url"],
                tuple(sentences),
                tuple(is_decided(one.span.text, gold) for one in sentences),
            )

        without = [hit for hit in others if hit.passage.document.source != label["url"]]
        yield case(hits[:FOUND]), case(without[:FOUND])


def of_these_days(hit: Hit, day: dt.date | None) -> bool:
    published = hit.passage.document.published
    return day is not None and published is not None and abs((published - day).days) <= AROUND


def fitted(training: Sequence[tuple[Case, Case]], unsure: float = 0.0) -> Weights:
    rank = fit_ranking(
        [([one.features for one in case.sentences], case.right) for case, _ in training],
        SENTENCE_SIGNS,
        SENTENCE_PRIORS,
    )
    weights = Weights(rank, {}, unsure)
    judged = [(ranked(case.sentences, weights.rank), case) for pair in training for case in pair if case.sentences]
    rows = [choice_features(best) for best, _ in judged]
    right = [first_is_right(best, case) for best, case in judged]
    return Weights(rank, fit_probability(rows, right, CHOICE_SIGNS, CHOICE_PRIORS), unsure)


def first_is_right(best: Sequence[Deciding], case: Case) -> bool:
    return bool(best) and shown_right(best[:1], case)


def shown_right(shown: Sequence[Deciding], case: Case) -> bool:
    places = {one.span.start for one in shown}
    documents = {one.span.document.id for one in shown}
    return any(
        right and one.span.start in places and one.span.document.id in documents
        for one, right in zip(case.sentences, case.right, strict=True)
    )


def threshold(confidences: Sequence[float], useful: Sequence[bool]) -> float:
    """Return the confidence up to which fewer than half of the replies show a deciding sentence."""
    order = np.argsort(confidences)
    window = len(order) // 8
    shares = np.convolve(np.array(useful, float)[order], np.ones(window) / window, mode="valid")
    above = np.nonzero(shares >= 0.5)[0]  # the first window of which half show one
    return round(float(np.array(confidences)[order][above[0] + window // 2]), 3) if len(above) else 1.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("labels", "articles", "index", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    args = parser.parse_args()
    labels = [label for label in read(args.labels) if label["kind"] == "yesno"]
    texts = {article["url"]: article["text"] for article in read(args.articles)}
    found = list(cases(labels, texts, args.index))

    articles = sorted({case.article for case, _ in found})
    random.seed(0)
    random.shuffle(articles)
    fold = {article: at % FOLDS for at, article in enumerate(articles)}
    of_fold = [[pair for pair in found if fold[pair[0].article] == held] for held in range(FOLDS)]
    confidences: list[float] = []
    first: list[bool] = []
    useful: list[bool] = []
    with_article: list[bool] = []
    for held in range(FOLDS):
        weights = fitted([pair for at in range(FOLDS) if at != held for pair in of_fold[at]])
        for pair in of_fold[held]:
            for case in pair:
                best = ranked(case.sentences, weights.rank)
                confidences.append(confidence_in(best, weights.confidence))
                first.append(first_is_right(best, case))
                useful.append(shown_right(best[:SHOWN], case))
                with_article.append(case is pair[0])
    own = np.array(with_article)
    print(f"{own.sum()} questions; a deciding sentence first {np.mean(np.array(first)[own]):.3f}, ", end="")
    print(f"among the first {SHOWN} {np.mean(np.array(useful)[own]):.3f}")
    order = np.argsort(confidences)
    for part in np.array_split(order, 8):
        said, true = np.mean(np.array(confidences)[part]), np.mean(np.array(first)[part])
        shown, asked = np.mean(np.array(useful)[part]), np.mean(own[part])
        print(
            f"confidence {said:.2f}: first decides {true:.2f}, one of the shown {shown:.2f}, with article {asked:.2f}"
        )
    weights = fitted(found, threshold(confidences, useful))
    print(f"unsure below {weights.unsure}")
    (args.out / "evidence.json").write_text(json.dumps(asdict(weights), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
