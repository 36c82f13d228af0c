"""A text -> its blocks: what readers have marked, and the rest by its own form and place.

    find_blocks(text, title, marked)   -> the blocks, in order, apart; together all that is not white space

A line taken for furniture can never answer, so each rule is narrow; what nothing tells is body.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from briefbot.blocks.credit_lines import (
    begins_contact,
    is_caption,
    is_contact,
    is_credit,
    is_name_line,
    is_short_title,
    is_signature,
    maker_of_picture,
)
from briefbot.blocks.datelines import dateline_end, is_dateline_alone
from briefbot.blocks.furniture import announced, furniture_tail, is_footnote, is_furniture, is_note, is_trail
from briefbot.blocks.kinds import Block, BlockKind
from briefbot.blocks.mail import mail_of, signature_of
from briefbot.blocks.pieces import Piece, pieces_of, tidy
from briefbot.blocks.shapes import goes_on, is_head_rule, is_item, is_prose, is_row, is_unsaying
from briefbot.text.characters import NOT_IN_PROSE

READ_FOR_TITLE = 5000  # characters from the top
HEADLINE_WITHIN = 12  # lines from the top; credits and furniture may stand above it
TOP = 20  # lines between headline and story, at most
DATELINES_WITHIN = 3  # paragraphs from the top, for those without a day or an agency in brackets
TAIL = 6  # lines at the end of a text, where those about its writer stand
LONGEST_STANDFIRST = 320  # characters
LONGEST_NAMED = 200  # characters of the headline

_ALONE = frozenset([BlockKind.HEADLINE, BlockKind.STANDFIRST, BlockKind.CAPTION])  # not joined over a blank line
_OPEN = frozenset([None, BlockKind.BODY, BlockKind.LIST])  # marks that the form of a line may speak against
_WRAPS = frozenset([BlockKind.BODY, BlockKind.FURNITURE, BlockKind.NOTE, BlockKind.CAPTION, BlockKind.LIST])
_CUT_OFF = re.compile(r"\s*(?:\.\.\.|…)")
_OUTLET_BEHIND = re.compile(r"\s*(?:\s[-\u2013\u2014|\u00b7:]|\|)\s.{1,40}$")
_MARKDOWN = re.compile(r"^(?:#{1,6}\s+)?[*_]*|[*_]*(?:\s+#+)?$")
_NO_RULE = re.compile(r"[^\s|:+=-]")
_PICTURE_LINE = re.compile(r"!\[[^\]]*\]\([^)]*\)")


def find_blocks(text: str, title: str, marked: Sequence[Block] = ()) -> tuple[Block, ...]:
    """Return the blocks of a text in order and apart; all that is not white space lies in exactly one.

    `title` is the article's, by which its headline is known. `marked` are blocks that a reader knows from structure,
    ranges of `text`; where they meet, the first counts. Takes time linear in the length of the text.
    """
    pieces = pieces_of(text, tidy(marked, text))
    if not pieces:
        return ()
    return tuple(_joined(list(_Finder(pieces, title).found())))


def says_title(text: str, title: str) -> bool:
    """Return whether the first lines of a text are this title, so that it is the headline there."""
    lines = text[:READ_FOR_TITLE].split("\n")
    return bool(_headline(pieces_of("\n".join(lines), ()), title))


class _Finder:
    """Goes over the pieces of a text once, and says what each is."""

    def __init__(self, pieces: list[Piece], title: str) -> None:
        self._pieces = pieces
        self._kinds: list[BlockKind | None] = [None if piece.kind in _OPEN else piece.kind for piece in pieces]
        self._prose = [is_prose(piece.text) for piece in pieces]
        if BlockKind.HEADLINE not in self._kinds:
            for at in _headline(pieces, title):
                self._kinds[at] = BlockKind.HEADLINE
        for at in mail_of(pieces):
            self._kinds[at] = self._kinds[at] or BlockKind.MAIL
        for at in signature_of(pieces):
            self._kinds[at] = self._kinds[at] or BlockKind.CREDIT
        headlines = [at for at, kind in enumerate(self._kinds) if kind is BlockKind.HEADLINE]
        self._headline = headlines[0] if headlines and headlines[0] < HEADLINE_WITHIN else -1
        news = [at for at, prose in enumerate(self._prose) if prose and at > self._headline and self._is_open(at)]
        self._first = min(news[0] if news else len(pieces), self._headline + 1 + TOP)
        self._last = news[-1] if news else -1
        self._datelines = news[DATELINES_WITHIN - 1] if len(news) >= DATELINES_WITHIN else len(pieces)

    def _is_open(self, at: int) -> bool:
        text = self._pieces[at].text
        return self._kinds[at] is None and not (is_note(text) or is_furniture(text) or maker_of_picture(text))

    def found(self) -> Iterator[Piece]:
        """Yield the pieces with their kinds, some of them in parts."""
        self._set_runs()
        for at in range(len(self._pieces)):
            if self._kinds[at] is None:
                self._kinds[at] = self._continued(at) or self._by_form(at)
        self._set_names_beside_credits()
        self._set_standfirst()
        for at, piece in enumerate(self._pieces):
            yield from self._parts(at, replace(piece, kind=self._kinds[at]))

    def _set_runs(self) -> None:
        """Set the lines that a line above them announces, and rows and items, which come in numbers."""
        at = 0
        while at < len(self._pieces):
            length = announced(self._pieces, at) if self._kinds[at] is None and not self._wrapped(at) else 0
            for inner in range(at, at + length):
                self._kinds[inner] = self._kinds[inner] or BlockKind.FURNITURE
            at += max(1, length)
        for at in range(1, len(self._pieces)):
            if self._kinds[at] is None and is_head_rule(self._pieces[at].text):  # not one within a table
                self._set_table_around(at)
        for test, kind in ((is_row, BlockKind.TABLE), (is_item, BlockKind.LIST)):
            fits = [
                self._kinds[at] is None and test(piece.text) and not self._is_silent(at)
                for at, piece in enumerate(self._pieces)
            ]
            for at, (one, other) in enumerate(pairwise(fits)):
                if one and other:
                    self._kinds[at] = self._kinds[at + 1] = kind
        for at, piece in enumerate(self._pieces):
            if piece.kind is BlockKind.LIST and self._kinds[at] is None and not self._is_silent(at):
                self._kinds[at] = BlockKind.LIST

    def _set_table_around(self, rule: int) -> None:
        """Set the line above a rule with bars, and those below it that have bars, as Markdown writes a table."""
        last = rule
        while last + 1 < len(self._pieces) and not self._pieces[last + 1].gap and "|" in self._pieces[last + 1].text:
            last += 1
        own = range(rule - 1, last + 1)
        if "|" in self._pieces[rule - 1].text and last > rule and all(self._kinds[at] is None for at in own):
            self._kinds[rule - 1 : last + 1] = [BlockKind.TABLE] * len(own)

    def _is_silent(self, at: int) -> bool:
        text = self._pieces[at].text
        return is_furniture(text) or self._is_credit(at)

    def _wrapped(self, at: int) -> bool:
        """Return whether a piece goes on with the line above it, as one of a paragraph wrapped by hand does."""
        return at > 0 and not self._pieces[at].gap and goes_on(self._pieces[at - 1].text)

    def _continued(self, at: int) -> BlockKind | None:
        above = self._kinds[at - 1] if at else None
        return above if above in _WRAPS and self._wrapped(at) else None

    def _is_credit(self, at: int) -> bool:
        text = self._pieces[at].text
        if is_credit(text, at_top=at < self._first):
            return True
        return at < self._first and is_dateline_alone(text)

    def _by_form(self, at: int) -> BlockKind:
        piece = self._pieces[at]
        text = piece.text
        if self._kinds[at - 1 : at] == [BlockKind.TABLE] and "--" in text and not _NO_RULE.search(text):
            return BlockKind.TABLE
        if is_unsaying(text):
            return BlockKind.FURNITURE
        if is_note(text) or (at and is_footnote(text)):
            return BlockKind.NOTE
        if self._is_credit(at) or (piece.gap and is_signature(text)):
            return BlockKind.CREDIT
        if begins_contact(text) or (
            at
            and is_contact(text)
            and (at >= len(self._pieces) - TAIL or self._kinds[at - 1 : at] == [BlockKind.CREDIT])
        ):
            return BlockKind.CREDIT
        if is_furniture(text) or (at < self._first and is_trail(text)):
            return BlockKind.FURNITURE
        if is_caption(text) or _PICTURE_LINE.fullmatch(text):
            return BlockKind.CAPTION
        return BlockKind.BODY

    def _set_names_beside_credits(self) -> None:
        """Set lines at the edges that may be an outlet's or a writer's name, where a credit stands beside them."""
        for at in [*range(self._headline + 1, min(self._first, len(self._pieces)))]:
            self._set_name(at, at + 1)
        for at in range(max(self._last + 1, 1), len(self._pieces)):
            self._set_name(at, at - 1)

    def _set_name(self, at: int, beside: int) -> None:
        piece = self._pieces[at]
        if self._kinds[at] is not BlockKind.BODY or piece.kind is BlockKind.LIST:
            return
        near = [self._kinds[other] for other in (at - 1, at + 1) if 0 <= other < len(self._pieces)]
        if BlockKind.CREDIT not in near:
            return
        together = not piece.gap and at > 0 and self._kinds[at - 1] in (BlockKind.CREDIT, BlockKind.HEADLINE)
        together = together or (0 <= beside < len(self._pieces) and not self._pieces[max(at, beside)].gap)
        if is_name_line(piece.text) or (together and is_short_title(piece.text)):
            self._kinds[at] = BlockKind.CREDIT

    def _set_standfirst(self) -> None:
        """Set the one paragraph between the headline and the credits below it."""
        at = self._headline + 1
        if self._headline < 0 or at + 1 >= len(self._pieces) or BlockKind.STANDFIRST in self._kinds:
            return
        if (
            self._kinds[at] is BlockKind.BODY
            and self._kinds[at + 1] is BlockKind.CREDIT
            and self._pieces[at + 1].gap
            and len(self._pieces[at].text) <= LONGEST_STANDFIRST
            and not dateline_end(self._pieces[at].text)
        ):
            self._kinds[at] = BlockKind.STANDFIRST

    def _parts(self, at: int, piece: Piece) -> Iterator[Piece]:
        """Yield a piece, cut where a dateline ends in it or the maker of its picture begins."""
        text = piece.text
        if piece.kind in (BlockKind.BODY, BlockKind.CAPTION) and (cut := maker_of_picture(text)):
            yield from piece.part(0, cut, BlockKind.CAPTION)
            yield from piece.part(cut, len(text), BlockKind.CREDIT)
        elif piece.kind is BlockKind.BODY and not self._wrapped(at) and (cut := self._dateline(at)):
            yield from piece.part(0, cut, BlockKind.CREDIT, joins=False)
            yield from piece.part(cut, len(text), BlockKind.BODY)
        elif piece.kind is BlockKind.BODY and (cut := furniture_tail(text)):
            yield from piece.part(0, cut, BlockKind.BODY)
            yield from piece.part(cut, len(text), BlockKind.FURNITURE)
        elif piece.kind is BlockKind.CREDIT and is_dateline_alone(text):
            yield replace(piece, joins=False)
        else:
            yield piece

    def _dateline(self, at: int) -> int:
        text = self._pieces[at].text
        if at > self._datelines and "(" not in text[:80]:
            return 0
        return dateline_end(text) if self._prose[at] or at <= self._first else 0


def _headline(pieces: Sequence[Piece], title: str) -> Sequence[int]:
    """Return the positions of the lines that are the headline: the first that say the title, alone or together."""
    wanted = _plain(title)
    if not wanted:
        return ()
    for at, piece in enumerate(pieces[:HEADLINE_WITHIN]):
        if piece.kind not in _OPEN or is_note(piece.text):
            continue
        if _says(piece.text, wanted):
            return (at,)
        following = pieces[at + 1] if at + 1 < len(pieces) else None
        if (
            following
            and not following.gap
            and following.kind in _OPEN
            and _says(f"{piece.text} {following.text}", wanted)
        ):
            return (at, at + 1)
        if is_prose(piece.text):
            break
    return ()


def _says(line: str, title: str) -> bool:
    """Return whether a line is the title, the title without the outlet behind it, or the title that was cut off."""
    if len(line) > 2 * LONGEST_NAMED:
        return False
    said = _plain(_MARKDOWN.sub("", line))
    if not said:
        return False
    if said == title or title.endswith(f": {said}"):
        return True
    if title.startswith(said):
        return _OUTLET_BEHIND.fullmatch(title[len(said) :]) is not None
    cut = _CUT_OFF.search(title)
    return cut is not None and cut.start() >= 20 and said.startswith(title[: cut.start()])


def _plain(text: str) -> str:
    """Return what a title and the line that says it have in common: a title has no control characters."""
    return " ".join(NOT_IN_PROSE.sub("", " ".join(text.casefold().split())).split())


def _joined(pieces: Sequence[Piece]) -> Iterator[Block]:
    """Yield a block for each run of pieces of one kind; a headline, a standfirst or a caption ends at a blank line."""
    start, last = 0, pieces[0]
    for number, piece in enumerate(pieces[1:], start=1):
        apart = piece.gap and piece.kind in _ALONE
        if piece.kind is not last.kind or apart or not (piece.joins and last.joins):
            yield Block(last.kind or BlockKind.BODY, pieces[start].start, last.end)
            start = number
        last = piece
    yield Block(last.kind or BlockKind.BODY, pieces[start].start, last.end)
