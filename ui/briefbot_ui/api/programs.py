"""What programs are served beside the chat, at its address, behind the same door: /v1, health and metrics.

Its requests do not reach Gradio. Whatever refuses one of them, the door included, programs get it as a problem.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from briefbot import Assistant, __version__
from briefbot_ui.api.completions import completion_routes
from briefbot_ui.api.examples import examples
from briefbot_ui.api.health import health_routes
from briefbot_ui.api.metrics import Metrics
from briefbot_ui.api.observed import observed
from briefbot_ui.api.operations import Operations
from briefbot_ui.api.problems import OpenAIProblem, OperationError, Problem, operation_error, problem
from briefbot_ui.api.request_log import HEADER, RequestLog, request_id_of
from briefbot_ui.api.requests import sentence
from briefbot_ui.api.v1 import problem_responses, v1_routes
from briefbot_ui.guard.bodies import MalformedError, again, check_is_json, check_size, json_object, read_body
from briefbot_ui.question_queue import QuestionQueue

log = logging.getLogger(__name__)

MOST_BYTES = 1024 * 1024  # of a body; 10,000 ids and 50 questions take a quarter
_PLACES = ("/healthz", "/readyz", "/metrics")
_DESCRIPTION = (
    "Ask news articles, and get answers copied verbatim from them, cited to the character, or an honest no. "
    "Offsets count code points in the text of a document; ranges are half open."
)


class Programs:
    """What programs are served of one index. `assistant` is to be asked by everything else, too, so that it counts."""

    def __init__(self, assistant: Assistant, *, needs_login: bool = False) -> None:
        self.queue = QuestionQueue()
        metrics = Metrics(assistant, self.queue)
        self.assistant = observed(assistant, metrics)
        self.api = _application(self.assistant, self.queue, metrics, needs_login=needs_login)

    def around(self, door: Sequence[Middleware]) -> list[Middleware]:
        """Return the door with what requests pass before and behind it."""
        return [Middleware(RequestLog), Middleware(_AsProblems), *door, Middleware(_ToPrograms, api=self.api)]


def is_for_programs(path: str) -> bool:
    """Return whether a path is one of those that programs are served at."""
    return path in _PLACES or path == "/v1" or path.startswith("/v1/")


# For FastAPI, which from 0.165 on makes spans of requests where OpenTelemetry is set up: of those of programs alone, as
# the address of a page may hold a question, and without logs, which would hold what could not be read.
TELEMETRY = {"logs": False, "exclude": lambda scope: not is_for_programs(scope.get("path", ""))}


def _application(assistant: Assistant, queue: QuestionQueue, metrics: Metrics, *, needs_login: bool) -> FastAPI:
    api = FastAPI(
        title="briefbot",
        version=__version__,
        description=_DESCRIPTION,
        openapi_url="/v1/openapi.json",
        docs_url=None,  # its page would load scripts from elsewhere
        redoc_url=None,
        redirect_slashes=False,
    )
    operations, problems = Operations(assistant, queue), problem_responses()
    api.include_router(v1_routes(operations), responses=problems)
    api.include_router(completion_routes(operations), responses=problem_responses("OpenAIProblem", "application/json"))
    api.include_router(health_routes(assistant, metrics), responses=problems)
    api.add_exception_handler(RequestValidationError, _invalid)
    api.add_exception_handler(HTTPException, _no_such_place)
    api.add_exception_handler(OperationError, _failed)
    api.add_exception_handler(Exception, _failed)

    def openapi() -> dict[str, Any]:
        if api.openapi_schema is None:
            api.openapi_schema = _described(api, needs_login=needs_login)
        return api.openapi_schema

    api.openapi = openapi  # type: ignore[method-assign]
    return api


def _described(api: FastAPI, *, needs_login: bool) -> dict[str, Any]:
    """Return the OpenAPI description, with the shapes of errors and how one logs in."""
    described = get_openapi(title=api.title, version=api.version, description=api.description, routes=api.routes)
    parts = described["components"]
    for model in (Problem, OpenAIProblem):
        schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
        parts["schemas"].update(schema.pop("$defs", {}))
        parts["schemas"][model.__name__] = schema
    for path, methods in described["paths"].items():
        for operation in methods.values():
            _tidy(path, operation)
    if needs_login:
        parts["securitySchemes"] = {
            "token": {"type": "http", "scheme": "bearer"},
            "password": {"type": "http", "scheme": "basic"},
        }
        described["security"] = [{"token": []}, {"password": []}]
        for path in ("/healthz", "/readyz"):
            described["paths"][path]["get"]["security"] = []
    return described


def _tidy(path: str, operation: dict[str, Any]) -> None:
    """Leave out of an operation the errors that it cannot have, and add examples and the headers of replies."""
    if given := examples().get(operation["operationId"]):
        named = {name: {"value": value} for name, value in given.items()}
        operation["responses"]["200"]["content"]["application/json"]["examples"] = named
    without = [] if "requestBody" in operation else ["413", "415"]
    without += ["422"] if path.startswith("/v1/chat/") else []  # which OpenAI's API calls 400
    for status in without:
        operation["responses"].pop(status, None)
    for status, reply in operation["responses"].items():
        reply["headers"] = {HEADER: {"description": "The id of the request.", "schema": {"type": "string"}}}
        if status in ("429", "503"):
            reply["headers"]["Retry-After"] = {"description": "Seconds to wait.", "schema": {"type": "string"}}


def _told(request: Request, status: int, detail: str, headers: dict[str, str] | None = None) -> JSONResponse:
    return problem(request.url.path, status, detail, request_id_of(request.scope), headers)


async def _invalid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101  for the type
    first = error.errors()[0]
    return _told(request, 400 if first["type"] == "json_invalid" else 422, sentence(first))


async def _no_such_place(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101  for the type
    words = {404: "There is no such place. /v1/openapi.json lists all.", 405: f"{request.method} does nothing here."}
    return _told(request, error.status_code, words.get(error.status_code, str(error.detail)), dict(error.headers or {}))


async def _failed(request: Request, error: Exception) -> JSONResponse:
    told = operation_error(error)
    return _told(request, told.status, str(told), told.headers)


class _ToPrograms:
    """Middleware that hands the requests of programs to their application, once their bodies are looked at."""

    def __init__(self, app: ASGIApp, api: FastAPI) -> None:
        self.app = app
        self._api = api

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not is_for_programs(scope["path"]):
            await self.app(scope, receive, send)
            return
        try:
            if scope["method"] == "HEAD":  # the server leaves the body out
                scope = {**scope, "method": "GET"}
            elif scope["method"] == "POST" and self._takes(scope):  # where it does nothing, its body does not matter
                headers = Headers(scope=scope)
                check_is_json(headers)
                check_size(headers, MOST_BYTES)
                body = await read_body(receive, MOST_BYTES)
                json_object(body)
                receive = again(body, receive)
            await self._api(scope, receive, send)
        except MalformedError as error:
            await problem(scope["path"], error.status, str(error), request_id_of(scope))(scope, receive, send)
        except ClientDisconnect:  # nobody is left to be told
            return
        except Exception:  # it is logged and told by now, and is raised once more for servers that log it
            log.debug("%s failed", scope["path"], exc_info=True)

    def _takes(self, scope: Scope) -> bool:
        """Return whether there is an operation for this place and method."""
        return any(route.matches(scope)[0] is Match.FULL for route in self._api.routes)


class _AsProblems:
    """Middleware that tells programs as a problem what is refused in a sentence of plain text, as the door does."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not is_for_programs(scope["path"]):
            await self.app(scope, receive, send)
            return
        refused: Message = {}
        words = b""

        async def send_as_problem(message: Message) -> None:
            nonlocal refused, words
            if message["type"] == "http.response.start" and _refuses_in_words(message):
                refused = message
                return
            if not refused:
                await send(message)
                return
            words += message.get("body", b"")
            if message.get("more_body", False):
                return
            kept = {
                name: value
                for name, value in Headers(raw=refused["headers"]).items()
                if name not in ("content-type", "content-length")
            }
            told = problem(scope["path"], refused["status"], words.decode(), request_id_of(scope), kept)
            await told(scope, receive, send)

        await self.app(scope, receive, send_as_problem)


def _refuses_in_words(start: Message) -> bool:
    is_text = Headers(raw=start["headers"]).get("content-type", "").startswith("text/plain")
    return bool(start["status"] >= 400 and is_text)
