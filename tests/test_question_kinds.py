"""Which kind of reply a question asks for."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest

from briefbot import question_kinds
from briefbot.encoder import OnnxEncoder, packaged_encoder
from briefbot.errors import ModelError
from briefbot.question_kinds import FALLBACK, PATH, SLOTS, KindModel, kind_model, question_kind, surface
from briefbot.replies import KINDS

ASKED = [
    ("quote", "Who is the mayor of Quellin?"),
    ("quote", "when was the salt bridge opened"),
    ("brief", "Give me a brief on the harbour strike"),
    ("timeline", "timeline of the harbour strike"),
    ("evidence", "Did Edda Rowan resign?"),
    ("evidence", "Compare the Salt Bridge with the Mill Bridge"),
    ("search", "find articles about the ferry"),
    ("collection", "How many articles do you have?"),
    ("help", "what can you do"),
    ("parts", "Who bought the ferry, and how much did it cost?"),
]


@pytest.fixture(scope="module")
def encoder(examples_index: Path) -> OnnxEncoder:
    assert examples_index.is_dir(), "a first build on this machine has prepared it"
    encoder = packaged_encoder()
    assert encoder is not None
    return encoder


@pytest.mark.model
def test_plain_questions_are_told_or_taken_for_a_fact(encoder: OnnxEncoder) -> None:
    guesses = [question_kind(question, encoder.encode([question])[0]) for _, question in ASKED]
    assert all(0 < guess.probability <= 1 for guess in guesses)
    assert all(guess.kind in (kind, FALLBACK) for guess, (kind, _) in zip(guesses, ASKED, strict=True))
    assert sum(guess.kind == kind for guess, (kind, _) in zip(guesses, ASKED, strict=True)) >= len(ASKED) - 3


@pytest.mark.model
def test_help_can_be_left_out(encoder: OnnxEncoder) -> None:
    question = "what can you do"
    vector = encoder.encode([question])[0]
    assert question_kind(question, vector).kind == "help"
    assert question_kind(question, vector, without_help=True).kind != "help"


@pytest.mark.unit
def test_the_model_knows_kinds_of_reply_alone_and_is_small() -> None:
    model = kind_model()
    assert FALLBACK in model.kinds and set(model.kinds) <= set(KINDS)
    assert model.surface.shape == (len(model.kinds), SLOTS)
    assert PATH.stat().st_size < 200_000


@pytest.mark.unit
@pytest.mark.parametrize("question", ["?", "", " ", "\u4f60\u597d", "a" * 5000, "No. " * 400, "🙂"])
def test_any_text_is_of_some_kind(question: str) -> None:
    guess = question_kind(question, np.zeros(384, np.float32))
    assert guess.kind in KINDS and 0 < guess.probability <= 1


@pytest.mark.unit
def test_another_kind_than_a_fact_has_to_be_likely(monkeypatch: pytest.MonkeyPatch) -> None:
    kinds = (FALLBACK, "timeline")
    weights = np.zeros((2, 384), np.float32), np.zeros((2, SLOTS), np.float32), np.array([0.0, 1.0], np.float32)
    for least, kind in ((0.7, "timeline"), (0.8, FALLBACK)):  # its probability is 0.73
        model = KindModel(kinds, *weights, np.array([0.0, least], np.float32))
        monkeypatch.setattr(question_kinds, "kind_model", lambda model=model: model)
        assert question_kind("timeline of the strike", np.zeros(384, np.float32)).kind == kind


@pytest.mark.unit
def test_a_phrase_of_any_length_leaves_a_question_its_frame() -> None:
    one, two = (set(surface(text)[0].tolist()) for text in ("Who is Quill?", "Who is Ada van der Quill?"))
    other = set(surface("Who is the mayor of Orle?")[0].tolist())
    assert len(one & two) > len(one & other)


@pytest.mark.unit
def test_a_subject_does_not_fill_slots_of_words_alone() -> None:
    one, two = (set(surface(text)[0].tolist()) for text in ("find articles on Oslo", "find articles on Lima"))
    assert len(one & two) > len(one - two) / 2


@pytest.mark.unit
def test_it_takes_little_time() -> None:
    question, vector = "Could you please give me a timeline of the strike at the harbour?", np.zeros(384, np.float32)
    question_kind(question, vector)
    fastest = min(_seconds(question, vector) for _ in range(10))
    assert fastest < 0.01  # 3 ms where nothing else runs


def _seconds(question: str, vector: question_kinds.Vector) -> float:
    started = time.perf_counter()
    question_kind(question, vector)
    return time.perf_counter() - started


@pytest.mark.unit
def test_damaged_weights_are_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "question_kinds.npz"
    broken.write_bytes(b"none")
    monkeypatch.setattr(question_kinds, "PATH", broken)
    kind_model.cache_clear()
    try:
        with pytest.raises(ModelError, match="Install it again"):
            kind_model()
    finally:
        kind_model.cache_clear()
