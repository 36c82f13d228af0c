"""The endpoints as tools of the Model Context Protocol (MCP), as programs read them: replies in JSON, all read-only."""

from __future__ import annotations

import json
from typing import Any

import gradio as gr

from briefbot import BriefbotError

INSTALL = "Install it into this environment: python -m pip install 'mcp>=1.21,<2'"


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

    def content(replies: list[Any], _root_url: str) -> list[types.TextContent]:
        return [types.TextContent(type="text", text=json.dumps(reply, ensure_ascii=False)) for reply in replies]

    handlers = server.mcp_server.request_handlers
    listed = handlers[types.ListToolsRequest]

    async def list_tools(request: types.ListToolsRequest) -> types.ServerResult:
        result: types.ServerResult = await listed(request)
        if isinstance(result.root, types.ListToolsResult):
            for tool in result.root.tools:
                tool.annotations = types.ToolAnnotations(readOnlyHint=True, openWorldHint=False)
        return result

    # Gradio would give Python's repr of a reply, and files for what looks like the name of one.
    server.postprocess_output_data = content  # type: ignore[method-assign, assignment]
    handlers[types.ListToolsRequest] = list_tools
