"""Which kind of reply a question gets, and that a fact is the fallback."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefbot import Assistant, QuestionError
from briefbot.presentation import Note, Role, blocks

KINDS = [
    ("Summarise the ferry strike.", "brief"),
    ("Tell me about the dam at Ostrel.", "brief"),
    ("brief me on the cannery explosion", "brief"),
    ("Give me a timeline of the ferry strike", "timeline"),
    ("How many articles are there?", "collection"),
    ("Which articles mention the lighthouse?", "collection"),
    ("hello", "help"),
    ("What can you do?", "help"),
    ("List the islands that the ferries serve.", "listing"),
    ("Compare the strike and the blast.", "evidence"),
    ("Who leads Sellick Ferries, and how many people were hurt in the cannery explosion?", "parts"),
    ("Who is the chief executive of Sellick Ferries?", ""),
    ("How many people were hurt in the cannery explosion?", ""),
    ("In what language was the notice written?", ""),
    ("Why did the ferry crews strike?", ""),
]


@pytest.mark.parametrize(("question", "kind"), KINDS)
def test_a_question_is_taken_for_what_it_asks(examples_assistant: Assistant, question: str, kind: str) -> None:
    reply = examples_assistant.ask(question)
    taken = reply.kind if reply.kind == "help" else reply.taken_for
    assert taken == kind or (kind and not reply.answered), reply


def test_what_it_was_taken_for_is_said_and_undone(examples_assistant: Assistant) -> None:
    reply = examples_assistant.ask("How many articles are there?")
    assert (reply.kind, reply.text) == ("collection", "18 articles.")
    notes = [(each.text, each.role) for each in blocks(reply) if isinstance(each, Note)]
    assert ("Taken as a question about the collection.", Role.READ) in notes
    plain = examples_assistant.ask("How many articles are there?", as_written=True)
    assert plain.kind in ("quote", "unsure", "not_found")
    assert plain.taken_for == ""


def test_the_kind_that_is_asked_for_is_given(examples_assistant: Assistant) -> None:
    reply = examples_assistant.ask("the ferry strike", kind="timeline")
    assert (reply.kind, reply.taken_for) == ("timeline", "")
    with pytest.raises(QuestionError, match="no kind of reply 'poem' to ask for"):
        examples_assistant.ask("the ferry strike", kind="poem")


def test_small_talk_is_no_topic_of_the_conversation(examples_assistant: Assistant) -> None:
    hello = examples_assistant.ask("hello")
    hurt = examples_assistant.ask("How many people were hurt in the cannery explosion?", history=[hello])
    day = examples_assistant.ask("When did that happen?", history=[hurt, examples_assistant.ask("thanks")])
    assert hello.kind == "help"
    assert (hurt.text, day.text) == ("17", "Wednesday")


@pytest.mark.parametrize("question", ["Timeline of the dam alarm", "Tell me about the cannery explosion"])
def test_a_topic_of_its_own_is_not_that_of_the_turns_before(examples_assistant: Assistant, question: str) -> None:
    before = examples_assistant.ask("Brief me on the ferry strike")
    reply = examples_assistant.ask(question, history=[before])
    assert reply.after == ()
    assert [c.document_id for c in reply.citations] == [
        c.document_id for c in examples_assistant.ask(question).citations
    ]
    again = examples_assistant.ask("Give me a timeline", history=[before])
    assert again.after == ("Brief me on the ferry strike",)


def test_a_question_of_squad_stays_one_for_a_fact(shared: Path, examples_assistant: Assistant) -> None:
    from briefbot.evaluation import read_questions

    questions = read_questions(shared / "data" / "squad_v1.1_dev_visible.json.gz")[::40]
    others = [one.text for one in questions if _kind(examples_assistant, one.text) != "quote"]
    assert len(others) <= 2, others


def _kind(assistant: Assistant, question: str) -> str:
    from briefbot.composing import Context, kind_asked
    from briefbot.conversation import understand
    from briefbot.replies import Asked

    own = (assistant._store, assistant._reader, assistant._settings, assistant._models)
    return kind_asked(Context(question, Asked(question), understand(question, ()), *own)).kind
