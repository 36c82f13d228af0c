"""Everything that an open page can ask of the server: each action is listed here, with the payload that it brings.

Anyone can send any request: a payload that does not fit is refused before anything is done.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from briefbot_ui.guard.people import Scope

HISTORY_KEPT = 3  # replies that a question may lean on

Id = Annotated[str, Field(max_length=100)]
Name = Annotated[str, Field(max_length=1000)]
Words = Annotated[str, Field(max_length=1000)]
Record = Annotated[str, Field(max_length=1_000_000)]
Place = tuple[Annotated[int, Field(ge=0)], Annotated[int, Field(ge=0)]]


class Payload(BaseModel):
    """What an action brings: checked, and frozen."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    scope: ClassVar[Scope] = Scope.READ  # what a person must be allowed to do


class Change(Payload):
    """What changes the articles, or what is told of them."""

    scope: ClassVar[Scope] = Scope.WRITE


class Ask(Payload):
    """Ask a question, after earlier replies that it may lean on."""

    id: Id  # by which it can be stopped
    question: str
    history: Annotated[tuple[Record, ...], Field(max_length=HISTORY_KEPT)] = ()  # records of replies, oldest first
    within: Any = None  # what it is restricted to; see `briefbot.filter_of`
    as_written: bool = False
    alone: bool = False
    kind: Name | None = None
    wrong_per_hundred: Annotated[float, Field(ge=0, le=100)] | None = None  # None: as the chat is set


class Stop(Payload):
    """Wait no longer for the reply to a question."""

    id: Id


class Restore(Payload):
    """Show a conversation that the browser kept."""

    records: Annotated[tuple[Record, ...], Field(max_length=1000)]


class OpenArticle(Payload):
    """Show an article at a place."""

    document: Id
    marked: Place
    tinted: Place
    also: Annotated[tuple[Place, ...], Field(max_length=1000)] = ()  # what else is quoted of it


class Rate(Payload):
    """Keep what a person says of a reply: right, wrong, or nothing any more."""

    record: Record
    right: bool | None


class NextQuestions(Payload):
    """Work out which questions go on from a reply."""

    record: Record


class Export(Payload):
    """Make a file of a conversation."""

    records: Annotated[tuple[Record, ...], Field(max_length=1000)]
    form: Literal["markdown", "html", "share"]


class ListNotes(Payload):
    """List the notes of the notebook."""


class PinNote(Payload):
    """Pin words of an article to the notebook."""

    document: Id
    place: Place
    question: Annotated[str, Field(max_length=2000)] = ""


class CommentNote(Payload):
    """Put a comment beside a note."""

    note: Id
    comment: Annotated[str, Field(max_length=20_000)]


class RemoveNote(Payload):
    """Take a note out of the notebook."""

    note: Id


class RestoreNote(Payload):
    """Put a note back that was taken out."""

    note: Id


class MoveNote(Payload):
    """Put a note before another one, or at the end."""

    note: Id
    before: Id = ""


class ExportNotes(Payload):
    """Make a file of the notebook."""

    form: Literal["markdown", "html", "word"]


class PrintedPage(Payload):
    """Draw the page of a PDF that a place is on."""

    document: Id
    place: Place


class Overview(Payload):
    """Draw what the page shows of the index."""


class Suggestions(Payload):
    """Draw questions to begin with."""


class Look(Payload):
    """Tell which build of the index there is, and what is being done."""


class Openers(Payload):
    """Draw questions of other kinds to begin with."""


class ListArticles(Payload):
    """List the articles that have all of the words, or whose text holds them."""

    words: Words = ""
    shown: Annotated[int, Field(ge=1)] = 100
    order: Literal["published", "added", "title", "outlet"] = "published"
    known: Annotated[int, Field(ge=0)] | None = None  # `Entry.added` of the last one that the page knew: others are new


class FoundArticles(Payload):
    """Name the articles that `ListArticles` finds."""

    words: Words = ""


class HeldArticles(Payload):
    """Name the articles of a holding."""

    key: Id


class Collections(Payload):
    """Draw the collections."""

    just_deleted: bool = False  # with a way back to the one that was deleted last


class SaveCollection(Change):
    """Keep articles, and sources of the index, as a collection."""

    name: Name
    documents: Annotated[tuple[Id, ...], Field(max_length=10_000)] = ()
    holdings: Annotated[tuple[Id, ...], Field(max_length=100)] = ()  # by their keys


class RenameCollection(Change):
    """Give a collection another name."""

    name: Name
    new_name: Name


class DeleteCollection(Change):
    """Delete a collection, not its articles."""

    name: Name


class RestoreCollection(Change):
    """Put back the collection that was deleted last."""


class CollectedArticles(Payload):
    """Name the articles of a collection."""

    name: Name


class Outcome(Payload):
    """Draw how the last job ended."""


class Dismiss(Change):
    """Forget how the last job ended."""


class UploadedFile(Payload):
    """A file that has been uploaded; `path` is empty where it has not arrived."""

    path: str
    name: str
    size: int = 0


class AddFiles(Change):
    """Add uploaded files to the articles."""

    files: tuple[UploadedFile, ...]


class AddText(Change):
    """Add pasted text to the articles."""

    text: str
    title: Name = ""
    outlet: Name = ""
    published: Name = ""


class AddAddress(Change):
    """Fetch a page or a feed and follow it from now on."""

    address: Annotated[str, Field(max_length=2000)]


class AddExamples(Change):
    """Add the example articles."""


class Remove(Change):
    """Remove a holding from the index."""

    key: Id


class UndoRemoval(Change):
    """Put back what was removed last."""


class Refresh(Change):
    """Look for what has changed in all that the index follows."""


class StopBuild(Change):
    """End the build that is running."""


ASKING: tuple[type[Payload], ...] = (
    Ask,
    Stop,
    Restore,
    OpenArticle,
    Rate,
    NextQuestions,
    Export,
    ListNotes,
    PinNote,
    CommentNote,
    RemoveNote,
    RestoreNote,
    MoveNote,
    ExportNotes,
    PrintedPage,
    Overview,
    Suggestions,
    Openers,
)
COLLECTING: tuple[type[Payload], ...] = (
    Look,
    ListArticles,
    FoundArticles,
    HeldArticles,
    Collections,
    SaveCollection,
    RenameCollection,
    DeleteCollection,
    RestoreCollection,
    CollectedArticles,
    Outcome,
    Dismiss,
    AddFiles,
    AddText,
    AddAddress,
    AddExamples,
    Remove,
    UndoRemoval,
    Refresh,
    StopBuild,
)  # where articles can be added and removed


def name_of(payload: type[Payload]) -> str:
    """Return the name by which the page calls an action: OpenArticle is open_article."""
    return re.sub("(?<=[a-z])(?=[A-Z])", "_", payload.__name__).lower()
