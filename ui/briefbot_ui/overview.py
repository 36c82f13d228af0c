"""What the page shows of the index: how many articles there are, what questions can be restricted to, suggestions."""

from __future__ import annotations

from typing import Any

from briefbot import Assistant
from briefbot.phrases import count_of
from briefbot_ui import actions
from briefbot_ui.source_names import source_names
from briefbot_ui.templates import render

_SUGGESTED = 4  # questions


class Overview:
    """Draws the parts of the page that depend on the index."""

    def __init__(self, assistant: Assistant, *, with_articles: bool) -> None:
        self._assistant = assistant
        self._with_articles = with_articles

    def overview(self, _: actions.Overview) -> dict[str, Any]:
        count = self._assistant.document_count
        return {
            "loaded": count_of(count, "article"),
            "welcome": render("page/welcome.html", documents=count, with_articles=self._with_articles),
            "restriction": self._restriction(),
        }

    def suggestions(self, _: actions.Suggestions) -> dict[str, Any]:
        questions = self._assistant.suggestions(_SUGGESTED)
        return {"suggestions": render("page/suggestions.html", questions=questions)}

    def _restriction(self) -> str:
        outlets = [(name, name, f"{name} ({count})") for name, count in self._assistant.outlets()]
        names = source_names(self._assistant)
        named = [(name, name) for name in map(names.shown, self._assistant.sources())]
        sources = [(source, name, name) for source, name in named] if len(named) > 1 else []
        return render("page/restriction.html", outlets=outlets, sources=sources, period=self._assistant.period())
