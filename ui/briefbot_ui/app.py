"""The chat as a Gradio app: what is on the page, and what happens when something is asked or opened."""

from __future__ import annotations

import errno
import logging
import os
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.events import api
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from briefbot import Answer, Assistant, BriefbotError, as_dict
from briefbot_ui import render

log = logging.getLogger(__name__)

TURNS_KEPT = 50
HISTORY_KEPT = 3  # answers hold their articles, so a page keeps only a few
FAILED = "Something went wrong while answering. The details are in the log of briefbot chat."
GONE = "This article is no longer in the index. Ask the question again to search what is there now."

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


@dataclass(frozen=True, slots=True)
class Chat:
    """What one open page remembers; small, because the server keeps it for as long as the page is open."""

    turns: tuple[str, ...] = ()  # HTML, oldest first
    history: tuple[Answer, ...] = ()  # what a follow-up question may refer to, oldest first

    def after(self, turn: str, answer: Answer | None) -> Chat:
        """The chat with one more turn and without what is too old to keep."""
        history = (*self.history, answer)[-HISTORY_KEPT:] if answer else self.history
        return Chat((*self.turns, turn)[-TURNS_KEPT:], history)


def build_app(assistant: Assistant) -> gr.Blocks:
    """The chat over one open index, not yet launched; `POST /gradio_api/call/ask` answers programs."""
    script = (_ASSETS / "chat.js").read_text(encoding="utf-8")

    def ask(question: str, chat: Chat) -> Iterator[tuple[Any, ...]]:
        question = question or ""
        if question.strip():
            waiting = render.conversation([*chat.turns, render.pending_turn(question)], count)
            yield waiting, gr.skip(), "", gr.skip()
        turn, pane, answer = _reply(assistant, question, chat.history)
        after = chat.after(turn, answer)
        shown = render.conversation(after.turns, count)
        # The notice for an empty question is shown once and then forgotten.
        yield shown, pane if pane is not None else gr.skip(), gr.skip(), after if question.strip() else chat

    def open_article(event: gr.EventData) -> str:
        return _article(assistant, event._data)

    def ask_api(question: str) -> dict[str, Any]:
        """Answer one question from the indexed articles: a span copied verbatim and its citations, or a decline."""
        try:
            return as_dict(assistant.ask(question))
        except BriefbotError as error:
            raise gr.Error(str(error), print_exception=False) from error
        except Exception as error:
            log.exception("the ask endpoint failed")
            raise gr.Error(FAILED, print_exception=False) from error

    count = assistant.document_count
    app = gr.Blocks(title="briefbot", analytics_enabled=False, fill_width=True, fill_height=True)
    with app:
        chat = gr.State(Chat())
        gr.HTML(render.masthead(count), elem_id="masthead", apply_default_css=False)
        with gr.Row(elem_id="desk", equal_height=True):
            with gr.Column(elem_id="talk", min_width=0):
                # Only `${value}` is safe in a template: Gradio evaluates what {{value}} would insert as JavaScript.
                conversation = gr.HTML(
                    render.conversation((), count),
                    elem_id="conversation",
                    html_template="${value}",
                    js_on_load=script,
                    apply_default_css=False,
                )
                box = gr.Textbox(
                    label="Your question",
                    show_label=False,
                    placeholder="Ask a question",
                    lines=1,
                    max_lines=4,
                    autofocus=True,
                    submit_btn="Ask",
                    elem_id="question",
                )
            with gr.Column(elem_id="reading", min_width=0):
                pane = gr.HTML(
                    render.empty_pane(),
                    elem_id="source",
                    html_template="${value}",
                    js_on_load=script,
                    apply_default_css=False,
                )
        box.submit(
            ask,
            [box, chat],
            [conversation, pane, box, chat],
            show_progress="hidden",
            trigger_mode="once",
            api_name="page_ask",
            api_visibility="private",
            concurrency_id="ask",
        )
        conversation.open(
            open_article,
            None,
            pane,
            show_progress="hidden",
            trigger_mode="always_last",
            api_name="page_open",
            api_visibility="private",
        )
        api(ask_api, api_name="ask", concurrency_id="ask")
    return app


def serve(
    assistant: Assistant,
    host: str = "127.0.0.1",
    port: int = 7860,
    on_ready: Callable[[str], None] = lambda _url: None,
) -> None:
    """Serve the chat until interrupted (Ctrl-C); `on_ready` gets the URL once it answers.

    Raises BriefbotError where nothing can listen on host and port.
    """
    _check_port(host, port)
    # Gradio asks itself over HTTP whether it is up; a proxy set in the environment must not be asked instead.
    _bypass_proxy(host)
    app = build_app(assistant)
    app.queue(default_concurrency_limit=4)
    _, url, _ = app.launch(
        server_name=f"[{host}]" if ":" in host else host,  # an IPv6 address as it is written in a URL
        server_port=port,
        theme=gr.themes.Base(font=_SANS, font_mono=_MONO),
        head=f"<style>{(_ASSETS / 'chat.css').read_text(encoding='utf-8')}</style>",
        app_kwargs={"middleware": _middleware(host), "redoc_url": None, "openapi_url": None},
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
        max_file_size=0,  # nothing is uploaded
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


def _reply(assistant: Assistant, question: str, history: tuple[Answer, ...]) -> tuple[str, str | None, Answer | None]:
    """The turn to show, the source pane to show with it (None: leave it), and the answer where there is one."""
    try:
        answer = assistant.ask(question, history=history)
        turn = render.answer_turn(answer)
        if not answer.answered:
            return turn, None, answer
        best = answer.citations[0]
        marked, tinted = (best.start, best.end), (best.sentence_start, best.sentence_end)
        return turn, render.article(best.span.document, marked, tinted), answer
    except BriefbotError as error:
        return render.notice_turn(question, str(error)), None, None
    except Exception:
        log.exception("a question failed")
        return render.notice_turn(question, FAILED), None, None


def _article(assistant: Assistant, request: Any) -> str:
    """The source pane for a chip: anyone can send any request, so nothing in it is trusted."""
    try:
        document_id = str(request["document"])
        start, end, first, last = (int(request[key]) for key in ("start", "end", "from", "to"))
        return render.article(assistant.document(document_id), (start, end), (first, last))
    except BriefbotError as error:
        return render.pane_notice(str(error))
    except (KeyError, TypeError, ValueError):
        log.info("no article for %.200r", request)
        return render.pane_notice(GONE)
    except Exception:
        log.exception("opening an article failed")
        return render.pane_notice(FAILED)


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


def _middleware(host: str) -> list[Middleware]:
    """A page from elsewhere may not reach a chat on this machine by a name of its own (DNS rebinding)."""
    guards = [Middleware(_Headers)]
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
