"""What people keep beside an index in a folder: a file for each name, which no build reads or changes."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from briefbot.errors import BriefbotError, IndexNotFoundError
from briefbot.store.contract import Draft

_PATIENCE = 10  # seconds that a change waits for another one
_appending = threading.Lock()


class KeptFile:
    """A file in the folder of an index; see `contract.Kept`."""

    def __init__(self, folder: Path, name: str) -> None:
        self._path = folder / name
        self._lock = folder / f".{Path(name).stem}.lock"

    def __str__(self) -> str:
        return str(self._path)

    def read(self, most: int) -> bytes:
        """Return what is kept; b"" where nothing is."""
        try:
            with self._path.open("rb") as file:
                data = file.read(most + 1)
        except FileNotFoundError:
            return b""
        except OSError as error:
            raise BriefbotError(f"{self} cannot be read: {error.strerror or error}.") from error
        if len(data) > most:
            raise BriefbotError(f"{self} is larger than {most // 1024**2} MB. Move it away.")
        return data

    def append(self, line: bytes) -> None:
        """Add a line, in one write; a line that was cut off before it is ended first."""
        try:
            with _appending, self._path.open("a+b", buffering=0) as file:
                if file.seek(0, os.SEEK_END):
                    file.seek(-1, os.SEEK_END)
                    line = line if file.read(1) == b"\n" else b"\n" + line
                if file.write(line) != len(line):
                    raise OSError("the disk is full")
                os.fsync(file.fileno())
        except OSError as error:
            raise BriefbotError(f"This could not be kept in {self}: {error.strerror or error}.") from error

    @contextmanager
    def changing(self, most: int) -> Iterator[Draft]:
        """Give what is kept, to be changed, and put it in place of what was there; nobody else does meanwhile."""
        import filelock  # takes asyncio along, which a question does not need

        if not self._path.parent.is_dir():
            raise IndexNotFoundError(f"There is no index in {self._path.parent}.")
        try:
            with filelock.FileLock(self._lock, timeout=_PATIENCE):
                draft = Draft(self.read(most))
                yield draft
                self._replace(draft.data)
        except filelock.Timeout as error:
            raise BriefbotError("This is being changed by another program. Try again.") from error
        except OSError as error:
            reason = error.strerror or "the disk refuses it"
            raise BriefbotError(f"This could not be kept in {self}: {reason}.") from error

    def _replace(self, data: bytes) -> None:
        """Replace the file; killed at any moment, the old one or the new one is there."""
        part = self._path.with_name(f".{self._path.name}.{os.getpid()}.part")  # the lock keeps others away
        try:
            with part.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            part.replace(self._path)
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)
