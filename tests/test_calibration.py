"""Which calibration holds for which pair of reader and encoder, and what its thresholds promise."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

import pytest

from briefbot import BriefbotError, ModelError
from briefbot.calibration import Calibration, calibration_for, own_calibration
from briefbot.candidates import Candidates
from briefbot.evaluation import Outcome, Question, best_margin, calibrate, index_contexts, promises
from briefbot.evaluation.fitting import Case, fit
from briefbot.features import CHOICE_SIGNS, SPAN_SIGNS, Query
from briefbot.reader import Reader
from briefbot.settings import PACKAGED_ENCODER, Settings
from briefbot.store import open_snapshot
from briefbot.types import Document, Hit, Passage, Span

pytestmark = pytest.mark.model

ENCODER = "0123456789abcdef"


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Reader:
    monkeypatch.setenv("BRIEFBOT_CACHE", str(tmp_path / "cache"))
    return Reader()


def test_the_packaged_pair_has_a_calibration_whose_promises_fall(
    reader: Reader, caplog: pytest.LogCaptureFixture
) -> None:
    calibration = calibration_for(reader, PACKAGED_ENCODER, ENCODER)
    assert len(calibration.thresholds) == 101
    assert list(calibration.thresholds) == sorted(calibration.thresholds, reverse=True)
    assert calibration.threshold(100) == 0.0
    assert 0.0 < calibration.silence < calibration.threshold(Settings().wrong_per_hundred)
    assert calibration.threshold(20.9) == calibration.threshold(20)
    assert not caplog.records


def test_another_pair_is_warned_about_until_it_is_calibrated(reader: Reader, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        unknown = calibration_for(reader, "another/encoder", ENCODER)
    assert replace(unknown, silence=Calibration.load().silence) == Calibration.load()
    assert unknown.silence < 0.0, "its low confidence says nothing about the articles"
    assert "not calibrated" in caplog.text
    assert "another/encoder" in caplog.text
    own = replace(Calibration.load(), thresholds=(0.5,) * 100 + (0.0,))
    own.save(own_calibration(reader, ENCODER))
    caplog.clear()
    assert calibration_for(reader, "another/encoder", ENCODER) == own
    assert calibration_for(reader, PACKAGED_ENCODER, "another encoder") == Calibration.load()
    assert not caplog.records


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        '{"rank": {}, "confidence": {}, "thresholds": null}',
        '{"rank": {}, "confidence": {}, "thresholds": []}',
    ],
)
def test_a_damaged_calibration_is_named(reader: Reader, content: str) -> None:
    place = own_calibration(reader, ENCODER)
    place.parent.mkdir(parents=True)
    place.write_text(content)
    with pytest.raises(ModelError, match=rf"{ENCODER}.*Delete it, or fit it again with: briefbot calibrate"):
        calibration_for(reader, PACKAGED_ENCODER, ENCODER)
    own = Calibration.load()
    own.save(place)
    assert calibration_for(reader, PACKAGED_ENCODER, ENCODER) == own
    assert [path.name for path in place.parent.iterdir()] == [place.name]


def case(number: int, *, right: bool) -> Case:
    """Question with one span, whose margin tells whether it is right, with some noise."""
    document = Document(f"It was Ada Quill, {number}.", f"Article {number % 7}", "a.txt")
    hit = Hit(Passage(document, ((0, len(document.text)),)), 0.5, 0.5, 1.0)
    margin = (2.0 if right else -2.0) + (number * 37 % 11 - 5) / 2
    found = Candidates(Query("Who was it?"), (Span(hit, 7, 16, margin, 0.0),))
    return Case.of(found, document.title, ("Ada Quill",) if right else ())


def pair(number: int, *, right: bool) -> Case:
    """Question with two spans, the first of them right or neither; the better margin is mostly the right one's."""
    document = Document(f"It was Ada Quill or Bo Lund, {number}.", f"Article {number % 7}", "a.txt")
    hit = Hit(Passage(document, ((0, len(document.text)),)), 0.5, 0.5, 1.0)
    margin = (2.0 if right else -2.0) + (number * 37 % 11 - 5) / 2
    spans = Span(hit, 7, 16, margin, 0.0), Span(hit, 20, 27, -1.0, 0.0)
    return Case.of(Candidates(Query("Who was it?"), spans), document.title, ("Ada Quill",) if right else ())


def test_a_fit_learns_that_a_high_margin_is_more_often_right_and_keeps_its_promises() -> None:
    found = fit([pair(number, right=number % 3 > 0) for number in range(300)])
    assert found.calibration.rank["margin"] > 0
    assert found.calibration.confidence["rank"] + found.calibration.confidence["margin"] > 0
    assert sum(found.right) == 200
    for wrong in (5, 15, 30):
        threshold = found.calibration.threshold(wrong)
        given = [ok for value, ok in zip(found.confidences, found.right, strict=True) if value >= threshold]
        assert not given or 1 - sum(given) / len(given) <= wrong / 100
    assert given


def test_a_fit_says_that_there_is_no_answer_where_that_is_seldom_wrong() -> None:
    found = fit([case(number, right=number % 3 > 0) for number in range(300)])
    silent = [
        not c.has_answer for v, c in zip(found.confidences, found.cases, strict=True) if v <= found.calibration.silence
    ]
    assert len(silent) >= 20
    assert sum(silent) / len(silent) >= 0.95
    assert f"it is true of {sum(silent) / len(silent):.3f}" in promises(found)
    lost = fit([replace(c, has_answer=True) for c in found.cases])
    assert lost.calibration.silence < 0.0, "where every question has an answer, of none can it be said"
    assert "of no question is it said that the articles do not say" in promises(lost)


def test_a_habit_of_the_labelled_set_does_not_make_evidence_speak_against_an_answer() -> None:
    def asked(number: int) -> Case:
        made = pair(number, right=number % 3 > 0)
        name = "Bo Lund" if number % 3 else "Ada Quill"  # whoever asks in vain takes names from the article
        query = Query.of(f"Who was it that {name} met?", [span.hit for span in made.spans])
        return Case.of(Candidates(query, made.spans), made.article, ("Ada Quill",) if made.has_answer else ())

    found = fit([asked(number) for number in range(300)]).calibration
    for weights, signs in ((found.rank, SPAN_SIGNS), (found.confidence, CHOICE_SIGNS)):
        for name, sign in signs.items():
            low, high = sign.value
            assert low is None or weights[name] >= low
            assert high is None or weights[name] <= high
    assert found.rank["margin"] > 0.0


def test_the_margin_is_the_one_with_the_best_f1() -> None:
    def outcome(margin: float, answers: tuple[str, ...]) -> Outcome:
        return Outcome(Question("Who?", answers, "", ""), "", "Ada Quill", 0.0, margin=margin)

    found = [outcome(3.0, ("Ada Quill",)), outcome(2.0, ("Ada Quill",)), outcome(1.0, ()), outcome(float("-inf"), ())]
    assert 1.0 <= best_margin(found)[1] < 2.0
    assert best_margin([*found, *[outcome(0.5, ("Ada Quill",))] * 3])[1] < 0.5
    far = [outcome(14.0, ("Ada Quill",)), outcome(12.5, ("Ada Quill",)), outcome(11.5, ())]
    assert best_margin(far) == (100.0, 12.0)
    assert best_margin([outcome(-1.0, ("Ada Quill",)), outcome(1.0, ())]) in ((50.0, -1.5), (50.0, 1.5))
    assert best_margin([outcome(0.0, ("Ada Quill",)), outcome(0.0, ())])[0] == 50.0
    assert best_margin([outcome(float("-inf"), ())]) == (100.0, 0.0)


def test_a_question_without_any_passage_counts_as_surely_wrong() -> None:
    cases = [case(number, right=number % 3 > 0) for number in range(60)]
    found = fit([*cases, Case.of(Candidates(Query("Why?"), ()), "Elsewhere", ())])
    assert (found.confidences[-1], found.right[-1]) == (0.0, False)


TOWNS = [
    f"{first}{last}"
    for first in ("Ash", "Brom", "Crow", "Dun", "Elm", "Fern")
    for last in ("bury", "combe", "dale", "ford", "ham", "hurst", "ley", "mere", "stead", "wick")
]
MAYORS = [
    f"{first} {last}"
    for first in ("Ada", "Bruno", "Clara", "Dmitri", "Elsa", "Farid")
    for last in ("Quill", "Marsh", "Okoro", "Lindqvist", "Teller", "Voss", "Ibarra", "Pell", "Sato", "Wren")
]
PAIRS = list(zip(TOWNS, MAYORS, strict=True))


def test_a_quarter_of_what_is_calibrated_on_has_no_answer_and_the_fit_is_found_again(
    reader: Reader, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    questions = [
        Question(
            f"Who is the mayor of {town}?",
            (mayor,),
            f"The council of {town} met on Monday. Mayor {mayor} opened the meeting and spoke about the town hall.",
            "Council meets",
            town,
        )
        for town, mayor in PAIRS
    ]
    reports = [Question("Why?", (), f"{mayor} left {town} early.", "Evening") for town, mayor in PAIRS]
    index = index_contexts([*questions, *reports], tmp_path)
    found, place = calibrate(questions, index, Settings())
    assert len(found.cases) == 80
    assert [case.has_answer for case in found.cases].count(False) == 20
    for case in found.cases:
        if not case.has_answer:
            assert case.spans, "other articles are still read"
            mayor = MAYORS[TOWNS.index(case.article)]
            assert all(mayor not in span.hit.passage.text for span in case.spans), "nor does another report answer"
    sure = sorted(zip(found.confidences, found.right, strict=True), reverse=True)[:45]
    assert sum(right for _, right in sure) > 40
    assert place.is_file()
    with open_snapshot(index) as snapshot:
        assert calibration_for(Reader(), PACKAGED_ENCODER, snapshot.facts.fingerprint) == found.calibration
    assert not caplog.records


def test_to_calibrate_there_must_be_questions_without_an_answer(reader: Reader, examples_index: Path) -> None:
    answerable = [Question(f"Who was it, {number}?", ("Ada Quill",), "", "") for number in range(60)]
    silent = [Question(f"Who was it not, {number}?", (), "", "") for number in range(15)]
    with pytest.raises(BriefbotError, match=r'60 have an answer and 15 have none; .* 20 .* "answers": \[\]'):
        calibrate([*answerable, *silent], examples_index, Settings())
