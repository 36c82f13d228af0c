"""Near-identical passages collapse into the best of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbot.assistant import Assistant
from briefbot.indexer import build_index
from briefbot.retriever import collapse
from briefbot.settings import Settings
from briefbot.types import Document, Hit, Passage

pytestmark = pytest.mark.model


def hit_of(text: str, score: float = 1.0) -> Hit:
    return Hit(Passage(Document(text, "T", "s"), ((0, len(text)),)), score, score, 0.0)


def test_near_identical_passages_are_one_hit_with_copies() -> None:
    story = "The ferry left Port Ellery at noon with two hundred people on board and a dog"
    hits = [hit_of(story, 3), hit_of("Rain fell on the harbour all day long.", 2), hit_of(story + ", it was said.", 1)]
    kept = collapse(hits, 0.8)
    assert [hit.score for hit in kept] == [3, 2]
    assert [[copy.text for copy in hit.copies] for hit in kept] == [[hits[2].passage.text], []]


def test_short_passages_are_compared_whole() -> None:
    assert len(collapse([hit_of("Yes."), hit_of("No."), hit_of("yes")], 0.8)) == 2


@given(st.lists(st.text("ab ", max_size=30), max_size=8), st.floats(0.1, 1.0))
def test_no_passage_is_lost_and_the_order_stays(texts: list[str], threshold: float) -> None:
    hits = [hit_of(text, -n) for n, text in enumerate(texts)]
    kept = collapse(hits, threshold)
    assert sum(1 + len(hit.copies) for hit in kept) == len(hits)
    assert [hit.score for hit in kept] == sorted((hit.score for hit in kept), reverse=True)
    assert not hits or kept[0].score == hits[0].score


def test_one_text_in_very_many_articles_leaves_no_other_unread(tmp_path: Path) -> None:
    foot = "The ferry brief is sent every Monday. Write to the ferry desk about the ferry in Port Ellery."
    for number in range(40):
        (tmp_path / f"issue-{number}.txt").write_text(f"Issue {number}\n\n{foot}\n")
    for town in ("Ashby", "Cromford", "Dunmere", "Elmstead", "Fernham"):
        (tmp_path / f"{town}.txt").write_text(f"News of {town}\n\nA ferry was sold by the council of {town}.\n")
    index = build_index(tmp_path, settings=Settings(index=tmp_path / "index")).index
    hits = Assistant.open(index).search("Who may be written to about the ferry?", 5)
    assert len(hits) == 5
    assert sum(len(hit.copies) for hit in hits) >= 30
