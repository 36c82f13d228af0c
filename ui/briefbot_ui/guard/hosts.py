"""The names by which a chat may be addressed.

A page of another site can point a name of its own at this machine (DNS rebinding): the browser then takes the chat for
a part of that site. So a request must name a host that the chat is known by.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Iterable

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import Scope

from briefbot import BriefbotError

LOOPBACK = ("127.0.0.1", "localhost", "::1")

_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[^\s:/@\[\]?#,]+)(?::\d{1,5})?", re.IGNORECASE)
_LONGEST = 255  # characters of a name that is shown


def is_loopback(host: str) -> bool:
    """Return whether only this machine can reach a chat that listens on `host`."""
    return host in LOOPBACK


class HostNames:
    """The names that requests may use for a chat that listens on `host`, with those in `allowed` beside its own.

    Its own are those of loopback, `host`, and beyond loopback those of the machine; the address at which a request
    has arrived always is one. Raises BriefbotError for an allowed name that is none.
    """

    def __init__(self, host: str, allowed: Iterable[str] = ()) -> None:
        own = [*LOOPBACK, host, *([] if is_loopback(host) else machine_names())]
        self._names = {_plain(name) for name in own}
        for name in allowed:
            plain = host_in(name)
            if plain is None or plain != _plain(name):
                raise BriefbotError(
                    f"--allow-host takes the name of a host, such as news.example, and not {name!r}: leave out "
                    "http://, port and path."
                )
            self._names.add(plain)

    def refusal(self, scope: Scope) -> Response | None:
        """Return what to reply to a request (an ASGI scope) that names another host; None to one that does not."""
        headers, here = Headers(scope=scope), _plain((scope.get("server") or ("",))[0])
        named = headers.getlist("host")
        if len(named) != 1 or host_in(named[0]) is None:
            return PlainTextResponse("A request names the host that it is for, once, in the header Host.", 400)
        for name in (*named, *forwarded(headers)):
            plain = host_in(name)
            if plain is None or (plain not in self._names and plain != here):
                return PlainTextResponse(_unknown(plain), 421)
        return None


def forwarded(headers: Headers) -> list[str]:
    """Return the hosts that browsers asked for behind proxies, as X-Forwarded-Host names them."""
    return [name.strip() for value in headers.getlist("x-forwarded-host") for name in value.split(",")]


def machine_names() -> list[str]:
    """Return what this machine is called: its name, its first part, and that in a local network (mDNS)."""
    name = socket.gethostname()
    first = name.split(".")[0]
    return [name, first, f"{first}.local"] if first else []


def host_in(header: str) -> str | None:
    """Return the name in a header such as Host, without its port, in its plain form; None where it cannot be read."""
    found = _HOST.fullmatch(header)
    return _plain(found[1]) if found and len(found[1]) <= _LONGEST else None


def _plain(name: str) -> str:
    """Return the one form of a name or address: lower case, without brackets and without a dot at the end."""
    name = name.lower().removesuffix(".").removeprefix("[").removesuffix("]")
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return name
    return str(getattr(address, "ipv4_mapped", None) or address)


def _unknown(name: str | None) -> str:
    if name is None or not name.isascii() or not name.isprintable():
        return "This request names a host that this chat is not known by."
    return (
        f"This chat is not known by the name {name}. Whoever runs it can allow the name: "
        f"briefbot chat --allow-host {name}"
    )
