"""Errors as programs are told of them: RFC 9457 problems, and for clients of OpenAI's API its own shape."""

from __future__ import annotations

from http import HTTPStatus
from typing import Literal

from pydantic import BaseModel, Field
from starlette.responses import JSONResponse

from briefbot import BriefbotError, IndexDamagedError, IndexNotFoundError, IndexUnavailableError, QuestionError
from briefbot_ui.conversation import words_for
from briefbot_ui.question_queue import QueueFullError

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER = 5  # seconds; the questions of a full queue take about as long
_OPENAI = ("/v1/chat/", "/v1/models")
_OPENAI_TYPES = {
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    429: "rate_limit_error",
}


class Problem(BaseModel):
    """What went wrong. `detail` says it in a sentence, `request_id` names the request in the log."""

    type: Literal["about:blank"] = "about:blank"
    title: str = Field(examples=["Unprocessable Content"])
    status: int = Field(examples=[422])
    detail: str = Field(examples=["The question is empty. Type one, for example: Who led the delegation?"])
    request_id: str = Field(examples=["9f0c2b1e7a4d4f5c"])


class OpenAIError(BaseModel):
    """What went wrong, as OpenAI's API tells it."""

    message: str
    type: str
    param: str | None
    code: str | None


class OpenAIProblem(BaseModel):
    """An error of OpenAI's API."""

    error: OpenAIError


class NotThereError(QuestionError):
    """An article or a collection that there is not."""


class OperationError(BriefbotError):
    """Something could not be done; the message may be told to anybody, and `status` is that of HTTP."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status

    @property
    def headers(self) -> dict[str, str]:
        return {"Retry-After": str(RETRY_AFTER)} if self.status == HTTPStatus.SERVICE_UNAVAILABLE else {}


def operation_error(error: Exception) -> OperationError:
    """Return what to tell a program of a failure; what it cannot mend is logged instead."""
    return error if isinstance(error, OperationError) else OperationError(words_for(error), _status_of(error))


def _status_of(error: Exception) -> int:
    if isinstance(error, NotThereError):
        return 404
    if isinstance(error, QuestionError):
        return 422
    later = QueueFullError | IndexNotFoundError | IndexUnavailableError | IndexDamagedError
    return 503 if isinstance(error, later) else 500


def problem(
    path: str, status: int, detail: str, request_id: str, headers: dict[str, str] | None = None
) -> JSONResponse:
    """Return the reply to a request for `path` that went wrong, in the shape that its clients read."""
    if path.startswith(_OPENAI):
        status = 400 if status == HTTPStatus.UNPROCESSABLE_ENTITY else status
        kind = _OPENAI_TYPES.get(status, "invalid_request_error" if status < 500 else "server_error")
        return JSONResponse({"error": {"message": detail, "type": kind, "param": None, "code": None}}, status, headers)
    told = Problem(title=HTTPStatus(status).phrase, status=status, detail=detail, request_id=request_id)
    return JSONResponse(told.model_dump(), status, headers, MEDIA_TYPE)
