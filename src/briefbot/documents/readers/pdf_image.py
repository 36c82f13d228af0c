"""A page of a PDF -> a picture of it, and where words of its text stand on it."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import Any

from briefbot.documents.readers.pdf import _PDFIUM, _check_streams
from briefbot.errors import DocumentError

WIDTH = 1200  # pixels of a page: sharp in the source pane, and on most screens at twice its width
MOST_HEIGHT = 4000  # pixels; of a page that is longer, the picture is narrower

_SAME_LINE = 0.5  # of the height of a letter: two letters that overlap by so much are on one line


def draw(data: bytes, number: int, before: str, words: str) -> tuple[int, int, list[list[float]], str]:
    """Return a page's width and height in pixels, the boxes of `words` on it, and the picture as PNG in base64.

    A box is left, top, width and height, as parts of the page from 0 to 1. `before` is the text of the page before the
    words, which tells which of several places is meant. Raises DocumentError where the page cannot be drawn.
    """
    import pypdfium2

    _check_streams(data, "the file")
    with _PDFIUM:
        try:
            with closing(pypdfium2.PdfDocument(data)) as file:
                if not 1 <= number <= len(file):
                    raise DocumentError("the file", f"has no page {number}")
                page = file[number - 1]
                width, height = page.get_size()
                scale = min(WIDTH / width, MOST_HEIGHT / height) if width > 0 and height > 0 else 0
                if not scale > 0 or width * scale < 1 or height * scale < 1:
                    raise DocumentError("the file", f"page {number} has no size that can be drawn")
                image = page.render(scale=scale).to_pil().convert("RGB")
                boxes = _boxes(page, before, words, width, height)
        except pypdfium2.PdfiumError as error:
            raise DocumentError("the file", f"page {number} cannot be drawn") from error
    written = io.BytesIO()
    image.save(written, "PNG")
    return image.width, image.height, boxes, base64.b64encode(written.getvalue()).decode("ascii")


def _boxes(page: Any, before: str, words: str, width: float, height: float) -> list[list[float]]:
    """Return a box for each line of the words. White space and hyphens are where the layout put them: letters count."""
    from pypdfium2 import raw

    wanted = _letters(words)
    textpage = page.get_textpage()
    count = textpage.count_chars()
    found = [(chr(raw.FPDFText_GetUnicode(textpage.raw, at)), at) for at in range(count)]
    letters = [(letter, at) for character, at in found for letter in _letters(character)]
    text = "".join(letter for letter, _ in letters)
    places = list(_occurrences(text, wanted)) if wanted else []
    if not places or page.get_rotation():
        return []
    nth = len(list(_occurrences(_letters(before), wanted)))
    start = places[min(nth, len(places) - 1)]
    marked = [at for _, at in letters[start : start + len(wanted)]]
    return [
        [left / width, 1 - top / height, (right - left) / width, (top - bottom) / height]
        for left, bottom, right, top in _lines([textpage.get_charbox(at, loose=True) for at in marked])
    ]


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def _occurrences(text: str, wanted: str) -> Iterator[int]:
    at = text.find(wanted)
    while at >= 0:
        yield at
        at = text.find(wanted, at + len(wanted))


def _lines(boxes: Sequence[tuple[float, float, float, float]]) -> list[list[float]]:
    """Return one box (left, bottom, right, top) around all of each line, in order."""
    lines: list[list[float]] = []
    for left, bottom, right, top in boxes:
        last = lines[-1] if lines else None
        if last and min(top, last[3]) - max(bottom, last[1]) > _SAME_LINE * (top - bottom) and right >= last[0]:
            last[:] = [min(left, last[0]), min(bottom, last[1]), max(right, last[2]), max(top, last[3])]
        else:
            lines.append([left, bottom, right, top])
    return lines
