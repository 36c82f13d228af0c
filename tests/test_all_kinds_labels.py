"""The labels of `data/all_kinds.jsonl` hold together: questions of every kind of reply, over two small collections.

Each line has an `id`, a `collection` ("examples" or "invented", which is `data/invented`), a `kind`, its `turns` (the
last one is the question, those before it are the conversation), sometimes `other_kinds` that are as fair, and what is
right. An article is named by its file without the ending, and with "#2" where it is the second one in its file.

    quote       answers: any of these; or decline: true
    listing     items: all of these, each in any of its wordings
    brief       points: for each, any of these (article, sentence); about: articles that may be quoted
    timeline    sentences: in order, for each its day and any of these sentences; other_days: days it names beside
    evidence    sentences: any of these decides; of a comparison, sides: any of each of the two
    search      files: articles that must come
    collection  count, files (all and no others), outlets, period (first and last day), newest: as far as they are asked
    help        nothing more
    parts       parts: for each, answers or decline, as of a quote
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from briefbot.documents import read_documents
from briefbot.types import Document

TESTS = Path(__file__).parent
FOLDERS = {"examples": TESTS.parent / "examples", "invented": TESTS / "data" / "invented"}
LABELS = [json.loads(line) for line in (TESTS / "data" / "all_kinds.jsonl").read_text("utf-8").splitlines()]

SHARED = {"id", "collection", "kind", "turns", "other_kinds"}
GOLD = {
    "quote": {"answers", "decline"},
    "listing": {"items"},
    "brief": {"points", "about"},
    "timeline": {"sentences"},
    "evidence": {"sentences", "sides"},
    "search": {"files"},
    "collection": {"count", "files", "outlets", "period", "newest"},
    "help": set(),
    "parts": {"parts"},
}
FEWEST = {
    "quote": 120,
    "listing": 50,
    "brief": 40,
    "timeline": 30,
    "evidence": 60,
    "search": 25,
    "collection": 40,
    "help": 35,
    "parts": 40,
}


def _articles(folder: Path) -> Iterator[tuple[str, Document]]:
    """Yield the name and the document of each article of a folder."""
    for path in sorted(folder.iterdir()):
        for document in read_documents(path, max_bytes=1 << 20):
            assert isinstance(document, Document), document
            _, _, number = document.source.partition("#")
            yield path.stem + (f"#{number}" if number else ""), document


@pytest.fixture(scope="module")
def articles() -> dict[str, dict[str, Document]]:
    return {collection: dict(_articles(folder)) for collection, folder in FOLDERS.items()}


def _of(kind: str) -> list[dict[str, Any]]:
    return [label for label in LABELS if label["kind"] == kind]


def _spans(label: dict[str, Any]) -> Iterator[str]:
    """Yield what must stand in some article of the collection."""
    yield from label.get("answers", ())
    for part in label.get("parts", ()):
        yield from part.get("answers", ())
    for item in label.get("items", ()):
        yield from item
    for sentence in label.get("sentences", ()):
        yield from [sentence] if isinstance(sentence, str) else sentence["any"]
    for side in label.get("sides", ()):
        yield from side


def test_there_are_enough_of_every_kind() -> None:
    counts = Counter(label["kind"] for label in LABELS)
    assert counts.keys() == FEWEST.keys()
    assert {kind: counts[kind] for kind in FEWEST if counts[kind] < FEWEST[kind]} == {}
    assert sum("decline" in label for label in LABELS) >= 30
    counted = [label for label in _of("evidence") if "how many of" in label["turns"][-1].lower() or "sides" in label]
    assert len(counted) >= 20
    assert sum(len(label["turns"]) > 1 for label in LABELS) >= 50


def test_ids_and_questions_are_unique() -> None:
    assert len({label["id"] for label in LABELS}) == len(LABELS)
    asked = [(label["collection"], *(turn.lower() for turn in label["turns"])) for label in LABELS]
    assert [question for question, times in Counter(asked).items() if times > 1] == []


@pytest.mark.parametrize("kind", GOLD)
def test_a_label_has_the_fields_of_its_kind_alone(kind: str) -> None:
    for label in _of(kind):
        assert label["collection"] in FOLDERS, label["id"]
        assert label["turns"] and all(turn == turn.strip() != "" for turn in label["turns"]), label["id"]
        assert kind not in label.get("other_kinds", ()) and set(label.get("other_kinds", ())) <= GOLD.keys(), label[
            "id"
        ]
        gold = label.keys() - SHARED
        assert gold <= GOLD[kind] and bool(gold) == bool(GOLD[kind]), label["id"]


def test_a_question_is_answered_or_declined() -> None:
    for label in LABELS:
        for asked in [label] if label["kind"] == "quote" else label.get("parts", ()):
            assert bool(asked.get("answers")) != (asked.get("decline") is True), label["id"]
    assert all(len(label["parts"]) == 2 for label in _of("parts"))
    assert all(len(label["items"]) >= 2 and all(label["items"]) for label in _of("listing"))


def test_every_exact_string_stands_in_an_article(articles: dict[str, dict[str, Document]]) -> None:
    texts = {
        collection: "\0".join(document.text for document in named.values()) for collection, named in articles.items()
    }
    missing = [
        (label["id"], span) for label in LABELS for span in _spans(label) if span not in texts[label["collection"]]
    ]
    assert missing == []


def test_every_sentence_of_a_brief_stands_in_its_article(articles: dict[str, dict[str, Document]]) -> None:
    for label in _of("brief"):
        named = articles[label["collection"]]
        assert label["points"] and set(label["about"]) <= named.keys(), label["id"]
        for point in label["points"]:
            assert point, label["id"]
            for article, sentence in point:
                assert article in label["about"] and sentence in named[article].text, (label["id"], sentence)


def test_the_days_of_a_timeline_are_in_order() -> None:
    for label in _of("timeline"):
        days = [dt.date.fromisoformat(entry["day"]) for entry in label["sentences"]]
        assert days and days == sorted(days), label["id"]
        for entry in label["sentences"]:
            assert entry["any"] and entry.keys() <= {"day", "any", "other_days"}, label["id"]
            assert all(dt.date.fromisoformat(day) for day in entry.get("other_days", ())), label["id"]


def test_the_sides_of_a_comparison_are_among_its_sentences() -> None:
    for label in _of("evidence"):
        assert label["sentences"], label["id"]
        if "sides" in label:
            assert len(label["sides"]) == 2 and all(label["sides"]), label["id"]
            assert {sentence for side in label["sides"] for sentence in side} == set(label["sentences"]), label["id"]


def test_files_and_outlets_are_those_of_the_collection(articles: dict[str, dict[str, Document]]) -> None:
    written = {
        collection: "\0".join(path.read_text("utf-8") for path in folder.iterdir())
        for collection, folder in FOLDERS.items()
    }
    for label in _of("search") + _of("collection"):
        named = articles[label["collection"]]
        files = label.get("files", [])
        assert set(files) <= named.keys() and len(set(files)) == len(files), label["id"]
        assert label.get("count", len(files)) == len(files) or not files, label["id"]
        assert label.get("newest", next(iter(named))) in named, label["id"]
        assert all(outlet in written[label["collection"]] for outlet in label.get("outlets", ())), label["id"]
        if "period" in label:
            first, last = map(dt.date.fromisoformat, label["period"])
            assert first <= last, label["id"]


def test_the_whole_collection_is_counted_as_it_is_read(articles: dict[str, dict[str, Document]]) -> None:
    for collection, question in {
        "examples": "How many articles are there?",
        "invented": "how many articles have i got",
    }.items():
        (label,) = [found for found in LABELS if found["collection"] == collection and found["turns"] == [question]]
        assert label["count"] == len(articles[collection])
