"""The chat as a Gradio app: built of the page and the endpoints, and served with its guards."""

from __future__ import annotations

import contextlib
import io
import logging
import os
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.block_function import BlockFunction
from gradio.components.api_component import Api
from starlette.middleware import Middleware

from briefbot_ui import page, tools
from briefbot_ui.collection import Collection
from briefbot_ui.endpoints import add_endpoints
from briefbot_ui.guard import LOOPBACK, middleware
from briefbot_ui.late import AnyAssistant
from briefbot_ui.ports import check_port
from briefbot_ui.question_queue import AT_ONCE, ROOM, QuestionQueue
from briefbot_ui.upload_guard import UploadGuard, receiving

log = logging.getLogger(__name__)

_ASSETS = Path(__file__).parent / "assets"
_LOOK = ("base", "masthead", "articles", "conversation", "composer", "source", "modes")  # later ones overrule
_SANS = ("-apple-system", "Segoe UI", "Roboto", "Noto Sans", "Helvetica Neue", "Arial", "sans-serif")
_MONO = ("ui-monospace", "Consolas", "monospace")


def build_app(assistant: AnyAssistant, collection: Collection | None = None) -> gr.Blocks:
    """Return the chat over one index, not yet launched, with the endpoints for programs.

    With a `collection`, the page has the drawer "Your articles".
    """

    queue = QuestionQueue()
    app = _Chat(title="briefbot", analytics_enabled=False, fill_width=True, fill_height=True)
    with app:
        page.lay_out(app, assistant, queue, collection)
        add_endpoints(assistant, queue)
    return app


def serve(
    assistant: AnyAssistant,
    host: str = "127.0.0.1",
    port: int = 7860,
    on_ready: Callable[[str], None] = lambda _url: None,
    collection: Collection | None = None,
    auth: tuple[str, str] | None = None,
    mcp: bool = False,
) -> None:
    """Serve the chat until interrupted (Ctrl-C) or ended by a signal; `on_ready` gets the URL once it answers.

    With a `collection`, people add and remove articles on the page; without one nothing is uploaded. `auth` is the name
    and the password that every request must bring. `mcp` serves the endpoints as tools, too, at /gradio_api/mcp/.

    Raises BriefbotError where nothing can listen on host and port, or a package is missing.
    """
    check_port(host, port)
    if mcp:
        tools.check_installed()
    # Gradio asks itself over HTTP whether it is up; a proxy set in the environment must not be asked instead.
    _bypass_proxy(host)
    with _ended_by_signals(), receiving(collection) as max_file_bytes:
        app = build_app(assistant, collection)
        app.queue(default_concurrency_limit=AT_ONCE)
        guards = [*middleware(host, auth), Middleware(UploadGuard, collection=collection)]
        _, url, _ = app.launch(
            server_name=f"[{host}]" if ":" in host else host,  # an IPv6 address as it is written in a URL
            server_port=port,
            theme=gr.themes.Base(font=_SANS, font_mono=_MONO),
            head=f"<style>{_look()}</style>",
            app_kwargs={"middleware": guards, "redoc_url": None, "openapi_url": None},
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
            if collection:
                collection.warm_up()  # while a person looks at the page
            threading.Event().wait()
        except KeyboardInterrupt:
            log.info("interrupted; closing the chat")
        finally:
            app.close(verbose=False)


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
