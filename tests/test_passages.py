"""Sentences and passages: exact, complete, in order, and never over the budget."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from briefbot.errors import DocumentError
from briefbot.passages import split_passages, split_sentences
from briefbot.tokens import count_tokens
from briefbot.types import Document, Passage

patient = settings(deadline=None)  # the clock of a busy machine proves nothing about text
CASES = Path(__file__).with_name("sentences.txt")

plain_words = (
    "The",
    "U.S.",
    "Dr.",
    "Smith",
    "said",
    "no.",
    "etc.",
    "5 p.m.",
    "(AP)",
    "it's",
    "3.5",
    "It is.",
    "- ",
    "1. ",
)
quoted_words = ("\u201cYes!\u201d", "so\u2026", "(Not so.)", "Why?", "\u5927\u7edf\u9886\u3002", "\u041f\u0440\u0438.")
odd_words = ("https://example.org/a.b?c=d", "0123456789" * 8, "x" * 90, "\u200b", "\ufeff", "e\u0301", "\U0001f600")
words = st.sampled_from([*plain_words, *quoted_words, *odd_words])
gaps = st.sampled_from(
    [" ", " ", " ", "\n", "\n\n", "\r\n", "\r\n\r\n", "\t", "", "  ", "\u00a0", "\u2028", "\x1c", "\x85"]
)
news_like = st.lists(st.tuples(words, gaps), max_size=60).map(lambda pairs: "".join(w + g for w, g in pairs))
any_text = st.one_of(st.text(), news_like)


def document(text: str, title: str = "A title") -> Document:
    return Document(text=text, title=title, source="test.txt")


def without_space(text: str) -> str:
    return "".join(text.split())


def read_cases(faults: bool = False) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    """Text and sentence ranges of each case in sentences.txt; with `faults`, the known faults among them too."""
    for block in CASES.read_text(encoding="utf-8").strip().split("\n\n")[1:]:
        if block.startswith("~ ") and not faults:
            continue
        text = ""
        ranges = []
        for line in block.removeprefix("~ ").split("\n"):
            mark = re.match("[\u00b6\u21b5] ", line)
            if text:
                text += {"\u00b6": "\n\n", "\u21b5": "\n"}[mark[0][0]] if mark else " "
            sentence = line[mark.end() if mark else 0 :].replace("\u23ce", "\n")
            ranges.append((len(text), len(text) + len(sentence)))
            text += sentence
        yield text, ranges


@pytest.mark.parametrize(
    ("text", "ranges"), list(read_cases()), ids=lambda value: value[:30] if isinstance(value, str) else ""
)
def test_a_hard_case_is_split_into_its_sentences(text: str, ranges: list[tuple[int, int]]) -> None:
    found = [text[start:end] for start, end in split_sentences(text)]
    assert found == [text[start:end] for start, end in ranges]


@patient
@given(any_text)
@example("\ufeff")
@example(" \u200b ")
@example("a\rb\x0cc\x1dd\u2029e")
def test_sentences_are_trimmed_in_order_and_cover_all_but_white_space(text: str) -> None:
    end_before = 0
    for start, end in split_sentences(text):
        assert end_before <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        assert not text[end_before:start].strip()
        end_before = end
    assert not text[end_before:].strip()


@patient
@given(any_text, any_text)
def test_a_blank_line_parts_what_stands_before_it_from_what_follows(before: str, after: str) -> None:
    start_of_gap = len(before)
    for start, end in split_sentences(f"{before}\n\n{after}"):
        assert end <= start_of_gap or start >= start_of_gap


def test_a_wrapped_line_goes_on_and_a_headline_does_not() -> None:
    wrapped = "The delegation that visited the capital on\nSaturday met President Maduro and Vice President\nRodriguez."
    assert len(split_sentences(wrapped)) == 1
    headline = "Delegation Visits Capital\nThe delegation met the president on Saturday. Nobody spoke."
    assert len(split_sentences(headline)) == 3


WRAPPED = (
    "The delegation that came to the capital on Saturday met President Maduro\n"
    "and Vice President Delcy Rodriguez, who had asked for the talks in March\n"
    "of last year. The envoy, Roger Carstens, said that he was received by Jorge\n"
    "Rodriguez and that they would go on. Nobody else from the embassy of the\n"
    "United States was in the room, and a spokesman for the ministry declined\n"
    "to say why that was."
)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", f"\nSource: https://example.org/{'news/' * 30}\n"),
        ("", f"\n\nSource: https://example.org/{'news/' * 30}\n"),
        ("", "\n\n" + "This letter was sent to all readers of the paper, and may be passed on. " * 9),
        ("A Headline Rather Longer Than the Lines of the Story, Which Nobody Wrapped by Hand\n\n", ""),
    ],
)
def test_a_line_of_another_length_does_not_part_the_sentences_of_a_wrapped_text(before: str, after: str) -> None:
    text = before + WRAPPED + after
    found = [text[start:end] for start, end in split_sentences(text)]
    assert [sentence for sentence in found if sentence in WRAPPED] == [
        WRAPPED[start:end] for start, end in split_sentences(WRAPPED)
    ]
    assert len(split_sentences(WRAPPED)) == 3


def test_rows_of_like_length_are_not_taken_for_wrapped_lines() -> None:
    rows = ["Porto | 1,200 | 45", "Milan | 1,350 | 52", "which rose | 9 | 1", "Turin | 1,410 | 57"]
    story = "\n\n".join(f"Paragraph {number} of the story is one long line. " * 5 for number in range(4))
    text = story + "\n\n" + "\n".join(rows)
    found = [text[start:end] for start, end in split_sentences(text)]
    assert found[-3:] == [rows[0], "\n".join(rows[1:3]), rows[3]]


def test_the_time_for_a_paragraph_grows_with_its_length() -> None:
    long, many = "word " * 600_000, "He went home. " * 2000
    seconds = []
    for text in (many + long, long + many):  # what stands before a sentence must not count for each of them
        started = time.process_time()
        split_sentences(text)
        seconds.append(time.process_time() - started)
    assert seconds[1] < 3 * seconds[0]


def test_text_without_capitals_is_not_one_long_sentence() -> None:
    assert len(split_sentences("i went home. it rained. nobody came.")) == 3


def check_passages(passages: tuple[Passage, ...], text: str, budget: int) -> None:
    end_before = 0
    for passage in passages:
        assert passage.sentences
        assert passage.text == text[passage.start : passage.end]
        assert count_tokens(passage.text) <= budget
        for start, end in passage.sentences:
            assert end_before <= start < end
            assert text[start:end] == text[start:end].strip()
            assert not text[end_before:start].strip()
            end_before = end
    assert not text[end_before:].strip()


@patient
@given(any_text, st.integers(4, 60))
def test_passages_hold_every_sentence_once_in_order_within_the_budget(text: str, budget: int) -> None:
    passages = split_passages(document(text), budget)
    check_passages(passages, text, budget)
    whole = {sentence for passage in passages for sentence in passage.sentences}
    for start, end in split_sentences(text):
        assert (start, end) in whole or count_tokens(text[start:end]) > budget


@patient
@given(any_text, st.integers(4, 60), st.integers(1, 40))
def test_every_passage_fits_the_encoder_however_little_it_holds(text: str, budget: int, most: int) -> None:
    def fits(passage: str) -> bool:
        return len(passage.encode()) <= max(4, most)

    passages = split_passages(document(text), budget, fits)
    check_passages(passages, text, budget)
    assert all(fits(passage.text) for passage in passages)
    assert without_space("".join(passage.text for passage in passages)) == without_space(text)


@patient
@given(any_text, st.integers(4, 60))
def test_the_same_document_gives_the_same_passages(text: str, budget: int) -> None:
    assert split_passages(document(text), budget) == split_passages(document(text), budget)


@pytest.mark.parametrize("text", ["", " ", "\n\n\t\r\n", "\u00a0\u2003\x1f"])
def test_white_space_alone_has_no_passages(text: str) -> None:
    assert split_sentences(text) == ()
    assert split_passages(document(text), 10) == ()


def paragraph(sentences: int) -> str:
    return " ".join(f"Delegate number {i} spoke about the peace agreement at great length." for i in range(sentences))


def test_passages_end_at_paragraph_ends_where_the_sizes_allow_it() -> None:
    text = "\n\n".join(paragraph(n) for n in (4, 5, 4, 5, 4))
    passages = split_passages(document(text), 80)
    assert [passage.text for passage in passages] == text.split("\n\n")


@patient
@given(st.integers(2, 40), st.integers(30, 200))
def test_passages_of_one_paragraph_are_of_like_size(sentences: int, budget: int) -> None:
    sizes = [len(passage.sentences) for passage in split_passages(document(paragraph(sentences)), budget)]
    assert max(sizes) - min(sizes) <= 1


@pytest.mark.parametrize("budget", [60, 80, 100, 120, 160])
def test_a_heading_stays_with_the_paragraph_that_follows(budget: int) -> None:
    text = "\n\n".join(f"The Talks of Day {i}\n\n{paragraph(3)}" for i in range(8))
    for passage in split_passages(document(text), budget):
        assert not re.search(r"The Talks of Day \d$", passage.text)


def test_an_oversized_sentence_is_cut_at_a_comma_before_a_space_before_a_character() -> None:
    budget = 12
    clauses = ", ".join(["and the old man sat by the sea"] * 4)
    assert all(p.text.strip(",") == "and the old man sat by the sea" for p in split_passages(document(clauses), budget))
    spaced = " ".join(["delegation"] * 40)
    assert {w for p in split_passages(document(spaced), budget) for w in p.text.split()} == {"delegation"}
    solid = "\u4e2d" * 40
    assert "".join(p.text for p in split_passages(document(solid), budget)) == solid


def test_a_passage_that_does_not_fit_is_parted_at_a_sentence_end() -> None:
    text = paragraph(6)
    passages = split_passages(document(text), 1000, lambda passage: passage.count("Delegate") <= 4)
    assert [len(passage.sentences) for passage in passages] == [3, 3]


def test_long_text_that_gives_no_place_to_break_is_split() -> None:
    for unit in ("x", "\u4e2d", "7", "(", "\u201c", ". ", "A. "):
        text = unit * (30_000 // len(unit))
        check_passages(split_passages(document(text), 160), text, 160)


@pytest.mark.parametrize("budget", [3, 0, -1])
def test_a_budget_that_may_not_hold_a_character_is_refused(budget: int) -> None:
    with pytest.raises(ValueError, match="budget"):
        split_passages(document("Text."), budget)


def test_an_encoder_that_holds_nothing_is_an_error_that_names_the_document() -> None:
    with pytest.raises(DocumentError, match=r"test\.txt: the character .* shorten the title"):
        split_passages(document("A sentence."), 10, lambda _: False)
