"""What a page shows before Gradio's client has loaded: its own ground and name, in the colours that were chosen.

Gradio puts what it is given as `head` into the page with its client, which is after the first paint.
"""

from __future__ import annotations

import re
from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from briefbot_ui.templates import render

_ASSETS = Path(__file__).parent / "assets"
_HEAD = re.compile(rb"<head\b[^>]*>")


class FirstPaint:
    """Middleware that puts style and script of the first paint at the beginning of the page's head."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        style, script = ((_ASSETS / f"first_paint.{kind}").read_text(encoding="utf-8") for kind in ("css", "js"))
        self._own = render("page/first_paint.html", style=style, script=script).encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; of the reply to one for the page, hold the beginning back until the whole is there."""
        if scope["type"] != "http" or scope["path"] != "/":
            await self.app(scope, receive, send)
            return
        start: Message = {}
        parts: list[bytes] = []

        async def send_page(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
                return
            parts.append(message.get("body", b""))
            if message.get("more_body"):
                return
            body = b"".join(parts)
            if Headers(raw=start["headers"]).get("content-type", "").startswith("text/html"):
                body = _HEAD.sub(lambda head: head.group() + self._own, body, count=1)
                headers = MutableHeaders(scope=start)
                if "content-length" in headers:
                    headers["content-length"] = str(len(body))
            await send(start)
            await send({"type": "http.response.body", "body": body})

        await self.app(scope, receive, send_page)
