"""Ask time: question -> hits -> spans -> reply."""

from __future__ import annotations

import datetime as dt
import itertools
import logging
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from briefbot.calibration import CERTAIN, Calibration, calibration_for
from briefbot.composing import (
    COMPOSERS,
    LENGTHS,
    MOST_WITHOUT_TOPIC,
    Context,
    Suggestion,
    brief,
    follow_ups,
    reply_to,
    suggestions,
    topic_of,
    with_suggestions,
)
from briefbot.conversation import standing, understand
from briefbot.encoder import OnnxEncoder, check_encoder, onnx_encoder
from briefbot.errors import IndexUnavailableError, QuestionError
from briefbot.index_address import Index
from briefbot.reader import open_reader
from briefbot.replies import Asked, Reply, Respelt
from briefbot.retriever import Retriever
from briefbot.settings import Settings, settings_for
from briefbot.spelling import respelt, with_respelt
from briefbot.store import Facts, Snapshot, Store, asked_again, open_store
from briefbot.types import Document, Filter, Hit, is_text

if TYPE_CHECKING:
    from briefbot.documents import PageImage
    from briefbot.originals import Original

_LOG = logging.getLogger(__name__)
_ALL = Filter()
_SUGGESTED = 4  # questions that those of some articles are chosen from
_DRAFTED = 40  # articles that suggestions are made from


class Assistant:
    """An index with its models, loaded once and asked many times; safe to share between threads."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store = store
        self._settings = settings
        self._loading = threading.Lock()
        self._loaded: tuple[OnnxEncoder, Calibration] | None = None
        self._newest: tuple[int, dt.date | None] | None = None  # a generation, and its newest day
        self._suggesting = threading.Lock()
        self._suggested: tuple[int, list[Suggestion], Iterator[Suggestion]] | None = None  # a generation; made, to come
        self._load()

    @asked_again
    def _load(self) -> None:
        """Load the models and what a question needs of the index."""
        with self._store.snapshot() as snapshot:
            facts = snapshot.facts
            check_encoder(self._settings.encoder, facts.encoder, facts.fingerprint, self._store.index)
            self._reader = open_reader(self._settings.reader)  # after the index, which may not be there
            self._models(facts)
            snapshot.load()

    @classmethod
    def open(cls, index: str | Index | None = None, *, settings: Settings | None = None) -> Assistant:
        """Open the index in a folder (default: BRIEFBOT_INDEX or index/default).

        Raises IndexNotFoundError, IndexFormatError, IndexDamagedError or ModelError; each says what mends it.
        """
        settings = settings_for(index, settings)
        return cls(open_store(settings.index), settings)

    @property
    def index(self) -> Index:
        """Where the index is: its folder, or its address on a server."""
        return self._store.index

    @property
    def settings(self) -> Settings:
        """The settings that it was opened with."""
        return self._settings

    @asked_again
    def ask(
        self,
        question: str,
        *,
        history: Sequence[Reply | str] = (),
        within: Filter = _ALL,
        as_of: dt.date | None = None,
        as_written: bool = False,
        kind: str | None = None,
        wrong_per_hundred: float | None = None,
    ) -> Reply:
        """Answer from the articles, or from those that `within` leaves, or decline.

        `history` holds the turns so far, oldest first. `as_of` asks as if nothing later had been published, and is the
        same as `Filter.as_of`; articles without a date stay. `as_written` undoes what was understood: no word is read
        as another, no day or period worked out, and no kind of reply guessed. `kind` is the kind that is wanted, a name
        of `briefbot.composing.COMPOSERS`; by default the one that the question asks for. `wrong_per_hundred` takes the
        place of the setting of that name for this question. Raises QuestionError for another kind, if the question, or
        one of the history, is empty, too long or not text, for an `as_of` that is no day, and for a
        `wrong_per_hundred` that is not from 0 to 100.
        """
        started = time.perf_counter()
        if kind is not None and kind not in COMPOSERS:
            raise QuestionError(
                f"There is no kind of reply {kind!r:.40} to ask for. There are: {', '.join(COMPOSERS)}."
            )
        within = within if as_of is None else replace(within, as_of=as_of)
        checked = check_question(question, self._settings.max_question_chars)
        for turn in history:
            if not isinstance(turn, Reply):
                check_question(turn, self._settings.max_question_chars)
        history = [turn for turn in history if not (isinstance(turn, Reply) and turn.kind == "help")]  # of no topic
        with self._store.snapshot() as snapshot:
            context = self._context(snapshot, checked, within, history, as_written=as_written)
            if wrong_per_hundred is not None:
                context = replace(context, settings=_accepting(self._settings, wrong_per_hundred))
            reply = COMPOSERS[kind](context) if kind else reply_to(context)
        reply = with_suggestions(reply, lambda: self.suggestions(within=within))
        return replace(reply, seconds=time.perf_counter() - started)

    @asked_again
    def brief(
        self, topic: str = "", *, length: str = "medium", within: Filter = _ALL, as_of: dt.date | None = None
    ) -> Reply:
        """Return the sentences that say the most of a topic, each as it stands, or decline.

        Without a topic it is a brief of the articles that `within` leaves, at most 20. `length` is "short", "medium" or
        "long": at most 3, 5 or 8 sentences. Raises QuestionError for another length, for more articles than that
        without a topic, and for what `ask` refuses.
        """
        started = time.perf_counter()
        if length not in LENGTHS:
            raise QuestionError(f"There is no length {length!r:.40} of a brief. There are: {', '.join(LENGTHS)}.")
        within = within if as_of is None else replace(within, as_of=as_of)
        has_topic = not isinstance(topic, str) or topic.strip()
        checked = check_question(topic, self._settings.max_question_chars) if has_topic else ""
        with self._store.snapshot() as snapshot:
            if not checked and (count := snapshot.count(within)) > MOST_WITHOUT_TOPIC:
                raise QuestionError(
                    f"Without a topic a brief is of at most {MOST_WITHOUT_TOPIC} articles, and these are {count:,}. "
                    "Name a topic, or choose fewer articles."
                )
            context = self._context(snapshot, checked, within, ())
            reply = brief(context, topic_of(context.question), LENGTHS[length])
        return replace(reply, seconds=time.perf_counter() - started)

    def suggestions(self, count: int = 3, *, within: Filter = _ALL) -> tuple[str, ...]:
        """Return up to `count` questions that the articles answer; fewer, or none, where few are sure.

        They are made from what the articles say and asked before they are offered, each at the first call after a build
        that wants it, which takes about as long as to ask it. With `within`, they are those that an article it leaves
        answers, of the first few.
        """
        with self._suggesting:
            generation = self.generation
            if self._suggested is None or self._suggested[0] != generation:
                documents = tuple(self.documents(limit=_DRAFTED))
                to_come = suggestions(lambda question: self.ask(question, kind="quote"), documents)
                self._suggested = generation, [], to_come
            _, made, to_come = self._suggested
            wanted = count if within.is_empty else max(count, _SUGGESTED)
            try:
                made += itertools.islice(to_come, max(0, wanted - len(made)))
            except IndexUnavailableError:
                self._suggested = None  # what was to come has ended with it
                raise
            found = tuple(made)
        kept = (one.question for one in found if within.is_empty or self._is_left(one.documents, within))
        return tuple(itertools.islice(kept, count))

    def _is_left(self, documents: Sequence[str], within: Filter) -> bool:
        """Return whether a filter leaves one of the documents."""
        left = [id_ for id_ in documents if not within.documents or id_ in within.documents]
        return bool(left) and self.count(replace(within, documents=tuple(left))) > 0

    def next_questions(self, reply: Reply, count: int = 3) -> tuple[str, ...]:
        """Return up to `count` questions that go on from a reply and that the articles answer, none of them the same.

        They are made from the articles that the reply cites and asked before they are offered, which takes as long as
        some questions do: call it once the reply is shown. None for a reply that cites nothing.
        """
        found = follow_ups(lambda question: self.ask(question, within=reply.within, kind="quote"), reply)
        return tuple(itertools.islice(found, count))

    def _context(
        self,
        snapshot: Snapshot,
        checked: str,
        within: Filter,
        history: Sequence[Reply | str],
        *,
        as_written: bool = False,
    ) -> Context:
        """Return what a composer of the reply to a question works with; "" asks for nothing in particular."""
        encoder, calibration = self._models(snapshot.facts)
        read_as: tuple[Respelt, ...] = ()
        if checked and not as_written:  # words that no text of the whole index holds
            read_as = respelt(checked, snapshot.missing, snapshot.spellings, snapshot.in_some_text, encoder.knows)
        question = with_respelt(checked, read_as)
        return Context(
            question,
            Asked(checked, within, (), self._reference(snapshot, within), read_as, as_written),
            understand(question, standing(history)),
            snapshot,
            encoder,
            calibration,
            self._reader,
            self._settings,
            tuple(history),
        )

    def _reference(self, snapshot: Snapshot, within: Filter) -> dt.date | None:
        """Return the day that "last week" counts from: `as_of`, else the newest on which an article was published that
        `within` leaves; never that of the clock.
        """
        if within.as_of:
            return within.as_of
        if not within.is_empty:
            return snapshot.newest(within)
        newest = self._newest
        if newest is None or newest[0] != snapshot.facts.generation:  # it reads all documents, so not each time
            self._newest = newest = snapshot.facts.generation, snapshot.newest()
        return newest[1]

    @asked_again
    def search(self, question: str, count: int = 8, *, within: Filter = _ALL) -> tuple[Hit, ...]:
        """Return the passages nearest to a question, best first, at most `count`; `ask` has its reader read such.

        Near-identical passages are one hit, which has the others as `copies`. Raises QuestionError for what `ask`
        refuses, and for a count that is not from 1 to `Settings.candidates`.
        """
        checked = check_question(question, self._settings.max_question_chars)
        most = self._settings.candidates
        if not isinstance(count, int) or isinstance(count, bool) or not 1 <= count <= most:
            raise QuestionError(f"The count of passages is a whole number from 1 to {most}, not {count!r:.20}.")
        with self._store.snapshot() as snapshot:
            return tuple(self._search(snapshot, checked, count, within))

    @asked_again
    def check(self, within: Filter) -> None:
        """Raise QuestionError for an outlet, source or document that the index does not have.

        So a misspelt name is not taken for articles that do not say.
        """
        outlets = [outlet for outlet, _ in self.outlets()]
        for kind, given, known in (("outlet", within.outlets, outlets), ("source", within.sources, self.sources())):
            for name in given:
                if name not in known:
                    raise QuestionError(f"The index has no {kind} {name!r}. It has: {', '.join(known) or 'none'}.")
        with self._store.snapshot() as snapshot:
            unknown = snapshot.unknown(within.documents)
        if unknown:
            raise QuestionError(
                f"The index has no document with the id {unknown[0]!r:.60}. The ids of all are listed by "
                f"`briefbot list` and by the endpoint documents."
            )

    @asked_again
    def document(self, document_id: str) -> Document:
        """Return the document with this id. Raises KeyError if the index holds none.

        An id that a text had before its headline was kept with it leads to the text with its headline, which has an id
        of its own; `Document.shift_of` says by how much offsets differ.
        """
        with self._store.snapshot() as snapshot:
            document = snapshot.document(document_id)
        if document is None:
            raise KeyError(document_id)
        return document

    @asked_again
    def has_original(self, document_id: str) -> bool:
        """Return whether the file that a document was read from seems to be at hand, as `original` gives it."""
        from briefbot.originals import has_original

        with self._store.snapshot() as snapshot:
            return has_original(snapshot, self._settings, document_id)

    @asked_again
    def original(self, document_id: str) -> Original:
        """Return the file that a document was read from, with the bytes that were read.

        Raises KeyError if the index holds no such document, DocumentError where the file is not at hand as it was
        read: it is gone or has changed, leads out of its source, or its source was never named on this machine.
        """
        from briefbot.originals import read_original

        with self._store.snapshot() as snapshot:
            return read_original(snapshot, self._settings, document_id)

    def page_image(self, document_id: str, start: int, end: int) -> PageImage:
        """Return the page of a PDF that a place of its text is on, drawn, and where the words [start, end) are on it.

        Raises what `original` does, DocumentError for what has no pages, and ValueError for a place out of the text.
        """
        from briefbot.originals import page_image

        return page_image(self.original(document_id), start, end, self._settings)

    def documents(self, within: Filter = _ALL, *, offset: int = 0, limit: int | None = None) -> Iterator[Document]:
        """Yield the documents that `within` leaves, in the order they were added.

        From `offset` on, `limit` of them, which are read at once, or all, one after the other as they are wanted.
        """
        if limit is not None:
            return iter(self._some(within, offset, limit))
        return self._all(within, offset)

    @asked_again
    def _some(self, within: Filter, offset: int, limit: int) -> list[Document]:
        with self._store.snapshot() as snapshot:
            return list(snapshot.documents(within, offset, limit))

    def _all(self, within: Filter, offset: int) -> Iterator[Document]:
        with self._store.snapshot() as snapshot:
            yield from snapshot.documents(within, offset, None)

    @asked_again
    def count(self, within: Filter = _ALL) -> int:
        """Return the number of documents that `within` leaves."""
        with self._store.snapshot() as snapshot:
            return snapshot.count(within)

    @asked_again
    def outlets(self) -> list[tuple[str, int]]:
        """Return every outlet with the number of its documents, the largest first."""
        with self._store.snapshot() as snapshot:
            return snapshot.outlets()

    @asked_again
    def sources(self) -> list[str]:
        """Return the sources that the index follows, named as they were given."""
        with self._store.snapshot() as snapshot:
            return list(snapshot.roots().values())

    @asked_again
    def period(self) -> tuple[dt.date, dt.date] | None:
        """Return the first and the last day on which a document was published; None where no day is known."""
        with self._store.snapshot() as snapshot:
            return snapshot.period()

    @property
    @asked_again
    def generation(self) -> int:
        """A count of the builds of the index: while it stays the same, so do the documents."""
        with self._store.snapshot() as snapshot:
            return snapshot.facts.generation

    @property
    def document_count(self) -> int:
        """The number of documents in the index."""
        return self.count()

    def _search(self, snapshot: Snapshot, question: str, count: int, within: Filter) -> list[Hit]:
        encoder, _ = self._models(snapshot.facts)
        return Retriever(encoder, self._settings).search(snapshot, question, count, snapshot.among(within))

    def _models(self, facts: Facts) -> tuple[OnnxEncoder, Calibration]:
        """Return the encoder that the index is built with now, which another may have replaced, and the calibration."""
        with self._loading:
            if self._loaded is None or self._loaded[0].fingerprint != facts.fingerprint:
                encoder = onnx_encoder(facts.encoder, facts.fingerprint, self._settings.encoder)
                calibration = calibration_for(self._reader, facts.encoder, facts.fingerprint)
                wrong = self._settings.wrong_per_hundred
                if calibration.threshold(wrong) > CERTAIN:
                    _LOG.warning(
                        "With wrong_per_hundred at %g every question is declined: no answer is that sure. "
                        "The fewest that it can be is %d.",
                        wrong,
                        calibration.least_wrong,
                    )
                self._loaded = encoder, calibration
            return self._loaded


_opened: dict[tuple[Index, Settings], Assistant] = {}
_opening = threading.Lock()


def answer(
    question: str,
    *,
    index: str | Index | None = None,
    history: Sequence[Reply | str] = (),
    within: Filter = _ALL,
    as_of: dt.date | None = None,
    as_written: bool = False,
    kind: str | None = None,
    settings: Settings | None = None,
) -> Reply:
    """Ask one question, as `Assistant.ask` does.

    The index stays open for the next call; `Assistant.open` gives it to you to hold.
    """
    settings = settings_for(index, settings)
    place = settings.index
    key = (place.resolve() if isinstance(place, Path) else place, settings)
    with _opening:
        if key not in _opened:
            _opened[key] = Assistant.open(settings=settings)
    return _opened[key].ask(question, history=history, within=within, as_of=as_of, as_written=as_written, kind=kind)


def _accepting(settings: Settings, wrong_per_hundred: float) -> Settings:
    """Return the settings with so many wrong answers accepted. Raises QuestionError for what is no such number."""
    given: object = wrong_per_hundred
    if not isinstance(given, int | float) or isinstance(given, bool) or not 0 <= given <= 100:  # NaN is no such number
        raise QuestionError(f"wrong_per_hundred is a number from 0 to 100, not {given!r:.20}.")
    return replace(settings, wrong_per_hundred=given)


def check_question(question: object, max_chars: int) -> str:
    """Return the question without white space around it. Raises QuestionError where it cannot be one."""
    if not isinstance(question, str):
        raise QuestionError(f"A question is a string, not {type(question).__name__}.")
    if len(question) > max_chars:
        raise QuestionError(
            f"The question has {len(question):,} characters; at most {max_chars:,} are read. Ask it more shortly."
        )
    if not is_text(question):
        raise QuestionError("The question is not valid text: it holds half of a surrogate pair.")
    if not any(character.isalnum() for character in question):
        raise QuestionError("The question is empty. Type one, for example: Who led the delegation?")
    return question.strip()
