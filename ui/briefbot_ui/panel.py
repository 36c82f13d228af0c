"""The drawer "Your articles" as Gradio components, and the functions that carry out what a person does there.

Anyone can send any request, so nothing in one is trusted: what does not fit changes nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import gradio as gr

from briefbot import BriefbotError, IndexFormatError
from briefbot.phrases import count_of
from briefbot_ui import articles, conversation
from briefbot_ui.build_jobs import BROKEN, Outcome
from briefbot_ui.collection import MOST_FILES, Collection
from briefbot_ui.guard.people import NotAllowedError, Scope, require
from briefbot_ui.late import AnyAssistant
from briefbot_ui.uploads import Upload

log = logging.getLogger(__name__)


def lay_out(app: gr.Blocks, collection: Collection, html: Callable[..., gr.HTML]) -> None:
    """Put the drawer into the column that is open; `html` makes a component of the page by its name."""
    adding = html("adding", articles.adding(collection))
    result = html("result", "")
    finding = html("finding", articles.finding())
    listed = html("listed", "")

    def draw() -> str:
        return articles.outcome(collection.state)

    def drawn(event: gr.EventData) -> str:
        request = _request(event)
        words, shown = _text(request, "words", 200), request.get("shown")
        shown = shown if isinstance(shown, int) and shown > 0 else articles.SHOWN_AT_ONCE
        return listed_html(collection, words, min(shown, articles.MOST_SHOWN))

    def listed_first() -> str:
        return listed_html(collection, "", articles.SHOWN_AT_ONCE)

    def doing(act: Callable[[dict[str, Any]], None]) -> Callable[[gr.EventData], str]:
        """Return a handler that does what a person asked for; where that cannot be done, the drawer says why."""

        def handler(event: gr.EventData) -> str:
            try:
                require(Scope.WRITE)
            except NotAllowedError as error:
                return articles.outcome(replace(collection.state, outcome=Outcome(str(error))))
            try:
                act(_request(event))
            except IndexFormatError as error:
                collection.refuse(conversation.words_for(error))
            except BriefbotError as error:
                collection.refuse(str(error))
            except Exception:
                log.exception("a request of the articles' drawer failed")
                collection.refuse(BROKEN)
            return draw()

        return handler

    acts: tuple[tuple[Callable[..., Any], Callable[[dict[str, Any]], None], str], ...] = (
        (adding.files, lambda request: collection.add_files(_uploads(request)), "add_files"),
        (adding.paste, lambda request: _paste(collection, request), "add_text"),
        (adding.address, lambda request: collection.follow(_text(request, "address", 2000)), "add_address"),
        (adding.examples, lambda _: collection.add_examples(), "add_examples"),
        (adding.halt, lambda _: collection.stop(), "stop_build"),
        (finding.remove, lambda request: collection.remove(_text(request, "key", 16)), "remove"),
        (finding.refresh, lambda _: collection.refresh(), "refresh"),
        (result.dismiss, lambda _: collection.dismiss(), "dismiss"),
    )
    settings: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    for trigger, act, name in acts:
        trigger(doing(act), None, [result], trigger_mode="multiple", api_name=f"page_{name}", **settings)
    adding.worked(draw, None, [result], trigger_mode="always_last", api_name="page_outcome", **settings)
    finding.seek(drawn, None, [listed], trigger_mode="always_last", api_name="page_list", **settings)
    app.load(listed_first, None, [listed], api_name="page_listed", **settings)
    app.load(draw, None, [result], api_name="page_outcome_first", **settings)


def listed_html(collection: Collection, words: str, shown: int) -> str:
    """Return the list of articles for the drawer, or what to do where the index is of another format."""
    try:
        return articles.listed(collection.listing(), words, shown)
    except IndexFormatError as error:
        return articles.unlisted(conversation.words_for(error))


def look_at(collection: Collection, assistant: AnyAssistant) -> Callable[[Any], dict[str, Any]]:
    """Return the function that an open page calls every few seconds.

    It tells which build of the index there is, and what is being done; nothing where the index cannot be read.
    """

    def look(_: Any) -> dict[str, Any]:
        state, outcome = collection.state, collection.state.outcome
        try:
            generation, count = _generation_and_count(assistant)
        except BriefbotError as error:
            log.warning("the index could not be looked at: %s", error)
            return {}
        return {
            "generation": generation,
            "documents": count,
            "loaded": count_of(count, "article"),
            "number": state.number,
            "running": state.running,
            "words": state.words,
            "share": state.share,
            "said": outcome.message if outcome else "",
            "failed": f"{len(outcome.failures):,} could not be added." if outcome and outcome.failures else "",
        }

    return look


def _generation_and_count(assistant: AnyAssistant) -> tuple[int, int]:
    """Return the generation and how many documents it has; a build may commit between the two looks."""
    while True:
        generation, count = assistant.generation, assistant.document_count
        if assistant.generation == generation:
            return generation, count


def _request(event: gr.EventData) -> dict[str, Any]:
    return event._data if isinstance(event._data, dict) else {}


def _text(request: dict[str, Any], key: str, most: int) -> str:
    """Return a string of a request, cut to `most` characters; empty where there is none."""
    value = request.get(key)
    return value[:most] if isinstance(value, str) else ""


def _paste(collection: Collection, request: dict[str, Any]) -> None:
    text = _text(request, "text", collection.settings.max_file_bytes + 1)
    fields = (_text(request, key, most) for key, most in (("title", 500), ("outlet", 200), ("published", 10)))
    collection.add_text(text, *fields)


def _uploads(request: dict[str, Any]) -> list[Upload]:
    """Return the files that a request says have just been uploaded.

    Raises BriefbotError where there are none, or too many.
    """
    files = request.get("files")
    files = files if isinstance(files, list) else []
    uploads = [
        Upload(file["path"], file["name"][-500:], file["size"] if isinstance(file.get("size"), int) else 0)
        for file in files
        if isinstance(file, dict) and isinstance(file.get("path"), str) and isinstance(file.get("name"), str)
    ]
    if not uploads:
        raise BriefbotError("No file has arrived. Add it again.")
    if len(uploads) > MOST_FILES:
        raise BriefbotError(f"At most {MOST_FILES} files are added at once. For more, run briefbot index FOLDER.")
    return uploads
