"""A web address that a person names -> its bytes; the only module of briefbot that fetches anything.

Every address that a name resolves to is checked, and the connection is made to the one that was checked, so a name
server that answers differently the next time changes nothing. Each redirect is such a request of its own. Proxies of
the environment are not used: they would make the connection, and nothing could be checked here.
"""

from __future__ import annotations

import http.client
import io
import ipaddress
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from briefbot.documents.input.addresses import one_address
from briefbot.errors import DocumentError

MOST_REDIRECTS = 5
CHUNK = 64 * 1024  # bytes

_IP = ipaddress.IPv4Address | ipaddress.IPv6Address
_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # the last 32 bits are the IPv4 address that is reached
_OFFLINE = "is this machine online? If it is not, save the page elsewhere and index the file"
_HEADERS = {
    "User-Agent": "Mozilla/5.0 (compatible; briefbot)",
    "Accept": "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,text/*,*/*;q=0.5",
    "Accept-Encoding": "gzip",
    "Connection": "close",
}


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one fetch: bytes, seconds, and which addresses it may reach."""

    max_bytes: int  # of what is sent, and of what that unpacks to
    seconds: float  # for everything, redirects included
    allow_private: bool  # addresses of this machine and of local networks


@dataclass(frozen=True, slots=True)
class Fetched:
    """The answer to a request."""

    data: bytes
    media_type: str  # in lower case, without parameters; "" where the server does not say
    charset: str  # as the server declares it, else ""


def check_address(name: str, *, allow_private: bool = False) -> str:
    """Return a web address in its one form, checked as far as it says by itself what it leads to.

    Nothing is looked up: where a name leads is checked when it is fetched. Raises DocumentError for what is no address
    of a web page, and for an IP address or a name of this machine or of a local network that is not allowed.
    """
    address = one_address(name)
    host = (urlsplit(address).hostname or "").rstrip(".")
    if not allow_private and (host == "localhost" or host.endswith(".localhost") or _is_private_literal(host)):
        raise DocumentError(address, _why_private(host))
    return address


def fetch(address: str, limits: Limits) -> Fetched:
    """Return what a GET of this address gives, after at most five redirects.

    Raises DocumentError, naming the address as given, where it or a redirect is not http(s), leads to a private address
    that is not allowed, cannot be reached, answers with an error, or breaks a limit.
    """
    deadline = time.monotonic() + limits.seconds
    at = address
    for _ in range(MOST_REDIRECTS + 1):
        try:
            outcome = _get(at, address, limits, deadline)
        except TimeoutError as error:
            reason = f"took longer than {limits.seconds:g} seconds; try again, or raise the setting fetch_seconds"
            raise DocumentError(address, reason) from error
        except ssl.SSLError as error:
            raise DocumentError(
                address, f"no secure connection: {error.reason or error}; check it in a browser"
            ) from error
        except (OSError, http.client.HTTPException, ValueError, zlib.error) as error:
            why = getattr(error, "strerror", None) or str(error) or type(error).__name__
            raise DocumentError(address, f"cannot be fetched: {why}; {_OFFLINE}") from error
        if isinstance(outcome, Fetched):
            return outcome
        at = _redirected(at, outcome, address)
    raise DocumentError(address, f"redirects more than {MOST_REDIRECTS} times; name the page that it should lead to")


def _redirected(at: str, location: str, address: str) -> str:
    try:
        following = one_address(urljoin(at, location))
    except (DocumentError, ValueError) as error:
        reason = error.reason if isinstance(error, DocumentError) else str(error)
        raise DocumentError(address, f"redirects to {location[:200]!r}, which is refused: {reason}") from error
    if at.startswith("https:") and following.startswith("http:"):
        raise DocumentError(address, f"redirects to {following[:200]!r}, which is not secure; name that if you mean it")
    return following


def _get(at: str, address: str, limits: Limits, deadline: float) -> Fetched | str:
    """Send one request, and return the answer, or the address that it redirects to."""
    parts = urlsplit(at)
    host, secure = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    found = _checked(host, port, address, limits, deadline)
    with closing(_connected(found, port, deadline)) as plain:
        wire = ssl.create_default_context().wrap_socket(plain, server_hostname=host) if secure else plain
        with closing(wire):
            connection = http.client.HTTPConnection(host, port)
            connection.sock = _Timed(wire, deadline)  # the part of a socket that is used
            target = f"{parts.path}?{parts.query}" if parts.query else parts.path
            connection.putrequest("GET", target, skip_host=True, skip_accept_encoding=True)
            connection.putheader("Host", parts.netloc)
            for name, value in _HEADERS.items():
                connection.putheader(name, value)
            connection.endheaders()
            with closing(connection.getresponse()) as response:
                if response.status in (301, 302, 303, 307, 308):
                    return response.headers.get("Location") or ""
                if response.status != 200:
                    reason = f"the server answers {response.status} {response.reason}; check the address in a browser"
                    raise DocumentError(address, " ".join(reason.split()))
                data = b"".join(_unpacked(response, address, limits.max_bytes))
                charset = response.headers.get_content_charset("") if "Content-Type" in response.headers else ""
                media_type = response.headers.get_content_type() if "Content-Type" in response.headers else ""
                return Fetched(data, media_type, charset)


def _checked(host: str, port: int, address: str, limits: Limits, deadline: float) -> list[str]:
    """Return the IP addresses of a host. Raises DocumentError where this machine may not connect to all of them."""
    addresses = _resolved(host, port, address, deadline)
    for found in addresses:
        if not limits.allow_private and not is_public(ipaddress.ip_address(found.partition("%")[0])):
            raise DocumentError(address, _why_private(host if host == found else f"{host} is {found}, which"))
    return addresses


def _why_private(named: str) -> str:
    reason = f"{named} is in a private network or on this machine, and such addresses are refused"
    return f"{reason}; allow them with --allow-private-addresses if you mean it"


def _is_private_literal(host: str) -> bool:
    """Return whether a host is written as a private IP address, in any form that a look-up would take for one."""
    try:
        return not is_public(ipaddress.ip_address(host.partition("%")[0]))
    except ValueError:
        pass
    try:
        return not is_public(ipaddress.IPv4Address(socket.inet_aton(host)))  # "127.1" and "0x7f000001", too
    except (OSError, ValueError):
        return False


def _resolved(host: str, port: int, address: str, deadline: float) -> list[str]:
    """Return the IP addresses that a name resolves to.

    They are looked up in a thread, since a look-up itself knows no time limit. Raises TimeoutError at the deadline.
    """
    answers: list[list[str] | OSError | UnicodeError] = []

    def look_up() -> None:
        try:
            answers.append([str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)])
        except (OSError, UnicodeError) as error:
            answers.append(error)

    thread = threading.Thread(target=look_up, daemon=True)
    thread.start()
    thread.join(max(0.0, deadline - time.monotonic()))
    if not answers:
        raise TimeoutError
    found = answers[0]
    if isinstance(found, list) and found:
        return list(dict.fromkeys(found))
    raise DocumentError(address, f"{host} cannot be found; check the name, and {_OFFLINE}")


def is_public(ip: _IP) -> bool:
    """Return whether an IP address, and every IPv4 address embedded in it, is one of the open internet."""
    if isinstance(ip, ipaddress.IPv6Address):
        hidden = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
        if ip in _NAT64 or int(ip) < 1 << 32:
            hidden.append(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
        if not all(is_public(inner) for inner in hidden if inner is not None):
            return False
        if ip.ipv4_mapped or ip in _NAT64:
            return True
        if ip.is_site_local:
            return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_loopback or ip.is_unspecified)


def _connected(addresses: list[str], port: int, deadline: float) -> socket.socket:
    """Return a connection to the first of these addresses that takes one."""
    failure: OSError = OSError("no address")
    for found in addresses:
        try:
            return socket.create_connection((found, port), timeout=_left(deadline))
        except OSError as error:
            failure = error
    raise failure


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _unpacked(response: http.client.HTTPResponse, address: str, max_bytes: int) -> Iterator[bytes]:
    """Yield the body in pieces, gzip undone, refused as soon as it is larger than `max_bytes` before or after that."""
    packing = (response.headers.get("Content-Encoding") or "identity").strip().lower()
    if packing not in ("identity", "gzip", "x-gzip", "deflate"):
        raise DocumentError(address, f"the server packs it as {packing[:40]!r}, which was not asked for; save the page")
    unpacker = zlib.decompressobj(wbits=47) if packing != "identity" else None  # 47: gzip or zlib, whichever it is
    too_large = DocumentError(
        address, f"larger than {max_bytes:,} bytes; raise the setting max_file_bytes if you mean it"
    )
    received = kept = 0
    announced = response.length  # None where the body says itself where it ends
    while piece := response.read1(CHUNK):
        received += len(piece)
        if unpacker:
            piece = unpacker.decompress(piece, max_bytes + 1 - kept)
        kept += len(piece)
        if max(received, kept) > max_bytes:
            raise too_large
        yield piece
    if announced is not None and received < announced:  # the connection ended early
        raise http.client.IncompleteRead(b"", announced - received)
    if unpacker and (not unpacker.eof or unpacker.unused_data.startswith(b"\x1f\x8b")):
        raise http.client.IncompleteRead(b"")


class _Timed:
    """The part of a socket that http.client uses, every wait on it ending at one deadline."""

    def __init__(self, wire: socket.socket, deadline: float) -> None:
        self._wire = wire
        self._deadline = deadline

    def sendall(self, data: bytes) -> None:
        self._wire.settimeout(_left(self._deadline))
        self._wire.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:  # noqa: ARG002  always "rb"
        return io.BufferedReader(_Received(self._wire, self._deadline))

    def close(self) -> None:
        """Do nothing: http.client closes before it has read the answer, and who made the connection closes it."""


class _Received(io.RawIOBase):
    """The bytes that a socket receives, as a stream."""

    def __init__(self, wire: socket.socket, deadline: float) -> None:
        self._wire = wire
        self._deadline = deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # mypy: any buffer
        self._wire.settimeout(_left(self._deadline))
        return self._wire.recv_into(buffer)
