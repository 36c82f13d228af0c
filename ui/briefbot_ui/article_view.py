"""The source pane: one article as HTML, with the words that were quoted marked in it.

Offsets are Python string indices into `Document.text`, ranges are half open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from briefbot import Assistant, Document
from briefbot.phrases import day, folded, title_of
from briefbot.presentation import Aside, Range, asides
from briefbot_ui.source_names import source_names
from briefbot_ui.templates import render

_LINE_BREAK = r"(?>\r\n|\r|\n)"
_LINE_BREAKS = re.compile(rf"{_LINE_BREAK}(?:[^\S\r\n]*{_LINE_BREAK})*")
_WRAPPED_AT = range(45, 101)  # characters of a line that was broken where it was full
_ROW = re.compile(r"^\s*(?:[-*•–—|]|\(?(?:\d{1,3}|[A-Za-z])[.)]\s)|\S(?:\t|\s{3,})\S|\|")
_BLANK_LINES = re.compile(rf"{_LINE_BREAK}(?:[^\S\r\n]*{_LINE_BREAK})+")


def pane(assistant: Assistant, document: Document, marked: Range, tinted: Range, also: Sequence[Range] = ()) -> str:
    """Return an article of the index as `article` does, its source under its name, with its original if at hand."""
    named = source_names(assistant).document(document)
    return article(named, marked, tinted, also, has_original=assistant.has_original(document.id))


def article(
    document: Document, marked: Range, tinted: Range, also: Sequence[Range] = (), *, has_original: bool = False
) -> str:
    """Return the whole article, `marked` (may be empty) in <mark> and `tinted`, which holds it, tinted behind it.

    `also` are marked more softly, where they are not marked already. What is no news is set apart by its class, and
    named where it may answer all the same. Lines at the top that say only the title, the author, the outlet and the day
    are not shown again below the head, unless something is marked there. Where a page begins is drawn. The text of the
    article in the page is `document.text` exactly, but for NUL and unpaired surrogates, which become U+FFFD. A range
    over several paragraphs has one element in each. Raises ValueError unless
    0 <= tinted start <= marked start <= marked end <= tinted end <= len(document.text).
    """
    text = document.text
    if not 0 <= tinted[0] <= marked[0] <= marked[1] <= tinted[1] <= len(text):
        raise ValueError(f"ranges {marked} in {tinted} do not fit a text of {len(text)} characters")
    look = _Look(text, marked, also, asides(document))
    title = title_of(document)
    head = _head(document, title)
    paragraphs = []
    in_head = True  # as long as there were only lines that the head has
    pages = _page_marks(document)
    for inside, gap in _paragraphs(text):
        shown = _paragraph(look, inside, gap, tinted, pages, head if in_head else frozenset())
        in_head = in_head and (shown.kind == "again" or not text[slice(*inside)].strip())
        paragraphs.append(shown)
    return render(
        "article.html",
        document=document,
        title=title,
        has_original=has_original,
        page=document.page_at(marked[0]),
        marked=marked,
        tinted=tinted,
        paragraphs=paragraphs,
    )


def nothing(*, has_nearest: bool) -> str:
    """Return the pane beside a question without an answer: the source of the answer before would mislead."""
    advice = "Open one of the nearest passages to read on." if has_nearest else "There is nothing to read."
    return render("pane.html", message=advice, failed=False)


def notice(message: str) -> str:
    """Return the pane when the article asked for cannot be shown."""
    return render("pane.html", message=message, failed=True)


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
class _Piece:
    """A stretch of an article that looks alike throughout."""

    text: str
    look: str  # "marked", "also" or ""
    page: int  # the number of the page that begins with it; 0 where none does
    aside: Aside | None
    label: str  # what to call it, where it begins; else ""


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """A paragraph: what is before the tint, in it and after it, and the line breaks behind it."""

    before: list[_Piece]
    tinted: list[_Piece]
    after: list[_Piece]
    gap: str
    kind: str  # "again" for a headline that the title says already, "wrapped" where the page breaks the lines; else ""


@dataclass(frozen=True, slots=True)
class _Look:
    """A text with all that is set apart in it, wherever that lies."""

    text: str
    marked: Range
    also: Sequence[Range]
    asides: Sequence[Aside]

    def pieces(self, window: Range, pages: Mapping[int, int]) -> list[_Piece]:
        """Return the window of the text in pieces, cut wherever something begins or ends in it."""
        softer = {edge for range_ in self.also for edge in range_ if not self.marked[0] < edge < self.marked[1]}
        others = {edge for range_ in (self.marked, *(aside.place for aside in self.asides)) for edge in range_}
        edges = {edge for edge in softer | others if window[0] < edge < window[1]}
        edges |= {begins for begins in pages if window[0] < begins < window[1]}
        return [self._piece(*piece, pages.get(piece[0], 0)) for piece in pairwise(sorted({*window, *edges}))]

    def _piece(self, start: int, end: int, page: int) -> _Piece:
        look = ""
        if self.marked[0] <= start and end <= self.marked[1]:
            look = "marked"
        elif any(first <= start and end <= last for first, last in self.also):
            look = "also"
        aside = next((one for one in self.asides if one.place[0] <= start and end <= one.place[1]), None)
        label = aside.label if aside and start == aside.place[0] else ""
        return _Piece(self.text[start:end], look, page, aside, label)


def _paragraph(
    look: _Look, inside: Range, gap: Range, tinted: Range, pages: Mapping[int, int], head: frozenset[str]
) -> _Paragraph:
    breaks, words = look.text[slice(*gap)], look.text[slice(*inside)]
    start, end = _overlap(inside, tinted)
    is_plain = all(first == last for first, last in (_overlap(inside, place) for place in (tinted, *look.also)))
    lines = [line for line in map(_plain, re.split(_LINE_BREAK, words)) if line]
    if is_plain and lines and (head.issuperset(lines) or _plain(words) in head):
        kind = "again"
    else:
        kind = "wrapped" if _is_wrapped(words) else ""
    if start == end:
        return _Paragraph(look.pieces(inside, pages), [], [], breaks, kind)
    before, after = look.pieces((inside[0], start), pages), look.pieces((end, inside[1]), pages)
    return _Paragraph(before, look.pieces((start, end), pages), after, breaks, kind)


def _head(document: Document, title: str) -> frozenset[str]:
    """Return every line that says no more than the head of the sheet does, as `_plain` has it."""
    outlet, author = document.outlet or "", document.author or ""
    date = day(document.published) if document.published else ""
    said = [title, author, f"by {author}" if author else "", outlet, date, f"{outlet}, {date}"]
    return frozenset(filter(None, map(_plain, said)))


def _plain(line: str) -> str:
    return " ".join(folded(line).split()).strip(" .:,")


def _page_marks(document: Document) -> dict[int, int]:
    """Return where pages begin, from the second on, with their numbers: at a letter, or the last of several there."""
    marks = {}
    for number, begins in enumerate(document.pages[1:], 2):
        space = re.compile(r"\s*").match(document.text, begins)
        at = space.end() if space else begins
        if at < len(document.text):
            marks[at] = number
    return marks


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
