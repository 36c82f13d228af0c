"""The choice of encoder for a build: its ONNX form on a CPU, sentence-transformers on an accelerator."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from briefbot.encoder import (
    OnnxEncoder,
    SentenceEncoder,
    has_accelerator,
    packaged_encoder,
    prepared_encoder,
    remember_packaged,
    trusted_encoder,
)
from briefbot.errors import IndexDamagedError
from briefbot.settings import PACKAGED_ENCODER, Settings
from briefbot.store import Facts

_BATCH = 32  # texts between two reports of progress on a CPU, where each is embedded by itself
_MANY = 1000  # texts; for fewer, importing torch to look for an accelerator takes longer than one would gain


class BuildEncoder:
    """The encoder of a build, in the form that is quicker for it, loaded at the first text that needs it.

    Both forms give the same vectors to within 1e-4 (checked at the export), so one index may hold vectors of both.
    """

    def __init__(self) -> None:
        self._loaded: OnnxEncoder | SentenceEncoder | None = None
        self.name = ""  # of what is loaded, as its user names it

    def fits(self, text: str, settings: Settings, facts: Facts | None) -> bool:
        """Return whether the model sees the whole text: a longer one would be cut without a word."""
        return self.loaded(settings, facts).fits(text)

    def at_once(self, settings: Settings, facts: Facts | None, *, pending: int) -> int:
        """Return how many of `pending` texts to give to `encode` at once: few, so that progress is told often.

        An accelerator gets more, which it sorts by their lengths.
        """
        is_quick = isinstance(self._suited(settings, facts, pending), SentenceEncoder)
        return 4 * settings.embed_batch if is_quick else _BATCH

    def encode(
        self, texts: Sequence[str], settings: Settings, facts: Facts | None, *, pending: int
    ) -> NDArray[np.float32]:
        """Return unit vectors, (len(texts), dimension), of some of `pending` texts."""
        return self._suited(settings, facts, pending).encode(texts)

    def _suited(self, settings: Settings, facts: Facts | None, pending: int) -> OnnxEncoder | SentenceEncoder:
        """Return the encoder in the form that is quicker for so many texts."""
        encoder = self.loaded(settings, facts)
        is_worth = pending > _MANY and isinstance(encoder, OnnxEncoder) and _may_load(settings, facts)
        if is_worth and has_accelerator():
            encoder = self._loaded = _full(self.name, settings, facts)
        return encoder

    def loaded(self, settings: Settings, facts: Facts | None) -> OnnxEncoder | SentenceEncoder:
        """Return the encoder of the index, or for a new one that of the settings; its ONNX form exists then.

        Raises ModelError where that cannot be, and IndexDamagedError where it is not the encoder that the index was
        built with.
        """
        here, name = self._loaded, settings.encoder or PACKAGED_ENCODER
        if here is None or (here.fingerprint != facts.fingerprint if facts else self.name != name):
            here = _ready(name, facts) or _made_ready(name, settings, facts)
            self._loaded, self.name = here, name
        return here


def _may_load(settings: Settings, facts: Facts | None) -> bool:
    """Return whether the model itself may be loaded: the person has named it, or it is the packaged one."""
    return settings.encoder is not None or facts is None or facts.encoder == PACKAGED_ENCODER


def _ready(name: str, facts: Facts | None) -> OnnxEncoder | None:
    """Return the ONNX form, where that is found without loading the encoder itself; else None."""
    if facts:
        return prepared_encoder(facts.fingerprint)
    return packaged_encoder() if name == PACKAGED_ENCODER else None


def _made_ready(name: str, settings: Settings, facts: Facts | None) -> OnnxEncoder | SentenceEncoder:
    """Load the encoder and make its ONNX form; return the form that is quicker here.

    The first question needs the ONNX form, and what cannot be exported fails here.
    """
    if facts:
        name = trusted_encoder(settings.encoder, facts.encoder)
    full = _full(name, settings, facts)
    folder = full.export_once()
    if name == PACKAGED_ENCODER:
        remember_packaged(full.fingerprint)
    return full if full.accelerated else OnnxEncoder(folder)


def _full(name: str, settings: Settings, facts: Facts | None) -> SentenceEncoder:
    full = SentenceEncoder(name, batch=settings.embed_batch)
    if facts and facts.fingerprint != full.fingerprint:
        raise IndexDamagedError(
            f"The index at {settings.index} was built with another version of the encoder {facts.encoder!r}. "
            f"Build it again in an empty folder: briefbot index ARTICLES --index NEW_FOLDER"
        )
    return full
