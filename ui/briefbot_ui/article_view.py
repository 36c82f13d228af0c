"""The source pane: one article as HTML, with the words that were quoted marked in it.

Offsets are Python string indices into `Document.text`, ranges are half open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from briefbot import Document
from briefbot.phrases import title_of
from briefbot.presentation import Aside, Range, asides
from briefbot_ui import markup

_LINE_BREAK = r"(?>\r\n|\r|\n)"
_LINE_BREAKS = re.compile(rf"{_LINE_BREAK}(?:[^\S\r\n]*{_LINE_BREAK})*")
_WRAPPED_AT = range(45, 101)  # characters of a line that was broken where it was full
_ROW = re.compile(r"^\s*(?:[-*•–—|]|\(?(?:\d{1,3}|[A-Za-z])[.)]\s)|\S(?:\t|\s{3,})\S|\|")
_BLANK_LINES = re.compile(rf"{_LINE_BREAK}(?:[^\S\r\n]*{_LINE_BREAK})+")


def article(document: Document, marked: Range, tinted: Range, also: Sequence[Range] = ()) -> str:
    """Return the whole article, `marked` (may be empty) in <mark> and `tinted`, which holds it, tinted behind it.

    `also` are marked more softly, where they are not marked already. What is no news is set apart by its class, and
    named where it may answer all the same. A headline that says the title is not shown below it, unless something is
    marked there. The text inside `<div class="text">` is
    `document.text` exactly, but for NUL and unpaired surrogates, which become U+FFFD. A range over several paragraphs
    has one element in each. Raises ValueError unless
    0 <= tinted start <= marked start <= marked end <= tinted end <= len(document.text).
    """
    text = document.text
    if not 0 <= tinted[0] <= marked[0] <= marked[1] <= tinted[1] <= len(text):
        raise ValueError(f"ranges {marked} in {tinted} do not fit a text of {len(text)} characters")
    look = _Look(text, marked, also, asides(document))
    title = title_of(document)
    paragraphs = "".join(_paragraph(look, inside, gap, tinted, title) for inside, gap in _paragraphs(text))
    origin = markup.origin(document.outlet, document.published)
    byline = f'<p class="byline">By <bdi>{markup.text(document.author)}</bdi></p>' if document.author else ""
    return (
        f'<article class="sheet" aria-labelledby="sheet-title" {markup.place(document, marked, tinted)}>'
        '<div class="sheet-tools"><button type="button" class="tool back">Back to the answer</button>'
        f'<button type="button" class="tool link" data-link="{markup.fragment(document, marked, tinted)}">'
        "Copy link to this place</button></div>"
        f'<header>{f"""<p class="origin">{origin}</p>""" if origin else ""}'
        f'<h2 id="sheet-title"><bdi>{markup.text(title)}</bdi></h2>{byline}'
        f"{_source(document.source, document.page_at(marked[0]))}</header>"
        f'<div class="text">{paragraphs}</div></article>'
    )


def empty() -> str:
    """Return the pane before anything was asked."""
    return '<p class="placeholder">The article behind an answer opens here, with the quoted words marked.</p>'


def nothing(*, has_nearest: bool) -> str:
    """Return the pane beside a question without an answer: the source of the answer before would mislead."""
    advice = "Open one of the nearest passages to read on." if has_nearest else "There is nothing to read."
    return f'<p class="placeholder">{advice}</p>'


def notice(message: str) -> str:
    """Return the pane when the article asked for cannot be shown."""
    return f'<p class="notice" role="alert">{markup.text(message)}</p>'


def _source(source: str, page: int | None) -> str:
    """Return where the article was read from, a link only if plainly a web address, and the page that is shown."""
    shown = f"<bdi>{markup.text(source)}</bdi>"
    if markup.is_web_address(source):
        shown = f'<a href="{markup.text(source)}" target="_blank" rel="noopener noreferrer">{shown}</a>'
    return f'<p class="read-from">{shown}{f", page {page}" if page else ""}</p>'


def _paragraphs(text: str) -> Iterator[tuple[Range, Range]]:
    """Yield each paragraph and the line breaks after it, in order; together they are the whole text.

    Blank lines divide paragraphs where the text has any; otherwise every line is one.
    """
    breaks = _BLANK_LINES if _BLANK_LINES.search(text.strip()) else _LINE_BREAKS
    at = 0
    for gap in breaks.finditer(text):
        yield (at, gap.start()), gap.span()
        at = gap.end()
    if at < len(text):
        yield (at, len(text)), (len(text), len(text))


@dataclass(frozen=True, slots=True)
class _Look:
    """A text with all that is set apart in it, wherever that lies."""

    text: str
    marked: Range
    also: Sequence[Range]
    asides: Sequence[Aside]

    def html(self, window: Range) -> str:
        """Return the window of the text as HTML, cut wherever something begins or ends in it."""
        ranges = (self.marked, *self.also, *(aside.place for aside in self.asides))
        edges = {edge for range_ in ranges for edge in range_ if window[0] < edge < window[1]}
        return "".join(self._piece(*piece) for piece in pairwise(sorted({*window, *edges})))

    def _piece(self, start: int, end: int) -> str:
        piece = markup.text(self.text[start:end])
        if self.marked[0] <= start and end <= self.marked[1]:
            piece = f"<mark>{piece}</mark>"
        elif any(first <= start and end <= last for first, last in self.also):
            piece = f'<span class="also">{piece}</span>'
        for aside in self.asides:
            if aside.place[0] <= start and end <= aside.place[1]:
                label = f' data-label="{aside.label}"' if aside.label and start == aside.place[0] else ""
                return f'<span class="aside {aside.kind}"{label}>{piece}</span>'
        return piece


def _paragraph(look: _Look, inside: Range, gap: Range, tinted: Range, title: str) -> str:
    breaks = markup.text(look.text[slice(*gap)])
    hidden = f'<span class="gap">{breaks}</span>' if breaks else ""
    start, end = _overlap(inside, tinted)
    is_plain = all(first == last for first, last in (_overlap(inside, place) for place in (tinted, *look.also)))
    if is_plain and not look.text[: inside[0]].strip() and look.text[slice(*inside)].strip() == title.strip():
        kind = ' class="again"'
    else:
        kind = ' class="wrapped"' if _is_wrapped(look.text[slice(*inside)]) else ""
    if start == end:
        return f'<p dir="auto"{kind}>{look.html(inside)}{hidden}</p>'
    before, after = look.html((inside[0], start)), look.html((end, inside[1]))
    return f'<p dir="auto"{kind}>{before}<span class="tint">{look.html((start, end))}</span>{after}{hidden}</p>'


def _is_wrapped(paragraph: str) -> bool:
    """Return whether a paragraph's lines end where they were full, as in telegrams and letters.

    The page then breaks them anew. Not so for the items of a list and the rows of a table, which are as long by chance.
    """
    *lines, last = re.split(_LINE_BREAK, paragraph)
    if not lines or len(last) >= _WRAPPED_AT.stop or any(map(_ROW.search, [*lines[1:], last])):
        return False
    return all(len(line) in _WRAPPED_AT for line in lines)


def _overlap(a: Range, b: Range) -> Range:
    """Return what two ranges share; where they share nothing, an empty range."""
    start, end = max(a[0], b[0]), min(a[1], b[1])
    return start, max(start, end)
