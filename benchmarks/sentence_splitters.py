"""Sentence splitters on the hard cases of tests/sentences.txt and on the speed of the shared articles.

    pip install pysbd syntok blingfire
    python benchmarks/sentence_splitters.py --shared ../shared [--show]

A case passes when every sentence in it is found exactly. Precision and recall are of sentence ends over all cases,
known faults included. The splitters that are not installed are left out.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import runpy
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import sentencex

from briefbot.passages import split_sentences

Range = tuple[int, int]
Splitter = Callable[[str], list[Range]]

HERE = Path(__file__).resolve().parent
# By path, not by import: one of the splitters installs a package named "benchmarks".
news = runpy.run_path(str(HERE / "passage_budget.py"))["news"]
read_cases = runpy.run_path(str(HERE.parent / "tests" / "test_passages.py"))["read_cases"]


def trimmed(text: str, ranges: Iterable[Range]) -> list[Range]:
    found = []
    for start, end in ranges:
        piece = text[start:end]
        if piece.strip():
            begin = start + len(piece) - len(piece.lstrip())
            found.append((begin, begin + len(piece.strip())))
    return found


def by_sentencex(text: str) -> list[Range]:
    ends = sentencex.get_sentence_boundaries("en", text)
    return trimmed(text, ((end["start_index"], end["end_index"]) for end in ends))


def by_pysbd() -> Splitter:
    segmenter = importlib.import_module("pysbd").Segmenter(language="en", clean=False, char_span=True)
    return lambda text: trimmed(text, ((span.start, span.end) for span in segmenter.segment(text)))


def by_syntok() -> Splitter:
    segmenter = importlib.import_module("syntok.segmenter")

    def split(text: str) -> list[Range]:  # its offsets go wrong after the first paragraph, so each is given alone
        found = []
        low = 0
        for block in text.split("\n\n"):
            for paragraph in segmenter.process(block):
                found += [(low + s[0].offset, low + s[-1].offset + len(s[-1].value)) for s in paragraph]
            low += len(block) + 2
        return found

    return split


def by_blingfire() -> Splitter:
    blingfire = importlib.import_module("blingfire")

    def split(text: str) -> list[Range]:
        _, ranges = blingfire.text_to_sentences_and_offsets(text)
        return trimmed(text, ranges)

    return split


def report(name: str, split: Splitter, articles: list[str], show: bool) -> None:
    passed = hits = found = wanted = 0
    cases = list(read_cases(faults=True))
    for text, ranges in cases:
        got = list(split(text))
        passed += got == ranges
        hits += len({end for _, end in got} & {end for _, end in ranges})
        found += len(got)
        wanted += len(ranges)
        if show and got != ranges:
            print("   ", [text[start:end] for start, end in got])
    started = time.perf_counter()
    for text in articles:
        split(text)
    speed = sum(map(len, articles)) / (time.perf_counter() - started)
    print(f"{name}: {passed} of {len(cases)} cases, precision {hits / found:.3f}, recall {hits / wanted:.3f},", end=" ")
    print(f"{speed:.1e} characters/s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--shared", type=Path, required=True, help="folder with articles/")
    parser.add_argument("--show", action="store_true", help="print what each makes of the cases it fails")
    options = parser.parse_args()
    articles = list(news(options.shared))
    report("briefbot", lambda text: list(split_sentences(text)), articles, options.show)
    report("sentencex", by_sentencex, articles, options.show)
    for name, make in (("pysbd", by_pysbd), ("syntok", by_syntok), ("blingfire", by_blingfire)):
        if importlib.util.find_spec(name):
            report(name, make(), articles, options.show)


if __name__ == "__main__":
    main()
