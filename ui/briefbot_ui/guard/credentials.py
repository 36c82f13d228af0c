"""Who is let in: names with a password or a token, as a request brings them in its header Authorization."""

from __future__ import annotations

import base64
import binascii
import secrets
from dataclasses import dataclass

from briefbot_ui.guard.people import Person, Scope
from briefbot_ui.guard.token_file import Token, TokenFile, digest


@dataclass(frozen=True, slots=True)
class Login:
    """What a request brings: a name with a password or token (HTTP Basic), or a token alone (Bearer, `name` None)."""

    name: str | None
    secret: bytes


def login_in(authorization: str) -> Login | None:
    """Return the login in the header Authorization; None where there is none that can be read."""
    scheme, _, value = authorization.partition(" ")
    if scheme.lower() == "bearer" and value.strip():
        return Login(None, value.strip().encode())
    if scheme.lower() != "basic":
        return None
    try:
        name, colon, password = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return None
    return Login(name, password.encode()) if colon else None


class Credentials:
    """The name and password of --auth, which may do everything, and the tokens of a file. Either may be missing."""

    def __init__(self, auth: tuple[str, str] | None, tokens: TokenFile | None) -> None:
        self._auth = auth and Token(auth[0], Scope.WRITE, "", digest(auth[1].encode()))
        self._tokens = tokens

    @property
    def wanted(self) -> bool:
        """Whether the chat asks for a login at all."""
        return self._auth is not None or self._tokens is not None

    def has(self, name: str) -> bool:
        """Return whether there is a password or token of this name. Raises TokenFileError."""
        return any(known.name == name for known in self._known())

    def person(self, login: Login) -> Person | None:
        """Return whose login it is; None where it is nobody's. Raises TokenFileError where tokens cannot be read.

        How long it takes does not depend on what is right about a login.
        """
        found, given = None, digest(login.secret)
        for known in self._known():
            name_is_right = (
                known is not self._auth  # a password is none without its name
                if login.name is None
                else secrets.compare_digest(known.name.encode(), login.name.encode())
            )
            if secrets.compare_digest(known.sha256, given) & name_is_right:
                found = Person(known.name, known.scope)
        return found

    def _known(self) -> tuple[Token, ...]:
        return (*([self._auth] if self._auth else []), *(self._tokens.tokens() if self._tokens else ()))
