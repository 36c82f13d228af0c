"""The chat as a Gradio app: built of the page and the endpoints, and served with its guards."""

from __future__ import annotations

import contextlib
import hashlib
import io
import logging
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.block_function import BlockFunction
from gradio.components.api_component import Api
from starlette.middleware import Middleware
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from briefbot import Assistant
from briefbot.phrases import count_of
from briefbot_ui import page, tools, unfetched
from briefbot_ui.api.programs import TELEMETRY, Programs
from briefbot_ui.collection import Collection
from briefbot_ui.endpoints import add_endpoints
from briefbot_ui.first_paint import FirstPaint
from briefbot_ui.guard.door import middleware
from briefbot_ui.guard.hosts import LOOPBACK
from briefbot_ui.guard.well_formed import WellFormed, refuse_with
from briefbot_ui.original_route import original_route
from briefbot_ui.ports import check_port
from briefbot_ui.question_queue import AT_ONCE, ROOM, QuestionQueue
from briefbot_ui.templates import render
from briefbot_ui.upload_guard import UploadGuard, receiving

log = logging.getLogger(__name__)

_ASSETS = Path(__file__).parent / "assets"
_MODULES = sorted((_ASSETS / "client").glob("*.js"))
# Where pages get their client. Another client has another address, so no browser mixes two.
CLIENT = f"client/{hashlib.sha256(b''.join(path.read_bytes() for path in _MODULES)).hexdigest()[:12]}/"
# Later ones overrule.
_LOOK = ("base", "masthead", "articles", "conversation", "composer", "source", "notes", "modes", "print")
_SANS = ("-apple-system", "Segoe UI", "Roboto", "Noto Sans", "Helvetica Neue", "Arial", "sans-serif")
_MONO = ("ui-monospace", "Consolas", "monospace")


def build_app(
    assistant: Assistant, collection: Collection | None = None, queue: QuestionQueue | None = None
) -> gr.Blocks:
    """Return the chat over one index, not yet launched, with the endpoints for programs.

    With a `collection`, the page has the drawer "Your articles". `queue` is where all questions wait.
    """
    queue = queue or QuestionQueue()
    app = _Chat(title="briefbot", analytics_enabled=False, fill_width=True, fill_height=True)
    with app:
        page.lay_out(app, assistant, queue, CLIENT, collection)
        add_endpoints(assistant, queue)
    return app


def serve(
    assistant: Assistant,
    host: str = "127.0.0.1",
    port: int = 7860,
    on_ready: Callable[[str], None] = lambda _url: None,
    collection: Collection | None = None,
    auth: tuple[str, str] | None = None,
    tokens: Path | None = None,
    allowed_hosts: Sequence[str] = (),
    mcp: bool = False,
) -> None:
    """Serve the chat until interrupted (Ctrl-C) or ended by a signal; `on_ready` gets the URL once it answers.

    With a `collection`, people add and remove articles on the page; without one nothing is uploaded. With `auth`, a
    name and a password, or `tokens`, a file of tokens, every request must bring one of these. `allowed_hosts` are names
    that requests may call the chat by, beside those of this machine. `mcp` serves the endpoints as tools, too, at
    /gradio_api/mcp/.

    Raises BriefbotError where nothing can listen on host and port, the tokens cannot be read, or a package is missing.
    """
    check_port(host, port)
    door = middleware(host, auth, tokens, allowed_hosts)
    if mcp:
        tools.check_installed()
    # Gradio asks itself over HTTP whether it is up; a proxy set in the environment must not be asked instead.
    _bypass_proxy(host)
    with _ended_by_signals(), receiving(collection) as max_file_bytes:
        programs = Programs(assistant, needs_login=bool(auth or tokens))
        app = build_app(programs.assistant, collection, programs.queue)
        app.queue(default_concurrency_limit=AT_ONCE)
        unfetched.bound(app)
        well_formed = Middleware(WellFormed, blocks=app, most=max_file_bytes)
        guards = [
            *programs.around(door),
            Middleware(UploadGuard, collection=collection),
            well_formed,
            Middleware(FirstPaint),
        ]
        routes = [_client(), original_route(assistant)]
        _, url, _ = app.launch(
            server_name=f"[{host}]" if ":" in host else host,  # an IPv6 address as it is written in a URL
            server_port=port,
            theme=gr.themes.Base(font=_SANS, font_mono=_MONO),
            head=render("page/look.html", look=_look()) + _preload(),
            app_kwargs={
                "middleware": guards,
                "routes": routes,
                "redoc_url": None,
                "openapi_url": None,
                "telemetry": TELEMETRY,
            },
            favicon_path=_ASSETS / "favicon.svg",
            footer_links=[],  # how programs ask stands in the menu
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
            if collection:
                collection.warm_up()  # while a person looks at the page
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


@contextlib.contextmanager
def _ended_by_signals() -> Iterator[None]:
    """End as by Ctrl-C where this process is asked to end, or its terminal is closed: what was received is deleted.

    Does nothing in a thread beside the main one, which gets no signals, and leaves alone what is ignored, as by nohup.
    """

    def end(number: int, _frame: object) -> None:
        signal.signal(number, signal.SIG_DFL)  # asked again, it ends at once
        raise KeyboardInterrupt

    before: dict[int, Any] = {}
    if threading.current_thread() is threading.main_thread():
        for name in ("SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) is signal.SIG_DFL:
                before[number] = signal.signal(number, end)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _look() -> str:
    return "\n".join((_ASSETS / f"{name}.css").read_text(encoding="utf-8") for name in _LOOK)


class _Chat(gr.Blocks):
    """Gradio Blocks that refuse arguments which name a file, and let a program leave out the last arguments.

    A program that passes arguments by position then gets the default values of those it leaves out.
    """

    def validate_inputs(self, block_fn: BlockFunction, inputs: list[Any]) -> None:
        if _names_a_file(inputs):  # which Gradio would fetch, whole, before the function is called
            refuse_with(422)
            raise gr.Error(
                "An argument names a file. None is read: arguments are text and numbers.", print_exception=False
            )
        rest = block_fn.inputs[len(inputs) :]
        if all(isinstance(component, Api) for component in rest):
            inputs += [component.value for component in rest if isinstance(component, Api)]
        if len(inputs) < len(block_fn.inputs):
            refuse_with(422)
            wanted = count_of(len(block_fn.inputs), "argument")
            raise gr.Error(f"The function takes {wanted}, and got {len(inputs)}.", print_exception=False)
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
