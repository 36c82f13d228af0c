"""Recall@k of BM25, dense and fused retrieval over the contexts of a SQuAD file as one collection.

python benchmarks/retrieval.py ../shared/data/squad_v1.1_dev_visible.json.gz
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import numpy as np
from tqdm import tqdm

from briefbot.encoder import Encoder, onnx_encoder
from briefbot.evaluation import Question, holds_answer, index_contexts, read_questions
from briefbot.store import Store

SHARES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1.0)  # of the dense score; 0 is BM25 alone, 1 dense alone
CANDIDATES = 50


def main() -> None:
    """Print a table: a row for every share of the dense score."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--limit", type=int)
    arguments = parser.parse_args()
    questions = [question for question in read_questions(arguments.file, arguments.limit) if question.answers]
    with tempfile.TemporaryDirectory() as folder:
        store = Store(index_contexts(questions, Path(folder), progress=True))
        ranks = np.array([context_ranks(store, question) for question in tqdm(questions, unit="question")])
    print(f"{len(questions)} questions")
    print("dense share   recall@1   recall@5  recall@10     MRR")
    for share, row in zip(SHARES, ranks.T, strict=True):
        recalls = "".join(f"{np.mean(row <= k):11.3f}" for k in (1, 5, 10))
        print(f"{share:11.1f}{recalls}{np.mean(1 / row):8.3f}")


_encoders: dict[str, Encoder] = {}


def context_ranks(store: Store, question: Question) -> list[float]:
    """The rank of the first passage with the answer under every share; infinity beyond the candidates."""
    with store.snapshot() as snapshot:
        facts = snapshot.facts
        if facts.fingerprint not in _encoders:
            _encoders[facts.fingerprint] = onnx_encoder(facts.encoder, facts.fingerprint)
        vector = _encoders[facts.fingerprint].encode([question.text])[0]
        dense = dict(snapshot.dense(vector, CANDIDATES))
        bm25 = dict(snapshot.bm25(question.text, CANDIDATES))
        dense |= snapshot.cosines(vector, [number for number in bm25 if number not in dense])
        passages = snapshot.passages(list(dense))
    right = {number for number, passage in passages.items() if holds_answer(passage, question)}
    best = max(bm25.values(), default=0.0) or 1.0
    ranks = []
    for share in SHARES:
        fused = sorted(dense, key=lambda n: -(share * dense[n] + (1 - share) * bm25.get(n, 0.0) / best))
        ranks.append(next((rank for rank, number in enumerate(fused, 1) if number in right), float("inf")))
    return ranks


if __name__ == "__main__":
    main()
