"""What a sentence denies is no answer; the sentences are written for this."""

from __future__ import annotations

import pytest

from briefbot.polarity import asks_for_denial, contradicts, is_denied, is_taken_back

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
