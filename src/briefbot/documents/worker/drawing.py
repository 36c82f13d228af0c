"""A page of a PDF as a picture, drawn in the process that reads files, under the same limits."""

from __future__ import annotations

import base64
import binascii
import threading
from dataclasses import dataclass, field

from briefbot.documents.worker.client import ReadingLimits
from briefbot.documents.worker.messages import item_from_json, pack, pack_bytes
from briefbot.documents.worker.process import IDLE, Process
from briefbot.errors import DocumentError

Box = tuple[float, float, float, float]  # left, top, width, height, as parts of the page from 0 to 1

_drawing = threading.Lock()  # one page at a time: each process may take much memory


@dataclass(frozen=True, slots=True)
class PageImage:
    """A page of a PDF as it is printed."""

    page: int  # its number, from 1
    png: bytes = field(repr=False)
    width: int  # pixels
    height: int
    boxes: tuple[Box, ...]  # where the words stand, a box a line; none where they were not found on the page


def draw_page(data: bytes, source: str, page: int, before: str, words: str, limits: ReadingLimits) -> PageImage:
    """Return a page of a PDF and where words stand on it, the first time that they come after `before`.

    Raises DocumentError where it cannot be drawn, or takes longer or more memory than `limits` say, BriefbotError where
    no process can be started.
    """
    with _drawing:
        return _drawn(data, source, page, before, words, limits)


def _drawn(data: bytes, source: str, page: int, before: str, words: str, limits: ReadingLimits) -> PageImage:
    seconds = limits.seconds_for(len(data))
    process = IDLE.take(limits.memory_mb)
    done = False
    try:
        process.send(pack(["page", page, before, words, seconds]) + pack_bytes(data))
        process.await_ready()
        found = _image(process, page, seconds)
        done = True
    except TimeoutError:
        raise DocumentError(source, f"page {page} takes longer than {round(seconds, 1):g} seconds to draw") from None
    except (ValueError, TypeError, LookupError, EOFError) as error:
        raise DocumentError(source, f"page {page} cannot be drawn") from error
    finally:
        if done and process.is_alive():
            IDLE.keep(process)
        else:
            process.end()
    if isinstance(found, DocumentError):
        raise DocumentError(source, found.reason)
    return found


def _image(process: Process, page: int, seconds: float) -> PageImage | DocumentError:
    """Return what the process answers with. Raises ValueError, TypeError, LookupError or EOFError for nonsense."""
    found: PageImage | DocumentError | None = None
    while (message := process.receive(seconds)) is not None:
        kind, *values = message
        if kind == "end" and found is not None:
            return found
        if kind == "image":
            width, height, boxes, coded = values
            try:
                png = base64.b64decode(coded, validate=True)
            except binascii.Error as error:
                raise ValueError("no picture") from error
            found = PageImage(page, png, int(width), int(height), tuple(map(_box, boxes)))
        elif kind == "failure":
            failure = item_from_json(message)
            found = failure if isinstance(failure, DocumentError) else None
    raise EOFError


def _box(values: list[float]) -> Box:
    left, top, width, height = (min(max(float(value), 0.0), 1.0) for value in values)
    return left, top, width, height
