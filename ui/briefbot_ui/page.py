"""The page: the articles, conversation and question box, and the source; and how its actions are reached.

Gradio lays out the parts and carries each action to `act`; the client in `assets/client` draws what comes back.
"""

from __future__ import annotations

import inspect
import json
import logging
from collections.abc import Callable, Iterable
from typing import Any

import gradio as gr
from anyio import to_thread
from pydantic import ValidationError

from briefbot import Assistant
from briefbot_ui import actions, articles
from briefbot_ui.actions import Payload
from briefbot_ui.article_actions import ArticleActions
from briefbot_ui.choices import ACCEPTED
from briefbot_ui.collection import Collection
from briefbot_ui.collection_actions import CollectionActions
from briefbot_ui.conversation import Conversation, words_for
from briefbot_ui.guard.people import NotAllowedError, require
from briefbot_ui.notebook_actions import NotebookActions
from briefbot_ui.overview import Overview
from briefbot_ui.question_queue import QuestionQueue
from briefbot_ui.templates import render

log = logging.getLogger(__name__)

Handler = Callable[[Any], Any]  # a payload -> JSON, or what waits for it
UNKNOWN = "This page and briefbot chat are of different versions. Reload the page."


def lay_out(
    app: gr.Blocks, assistant: Assistant, queue: QuestionQueue, client: str, collection: Collection | None = None
) -> None:
    """Put the page into an `app` whose `with` block is open; with a `collection`, articles can be added and removed.

    `client` is the address of the folder of the client's modules.
    """
    handlers = handlers_of(assistant, queue, collection)
    count = assistant.document_count
    _part(
        "masthead",
        "page/masthead.html",
        documents=count,
        with_articles=collection is not None,
        accepted=ACCEPTED,
        given=assistant.settings.wrong_per_hundred,
    )
    with gr.Row(elem_id="desk", equal_height=True):
        if collection:
            with gr.Column(elem_id="articles", min_width=0):
                _part("articles-head", "articles/heading.html")
                _part("result")
                _html("adding", articles.adding(collection))
                _part("finding", "articles/finding.html")
                _part("collections")
                _part("listed")
        with gr.Column(elem_id="talk", min_width=0):
            _part("conversation", "page/conversation.html")
            _part("welcome")
            _part("suggestions")
            _part("openers")
            if collection:
                _part("news", "articles/news.html")
            _part("composer", "page/composer.html")
            _part("restriction")
            _part("status", "page/status.html")
        with gr.Column(elem_id="reading", min_width=0):
            _part("source", "page/source.html")
    parts = json.dumps([part.elem_id for part in app.blocks.values() if isinstance(part, gr.HTML)])
    address = f'new URL("{client}main.js", document.baseURI)'
    start = f"import({address}).then((main) => main.start({parts}))"
    _html("client", "", js_on_load=start, server_functions=[act_with(handlers)])


def handlers_of(
    assistant: Assistant, queue: QuestionQueue, collection: Collection | None
) -> dict[str, tuple[type[Payload], Handler]]:
    """Return what carries out each action of `actions`, by its name, with its payload."""
    overview = Overview(assistant, collection)
    rooms: list[tuple[Iterable[type[Payload]], tuple[object, ...]]] = [
        (actions.ASKING, (Conversation(assistant, queue), overview, NotebookActions(assistant)))
    ]
    if collection:
        rooms.append((actions.COLLECTING, (ArticleActions(collection, assistant), CollectionActions(collection))))
    handlers = {}
    for payloads, owners in rooms:
        for payload in payloads:
            name = actions.name_of(payload)
            (handler,) = (getattr(owner, name) for owner in owners if hasattr(owner, name))
            handlers[name] = (payload, handler)
    return handlers


def act_with(handlers: dict[str, tuple[type[Payload], Handler]]) -> Callable[[Any], Any]:
    """Return the function that an open page calls: it takes an action with its payload, and returns JSON.

    A request that fits no action, and an action that fails, gives {"failed": what to tell a person}.
    """

    async def act(request: Any) -> dict[str, Any]:
        try:
            payload_type, handler = handlers[request["action"]]
            require(payload_type.scope)
            payload = payload_type.model_validate(request["payload"])
        except NotAllowedError as error:
            return {"failed": str(error)}
        except (KeyError, TypeError, ValidationError):
            log.info("no action: %.200r", request)
            return {"failed": UNKNOWN}
        try:
            if inspect.iscoroutinefunction(handler):
                return dict(await handler(payload))
            return dict(await to_thread.run_sync(handler, payload))
        except Exception as error:
            return {"failed": words_for(error)}

    return act


def _part(name: str, template: str = "", **values: Any) -> None:
    """Put a part of the page, made of a template; without one it is empty, and the client draws what is in it."""
    _html(name, render(template or "page/empty.html", **values))


def _html(name: str, value: str, **options: Any) -> gr.HTML:
    # Only `${value}` is safe in a template: Gradio evaluates what {{value}} would insert as JavaScript.
    return gr.HTML(value, elem_id=name, html_template="${value}", apply_default_css=False, padding=False, **options)
