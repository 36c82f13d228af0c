"""How long a new index takes, from the file to the committed index, and the memory of the whole process.

python benchmarks/indexing.py ../shared/data/squad_v1.1_dev_visible.json.gz

Loading the encoder is part of it, exporting it is not: that is done once on each machine.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
from pathlib import Path

import briefbot
from briefbot.evaluation import read_questions
from briefbot.settings import Settings

_UNIT = 1 if sys.platform == "darwin" else 1024  # bytes in which `ru_maxrss` is counted


def main() -> None:
    """Print passages a second and peak memory for an index of all contexts of a labelled file."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("labelled", type=Path, help="a labelled file, as `briefbot eval` reads it")
    arguments = parser.parse_args()
    contexts = {question.context: question.title for question in read_questions(arguments.labelled)}
    with tempfile.TemporaryDirectory() as folder:
        articles = Path(folder, "contexts.jsonl")
        lines = [json.dumps({"title": title or "Untitled", "text": text}) for text, title in contexts.items()]
        articles.write_text("\n".join(lines), encoding="utf-8")
        settings = Settings(index=Path(folder, "index"), max_file_bytes=2**30)
        report = briefbot.build_index(articles, settings=settings, progress=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _UNIT
    rate = report.passages / report.seconds
    print(f"{report.passages:,} passages in {report.seconds:.1f} s, {rate:.0f} a second; peak {peak / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
