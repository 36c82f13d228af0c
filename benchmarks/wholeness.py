"""How far people's answers follow the rules of `briefbot.reader.wholeness`, over labelled files.

    python benchmarks/wholeness.py DATA_FILE... [--every 1] [--show 0]

An answer follows a rule if the rule leaves it alone and mends it when a character or a token is taken from either end
of it or added there; it goes against the rule if the rule changes it. Data files are in SQuAD's format; an answer whose
place is uncertain (its text occurs several times and "gold" is not set) is left out. Normalised is SQuAD's
normalisation: case, ASCII punctuation and articles do not count.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from briefbot.evaluation import normalize, squad_items
from briefbot.reader.wholeness import RULES, Span, whole

TOKEN = re.compile(r"\w+|[^\w\s]")


def answers(path: Path) -> Iterator[tuple[str, Span]]:
    """Yield (context, place in it) of every answer of every question, each place once a question."""
    for _, context, item in squad_items(path):
        certain = [answer for answer in item["answers"] if answer.get("n_occ", 1) == 1 or answer.get("gold")]
        places = [(answer["answer_start"], answer["answer_start"] + len(answer["text"])) for answer in certain]
        yield from ((context, place) for place in dict.fromkeys(places))


def near_misses(text: str, span: Span) -> set[Span]:
    """Return the span with a character or a token more or less at one end; never empty, never outside of the text."""
    start, end = span
    tokens = [match.span() for match in TOKEN.finditer(text, start, end)]
    around = [*TOKEN.finditer(text, max(0, start - 20), start)][-1:], [*TOKEN.finditer(text, end, end + 20)][:1]
    begins = {start - 1, start + 1, *(token[0] for token in tokens[1:2]), *(match.start() for match in around[0])}
    ends = {end - 1, end + 1, *(token[1] for token in tokens[-2:-1]), *(match.end() for match in around[1])}
    spans = {(begin, end) for begin in begins} | {(start, stop) for stop in ends}
    return {(begin, stop) for begin, stop in spans if 0 <= begin < stop <= len(text) and text[begin:stop].strip()}


def same(text: str, one: Span, other: Span) -> bool:
    return normalize(text[slice(*one)]) == normalize(text[slice(*other)])


def report(path: Path, every: int, show: int) -> None:
    total: Counter[str] = Counter()
    follows: Counter[str] = Counter()
    against: Counter[str] = Counter()
    renamed: Counter[str] = Counter()
    examples: dict[str, list[str]] = {name: [] for name in RULES}
    for text, gold in list(answers(path))[::every]:
        total["answers"] += 1
        result = whole(text, *gold)
        if result != gold:
            total["changed"] += 1
            changed = not same(text, result, gold)
            total["changed when normalised"] += changed
            total["of these, begun or ended within a word or number"] += changed and any(
                RULES[name](text, *gold) != gold for name in ("word", "number")
            )
        misses = near_misses(text, gold)
        for name, mend in RULES.items():
            mended = mend(text, *gold)
            if mended != gold:
                against[name] += 1
                renamed[name] += not same(text, mended, gold)
                low, high = max(0, min(gold[0], mended[0]) - 10), max(gold[1], mended[1]) + 10
                examples[name].append(f"{text[low : gold[0]]}[[{text[slice(*gold)]}]]{text[gold[1] : high]}")
            elif any(mend(text, *miss) == gold for miss in misses):
                follows[name] += 1
    print(f"{path.name}: " + ", ".join(f"{name} {count:,}" for name, count in total.items()))
    count = total["answers"]
    same_share = 1 - total["changed when normalised"] / count
    cut = total["of these, begun or ended within a word or number"]
    others = 1 - (total["changed when normalised"] - cut) / (count - cut)
    print(f"  the same when normalised: {same_share:.3%}; of answers not cut within a word or number {others:.3%}")
    print(f"  {'rule':24}{'follow':>9}{'against':>9}{'share':>9}{'changed when normalised':>26}")
    for name in RULES:
        applied = follows[name] + against[name]
        share = f"{follows[name] / applied:.1%}" if applied else "-"
        print(f"  {name:24}{follows[name]:9,}{against[name]:9,}{share:>9}{renamed[name]:26,}")
        for example in examples[name][:show]:
            print(f"      {example!r}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("files", nargs="+", type=Path, metavar="DATA_FILE")
    parser.add_argument("--every", type=int, default=1, help="take one answer of so many")
    parser.add_argument("--show", type=int, default=0, help="print so many answers that go against each rule")
    options = parser.parse_args()
    for path in options.files:
        report(path, options.every, options.show)


if __name__ == "__main__":
    main()
