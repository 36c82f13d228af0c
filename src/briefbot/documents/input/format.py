"""The description of a format: its names, how its content is recognised, and the function that reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum

from briefbot.errors import DocumentError
from briefbot.types import Document

START = 4096  # bytes: where markup, records and letters are looked for


@dataclass(frozen=True, slots=True)
class Content:
    """The facts about a file by which formats recognise it as theirs."""

    data: bytes
    suffix: str  # of its name, in lower case; "" for none
    start: bytes  # its first START bytes, in UTF-8 and without a byte order mark
    root: str  # the name of its first element in lower case, where it begins as markup; else ""
    entries: frozenset[str]  # the names in it, where it is a zip archive; else empty


class Form(Enum):
    """The kind of a format, by how surely its content is told from that of others; the surest is looked for first."""

    BINARY = "binary"  # by bytes that no text begins with: whatever the suffix says, and never by the suffix alone
    MARKUP = "markup"  # by its first element: whatever the suffix says, unless it is that of a form of text
    TEXT = "text"  # by how its lines look: only where there is no known suffix, for any text may look so


def _never(_: Content) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Format:
    """One format. Its reader's module defines it, and `briefbot.documents.formats.FORMATS` lists it."""

    name: str  # as people call it
    suffixes: tuple[str, ...]  # in lower case with the dot; the first is the one that messages name
    media_types: tuple[str, ...]  # by which web servers call it
    form: Form
    read: Callable[[bytes, str], Iterator[Document | DocumentError]]  # (bytes, source) -> the documents in order
    looks_like: Callable[[Content], bool] = _never  # whether this content is of the format
    own_encoding: bool = False  # whether a text states its encoding itself, whatever a web server says


def readable(formats: tuple[Format, ...]) -> str:
    """Return the usual suffix of each format, as messages list what can be read."""
    return ", ".join(one.suffixes[0] for one in formats)
