"""What people add on the page, from the files that are kept to the outcome of the build that takes them in."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from briefbot import BriefbotError, Settings, index_status
from briefbot.phrases import clipped, count_of
from briefbot_ui.build_jobs import BROKEN, Built, Outcome, Task
from briefbot_ui.short_names import name_of
from briefbot_ui.uploads import Upload, absolute, keep_upload

_FEW = 8  # files that are named to the build one by one, so that it does not walk through all that were added before

_NAMED = 5  # files of which nothing was new


class Addition:
    """Files in the folder of articles that one build is to take in; more may join them until it begins."""

    def __init__(self, settings: Settings, held: Callable[[], Mapping[str, Collection[str]]]) -> None:
        self._settings = settings
        self._held = held  # gives the absolute paths of all files that the index has articles of, with their ids
        self._ids: set[str] = set()  # of the articles that the index had when the first file joined
        self._names: list[str] = []  # of what has joined, as in "Adding the text"
        self._files = 0
        self._paths: dict[Path, str] = {}  # -> name as a person knows it
        self._new: set[Path] = set()
        self._failures: list[tuple[str, str]] = []

    def join(
        self,
        name: str,
        files: int,
        paths: Mapping[Path, str],
        new: Collection[Path],
        failures: Sequence[tuple[str, str]],
    ) -> None:
        """Take along files that lie in the folder now, those of them that are `new` there, and what failed before."""
        if not self._names:
            with suppress(BriefbotError):
                self._ids = {id_ for ids in self._held().values() for id_ in ids}
        self._names.append(name)
        self._files += files
        self._paths.update(paths)
        self._new.update(new)
        self._failures += failures

    def begin(self) -> Task:
        """Return the build that takes in all that has joined."""
        name = self._names[0] if len(self._names) == 1 else f"Adding {count_of(self._files, 'file')}"
        return Task(name, sources_of(self._paths, self._settings))

    def after(self, built: Built) -> Outcome:
        """Delete the new files that the index does not hold, and return what to tell a person."""
        names = {path.name: called for path, called in self._paths.items()}
        failed = [(_called(source, names), reason_of(source, reason)) for source, reason in built.failures]
        failed = [(name, reason) for name, reason in failed if name]
        known = self._held()
        held = {path for path in self._new if absolute(path) in known}
        if failed or not built.completed:
            # What could not be read at all would only fail again, and what was stopped was not wanted.
            for path in self._new if not built.completed else self._new - held:
                path.unlink(missing_ok=True)
        copies = self._copies(known)
        outcome = outcome_of(built, [*self._failures, *failed], early=len(held) > len(copies))
        if not copies or not built.completed or not (built.added or built.updated or len(held) > len(copies)):
            return outcome
        return replace(outcome, message=f"{outcome.message} {_nothing_new(copies)}")

    def _copies(self, known: Mapping[str, Collection[str]]) -> list[str]:
        """Return the names of the new files that hold nothing but articles which there were before."""
        copies, seen = [], set(self._ids)
        for path, called in self._paths.items():
            ids = set(known.get(absolute(path), ())) if path in self._new else set()
            if ids and ids <= seen:
                copies.append(called)
            seen |= ids
        return copies


def keep_uploads(
    files: Sequence[Upload], received: Path, settings: Settings
) -> tuple[dict[Path, str], set[Path], list[tuple[str, str]]]:
    """Keep uploaded files in the folder of articles.

    Return path -> name as uploaded, those of the paths that are new there, and (name, reason) of what is not kept.
    """
    kept: dict[Path, str] = {}
    new: set[Path] = set()
    failures: list[tuple[str, str]] = []
    reasons: dict[str, str] = {}  # equal files of one name arrive at one path: the first speaks for all
    for upload in files:
        if upload.path and upload.path in reasons:
            if reasons[upload.path]:
                failures.append((upload.name, reasons[upload.path]))
            continue
        reason = ""
        try:
            path, is_new = keep_upload(upload, received, settings.articles, settings.max_file_bytes)
            kept[path] = upload.name
            if is_new:
                new.add(path)
        except OSError as error:
            reason = f"could not be kept: {error.strerror or 'the disk refuses it'}"
        except BriefbotError as error:
            reason = str(error)
        reasons[upload.path] = reason
        if reason:
            failures.append((upload.name, reason))
    return kept, new, failures


def sources_of(paths: Collection[Path], settings: Settings) -> tuple[str, ...]:
    """Return what a build is to follow for these files: few by their names, where the index follows their folder."""
    folder = settings.articles
    try:
        followed = {absolute(Path(source)) for source in index_status(index=settings.index).sources}
    except BriefbotError:
        followed = set()
    if 0 < len(paths) <= _FEW and absolute(folder) in followed:
        return tuple(map(str, paths))
    return (str(folder),)


def reason_of(source: str, reason: str) -> str:
    """Return a reason without the path of a file on this machine in it."""
    return reason.replace(source, name_of(source))


def outcome_of(built: Built, failures: Sequence[tuple[str, str]], *, early: bool = False) -> Outcome:
    """Return what to tell a person of a build.

    `early`: the index has what was to be added, be it of a build before.
    """
    if built.stopped and not built.completed:
        return Outcome("Stopped. Your articles are as they were before.", tuple(failures))
    if not built.completed:
        return Outcome("Nothing was added." if failures else BROKEN, tuple(failures))
    parts = [
        f"{count_of(number, 'article')} {what}"
        for number, what in ((built.added, "added"), (built.updated, "updated"), (built.dropped, "dropped"))
        if number
    ]
    if parts or early:
        return Outcome(
            f"{', '.join(parts) or 'Added'}. You have {count_of(built.documents, 'article')} now.", tuple(failures)
        )
    nothing = "Nothing was added." if failures else "Nothing new: your articles hold this already."
    return Outcome(nothing, tuple(failures))


def _nothing_new(names: Sequence[str]) -> str:
    """Return that files hold what the index had already, with the names of the first."""
    named = ", ".join(clipped(name, 80) for name in names[:_NAMED])
    left = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
    return f"Your articles had the text of {count_of(len(names), 'file')} already: {named}{left}."


def _called(source: str, names: Mapping[str, str]) -> str:
    """Return what a person calls a source that was just added, by the `names` of the files; "" for any other source."""
    file, _, record = Path(source).name.partition("#")
    return names.get(file, "") and names[file] + (f", record {record}" if record else "")
