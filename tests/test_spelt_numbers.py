"""Numbers in words are read as their values, and what only looks like a number is left alone."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rounds import length

from briefbot.agreement import differ, same_answer
from briefbot.quantities import figures, plain_numbers
from briefbot.text.spelt_numbers import ORDINALS, SCALES, TEENS, TENS, UNITS, in_digits

LARGEST = 10**12
SMALL = ("zero", *UNITS, *TEENS)
LARGE = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"), (10**3, "thousand"))


def spelt(number: int, british: bool = False, hyphen: str = "-", comma: str = "") -> str:
    """The words of a whole number: "three hundred [and] five", "twenty[-]one", "two thousand[,] five hundred"."""
    link = " and " if british else " "
    if number < 20:
        return SMALL[number]
    if number < 100:
        unit = number % 10
        return TENS[number // 10 - 2] + (hyphen + UNITS[unit - 1] if unit else "")
    if number < 1000:
        rest = number % 100
        return f"{UNITS[number // 100 - 1]} hundred" + (link + spelt(rest, hyphen=hyphen) if rest else "")
    value, name = next(scale for scale in LARGE if number >= scale[0])
    rest = number % value
    start = f"{spelt(number // value, british, hyphen)} {name}"
    joint = (link if rest < 100 else f"{comma} ") if rest else ""
    return start + joint + (spelt(rest, british, hyphen, comma) if rest else "")


# As often small as large, and as often round as not.
NUMBERS = st.one_of(
    st.integers(0, 10**4),
    st.integers(0, LARGEST),
    st.builds(lambda digits, zeros: min(digits * 10**zeros, LARGEST), st.integers(0, 999), st.integers(0, 10)),
)


def values(text: str) -> set[Decimal | str]:
    return figures(plain_numbers(text))


@settings(deadline=None)
@given(NUMBERS, st.booleans(), st.sampled_from("- "), st.sampled_from(["", ","]))
def test_a_number_is_read_back_from_its_words(number: int, british: bool, hyphen: str, comma: str) -> None:
    words = spelt(number, british, hyphen, comma)
    assert values(words) == values(words.upper()) == {number}
    assert same_answer(words) == same_answer(str(number))
    if number > 1:  # within a text, "one" is mostly a pronoun and "zero" an adjective
        assert values(f"At least {words} people fled") == {number}


@settings(deadline=None)
@given(NUMBERS, st.booleans())
def test_a_number_differs_from_its_neighbour_in_words_and_in_digits_alike(number: int, british: bool) -> None:
    assert not differ(f"{spelt(number, british)}", f"{number:,}")
    assert differ(f"{spelt(number, british)}", f"{number + 1:,}")


@settings(deadline=None)
@given(st.integers(0, LARGEST), st.sampled_from([",", " ", "\u00a0", "\u2009", "\u202f"]))
def test_separators_of_thousands_do_not_change_a_value(number: int, separator: str) -> None:
    written = f"{number:,}".replace(",", separator)
    assert values(written) == {number}
    assert same_answer(written) == same_answer(str(number))


@settings(deadline=None)
@given(st.decimals(0, LARGEST, places=2))
def test_a_number_in_digits_keeps_its_value(number: Decimal) -> None:
    assert values(f"{number}") == values(f"{number:,}") == {number}


@settings(deadline=None)
@given(st.text(alphabet="0123456789 .,:;-/%$€()'\n"))
def test_digits_and_signs_stay_as_they_are(text: str) -> None:
    assert in_digits(text) == text


WORDS = [
    *SMALL,
    *TENS,
    *SCALES,
    *ORDINALS,
    "a",
    "and",
    "half",
    "the",
    "people",
    "of",
    "quarter",
    "thirds",
    "\u2154",
    "2",
    "1,300",
    "2.5",
    ",",
    "-",
    "\n",
]


@settings(deadline=None)
@given(st.lists(st.sampled_from(WORDS)))
def test_any_run_of_number_words_can_be_read_and_reading_again_changes_nothing(words: list[str]) -> None:
    read = plain_numbers(" ".join(words))
    assert in_digits(read) == read


@pytest.mark.parametrize(
    ("words", "digits"),
    [
        ("three hundred and five people", "305 people"),
        ("fifteen hundred", "1500"),
        ("two million three hundred thousand", "2300000"),
        ("one trillion two hundred billion and six", "1200000000006"),
        ("two lakh fifty thousand", "250000"),
        ("five hundred thousand", "500 thousand"),
        ("five million", "5 million"),
        ("two and a half million", "2.5 million"),
        ("2 and a half hours", "2.5 hours"),
        ("a million and a half", "1.5 million"),
        ("2½ million", "2.5 million"),
        ("half a million", "0.5 million"),
        ("half of one million", "0.5 million"),
        ("\u00bd a million", "0.5 million"),
        ("a quarter of a million", "0.25 million"),
        ("three quarters of a million", "0.75 million"),
        ("one and a quarter million", "1.25 million"),
        ("five and three quarters", "5.75"),
        ("twenty twenty", "2020"),
        ("nineteen eighty-four", "1984"),
        ("twenty ten thousand", "20 10 thousand"),
        ("twenty twenty-year-olds", "20 twenty-year-olds"),
        ("half a dozen", "0.5 dozen"),
        ("a half million", "0.5 million"),
        ("a hundred", "100"),
        ("a hundred and five", "105"),
        ("nearly a dozen", "nearly 1 dozen"),
        ("two dozen", "2 dozen"),
        ("hundred people", "100 people"),
        ("the thousand people", "the 1 thousand people"),
        ("two\nhundred", "200"),
        ("One of the ministers", "1 of the ministers"),
        ("ten seconds", "10 seconds"),
        ("three second half goals", "3 second half goals"),
        ("two third parties", "2 third parties"),
        # Two numbers, and no sum or product of them.
        ("between one hundred and two hundred", "between 100 and 200"),
        ("two and three", "2 and 3"),
        ("one two three", "1 2 3"),
        ("one hundred zero", "100 zero"),
        ("three thousand four thousand", "3 thousand 4 thousand"),
        ("two hundred, three hundred", "200, 300"),
        ("one thousand, five", "1 thousand, 5"),
        ("one million and three hundred", "1 million and 300"),
        ("two to three million", "2 to 3 million"),
    ],
)
def test_words_become_the_digits_that_a_person_would_write(words: str, digits: str) -> None:
    assert in_digits(words) == digits


@pytest.mark.parametrize(
    "text",
    [
        *(
            "the one who left",
            "no one",
            "one-third",
            "one third",
            "one half",
            "a",
            "A person",
            "May",
            "march",
            "An hour",
            "half",
        ),
        *("second", "the second of May", "a split second", "twenty-first", "twenty first", "the twenty second"),
        *("one hundred and twenty-first", "one hundred and first", "the two thousandth", "ten thousandths"),
        *(
            "two thirds",
            "two-thirds",
            "nine tenths",
            "two hundredths",
            "the nineteen nineties",
            "mid-thirties",
            "1990s",
        ),
        *("several hundred", "a few million", "hundreds", "dozens of them", "five-year", "a hundred-year-old"),
        *("zero tolerance", "Ground Zero", "zero-sum", "Thousand Oaks", "A Hundred Days"),
        *("twenty-one-year-olds", "fifty-fifty", "often", "Stone", "weighty", "the million-dollar question"),
        *("\u00bd", "\u2154 of the seats"),
        *("1,300½", "a half million-dollar house"),
    ],
)
def test_what_only_looks_like_a_number_stays_in_words(text: str) -> None:
    assert in_digits(text) == text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("two to three million", "2 million to 3 million"),
        ("$2-3 million", "$2 million-3 million"),
        ("$2 to $3 billion", "$2 billion to $3 billion"),
        ("between \u20ac2 and \u20ac3 million", "between \u20ac2 million and \u20ac3 million"),
        ("between ten and twelve thousand", "between 10,000 and 12,000"),
    ],
)
def test_a_scale_that_is_said_once_counts_for_both_ends_of_a_range(one: str, other: str) -> None:
    assert same_answer(one) == same_answer(other)


def test_a_scale_is_shared_only_by_a_range_that_rises() -> None:
    assert values("from 900,000 to 1.2 million") == {900_000, 1_200_000}
    assert values("1990 to 2 million") == {1990, 2_000_000}
    assert values("2 and 3 million") == {2, 3_000_000}


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        *("1,000", "1:", "1", "1\u2044", "$1,", "1 to ", "between 1 and ", "2½ ", "a "),
        *("half of a ", "two thirds ", "two hundred and ", "two million "),
    ],
)
def test_no_text_takes_a_time_that_grows_with_the_square_of_its_length(text: str) -> None:
    long = (text * 300_000)[: length(300_000)]  # which then would take longer than a test may
    assert same_answer(long)
    assert not differ(long, long)


@pytest.mark.parametrize(("start", "word"), [("two", " million"), ("5", " billion"), ("a", " hundred")])
def test_scales_without_end_can_be_read(start: str, word: str) -> None:
    assert same_answer(start + word * 3000)
