"""Explanations: which questions ask for one, and that a sentence is given in place of a phrase."""

from __future__ import annotations

import pytest

from briefbot import Assistant, build_index
from briefbot.answerer import Candidate, Choice
from briefbot.composing.explanations import asks_for_explanation, explained, widened
from briefbot.types import Document, Hit, Passage, Span


@pytest.mark.parametrize(
    "question",
    [
        "Why was the pass closed?",
        "and why did she leave",
        "How did the thieves get in?",
        "how can readers help",
        "What caused the flood?",
        "What happened at the mill?",
        "For what reason was the vote put off?",
        "What was the reason for the delay?",
        "What is behind the rise in prices?",
        "How come the bridge is shut?",
        "Tell me why the kiln was sold.",
        "The vote was put off. Why did the mayor want that?",
    ],
)
def test_it_asks_for_an_explanation(question: str) -> None:
    assert asks_for_explanation(question)


@pytest.mark.parametrize(
    "question",
    [
        "How many people came?",
        "How long is the bridge?",
        "How much did it cost?",
        "How old is she?",
        "How is the village called?",
        "Who said why?",
        "What is the height of the dam?",
        "What did the mayor say?",
        "",
    ],
)
def test_it_asks_for_a_fact(question: str) -> None:
    assert not asks_for_explanation(question)


def choice_of(text: str, quote: str) -> Choice:
    ends = [at + 1 for at, mark in enumerate(text) if mark == "."]
    starts = [0, *(end + 1 for end in ends[:-1])]
    passage = Passage(Document(text, "T", "a.txt"), tuple(zip(starts, ends, strict=True)))
    start = text.index(quote)
    span = Span(Hit(passage, 1.0, 1.0, 1.0), start, start + len(quote), 2.0, 0.0)
    return Choice((Candidate((span,), 1.0), Candidate((span,), 0.5)), 0.7)


TEXT = "The pass is shut. It was closed because of loose rock above the road. It opens in May."


def test_the_whole_sentence_is_given() -> None:
    choice = explained("Why was the pass closed?", choice_of(TEXT, "loose rock"))
    assert choice.best is not None
    assert choice.best.text == "It was closed because of loose rock above the road."
    assert choice.confidence == 0.7
    assert choice.candidates[1].spans[0].text == "loose rock"


def test_a_fact_stays_a_phrase() -> None:
    choice = choice_of(TEXT, "May")
    assert explained("When does the pass open?", choice) is choice


def test_without_candidates_nothing_changes() -> None:
    assert explained("Why?", Choice((), 0.0)) == Choice((), 0.0)


def test_of_a_long_sentence_the_part_between_dashes_is_given() -> None:
    side = "and so on " * 15
    choice = choice_of(f"He spoke {side}\u2014 it fell because the ropes were old \u2014 {side}.", "the ropes were old")
    assert choice.best is not None
    assert widened(choice.best).text == "it fell because the ropes were old"


@pytest.mark.model
def test_a_reply_quotes_the_sentence(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("explanations")
    (folder / "pass.txt").write_text(
        "Sorrin Pass shut\n\nThe Sorrin Pass was closed because of loose rock above the road. It opens in May.\n"
    )
    bot = Assistant.open(build_index([str(folder)], index=str(folder / "index")).index)
    reply = bot.ask("Why was the Sorrin Pass closed?")
    assert reply.text == "The Sorrin Pass was closed because of loose rock above the road."
    assert reply.citations[0].sentence == reply.text
    assert bot.ask("When does the Sorrin Pass open?").text.endswith("May")
