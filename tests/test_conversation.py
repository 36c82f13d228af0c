"""A follow-up is searched for with what it leaves out and read as it was asked; what stands alone is left alone."""

from __future__ import annotations

import pytest

from briefbot import Assistant
from briefbot.conversation import Understood, understand
from briefbot.types import Answer

TURN = Answer("Who led the delegation to Caracas?", "Juan González", 0.9, (), (), ())
BEFORE = f"{TURN.question} {TURN.text}"


@pytest.mark.parametrize(
    "question",
    [
        "Where did he go?",
        "Was it signed?",
        "What did he say on Monday?",
        "Did she resign in March?",
        "How much did it cost in US dollars?",
        "When did he suggest it to Rabin?",
        "When did this happen?",
        "How did that come about?",
        "How many lives might that claim?",
        "How many people live there?",
        "How many had Meet the Fockers sold by then?",
        "Who was mayor of Vienna at that time?",
        "How much cash did Democrats gather for that?",
        "Who commented on that for the AARP?",
        "Which watchdog group said that this was favoritism?",
        "And how many came to Caracas?",
        "What about the prisoners, were they freed?",
        "Who died?",
        "And her profession?",
        "What happened?",
    ],
)
def test_a_follow_up_is_searched_for_with_the_turn_before_it_and_read_as_it_is(question: str) -> None:
    assert understand(question, [TURN]) == Understood((f"{BEFORE} {question}",), question)
    texts = ["Who came?", TURN.question]
    assert understand(question, texts) == Understood((f"{TURN.question} {question}",), question)


@pytest.mark.parametrize(
    ("question", "part"),
    [
        ("And when?", "when"),
        ("Why?", "Why"),
        ("Why not?", "Why not"),
        ("when", "when"),
        ("By whom?", "By whom"),
        ("Who else?", "Who else"),
        ("How much?", "How much"),
        ("For how many games?", "For how many games"),
        ("In which court exactly?", "In which court exactly"),
        ("What about the second day?", "the second day"),
        ("but what about Stephen Jackson?", "Stephen Jackson"),
        ("And Tokyo?", "Tokyo"),
        ("And, per day?", "per day"),
    ],
)
def test_what_is_no_whole_question_is_read_with_the_one_before_it(question: str, part: str) -> None:
    read = f"{part}: {TURN.question}"
    assert understand(question, [TURN]) == Understood((f"{BEFORE} {question}",), read)
    assert understand(question, [TURN, "And who else?"]).read == read


def test_a_chain_of_follow_ups_goes_back_to_the_question_that_stands_alone() -> None:
    turns: list[Answer | str] = [Answer("Who owns the Ostrel Dam?", "the state", 0.9, (), (), ()), TURN, "And when?"]
    assert understand("Why?", turns).searches == (f"{BEFORE} And when? Why?",)
    turns = ["Who owns the Ostrel Dam?", "What did it cost?", "Who paid that?", "When did they?", "And he?"]
    assert understand("Why?", turns).searches == ("Who paid that? When did they? And he? Why?",)


@pytest.mark.parametrize(
    "question", ["How many workers went on strike?", "What will the repairs cost?", "which firefox is out on windows"]
)
def test_a_question_that_names_nothing_is_searched_for_alone_if_that_gives_no_answer(question: str) -> None:
    assert understand(question, [TURN]) == Understood((f"{BEFORE} {question}", question), question)


@pytest.mark.parametrize(
    "question",
    [
        "When did the dam at Ostrel open?",
        "Who owns Twitter?",
        "So far, how many people in Caracas have been hurt?",
        "Where did Maduro say that he would go?",
        "What did the report of the Red Cross say about the dam that failed?",
        "Is there a ferry from Carrow to the mainland?",
        "How many ferries sail to Carrow on this day of the week?",
        "Andreas Papandreou?",
        "桥的造价是多少？",
    ],
)
def test_a_question_that_stands_alone_is_left_alone(question: str) -> None:
    assert understand(question, [TURN]) == Understood((question,), question)


def test_without_history_nothing_is_added() -> None:
    assert understand("And when?", []) == Understood(("And when?",), "And when?")


def test_a_follow_up_is_not_answered_with_the_answer_before_it(examples_assistant: Assistant) -> None:
    hurt = examples_assistant.ask("How many people were hurt in the cannery explosion?")
    day = examples_assistant.ask("When did that happen?", history=[hurt])
    assert hurt.text == "23"
    assert day.question == "When did that happen?"
    assert day.text == "19 November 2025"


def test_a_fragment_asks_what_the_question_before_it_asked(examples_assistant: Assistant) -> None:
    won = examples_assistant.ask("Which runner finished first among the women in the Two Piers Marathon?")
    time = examples_assistant.ask("What was her time?", history=[won])
    assert time.text == "2 hours 34 minutes 11 seconds"
    assert examples_assistant.ask("And among the men?", history=[won, time]).text == "2:17:48"


def test_a_question_on_another_topic_is_answered_though_it_names_nothing(examples_assistant: Assistant) -> None:
    opponent = examples_assistant.ask("Who is the mayor's opponent in the run-off in Port Ellery?")
    question = "How much did the hotel chain bid for the lighthouse?"
    assert examples_assistant.ask(question, history=[opponent]).text == examples_assistant.ask(question).text != ""
