"""Builds of one index, one after the other, by a program that stays and keeps at hand what each of them needs."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from briefbot.errors import BriefbotError
from briefbot.index_address import Index
from briefbot.indexer.commands import Sources, build, named, remove
from briefbot.indexer.encoders import BuildEncoder
from briefbot.indexer.progress import Listener, listener
from briefbot.indexer.report import Report
from briefbot.settings import Settings, settings_for
from briefbot.store import open_snapshot

_FIRST = "The bridge at Tarn\n\nThe bridge was opened on Monday. It is 90 metres long.\n"


class IndexBuilder:
    """Builds one index again and again, with the encoder and the process that reads files kept from one to the next.

    A build of one small file then takes a tenth of a second in place of a second. For one thread at a time.
    """

    def __init__(self, index: str | Index | None = None, *, settings: Settings | None = None) -> None:
        self._settings = settings_for(index, settings)
        self._encoder = BuildEncoder()

    def prepare(self) -> None:
        """Load all that a build needs, so that the first one does not wait for it; the index is not touched.

        An article of two sentences is indexed in a folder that is thrown away. Raises what `build_index` does.
        """
        settings = self._settings
        with suppress(BriefbotError), open_snapshot(settings.index) as snapshot:
            settings = replace(settings, encoder=snapshot.facts.encoder, passage_tokens=snapshot.facts.passage_tokens)
        with tempfile.TemporaryDirectory() as folder:
            article = Path(folder) / "article.txt"
            article.write_text(_FIRST, encoding="utf-8")
            build([article], replace(settings, index=Path(folder) / "index"), self._encoder, progress=listener(False))

    def build(self, sources: Sources | None = None, *, progress: bool | Listener = False) -> Report:
        """Do what `build_index` does."""
        given = None if sources is None else named(sources)
        return build(given, self._settings, self._encoder, progress=listener(progress))

    def remove(self, sources: Sources, *, progress: bool | Listener = False) -> Report:
        """Do what `remove_sources` does."""
        return remove(named(sources), self._settings, self._encoder, progress=listener(progress))
