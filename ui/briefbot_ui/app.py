"""The chat as a Gradio app: built of the page and the endpoints, and served with its guards."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import io
import logging
import os
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.block_function import BlockFunction
from gradio.components.api_component import Api
from starlette.middleware import Middleware
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from briefbot import Assistant, BriefbotError
from briefbot_ui import page, tools
from briefbot_ui.collection import Collection
from briefbot_ui.endpoints import add_endpoints
from briefbot_ui.guard import LOOPBACK, middleware
from briefbot_ui.question_queue import AT_ONCE, ROOM, QuestionQueue
from briefbot_ui.templates import render
from briefbot_ui.upload_guard import UploadGuard, receiving

log = logging.getLogger(__name__)

_ASSETS = Path(__file__).parent / "assets"
_MODULES = sorted((_ASSETS / "client").glob("*.js"))
# Where pages get their client. Another client has another address, so no browser mixes two.
CLIENT = f"client/{hashlib.sha256(b''.join(path.read_bytes() for path in _MODULES)).hexdigest()[:12]}/"
_LOOK = ("base", "masthead", "articles", "conversation", "composer", "source", "modes")  # later ones overrule
_SANS = ("-apple-system", "Segoe UI", "Roboto", "Noto Sans", "Helvetica Neue", "Arial", "sans-serif")
_MONO = ("ui-monospace", "Consolas", "monospace")


def build_app(assistant: Assistant, collection: Collection | None = None) -> gr.Blocks:
    """Return the chat over one index, not yet launched, with the endpoints for programs.

    With a `collection`, the page has the drawer "Your articles".
    """

    queue = QuestionQueue()
    app = _Chat(title="briefbot", analytics_enabled=False, fill_width=True, fill_height=True)
    with app:
        page.lay_out(assistant, queue, CLIENT, collection)
        add_endpoints(assistant, queue)
    return app


def serve(
    assistant: Assistant,
    host: str = "127.0.0.1",
    port: int = 7860,
    on_ready: Callable[[str], None] = lambda _url: None,
    collection: Collection | None = None,
    auth: tuple[str, str] | None = None,
    mcp: bool = False,
) -> None:
    """Serve the chat until interrupted (Ctrl-C); `on_ready` gets the URL once it answers.

    With a `collection`, people add and remove articles on the page; without one nothing is uploaded. `auth` is the name
    and the password that every request must bring. `mcp` serves the endpoints as tools, too, at /gradio_api/mcp/.

    Raises BriefbotError where nothing can listen on host and port, or a package is missing.
    """
    _check_port(host, port)
    if mcp:
        tools.check_installed()
    # Gradio asks itself over HTTP whether it is up; a proxy set in the environment must not be asked instead.
    _bypass_proxy(host)
    with receiving(collection) as max_file_bytes:
        app = build_app(assistant, collection)
        app.queue(default_concurrency_limit=AT_ONCE)
        guards = [*middleware(host, auth), Middleware(UploadGuard, collection=collection)]
        _, url, _ = app.launch(
            server_name=f"[{host}]" if ":" in host else host,  # an IPv6 address as it is written in a URL
            server_port=port,
            theme=gr.themes.Base(font=_SANS, font_mono=_MONO),
            head=f"<style>{_look()}</style>{_preload()}",
            app_kwargs={"middleware": guards, "routes": [_client()], "redoc_url": None, "openapi_url": None},
            favicon_path=_ASSETS / "favicon.svg",
            footer_links=["api"],  # hidden; the menu presses it
            max_threads=2 * (AT_ONCE + ROOM),  # all who wait in the queue, and as many who do something else meanwhile
            run_history=False,
            enable_monitoring=False,
            ssr_mode=False,
            share=False,
            pwa=False,
            inbrowser=False,
            inline=False,
            mcp_server=mcp,
            num_workers=0,
            root_path="",
            max_file_size=max_file_bytes,
            state_session_capacity=200,
            quiet=True,
            prevent_thread_lock=True,
        )
        try:
            if mcp:
                tools.prepare(app)
            on_ready(url)
            threading.Event().wait()
        except KeyboardInterrupt:
            log.info("interrupted; closing the chat")
        finally:
            app.close(verbose=False)


def _preload() -> str:
    """Return links by which a browser fetches the modules of the client while it loads what Gradio needs."""
    return render("page/preload.html", modules=[f"{CLIENT}{path.name}" for path in _MODULES])


def _client() -> Mount:
    """Return the route by which a page gets the modules of its client."""
    return Mount(f"/{CLIENT.rstrip('/')}", StaticFiles(directory=_ASSETS / "client"))


def _look() -> str:
    return "\n".join((_ASSETS / f"{name}.css").read_text(encoding="utf-8") for name in _LOOK)


class _Chat(gr.Blocks):
    """Gradio Blocks that refuse arguments which name a file, and let a program leave out the last arguments.

    A program that passes arguments by position then gets the default values of those it leaves out.
    """

    def validate_inputs(self, block_fn: BlockFunction, inputs: list[Any]) -> None:
        if _names_a_file(inputs):  # which Gradio would fetch, whole, before the function is called
            raise gr.Error(
                "An argument names a file. None is read: arguments are text and numbers.", print_exception=False
            )
        rest = block_fn.inputs[len(inputs) :]
        if all(isinstance(component, Api) for component in rest):
            inputs += [component.value for component in rest if isinstance(component, Api)]
        super().validate_inputs(block_fn, inputs)

    def launch(self, *arguments: Any, **options: Any) -> Any:
        """Launch as Gradio does, without what it prints in spite of `quiet`: the address of the tools."""
        with contextlib.redirect_stdout(io.StringIO()):
            return super().launch(*arguments, **options)


def _names_a_file(arguments: list[Any]) -> bool:
    """Return whether anything in there, at any depth, is a file to Gradio: a path or an address with a description."""
    left: list[Any] = [arguments]
    while left:
        value = left.pop()
        if isinstance(value, dict):
            if {"path", "meta"} <= value.keys():
                return True
            left += value.values()
        elif isinstance(value, list):
            left += value
    return False


def _bypass_proxy(host: str) -> None:
    """Add this machine and `host` to the hosts that are asked without a proxy, under both names of that list.

    Where both are set, the lower-case one is obeyed, so that setting only the other may do nothing.
    """
    listed = [os.environ.get("no_proxy"), os.environ.get("NO_PROXY")]
    hosts = [name.strip() for names in listed for name in (names or "").split(",")]
    for variable in ("no_proxy", "NO_PROXY"):
        os.environ[variable] = ",".join(dict.fromkeys(filter(None, [*hosts, *LOOPBACK, host])))


def _check_port(host: str, port: int) -> None:
    """Raise BriefbotError unless host and port can be listened on; Gradio's own messages name neither cause."""
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
