"""One build in progress: sources are read, compared with what the index has of them, and brought into it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

from briefbot.blocks import find_blocks
from briefbot.documents import FileReader, Limits, file_reader, find_sources, limits_of, place_read
from briefbot.encoder import embedded_text
from briefbot.errors import DocumentError
from briefbot.indexer.encoders import BuildEncoder
from briefbot.indexer.paths import (
    absolute,
    is_entry,
    is_index_file,
    is_listable,
    is_of,
    is_renamed,
    is_still,
    is_within,
    name_of,
    place_of,
    stamp_of,
)
from briefbot.indexer.progress import Listener, ReadingProgress, telling
from briefbot.indexer.reading import Met, Reading, asked_ahead
from briefbot.indexer.report import Change
from briefbot.near_copies import load_signatures
from briefbot.passages import split_passages
from briefbot.settings import Settings
from briefbot.store import Facts, Held, Place, Stamp, Writer
from briefbot.tokens import load_tokens
from briefbot.types import Document, Passage, is_text


class Sync:
    """The work of a build inside one open `Writer`. A dry run does all but embed and commit."""

    def __init__(
        self, writer: Writer, settings: Settings, encoder: BuildEncoder, *, progress: Listener, dry_run: bool
    ) -> None:
        self._writer = writer
        self._settings = settings
        self._encoder = encoder
        self._progress = progress
        self._dry_run = dry_run
        self._relinked = False
        self._settled = 0  # documents whose blocks became others
        self._names: dict[str, str] = {}  # document id -> a place that has let go of it
        self._unchanged: set[str] = set()  # document ids
        self._changes: dict[str, Change] = {}  # by document id
        self._suspect: set[str] = set()  # files that may name a text from now on, since another has let go of it
        self.embedded = 0
        self.failures: list[DocumentError] = []

    @property
    def unchanged(self) -> int:
        return len(self._unchanged - self._changes.keys())

    def changes(self) -> tuple[Change, ...]:
        """Return what was added, updated and dropped, in this order, by source."""
        return tuple(sorted(self._changes.values(), key=lambda change: (change.kind, change.source)))

    def follow(self, given: str | Path) -> None:
        """Read everything under one source that may have changed, and forget what has gone from it.

        What cannot be read now keeps what the index had of it: a file, a folder that may not be listed, or the source
        itself where it is missing, as on a disk that is not mounted or a host that does not answer.
        """
        root = absolute(given)
        if not is_text(root):
            self.failures.append(DocumentError(repr(root), "its path is not valid UTF-8; rename it"))
            return
        reading = Reading(self.held(root))
        reading.present.update(place for place in reading.before if is_entry(root, place))
        stamps = {path: stamp for path, stamp in self._writer.stamps(root).items() if is_within(path, root)}
        found = find_sources([given])
        paths = [path for path in found if not is_index_file(absolute(name_of(path)), self._settings)]
        progress = ReadingProgress(paths, str(given), self._progress)
        with file_reader(limits_of(self._settings)) as reader:
            for met in self._met(paths, reader, reading, stamps):
                path = met.path
                progress.file(path)
                if isinstance(path, DocumentError):
                    self._miss(path, root, reading)
                elif isinstance(path, str):
                    self._take_all(self._fetched(path, reader), path, reading, progress)
                elif met.skipped:
                    self._skip(path, absolute(path), reading)
                    self._stamp(path, absolute(path), met.stamp, stamps)
                else:
                    self._read(met, reader, reading, stamps, progress)
            for place in reading.gone():
                self._let_go(reading.before[place], place)
                self._relinked = True
                self._writer.unlink(place)
            for name in stamps.keys() - reading.files():
                self._writer.unstamp(name)
            self._rename(reader, reading, stamps, progress)
        progress.end()

    def take(self, items: Iterable[Document | DocumentError], name: str) -> None:
        """Take in documents that are read already, with sources as those of one file of this name."""
        self._take_all(items, Path(name), Reading({}), ReadingProgress([], name, self._progress))

    def held(self, root: str) -> dict[Place, Held]:
        """Return what was read from `root`, by place."""
        return {place: held for place, held in self._writer.under(root).items() if is_of(root, place)}

    def settle(self) -> None:
        """Drop what no source holds any more, and let repeated lines count as furniture."""
        for dropped in self._writer.drop_orphans(telling(self._progress, "dropping")):
            change = Change("dropped", dropped.title, self._names.get(dropped.document_id, ""))
            self._changes[dropped.document_id] = change
        self._settled = self._writer.settle(self._cut, telling(self._progress, "settling"))

    def embed(self) -> None:
        """Embed every text that has no vector yet; a dry run only counts them."""
        tell, facts = telling(self._progress, "embedding"), self._writer.facts
        if self._writer.pending() and not self._dry_run:
            encoder = self._encoder.loaded(self._settings, facts)
            self._writer.embed_as(facts.encoder if facts else self._encoder.name, encoder.fingerprint)
        pending = self.embedded = self._writer.pending()
        if self._dry_run:
            return
        at_once = self._encoder.at_once(self._settings, facts, pending=pending) if pending else 0
        done = 0
        while pending and (texts := self._writer.take_pending(at_once)):
            tell(min(done, pending), pending)  # a server may hand out texts of a killed build first
            vectors = self._encoder.encode([text for _, text in texts], self._settings, facts, pending=pending)
            self._writer.embed([content_hash for content_hash, _ in texts], vectors)
            done += len(texts)
        tell(done, pending)

    def finish(self) -> int:
        """Commit, and return the generation there is now.

        The generation stays where no document changed. Raises the first failure where nothing at all could be read.
        """
        before = self._writer.facts
        writing = telling(self._progress, "writing")
        if not self._writer.counts()[0] and self.failures:
            self.failures[0].others = tuple(self.failures[1:])
            raise self.failures[0]
        if self._dry_run:
            return before.generation if before else 0
        if before and not self._changes and not self._relinked and not self._settled:
            self._writer.keep(writing)
            return before.generation
        if before:
            return self._writer.commit(before, writing).generation
        encoder = self._encoder.loaded(self._settings, None)
        facts = Facts(self._encoder.name, encoder.fingerprint, encoder.dimension, self._settings.passage_tokens)
        return self._writer.commit(facts, writing).generation

    def forget(self, root: str) -> None:
        """Let go of everything that was read from `root`."""
        for place, held in self.held(root).items():
            self._let_go(held, place)
            self._relinked = True
            self._writer.unlink(place)

    def _met(
        self,
        paths: Iterable[Path | str | DocumentError],
        reader: FileReader,
        reading: Reading,
        stamps: dict[str, Stamp],
    ) -> Iterator[Met]:
        def look(path: Path) -> Met:
            name = absolute(path)
            stamp, same = stamp_of(path, stamps.get(name), self._settings.max_file_bytes)
            skipped = stamp is not None and same and bool(reading.places(name)) and name not in self._suspect
            return Met(path, stamp, skipped)

        return asked_ahead(paths, reader, look)

    def _read(
        self, met: Met, reader: FileReader, reading: Reading, stamps: dict[str, Stamp], progress: ReadingProgress
    ) -> None:
        """Take in every document of a file that was asked for."""
        path = met.path
        if isinstance(path, Path):
            if reader.is_starting():
                load_tokens()  # which takes about as long, and what is read will need
                load_signatures()
            whole = self._take_all(reader.items(), path, reading, progress)
            self._stamp(path, absolute(path), met.stamp if whole else None, stamps)

    def _take_all(
        self,
        items: Iterable[Document | DocumentError],
        path: Path | str,
        reading: Reading,
        progress: ReadingProgress,
    ) -> bool:
        whole = True
        for item in items:
            if isinstance(item, Document):
                progress.text(item.text)
            place = place_of(path, place_read(item))
            failure = item if isinstance(item, DocumentError) else self._take(item, place, reading)
            if failure:
                whole = False
                self.failures.append(failure)
                if place[1] == 0:
                    reading.unread.add(place[0])
            elif isinstance(item, Document):
                held = reading.before.get(place)
                if held is None or held.document_id != item.id or is_renamed(held.source, item.source):
                    self._relinked = True
                    if held and held.document_id != item.id:
                        self._let_go(held, place)
                    self._writer.link(place, item.source, item.id)
            reading.present.add(place)  # a record that cannot be read keeps its place, too
        return whole

    def _fetched(self, address: str, reader: FileReader) -> Iterator[Document | DocumentError]:
        settings = self._settings
        limits = Limits(settings.max_file_bytes, settings.fetch_seconds, settings.allow_private_addresses)
        try:
            reader.ask_fetched(address, limits)
        except DocumentError as error:
            yield error
        else:
            yield from reader.items()

    def _skip(self, path: Path, name: str, reading: Reading) -> None:
        places = reading.places(name)
        reading.present.update(places)
        reading.skipped[name] = path
        self._unchanged.update(reading.before[place].document_id for place in places)

    def _let_go(self, held: Held, place: Place) -> None:
        """Note that a place holds this document no longer.

        Where another does, its file is read for the title it gives.
        """
        self._names.setdefault(held.document_id, held.source)
        for other, _ in self._writer.places(held.document_id):
            if other != place[0]:
                self._suspect.add(other)
                self._writer.unstamp(other)

    def _rename(
        self, reader: FileReader, reading: Reading, stamps: dict[str, Stamp], progress: ReadingProgress
    ) -> None:
        """Read the files that were skipped before it was known that they may name a text now."""
        for name, path in reading.skipped.items():
            if name in self._suspect:
                stamp, _ = stamp_of(path, stamps.get(name), self._settings.max_file_bytes)
                reader.ask(path)
                self._read(Met(path, stamp), reader, reading, {}, progress)

    def _stamp(self, path: Path, name: str, stamp: Stamp | None, stamps: dict[str, Stamp]) -> None:
        """Keep the stamp of a file that was read whole and has not changed meanwhile; None: have it read again."""
        if stamp is not None and stamp == stamps.get(name):
            return
        if stamp is None or not is_still(path, stamp):
            self._writer.unstamp(name)
        else:
            self._writer.stamp(name, stamp)

    def _miss(self, failure: DocumentError, root: str, reading: Reading) -> None:
        name = absolute(failure.source)
        own = absolute(self._settings.articles) if isinstance(self._settings.index, Path) else None
        if name == root == own and is_listable(root):
            return  # everything that was added to the index has been taken out again
        if not is_listable(failure.source):
            reading.unread.add(name)
            if name == root and reading.before:
                why, cure = _why_missing(root)
                kept = f"{why}, so the index keeps what it has of it; {cure}, or drop it with"
                failure = DocumentError(failure.source, f"{kept}: briefbot remove {failure.source}")
        self.failures.append(failure)

    def _take(self, document: Document, place: Place, reading: Reading) -> DocumentError | None:
        """Store a document that is new or changed; return why that cannot be done, None where it can."""
        if not document.blocks:
            document = replace(document, blocks=find_blocks(document.text, document.title))
        # The first place of a text names it. Files are read in order, so an earlier one that was in this root
        # and was not met again has gone.
        for other in self._writer.places(document.id):
            if other < place and (other not in reading.before or other in reading.present):
                return None
        if self._writer.holds(document):
            self._unchanged.add(document.id)
            return None
        try:
            passages, texts = self._cut(document)
        except DocumentError as error:
            return error
        added = self._writer.add(document, passages, texts)
        known = self._changes.get(document.id)
        kind: Literal["added", "updated"] = "added" if added or (known and known.kind == "added") else "updated"
        self._changes[document.id] = Change(kind, document.title, document.source)
        return None

    def _cut(self, document: Document) -> tuple[Sequence[Passage], list[str]]:
        """Return the passages of a document and the texts that are embedded. Raises DocumentError where none fits."""
        facts = self._writer.facts
        passages = split_passages(
            document,
            self._settings.passage_tokens,
            lambda text: (
                self._dry_run or self._encoder.fits(embedded_text(document.title, text), self._settings, facts)
            ),
        )
        return passages, [embedded_text(document.title, passage.text) for passage in passages]


def _why_missing(root: str) -> tuple[str, str]:
    """Return why a source that was read before is not read now, and what to do about it."""
    try:
        os.stat(root)  # noqa: PTH116
    except FileNotFoundError:
        return "it is not there now", "bring it back"
    except (OSError, ValueError) as error:
        return f"it cannot be read now ({getattr(error, 'strerror', None) or error})", "mend that"
    return "it cannot be read now", "make it readable for this user"
