"""The names and numbers of questions, and whether the place of an answer speaks of them or of others like them."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbot.names import NameFit, absent_names, fit_names, known_names, names_asked, numbers_asked
from briefbot.names.found import mentions
from briefbot.passages import split_sentences
from briefbot.types import Document, Hit, Passage, Span
from briefbot.words import terms

BRIDGES = """West Mill Bridge reopens

The West Mill Bridge in Sandry reopened on Friday after nine months. Workers replaced 21 beams.

The East Mill Bridge, a footbridge of 1911, was shut the same day. The bridge is to be painted for 90,000 crowns.
"""
BANKS = """Bank of Upper Oster cuts rates

The Bank of Upper Oster cut its rate to 2.5 percent on Monday. Governor Imke Solberg spoke of a cold spring.

The Bank of Oster left its rate at 4 percent. The Oster Exchange Commission (OEC) said nothing. The bank has 300 clerks.
"""
FAMILY = """Anselm Reuter the younger wins regatta

Anselm Reuter junior won the regatta off Port Linn in 2019. Reuter, 33, sails a yawl.

His father, Anselm Reuter senior, watched from a hill near Linn in the district of Marl. He is 71.
"""


def fit(question: str, text: str, answer: str, published: dt.date | None = None) -> NameFit:
    document = Document(text, text.split("\n")[0], "a.txt", published=published)
    passage = Passage(document, tuple(split_sentences(text)))
    at = text.index(answer)
    span = Span(Hit(passage, 1.0, 0.5, 1.0), at, at + len(answer), 1.0, 0.0)
    names = names_asked(question, known_names([text]))
    return fit_names(names, numbers_asked(question, names), span)


@pytest.mark.parametrize(
    ("question", "names", "numbers"),
    [
        ("How long was the East Mill Bridge shut?", ["East Mill Bridge"], []),
        ("Who runs the University of Lower Oster?", ["University of Lower Oster"], []),
        ("How old is Anselm Reuter senior?", ["Anselm Reuter senior"], []),
        ("Is Anselm Reuter, the elder, ill?", ["Anselm Reuter, the elder"], []),
        ("Why did Captain Brask leave Borg & Sons?", ["Captain Brask", "Borg & Sons"], []),
        ("When was Type 17 sold for $3,000 in 2015?", ["Type 17"], ["3000", "2015"]),
        ("Did the B320-200 leave Gate 4B on 9 May 2016?", ["B320-200", "Gate 4B"], ["2016"]),
        ("Who met Ludwig van Tassel on Monday in March?", ["Ludwig van Tassel"], []),
        ("What did O'Brien's sister tell the U.S. Navy?", ["O'Brien", "U.S. Navy"], []),
        ("Ministers met when?", [], []),
        ("In which year did it close?", [], []),
        ("Mill Road closed when?", ["Mill Road"], []),
        ("WHO OWNS THE MILL?", [], []),
    ],
)
def test_names_are_found_as_a_whole_and_numbers_apart(question: str, names: list[str], numbers: list[str]) -> None:
    found = names_asked(question)
    assert [name.text for name in found] == names
    assert list(numbers_asked(question, found)) == numbers


def test_small_letters_name_what_articles_write_with_capitals() -> None:
    known = known_names([BRIDGES, BANKS, "Workers left. The Mill is a pub."])
    asked = names_asked("when did the west mill bridge in sandry close, and the bank of upper oster's office", known)
    assert [name.text for name in asked] == ["west mill bridge", "sandry", "bank of upper oster"]
    assert names_asked("how many workers replaced beams after the spring", known) == ()
    assert [name.text for name in names_asked("WHO OWNS WEST MILL BRIDGE?", known)] == ["WEST MILL BRIDGE"]


def test_titles_are_no_part_of_who_is_meant() -> None:
    (name,) = names_asked("Who is the Prime Minister of Oster?")
    assert name.core == ("oster",)
    (name,) = names_asked("Where is Captain Ida Brask?")
    assert name.core == ("ida", "brask")


@pytest.mark.parametrize(
    ("question", "text", "answer", "sentence", "article", "conflict"),
    [
        ("When was the West Mill Bridge reopened?", BRIDGES, "Friday", 1, 1, 0),
        ("When was the East Mill Bridge reopened?", BRIDGES, "Friday", 0, 1, 1),
        ("How many beams of the East Mill Bridge were replaced?", BRIDGES, "21", 0, 1, 0.5),
        ("How many beams of the West Mill Bridge were replaced?", BRIDGES, "21", 0.5, 1, 0),
        ("What will painting the West Mill Bridge cost?", BRIDGES, "90,000 crowns", 0, 1, 1),
        ("What will painting the East Mill Bridge cost?", BRIDGES, "90,000 crowns", 0.9, 1, 0),
        ("what will painting the west mill bridge cost", BRIDGES, "90,000 crowns", 0, 1, 1),
        ("What is the rate of the Bank of Oster?", BANKS, "2.5 percent", 0, 1, 1),
        ("What is the rate of the Bank of Oster?", BANKS, "4 percent", 1, 1, 0),
        ("What is the rate of the Bank of Upper Oster?", BANKS, "4 percent", 0, 1, 1),
        ("How many clerks has the Bank of Upper Oster?", BANKS, "300 clerks", 0, 1, 1),
        ("How many clerks has the Bank of Oster?", BANKS, "300 clerks", 0.9, 1, 0),
        ("Who is governor of the Trade Bank of Oster?", BANKS, "Imke Solberg", 0, 0, 0.5),
        ("What did the OEC say?", BANKS, "nothing", 1, 1, 0),
        ("What did the Oster Exchange Commission say?", BANKS, "nothing", 1, 1, 0),
        ("What did Governor Solberg speak of?", BANKS, "a cold spring", 1, 1, 0),
        ("How old is Anselm Reuter junior?", FAMILY, "33", 0.9, 1, 0),
        ("How old is Anselm Reuter senior?", FAMILY, "33", 0, 1, 1),
        ("How old is Reuter the elder?", FAMILY, "33", 0, 1, 1),
        ("Who watched from a hill near Linn in Marl?", FAMILY, "Anselm Reuter senior", 1, 1, 0),
        ("Who watched from a hill near Linn in Sandry?", FAMILY, "Anselm Reuter senior", 0.5, 0, 1),
        ("What did Oskar Reuter win?", FAMILY, "the regatta", 0, 0, 1),
        ("What did Norra Oil win?", FAMILY, "the regatta", 0, 0, 0),
        ("Who won the regatta?", FAMILY, "Anselm Reuter", 1, 1, 0),
    ],
)
def test_what_is_called_alike_is_told_apart(
    question: str, text: str, answer: str, sentence: float, article: float, conflict: float
) -> None:
    found = fit(question, text, answer)
    assert (found.sentence, found.article, found.conflict) == (sentence, article, conflict)


@pytest.mark.parametrize(
    ("question", "answer", "namesake"),
    [
        ("What will painting the West Mill Bridge cost?", "90,000 crowns", 1),  # "the bridge" is the east one
        ("What will painting the East Mill Bridge cost?", "90,000 crowns", 0),
        ("When was the East Mill Bridge reopened?", "Friday", 0),  # the sentence names the other one in full
    ],
)
def test_the_noun_alone_stands_for_the_thing_named_last(question: str, answer: str, namesake: float) -> None:
    assert fit(question, BRIDGES, answer).namesake == namesake


def test_numbers_count_by_how_near_they_stand() -> None:
    assert fit("Who won the regatta in 2019?", FAMILY, "Anselm Reuter junior").numbers == 1
    other = fit("Who won the regatta in 2018?", FAMILY, "Anselm Reuter junior")
    assert (other.numbers, other.other_year) == (0, 1)
    dated = fit("Who won the regatta in 2018?", FAMILY, "Anselm Reuter junior", dt.date(2018, 5, 1))
    assert (dated.numbers, dated.other_year) == (0.7, 0)
    assert fit("How old is the father in 2019?", FAMILY, "71").numbers == 0.7
    assert fit("What costs 90000 crowns?", BRIDGES, "The bridge").numbers == 1


def test_many_spans_are_looked_at_within_milliseconds() -> None:
    documents = [Document(f"Story {n}\n\n" + FAMILY + BANKS * 8, f"Story {n}", "a.txt") for n in range(8)]
    spans = []
    for document in documents:
        passage = Passage(document, tuple(split_sentences(document.text)))
        spans += [Span(Hit(passage, 1.0, 0.5, 1.0), at, at + 9, 1.0, 0.0) for at in (40, 300, 900)]
    names = names_asked("What did Anselm Reuter senior tell the Bank of Upper Oster in 2019?")
    took = []
    for _ in range(5):
        mentions.cache_clear()
        started = time.perf_counter()
        for span in spans:
            fit_names(names, ("2019",), span)
        took.append(time.perf_counter() - started)
    assert min(took) < 0.05, "measured: some 5 ms with cold caches"


@given(st.text(), st.text(min_size=1))
def test_any_question_and_text_can_be_looked_at(question: str, text: str) -> None:
    document = Document(text, text[:5], "a.txt")
    names = names_asked(question, known_names([text, question]))
    for name in names:
        assert name.text in question
        assert name.words
        assert name.core
    span = Span(Hit(Passage(document, ((0, len(text)),)), 1, 1, 1), 0, len(text), 1, 0)
    found = fit_names(names, numbers_asked(question, names), span)
    assert all(
        0 <= value <= 1 for value in (found.sentence, found.passage, found.article, found.conflict, found.numbers)
    )


@pytest.mark.parametrize(
    ("question", "absent"),
    [
        ("What did the Norra Oil Fund pay?", ["Norra Oil Fund"]),
        ("What did the Bank of Lower Oster pay?", ["Bank of Lower Oster"]),
        ("Where was the South Mill Bridge?", ["South Mill Bridge"]),
        ("Who shut the East Mill Bridge?", []),
        ("What did Governor Solberg say?", []),
        ("Where does Anselm Reuter live?", []),
        ("What did the Oster Exchange Commission say?", []),
        ("Who is the Prime Minister of Oster?", []),
        ("What did Norra say?", []),
        ("Who spoke for the EMB?", []),
    ],
)
def test_a_name_is_absent_where_no_passage_has_it_or_a_short_form(question: str, absent: list[str]) -> None:
    passages = [
        Passage(document, tuple(split_sentences(document.text)))
        for text in (BRIDGES, BANKS, FAMILY)
        for document in [Document(text, text.split("\n")[0], "a.txt")]
    ]

    def holding(words: Sequence[str], count: int) -> list[Passage]:
        held = [
            passage
            for passage in passages
            if all(word in terms(passage.text) for each in words for word in terms(each))
        ]
        return held[:count]

    assert [name.text for name in absent_names(names_asked(question), [], holding)] == absent
    found = [passage.document for passage in passages]
    assert [name.text for name in absent_names(names_asked(question), found, lambda *_: [])] == absent


def test_a_name_whose_words_are_everywhere_is_not_known_to_be_absent() -> None:
    document = Document("Nothing of it.", "Title", "a.txt")
    crowd = [Passage(document, ((0, 14),))] * 99
    asked = names_asked("What did the Norra Oil Fund pay?")
    assert absent_names(asked, [], lambda _, count: crowd[:count]) == ()
