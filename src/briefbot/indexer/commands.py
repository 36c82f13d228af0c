"""Building an index from its sources, and removing sources from it."""

from __future__ import annotations

import os
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from briefbot.documents import is_address
from briefbot.encoder import check_encoder, encoder_name
from briefbot.errors import BriefbotError, DocumentError, IndexDamagedError
from briefbot.index_address import Index
from briefbot.indexer.encoders import BuildEncoder
from briefbot.indexer.named_here import named_here, not_named, note_named
from briefbot.indexer.paths import absolute, is_index_file, is_within, lies_in_any, name_now, outermost
from briefbot.indexer.progress import Listener, listener, telling
from briefbot.indexer.report import Report
from briefbot.indexer.sync import Sync
from briefbot.settings import Settings, settings_for
from briefbot.store import Writer, open_store, open_writer
from briefbot.types import Document, is_text

Sources = str | Path | Iterable[str | Path]


def build_index(
    sources: Sources | None = None,
    *,
    index: str | Index | None = None,
    settings: Settings | None = None,
    progress: bool | Listener = False,
    dry_run: bool = False,
) -> Report:
    """Bring an index in step with files, folders and web addresses.

    What is new is added, what changed is updated, and what is gone is dropped. The index remembers its sources; without
    `sources`, it follows all of them. Documents that came from other sources stay, and so do entries that a feed no
    longer shows. What cannot be read is reported and keeps what the index had of it. Nothing changes for readers before
    the end; a build that is killed leaves the index as before it, or as after it. A dry run reports what a build would
    do, and writes nothing; it counts the passages to embed without asking the encoder whether each fits. An index of an
    older format is updated first, by itself; no older briefbot can then read it. `progress` draws bars in the terminal,
    or is a function that is called with each `Progress`; what it raises ends the build.

    Raises IndexLockedError while another build runs, IndexNotFoundError without `sources` where there is no index,
    IndexFormatError if it is of a newer briefbot, IndexDamagedError if it cannot be extended, ModelError, and
    DocumentError if no source could be read and the index would be empty.
    """
    given = None if sources is None else named(sources)
    settings = settings_for(index, settings)
    return build(given, settings, BuildEncoder(), progress=listener(progress), dry_run=dry_run)


def create_index(index: str | Index | None = None, *, settings: Settings | None = None) -> Index:
    """Make an index without documents where there is none yet; return where it is.

    Raises IndexLockedError while a build runs, and BriefbotError where the folder cannot be written.
    """
    settings = settings_for(index, settings)
    if not open_store(settings.index).exists():
        index_documents((), "", settings=settings)
    return settings.index


def index_documents(
    items: Iterable[Document | DocumentError], name: str, *, settings: Settings, progress: bool | Listener = False
) -> Report:
    """Build a new index of documents that are read already, with sources as those of one file of this `name`.

    The index follows no sources. Raises what `build_index` does.
    """
    started = time.monotonic()
    with open_writer(settings.index) as writer:
        settings = replace(settings, encoder=encoder_name(settings.encoder, None))
        sync = Sync(writer, settings, BuildEncoder(), progress=listener(progress), dry_run=False)
        sync.take(items, name)
        return _finished(sync, writer, settings, started, dry_run=False)


def build(
    given: list[str | Path] | None,
    settings: Settings,
    encoder: BuildEncoder,
    *,
    progress: Listener,
    dry_run: bool = False,
    fetch: bool = True,
) -> Report:
    """Do what `build_index` does, with an encoder that may be loaded already.

    Without `fetch`, web addresses are left alone.
    """
    started = time.monotonic()
    for source in given or ():
        if not is_address(source) and is_index_file(absolute(source), settings):
            raise BriefbotError(
                f"{source} lies in the folder of the index, {settings.index}, whose files are no articles. "
                f"Name another folder for the index with --index."
            )
    with _writer(given, settings, progress, dry_run=dry_run) as writer:
        if settings.encoder is not None:
            settings = replace(settings, encoder=encoder_name(settings.encoder, None))
        _check_settings(writer, settings)
        sync = Sync(writer, settings, encoder, progress=progress, dry_run=dry_run)
        if given is not None and not dry_run:
            note_named(settings.index, map(absolute, given))  # first: a build that is killed has been asked for, too
        followed, unknown = _followed(writer, given, settings)
        followed = [source for source in followed if fetch or not is_address(source)]
        for source in followed:
            sync.follow(source)
        sync.failures += [not_named(source, settings.index) for source in unknown]
        if given is not None:
            _remember(sync, writer, followed)
        return _finished(sync, writer, settings, started, dry_run=dry_run)


def remove_sources(
    sources: Sources,
    *,
    index: str | Index | None = None,
    settings: Settings | None = None,
    progress: bool | Listener = False,
    dry_run: bool = False,
) -> Report:
    """Forget sources, and drop the documents that only they held. The files themselves are left alone.

    An index of an older format is updated first, and stays so even where nothing is then removed.

    Raises BriefbotError, naming what the index does follow, for anything that is not one of its sources.
    """
    return remove(
        named(sources), settings_for(index, settings), BuildEncoder(), progress=listener(progress), dry_run=dry_run
    )


def remove(
    given: list[str | Path], settings: Settings, encoder: BuildEncoder, *, progress: Listener, dry_run: bool = False
) -> Report:
    """Do what `remove_sources` does, with an encoder that may be loaded already."""
    started = time.monotonic()
    updating = telling(progress, "updating", "the index")
    with open_writer(settings.index, create=False, dry_run=dry_run, on_update=updating) as writer:
        roots = writer.roots()
        unknown = [source for source in given if absolute(source) not in roots]
        if unknown:
            raise _not_followed(unknown[0], roots, settings.index)
        sync = Sync(writer, settings, encoder, progress=progress, dry_run=dry_run)
        for source in given:
            writer.forget(absolute(source))
            sync.forget(absolute(source))
        return _finished(sync, writer, settings, started, dry_run=dry_run)


def named(sources: Sources) -> list[str | Path]:
    """Return the sources as a list. Raises BriefbotError where there is none, or one has no name."""
    given = [sources] if isinstance(sources, str | Path) else list(sources)
    if not given or not all(str(source).strip() for source in given):
        raise BriefbotError(
            "A source has no name. Name at least one file, folder or web address, for example: briefbot index articles/"
        )
    return given


@contextmanager
def _writer(
    given: list[str | Path] | None, settings: Settings, progress: Listener, *, dry_run: bool
) -> Iterator[Writer]:
    """Open the writer of the index.

    A plan of an index that is not there yet gets the writer of one that is thrown away.
    """
    if dry_run and given is not None and not open_store(settings.index).exists():
        with tempfile.TemporaryDirectory() as folder, open_writer(Path(folder), dry_run=True) as writer:
            yield writer
    else:
        updating = telling(progress, "updating", "the index")
        with open_writer(settings.index, create=given is not None, dry_run=dry_run, on_update=updating) as writer:
            yield writer


def _followed(writer: Writer, given: list[str | Path] | None, settings: Settings) -> tuple[list[str | Path], list[str]]:
    """Return the sources to follow now, those given or all that are remembered, and those that nobody named here.

    Raises BriefbotError where none are remembered.
    """
    if given is not None:
        return outermost(given), []
    roots = writer.roots()
    if not roots:
        raise BriefbotError(
            f"The index at {settings.index} follows no sources. Name some: "
            f"briefbot index ARTICLES --index {settings.index}"
        )
    known = named_here(settings.index)
    followed: list[str | Path] = [name_now(path, name) for path, name in roots.items() if path in known]
    return followed, [name_now(path, name) for path, name in roots.items() if path not in known]


def _remember(sync: Sync, writer: Writer, followed: list[str | Path]) -> None:
    """Keep the sources that were followed, in place of those within them, unless they lie within another."""
    before = writer.roots()
    named = {absolute(source): str(source) for source in followed}
    roots = before | {path: name for path, name in named.items() if _is_there(sync, path)}
    for path, name in roots.items():
        if lies_in_any(path, roots):
            writer.forget(path)
        elif before.get(path) != name:
            writer.remember(path, name)


def _is_there(sync: Sync, path: str) -> bool:
    """Return whether a source leads somewhere: a slip of the keyboard is not worth remembering."""
    if is_address(path):
        return is_text(path) and bool(sync.held(path))
    return is_text(path) and os.path.exists(path)  # noqa: PTH110  no error for odd names


def _finished(sync: Sync, writer: Writer, settings: Settings, started: float, *, dry_run: bool) -> Report:
    sync.settle()
    sync.embed()
    generation = sync.finish()
    documents, passages = writer.counts()
    changes = sync.changes()
    counted = Counter(change.kind for change in changes)
    return Report(
        settings.index,
        generation,
        documents,
        passages,
        counted["added"],
        counted["updated"],
        sync.unchanged,
        counted["dropped"],
        sync.embedded,
        tuple(sync.failures),
        changes,
        dry_run,
        time.monotonic() - started,
    )


def _not_followed(source: str | Path, roots: dict[str, str], index: Index) -> BriefbotError:
    path = absolute(source)
    names = {root: name_now(root, name) for root, name in roots.items()}
    for root, name in names.items():
        if is_within(path, root):
            return BriefbotError(
                f"{source} lies in {name}, which the index at {index} follows: the next build would add it again. "
                f"Delete or move the file, or remove the whole: briefbot remove {name}"
            )
    known = ", ".join(names.values()) or "no sources"
    return BriefbotError(f"The index at {index} does not follow {source}. It follows: {known}.")


def _check_settings(writer: Writer, settings: Settings) -> None:
    facts = writer.facts
    if facts is None:
        return
    check_encoder(settings.encoder, facts.encoder, facts.fingerprint, settings.index)
    if facts.passage_tokens != settings.passage_tokens:
        raise IndexDamagedError(
            f"The index at {settings.index} was built with passages of {facts.passage_tokens} tokens, not of "
            f"{settings.passage_tokens}. Build another one with --index NEW_FOLDER."
        )
