"""What a letter quotes of another one, told by the forms that programs of mail give it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from briefbot.blocks.kinds import BlockKind
from briefbot.blocks.pieces import Piece
from briefbot.blocks.shapes import is_prose
from briefbot.text.dates import DATE, TIME, YEARLESS

_ORIGINAL = re.compile(
    r"-{2,}\s*(?:original message|forwarded message|reply message)\s*-{2,}|begin forwarded message:", re.I
)
_HEADER = re.compile(r"(?:\W{0,2})(?:from|sent|date|to|cc|subject|reply-to)\W{0,2}:\s*\S", re.IGNORECASE)
_FROM = re.compile(r"\W{0,2}from\W{0,2}:\s*\S", re.IGNORECASE)
_WROTE = re.compile(r".{1,300}\b(?:wrote|writes):$", re.IGNORECASE | re.DOTALL)
_OF_A_MAIL = re.compile(rf"\S@\S|{DATE}|{YEARLESS}.*{TIME}", re.IGNORECASE)
LONGEST_SIGNATURE = 12  # lines
_FEWEST_HEADERS = 3  # lines of header fields in a row, "From" first


def mail_of(pieces: Sequence[Piece]) -> set[int]:
    """Return the positions of the pieces that are quoted of another letter, with the lines that introduce them.

    Lines with ">" are; so is all that follows "Original Message" or a head of From, Sent and To.
    """
    found: set[int] = set()
    for at, piece in enumerate(pieces):
        if piece.kind is BlockKind.BODY:  # so a reader marks ">" that quotes no letter
            continue
        if _ORIGINAL.fullmatch(piece.text) or _begins_head(pieces, at):
            return found | set(range(at, len(pieces)))
        if piece.text.startswith(">"):
            if at - 1 not in found:
                found |= _introduction(pieces, at)
            found.add(at)
        elif piece.text[0] in "Oo\u2014-" and (last := _attribution(pieces, at)) is not None:
            following = pieces[last + 1] if last + 1 < len(pieces) else None
            if following is not None and not following.text.startswith(">"):
                return found | set(range(at, len(pieces)))
    return found


def signature_of(pieces: Sequence[Piece]) -> range:
    """Return the positions of the lines from "--" on that sign a letter at its end: they name the sender."""
    for at in range(len(pieces) - 1, max(-1, len(pieces) - 1 - LONGEST_SIGNATURE), -1):
        if is_prose(pieces[at].text):
            break
        if pieces[at].text == "--":
            return range(at, len(pieces))
    return range(0)


def _begins_head(pieces: Sequence[Piece], at: int) -> bool:
    """Return whether the head of a letter begins here, and not at the start of the text, which is its own."""
    if at == 0 or not _FROM.match(pieces[at].text[:200]):
        return False
    head = pieces[at : at + _FEWEST_HEADERS]
    return len(head) == _FEWEST_HEADERS and all(_HEADER.match(piece.text[:200]) for piece in head)


def _attribution(pieces: Sequence[Piece], at: int) -> int | None:
    """Return the position of the last line of "On DATE, NAME <ADDRESS> wrote:"; None where it does not begin here."""
    text = ""
    for last in range(at, min(at + 3, len(pieces))):
        if last > at and pieces[last].gap:
            return None
        text = f"{text} {pieces[last].text[:300]}".strip()
        if text.endswith(":"):
            return last if _WROTE.fullmatch(text) and "@" in text and _OF_A_MAIL.search(text) else None
    return None


def _introduction(pieces: Sequence[Piece], at: int) -> set[int]:
    """Return the positions of the lines before a quotation that say who wrote it."""
    for first in range(max(0, at - 3), at):
        text = " ".join(piece.text[:300] for piece in pieces[first:at])
        if (_WROTE.fullmatch(text) and text.lower().startswith(("on ", "am ", "le "))) or (
            first == at - 1 and _WROTE.fullmatch(text) and _OF_A_MAIL.search(text)
        ):
            return set(range(first, at))
    return set()
