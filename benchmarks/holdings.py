"""How exact the replies about the collection are, what searches find, and which help is given.

    python benchmarks/holdings.py --news INDEX --examples INDEX --invented INDEX

The news index holds the articles that `news_kinds.jsonl` was labelled on; the others are built from `examples` and
`tests/data/invented`. A count is exact where it is that of going through every text. Labels count articles as they were
read: where a text stood at two addresses it is one article of the index, and both numbers are compared.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from statistics import mean
from typing import Any

from briefbot import Assistant, Document, Holdings, Reply
from briefbot.words import folded

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Print the figures of each index that is given."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("news", "examples", "invented"):
        parser.add_argument(f"--{name}", metavar="INDEX")
    options = parser.parse_args()
    if options.news:
        measure_news(Assistant.open(options.news))
    for name in ("examples", "invented"):
        if index := getattr(options, name):
            measure_invented(Assistant.open(index), name)


def measure_news(bot: Assistant) -> None:
    """Print the figures of `news_kinds.jsonl`."""
    labels = list(_labels(ROOT / "benchmarks" / "news_kinds.jsonl"))
    documents = list(bot.documents())
    right, exact, seconds, wrong = 0, 0, [], []
    asked = [label for label in labels if label["kind"] == "collection"]
    for label in asked:
        reply = bot.ask(label["question"], kind="collection")
        seconds.append(reply.seconds)
        exact += "count" in label["expect"] and _counted(reply, documents)
        if isinstance(reply, Holdings) and _is_right(reply, label["expect"], documents):
            right += 1
        else:
            wrong.append(f"{label['question']} -> {reply.text}")
    print(f"news, collection: {right} of {len(asked)} right, {mean(seconds):.2f} s, at most {max(seconds):.2f} s")
    print("".join(f"  {line}\n" for line in wrong), end="")
    counts = sum("count" in label["expect"] for label in asked)
    print(f"news, counts: {exact} of {counts} are those of going through every text")
    families = {url: each.family for each in documents for url in (each.source, *each.other_sources)}
    measured = [_search(bot, label, families) for label in labels if label["kind"] == "search"]
    precision, recall, seconds_of = (mean(column) for column in zip(*measured, strict=True))
    print(f"news, search: precision {precision:.3f}, recall {recall:.3f} at 10, {seconds_of:.2f} s")


def measure_invented(bot: Assistant, name: str) -> None:
    """Print the figures of `all_kinds.jsonl` over one of its collections."""
    labels = [label for label in _labels(ROOT / "tests" / "data" / "all_kinds.jsonl") if label["collection"] == name]
    for kind in ("collection", "search", "help"):
        own = [label for label in labels if label["kind"] == kind]
        wrong = []
        for label in own:
            history: list[Reply | str] = []
            for turn in label["turns"][:-1]:
                history.append(bot.ask(turn, history=history, kind=kind if "article" in turn.lower() else "quote"))
            reply = bot.ask(label["turns"][-1], history=history, kind=kind)
            if not _fits(reply, label):
                wrong.append(f"{' / '.join(label['turns'])} -> {reply.text[:100]}")
        print(f"{name}, {kind}: {len(own) - len(wrong)} of {len(own)} right")
        print("".join(f"  {line}\n" for line in wrong), end="")


def _labels(path: Path) -> Iterator[dict[str, Any]]:
    for line in path.read_text("utf-8").splitlines():
        yield json.loads(line)


def _is_right(reply: Holdings, expected: dict[str, Any], documents: list[Document]) -> bool:
    """Return whether a reply has what is expected; a count is compared as the label counts."""
    cited = [{each.source, *each.span.document.other_sources} for each in reply.citations]
    urls = {url for each in cited for url in each}
    if "count" in expected:
        found = [each for each in documents if _is_meant(each, reply)]
        return reply.total == len(found) and expected["count"] in (
            sum(1 + len(each.other_sources) for each in found),
            sum((1 + len(each.other_sources)) for each in found if _is_in(each.text, reply.phrases)),
        )
    if "urls" in expected:
        return set(expected["urls"]) == urls
    if "outlets" in expected:
        return set(expected["outlets"]) == {outlet for outlet, _ in reply.outlets}
    return expected["newest"] in urls


def _counted(reply: Reply, documents: list[Document]) -> bool:
    """Return whether a total is that of going through every text."""
    return isinstance(reply, Holdings) and reply.total == sum(_is_meant(each, reply) for each in documents)


def _is_meant(document: Document, reply: Holdings) -> bool:
    restricted, day = reply.restricted, document.published
    return (
        (not restricted.outlets or document.outlet in restricted.outlets)
        and (not restricted.since or (day is not None and day >= restricted.since))
        and (not restricted.until or (day is not None and day <= restricted.until))
        and _is_in(f"{document.title}\n{document.text}", reply.phrases)
    )


def _is_in(text: str, phrases: tuple[str, ...]) -> bool:
    """Return whether a text has each phrase in whole words, gone through without an expression."""
    plain = folded(text)
    return all(_stands_in(folded(phrase), plain) for phrase in phrases)


def _stands_in(phrase: str, text: str) -> bool:
    at = text.find(phrase)
    while at >= 0:
        before, behind = text[at - 1 : at], text[at + len(phrase) : at + len(phrase) + 1]
        if not any(each.isalnum() or each == "_" for each in (before, behind) if each):
            return True
        at = text.find(phrase, at + 1)
    return False


def _search(bot: Assistant, label: dict[str, Any], families: dict[str, str]) -> tuple[float, float, float]:
    """Return precision, recall and seconds of a search, near-copies counted as one."""
    reply = bot.ask(label["question"], kind="search")
    wanted, fair = ({families[url] for url in label[name] if url in families} for name in ("urls", "also"))
    found = [each.span.document.family for each in reply.citations]
    precision = mean(each in wanted | fair for each in found) if found else 0.0
    return precision, mean(each in found for each in wanted), reply.seconds


def _fits(reply: Reply, label: dict[str, Any]) -> bool:
    """Return whether a reply has what a label of `all_kinds.jsonl` says; of a search, all files that must come."""
    if label["kind"] == "help":
        return reply.kind == "help"
    files = {_named(each.source) for each in reply.citations}
    if label["kind"] == "search":
        return set(label["files"]) <= files
    if not isinstance(reply, Holdings):
        return False
    period = [day.isoformat() for day in reply.period] if reply.period else None
    return (
        label.get("count", reply.total) == reply.total
        and set(label.get("files", files)) == files
        and label.get("period", period) == period
        and set(label.get("outlets", dict(reply.outlets))) == set(dict(reply.outlets))
        and ("newest" not in label or label["newest"] in files)
    )


def _named(source: str) -> str:
    path, _, number = source.partition("#")
    return Path(path).stem + (f"#{number}" if number else "")


if __name__ == "__main__":
    main()
