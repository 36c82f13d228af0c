"""Build time: documents -> passages -> vectors -> store."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tqdm import tqdm

from briefbot.documents import Limits, find_sources, is_address, one_address, read_address, read_documents
from briefbot.encoder import PACKAGED, SentenceEncoder, embedded_text
from briefbot.errors import BriefbotError, DocumentError, IndexDamagedError
from briefbot.passages import split_passages
from briefbot.settings import Settings, settings_for
from briefbot.store import Facts, Place, Writer, open_writer
from briefbot.types import Document


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did. `failures` names every source that could not be read; the others are indexed."""

    index: Path
    generation: int
    documents: int  # in the index now
    passages: int
    added: int  # documents new to the index
    updated: int  # whose title, outlet, author or date changed
    unchanged: int
    dropped: int  # that no source holds any more
    embedded: int  # passages that were embedded; the others kept their vectors
    failures: tuple[DocumentError, ...]
    seconds: float


def build_index(
    sources: str | Path | Iterable[str | Path],
    *,
    index: str | Path | None = None,
    settings: Settings | None = None,
    progress: bool = False,
) -> Report:
    """Bring an index in step with files, folders and web addresses: add what is new, update what changed, drop what
    is gone.

    Documents that came from other sources stay, and so do entries that a feed no longer shows. What cannot be read is
    reported and keeps what the index had of it. Nothing changes for readers before the end; a failed or killed build
    leaves the index as it was.

    Raises IndexLockedError while another build runs, IndexDamagedError if the index cannot be extended, ModelError,
    and DocumentError if no source could be read and the index would be empty.
    """
    started = time.monotonic()
    settings = settings_for(index, settings)
    given = [sources] if isinstance(sources, str | Path) else list(sources)
    if not given or not all(str(source).strip() for source in given):
        raise BriefbotError(
            "A source has no name. Name at least one file, folder or web address, for example: briefbot index articles/"
        )
    with open_writer(settings.index) as writer:
        settings = replace(settings, encoder=_encoder_name(writer, settings))
        _check_settings(writer, settings)
        build = _Build(writer, settings, progress)
        for source in _outermost(given):
            build.sync(source)
        build.embed()
        facts = build.finish()
        documents, passages = writer.counts()
    return Report(
        settings.index,
        facts.generation,
        documents,
        passages,
        build.added,
        build.updated,
        build.unchanged,
        build.dropped,
        build.embedded,
        tuple(build.failures),
        time.monotonic() - started,
    )


class _Build:
    """One build in progress; loads the encoder at the first text that it must look at."""

    def __init__(self, writer: Writer, settings: Settings, progress: bool) -> None:
        self._writer = writer
        self._settings = settings
        self._progress = progress
        self._encoder: SentenceEncoder | None = None
        self._relinked = False
        self.added = self.updated = self.unchanged = self.dropped = self.embedded = 0
        self.failures: list[DocumentError] = []

    def sync(self, given: str | Path) -> None:
        """Read everything under one source and forget what has gone from it.

        What cannot be read now keeps what the index had of it: a file, a folder that may not be listed, or the source
        itself where it is missing, as on a disk that is not mounted.
        """
        root = _absolute(given)
        if root.encode("utf-8", "replace").decode() != root:
            self.failures.append(DocumentError(repr(root), "its path is not valid UTF-8; rename it"))
            return
        before = {place: found for place, found in self._writer.under(root).items() if _is_of(root, place)}
        present: set[Place] = set()
        unread: set[str] = set()
        own = _absolute(self._settings.index)  # an index within the folder of articles is no article
        paths = [path for path in find_sources([given]) if not _is_under(_absolute(_name(path)), own)]
        bar = self._bar(total=len(paths), desc=f"Reading {given}", unit="file")
        for path in paths:
            if isinstance(path, DocumentError):
                self.failures.append(path)
                if not _is_listable(path.source):
                    unread.add(_absolute(path.source))
            else:
                for item in self._read(path):
                    place = _place(path, item.source)
                    failure = item if isinstance(item, DocumentError) else self._take(item, place, before, present)
                    if failure:
                        self.failures.append(failure)
                        if place[1] == 0:
                            unread.add(place[0])
                    elif isinstance(item, Document) and before.get(place) != item.id:
                        self._relinked = True
                        self._writer.link(place, item.source, item.id)
                    present.add(place)  # a record that cannot be read keeps its place, too
            bar.update()
        bar.close()
        for place in before.keys() - present:
            if not _is_entry(root, place) and not any(_is_under(place[0], path) for path in unread):
                self._relinked = True
                self._writer.unlink(place)

    def _read(self, path: Path | str) -> Iterator[Document | DocumentError]:
        settings = self._settings
        if isinstance(path, Path):
            return read_documents(path, max_bytes=settings.max_file_bytes)
        return read_address(
            path, Limits(settings.max_file_bytes, settings.fetch_seconds, settings.allow_private_addresses)
        )

    def embed(self) -> None:
        """Embed every text that has no vector yet."""
        self.embedded = self._writer.pending()
        bar = self._bar(total=self.embedded, desc="Embedding", unit="passage")
        while texts := self._writer.take_pending(4 * self._settings.embed_batch):
            self._writer.embed([content_hash for content_hash, _ in texts], self._load().encode([t for _, t in texts]))
            bar.update(len(texts))
        bar.close()

    def finish(self) -> Facts:
        """Commit if anything changed."""
        self.dropped = self._writer.drop_orphans()
        before = self._writer.facts
        changed = self.added or self.updated or self.dropped or self._relinked
        if before and not changed and self._writer.vectors_intact():
            return before
        if not self._writer.counts()[0] and self.failures:
            raise self.failures[0]
        if before:
            return self._writer.commit(before)
        encoder = self._load()
        encoder.export_once()  # so that the first question does not wait for it
        settings = self._settings
        return self._writer.commit(Facts(encoder.name, encoder.fingerprint, encoder.dimension, settings.passage_tokens))

    def _take(
        self, document: Document, place: Place, before: Container[Place], present: Container[Place]
    ) -> DocumentError | None:
        """Store a document that is new or changed; returns why that cannot be done."""
        # The first place of a text names it. Files are read in order, so an earlier one that was in this root
        # and was not met again has gone.
        for other in self._writer.places(document.id):
            if other < place and (other not in before or other in present):
                return None
        if self._writer.holds(document):
            self.unchanged += 1
            return None
        encoder = self._load()
        try:
            passages = split_passages(
                document,
                self._settings.passage_tokens,
                lambda text: encoder.fits(embedded_text(document.title, text)),
            )
        except DocumentError as error:
            return error
        texts = [embedded_text(document.title, passage.text) for passage in passages]
        if self._writer.add(document, passages, texts):
            self.added += 1
        else:
            self.updated += 1
        return None

    def _load(self) -> SentenceEncoder:
        if self._encoder is None:
            self._encoder = SentenceEncoder(self._settings.encoder or PACKAGED, batch=self._settings.embed_batch)
            facts = self._writer.facts
            if facts and facts.fingerprint != self._encoder.fingerprint:
                raise IndexDamagedError(
                    f"The index at {self._settings.index} was built with another version of the encoder "
                    f"{facts.encoder!r}. Build it again in an empty folder."
                )
        return self._encoder

    def _bar(self, *, total: int, desc: str, unit: str) -> tqdm[Any]:
        # disable=None: silent where standard error is not a terminal
        return tqdm(total=total, desc=desc, unit=unit, disable=None if self._progress else True, leave=False)


def _encoder_name(writer: Writer, settings: Settings) -> str:
    """The encoder asked for, else the one that the index was built with, else the packaged one."""
    name = settings.encoder
    if name is None:
        return writer.facts.encoder if writer.facts else PACKAGED
    return _absolute(name) if Path(name).is_dir() else name  # a folder is found again from wherever one asks


def _check_settings(writer: Writer, settings: Settings) -> None:
    facts = writer.facts
    if facts and (facts.encoder, facts.passage_tokens) != (settings.encoder, settings.passage_tokens):
        raise IndexDamagedError(
            f"The index at {settings.index} was built with the encoder {facts.encoder!r} and passages of "
            f"{facts.passage_tokens} tokens, not with {settings.encoder!r} and {settings.passage_tokens}. "
            f"Build another one with --index NEW_FOLDER."
        )


def _outermost(sources: Sequence[str | Path]) -> list[str | Path]:
    """The sources without those that lie within another: each file is read once."""
    kept: dict[str, str | Path] = {}
    for source in sorted(sources, key=lambda source: len(_absolute(source))):
        if not any(_is_within(_absolute(source), other) for other in kept):
            kept[_absolute(source)] = source
    return list(kept.values())


def _place(path: Path | str, source: str) -> Place:
    """Where a document was read: its file, wherever the person stands, or its web address, and its number in it.

    An entry of a feed has a place of its own below the feed, whose number would not be the same tomorrow.
    """
    record = source.removeprefix(path.as_posix() if isinstance(path, Path) else path)
    if isinstance(path, str) and not re.fullmatch(r"(?:#\d+)?", record):
        return _entries_of(path) + source, 0
    return _absolute(path), int(record.removeprefix("#") or 0)


def _entries_of(feed: str) -> str:
    """What the places of a feed's entries begin with; no other page can: an address has no fragment."""
    return feed.rstrip("/") + "/#"


def _is_entry(root: str, place: Place) -> bool:
    """Whether a place is that of an entry of this feed, which stays in the index when the feed drops it."""
    return is_address(root) and place[0].startswith(_entries_of(root))


def _is_of(root: str, place: Place) -> bool:
    """Whether what was read there belongs to this root: a page under another page does not, a file in a folder does."""
    return not is_address(root) or place[0] == root or _is_entry(root, place)


def _name(path: Path | str | DocumentError) -> str | Path:
    return path.source if isinstance(path, DocumentError) else path


def _absolute(path: str | Path) -> str:
    if is_address(path):
        try:
            return one_address(str(path))
        except DocumentError:
            return str(path)  # which is reported where it is read
    # Links are not followed: a linked file belongs to the folder that it is seen in.
    return Path(os.path.abspath(path)).as_posix()  # noqa: PTH100


def _is_within(source: str, other: str) -> bool:
    """Whether reading `other` reads this source, too."""
    return source == other or (not is_address(other) and _is_under(source, other))


def _is_under(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")


def _is_listable(path: str) -> bool:
    return os.path.isdir(path) and os.access(path, os.R_OK | os.X_OK)  # noqa: PTH112  no error for odd names
