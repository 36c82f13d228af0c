"""What an index holds, how it was built, and whether all is well with it. Nothing here changes anything."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass

import numpy as np

from briefbot.documents import is_address
from briefbot.encoder import Encoder, SentenceEncoder, embedded_text, prepared_encoder, trusted_encoder
from briefbot.errors import BriefbotError
from briefbot.index_address import Index
from briefbot.indexer.paths import name_now
from briefbot.indexer.progress import Listener, Progress, listener
from briefbot.reader import open_reader
from briefbot.settings import Settings, settings_for
from briefbot.store import FILES, Check, Entry, Facts, asked_again, open_snapshot, open_store
from briefbot.tokens import count_tokens

_LEAST_COSINE = 0.999  # of a stored vector and the same text embedded now


@dataclass(frozen=True, slots=True)
class Status:
    """An index in figures."""

    index: Index  # its folder, or its address on a server
    sources: tuple[str, ...]  # what it follows, as named
    documents: int
    passages: int
    generation: int
    bytes: int  # of all its files
    encoder: str
    built: str  # when the generation was committed, ISO 8601 in UTC


@asked_again
def list_documents(*, index: str | Index | None = None) -> list[Entry]:
    """Return every place that holds a document, in the order of paths; a text in two places comes twice."""
    with open_snapshot(settings_for(index, None).index) as snapshot:
        return list(snapshot.entries())


@asked_again
def index_status(*, index: str | Index | None = None) -> Status:
    """Return an index in figures. Raises IndexNotFoundError, IndexFormatError or IndexDamagedError."""
    index = settings_for(index, None).index
    with closing(open_store(index)) as store:
        with store.snapshot() as snapshot:
            documents, passages = snapshot.counts()
            facts = snapshot.facts
            sources = tuple(snapshot.roots().values())
        size = store.size()
    return Status(index, sources, documents, passages, facts.generation, size, facts.encoder, facts.built)


def check_index(
    *, index: str | Index | None = None, settings: Settings | None = None, progress: bool | Listener = False
) -> Iterator[Check]:
    """Check everything an answer depends on, one thing at a time; a check that finds a problem says what mends it.

    The files of the index to the last byte, then its sources, its encoder, and the models that work without a network.
    `progress` is as in `build_index`; the phase is "checking", and only checks that take long report it.
    Raises IndexNotFoundError where there is no index.
    """
    settings = settings_for(index, settings)
    sound = True
    tell = listener(progress)
    with closing(open_store(settings.index)) as store:
        for check in store.examine(lambda name, done, total: tell(Progress("checking", name, done, total))):
            sound = sound and (check.ok or check.name in FILES)
            yield check
    if sound:
        with open_snapshot(settings.index) as snapshot:
            facts, roots = snapshot.facts, snapshot.roots()
            number = snapshot.first_passage()
            passage = snapshot.passages([number])[number] if number else None
            vector = snapshot.vectors([number])[number] if number else None
        yield _sources(roots)
        text = embedded_text(passage.document.title, passage.text) if passage else ""
        yield _encoder(facts, settings.encoder, text, vector)
    yield _offline("reader", lambda: open_reader(settings.reader).fingerprint, f"the reading model {settings.reader!r}")
    yield _offline("tokens", lambda: count_tokens("It is here."), "the token encoding")


def _sources(roots: dict[str, str]) -> Check:
    gone = [name_now(path, name) for path, name in roots.items() if not is_address(path) and not os.path.exists(path)]  # noqa: PTH110
    if gone:
        cure = f"Bring it back, or drop what it held: briefbot remove {gone[0]}"
        return Check("sources", False, f"not there now: {', '.join(gone)}", cure)
    return Check("sources", True, f"{len(roots)} followed; none of the files and folders is missing")


def _encoder(facts: Facts, asked: str | None, text: str, stored: np.ndarray | None) -> Check:
    """Check that the encoder that built the index is on this machine, and still gives the vectors that are stored."""
    name = "encoder"
    try:
        encoder: Encoder | None = prepared_encoder(facts.fingerprint)
        if encoder is None:
            encoder = SentenceEncoder(trusted_encoder(asked, facts.encoder))
        if encoder.fingerprint != facts.fingerprint:
            found = f"{facts.encoder} on this machine is another version than the one that built the index"
            return Check(name, False, found, "Build again: briefbot index ARTICLES --index NEW_FOLDER")
        if stored is not None and float(encoder.encode([text])[0] @ stored) < _LEAST_COSINE:
            found = f"{facts.encoder} does not give the vectors that are stored, on {platform.machine()}"
            return Check(name, False, found, "Build again: briefbot index ARTICLES --index NEW_FOLDER")
    except BriefbotError as error:
        return Check(name, False, str(error), "Mend what the message names, then run this again")
    return Check(name, True, f"{facts.encoder} is here and gives the vectors that are stored")


def _offline(name: str, load: Callable[[], object], what: str) -> Check:
    """Check that `load` works: what it loads must be on this machine, since nothing is ever downloaded."""
    try:
        load()
    except Exception as error:  # whatever a library says of a file that is missing or damaged
        reason = f"{what} cannot be loaded: {error}"
        return Check(name, False, reason, "Install briefbot again, or mend what the message names")
    return Check(name, True, f"{what} is here")
