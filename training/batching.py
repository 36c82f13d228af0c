"""Rows -> padded batches of like length."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from drawing import Group, Row

CLS, SEP, PAD = 101, 102, 0
BUCKET = 16


@dataclass(frozen=True, slots=True)
class Batch:
    """Padded model inputs and, per row, a mask of accepted start and end positions."""

    input_ids: np.ndarray  # (rows, length) int64
    token_type_ids: np.ndarray  # (rows, length) int64: 0 question, 1 context
    lengths: np.ndarray  # (rows,) int64
    starts: np.ndarray  # (rows, length) bool; position 0 is "no answer"
    ends: np.ndarray  # (rows, length) bool
    group: int  # rows that belong together, one behind the other: 1, or 2 where the second is a rival's


def row_length(row: Row) -> int:
    return int(row[0].size + row[1].size) + 3  # [CLS] and two [SEP]


def batches(groups: Sequence[Group], *, tokens: int, rng: np.random.Generator) -> list[list[Group]]:
    """Return batches of about `tokens` padded tokens, of like length, in a random order.

    Lengths are rounded up to a multiple of `BUCKET` and every batch of a bucket has the same number of rows:
    matrix kernels are compiled anew for each shape they meet, which costs more than the padding. The groups of a batch
    have one number of rows.
    """
    buckets: dict[tuple[int, int], list[Group]] = defaultdict(list)
    for group in groups:
        length = max(row_length(row) for row in group)
        buckets[len(group), -(-length // BUCKET) * BUCKET].append(group)
    made: list[list[Group]] = []
    for rows in sorted({rows for rows, _ in buckets}):
        left: list[Group] = []
        for length in sorted(length for of, length in buckets if of == rows):
            together = left + buckets[rows, length]
            rng.shuffle(together)
            size = max(1, tokens // length // rows)
            full = len(together) - len(together) % size
            made += [together[at : at + size] for at in range(0, full, size)]
            left = together[full:]  # too few for a batch of their own: they go along with the next longer ones
        if left:
            made.append(left)
    return [made[i] for i in rng.permutation(len(made))]


def collate(groups: list[Group]) -> Batch:
    """Join each row as [CLS] question [SEP] context [SEP], padded.

    The length is that of the longest row, rounded up to a multiple of `BUCKET`.
    """
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
