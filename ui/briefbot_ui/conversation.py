"""What an open page asks of the conversation: questions, kept replies, articles, ratings.

The page holds the conversation and sends the records of the replies that a question may lean on, so any process that
has the index can answer it. Nothing in a request is trusted: records are read back against the articles.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from briefbot import (
    Assistant,
    BriefbotError,
    Filter,
    IndexFormatError,
    IndexNotFoundError,
    IndexUnavailableError,
    QuestionError,
    Reply,
    as_record,
    filter_of,
    from_record,
    keep_rating,
    presentation,
    question_of_record,
)
from briefbot.presentation import Block
from briefbot_ui import actions, article_view, export, turns, uploads
from briefbot_ui.guard.people import current_person
from briefbot_ui.question_queue import QuestionQueue, QueueFullError
from briefbot_ui.source_names import source_names

log = logging.getLogger(__name__)

TURNS_KEPT = 50
FAILED = "Something went wrong while answering. The details are in the log of briefbot chat."
OUTDATED = (
    "The index is of another version of briefbot, and healthy. How to update it is in the log of briefbot chat; add an "
    "article on this page, and an older one is updated, too."
)
UNREACHABLE = "The server of the index cannot be reached now. Try again; the details are in the log of briefbot chat."
NO_INDEX = "The index is no longer there. Add an article, and a new one is made."
GONE = "This article is no longer in the index. Ask the question again to search what is there now."
CHANGED = (
    "An article behind this answer is no longer in the index, or has changed. Ask again to search what is there now."
)
_NEXT_ROOM = 8  # replies whose next questions may wait; a page whose reply does not goes without


@dataclass(frozen=True, slots=True)
class Turn:
    """A question with its reply or notice, as the page shows and keeps it."""

    question: str
    html: str
    record: str = ""  # what the browser keeps of it
    plain: str = ""  # to be copied
    markdown: str = ""

    def as_json(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in self.__slots__}


class Conversation:
    """Answers what the pages of one chat ask. Safe to share between threads."""

    def __init__(self, assistant: Assistant, queue: QuestionQueue) -> None:
        self._assistant = assistant
        self._queue = queue
        self._next = QuestionQueue(at_once=1, room=_NEXT_ROOM)  # questions wait for none of these
        self._waiting: dict[str, Future[dict[str, Any]]] = {}

    async def ask(self, asked: actions.Ask) -> dict[str, Any]:
        """Return the turn for a question, and the source pane to show with it; None leaves the pane.

        What a person can mend, and every failure, becomes a turn that tells of it.
        """
        try:
            waiting = self._queue.put(partial(self._answered, asked))
        except QueueFullError as error:
            return _shown(notice(asked.question, words_for(error)))
        self._waiting[asked.id] = waiting
        try:
            return await asyncio.wrap_future(waiting)
        except asyncio.CancelledError:
            if not waiting.cancelled():
                raise
            return {}  # stopped before its turn, and nobody waits for it
        finally:
            self._waiting.pop(asked.id, None)

    def stop(self, stopped: actions.Stop) -> dict[str, Any]:
        """Take a question out of the queue. A computation that has begun runs to its end."""
        if waiting := self._waiting.get(stopped.id):
            waiting.cancel()
        return {}

    def restore(self, kept: actions.Restore) -> dict[str, Any]:
        """Return the turns of a conversation that the browser kept, read back against the index.

        A reply whose articles are gone or have changed, or whose index cannot be asked, becomes a notice; what is no
        record is left out.
        """
        records = [record for record in kept.records[-TURNS_KEPT:] if question_of_record(record)]
        read = [self._read_back(record) for record in records]
        turns_ = [
            self.turn_of(one) if isinstance(one, Reply) else notice(question_of_record(record), one, record)
            for record, one in zip(records, read, strict=True)
        ]
        replies = [one for one in read if isinstance(one, Reply)]
        pane = self._opened(replies[-1], replies[:-1]) if replies else None
        return {"turns": [turn.as_json() for turn in turns_], "pane": pane}

    def open_article(self, wanted: actions.OpenArticle) -> dict[str, Any]:
        """Return the source pane for a place, or why it cannot be shown."""
        try:
            found = self._assistant.document(wanted.document)
            shift = found.shift_of(wanted.document)  # of a link from before its headline stood in it
            marked, tinted = ((start + shift, end + shift) for start, end in (wanted.marked, wanted.tinted))
            return {"pane": article_view.pane(self._assistant, found, marked, tinted, wanted.also)}
        except (KeyError, ValueError):
            log.info("no article for %.200r", wanted)
            return {"pane": article_view.notice(GONE)}
        except Exception as error:
            return {"pane": article_view.notice(words_for(error))}

    def rate(self, rated: actions.Rate) -> dict[str, Any]:
        """Keep a person's rating of a reply; return what to tell them."""
        return {"message": self._rated(rated)}

    async def next_questions(self, after: actions.NextQuestions) -> dict[str, Any]:
        """Return up to three questions that go on from a reply; none for what is no record, or where too many wait."""

        def worked_out() -> list[str]:
            try:
                return list(self._assistant.next_questions(self._from_record(after.record)))
            except (KeyError, ValueError, BriefbotError):
                return []

        try:
            return {"questions": await asyncio.wrap_future(self._next.put(worked_out))}
        except QueueFullError:
            return {"questions": []}

    def export(self, wanted: actions.Export) -> dict[str, Any]:
        """Return a file of a conversation; what cannot be read back is left out."""
        read = map(self._read_back, wanted.records)
        shown = [(reply.question, self._blocks(reply)) for reply in read if isinstance(reply, Reply)]
        return {"text": export.FORMS[wanted.form](shown)}

    def _answered(self, asked: actions.Ask) -> dict[str, Any]:
        try:
            history = () if asked.alone else tuple(self._history(asked.history))
            within = self._with_roots(filter_from(asked.within))
            reply = self._assistant.ask(
                asked.question,
                history=history,
                within=within,
                as_written=asked.as_written,
                kind=asked.kind,
                wrong_per_hundred=asked.wrong_per_hundred,
            )
            replies = [one for one in history if isinstance(one, Reply)]
            return _shown(self.turn_of(reply), self._opened(reply, replies))
        except Exception as error:
            return _shown(notice(asked.question, words_for(error)))

    def _history(self, records: Iterable[str]) -> Iterable[Reply | str]:
        """Yield the replies of records; of one that cannot be read back, its question."""
        for record in records:
            if question := question_of_record(record):
                reply = self._read_back(record)
                yield reply if isinstance(reply, Reply) else question

    def _read_back(self, record: str) -> Reply | str:
        """Return the reply of a record, or what to tell a person of why it cannot be had."""
        try:
            return self._from_record(record)
        except IndexFormatError as error:
            log.warning("a turn cannot be read back: %s", error)
            return OUTDATED
        except IndexUnavailableError as error:
            return words_for(error)
        except (KeyError, ValueError, BriefbotError):
            return CHANGED

    def turn_of(self, reply: Reply) -> Turn:
        """Return a reply as a turn."""
        blocks = self._blocks(reply)
        html = turns.reply_turn(reply.question, blocks)
        plain, markdown = export.plain(reply.question, blocks), export.markdown(reply.question, blocks)
        return Turn(reply.question, html, as_record(self._with_names(reply)), plain, markdown)

    def _from_record(self, record: str) -> Reply:
        """Return the reply of a record. Raises what `briefbot.from_record` does, and QuestionError for no source."""
        reply = from_record(record, self._assistant.document)
        return _within(reply, self._with_roots(reply.within))

    def _with_roots(self, within: Filter) -> Filter:
        """Return a filter of a page, in which sources go by their names. Raises QuestionError for no source."""
        if not within.sources:
            return within
        return replace(within, sources=tuple(map(source_names(self._assistant).root, within.sources)))

    def _with_names(self, reply: Reply) -> Reply:
        """Return a reply in whose filter sources go by their names, for no path leaves this machine."""
        if not reply.within.sources:
            return reply
        names = map(source_names(self._assistant).shown, reply.within.sources)
        return _within(reply, replace(reply.within, sources=tuple(names)))

    def _blocks(self, reply: Reply) -> Sequence[Block]:
        """Return the blocks of a reply, in which sources go by what a person calls them."""
        named = source_names(self._assistant)
        names = [named.shown(source) for source in reply.within.sources]
        names = [name.lower() if name == uploads.ADDED else name for name in names]  # it stands within a sentence
        return named.blocks(presentation.blocks(_within(reply, replace(reply.within, sources=tuple(names)))))

    def _opened(self, reply: Reply, earlier: Iterable[Reply]) -> str:
        """Return the source pane for a reply: its best source, or the place to be read where it is unsure.

        Where there is neither, the pane says so. Other quotes of the article are marked more softly.
        """
        blocks = presentation.blocks(reply)
        place = presentation.opening(blocks)
        if place is None:
            return article_view.nothing(has_nearest=bool(reply.nearest))
        also = [
            source.marked
            for shown in (*map(presentation.blocks, earlier), blocks)
            for source in presentation.quoted(shown)
            if source.document.id == place.document.id
        ]
        return article_view.pane(self._assistant, place.document, place.marked, place.tinted, also)

    def _rated(self, rated: actions.Rate) -> str:
        try:
            reply = self._from_record(rated.record)
        except (IndexFormatError, IndexUnavailableError) as error:
            return f"This could not be kept. {words_for(error)}"
        except (KeyError, ValueError, BriefbotError):
            log.info("no feedback")
            return "This could not be kept: the answer has changed. Ask again."
        try:
            keep_rating(reply, rated.right, by=current_person().name, index=self._assistant.index)
        except BriefbotError as error:
            log.warning("a rating could not be kept: %s", error)
            return "This could not be kept. The log of briefbot chat has the reason."
        if rated.right is None:
            return "Your rating is taken back."
        return "Kept beside the index, in feedback.jsonl. Nothing is sent anywhere else."


def words_for(error: Exception, beside: str = "", failed: str = FAILED) -> str:
    """Return what to tell a person or a program of an error: what they can mend.

    The message of any other error may name paths of this machine or the address of a server: it is logged, and `failed`
    told instead. `beside` is where the index of what people keep is; what they cannot do there is told unless it names
    that.
    """
    if isinstance(error, QuestionError | QueueFullError):
        return str(error)
    if isinstance(error, IndexNotFoundError):
        return NO_INDEX
    if beside and type(error) is BriefbotError and beside not in str(error):
        return str(error)
    log.error("this could not be done", exc_info=error)
    if isinstance(error, IndexUnavailableError):
        return UNREACHABLE
    return OUTDATED if isinstance(error, IndexFormatError) else failed


def notice(question: str, message: str, record: str = "") -> Turn:
    """Return a question without a reply, and what to do about it; the browser goes on keeping a `record` it had."""
    return Turn(question, turns.notice_turn(question, message), record)


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


def _within(reply: Reply, within: Filter) -> Reply:
    return replace(reply, asked=replace(reply.asked, within=within))


def _shown(turn: Turn, pane: str | None = None) -> dict[str, Any]:
    return {"turn": turn.as_json(), "pane": pane}
