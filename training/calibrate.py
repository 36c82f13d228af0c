"""Fit the weights that rank spans and say how likely an answer is right: models/reader/calibration.json.

    python training/calibrate.py --data ../shared/data --out src/briefbot/models/reader

The questions are asked in the open setting, all contexts as one index, and the reader saw none of them in training.
Those on news, asked by `benchmarks/news_quiz.py --cases FILE`, come beside them with --news FILE.
Three quarters can be answered; one in twelve lost its article, which is taken out of the hits; a sixth are SQuAD 2.0's
human-written unanswerable ones. The figures printed are cross-validated over articles; the weights written are
fitted on all of them.
"""

from __future__ import annotations

import argparse
import pickle
import tempfile
from dataclasses import replace
from pathlib import Path

from tqdm import tqdm

from briefbot.encoder import onnx_encoder
from briefbot.evaluation import best_margin, drawn, index_contexts, promises, read_contexts, read_questions
from briefbot.evaluation.fitting import Case, cases, fit
from briefbot.reader import Reader
from briefbot.settings import Settings
from briefbot.store import open_snapshot


def ask(data: Path, each: int) -> list[Case]:
    """Ask `each` questions that have no answer, and five times as many that have one, half of `each` without it."""
    first, second = (read_questions(data / f"squad_v{version}_dev_visible.json.gz") for version in ("1.1", "2.0"))
    silent = [question for question in second if not question.answers]
    mixture = [(question, at % 10 == 0) for at, question in enumerate(drawn(first, 5 * each))]
    mixture += [(question, False) for question in drawn(silent, each)]
    settings = Settings()
    with tempfile.TemporaryDirectory() as folder:
        index = index_contexts(first + second, Path(folder), progress=True)
        with open_snapshot(index) as snapshot:
            encoder = onnx_encoder(snapshot.facts.encoder, snapshot.facts.fingerprint)
            asked = tqdm(mixture, desc="Asking", unit="question")
            return list(cases(asked, snapshot, encoder, Reader(), settings))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--each", type=int, default=600, help="unanswerable questions of SQuAD 2.0")
    parser.add_argument("--news", type=Path, help="cases of benchmarks/news_quiz.py, that are fitted to as well")
    parser.add_argument("--cases", type=Path, help="keep what was asked in this file, or take it from there")
    args = parser.parse_args()

    if args.cases and args.cases.exists():
        asked = pickle.loads(args.cases.read_bytes())  # noqa: S301  our own file of a moment ago
    else:
        asked = ask(args.data, args.each)
        if args.cases:
            args.cases.write_bytes(pickle.dumps(asked))

    if args.news:
        asked += pickle.loads(args.news.read_bytes())[1]  # noqa: S301  our own file
    found = fit(asked)
    print(promises(found))
    second = read_questions(args.data / "squad_v2.0_dev_visible.json.gz")
    _, margin = best_margin(read_contexts(second, Settings(), progress=True))
    print(f"a passage read alone answers above a margin of {margin:g}")
    replace(found.calibration, margin=round(margin, 2)).save(args.out / "calibration.json")


if __name__ == "__main__":
    main()
