"""A follow-up is searched for with what it leaves out and read as it was asked; what stands alone is left alone."""

from __future__ import annotations

import datetime as dt

import pytest
from made import said

from briefbot import Assistant, day_of
from briefbot.conversation import Search, Understood, on_topic, understand
from briefbot.presentation import Note, blocks
from briefbot.replies import Asked, NotFound, Respelt

TURN = said("Who led the delegation to Caracas?", "Juan González")
BEFORE = f"{TURN.question} {TURN.text}"


def with_turn(question: str) -> Search:
    return Search(f"{BEFORE} {question}", (TURN.question,))


@pytest.mark.parametrize(
    "question",
    [
        "Where did he go?",
        "Was it signed?",
        "What did he say on Monday?",
        "Did she resign in March?",
        "How much did it cost in US dollars?",
        "When did this happen?",
        "How did that come about?",
        "How many lives might that claim?",
        "How many people live there?",
        "Which group said that this was favoritism?",
        "And how many came?",
        "Who died?",
        "What happened?",
        "And her profession?",
    ],
)
def test_a_follow_up_is_searched_for_with_the_turn_before_it_and_read_as_it_is(question: str) -> None:
    assert understand(question, [TURN]) == Understood((with_turn(question),), question)
    texts = ["Who came?", TURN.question]
    assert understand(question, texts).searches == (Search(f"{TURN.question} {question}", (TURN.question,)),)


@pytest.mark.parametrize(
    "question",
    [
        "How many workers went on strike?",
        "What will the repairs cost?",
        "which firefox is out on windows",
        "lighthouse price",
        "how much is bail for the man in florida who bit his dog",
        "When did he suggest it to Rabin?",
        "Is it legal to fish near Brannoch?",
        "How many had Meet the Fockers sold by then?",
        "Who was mayor of Vienna at that time?",
        "How much cash did Democrats gather for that?",
        "Who commented on that for the AARP?",
        "What about the DINA, when did it become legal?",
        "And how many countries recognise Taiwan?",
        "What did the UN say about it?",
        "Did Putin attend too?",
        "What else did Bush say?",
        "How did Washington react to this decision?",
    ],
)
def test_what_may_lean_on_the_turn_before_it_is_searched_for_alone_if_that_gives_no_answer(question: str) -> None:
    assert understand(question, [TURN]) == Understood((with_turn(question), Search(question)), question)


@pytest.mark.parametrize(
    ("question", "part"),
    [
        ("And when?", "when"),
        ("Why?", "Why"),
        ("Why not?", "Why not"),
        ("when", "when"),
        ("So when?", "when"),
        ("Thanks, and who?", "who"),
        ("By whom?", "By whom"),
        ("Against whom?", "Against whom"),
        ("Who else?", "Who else"),
        ("How much?", "How much"),
        ("Which hospital?", "Which hospital"),
        ("For how many games?", "For how many games"),
        ("In which court exactly?", "In which court exactly"),
    ],
)
def test_what_only_asks_is_read_with_what_the_question_before_it_tells(question: str, part: str) -> None:
    read = f"{part}? led the delegation to Caracas?"
    assert understand(question, [TURN]) == Understood((with_turn(question),), read)
    assert understand(question, [TURN, "And who else?", "And his wife?"]).read == read
    earlier = "How many people were hurt in the explosion?"
    assert understand(question, [earlier]).read == f"{part}? people were hurt in the explosion?"
    assert understand(question, ["Was Bo Lund fined?"]).read == f"{part}? Bo Lund fined?"


@pytest.mark.parametrize(
    ("question", "part"),
    [
        ("What about the second day?", "the second day"),
        ("but what about Stephen Jackson?", "Stephen Jackson"),
        ("And Tokyo?", "Tokyo"),
        ("And, per day?", "per day"),
        ("And in May?", "in May"),
        ("And the WHO?", "the WHO"),
        ("And the man who was arrested?", "the man who was arrested"),
        ("In 2004?", "In 2004"),
        ("Among the men?", "Among the men"),
        ("The cause?", "The cause"),
    ],
)
def test_what_only_names_is_read_with_the_question_before_it_whose_answer_it_does_not_want(
    question: str, part: str
) -> None:
    read = f"{part}: {TURN.question}"
    assert understand(question, [TURN]) == Understood((with_turn(question),), read, unlike=TURN.text)
    assert understand(question, [TURN.question]).read == read


def test_a_fragment_is_not_cut_off_by_a_long_question_before_it() -> None:
    earlier = f"Who led the delegation {'of many lands ' * 70}to Caracas?"
    for question, part in (("When?", "When? "), ("And Tokyo?", "Tokyo: ")):
        read = understand(question, [earlier]).read
        assert read.startswith(part)
        assert read.endswith("lands to Caracas?")
        assert len(read.split()) < 64


def test_a_chain_of_follow_ups_goes_back_to_the_question_that_stands_alone() -> None:
    owner = said("Who owns the Ostrel Dam?", "the state")
    assert understand("Why?", [owner, TURN, "And when?"]).searches == (
        Search(f"{BEFORE} And when? Why?", (TURN.question, "And when?")),
    )
    turns = ["Who owns the Ostrel Dam?", "What did it cost?", "Who paid that?", "When did they?", "And he?"]
    assert understand("Why?", turns).searches[0].text == "Who paid that? When did they? And he? Why?"
    turns = ["Who owns the Ostrel Dam?", "how many people were hurt in the explosion"]
    assert understand("Why?", turns).searches[0].text == f"{turns[1]} Why?"


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
        "What is this year's budget of Port Ellery?",
        "What do those who live in Carrow say?",
        "Andreas Papandreou?",
        "桥的造价是多少？",
    ],
)
def test_a_question_that_stands_alone_is_left_alone(question: str) -> None:
    assert understand(question, [TURN]) == Understood((Search(question),), question)


def test_without_history_nothing_is_added() -> None:
    assert understand("And when?", []) == Understood((Search("And when?"),), "And when?")


def test_a_follow_up_is_not_answered_with_the_answer_before_it(examples_assistant: Assistant) -> None:
    hurt = examples_assistant.ask("How many people were hurt in the cannery explosion?")
    day = examples_assistant.ask("When did that happen?", history=[hurt])
    assert hurt.text == "17"
    assert [other.text for other in hurt.others] in (["Twenty-three"], ["23"]), "two articles write it so and so"
    assert day.question == "When did that happen?"
    assert (day.text, day_of(day.citations[0])) == ("Wednesday", dt.date(2025, 11, 19))
    assert (hurt.after, day.after) == ((), (hurt.question,))
    assert examples_assistant.ask("When?", history=[hurt]).text != "17"
    assert examples_assistant.ask("And the cause?", history=[hurt]).text != "17"


def test_a_fragment_asks_what_the_question_before_it_asked(examples_assistant: Assistant) -> None:
    won = examples_assistant.ask("Which runner finished first among the women in the Two Piers Marathon?")
    time = examples_assistant.ask("What was her time?", history=[won])
    assert time.text == "2 hours 34 minutes 11 seconds"
    assert examples_assistant.ask("And among the men?", history=[won, time]).text == "2:17:48"


def test_only_articles_on_the_topic_of_the_turns_before_answer_a_follow_up(examples_assistant: Assistant) -> None:
    about = ["Who is the mayor's opponent in the run-off in Port Ellery?"]
    hits = examples_assistant.search("run-off for mayor, ferry strike, marathon", 12)
    kept = on_topic(hits, about)
    titles = [[hit.passage.document.title.split()[0] for hit in some] for some in (hits, kept)]
    assert "Marathon:" in titles[0]
    assert "Marathon:" not in titles[1]
    assert titles[1][0] == "Port"
    assert 0 < len(kept) < len(hits)
    assert on_topic(hits, ["Zyx?"]) == list(hits)
    assert on_topic([], about) == []


def test_a_question_on_another_topic_is_answered_though_it_names_nothing(examples_assistant: Assistant) -> None:
    opponent = examples_assistant.ask("Who is the mayor's opponent in the run-off in Port Ellery?")
    question = "How much did the hotel chain bid for the lighthouse?"
    bid = examples_assistant.ask(question, history=[opponent])
    assert bid.text == examples_assistant.ask(question).text != ""
    assert bid.after == ()


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("The mayor of Dorn resigned. Why did she go?", "Why did she go? The mayor of Dorn resigned."),
        (
            "A dam broke near Port Linn! How many homes were hit?",
            "How many homes were hit? A dam broke near Port Linn!",
        ),
        ("I saw it on TV. Who is the new mayor of Dorn?", "Who is the new mayor of Dorn?"),
        ("Ida Brask is back. What is her job at Borg?", "What is her job at Borg? Ida Brask is back."),
        ("It rained for 12 days. Which road in Dorn was shut?", "Which road in Dorn was shut?"),
    ],
)
def test_a_question_behind_a_statement_is_read_first(question: str, read: str) -> None:
    assert understand(question, []) == Understood((Search(question),), read)


@pytest.mark.parametrize(
    "question",
    [
        "Why did Gov. Brask clear the square?",
        "What did the U.S. Navy say on Nov. 8 about Ida?",
        "Who left? And who stayed?",
        "What happened. Nobody knows.",
        "Was the price $1.25?",
        "Name the mayor of Dorn.",
        "Ida Brask?",
        "bomb found where",
        "東京 地震",
        "drought",
    ],
)
def test_what_is_one_question_or_an_order_or_a_name_is_read_as_it_is(question: str) -> None:
    assert understand(question, []) == Understood((Search(question),), question)


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("price of the dam repair", "what is price of the dam repair?"),
        ("ferry fares increase?", "what is ferry fares increase?"),
        ("name of the mayor", "what is name of the mayor?"),
    ],
)
def test_keywords_are_read_as_a_question_of_what_they_are(question: str, read: str) -> None:
    assert understand(question, []) == Understood((Search(question),), read)


def test_a_turn_before_is_taken_as_it_was_understood() -> None:
    asked = Asked("Who led the delgation to Caracas?", read_as=(Respelt("delgation", "delegation"),))
    found = understand("Where did he go?", [NotFound(asked)])
    assert found.searches[0].about == ("Who led the delegation to Caracas?",)


def test_a_slip_in_a_question_is_mended_and_said(examples_assistant: Assistant) -> None:
    right = examples_assistant.ask("Who is the chief executive of Sellick Ferries?")
    slipped = examples_assistant.ask("Who is the cheif exceutive of Sellick Ferries?")
    assert slipped.question == "Who is the cheif exceutive of Sellick Ferries?"
    assert [(each.typed, each.read) for each in slipped.read_as] == [("cheif", "chief"), ("exceutive", "executive")]
    assert slipped.asked.slips == 2
    assert slipped.text == right.text != ""
    assert right.read_as == ()


def test_a_question_may_be_taken_as_written(examples_assistant: Assistant) -> None:
    slipped = examples_assistant.ask("Who is the cheif exceutive of Sellick Ferries?", as_written=True)
    assert (slipped.read_as, slipped.as_written) == ((), True)
    dated = (
        examples_assistant.ask("What was signed on 2 October?"),
        examples_assistant.ask("What was signed on 2 October?", as_written=True),
    )
    days = [[each.text for each in blocks(reply) if isinstance(each, Note)] for reply in dated]
    assert "Understood: 2 October 2025." in days[0]
    assert not any(text.startswith("Understood") for text in days[1])


def test_what_is_asked_of_a_name_that_no_article_has_is_declined(examples_assistant: Assistant) -> None:
    reply = examples_assistant.ask("Who is the chief executive of Sellick Breweries?")
    assert not reply.answered
    assert "Sellick Breweries" in reply.missing
    notes = [block.text for block in blocks(reply) if isinstance(block, Note)]
    assert "No article has “Sellick Breweries”." in notes
    assert not any("sellick" in note or "breweries" in note for note in notes), "it is said once"
