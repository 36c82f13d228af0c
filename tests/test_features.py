"""What speaks for and against a span; the articles are written for this."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbot.answer_sort import answer_sort, described_in, with_sorts
from briefbot.encoder import packaged_encoder
from briefbot.evaluation.weights import fit_probability, fit_ranking
from briefbot.features import CHOICE_PRIORS, CHOICE_SIGNS, SPAN_PRIORS, SPAN_SIGNS, Features, Query, Sign, span_features
from briefbot.types import Document, Hit, Passage, Span


def hit(text: str, title: str = "Report", published: dt.date | None = None, source: str = "a.txt") -> Hit:
    document = Document(text, title, source, published=published)
    ends = [at + 2 for at in range(len(text)) if text.startswith(". ", at)]
    starts = [0, *ends]
    sentences = tuple((start, end) for start, end in zip(starts, [*(end - 1 for end in ends), len(text)], strict=True))
    return Hit(Passage(document, sentences), 1.0, 0.5, 1.0)


def span(hit: Hit, quote: str, score: float = 5.0) -> Span:
    start = hit.passage.document.text.index(quote)
    return Span(hit, start, start + len(quote), score, 0.0)


def of(question: str, *spans: Span, reference: dt.date | None = None) -> list[Features]:
    return span_features(Query.of(question, [each.hit for each in spans], reference), spans)


@pytest.mark.unit
def test_the_features_have_the_names_of_their_signs() -> None:
    (found,) = of("Who opened the mill?", span(hit("Ada Quill opened the mill."), "Ada Quill"))
    assert list(found) == list(SPAN_SIGNS)
    assert set(SPAN_PRIORS) <= set(SPAN_SIGNS)
    assert set(CHOICE_PRIORS) <= set(CHOICE_SIGNS)
    for priors, signs in ((SPAN_PRIORS, SPAN_SIGNS), (CHOICE_PRIORS, CHOICE_SIGNS)):
        for name, weight in priors.items():
            low, high = signs[name].value
            assert (low is None or weight >= low) and (high is None or weight <= high), name


@pytest.mark.unit
def test_what_a_sentence_denies_is_told_unless_it_is_asked_for() -> None:
    report = hit("Police ruled out a short circuit. A candle fell over, they said.")
    denied, said = of("What caused the fire?", span(report, "a short circuit"), span(report, "A candle"))
    assert (denied["denied"], said["denied"]) == (1.0, 0.0)
    (asked,) = of("What was ruled out?", span(report, "a short circuit"))
    assert asked["denied"] == 0.0


@pytest.mark.unit
def test_a_correction_speaks_against_the_old_figure_and_not_against_the_new_one() -> None:
    old = hit("Some 4,000 litres ran into the bay.", published=dt.date(2031, 3, 1))
    new = hit(
        "The coastguard corrected its figure: 40,000 litres ran out, and not 4,000 as it had said.",
        published=dt.date(2031, 3, 4),
        source="b.txt",
    )
    wrong, right = of("How much ran into the bay?", span(old, "4,000 litres"), span(new, "40,000 litres"))
    assert (wrong["retracted"], right["retracted"]) == (1.0, 0.0)
    earlier = replace(new.passage.document, published=dt.date(2031, 2, 1))
    older = Hit(Passage(earlier, new.passage.sentences), 1.0, 0.5, 1.0)
    again, _ = of("How much ran into the bay?", span(old, "4,000 litres"), span(older, "40,000 litres"))
    assert again["retracted"] == 0.0, "an older article cannot set a newer one right"


@pytest.mark.unit
def test_another_thing_that_is_called_alike_is_in_conflict() -> None:
    north = hit("The North Quay Bridge has 38 cables.")
    assert of("How many cables has the South Quay Bridge?", span(north, "38"))[0]["names_conflict"] == 1.0
    assert of("How many cables has the North Quay Bridge?", span(north, "38"))[0]["names_conflict"] == 0.0


@pytest.mark.unit
def test_articles_that_say_the_same_support_each_other_and_copies_do_not() -> None:
    texts = [hit(f"Paper {name} says Ada Quill won.", source=f"{name}.txt") for name in "abc"]
    for each, family in zip(texts, ("x", "y", "y"), strict=True):
        object.__setattr__(each.passage.document, "family", family)
    alone, two, copies = (
        of("Who won?", *(span(each, "Ada Quill") for each in chosen))[0]["voices"]
        for chosen in (texts[:1], texts[:2], texts[1:])
    )
    assert alone < two
    assert copies == alone


@pytest.mark.unit
@given(st.text(min_size=1, max_size=120), st.text(min_size=1, max_size=80), st.data())
def test_any_text_has_finite_features(text: str, question: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    found = Hit(Passage(Document(text, "T", "s", published=dt.date(2031, 1, 1)), ((0, len(text)),)), 1.0, 0.5, 1.0)
    (features,) = of(question, Span(found, start, end, 1.0, 0.0), reference=dt.date(2031, 2, 1))
    assert all(np.isfinite(value) for value in features.values())


@pytest.mark.unit
def test_a_weight_keeps_to_its_sign_and_near_what_is_expected_where_nothing_tells_otherwise() -> None:
    signs = {"good": Sign.FOR, "bad": Sign.AGAINST, "rare": Sign.AGAINST}
    rows: list[Features] = [{"good": float(at % 2), "bad": float(at % 2), "rare": 0.0} for at in range(40)]
    right = [at % 2 == 1 for at in range(40)]
    found = fit_probability(rows, right, signs, {"rare": -3.0})
    assert found["good"] > 1.0
    assert found["bad"] == 0.0, "it stands with right answers, but may not speak for one"
    assert found["rare"] == pytest.approx(-3.0)


@pytest.mark.unit
def test_a_ranking_puts_the_right_one_of_each_question_first() -> None:
    signs = {"own": Sign.FOR, "shared": Sign.EITHER}
    # "Shared" tells questions apart, not the answers of one.
    questions = [
        ([{"own": 1.0, "shared": float(at)}, {"own": 0.0, "shared": float(at)}], [True, False]) for at in range(30)
    ]
    weights = fit_ranking(questions, signs, {})
    assert weights["own"] > 1.0
    assert abs(weights["shared"]) < 1e-3
    assert fit_ranking([([{"own": 1.0, "shared": 0.0}], [True])], signs, {}) == {"bias": 0.0, "own": 0.0, "shared": 0.0}


@pytest.mark.unit
def test_a_number_is_described_with_what_it_counts() -> None:
    text = "She served 45 days, not years."
    assert described_in(text, 11, 13) == "45 days"
    assert described_in(text, 0, 3) == "She"


@pytest.mark.model
def test_the_sort_of_thing_asked_for_is_told_from_others() -> None:
    encoder = packaged_encoder()
    assert encoder is not None
    report = hit("Mara Lindqvist opened the bridge in Lisbon on 3 May 2031 for 12 million euros, said Siemens.")
    for question, better, worse in (
        ("Who opened the bridge?", "Mara Lindqvist", "3 May 2031"),
        ("In which city was the bridge opened?", "Lisbon", "12 million euros"),
        ("When was the bridge opened?", "3 May 2031", "Siemens"),
        ("How much did the bridge cost?", "12 million euros", "Mara Lindqvist"),
        ("Which company built it?", "Siemens", "3 May 2031"),
    ):
        spans = [span(report, better), span(report, worse)]
        first, second = with_sorts(spans, encoder.encode([question])[0], encoder)
        assert first.sort > second.sort, question
    assert answer_sort() is answer_sort()
    assert with_sorts([], encoder.encode(["Who?"])[0], encoder) == []


@pytest.mark.model
def test_short_texts_embedded_together_have_the_vectors_that_each_has_alone() -> None:
    encoder = packaged_encoder()
    assert encoder is not None
    texts = ["Lisbon", "12 million euros", "the mayor of a small town by the sea"]
    assert np.allclose(encoder.encode(texts), encoder.encode_short(texts), atol=1e-5)
    assert encoder.encode_short([]).shape == (0, encoder.dimension)
