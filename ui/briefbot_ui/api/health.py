"""Whether the chat is alive and ready, for who starts and watches it: without a login."""

from __future__ import annotations

from anyio import to_thread
from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from briefbot import Assistant
from briefbot_ui.api import results
from briefbot_ui.api.metrics import Metrics
from briefbot_ui.api.problems import OperationError, operation_error


def health_routes(assistant: Assistant, metrics: Metrics) -> APIRouter:
    """Return /healthz, /readyz and /metrics, which tells more and stands behind the login where there is one."""
    router = APIRouter(tags=["operation"])

    @router.get("/healthz", response_model=results.Alive, operation_id="healthz", summary="The process answers")
    async def healthz() -> JSONResponse:
        return JSONResponse({"status": "ok"})

    @router.get("/readyz", response_model=results.Ready, operation_id="readyz", summary="The index can be read")
    async def readyz() -> JSONResponse:
        try:
            return JSONResponse(await to_thread.run_sync(look))
        except Exception as error:
            raise OperationError(str(operation_error(error)), 503) from None

    def look() -> dict[str, object]:
        generation = assistant.generation
        return {"status": "ready", "generation": generation, "documents": assistant.document_count}

    @router.get(
        "/metrics",
        response_class=Response,
        responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
        operation_id="metrics",
        summary="Figures for Prometheus",
    )
    async def figures() -> Response:
        text = await to_thread.run_sync(generate_latest, metrics.registry)
        return Response(text, headers={"Content-Type": CONTENT_TYPE_LATEST})

    return router
