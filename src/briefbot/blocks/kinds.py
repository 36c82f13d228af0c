"""The kinds of block in a document, and which of them may answer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class BlockKind(StrEnum):
    """What a range of a text is."""

    HEADLINE = "headline"
    STANDFIRST = "standfirst"  # the summary between headline and body
    BODY = "body"
    LIST = "list"
    TABLE = "table"
    CAPTION = "caption"  # of a picture or a video
    MAIL = "mail"  # what a mail quotes of another
    CREDIT = "credit"  # byline, photo credit, outlet and date lines
    FURNITURE = "furniture"  # related links, sign-up, cookie and paywall lines, reading time
    NOTE = "note"  # a foot- or endnote, a note of the editors


ANSWERING = frozenset({BlockKind.HEADLINE, BlockKind.STANDFIRST, BlockKind.BODY, BlockKind.LIST, BlockKind.TABLE})
LABELLED = frozenset({BlockKind.CAPTION, BlockKind.MAIL})  # answer only if nothing else does, and say what they are
SILENT = frozenset({BlockKind.CREDIT, BlockKind.FURNITURE, BlockKind.NOTE})  # never answer, are not embedded


@dataclass(frozen=True, slots=True)
class Block:
    """A range of a text, half open, in code points, and what it is. Neither end lies on white space."""

    kind: BlockKind
    start: int
    end: int
