"""Embedding for builds of an index on a server that run elsewhere: any number of workers, on any machines."""

from __future__ import annotations

import time
from contextlib import closing

from briefbot.encoder import onnx_encoder
from briefbot.errors import IndexUnavailableError
from briefbot.index_address import Index
from briefbot.indexer.progress import Listener, listener, telling
from briefbot.settings import Settings, settings_for
from briefbot.store import Store, open_store

_AT_ONCE = 32  # texts; what a worker that dies has taken is embedded by another
_PAUSE = 1.0  # seconds between two looks where nothing waits


def embed_waiting(
    *,
    index: str | Index | None = None,
    settings: Settings | None = None,
    until_none: bool = False,
    progress: bool | Listener = False,
) -> int:
    """Embed what builds of an index on a server leave to others, without end; return how many texts were embedded.

    `until_none` ends it when nothing waits. Each text is embedded once, and what a worker had taken that died is taken
    by another. A server that does not answer is asked again. Raises ModelError where this machine lacks the encoder,
    and BriefbotError for an index in a folder.
    """
    settings = settings_for(index, settings)
    told, done = telling(listener(progress), "embedding"), 0
    with closing(open_store(settings.index)) as store:
        while True:
            try:
                embedded = _embed(store, settings)
            except IndexUnavailableError:
                if until_none:
                    raise
                embedded = 0
            done += embedded
            told(done, done)
            if not embedded:
                if until_none:
                    return done
                time.sleep(_PAUSE)


def _embed(store: Store, settings: Settings) -> int:
    """Embed what waits for one encoder; return how many texts that were."""
    done = 0
    with store.waiting() as queue:
        if queue is None:
            return 0
        encoder = onnx_encoder(queue.encoder, queue.fingerprint, settings.encoder)
        while texts := queue.take(_AT_ONCE):
            vectors = encoder.encode([text for _, text in texts])
            queue.put([content_hash for content_hash, _ in texts], [vector.tobytes() for vector in vectors])
            done += len(texts)
    return done
