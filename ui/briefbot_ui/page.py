"""The page: conversation and question box on the left, the source on the right, a drawer for the articles.

Everything is HTML of our own; each action of a person arrives as a custom event of the component in which it was done.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import gradio as gr

from briefbot.phrases import count_of
from briefbot_ui import article_view, articles, controls, conversation, panel, render, uploads
from briefbot_ui.collection import Collection
from briefbot_ui.conversation import Asking, Chat
from briefbot_ui.late import AnyAssistant
from briefbot_ui.next_questions import next_questions_of
from briefbot_ui.question_queue import QuestionQueue, QueueFullError

_SUGGESTED = 4  # questions
_ASSETS = Path(__file__).parent / "assets"


def lay_out(
    app: gr.Blocks, assistant: AnyAssistant, queue: QuestionQueue, collection: Collection | None = None
) -> None:
    """Put the page into an app whose `with` block is open; with a `collection`, articles can be added and removed."""
    chat = gr.State(Chat())
    masthead = _html("masthead", "")
    with gr.Row(elem_id="desk", equal_height=True):
        with gr.Column(elem_id="talk", min_width=0):
            later = next_questions_of(assistant)
            talk = _html("conversation", render.conversation(()), server_functions=[later])
            welcome = _html("welcome", render.welcome(assistant.document_count))
            suggested = _html("suggestions", "")
            news = None
            if collection:
                look = panel.look_at(collection, assistant)
                news = _html("news", articles.news(), server_functions=[look])
            composer = _html("composer", controls.composer())
            restriction = _html("restriction", "")
            status = _html("status", controls.status(""))
        with gr.Column(elem_id="reading", min_width=0):
            pane = _html("source", article_view.empty())
    if collection:
        with gr.Column(elem_id="articles", min_width=0):
            panel.lay_out(app, collection, _html)
    _wire(assistant, queue, chat, talk, composer, pane, status)
    _refresh(app, assistant, masthead, welcome, suggested, restriction, news)


def _html(name: str, value: str, **options: Any) -> gr.HTML:
    # Only `${value}` is safe in a template: Gradio evaluates what {{value}} would insert as JavaScript.
    return gr.HTML(
        value,
        elem_id=name,
        html_template="${value}",
        js_on_load=_script(name),
        apply_default_css=False,
        padding=False,
        **options,
    )


def _script(name: str) -> str:
    """Return the script of a component of the page: the one that all share, then its own, if it has one."""
    own = _ASSETS / f"{name}.js"
    files = [_ASSETS / "common.js", *([own] if own.exists() else [])]
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


def _wire(
    assistant: AnyAssistant,
    queue: QuestionQueue,
    chat: gr.State,
    talk: gr.HTML,
    composer: gr.HTML,
    pane: gr.HTML,
    status: gr.HTML,
) -> None:
    """Connect each action of a person to the function that carries it out."""

    async def ask(event: gr.EventData, chat: Chat) -> AsyncIterator[tuple[Any, ...]]:
        if chat.is_waiting:  # two presses at the same moment
            return
        request = event._data if isinstance(event._data, dict) else {}
        question = request.get("question")
        if request.get("again"):
            question, chat = (chat.turns[-1].question if chat.turns else ""), chat.undone()
        question = question if isinstance(question, str) else ""
        if request.get("instead") and question.strip():
            chat = chat.undone()
        shown, kind = None, request.get("kind")
        answer = partial(
            conversation.ask,
            assistant,
            question,
            request.get("within"),
            chat,
            as_written=request.get("as_written") is True,
            alone=request.get("alone") is True,
            kind=kind if isinstance(kind, str) else None,
        )
        try:
            waiting = queue.put(answer)
        except QueueFullError as error:
            turn = conversation.notice(question, conversation.words_for(error))
        else:
            asking = Asking(asyncio.wrap_future(waiting))
            if question.strip():
                yield chat.html(pending=render.pending_turn(question)), gr.skip(), replace(chat, asking=asking)
            await asyncio.wait([asking.reply])
            if asking.forgotten:
                # Gradio closes a generator by sending what it yielded last once more: that must draw nothing either.
                yield gr.skip(), gr.skip(), gr.skip()
                return
            if asking.reply.cancelled():
                turn = conversation.notice(question, conversation.STOPPED)
            else:
                turn, shown = asking.reply.result()
        after = chat.after(turn)
        # The notice for an empty question is shown once and then forgotten.
        yield after.html(), gr.skip() if shown is None else shown, after if question.strip() else chat

    def stop(chat: Chat) -> None:
        if chat.asking:
            chat.asking.stop()

    def undo(chat: Chat) -> tuple[str, str, Chat]:
        after = chat.undone()
        last = after.turns[-1].reply if after.turns else None
        return after.html(), conversation.opened(last, after) if last else article_view.empty(), after

    def fresh(chat: Chat) -> tuple[str, str, Chat]:
        if chat.asking:
            chat.asking.forget()
        return Chat().html(), article_view.empty(), Chat()

    def restore(event: gr.EventData, chat: Chat) -> tuple[str, Any, Chat]:
        if chat.asking:
            chat.asking.forget()
        after = conversation.restored(assistant, event._data)
        shown = conversation.opened(after.history[-1], after) if after.history else None
        return after.html(), gr.skip() if shown is None else shown, after

    def open_article(event: gr.EventData, chat: Chat) -> str:
        return conversation.article(assistant, event._data, chat)

    def rate(event: gr.EventData) -> str:
        return controls.status(conversation.rate(assistant, event._data))

    def on(trigger: Callable[..., Any], function: Callable[..., Any], name: str, **options: Any) -> Any:
        # "multiple": Gradio drops what comes "once" while it still closes the event before, and runs "always_last" with
        # the data of that event; one at a time keeps them in order.
        settings = {"show_progress": "hidden", "trigger_mode": "multiple", "api_visibility": "private", **options}
        return trigger(function, api_name=f"page_{name}", **settings)

    on(composer.ask, ask, "ask", inputs=[chat], outputs=[talk, pane, chat], concurrency_limit=None)
    on(talk.stop, stop, "stop", inputs=[chat], outputs=[])
    on(talk.undo, undo, "undo", inputs=[chat], outputs=[talk, pane, chat], concurrency_limit=1)
    on(composer.fresh, fresh, "fresh", inputs=[chat], outputs=[talk, pane, chat])
    on(composer.restore, restore, "restore", inputs=[chat], outputs=[talk, pane, chat], concurrency_limit=1)
    on(talk.open, open_article, "open", inputs=[chat], outputs=[pane], concurrency_limit=1)
    on(talk.rate, rate, "rate", inputs=[], outputs=[status], concurrency_limit=1)


def _refresh(
    app: gr.Blocks,
    assistant: AnyAssistant,
    masthead: gr.HTML,
    welcome: gr.HTML,
    suggested: gr.HTML,
    restriction: gr.HTML,
    news: gr.HTML | None,
) -> None:
    """Draw what depends on the index when a page is opened, and again when an open page has seen a new build.

    None of it is part of the conversation, which an answer may be drawing at the same moment.
    """

    def head() -> str:
        return controls.masthead(count_of(assistant.document_count, "article"), with_articles=news is not None)

    def greet() -> str:
        return render.welcome(assistant.document_count)

    def suggest() -> str:
        return controls.suggestions(assistant.suggestions(_SUGGESTED))

    def restrict() -> str:
        sources = [(source, uploads.source_name(source, assistant.index)) for source in assistant.sources()]
        return controls.restriction(assistant.outlets(), sources, assistant.period())

    settings: dict[str, Any] = {"inputs": None, "show_progress": "hidden", "api_visibility": "private"}
    masthead.value = head()  # for the moment until the page is live
    app.load(head, outputs=masthead, api_name="page_masthead", **settings)
    for function, output, name in (
        (greet, welcome, "welcome"),
        (suggest, suggested, "suggest"),
        (restrict, restriction, "restrictions"),
    ):
        app.load(function, outputs=output, api_name=f"page_{name}", **settings)
        if news:
            news.changed(
                function, outputs=output, api_name=f"page_{name}_again", trigger_mode="always_last", **settings
            )
