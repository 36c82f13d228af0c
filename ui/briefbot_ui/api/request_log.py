"""Requests by name and in the log: each has an id, which its reply carries, and a line of JSON where that is wanted."""

from __future__ import annotations

import datetime as dt
import json
import logging
import re
import time
import uuid

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.config import LOGGING_CONFIG

from briefbot_ui.guard.people import NOBODY, PERSON, asking, current_person, state_of_request

log = logging.getLogger(__name__)

REQUEST_ID = "request_id"  # in the state of a request
KIND = "kind"  # there, too: that of the reply
HEADER = "X-Request-ID"
_WELL_FORMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}", re.ASCII)
_FIELDS = ("method", "path", "status", "seconds", KIND)  # of a record about a request


def request_id_of(scope: Scope) -> str:
    """Return the id of a request; "" before it has one."""
    return str(scope.get("state", {}).get(REQUEST_ID, ""))


class RequestLog:
    """Middleware, the outermost: it names each request, and logs it once it is replied to.

    An id that the request brings in X-Request-ID is kept where it is 1 to 128 letters, digits, dots, dashes and
    underscores. A path is logged without what follows "?".
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = Headers(scope=scope).get(HEADER, "")
        state = scope.setdefault("state", {})
        state[REQUEST_ID] = given if _WELL_FORMED.fullmatch(given) else uuid.uuid4().hex
        started, status = time.perf_counter(), 0

        async def send_named(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[HEADER] = state[REQUEST_ID]
            await send(message)

        try:
            with asking(NOBODY, state):  # until the door knows who it is; what the door logs is about this request, too
                await self.app(scope, receive, send_named)
        finally:
            person = state.get(PERSON)
            fields = {
                REQUEST_ID: state[REQUEST_ID],
                "person": person.name if person else "",
                "method": scope["method"],
                "path": scope["path"],
                "status": status,
                "seconds": round(time.perf_counter() - started, 4),
                KIND: state.get(KIND, ""),
            }
            log.info("%s %s %s", scope["method"], scope["path"], status or "left", extra=fields)


class JsonFormatter(logging.Formatter):
    """Formats a record as one line of JSON: time, level, message, request_id, person, and what is told of requests."""

    def format(self, record: logging.LogRecord) -> str:
        when = dt.datetime.fromtimestamp(record.created, dt.UTC)
        told: dict[str, object] = {
            "time": when.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": getattr(record, REQUEST_ID, None) or getattr(state_of_request(), REQUEST_ID, ""),
            "person": getattr(record, "person", None) or current_person().name,
            **{name: getattr(record, name) for name in _FIELDS if hasattr(record, name)},
        }
        if record.exc_info:
            told["exception"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False, default=str)


def log_as_json() -> None:
    """Have every handler of the root logger, and the server, write JSON, and every request logged."""
    for handler in logging.getLogger().handlers:
        handler.setFormatter(JsonFormatter())
    for name in LOGGING_CONFIG["formatters"]:
        LOGGING_CONFIG["formatters"][name] = {"()": JsonFormatter}
    log.setLevel(logging.INFO)
