"""The drawer "Your articles" as HTML: the forms to add articles, the outcome of the last job, and the list of articles.

Titles, outlets, file names and addresses are untrusted, like everything in an article.
"""

from __future__ import annotations

from collections.abc import Sequence

from briefbot.phrases import clipped, count_of, day
from briefbot_ui import markup
from briefbot_ui.build_jobs import State
from briefbot_ui.collection import MOST_FILES, Collection, Holding, Item, Listing, came_from, name_of
from briefbot_ui.uploads import accepted, size_words, usual

SHOWN_AT_ONCE = 100  # rows; more on demand
MOST_SHOWN = 5000

_WORKING = (
    '<div class="working" hidden><p class="doing"></p>'
    '<div class="bar" role="progressbar" aria-label="Indexing" aria-valuemin="0" aria-valuemax="100"><span></span>'
    '</div><button type="button" class="tool" data-do="stop-build">Stop<span class="unseen"> indexing</span></button>'
    "</div>"
)


def news() -> str:
    """Return the line above the question box that tells of indexing and of new articles; the page fills it."""
    tidings = '<p class="tidings" role="status"></p>'
    return f'<section class="news" aria-label="News of your articles">{tidings}{_WORKING}</section>'


def adding(collection: Collection) -> str:
    """Return the head of the drawer, with every way to add articles."""
    most = collection.settings.max_file_bytes
    return (
        '<div class="adding"><header><h2>Your articles</h2>'
        '<button type="button" class="tool" data-do="close">Close<span class="unseen"> your articles</span></button>'
        "</header>"
        f'<div class="drop" data-most-bytes="{most}" data-most-files="{MOST_FILES}">'
        '<p><button type="button" class="send choose" data-do="choose">Choose files</button> or drop them here</p>'
        f'<p class="hint">{usual()}; up to {size_words(most)} each. Copies are kept beside the index.</p>'
        f'<input type="file" multiple hidden accept="{",".join(accepted())}" aria-label="Files to add"></div>'
        '<details class="way" name="way"><summary>Paste text</summary><form class="paste">'
        '<label>Text <textarea name="text" rows="6" required></textarea></label>'
        '<label>Title <input name="title" autocomplete="off" placeholder="The first line, if left out"></label>'
        '<div class="pair"><label>Outlet <input name="outlet" autocomplete="off"></label>'
        '<label>Date <input name="published" type="date"></label></div>'
        '<button type="submit" class="send">Add this text</button></form></details>'
        '<details class="way" name="way"><summary>Add a web page or feed</summary><form class="address">'
        '<label>Address <input name="address" inputmode="url" autocomplete="off" spellcheck="false" required '
        'placeholder="https://"></label>'
        '<p class="hint">Fetched now, and again whenever you check for changes. Pages that it links to are not.</p>'
        '<button type="submit" class="send">Add this address</button></form></details>'
        f"{_WORKING}</div>"
    )


def outcome(state: State) -> str:
    """Return how the last job ended, with every file that failed and the reason; empty if there is nothing to tell."""
    if state.outcome is None:
        return ""
    failures = "".join(
        f"<li><bdi>{markup.text(clipped(name, 200))}</bdi> {markup.text(reason)}.</li>"
        for name, reason in ((name, reason.rstrip(".")) for name, reason in state.outcome.failures)
    )
    count = len(state.outcome.failures)
    said = f'<p class="said">{markup.text(state.outcome.message)}</p>'
    if failures:
        said += f"<p>{count:,} could not be added:</p><ul>{failures}</ul>"
    dismiss = '<button type="button" class="tool" data-do="dismiss">Dismiss</button>'
    return f'<div class="outcome{" failed" if failures else ""}">{said}{dismiss}</div>'


def finding() -> str:
    """Return the search field of the list, the button that checks for changes, and the dialog before a removal."""
    return (
        '<div class="finding"><label class="unseen" for="find">Search your articles</label>'
        '<input id="find" type="search" autocomplete="off" placeholder="Search">'
        '<button type="button" class="tool" data-do="refresh">Check for changes</button></div>'
        '<dialog class="sure" aria-labelledby="sure-title" aria-describedby="sure-tells">'
        '<h2 id="sure-title" dir="auto"></h2><p id="sure-tells" dir="auto"></p><div class="pair">'
        '<button type="button" class="tool" data-do="keep" autofocus>Keep</button>'
        '<button type="button" class="send" data-do="sure"></button></div></dialog>'
    )


def listed(listing: Listing, words: str, shown: int) -> str:
    """Return the list of the index's articles, or of those that have all the words; at most `shown` of them."""
    if not listing.items:
        return '<div class="collection"><p class="none">There are no articles yet.</p></div>'
    found = listing.found(words)
    parts = []
    if words.strip():
        parts.append(f'<p class="figures">{len(found):,} of {count_of(len(listing.items), "article")}</p>')
    else:
        parts += [f'<p class="figures">{_figures(listing)}</p>', _origins(listing.holdings)]
    if found:
        parts.append(f'<ul class="items">{"".join(_row(item) for item in found[:shown])}</ul>')
    else:
        parts.append('<p class="none">No article has all of these words in its title, outlet, date or file.</p>')
    if len(found) > shown >= MOST_SHOWN:
        parts.append(f'<p class="none">{len(found) - shown:,} more are not shown. Search to see them.</p>')
    elif len(found) > shown:
        left = f"Show more ({len(found) - shown:,} left)"
        parts.append(f'<button type="button" class="tool" data-do="more">{left}</button>')
    return f'<div class="collection">{"".join(parts)}</div>'


def unlisted(message: str) -> str:
    """Return what stands in the place of the list where the index cannot be asked."""
    return f'<div class="collection"><p class="none">{markup.text(message)}</p></div>'


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


def _origins(holdings: Sequence[Holding]) -> str:
    """Return the list of what the articles came from, each with its count and a button that removes all of it."""
    rows = "".join(
        f'<li><span class="what"><bdi>{markup.text(clipped(holding.name, 200))}</bdi> '
        f'<span class="origin">{count_of(holding.count, "article")}</span></span>{_remove(holding, holding.name)}</li>'
        for holding in holdings
    )
    few = " open" if len(holdings) <= 3 else ""
    return f'<details class="origins"{few}><summary>Where they come from</summary><ul>{rows}</ul></details>'


def _row(item: Item) -> str:
    entry = item.entry
    title = entry.title if entry.title.strip() else name_of(entry.source)
    known = markup.origin(entry.outlet, entry.published)
    came = f"<bdi>{markup.text(clipped(came_from(entry), 120))}</bdi>"
    return (
        f'<li><span class="what"><button type="button" class="title" data-open="{markup.text(entry.document_id)}" '
        f'dir="auto">{markup.text(clipped(title, 300))}</button>'
        f'<span class="origin">{known}</span><span class="came">{came}</span></span>{_remove(item.holding, title)}</li>'
    )


def _remove(holding: Holding, name: str) -> str:
    """Return the button that removes a holding, with what it asks before; `name` is what it stands beside."""
    question, tells, yes = asked(holding, name)
    return (
        f'<button type="button" class="tool" data-remove="{holding.key}" data-question="{markup.text(question)}" '
        f'data-tells="{markup.text(tells)}" data-yes="{markup.text(yes)}" '
        f'aria-label="Remove {markup.text(clipped(name, 200))}">Remove</button>'
    )


def asked(holding: Holding, name: str) -> tuple[str, str, str]:
    """Return what to ask before a removal, what is removed, and the label of the button that confirms it. Not HTML."""
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
