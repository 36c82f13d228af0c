"""Answers and articles as HTML: pure functions, and the only place where HTML is written.

Everything in an article, a title or a question is untrusted text. It enters the page through `_text` or
`_attribute` and nowhere else, so the text a reader sees is the text that is stored, and no part of it can become
markup. Offsets are Python string indices into `Document.text`, ranges are half open.
"""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from briefbot import Answer, Citation, Document, Passage

Range = tuple[int, int]

EXCERPT_CHARS = 220
QUESTION_CHARS = 1000  # a longer question is refused by briefbot; the notice shows its beginning

_UNSHOWABLE = re.compile("[\x00\ud800-\udfff]")  # HTML cannot carry NUL, UTF-8 cannot carry half a surrogate pair
_LINE_BREAK = r"(?>\r\n|\r|\n)"
_LINE_BREAKS = re.compile(rf"{_LINE_BREAK}(?:[^\S\r\n]*{_LINE_BREAK})*")
_BLANK_LINES = re.compile(rf"{_LINE_BREAK}(?:[^\S\r\n]*{_LINE_BREAK})+")


def masthead(document_count: int) -> str:
    """The name of the thing and how much it has read."""
    return f'<header class="masthead"><h1>briefbot</h1><p>{_loaded(document_count)}</p></header>'


def conversation(turns: Iterable[str], document_count: int) -> str:
    """The whole conversation: `turns` are what the `*_turn` functions returned, oldest first."""
    body = "".join(turns) or _welcome(document_count)
    return f'<section class="conversation" role="log" aria-live="polite" aria-label="Conversation">{body}</section>'


def pending_turn(question: str) -> str:
    """A question that is being answered."""
    return _turn(question, '<p class="pending">Reading your articles…</p>')


def notice_turn(question: str, message: str) -> str:
    """A question that could not be answered, and what to do about it."""
    return _turn(_clipped(question, QUESTION_CHARS), f'<p class="notice">{_text(message)}</p>')


def answer_turn(answer: Answer) -> str:
    """A question with its answer, or with the passages that come nearest where briefbot declines."""
    return _turn(answer.question, _answered(answer) if answer.answered else _declined(answer))


def article(document: Document, marked: Range, tinted: Range) -> str:
    """The whole article with `marked` (may be empty) in <mark> and `tinted`, which holds it, behind it.

    The text inside `<div class="text">` is `document.text` exactly, but for NUL and unpaired surrogates, which
    become U+FFFD. A range over several paragraphs has one element in each. Raises ValueError unless
    0 <= tinted start <= marked start <= marked end <= tinted end <= len(document.text).
    """
    text = document.text
    if not 0 <= tinted[0] <= marked[0] <= marked[1] <= tinted[1] <= len(text):
        raise ValueError(f"ranges {marked} in {tinted} do not fit a text of {len(text)} characters")
    paragraphs = "".join(_paragraph(text, inside, gap, marked, tinted) for inside, gap in _paragraphs(text))
    origin = _origin(document.outlet, document.published)
    byline = f'<p class="byline">By <bdi>{_text(document.author)}</bdi></p>' if document.author else ""
    return (
        f'<article class="sheet" aria-labelledby="sheet-title" {_place(document, marked, tinted)}>'
        f'<header aria-live="polite">{f"""<p class="origin">{origin}</p>""" if origin else ""}'
        f'<h2 id="sheet-title"><bdi>{_text(_title(document))}</bdi></h2>{byline}'
        f"{_source(document.source, document.page_at(marked[0]))}</header>"
        f'<div class="text">{paragraphs}</div></article>'
    )


def empty_pane() -> str:
    """The source pane before anything was asked."""
    return '<p class="placeholder">The article behind an answer opens here, with the quoted words marked.</p>'


def pane_notice(message: str) -> str:
    """The source pane when the article asked for cannot be shown."""
    return f'<p class="notice" role="alert">{_text(message)}</p>'


def confidence_words(confidence: float) -> str:
    """A probability (0..1) as a person would say it."""
    if confidence >= 0.9:
        return "very likely right"
    if confidence >= 0.7:
        return "likely right"
    if confidence >= 0.5:
        return "more likely right than wrong"
    return "uncertain: check the source"


def _welcome(document_count: int) -> str:
    if document_count == 0:
        return '<p class="welcome">No article is loaded yet. Add some with <code>briefbot index</code>.</p>'
    them = "it" if document_count == 1 else "them"
    return (
        f'<div class="welcome"><p>{_loaded(document_count)} loaded. Ask a question about {them}.</p>'
        "<p>Every answer is copied word for word from an article, which opens beside it.</p></div>"
    )


def _loaded(document_count: int) -> str:
    return "1 article" if document_count == 1 else f"{document_count:,} articles"


def _turn(question: str, body: str) -> str:
    asked = f'<h2 class="question" dir="auto">{_text(question)}</h2>' if question.strip() else ""
    return f'<article class="turn">{asked}{body}</article>'


def _answered(answer: Answer) -> str:
    chips = "".join(f"<li>{_citation_chip(i, c)}</li>" for i, c in enumerate(answer.citations, start=1))
    exact = f"probability that this is right: {min(answer.confidence, 0.99):.2f}"  # a model is never certain
    return (
        f'<blockquote class="answer" dir="auto">{_sentence(answer.citations[0])}</blockquote>'
        f'<p class="confidence"><span title="{exact}">{confidence_words(answer.confidence)}</span></p>'
        f'<ol class="sources" aria-label="Sources">{chips}</ol>'
    )


def _sentence(citation: Citation) -> str:
    """The whole sentence, because a quote alone can mislead, with the quote in bold."""
    sentence = citation.sentence
    start, end = citation.start - citation.sentence_start, citation.end - citation.sentence_start
    return f"{_text(sentence[:start])}<strong>{_text(sentence[start:end])}</strong>{_text(sentence[end:])}"


def _declined(answer: Answer) -> str:
    decline = '<p class="decline">Your articles do not say.</p>'
    if not answer.nearest:
        return decline
    items = "".join(
        f'<li><blockquote class="excerpt" dir="auto">{_text(_clipped(p.text, EXCERPT_CHARS))}</blockquote>'
        f"{_passage_chip(i, p)}</li>"
        for i, p in enumerate(answer.nearest, start=1)
    )
    return f'{decline}<p class="label">The nearest passages</p><ol class="nearest">{items}</ol>'


def _citation_chip(number: int, citation: Citation) -> str:
    marked, tinted = (citation.start, citation.end), (citation.sentence_start, citation.sentence_end)
    says = "" if number == 1 else f' <span class="says" dir="auto">{_sentence(citation)}</span>'  # 1 is said above
    return _chip(number, citation.span.document, marked, tinted, citation.page, says)


def _passage_chip(number: int, passage: Passage) -> str:
    return _chip(number, passage.document, (passage.start, passage.start), (passage.start, passage.end), passage.page)


def _chip(number: int, document: Document, marked: Range, tinted: Range, page: int | None, says: str = "") -> str:
    """A button that opens the article, where its data attributes tell chat.js; `says` is HTML to add to the label."""
    origin = ", ".join(filter(None, (_origin(document.outlet, document.published), f"page {page}" if page else "")))
    return (
        f'<button type="button" class="chip" aria-controls="source" {_place(document, marked, tinted)}>'
        f'<span class="number">{number}</span> <span class="what"><bdi class="title">{_text(_title(document))}</bdi>'
        f'{f""" <span class="origin">{origin}</span>""" if origin else ""}{says}</span></button>'
    )


def _place(document: Document, marked: Range, tinted: Range) -> str:
    return (
        f'data-document="{_attribute(document.id)}" data-start="{marked[0]}" data-end="{marked[1]}"'
        f' data-from="{tinted[0]}" data-to="{tinted[1]}"'
    )


def _title(document: Document) -> str:
    return document.title if document.title.strip() else document.source


def _origin(outlet: str | None, published: dt.date | None) -> str:
    parts = []
    if outlet:
        parts.append(f"<bdi>{_text(outlet)}</bdi>")
    if published:
        day = f"{published.day} {_MONTHS[published.month - 1]} {published.year}"  # strftime would follow the locale
        parts.append(f'<time datetime="{published.isoformat()}">{day}</time>')
    return ", ".join(parts)


_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def _source(source: str, page: int | None) -> str:
    """Where the article was read from, and the page that is shown; a link only where it is plainly a web address."""
    shown = f"<bdi>{_text(source)}</bdi>"
    if _is_web_address(source):
        shown = f'<a href="{_attribute(source)}" target="_blank" rel="noopener noreferrer">{shown}</a>'
    return f'<p class="read-from">{shown}{f", page {page}" if page else ""}</p>'


def _is_web_address(source: str) -> bool:
    try:
        parts = urlsplit(source)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def _paragraphs(text: str) -> Iterator[tuple[Range, Range]]:
    """Each paragraph and the line breaks after it; together they are the whole text.

    Blank lines divide paragraphs where the text has any; otherwise every line is one.
    """
    breaks = _BLANK_LINES if _BLANK_LINES.search(text.strip()) else _LINE_BREAKS
    at = 0
    for gap in breaks.finditer(text):
        yield (at, gap.start()), gap.span()
        at = gap.end()
    if at < len(text):
        yield (at, len(text)), (len(text), len(text))


def _paragraph(text: str, inside: Range, gap: Range, marked: Range, tinted: Range) -> str:
    breaks = _text(text[slice(*gap)])
    hidden = f'<span class="gap">{breaks}</span>' if breaks else ""
    start, end = _overlap(inside, tinted)
    if start == end:
        return f'<p dir="auto">{_text(text[slice(*inside)])}{hidden}</p>'
    before, after = _text(text[inside[0] : start]), _text(text[end : inside[1]])
    return f'<p dir="auto">{before}<span class="tint">{_marked(text, (start, end), marked)}</span>{after}{hidden}</p>'


def _marked(text: str, window: Range, marked: Range) -> str:
    start, end = _overlap(window, marked)
    if start == end:
        return _text(text[slice(*window)])
    before, after = _text(text[window[0] : start]), _text(text[end : window[1]])
    return f"{before}<mark>{_text(text[start:end])}</mark>{after}"


def _overlap(a: Range, b: Range) -> Range:
    """What two ranges share; where they share nothing, an empty range."""
    start, end = max(a[0], b[0]), min(a[1], b[1])
    return start, max(start, end)


def _clipped(text: str, limit: int) -> str:
    """`text`, or if it is longer than `limit` its beginning up to the end of a word, with an ellipsis."""
    if len(text) <= limit:
        return text
    words = text[:limit].rsplit(maxsplit=1)
    return (words[0] if words else text[:limit]) + " …"


def _text(text: str) -> str:
    """Text as HTML that shows exactly it; a carriage return is written out because parsers rewrite it."""
    return html.escape(_UNSHOWABLE.sub("\ufffd", text), quote=True).replace("\r", "&#13;")


def _attribute(text: str) -> str:
    """Text inside a double-quoted attribute."""
    return _text(text)
