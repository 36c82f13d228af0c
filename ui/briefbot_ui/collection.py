"""The articles of an index as the page lists them, and the jobs that add, update and remove them."""

from __future__ import annotations

import hashlib
import re
import threading
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Collection as Container
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from briefbot import (
    BriefbotError,
    DocumentError,
    Entry,
    IndexNotFoundError,
    Settings,
    check_address,
    index_status,
    list_documents,
)
from briefbot.phrases import count_of, folded, is_address
from briefbot_ui import uploads
from briefbot_ui.additions import Addition, keep_uploads, outcome_of, reason_of
from briefbot_ui.build_jobs import BuildJobs, Built, Job, Outcome, State, Task
from briefbot_ui.removals import LastRemoval, Removal
from briefbot_ui.short_names import came_from, name_of, names_apart
from briefbot_ui.uploads import Upload, absolute

MOST_FILES = 200  # that a page names at once; it sends more of them in turn

Order = Literal["published", "added", "title", "outlet"]

_HOST_AND_REST = re.compile(r"\w+://[^\s/?#]\S{0,2000}")
_UNDONE_WITHIN = 3600  # seconds in which a removal can be undone


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
        self._asking = threading.Lock()  # held while what is added becomes a job, or joins one
        self._adding: Addition | None = None  # waits for its turn
        self._removed = LastRemoval(_UNDONE_WITHIN)
        uploads.mend(Path(absolute(settings.articles)))

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

    def warm_up(self) -> None:
        """Load what adding needs, in a process of its own, so that the first article does not wait for it."""
        self._work.warm_up()

    def close(self) -> None:
        """End the running job and the process that builds; what was removed can no longer be put back."""
        self._work.close()
        self._removed.keep(None)

    def add_files(self, files: Sequence[Upload]) -> None:
        """Keep uploaded files and index them; the outcome names the files that cannot be kept, with the reason.

        Files that are added while others wait to be indexed are indexed along with them.
        """
        kept, new, failures = keep_uploads(files, self.received, self.settings)
        count = len(files) - len(failures)
        if count:
            self._add(f"Adding {count_of(count, 'file')}", count, kept, new, failures)
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
        self._add("Adding the text", 1, {path: title or "The text"}, {path} if is_new else set(), [])

    def add_examples(self) -> None:
        """Copy the example articles into the index and index them."""
        kept = uploads.keep_examples(self.settings.articles)
        new = {path for path, is_new in kept if is_new}
        self._add("Adding the examples", len(kept), {path: path.name for path, _ in kept}, new, [])

    def follow(self, address: str) -> None:
        """Fetch a page or a feed and follow it from now on.

        Raises BriefbotError for what is no web address, and for an address of this machine or of a local network: at
        once where it says so by itself, else it is told when it is fetched.
        """
        address = address.strip()
        if address and "://" not in address:
            address = f"https://{address}"
        holds_control = any(unicodedata.category(character) == "Cc" for character in address)
        # Anything else would be taken for a path.
        if holds_control or not (is_address(address) and _HOST_AND_REST.fullmatch(address)):
            raise BriefbotError("This is not a web address. It begins with https:// or http://")
        try:
            check_address(address, allow_private=self.settings.allow_private_addresses)
        except DocumentError as error:
            raise BriefbotError(f"Nothing was added: {error.reason}.") from error

        def after(built: Built) -> Outcome:
            return outcome_of(built, [(name_of(source), reason) for source, reason in built.failures])

        self._work.do(Job(lambda: Task(f"Fetching {address}", (address,)), after))

    def refresh(self) -> None:
        """Look for what has changed in all that the index follows."""

        def after(built: Built) -> Outcome:
            failures = [(name_of(source), reason_of(source, why)) for source, why in built.failures]
            if built.completed and not (built.added or built.updated or built.dropped):
                return Outcome("Nothing has changed.", tuple(failures))
            return outcome_of(built, failures)

        self._work.do(Job(lambda: Task("Looking for changes", None), after))

    def remove(self, key: str) -> None:
        """Remove a holding from the index: what was added, or a source that is followed, whose files stay.

        Until the next removal, for an hour, it can be undone; then the files that were added are deleted. Raises
        BriefbotError for a key that names nothing, or no longer.
        """
        holding = self.listing().holding(key)
        if holding is None:
            raise BriefbotError("This is no longer in the index.")
        removal = Removal(holding.name, holding.paths, holding.root, self.settings, self._held)

        def begin() -> Task:
            self._removed.keep(None)
            return removal.begin()

        def after(built: Built) -> Outcome:
            outcome = removal.after(built)
            if removal.is_done:
                self._removed.keep(removal)
            return outcome

        self._work.do(Job(begin, after))

    def undo_removal(self) -> None:
        """Put back what was removed last. Raises BriefbotError where it cannot be put back any more."""
        removal = self._removed.take()

        def after(built: Built) -> Outcome:
            outcome = removal.after_undo(built)
            if outcome.can_undo:
                self._removed.keep(removal)
            return outcome

        self._work.do(Job(removal.begin_undo, after))

    def stop(self) -> None:
        """End the running job and forget those that wait; the index is as it was, or as a finished build left it."""
        with self._asking:
            self._adding = None
            self._work.stop()

    def dismiss(self) -> None:
        """Forget how the last job ended."""
        self._work.tell(None)

    def refuse(self, message: str) -> None:
        """Tell why something was not begun."""
        self._work.tell(Outcome(message))

    def _add(
        self, name: str, files: int, kept: Mapping[Path, str], new: Container[Path], failures: list[tuple[str, str]]
    ) -> None:
        """Index files of the folder of articles, along with those that wait for it already."""
        with self._asking:
            addition = self._adding
            if addition:
                addition.join(name, files, kept, new, failures)
                return
            addition = self._adding = Addition(self.settings, self._held)
            addition.join(name, files, kept, new, failures)

            def begin() -> Task:
                with self._asking:
                    if self._adding is addition:
                        self._adding = None
                    return addition.begin()

            self._work.do(Job(begin, addition.after))

    def _held(self) -> dict[str, set[str]]:
        """Return the absolute paths of all files that the index has articles of, with the ids of these."""
        held: dict[str, set[str]] = {}
        for item in self.listing().items:
            held.setdefault(item.entry.path, set()).add(item.entry.document_id)
        return held


def listing_of(entries: Sequence[Entry], articles: Path) -> Listing:
    """Return the entries of an index as they are listed; `articles` is the folder of what was added."""
    added = f"{absolute(articles)}/"
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
    is_file = absolute(Path(root)) == entry.path
    return Holding(_key(unit), "file" if is_file else "folder", root, root, (), counts[unit])


def _key(unit: str) -> str:
    return hashlib.sha256(unit.encode("utf-8", "replace")).hexdigest()[:16]


def _searched(item: Item) -> str:
    entry = item.entry
    day = entry.published.isoformat() if entry.published else ""
    return folded(f"{entry.title} {entry.outlet or ''} {day} {came_from(entry)} {item.holding.name}")
