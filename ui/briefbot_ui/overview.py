"""What the page shows of the index: how many articles it has, what to restrict questions to, and what to begin with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from briefbot import Assistant, BlockKind, BriefbotError, Document, Entry
from briefbot.phrases import clipped, count_of
from briefbot_ui import actions
from briefbot_ui.collection import Collection
from briefbot_ui.openers import Openers
from briefbot_ui.short_names import title_of
from briefbot_ui.source_names import source_names
from briefbot_ui.templates import render

_SUGGESTED = 4  # questions
_LATEST = 12  # articles
_BEGINNING = 220  # characters of each


@dataclass(frozen=True, slots=True)
class Beginning:
    """An article with the first words of its news."""

    id: str
    title: str
    entry: Entry
    words: str


class Overview:
    """Draws the parts of the page that depend on the index; with a `collection`, articles can be added."""

    def __init__(self, assistant: Assistant, collection: Collection | None) -> None:
        self._assistant = assistant
        self._collection = collection
        self._openers = Openers(assistant)

    def overview(self, _: actions.Overview) -> dict[str, Any]:
        count = self._assistant.document_count
        return {
            "loaded": count_of(count, "article"),
            "welcome": render("page/welcome.html", documents=count, with_articles=self._collection is not None),
            "restriction": self._restriction(),
            "latest": render("page/latest.html", articles=self._latest(), documents=count),
        }

    def suggestions(self, _: actions.Suggestions) -> dict[str, Any]:
        questions = self._assistant.suggestions(_SUGGESTED)
        return {"suggestions": render("page/suggestions.html", questions=questions)}

    def openers(self, _: actions.Openers) -> dict[str, Any]:
        """Return questions of other kinds; a few are asked first to find them, so pages ask for this last."""
        return {"openers": render("page/openers.html", openers=self._openers.found())}

    def _latest(self) -> list[Beginning]:
        """Return the articles that were published last; none where no list of them can be had."""
        try:
            items = self._collection.listing().items if self._collection else ()
            entries = list({item.entry.document_id: item.entry for item in items}.values())[:_LATEST]
            documents = [self._assistant.document(entry.document_id) for entry in entries]
        except (BriefbotError, KeyError):  # a build may have committed between the two looks
            return []
        return [
            Beginning(entry.document_id, title_of(entry), entry, beginning_of(document))
            for entry, document in zip(entries, documents, strict=True)
        ]

    def _restriction(self) -> str:
        outlets = [(name, name, f"{name} ({count})") for name, count in self._assistant.outlets()]
        named = [(name, name) for name in map(source_names(self._assistant).shown, self._assistant.sources())]
        sources = [(source, name, name) for source, name in named] if len(named) > 1 else []
        return render("page/restriction.html", outlets=outlets, sources=sources, period=self._assistant.period())


def beginning_of(document: Document) -> str:
    """Return the first words of the news in an article, on one line."""
    bodies = (document.text[block.start : block.end] for block in document.blocks if block.kind is BlockKind.BODY)
    text = next((body for body in bodies if body.strip()), document.text)
    return clipped(" ".join(text[: 2 * _BEGINNING].split()), _BEGINNING)
