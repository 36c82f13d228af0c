"""A page as PDFium reads it -> its words, each with its place, in the order in which they were drawn.

Words end at white space, where the place of a character jumps, and where the baseline or the size changes: so a raised
mark is a word of its own, and `pdf_segments` puts it where it belongs.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from ctypes import c_double
from dataclasses import dataclass
from typing import Any, NamedTuple

from briefbot.text.characters import NOT_IN_PROSE

HYPHEN = "\ufffe"  # at the end of a word: a hyphen that PDFium took for the end of a line, or that shows only there

_MOST_CODE = 0x10FFFF
_AT_LINE_END = (0x02, 0xAD, 0xFFFE)  # two ways in which PDFium writes it, and the soft hyphen
_LIGATURES = dict(zip(range(0xFB00, 0xFB07), ("ff", "fi", "fl", "ffi", "ffl", "st", "st"), strict=True))
_RIGHT_TO_LEFT = (range(0x590, 0x900), range(0xFB1D, 0xFE00), range(0xFE70, 0xFF00))
_FIRST_RIGHT_TO_LEFT = 0x590
_SAME_BASE = 0.03  # times the height of a character, by which baselines within a word may differ
_SAME_SIZE = 0.08  # by which heights within a word may differ
_JUMP = 0.5  # times the height: wider than any space between the letters of a word

Box = tuple[float, float, float, float]  # left, bottom, right, top


class Word(NamedTuple):
    """Characters without white space between them, in points from the lower left corner of the upright page."""

    text: str
    left: float
    right: float
    base: float  # the height of the line that its letters stand on
    bottom: float
    top: float
    spaced: bool | None  # whether white space was drawn before it; None where it was drawn elsewhere than the last word

    @property
    def size(self) -> float:
        """How high the font is, in points: not the letters of this word, so all words of a font have the same."""
        return max(self.top - self.bottom, 1.0)


@dataclass(slots=True)
class _Pending:
    """A word as it was drawn, where it is once text at its angle is level."""

    codes: list[int]
    box: Box
    base: float
    angle: int
    spaced: bool | None


def read_words(page: Any) -> list[Word]:
    """Return the words of a text page of pypdfium2, those of the direction that most of them have upright.

    Words in other directions follow, each line of them as one word.
    """
    pending = list(_pending(page))
    angles = Counter(word.angle for word in pending)
    if not angles:
        return []
    usual = angles.most_common(1)[0][0]
    upright = [word for word in pending if word.angle == usual]
    turned = [word for word in pending if word.angle != usual]
    words = [made for word in upright if (made := _word(word, usual))]
    return words + [made for word in _whole_lines(turned) if (made := _word(word, usual))]


def _pending(page: Any) -> Iterator[_Pending]:
    """Yield the words of a page; every character passes here, so nothing is called for one that need not be."""
    from pypdfium2 import raw

    handle = page.raw
    unicode_of, box_of, origin_of = raw.FPDFText_GetUnicode, raw.FPDFText_GetLooseCharBox, raw.FPDFText_GetCharOrigin
    rectangle, x, y = raw.FS_RECTF(), c_double(), c_double()
    codes: list[int] = []  # of the word so far, and its place
    left = bottom = right = top = word_base = 0.0
    angle = 0
    spaced: bool | None = None  # since its last character
    word_spaced: bool | None = None
    for index in range(page.count_chars()):
        code = unicode_of(handle, index)
        if code <= 0x20 and code != 0x02:
            spaced = None if spaced is None or code in (0x0A, 0x0D) else True
            continue
        if code > _MOST_CODE:
            continue  # no character: the font is damaged
        if code == 0xA0:
            spaced = None if spaced is None else True
            continue
        box_of(handle, index, rectangle)
        origin_of(handle, index, x, y)
        ends = spaced is not False
        own_angle = _quarters(raw.FPDFText_GetCharAngle(handle, index)) if ends else angle
        one, low, other, high = rectangle.left, rectangle.bottom, rectangle.right, rectangle.top
        along, base = x.value, y.value
        if own_angle:
            one, low, other, high = _turned((one, low, other, high), own_angle)
            along, base = _turned_point(along, base, own_angle)
        if not ends:
            size = top - bottom
            shift, differs = abs(base - word_base), abs(size - (high - low))
            ends = (
                (shift > 0.2 and shift > _SAME_BASE * size)
                or (differs > 0.2 and differs > _SAME_SIZE * size)
                or not left - _JUMP * size <= along <= right + _JUMP * size
            ) and not (code >= _FIRST_RIGHT_TO_LEFT and any(code in letters for letters in _RIGHT_TO_LEFT))
        if not ends:
            codes.append(code)
            if one < left:
                left = one
            if low < bottom:
                bottom = low
            if other > right:
                right = other
            if high > top:
                top = high
        else:
            if codes:
                yield _Pending(codes, (left, bottom, right, top), word_base, angle, word_spaced)
            codes, word_spaced = [code], spaced if codes else None
            left, bottom, right, top, word_base, angle = one, low, other, high, base, own_angle
        spaced = False
    if codes:
        yield _Pending(codes, (left, bottom, right, top), word_base, angle, word_spaced)


def _quarters(radians: float) -> int:
    """Return an angle in quarters of a circle, 0 to 3."""
    return round(math.degrees(radians) / 90) % 4


def _whole_lines(words: Sequence[_Pending]) -> Iterator[_Pending]:
    """Yield words that stand in one line of a direction joined."""
    line: _Pending | None = None
    for word in words:
        if line and word.spaced is not None and word.angle == line.angle and abs(word.base - line.base) < 1:
            line.codes += [0x20, *word.codes] if word.spaced else word.codes
            line.box = _around(line.box, word.box)
        else:
            if line:
                yield line
            line = word
    if line:
        yield line


def _word(word: _Pending, usual: int) -> Word | None:
    """Return a word as it stands on the page once that is turned upright; None where it shows nothing."""
    text = _text(word.codes)
    if not text:
        return None
    if word.angle == usual:
        left, bottom, right, top = word.box
        return Word(text, left, right, word.base, bottom, top, word.spaced)
    left, bottom, right, top = _turned(word.box, (usual - word.angle) % 4)
    return Word(text, left, right, bottom, bottom, top, None)


def _turned_point(x: float, y: float, angle: int) -> tuple[float, float]:
    """Return a point where it is once text at an angle, in quarters of a circle clockwise, is level."""
    return ((x, y), (-y, x), (-x, -y), (y, -x))[angle]


def _turned(box: Box, angle: int) -> Box:
    one, other = _turned_point(box[0], box[1], angle), _turned_point(box[2], box[3], angle)
    return min(one[0], other[0]), min(one[1], other[1]), max(one[0], other[0]), max(one[1], other[1])


def _around(one: Box, other: Box) -> Box:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


def _text(codes: Sequence[int]) -> str:
    """Return characters as PDFium gives them, UTF-16 halves included, without what no text can hold."""
    if min(codes) >= 0x20 and max(codes) < 0x7F:
        return " ".join(bytes(codes).decode("ascii").split())
    *before, last = codes
    inner = "".join("-" if code in (0x02, 0xFFFE) else "" if code == 0xAD else chr(code) for code in before)
    ends = last in _AT_LINE_END
    units = (inner if ends else inner + chr(last)).encode("utf-16-le", "surrogatepass")
    text = units.decode("utf-16-le", "ignore").translate(_LIGATURES)
    return " ".join(NOT_IN_PROSE.sub("", text).split()) + HYPHEN * ends
