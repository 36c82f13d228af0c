"""What a composer of replies works with: one question, the index that it is put to, and the models."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from briefbot.calibration import Calibration
from briefbot.candidates import Candidates, read_candidates
from briefbot.conversation import Understood
from briefbot.encoder import OnnxEncoder
from briefbot.reader import Reader
from briefbot.replies import Asked, Reply
from briefbot.retriever import Retriever
from briefbot.settings import Settings
from briefbot.store import Snapshot
from briefbot.types import Hit


@dataclass(frozen=True, slots=True)
class Context:
    """A question with all that answering it takes, for as long as its snapshot is held."""

    question: str  # with its slips mended
    asked: Asked
    meant: Understood  # in its conversation
    snapshot: Snapshot  # of the index, one for the whole question
    encoder: OnnxEncoder  # that of the index
    calibration: Calibration
    reader: Reader
    settings: Settings
    history: tuple[Reply | str, ...] = ()  # the turns before it, oldest first

    def search(self, text: str, count: int) -> list[Hit]:
        """Return at most `count` passages for a text, best first, of the articles that are asked."""
        among = self.snapshot.among(self.asked.within)
        return Retriever(self.encoder, self.settings).search(self.snapshot, text, count, among)

    def extent(self) -> tuple[int, int]:
        """Return how many documents are asked, and how many of them have no date where they are asked as of a day."""
        within = self.asked.within
        searched = self.snapshot.count(within)
        if within.as_of is None:
            return searched, 0
        return searched, searched - self.snapshot.count(replace(within, since=within.since or dt.date.min))

    def read(self, question: str, hits: Sequence[Hit], about: tuple[str, ...] = (), *, others: int = 0) -> Candidates:
        """Return the spans of these passages that may answer a question.

        `others`: how many further spans of each passage are wanted.
        """
        return read_candidates(
            question,
            hits,
            reader=self.reader,
            encoder=self.encoder,
            encoder_name=self.snapshot.facts.encoder,
            settings=self.settings,
            reference=self.asked.reference,
            as_written=self.asked.as_written,
            about=about,
            others=others,
        )
