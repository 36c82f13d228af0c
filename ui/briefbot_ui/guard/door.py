"""The door: middleware that every request passes, in this order."""

from __future__ import annotations

import logging
import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from briefbot_ui.guard import people
from briefbot_ui.guard.brake import Brake
from briefbot_ui.guard.credentials import Credentials, login_in
from briefbot_ui.guard.hosts import HostNames, forwarded
from briefbot_ui.guard.people import ANYONE, NOBODY, Person
from briefbot_ui.guard.token_file import TokenFile, TokenFileError

log = logging.getLogger(__name__)

# Gradio's page needs inline scripts and eval; everything it may load comes from this server.
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'none'"
)
# Routes of Gradio's that open a file, fetch an address that the request names, or write code; the chat uses none.
_CLOSED = re.compile(
    r"/+(gradio_api/+)?(file|proxy|deep_link|process_recording|stream|dev|custom_component|monitoring|profiling|"
    r"(undo-)?vibe-[a-z-]+|runs|run-history)\b",
    re.IGNORECASE,
)
_UPLOAD = re.compile(r"/upload(?!_progress)")  # wherever in the path, and whatever follows
# Told without a login: by the first Gradio asks itself whether it is up, by the others whoever starts the chat does.
_OPEN = ("/gradio_api/startup-events", "/healthz", "/readyz")


def middleware(
    host: str,
    auth: tuple[str, str] | None = None,
    tokens: Path | None = None,
    allowed_hosts: Sequence[str] = (),
    brake: Brake | None = None,
) -> list[Middleware]:
    """Return what every request passes through, for a chat that listens on `host`.

    `auth` is a name with a password, `tokens` the file of tokens, `allowed_hosts` what the chat is called beside its
    own names. Raises BriefbotError where one of these cannot be used.
    """
    file = TokenFile(tokens) if tokens else None
    if file:
        file.tokens()  # what is wrong with it is told at once
    names = HostNames(host, allowed_hosts)
    door = Middleware(Door, names=names, credentials=Credentials(auth, file), brake=brake or Brake())
    return [Middleware(_Headers), door]


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


class Door:
    """Middleware that turns away unknown hosts, wrong logins, pages of other sites, and routes that are closed."""

    def __init__(self, app: ASGIApp, names: HostNames, credentials: Credentials, brake: Brake) -> None:
        self.app = app
        self._names = names
        self._credentials = credentials
        self._brake = brake

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        found = self._names.refusal(scope) or self._person(scope)
        if isinstance(found, Person):
            found = _refusal(scope, found) or found
        if isinstance(found, Response):
            await found(scope, receive, send)
            return
        with people.asking(found, scope.setdefault("state", {})):
            await self.app(scope, receive, send)

    def _person(self, scope: Scope) -> Person | Response:
        """Return who asks, or what to reply to a login that is not right."""
        if not self._credentials.wanted:
            return ANYONE
        if scope["path"] in _OPEN:
            return NOBODY
        login = login_in(Headers(scope=scope).get("authorization", ""))
        address = (scope.get("client") or ("",))[0]
        if login is None:
            return _ask()
        if wait := self._brake.wait(address):
            again = {"Retry-After": str(wait)}
            return PlainTextResponse(f"Too many wrong passwords. Try again in {wait} seconds.", 429, again)
        try:
            person = self._credentials.person(login)
            account = login.name if login.name and self._credentials.has(login.name) else ""
        except TokenFileError as error:
            log.error("nobody is let in: %s", error)
            return PlainTextResponse("The chat cannot read who may use it. Its log has the reason.", 503)
        if person is None:
            self._brake.wrong(address, account, login.secret)
            log.info("a wrong password or token from %s%s", address, f" for {account}" if account else "")
            return _ask()
        return person


def _ask() -> Response:
    words = "This chat asks for a name and a password or token, or for a token alone (Bearer)."
    return PlainTextResponse(words, 401, {"WWW-Authenticate": 'Basic realm="briefbot", charset="UTF-8"'})


def _refusal(scope: Scope, person: Person) -> Response | None:
    """Return what to reply to a request that its sender may not make; None where they may."""
    if not _is_own(Headers(scope=scope)):
        return PlainTextResponse("A page of another site may not use this chat.", 403)
    # No route has a line break, and Starlette's patterns, which end in "$", let one through that others do not.
    if any(unicodedata.category(character) == "Cc" for character in scope["path"]) or _CLOSED.match(scope["path"]):
        return PlainTextResponse("Not found.", 404)
    if _UPLOAD.search(scope["path"]) and not person.may(people.Scope.WRITE):
        return PlainTextResponse("Adding articles needs a token with the scope write.", 403)
    return None


def _is_own(headers: Headers) -> bool:
    """Return whether a request comes from no page or from one of this chat, whose host is known by now.

    Behind a proxy, X-Forwarded-Host names the host that the browser asked.
    """
    origin = headers.get("origin")
    if origin is None:
        return True
    try:
        return urlsplit(origin).netloc.lower() in {
            name.lower() for name in (headers.get("host", ""), *forwarded(headers))
        }
    except ValueError:
        return False
