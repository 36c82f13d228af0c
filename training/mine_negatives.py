"""Passages that briefbot's own retriever returns for a question but that do not answer it, as JSON lines.

    python training/mine_negatives.py --data ../shared/data --out training/runs/negatives.jsonl

All contexts of `squad_train` are one index, as at the user's. Of the first hits of a question one is drawn whose text
holds none of its answers: what the reader meets beside the right passage, and in its place when there is none.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

import numpy as np
from tqdm import tqdm

from briefbot.encoder import onnx_encoder
from briefbot.evaluation import index_contexts, normalize, read_questions
from briefbot.retriever import Retriever
from briefbot.settings import Settings
from briefbot.store import open_snapshot

HITS = 6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--questions", type=int, default=30_000)
    parser.add_argument("--seed", type=int, default=17)
    args = parser.parse_args()

    settings = Settings()
    rng = np.random.default_rng(args.seed)
    everything = read_questions(args.data / "squad_train.json.gz")
    answerable = [question for question in everything if question.answers]
    chosen = [answerable[at] for at in rng.permutation(len(answerable))[: args.questions]]
    args.out.parent.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        args.out.open("w", encoding="utf-8") as out,
        open_snapshot(index_contexts(everything, Path(folder), progress=True)) as snapshot,
    ):
        retriever = Retriever(onnx_encoder(snapshot.facts.encoder, snapshot.facts.fingerprint), settings)
        for question in tqdm(chosen, desc="Retrieving", unit="question"):
            answers = [f" {normalize(answer)} " for answer in question.answers]
            wrong = [
                hit.passage.text
                for hit in retriever.search(snapshot, question.text, HITS)
                if not any(answer in f" {normalize(hit.passage.text)} " for answer in answers)
            ]
            if wrong:
                out.write(json.dumps({"question": question.text, "context": wrong[rng.integers(len(wrong))]}) + "\n")


if __name__ == "__main__":
    main()
