"""The endpoints as tools of the Model Context Protocol (MCP), all of which only read.

Each says what its results are made of, and gives them twice, as the protocol has it: structured, and as text in JSON.
"""

from __future__ import annotations

import json
from typing import Any

import gradio as gr

from briefbot import BriefbotError, __version__
from briefbot_ui.api import results

INSTALL = "Install it into this environment: python -m pip install 'mcp>=1.21,<2'"
_RESULTS: dict[str, type[results.Result]] = {
    "ask": results.ReplyOutline,
    "brief": results.ReplyOutline,
    "search": results.Found,
    "documents": results.Documents,
    "document": results.WholeDocument,
}


def check_installed() -> None:
    """Raise BriefbotError, with the cure, where the package mcp is missing."""
    try:
        import mcp  # noqa: F401  an extra: briefbot[mcp]
    except ImportError as error:
        raise BriefbotError(f"--mcp needs the package mcp, which is not here. {INSTALL}") from error


def prepare(app: gr.Blocks) -> None:
    """Adapt the MCP server of a launched app. Raises BriefbotError where Gradio could not make one."""
    from mcp import types

    server = app.mcp_server_obj
    if server is None:
        raise BriefbotError(f"--mcp does not work here: {app.mcp_error} Leave it out, or update gradio and mcp.")
    server.mcp_server.version = __version__

    def content(replies: list[Any], _root_url: str) -> list[types.TextContent]:
        return [types.TextContent(type="text", text=json.dumps(_as_object(*replies), ensure_ascii=False))]

    handlers = server.mcp_server.request_handlers
    listed, called = handlers[types.ListToolsRequest], handlers[types.CallToolRequest]

    async def list_tools(request: types.ListToolsRequest) -> types.ServerResult:
        result: types.ServerResult = await listed(request)
        if isinstance(result.root, types.ListToolsResult):
            for tool in result.root.tools:
                tool.annotations = types.ToolAnnotations(readOnlyHint=True, openWorldHint=False)
                tool.outputSchema = _RESULTS[tool.name].model_json_schema(mode="serialization")
        return result

    async def call_tool(request: types.CallToolRequest) -> types.ServerResult:
        result: types.ServerResult = await called(request)
        if isinstance(result.root, types.CallToolResult) and not result.root.isError:
            (text,) = result.root.content
            result.root.structuredContent = json.loads(text.text) if isinstance(text, types.TextContent) else None
        return result

    # Gradio would give Python's repr of a reply, and files for what looks like the name of one.
    server.postprocess_output_data = content  # type: ignore[method-assign, assignment]
    handlers[types.ListToolsRequest] = list_tools
    handlers[types.CallToolRequest] = call_tool


def _as_object(reply: Any) -> Any:
    """Return what an endpoint gives as an object, which a structured result has to be."""
    return {"passages": reply} if isinstance(reply, list) else reply
