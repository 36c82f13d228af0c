"""Which words of a question carry its meaning, and which of them a text shares."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rounds import length

from briefbot.agreement import same_answer
from briefbot.text.latin_letters import PLAIN_LETTERS
from briefbot.words import content_words, folded, share_found, spelt_as_in, terms, without_accents


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
    assert share_found(content_words(text), text) == 1.0


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        *(("Bjørn Ødegård", "Bjorn Odegard"), ("Łukasz Wójcik", "Lukasz Wojcik"), ("Đorđe Đukić", "Dorde Dukic")),
        *(("Ayşe Yıldırım", "Ayse Yildirim"), ("İzmir", "izmir"), ("Kjær", "Kjaer"), ("œuvre", "oeuvre")),
        *(("Straße", "Strasse"), ("Þórður", "Thordur"), ("Ħamrun", "Hamrun"), ("Siŋgu", "Singu"), ("Əliyev", "Aliyev")),
    ],
)
def test_letters_with_accents_and_strokes_are_found_without_them(written: str, typed: str) -> None:
    assert folded(written) == folded(typed) == folded(written.upper())
    assert terms(written) == terms(typed)
    assert share_found(content_words(written), typed) == share_found(content_words(typed), written) == 1.0
    assert same_answer(written) == same_answer(typed)


@pytest.mark.parametrize("text", ["Москва", "東京", "한국", "ไทย", "Αθηνα", "naive ×÷", "שלום"])
def test_other_scripts_and_signs_stay(text: str) -> None:
    assert without_accents(text) == text


def test_every_plain_letter_is_plain_and_keeps_its_case() -> None:
    for letter, plain in PLAIN_LETTERS.items():
        assert plain.isascii() and plain.isalpha(), letter
        assert plain.isupper() == letter.isupper() or letter in "ĸǅǈǋ", letter
        assert without_accents(letter) == plain


def test_decomposed_and_composed_letters_are_one() -> None:
    for text in ("Ǿ", "Łódź", "ǽ"):
        assert without_accents(unicodedata.normalize("NFD", text)) == without_accents(text)


@pytest.mark.parametrize("marks", ["\u0316\u0301", "\u05b0\u0591", "\u0327\u1dc0\u093c"])
def test_a_run_of_accents_takes_no_long_time(marks: str) -> None:
    assert terms(f"The e{marks * length(1_000_000)} ferry") == ["the", "e", "ferri"]  # they are sorted, in each run


def test_the_accents_of_a_letter_stay_where_no_plain_letter_has_them() -> None:
    for text in (
        "\u05e9\u05bc\u05c1\u05b8\u05dc\u05d5\u05b9\u05dd",
        "\u0e17\u0e35\u0e48",
        "-" * 99 + "!" * 99,
        "x" + "\u05b0" * 30,
    ):
        assert without_accents(text) == unicodedata.normalize("NFC", text)


def test_a_question_is_read_with_the_strokes_that_its_articles_have() -> None:
    texts = ["Bjørn Ødegård is 50. Ødegård rows.", "Łódź and Lodz"]
    assert spelt_as_in("How old is odegard?", texts) == "How old is Ødegård?"
    assert spelt_as_in("How far is Lodz from Łódź?", texts) == "How far is Lodz from Łódź?", "both are written"
    assert spelt_as_in("Where does Øystein row?", ["Oystein rows."]) == "Where does Oystein row?"
    assert spelt_as_in("Where is Muller?", ["Müller"]) == "Where is Muller?", "models drop accents by themselves"
    assert spelt_as_in("Who is Sørensen?", ["nobody"]) == "Who is Sørensen?"
