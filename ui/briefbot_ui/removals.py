"""A removal from the index, from the files that are set aside to taking it back."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path

from briefbot import BriefbotError, Settings
from briefbot.phrases import count_of
from briefbot_ui import uploads
from briefbot_ui.additions import outcome_of, reason_of, sources_of
from briefbot_ui.build_jobs import Built, Outcome, Task
from briefbot_ui.short_names import name_of
from briefbot_ui.uploads import absolute


class Removal:
    """Removes added files, or a source that the index follows, and puts them back.

    Files are set aside while the index lets go of them, and then kept aside until `forget`.
    """

    def __init__(
        self, name: str, paths: Collection[Path], root: str, settings: Settings, held: Callable[[], Collection[str]]
    ) -> None:
        self.name = name
        self.is_done = False
        self._paths = paths  # of added files; where there are none, it is the source `root`
        self._root = root
        self._settings = settings
        self._held = held  # gives the absolute paths of all files that the index has articles of
        self._folder = Path(absolute(settings.articles))
        self._aside: list[tuple[Path, Path]] = []  # where a file was, and where it is
        self._back: list[Path] = []  # where the files are while they are put back

    def begin(self) -> Task:
        """Set the files aside, and return the build that lets go of them."""
        try:
            self._aside.extend(uploads.set_aside(self._paths, self._folder))
        except OSError as error:
            uploads.put_back(self._aside)
            raise BriefbotError(f"{self.name} cannot be removed: {error.strerror or 'it stays'}.") from error
        sources = (str(self._settings.articles),) if self._paths else (self._root,)
        return Task(f"Removing {self.name}", sources, remove=not self._paths)

    def after(self, built: Built) -> Outcome:
        """Keep the files aside, or put them back where the index still has them; return what to tell a person."""
        if built.completed and not built.stopped:
            self._aside = uploads.keep_aside(self._aside, self._folder)
            self.is_done = True
            return Outcome(f"Removed {self.name}: {count_of(built.dropped, 'article')} fewer.", can_undo=True)
        held = self._held()  # what changed the index may have been another build
        wanted = [(path, hidden) for path, hidden in self._aside if absolute(path) not in held]
        uploads.put_back(file for file in self._aside if file not in wanted)
        uploads.throw_away(wanted)
        if not built.completed or len(wanted) < len(self._aside):
            return outcome_of(replace(built, completed=False), [])
        return Outcome(f"Removed {self.name}: {count_of(built.dropped, 'article')} fewer.")

    def begin_undo(self) -> Task:
        """Put the files back, and return the build that takes them in again."""
        self._back = uploads.put_back(self._aside)
        self._aside = []
        sources = sources_of(self._back, self._settings) if self._paths else (self._root,)
        return Task(f"Putting back {self.name}", sources)

    def after_undo(self, built: Built) -> Outcome:
        """Set the files aside again where they are not taken in; return what to tell a person."""
        failures = [(name_of(source), reason_of(source, reason)) for source, reason in built.failures]
        if built.completed and not failures:
            self.is_done = False
            return Outcome(f"{self.name} is back. You have {count_of(built.documents, 'article')} now.")
        if not built.completed:
            self._aside += uploads.keep_aside(list(uploads.set_aside(self._back, self._folder)), self._folder)
        return replace(outcome_of(built, failures), can_undo=not built.completed)

    def forget(self) -> None:
        """Delete the files that are kept aside: the removal is not taken back any more."""
        uploads.throw_away(self._aside)
        self._aside = []


class LastRemoval:
    """The one removal that can still be taken back, for so many seconds. Safe to share between threads."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()
        self._kept: Removal | None = None
        self._timer: threading.Timer | None = None

    def keep(self, removal: Removal | None) -> None:
        """Keep this removal, or none; the files of the one before are deleted."""
        with self._lock:
            before = self._exchange(removal)
            if removal:
                self._timer = threading.Timer(self._seconds, self._end, [removal])
                self._timer.daemon = True
                self._timer.start()
        if before:
            before.forget()

    def take(self) -> Removal:
        """Return the removal, to be taken back. Raises BriefbotError where there is none any more."""
        with self._lock:
            removal = self._exchange(None)
        if removal is None:
            raise BriefbotError("There is no removal that can still be undone.")
        return removal

    def _exchange(self, removal: Removal | None) -> Removal | None:
        before, self._kept = self._kept, removal
        if self._timer:
            self._timer.cancel()
            self._timer = None
        return before

    def _end(self, removal: Removal) -> None:
        with self._lock:
            if self._kept is not removal:
                return
            self._kept = None
        removal.forget()
