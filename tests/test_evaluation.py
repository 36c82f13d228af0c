"""The metrics against worked examples of SQuAD's official script."""

from __future__ import annotations

import gzip
import json
import math
from dataclasses import replace
from pathlib import Path

import pytest

from briefbot import Assistant, build_index
from briefbot.errors import BriefbotError, IndexDamagedError, QuestionError
from briefbot.evaluation import (
    Figures,
    Outcome,
    Question,
    area_under_risk,
    ask_index,
    best_over_answers,
    calibration_error,
    draw,
    drawn,
    exact_match,
    f1,
    figures,
    holds_answer,
    index_contexts,
    is_context,
    is_right,
    normalize,
    read_contexts,
    read_questions,
    reliability,
    risk_coverage,
    table,
    threshold_for,
)
from briefbot.settings import Settings
from briefbot.store import open_snapshot
from briefbot.types import Document, Passage

pytestmark = pytest.mark.model


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


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("£5 million", "£9 million"),
        ("US$3 million", "US$8 million"),
        ("−5 °C", "−9 °C"),
        ("$1.5 million", "$15 million"),
        ("12.5 percent", "125 percent"),
        ("seven people", "nine people"),
        ("Twenty people", "30 people"),
    ],
)
def test_numbers_that_differ_are_never_right(one: str, other: str) -> None:
    assert not is_right(one, [other])
    assert is_right(one, [other, one])


def test_numbers_are_equal_however_they_are_written() -> None:
    assert is_right("1,600 people", ["1600 people"])
    assert is_right("two dead people", ["2 dead people"])
    assert is_right("one of the five judges", ["five of the judges"])


def test_calibration_error_is_the_mean_gap_weighted_by_the_size_of_each_bin() -> None:
    assert calibration_error([0.95, 0.95, 0.15, 0.15], [True, True, False, False]) == pytest.approx(0.1)
    assert calibration_error([1.0, 1.0], [False, False]) == 1.0
    assert calibration_error([0.55] * 20, [True] * 11 + [False] * 9) == pytest.approx(0.0)


def test_an_answer_is_found_where_it_stands_alone_over_whatever_white_space() -> None:
    def held(answer: str, text: str) -> bool:
        document = Document(text, "Title", "a.txt")
        return holds_answer(Passage(document, ((0, len(text)),)), Question("Q?", (answer,), "", ""))

    assert held("Ada Quill", "It was opened by Ada\nQuill.")
    assert held("$5", "It cost $5.")
    assert held("5", "Of these, 5. came first.")
    assert held("北京", "会议在北京举行。")
    assert not held("5", "It was opened in 1935.")
    assert not held("5", "It cost 1.5 million.")
    assert not held("3", "There are 3,500 of them.")
    assert not held("Ada", "Adam opened it.")


def squad(folder: Path, items: list[dict[str, object]]) -> Path:
    path = folder / "set.json"
    context = "The Tarn Bridge was opened by Ada Quill on 3 May 1931. It is 412 metres long."
    path.write_text(json.dumps({"data": [{"title": "Tarn", "paragraphs": [{"context": context, "qas": items}]}]}))
    return path


ITEMS: list[dict[str, object]] = [
    {"question": "Who opened the Tarn Bridge?", "answers": [{"text": "Ada Quill", "answer_start": 30}]},
    {"question": "Who won the chess world cup in Khanty-Mansiysk?", "answers": []},
]


def given_context(questions: list[Question]) -> Figures:
    return figures(read_contexts(questions, Settings()), whole_index=False)


def of_whole_index(questions: list[Question], folder: Path, settings: Settings | None = None) -> Figures:
    index = index_contexts(questions, folder, settings=settings)
    return figures(ask_index(questions, Assistant.open(index, settings=settings)), whole_index=True)


def test_a_given_context_is_scored_with_and_without_unanswerable_questions(tmp_path: Path) -> None:
    found = given_context(read_questions(squad(tmp_path, ITEMS)))
    assert (found["questions"], found["EM"], found["HasAns EM"], found["NoAns"]) == (2, 100.0, 100.0, 100.0)
    assert "NoAns" not in given_context(read_questions(squad(tmp_path, ITEMS[:1])))


def test_a_collection_is_indexed_and_asked_through_the_whole_pipeline(tmp_path: Path) -> None:
    found = of_whole_index(read_questions(squad(tmp_path, ITEMS)), tmp_path)
    assert found["recall@1"] == found["MRR"] == 100.0
    assert found["unanswerable declined"] == 100.0
    assert found["best span right"] == 50.0


@pytest.mark.parametrize("whole_index", [False, True])
def test_figures_that_no_question_counts_for_are_left_out(tmp_path: Path, whole_index: bool) -> None:
    questions = read_questions(squad(tmp_path, ITEMS[1:]))
    found = of_whole_index(questions, tmp_path) if whole_index else given_context(questions)
    assert found["questions"] == 1
    assert found["NoAns"] == 100.0
    assert not any(math.isnan(value) for value in found.values())
    assert not {"HasAns EM", "HasAns F1", "recall@1", "MRR", "right of answered", "answerable answered"} & set(found)
    assert all(name in table(found) for name in found)


def outcome(answers: tuple[str, ...], text: str, best: str, confidence: float) -> Outcome:
    return Outcome(Question("Q?", answers, "", ""), text, best, 0.1, confidence)


def test_where_every_question_has_an_answer_the_best_span_is_scored_even_if_it_was_declined() -> None:
    declined = outcome(("Ada Quill",), "", "Ada Quill", 0.2)
    assert figures([declined], whole_index=True)["EM"] == 100.0
    silent = outcome((), "", "Ada Quill", 0.2)
    assert figures([declined, silent], whole_index=True)["EM"] == 50.0


def test_what_declines_say_is_measured() -> None:
    unsure = replace(outcome(("Ada Quill",), "", "Bo Lund", 0.3), likeliest="Ada Quill led, not Bo Lund.")
    wrong = replace(outcome((), "", "Bo Lund", 0.2), likeliest="Bo Lund came.")
    silent = [outcome((), "", "Ada Quill", 0.01)] * 3 + [outcome(("Ada Quill",), "", "Bo Lund", 0.05)]
    given = outcome(("Ada Quill",), "Ada Quill", "Ada Quill", 0.9)
    found = figures([unsure, wrong, *silent, given], whole_index=True)
    assert (found["said not to say"], found["right of said not to say"]) == (4, 75.0)
    assert (found["unsure"], found["answered by the likeliest"]) == (2, 50.0)
    assert not {"right of said not to say", "answered by the likeliest"} & set(figures([given], whole_index=True))


def test_risk_is_taken_from_the_most_confident_down_and_equals_stand_together() -> None:
    thresholds, coverage, risk = risk_coverage([0.9, 0.5, 0.5, 0.1], [True, True, False, False])
    assert thresholds.tolist() == [0.9, 0.5, 0.1]
    assert coverage.tolist() == [0.25, 0.75, 1.0]
    assert risk.tolist() == pytest.approx([0.0, 1 / 3, 0.5])
    assert area_under_risk([0.9, 0.5, 0.5, 0.1], [True, True, False, False]) == pytest.approx(0.5 / 3 + 0.5 / 4)
    assert area_under_risk([0.9, 0.1], [True, False]) < area_under_risk([0.1, 0.9], [True, False])


def test_the_threshold_keeps_its_promise_and_neither_luck_nor_bad_luck_decides() -> None:
    confidences = [1 - at / 1000 for at in range(1000)]

    def answered_for(risk: float, right: list[bool]) -> int:
        threshold = threshold_for(risk, confidences, right)
        answered = [ok for value, ok in zip(confidences, right, strict=True) if value >= threshold]
        assert not answered or 1 - sum(answered) / len(answered) <= risk
        return len(answered)

    half_wrong = [at < 400 or at % 2 == 0 for at in range(1000)]
    assert answered_for(0.25, half_wrong) == pytest.approx(800, abs=2)
    lucky = [at < 400 or 700 <= at < 750 or (at % 2 == 0 and not 650 <= at < 700) for at in range(1000)]
    assert answered_for(0.25, lucky) == pytest.approx(800, abs=2)
    unlucky = [ok and at not in (3, 7) for at, ok in enumerate(half_wrong)]  # a tenth of the first twenty
    assert answered_for(0.05, unlucky) == pytest.approx(440, abs=5)
    assert answered_for(1.0, half_wrong) == 1000
    assert threshold_for(0.5, confidences, [False] * 1000) == threshold_for(0.5, [0.9], [True]) == 1.01
    assert threshold_for(0.5, [], []) == 1.01


def test_the_bins_of_a_reliability_diagram_hold_every_answer_once() -> None:
    bins = reliability([0.0, 0.05, 0.95, 1.0], [False, True, True, True])
    assert [(bin_.low, bin_.count, bin_.right) for bin_ in bins] == [(0.0, 2, 0.5), (0.9, 2, 1.0)]


def test_plots_are_drawn_into_a_folder_and_one_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    outcomes = [outcome(("a",), "a", "a", 0.8), outcome((), "", "b", 0.3)]
    files = draw(outcomes, tmp_path / "new" / "plots")
    assert sorted(path.name for path in files) == [
        "reliability.png",
        "reliability.svg",
        "risk-coverage.png",
        "risk-coverage.svg",
    ]
    assert all(path.stat().st_size > 5000 for path in files)
    (tmp_path / "file").write_text("x")
    with pytest.raises(BriefbotError, match="file"):
        draw(outcomes, tmp_path / "file")


def test_contexts_are_indexed_with_the_settings_given_however_large_the_set_is(tmp_path: Path) -> None:
    question = Question("Who opened it?", ("Ada Quill",), "The Tarn Bridge was opened by Ada Quill.", "Tarn")
    settings = replace(Settings(), passage_tokens=60, max_file_bytes=10)
    index = index_contexts([question], tmp_path, settings=settings)
    (tmp_path / "tarn.txt").write_text(question.context)
    with pytest.raises(IndexDamagedError, match="passages of 60 tokens"):
        build_index(tmp_path / "tarn.txt", index=index)
    (tmp_path / "again").mkdir()
    assert of_whole_index([question], tmp_path / "again", settings)["recall@1"] == 100.0


def test_contexts_are_indexed_as_they_are_under_their_titles(tmp_path: Path) -> None:
    context = "The Tarn Bridge was opened by Ada Quill."
    questions = [
        Question("Who opened it?", ("Ada Quill",), context, "History of Tarn"),  # the name of an article, no headline
        Question("Who closed it?", ("Bo Lund",), "Bo Lund closes it\n\nIt was closed by Bo Lund.", "Bo Lund closes it"),
    ]
    with open_snapshot(index_contexts(questions, tmp_path)) as snapshot:
        stored = {document.text: document for document in snapshot.documents()}
        assert {text: document.title for text, document in stored.items()} == {q.context: q.title for q in questions}
        assert {document.source for document in stored.values()} == {"contexts#1", "contexts#2"}
        assert [number for number, _ in snapshot.bm25("history", 9)] == [1], "titles are searched all the same"


@pytest.mark.parametrize("put_before", ["", "Bridge opens at Tarn\n\n"])
def test_a_context_is_known_with_the_headline_that_a_reader_has_put_before_it(put_before: str) -> None:
    context = "It was opened in 1931.\n\nAda Quill cut the ribbon."
    document = Document(put_before + context, "Bridge opens at Tarn | Tarn Times", "a.txt")
    assert is_context(document, context)
    question = Question("Who?", ("Ada Quill",), context, "")
    passage = Passage(document, ((0, len(document.text)),))
    assert holds_answer(passage, question)
    assert not holds_answer(passage, replace(question, context="Ada Quill cut the ribbon."))


def test_what_is_more_than_a_headline_before_a_text_makes_it_another() -> None:
    context = "Ada Quill cut the ribbon."
    for other in (
        f"One line\nand another\n\n{context}",
        f"A line\n\nA paragraph\n\n{context}",
        f"A line\n{context}",
        f"Another line\n\n{context}",
        "",
    ):
        assert not is_context(Document(other, "A line", "a.txt"), context)
    assert not is_context(Document("A line\n\n", "A line", "a.txt"), ""), "no context is named"


def test_a_context_that_cannot_be_indexed_is_an_error_and_not_a_worse_figure(tmp_path: Path) -> None:
    contexts = ["The Tarn Bridge was opened by Ada Quill.", "half \ud800 a pair"]
    questions = [Question("Who opened it?", ("Ada Quill",), context, "Tarn") for context in contexts]
    with pytest.raises(BriefbotError, match=r"cannot be indexed.*contexts#2"):
        index_contexts(questions, tmp_path)


def test_an_article_without_a_title_is_read(tmp_path: Path) -> None:
    path = squad(tmp_path, ITEMS)
    path.write_text(path.read_text().replace('"Tarn"', "null"))
    assert [question.title for question in read_questions(path)] == ["", ""]


def test_contexts_and_answers_are_read_as_the_index_and_the_official_script_have_them(tmp_path: Path) -> None:
    path = squad(tmp_path, [{"question": "Who?", "answers": [{"text": "."}, {"text": "Ada"}]}])
    path.write_text(path.read_text().replace("1931. It", "1931.\\r\\nIt"))
    (question,) = read_questions(path)
    assert question.answers == ("Ada",)
    assert "1931.\nIt" in question.context


def test_limit_draws_evenly(tmp_path: Path) -> None:
    assert [question.text for question in drawn(read_questions(squad(tmp_path, ITEMS * 5)), 2)] == [
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


def json_lines(folder: Path, *lines: object) -> Path:
    (folder / "articles").mkdir()
    (folder / "articles" / "bridge.txt").write_text("The Tarn Bridge\n\nThe bridge was opened by Ada Quill in 1931.\n")
    (folder / "articles" / "two.jsonl").write_text('{"text": "It rained."}\n{"text": "It snowed on Monday."}\n')
    (folder / "articles" / "torn.jsonl").write_text('{"text": "It hailed."}\n{"text": ""}\n')
    path = folder / "questions.jsonl"
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines) + "\n")
    return path


def test_json_lines_name_their_articles_relative_to_themselves(tmp_path: Path) -> None:
    path = json_lines(
        tmp_path,
        {"question": "Who opened the bridge?", "answers": ["Ada Quill"], "document": "articles/bridge.txt"},
        {"question": "When did it snow?", "answers": ["Monday"], "document": "articles/two.jsonl"},
        "",
        {"question": "How much?", "answers": [], "document": "articles/two.jsonl#1"},
        {"question": "Who paid for it?", "answers": []},
        {"question": "What fell?", "answers": [], "document": "articles/torn.jsonl#1"},
    )
    first, second, named, third, beside = read_questions(path)
    assert (first.title, first.answers) == ("The Tarn Bridge", ("Ada Quill",))
    assert "opened by Ada Quill" in first.context
    assert second.context == "It snowed on Monday."  # of the file's articles the one that holds the answer
    assert (named.context, beside.context) == ("It rained.", "It hailed.")  # whatever else the file holds
    assert (third.answers, third.context) == ((), "")
    with pytest.raises(BriefbotError, match="--open"):
        read_contexts([first, third], Settings())
    assert of_whole_index([first, second, third], tmp_path)["recall@1"] == 100.0


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("not json", "line 2"),
        ('{"answers": []}', "line 2"),
        ("[1]", "line 2"),
        ('{"question": "Who?", "answers": [7]}', "line 2"),
        ('{"question": "Who?", "answers": "Ada Quill"}', "line 2.*list"),
        ('{"question": "Who?", "answers": {"text": ["Ada"]}}', "line 2.*list"),
        ('{"question": "Who?", "answers": [""]}', "line 2.*empty"),
        ('{"question": "Who?", "answer": ["Ada"]}', "line 2.*answers"),
        ('{"question": "Who \\ud83d?", "answers": []}', "line 2.*surrogate"),
        ('{"question": "What?", "answers": ["It"], "document": "articles/two.jsonl"}', "line 2.*2 articles.*#N"),
        ('{"question": "What?", "answers": [], "document": "articles/two.jsonl"}', "line 2.*2 articles.*#N"),
        ('{"question": "What?", "answers": [], "document": "articles/two.jsonl#3"}', "line 2.*no article #3"),
        ('{"question": "What?", "answers": [], "document": "articles/torn.jsonl#2"}', "line 2.*torn.jsonl#2.*text"),
        ('{"question": "Who?", "answers": ["Ada"], "document": 7}', "line 2.*not 7"),
        ('{"question": "Who?", "answers": ["Ada"], "document": "articles/none.txt"}', r"line 2.*none\.txt"),
        ('{"question": "Who?", "answers": ["Bo"], "document": "articles/bridge.txt"}', "line 2.*holds none.*Bo"),
    ],
)
def test_a_line_that_is_no_labelled_question_is_named(tmp_path: Path, line: str, reason: str) -> None:
    with pytest.raises(BriefbotError, match=reason):
        read_questions(json_lines(tmp_path, '{"question": "Why?", "answers": []}', line))


def test_a_question_that_cannot_be_asked_is_told_before_any_is(examples_assistant: Assistant) -> None:
    questions = [Question("Who?", (), "", ""), Question("Why " * 300, (), "", "")]
    with pytest.raises(QuestionError, match=r"Question 2 .*1,200 characters"):
        ask_index(questions, examples_assistant)
    patient = Assistant.open(examples_assistant.index, settings=Settings(max_question_chars=1200))
    assert len(ask_index(questions, patient)) == 2


def test_documents_that_are_not_in_the_index_as_labelled_are_told(
    examples_assistant: Assistant, caplog: pytest.LogCaptureFixture
) -> None:
    other = Question("Who led the delegation?", ("Ada Quill",), "Ada Quill led the delegation.", "Talks")
    ask_index([replace(other, context="")], examples_assistant)
    assert not caplog.messages
    ask_index([other], examples_assistant)
    assert "recall and MRR say nothing" in caplog.text


def test_questions_without_documents_give_nothing_to_index(tmp_path: Path) -> None:
    placeless = Question("Who?", (), "", "")
    with pytest.raises(BriefbotError, match="--index"):
        index_contexts([placeless], tmp_path)
    with pytest.raises(BriefbotError, match=r"Ask them of your index with --index"):
        read_contexts([placeless], Settings())


def test_questions_whose_answer_may_be_nowhere_are_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    opened = Question("Who opened it?", ("Ada Quill",), "The Tarn Bridge was opened by Ada Quill.", "Tarn")
    silent = Question("Why?", (), "", "")
    (tmp_path / "named").mkdir()
    index_contexts([opened, silent], tmp_path / "named")
    assert not caplog.records
    with pytest.raises(BriefbotError, match="--open, or of your index"):
        read_contexts([opened, silent], Settings())
    (tmp_path / "not").mkdir()
    index_contexts([opened, silent, Question("When?", ("in May",), "", "")], tmp_path / "not")
    assert "1 of 3 questions have an answer but name no document" in caplog.text
