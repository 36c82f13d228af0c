"""How long a question takes, from text to reply, with everything loaded, and how kinds of reply compare with a fact.

    python benchmarks/latency.py tests/examples_questions.jsonl
    python benchmarks/latency.py --index INDEX benchmarks/news_questions.jsonl benchmarks/news_kinds.jsonl

A question may have a `kind` beside it; kinds are asked in turn, so that a busy machine is as slow for all.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import zip_longest
from pathlib import Path

import numpy as np

import briefbot
from briefbot.composing import COMPOSERS, FALLBACK

ROUNDS = 3  # the first one, which warms caches, is not counted


def main() -> None:
    """Print the milliseconds that a question of each kind takes, and those to open the index."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("questions", type=Path, nargs="+", help="JSON Lines with a question, or turns, and its kind")
    parser.add_argument("--index", type=Path, help="one that is built already; by default one of the examples is built")
    parser.add_argument("--most", type=int, default=20, help="questions of a kind")
    arguments = parser.parse_args()
    asked = _by_kind(arguments.questions, arguments.most)
    with _index(arguments.index) as index:
        started = time.perf_counter()
        assistant = briefbot.Assistant.open(index)
        opened = time.perf_counter() - started
        taken = _taken(assistant, asked)
        print(f"{assistant.document_count} documents; open {1000 * opened:.0f} ms")
    fact = np.median(taken[FALLBACK]) if FALLBACK in taken else np.nan
    print("| kind | questions | p50, ms | p95, ms | p50 of a fact's |\n|---|---|---|---|---|")
    for kind, seconds in taken.items():
        p50, p95 = 1000 * np.percentile(seconds, [50, 95])
        print(f"| {kind} | {len(asked[kind])} | {p50:.0f} | {p95:.0f} | {p50 / 1000 / fact:.2f} |")


@contextmanager
def _index(built: Path | None) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        if not built:
            briefbot.build_index("examples", index=folder, progress=True)
        yield built or Path(folder)


def _by_kind(paths: Sequence[Path], most: int) -> dict[str, list[str]]:
    """Return the questions of each kind of reply, facts first; a question without a kind asks for a fact."""
    found: dict[str, list[str]] = {FALLBACK: []}
    for path in paths:
        for record in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
            kind, turns = record.get("kind", FALLBACK), record.get("turns") or [record["question"]]
            if kind in COMPOSERS and len(turns) == 1 and len(found.setdefault(kind, [])) < most:
                found[kind].append(turns[0])
    return {kind: questions for kind, questions in found.items() if questions}


def _taken(assistant: briefbot.Assistant, asked: Mapping[str, Sequence[str]]) -> dict[str, list[float]]:
    """Return the seconds that each question of each kind takes, in all rounds but the first."""
    taken: dict[str, list[float]] = {kind: [] for kind in asked}
    in_turn = [
        [(kind, question) for kind, question in zip(asked, turn, strict=True) if question]
        for turn in zip_longest(*asked.values())
    ]
    for number in range(ROUNDS):
        for kind, question in (each for turn in in_turn for each in turn):
            started = time.perf_counter()
            assistant.ask(question, kind=kind)
            if number:
                taken[kind].append(time.perf_counter() - started)
    return taken


if __name__ == "__main__":
    main()
