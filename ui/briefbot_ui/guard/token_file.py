"""The file of tokens: who may use the chat, and for what. It holds a digest of each token, never the token.

A token is 256 random bits, so that a plain SHA-256 of it cannot be guessed from.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock

from briefbot import BriefbotError
from briefbot_ui.guard.people import Scope

_VERSION = 1
_MARK = "briefbot_"  # by which people and programs that look for leaked secrets know a token
_LONGEST = 64  # characters of a name


class TokenFileError(BriefbotError):
    """The file of tokens cannot be read or written."""


@dataclass(frozen=True, slots=True)
class Token:
    """A token as it is kept. `created` is a day as YYYY-MM-DD, `sha256` the digest of the token in hex."""

    name: str
    scope: Scope
    created: str
    sha256: str


class TokenFile:
    """The tokens in a file, which need not exist yet. Safe to share between threads and processes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._read: tuple[tuple[int, int, int], tuple[Token, ...]] | None = None  # what is in memory, and of which file

    def tokens(self) -> tuple[Token, ...]:
        """Return the tokens as the file has them now, by name. Raises TokenFileError, with the cure."""
        with self._lock:
            try:
                status = self.path.stat()
                stamp = (status.st_ino, status.st_size, status.st_mtime_ns)
                if self._read is None or self._read[0] != stamp:
                    self._read = (stamp, _decoded(self.path.read_bytes(), self.path))
            except FileNotFoundError as error:
                raise TokenFileError(
                    f"There is no file of tokens at {self.path}. Make a token first: briefbot tokens add NAME"
                ) from error
            except OSError as error:
                raise TokenFileError(
                    f"The file of tokens at {self.path} cannot be read: {error.strerror or error}."
                ) from error
            return self._read[1]

    def add(self, name: str, scope: Scope) -> str:
        """Make a token, keep its digest, and return it. It is not kept and cannot be shown again.

        Raises BriefbotError for a name that is none or is taken, TokenFileError where the file cannot be written.
        """
        check_name(name)
        token = _MARK + secrets.token_urlsafe(32)
        with self._changing() as tokens:
            if name in tokens:
                raise BriefbotError(
                    f"There is a token named {name!r} already. Choose another name, or remove that one first: "
                    f"briefbot tokens remove {name}"
                )
            tokens[name] = Token(name, scope, dt.datetime.now(dt.UTC).date().isoformat(), digest(token.encode()))
        return token

    def remove(self, name: str) -> None:
        """Forget the token of a name: it lets nobody in from now on. Raises BriefbotError where there is none."""
        with self._changing() as tokens:
            if name not in tokens:
                raise BriefbotError(f"There is no token named {name!r}. It has: {', '.join(tokens) or 'none'}.")
            del tokens[name]

    @contextmanager
    def _changing(self) -> Iterator[dict[str, Token]]:
        """Yield the tokens by name, then write what has become of them; one process at a time does."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(self.path.with_name(f".{self.path.name}.lock"), timeout=10, mode=0o600):
                tokens = {token.name: token for token in self.tokens()} if self.path.exists() else {}
                yield tokens
                self._write(sorted(tokens.values(), key=lambda token: token.name))
        except OSError as error:  # also that of a lock which is not let go of
            raise TokenFileError(
                f"The file of tokens at {self.path} cannot be written: {error.strerror or error}."
            ) from error

    def _write(self, tokens: list[Token]) -> None:
        text = json.dumps({"version": _VERSION, "tokens": [asdict(token) for token in tokens]}, indent=1)
        part = self.path.with_name(f".{self.path.name}.{os.getpid()}.part")
        part.unlink(missing_ok=True)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        part.replace(self.path)


def check_name(name: str) -> None:
    """Raise BriefbotError unless a token may have this name: it is a user name of HTTP Basic, and stands in logs."""
    if not name or len(name) > _LONGEST or not name.isprintable() or name != name.strip() or ":" in name:
        raise BriefbotError(
            f"{name!r} cannot be the name of a token: a name has 1 to {_LONGEST} characters, no colon and no space "
            "around it."
        )


def digest(token: bytes) -> str:
    """Return what is kept of a token: its SHA-256 in hex."""
    return hashlib.sha256(token).hexdigest()


def _decoded(data: bytes, path: Path) -> tuple[Token, ...]:
    try:
        kept = json.loads(data)
        if kept["version"] != _VERSION:
            raise ValueError(f"it is of version {kept['version']!r:.20}, and this briefbot reads {_VERSION}")
        tokens = tuple(_token(record) for record in kept["tokens"])
        if len({token.name for token in tokens}) < len(tokens):
            raise ValueError("two tokens have one name")
    except (BriefbotError, ValueError, TypeError, LookupError, RecursionError) as error:
        raise TokenFileError(
            f"The file of tokens at {path} cannot be read: {_told(error)}. Restore it, or delete it and make new "
            "tokens: briefbot tokens add NAME"
        ) from error
    return tokens


def _token(record: dict[str, Any]) -> Token:
    token = Token(record["name"], Scope(record["scope"]), record["created"], record["sha256"])
    check_name(token.name)
    dt.date.fromisoformat(token.created)
    if len(bytes.fromhex(token.sha256)) != hashlib.sha256().digest_size:
        raise ValueError(f"the digest of {token.name} is none")
    return token


def _told(error: Exception) -> str:
    if isinstance(error, KeyError):
        return f"it lacks {error}"
    return str(error).rstrip(".") or type(error).__name__
