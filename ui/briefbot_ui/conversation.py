"""The state of an open page, and how each action of a person changes it.

Anyone can send any request, so nothing in one is trusted: what does not fit changes nothing.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, replace
from typing import Any

from briefbot import (
    BriefbotError,
    Filter,
    IndexFormatError,
    QuestionError,
    Reply,
    as_record,
    filter_of,
    from_record,
    presentation,
    question_of_record,
)
from briefbot.presentation import Range
from briefbot_ui import article_view, feedback, render, uploads
from briefbot_ui.late import AnyAssistant
from briefbot_ui.question_queue import QueueFullError

log = logging.getLogger(__name__)

TURNS_KEPT = 50
HISTORY_KEPT = 3  # answers hold their articles, so a page keeps only a few
STOPPED = "Stopped. Ask again, or edit the question."
FAILED = "Something went wrong while answering. The details are in the log of briefbot chat."
OUTDATED = (
    "The index is of another version of briefbot, and healthy. How to update it is in the log of briefbot chat; add an "
    "article on this page, and an older one is updated, too."
)
GONE = "This article is no longer in the index. Ask the question again to search what is there now."
CHANGED = (
    "An article behind this answer is no longer in the index, or has changed. Ask again to search what is there now."
)


@dataclass(frozen=True, slots=True)
class Turn:
    """A question with its reply or notice, ready to show."""

    question: str
    html: str
    cited: tuple[tuple[str, int, int], ...] = ()  # document id, start and end of every quote
    reply: Reply | None = None  # None for a notice, and for a reply that is too old to be referred to


@dataclass(eq=False, slots=True)
class Asking:
    """A question that waits or is being answered. Safe to share between threads."""

    reply: asyncio.Future[tuple[Turn, str | None]]  # as `ask` returns it
    forgotten: bool = False  # the page has gone on to something else, and nothing of it may appear there

    def stop(self) -> None:
        """Wait no longer. A computation that has begun runs to its end, and its result is thrown away."""
        self.reply.get_loop().call_soon_threadsafe(self.reply.cancel)

    def forget(self) -> None:
        """Stop, and leave no turn that says so."""
        self.forgotten = True
        self.stop()


@dataclass(frozen=True, slots=True)
class Chat:
    """The turns of one open page, oldest first; small, because the server keeps it for as long as the page is open."""

    turns: tuple[Turn, ...] = ()
    asking: Asking | None = None

    @property
    def is_waiting(self) -> bool:
        """Whether a question is on its way."""
        return self.asking is not None and not self.asking.reply.done()

    @property
    def history(self) -> tuple[Reply, ...]:
        """What a follow-up question may refer to, oldest first."""
        return tuple(turn.reply for turn in self.turns if turn.reply)

    def after(self, turn: Turn) -> Chat:
        """Return the chat with one more turn, but only the last TURNS_KEPT turns and the last HISTORY_KEPT replies."""
        turns = [*self.turns, turn][-TURNS_KEPT:]
        old = [at for at, kept in enumerate(turns) if kept.reply][:-HISTORY_KEPT]
        for at in old:
            turns[at] = replace(turns[at], reply=None)
        return Chat(tuple(turns))

    def undone(self) -> Chat:
        """Return the chat without its last turn."""
        return Chat(self.turns[:-1])

    def html(self, pending: str = "") -> str:
        """Return the conversation as HTML, with the turn that is `pending`, if any, at its end."""
        return render.conversation([*(turn.html for turn in self.turns), pending])

    def cited_in(self, document_id: str) -> list[Range]:
        """Return every place of a document that an answer of the chat quotes."""
        return [(start, end) for turn in self.turns for id_, start, end in turn.cited if id_ == document_id]


def ask(
    assistant: AnyAssistant,
    question: str,
    within: object,
    chat: Chat,
    *,
    as_written: bool = False,
    alone: bool = False,
    kind: str | None = None,
) -> tuple[Turn, str | None]:
    """Return the turn for a question, and the source pane to show with it; None leaves the pane.

    `alone` asks it as if nothing had been asked before. An error becomes a turn that tells of it.
    """
    try:
        history = () if alone else chat.history
        reply = assistant.ask(question, history=history, within=filter_from(within), as_written=as_written, kind=kind)
        turn = turn_of(assistant, reply)
        return turn, opened(reply, chat.after(turn))
    except Exception as error:
        return notice(question, words_for(error)), None


def words_for(error: Exception) -> str:
    """Return what to tell a person or a program of an error: what they can mend.

    The message of any other error may name paths: it is logged instead.
    """
    if isinstance(error, QuestionError | QueueFullError):
        return str(error)
    log.error("a question failed", exc_info=error)
    return OUTDATED if isinstance(error, IndexFormatError) else FAILED


def notice(question: str, message: str, record: str = "") -> Turn:
    """Return a question without a reply, and what to do about it; the browser goes on keeping a `record` it had."""
    return Turn(question, render.notice_turn(question, message, record))


def turn_of(assistant: AnyAssistant, reply: Reply) -> Turn:
    """Return a reply as a turn, in which sources go by what a person calls them."""
    names = [uploads.source_name(source, assistant.index) for source in reply.within.sources]
    names = [name.lower() if name == uploads.ADDED else name for name in names]  # it stands within a sentence
    asked = replace(reply.asked, within=replace(reply.within, sources=tuple(names)))
    blocks = presentation.blocks(replace(reply, asked=asked))
    cited = tuple((source.document.id, *source.marked) for source in presentation.quoted(blocks))
    return Turn(reply.question, render.reply_turn(reply.question, blocks, as_record(reply)), cited, reply)


def opened(reply: Reply, chat: Chat) -> str:
    """Return the source pane for a reply: its best source, or the place to be read where it is unsure.

    Where there is neither, the pane says so.
    """
    if place := presentation.opening(presentation.blocks(reply)):
        return article_view.article(place.document, place.marked, place.tinted, chat.cited_in(place.document.id))
    return article_view.nothing(has_nearest=bool(reply.nearest))


def filter_from(within: object) -> Filter:
    """Return the filter for what the page says a question is restricted to.

    Raises QuestionError, with what to do, for what is no restriction.
    """
    if within is None:
        return Filter()
    try:
        return filter_of(within)
    except (ValueError, TypeError, LookupError) as error:
        log.info("no restriction: %.200r", within)
        raise QuestionError("This restriction cannot be read. Choose outlets and days anew.") from error


def article(assistant: AnyAssistant, request: Any, chat: Chat) -> str:
    """Return the source pane for a citation, or why it cannot be shown."""
    try:
        document_id = str(request["document"])
        start, end, first, last = (int(request[key]) for key in ("start", "end", "from", "to"))
        found = assistant.document(document_id)
        shift = found.shift_of(document_id)  # of a link from before its headline stood in it
        marked, tinted = (start + shift, end + shift), (first + shift, last + shift)
        return article_view.article(found, marked, tinted, chat.cited_in(found.id))
    except (KeyError, TypeError, ValueError):
        log.info("no article for %.200r", request)
        return article_view.notice(GONE)
    except Exception as error:
        return article_view.notice(words_for(error))


def restored(assistant: AnyAssistant, request: Any) -> Chat:
    """Return a conversation that the browser kept, read back against the index.

    A reply whose articles are gone or have changed, or whose index cannot be asked, becomes a notice; what is no record
    is left out.
    """
    chat = Chat()
    kept = request.get("records") if isinstance(request, dict) else None
    for record in kept[-TURNS_KEPT:] if isinstance(kept, list) else []:
        question = question_of_record(record)
        if not question:
            continue
        try:
            turn = turn_of(assistant, from_record(record, assistant.document))
        except IndexFormatError as error:
            log.warning("a turn cannot be read back: %s", error)
            turn = notice(question, OUTDATED, record)
        except (KeyError, ValueError, BriefbotError):
            turn = notice(question, CHANGED, record)
        chat = chat.after(turn)
    return chat


def rate(assistant: AnyAssistant, request: Any) -> str:
    """Keep a person's rating of an answer; return what to tell them."""
    try:
        reply = from_record(request["record"], assistant.document)
        path = feedback.keep(assistant.index, reply, bool(request["right"]))
        return f"Kept on this machine, in {path.name} beside the index. Nothing is sent."
    except OSError as error:
        log.warning("feedback could not be kept: %s", error)
        return f"This could not be kept: {error.strerror or 'the file cannot be written'}."
    except IndexFormatError as error:
        return f"This could not be kept. {words_for(error)}"
    except (KeyError, TypeError, ValueError, BriefbotError):
        log.info("no feedback")
        return "This could not be kept: the answer has changed. Ask again."
