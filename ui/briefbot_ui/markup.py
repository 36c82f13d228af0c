"""Text -> HTML, and the small pieces that every part of the page is made of.

Everything in an article, a title or a question is untrusted text. It enters the page through `text` and nowhere else,
so what a reader sees is what is stored, and no part of it can become markup.
"""

from __future__ import annotations

import datetime as dt
import html
import re
from urllib.parse import urlsplit

from briefbot import Document, date_in_words

Range = tuple[int, int]

_UNSHOWABLE = re.compile("[\x00\ud800-\udfff]")  # HTML cannot carry NUL, UTF-8 cannot carry half a surrogate pair


def text(untrusted: str) -> str:
    """Text as HTML that shows exactly it, also inside a double-quoted attribute.

    A carriage return is written out because parsers rewrite it.
    """
    return html.escape(_UNSHOWABLE.sub("\ufffd", untrusted), quote=True).replace("\r", "&#13;")


def count_of(number: int, noun: str) -> str:
    """A number with its noun, as "1 file" or "2,000 files"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def clipped(whole: str, limit: int) -> str:
    """`whole`, or if it is longer than `limit` its beginning up to the end of a word, with an ellipsis."""
    if len(whole) <= limit:
        return whole
    words = whole[:limit].rsplit(maxsplit=1)
    return (words[0] if words else whole[:limit]) + " …"


def day(date: dt.date) -> str:
    """A date as "3 February 2026"."""
    return date_in_words(date)


def title_of(document: Document) -> str:
    """The title, or the source where the title is blank. Not HTML."""
    return document.title if document.title.strip() else document.source


def origin(outlet: str | None, published: dt.date | None, page: int | None = None) -> str:
    """Outlet, date and page as HTML, as far as they are known."""
    parts = []
    if outlet:
        parts.append(f"<bdi>{text(outlet)}</bdi>")
    if published:
        parts.append(f'<time datetime="{published.isoformat()}">{day(published)}</time>')
    if page:
        parts.append(f"page {page}")
    return ", ".join(parts)


def place(document: Document, marked: Range, tinted: Range) -> str:
    """The attributes by which the page asks for an article at a place."""
    return (
        f'data-document="{text(document.id)}" data-start="{marked[0]}" data-end="{marked[1]}"'
        f' data-from="{tinted[0]}" data-to="{tinted[1]}"'
    )


def fragment(document: Document, marked: Range, tinted: Range) -> str:
    """The part of a link, from the # on, that opens an article at a place."""
    return f"#cite={document.id}.{marked[0]}.{marked[1]}.{tinted[0]}.{tinted[1]}"


def is_web_address(source: str) -> bool:
    """Whether a source is plainly a web address, which may become a link."""
    try:
        parts = urlsplit(source)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)
