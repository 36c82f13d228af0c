"""The packaged form of a reading model: int8 ONNX and a tokenizer, written by `training/export_reader.py`.

It answers within milliseconds on a CPU and needs no torch, whose import alone takes seconds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

import numpy as np

from briefbot.errors import ModelError
from briefbot.onnx_session import open_session
from briefbot.reader.framing import Framing, Window
from briefbot.threads import cores

WINDOW = 320  # word pieces the model sees at once, question and special tokens included
FILES = ("model.onnx", "tokenizer.json")
_INPUTS = ["input_ids", "token_type_ids"]
_OUTPUTS = ["start_logits", "end_logits"]


class OnnxModel:
    """A BERT with a span head in a folder of its own. Safe to share between threads."""

    def __init__(self, folder: Path, name: str, *, cure: str) -> None:
        """Load the model in a folder; `cure` is the sentence that tells a person what mends one that fails to load."""
        from tokenizers import Tokenizer

        try:
            tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            self._session = open_session(folder / "model.onnx")
        except Exception as error:  # each library has errors of its own
            raise ModelError(f"The reader in {folder} cannot be loaded ({error}). {cure}") from error
        names = [node.name for node in self._session.get_inputs()], [node.name for node in self._session.get_outputs()]
        if names != (_INPUTS, _OUTPUTS):
            raise ModelError(f"The reader in {folder} has the inputs and outputs {names}, which are not ours. {cure}")
        tokenizer.no_truncation()
        tokenizer.no_padding()
        self._framing = Framing(tokenizer, limit=WINDOW, null_id=tokenizer.token_to_id("[CLS]"))
        self._folder = folder
        self.at_once = cores()
        self.name = name

    @cached_property
    def fingerprint(self) -> str:
        """16 hex digits of the weights and the vocabulary; takes some 50 ms the first time."""
        return fingerprint_of(self._folder)

    def windows(self, question: str, text: str) -> Iterator[Window]:
        """Yield the model's logits for the text, window by window."""
        # One passage a run: the int8 model scales each run by its largest activation, so in a batch the score of a
        # passage would depend on its neighbours. It also needs no padding.
        for framed in self._framing.framed(question, text):
            fields = (framed.ids, framed.types)
            feed = {name: np.array([field], np.int64) for name, field in zip(_INPUTS, fields, strict=True)}
            start, end = self._session.run(_OUTPUTS, feed)
            yield framed.window(start[0], end[0])


def fingerprint_of(folder: Path) -> str:
    """Return 16 hex digits of the weights and the vocabulary in a folder, without loading them."""
    digest = hashlib.sha256()
    for file in FILES:
        with (folder / file).open("rb") as opened:
            digest.update(hashlib.file_digest(opened, "sha256").digest())
    return digest.hexdigest()[:16]
