"""Which measure a question asks for, and which one an answer gives; sentences are written for this."""

from __future__ import annotations

import pytest

from briefbot.measures import Dimension, measure_asked, measure_fit

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("question", "dimensions"),
    [
        ("How many buses will the town buy?", {Dimension.COUNT}),
        ("How many days did it last?", {Dimension.DURATION}),
        ("How much does the bell weigh?", {Dimension.WEIGHT}),
        ("How much will a loaf cost?", {Dimension.MONEY, Dimension.SHARE}),
        ("What was the price of the barge?", {Dimension.MONEY, Dimension.SHARE}),
        ("What percentage of voters came?", {Dimension.SHARE}),
        ("How long is the ferry closed?", {Dimension.DURATION, Dimension.LENGTH}),
        ("At what depth does the wreck lie?", {Dimension.LENGTH, Dimension.AREA}),
        ("When did the mill burn down?", {Dimension.DATE, Dimension.CLOCK}),
        ("The mill burnt down. When was that?", {Dimension.DATE, Dimension.CLOCK}),
        ("In which year did she retire?", {Dimension.DATE, Dimension.CLOCK}),
    ],
)
def test_a_question_asks_for_a_measure(question: str, dimensions: set[Dimension]) -> None:
    asked = measure_asked(question)
    assert asked is not None
    assert asked.dimensions == dimensions


@pytest.mark.parametrize(
    "question", ["Who is the mayor?", "Who was mayor when the mill burnt down?", "Why did it fall?"]
)
def test_a_question_that_asks_for_no_measure(question: str) -> None:
    assert measure_asked(question) is None


@pytest.mark.parametrize(
    ("question", "sentence", "fits", "clashes"),
    [
        ("How many buses will it buy?", "The town spends $2 million on 14 electric buses.", ["14"], ["$2 million"]),
        ("How much did it cost?", "It took six hours and cost 40 crowns.", ["40 crowns"], ["six hours"]),
        ("How long will it be shut?", "The 300-metre bridge is shut for 14 weeks.", ["14 weeks", "14"], []),
        ("How much does it weigh?", "It is four feet long and weighs 90 kilograms.", ["90 kilograms"], ["four feet"]),
        ("By how many votes did he lose?", "The 52-year-old lost by nine votes.", ["nine"], ["52"]),
        ("When did he die?", "He died aged 91 at home on 18 July.", ["18 July", "July"], ["91", "aged 91"]),
        ("What share of them voted?", "Only 31% of 4,000 members voted.", ["31%"], ["4,000"]),
    ],
)
def test_an_answer_fits_the_measure_or_clashes(
    question: str, sentence: str, fits: list[str], clashes: list[str]
) -> None:
    asked = measure_asked(question)
    for texts, same in ((fits, True), (clashes, False)):
        for text in texts:
            start = sentence.index(text)
            found = measure_fit(asked, sentence, start, start + len(text))
            assert (bool(found.same), bool(found.clash)) == (same, not same), text


def test_what_is_counted_is_recognised_behind_its_number() -> None:
    sentence = "Of 900 visitors, 23 otters were counted."
    asked = measure_asked("How many otters are there?")
    assert measure_fit(asked, sentence, sentence.index("23"), sentence.index("23") + 2).counted
    assert not measure_fit(asked, sentence, sentence.index("900"), sentence.index("900") + 3).counted


def test_an_answer_without_a_number_to_how_many_is_told() -> None:
    sentence = "Nobody knows, said Ada Quill."
    start = sentence.index("Ada Quill")
    assert measure_fit(measure_asked("How many came?"), sentence, start, start + 9).numberless
    assert measure_fit(None, sentence, start, start + 9).numberless == 0.0
