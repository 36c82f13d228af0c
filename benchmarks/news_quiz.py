"""How often briefbot answers questions about real, scraped news rightly, and how far its confidence holds.

    python benchmarks/news_quiz.py NEWS.jsonl QUIZ.json LABELS.jsonl [--index DIR] [--errors KIND]

NEWS has an article a line (title, text, published, outlet, url); all form one index. QUIZ is a list of questions with
`id` (its day in front), `answer` and the `urls` of articles that hold it. LABELS has our own questions, a line each:
`kind`, `question`, `wordings`, `url`, and `answers` as offsets into that article's text, `also` those of others. The
files may be gzipped. None is part of the project.

The quiz is asked twice: of all articles, and of those that are left without its articles, their near-copies and all
that hold the answer; then declining is right. Our own are asked of all articles and, as a pile of articles may be
small, of a few: the article and those nearest to the question. A text is right if an accepted answer stands in it
with at most eight words more, or if it stands in one and has at least half its length.

Weights are fitted to such questions as well, so they are fitted here anew: five times, each time without the articles
that are then asked about. Beside each figure stands the interval of 95% of bootstrap samples.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gzip
import json
import pickle
import random
import re
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

from briefbot.answerer import Choice
from briefbot.candidates import Candidates, read_candidates
from briefbot.conversation import understand
from briefbot.encoder import onnx_encoder
from briefbot.evaluation import calibration_error
from briefbot.evaluation.fitting import Case, fit, outcome
from briefbot.indexer import build_index
from briefbot.reader import Reader
from briefbot.retriever import Retriever
from briefbot.settings import Settings
from briefbot.store import Snapshot, open_snapshot
from briefbot.types import Document, Filter

FOLDS = 5
FEW = (1, 2, 3, 4, 5, 7, 10, 14, 20)  # documents
WRONG_PER_HUNDRED = Settings().wrong_per_hundred
MORE_WORDS = 8
KINDS = ("factoid", "time", "unanswerable")  # of LABELS; the others ask for other kinds of reply
_SMALL = frozenset({"a", "an", "the"})


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of either set."""

    set: str  # "quiz", "quiz left out", or the kind of a label
    id: str
    question: str
    answers: tuple[str, ...]
    articles: tuple[str, ...]  # web addresses; the first one decides the fold
    day: dt.date | None = None  # of the question
    without: frozenset[str] = frozenset()  # ids of documents that it is asked without
    few: int = 0  # documents that it is asked of: its own, and those nearest to it; 0: of all


def normalized(text: str) -> str:
    """Return a text in lower case without articles and punctuation; signs of money and of numbers stay."""
    plain = re.sub(r"[^\w\s%$€£.+-]|(?<!\d)[.]|[.](?!\d)", " ", text.lower().replace("’", "'"))
    return " ".join(word for word in plain.split() if word not in _SMALL)


def is_right(text: str, answers: Sequence[str]) -> bool:
    """Return whether a text gives an accepted answer and not much more."""
    given = normalized(text)
    for answer in map(normalized, answers):
        if _holds(given, answer) and len(given.split()) <= len(answer.split()) + MORE_WORDS:
            return True
        if _holds(answer, given) and len(given) >= 0.5 * len(answer):
            return True
    return False


def _holds(text: str, part: str) -> bool:
    return bool(part) and f" {part} " in f" {text} "


def questions(news: Path, quiz: Path, labels: Path, documents: Sequence[Document]) -> list[Asked]:
    """Read both sets. Raises KeyError where an article that a label names is not in NEWS."""
    texts = {record["url"]: record["text"] for record in map(json.loads, _lines(news))}
    of = {source: document for document in documents for source in (document.source, *document.other_sources)}
    plain = {document.id: f"{normalized(document.title)} {normalized(document.text)}" for document in documents}
    asked: list[Asked] = []
    for item in json.loads(_read(quiz)):
        day = dt.datetime.strptime(item["id"][:8], "%Y%m%d").date()
        own = Asked("quiz", item["id"], item["question"], (item["answer"],), tuple(item["urls"]), day)
        families = {of[url].family for url in item["urls"] if url in of}
        answer = normalized(item["answer"])
        told = frozenset(
            document.id
            for document in documents
            if document.source in item["urls"] or document.family in families or _holds(plain[document.id], answer)
        )
        asked += [own, replace(own, set="quiz left out", answers=(), without=told)]
    for item in map(json.loads, _lines(labels)):
        if item["kind"] in KINDS:
            others = [(other["url"], other["answers"]) for other in item.get("also", [])]
            spans = [(item["url"], item.get("answers", [])), *others]
            answers = tuple(dict.fromkeys(texts[url][start:end] for url, own in spans for start, end in own))
            for wording in (item["question"], *item.get("wordings", [])):
                asked.append(Asked(item["kind"], item["id"], wording, answers, tuple(url for url, _ in spans)))
    few = [
        replace(one, set=f"{one.set}, few", few=FEW[at % len(FEW)]) for at, one in enumerate(asked) if one.set in KINDS
    ]
    return [*asked, *few]


def _read(path: Path) -> str:
    data = path.read_bytes()
    return (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")


def _lines(path: Path) -> list[str]:
    return [line for line in _read(path).splitlines() if line.strip()]


def groups(asked: Sequence[Asked]) -> list[str]:
    """Return a name for each question, equal for those that share an article: they are never fitted and measured."""
    parent: dict[str, str] = {}

    def root(url: str) -> str:
        while parent.setdefault(url, url) != url:
            url = parent[url]
        return url

    for one in asked:
        for url in one.articles:
            parent[root(url)] = root(one.articles[0])
    return [root(one.articles[0]) for one in asked]


def met(asked: Sequence[Asked], snapshot: Snapshot, reader: Reader, settings: Settings, *, as_of: bool) -> list[Case]:
    """Put each question to the index, as of its day or of the newest article, and return it with its spans."""
    encoder = onnx_encoder(snapshot.facts.encoder, snapshot.facts.fingerprint)
    retriever = Retriever(encoder, settings)
    newest = snapshot.newest()
    documents = list(snapshot.documents(Filter(), 0, None))
    ids = [document.id for document in documents]
    of = {source: document.id for document in documents for source in (document.source, *document.other_sources)}
    found = []
    for one, group in zip(tqdm(asked, desc="Asking", unit="question"), groups(asked), strict=True):
        left = tuple(id_ for id_ in ids if id_ not in one.without) if one.without else ()
        if one.few:
            near = retriever.search(snapshot, one.question, 10 * one.few, snapshot.among(Filter(documents=left)))
            own = [of[url] for url in one.articles[:1] if url in of and of[url] not in one.without]
            left = tuple(dict.fromkeys([*own, *(hit.passage.document.id for hit in near)]))[: one.few]
        within = Filter(documents=left, as_of=one.day if as_of else None)
        meant = understand(one.question, ())
        hits = retriever.search(snapshot, meant.searches[0].text, settings.passages_read, snapshot.among(within))
        read = read_candidates(
            meant.read,
            hits,
            reader=reader,
            encoder=encoder,
            encoder_name=snapshot.facts.encoder,
            settings=settings,
            reference=within.as_of or (snapshot.newest(within) if one.few else newest),
        )
        found.append(Case.of(read, group, one.answers, is_right))
    return found


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one question came to, judged with weights that know nothing of its articles."""

    asked: Asked
    choice: Choice
    right: bool  # of the best span
    answered: bool
    silent: bool  # "your articles do not say"


def measured(asked: Sequence[Asked], cases: Sequence[Case], beside: Sequence[Case]) -> list[Outcome]:
    """Return the outcomes; `beside` are cases of other sets that are always fitted to, too."""
    names = sorted({case.article for case in cases})
    random.Random(0).shuffle(names)  # noqa: S311  nothing is kept secret
    fold = {name: at % FOLDS for at, name in enumerate(names)}
    outcomes: dict[int, Outcome] = {}
    for held in range(FOLDS):
        calibration = fit([*(case for case in cases if fold[case.article] != held), *beside]).calibration
        threshold = calibration.threshold(WRONG_PER_HUNDRED)
        for at, case in enumerate(cases):
            if fold[case.article] == held:
                choice, right = outcome(case, calibration)
                answered = choice.is_accepted(threshold)
                silent = not answered and choice.confidence <= calibration.silence
                outcomes[at] = Outcome(asked[at], choice, right, answered, silent)
    return [outcomes[at] for at in range(len(cases))]


def figures(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Yield the figures, a line each, in percent."""
    kinds: dict[str, list[Outcome]] = defaultdict(list)
    for one in outcomes:
        kinds[one.asked.set].append(one)
    for name, own in kinds.items():
        answered = [one for one in own if one.answered]
        if any(one.asked.answers for one in own):
            yield f"{name}: {len(own)} asked, answered {_interval([one.answered for one in own])}"
            yield f"  right of answered {_interval([one.right for one in answered])}"
            yield f"  best span right {_interval([one.right for one in own])}"
            for share in (0.70, 0.72, 0.80):
                surest = sorted(own, key=lambda one: -one.choice.confidence)[: round(share * len(own))]
                yield f"  right of the surest {share:.0%} {_interval([one.right for one in surest])}"
            error = calibration_error([one.choice.confidence for one in own], [one.right for one in own])
            yield f"  calibration error {100 * error:.1f}"
        else:
            yield f"{name}: {len(own)} asked, declined {_interval([not one.answered for one in own])}"
    facts: dict[str, list[bool]] = defaultdict(list)
    for one in kinds["factoid"]:
        facts[one.asked.id].append(one.right)
    several = [all(right) for right in facts.values() if len(right) > 1]
    yield f"facts right in all of their wordings {_interval(several)} of {len(several)}"
    silent = [one for one in outcomes if one.silent]
    yield f'"your articles do not say" {len(silent)} times, true {_interval([not one.asked.answers for one in silent])}'
    without = [one for one in outcomes if not one.asked.answers]
    yield f"  said of questions without an answer {_interval([one.silent for one in without])}"
    error = calibration_error([one.choice.confidence for one in outcomes], [one.right for one in outcomes])
    yield f"calibration error of all {100 * error:.1f}"


def _interval(values: Sequence[bool]) -> str:
    if not values:
        return "-"
    drawn = np.random.default_rng(0).choice(np.array(values, float), (2000, len(values))).mean(axis=1)
    low, high = np.percentile(drawn, [2.5, 97.5])
    return f"{100 * float(np.mean(values)):.1f} ({100 * low:.1f} to {100 * high:.1f})"


def errors(outcomes: Sequence[Outcome], kind: str) -> Iterator[str]:
    """Yield the wrong answers of a kind, and what the articles say, to be read by eye."""
    for one in outcomes:
        if one.asked.set == kind and one.answered and not one.right and one.choice.best:
            best = one.choice.best
            start, end = best.hit.passage.sentence_around(best.start, best.end)
            yield f"{one.asked.question}\n  {one.choice.confidence:.2f} {best.text!r} for {one.asked.answers[:3]}"
            yield f"  {best.document.published} {best.document.title}: {best.document.text[start:end]!r}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("news", type=Path)
    parser.add_argument("quiz", type=Path)
    parser.add_argument("labels", type=Path)
    parser.add_argument("--index", type=Path, help="an index of NEWS that is there, or is to be kept")
    parser.add_argument("--cases", type=Path, help="keep what was asked in this file, or take it from there")
    parser.add_argument(
        "--beside", type=Path, help="cases of other sets that are fitted to as well, as kept by calibrate.py"
    )
    parser.add_argument("--as-of", action="store_true", help="ask the quiz as of the days of its questions")
    parser.add_argument("--errors", metavar="KIND", help="print the wrong answers of a kind")
    args = parser.parse_args()
    asked, cases = collected(args)
    beside: list[Case] = pickle.loads(args.beside.read_bytes()) if args.beside else []  # noqa: S301  our own file
    outcomes = measured(asked, cases, beside)
    print("\n".join(errors(outcomes, args.errors) if args.errors else figures(outcomes)))


def collected(args: Any) -> tuple[list[Asked], list[Case]]:
    """Return the questions and what the index gave for each."""
    if args.cases and args.cases.exists():
        asked, cases = pickle.loads(args.cases.read_bytes())  # noqa: S301  our own file
        read = [Candidates(case.query, case.spans) for case in cases]  # the features may have changed since
        return asked, [
            Case.of(own, case.article, one.answers, is_right) for one, own, case in zip(asked, read, cases, strict=True)
        ]
    with tempfile.TemporaryDirectory() as folder:
        index = args.index or Path(folder) / "index"
        if not index.exists():
            records = Path(folder) / "news.jsonl"
            records.write_text(_read(args.news), encoding="utf-8")
            build_index(records, settings=Settings(index=index, max_file_bytes=1 << 30), progress=True)
        with open_snapshot(index) as snapshot:
            asked = questions(args.news, args.quiz, args.labels, list(snapshot.documents(Filter(), 0, None)))
            cases = met(asked, snapshot, Reader(), Settings(), as_of=args.as_of)
    if args.cases:
        args.cases.write_bytes(pickle.dumps((asked, cases)))
    return asked, cases


if __name__ == "__main__":
    main()
