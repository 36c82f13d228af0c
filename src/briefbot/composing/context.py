"""What a composer of replies works with: one question, the index that it is put to, and the models."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from briefbot.calibration import Calibration
from briefbot.candidates import Candidates, read_candidates
from briefbot.conversation import Understood
from briefbot.encoder import OnnxEncoder
from briefbot.reader import Reader
from briefbot.replies import Asked, Reply
from briefbot.retriever import Retriever
from briefbot.settings import Settings
from briefbot.store import Facts, Snapshot, Store
from briefbot.types import Hit

Models = Callable[[Facts], tuple[OnnxEncoder, Calibration]]  # those that an index in this state is to be asked with


@dataclass(frozen=True, slots=True)
class Context:
    """A question with all that answering it takes; safe to share between threads."""

    question: str  # with its slips mended
    asked: Asked
    meant: Understood  # in its conversation
    store: Store
    reader: Reader
    settings: Settings
    models: Models
    history: tuple[Reply | str, ...] = ()  # the turns before it, oldest first
    suggestions: Callable[[], tuple[str, ...]] = tuple  # questions that the index answers

    def search(self, snapshot: Snapshot, text: str, count: int) -> list[Hit]:
        """Return at most `count` passages for a text, best first, of the articles that are asked."""
        encoder, _ = self.models(snapshot.facts)
        return Retriever(encoder, self.settings).search(snapshot, text, count, snapshot.among(self.asked.within))

    def extent(self, snapshot: Snapshot) -> tuple[int, int]:
        """Return how many documents are asked, and how many of them have no date where they are asked as of a day."""
        within = self.asked.within
        searched = snapshot.count(within)
        if within.as_of is None:
            return searched, 0
        return searched, searched - snapshot.count(replace(within, since=within.since or dt.date.min))

    def read(
        self, facts: Facts, question: str, hits: Sequence[Hit], about: tuple[str, ...] = (), *, others: int = 0
    ) -> Candidates:
        """Return the spans of these passages that may answer a question; `facts` are of the index they come from.

        `others`: how many further spans of each passage are wanted.
        """
        encoder, _ = self.models(facts)
        return read_candidates(
            question,
            hits,
            reader=self.reader,
            encoder=encoder,
            encoder_name=facts.encoder,
            settings=self.settings,
            reference=self.asked.reference,
            as_written=self.asked.as_written,
            about=about,
            others=others,
        )
