"""What a question picks of the things that the reply before shows, and what only sounds like it."""

from __future__ import annotations

import pytest

from briefbot import Assistant, Filter, Reply, as_record, from_record
from briefbot.presentation import Note, blocks

OF_NEWS = (
    "Who won the World Cup final?",
    "Who is the first lady?",
    "What does the second amendment say?",
    "Who was the third mayor of Port Ellery?",
    "When does the second quarter end?",
    "Who won the last election in Port Ellery?",
    "How long will the strike last?",
    "Who was the first to leave the dam?",
    "Why did the mayor resign in the first place?",
    "Who finished second in the election?",
    "Who won the second match?",
    "What was said in the second half of the debate?",
)
OF_WHAT_IS_SHOWN = (
    "Open the second one",
    "the third",
    "second",
    "What does the last article say?",
    "Who wrote the first?",
    "Is the second about the ferry strike?",
    "And what about the third, is it about the strike?",
    "show me number 2",
    "summarise the second point for me",
)


@pytest.fixture(scope="module")
def listing(examples_assistant: Assistant) -> Reply:
    """The reply to a question that lists articles."""
    return examples_assistant.ask("Which articles mention Port Ellery?")


@pytest.mark.parametrize("question", OF_NEWS)
def test_a_place_in_an_order_that_the_news_speaks_of_is_put_to_all_articles(
    examples_assistant: Assistant, listing: Reply, question: str
) -> None:
    reply = examples_assistant.ask(question, history=[listing])
    assert not reply.asked.within.documents
    assert reply.evidence.searched == listing.evidence.searched


@pytest.mark.parametrize("question", OF_WHAT_IS_SHOWN)
def test_a_place_in_the_list_that_is_shown_means_what_stands_there(
    examples_assistant: Assistant, listing: Reply, question: str
) -> None:
    reply = examples_assistant.ask(question, history=[listing])
    assert reply.asked.after == (listing.asked.question,)
    assert {citation.document_id for citation in reply.citations} <= {one.document_id for one in listing.citations}


def notes(reply: Reply) -> list[str]:
    return [block.text for block in blocks(reply) if isinstance(block, Note)]


def test_the_article_that_a_question_points_to_is_not_said_to_be_chosen(
    examples_assistant: Assistant, listing: Reply
) -> None:
    reply = examples_assistant.ask("What happened in the second?", history=[listing])
    (pointed,) = reply.within.documents
    assert "Only articles that your question points to (1)." in notes(reply)
    kept = from_record(as_record(reply), examples_assistant.document)
    assert notes(kept) == notes(reply)
    chosen = examples_assistant.ask("What happened?", within=Filter(documents=(pointed,)))
    assert "Only articles that you chose (1)." in notes(chosen)
