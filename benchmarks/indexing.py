"""How long a new index takes, from the file to the committed index, and the memory of the whole process.

python benchmarks/indexing.py ../shared/data/squad_v1.1_dev_visible.json.gz

Loading the encoder is part of it, exporting it is not: that is done once on each machine.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from pathlib import Path

import briefbot
from briefbot.evaluation import index_contexts, read_questions

_UNIT = 1 if sys.platform == "darwin" else 1024  # bytes in which `ru_maxrss` is counted


def main() -> None:
    """Print passages a second and peak memory for an index of all contexts of a labelled file."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("labelled", type=Path, help="a labelled file, as `briefbot eval` reads it")
    arguments = parser.parse_args()
    questions = read_questions(arguments.labelled)
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        index = index_contexts(questions, Path(folder), progress=True)
        seconds = time.perf_counter() - started
        passages = briefbot.index_status(index=index).passages
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _UNIT
    print(f"{passages:,} passages in {seconds:.1f} s, {passages / seconds:.0f} a second; peak {peak / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
