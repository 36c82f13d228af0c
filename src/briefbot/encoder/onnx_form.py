"""The encoder exported to ONNX: embeds on a CPU, without importing torch, which alone takes seconds."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from briefbot.cache import cache_folder
from briefbot.errors import ModelError
from briefbot.onnx_session import open_session
from briefbot.threads import Threads, cores

if TYPE_CHECKING:
    from tokenizers import Encoding

_REMEMBERED = 4  # single texts: a question is searched with, and its vector is wanted again where spans are weighed
_TOKENS_OF_A_RUN = 160  # padding included; in longer runs the numbers of a layer leave the cache of a processor core
_KEPT = 4096  # vectors of sentences, 6 MB
_EXPORT = 1  # counted up when the exported form changes, so that older ones on this machine are left alone


class OnnxEncoder:
    """The exported model; embeds a question within milliseconds, and many texts one on each core, without torch."""

    def __init__(self, folder: Path) -> None:
        from tokenizers import Tokenizer

        try:
            facts = json.loads((folder / "encoder.json").read_text(encoding="utf-8"))
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            self._session = open_session(folder / "model.onnx")
        except Exception as error:  # each of the three libraries has errors of its own
            raise ModelError(
                f"The encoder in {folder} cannot be loaded ({error}). Make it readable for this user, or delete the "
                f"folder: it is made again."
            ) from error
        self._threads = Threads(cores(), "encoder")
        self._encode_again = lru_cache(maxsize=_REMEMBERED)(self._encode)
        self._keeping = threading.Lock()
        self._kept: dict[str, NDArray[np.float32]] = {}  # the latest last
        self._inputs: list[str] = facts["inputs"]
        self.fingerprint: str = facts["fingerprint"]
        self.dimension: int = facts["dimension"]

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors, shape (len(texts), dimension). A text's is the same whatever others stand beside it."""
        if len(texts) == 1:
            return self._encode_again(texts[0]).copy()
        return np.concatenate(self._threads.map(self._encode, texts))

    def encode_short(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return what `encode` does, but for rounding: faster for sentences.

        Several texts of like length are one run, and the vectors of the last some thousand texts are kept: what goes on
        from a question is mostly about the same passages.
        """
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        with self._keeping:
            found = {text: self._kept[text] for text in texts if text in self._kept}
        found |= self._encode_in_runs([text for text in dict.fromkeys(texts) if text not in found])
        with self._keeping:
            for text, vector in found.items():
                self._kept.pop(text, None)
                self._kept[text] = vector  # as the latest
            while len(self._kept) > _KEPT:
                del self._kept[next(iter(self._kept))]
        return np.stack([found[text] for text in texts])

    def _encode_in_runs(self, texts: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        encodings = self._tokenizer.encode_batch(list(texts))
        runs = _runs([len(encoding.ids) for encoding in encodings])
        for run in runs:
            for at in run:
                encodings[at].pad(len(encodings[run[-1]].ids))  # the longest
        made = self._threads.map(lambda run: self._vectors([encodings[at] for at in run]), runs)
        return {
            texts[at]: vector
            for run, vectors in zip(runs, made, strict=True)
            for at, vector in zip(run, vectors, strict=True)
        }

    def fits(self, text: str) -> bool:
        """Return whether the model sees the whole text."""
        return not self._tokenizer.encode(text).overflowing

    def knows(self, word: str) -> bool:
        """Return whether a word is in the model's vocabulary as a whole, as common words and names are."""
        encoding = self._tokenizer.encode(word, add_special_tokens=False)
        unknown = self._tokenizer.token_to_id("[UNK]")
        return len(encoding.ids) == 1 and encoding.ids[0] != unknown

    def _encode(self, text: str) -> NDArray[np.float32]:
        return self._vectors([self._tokenizer.encode(text)])

    def _vectors(self, encodings: Sequence[Encoding]) -> NDArray[np.float32]:
        """Return the unit vectors of texts of one length in tokens."""
        fields: dict[str, Any] = {
            "input_ids": [encoding.ids for encoding in encodings],
            "attention_mask": [encoding.attention_mask for encoding in encodings],
            "token_type_ids": [encoding.type_ids for encoding in encodings],
        }
        vectors = self._session.run(["vector"], {name: np.array(fields[name], np.int64) for name in self._inputs})[0]
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def _runs(lengths: Sequence[int]) -> list[list[int]]:
    """Return the positions of texts in runs of like lengths, the shortest first, none of many tokens in all."""
    runs: list[list[int]] = []
    for at in sorted(range(len(lengths)), key=lengths.__getitem__):
        if runs and (len(runs[-1]) + 1) * lengths[at] <= _TOKENS_OF_A_RUN:
            runs[-1].append(at)
        else:
            runs.append([at])
    return runs


def is_made(folder: Path) -> bool:
    """Return whether the ONNX form lies in this folder. Raises ModelError where this user may not look."""
    try:
        return (folder / "encoder.json").exists()
    except PermissionError as error:
        raise ModelError(
            f"The encoder in {folder} cannot be read: permission denied. Make the folder readable for this user, or "
            f"set BRIEFBOT_CACHE to another."
        ) from error


def exported(fingerprint: str) -> Path:
    """Return the folder for the ONNX form of the encoder with this fingerprint on this machine."""
    return cache_folder() / "encoders" / f"{fingerprint}-{_EXPORT}"
