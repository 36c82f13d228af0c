"""Question + hits -> spans; the only module that knows the reading model.

A reading model gives two logits a token, for where an answer starts and ends; the pair at [CLS] is its score for "no
answer here" (Devlin et al. 2019). In reading order:

framing              question + text -> token ids within the model's limit, and their places in the text
onnx_model           the packaged model
transformers_model   any other one, imported only where one is asked for
decoding             logits -> the best spans
rows                 the rows of a table that a question is about, read by themselves
wholeness            a span as a model scored it -> the one that a person would give
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise
from pathlib import Path
from typing import Protocol

import numpy as np

from briefbot.blocks import borders
from briefbot.reader.decoding import best_spans
from briefbot.reader.framing import Window, heading, marked
from briefbot.reader.onnx_model import FILES, OnnxModel, fingerprint_of
from briefbot.reader.rows import TableRows, rows_asked
from briefbot.reader.wholeness import BLANK_LINE, whole
from briefbot.settings import PACKAGED_READER
from briefbot.threads import Threads
from briefbot.types import Hit, Span

PACKAGED_FOLDER = Path(__file__).resolve().parent.parent / "models" / "reader"

_TRIED = 10  # spans for each that is wanted: most of the best ones overlap the very best


@dataclass(frozen=True, slots=True)
class Reading:
    """A span of a text as the model scored it; text[start:end], scores are sums of two logits."""

    start: int
    end: int
    score: float
    null_score: float

    @property
    def margin(self) -> float:
        """How much more likely the span is than that there is no answer."""
        return self.score - self.null_score


class SpanModel(Protocol):
    """The interface of a reading model: the packaged one, and those of transformers."""

    name: str
    at_once: int  # texts that are best read at the same time, each in a thread of its own

    @property
    def fingerprint(self) -> str:
        """16 hex digits of the weights and the vocabulary; equal ones give comparable scores."""
        ...

    def windows(self, question: str, text: str) -> Iterable[Window]:
        """Return the model's logits for the text, in as many windows as it takes; none for a text without tokens."""
        ...


class Reader:
    """Reads spans out of passages with the given model, or the packaged one. Safe to share between threads."""

    def __init__(self, model: SpanModel | None = None) -> None:
        self._model = model or OnnxModel(PACKAGED_FOLDER, PACKAGED_READER, cure="Install briefbot again.")
        self.name = self._model.name
        self._threads = Threads(self._model.at_once, "reader")

    @property
    def fingerprint(self) -> str:
        """16 hex digits of the weights and the vocabulary; computed at first use."""
        return self._model.fingerprint

    def read(self, question: str, hits: Sequence[Hit], *, per_passage: int, max_tokens: int) -> list[Span]:
        """Return the best spans of every hit, up to `per_passage` of each that do not overlap; best margin first."""
        best, _ = self.read_widely(question, hits, per_passage=per_passage, most=0, max_tokens=max_tokens)
        return best

    def read_widely(
        self, question: str, hits: Sequence[Hit], *, per_passage: int, most: int, max_tokens: int
    ) -> tuple[list[Span], list[Span]]:
        """Return what `read` does, and of the same reading up to `most` further spans of every hit, best first."""

        def read_hit(hit: Hit) -> tuple[list[Span], list[Span]]:
            base, text, document = hit.passage.start, hit.passage.text, hit.passage.document
            lead = heading(document.title, text)
            parted = borders(document.text, document.blocks, base, hit.passage.end)
            count = _TRIED * (per_passage + most)
            pointed = self.pointed(question, text, lead=lead, parted=parted, count=count, max_tokens=max_tokens)
            best = _kept(text, parted, pointed[: _TRIED * per_passage], per_passage)
            wide = _kept(text, parted, pointed, per_passage + most) if most else []
            for table in rows_asked(question, hit.passage):
                rows = self._read_rows(question, hit, table, per_passage, max_tokens)
                best = sorted([*_outside(best, base, table), *rows], key=lambda reading: -reading.margin)[:per_passage]
                wide = _outside(wide, base, table)
            others = without_overlaps([*best, *wide])[len(best) :]
            return _spans(hit, base, best), _spans(hit, base, others)

        found = list(self._threads.map(read_hit, hits))
        best, others = (chain.from_iterable(spans) for spans in zip(*found, strict=True)) if found else ((), ())
        return sorted(best, key=lambda span: -span.margin), sorted(others, key=lambda span: -span.margin)

    def _read_rows(self, question: str, hit: Hit, table: TableRows, count: int, max_tokens: int) -> list[Reading]:
        """Return the best spans of these rows of a table; their places are those of the passage."""
        lead, base = heading(hit.passage.document.title, ""), hit.passage.start
        found: list[Reading] = []
        for row in table.rows:
            read = self.read_text(question, row.text, lead=lead, parted=row.borders, count=count, max_tokens=max_tokens)
            placed = ((one, row.place(one.start, one.end)) for one in read)
            found += [replace(one, start=at[0] - base, end=at[1] - base) for one, at in placed if at]
        return found

    def read_text(
        self, question: str, text: str, *, lead: str = "", parted: Sequence[int] = (), count: int, max_tokens: int
    ) -> list[Reading]:
        """Return the `count` best spans that do not overlap, best first; none for a text without words.

        `lead` is read in front of the text and holds no answer: a passage is understood under the title of its article.
        No span goes across an offset in `parted`, see `blocks.borders`, or over a blank line. The model scores spans of
        at most `max_tokens` tokens; the best are then mended as `wholeness` says.
        """
        pointed = self.pointed(question, text, lead=lead, parted=parted, count=_TRIED * count, max_tokens=max_tokens)
        return _kept(text, parted, pointed, count)

    def pointed(
        self, question: str, text: str, *, lead: str = "", parted: Sequence[int] = (), count: int, max_tokens: int
    ) -> list[Reading]:
        """Return the `count` best spans of at most `max_tokens` tokens just as the model scores them, best first.

        A text that does not fit the model's window is read by stride; its null score is the lowest of its windows,
        since one window that holds the answer is enough.
        """
        best: dict[tuple[int, int], float] = {}
        null = np.inf
        for window in self._model.windows(marked(question), lead + text):
            null = min(null, window.null_score)
            offsets = [(start - len(lead), end - len(lead)) for start, end in window.offsets]
            words = [at for at, (start, end) in enumerate(offsets) if 0 <= start < end]  # not mere white space
            for paragraph in paragraphs(text, [offsets[at] for at in words], parted):
                allowed = np.zeros(window.start.size, bool)
                allowed[words[paragraph.start : paragraph.stop]] = True
                for i, j, score in best_spans(
                    window.start, window.end, allowed=allowed, max_tokens=max_tokens, count=count
                ):
                    characters = (offsets[i][0], offsets[j][1])
                    best[characters] = max(score, best.get(characters, -np.inf))
        ranked = sorted(best.items(), key=lambda item: (-item[1], item[0]))[:count]
        return [Reading(start, end, score, null) for (start, end), score in ranked]


def open_reader(name: str = PACKAGED_READER) -> Reader:
    """Open the packaged reader by its name, or another model by its folder or hub name; nothing is downloaded.

    A folder with model.onnx, tokenizer.json and no config.json is one that `training/export_reader.py` wrote; any
    other holds a model of transformers. Raises ModelError if the model is not on this machine or is no span reader.
    """
    if name == PACKAGED_READER:
        return Reader()
    folder = Path(name).expanduser()
    if all((folder / file).is_file() for file in FILES) and not (folder / "config.json").exists():
        return Reader(OnnxModel(folder, name, cure="Write it again with training/export_reader.py."))
    from briefbot.reader.transformers_model import TransformersModel

    return Reader(TransformersModel(name))


def is_packaged(reader: Reader) -> bool:
    """Return whether a reader has the weights and the vocabulary of the packaged one, whatever it is called."""
    return reader.fingerprint == fingerprint_of(PACKAGED_FOLDER)


def paragraphs(text: str, offsets: Sequence[tuple[int, int]], parted: Sequence[int] = ()) -> list[range]:
    """Return runs of tokens without a blank line, or an offset in `parted`, between them.

    No answer goes from a headline into the story, or from one cell of a table into the next.
    """
    parts = [bisect_right(parted, end - len(text[start:end].lstrip())) for start, end in offsets] if parted else []
    breaks = [
        at
        for at in range(1, len(offsets))
        if BLANK_LINE.search(text, offsets[at - 1][1], offsets[at][0]) or (parts and parts[at - 1] != parts[at])
    ]
    return [range(first, last) for first, last in pairwise([0, *breaks, len(offsets)])]


def _kept(text: str, parted: Sequence[int], pointed: Sequence[Reading], count: int) -> list[Reading]:
    """Return the `count` best of what the model pointed at that do not overlap, mended as `wholeness` says."""
    kept = without_overlaps(pointed)[:count]
    spans = [_whole(text, parted, reading.start, reading.end) for reading in kept]
    return without_overlaps(
        [Reading(*span, reading.score, reading.null_score) for span, reading in zip(spans, kept, strict=True)]
    )


def _outside(readings: Sequence[Reading], base: int, table: TableRows) -> list[Reading]:
    """Return the readings of a passage, which begins at `base`, that are not in a table."""
    return [one for one in readings if base + one.end <= table.start or table.end <= base + one.start]


def _spans(hit: Hit, base: int, readings: Sequence[Reading]) -> list[Span]:
    return [Span(hit, base + r.start, base + r.end, r.score, r.null_score) for r in readings]


def _whole(text: str, parted: Sequence[int], start: int, end: int) -> tuple[int, int]:
    """Return what `whole` does of the part of the text that the span is in."""
    at, to = bisect_right(parted, start), bisect_left(parted, end)
    low = parted[at - 1] if at else 0
    high = parted[to] if to < len(parted) else len(text)
    first, last = whole(text[low:high], start - low, end - low)
    return low + first, low + last


def without_overlaps(readings: Sequence[Reading]) -> list[Reading]:
    """Keep each reading that shares no character with a better one."""
    kept: list[Reading] = []
    for reading in readings:
        if all(reading.end <= other.start or other.end <= reading.start for other in kept):
            kept.append(reading)
    return kept
