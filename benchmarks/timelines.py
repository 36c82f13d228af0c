"""How much of a timeline that was written by hand a timeline of briefbot says: 40 over news, 35 over small collections.

    python benchmarks/timelines.py --news INDEX [--examples INDEX] [--invented INDEX] [--show]

The labels are those of kind "timeline" in `news_kinds.jsonl`, over the articles of an index that is no part of the
project, and in `tests/data/all_kinds.jsonl`, over `examples` and `tests/data/invented`. A labelled sentence is found
where it is quoted; its day is found where any entry has it.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import re
import statistics
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from briefbot import Assistant, Reply

HERE = Path(__file__).resolve().parent
NEWS = HERE / "news_kinds.jsonl"
SMALL = HERE.parent / "tests" / "data" / "all_kinds.jsonl"


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def labels(path: Path) -> list[dict[str, Any]]:
    found = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [label for label in found if label["kind"] == "timeline"]


def wanted_of(label: dict[str, Any], texts: dict[str, str]) -> Iterator[tuple[str, set[str]]]:
    """Yield the day and the fair sentences of each entry of a label."""
    for entry in label["sentences"]:
        if isinstance(entry, dict):
            yield entry["day"], {plain(text) for text in entry["any"]}
        else:
            source, start, end, day = entry
            yield day, {plain(texts[source][start:end])}


def asked(assistant: Assistant, turns: list[str]) -> Reply:
    history: list[Reply | str] = []
    for turn in turns[:-1]:
        history.append(assistant.ask(turn, history=history, kind="timeline"))
    return assistant.ask(turns[-1], history=history, kind="timeline")


def measure(name: str, assistant: Assistant, chosen: list[dict[str, Any]], show: bool) -> None:
    texts = {}
    for document in assistant.documents():
        for source in (document.source, *document.other_sources):
            texts[source] = document.text
    sentences = days = either = total = 0
    precise, counts, seconds = [], [], []
    for label in chosen:
        reply = asked(assistant, label.get("turns") or [label["question"]])
        entries = getattr(reply, "entries", ())
        quotes = {plain(citation.quote) for entry in entries for citation in entry.citations}
        said = [(entry.start, entry.end) for entry in entries if (entry.end - entry.start).days < 7]
        wanted = list(wanted_of(label, texts))
        hits = 0
        for day, fair in wanted:
            first = dt.date.fromisoformat(day[:10])
            has_day = any(start <= first <= end for start, end in said)
            has_sentence = any(quote in one or one in quote for quote in quotes for one in fair)
            sentences, days, total = sentences + has_sentence, days + has_day, total + 1
            either, hits = either + (has_day or has_sentence), hits + (has_day or has_sentence)
        good = {day[:10] for day, _ in wanted}
        precise.append(sum(str(start) in good for start, _ in said) / max(1, len(said)))
        counts.append(len(entries))
        seconds.append(reply.seconds)
        if show:
            print(f"{hits} of {len(wanted)}  {label.get('question') or label['turns']} -> {reply.kind}")
            for entry in entries:
                print(f"      {entry.start} {'' if str(entry.start) in good else '?'} {plain(entry.text)[:150]}")
    print(
        f"{name}: {len(chosen)} timelines, {total} entries: sentence quoted {sentences / total:.3f}, day named "
        f"{days / total:.3f}, either {either / total:.3f}; days that are labelled {statistics.mean(precise):.3f}; "
        f"{statistics.mean(counts):.1f} entries, {statistics.median(seconds):.2f} s"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("news", "examples", "invented"):
        parser.add_argument(f"--{name}", type=Path, metavar="INDEX")
    parser.add_argument("--show", action="store_true")
    args = parser.parse_args()
    if args.news:
        measure("news", Assistant.open(args.news), labels(NEWS), args.show)
    for name in ("examples", "invented"):
        if folder := getattr(args, name):
            chosen = [label for label in labels(SMALL) if label["collection"] == name]
            measure(name, Assistant.open(folder), chosen, args.show)


if __name__ == "__main__":
    main()
