"""The articles of an index as the page lists them: from where each came, in which order, and those that hold words."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from briefbot import Entry
from briefbot.phrases import folded, is_address
from briefbot_ui import uploads
from briefbot_ui.short_names import came_from, names_apart
from briefbot_ui.uploads import absolute

Order = Literal["published", "added", "title", "outlet"]


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


def listing_of(entries: Sequence[Entry], articles: Path | None) -> Listing:
    """Return the entries of an index as they are listed; `articles` is the folder of what was added, if it has one."""
    added = f"{absolute(articles)}/" if articles else "\0"  # which no path begins with
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
