"""Malformed requests are turned away with a sentence: Gradio would fail over them, reply 500 and log a traceback."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from typing import Any, NoReturn

import gradio as gr
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from briefbot_ui.guard.bodies import MalformedError, again, check_is_json, in_whole_characters, json_object, read_body
from briefbot_ui.guard.people import current_person, state_of_request

log = logging.getLogger(__name__)

_LONGEST_PATH = 1000  # characters; no route comes near it
_AROUND = 4 * 1024 * 1024  # bytes of a body beside the text that it carries: a kept conversation
_STATUS = "refused_with"  # in the state of a request
_SESSION = re.compile(r"[\w.-]{1,128}", re.ASCII)
_CALL = re.compile(r"/gradio_api/(?P<how>run|api|call/v2|call)/(?P<name>[^/]+)/?")
_RESULT = re.compile(r"/gradio_api/call/(?:v2/)?[^/]+/(?P<event>[^/]+)/?")
_OTHERS = re.compile(r"/gradio_api/(?P<name>queue/join|cancel|reset|component_server)/?")


def refuse_with(status: int) -> None:
    """Give the failure of the call that is being handled an HTTP status, where Gradio knows only 500.

    For calls that are answered in one step; those in two steps have had their status when they fail.
    """
    setattr(state_of_request(), _STATUS, status)


class WellFormed:
    """Middleware before Gradio: it looks at every request to `blocks`, with a body of at most `most` bytes and more."""

    def __init__(self, app: ASGIApp, blocks: gr.Blocks, most: int) -> None:
        self.app = app
        self._blocks = blocks
        self._most = most + _AROUND
        self._described: dict[str, Any] = {}  # the endpoints, once somebody has called one by names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        try:
            receive = await self._looked_at(scope, receive)
        except MalformedError as error:
            await _reply(error)(scope, receive, send)
        except ClientDisconnect:
            return
        else:
            await self._passed_on(scope, receive, send)

    async def _passed_on(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let Gradio reply, and tell what fails there in one sentence."""
        begun, state = False, scope.setdefault("state", {})

        async def send_with_status(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                if message["status"] == 500:
                    message["status"] = state.get(_STATUS, 500)
            await send(message)

        try:
            await self.app(scope, receive, send_with_status)
        except ClientDisconnect:  # nobody is left to be told
            return
        except Exception as error:
            if begun and isinstance(error.__cause__ or error, HTTPException):  # the session of a stream is not known
                await send({"type": "http.response.body", "body": b"", "more_body": False})
                return
            name = current_person().name
            log.exception("%s %.200r%s failed", scope["method"], scope["path"], f" by {name}" if name else "")
            if not begun:
                await PlainTextResponse("Something went wrong. The log of briefbot chat has the details.", 500)(
                    scope, receive, send
                )

    async def _looked_at(self, scope: Scope, receive: Receive) -> Receive:
        """Return `receive`, or one that gives again what had to be read. Raises MalformedError."""
        path, method = scope["path"], scope["method"]
        if len(path) > _LONGEST_PATH or "\0" in path or "\ufffd" in path or path.startswith("/pwa_icon"):
            raise MalformedError("There is no such place here.", 404)
        if method in ("GET", "HEAD"):
            self._check_get(path, Request(scope))
        call, other = _CALL.fullmatch(path), _OTHERS.fullmatch(path)
        if method != "POST" or not (call or other):
            return receive
        if call and call["name"] not in self._api_names():
            raise MalformedError("There is no endpoint of this name. /gradio_api/info lists all.", 404)
        check_is_json(Headers(scope=scope))
        body = await read_body(receive, self._most)
        value = json_object(body)
        if call and call["how"] == "call/v2":
            self._check_arguments(call["name"], value)
        elif call:
            self._check_event(value)
        elif other:
            self._check_other(other["name"], value)
        return again(in_whole_characters(body, value), receive)

    def _check_get(self, path: str, request: Request) -> None:
        result = _RESULT.fullmatch(path)
        if result and not _waits(self._blocks, result["event"]):
            raise MalformedError("There is no such result: it was fetched already, or was not fetched for long.", 404)
        if path in ("/", "/config", "/config/") and request.query_params.get("page", "") not in ("", "/"):
            raise MalformedError("There is no such page.", 404)

    def _check_event(self, value: Mapping[str, Any]) -> None:
        """Raise MalformedError unless this is what Gradio calls an event: data for one of its functions."""
        if not isinstance(value.get("data"), list):
            _wrong("data", "a list of arguments")
        number, trigger, session = value.get("fn_index"), value.get("trigger_id"), value.get("session_hash")
        if number is not None and (not _is_number(number) or number not in self._blocks.fns):
            raise MalformedError("There is no function with this fn_index.", 404)
        if trigger is not None and not _is_number(trigger):  # the page itself has a number that is no component's
            _wrong("trigger_id", "a whole number")
        if session is not None:
            _check_session(session)
        for name in ("event_id", "oauth_token"):
            if not isinstance(value.get(name), str | None):
                _wrong(name, "a string")
        for name in ("batched", "simple_format"):
            if value.get(name, False) is not False:  # no function here takes batches
                _wrong(name, "false")

    def _check_arguments(self, name: str, value: Mapping[str, Any]) -> None:
        [function] = [fn for fn in self._blocks.fns.values() if fn.api_name == name][:1]
        named = [parameter["parameter_name"] for parameter in self._parameters(name)]
        if function.api_visibility == "private" or not named:
            raise MalformedError("This endpoint takes no arguments by their names.", 404)
        unknown = next((given for given in value if given not in named), None)
        if unknown is not None:
            raise MalformedError(f"{_shown(unknown)} is no argument of {name}. It takes: {', '.join(named)}.")
        for parameter in self._parameters(name):
            if not parameter["parameter_has_default"] and parameter["parameter_name"] not in value:
                raise MalformedError(f"The argument {parameter['parameter_name']} is missing.")

    def _check_other(self, name: str, value: Mapping[str, Any]) -> None:
        if name == "queue/join":
            for needed in ("session_hash", "fn_index"):
                if value.get(needed) is None:
                    raise MalformedError(f"{needed} is missing.")
            self._check_event(value)
        elif name == "component_server":
            self._check_server_function(value)
        else:
            if not isinstance(value.get("event_id"), str):
                _wrong("event_id", "a string")
            if name == "cancel":
                _check_session(value.get("session_hash"))
                if not _is_number(value.get("fn_index")):
                    _wrong("fn_index", "a whole number")

    def _check_server_function(self, value: Mapping[str, Any]) -> None:
        if "data" not in value:
            raise MalformedError("data is missing.")
        _check_session(value.get("session_hash"))
        number, name = value.get("component_id"), value.get("fn_name")
        component = self._blocks.blocks.get(number) if isinstance(number, int) else None
        if not isinstance(name, str) or not getattr(getattr(component, name, None), "_is_server_fn", False):
            raise MalformedError("There is no function of this name on such a component.", 404)

    def _api_names(self) -> set[str]:
        return {fn.api_name for fn in self._blocks.fns.values() if isinstance(fn.api_name, str)}

    def _parameters(self, name: str) -> list[dict[str, Any]]:
        self._described = self._described or dict(self._blocks.get_api_info() or {})
        endpoint = self._described["named_endpoints"].get(f"/{name}", {"parameters": []})
        parameters: list[dict[str, Any]] = endpoint["parameters"]
        return parameters


def _waits(blocks: gr.Blocks, event: str) -> bool:
    """Return whether a call with this event is worked on, or its result waits to be fetched."""
    queue = blocks._queue
    return event in queue.event_ids_to_events or any(
        event in events for events in list(queue.pending_event_ids_session.values())
    )


def _reply(error: MalformedError) -> Response:
    """Return a reply in the form in which Gradio's clients look for what is wrong."""
    said = {"error": str(error), "detail": [{"loc": ["body"], "msg": str(error), "type": "value_error"}]}
    return JSONResponse(said, error.status)


def _check_session(value: object) -> None:
    if not isinstance(value, str) or not _SESSION.fullmatch(value):
        _wrong("session_hash", "1 to 128 letters, digits, dots and dashes")


def _wrong(name: str, wanted: str) -> NoReturn:
    raise MalformedError(f"{name} is {wanted}.")


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _shown(text: str) -> str:
    return repr(text.encode("ascii", "backslashreplace").decode()[:60])
