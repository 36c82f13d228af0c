"""The metrics against worked examples of SQuAD's official script."""

from __future__ import annotations

import gzip
import json
import math
from dataclasses import replace
from pathlib import Path

import pytest

from briefbot import build_index
from briefbot.errors import BriefbotError, IndexDamagedError
from briefbot.evaluation import (
    Question,
    best_over_answers,
    calibration_error,
    evaluate,
    exact_match,
    f1,
    index_contexts,
    is_right,
    normalize,
    read_questions,
)
from briefbot.settings import Settings


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("The Eiffel Tower!", "eiffel tower"),
        ("  an  apple a day ", "apple day"),
        ("U.S.", "us"),
        ("1,600", "1600"),
        ("“quoted”", "“quoted”"),  # only ASCII punctuation goes, as in the official script
        ("theatre", "theatre"),
        ("the-end", "theend"),  # punctuation goes before articles
    ],
)
def test_normalisation_is_the_official_one(text: str, normal: str) -> None:
    assert normalize(text) == normal


@pytest.mark.parametrize(
    ("predicted", "expected", "em", "score"),
    [
        ("the Denver Broncos", "Denver Broncos", 1.0, 1.0),
        ("Denver", "Denver Broncos", 0.0, 2 / 3),
        ("in Santa Clara, California", "Santa Clara", 0.0, 2 * (2 / 4) * 1.0 / (2 / 4 + 1.0)),
        ("gold gold", "gold", 0.0, 2 * 0.5 * 1.0 / 1.5),
        ("", "", 1.0, 1.0),
        ("", "gold", 0.0, 0.0),
        ("the", "", 1.0, 1.0),  # nothing but an article is nothing
    ],
)
def test_exact_match_and_f1_are_the_official_ones(predicted: str, expected: str, em: float, score: float) -> None:
    assert exact_match(predicted, expected) == em
    assert f1(predicted, expected) == pytest.approx(score)


def test_the_best_of_several_answers_counts_and_no_answers_mean_silence_is_right() -> None:
    assert best_over_answers(exact_match, "1066", ["in 1066", "1066"]) == 1.0
    assert best_over_answers(f1, "", []) == 1.0
    assert best_over_answers(f1, "1066", []) == 0.0
    assert not is_right("1066", [])
    assert not is_right("", ["1066"])
    assert is_right("in 1066", ["1066"])
    assert is_right("3 May", ["3 May 1931"])
    assert not is_right("3 percent", ["7.5 percent"])


def test_calibration_error_is_the_mean_gap_weighted_by_the_size_of_each_bin() -> None:
    assert calibration_error([0.95, 0.95, 0.15, 0.15], [True, True, False, False]) == pytest.approx(0.1)
    assert calibration_error([1.0, 1.0], [False, False]) == 1.0
    assert calibration_error([0.55] * 20, [True] * 11 + [False] * 9) == pytest.approx(0.0)


def squad(folder: Path, items: list[dict[str, object]]) -> Path:
    path = folder / "set.json"
    context = "The Tarn Bridge was opened by Ada Quill on 3 May 1931. It is 412 metres long."
    path.write_text(json.dumps({"data": [{"title": "Tarn", "paragraphs": [{"context": context, "qas": items}]}]}))
    return path


ITEMS: list[dict[str, object]] = [
    {"question": "Who opened the Tarn Bridge?", "answers": [{"text": "Ada Quill", "answer_start": 30}]},
    {"question": "Who won the chess world cup in Khanty-Mansiysk?", "answers": []},
]


def test_a_given_context_is_scored_with_and_without_unanswerable_questions(tmp_path: Path) -> None:
    figures = evaluate(read_questions(squad(tmp_path, ITEMS)))
    assert (figures["questions"], figures["EM"], figures["HasAns EM"], figures["NoAns"]) == (2, 100.0, 100.0, 100.0)
    assert "NoAns" not in evaluate(read_questions(squad(tmp_path, ITEMS[:1])))


def test_a_collection_is_indexed_and_asked_through_the_whole_pipeline(tmp_path: Path) -> None:
    figures = evaluate(read_questions(squad(tmp_path, ITEMS)), collection=True)
    assert figures["recall@1"] == figures["MRR"] == 100.0
    assert figures["unanswerable declined"] == 100.0


@pytest.mark.parametrize("collection", [False, True])
def test_figures_that_no_question_counts_for_are_left_out(tmp_path: Path, collection: bool) -> None:
    figures = evaluate(read_questions(squad(tmp_path, ITEMS[1:])), collection=collection)
    assert figures["questions"] == 1
    assert figures["NoAns"] == 100.0
    assert not any(math.isnan(value) for value in figures.values())
    assert not {"HasAns EM", "HasAns F1", "recall@1", "MRR", "precision", "answerable answered"} & set(figures)


def test_contexts_are_indexed_with_the_settings_given_however_large_the_set_is(tmp_path: Path) -> None:
    question = Question("Who opened it?", ("Ada Quill",), "The Tarn Bridge was opened by Ada Quill.", "Tarn")
    settings = replace(Settings(), passage_tokens=60, max_file_bytes=10)
    index = index_contexts([question], tmp_path, settings=settings)
    with pytest.raises(IndexDamagedError, match="passages of 60 tokens"):
        build_index(tmp_path / "contexts.jsonl", index=index)
    assert evaluate([question], collection=True, settings=settings)["recall@1"] == 100.0


def test_a_context_that_cannot_be_indexed_is_an_error_and_not_a_worse_figure(tmp_path: Path) -> None:
    contexts = ["The Tarn Bridge was opened by Ada Quill.", "half \ud800 a pair"]
    questions = [Question("Who opened it?", ("Ada Quill",), context, "Tarn") for context in contexts]
    with pytest.raises(BriefbotError, match=r"cannot be indexed.*contexts\.jsonl#2"):
        index_contexts(questions, tmp_path)


def test_an_article_without_a_title_is_read(tmp_path: Path) -> None:
    path = squad(tmp_path, ITEMS)
    path.write_text(path.read_text().replace('"Tarn"', "null"))
    assert [question.title for question in read_questions(path)] == ["", ""]


def test_limit_draws_evenly(tmp_path: Path) -> None:
    assert [question.text for question in read_questions(squad(tmp_path, ITEMS * 5), 2)] == [
        ITEMS[0]["question"],
        ITEMS[1]["question"],
    ]


@pytest.mark.parametrize(
    "content",
    [
        "not json",
        "[]",
        "[" * 100_000,
        '{"data": [{}]}',
        '{"data": []}',
        '{"data": [[]]}',
        json.dumps({"data": [{"title": 7, "paragraphs": [{"context": "C", "qas": ITEMS}]}]}),
        json.dumps({"data": [{"title": "T", "paragraphs": [{"context": None, "qas": ITEMS}]}]}),
        json.dumps({"data": [{"title": "T", "paragraphs": [{"context": "C", "qas": [{"answers": []}]}]}]}),
        json.dumps({"data": [{"title": "T", "paragraphs": [{"context": "C", "qas": [{"question": "Q"}]}]}]}),
        json.dumps({"data": [{"paragraphs": [{"context": "C", "qas": [{"question": None, "answers": []}]}]}]}),
        json.dumps({"data": [{"paragraphs": [{"context": "C", "qas": [{"question": "Q", "answers": ["A"]}]}]}]}),
    ],
    ids=range(12),
)
def test_a_file_of_another_form_is_named(tmp_path: Path, content: str) -> None:
    path = tmp_path / "other.json"
    path.write_text(content)
    with pytest.raises(BriefbotError, match=r"other\.json"):
        read_questions(path)
    with pytest.raises(BriefbotError, match=r"nowhere\.json"):
        read_questions(tmp_path / "nowhere.json")


def test_a_damaged_gzip_file_is_named(tmp_path: Path) -> None:
    whole = gzip.compress(squad(tmp_path, ITEMS).read_bytes())
    path = tmp_path / "set.json.gz"
    path.write_bytes(whole)
    assert len(read_questions(path)) == 2
    middle = len(whole) // 2
    damaged = [whole[:-9], whole[:middle], whole[:5], whole[:10] + b"\xff" * 20 + whole[30:], whole[:-8] + bytes(8)]
    for content in damaged:
        path.write_bytes(content)
        with pytest.raises(BriefbotError, match=r"set\.json\.gz"):
            read_questions(path)
