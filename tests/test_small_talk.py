"""What is said to briefbot itself is answered by briefbot itself, wherever in a conversation it is said."""

from __future__ import annotations

import pytest

from briefbot import Assistant, Reply

SAID = (
    "thanks",
    "Thank you!",
    "thanks, that helps",
    "What can you do?",
    "what can you do for me?",
    "How does this work?",
    "who are you?",
    "Are you a bot?",
    "what can I ask?",
    "Which languages do you speak?",
)
OF_WHO_WAS_SPOKEN_OF = (
    "How old is she?",
    "What did she do?",
    "What can they do?",
    "In what language did she write it?",
    "what did the crews have to say about his request?",
)


@pytest.fixture(scope="module")
def turns(examples_assistant: Assistant) -> list[Reply]:
    return [examples_assistant.ask("How many people took part in the ferry strike?")]


@pytest.mark.parametrize("said", SAID)
def test_small_talk_within_a_conversation_is_not_searched_for_in_the_articles(
    examples_assistant: Assistant, turns: list[Reply], said: str
) -> None:
    assert examples_assistant.ask(said, history=turns).kind == examples_assistant.ask(said).kind == "help"


@pytest.mark.parametrize("question", OF_WHO_WAS_SPOKEN_OF)
def test_a_follow_up_that_sounds_like_small_talk_is_put_to_the_articles(
    examples_assistant: Assistant, turns: list[Reply], question: str
) -> None:
    assert examples_assistant.ask(question, history=turns).kind != "help"
