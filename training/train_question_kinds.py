"""Fit which kind of reply a question asks for: models/question_kinds.npz.

    python training/train_question_kinds.py --data ../shared/data --out src/briefbot/models

It learns from `question_kinds.tsv`, beside this file, and from questions that ask for a fact: of SQuAD's training set,
of QED, and of CANARD's rewrites that open with a question word. The probability from which on a kind is taken follows
from five folds: few questions of SQuAD may be taken for anything but a fact. Tested on `question_kinds_test.tsv`, and
on SQuAD's development set, of which as few may be, with the file that it has written. Two runs on one machine write the
same bytes, and nothing in the file is set by hand: with another folder as `--out` it says whether the packaged one is
the same.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import random
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from briefbot import question_kinds
from briefbot.composing.choosing import kind_by_form, kind_guessed
from briefbot.encoder import packaged_encoder
from briefbot.errors import ModelError
from briefbot.evaluation import squad_items
from briefbot.question_kinds import FALLBACK, SLOTS, surface

HERE = Path(__file__).parent
OF_SQUAD = 6_000
BATCH = 256
FOLDS = 5
NEIGHBOURS = 12  # lines of the file
STRENGTH = 10.0  # the inverse of the penalty on weights
SHARE = 0.3  # that a question of another data set weighs, for there are many and of one style
TRIED = "listing"  # is told by the number of the question, and taken from no probability on
MAY_LEAVE = 0.0020  # of the questions for facts, in five folds, to all kinds but a list
LEAST = 0.35  # the lowest probability from which on a kind is taken
MOST = 0.7  # the highest, for above it the folds tell of single questions
_OPENS = re.compile(r"(?:who|whom|whose|what|which|when|where|why|how)\b", re.IGNORECASE)

# Asks for a yes or no, and is no question for a fact, whichever data set it is of.
_YES_OR_NO = re.compile(r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)\b", re.IGNORECASE)
# Asks for several things by its form, so that it teaches nothing of how a question for one fact is put.
_SEVERAL = re.compile(
    r"(?:(?:in|to|from|by|on|for|with) )?(?:which|what) (?:\w+ ){0,2}?\w+(?<![suia])s (?:are|were|do|did|have|had"
    r"|can|\w+ed)\b"
    r"|(?:who|what) (?:are|were) (?:the|some|two|three|four)\b|name (?:the|all|two|three|some)\b",
    re.IGNORECASE,
)


def labelled(path: Path) -> list[tuple[str, str]]:
    """Read (kind, question) lines."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [(kind, question) for kind, question in rows][1:]


def of_facts(data: Path) -> tuple[list[str], list[str]]:
    """Return questions that ask for a fact: those of SQuAD, and others, of which some ask for more."""
    squad = [item["question"].strip() for _, _, item in squad_items(data / "squad_train.json.gz")]
    qed = [item["question"].strip() for _, _, item in squad_items(data / "qed_dev.json.gz")]
    turns = json.loads(gzip.decompress((data / "canard_dev_visible.json.gz").read_bytes()))
    canard = [turn["Rewrite"].strip() for turn in turns if _OPENS.match(turn["Rewrite"].strip())]
    squad = [question for question in dict.fromkeys(random.sample(squad, OF_SQUAD)) if not _YES_OR_NO.match(question)]
    others = [question for question in dict.fromkeys([*qed, *canard]) if not _YES_OR_NO.match(question)]
    return squad, others


def embedded(questions: Sequence[str]) -> NDArray[np.float32]:
    """Return the vectors of questions, those of about one length together."""
    encoder = packaged_encoder()
    if encoder is None:
        raise ModelError("The encoder is not prepared. Build any index first, with: briefbot index examples")
    order = sorted(range(len(questions)), key=lambda at: len(questions[at]))
    vectors = np.empty((len(questions), encoder.dimension), np.float32)
    for first in range(0, len(order), BATCH):
        batch = order[first : first + BATCH]
        vectors[batch] = encoder.encode_short([questions[at] for at in batch])
    return vectors


def surfaces(questions: Sequence[str]) -> csr_matrix:
    rows = [surface(question) for question in questions]
    ends = np.cumsum([0, *(len(slots) for slots, _ in rows)])
    slots, values = np.concatenate([row[0] for row in rows]), np.concatenate([row[1] for row in rows])
    matrix = csr_matrix((values, slots, ends), shape=(len(rows), SLOTS))
    matrix.sum_duplicates()
    return matrix


def fitted(inputs: csr_matrix, kinds: NDArray[np.str_], weights: NDArray[np.float64]) -> LogisticRegression:
    with threadpool_limits(1):  # sums over several threads differ from run to run
        return LogisticRegression(C=STRENGTH, max_iter=120, tol=1e-3).fit(inputs, kinds, sample_weight=weights)


def least(
    names: Sequence[str], chances: NDArray[np.float64], kinds: NDArray[np.str_], is_fact: NDArray[np.bool_]
) -> NDArray[np.float32]:
    """Return for each kind the probability from which on it is taken, so that few of the facts are taken for any.

    A question of another data set that leaves costs as much as so many labelled ones that are taken for a fact instead;
    the price is the lowest at which few enough leave.
    """
    taken = chances.argmax(1)
    for price in np.geomspace(0.2, 200.0, 60):
        found, leaving = [], 0
        for at, name in enumerate(names):
            own = np.nonzero(taken == at)[0]
            if name in (FALLBACK, TRIED):
                found.append(0.0)
                continue
            own = own[np.argsort(-chances[own, at])]
            # Of the labelled ones a fact that leaves costs one, and one of a third kind is wrong either way.
            values = np.where(is_fact[own], -price, np.where(kinds[own] == name, 1.0, -1.0 * (kinds[own] == FALLBACK)))
            best = int(np.argmax(np.cumsum(values))) if len(own) else 0
            found.append(max(LEAST, float(chances[own[best], at])) if len(own) else 0.0)
            leaving += int((is_fact[own] & (chances[own, at] >= found[-1])).sum())
        if leaving <= MAY_LEAVE * is_fact.sum():
            break
    return np.minimum(np.array(found, np.float32), np.float32(MOST))


def told(question: str, vector: NDArray[np.float32]) -> str:
    """Return what a question is taken for, by its form or by the model."""
    return kind_by_form(question) or kind_guessed(question, vector).kind


def report(questions: Sequence[tuple[str, str]], vectors: NDArray[np.float32]) -> None:
    """Print the confusion table of labelled questions: a row for each kind, a column for what it was taken for."""
    guesses = [told(question, vector) for (_, question), vector in zip(questions, vectors, strict=True)]
    names = sorted({kind for kind, _ in questions})
    print(f"| asked for | {' | '.join(names)} | right |\n|{'---|' * (len(names) + 2)}")
    for name in names:
        own = [guess for (kind, _), guess in zip(questions, guesses, strict=True) if kind == name]
        cells = " | ".join(str(own.count(other)) if own.count(other) else "" for other in names)
        print(f"| {name} | {cells} | {own.count(name) / len(own):.2f} |")
    right = sum(kind == guess for (kind, _), guess in zip(questions, guesses, strict=True))
    print(f"\n{right} of {len(questions)} right: {right / len(questions):.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--show", action="store_true", help="print what is taken for another kind")
    args = parser.parse_args()
    random.seed(0)
    own, (squad, others) = labelled(HERE / "question_kinds.tsv"), of_facts(args.data)
    facts = [*squad, *others]
    questions = [*(question for _, question in own), *facts]
    kinds = np.array([*(kind for kind, _ in own), *[FALLBACK] * len(facts)])
    weights = np.array([1.0] * len(own) + [SHARE * (not _SEVERAL.match(fact)) for fact in facts])
    is_fact = np.array([False] * len(own) + [True] * len(squad) + [False] * len(others))
    is_own = np.arange(len(questions)) < len(own)
    print(f"{len(own)} labelled questions, {len(facts)} of other data sets")
    inputs = csr_matrix(hstack([csr_matrix(embedded(questions)), surfaces(questions)]))

    # Neighbours in the file may be put alike, so they are held out together.
    groups = [at // NEIGHBOURS if at < len(own) else at for at in range(len(questions))]
    chances = np.zeros((len(questions), len(set(kinds))))
    for fit, held in GroupKFold(FOLDS).split(questions, kinds, groups):
        chances[held] = fitted(inputs[fit], kinds[fit], weights[fit]).predict_proba(inputs[held])
    model = fitted(inputs, kinds, weights)
    names = [str(name) for name in model.classes_]
    # What a rule tells is never guessed.
    known = (is_own | is_fact) & np.array([not kind_by_form(question) for question in questions])
    taken_from = least(names, chances[known], kinds[known], is_fact[known])
    likeliest = chances.argmax(1)
    kept = chances.max(1) >= taken_from[likeliest]
    guesses = np.where(kept, np.array(names)[likeliest], FALLBACK)
    print(f"five folds: {np.mean(guesses[is_own] == kinds[is_own]):.3f} of the labelled right; of SQuAD's ", end="")
    print(f"{np.mean(~np.isin(guesses[is_fact], (FALLBACK, TRIED))):.4f} taken for another kind than a fact or a list")

    split = model.coef_.shape[1] - SLOTS
    scale = np.abs(model.coef_[:, split:]).max(axis=1) / 127
    packaged, written = question_kinds.PATH, args.out / question_kinds.PATH.name
    np.savez_compressed(
        written,
        kinds=np.array(names),
        vector=model.coef_[:, :split].astype(np.float16),
        surface=np.round(model.coef_[:, split:] / scale[:, None]).astype(np.int8),
        scale=scale.astype(np.float32),
        bias=model.intercept_.astype(np.float32),
        least=taken_from,
    )
    for name, value in zip(names, taken_from, strict=True):
        print(f"{name} from {value:.2f}", end="; ")
    print()

    if written.resolve() != packaged:
        print("the packaged file is", "the same" if written.read_bytes() == packaged.read_bytes() else "another one")
    question_kinds.PATH = written
    question_kinds.kind_model.cache_clear()
    test = labelled(HERE / "question_kinds_test.tsv")
    report(test, embedded([question for _, question in test]))
    squad = [item["question"].strip() for _, _, item in squad_items(args.data / "squad_v1.1_dev_visible.json.gz")]
    guessed = [told(one, vector) for one, vector in zip(squad, embedded(squad), strict=True)]
    left = [(guess, one) for one, guess in zip(squad, guessed, strict=True) if guess != FALLBACK]
    tried = sum(kind == TRIED for kind, _ in left)
    print(f"SQuAD, development: {len(left) - tried} of {len(squad)} are taken for no fact, {tried} tried as a list")
    if args.show:
        for kind, question in left:
            print(f"  {kind:<10} {question}")


if __name__ == "__main__":
    main()
