"""The notebook of an index: words of articles that a person has pinned, with comments of their own.

It is kept beside the index, by its store, as `notes.jsonl`. Each line is a change, added in one write, and nothing is
ever rewritten: what is read from it are the notes as the changes have left them. A line that is no change is passed
over. See docs/decisions/0062-a-notebook-beside-the-index.md.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import os
from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass, field, fields, replace
from enum import Enum
from typing import Any

from briefbot.errors import BriefbotError
from briefbot.index_address import Index
from briefbot.settings import settings_for
from briefbot.store import NOTES, open_store
from briefbot.types import Document, is_text

MOST_QUOTED = 20_000  # characters of a note's words
MOST_COMMENT = 10_000  # characters of a comment
MOST_NOTES = 5_000
MOST_BYTES = 64 * 1024 * 1024  # of the file

_LOG = logging.getLogger(__name__)


class NoteState(Enum):
    """What has become of the article that a note quotes."""

    SAME = "same"  # the index has it, and the words stand where they stood
    CHANGED = "changed"  # the index has another text from the same source
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Note:
    """Words of an article, kept whatever becomes of it: `quote` is [start:end] of the text with that `sha256`."""

    id: str
    document_id: str
    start: int
    end: int
    sha256: str  # of the article's text
    quote: str = field(repr=False)
    title: str
    source: str
    at: dt.datetime  # when it was pinned, in UTC
    outlet: str = ""
    author: str = ""
    published: dt.date | None = None
    page: int | None = None
    question: str = ""  # that it answers
    comment: str = ""  # the person's own words
    by: str = ""  # who pinned it, where that is known

    def state(
        self, document: Callable[[str], Document], sources: Callable[[], Collection[str]] = lambda: ()
    ) -> NoteState:
        """Return what has become of the article: `document` gives the one with an id, or raises KeyError.

        `sources` gives the sources of all articles; without them a text that has changed counts as gone.
        """
        try:
            found = document(self.document_id)
            shift = found.shift_of(self.document_id)  # where its headline was put in front of it since
        except KeyError:
            return NoteState.CHANGED if self.source in sources() else NoteState.GONE
        is_same_text = found.sha256 == self.sha256 or shift > 0
        stands = found.text[self.start + shift : self.end + shift] == self.quote
        return NoteState.SAME if is_same_text and stands else NoteState.CHANGED


class Notebook:
    """The notes of one index, in the order that a person gave them. Safe to share between threads and processes."""

    def __init__(self, index: Index) -> None:
        self._kept = open_store(index).kept(NOTES)

    @classmethod
    def open(cls, index: str | Index | None = None) -> Notebook:
        """Return the notebook of an index (default: BRIEFBOT_INDEX or index/default)."""
        return cls(settings_for(index, None).index)

    @property
    def place(self) -> str:
        """Where it is kept, as messages name it: the file, which is made with the first note, or that on a server."""
        return str(self._kept)

    def notes(self) -> tuple[Note, ...]:
        """Return the notes in their order. Raises BriefbotError where the file cannot be read."""
        notes, _ = self._read()
        return tuple(notes.values())

    def pin(
        self, document: Document, start: int, end: int, *, question: str = "", comment: str = "", by: str = ""
    ) -> Note:
        """Add the words [start, end) of an article at the end, and return the note.

        A note of the same words is returned as it is. Raises BriefbotError for a range that holds no words or too many,
        for a comment that is too long, and where the file cannot be written.
        """
        if not 0 <= start < end <= len(document.text) or not document.text[start:end].strip():
            raise BriefbotError("There are no words to pin. Select some in the article.")
        if end - start > MOST_QUOTED:
            raise BriefbotError(f"At most {MOST_QUOTED:,} characters can be pinned at once. Select fewer.")
        now = dt.datetime.now(dt.UTC).replace(microsecond=0)
        note = Note(
            id=os.urandom(8).hex(),
            document_id=document.id,
            start=start,
            end=end,
            sha256=document.sha256,
            quote=document.text[start:end],
            title=document.title,
            source=document.source,
            outlet=document.outlet or "",
            author=document.author or "",
            published=document.published,
            page=document.page_at(start),
            question=_stored(question)[:MOST_COMMENT],
            comment=_checked(comment),
            by=_stored(by)[:MOST_COMMENT],
            at=now,
        )
        notes, _ = self._read()
        place = (note.document_id, start, end)
        if same := next((one for one in notes.values() if (one.document_id, one.start, one.end) == place), None):
            return same
        if len(notes) >= MOST_NOTES:
            raise BriefbotError(f"The notebook has {MOST_NOTES:,} notes, and takes no more. Delete some.")
        self._append({"pin": _as_json(note)})
        return note

    def comment(self, note_id: str, comment: str) -> None:
        """Put a comment in place of the one that a note has. Raises BriefbotError where there is no such note."""
        comment = _checked(comment)
        self._known(note_id)
        self._append({"comment": comment, "note": note_id})

    def remove(self, note_id: str) -> None:
        """Take a note out. Raises BriefbotError where there is no such note."""
        self._known(note_id)
        self._append({"remove": note_id})

    def restore(self, note_id: str) -> None:
        """Put a note back that was taken out, where it was. Raises BriefbotError where none was."""
        _, removed = self._read()
        if note_id not in removed:
            raise BriefbotError("This note was not deleted.")
        self._append({"restore": note_id})

    def move(self, note_id: str, before: str | None = None) -> None:
        """Put a note before another one, or at the end. Raises BriefbotError where there is no such note."""
        for known in filter(None, (note_id, before)):
            self._known(known)
        self._append({"move": note_id, "before": before})

    def _known(self, note_id: str) -> None:
        if note_id not in self._read()[0]:
            raise BriefbotError("This note is no longer in the notebook.")

    def _read(self) -> tuple[dict[str, Note], set[str]]:
        """Return the notes by id, in their order, and the ids of those that were taken out."""
        data = self._kept.read(MOST_BYTES)
        kept: dict[str, Note] = {}
        order: list[str] = []
        removed: set[str] = set()
        wrong = 0
        for line in data.split(b"\n"):
            if line.strip():
                wrong += not _apply(line, kept, order, removed)
        if wrong:
            _LOG.warning("%s: %d lines are no changes of a notebook, and are passed over", self._kept, wrong)
        return {id_: kept[id_] for id_ in order if id_ not in removed}, removed

    def _append(self, change: dict[str, Any]) -> None:
        """Add a change as a line."""
        self._kept.append(json.dumps(change, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n")


def _apply(line: bytes, kept: dict[str, Note], order: list[str], removed: set[str]) -> bool:
    """Carry out the change in a line; return whether it was one."""
    try:
        change = json.loads(line)
        if "pin" in change:
            note = _from_json(change["pin"])
            if note.id in kept:
                return False
            kept[note.id] = note
            order.append(note.id)
        elif "comment" in change:
            kept[change["note"]] = replace(kept[change["note"]], comment=_checked(change["comment"]))
        elif "remove" in change:
            removed.add(kept[change["remove"]].id)
        elif "restore" in change:
            removed.remove(change["restore"])
        else:
            id_, before = kept[change["move"]].id, change["before"]
            if before is not None and before not in kept:
                return False
            if before != id_:
                order.remove(id_)
                order.insert(len(order) if before is None else order.index(before), id_)
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError, BriefbotError):
        return False
    return True


def _as_json(note: Note) -> dict[str, Any]:
    published = note.published and note.published.isoformat()
    return {**asdict(note), "published": published, "at": note.at.isoformat()}


def _from_json(known: dict[str, Any]) -> Note:
    """Return the note that `_as_json` was given. Raises ValueError, TypeError or LookupError for anything else."""
    values = {one.name: known[one.name] for one in fields(Note)}
    texts = ("id", "document_id", "sha256", "quote", "title", "source", "outlet", "author", "question", "comment", "by")
    if not all(isinstance(values[name], str) and is_text(values[name]) for name in texts):
        raise TypeError("a string is wanted")
    numbers = [values["start"], values["end"], 1 if values["page"] is None else values["page"]]
    if not all(isinstance(number, int) and not isinstance(number, bool) for number in numbers):
        raise TypeError("a number is wanted")
    if values["start"] < 0 or values["end"] - values["start"] != len(values["quote"]) or not values["quote"]:
        raise ValueError("the range is not that of the words")
    published = values["published"] and dt.date.fromisoformat(values["published"])
    at = dt.datetime.fromisoformat(values["at"])
    return Note(**{**values, "published": published or None, "at": at})


def _stored(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def _checked(comment: str) -> str:
    if len(comment) > MOST_COMMENT:
        raise BriefbotError(f"A comment has at most {MOST_COMMENT:,} characters. Shorten it.")
    return _stored(comment)
