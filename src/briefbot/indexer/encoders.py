"""Which form of the encoder embeds: the ONNX form for a few texts, sentence-transformers for many."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from briefbot.encoder import OnnxEncoder, SentenceEncoder, prepared_encoder
from briefbot.errors import IndexDamagedError
from briefbot.settings import PACKAGED_ENCODER, Settings
from briefbot.store import Facts

_FEW = 200  # texts; importing torch takes as long as embedding about so many one by one


class BuildEncoder:
    """The encoder of a build, in the form that is quicker for it, loaded at the first text that needs it.

    Both forms give the same vectors to within 1e-4 (checked at the export), so one index may hold vectors of both.
    """

    def __init__(self) -> None:
        self._light: OnnxEncoder | None = None
        self._full: SentenceEncoder | None = None

    def fits(self, text: str, settings: Settings, facts: Facts | None) -> bool:
        """Whether the model sees the whole text."""
        return (self._lighter(facts) or self.full(settings, facts)).fits(text)

    def encode(
        self, texts: Sequence[str], settings: Settings, facts: Facts | None, *, pending: int
    ) -> NDArray[np.float32]:
        """Unit vectors, (len(texts), dimension), of some of `pending` texts."""
        light = self._lighter(facts) if pending <= _FEW and self._full is None else None
        return (light or self.full(settings, facts)).encode(texts)

    def full(self, settings: Settings, facts: Facts | None) -> SentenceEncoder:
        """The encoder itself; for a new index, once its ONNX form is made.

        Raises ModelError where that cannot be, and IndexDamagedError where it is not the encoder that the index was
        built with.
        """
        name = settings.encoder or PACKAGED_ENCODER
        if self._full is None or self._full.name != name:
            loaded = SentenceEncoder(name, batch=settings.embed_batch)
            if facts is None:
                loaded.export_once()  # the first question needs it; where that fails, nothing has been embedded yet
            self._full = loaded
        if facts and facts.fingerprint != self._full.fingerprint:
            raise IndexDamagedError(
                f"The index at {settings.index} was built with another version of the encoder {facts.encoder!r}. "
                f"Build it again in an empty folder: briefbot index ARTICLES --index NEW_FOLDER"
            )
        return self._full

    def _lighter(self, facts: Facts | None) -> OnnxEncoder | None:
        if facts and (self._light is None or self._light.fingerprint != facts.fingerprint):
            self._light = prepared_encoder(facts.fingerprint)
        return self._light if facts else None
