"""The keys of a record, or the columns of a table -> who published it, and its own web address."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from briefbot.documents.input.addresses import address_to_open, same_site
from briefbot.documents.metadata.assembly import one_line
from briefbot.text.addresses import is_address

OUTLETS = ("outlet", "publisher", "source")  # the names of fields, best first
ADDRESSES = ("url", "link")


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
