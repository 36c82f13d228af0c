"""The address of the file that an article was read from. See docs/decisions/0061-the-original-beside-the-text.md."""

from __future__ import annotations

import logging
from urllib.parse import quote

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from briefbot import Assistant, BriefbotError

log = logging.getLogger(__name__)

_SHUT = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
# A browser shows a PDF by a viewer of its own, which is no page of this server; Chromium's does not start in a sandbox,
# nor without styles and its own plugin.
_POLICIES = {"application/pdf": f"{_SHUT}; style-src 'unsafe-inline'; object-src 'self'"}
_INLINE = ("application/pdf", "text/plain")


def original_route(assistant: Assistant) -> Route:
    """Return the route /original/DOCUMENT_ID."""

    async def original(request: Request) -> Response:
        return await to_thread.run_sync(_original, assistant, request.path_params["document_id"])

    return Route("/original/{document_id}", original, methods=["GET"])


def _original(assistant: Assistant, document_id: str) -> Response:
    """Return the original of a document; it is the index that knows where that is, and nothing in the request."""
    try:
        found = assistant.original(document_id)
    except (KeyError, ValueError, BriefbotError) as error:
        log.info("no original of %.100r: %s", document_id, error)
        return PlainTextResponse("The original is not at hand: it is gone, or has changed since it was read.", 404)
    is_shown = found.media_type in _INLINE
    charset = "; charset=utf-8" if found.media_type == "text/plain" and _is_utf8(found.data) else ""
    return Response(
        found.data,
        headers={
            "Content-Type": f"{found.media_type}{charset}",
            "Content-Disposition": f"{'inline' if is_shown else 'attachment'}; filename*=UTF-8''{_coded(found.name)}",
            "Content-Security-Policy": _POLICIES.get(found.media_type, f"sandbox; {_SHUT}"),
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cache-Control": "private, no-store",
        },
    )


def _coded(name: str) -> str:
    return quote(name.encode("utf-8", "replace"), safe="")


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
