"""Bodies of requests: read whole, within limits, and checked to be JSON that can be handled."""

from __future__ import annotations

import codecs
import json
import math
from typing import Any, NoReturn

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive

_DEEPEST = 100  # lists and objects within each other
_MOST_DIGITS = 300


class MalformedError(Exception):
    """A request cannot be handled as it is: what to say, and the status to say it with."""

    def __init__(self, message: str, status: int = 422) -> None:
        super().__init__(message)
        self.status = status


def check_is_json(headers: Headers) -> None:
    """Raise MalformedError unless a request says that its body is JSON, as it stands."""
    if headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
        raise MalformedError("The body is read as it stands: send it without Content-Encoding.", 415)
    if headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
        raise MalformedError("The body is JSON: send it with Content-Type: application/json.", 415)


def check_size(headers: Headers, most: int) -> None:
    """Raise MalformedError for a body that is said to have more than `most` bytes: it need not be waited for."""
    said = headers.get("content-length", "")
    if said.isdecimal() and int(said[:20]) > most:
        raise _too_large(most)


async def read_body(receive: Receive, most: int) -> bytes:
    """Return the body of a request. Raises MalformedError for one of more than `most` bytes, ClientDisconnect."""
    parts, size = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        part = message.get("body", b"")
        parts.append(part)
        size += len(part)
        if size > most:
            raise _too_large(most)
        if not message.get("more_body", False):
            return b"".join(parts)


def _too_large(most: int) -> MalformedError:
    limit = f"{most // 1024**2} MB"
    return MalformedError(
        f"This is larger than the {limit} that can be sent at once. Split it, and send the parts one by one.", 413
    )


def again(body: bytes, receive: Receive) -> Receive:
    """Return a `receive` that first gives a body that was read, whole."""
    given = False

    async def receive_again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receive_again


def json_object(body: bytes) -> dict[str, Any]:
    """Return the object that a body holds. Raises MalformedError for anything else."""
    if body.startswith(codecs.BOM_UTF8):
        raise MalformedError("The body begins with a byte order mark: send it without.", 400)
    try:
        # Numbers of very many digits are too large all the same, and slow to read as whole ones.
        value = json.loads(body.decode(), parse_constant=_no_number, parse_int=_whole_number)
    except UnicodeDecodeError:
        raise MalformedError("The body is not UTF-8.", 400) from None
    except RecursionError:
        raise MalformedError("The body has too many lists or objects within each other.") from None
    except ValueError as error:
        raise MalformedError(f"The body is not JSON: {error}.", 400) from None
    if not isinstance(value, dict):
        raise MalformedError("The body is a JSON object.")
    _check_values(value)
    return value


def in_whole_characters(body: bytes, value: dict[str, Any]) -> bytes:
    """Return a body with a mark in place of halves of surrogate pairs, of which no reply can be made.

    Browsers send them: what is cut off at a length may end in half an emoji.
    """
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace") if b"\\ud" in body.lower() else body


def _check_values(value: object) -> None:
    """Raise MalformedError for what is nested too deep, and for a number that is too large for a float."""
    level, left = 0, [value]
    inner: list[object]
    while left:
        if level > _DEEPEST:
            raise MalformedError("The body has too many lists or objects within each other.")
        level, inner = level + 1, []
        for one in left:
            if isinstance(one, dict):
                inner += one.values()
            elif isinstance(one, list):
                inner += one
            elif isinstance(one, int | float) and abs(one) > 1e300:
                raise MalformedError("The body holds a number that is too large.")
        left = inner


def _whole_number(digits: str) -> int | float:
    return int(digits) if len(digits) < _MOST_DIGITS else math.inf


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number")
