"""Fit how well an answer is of the sort of thing that a question asks for: models/answer_sort.npz.

    python training/train_answer_sort.py --data ../shared/data --out src/briefbot/models

Each question of SQuAD's training set is to prefer its own answer to others: to those of the other questions of its
paragraph, which are mostly of other sorts, and to some of the whole set. Held out are 40 articles; the figure printed
is how often the right one of seven is preferred there, six of the seven being answers of the same paragraph or article.
"""

from __future__ import annotations

import argparse
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from briefbot.answer_sort import described_in
from briefbot.encoder import packaged_encoder
from briefbot.errors import ModelError
from briefbot.evaluation import squad_items

RANK = 32
HELD_OUT = 40  # articles
NEAR, FAR = 6, 4  # answers that each is set against, of the same paragraph or article and of the whole set
EPOCHS, BATCH, RATE, DECAY = 12, 512, 2e-3, 1e-2


@dataclass(frozen=True, slots=True)
class Pair:
    """A question with its answer as it is embedded."""

    question: str
    answer: str
    paragraph: str
    article: str


class Sorts(nn.Module):
    """The model of `answer_sort`, as torch trains it."""

    def __init__(self, dimension: int) -> None:
        super().__init__()
        self.asked, self.given = nn.Linear(dimension, RANK), nn.Linear(dimension, RANK)
        self.own = nn.Linear(dimension, 1)

    def forward(self, questions: torch.Tensor, answers: torch.Tensor) -> torch.Tensor:
        """Return scores (questions, answers of each) for vectors (questions, d) and (questions, answers of each, d)."""
        wanted = self.asked(questions).unsqueeze(1)
        scores: torch.Tensor = (wanted * self.given(answers)).sum(-1) + self.own(answers).squeeze(-1)
        return scores


def pairs(path: Path, most: int) -> list[Pair]:
    """Read questions with their first answers, in random order."""
    found = []
    for title, context, item in squad_items(path):
        if item["answers"]:
            start, text = item["answers"][0]["answer_start"], item["answers"][0]["text"]
            start = start if context[start : start + len(text)] == text else context.find(text)
            if start >= 0:
                answer = described_in(context, start, start + len(text))
                found.append(Pair(item["question"].strip(), answer, context, title))
    random.shuffle(found)
    return found[:most]


def embedded(texts: Sequence[str]) -> torch.Tensor:
    """Return the vectors of texts, those of about one length together."""
    encoder = packaged_encoder()
    if encoder is None:
        raise ModelError("The encoder is not prepared. Build any index first, with: briefbot index examples")
    order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
    vectors = np.empty((len(texts), encoder.dimension), np.float32)
    for first in range(0, len(order), BATCH):
        batch = order[first : first + BATCH]
        vectors[batch] = encoder.encode_short([texts[at] for at in batch])
    return torch.from_numpy(vectors)


def rivals(found: Sequence[Pair]) -> NDArray[np.int64]:
    """Return for each pair the numbers of `NEAR` others whose answers differ from its own."""
    of_paragraph, of_article = defaultdict(list), defaultdict(list)
    for at, pair in enumerate(found):
        of_paragraph[pair.paragraph].append(at)
        of_article[pair.article].append(at)
    chosen = np.empty((len(found), NEAR), np.int64)
    for at, pair in enumerate(found):
        others = [
            *of_paragraph[pair.paragraph],
            *random.sample(of_article[pair.article], k=len(of_article[pair.article])),
        ]
        own = [other for other in others if found[other].answer.casefold() != pair.answer.casefold()]
        own += random.choices(range(len(found)), k=NEAR)  # noqa: S311  nothing is kept secret
        chosen[at] = own[:NEAR]
    return chosen


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--questions", type=int, default=45_000)
    args = parser.parse_args()
    random.seed(0)
    torch.manual_seed(0)
    found = pairs(args.data / "squad_train.json.gz", args.questions)
    questions, answers = embedded([pair.question for pair in found]), embedded([pair.answer for pair in found])
    near = rivals(found)
    held = set(random.sample(sorted({pair.article for pair in found}), k=HELD_OUT))
    fitted = [at for at, pair in enumerate(found) if pair.article not in held]
    left = [at for at, pair in enumerate(found) if pair.article in held]

    model = Sorts(questions.shape[1])
    optimizer = torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=DECAY)
    for epoch in range(EPOCHS):
        random.shuffle(fitted)
        for first in range(0, len(fitted), BATCH):
            batch = np.array(fitted[first : first + BATCH])
            far = np.random.default_rng(first + epoch).integers(len(found), size=(len(batch), FAR))
            scores = model(questions[batch], answers[np.concatenate([batch[:, None], near[batch], far], axis=1)])
            loss = nn.functional.cross_entropy(scores, torch.zeros(len(batch), dtype=torch.long))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        with torch.no_grad():
            scores = model(questions[left], answers[np.concatenate([np.array(left)[:, None], near[left]], axis=1)])
        preferred = 100 * float((scores.argmax(1) == 0).float().mean())
        print(f"epoch {epoch + 1}: the right one of {NEAR + 1} for {preferred:.1f}%")

    weights = {
        "asked": model.asked.weight,
        "asked_bias": model.asked.bias,
        "given": model.given.weight,
        "given_bias": model.given.bias,
        "own": model.own.weight[0],
        "own_bias": model.own.bias[0],
    }
    arrays: dict[str, Any] = {name: value.detach().numpy().astype(np.float16) for name, value in weights.items()}
    np.savez_compressed(args.out / "answer_sort.npz", **arrays)


if __name__ == "__main__":
    main()
