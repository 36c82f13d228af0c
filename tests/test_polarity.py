"""What a sentence denies is no answer; the sentences are written for this."""

from __future__ import annotations

import pytest

from briefbot.polarity import (
    asks_for_denial,
    contradicts,
    is_denied,
    is_disowned,
    is_taken_back,
    opposed,
    sets_right,
)

pytestmark = pytest.mark.unit

DENIED = [
    (
        "The fire service ruled out an electrical fault as the cause, and suspects a candle.",
        "an electrical fault",
        "a candle",
    ),
    ("Moss denied that he had sold the orchard, but admitted a lease.", "sold the orchard", "a lease"),
    ("The court did not fine the bakery; it fined the mill.", "fine the bakery", "the mill"),
    ("They haven't found the ring.", "the ring", "They"),
    ("The keys were found in a well and not in the barn.", "in the barn", "in a well"),
    ("She is no longer the harbour master, who is Jon Vale.", "the harbour master", "Jon Vale"),
    ("The team failed to reach the summit because fog came down.", "the summit", "fog"),
    ("Neither Aldous Penn nor his brother was hurt.", "Aldous Penn", None),
    ("The ministry has yet to name a date, said Iris Bloom.", "a date", "Iris Bloom"),
]


@pytest.mark.parametrize(("sentence", "denied", "said"), DENIED)
def test_what_is_denied_is_told_from_what_is_said(sentence: str, denied: str, said: str | None) -> None:
    start = sentence.index(denied)
    assert is_denied(sentence, start, start + len(denied))
    if said is not None:
        start = sentence.index(said)
        assert not is_denied(sentence, start, start + len(said))


@pytest.mark.parametrize(
    "sentence",
    [
        "Not only the mayor came.",
        "A notable guest was Mara Finn.",
        "The note named Mara Finn.",
        "Mara Finn could hardly believe it.",
    ],
)
def test_what_only_looks_like_a_denial_denies_nothing(sentence: str) -> None:
    assert not is_denied(sentence, 0, len(sentence))
    at = sentence.find("Mara Finn")
    assert at < 0 or not is_denied(sentence, at, at + len("Mara Finn"))


def test_what_was_said_before_is_taken_back() -> None:
    sentence = "Warden Pell, who had first blamed a lightning strike, now says that a stove was left on."
    start, other = sentence.index("a lightning strike"), sentence.index("a stove")
    assert is_taken_back(sentence, start, start + len("a lightning strike"))
    assert not is_taken_back(sentence, other, other + len("a stove"))


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("When did the divers find the anchor?", "The divers searched on Friday and did not find it."),
        ("Why was the baker arrested?", "The baker has been questioned but not arrested."),
        ("How much will the owner claim?", "The owner's lawyer ruled out a claim."),
    ],
)
def test_a_sentence_contradicts_a_question_whose_deed_it_denies(question: str, sentence: str) -> None:
    assert contradicts(question, sentence)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("What did the divers not find?", "The divers did not find the anchor."),  # it asks for what is denied
        ("What was ruled out?", "Police ruled out a bomb."),
        ("When did the divers find the anchor?", "The divers found it on Friday, though not the chain."),
        ("Who leads the Vale Party?", "The Vale Party did not say when Ida Holm, who leads it, will speak."),
    ],
)
def test_a_sentence_that_denies_something_else_does_not_contradict(question: str, sentence: str) -> None:
    assert not contradicts(question, sentence)


def test_a_question_asks_for_what_is_denied() -> None:
    assert asks_for_denial("Which cause has been ruled out?")
    assert not asks_for_denial("What caused the fire?")


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("How much did the mill earn last year?", "The mill lost 4 million crowns last year."),
        ("Which team won the cup?", "Sorrel United lost the cup to a side from the coast."),
        ("Who was acquitted?", "The jury convicted Ines Marl."),
        ("Which bay has the highest tides?", "Corran Bay has the lowest tides of the coast."),
    ],
)
def test_a_sentence_says_the_opposite(question: str, sentence: str) -> None:
    assert opposed(question, sentence)
    assert opposed(sentence, question)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("How much did the mill earn last year?", "The mill, which lost money before, earned 4 million crowns."),
        ("How much did the mill earn last year?", "The mill made 4 million crowns."),
        ("Who was hurt?", "Two men were hurt and one died."),
        ("Did it rise or fall?", "The river fell by a metre."),
    ],
)
def test_a_sentence_that_has_the_word_itself_or_no_opposite_does_not_say_the_opposite(
    question: str, sentence: str
) -> None:
    assert not opposed(question, sentence)


@pytest.mark.parametrize(
    ("text", "is_wrong"),
    [
        ("We wrote that 19 sheep were lost. That was wrong. There were 17.", True),
        ("We wrote that 19 sheep were lost.\nThis figure is incorrect.", True),
        ("We wrote that 19 sheep were lost. In fact, the report was not true.", True),
        ("A farmer said the dam would break. “It was a mistake,” he says now.", True),
        ("We wrote that 19 sheep were lost. That was on Monday.", False),
        ("We wrote that 19 sheep were lost. The farmer was wrong to wait.", False),
        ("We wrote that 19 sheep were lost.\n\nThis was wrong.", False),  # of another block
    ],
)
def test_a_sentence_is_disowned_by_the_next(text: str, is_wrong: bool) -> None:
    assert is_disowned(text, text.index(".") + 1) is is_wrong


@pytest.mark.parametrize(
    ("sentence", "right"),
    [
        ("The right number is 17, the shepherds said.", "17"),
        ("The correct number of lost sheep is 17.", "17"),
        ("The article should have said 17.", "17"),
        ("The dairy corrected its count: 340 cans were spoilt, and not 34 as it had said.", "340"),
        ("The warden, who had said that a stove was left on, now says that a lamp fell over.", "a lamp fell over"),
    ],
)
def test_a_correction_speaks_for_what_it_puts_in_place(sentence: str, right: str) -> None:
    start = sentence.index(right)
    assert sets_right(sentence, start, start + len(right))
    assert not sets_right(sentence, 0, 3)
