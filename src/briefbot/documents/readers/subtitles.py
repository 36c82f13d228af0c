"""Subtitles, .srt and .vtt -> their Document: what is said, as running text, without the numbers and times of cues."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from briefbot.documents.input.decoding import decode
from briefbot.documents.input.format import Content, Form, Format
from briefbot.documents.metadata.assembly import assemble, readable_name
from briefbot.documents.metadata.headings import Heading
from briefbot.errors import DocumentError
from briefbot.text.sentence_ends import ENDS_PROSE
from briefbot.types import Document

_TIME = r"(?:\d{1,3}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?"
_TIMING = re.compile(rf"[ \t]*(?P<from>{_TIME})[ \t]*-->[ \t]*(?P<to>{_TIME})(?:[ \t].*)?")
_BEGINS = re.compile(rf"\s*(?:WEBVTT\b[^\n]*\n(?:.|\n){{0,2000}}?\n)?(?:[^\n]{{0,60}}\n)?{_TIMING.pattern}(?:\n|\Z)")
_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_VOICE = re.compile(r"<v(?:\.[\w.-]+)*[ \t]+(?P<name>[^>\n]{1,80})>")
_MARKS = re.compile(r"</?[a-z][^<>\n]{0,80}>|<[\d:.]+>|\{\\[^{}\n]{0,80}\}", re.IGNORECASE)
_SPEAKER = re.compile(r"(?:[-\u2013\u2014]|>>+)\s*(?=\S)")  # before what another one says
_PAUSE = 4.0  # seconds of silence after which a paragraph begins
_LONGEST = 600  # characters of a paragraph, beyond which the next sentence begins another


def read_subtitles(data: bytes, source: str) -> Iterator[Document]:
    """Yield the one document of a file of subtitles. Raises DocumentError where it is none, or nothing is said."""
    text = decode(data, source)
    spoken = spoken_text(text)
    if spoken is None:
        raise DocumentError(source, "holds no subtitles; save its text as .txt")
    if not spoken:
        raise DocumentError(source, "holds subtitles in which nothing is said; there is nothing to index")
    yield assemble(spoken, source, Heading(title=readable_name(source)))  # no line of it is a headline


def spoken_text(text: str) -> str | None:
    """Return what subtitles say, in paragraphs; None for a text that does not begin as subtitles do.

    Lines of a sentence are joined by a space. A paragraph ends where another one speaks, after a pause, and where it
    grows long, if a sentence ends there. A line that the cue before it has as well, as in rolling subtitles, is left
    out.
    """
    if not _BEGINS.match(text):
        return None
    paragraphs: list[str] = []
    last, ended = "", 0.0
    for cue in _BLANK_LINES.split(text):
        lines = cue.strip("\n").split("\n")
        timing, at = next(
            ((found, at) for at, line in enumerate(lines[:2]) if (found := _TIMING.fullmatch(line))), (None, 0)
        )
        if timing is None:
            continue  # the head, a note, a style
        pause = _seconds(timing["from"]) - ended > _PAUSE
        ended = _seconds(timing["to"])
        for line in lines[at + 1 :]:
            said, is_new = _said(line)
            if not said or said == last:
                continue
            last = said
            whole = not paragraphs or ENDS_PROSE.search(paragraphs[-1][-10:]) is not None
            if not paragraphs or is_new or (whole and (pause or len(paragraphs[-1]) > _LONGEST)):
                paragraphs.append(said)
            else:
                paragraphs[-1] += f" {said}"
            pause = False
    return "\n\n".join(paragraphs)


def _said(line: str) -> tuple[str, bool]:
    """Return what a line says without its marks, and whether it begins what another one says."""
    voice = _VOICE.search(line)
    line = " ".join(html.unescape(_MARKS.sub("", line)).split())
    dash = _SPEAKER.match(line)
    line = line[dash.end() :] if dash else line
    return (f"{voice['name'].strip()}: {line}" if voice and line else line), bool(voice or dash)


def _seconds(time: str) -> float:
    seconds = 0.0
    for part in time.replace(",", ".").split(":"):
        seconds = 60 * seconds + float(part)
    return seconds


def _is_subtitles(content: Content) -> bool:
    return _BEGINS.match(content.start.decode("utf-8", "ignore").replace("\r\n", "\n")) is not None


FORMAT = Format(
    name="subtitles",
    suffixes=(".srt", ".vtt"),
    media_types=("text/vtt", "application/x-subrip"),
    form=Form.TEXT,
    read=read_subtitles,
    looks_like=_is_subtitles,
)
