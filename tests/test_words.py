"""Which words of a question carry its meaning, and which of them a text shares."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbot.words import content_words, name_words, share_found


def test_question_words_are_dropped_as_long_as_others_remain() -> None:
    assert content_words("Who led the U.S. delegation, and who led it home?") == ["led", "u", "s", "delegation", "home"]
    assert content_words("Who are they?") == ["who", "are", "they"]
    assert content_words("?!") == []


def test_contracted_words_leave_no_fragments() -> None:
    assert content_words("Why didn't the ferry sail?") == ["ferry", "sail"]
    assert content_words("What’s the mayor's name?") == ["mayor", "name"]
    assert content_words("Why can't he go? Won’t they pay?") == ["go", "pay"]
    assert content_words("Did O'Neill resign?") == ["o", "neill", "resign"]
    assert content_words("Who won the 2021 election?") == ["won", "2021", "election"]
    assert name_words("What did Don Quixote fight?") == ["don", "quixote"]


def test_names_are_numbers_and_capitalised_words_after_the_first() -> None:
    assert name_words("When was Firefox 2.0 released by Mozilla?") == ["firefox", "2", "0", "mozilla"]
    assert name_words("Ministers met when?") == []


@pytest.mark.parametrize(
    ("words", "text", "share"),
    [
        (["election", "maduro"], "Maduro was elected.", 1.0),
        (["2009", "election"], "The election of 2004.", 0.5),
        ([], "anything", 1.0),
        (["x"], "", 0.0),
    ],
)
def test_the_share_counts_words_in_any_form(words: list[str], text: str, share: float) -> None:
    assert share_found(words, text) == share


@given(st.text())
def test_a_text_holds_its_own_words(text: str) -> None:
    assert share_found(content_words(text), text) == share_found(name_words(text), text) == 1.0
