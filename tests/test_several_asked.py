"""Which questions ask for several things, and which for one."""

from __future__ import annotations

import pytest

from briefbot.composing.several_asked import asks_for_any_number, asks_for_several

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    "question",
    [
        "Which schools closed?",
        "what countries border the lake",
        "In what years did she win?",
        "Which three towns signed it?",
        "which two items pulled it down",
        "Which of the towns have signed?",
        "Which old mills have burnt down?",
        "Which recalled bottles were sold?",
        "Who are the sponsors of the regatta?",
        "who were the five winners",
        "What are the reasons for the strike?",
        "What kinds of fish does it can?",
        "Which crops does Orle Mills say are short?",
        "name the three towns",
        "Name the agencies that signed.",
        "Who else signed it?",
        "Who were they?",
        "all the airports hit by the fault",
    ],
)
def test_a_plural_asks_for_several_things(question: str) -> None:
    assert asks_for_several(question)


@pytest.mark.parametrize(
    "question",
    [
        "In what language is it written?",
        "Which town signed it?",
        "What causes rust?",
        "What drove residents away?",
        "Which company owns Orle Mills?",
        "Which sports team won the cup?",
        "Which of the two towns is larger?",
        "Which of her sons won the race?",
        "Which country's cars sold best?",
        "What physics is taught there?",
        "Which news was announced?",
        "What are the lower courts called?",
        "What is the law by which towns are governed?",
        "Who is the mayor?",
        "Who signed it?",
        "How many schools closed?",
        "Why did the crews strike?",
        "What happens in the end?",
        "",
        "which",
        "who are",
    ],
)
def test_other_questions_do_not(question: str) -> None:
    assert not asks_for_several(question)


def test_who_leaves_open_how_many() -> None:
    assert all(map(asks_for_any_number, ["Who died in the fire?", "whom did they name", "Who was hurt?"]))
    assert not any(map(asks_for_any_number, ["Who is the mayor?", "Who was Ada Quill?", "When was it?", ""]))
