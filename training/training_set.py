"""The labelled files -> the features of an epoch, hard negatives among them.

A hard negative is a question on a passage that is near to it and does not answer it: what the reader meets beside the
right passage, and in its place where there is none.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from altered_questions import swapped_questions
from drawing import without_answer
from reader_data import Feature, Featurizer, Item
from tqdm import tqdm

from briefbot.evaluation import squad_items

_KNOWN_BY = 60  # characters at either end of a context
RIVALS = 3  # passages of the same article kept for each question


def training_features(
    data: Path,
    featurizer: Featurizer,
    *,
    negatives: float,
    swapped: float,
    mined: Path | None,
    seed: int,
) -> dict[str, list[Feature]]:
    """Return features by source; `epoch_features` says how much of each an epoch takes."""
    sources: dict[str, list[Feature]] = {}
    files = (("squad", "squad_train"), ("qed", "qed_dev"), ("qamr", "qamr_dev"))
    labelled = {name: list(squad_items(data / f"{file}.json.gz")) for name, file in files}
    rivals = rival_passages(labelled["squad"], featurizer)
    dropped = 0
    for name, items in labelled.items():
        made = []
        for title, context, item in tqdm(items, desc=name, unit="question"):
            headed = "" if name == "qamr" else title  # what those have is a number
            feature = featurizer.feature(context, item, rivals.get(item["id"], ()), headed)
            if feature is None:
                dropped += 1
            else:
                made.append(feature)
        sources[name] = [feature for feature in made if feature.spans]
        sources.setdefault("unanswerable", []).extend(feature for feature in made if not feature.spans)
    sources["negatives"] = lexical_negatives(labelled["squad"], featurizer, rivals, negatives, seed)
    sources["negatives"] += swapped_questions(labelled["squad"], featurizer, swapped, seed)
    if mined:
        sources["negatives"] += mined_negatives(labelled["squad"], featurizer, mined)
    counts = ", ".join(f"{name} {len(made):,}" for name, made in sources.items())
    print(f"features: {counts}; {dropped} with an answer that is not in the context left out", file=sys.stderr)
    return sources


def epoch_features(
    sources: dict[str, list[Feature]], qamr: int, unanswerable: int, removed: float, seed: int
) -> list[Feature]:
    """Return the features of one epoch, not yet in random order.

    All of SQuAD, the hard negatives and QED once, the unanswerable ones `unanswerable` times, `qamr` of QAMR. The part
    `removed` of SQuAD comes once more, as a question that the rest of its passage does not answer.
    """
    rng = np.random.default_rng(seed)
    easy = [sources["qamr"][i] for i in rng.permutation(len(sources["qamr"]))[:qamr]]
    made = [without_answer(feature, rng) for feature in sources["squad"] if rng.random() < removed]
    rest = [feature for feature in made if feature is not None]
    answered = sources["squad"] + sources["qed"] + easy
    return answered + sources["negatives"] + rest + unanswerable * sources["unanswerable"]


def rival_passages(items: Sequence[Item], featurizer: Featurizer) -> dict[str, tuple[str, ...]]:
    """Return question id -> the `RIVALS` passages of its article that share most rare words with it but hold no answer.

    This is what a retriever returns beside the right passage. Fewer, or none, where no other shares a word.
    """
    articles: dict[str, dict[str, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    for title, context, item in items:
        articles[title][context].append(item)
    rivals = {}
    for paragraphs in tqdm(articles.values(), desc="rival passages", unit="article"):
        contexts = list(paragraphs)
        lowered = [text.lower() for text in contexts]
        words = [set(featurizer.context(text)[0].tolist()) for text in contexts]
        frequency = Counter(word for seen in words for word in seen)
        for position, context in enumerate(contexts):
            for item in paragraphs[context]:
                question = set(featurizer.question(item["question"]).tolist())
                answers = [answer["text"].lower() for answer in item["answers"]]
                scores = np.array([sum(1 / frequency[word] for word in question & seen) for seen in words])
                silent = [
                    other
                    for other in np.argsort(-scores, kind="stable")
                    if scores[other] > 0 and other != position and not any(a in lowered[other] for a in answers)
                ]
                rivals[item["id"]] = tuple(contexts[other] for other in silent[:RIVALS])
    return rivals


def lexical_negatives(
    items: Sequence[Item], featurizer: Featurizer, rivals: Mapping[str, Sequence[str]], share: float, seed: int
) -> list[Feature]:
    """Set a part, `share`, of the answerable questions on their first rival, where the reader must decline."""
    rng = np.random.default_rng(seed)
    negatives = []
    for title, _, item in items:
        if item["answers"] and rng.random() < share and rivals[item["id"]]:
            first, *others = rivals[item["id"]]
            negatives.append(featurizer.unanswered(first, item["question"], others, title))
    return negatives


def mined_negatives(items: Sequence[Item], featurizer: Featurizer, mined: Path) -> list[Feature]:
    """Read what mine_negatives.py wrote as features.

    A passage is a context, or its first or last sentences; another has no title.
    """
    ends: dict[str, str] = {}
    for title, context, _ in items:
        ends.setdefault(context[:_KNOWN_BY], title)
        ends.setdefault(context.rstrip()[-_KNOWN_BY:], title)
    negatives = []
    for line in mined.read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        passage = item["context"].rstrip()
        title = ends.get(passage[:_KNOWN_BY]) or ends.get(passage[-_KNOWN_BY:], "")
        negatives.append(featurizer.unanswered(passage, item["question"], title=title))
    return negatives
