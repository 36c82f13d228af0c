"""Spans that are broken become what a person would give, and all others stay as they are."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from briefbot.reader.wholeness import whole

patient = settings(deadline=None)  # the clock of a busy machine proves nothing about text
SPAN = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)

plain = [
    "Ada",
    "Quill",
    "said",
    "won't",
    "7.5",
    "1,200",
    "million",
    "%",
    "$",
    "3",
    "October",
    "2025",
    "U.S.",
    "Inc.",
    "p.m.",
]
joined = [
    "F-16",
    "anti-war",
    "Dodds'",
    "5'",
    '6"',
    "'90s",
    "a.m",
    "\u5927\u962a",
    "e\u0301",
    "\U0001d11e",
    "-",
    "\u2013",
    "...",
]
marks = [
    "(",
    ")",
    "[",
    "]",
    '"',
    "'",
    "\u201c",
    "\u201d",
    "\u2018",
    "\u2019",
    "\u201e",
    "\u00ab",
    "\u00bb",
    ",",
    ".",
    ";",
    "!",
]
gaps = st.sampled_from(["", "", " ", " ", " ", "\n", "\n\n", "\r\n\r\n", "\u00a0", "\n \n"])
pieces = st.tuples(st.sampled_from(plain + joined + marks), gaps).map("".join)
news_like = st.lists(pieces, min_size=1, max_size=40).map("".join)
texts = st.one_of(news_like, st.text(min_size=1))


@st.composite
def spans(draw: st.DrawFn) -> tuple[str, int, int]:
    text = draw(texts)
    start = draw(st.integers(0, len(text) - 1))
    return text, start, draw(st.integers(start + 1, len(text)))


def marked(line: str) -> tuple[str, int, int]:
    """The text of `line` without its [[ ]], and the span that these enclose."""
    found = SPAN.search(line)
    assert found
    return line[: found.start()] + found[1] + line[found.end() :], found.start(), found.start() + len(found[1])


def result(line: str) -> str:
    text, start, end = marked(line)
    begin, stop = whole(text, start, end)
    return text[begin:stop]


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("led by[[ Ada Quill, ]]who left", "Ada Quill"),
        ("[[: the old bridge;]] then", "the old bridge"),
        ("opened in [[1931.]] Later", "1931"),
        ("and so[[. The bridge]] fell", "The bridge"),
        ("the bridge[[\u2014the oldest \u2014]] fell", "the oldest"),
        ("the [[bridge -]] fell", "bridge"),
        ("he said [[wait...]] and left", "wait"),
        ("lives in [[Washington, D.C.]]", "Washington, D.C."),
        ("bought by [[Apple Inc.]]", "Apple Inc."),
        ("by [[Lloyd et al.]]", "Lloyd et al."),
        ("sang in [[Airplane!]] twice", "Airplane!"),
        ("the ending [[-es]] is", "-es"),
        ("rated [[#2]] there", "#2"),
        ("at [[\u22125 \u00b0C]] there", "\u22125 \u00b0C"),
        ("[[**Ada Quill**]], 58, founded", "Ada Quill"),
        ("**[[Ada Quill**]], 58, founded", "Ada Quill"),
        ("[[_La Naci\u00f3n]]_ reported", "La Naci\u00f3n"),
        ("[[__Bo Lund]]__ left", "Bo Lund"),
        ("**[[Tarn, Ostrel**]] and", "Tarn, Ostrel"),
        ("is [[Edward Webber &mdash]]; who", "Edward Webber"),
        ("is [[Edward Webber &mdash;]] who", "Edward Webber"),
        ("OSLO &[[mdash; Ada Quill]] won", "Ada Quill"),
        ("OSLO [[&mdash; Ada Quill]] won", "Ada Quill"),
        ("the [[2 &ndash; 3 boats]] left", "2 &ndash; 3 boats"),
        ("the tag [[mdash]] is", "mdash"),
        ("the tag [[&mdash;]] is", "&mdash"),
    ],
)
def test_white_space_and_stray_punctuation_around_a_span_go(line: str, answer: str) -> None:
    assert result(line) == answer


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("will not [[hind]]er growth", "hinder"),
        ("among [[over]]weight people", "overweight"),
        ("the [[263]]rd Street", "263rd"),
        ("Governor [[O]]'Malley", "O'Malley"),
        ("Governor O'[[Malley]] won", "O'Malley"),
        ("they [[should]]n't be", "shouldn't"),
        ("Senator O\u2019[[Malley]] won", "O\u2019Malley"),
        ("in [[Kyo\u0304]]to\u4eac\u90fd, then", "Kyo\u0304to"),
        ("in the [[U.S]]. Army", "U.S."),
        ("in the [[U]].S. Army", "U.S."),
        ("by [[Warner Bros]]. in 1990", "Warner Bros."),
        ("on [[example]].org today", "example.org"),
        ("sings [[R]]&B songs", "R&B"),
        ("near [[Saxony]]-Anhalt there", "Saxony-Anhalt"),
        ("died of [[COVID]]-19 there", "COVID-19"),
        ("died of [[Covid]]-19 there", "Covid-19"),
        ("has a [[Ph.D]]. in physics", "Ph.D."),
        ("on [[Pennsylvania Ave]]. there", "Pennsylvania Ave."),
        ("a [[Greco]]\u2013Roman style", "Greco\u2013Roman"),
        ("flies the F-[[16]] jet", "F-16"),
        ("a basic [[worm]]-shape continues", "worm-shape"),
        ("aged [[twenty]]-three", "twenty-three"),
        ("a [[fourteen]]-year-old girl", "fourteen-year-old"),
        ("they were anti-[[Communist]] then", "anti-Communist"),
        ("the painter Vincent [[van Gogh]] died", "Vincent van Gogh"),
        ("King [[Louis]] XIV ruled", "Louis XIV"),
    ],
)
def test_a_word_or_name_is_never_cut(line: str, answer: str) -> None:
    assert result(line) == answer


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("cost $[[7]].5 million to build", "$7.5 million"),
        ("cost $7.5 [[million]] to build", "$7.5 million"),
        ("a sum of \u20ac [[200]]bn fell", "\u20ac 200bn"),
        ("killed 1,[[700]] people", "1,700"),
        ("killed [[1]],700 people", "1,700"),
        ("at 5:[[40]] on Monday", "5:40"),
        ("the season [[2025]]/26 began", "2025/26"),
        ("rose by [[12]]% again", "12%"),
        ("rose by [[12]] % again", "12 %"),
        ("up to [[105]] \u00b0F in summer", "105 \u00b0F"),
        ("fell to \u2212[[5]] there", "\u22125"),
        ("[[three]] hundred thousand people", "three hundred thousand"),
        ("a sum of [[40]]\nmillion pounds", "40\nmillion"),
        ("left at [[2]] p.m., he said", "2 p.m."),
        ("left at [[2 p.m]]. on Monday", "2 p.m."),
        ("left at [[6:30]] am today", "6:30 am"),
        ("died in [[186]] BC there", "186 BC"),
        ("since AD [[43]] at least", "AD 43"),
        ("cut its rating to [[BBB]]- on Monday", "BBB-"),
        ("blood group [[O]]+ is sought", "O+"),
        ("vitamin [[C]] - it was said", "C"),
        ("on [[3]] October they left", "3 October"),
        ("on 3 [[October 2025]] they left", "3 October 2025"),
        ("on [[October]] 3, 2025, they left", "October 3"),
        ("cost A$[[5 million]] then", "A$5 million"),
        ("cost HK[[$5]] a day", "HK$5"),
        ("cost \u20a6[[500]] billion", "\u20a6500 billion"),
        ("on [[Nov.]] 3, he", "Nov. 3"),
    ],
)
def test_numbers_amounts_hours_and_dates_are_whole(line: str, answer: str) -> None:
    assert result(line) == answer


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("called it [[a \u201cmockery]]\u201d of justice", "a \u201cmockery\u201d"),
        ("called it [[\u201cmockery\u201d]] today", "mockery"),
        ("called it [[\u201cmockery]]\u201d today", "mockery"),
        ('called it "[[mockery"]] today', "mockery"),
        ('the "[[TGIF" block]] ended', '"TGIF" block'),
        ('a "first" and [[a "second]]" one', 'a "second"'),
        ("it is [[\u00abvrai\u00bb]] there", "vrai"),
        ("ein [[\u201eWunder\u201c]] dort", "Wunder"),
        ("her \u2018[[old friend\u2019]] left", "old friend"),
        ("his [['great idea]]' failed", "great idea"),
        ("the war [[(1998)]] ended", "1998"),
        ("the war [[(1998]]) ended", "1998"),
        ("the film [[Alien (1979]]) won", "Alien (1979)"),
        ("of clades ([[genetic branches) of a genome]]", "genetic branches"),
        ("[[Mary was kept (in Latin, macula]] " + "or labes " * 20 + ") then", "Mary was kept"),
        ("he said it was [[only a very \u201csmall]] \u201d matter", "only a very \u201csmall \u201d"),
        ("He is 6'[[2\"]] tall", "6'2\""),
        ("[[the tombs']] age", "the tombs"),
        ("[[Dodds's]] book", "Dodds's"),
        ("in the '80s [[and workers]]' rights", "and workers"),
        ("\u2018We back the [[workers\u2019 union]],\u2019 she said.", "workers\u2019 union"),
        ("'I praise the [[nurses' union]] for it,' she said.", "nurses' union"),
        ("\u2018I demand [[teachers\u2019 pay]] be raised,\u2019 he said.", "teachers\u2019 pay"),
        ("They told 'em that the [[players' association]] agreed.", "players' association"),
    ],
)
def test_brackets_and_quotes_are_whole_and_do_not_enclose_the_answer(line: str, answer: str) -> None:
    assert result(line) == answer


@pytest.mark.parametrize(
    "line",
    [
        "the [[11]] miles to town",  # "How many miles?"
        "some [[14]] percent of all",  # "What percentage?"
        "a [[six]]-year term",
        "on 17 May [[1899]] he left",  # "In what year?"
        "in [[July]] 2005 they met",
        "on [[3 October]] 2025 they left",
        "from 1859\u2013[[1952]] they ruled",
        "[[Egypt]]'s economy",
        "[[Francis]] Coppola",
        "[[rock 'n' roll]] songs",
        'the songs [["One" and "Two"]] of it',
        "the [[Graduate Organization (GESO)]] met",
        "by [[Yale University]].",
        "the [[Colony]]\n\nVictoria-Act",
    ],
)
def test_what_people_give_as_it_stands_stays(line: str) -> None:
    text, start, end = marked(line)
    assert whole(text, start, end) == (start, end)


def test_a_span_does_not_grow_over_a_line_break_or_sentence_end_to_close_a_quotation() -> None:
    assert result("he called it [[a \u201cmockery]]\nof justice\u201d") == "mockery"
    assert result("it was [[a \u201cquestion]]. Nobody asked.\u201d So") == "question"


def test_a_half_with_no_other_in_its_paragraph_stays_inside_a_span() -> None:
    assert result("[[Alien (1979]]\n\n) won") == "Alien (1979"


def test_straight_quotes_are_paired_within_their_own_paragraph() -> None:
    assert result('"Not closed.\n\nHe saw [[a "star]]" rise') == 'a "star"'


@patient
@given(spans())
@example(("?!", 0, 2))
@example(("\n\n(a", 0, 4))
def test_a_span_stays_in_the_text_and_keeps_a_letter_or_digit(case: tuple[str, int, int]) -> None:
    text, start, end = case
    begin, stop = whole(text, start, end)
    assert 0 <= begin < stop <= len(text)
    assert any(map(str.isalnum, text[begin:stop])) == any(map(str.isalnum, text[start:end]))


@patient
@given(spans())
def test_a_whole_span_is_its_own_whole_span(case: tuple[str, int, int]) -> None:
    text, start, end = case
    span = whole(text, start, end)
    assert whole(text, *span) == span


@patient
@given(spans())
def test_no_blank_line_is_added(case: tuple[str, int, int]) -> None:
    text, start, end = case
    begin, stop = whole(text, start, end)
    blank = re.compile(r"\n[^\S\n]*\n")
    assert len(blank.findall(text[begin:stop])) <= len(blank.findall(text[start:end]))


@patient
@given(spans())
def test_no_run_of_digits_or_latin_letters_is_cut(case: tuple[str, int, int]) -> None:
    text, start, end = case
    begin, stop = whole(text, start, end)
    if any(map(str.isalnum, text[start:end])):
        for at in (begin, stop):
            assert not re.fullmatch("[A-Za-z0-9]{2}", text[max(0, at - 1) : at + 1])


word = st.sampled_from(["bridge", "old", "Tarn", "river", "Quill"])
phrase = st.lists(word, min_size=1, max_size=3).map(" ".join)
enclosed = st.sampled_from(["()", "[]", '""', "\u201c\u201d", "\u00ab\u00bb"])
wrapped = st.builds(lambda inner, pair: pair[0] + inner + pair[1], phrase, enclosed)


@patient
@given(st.lists(st.one_of(phrase, wrapped), min_size=1, max_size=4).map(" ".join), st.data())
def test_in_a_short_sentence_no_half_of_a_pair_is_left_alone(sentence: str, data: st.DataObject) -> None:
    tokens = [match.span() for match in re.finditer(r"\w+|[^\w\s]", sentence)]
    first = data.draw(st.integers(0, len(tokens) - 1))
    last = data.draw(st.integers(first, len(tokens) - 1))
    begin, stop = whole(sentence, tokens[first][0], tokens[last][1])
    answer = sentence[begin:stop]
    if any(map(str.isalnum, answer)):
        assert answer.count('"') % 2 == 0
        for opening, closing in ("()", "[]", "\u201c\u201d", "\u00ab\u00bb"):
            assert answer.count(opening) == answer.count(closing)
