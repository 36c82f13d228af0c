"""What an open page asks of the notebook, and of the originals of articles."""

from __future__ import annotations

import base64
import functools
import logging
from collections.abc import Callable, Collection
from typing import Any

from briefbot import Assistant, BriefbotError, Note, Notebook, NoteState, list_documents
from briefbot_ui import actions, notes_view
from briefbot_ui.conversation import words_for
from briefbot_ui.guard.people import current_person
from briefbot_ui.source_names import source_names
from briefbot_ui.templates import render

log = logging.getLogger(__name__)

GONE = "This article is no longer in the index, or has changed. Open it again."
NO_PAGE = "The page cannot be shown: the file is no longer there as it was read, or cannot be drawn."
NOT_KEPT = "The notebook cannot be read or written. The details are in the log of briefbot chat."


class NotebookActions:
    """Carries out what pages ask of the notebook of an index. What cannot be done is told above the list."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._notebook = Notebook(assistant.index)

    def list_notes(self, _: actions.ListNotes) -> dict[str, Any]:
        """Return the list, and how many notes it has."""
        return self._listed()

    def pin_note(self, pinned: actions.PinNote) -> dict[str, Any]:
        """Pin words of an article; return the list, or why they cannot be pinned."""
        try:
            document = self._assistant.document(pinned.document)
            shift = document.shift_of(pinned.document)
        except KeyError:
            return self._listed(GONE)
        start, end = (edge + shift for edge in pinned.place)
        by = current_person().name
        return self._done(lambda: self._notebook.pin(document, start, end, question=pinned.question, by=by))

    def comment_note(self, commented: actions.CommentNote) -> dict[str, Any]:
        return self._done(lambda: self._notebook.comment(commented.note, commented.comment))

    def remove_note(self, removed: actions.RemoveNote) -> dict[str, Any]:
        return self._done(lambda: self._notebook.remove(removed.note))

    def restore_note(self, restored: actions.RestoreNote) -> dict[str, Any]:
        return self._done(lambda: self._notebook.restore(restored.note))

    def move_note(self, moved: actions.MoveNote) -> dict[str, Any]:
        return self._done(lambda: self._notebook.move(moved.note, moved.before or None))

    def export_notes(self, wanted: actions.ExportNotes) -> dict[str, Any]:
        """Return a file of the notebook: its bytes in base64, its suffix and its media type."""
        _, suffix, media_type, written = notes_view.FORMS[wanted.form]
        data = written(self._shown())
        return {"data": base64.b64encode(data).decode("ascii"), "suffix": suffix, "type": media_type}

    def printed_page(self, wanted: actions.PrintedPage) -> dict[str, Any]:
        """Return the page of a PDF that a place is on, as it is printed, with the words marked."""
        try:
            document = self._assistant.document(wanted.document)
            shift = document.shift_of(wanted.document)
            start, end = (edge + shift for edge in wanted.place)
            image = self._assistant.page_image(document.id, start, end)
        except (KeyError, ValueError, BriefbotError) as error:
            log.info("no page: %s", error)
            return {"html": render("pane.html", message=NO_PAGE, failed=True)}
        pages = document.pages
        before = pages[image.page - 2] if image.page > 1 else None
        after = pages[image.page] if image.page < len(pages) else None
        picture = base64.b64encode(image.png).decode("ascii")
        values = {"image": image, "count": len(pages), "picture": picture, "before": before, "after": after}
        return {"html": render("notes/printed_page.html", **values, has_words=start < end)}

    def _done(self, act: Callable[[], object]) -> dict[str, Any]:
        try:
            act()
        except BriefbotError as error:
            return self._listed(self._told(error))
        return self._listed()

    def _listed(self, failed: str = "") -> dict[str, Any]:
        try:
            shown = self._shown()
        except BriefbotError as error:
            return {"html": notes_view.listed([], self._told(error)), "count": 0, "failure": ""}
        return {"html": notes_view.listed(shown, failed), "count": len(shown), "failure": failed}

    def _told(self, error: BriefbotError) -> str:
        return words_for(error, str(self._assistant.index), NOT_KEPT)

    def _shown(self) -> list[notes_view.Shown]:
        sources = functools.cache(self._sources)

        def state(note: Note) -> NoteState:
            return note.state(self._assistant.document, sources)

        return notes_view.shown_notes(self._notebook.notes(), state, source_names(self._assistant))

    def _sources(self) -> Collection[str]:
        """Return the sources of all articles, which are looked at only where the article of a note is not there."""
        try:
            return {entry.source for entry in list_documents(index=self._assistant.index)}
        except BriefbotError:
            return ()
