"""Both forms of the encoder give the same vectors, of texts read to their end."""

from __future__ import annotations

import numpy as np
import pytest

from briefbot.encoder import OnnxEncoder, SentenceEncoder, embedded_text


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    return SentenceEncoder()


@pytest.fixture(scope="module")
def exported(encoder: SentenceEncoder) -> OnnxEncoder:
    return OnnxEncoder(encoder.export_once())


def test_the_two_forms_agree(encoder: SentenceEncoder, exported: OnnxEncoder) -> None:
    texts = ["Who led?", "Ångström said: “No.”", "𝄞", "word " * 200, "1931"]
    assert exported.fingerprint == encoder.fingerprint
    assert exported.encode(texts).shape == (5, encoder.dimension)
    assert np.abs(exported.encode(texts) - encoder.encode(texts)).max() < 1e-4
    assert np.linalg.norm(exported.encode(texts), axis=1) == pytest.approx(np.ones(5), abs=1e-5)


def test_of_a_long_question_the_end_counts(exported: OnnxEncoder) -> None:
    preamble = "The committee met again on Tuesday and heard a report. " * 60
    one, other = exported.encode([f"{preamble}Who owns the lighthouse?", f"{preamble}When did the ferry sink?"])
    assert one @ other < 0.999


def test_fits_says_whether_a_text_is_read_whole(encoder: SentenceEncoder) -> None:
    assert encoder.fits("word " * 250)
    assert not encoder.fits("word " * 260)
    assert encoder.fits("")


def test_a_passage_is_embedded_under_its_title_once() -> None:
    assert embedded_text("A title", "The text.") == "A title\nThe text."
    assert embedded_text("A title", "A title\n\nThe text.") == "A title\n\nThe text."
    assert len(embedded_text("x" * 5000, "The text.")) < 300
