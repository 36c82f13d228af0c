"""The chat as a Gradio app: what is on the page, and what happens when something is asked or opened."""

from __future__ import annotations

import asyncio
import errno
import logging
import os
import socket
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.events import api
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from briefbot import BriefbotError, as_dict
from briefbot_ui import page
from briefbot_ui.collection import Collection
from briefbot_ui.conversation import FAILED
from briefbot_ui.late import AnyAssistant
from briefbot_ui.line import Line
from briefbot_ui.receiving import UploadGuard, receiving

log = logging.getLogger(__name__)

_ASSETS = Path(__file__).parent / "assets"
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_SANS = ("-apple-system", "Segoe UI", "Roboto", "Noto Sans", "Helvetica Neue", "Arial", "sans-serif")
_MONO = ("ui-monospace", "Consolas", "monospace")

# Gradio's page needs inline scripts and eval; everything it may load comes from this server.
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'none'"
)


def build_app(assistant: AnyAssistant, collection: Collection | None = None) -> gr.Blocks:
    """The chat over one index, not yet launched; `POST /gradio_api/call/ask` answers programs.

    With a `collection`, the page has the drawer "Your articles".
    """

    line = Line()

    async def ask_api(question: str) -> dict[str, Any]:
        """Answer one question from the indexed articles: a span copied verbatim and its citations, or a decline."""
        try:
            return as_dict(await asyncio.wrap_future(line.put(partial(assistant.ask, question))))
        except BriefbotError as error:
            raise gr.Error(str(error), print_exception=False) from error
        except Exception as error:
            log.exception("the ask endpoint failed")
            raise gr.Error(FAILED, print_exception=False) from error

    app = gr.Blocks(title="briefbot", analytics_enabled=False, fill_width=True, fill_height=True)
    with app:
        page.lay_out(app, assistant, line, collection)
        api(ask_api, api_name="ask", concurrency_limit=None)
    return app


def serve(
    assistant: AnyAssistant,
    host: str = "127.0.0.1",
    port: int = 7860,
    on_ready: Callable[[str], None] = lambda _url: None,
    collection: Collection | None = None,
) -> None:
    """Serve the chat until interrupted (Ctrl-C); `on_ready` gets the URL once it answers.

    With a `collection`, people add and remove articles on the page; without one nothing is uploaded.

    Raises BriefbotError where nothing can listen on host and port.
    """
    _check_port(host, port)
    # Gradio asks itself over HTTP whether it is up; a proxy set in the environment must not be asked instead.
    _bypass_proxy(host)
    with receiving(collection) as max_file_bytes:
        app = build_app(assistant, collection)
        app.queue(default_concurrency_limit=4)
        _, url, _ = app.launch(
            server_name=f"[{host}]" if ":" in host else host,  # an IPv6 address as it is written in a URL
            server_port=port,
            theme=gr.themes.Base(font=_SANS, font_mono=_MONO),
            head=f"<style>{(_ASSETS / 'chat.css').read_text(encoding='utf-8')}</style>",
            app_kwargs={"middleware": _middleware(host, collection), "redoc_url": None, "openapi_url": None},
            favicon_path=_ASSETS / "favicon.svg",
            footer_links=[],
            run_history=False,
            enable_monitoring=False,
            ssr_mode=False,
            share=False,
            pwa=False,
            inbrowser=False,
            inline=False,
            mcp_server=False,
            num_workers=0,
            root_path="",
            max_file_size=max_file_bytes,
            state_session_capacity=200,
            quiet=True,
            prevent_thread_lock=True,
        )
        try:
            on_ready(url)
            threading.Event().wait()
        except KeyboardInterrupt:
            log.info("interrupted; closing the chat")
        finally:
            app.close(verbose=False)


def _bypass_proxy(host: str) -> None:
    """Add this machine and `host` to the hosts that are asked without a proxy, under both names of that list.

    Where both are set, the lower-case one is obeyed, so that setting only the other may do nothing.
    """
    listed = [os.environ.get("no_proxy"), os.environ.get("NO_PROXY")]
    hosts = [name.strip() for names in listed for name in (names or "").split(",")]
    for variable in ("no_proxy", "NO_PROXY"):
        os.environ[variable] = ",".join(dict.fromkeys(filter(None, [*hosts, *_LOOPBACK, host])))


def _check_port(host: str, port: int) -> None:
    """Raises BriefbotError unless host and port can be listened on; Gradio's own messages name neither cause."""
    if not 1 <= port <= 65535:
        raise BriefbotError(f"{port} is not a port: choose one between 1 and 65535 with --port.")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            if os.name == "posix":  # elsewhere this would let two servers share a port
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise BriefbotError(
                f"Port {port} on {host} is in use, perhaps by another briefbot chat. Choose another with --port."
            ) from error
        raise BriefbotError(
            f"Cannot listen on {host} port {port}: {error.strerror or error}. Choose others with --host and --port."
        ) from error


def _middleware(host: str, collection: Collection | None) -> list[Middleware]:
    """A page from elsewhere may not reach a chat on this machine by a name of its own (DNS rebinding)."""
    guards = [Middleware(_Headers), Middleware(UploadGuard, collection=collection)]
    if host in _LOOPBACK:
        names = [*_LOOPBACK, "[::1]", "["]  # "[" is all that older Starlettes see of an IPv6 address; it is no name
        guards.append(Middleware(TrustedHostMiddleware, allowed_hosts=names, www_redirect=False))
    return guards


class _Headers:
    """Tells the browser to load nothing from any other host, whatever an article contains."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Content-Security-Policy"] = _POLICY
                headers["Referrer-Policy"] = "no-referrer"
                headers["X-Content-Type-Options"] = "nosniff"
            await send(message)

        await self.app(scope, receive, send_with_headers)
