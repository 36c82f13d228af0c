"""What the sources of an index are called by whoever reaches the chat: no path of this machine is told."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import Any

from briefbot import Assistant, Document, QuestionError
from briefbot.phrases import is_address
from briefbot.presentation import Block, Items, Quote, Series, Sides, Source
from briefbot_ui import uploads

_KEYS = {"source", "other_sources"}  # of JSON, wherever they stand in it


class SourceNames:
    """The names of sources. `roots` are the sources that the index follows, as they were given.

    A root is called by the last part of its path, or by as many as tell it from the others; what lies in it by that and
    the path within; a web address by itself. What lies in the folder `added` goes by its path within.
    """

    def __init__(self, roots: Sequence[str], added: str = "") -> None:
        paths = {root: _parts(root) for root in roots if not is_address(root)}
        self._names = {root: root for root in roots if root not in paths}
        for root, parts in paths.items():
            others = [other for each, other in paths.items() if each != root]
            count = next((n for n in range(1, len(parts)) if all(other[-n:] != parts[-n:] for other in others)), None)
            self._names[root] = "/".join(parts[-count:] if count else parts) or "."
            if added and os.path.abspath(root) == os.path.abspath(added):  # noqa: PTH100  links are not followed
                self._names[root] = uploads.ADDED
        self._longest_first = sorted(paths, key=len, reverse=True)

    @property
    def names(self) -> list[str]:
        """The names of the roots, in their order."""
        return list(self._names.values())

    def shown(self, source: str) -> str:
        """Return what a source, a root or what lies in one, is called."""
        if is_address(source) or source in self._names:
            return self._names.get(source, source)
        for root in self._longest_first:
            if source.startswith((f"{root.rstrip('/')}/", f"{root}#")):
                within = source[len(root.rstrip("/")) :]
                return within.lstrip("/") if self._names[root] == uploads.ADDED else self._names[root] + within
        return "/".join(_parts(source)[-1:]) or source

    def document(self, document: Document) -> Document:
        """Return a document whose source is what it is called; its text, and so its id, is the same."""
        return replace(document, source=self.shown(document.source))

    def blocks(self, blocks: Iterable[Block]) -> list[Block]:
        """Return the blocks of a reply with every source under its name."""
        return [self._block(block) for block in blocks]

    def _block(self, block: Block) -> Block:
        if isinstance(block, Quote):
            return self._quote(block)
        if isinstance(block, Sides):
            return replace(block, quotes=tuple(map(self._quote, block.quotes)))
        if isinstance(block, Items):
            return replace(block, items=tuple(map(self._source, block.items)))
        if isinstance(block, Series):
            entries = (replace(one, quotes=tuple(map(self._quote, one.quotes))) for one in block.entries)
            return replace(block, entries=tuple(entries))
        return block

    def _quote(self, quote: Quote) -> Quote:
        return replace(quote, sources=tuple(map(self._source, quote.sources)))

    def _source(self, source: Source) -> Source:
        return replace(source, document=self.document(source.document))

    def root(self, name: str) -> str:
        """Return the root of a name. Raises QuestionError where the index has none."""
        for root, called in self._names.items():
            if called == name:
                return root
        raise QuestionError(f"The index has no source {name!r:.80}. It has: {', '.join(self.names) or 'none'}.")

    def without_paths(self, value: Any) -> Any:
        """Return JSON of replies, passages and documents with every source in it under its name."""
        if isinstance(value, list):
            return [self.without_paths(item) for item in value]
        if not isinstance(value, dict):
            return value
        return {key: self._named(item) if key in _KEYS else self.without_paths(item) for key, item in value.items()}

    def _named(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._named(item) for item in value]
        return self.shown(value) if isinstance(value, str) else value


def source_names(assistant: Assistant) -> SourceNames:
    """Return the names of the sources of an index as it is now."""
    return SourceNames(assistant.sources(), uploads.added_to(assistant.index))


def _parts(path: str) -> list[str]:
    """Return the parts of a path that name something."""
    plain = PurePath(path)
    return [part for part in plain.parts if part not in (plain.anchor, "..", ".")]
