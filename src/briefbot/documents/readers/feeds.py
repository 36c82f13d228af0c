"""An RSS or Atom feed -> a Document for each of its entries: what the feed itself says of them, and no more.

The pages that a feed links to are not fetched: only what a person names is.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from briefbot.documents.html.markup import UNSHOWN, page_text, parse_page
from briefbot.documents.html.structure import Kinds, kinds_of, mark_lines
from briefbot.documents.input.addresses import address_or_none, same_site
from briefbot.documents.input.decoding import byte_order_mark, decode_exactly
from briefbot.documents.input.format import Content, Form, Format
from briefbot.documents.metadata.assembly import assemble, one_line
from briefbot.documents.metadata.headings import Heading
from briefbot.errors import DocumentError
from briefbot.text.addresses import is_address
from briefbot.text.dates import parse_date
from briefbot.types import Document

_DECLARED_ENTITY = re.compile(rb"<!ENTITY\b", re.IGNORECASE)
_FIRST_ELEMENT = re.compile(rb"<\0?\w")  # a NUL is half of a character in UTF-16
_OWN_ENCODING = re.compile(r"(?<=<\?xml)([^>]*?)\s+encoding\s*=\s*(?:'[^']*'|\"[^\"]*\")")  # of a declaration
_WHITE = re.compile(rb"\s{2,}")
_WIDE_WHITE = re.compile(rb"(?:\s\0){2,}|(?:\0\s){2,}")
_LONGEST_NAME = 300  # characters of what tells an entry from others
_ZONE = re.compile(r"\s(?:[a-z]{1,5}|[+-]\d{2}:?\d{2})$", re.IGNORECASE)


def read_feed(data: bytes, source: str) -> Iterator[Document | DocumentError]:
    """Yield the document of each entry, in the order of the feed; of one without text, a DocumentError.

    The text is the fullest that the feed gives, below the headline. The outlet is the feed's
    title, the date that of the entry. In a file an entry's source is "path#number", from 1. In a feed that was
    fetched it is the entry's own address where that is on the feed's host and no other entry's, else the feed's, "#"
    and what identifies the entry: another host did not say this, and entries of one page would replace each other.
    """
    import feedparser

    data = _as_utf8(data, source)
    if _DECLARED_ENTITY.search(data.replace(b"\0", b"")):  # in UTF-16 and UTF-32 as well
        raise DocumentError(source, "declares XML entities, which no feed needs; save it without its <!ENTITY> lines")
    try:
        # A stream: feedparser would take a string for an address or a file name and open it.
        feed = feedparser.parse(BytesIO(_short_headed(data)), resolve_relative_uris=False, sanitize_html=False)
    except Exception as error:  # a library fails on what it did not expect
        raise DocumentError(source, "is a damaged feed; open it in a browser to see whether it is one") from error
    if not feed.get("version"):
        raise DocumentError(source, "is XML and no RSS or Atom feed; save its text as .txt")
    if not feed.entries:
        raise DocumentError(source, "is a feed without entries; there is nothing to index")
    outlet = one_line(_plain(feed.feed.get("title")))
    if is_address(source):
        places = _places(feed.entries, source)
    else:
        places = [f"{source}#{number}" for number in range(1, len(feed.entries) + 1)]
    met: set[str] = set()
    for place, entry in zip(places, feed.entries, strict=True):
        if place not in met:
            met.add(place)
            try:
                yield _read_entry(entry, place, outlet)
            except DocumentError as error:
                yield error


def _as_utf8(data: bytes, source: str) -> bytes:
    """Return a feed that begins with the mark of UTF-16 as UTF-8, which the library needs no mark to know."""
    encoding, skipped = byte_order_mark(data) or ("", 0)
    if not encoding.startswith("utf-16"):
        return data
    text = decode_exactly(data, source, encoding, skipped)
    return _OWN_ENCODING.sub(r"\1", text, count=1).encode("utf-8", "replace")


def _short_headed(data: bytes) -> bytes:
    """Return a feed with the white space before its first element as single spaces.

    There it means nothing, and the library looks for a document type from each of its lines to the last.
    """
    first = _FIRST_ELEMENT.search(data)
    head = data[: first.start()] if first else data
    if b"\0" in head:
        return _WIDE_WHITE.sub(lambda found: found[0][:2], head) + data[len(head) :]
    return _WHITE.sub(b" ", head) + data[len(head) :]


def _read_entry(entry: Any, source: str, outlet: str | None) -> Document:
    title = one_line(_plain(entry.get("title")))
    written = [*(part.get("value") for part in entry.get("content", [])), entry.get("summary")]
    body, kinds = max((_laid_out(value) for value in written), key=lambda laid: len(laid[0]), default=("", {}))
    if not body:
        raise DocumentError(source, "this entry of the feed has no text; name the address of its page to read that")
    author = one_line(_plain(entry.get("author")))
    metadata = Heading(title=title, outlet=outlet, author=author, published=_day(entry))
    return assemble(body, source, metadata, marked=mark_lines(body, kinds), titled=True)


def _laid_out(value: str | None) -> tuple[str, Kinds]:
    tree = parse_page(f"<div>{value}</div>") if value and value.strip() else None
    return (page_text(tree), kinds_of(tree)) if tree is not None else ("", {})


def _plain(value: str | None) -> str:
    """Return the text of one value of a feed, which may be HTML or text."""
    return _laid_out(value)[0] if value and re.search("[<&]", value) else UNSHOWN.sub("", value or "")


def _day(entry: Any) -> dt.date | None:
    """Return the day on which an entry was published, as written; when it was changed is another thing."""
    stated = str(entry.get("published", "")).strip()
    found = parse_date(stated) or parse_date(_ZONE.sub("", stated))
    parsed = entry.get("published_parsed")
    if found or not parsed or not re.search(r"\d{4}|\d{2}[ -]\w{3}[ -]\d{2}", stated):
        return found
    try:
        return dt.date(*parsed[:3])
    except (TypeError, ValueError):
        return None


def _places(entries: list[Any], feed: str) -> list[str]:
    """Return how each entry of a fetched feed is cited; the same tomorrow, when it stands elsewhere in the feed."""
    named = [(_page(entry), _named(entry, number)) for number, entry in enumerate(entries, start=1)]
    on_page: dict[str, set[str]] = defaultdict(set)
    for page, name in named:
        on_page[page].add(name)
    places = []
    for page, name in named:
        own = page if len(on_page[page]) == 1 else ""  # not that of several
        is_said_here = own and own != feed and same_site(own, feed)
        places.append(own if is_said_here else f"{feed}#entry-{own[:_LONGEST_NAME] or name}")
    return places


def _page(entry: Any) -> str:
    """Return the address of an entry, without the place on the page that it may name; "" where it has none."""
    return address_or_none(str(entry.get("link", ""))) or ""


def _named(entry: Any, number: int) -> str:
    """Return what tells an entry from the others of its feed: its id, else its title, else `number`."""
    name = one_line(str(entry.get("id", ""))) or one_line(str(entry.get("title", ""))) or str(number)
    return name[:_LONGEST_NAME]


def _is_feed(content: Content) -> bool:
    return content.root in ("rss", "feed", "rdf:rdf")


FORMAT = Format(
    name="feeds",
    suffixes=(".rss", ".atom", ".xml"),
    media_types=(
        *("application/rss+xml", "application/atom+xml", "application/rdf+xml"),
        *("application/xml", "text/xml"),
    ),
    form=Form.MARKUP,
    read=read_feed,
    looks_like=_is_feed,
    own_encoding=True,
)
