"""The guards of the chat: checks before every request, and headers on every reply. See docs/decisions/0052."""

from __future__ import annotations

import base64
import binascii
import re
import secrets
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = ("127.0.0.1", "localhost", "::1")

# Gradio's page needs inline scripts and eval; everything it may load comes from this server.
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'none'"
)
# Routes of Gradio's that open a file or fetch an address which the request names; the chat uses none of them.
_CLOSED = re.compile(r"/+(gradio_api/+)?(file|proxy|deep_link|process_recording|stream|dev|custom_component)\b", re.I)
_STARTING = "/gradio_api/startup-events"  # by which Gradio asks itself whether it is up; it tells nothing


def middleware(host: str, auth: tuple[str, str] | None = None) -> list[Middleware]:
    """Return what every request passes through, for a chat that listens on `host`, with name and password `auth`."""
    guards = [Middleware(_Headers)]
    if is_loopback(host):  # a page from elsewhere may not reach it by a name of its own (DNS rebinding)
        names = [*LOOPBACK, "[::1]", "["]  # "[" is all that older Starlettes see of an IPv6 address; it is no name
        guards.append(Middleware(TrustedHostMiddleware, allowed_hosts=names, www_redirect=False))
    return [*guards, Middleware(_Door, auth=auth)]


def is_loopback(host: str) -> bool:
    """Return whether only this machine can reach a chat that listens on `host`."""
    return host in LOOPBACK


class _Headers:
    """Middleware that tells the browser to load nothing from any other host, whatever an article contains."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("Content-Security-Policy", _POLICY)  # that of an original is stricter
                headers["Referrer-Policy"] = "no-referrer"
                headers["X-Content-Type-Options"] = "nosniff"
            await send(message)

        await self.app(scope, receive, send_with_headers)


class _Door:
    """Middleware that turns away pages of other sites, closed routes, and whoever does not know the password."""

    def __init__(self, app: ASGIApp, auth: tuple[str, str] | None) -> None:
        self.app = app
        self.auth = auth

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refusal = self._refusal(scope) if scope["type"] in ("http", "websocket") else None
        await (refusal or self.app)(scope, receive, send)

    def _refusal(self, scope: Scope) -> Response | None:
        headers, path = Headers(scope=scope), scope["path"]
        if self.auth and path != _STARTING and not _knows(headers.get("authorization", ""), self.auth):
            ask = {"WWW-Authenticate": 'Basic realm="briefbot", charset="UTF-8"'}
            return PlainTextResponse("This chat asks for a name and a password.", 401, ask)
        if not _is_own(headers):
            return PlainTextResponse("A page of another site may not use this chat.", 403)
        if _CLOSED.match(path):
            return PlainTextResponse("Not found.", 404)
        return None


def _is_own(headers: Headers) -> bool:
    """Return whether a request comes from no page or from one of this chat.

    Behind a proxy, X-Forwarded-Host names the host that the browser asked.
    """
    origin = headers.get("origin")
    if origin is None:
        return True
    try:
        return urlsplit(origin).netloc in (headers.get("host"), headers.get("x-forwarded-host"))
    except ValueError:
        return False


def _knows(authorization: str, auth: tuple[str, str]) -> bool:
    scheme, _, coded = authorization.partition(" ")
    try:
        given = base64.b64decode(coded, validate=True) if scheme.lower() == "basic" else b""
    except (binascii.Error, ValueError):
        return False
    return secrets.compare_digest(given, ":".join(auth).encode())
