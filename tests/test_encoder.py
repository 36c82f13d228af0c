"""Both forms of the encoder give the same vectors, of texts read to their end."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from sentence_transformers import SentenceTransformer

from briefbot.encoder import OnnxEncoder, SentenceEncoder, embedded_text
from briefbot.errors import ModelError
from briefbot.indexer import encoders
from briefbot.settings import PACKAGED_ENCODER, Settings
from briefbot.store import Facts

pytestmark = pytest.mark.model

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


def test_a_text_has_the_same_vector_among_others_as_alone(exported: OnnxEncoder) -> None:
    texts = [f"{'word ' * (at % 50)}{at}" for at in range(100)]
    together = exported.encode(texts)
    for text, vector in zip(texts, together, strict=True):
        assert np.array_equal(exported.encode([text])[0], vector)


@pytest.mark.parametrize(
    ("accelerator", "pending", "form"),
    [(False, 3, OnnxEncoder), (False, 10**6, OnnxEncoder), (True, 3, OnnxEncoder), (True, 10**6, SentenceEncoder)],
)
def test_a_build_embeds_on_an_accelerator_where_that_pays(
    encoder: SentenceEncoder, monkeypatch: pytest.MonkeyPatch, accelerator: bool, pending: int, form: type
) -> None:
    encoder.export_once()
    facts = Facts(PACKAGED_ENCODER, encoder.fingerprint, encoder.dimension, 160)
    build = encoders.BuildEncoder()
    assert build.fits("A short text.", Settings(), facts)
    monkeypatch.setattr(encoders, "has_accelerator", lambda: accelerator)
    other = SentenceEncoder if form is OnnxEncoder else OnnxEncoder
    monkeypatch.delattr(other, "encode")
    for _ in range(2):  # the second time with what is loaded
        assert build.encode(TEXTS, Settings(), facts, pending=pending).shape == (len(TEXTS), encoder.dimension)


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
