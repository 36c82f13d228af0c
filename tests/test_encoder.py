"""Both forms of the encoder give the same vectors, of texts read to their end."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from sentence_transformers import SentenceTransformer

from briefbot.encoder import OnnxEncoder, SentenceEncoder, embedded_text
from briefbot.errors import ModelError

TEXTS = ["Who led?", "Ångström said: “No.”", "𝄞", "word " * 200, "1931"]


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    return SentenceEncoder()


@pytest.fixture(scope="module")
def exported(encoder: SentenceEncoder) -> OnnxEncoder:
    return OnnxEncoder(encoder.export_once())


def test_the_two_forms_agree(encoder: SentenceEncoder, exported: OnnxEncoder) -> None:
    assert exported.fingerprint == encoder.fingerprint
    assert exported.encode(TEXTS).shape == (5, encoder.dimension)
    assert np.abs(exported.encode(TEXTS) - encoder.encode(TEXTS)).max() < 1e-4
    assert np.linalg.norm(exported.encode(TEXTS), axis=1) == pytest.approx(np.ones(5), abs=1e-5)


class Untraceable(torch.nn.Module):
    def forward(self, features: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
        if torch.onnx.is_in_onnx_export():
            raise RuntimeError("this stage cannot be traced\nand here is page after page")
        return features


def test_an_encoder_that_cannot_be_exported_says_what_to_do(
    encoder: SentenceEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BRIEFBOT_CACHE", str(tmp_path))
    stage = Untraceable()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(encoder, "fingerprint", "untraceable")
        patch.setattr(encoder, "_model", SentenceTransformer(modules=[*encoder._model, stage]))
        with pytest.raises(ModelError, match=r"cannot be traced\)\. Name another .*--encoder"):
            encoder.export_once()
    assert list((tmp_path / "encoders").iterdir()) == [], "nothing is left behind"


def test_exporting_leaves_the_encoder_as_it_was(
    encoder: SentenceEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def state() -> tuple[object, ...]:
        backend = encoder._model.tokenizer.backend_tokenizer
        return encoder._model.device, backend.truncation, backend.padding

    monkeypatch.setenv("BRIEFBOT_CACHE", str(tmp_path))
    vectors = encoder.encode(TEXTS)
    before = state()
    encoder.export_once()
    assert state() == before
    assert np.array_equal(encoder.encode(TEXTS), vectors)


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
