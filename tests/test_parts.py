"""Combined requests: where a question is divided, where it is not, and how its parts are answered."""

from __future__ import annotations

import pytest

from briefbot import Assistant, build_index
from briefbot.composing.dividing import divide
from briefbot.replies import Parts


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("Who leads the inquest, and when does it end?", ("Who leads the inquest?", "when does it end?")),
        ("who leads the inquest and when does it end", ("who leads the inquest", "when does it end")),
        ("What did the hall cost? And how many seats has it?", ("What did the hall cost?", "how many seats has it?")),
        ("Who owns the Petrel? When was it built?", ("Who owns the Petrel?", "When was it built?")),
        (
            "What does the Petrel cost, and what does the Heron?",
            ("What does the Petrel cost?", "what does the Heron cost?"),
        ),
        (
            "What does a trip on the Petrel cost, and what does one on the Heron cost?",
            ("What does a trip on the Petrel cost?", "what does a trip on the Heron cost?"),
        ),
        ("What did the hall cost, and what did the rink?", ("What did the hall cost?", "what did the rink cost?")),
        ("When did Lund join and as what?", ("When did Lund join?", "as what?")),
        ("Who won the sprint and who the relay?", ("Who won the sprint?", "Who won the relay?")),
        ("When and where did the fire start?", ("When did the fire start?", "where did the fire start?")),
        ("How long and how wide is the bridge?", ("How long is the bridge?", "how wide is the bridge?")),
        ("Which nurse was fined and for how much?", ("Which nurse was fined?", "for how much?")),
        (
            "In which town is the kiln, and to whom does it belong?",
            ("In which town is the kiln?", "to whom does it belong?"),
        ),
        ("who runs the rink + what does a ticket cost", ("who runs the rink", "what does a ticket cost")),
        ("who runs the rink; what does a ticket cost", ("who runs the rink", "what does a ticket cost")),
        ("Where has Lund moved, why did he stop acting?", ("Where has Lund moved?", "why did he stop acting?")),
        ("Is the pass open and is the tunnel closed?", ("Is the pass open?", "is the tunnel closed?")),
        (
            "Regatta: who won and how many boats sank?",
            ("Regatta: who won?", "how many boats sank?"),
        ),
        (
            "Tell me who found the bell and where it hangs now.",
            ("Tell me who found the bell", "where it hangs now."),
        ),
        (
            "Tell me the name of the rink's owner and that of its builder.",
            ("Tell me the name of the rink's owner", "Tell me the name of its builder."),
        ),
        (
            "What is the price of the Petrel and that of the Heron?",
            ("What is the price of the Petrel?", "What is the price of the Heron?"),
        ),
        (
            "Who wrote it, when was it printed, and how many copies are left?",
            ("Who wrote it?", "when was it printed?", "how many copies are left?"),
        ),
    ],
)
def test_a_question_is_divided_where_another_begins(question: str, parts: tuple[str, ...]) -> None:
    assert divide(question) == parts


@pytest.mark.parametrize(
    "question",
    [
        "What is the difference between the price of the Petrel and that of the Heron?",
        "When did Smith and Jones meet?",
        "Who won between Orle and Vant?",
        "Which actor and which director won?",
        "Who is the man who stole the bell and who later died?",
        "What can and cannot be sold at the market?",
        "Why?",
        "And when?",
        "",
        "bridge and tunnel",
        "How many men and women work at the kiln?",
        "What are the risks and benefits?",
        "When she left the house, what did she carry?",
        "Did Lund say who hid the key and why he lied?",
        "Who said that the mill and the kiln were sold?",
        "What is the name of the ship that sank and that was raised later?",
        "In the town where he was born and where he died, what is he called?",
        "What do Orle, Vant and Sorrin have in common?",
        "Is it true that the pass is open?",
        "Rock and roll: who invented it?",
    ],
)
def test_one_request_stays_whole(question: str) -> None:
    assert divide(question) == (question,)


def test_dividing_a_part_again_changes_nothing() -> None:
    for part in divide("Who leads the inquest, and when does it end?"):
        assert divide(part) == (part,)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("parts")
    (folder / "hall.txt").write_text(
        "Concert hall opens\n\nThe new concert hall in Orle cost 41 million crowns. It holds 1,250 people. "
        "It was designed by Ada Quill.\n"
    )
    (folder / "ferry.txt").write_text(
        "Ferry sold\n\nThe ferry Petrel was sold to Bo Lund in March for 3 million crowns.\n"
    )
    return Assistant.open(build_index([str(folder)], index=str(folder / "index")).index)


@pytest.mark.model
def test_each_part_is_answered_for_itself(assistant: Assistant) -> None:
    reply = assistant.ask("How much did the concert hall in Orle cost, and how many people does it hold?", kind="parts")
    assert isinstance(reply, Parts)
    assert [part.text for part in reply.parts] == ["41 million crowns", "1,250"]
    assert [part.question for part in reply.parts] == [
        "How much did the concert hall in Orle cost?",
        "how many people does it hold?",
    ]
    assert reply.text == "41 million crowns\n1,250"


@pytest.mark.model
def test_a_part_without_an_answer_stays_as_its_own_decline(assistant: Assistant) -> None:
    reply = assistant.ask("Who bought the ferry Petrel, and who is the king of Zarnow?", kind="parts")
    assert isinstance(reply, Parts)
    assert [part.answered for part in reply.parts] == [True, False]
    assert reply.answered


@pytest.mark.model
def test_a_part_is_also_asked_of_the_articles_that_answer_another(assistant: Assistant) -> None:
    reply = assistant.ask("How many people does the hall hold, and what did it cost?", kind="parts")
    assert isinstance(reply, Parts)
    assert {citation.source for citation in reply.citations} == {reply.citations[0].source}
    assert all(part.within == reply.within for part in reply.parts)  # which articles it was found in is no restriction


@pytest.mark.model
def test_one_request_is_answered_as_a_quote(assistant: Assistant) -> None:
    question = "Who designed the concert hall in Orle?"
    assert assistant.ask(question, kind="parts") == assistant.ask(question)


@pytest.mark.model
def test_parts_lean_on_the_turns_before(assistant: Assistant) -> None:
    question = "how much did it cost and who designed it?"
    reply = assistant.ask(question, history=["When was the concert hall in Orle opened?"], kind="parts")
    assert isinstance(reply, Parts)
    assert [part.text for part in reply.parts] == ["41 million", "Ada Quill"]
