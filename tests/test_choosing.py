"""Which kind of reply a question gets, and that a fact is the fallback."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefbot import Assistant, QuestionError
from briefbot.composing.choosing import KindAsked, kind_by_form
from briefbot.presentation import Note, Role, blocks

# How a question is put, and the kind that its form tells; names are invented.
FORMS = [
    ("Who is Ada Quill?", "brief"),
    ("who is ada quill", "brief"),
    ("Who is the mayor of Orle?", ""),
    ("Could you please walk me through the row over the mill?", "brief"),
    ("Any news on the mill fire?", "brief"),
    ("background: the mill fire", "brief"),
    ("What's going on in Orle?", "brief"),
    ("What happened to the driver?", ""),
    ("How has the fare changed over the years?", "timeline"),
    ("How many years did he lead it?", ""),
    ("The mill fire from start to finish", "timeline"),
    ("What happened in Orle in March?", "timeline"),
    ("Put the mill fire in order.", "timeline"),
    ("I would like to see a chronology of the strike", "timeline"),
    ("How many articles mention the mill?", "collection"),
    ("How many articles does the treaty have?", ""),
    ("Is Ada Quill mentioned in any article?", "collection"),
    ("Tell me which papers wrote about the mill.", "collection"),
    ("what have you got on the mill", "collection"),
    ("Which newspaper did she found?", ""),
    ("List the mills that burnt.", "listing"),
    ("Which towns signed it?", ""),
    ("hi, can you please compare the mill with the bridge", "evidence"),
    ("Will the mill be rebuilt?", "evidence"),
    ("Who leads it, and when does it end?", "parts"),
    ("hello", "help"),
]


@pytest.mark.unit
@pytest.mark.parametrize(("question", "kind"), FORMS)
def test_a_plain_form_tells_the_kind(question: str, kind: str) -> None:
    assert kind_by_form(question) == kind


@pytest.mark.unit
def test_help_can_be_left_out_of_what_a_form_tells() -> None:
    assert kind_by_form("hello", without_help=True) == ""


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
    ("Which company runs the ferries?", ""),
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
    assert ("Taken as a question about the collection.", Role.TAKEN) in notes
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
    asked = [(one.text, _kind(examples_assistant, one.text)) for one in questions]
    others = [text for text, told in asked if told.kind != "quote" and not told.is_tentative]
    assert len(others) <= 2, others


def _kind(assistant: Assistant, question: str) -> KindAsked:
    from briefbot.composing import Context, kind_asked
    from briefbot.conversation import understand
    from briefbot.replies import Asked

    with assistant._store.snapshot() as snapshot:
        own = (snapshot, *assistant._models(snapshot.facts), assistant._reader, assistant._settings)
        return kind_asked(Context(question, Asked(question), understand(question, ()), *own))
