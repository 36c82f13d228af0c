"""The keys of a record, or the columns of a table -> what they mean: its text, who published it, its own address."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from briefbot.documents.input.addresses import address_to_open, same_site
from briefbot.documents.metadata.assembly import one_line
from briefbot.text.addresses import is_address

OUTLETS = (
    "outlet",
    "publisher",
    "source",
    "publication",
    "newspaper",
    "source_name",
)  # the names of fields, best first
ADDRESSES = ("url", "link", "source_url", "address", "permalink")
FIELDS: dict[str, tuple[str, ...]] = {  # what a field holds -> its names, best first, as `field_name` gives them
    "text": ("text", "body", "content", "article", "full_text", "article_text", "article_body", "story", "maintext"),
    "title": ("title", "headline", "heading"),
    "published": (
        *("published", "date", "published_at", "publication_date", "publish_date", "date_published", "date_publish"),
        *("published_date", "pubdate", "pub_date", "datetime"),
    ),
    "author": ("author", "authors", "byline"),
    **{name: (name,) for name in (*OUTLETS, *ADDRESSES)},
}
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});", re.IGNORECASE)


def field_name(name: str) -> str:
    """Return the name of a key or a column in the form in which it is looked for: "publishedAt" is "published_at"."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name.strip().lstrip("\ufeff"))
    return "_".join(parted.replace("-", " ").replace("_", " ").lower().split())


def without_entities(value: str) -> str:
    """Return a text with its character references decoded, once: they are left from the page that it was taken from."""
    return _ENTITY.sub(lambda found: html.unescape(found[0]), value) if "&" in value else value


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a record was published."""

    outlet: str | None
    address: str | None  # to open, as `address_to_open` gives it
    host: str | None  # of the first address that has one, be it an address to open or not; without "www."


def origin_of(outlets: Iterable[str], addresses: Iterable[str], place: str) -> Origin:
    """Return the origin that a record states in its fields of outlets and of addresses, each best first.

    An outlet that is a web address is taken for an address, after those that are named so. What is no http(s) address
    is passed over, and so is one on another host than a file that was fetched from `place`: that host did not say this.
    """
    named = [value for outlet in outlets if (value := one_line(outlet))]
    stated = [*addresses, *filter(is_address, named)]
    address = next(filter(None, map(address_to_open, stated)), None)
    return Origin(
        outlet=next((value for value in named if not is_address(value)), None),
        address=None if address is None or (is_address(place) and not same_site(address, place)) else address,
        host=next(filter(None, map(_host, stated)), None),
    )


def _host(address: str) -> str | None:
    try:
        parts = urlsplit(address.strip())
        return (parts.hostname or "").removeprefix("www.") or None if parts.scheme in ("http", "https") else None
    except ValueError:
        return None
