"""The articles of an index as the page lists them, and the jobs that add, update and remove them."""

from __future__ import annotations

import hashlib
import os
import re
import threading
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from briefbot import BriefbotError, Entry, IndexNotFoundError, Settings, index_status, list_documents
from briefbot.phrases import count_of, folded, is_address
from briefbot_ui import uploads
from briefbot_ui.build_jobs import BROKEN, BuildJobs, Built, Job, Outcome, State
from briefbot_ui.short_names import came_from, name_of, names_apart
from briefbot_ui.uploads import Upload

MOST_FILES = 200  # that a page names at once; it sends more of them in turn

Order = Literal["published", "added", "title", "outlet"]

_HOST_AND_REST = re.compile(r"\w+://[^\s/?#]\S{0,2000}")


@dataclass(frozen=True, slots=True)
class Holding:
    """An added file, or a source that the index follows; its articles can be removed only all together."""

    key: str  # by which the page names it
    kind: Literal["added", "examples", "file", "folder", "address"]
    name: str
    root: str  # the source, as named; "" for what was added
    paths: tuple[Path, ...]  # of what was added
    count: int  # articles


@dataclass(frozen=True, slots=True)
class Item:
    """An article as it is listed."""

    entry: Entry
    holding: Holding


@dataclass(frozen=True, slots=True)
class Listing:
    """All articles of the index, the latest first, and the files and sources that they came from."""

    items: tuple[Item, ...] = ()
    holdings: tuple[Holding, ...] = ()  # the sources, and all that was added and all examples as one each

    @property
    def documents(self) -> int:
        return len({item.entry.document_id for item in self.items})

    @property
    def newest(self) -> int:
        """The highest `Entry.added` of all; 0 where there is none."""
        return max((item.entry.added for item in self.items), default=0)

    def held(self, key: str) -> list[Item]:
        """Return the items of the holding that the page names by a key; those of all that was added, of every file."""
        wanted = self.holding(key)
        if wanted is None:
            return []
        return [
            item
            for item in self.items
            if item.holding.key == key or any(path in wanted.paths for path in item.holding.paths)
        ]

    def found(self, words: str, order: Order = "published") -> list[Item]:
        """Return the items whose title, outlet, date or source holds every one of the words, in this order."""
        wanted = folded(words).split()
        found = [item for item in self.items if all(word in _searched(item) for word in wanted)]
        key, is_reversed = _ORDERS[order]
        return sorted(found, key=lambda item: key(item.entry), reverse=is_reversed)  # of equal ones as in `items`

    def holding(self, key: str) -> Holding | None:
        """Return the holding that the page names by a key; None where there is none, or no longer."""
        return next((one for one in (*self.holdings, *(item.holding for item in self.items)) if one.key == key), None)


# What the articles are sorted by, and whether the highest comes first.
_ORDERS: Mapping[Order, tuple[Callable[[Entry], Any], bool]] = {
    "published": (lambda entry: entry.published.isoformat() if entry.published else "", True),
    "added": (lambda entry: entry.added, True),
    "title": (lambda entry: entry.title.casefold(), False),
    "outlet": (lambda entry: (not entry.outlet, folded(entry.outlet or "")), False),
}


class Collection:
    """The articles of one index: what there is, and adding and removing. Safe to share between threads."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.received = Path()  # where uploads arrive; set by the app that receives them
        self._work = BuildJobs(settings)
        self._lock = threading.Lock()
        self._listing = Listing()
        self._listed: tuple[object, ...] = ()  # which state of the index that is
        uploads.put_back(uploads.left_aside(Path(_absolute(settings.articles))))

    @property
    def state(self) -> State:
        return self._work.state

    def listing(self) -> Listing:
        """Return what the index holds now; an empty listing where there is no index.

        Raises IndexFormatError or IndexDamagedError where it cannot be asked.
        """
        with self._lock:
            try:
                status = index_status(index=self.settings.index)
                # An index that was deleted and built anew begins with the same generation; sources change within one.
                state = (status.generation, status.built, status.sources)
                if state != self._listed:
                    entries = list_documents(index=self.settings.index)
                    self._listing, self._listed = listing_of(entries, self.settings.articles), state
            except IndexNotFoundError:
                self._listing, self._listed = Listing(), ()
            return self._listing

    def add_files(self, files: Sequence[Upload]) -> None:
        """Keep uploaded files and index them; the outcome names the files that cannot be kept, with the reason."""
        kept: dict[Path, str] = {}  # new in the folder -> name as uploaded
        failures: list[tuple[str, str]] = []
        reasons: dict[str, str] = {}  # equal files of one name arrive at one path: the first speaks for all
        for upload in files:
            if upload.path and upload.path in reasons:
                if reasons[upload.path]:
                    failures.append((upload.name, reasons[upload.path]))
                continue
            reason = ""
            try:
                path, is_new = uploads.keep_upload(
                    upload, self.received, self.settings.articles, self.settings.max_file_bytes
                )
                if is_new:
                    kept[path] = upload.name
            except OSError as error:
                reason = f"could not be kept: {error.strerror or 'the disk refuses it'}"
            except BriefbotError as error:
                reason = str(error)
            reasons[upload.path] = reason
            if reason:
                failures.append((upload.name, reason))
        if len(failures) < len(files):
            self._add(f"Adding {count_of(len(files) - len(failures), 'file')}", kept, failures)
        else:
            self._work.tell(Outcome("Nothing was added.", tuple(failures)))

    def add_text(self, text: str, title: str, outlet: str, published: str) -> None:
        """Keep pasted text and index it. Raises BriefbotError where that cannot be done."""
        size = len(text.encode("utf-8", "replace"))
        if size > self.settings.max_file_bytes:
            raise BriefbotError(
                f"The text is larger than {uploads.size_words(self.settings.max_file_bytes)}. Split it."
            )
        path, is_new = uploads.keep_text(text, title, outlet, published, self.settings.articles)
        self._add("Adding the text", {path: title or "The text"} if is_new else {}, [])

    def add_examples(self) -> None:
        """Copy the example articles into the index and index them."""
        kept = uploads.keep_examples(self.settings.articles)
        self._add("Adding the examples", {path: path.name for path, is_new in kept if is_new}, [])

    def follow(self, address: str) -> None:
        """Fetch a page or a feed and follow it from now on. Raises BriefbotError for what is no web address."""
        address = address.strip()
        if address and "://" not in address:
            address = f"https://{address}"
        holds_control = any(unicodedata.category(character) == "Cc" for character in address)
        # Anything else would be taken for a path.
        if holds_control or not (is_address(address) and _HOST_AND_REST.fullmatch(address)):
            raise BriefbotError("This is not a web address. It begins with https:// or http://")

        def after(built: Built) -> Outcome:
            return _outcome(built, [(name_of(source), reason) for source, reason in built.failures])

        self._work.do(Job(f"Fetching {address}", (address,), remove=False, before=_nothing, after=after))

    def refresh(self) -> None:
        """Look for what has changed in all that the index follows."""

        def after(built: Built) -> Outcome:
            failures = [(name_of(source), _reason(source, why)) for source, why in built.failures]
            if built.completed and not (built.added or built.updated or built.dropped):
                return Outcome("Nothing has changed.", tuple(failures))
            return _outcome(built, failures)

        self._work.do(Job("Looking for changes", None, remove=False, before=_nothing, after=after))

    def remove(self, key: str) -> None:
        """Remove a holding from the index: delete what was added, stop following a source, whose files stay.

        Raises BriefbotError for a key that names nothing, or no longer.
        """
        holding = self.listing().holding(key)
        if holding is None:
            raise BriefbotError("This is no longer in the index.")

        aside: list[tuple[Path, Path]] = []  # where a file was, and where it is until the index has let go of it

        def before() -> None:
            try:
                aside.extend(uploads.set_aside(holding.paths, Path(_absolute(self.settings.articles))))
            except OSError as error:
                uploads.put_back(aside)
                raise BriefbotError(f"{holding.name} cannot be removed: {error.strerror or 'it stays'}.") from error

        def after(built: Built) -> Outcome:
            wanted = aside
            if built.stopped or not built.completed:  # what changed the index may have been another build
                held = {item.entry.path for item in self.listing().items}
                wanted = [(path, hidden) for path, hidden in aside if _absolute(path) not in held]
                uploads.put_back(file for file in aside if file not in wanted)
            uploads.throw_away(wanted)
            if not built.completed or len(wanted) < len(aside):
                return _outcome(replace(built, completed=False), [])
            return Outcome(f"Removed {holding.name}: {count_of(built.dropped, 'article')} fewer.")

        sources = (str(self.settings.articles),) if holding.paths else (holding.root,)
        self._work.do(Job(f"Removing {holding.name}", sources, not holding.paths, before, after))

    def stop(self) -> None:
        """End the running job and forget those that wait; the index is as it was, or as a finished build left it."""
        self._work.stop()

    def dismiss(self) -> None:
        """Forget how the last job ended."""
        self._work.tell(None)

    def refuse(self, message: str) -> None:
        """Tell why something was not begun."""
        self._work.tell(Outcome(message))

    def _add(self, name: str, kept: dict[Path, str], failures: list[tuple[str, str]]) -> None:
        def after(built: Built) -> Outcome:
            names = {path.name: called for path, called in kept.items()}
            failed = [(_called(source, names), _reason(source, reason)) for source, reason in built.failures]
            failed = [(name, reason) for name, reason in failed if name]
            held = {item.entry.path for item in self.listing().items}
            for path in kept:
                # What could not be read at all would only fail again, and what was stopped was not wanted.
                if not built.completed or _absolute(path) not in held:
                    path.unlink(missing_ok=True)
            early = any(_absolute(path) in held for path in kept)
            return _outcome(built, [*failures, *failed], early=early)

        sources = (str(self.settings.articles),)
        self._work.do(Job(name, sources, remove=False, before=_nothing, after=after))


def listing_of(entries: Sequence[Entry], articles: Path) -> Listing:
    """Return the entries of an index as they are listed; `articles` is the folder of what was added."""
    added = f"{_absolute(articles)}/"
    counts = Counter(_unit(entry, added) for entry in entries)
    holdings = {unit: _holding(unit, entry, added, counts) for entry in entries for unit in [_unit(entry, added)]}
    names = names_apart(holding.root for holding in holdings.values() if holding.root)
    holdings = {unit: replace(one, name=names.get(one.root, one.name)) for unit, one in holdings.items()}
    items = [Item(entry, holdings[_unit(entry, added)]) for entry in entries]
    items.sort(key=lambda item: item.entry.title.casefold())
    items.sort(key=lambda item: item.entry.published.isoformat() if item.entry.published else "", reverse=True)
    files = [holding for holding in holdings.values() if holding.kind in ("added", "examples")]
    kinds: tuple[tuple[Literal["added", "examples"], str], ...] = (
        ("added", uploads.ADDED),
        ("examples", "The examples"),
    )
    groups = [
        Holding(
            _key(f"all {kind}"),
            kind,
            name,
            "",
            tuple(path for holding in files if holding.kind == kind for path in holding.paths),
            sum(holding.count for holding in files if holding.kind == kind),
        )
        for kind, name in kinds
        if any(holding.kind == kind for holding in files)
    ]
    roots = [holding for holding in holdings.values() if holding.kind not in ("added", "examples")]
    return Listing(tuple(items), (*groups, *roots))


def _called(source: str, names: Mapping[str, str]) -> str:
    """Return what a person calls a source that was just added, by the `names` of the files; "" for any other source."""
    file, _, record = Path(source).name.partition("#")
    return names.get(file, "") and names[file] + (f", record {record}" if record else "")


def _unit(entry: Entry, added: str) -> str:
    """Return what an entry can be removed with: the path of an added file, or "root " and the source it came from."""
    return entry.path if entry.path.startswith(added) else f"root {entry.root or entry.path}"


def _holding(unit: str, entry: Entry, added: str, counts: Counter[str]) -> Holding:
    if not unit.startswith("root "):
        inside = unit.removeprefix(added)
        kind: Literal["added", "examples"] = "examples" if inside.startswith(f"{uploads.EXAMPLES}/") else "added"
        return Holding(_key(unit), kind, Path(unit).name, "", (Path(unit),), counts[unit])
    root = entry.root or entry.path
    if is_address(root):
        return Holding(_key(unit), "address", root, root, (), counts[unit])
    is_file = _absolute(Path(root)) == entry.path
    return Holding(_key(unit), "file" if is_file else "folder", root, root, (), counts[unit])


def _absolute(path: Path) -> str:
    """Return a path as the index names it: from the root of the file system, links not followed."""
    return Path(os.path.abspath(path)).as_posix()  # noqa: PTH100


def _key(unit: str) -> str:
    return hashlib.sha256(unit.encode("utf-8", "replace")).hexdigest()[:16]


def _searched(item: Item) -> str:
    entry = item.entry
    day = entry.published.isoformat() if entry.published else ""
    return folded(f"{entry.title} {entry.outlet or ''} {day} {came_from(entry)} {item.holding.name}")


def _reason(source: str, reason: str) -> str:
    """Return a reason without the path of a file on this machine in it."""
    return reason.replace(source, name_of(source))


def _outcome(built: Built, failures: Sequence[tuple[str, str]], *, early: bool = False) -> Outcome:
    """Return what to tell a person of a build.

    `early`: the build before, which was not over when this one was asked for, has read some of it already.
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


def _nothing() -> None:
    """Do nothing: the `before` of a job that has nothing to prepare."""
