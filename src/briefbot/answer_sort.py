"""How well a span is of the sort of thing that a question asks for: a city, a company, a year, a cause.

Learnt from the answers that people marked for 45,000 questions, each against the other answers of its paragraph: a
low-rank bilinear form over the encoder's vectors of question and answer, as relation models have it (Yang et al. 2015,
"Embedding Entities and Relations for Learning and Inference in Knowledge Bases"). `training/train_answer_sort.py` fits
it. It knows nothing of whether the answer is right.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from briefbot.encoder import OnnxEncoder
from briefbot.errors import ModelError
from briefbot.text.spelt_numbers import LONE_WORDS, SCALES
from briefbot.types import Span

PATH = Path(__file__).resolve().parent / "models" / "answer_sort.npz"

_MOST = 160  # characters of a span that are embedded
_SPANS = 10  # different ones that are embedded, which takes as long as reading half a passage
_COUNTS = "|".join((*LONE_WORDS, *SCALES, "one", "half", "twice", "several", "many", "few", "percent"))
_ENDS_IN_NUMBER = re.compile(rf"(?:\d|\b(?:{_COUNTS}))[%)]*$", re.IGNORECASE)
_COUNTED = re.compile(r"[ -](?:[^\W\d_]+[ -]?){1,2}")  # what a number is followed by
_REACH = 40  # characters behind a number in which that is looked for

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class AnswerSort:
    """The weights: `asked` and `given` are (rank, dimension) with a bias (rank,) each, `own` is (dimension,)."""

    asked: Vectors
    asked_bias: Vectors
    given: Vectors
    given_bias: Vectors
    own: Vectors
    own_bias: float

    def scores(self, question: Vectors, spans: Vectors) -> list[float]:
        """Return a score for each span, the higher the better it fits; comparable within one question.

        `question` is its unit vector (dimension,), `spans` are those of the spans as `described` (spans, dimension).
        """
        wanted = self.asked @ question + self.asked_bias
        found = spans @ self.given.T + self.given_bias
        return [float(score) for score in found @ wanted + spans @ self.own + self.own_bias]


@cache
def answer_sort() -> AnswerSort:
    """Return the packaged weights, which are for vectors of the packaged encoder. Raises ModelError without them."""
    try:
        with np.load(PATH, allow_pickle=False) as kept:
            arrays = {name: np.asarray(kept[name], dtype=np.float32) for name in kept.files}
            own_bias = float(arrays.pop("own_bias"))
            return AnswerSort(**arrays, own_bias=own_bias)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"{PATH} does not hold the weights for sorts of answers ({error}). Install it again."
        ) from error


def with_sorts(spans: Sequence[Span], question: Vectors, encoder: OnnxEncoder) -> list[Span]:
    """Return the spans with how well each is of the sort of thing that a question asks for.

    `spans` are in the reader's order, best first, and `question` is the vector of the question. Of many different spans
    the first are looked at; the others are as well as the worst of those.
    """
    texts = list(dict.fromkeys(map(described, spans)))[:_SPANS]
    if not texts:
        return []
    found = dict(zip(texts, answer_sort().scores(question, encoder.encode_short(texts)), strict=True))
    least = min(found.values())
    return [replace(span, sort=found.get(described(span), least)) for span in spans]


def described(span: Span) -> str:
    """Return what is embedded for a span: its text, and behind a number what is counted: "45 days" for "45"."""
    return described_in(span.document.text, span.start, span.end)


def described_in(text: str, start: int, end: int) -> str:
    """Return what is embedded for [start, end) of a text."""
    own = text[start:end]
    if _ENDS_IN_NUMBER.search(own) and (counted := _COUNTED.match(text[end : end + _REACH])):
        own += counted[0].rstrip()
    return own[:_MOST]
