"""How much of the lists that questions ask for is given, and how much of what is given is asked for.

    python benchmarks/listings.py [--spans QUESTIONS.json.gz] [--index DIR --news NEWS.jsonl.gz --labels LABELS.jsonl.gz]
        [--errors]

QUESTIONS is a list of `question`, `context` and `answers` with their `text`: each is put to its own context, and not
declined. INDEX holds the articles of NEWS, an article a line (`text`, `url`); the lines of LABELS of the kind "list" have
`question`, `wordings`, `url` and `items`, each as offsets into the text of that article as NEWS has it. Neither is part
of the project; without them the lists of `tests/data/all_kinds.jsonl` are asked. Exact and partial matches are counted as MultiSpanQA does (Li et al. 2022), over
all items; the first figure is the mean over questions.
"""

from __future__ import annotations

import argparse
import gzip
import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tqdm import tqdm

from briefbot.answerer import choose
from briefbot.assistant import Assistant
from briefbot.candidates import read_candidates
from briefbot.composing.gathering import gathered
from briefbot.composing.listings import FURTHER, read_alone
from briefbot.conversation import understand
from briefbot.encoder import OnnxEncoder
from briefbot.evaluation.scores import normalize
from briefbot.indexer import build_index
from briefbot.passages import split_passages
from briefbot.replies import Reply
from briefbot.settings import Settings
from briefbot.types import Document, Hit

ROOT = Path(__file__).resolve().parent.parent
ALL_KINDS = ROOT / "tests" / "data" / "all_kinds.jsonl"
FOLDERS = {"examples": ROOT / "examples", "invented": ROOT / "tests" / "data" / "invented"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was given to one question, and the wordings that are right for each of its items."""

    question: str
    given: tuple[str, ...]
    wanted: tuple[tuple[str, ...], ...]
    answered: bool


def shares(one: str, other: str) -> float:
    """Return the part of the words of `one` that are the longest run of words of `other`."""
    words, others = normalize(one).split(), f" {normalize(other)} "
    longest = max(
        (
            last - first
            for first in range(len(words))
            for last in range(first + 1, len(words) + 1)
            if f" {' '.join(words[first:last])} " in others
        ),
        default=0,
    )
    return longest / max(1, len(words))


def is_same(one: str, other: str) -> float:
    """Return 1.0 where two items are equal but for case, articles and punctuation."""
    return float(normalize(one) == normalize(other))


def harmonic(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def figures(name: str, outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Yield the figures of a set, in percent."""
    answered = sum(one.answered for one in outcomes)
    yield f"{name}: {len(outcomes)} asked, {100 * answered / len(outcomes):.0f}% answered"
    for match, by in (("exact", is_same), ("partial", shares)):
        means, found, right = [], 0.0, 0.0
        for one in outcomes:
            own = sum(max(by(item, word) for words in one.wanted for word in words) for item in one.given)
            covered = sum(
                max((by(word, item) for word in words for item in one.given), default=0) for words in one.wanted
            )
            means.append(harmonic(own / max(1, len(one.given)), covered / len(one.wanted)))
            right, found = right + own, found + covered
        given, wanted = sum(len(one.given) for one in outcomes), sum(len(one.wanted) for one in outcomes)
        precision, recall = right / max(1, given), found / wanted
        yield (
            f"  {match} F1 {100 * sum(means) / len(means):.1f} a question, {100 * harmonic(precision, recall):.1f} of"
            f" all items (precision {100 * precision:.1f}, recall {100 * recall:.1f})"
        )


def given_by(reply: Reply) -> tuple[str, ...]:
    """Return the items of a reply; of one that declines, none."""
    return tuple(item.text for item in getattr(reply, "items", ()))


def of_contexts(path: Path, assistant: Assistant) -> Iterator[Outcome]:
    """Put each question to its own context, whatever its confidence."""
    with assistant._store.snapshot() as snapshot:
        encoder, calibration = assistant._models(snapshot.facts)
        name = snapshot.facts.encoder
    settings = Settings()
    for item in tqdm(json.loads(gzip.decompress(path.read_bytes())), unit="question"):
        read = read_candidates(
            understand(item["question"], ()).read,
            _hits(item["question"], item["context"], encoder),
            reader=assistant._reader,
            encoder=encoder,
            encoder_name=name,
            settings=settings,
            reference=None,
            others=FURTHER,
        )
        choice = choose(read.query, [*read.spans, *read.others], calibration)
        alone = read_alone(assistant._reader, read.query.text, choice, settings.max_answer_tokens)
        items = gathered(item["question"], choice, alone).items if choice.best else ()
        wanted = tuple((answer["text"],) for answer in item["answers"])
        yield Outcome(item["question"], tuple(own.text for own in items), wanted, bool(items))


def _hits(question: str, context: str, encoder: OnnxEncoder) -> list[Hit]:
    passages = split_passages(Document(context, "", "context"), Settings().passage_tokens)
    asked, *vectors = encoder.encode([question, *(passage.text for passage in passages)])
    hits = [
        Hit(passage, float(vector @ asked), float(vector @ asked), 1.0)
        for passage, vector in zip(passages, vectors, strict=True)
    ]
    return sorted(hits, key=lambda hit: -hit.score)[: Settings().passages_read]


def of_news(news: Path, path: Path, assistant: Assistant) -> Iterator[Outcome]:
    """Ask the lists of LABELS of the whole index; what is right is told by the text of the record, not of the index."""
    texts = {record["url"]: record["text"] for record in _records(news)}
    labels = _records(path)
    for label in tqdm([label for label in labels if label["kind"] == "list"], unit="question"):
        text = texts[label["url"]]
        wanted = tuple(tuple(text[start:end] for start, end in item) for item in label["items"])
        for question in (label["question"], *label.get("wordings", ())):
            yield _asked(assistant, [question], wanted)


def _records(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in gzip.decompress(path.read_bytes()).decode("utf-8").splitlines()]


def of_all_kinds(folder: Path) -> Iterator[Outcome]:
    """Ask the lists of the project's own labels."""
    labels: list[dict[str, Any]] = [json.loads(line) for line in ALL_KINDS.read_text("utf-8").splitlines()]
    for collection, articles in FOLDERS.items():
        assistant = Assistant.open(build_index([str(articles)], index=str(folder / collection)).index)
        for label in labels:
            if label["kind"] == "listing" and label["collection"] == collection:
                yield _asked(assistant, label["turns"], tuple(map(tuple, label["items"])))


def _asked(assistant: Assistant, turns: Sequence[str], wanted: tuple[tuple[str, ...], ...]) -> Outcome:
    reply = assistant.ask(turns[-1], history=turns[:-1], kind="listing")
    return Outcome(turns[-1], given_by(reply), wanted, reply.answered)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--spans", type=Path)
    parser.add_argument("--index", type=Path)
    parser.add_argument("--news", type=Path)
    parser.add_argument("--labels", type=Path)
    parser.add_argument("--errors", action="store_true", help="print what was given to each question")
    args = parser.parse_args()
    sets: dict[str, list[Outcome]] = {}
    with tempfile.TemporaryDirectory() as folder:
        sets["own labels"] = list(of_all_kinds(Path(folder)))
    if args.index and args.news and args.labels:
        assistant = Assistant.open(args.index)
        sets["news"] = list(of_news(args.news, args.labels, assistant))
        if args.spans:
            sets["contexts"] = list(of_contexts(args.spans, assistant))
    for name, outcomes in sets.items():
        if args.errors:
            for one in outcomes:
                print(
                    f"{one.question}\n  given  {'; '.join(one.given)}\n  wanted {'; '.join(w[0] for w in one.wanted)}"
                )
        print("\n".join(figures(name, outcomes)))


if __name__ == "__main__":
    main()
