"""Span decoding equals an exhaustive search."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbot.reader import Reader, Reading, paragraphs, without_overlaps
from briefbot.reader.decoding import best_spans
from briefbot.reader.framing import windows
from briefbot.types import Document, Hit, Passage

logits = st.floats(-20, 20, width=32)


@given(
    st.lists(st.tuples(logits, logits, st.booleans()), max_size=24),
    st.integers(1, 30),
    st.integers(1, 40),
)
def test_best_spans_are_those_of_an_exhaustive_search(
    tokens: list[tuple[float, float, bool]], max_tokens: int, count: int
) -> None:
    starts = np.array([start for start, _, _ in tokens], np.float32)
    ends = np.array([end for _, end, _ in tokens], np.float32)
    allowed = np.array([use for _, _, use in tokens], bool)
    everything = [
        (i, j, float(starts[i]) + float(ends[j]))
        for i in range(len(tokens))
        for j in range(i, min(i + max_tokens, len(tokens)))
        if allowed[i] and allowed[j]
    ]
    expected = sorted(everything, key=lambda span: (-span[2], span[0], span[1]))[:count]
    assert best_spans(starts, ends, allowed=allowed, max_tokens=max_tokens, count=count) == expected


@given(st.integers(0, 2000), st.integers(130, 400))
def test_windows_cover_every_token_and_fit_the_model(size: int, capacity: int) -> None:
    ranges = windows(size, capacity)
    assert {token for first, last in ranges for token in range(first, last)} == set(range(size))
    assert all(0 < last - first <= capacity for first, last in ranges)
    assert ranges == sorted(set(ranges))


def test_of_overlapping_readings_the_best_is_kept() -> None:
    readings = [Reading(4, 9, 3.0, 0.0), Reading(0, 5, 2.0, 0.0), Reading(9, 12, 1.0, 0.0)]
    assert without_overlaps(readings) == [readings[0], readings[2]]


def test_paragraphs_end_at_blank_lines_only() -> None:
    text = "A head\n \nOne line\nand another\n\n\nThe end"
    tokens = [(0, 1), (2, 6), (9, 12), (13, 17), (18, 21), (22, 29), (32, 35), (36, 39)]
    assert paragraphs(text, tokens) == [range(2), range(2, 6), range(6, 8)]
    assert paragraphs("", []) == [range(0)]


TEXT = "Ángström Bridge 𝄞\n\nThe Tarn Bridge was opened by Ada Quill on 3 May 1931. It is 412 metres long."


@pytest.mark.model
def test_the_model_points_at_whole_words_of_one_paragraph_best_first() -> None:
    readings = Reader().pointed("Who opened the Tarn Bridge?", TEXT, count=40, max_tokens=12)
    assert TEXT[readings[0].start : readings[0].end] == "Ada Quill"
    assert [reading.score for reading in readings] == sorted((reading.score for reading in readings), reverse=True)
    assert len({(reading.start, reading.end) for reading in readings}) == len(readings) == 40
    for reading in readings:
        assert "\n" not in TEXT[reading.start : reading.end]


@pytest.mark.model
def test_readings_of_a_text_do_not_overlap() -> None:
    readings = Reader().read_text("Who opened the Tarn Bridge?", TEXT, count=30, max_tokens=12)
    assert TEXT[readings[0].start : readings[0].end] == "Ada Quill"
    assert 1 < len(readings) <= 30
    assert without_overlaps(readings) == readings


@pytest.mark.model
def test_a_long_text_is_read_to_its_end() -> None:
    filler = "Nothing of note happened in the valley that day. " * 120
    readings = Reader().read_text("Who opened the Tarn Bridge?", filler + TEXT, count=1, max_tokens=12)
    assert (filler + TEXT)[readings[0].start : readings[0].end] == "Ada Quill"
    assert readings[0].score > readings[0].null_score


@pytest.mark.model
def test_passages_that_are_read_at_the_same_time_give_what_each_gives_alone() -> None:
    text = "".join(
        f"{TEXT}\n\nIn {year} it was painted by Bo Marsh and {year - 1800} men.\n\n" for year in range(1931, 1955)
    )
    document = Document(text, "Bridge", "bridge.txt")
    size = len(text) // 24
    hits = [Hit(Passage(document, ((at, at + size),)), 1.0, 1.0, 1.0) for at in range(0, len(text) - size, size)]
    reader = Reader()
    alone = [
        (hit, hit.passage.start + r.start, hit.passage.start + r.end, r.score, r.null_score)
        for hit in hits
        for r in reader.read_text("Who painted it?", hit.passage.text, lead="Bridge: ", count=3, max_tokens=12)
    ]
    assert len(alone) >= len(hits) > 20
    with ThreadPoolExecutor(4) as askers:  # who ask at the same time, too
        asked = [askers.submit(reader.read, "Who painted it?", hits, per_passage=3, max_tokens=12) for _ in range(8)]
    for spans in (future.result() for future in asked):
        assert sorted((span.start, span.end) for span in spans) == sorted((start, end) for _, start, end, *_ in alone)
        assert {(s.hit, s.start, s.end, s.score, s.null_score) for s in spans} == set(alone)
        assert [span.margin for span in spans] == sorted((span.margin for span in spans), reverse=True)


@pytest.mark.model
def test_a_text_without_words_has_no_readings() -> None:
    reader = Reader()
    assert reader.read_text("Who?", "", count=3, max_tokens=12) == []
    assert reader.read_text("Who?", " \n\t ", count=3, max_tokens=12) == []
