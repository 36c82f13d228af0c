"""An index on a PostgreSQL server beside the same one in a folder: whether they find the same, and how long it takes.

    python benchmarks/postgres.py INDEX QUESTIONS postgresql://HOST/DATABASE#NAME

INDEX is copied to the server, unless it is there already. Truth of dense search is exact search of all vectors.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
from scale import RECALLED, exact_search

import briefbot
from briefbot.encoder import onnx_encoder
from briefbot.evaluation import drawn, read_questions
from briefbot.retriever import Retriever
from briefbot.settings import Settings
from briefbot.store import Snapshot, open_store

QUESTIONS = 150
HITS = 8


def main() -> None:
    """Print how often both find the same, and milliseconds of each."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("index", type=Path)
    parser.add_argument("questions", type=Path, help="a labelled file, as `briefbot eval` reads it")
    parser.add_argument("address")
    arguments = parser.parse_args()
    with closing(open_store(arguments.index)) as ours, closing(open_store(arguments.address)) as theirs:
        if not theirs.exists():
            started = time.perf_counter()
            briefbot.copy_index(arguments.index, arguments.address, progress=True)
            print(f"copied in {time.perf_counter() - started:.1f} s, {theirs.size() / 1e6:.0f} MB there")
        questions = [question.text for question in drawn(read_questions(arguments.questions), QUESTIONS)]
        with ours.snapshot() as here, theirs.snapshot() as there:
            compare(here, there, questions)


def compare(here: Snapshot, there: Snapshot, questions: Sequence[str]) -> None:
    """Print what two snapshots of the same passages find."""
    facts = here.facts
    encoder = onnx_encoder(facts.encoder, facts.fingerprint)
    vectors = encoder.encode(list(questions))
    retriever = Retriever(encoder, Settings())
    here.load()
    there.load()
    found: dict[str, list[float]] = {name: [] for name in ("bm25 the same", "recall@10", "first hit", "8 hits")}
    apart = 0.0
    nearest = exact_search(here, vectors)
    for question, vector, best in zip(questions, vectors, nearest, strict=True):
        found["bm25 the same"].append(here.bm25(question, 50) == there.bm25(question, 50))
        dense = dict(there.dense(vector, RECALLED))
        found["recall@10"].append(len(dense.keys() & set(best)) / RECALLED)
        exact = here.cosines(vector, list(dense))
        apart = max(apart, *(abs(exact[number] - cosine) for number, cosine in dense.items()))
        one, other = (retriever.search(each, question, HITS) for each in (here, there))
        texts = [[(hit.passage.document.id, hit.passage.start) for hit in hits] for hits in (one, other)]
        found["first hit"].append(texts[0][:1] == texts[1][:1])
        found["8 hits"].append(len(set(texts[0]) & set(texts[1])) / max(len(texts[0]), 1))
    for name, values in found.items():
        print(f"{name}: {np.mean(values):.4f}")
    print(f"greatest difference of cosines: {apart:.1e}")
    for name, act in (
        ("dense", lambda each, _, vector: each.dense(vector, 50)),
        ("bm25", lambda each, text, _: each.bm25(text, 50)),
        ("fused", lambda each, text, _: retriever.search(each, text, HITS)),
    ):
        print(f"{name}, p50 / p95 ms: {_taken(act, here, questions, vectors)} in the folder, ", end="")
        print(f"{_taken(act, there, questions, vectors)} on the server")


def _taken(act: Callable[..., Any], snapshot: Snapshot, questions: Sequence[str], vectors: Any) -> str:
    taken = []
    for question, vector in zip(questions, vectors, strict=True):
        started = time.perf_counter()
        act(snapshot, question, vector)
        taken.append((time.perf_counter() - started) * 1000)
    return f"{np.percentile(taken, 50):.1f} / {np.percentile(taken, 95):.1f}"


if __name__ == "__main__":
    main()
