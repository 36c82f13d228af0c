"""Whether asking leaks: resident memory, open files and threads of one process over thousands of questions.

python benchmarks/endurance.py examples tests/examples_questions.jsonl --asks 10000

Between the looks another process changes an article and builds, so that new generations are picked up, too.
"""

from __future__ import annotations

import argparse
import itertools
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import briefbot
from briefbot.evaluation import read_questions

ROUND = 500  # questions between two looks


def main() -> None:
    """Print a line every 500 questions, and how much memory has grown since the first of them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("sources", help="a file or folder of articles")
    parser.add_argument("questions", type=Path, help="a labelled file, as `briefbot eval` reads it")
    parser.add_argument("--asks", type=int, default=10_000)
    arguments = parser.parse_args()
    if arguments.asks < ROUND:
        parser.error(f"--asks is at least {ROUND}: growth is what comes after the first of so many questions")
    questions = itertools.cycle(question.text for question in read_questions(arguments.questions))
    seen: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        index, note = Path(folder) / "index", Path(folder) / "note.txt"
        note.write_text("Nothing has been noted yet.", encoding="utf-8")
        _build(index, arguments.sources, str(note))
        assistant = briefbot.Assistant.open(index)
        print("asked  resident MB  open files  threads  generation")
        for asked in range(0, arguments.asks + 1, ROUND):
            for _ in range(ROUND if asked else 0):
                assistant.ask(next(questions))
            seen.append(_resident_mb())
            files = len(list(Path("/proc/self/fd").iterdir()))
            generation = briefbot.index_status(index=index).generation
            print(f"{asked:5}  {seen[-1]:11.1f}  {files:10}  {threading.active_count():7}  {generation:10}", flush=True)
            note.write_text(f"The note was changed after {asked} questions.", encoding="utf-8")
            _build(index)
    warm = seen[1]  # after the first questions every buffer has been made
    print(f"largest growth after the first {ROUND} questions: {100 * (max(seen[1:]) / warm - 1):.1f}%")


def _build(index: Path, *sources: str) -> None:
    """Build the index in a process of its own, whose memory does not count."""
    command = [sys.executable, "-m", "briefbot.cli", "index", *sources, "--index", str(index)]
    subprocess.run(command, check=True, capture_output=True)


def _resident_mb() -> float:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024


if __name__ == "__main__":
    main()
