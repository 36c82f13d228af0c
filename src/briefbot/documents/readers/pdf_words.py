"""A page as PDFium reads it -> its words, each with its place, in the order in which they were drawn.

Words end at white space, where the place of a character jumps, and where the baseline or the size changes: so a raised
mark is a word of its own, and `pdf_lines` puts it where it belongs.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from ctypes import c_double
from dataclasses import dataclass
from typing import Any

from briefbot.text.characters import NOT_IN_PROSE

HYPHEN = "\ufffe"  # at the end of a word: a hyphen that PDFium took for the end of a line, or that shows only there

_MOST_CODE = 0x10FFFF
_AT_LINE_END = (0x02, 0xAD, 0xFFFE)  # two ways in which PDFium writes it, and the soft hyphen
_LIGATURES = dict(zip(range(0xFB00, 0xFB07), ("ff", "fi", "fl", "ffi", "ffl", "st", "st"), strict=True))
_RIGHT_TO_LEFT = (range(0x590, 0x900), range(0xFB1D, 0xFE00), range(0xFE70, 0xFF00))
_SAME_BASE = 0.03  # times the height of a character, by which baselines within a word may differ
_SAME_SIZE = 0.08  # by which heights within a word may differ
_JUMP = 0.5  # times the height: wider than any space between the letters of a word

Box = tuple[float, float, float, float]  # left, bottom, right, top


@dataclass(frozen=True, slots=True)
class Word:
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
    from pypdfium2 import raw

    handle = page.raw
    rectangle, x, y = raw.FS_RECTF(), c_double(), c_double()
    word: _Pending | None = None
    spaced: bool | None = None
    for index in range(page.count_chars()):
        code = raw.FPDFText_GetUnicode(handle, index)
        if code in (0x0A, 0x0D):
            spaced = None
        elif code > _MOST_CODE:
            continue  # no character: the font is damaged
        elif (code <= 0x20 and code != 0x02) or code == 0xA0:
            spaced = True if spaced is not None else None
        else:
            raw.FPDFText_GetLooseCharBox(handle, index, rectangle)
            raw.FPDFText_GetCharOrigin(handle, index, x, y)
            box = rectangle.left, rectangle.bottom, rectangle.right, rectangle.top
            if word is None or spaced is not False:
                angle = round(math.degrees(raw.FPDFText_GetCharAngle(handle, index)) / 90) % 4
            else:
                angle = word.angle
            along, base = _turned_point(x.value, y.value, angle)
            if word is not None and spaced is False and _goes_on(word, box, along, base, code):
                word.codes.append(code)
                word.box = _around(word.box, box)
            else:
                if word is not None:
                    yield word
                word = _Pending([code], box, base, angle, spaced if word is not None else None)
            spaced = False
    if word is not None:
        yield word


def _goes_on(word: _Pending, box: Box, along: float, base: float, code: int) -> bool:
    """Return whether a character belongs to the word before it, between which and it no white space stands."""
    own, other = _turned(word.box, word.angle), _turned(box, word.angle)
    size, height = own[3] - own[1], other[3] - other[1]
    if any(code in letters for letters in _RIGHT_TO_LEFT):
        return True
    if abs(base - word.base) > max(_SAME_BASE * size, 0.2) or abs(size - height) > max(_SAME_SIZE * size, 0.2):
        return False
    return own[0] - _JUMP * size <= along <= own[2] + _JUMP * size


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
    left, bottom, right, top = _turned(word.box, usual)
    base = word.base if word.angle == usual else bottom
    return Word(text, left, right, base, bottom, top, word.spaced if word.angle == usual else None)


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
    *before, last = codes
    inner = "".join("-" if code in (0x02, 0xFFFE) else "" if code == 0xAD else chr(code) for code in before)
    ends = last in _AT_LINE_END
    units = (inner if ends else inner + chr(last)).encode("utf-16-le", "surrogatepass")
    text = units.decode("utf-16-le", "ignore").translate(_LIGATURES)
    return " ".join(NOT_IN_PROSE.sub("", text).split()) + HYPHEN * ends
