"""How much of the lists that questions ask for is given, and how much of what is given is asked for.

    python benchmarks/listings.py [--index DIR --news NEWS.jsonl.gz --labels LABELS.jsonl.gz]
        [--spans QUESTIONS.json.gz] [--errors] [--sweep]

QUESTIONS is a list of `question`, `context` and `answers` with their `text`: each is put to its own context, and not
declined. DIR is an index of the articles of NEWS, an article a line (`text`, `url`); the lines of LABELS of the kind
"list" have `question`, `wordings`, `url` and `items`, each as offsets into the text of that article as NEWS has it.
Neither is part of the project; without them the lists of `tests/data/all_kinds.jsonl` are asked. Exact and partial
matches are counted as MultiSpanQA does (Li et al. 2022); the first figure is the mean over questions, with those that
get no list as 0, the second without them.

--sweep varies each constant of `gathering.Limits` by itself and prints what the lists of NEWS and of QUESTIONS gain; it
was settled so, on these and no others.
"""

from __future__ import annotations

import argparse
import gzip
import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from tqdm import tqdm

from briefbot.answerer import choose
from briefbot.assistant import Assistant
from briefbot.candidates import read_candidates
from briefbot.composing.context import Context
from briefbot.composing.gathering import LIMITS, Limits, gathered
from briefbot.composing.listings import FURTHER, list_of, read_alone, reading_of
from briefbot.composing.quotes import find
from briefbot.conversation import understand
from briefbot.encoder import OnnxEncoder
from briefbot.evaluation.scores import normalize
from briefbot.indexer import build_index
from briefbot.passages import split_passages
from briefbot.replies import Asked, Reply
from briefbot.settings import Settings
from briefbot.store import Snapshot
from briefbot.types import Document, Hit

ROOT = Path(__file__).resolve().parent.parent
ALL_KINDS = ROOT / "tests" / "data" / "all_kinds.jsonl"
FOLDERS = {"examples": ROOT / "examples", "invented": ROOT / "tests" / "data" / "invented"}


STEPS = (0.0, 0.5, 0.75, 1.25, 1.5)  # of a constant, in parts of its value


@dataclass(frozen=True, slots=True)
class Question:
    """A question that is read once, and may be answered under several limits; None where it gets no list."""

    text: str
    wanted: tuple[tuple[str, ...], ...]
    given: Callable[[Limits], tuple[str, ...]]


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
    """Return the F1 of a precision and a recall."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def scored(one: Outcome, by: Callable[[str, str], float]) -> tuple[float, float]:
    """Return how many of the given items are right and how many of the wanted ones are given, in parts."""
    own = sum(max(by(item, word) for words in one.wanted for word in words) for item in one.given)
    covered = sum(max((by(word, item) for word in words for item in one.given), default=0) for words in one.wanted)
    return own, covered


def mean(outcomes: Sequence[Outcome], by: Callable[[str, str], float]) -> float:
    """Return the mean F1 over questions (0..1)."""
    found = [(one, *scored(one, by)) for one in outcomes]
    every = [harmonic(own / max(1, len(one.given)), covered / len(one.wanted)) for one, own, covered in found]
    return sum(every) / max(1, len(every))


def partial(outcomes: Sequence[Outcome]) -> float:
    """Return the mean F1 by partial match (0..1)."""
    return mean(outcomes, shares)


def figures(name: str, outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Yield the figures of a set, in percent."""
    answered = [one for one in outcomes if one.answered]
    yield f"{name}: {len(outcomes)} asked, {100 * len(answered) / len(outcomes):.0f}% get a list"
    for match, by in (("exact", is_same), ("partial", shares)):
        right, found = (sum(each) for each in zip(*(scored(one, by) for one in answered), strict=True))
        given, wanted = sum(len(one.given) for one in answered), sum(len(one.wanted) for one in answered)
        yield (
            f"  {match} F1 {100 * mean(outcomes, by):.1f} a question, {100 * mean(answered, by):.1f} of those with a "
            f"list; of all their items precision {100 * right / max(1, given):.1f}, "
            f"recall {100 * found / max(1, wanted):.1f}"
        )


def given_by(reply: Reply) -> tuple[str, ...]:
    """Return the items of a reply; of one that declines, none."""
    return tuple(item.text for item in getattr(reply, "items", ()))


def of_contexts(path: Path, assistant: Assistant) -> Iterator[Question]:
    """Read each question in its own context; it is answered whatever its confidence."""
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

        def given(limits: Limits, text=item["question"], choice=choice, alone=alone) -> tuple[str, ...]:  # type: ignore[no-untyped-def]
            return tuple(own.text for own in gathered(text, choice, alone, limits).items) if choice.best else ()

        yield Question(item["question"], tuple((answer["text"],) for answer in item["answers"]), given)


def _hits(question: str, context: str, encoder: OnnxEncoder) -> list[Hit]:
    passages = split_passages(Document(context, "", "context"), Settings().passage_tokens)
    asked, *vectors = encoder.encode([question, *(passage.text for passage in passages)])
    hits = [
        Hit(passage, float(vector @ asked), float(vector @ asked), 1.0)
        for passage, vector in zip(passages, vectors, strict=True)
    ]
    return sorted(hits, key=lambda hit: -hit.score)[: Settings().passages_read]


def of_news(news: Path, path: Path, assistant: Assistant, snapshot: Snapshot) -> Iterator[Question]:
    """Read the lists of LABELS in the whole index; what is right is told by the text of the record."""
    texts = {record["url"]: record["text"] for record in _records(news)}
    stages = (snapshot, *assistant._models(snapshot.facts), assistant._reader, assistant._settings)
    for label in tqdm([label for label in _records(path) if label["kind"] == "list"], unit="question"):
        text = texts[label["url"]]
        wanted = tuple(tuple(text[start:end] for start, end in item) for item in label["items"])
        for question in (label["question"], *label.get("wordings", ())):
            context = Context(question, Asked(question), understand(question, ()), *stages)
            found = find(context, others=FURTHER)
            if found.absent or not found.choice.candidates:
                yield Question(question, wanted, lambda _: ())
                continue
            reading = reading_of(context, found)

            def given(limits: Limits, context=context, found=found, reading=reading) -> tuple[str, ...]:  # type: ignore[no-untyped-def]
                reply = list_of(context, found, reading, limits=limits)
                return given_by(reply) if reply else ()

            yield Question(question, wanted, given)


def outcome(question: Question, limits: Limits = LIMITS) -> Outcome:
    """Answer a question under some limits."""
    given = question.given(limits)
    return Outcome(question.text, given, question.wanted, bool(given))


def sweep(sets: dict[str, list[Question]]) -> Iterator[str]:
    """Yield what the lists of each set are worth where one constant has another value."""
    tried = [(field.name, getattr(LIMITS, field.name) * step) for field in fields(Limits) for step in (1.0, *STEPS)]
    for name, value in tried:
        limits = replace(LIMITS, **{name: value})
        worth = []
        for own in sets.values():
            outcomes = [outcome(question, limits) for question in own]
            worth.append(
                f"{100 * partial(outcomes):.1f}, {100 * partial([o for o in outcomes if o.answered]):.1f} of given"
            )
        yield f"{name} {value:.2f}: " + "; ".join(f"{key} {figure}" for key, figure in zip(sets, worth, strict=True))


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
    given = given_by(reply)
    return Outcome(turns[-1], given, wanted, bool(given))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--spans", type=Path)
    parser.add_argument("--index", type=Path)
    parser.add_argument("--news", type=Path)
    parser.add_argument("--labels", type=Path)
    parser.add_argument("--sweep", action="store_true", help="vary each constant")
    parser.add_argument("--errors", action="store_true", help="print what was given to each question")
    args = parser.parse_args()
    sets: dict[str, list[Question]] = {}
    with tempfile.TemporaryDirectory() as folder:
        report("own labels", list(of_all_kinds(Path(folder))), errors=args.errors)
    with ExitStack() as held:  # what a question is put to is asked again for each limit
        if args.index and args.news and args.labels:
            assistant = Assistant.open(args.index)
            snapshot = held.enter_context(assistant._store.snapshot())
            sets["news"] = list(of_news(args.news, args.labels, assistant, snapshot))
            if args.spans:
                sets["contexts"] = list(of_contexts(args.spans, assistant))
        for name, questions in sets.items():
            report(name, [outcome(question) for question in questions], errors=args.errors)
        if args.sweep:
            print("\n".join(sweep(sets)))


def report(name: str, outcomes: Sequence[Outcome], *, errors: bool) -> None:
    """Print the figures of a set, and what was given to each question."""
    for one in outcomes if errors else ():
        print(f"{one.question}\n  given  {'; '.join(one.given)}\n  wanted {'; '.join(w[0] for w in one.wanted)}")
    print("\n".join(figures(name, outcomes)))


if __name__ == "__main__":
    main()
