"""How often the sentences shown decide: questions of yes or no, comparisons, and how many of several.

    python benchmarks/evidence.py INDEX ARTICLES.jsonl.gz [--labels LABELS.jsonl.gz] [--show]

INDEX is built from ARTICLES, which are no part of the project. Comparisons about them are in `news_kinds.jsonl`, beside
this file; questions of yes or no in LABELS, each with the ranges of its sentences that decide, any of which will do.
`training/train_evidence.py` fits to the latter, so the figure to quote for them is that of its folds. Of the examples
and the invented articles, which nothing is fitted to, the questions are in `tests/data/all_kinds.jsonl`.
"""

from __future__ import annotations

import argparse
import gzip
import json
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from briefbot import Assistant, build_index
from briefbot.replies import Reply

ROOT = Path(__file__).resolve().parent.parent
KINDS = Path(__file__).with_name("news_kinds.jsonl")
ALL_KINDS = ROOT / "tests" / "data" / "all_kinds.jsonl"
FOLDERS = {"examples": ROOT / "examples", "invented": ROOT / "tests" / "data" / "invented"}


@dataclass(frozen=True, slots=True)
class Labelled:
    """A question with the sentences that are right; of each group any one will do."""

    turns: tuple[str, ...]
    groups: tuple[tuple[str, ...], ...]
    sort: str


def plain(text: str) -> str:
    return " ".join(text.split())


def lines(path: Path) -> list[dict[str, Any]]:
    text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return [json.loads(line) for line in text.decode("utf-8").splitlines()]


def of_news(texts: dict[str, str], labels: Path | None) -> list[Labelled]:
    found = []
    for item in lines(KINDS):
        if item["kind"] == "evidence":
            groups = tuple(
                tuple(plain(texts[url][start:end]) for url, start, end in side) for side in item.get("sides", ())
            )
            found.append(Labelled((item["question"],), groups, "comparison, news"))
    for item in lines(labels) if labels else ():
        if item["kind"] == "yesno":
            sentences = tuple(plain(texts[item["url"]][start:end]) for start, end in item["sentences"])
            found.append(Labelled((item["question"],), (sentences,), "yes or no, news"))
    return found


def of_collection(collection: str) -> list[Labelled]:
    found = []
    for item in lines(ALL_KINDS):
        if item["kind"] == "evidence" and item["collection"] == collection:
            groups = item.get("sides") or [item["sentences"]]
            how_many = "how many of" in item["turns"][-1].lower()
            sort = "comparison" if "sides" in item else "how many of" if how_many else "yes or no"
            sort += ", follow-up" if len(item["turns"]) > 1 else ""
            found.append(Labelled(tuple(item["turns"]), tuple(tuple(map(plain, g)) for g in groups), sort))
    return found


def shown(reply: Reply) -> list[str]:
    quotes = [plain(citation.quote) for citation in reply.citations]
    return quotes + ([plain(reply.likeliest.text)] if reply.likeliest else [])


def is_right(sentence: str, gold: Sequence[str]) -> bool:
    return any(each in sentence or (sentence in each and 2 * len(sentence) > len(each)) for each in gold)


def report(assistant: Assistant, asked: Sequence[Labelled], *, show: bool) -> None:
    figures: dict[str, list[tuple[bool, bool, str, float]]] = defaultdict(list)
    for one in asked:
        turns: list[Reply] = []
        for turn in one.turns[:-1]:
            turns.append(assistant.ask(turn, history=turns))
        reply = assistant.ask(one.turns[-1], history=turns, kind="evidence")
        sentences = shown(reply)
        right = all(any(is_right(sentence, gold) for sentence in sentences) for gold in one.groups)
        first = bool(sentences) and any(is_right(sentences[0], gold) for gold in one.groups)
        figures[one.sort].append((right, first, reply.kind, reply.seconds))
        if show:
            print(f"\n{'right' if right else 'WRONG'} {reply.kind} {reply.confidence:.2f} {one.turns[-1]}")
            sides = getattr(reply, "sides", ())
            for side in sides:
                print(
                    *(f"    {'|' if at else '-'} {plain(c.quote)[:220]}" for at, c in enumerate(side.citations)),
                    sep="\n",
                )
            if not sides:
                print(*(f"    ? {sentence[:220]}" for sentence in sentences), sep="\n")
            if not right:
                print(*(f"    = {gold[0][:220]}" for gold in one.groups), sep="\n")
    for sort, rows in figures.items():
        share = [sum(row[at] for row in rows) / len(rows) for at in (0, 1)]  # type: ignore[misc]
        kinds = {kind: sum(row[2] == kind for row in rows) for kind in ("evidence", "unsure", "not_found")}
        seconds = sum(row[3] for row in rows) / len(rows)
        print(f"{sort:<26} {len(rows):>3}: shown {share[0]:.2f}, first {share[1]:.2f}; {kinds}; {seconds:.2f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("index", type=Path)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--labels", type=Path)
    parser.add_argument("--show", action="store_true")
    args = parser.parse_args()
    for name, folder in FOLDERS.items():
        with tempfile.TemporaryDirectory() as index:
            build_index([folder], index=index)
            print(f"\n{name}")
            report(Assistant.open(index), of_collection(name), show=args.show)
    texts = {item["url"]: item["text"] for item in lines(args.articles)}
    print("\nnews")
    report(Assistant.open(args.index), of_news(texts, args.labels), show=args.show)


if __name__ == "__main__":
    main()
