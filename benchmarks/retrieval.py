"""Recall@k of BM25, dense and fused retrieval over the contexts of a SQuAD file as one collection.

python benchmarks/retrieval.py ../shared/data/squad_v1.1_dev_visible.json.gz
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import numpy as np
from tqdm import tqdm

from briefbot.encoder import onnx_encoder
from briefbot.evaluation import Question, drawn, holds_answer, index_contexts, read_questions
from briefbot.retriever import Retriever, fuse
from briefbot.settings import Settings
from briefbot.store import Snapshot, open_snapshot

SHARES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1.0)  # of the dense score; 0 is BM25 alone, 1 dense alone


def main() -> None:
    """Print a table: a row for every share of the dense score."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--limit", type=int)
    arguments = parser.parse_args()
    everything = read_questions(arguments.file)
    questions = [question for question in drawn(everything, arguments.limit) if question.answers]
    with (
        tempfile.TemporaryDirectory() as folder,
        open_snapshot(index_contexts(everything, Path(folder), progress=True)) as snapshot,
    ):
        encoder = onnx_encoder(snapshot.facts.encoder, snapshot.facts.fingerprint)
        retriever = Retriever(encoder, Settings())
        ranks = np.array([right_ranks(retriever, snapshot, q) for q in tqdm(questions, unit="question")])
    print(f"{len(questions)} questions")
    print("dense share   recall@1   recall@5  recall@10     MRR")
    for share, row in zip(SHARES, ranks.T, strict=True):
        recalls = "".join(f"{np.mean(row <= k):11.3f}" for k in (1, 5, 10))
        print(f"{share:11.1f}{recalls}{np.mean(1 / row):8.3f}")


def right_ranks(retriever: Retriever, snapshot: Snapshot, question: Question) -> list[float]:
    """Return the rank of the first passage with the answer under every share; infinity beyond the candidates."""
    dense, bm25 = retriever.candidates(snapshot, question.text)
    passages = snapshot.passages(list(dense))
    right = {number for number, passage in passages.items() if holds_answer(passage, question)}
    return [
        next((rank for rank, number in enumerate(fuse(dense, bm25, share), 1) if number in right), float("inf"))
        for share in SHARES
    ]


if __name__ == "__main__":
    main()
