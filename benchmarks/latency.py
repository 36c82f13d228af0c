"""How long a question takes, from text to cited answer, with everything loaded.

python benchmarks/latency.py examples tests/examples_questions.jsonl
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import numpy as np

import briefbot
from briefbot.evaluation import read_questions

ROUNDS = 3  # the first one, which warms caches, is not counted


def main() -> None:
    """Print the milliseconds that a question takes at the median and the 95th percentile, and to open the index."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("sources", help="a file or folder of articles")
    parser.add_argument("questions", type=Path, help="a labelled file, as `briefbot eval` reads it")
    arguments = parser.parse_args()
    questions = [question.text for question in read_questions(arguments.questions)]
    with tempfile.TemporaryDirectory() as folder:
        report = briefbot.build_index(arguments.sources, index=folder, progress=True)
        started = time.perf_counter()
        assistant = briefbot.Assistant.open(folder)
        opened = time.perf_counter() - started
        taken = np.array([[_seconds(assistant, question) for question in questions] for _ in range(ROUNDS)])[1:]
    print(f"{report.documents} documents, {report.passages} passages, {len(questions)} questions")
    print(f"open {1000 * opened:.0f} ms, ask p50 {_ms(taken, 50):.0f} ms, p95 {_ms(taken, 95):.0f} ms")


def _seconds(assistant: briefbot.Assistant, question: str) -> float:
    started = time.perf_counter()
    assistant.ask(question)
    return time.perf_counter() - started


def _ms(taken: np.ndarray, percentile: int) -> float:
    return 1000 * float(np.percentile(taken, percentile))


if __name__ == "__main__":
    main()
