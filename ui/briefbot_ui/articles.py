"""The column "Your articles" as HTML: the ways to add articles, the outcome of the last job, the list of articles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from briefbot import Entry
from briefbot.phrases import clipped, count_of, day
from briefbot_ui.build_jobs import State
from briefbot_ui.collection import MOST_FILES, Collection, Holding, Item, Listing, came_from, name_of
from briefbot_ui.templates import render
from briefbot_ui.uploads import accepted, size_words, usual

SHOWN_AT_ONCE = 100  # rows; more on demand
MOST_SHOWN = 5000


def adding(collection: Collection) -> str:
    """Return every way to add articles."""
    most = collection.settings.max_file_bytes
    return render(
        "articles/adding.html",
        most_bytes=most,
        most_files=MOST_FILES,
        most_size=size_words(most),
        usual=usual(),
        accepted=accepted(),
    )


def outcome(state: State) -> str:
    """Return how the last job ended, with every file that failed and the reason; empty if there is nothing to tell."""
    if state.outcome is None:
        return ""
    return render("articles/outcome.html", message=state.outcome.message, failures=state.outcome.failures)


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


@dataclass(frozen=True, slots=True)
class _Origin:
    name: str
    count: int
    removal: Removal


def listed(listing: Listing, words: str, shown: int) -> str:
    """Return the list of the index's articles, or of those that have all the words; at most `shown` of them."""
    found = listing.found(words)
    message = figures = ""
    origins: Sequence[_Origin] = ()
    if not listing.items:
        message = "There are no articles yet."
    elif words.strip():
        figures = f"{len(found):,} of {count_of(len(listing.items), 'article')}"
        message = "" if found else "No article has all of these words in its title, outlet, date or file."
    else:
        figures = _figures(listing)
        origins = [_Origin(one.name, one.count, _removal(one, one.name)) for one in listing.holdings]
    return render(
        "articles/listed.html",
        message=message,
        figures=figures,
        origins=origins,
        rows=[_row(item) for item in found[:shown]],
        left=len(found) - shown,
        more=shown < MOST_SHOWN,
    )


def unlisted(message: str) -> str:
    """Return what stands in the place of the list where the index cannot be asked."""
    return render("articles/listed.html", message=message, figures="", origins=(), rows=(), left=0, more=False)


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


def _row(item: Item) -> _Row:
    entry = item.entry
    title = entry.title if entry.title.strip() else name_of(entry.source)
    return _Row(entry.document_id, title, entry, came_from(entry), _removal(item.holding, title))


def _removal(holding: Holding, name: str) -> Removal:
    """Return the removal of a holding; `name` is what its button stands beside."""
    return Removal(holding.key, name, *asked(holding, name))


def asked(holding: Holding, name: str) -> tuple[str, str, str]:
    """Return what to ask before a removal, what is removed, and the label of the button that confirms it."""
    name, source = clipped(name, 120), clipped(holding.name, 200)
    articles = count_of(holding.count, "article")
    if len(holding.paths) > 1:
        return f"{source}: remove {articles}?", "The copies that are kept beside the index are deleted.", "Remove all"
    if holding.paths and holding.count > 1:
        tells = f"This file holds {articles}, and all of them go. The copy kept beside the index is deleted."
        return f"Remove “{source}”?", tells, f"Remove {articles}"
    if holding.paths:
        return f"Remove “{name}”?", "The copy that is kept beside the index is deleted.", "Remove"
    if holding.kind == "address":
        tells = f"{source} is no longer followed. What came of it goes from the index: {articles}."
        return f"Remove “{name}”?", tells, f"Remove {articles}"
    if holding.kind == "file":
        return f"Remove “{name}”?", f"{source} is no longer followed. The file itself stays where it is.", "Remove"
    alone = "To remove this article alone, delete its file there, then check for changes. " if name != source else ""
    tells = f"{alone}The whole folder goes from the index: {articles}. Its files stay where they are."
    return f"Stop following {source}?", tells, f"Remove {articles}"
