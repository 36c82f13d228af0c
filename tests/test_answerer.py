"""From spans to one answer: merging, ranking, citing, declining."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made import verdict

from briefbot.agreement import differ, same_answer
from briefbot.answerer import choose, compose
from briefbot.calibration import Calibration
from briefbot.codec import as_dict
from briefbot.features import Query
from briefbot.phrases import DO_NOT_SAY, MAY_SAY
from briefbot.replies import Asked, Evidence, Reply
from briefbot.types import Document, Hit, Passage, Span

PLAIN = Calibration(
    rank={"bias": 0.0, "margin": 1.0, "score": 0.0},
    confidence={"bias": 0.0, "rank": 1.0},
    thresholds=tuple(1 - wrong / 100 for wrong in range(101)),
)


def hit_in(text: str, source: str = "a.txt", copies: tuple[Passage, ...] = ()) -> Hit:
    return Hit(passage_of(text, source), 1.0, 0.5, 2.0, copies)


def passage_of(text: str, source: str) -> Passage:
    return Passage(Document(text, f"Title of {source}", source), ((0, len(text)),))


def span_of(hit: Hit, quote: str, margin: float) -> Span:
    start = hit.passage.document.text.index(quote)
    return Span(hit, start, start + len(quote), margin, 0.0)


def reply_to(
    hits: Sequence[Hit], spans: Sequence[Span], calibration: Calibration = PLAIN, threshold: float = 0.5
) -> Reply:
    choice = choose(Query("Who?"), spans, calibration)
    evidence = Evidence(tuple(hits), choice.spans, len(hits))
    return compose(Asked("Who?"), evidence, choice, calibration, threshold, ())


def ask(*spans: Span, threshold: float = 0.5) -> Reply:
    return reply_to(list(dict.fromkeys(span.hit for span in spans)), spans, PLAIN, threshold)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("the Tarn Bridge", "Tarn bridge"),
        ("$1.5 million.", "“$1.5 million”"),
        ("Núñez,", "núñez"),
        ("The The", "the the"),
        ("1,300 people", "1300 people"),
        ("2 – 0", "2-0"),
        ("9:00 a.m.", "9 a.m."),
        ("10–20", "10-20"),
        ("12,345,678.5", "12345678.5"),
        ("nine", "9"),
        ("Twenty-three people", "23 people"),
        ("3%", "3 percent"),
        ("3 per cent", "3%"),
        ("5 p.m.", "5pm"),
        ("$5.3bn", "$5.3 billion"),
        ("€5.3 million", "€5,300,000"),
        ("40 000", "40,000"),
        ("Erdoğan", "Erdogan"),
        ("17:00", "5 p.m."),
        ("5:30 PM", "17:30"),
        ("9 a.m.", "09:00"),
        ("12:15 a.m.", "00:15"),
        ("a hundred", "100"),
        ("a dozen", "12"),
        ("a hundred people", "hundred people"),
        ("half a million people", "500,000 people"),
        ("a quarter of a million", "250,000"),
        ("two dozen", "24"),
        ("two-thirds of the seats", "\u2154 of the seats"),
        ("three quarters of voters", "\u00be of voters"),
        ("one half", "\u00bd"),
        ("twenty twenty", "2020"),
        ("three hundred and five", "305"),
        ("The Hundred Years' War", "Hundred Years’ War"),
        ("A Thousand Splendid Suns", "Thousand Splendid Suns"),
    ],
)
def test_spans_that_differ_in_case_articles_and_punctuation_are_one_answer(one: str, other: str) -> None:
    assert same_answer(one) == same_answer(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("17", "23"),
        ("Ada Quill", "Ada Quills"),
        ("$", "€"),
        ("1.5", "15"),
        ("3%", "$3"),
        ("$5 million", "5 million"),
        ("-5", "5"),
        ("group A", "group"),
        ("C++", "C#"),
        ("2.1", "2-1"),
        ("1/2", "1-2"),
        ("10,000", "10.000"),
        ("9:05", "9:50"),
        ("100", "1"),
        ("Python 3.10", "Python 3.1"),
        ("BBB-", "BBB"),
        ("A$5 million", "$5 million"),
        ("5m", "5 million"),
        ("one of them", "1"),
        ("5 p.m.", "5 a.m."),
        ("17:00", "17"),
        ("5:30", "5:30 p.m."),
        ("second", "2"),
        ("two thirds", "2"),
        ("two thirds", "2 3"),
        ("two thirds", "one third"),
        ("a third", "the third"),
        ("the one", "100"),
        ("a few hundred", "100"),
    ],
)
def test_spans_that_say_different_things_stay_apart(one: str, other: str) -> None:
    assert same_answer(one) != same_answer(other)


def test_every_source_that_says_it_is_cited_best_first_and_no_other() -> None:
    first, second, third = (hit_in(f"Paper {n}: it was Ada Quill.", f"{n}.txt") for n in range(3))
    other = hit_in("It was Bo Lund.", "other.txt")
    answer = ask(
        span_of(second, "Ada Quill", 2.0),
        span_of(other, "Bo Lund", 1.0),
        span_of(first, "Ada Quill", 3.0),
        span_of(third, "Ada Quill", -0.5),
    )
    assert answer.text == "Ada Quill"
    assert [citation.source for citation in answer.citations] == ["0.txt", "1.txt"], "the third passage does not say so"
    assert answer.nearest == ()


def test_a_document_that_says_it_twice_is_cited_once_where_it_does_so_best() -> None:
    hit = hit_in("Ada Quill arrives. It was Ada Quill.")
    headline = span_of(hit, "Ada Quill", 1.0)
    sentence = replace(headline, start=26, end=35, score=2.0)
    assert [citation.start for citation in ask(headline, sentence).citations] == [26]


def test_copies_of_a_passage_are_cited_at_their_own_place() -> None:
    copy = passage_of("Reprinted.  It was Ada Quill.", "copy.txt")
    inexact = passage_of("It was ADA QUILL, they say.", "inexact.txt")
    moved = Passage(copy.document, ((12, len(copy.document.text)),))
    answer = ask(span_of(hit_in("It was Ada Quill.", copies=(moved, inexact)), "Ada Quill", 2.0))
    assert [citation.source for citation in answer.citations] == ["a.txt", "copy.txt"]
    assert {citation.quote for citation in answer.citations} == {"Ada Quill"}


def test_below_the_threshold_it_declines_and_shows_the_nearest_passages() -> None:
    hits = [hit_in(f"Passage {n}.", f"{n}.txt") for n in range(5)]
    spans = [span_of(hit, "Passage", -1.0) for hit in hits]
    answer = reply_to(hits, spans, replace(PLAIN, silence=0.4))
    assert (answer.answered, answer.text, answer.citations) == (False, "", ())
    assert answer.confidence == pytest.approx(0.2689, abs=1e-4)
    assert [passage.document.source for passage in answer.nearest] == ["0.txt", "1.txt", "2.txt"]
    assert reply_to(hits, spans, PLAIN, 0.2).answered


def test_it_says_that_the_articles_do_not_say_only_where_that_is_likely() -> None:
    best = span_of(hit_in("It was Ada Quill."), "Ada Quill", -1.0)
    other = span_of(hit_in("It was Bo Lund.", "b.txt"), "Bo Lund", -3.0)

    def declined(silence: float) -> Reply:
        return reply_to([other.hit, best.hit], [other, best], replace(PLAIN, silence=silence), 0.9)

    unsure, silent = declined(0.1), declined(0.9)
    assert (unsure.answered, unsure.unsure) == (False, True)
    assert unsure.likeliest is not None
    assert (unsure.likeliest.text, unsure.likeliest.document.source) == ("It was Ada Quill.", "a.txt")
    assert [passage.document.source for passage in unsure.nearest] == ["b.txt"], "each place once"
    assert "quote" not in as_dict(unsure)["likeliest"], "it is no citation"  # type: ignore[operator]
    assert (silent.answered, silent.unsure, silent.likeliest) == (False, False, None)
    assert len(silent.nearest) == 2
    assert (verdict(unsure), verdict(silent)) == (MAY_SAY, DO_NOT_SAY)
    assert unsure.confidence is not None
    assert verdict(declined(unsure.confidence)) == verdict(silent), "up to and with that confidence"
    assert verdict(reply_to([], [])) == "Nothing was searched."
    given = reply_to([best.hit], [best], replace(PLAIN, silence=0.9), 0.0)
    assert (given.answered, given.unsure, given.likeliest, verdict(given)) == (True, False, None, "")


def test_without_any_span_it_declines() -> None:
    answer = reply_to([], [], PLAIN, 0.0)
    assert (answer.answered, answer.confidence, answer.nearest) == (False, 0.0, ())
    assert not answer.unsure


def test_candidates_are_ranked_by_their_best_span() -> None:
    hit = hit_in("Ada Quill met Bo Lund and Ada Quill.")
    low, high = span_of(hit, "Ada Quill", 0.5), span_of(hit, "Bo Lund", 1.0)
    better = replace(low, start=26, end=35, score=2.0)
    candidates = choose(Query("Who?"), [low, high, better], PLAIN).candidates
    assert [(candidate.spans[0].text, candidate.score) for candidate in candidates] == [
        ("Ada Quill", 2.0),
        ("Bo Lund", 1.0),
    ]
    assert candidates[0].spans == (better, low)


@given(st.text(min_size=1, max_size=80), st.data())
def test_a_citation_quotes_the_document_and_lies_in_its_sentence(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    cuts = sorted({0, len(text), *data.draw(st.lists(st.integers(1, len(text)), max_size=4))})
    passage = Passage(Document(text, "T", "s"), tuple(itertools.pairwise(cuts)))
    citation = reply_to([], [Span(Hit(passage, 1, 1, 1), start, end, 9.0, 0.0)]).citations[0]
    assert text[citation.start : citation.end] == citation.quote
    assert text[citation.sentence_start : citation.sentence_end] == citation.sentence
    assert citation.sentence_start <= citation.start < citation.end <= citation.sentence_end
    assert citation.sentence_start in cuts
    assert citation.sentence_end in cuts


def test_what_another_article_says_instead_stands_beside_the_answer() -> None:
    answer = ask(
        span_of(hit_in("It hurt 17 people.", "a.txt"), "17", 3.0),
        span_of(hit_in("Officials counted 23.", "b.txt"), "23", 2.5),
        span_of(hit_in("Some 23 were hurt.", "c.txt"), "23", 2.0),
    )
    (other,) = answer.others
    assert (answer.text, other.text) == ("17", "23")
    assert [citation.source for citation in other.citations] == ["b.txt", "c.txt"]


def test_an_article_says_one_thing_instead() -> None:
    other = hit_in("Some 381 voted for a strike and 22 against.", "b.txt")
    spans = [span_of(hit_in("It was 429.", "a.txt"), "429", 3.0), span_of(other, "381", 2.9), span_of(other, "22", 2.8)]
    assert [alternative.text for alternative in ask(*spans).others] == ["381"]


@pytest.mark.parametrize(
    ("quote", "margin", "source"),
    [
        ("23", 0.4, "b.txt"),  # ranks too far below
        ("Ada Quill", 2.5, "b.txt"),  # is of another kind
        ("17 people", 2.5, "b.txt"),  # says the same in more words
        ("23", 2.5, "a.txt"),  # stands in the article that is cited
    ],
)
def test_what_may_not_contradict_the_answer_is_left_out(quote: str, margin: float, source: str) -> None:
    first = hit_in("It hurt 17, or 23, or 17 people, said Ada Quill.", "a.txt")
    second = first if source == "a.txt" else hit_in(f"It was {quote}.", source)
    assert ask(span_of(first, "17", 3.0), span_of(second, quote, margin)).others == ()


def test_after_something_doubtful_nothing_counts_as_what_others_say() -> None:
    strict = replace(PLAIN, margin=2.6)
    said = [("17", 3.0), ("23", 2.5), ("31", 2.7)]
    spans = [span_of(hit_in(f"It was {quote}.", f"{quote}.txt"), quote, margin) for quote, margin in said]
    ranked = replace(strict, rank={**strict.rank, "margin": 0.0, "score": 1.0})
    spans[2] = replace(spans[2], score=2.4, null_score=-0.3)
    assert reply_to([], spans, ranked).others == ()


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("17", "23 people", True),
        ("65 litres per second", "40 litres per second", True),
        ("Ada Quill", "Bo Lund", True),
        ("Ada Quill", "Quill", False),
        ("3 May 2020", "May 3", False),
        ("17", "Ada Quill", False),
        ("3 litres", "4 percent", False),
        ("1,300 people", "1300 people", False),
        ("€1.6 million", "€1.60 million", False),
        ("9 a.m.", "9:00 a.m.", False),
        ("5/3/2020", "2020", False),
        ("“”", "Ada", False),
        ("The Red Cross", "The Army", True),
        ("the mayor", "the governor", True),
        ("Bank of Tarn", "Ministry of Health", True),
        ("O+", "O-", True),
        ("€1.6 million", "€1.9 billion", True),
        ("-5", "5", True),
        ("5 p.m.", "6 p.m.", True),
        ("€5.3 million", "€5,300,000", False),
        ("16.1 billion", "16,100,000,000", False),
        ("€5m", "5 million", False),
        ("5m", "6 million", True),
        ("\u22125", "-5 C", False),
        ("WHO", "UNICEF", True),
        ("Will", "Ada", True),
        ("9.30am", "9:30 a.m. on Monday", False),
        ("5 p.m.", "17:00", False),
        ("5 p.m.", "17", False),
        ("NATO", "The North Atlantic Treaty Organization", False),
        ("the U.N.", "United Nations", False),
        ("WHO", "World Health Organization", False),
        ("IS", "Islamic State", False),
        ("The Fed", "The Federal Reserve", False),
        ("Orbán", "Viktor Orban", False),
        ("March 2022", "March 7", False),
        ("March 7", "2022", False),
        ("March 7", "on Monday", False),
        ("March 2022", "April 7", True),
        ("Sept. 3", "September 5", True),
        ("3 to 5 May", "May 4", False),
        ("March 30 to April 2", "April 1", False),
        ("1990s", "1994", False),
        ("the mid-1990s", "2004", True),
        ("1994", "in 1996", True),
        ("19th century", "1850", False),
        ("2021-22", "2021/2022", False),
        ("Dec. 31, 2021", "2022", True),
        ("Monday", "yesterday", False),
        ("Monday", "Tuesday", True),
        ("9 a.m. on Monday", "9 a.m. on Tuesday", True),
        ("9 a.m. on Monday", "10 a.m.", True),
        ("May", "12 people", False),
        ("two years ago", "1994", False),
        ("12%", "$40 million", False),
        ("12%", "14 percent", True),
        ("$5 million", "€5.5 million", False),
        ("$5 million", "$6m", True),
        ("$5.3B", "$5.3 billion", False),
        ("£2tn", "£2 trillion", False),
        ("$100K", "$100,000", False),
        ("£1.5m", "£1,500,000", False),
        ("5 lakh", "500,000", False),
        ("40 000", "40,000", False),
        ("Nine people", "12 people", True),
        ("nine", "9", False),
        ("one", "two", True),
        ("More than 100", "117", False),
        ("more than 100", "about 95", False),
        ("more than 100", "81", True),
        ("at most 5", "7", True),
        ("more than $5 million", "$6 million", False),
        ("12 over the limit", "15", True),
        ("One of the ministers", "two of the ministers", True),
        ("up to 12 people", "10", False),
        ("some 1,300 people", "1,297", False),
        ("some 1,300 people", "900 people", True),
        ("Ada Quill", "the mayor", False),
        ("the government", "Finance Minister Ada Quill", False),
        ("three hundred and five people", "305 people", False),
        ("three hundred and five people", "300 people", True),
        ("two and a half million", "2.5 million", False),
        ("two and a half million", "2½ million", False),
        ("one hundred and twenty", "120", False),
        ("two dozen", "24", False),
        ("two dozen", "a dozen", True),
        ("half a million", "500,000", False),
        ("5m", "five million", False),
        ("two to three million", "2-3 million", False),
        ("two thirds of voters", "60 percent of voters", False),
        ("a hundred years ago", "1924", False),
        ("Thousand Oaks", "10", False),
        # Fractions differ from fractions alone.
        ("one third", "two thirds", True),
        ("one third of the seats", "two thirds of the seats", True),
        ("a fifth", "two fifths", True),
        ("nearly half the seats", "a third of the seats", True),
        ("more than half", "two thirds", False),
        ("two thirds", "\u2154", False),
        ("three quarters", "\u00be", False),
        ("two thirds of voters", "two thirds of members", False),
        ("two thirds of the 300 members", "two thirds of the 400 members", True),
        ("three quarters of voters", "75 percent of voters", False),
        ("half of voters", "50 percent", False),
        ("\u00bd", "50 percent", False),
        ("two thirds of the vote", "a clear majority", False),
        ("one third", "some of the staff", False),
        ("4 ft 8 1\u20442 in", "9 ft", True),
        ("the second half of 2020", "the second half of 2021", True),
        ("the first half of the year", "the second half of the year", False),
        # Amounts that are equal however they are said.
        ("a quarter of a million", "250,000", False),
        ("a quarter of a million", "350,000", True),
        ("a third of a million", "330,000", False),
        ("half of one million", "500,000", False),
        ("\u00bd a million", "500,000", False),
        ("between 2 and 3 million euros", "2 to 3 million euros", False),
        ("\u20ac5-10 million", "between five and 10 million euros", False),
        ("10-12 thousand", "between ten and twelve thousand", False),
        ("150K", "a hundred and fifty thousand", False),
        ("150K", "150,000", False),
        ("150K", "160,000", True),
        ("3½ years", "three years and six months", False),
        ("3½ years", "three years and three months", True),
        ("3 years", "three years and six months", False),
        ("2.5 hours", "2 hours 30 minutes", False),
        ("twenty twenty", "2020", False),
        ("twenty twenty", "2021", True),
        # Round numbers, that nobody has counted.
        ("a dozen people", "11 people", False),
        ("a dozen people", "20 people", True),
        ("a hundred or so", "98", False),
        ("a thousand people", "980 people", False),
        ("a thousand people", "700 people", True),
        ("half a million", "480,000", False),
        ("more than a hundred", "98", True),
        ("a hundred and five", "a hundred and six", True),
        ("two dozen", "23", True),
    ],
)
def test_answers_differ_only_if_they_are_of_one_kind(one: str, other: str, apart: bool) -> None:
    assert differ(one, other) is differ(other, one) is apart


def test_as_dict_holds_the_public_fields_under_their_names() -> None:
    answer = ask(span_of(hit_in("It was Ada Quill."), "Ada Quill", 2.0))
    fields = as_dict(answer)
    assert list(fields) == [
        "kind",
        "question",
        "answered",
        "text",
        "confidence",
        "citations",
        "others",
        "unsure",
        "likeliest",
        "nearest",
        "searched",
        "missing",
        "after",
        "read_as",
        "as_written",
        "taken_for",
        "as_of",
        "undated",
    ]
    assert fields["citations"] == [
        {
            "document_id": answer.citations[0].document_id,
            "title": "Title of a.txt",
            "source": "a.txt",
            "other_sources": [],
            "voice": 1,
            "outlet": None,
            "published": None,
            "page": None,
            "block": "body",
            "start": 7,
            "end": 16,
            "quote": "Ada Quill",
            "sentence": "It was Ada Quill.",
            "sentence_start": 0,
            "sentence_end": 17,
            "date": None,
            "sha256": answer.citations[0].sha256,
        }
    ]
