"""Suggested questions for the page: those that the assistant makes, once for each build."""

from __future__ import annotations

import threading

from briefbot_ui.late import AnyAssistant

COUNT = 4


class Suggestions:
    """The questions for an assistant's index, made anew when it has changed. Safe to share between threads."""

    def __init__(self, assistant: AnyAssistant) -> None:
        self._assistant = assistant
        self._lock = threading.Lock()
        self._made: tuple[int, tuple[str, ...]] | None = None

    def questions(self) -> tuple[str, ...]:
        """Return up to COUNT questions that the articles answer; fewer, or none, where few are sure."""
        with self._lock:
            generation = self._assistant.generation
            if self._made is None or self._made[0] != generation:
                self._made = generation, self._assistant.suggestions(COUNT)
            return self._made[1]
