"""The folder in which uploads arrive, and the limits on what is let in."""

from __future__ import annotations

import os
import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from briefbot_ui.collection import MOST_FILES, Collection

_PLACE = "GRADIO_TEMP_DIR"  # names the folder that Gradio receives uploads in
_UPLOAD = re.compile(r".*/upload/?")
_GIVEN_UP = 3600  # seconds
_AROUND = 64 * 1024  # bytes of a request around the file that it carries


@contextmanager
def receiving(collection: Collection | None) -> Iterator[int]:
    """Make a folder for the uploads of this app alone, and delete it afterwards; yields the bytes that a file may have.

    Without a collection there is no folder, and a file may have none.
    """
    if collection is None:
        yield 0
        return
    before = os.environ.get(_PLACE)
    with tempfile.TemporaryDirectory(prefix="briefbot-uploads-") as folder:
        collection.received = Path(folder)
        os.environ[_PLACE] = folder
        try:
            yield collection.settings.max_file_bytes
        finally:
            collection.stop()
            if before is None:
                os.environ.pop(_PLACE, None)
            else:
                os.environ[_PLACE] = before


class UploadGuard:
    """Middleware that refuses uploads before they are read: one that is too large, and all while too many wait.

    The page sends each file in a request of its own, and names them all when the last has arrived. What is taken in is
    deleted; what is not, because its page was closed meanwhile, makes room for other uploads an hour later.
    """

    def __init__(self, app: ASGIApp, collection: Collection | None) -> None:
        self.app = app
        self.collection = collection

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refusal = self._refusal(scope) if scope["type"] == "http" and _UPLOAD.fullmatch(scope["path"]) else None
        if refusal:
            await PlainTextResponse(refusal, status_code=413)(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def _refusal(self, scope: Scope) -> str | None:
        """Return why an upload is not let in; None where it is."""
        if self.collection is None:
            return "Nothing is uploaded here."
        length = dict(scope["headers"]).get(b"content-length", b"")
        if not length.isdigit() or int(length) > self.collection.settings.max_file_bytes + _AROUND:
            return "This file is too large."
        if self._waiting(self.collection.received) >= MOST_FILES:
            return "Too many files wait to be taken in. Try again later."
        return None

    def _waiting(self, received: Path) -> int:
        """Count the files that wait to be taken in, and delete those that were given up, which do not count."""
        waiting = 0
        for path in received.rglob("*"):
            with suppress(FileNotFoundError):  # taken in meanwhile
                if not path.is_file():
                    continue
                if time.time() - path.stat().st_mtime > _GIVEN_UP:
                    path.unlink()
                else:
                    waiting += 1
        return waiting
