"""A question is suggested only if the articles answer it, with the words it was made from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import pytest
from briefbot_ui.suggestions import _FORMS, COUNT, Suggestions, drafts_of

from briefbot import Answer, Assistant, Document, QuestionError


@pytest.mark.parametrize(
    ("text", "question", "answer"),
    [
        (
            "It was late. Ada Quill, the director of the Tarn Museum, said so.",
            "Who is the director of the Tarn Museum?",
            "Ada Quill",
        ),
        ("The President of Brazil, Luiz da Silva, came.", "Who is the president of Brazil?", "Luiz da Silva"),
        ("Tarrock Seafoods, which cans herring, was founded in 1948.", "When was Tarrock Seafoods founded?", "1948"),
        (
            "Quillan Light was sold to islanders for €1.25 million.",
            "How much was Quillan Light sold for?",
            "€1.25 million",
        ),
    ],
)
def test_sentences_of_known_forms_become_questions(text: str, question: str, answer: str) -> None:
    assert (question, answer) in list(drafts_of(Document(text, "T", "s")))


@pytest.mark.parametrize(
    "text",
    [
        "He, the director of it, said so.",
        "ada quill, director of nothing, said so.",
        "Ada Quill, director\nof the Tarn Museum, said so.",
        "It was founded in 1948.",
        "Ada Quill, a former director of the Tarn Museum, said so.",
        "Ada Quill, who was mayor of Port Ellery, said so.",
        "Ada Quill, an editor of the Tarn Post, said so.",
        "Ada Quill, then governor of Ostland, said so.",
        "Ada Quill, his deputy head of Tarn Rail, said so.",
        "",
    ],
)
def test_what_names_nobody_becomes_no_question(text: str) -> None:
    assert list(drafts_of(Document(text, "T", "s"))) == []


@pytest.mark.parametrize("words", ["A", "Aa ", "aa ", "Aa’", "Aa of the ", "Aa, aa "])
def test_no_form_takes_a_time_that_grows_with_the_square_of_a_text(words: str) -> None:
    text = (words * 300_000)[:300_000]  # which then would take longer than a test may
    assert all(pattern.search(text) is None for pattern, _ in _FORMS)


def test_a_question_that_cannot_be_asked_is_passed_over(examples_assistant: Assistant) -> None:
    class Short:
        generation = 1

        def documents(self) -> Iterator[Document]:
            yield Document("Ada Quill, the director of the Tarn Museum, said so.", "T", "s")

        def ask(self, question: str) -> Answer:
            raise QuestionError(question)

    assert Suggestions(cast(Assistant, Short())).questions() == ()


def test_every_suggestion_is_answered_and_made_once_for_each_build(examples_assistant: Assistant) -> None:
    suggestions = Suggestions(examples_assistant)
    questions = suggestions.questions()
    assert 1 <= len(questions) <= COUNT
    assert len(set(questions)) == len(questions)
    for question in questions:
        assert examples_assistant.ask(question).answered
    assert suggestions.questions() is questions
