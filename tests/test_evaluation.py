"""The metrics against worked examples of SQuAD's official script."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from briefbot.errors import BriefbotError
from briefbot.evaluation import (
    best_over_answers,
    calibration_error,
    evaluate,
    exact_match,
    f1,
    is_right,
    normalize,
    read_questions,
)


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


def test_limit_draws_evenly(tmp_path: Path) -> None:
    assert [question.text for question in read_questions(squad(tmp_path, ITEMS * 5), 2)] == [
        ITEMS[0]["question"],
        ITEMS[1]["question"],
    ]


@pytest.mark.parametrize("content", ["not json", "[]", '{"data": [{}]}', '{"data": []}'])
def test_a_file_of_another_form_is_named(tmp_path: Path, content: str) -> None:
    path = tmp_path / "other.json"
    path.write_text(content)
    with pytest.raises(BriefbotError, match=r"other\.json"):
        read_questions(path)
    with pytest.raises(BriefbotError, match=r"nowhere\.json"):
        read_questions(tmp_path / "nowhere.json")
