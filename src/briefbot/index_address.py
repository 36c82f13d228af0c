"""Where an index is: a folder of this machine, or an address on a PostgreSQL server."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from briefbot.errors import BriefbotError

_SCHEMES = ("postgresql://", "postgres://")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,47}")
_HOST = r"(?:\[[0-9A-Fa-f:.]+\]|[^@/?#\s:,\[\]]*)(?::\d+)?"
_PARTS = re.compile(rf"(?:[^@/?#\s]*@)?{_HOST}(?:,{_HOST})*/[^@/?#\s]+(?:\?[^@#\s]*)?")  # between scheme and "#"
_FORM = "postgresql://USER@HOST/DATABASE#NAME"


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """The address of an index on a PostgreSQL server. As text it is without its password and options."""

    url: str = field(repr=False)  # as libpq reads it, and may hold a password
    name: str  # of the schema that the index has for itself

    @classmethod
    def read(cls, address: str) -> ServerAddress:
        """Read an address such as postgresql://ada@db.example/news#archive; the name is "briefbot" where none is given.

        Raises BriefbotError, which does not repeat it, where it has another form: what it holds may be a password.
        """
        url, _, name = address.partition("#")
        name = name or "briefbot"
        if not _PARTS.fullmatch(url.partition("://")[2]):
            raise BriefbotError(
                f"The address of the index has not the form {_FORM}. Write special characters of a password as URLs do "
                "(%23 for #), or leave it out and keep it in ~/.pgpass or PGPASSWORD. (The address is not shown here, "
                "since it may hold a password.)"
            )
        if not _NAME.fullmatch(name) or name.startswith("pg_"):
            raise BriefbotError(
                "The name of the index, after the # of its address, is lower-case letters, digits and underscores, at "
                f"most 48, the first a letter: {_FORM}. (The address is not shown here, since it may hold a password.)"
            )
        return cls(url, name)

    def __str__(self) -> str:
        parts = urlsplit(self.url)
        user, at, host = parts.netloc.rpartition("@")
        return f"{parts.scheme}://{user.partition(':')[0]}{at}{host}{parts.path}#{self.name}"

    def __repr__(self) -> str:
        return f"ServerAddress({str(self)!r})"


Index = Path | ServerAddress


def index_at(name: str | Index) -> Index:
    """Return where an index is, which a person or a program has named."""
    if isinstance(name, str) and name.startswith(_SCHEMES):
        return ServerAddress.read(name)
    return Path(name) if isinstance(name, str) else name
