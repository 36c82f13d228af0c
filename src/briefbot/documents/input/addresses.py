"""The name of a source -> a web address, checked and in one form; nothing here touches the network."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit, urlunsplit

from briefbot.errors import DocumentError
from briefbot.text.addresses import is_address
from briefbot.text.characters import NOT_FOR_ADDRESSES

_ANY_SCHEME = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)
_RATHER_WIDE = re.compile(r"^(?:www|feeds?|rss|blog)\.")
_HOST = re.compile(r"[a-z0-9._:-]+")
_LONGEST = 2000  # characters of an address that is cited
_KEPT = "!#$%&'()*+,/:;=?@[]~"  # what an address may hold as it stands; "%" because it may be quoted already


def names_a_scheme(name: str) -> bool:
    """Return whether a name reads as an address of any kind, as "ftp://" too."""
    return _ANY_SCHEME.match(name) is not None


def one_address(name: str) -> str:
    """Return the address in the one form that it is kept and cited in: no fragment, host in lower case, ASCII only.

    Raises DocumentError for one that is not http(s), has no host, or holds a user name: it would be shown in citations.
    """
    name = name.strip()
    if not is_address(name):
        raise DocumentError(name, "only http and https addresses are read; save it as a file and name that")
    if NOT_FOR_ADDRESSES.search(name):
        raise DocumentError(
            ascii(name), "holds a space or a control character; check the address, or put %20 for spaces"
        )
    try:
        parts = urlsplit(name)
        host, port = parts.hostname or "", parts.port
        if not host.isascii():
            host = host.encode("idna").decode("ascii")
    except (ValueError, UnicodeError) as error:
        raise DocumentError(name, f"not a web address: {error}; check it") from error
    if host and not _HOST.fullmatch(host):
        raise DocumentError(ascii(name), f"{host!r} is not the name of a host; check the address")
    if not host:
        raise DocumentError(name, "names no host; write it as https://host/page")
    if parts.username is not None or parts.password is not None:
        # The name of the error must not repeat what is secret.
        shown = urlunsplit((parts.scheme, host, parts.path, "", ""))
        raise DocumentError(shown, "holds a user name or a password, which citations would show; leave it out")
    place = f"[{host}]" if ":" in host else host
    if port is not None and port != {"http": 80, "https": 443}[parts.scheme]:
        place = f"{place}:{port}"
    path, query = quote(parts.path or "/", safe=_KEPT), quote(parts.query, safe=_KEPT)
    return urlunsplit((parts.scheme, place, path, query, ""))


def address_or_none(name: str) -> str | None:
    """Return the address as `one_address` gives it; None for what is none."""
    try:
        return one_address(name)
    except DocumentError:
        return None


def address_to_open(name: str) -> str | None:
    """Return the address in the form of `one_address`, but with its fragment; None for what is none, or too long.

    Some sites tell their pages apart by the fragment alone, as in "https://a.example/#!/story/1".
    """
    address = address_or_none(name)
    fragment = quote(urlsplit(name.strip()).fragment, safe=_KEPT) if address else ""
    opened = f"{address}#{fragment}" if fragment else address
    return opened if opened and len(opened) <= _LONGEST else None


def same_site(one: str, other: str) -> bool:
    """Return whether two addresses are on one host, apart from prefixes of its name such as "www." and "feeds."."""
    return _site(one) == _site(other)


def _site(address: str) -> str:
    return _RATHER_WIDE.sub("", urlsplit(address).hostname or "")
