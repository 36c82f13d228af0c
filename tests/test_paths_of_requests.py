"""A path with a line break in it is no other name for a route: it would pass the checks that look for the route."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import quote

import pytest
from briefbot_ui.guard.door import middleware
from briefbot_ui.guard.people import Scope
from briefbot_ui.guard.token_file import TokenFile
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient
from test_chat_browser import library, library_url

__all__ = ["library", "library_url"]

CONTROLS = ["\n", "\r", "\0", "\x7f", "\t", "/\n"]


@pytest.fixture
def reader(tmp_path: Path) -> tuple[TestClient, dict[str, str]]:
    """A client of an app with a route for uploads, and the header of a login that may only read."""

    async def taken(_: Request) -> Response:
        return PlainTextResponse("taken")

    tokens = TokenFile(tmp_path / "tokens.json")
    token = tokens.add("ada", Scope.READ)
    doors = middleware("127.0.0.1", tokens=tmp_path / "tokens.json")
    app = Starlette(routes=[Route("/gradio_api/upload", taken, methods=["POST"])], middleware=doors)
    return TestClient(app, "http://localhost"), {"Authorization": f"Bearer {token}"}


@pytest.mark.parametrize("behind", ["", "/", *CONTROLS])
def test_who_may_only_read_uploads_nothing_under_any_path(
    reader: tuple[TestClient, dict[str, str]], behind: str
) -> None:
    client, login = reader
    reply = client.post(f"/gradio_api/upload{quote(behind)}", headers=login, follow_redirects=False)
    assert reply.status_code in (403, 404)


@pytest.mark.slow
@pytest.mark.parametrize("behind", CONTROLS)
def test_a_malformed_request_is_refused_under_any_path(library_url: str, behind: str) -> None:
    body = json.dumps({"data": 1}).encode()
    address = f"{library_url}gradio_api/component_server{quote(behind)}"
    request = urllib.request.Request(address, body, {"Content-Type": "application/json"})
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=30)
    assert refused.value.code == 404
