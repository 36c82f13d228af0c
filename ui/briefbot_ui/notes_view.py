"""The notebook as a person sees it: the list on the page, and files of it in Markdown, HTML and Word."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from briefbot import Note, NoteState
from briefbot.phrases import as_xml_holds, day, is_address
from briefbot_ui.export import CHECKABLE, line
from briefbot_ui.markdown import escaped
from briefbot_ui.source_names import SourceNames
from briefbot_ui.templates import render

WARNINGS = {
    NoteState.SAME: "",
    NoteState.CHANGED: "The article has changed since. These are the words as they were pinned.",
    NoteState.GONE: "The article is no longer in the index. These are the words as they were pinned.",
}
MOST_COMMENT = 10_000


@dataclass(frozen=True, slots=True)
class Shown:
    """A note with what has become of its article, and its neighbours in the list."""

    note: Note
    state: NoteState
    source: str  # what it is called
    previous: str = ""  # ids; "" where there is none
    next: str = ""
    after_next: str = ""

    @property
    def id(self) -> str:
        """The id of its article, as the links of the page have it."""
        return self.note.document_id

    @property
    def place(self) -> tuple[int, int]:
        return self.note.start, self.note.end

    @property
    def is_same(self) -> bool:
        return self.state is NoteState.SAME

    @property
    def warning(self) -> str:
        return WARNINGS[self.state]

    @property
    def title(self) -> str:
        """The title or, where that is blank, the address or the name of the file."""
        if self.note.title.strip():
            return self.note.title
        return self.source if is_address(self.source) else PurePath(self.source).name or self.source

    @property
    def where(self) -> str:
        """Outlet, day and page, as far as they are known."""
        note = self.note
        date = day(note.published) if note.published else ""
        parts = [note.outlet, date, f"page {note.page}" if note.page else ""]
        return ", ".join(filter(None, parts))

    @property
    def when(self) -> str:
        return day(self.note.at.date())

    @property
    def reference(self) -> str:
        """All that is known of the place, to find the words again."""
        source = self.source if self.source != self.title else ""
        place = f"characters {self.note.start}–{self.note.end}"
        return ", ".join(filter(None, [self.title, self.where, source, place]))


def shown_notes(notes: Sequence[Note], state: Callable[[Note], NoteState], names: SourceNames) -> list[Shown]:
    """Return notes as they are shown, in their order."""
    ids = [note.id for note in notes]

    def at(position: int) -> str:
        return ids[position] if 0 <= position < len(ids) else ""

    return [
        Shown(note, state(note), names.shown(note.source), at(number - 1), at(number + 1), at(number + 2))
        for number, note in enumerate(notes)
    ]


def listed(notes: Sequence[Shown], failed: str = "") -> str:
    """Return the list with what can be done with each note."""
    forms = [(form, label) for form, (label, *_) in FORMS.items()]
    return render("notes/list.html", notes=notes, forms=forms, failed=failed, most_comment=MOST_COMMENT)


def markdown(notes: Sequence[Shown]) -> bytes:
    """Return the notebook as Markdown, in which nothing that an article or a person says is markup."""
    lines = [f"# {_title()}", "", CHECKABLE, ""]
    for shown in notes:
        note = shown.note
        lines += [f"## {escaped(line(note.question))}", ""] if note.question.strip() else ["---", ""]
        lines += [*(f"> {escaped(each.strip())}" for each in _lines(note.quote)), ""]
        lines += [text for each in _lines(note.comment) for text in (escaped(each.strip()), "")]
        lines += [f"{escaped(line(shown.reference))}, sha256 `{note.sha256}`", ""]
        lines += [f"*{shown.warning}*", ""] if shown.warning else []
    return ("\n".join(lines).rstrip() + "\n").encode("utf-8", "replace")


def html(notes: Sequence[Shown]) -> bytes:
    """Return the notebook as a page that needs no other file."""
    return render("notes/export.html", title=_title(), note=CHECKABLE, notes=notes, line=line).encode("utf-8")


def word(notes: Sequence[Shown]) -> bytes:
    """Return the notebook as a Word file."""
    import docx

    file = docx.Document()
    file.core_properties.author = ""
    file.core_properties.title = _title()
    file.add_heading(_title(), 0)
    file.add_paragraph(CHECKABLE)
    for shown in notes:
        note = shown.note
        if note.question.strip():
            file.add_heading(as_xml_holds(line(note.question)), 2)
        file.add_paragraph(as_xml_holds(note.quote), style="Intense Quote")
        if note.comment.strip():
            file.add_paragraph(as_xml_holds(note.comment))
        reference = file.add_paragraph()
        reference.add_run(as_xml_holds(f"{line(shown.reference)}, sha256 {note.sha256}")).italic = True
        if shown.warning:
            file.add_paragraph(shown.warning)
    written = io.BytesIO()
    file.save(written)
    return written.getvalue()


FORMS: dict[str, tuple[str, str, str, Callable[[Sequence[Shown]], bytes]]] = {
    "markdown": ("Markdown", "md", "text/markdown", markdown),
    "html": ("HTML", "html", "text/html", html),
    "word": ("Word", "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", word),
}  # name -> what it is called, suffix, media type, what writes it


def _title() -> str:
    return f"Notebook, {day(dt.date.today())}"


def _lines(text: str) -> list[str]:
    return [each for each in text.splitlines() if each.strip()]
