"""How often a question of each kind gets the right kind of reply, and the right reply.

    python benchmarks/kinds.py [--kind KIND] [--errors]

The questions of `tests/data/all_kinds.jsonl` are asked as a person asks them, with the turns before them and no kind
named, of the articles of `examples` and of `tests/data/invented`. A reply is right

    quote       if an accepted answer stands in it with at most eight words more; or it declines where that is right
    listing     if every item is quoted, in such words, and nothing else
    brief       if sentences of at least half of the key points are quoted, and no article that is about something else
    timeline    if for at least half of the entries one of their sentences is quoted
    evidence    if a sentence that decides is quoted, of a comparison one of each side
    search      if every article that must come is found
    collection  if number, articles, outlets, period and newest article are those of the label, as far as it has them
    help        if it is help
    parts       if each of its parts is, as of a quote, in their order

The kind is told if the question was taken for it, or for one that the label calls as fair. Declined are those that were
given no answer, whether that is right or not.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from news_quiz import is_right
from tqdm import tqdm

from briefbot import Assistant, Reply, build_index
from briefbot.phrases import KINDS
from briefbot.presentation import blocks, every_source, quoted

ROOT = Path(__file__).resolve().parent.parent
LABELS = ROOT / "tests" / "data" / "all_kinds.jsonl"
FOLDERS = {"examples": ROOT / "examples", "invented": ROOT / "tests" / "data" / "invented"}
HALF = 0.5

Label = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one question came to."""

    label: Label
    reply: Reply
    told: bool  # its kind
    right: bool


def asked(bot: Assistant, label: Label) -> Outcome:
    """Ask a question after the turns before it."""
    history: list[Reply] = []
    for turn in label["turns"][:-1]:
        history.append(bot.ask(turn, history=history))
    reply = bot.ask(label["turns"][-1], history=history)
    taken = reply.taken_for or (reply.kind if reply.kind in (*KINDS, "help") else "quote")
    told = taken in (label["kind"], *label.get("other_kinds", ()))
    return Outcome(label, reply, told, _RIGHT[label["kind"]](reply, label))


def _quote(reply: Reply, label: Label) -> bool:
    if "decline" in label:
        return not reply.answered
    return reply.answered and is_right(reply.text, label["answers"])


def _listing(reply: Reply, label: Label) -> bool:
    given = [citation.quote for citation in reply.citations]
    found = [[is_right(quote, item) for item in label["items"]] for quote in given]
    return bool(given) and all(map(any, found)) and all(map(any, zip(*found, strict=True)))


def _brief(reply: Reply, label: Label) -> bool:
    sources = list(quoted(blocks(reply)))
    sentences = {(_article(source.document.source), _plain(source.text)) for source in sources}
    points = [any((article, _plain(text)) in sentences for article, text in point) for point in label["points"]]
    return sum(points) >= HALF * len(points) and {article for article, _ in sentences} <= {*label["about"]}


def _timeline(reply: Reply, label: Label) -> bool:
    sentences = _sentences(reply)
    entries = [_is_among(entry["any"], sentences) for entry in label["sentences"]]
    return sum(entries) >= HALF * len(entries)


def _evidence(reply: Reply, label: Label) -> bool:
    sentences = _sentences(reply)
    return all(_is_among(side, sentences) for side in label.get("sides", [label["sentences"]]))


def _search(reply: Reply, label: Label) -> bool:
    return {*label["files"]} <= {_article(citation.source) for citation in reply.citations}


def _collection(reply: Reply, label: Label) -> bool:
    files = [_article(source.document.source) for source in every_source(blocks(reply))] if reply.answered else []
    outlets = {outlet for outlet, _ in getattr(reply, "outlets", ())}
    period = getattr(reply, "period", None) or ()
    return (
        reply.answered
        and ("count" not in label or label["count"] == getattr(reply, "total", None))
        and (not label.get("files") or {*label["files"]} == {*files})
        and ("outlets" not in label or {*label["outlets"]} == (outlets or {each.outlet for each in reply.citations}))
        and ("period" not in label or label["period"] == [day.isoformat() for day in period])
        and ("newest" not in label or files[:1] == [label["newest"]])
    )


def _help(reply: Reply, _: Label) -> bool:
    return reply.kind == "help"


def _parts(reply: Reply, label: Label) -> bool:
    parts: Sequence[Reply] = getattr(reply, "parts", ())
    return len(parts) == len(label["parts"]) and all(map(_quote, parts, label["parts"]))


_RIGHT: dict[str, Callable[[Reply, Label], bool]] = {
    "quote": _quote,
    "listing": _listing,
    "brief": _brief,
    "timeline": _timeline,
    "evidence": _evidence,
    "search": _search,
    "collection": _collection,
    "help": _help,
    "parts": _parts,
}


def _sentences(reply: Reply) -> list[str]:
    return [_plain(source.text) for source in quoted(blocks(reply))]


def _is_among(wanted: Sequence[str], sentences: Sequence[str]) -> bool:
    """Return whether a sentence is quoted; one that the label has longer or shorter counts from half its length on."""
    return any(
        (own in each and HALF * len(each) <= len(own)) or (each in own and HALF * len(own) <= len(each))
        for own in map(_plain, wanted)
        for each in sentences
    )


def _article(source: str) -> str:
    """Return an article as a label names it: its file without the ending, with "#2" where it is the second in it."""
    path, _, number = source.partition("#")
    return Path(path).stem + (f"#{number}" if number else "")


def _plain(text: str) -> str:
    return " ".join(text.split())


def table(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Yield the figures of each kind, a row of a Markdown table each."""
    kinds: dict[str, list[Outcome]] = defaultdict(list)
    for one in outcomes:
        kinds[one.label["kind"]].append(one)
    yield "| kind | asked | kind told | right | declined |"
    yield "|---|---|---|---|---|"
    for name, own in [*((name, kinds[name]) for name in _RIGHT if name in kinds), ("all", outcomes)]:
        columns = (
            sum(one.told for one in own),
            sum(one.right for one in own),
            sum(not one.reply.answered for one in own),
        )
        shares = (f"{count} ({count / len(own):.0%})" for count in columns)
        yield f"| {name} | {len(own)} | {' | '.join(shares)} |"


def errors(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Yield the questions whose reply is wrong, with what was said, to be read by eye."""
    for one in outcomes:
        if not one.right:
            yield f"{' / '.join(one.label['turns'])}  [{one.label['id']}]"
            yield f"  {one.reply.kind}: {one.reply.text[:300]!r}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kind", choices=_RIGHT, metavar="KIND", help="ask the questions of this kind alone")
    parser.add_argument("--errors", action="store_true", help="also print the replies that are wrong")
    args = parser.parse_args()
    labels = [json.loads(line) for line in LABELS.read_text("utf-8").splitlines()]
    outcomes: list[Outcome] = []
    for name, folder in FOLDERS.items():
        with tempfile.TemporaryDirectory() as index:
            build_index(folder, index=index)
            bot = Assistant.open(index)
            own = [label for label in labels if label["collection"] == name and args.kind in (None, label["kind"])]
            outcomes += [asked(bot, label) for label in tqdm(own, desc=name, unit="question")]
    print("\n".join([*(errors(outcomes) if args.errors else ()), *table(outcomes)]))


if __name__ == "__main__":
    main()
