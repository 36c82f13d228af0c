"""The keys of a record, or the columns of a table -> who published it, and its own web address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from briefbot.documents.input.addresses import address_or_none, same_site
from briefbot.documents.metadata.assembly import one_line
from briefbot.text.addresses import is_address

OUTLETS = ("outlet", "publisher", "source", "publication", "newspaper", "source_name")  # best first
ADDRESSES = ("url", "link", "source_url", "address")
ORIGINS = (*OUTLETS, *ADDRESSES)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a record was published."""

    outlet: str | None
    address: str | None  # in the form of `one_address`


def origin_of(fields: Mapping[str, str], place: str) -> Origin:
    """Return the origin that a record states in the fields named ORIGINS, of which any may be missing.

    An outlet that is a web address is taken for an address, after those that are named so. What is no http(s) address
    is passed over, and so is one on another host than a file that was fetched from `place`: that host did not say this.
    Where no field names the outlet, it is the host of the address.
    """
    named = [value for name in OUTLETS if (value := one_line(fields.get(name, "")))]
    stated = [fields.get(name, "") for name in ADDRESSES] + [value for value in named if is_address(value)]
    address = next(filter(None, map(address_or_none, stated)), None)
    outlet = next((value for value in named if not is_address(value)), None) or (address and _host(address))
    own = None if address is None or (is_address(place) and not same_site(address, place)) else address
    return Origin(outlet, own)


def _host(address: str) -> str:
    return (urlsplit(address).hostname or "").removeprefix("www.")
