"""Question + hits -> spans; the only module that knows the reading model.

The model is a BERT with a span head (Devlin et al. 2019): two logits a token, for where an answer starts and ends;
the pair at [CLS] is its score for "no answer here". Decoding is in `decoding.py`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from briefbot.errors import ModelError
from briefbot.reader.decoding import best_spans
from briefbot.types import Hit, Span

PACKAGED = Path(__file__).resolve().parent.parent / "models" / "reader"
WINDOW = 320  # word pieces the model sees at once, question and special tokens included
STRIDE = 128  # by which the window moves over a longer text
MAX_QUESTION_TOKENS = 128  # of a longer one the end is read: that is where the question is asked

_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")


@dataclass(frozen=True, slots=True)
class Reading:
    """A span of a text as the model scored it; text[start:end], scores are sums of two logits."""

    start: int
    end: int
    score: float
    null_score: float


class Reader:
    """Reads spans out of passages. Stateless; safe to share between threads."""

    def __init__(self, folder: Path = PACKAGED) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        try:
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            self._session = onnxruntime.InferenceSession(folder / "model.onnx", providers=["CPUExecutionProvider"])
        except Exception as error:  # each library has errors of its own
            raise ModelError(f"The reader in {folder} cannot be loaded ({error}). Install briefbot again.") from error
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._cls, self._sep = (self._tokenizer.token_to_id(token) for token in ("[CLS]", "[SEP]"))

    def read(self, question: str, hits: Sequence[Hit], *, per_passage: int, max_tokens: int) -> list[Span]:
        """The best spans of every hit, up to `per_passage` of each that do not overlap; best margin first."""
        spans = []
        for hit in hits:
            readings = self.read_text(question, hit.passage.text, count=10 * per_passage, max_tokens=max_tokens)
            base = hit.passage.start
            for reading in without_overlaps(readings)[:per_passage]:
                start, end = base + reading.start, base + reading.end
                spans.append(Span(hit, start, end, reading.score, reading.null_score))
        return sorted(spans, key=lambda span: -span.margin)

    def read_text(self, question: str, text: str, *, count: int, max_tokens: int) -> list[Reading]:
        """The `count` best spans of at most `max_tokens` word pieces, best first; none for a text without words.

        A text that does not fit the model's window is read by stride; its null score is the lowest of its windows,
        since one window that holds the answer is enough.
        """
        asked = self._tokenizer.encode(question, add_special_tokens=False).ids[-MAX_QUESTION_TOKENS:]
        encoding = self._tokenizer.encode(text, add_special_tokens=False)
        best: dict[tuple[int, int], float] = {}
        null = np.inf
        shift = len(asked) + 2
        for first, last in windows(len(encoding.ids), WINDOW - shift - 1):
            start, end = self._logits(asked, encoding.ids[first:last])
            null = min(null, float(start[0]) + float(end[0]))
            for paragraph in paragraphs(text, encoding.offsets[first:last]):
                allowed = np.zeros(start.size, bool)
                allowed[shift + paragraph.start : shift + paragraph.stop] = True
                for i, j, score in best_spans(start, end, allowed=allowed, max_tokens=max_tokens, count=count):
                    characters = (encoding.offsets[first + i - shift][0], encoding.offsets[first + j - shift][1])
                    best[characters] = max(score, best.get(characters, -np.inf))
        ranked = sorted(best.items(), key=lambda item: (-item[1], item[0]))[:count]
        return [Reading(start, end, score, null) for (start, end), score in ranked if end > start]

    def _logits(self, question: list[int], passage: list[int]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        # One passage a run: the int8 model scales each run by its largest activation, so in a batch the score of a
        # passage would depend on its neighbours. It also needs no padding, and costs no time on a CPU.
        ids = [self._cls, *question, self._sep, *passage, self._sep]
        types = [0] * (len(question) + 2) + [1] * (len(passage) + 1)
        start, end = self._session.run(
            ["start_logits", "end_logits"],
            {"input_ids": np.array([ids], np.int64), "token_type_ids": np.array([types], np.int64)},
        )
        return start[0], end[0]


def windows(size: int, capacity: int) -> list[tuple[int, int]]:
    """Ranges of at most `capacity` tokens that cover [0, size), each `STRIDE` after the last one or closing the end."""
    if size <= capacity:
        return [(0, size)] if size else []
    starts = [*range(0, size - capacity, STRIDE), size - capacity]
    return [(start, start + capacity) for start in starts]


def paragraphs(text: str, offsets: Sequence[tuple[int, int]]) -> list[range]:
    """Runs of tokens without a blank line between them: no answer goes on over one, from a headline into the story."""
    breaks = [at for at in range(1, len(offsets)) if _BLANK_LINE.search(text, offsets[at - 1][1], offsets[at][0])]
    return [range(first, last) for first, last in pairwise([0, *breaks, len(offsets)])]


def without_overlaps(readings: Sequence[Reading]) -> list[Reading]:
    """Keep each reading that shares no character with a better one."""
    kept: list[Reading] = []
    for reading in readings:
        if all(reading.end <= other.start or other.end <= reading.start for other in kept):
            kept.append(reading)
    return kept
