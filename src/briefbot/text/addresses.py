"""How a web address is told from a path."""

from __future__ import annotations

import re

_HTTP = re.compile(r"https?://", re.IGNORECASE)


def is_address(name: object) -> bool:
    """Return whether a source is a web address and no path."""
    return isinstance(name, str) and _HTTP.match(name) is not None
