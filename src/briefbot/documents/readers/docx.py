"""A .docx file -> its Document: paragraphs and tables of the body, in order, and its notes below them.

python-docx opens the file and finds its body; the body is walked here, since python-docx passes over text that was
inserted with changes tracked, and over content controls.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from itertools import islice
from typing import Any

from briefbot.blocks import Block, BlockKind
from briefbot.documents.input.archives import open_zip, read_entry
from briefbot.documents.input.format import Content, Form, Format
from briefbot.documents.metadata.assembly import assemble_stated
from briefbot.errors import DocumentError
from briefbot.text.characters import NOT_FOR_XML
from briefbot.text.raised import written_lowered, written_raised
from briefbot.types import Document

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_NOTE_PARTS = {"word/footnotes.xml": "footnote", "word/endnotes.xml": "endnote"}  # and what a note is called in each
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_STYLES = {"Title": BlockKind.HEADLINE, "Subtitle": BlockKind.STANDFIRST, "Caption": BlockKind.CAPTION}
_CONTENTS = re.compile(r"TOC(?:\d|Heading)|TableofFigures")  # the styles of lists of headings, with their pages
_CHARACTERS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "\u2011"}
_MOST_COLUMNS = 64  # that one cell goes over: Word has no more in a table
_APART = frozenset([f"{_W}del", f"{_W}moveFrom", f"{_W}txbxContent", f"{_W}pPr", f"{_W}rPr", _FALLBACK])
_WRAPPERS = frozenset(f"{_W}{name}" for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag", "body"))


def read_docx(data: bytes, source: str) -> Iterator[Document]:
    """Yield the one document of a Word file: its paragraphs apart by a blank line, the cells of a row by " | ".

    Footnotes and endnotes follow the text, in the order of their marks. Deleted text of tracked changes, headers and
    footers are left out. The day on which the file was made is not used as that of its publication. Raises
    DocumentError where it is damaged or holds no text.
    """
    import docx

    with open_zip(data, source) as archive:  # checked, so that python-docx unpacks no more than it may
        notes = {name: read_entry(archive, name, source) for name in _NOTE_PARTS if name in archive.namelist()}
    try:
        file = docx.Document(BytesIO(data))
        body = file.element.body
        raised = _Raised(file)
        blocks = [*_blocks(body, raised), *_notes(body, notes, raised)]
        properties = file.core_properties
        title, author = properties.title or "", properties.author or ""
        marked = next(_titles(body, raised), "")
    except Exception as error:  # of many kinds: zipfile's, zlib's, lxml's, and python-docx's own for a missing part
        raise DocumentError(source, "is a damaged Word document; open it in Word and save it again") from error
    text, marks = _joined(blocks)
    if not text:
        raise DocumentError(source, "holds no text; if it holds pictures of text, recognise the text first")
    yield assemble_stated(text, source, title=title, author=author, marked=marked, blocks=marks)


def _titles(body: Any, raised: _Raised) -> Iterator[str]:
    """Yield those of the first twenty paragraphs that have text and the style that Word calls Title."""
    for paragraph in islice(body.iterchildren(f"{_W}p"), 20):
        text = _tidy(_inline(paragraph, raised)) if _style(paragraph) is BlockKind.HEADLINE else ""
        if text:
            yield text


def _joined(blocks: list[tuple[str, BlockKind | None]]) -> tuple[str, list[Block]]:
    """Return the blocks apart by a blank line, and those among them that their style or their table marks."""
    blocks = [(text, kind) for text, kind in blocks if text]
    marks: list[Block] = []
    at = 0
    for text, kind in blocks:
        if kind:
            marks.append(Block(kind, at, at + len(text)))
        at += len(text) + 2
    return "\n\n".join(text for text, _ in blocks), marks


def _style(paragraph: Any) -> BlockKind | None:
    """Return what the style of a paragraph says that it is; Word numbers its own styles alike in every language."""
    properties = paragraph.find(f"{_W}pPr")
    style = properties.find(f"{_W}pStyle") if properties is not None else None
    name = style.get(f"{_W}val", "") if style is not None else ""
    if _CONTENTS.fullmatch(name):
        return BlockKind.FURNITURE
    listed = properties is not None and properties.find(f"{_W}numPr") is not None and not name.startswith("Heading")
    return BlockKind.LIST if listed or name.startswith("List") else _STYLES.get(name)


class _Raised:
    """What a Word file sets above or below the line, by itself or by the style of its characters."""

    def __init__(self, file: Any) -> None:
        self._styles = {
            style.get(f"{_W}styleId"): places[0]
            for style in file.styles.element.iter(f"{_W}style")
            if (places := [align.get(f"{_W}val") for align in style.iter(f"{_W}vertAlign")])
        }

    def place(self, run: Any) -> str | None:
        """Return "superscript" or "subscript" for a run that is set so, another word or None for one that is not."""
        properties = run.find(f"{_W}rPr")
        if properties is None:
            return None
        align, style = properties.find(f"{_W}vertAlign"), properties.find(f"{_W}rStyle")
        if align is not None:
            return str(align.get(f"{_W}val"))
        return self._styles.get(style.get(f"{_W}val")) if style is not None else None


def _notes(body: Any, parts: dict[str, bytes], raised: _Raised) -> Iterator[tuple[str, BlockKind | None]]:
    """Yield the text of each note of a Word file, in the order of their marks, footnotes first.

    One without a mark in the body, as the rule above them, is passed over.
    """
    from docx.oxml import parse_xml

    for name, data in parts.items():
        called = _NOTE_PARTS[name]
        root = parse_xml(data)
        notes = {note.get(f"{_W}id"): note for note in root.iter(f"{_W}{called}") if not note.get(f"{_W}type")}
        marks = (mark.get(f"{_W}id") for mark in body.iter(f"{_W}{called}Reference"))
        for number in dict.fromkeys(marks):
            if number in notes:
                for text, kind in _blocks(notes[number], raised):
                    yield text, kind if kind is BlockKind.TABLE else BlockKind.NOTE


def _blocks(element: Any, raised: _Raised) -> Iterator[tuple[str, BlockKind | None]]:
    """Yield the text of each paragraph and of each table, in order, and what it is where that is said."""
    before = ""  # of paragraphs whose ends are deleted, so that the next one goes on with them
    for child in element:
        if child.tag == f"{_W}p" and not len(child):
            continue
        if child.tag == f"{_W}p":
            text = before + _inline(child, raised)
            before = text if _is_deleted(child) else ""
            text = "" if before else _tidy(text)
            yield text, _style(child) if text else None
            for box in child.iter(f"{_W}txbxContent"):
                is_own = next(box.iterancestors(f"{_W}p")) is child  # not in a box within a box
                if is_own and not any(above.tag == _FALLBACK for above in box.iterancestors()):
                    yield from _blocks(box, raised)
        elif child.tag == f"{_W}tbl":
            yield from _table(child, raised)
        elif child.tag in _WRAPPERS and not _is_unseen(child):
            yield from _blocks(child, raised)
    if before:
        yield _tidy(before), None


def _table(table: Any, raised: _Raised) -> Iterator[tuple[str, BlockKind | None]]:
    """Yield a table, and those within its cells below it; of one that is a single cell, a frame, what is in that."""
    rows = [row for row in _own(table, "tr") if not _is_deleted(row)]
    if len(rows) == 1 and len(cells := list(_own(rows[0], "tc"))) == 1:
        yield from _blocks(cells[0], raised)
        return
    above: dict[int, str] = {}  # the text of cells that go on in the next row, by their columns
    lines: list[str] = []
    inner: list[tuple[str, BlockKind | None]] = []
    for row in rows:
        texts = [""] * _number(row.find(f"{_W}trPr"), "gridBefore")
        for cell in _own(row, "tc"):
            properties = cell.find(f"{_W}tcPr")
            merged = properties.find(f"{_W}vMerge") if properties is not None else None
            blocks = list(_blocks(cell, raised))
            said = " ".join(" ".join(text for text, kind in blocks if kind is not BlockKind.TABLE).split())
            inner += [block for block in blocks if block[1] is BlockKind.TABLE]
            if merged is None:
                above.pop(len(texts), None)
            elif merged.get(f"{_W}val") == "restart":
                above[len(texts)] = said
            else:
                said = said or above.get(len(texts), "")
            texts += [said, *[""] * (_number(properties, "gridSpan") - 1)]
        if any(texts):
            lines.append(f"| {' | '.join(texts)} |")
    yield "\n".join(lines), BlockKind.TABLE
    yield from inner


def _number(properties: Any, name: str) -> int:
    """Return how many columns a property of a row or a cell counts, 0 where it has none; no more than 64."""
    found = properties.find(f"{_W}{name}") if properties is not None else None
    value = found.get(f"{_W}val", "") if found is not None else ""
    return min(int(value), _MOST_COLUMNS) if value.isdecimal() else 0


def _is_deleted(element: Any) -> bool:
    """Return whether a row, or the end of a paragraph, is deleted with changes tracked."""
    return any(element.find(f"{_W}{path}/{_W}del") is not None for path in ("trPr", f"pPr/{_W}rPr"))


def _own(element: Any, name: str) -> Iterator[Any]:
    """Yield the rows of a table or the cells of a row, without those of the tables within them."""
    for child in element:
        if child.tag == f"{_W}{name}":
            yield child
        elif child.tag in _WRAPPERS:
            yield from _own(child, name)


def _inline(paragraph: Any, raised: _Raised) -> str:
    """Return the text within a paragraph, in order, with what is raised or lowered written out."""
    pieces: list[tuple[str, str | None]] = []  # neighbours that are set alike are one: a number may be in parts
    for text, place in _runs(paragraph, raised):
        if pieces and pieces[-1][1] == place:
            pieces[-1] = (pieces[-1][0] + text, place)
        else:
            pieces.append((text, place))
    line = ""
    for number, (text, place) in enumerate(pieces):
        if place == "superscript":
            after = pieces[number + 1][0] if number + 1 < len(pieces) else ""
            line += written_raised(line.rpartition("\n")[2], text, after)
        else:
            line += written_lowered(line, text) if place == "subscript" else text
    return line


def _runs(paragraph: Any, raised: _Raised) -> Iterator[tuple[str, str | None]]:
    """Yield each text within a paragraph, in order, and whether it is raised or lowered."""
    pending: list[tuple[Any, str | None]] = [(child, None) for child in reversed(paragraph)]
    while pending:
        child, place = pending.pop()
        if child.tag == f"{_W}t":
            yield child.text or "", place
        elif child.tag in _CHARACTERS:
            yield _CHARACTERS[child.tag], None
        elif child.tag not in _APART and not _is_unseen(child):
            place = raised.place(child) if child.tag == f"{_W}r" else place
            pending += [(inner, place) for inner in reversed(child)]


def _is_unseen(element: Any) -> bool:
    """Return whether a run is set as hidden text, or a content control only says that something be entered there."""
    if element.tag == f"{_W}sdt":
        return element.find(f"{_W}sdtPr/{_W}showingPlcHdr") is not None
    hidden = element.find(f"{_W}rPr/{_W}vanish") if element.tag == f"{_W}r" else None
    return hidden is not None and hidden.get(f"{_W}val", "true") not in ("false", "0", "off")


def _tidy(text: str) -> str:
    lines = (line.strip() for line in NOT_FOR_XML.sub("", text).replace("\xa0", " ").split("\n"))
    return "\n".join(line for line in lines if line)


def _is_word(content: Content) -> bool:
    return "word/document.xml" in content.entries


FORMAT = Format(
    name="Word",
    suffixes=(".docx",),
    media_types=("application/vnd.openxmlformats-officedocument.wordprocessingml.document",),
    form=Form.BINARY,
    read=read_docx,
    looks_like=_is_word,
)
