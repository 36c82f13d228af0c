"""The routes of /v1."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from fastapi.responses import JSONResponse

from briefbot_ui.api import requests, results
from briefbot_ui.api.operations import Operations


def v1_routes(operations: Operations) -> APIRouter:
    """Return the routes over the operations on an index. What they return is JSON as `operations` makes it."""
    router = APIRouter(prefix="/v1")

    @router.post("/ask", response_model=results.AnyReply, operation_id="ask", summary="Answer a question", tags=["ask"])
    async def ask(asked: requests.Ask) -> JSONResponse:
        """Answer with words copied verbatim out of the articles, each with its exact place, or decline.

        `kind` says what sort of reply it is. Where `answered` is false, the articles do not say; or, where `unsure` is
        true, no answer is sure enough, and `likeliest` is the place to read.
        """
        return JSONResponse(await operations.ask(asked))

    @router.post("/brief", response_model=results.AnyReply, operation_id="brief", summary="Brief", tags=["ask"])
    async def brief(wanted: requests.Brief) -> JSONResponse:
        """Return the sentences that say the most of a topic, or of the articles that are chosen, as they stand."""
        return JSONResponse(await operations.brief(wanted))

    @router.post("/search", response_model=results.Found, operation_id="search", summary="Search", tags=["ask"])
    async def search(wanted: requests.Search) -> JSONResponse:
        """Find the passages that come nearest to a question, best first."""
        return JSONResponse({"passages": await operations.search(wanted)})

    @router.get(
        "/documents",
        response_model=results.Documents,
        operation_id="listDocuments",
        summary="List articles",
        tags=["articles"],
    )
    async def documents(wanted: Annotated[requests.ListingQuery, Query()]) -> JSONResponse:
        """List articles without their text, in the order in which they were added."""
        return JSONResponse(await operations.documents(wanted))

    @router.get(
        "/documents/{document_id}",
        response_model=results.WholeDocument,
        operation_id="getDocument",
        summary="Read an article",
        tags=["articles"],
    )
    async def document(
        document_id: Annotated[str, Path(description="As a citation, a passage or the list names it.")],
    ) -> JSONResponse:
        """Return an article with its text, to which every offset refers. An id that it had before leads to it, too."""
        return JSONResponse(await operations.document(document_id))

    @router.get(
        "/collections",
        response_model=results.Collections,
        operation_id="listCollections",
        summary="List saved collections",
        tags=["articles"],
    )
    async def collections() -> JSONResponse:
        """List the collections with the ids of their articles, which `collection` of a question names."""
        return JSONResponse(await operations.collections())

    @router.get(
        "/outlets",
        response_model=results.Outlets,
        operation_id="listOutlets",
        summary="List outlets",
        tags=["articles"],
    )
    async def outlets() -> JSONResponse:
        """List the outlets as the articles spell them."""
        return JSONResponse(await operations.outlets())

    return router


def problem_responses(model: str = "Problem", media_type: str = "application/problem+json") -> dict[int | str, Any]:
    """Return how errors are documented: each with what it means, in the shape of `model`."""
    content = {media_type: {"schema": {"$ref": f"#/components/schemas/{model}"}}}
    return {status: {"description": meaning, "content": content} for status, meaning in _MEANINGS.items()}


_MEANINGS = {
    400: "The request cannot be read.",
    401: "A name and a password or a token are asked for.",
    403: "The login may not do this, or a page of another site asks.",
    404: "There is no such article, collection or place.",
    405: "The place knows other methods.",
    413: "The body is too large.",
    415: "The body is no JSON.",
    421: "The chat is not known by the host that the request names.",
    422: "The question or a field cannot be used; the detail says why.",
    429: "Too many wrong passwords; Retry-After says how many seconds to wait.",
    500: "Something went wrong; the log has it under the request_id.",
    503: "Too many questions wait, or the index cannot be read; Retry-After says when to ask again.",
}
