"""How a web address is told from a path."""

from __future__ import annotations

import re

_HTTP = re.compile(r"https?://", re.IGNORECASE)
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+")


def is_address(name: object) -> bool:
    """Return whether a source is a web address and no path."""
    return isinstance(name, str) and _HTTP.match(name) is not None


def host_like(name: str) -> bool:
    """Return whether a name is that of a host on the web, as "news.example.org" is."""
    return _HOST.fullmatch(name) is not None
