"""Near-copies of one text are one family, whatever came first and whatever went."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rounds import rounds
from test_answerer import PLAIN, ask, hit_in, passage_of, span_of
from test_store import article, fill

from briefbot.answerer import choose, cite
from briefbot.blocks import Block, BlockKind
from briefbot.documents import find_sources, read_documents
from briefbot.features import Query
from briefbot.near_copies import RESEMBLANCE, band_keys, resemblance, signature
from briefbot.store import open_snapshot
from briefbot.types import Document

EXAMPLES = Path(__file__).parents[1] / "examples"
WORDS = "river council vote ferry strike mayor bridge school budget harbour winter storm court union price report"


def story(seed: int, words: int = 300) -> str:
    chosen = np.random.default_rng(seed).choice(WORDS.split(), words)
    return ". ".join(" ".join(chosen[at : at + 12]) for at in range(0, words, 12)) + "."


def examples() -> list[Document]:
    read = [
        item
        for path in find_sources([EXAMPLES])
        if isinstance(path, Path)
        for item in read_documents(path, max_bytes=10**7)
    ]
    return [item for item in read if isinstance(item, Document)]


def cut(text: str) -> str:
    return text[: len(text) * 2 // 3]


def with_byline(text: str) -> str:
    return f"By our correspondents\n\nFirst printed in another paper.\n\n{text}\n\nReporting by two agencies."


def without_a_paragraph(text: str) -> str:
    paragraphs = text.split("\n\n")
    middle = len(paragraphs) // 2
    return "\n\n".join(paragraphs[:middle] + paragraphs[middle + 1 :])


def reworded(text: str) -> str:
    count = itertools.count(1)
    return re.sub(r"\w+", lambda word: "another" if next(count) % 30 == 0 else word[0], text)


@pytest.mark.parametrize("change", [cut, with_byline, without_a_paragraph, reworded])
def test_a_copy_that_was_edited_is_a_near_copy(change: object) -> None:
    assert callable(change)
    long = [document.text for document in examples() if len(document.text) > 800]
    assert len(long) >= 10
    for text in long:
        assert resemblance(signature(text), signature(change(text))) >= RESEMBLANCE


def test_only_the_report_that_was_taken_from_an_agency_is_a_near_copy() -> None:
    """The examples hold several reports of most events, and one that a paper took over from Harbour Wire."""
    signed = {document.source.rpartition("/")[2]: signature(document.text) for document in examples()}
    alike = {
        pair
        for pair in itertools.combinations(sorted(signed), 2)
        if resemblance(signed[pair[0]], signed[pair[1]]) > 0.1
    }
    assert alike == {
        ("2025-10-03-harbour-wire-ferry-strike-called.txt", "2025-10-03-port-ellery-courier-ferry-crews-to-walk-out.md")
    }


@given(st.text(), st.text())
def test_a_signature_is_that_of_the_words_whatever_stands_between_them(one: str, other: str) -> None:
    signed = signature(one)
    assert len(signed) == 512
    assert len(set(band_keys(signed))) == 32
    assert signature(f" {one}\n") == signed
    assert resemblance(signed, signature(other)) == resemblance(signature(other), signed)


def test_signatures_stay_what_they_are_since_indexes_keep_them() -> None:
    assert signature("The ferry strike ends on Monday.").hex()[:32] == "7307d0063e78a12a9cfe1b201df54c07"


def families(folder: Path) -> set[frozenset[str]]:
    """The families as sets of sources."""
    with open_snapshot(folder) as snapshot:
        documents = list(snapshot.documents())
    grouped: dict[str, list[str]] = {document.family: [] for document in documents}
    for document in documents:
        grouped[document.family].append(document.source)
    assert all(family == min(d.id for d in documents if d.family == family) for family in grouped)
    return {frozenset(sources) for sources in grouped.values()}


@pytest.mark.slow
@settings(max_examples=rounds(15), deadline=None)
@given(st.permutations(range(6)), st.sets(st.integers(0, 5)))
def test_families_do_not_depend_on_what_came_first_or_was_there_before(
    tmp_path_factory: pytest.TempPathFactory, order: list[int], gone: set[int]
) -> None:
    folder = tmp_path_factory.mktemp("families")
    first, second = story(1), story(2)
    texts = [first, cut(first), with_byline(first), second, reworded(second), story(3)]
    documents = [article(text, f"{n}.txt") for n, text in enumerate(texts)]
    for at in range(0, 6, 2):  # in three builds
        fill(folder, [documents[n] for n in order[: at + 2]])
    assert families(folder) == {
        frozenset(("0.txt", "1.txt", "2.txt")),
        frozenset(("3.txt", "4.txt")),
        frozenset(["5.txt"]),
    }
    left = [n for n in range(6) if n not in gone]
    if left:
        fill(folder, [documents[n] for n in left])
        expected = {frozenset(f"{n}.txt" for n in group if n in left) for group in ((0, 1, 2), (3, 4), (5,))}
        assert families(folder) == expected - {frozenset()}


def test_a_family_is_parted_when_the_copy_that_joined_it_goes(tmp_path: Path) -> None:
    sentences = story(1, 720).split(". ")
    parts = {"one": sentences[:40], "both": sentences[9:49], "other": sentences[18:58]}  # 63% alike, the ends 38%
    documents = [article(". ".join(part), source) for source, part in parts.items()]
    fill(tmp_path, documents)
    assert families(tmp_path) == {frozenset(("one", "other", "both"))}
    fill(tmp_path, [documents[0], documents[2]])
    assert families(tmp_path) == {frozenset(["one"]), frozenset(["other"])}


def test_one_text_in_two_places_is_one_document_with_two_sources(tmp_path: Path) -> None:
    fill(tmp_path, [article("The one text.", "a.txt"), article("The one text.", "b.txt")])
    with open_snapshot(tmp_path) as snapshot:
        [document] = snapshot.documents()
    assert (document.source, document.other_sources) == ("a.txt", ("b.txt",))


def under_a_headline(number: int, *, known: bool) -> Document:
    """A short report below a long headline of its own, with its blocks or without."""
    headline, body = f"{number} {story(number + 5, 30)}", story(1, 24)
    text = f"{headline}\n\n{body}"
    blocks = (
        Block(BlockKind.HEADLINE, 0, len(headline)),
        Block(BlockKind.BODY, len(headline) + 2, len(text)),
    )
    return replace(article(text, f"{number}.txt"), blocks=blocks if known else ())


def test_a_report_under_another_headline_is_a_copy_once_its_headline_is_known(tmp_path: Path) -> None:
    fill(tmp_path, [under_a_headline(number, known=False) for number in range(2)])
    assert families(tmp_path) == {frozenset(["0.txt"]), frozenset(["1.txt"])}
    fill(tmp_path, [under_a_headline(number, known=True) for number in range(2)])
    assert families(tmp_path) == {frozenset(["0.txt", "1.txt"])}


def test_near_copies_are_cited_as_one_voice_and_counted_as_one() -> None:
    hits = [hit_in(f"Paper {n} says it was Ada Quill.", f"{n}.txt") for n in range(3)]
    for hit, family in zip(hits, ("x", "y", "x"), strict=True):
        object.__setattr__(hit.passage.document, "family", family)
    spans = [span_of(hit, "Ada Quill", 3.0 - n) for n, hit in enumerate(hits)]
    answer = ask(*spans)
    assert [citation.voice for citation in answer.citations] == [1, 2, 1]
    assert answer.voices == 2


def test_a_passage_that_was_copied_into_another_article_is_the_same_voice() -> None:
    copy = passage_of("A brief. It was Ada Quill, the report says.", "brief.txt")
    hit = hit_in("It was Ada Quill, the report says.", "long.txt", (copy,))
    [candidate] = choose(Query("Who?"), [span_of(hit, "Ada Quill", 2.0)], PLAIN).candidates
    assert [(citation.source, citation.voice) for citation in cite(candidate)] == [("long.txt", 1), ("brief.txt", 1)]
