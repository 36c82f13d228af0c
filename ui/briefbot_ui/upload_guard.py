"""The folder in which uploads arrive, and the limits on what is let in."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from stat import S_ISDIR, S_ISREG

import filelock
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from briefbot_ui.collection import MOST_FILES, Collection

MOST_WAITING = 2 * MOST_FILES  # files: a page sends the next ones while those before are taken in
MOST_BYTES = 1024**3  # of all that waits or arrives

_PLACE = "GRADIO_TEMP_DIR"  # names the folder that Gradio receives uploads in
_PREFIX = "briefbot-uploads-"
_LOCK = ".lock"  # in the folder, held for as long as the chat runs
# Wherever in the path, and whatever follows: Starlette's patterns end in "$", which lets a line break through.
_UPLOAD = re.compile(r"/upload(?!_progress)")
_GIVEN_UP = 3600  # seconds
_AROUND = 64 * 1024  # bytes of a request around the file that it carries


@contextmanager
def receiving(collection: Collection | None) -> Iterator[int]:
    """Make a folder for the uploads of this app alone, and delete it afterwards; yields the bytes that a file may have.

    Folders of chats that were killed are deleted, too. Without a collection there is no folder, and a file may have no
    bytes.
    """
    if collection is None:
        yield 0
        return
    before = os.environ.get(_PLACE)
    _sweep(Path(tempfile.gettempdir()))
    with tempfile.TemporaryDirectory(prefix=_PREFIX, ignore_cleanup_errors=True) as name:
        lock = filelock.FileLock(Path(name) / _LOCK, timeout=0)
        lock.acquire()
        received = Path(name) / "received"
        received.mkdir()
        collection.received = received
        os.environ[_PLACE] = str(received)
        try:
            yield collection.settings.max_file_bytes
        finally:
            collection.close()
            lock.release()
            if before is None:
                os.environ.pop(_PLACE, None)
            else:
                os.environ[_PLACE] = before


def _sweep(temporary: Path) -> None:
    """Delete the folders of chats that are no more: nobody holds their locks."""
    for folder in temporary.glob(f"{_PREFIX}*"):
        with suppress(OSError, filelock.Timeout):
            status, lock = folder.lstat(), folder / _LOCK
            is_own = not hasattr(os, "getuid") or status.st_uid == os.getuid()
            # What has no lock yet is just being made. Links are not followed: anyone may put one here.
            if not (is_own and S_ISDIR(status.st_mode) and S_ISREG(lock.lstat().st_mode)):
                continue
            with filelock.FileLock(lock, timeout=0):
                shutil.rmtree(folder, ignore_errors=True)


class UploadGuard:
    """Middleware that refuses uploads before they are read: one that is too large, and all while too much waits.

    The page sends each file in a request of its own, and names some of them as soon as they have arrived. What is taken
    in is deleted; what is not, because its page was closed meanwhile, makes room for other uploads an hour later.
    """

    def __init__(self, app: ASGIApp, collection: Collection | None) -> None:
        self.app = app
        self.collection = collection
        self._arriving = 0  # bytes of the requests that are being read

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _UPLOAD.search(scope["path"]):
            await self.app(scope, receive, send)
            return
        length = dict(scope["headers"]).get(b"content-length", b"")
        size = int(length) if length.isdigit() else None
        refusal = self._refusal(size)
        if refusal:
            await PlainTextResponse(refusal, status_code=413)(scope, receive, send)
            return
        self._arriving += size or 0
        try:
            await self.app(scope, receive, send)
        finally:
            self._arriving -= size or 0

    def _refusal(self, size: int | None) -> str | None:
        """Return why an upload of so many bytes, None where it does not say, is not let in; None where it is."""
        if self.collection is None:
            return "Nothing is uploaded here."
        most = self.collection.settings.max_file_bytes + _AROUND
        if size is None or size > most:
            return "This file is too large."
        count, waiting = self._waiting(self.collection.received)
        if count >= MOST_WAITING or waiting + self._arriving + size > max(MOST_BYTES, most):
            return "Too many files wait to be taken in. Try again later."
        return None

    def _waiting(self, received: Path) -> tuple[int, int]:
        """Return how many files wait to be taken in, and their bytes; delete those that were given up."""
        count = size = 0
        for path in received.rglob("*"):
            with suppress(FileNotFoundError):  # taken in meanwhile
                status = path.stat()
                if not S_ISREG(status.st_mode):
                    continue
                if time.time() - status.st_mtime > _GIVEN_UP:
                    path.unlink()
                else:
                    count += 1
                    size += status.st_size
        return count, size
