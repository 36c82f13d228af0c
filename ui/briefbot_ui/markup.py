"""Text -> HTML, and the small pieces that every part of the page is made of.

Everything in an article, a title or a question is untrusted text. It enters the page through `text` and nowhere else,
so what a reader sees is what is stored, and no part of it can become markup.
"""

from __future__ import annotations

import datetime as dt
import html
import re
from urllib.parse import urlsplit

from briefbot import Document
from briefbot.phrases import day
from briefbot.presentation import Range

_UNSHOWABLE = re.compile("[\x00\ud800-\udfff]")  # HTML cannot carry NUL, UTF-8 cannot carry half a surrogate pair


def text(untrusted: str) -> str:
    """Escape a text as HTML that shows exactly it, also inside a double-quoted attribute.

    NUL and unpaired surrogates become U+FFFD. A carriage return is written out because parsers rewrite it.
    """
    return html.escape(_UNSHOWABLE.sub("\ufffd", untrusted), quote=True).replace("\r", "&#13;")


def origin(outlet: str | None, published: dt.date | None, page: int | None = None) -> str:
    """Return outlet, date and page as HTML, as far as they are known."""
    parts = []
    if outlet:
        parts.append(f"<bdi>{text(outlet)}</bdi>")
    if published:
        parts.append(f'<time datetime="{published.isoformat()}">{day(published)}</time>')
    if page:
        parts.append(f"page {page}")
    return ", ".join(parts)


def place(document: Document, marked: Range, tinted: Range) -> str:
    """Return the attributes by which the page asks for an article at a place."""
    return (
        f'data-document="{text(document.id)}" data-start="{marked[0]}" data-end="{marked[1]}"'
        f' data-from="{tinted[0]}" data-to="{tinted[1]}"'
    )


def fragment(document: Document, marked: Range, tinted: Range) -> str:
    """Return the part of a link, from the # on, that opens an article at a place."""
    return f"#cite={document.id}.{marked[0]}.{marked[1]}.{tinted[0]}.{tinted[1]}"


def is_web_address(source: str) -> bool:
    """Return whether a source is plainly a web address, which may become a link."""
    try:
        parts = urlsplit(source)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)
