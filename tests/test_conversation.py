"""A follow-up gets what it leaves out; a question that stands alone is left alone."""

from __future__ import annotations

import pytest

from briefbot.conversation import stand_alone
from briefbot.types import Answer

TURN = Answer("Who led the delegation?", "Juan González", 0.9, (), (), ())


@pytest.mark.parametrize(
    "question",
    [
        "And when?",
        "Where did he go?",
        "Why?",
        "What about the second day?",
        "Was it signed?",
        "What did he say on Monday?",
        "Did she resign in March?",
        "How much did it cost in US dollars?",
        "When did this happen?",
        "How did that come about?",
        "How many people live there?",
    ],
)
def test_a_follow_up_is_asked_together_with_the_turn_before_it(question: str) -> None:
    assert stand_alone(question, [TURN]) == f"Who led the delegation? Juan González {question}"
    assert stand_alone(question, ["Who came?", "Who led the delegation?"]) == f"Who led the delegation? {question}"


def test_a_chain_of_follow_ups_goes_back_to_the_question_that_stands_alone() -> None:
    turns: list[Answer | str] = [Answer("Who owns the dam?", "the state", 0.9, (), (), ()), TURN, "And when?"]
    assert stand_alone("Why?", turns) == "Who led the delegation? Juan González And when? Why?"


@pytest.mark.parametrize(
    "question",
    [
        "How many workers went on strike?",
        "When did the dam at Ostrel open?",
        "Who owns Twitter?",
        "So far, how many people in Caracas have been hurt?",
        "Where did Maduro say that he would go?",
        "What did the report say about the dam that failed?",
        "Is there a ferry from the island to the mainland?",
        "How many ferries sail on this day of the week?",
        "桥的造价是多少？",
    ],
)
def test_a_question_that_stands_alone_is_left_alone(question: str) -> None:
    assert stand_alone(question, [TURN]) == question


def test_without_history_nothing_is_added() -> None:
    assert stand_alone("And when?", []) == "And when?"
