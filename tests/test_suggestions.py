"""A question is suggested only if the articles answer it, with the words it was made from."""

from __future__ import annotations

from typing import Any

import pytest
from rounds import length

from briefbot import Answer, Assistant, Document, QuestionError, Reply
from briefbot.composing import suggestions as suggested
from briefbot.composing.drafts import _FORMS, drafts_of


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
        (
            "About 2,400 sheep were driven to the commons of Dray, he said.",
            "How many sheep were driven to the commons of Dray?",
            "2,400",
        ),
        (
            "Bo Lund bought the mill at Ostrel for a song, it is said.",
            "Who bought the mill at Ostrel for a song?",
            "Bo Lund",
        ),
        ("The Tarn Bridge collapsed on 3 May 1931.", "When did the Tarn Bridge collapse?", "on 3 May 1931"),
        (
            "Bo Lund said on Monday that the weir at Tarn would hold. Later",
            "Who said that the weir at Tarn would hold?",
            "Bo Lund",
        ),
        ("Ada Quill, 61, lives in Tarn.", "How old is Ada Quill?", "61"),
    ],
)
def test_sentences_of_known_forms_become_questions(text: str, question: str, answer: str) -> None:
    assert (question, answer) in [(draft.question, draft.answer) for draft in drafts_of(Document(text, "T", "s"))]


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
    drafts = [draft.question for draft in drafts_of(Document(text, "T", "s"))]
    assert [question for question in drafts if question != "Who is Ada Quill?"] == []


@pytest.mark.slow
@pytest.mark.parametrize("words", ["A", "Aa ", "aa ", "Aa’", "Aa of the ", "Aa, aa "])
def test_no_form_takes_a_time_that_grows_with_the_square_of_a_text(words: str) -> None:
    text = (words * 300_000)[: length(300_000)]  # which then would take longer than a test may
    assert all(pattern.search(text) is None for pattern, _ in _FORMS)


def test_a_question_that_cannot_be_asked_is_passed_over() -> None:
    def refuse(question: str) -> Answer:
        raise QuestionError(question)

    article = Document("Ada Quill, the director of the Tarn Museum, said so.", "T", "s")
    assert list(suggested(refuse, [article])) == []


def test_every_suggestion_is_answered(examples_assistant: Assistant) -> None:
    questions = examples_assistant.suggestions(4)
    assert 1 <= len(questions) <= 4
    assert len(set(questions)) == len(questions)
    for question in questions:
        assert examples_assistant.ask(question).answered


def test_a_suggestion_is_made_when_it_is_wanted_and_once_for_each_build(
    examples_assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    assistant = Assistant.open(examples_assistant.index)
    asked: list[str] = []
    ask = Assistant.ask

    def counted(self: Assistant, question: str, **options: Any) -> Reply:
        asked.append(question)
        return ask(self, question, **options)

    monkeypatch.setattr(Assistant, "ask", counted)
    [first] = assistant.suggestions(1)
    assert asked[-1] == first and assistant.suggestions(1) == (first,)
    before = len(asked)
    assert assistant.suggestions(2)[0] == first and len(asked) > before
    before = len(asked)
    assert len(assistant.suggestions(2)) == 2 and len(asked) == before
