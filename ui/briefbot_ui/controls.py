"""The controls around the conversation, as HTML: the masthead, the question box, restrictions, suggestions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from briefbot_ui import markup


def masthead(count: str, *, with_articles: bool) -> str:
    """Return the masthead: the name, how many articles there are, and what can be done with a conversation."""
    articles = (
        '<button type="button" class="control" data-do="articles" aria-expanded="false" aria-controls="articles" '
        'aria-label="Your articles"><span class="wide">Your articles</span><span class="narrow">Articles</span>'
        "</button>"
        if with_articles
        else ""
    )
    return (
        f'<header class="masthead"><h1>briefbot</h1><p class="count">{markup.text(count)}</p>'
        '<nav class="controls" aria-label="Conversations and articles">'
        '<button type="button" class="control" data-do="fresh" aria-label="New conversation">'
        'New<span class="wide"> conversation</span></button>'
        '<details class="menu"><summary class="control">Conversations</summary><div class="menu-body">'
        "<h2>Kept in this browser</h2>"
        '<p class="none">None yet. A conversation is kept here once you have asked something.</p>'
        '<ul id="kept"></ul>'
        "<h2>Take this one along</h2>"
        '<button type="button" class="entry" data-do="export-markdown">Export as Markdown</button>'
        '<button type="button" class="entry" data-do="export-html">Export as HTML</button>'
        "<h2>For programs</h2>"
        '<button type="button" class="entry" data-do="api">The API of this chat</button>'
        f"</div></details>{articles}</nav></header>"
    )


def composer() -> str:
    """Return the form in which a question is typed."""
    return (
        '<form class="composer"><label class="unseen" for="question-text">Your question</label>'
        '<div class="box"><textarea id="question-text" rows="1" placeholder="Ask a question" autocomplete="off" '
        'enterkeyhint="send"></textarea><button type="submit" class="send">Ask</button></div></form>'
    )


def restriction(
    outlets: Sequence[tuple[str, int]], sources: Sequence[tuple[str, str]], period: tuple[dt.date, dt.date] | None
) -> str:
    """Return what questions can be restricted to: outlets with counts, sources where there are several, and days.

    `sources` are (source, what a person calls it). Empty where there is nothing to choose from.
    """
    parts = [_choices("outlets", "Outlets", [(name, name, f"{name} ({count})") for name, count in outlets])]
    several = sources if len(sources) > 1 else []
    parts.append(_choices("sources", "Sources", [(source, name, name) for source, name in several]))
    if period:
        bounds = f'min="{period[0].isoformat()}" max="{period[1].isoformat()}"'
        parts.append(
            "<fieldset><legend>Published</legend>"
            f'<label>from <input type="date" name="since" {bounds}></label> '
            f'<label>to <input type="date" name="until" {bounds}></label> '
            '<span class="hint">leaves out articles without a date</span></fieldset>'
            f'<fieldset><legend>As of</legend><label>day <input type="date" name="as_of" {bounds}></label> '
            '<span class="hint">as if nothing later had been published</span></fieldset>'
        )
    if not any(parts):
        return ""
    return (
        '<details class="restrict"><summary>Search: <span class="chosen">all articles</span></summary>'
        f'<form class="choices">{"".join(parts)}'
        '<button type="reset" class="tool">All articles</button></form></details>'
    )


def suggestions(questions: Sequence[str]) -> str:
    """Return questions that can be asked with a click; empty where there are none."""
    if not questions:
        return ""
    items = "".join(
        f'<li><button type="button" class="suggestion" dir="auto">{markup.text(question)}</button></li>'
        for question in questions
    )
    return f'<div class="suggestions"><h2>Questions that your articles answer</h2><ul>{items}</ul></div>'


def status(message: str) -> str:
    """Return a line that is shown and, when it changes, spoken by a screen reader, and one that is only spoken."""
    return f'<p class="status" role="status">{markup.text(message)}</p><p class="spoken unseen" role="status"></p>'


def _choices(name: str, legend: str, values: Sequence[tuple[str, str, str]]) -> str:
    """Return a checkbox for each (value, what it is called once it is chosen, its label); empty if there are none."""
    if not values:
        return ""
    boxes = "".join(
        f'<label><input type="checkbox" name="{name}" value="{markup.text(value)}" '
        f'data-called="{markup.text(called)}"> '
        f"<bdi>{markup.text(label)}</bdi></label>"
        for value, called, label in values
    )
    return f'<fieldset><legend>{legend}</legend><div class="boxes">{boxes}</div></fieldset>'
