"""Labelled questions -> token features for the span reader.

A feature holds a whole tokenised context; the window the model sees is drawn anew each epoch, so that
a long context is seen from several sides and a batch costs few tokens. Offsets of SQuAD 1.1 train were
recovered from page sources: where an answer occurs several times and no published offset says which one
is meant (`n_occ` > 1, no `gold`), every occurrence is accepted and the loss sums over them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from briefbot.reader.framing import heading

QUESTION_TOKENS = 48  # what a longer question ends with is kept, as where it is asked
CLS, SEP, PAD = 101, 102, 0
TITLE_TOKENS = 24
MIN_WITHOUT_ANSWER = 24  # tokens
RIVAL_TOKENS = 160  # of a rival that is read together with the passage
BUCKET = 16

Span = tuple[int, int]
_SENTENCE_END = re.compile(r"(?<![A-Z])[.!?][\"'”’)]*\s+(?=[\"'“‘(]*[A-Z0-9])")  # an initial ends none
Row = tuple[np.ndarray, np.ndarray, tuple[Span, ...]]  # question, context window, accepted spans in the window
Group = tuple[Row, ...]  # a row, and beside it one of a rival where the two are to be weighed against each other


@dataclass(frozen=True, slots=True)
class Feature:
    """One question on one context, in word pieces. `spans` are inclusive (first, last) context tokens.

    `rivals` are other passages (tokens,) of the article, near to the question, that do not hold the answer.
    """

    question: np.ndarray
    context: np.ndarray
    sentences: np.ndarray  # (sentences + 1,) their bounds in tokens, from 0 to the size of the context
    spans: tuple[Span, ...]  # empty: the context does not answer the question
    rivals: tuple[np.ndarray, ...] = ()
    title: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int32))  # as it is read in front of the context

    @property
    def question_without_mark(self) -> np.ndarray:
        return self.question[:-1] if self.question.size > 4 else self.question


@dataclass(frozen=True, slots=True)
class Batch:
    """Padded model inputs and, per row, a mask of accepted start and end positions."""

    input_ids: np.ndarray  # (rows, length) int64
    token_type_ids: np.ndarray  # (rows, length) int64: 0 question, 1 context
    lengths: np.ndarray  # (rows,) int64
    starts: np.ndarray  # (rows, length) bool; position 0 is "no answer"
    ends: np.ndarray  # (rows, length) bool
    group: int  # rows that belong together, one behind the other: 1, or 2 where the second is a rival's


class Featurizer:
    """Tokenises each context and question once and maps answers to inclusive token spans."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._contexts: dict[str, tuple[np.ndarray, np.ndarray, np.ndarray]] = {}
        self._titles: dict[str, np.ndarray] = {}

    def context(self, text: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Token ids (n,), character offsets (n, 2) and the bounds of sentences, in tokens, of a context."""
        if text not in self._contexts:
            encoding = self._tokenizer.encode(text, add_special_tokens=False)
            ids = np.array(encoding.ids, np.int32)
            offsets = np.array(encoding.offsets, np.int32).reshape(-1, 2)
            begins = np.array([match.end() for match in _SENTENCE_END.finditer(text)], np.int32)
            inner = np.searchsorted(offsets[:, 0], begins)
            self._contexts[text] = ids, offsets, np.unique([0, *inner, ids.size])
        return self._contexts[text]

    def question(self, text: str) -> np.ndarray:
        ids = self._tokenizer.encode(text.strip(), add_special_tokens=False).ids
        return np.array(ids[-QUESTION_TOKENS:], np.int32)

    def title(self, text: str) -> np.ndarray:
        """What is read in front of a passage of the article; nothing for one without a title."""
        if text not in self._titles:
            ids = self._tokenizer.encode(heading(text, ""), add_special_tokens=False).ids
            self._titles[text] = np.array([*ids[:-1][:TITLE_TOKENS], *ids[-1:]], np.int32)
        return self._titles[text]

    def feature(
        self, context: str, item: dict[str, Any], rivals: Sequence[str] = (), title: str = ""
    ) -> Feature | None:
        """None where an answer cannot be found in the context: a faulty label teaches nothing."""
        ids, offsets, sentences = self.context(context)
        spans: set[Span] = set()
        for answer in item["answers"]:
            for start, end in answer_occurrences(context, answer):
                covered = np.flatnonzero((offsets[:, 0] < end) & (offsets[:, 1] > start))
                if covered.size:
                    spans.add((int(covered[0]), int(covered[-1])))
        if item["answers"] and not spans:
            return None
        question = self.question(item["question"])
        return Feature(question, ids, sentences, tuple(sorted(spans)), self._ids(rivals), self.title(title))

    def unanswered(self, context: str, question: str, rivals: Sequence[str] = (), title: str = "") -> Feature:
        """A question that neither the context nor its rivals answer."""
        ids, _, sentences = self.context(context)
        return Feature(self.question(question), ids, sentences, (), self._ids(rivals), self.title(title))

    def _ids(self, contexts: Sequence[str]) -> tuple[np.ndarray, ...]:
        return tuple(self.context(text)[0] for text in contexts)


def answer_occurrences(context: str, answer: dict[str, Any]) -> list[Span]:
    """Character spans that may be meant: the labelled one if it is certain, else every occurrence."""
    text, start = answer["text"].strip(), answer["answer_start"]
    certain = answer.get("gold") or answer.get("n_occ", 1) == 1
    lead = len(answer["text"]) - len(answer["text"].lstrip())
    if certain and context[start + lead : start + lead + len(text)] == text:
        return [(start + lead, start + lead + len(text))]
    pattern = rf"(?<!\w){re.escape(text)}(?!\w)" if text else r"(?!)"
    return [match.span() for match in re.finditer(pattern, context)]


def row_length(row: Row) -> int:
    return int(row[0].size + row[1].size) + 3  # [CLS] and two [SEP]


def _sentences(feature: Feature, first: int, last: int) -> Feature:
    """The feature on the sentences between two of their bounds, with the accepted spans that lie in there."""
    inside = feature.sentences[(feature.sentences >= first) & (feature.sentences <= last)]
    spans = tuple((s - first, e - first) for s, e in feature.spans if s >= first and e < last)
    return replace(feature, context=feature.context[first:last], sentences=inside - first, spans=spans)


def cropped(feature: Feature, rng: np.random.Generator) -> Feature:
    """The feature on a random run of sentences around one accepted span, or around any token where there is none."""
    if feature.spans:
        start, end = feature.spans[rng.integers(len(feature.spans))]
    else:
        start = end = int(rng.integers(feature.context.size))
    bounds = feature.sentences
    return _sentences(feature, int(rng.choice(bounds[bounds <= start])), int(rng.choice(bounds[bounds > end])))


def without_answer(feature: Feature, rng: np.random.Generator) -> Feature | None:
    """The feature on the longer part of its passage that holds no accepted span: a passage of the right article
    that stops before the answer or begins behind it. None where that part is short or says the answer as well.
    """
    bounds = feature.sentences
    before = int(bounds[bounds <= min(start for start, _ in feature.spans)].max())
    behind = int(bounds[bounds > max(end for _, end in feature.spans)].min())
    rest = max((0, before), (behind, feature.context.size), key=lambda part: part[1] - part[0])
    kept = _sentences(feature, *rest)
    start, end = feature.spans[rng.integers(len(feature.spans))]
    answer = feature.context[start : end + 1]
    if kept.context.size < max(MIN_WITHOUT_ANSWER, answer.size):
        return None
    runs = np.lib.stride_tricks.sliding_window_view(kept.context, answer.size)
    return None if (runs == answer).all(1).any() else kept


def part_of_rival(rivals: Sequence[np.ndarray], rng: np.random.Generator) -> np.ndarray:
    """A random run of `RIVAL_TOKENS` of one of them, or all of a shorter one."""
    rival = rivals[int(rng.integers(len(rivals)))]
    first = int(rng.integers(max(0, rival.size - RIVAL_TOKENS) + 1))
    return rival[first : first + RIVAL_TOKENS]


def joined(row: Row, rival: np.ndarray, rng: np.random.Generator) -> Row:
    """The row with a rival before or behind its context: two passages that share one softmax.

    Passages that are only ever scored one by one need not be comparable (Clark & Gardner 2018).
    """
    question, context, spans = row
    if rng.random() < 0.5:
        return question, np.concatenate([context, rival]), spans
    return behind(rival, row)


def behind(tokens: np.ndarray, row: Row) -> Row:
    """The row with other tokens in front of its context."""
    question, context, spans = row
    shifted = tuple((start + tokens.size, end + tokens.size) for start, end in spans)
    return question, np.concatenate([tokens, context]), shifted


def windows(
    features: list[Feature],
    limit: int,
    rng: np.random.Generator,
    *,
    mark_dropout: float,
    crop: float,
    join: float,
    pair: float,
    titled: float,
) -> list[Group]:
    """Draw one window of at most `limit` context tokens per feature, around one accepted span.

    With probability `mark_dropout` the question loses its last token, the question mark of nearly all:
    people leave it out. With probability `crop` the context is cut to some of its sentences first, whether it
    holds an answer or not, so that its length says nothing about that; with probability `join` a part of a rival is
    put beside it, in the same window, and with probability `pair`, where there is an answer, into a row of its own.
    With probability `titled` the title of the article stands in front of each row.
    """
    drawn: list[Group] = []
    for whole in features:
        feature = cropped(whole, rng) if rng.random() < crop else whole
        size = feature.context.size
        first = 0
        if size > limit:
            if feature.spans:
                start, end = feature.spans[rng.integers(len(feature.spans))]
                low, high = max(0, end - limit + 1), min(start, size - limit)
            else:
                low, high = 0, size - limit
            first = int(rng.integers(low, max(low, high) + 1))
        last = min(first + limit, size)
        spans = tuple((s - first, e - first) for s, e in feature.spans if s >= first and e < last)
        question = feature.question_without_mark if rng.random() < mark_dropout else feature.question
        if feature.spans and not spans:  # an answer longer than the window is left out, never called "no answer"
            continue
        row = question, feature.context[first:last], spans
        how = rng.random() if feature.rivals else 1.0
        group: Group = (row,)
        if how < join:
            group = (joined(row, part_of_rival(feature.rivals, rng), rng),)
        elif spans and how < join + pair:
            group = row, (question, part_of_rival(feature.rivals, rng), ())
        if feature.title.size and rng.random() < titled:
            group = tuple(behind(feature.title, row) for row in group)
        drawn.append(group)
    return drawn


def batches(
    features: list[Feature],
    *,
    limit: int,
    tokens: int,
    seed: int,
    crop: float = 0.0,
    join: float = 0.0,
    pair: float = 0.0,
    titled: float = 0.0,
    mark_dropout: float = 0.1,
) -> list[list[Group]]:
    """One epoch of batches of about `tokens` padded tokens, of like length, in an order fixed by `seed`.

    Lengths are rounded up to a multiple of `BUCKET` and every batch of a bucket has the same number of rows:
    matrix kernels are compiled anew for each shape they meet, which costs more than the padding. The groups of a batch
    have one number of rows.
    """
    rng = np.random.default_rng(seed)
    buckets: dict[tuple[int, int], list[Group]] = defaultdict(list)
    drawn = windows(features, limit, rng, mark_dropout=mark_dropout, crop=crop, join=join, pair=pair, titled=titled)
    for group in drawn:
        length = max(row_length(row) for row in group)
        buckets[len(group), -(-length // BUCKET) * BUCKET].append(group)
    made: list[list[Group]] = []
    for rows in sorted({rows for rows, _ in buckets}):
        left: list[Group] = []
        for length in sorted(length for of, length in buckets if of == rows):
            groups = left + buckets[rows, length]
            rng.shuffle(groups)
            size = max(1, tokens // length // rows)
            full = len(groups) - len(groups) % size
            made += [groups[at : at + size] for at in range(0, full, size)]
            left = groups[full:]  # too few for a batch of their own: they go along with the next longer ones
        if left:
            made.append(left)
    return [made[i] for i in rng.permutation(len(made))]


def collate(groups: list[Group]) -> Batch:
    """[CLS] question [SEP] context [SEP], padded to the longest row rounded up to a multiple of `BUCKET`."""
    rows = [row for group in groups for row in group]
    lengths = np.array([row_length(row) for row in rows])
    shape = (len(rows), -(-int(lengths.max()) // BUCKET) * BUCKET)
    input_ids, types = np.full(shape, PAD, np.int64), np.zeros(shape, np.int64)
    starts, ends = np.zeros(shape, bool), np.zeros(shape, bool)
    for row, (question, context, spans) in enumerate(rows):
        shift = question.size + 2
        input_ids[row, : lengths[row]] = np.concatenate([[CLS], question, [SEP], context, [SEP]])
        types[row, shift : lengths[row]] = 1
        for start, end in spans or ((-shift, -shift),):
            starts[row, start + shift] = True
            ends[row, end + shift] = True
    return Batch(input_ids, types, lengths, starts, ends, len(groups[0]))
