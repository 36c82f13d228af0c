"""The column "Your articles" as HTML: the ways to add articles, the outcome of the last job, the list of articles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from briefbot import Entry
from briefbot.phrases import clipped, count_of, day
from briefbot_ui.article_search import Sentence
from briefbot_ui.build_jobs import State
from briefbot_ui.collection import Collection
from briefbot_ui.failures import grouped
from briefbot_ui.listing import Holding, Item, Listing, Order
from briefbot_ui.short_names import came_from, title_of
from briefbot_ui.templates import render
from briefbot_ui.uploads import accepted, size_words, usual

SHOWN_AT_ONCE = 100  # rows; more on demand
MOST_SHOWN = 5000
MOST_ASKED = 1000  # articles that a question is restricted to by name


@dataclass(frozen=True, slots=True)
class Look:
    """What a person wants to see of the list."""

    words: str = ""
    shown: int = SHOWN_AT_ONCE  # rows
    order: Order = "published"
    known: int | None = None  # articles with a higher `Entry.added` were added just now
    sentences: Mapping[str, Sentence] = field(default_factory=dict)  # in whose texts the words were found, best first


def adding(collection: Collection) -> str:
    """Return every way to add articles."""
    most = collection.settings.max_file_bytes
    return render(
        "articles/adding.html",
        most_bytes=most,
        most_size=size_words(most),
        usual=usual(),
        accepted=accepted(),
    )


def outcome(state: State) -> str:
    """Return how the last job ended, with what failed by its reason; empty if there is nothing to tell."""
    if state.outcome is None:
        return ""
    told = state.outcome
    return render(
        "articles/outcome.html",
        message=told.message,
        failures=grouped(told.failures),
        failed=len(told.failures),
        can_undo=told.can_undo,
    )


@dataclass(frozen=True, slots=True)
class Removal:
    """The removal of a holding, and what to ask a person before it."""

    key: str
    name: str
    question: str
    tells: str
    yes: str  # the label of the button that confirms it


@dataclass(frozen=True, slots=True)
class _Row:
    id: str
    title: str
    entry: Entry
    came: str
    removal: Removal
    sentence: Sentence | None


@dataclass(frozen=True, slots=True)
class _Group:
    name: str  # "" for the only one
    rows: list[_Row]


@dataclass(frozen=True, slots=True)
class _Origin:
    name: str
    count: int
    removal: Removal


def listed(listing: Listing, look: Look) -> str:
    """Return the list of the index's articles, or of those that have the words."""
    items = found_items(listing, look)
    message = figures = ""
    origins: Sequence[_Origin] = ()
    if not listing.items:
        message = "There are no articles yet."
    elif look.words.strip():
        figures = f"{len(items):,} of {count_of(len(listing.items), 'article')}"
        message = "" if items else "No article has these words, in its text, title, outlet, date or file."
    else:
        figures = _figures(listing)
        origins = [_Origin(one.name, one.count, _removal(one, one.name)) for one in listing.holdings]
    return render(
        "articles/listed.html",
        message=message,
        figures=figures,
        origins=origins,
        groups=_groups(items, look),
        left=len(items) - look.shown,
        can_show_more=look.shown < MOST_SHOWN,
    )


def unlisted(message: str) -> str:
    """Return what stands in the place of the list where the index cannot be asked."""
    return render(
        "articles/listed.html", message=message, figures="", origins=(), groups=(), left=0, can_show_more=False
    )


def found_items(listing: Listing, look: Look) -> list[Item]:
    """Return the items that a list shows: those that say the words of themselves, then those whose text holds them."""
    found = listing.found(look.words, look.order)
    if not look.words.strip():
        return sorted(found, key=lambda item: not _is_new(item, look))
    told = {item.entry.document_id for item in found}
    rank = {document_id: at for at, document_id in enumerate(look.sentences) if document_id not in told}
    others = [item for item in listing.items if item.entry.document_id in rank]
    return [*found, *sorted(others, key=lambda item: rank[item.entry.document_id])]


def _is_new(item: Item, look: Look) -> bool:
    """Return whether an article was added just now."""
    return look.known is not None and item.entry.added > look.known


def _groups(items: Sequence[Item], look: Look) -> list[_Group]:
    """Return the rows that are shown; what was added just now is a group of its own, unless that is all there is."""
    divided = not look.words.strip() and len({_is_new(item, look) for item in items}) > 1
    groups = groupby(items[: look.shown], key=lambda item: divided and _is_new(item, look))
    names = {True: "Added just now", False: "All others" if divided else ""}
    return [_Group(names[is_new], [_row(item, look) for item in group]) for is_new, group in groups]


def _figures(listing: Listing) -> str:
    """Return how many articles there are, of how many outlets, and from which day to which."""
    outlets = {item.entry.outlet for item in listing.items if item.entry.outlet}
    days = sorted(item.entry.published for item in listing.items if item.entry.published)
    parts = [count_of(listing.documents, "article")]
    if outlets:
        parts.append(count_of(len(outlets), "outlet"))
    if days:
        parts.append(day(days[0]) if days[0] == days[-1] else f"{day(days[0])} to {day(days[-1])}")
    return ", ".join(parts)


def chosen(entries: Iterable[Entry]) -> dict[str, Any]:
    """Return articles as JSON by which a page restricts questions to them, each once, and how many are left out."""
    titles = {entry.document_id: clipped(title_of(entry), 300) for entry in entries}
    named = [{"id": document_id, "title": title} for document_id, title in titles.items()]
    return {"articles": named[:MOST_ASKED], "left": max(0, len(named) - MOST_ASKED)}


def _row(item: Item, look: Look) -> _Row:
    entry, title = item.entry, title_of(item.entry)
    sentence = look.sentences.get(entry.document_id)
    return _Row(entry.document_id, title, entry, came_from(entry), _removal(item.holding, title), sentence)


def _removal(holding: Holding, name: str) -> Removal:
    """Return the removal of a holding; `name` is what its button stands beside."""
    return Removal(holding.key, name, *asked(holding, name))


def asked(holding: Holding, name: str) -> tuple[str, str, str]:
    """Return what to ask before a removal, what is removed, and the label of the button that confirms it."""
    name, source = clipped(name, 120), clipped(holding.name, 200)
    articles = count_of(holding.count, "article")
    if len(holding.paths) > 1:
        return f"{source}: remove {articles}?", "The copies that were kept here are deleted.", "Remove all"
    if holding.paths and holding.count > 1:
        tells = f"This file holds {articles}, and all of them go. The copy that was kept here is deleted."
        return f"Remove “{source}”?", tells, f"Remove {articles}"
    if holding.paths:
        return f"Remove “{name}”?", "The copy that was kept here is deleted.", "Remove"
    if holding.kind == "address":
        tells = f"{source} is no longer followed. What came of it goes from the index: {articles}."
        return f"Remove “{name}”?", tells, f"Remove {articles}"
    if holding.kind == "file":
        return f"Remove “{name}”?", f"{source} is no longer followed. The file itself stays where it is.", "Remove"
    alone = "To remove this article alone, delete its file there, then refresh the sources. " if name != source else ""
    tells = f"{alone}The whole folder goes from the index: {articles}. Its files stay where they are."
    return f"Stop following {source}?", tells, f"Remove {articles}"
