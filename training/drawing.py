"""Features -> the rows of an epoch: which part of a context the model sees, and what stands beside it.

It is drawn anew each epoch, so that a long context is seen from several sides and a batch costs few tokens.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from reader_data import Feature, Span

MIN_WITHOUT_ANSWER = 24  # tokens
RIVAL_TOKENS = 160  # of a rival that is read together with the passage

Row = tuple[np.ndarray, np.ndarray, tuple[Span, ...]]  # question, context window, accepted spans in the window
Group = tuple[Row, ...]  # a row, and beside it one of a rival where the two are to be weighed against each other


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """The settings of drawing: the size of a row, and the probability of each change."""

    window: int  # context tokens at most
    crop: float = 0.0  # cut to some of its sentences, with an answer or without, so that its length says nothing
    join: float = 0.0  # a part of a rival put beside it, in the same window
    pair: float = 0.0  # where there is an answer, a part of a rival put into a row of its own
    titled: float = 0.0  # the title of the article in front of each row
    mark_dropout: float = 0.1  # the question without its last token: people leave the question mark out


def rows(features: Sequence[Feature], drawing: Drawing, rng: np.random.Generator) -> list[Group]:
    """Draw one group per feature, in order; none for one whose answer is longer than the window."""
    drawn = (group(feature, drawing, rng) for feature in features)
    return [group for group in drawn if group]


def group(whole: Feature, drawing: Drawing, rng: np.random.Generator) -> Group | None:
    """Draw the rows of one feature; None for an answer that the window cuts."""
    feature = cropped(whole, rng) if rng.random() < drawing.crop else whole
    window = windowed(feature, drawing.window, rng)
    if feature.spans and not window.spans:  # cut through, which is not "no answer"
        return None
    question = feature.question_without_mark if rng.random() < drawing.mark_dropout else feature.question
    row = question, window.context, window.spans
    how = rng.random() if feature.rivals else 1.0
    made: Group = (row,)
    if how < drawing.join:
        made = (joined(row, part_of_rival(feature.rivals, rng), rng),)
    elif window.spans and how < drawing.join + drawing.pair:
        made = row, (question, part_of_rival(feature.rivals, rng), ())
    if feature.title.size and rng.random() < drawing.titled:
        made = tuple(behind(feature.title, row) for row in made)
    return made


def windowed(feature: Feature, limit: int, rng: np.random.Generator) -> Feature:
    """Cut a feature to a random run of at most `limit` tokens around one accepted span, if that fits."""
    size = feature.context.size
    if size <= limit:
        return feature
    low, high = 0, size - limit
    if feature.spans:
        start, end = feature.spans[rng.integers(len(feature.spans))]
        low, high = max(0, end - limit + 1), min(start, size - limit)
    first = int(rng.integers(low, max(low, high) + 1))
    return _part(feature, first, first + limit)


def _part(feature: Feature, first: int, last: int) -> Feature:
    """Cut a feature to some of its tokens, with the accepted spans and the bounds of sentences that lie in there."""
    inside = feature.sentences[(feature.sentences >= first) & (feature.sentences <= last)]
    spans = tuple((s - first, e - first) for s, e in feature.spans if s >= first and e < last)
    return replace(feature, context=feature.context[first:last], sentences=inside - first, spans=spans)


def cropped(feature: Feature, rng: np.random.Generator) -> Feature:
    """Cut a feature to a random run of sentences around one accepted span, or around any token where there is none."""
    if feature.spans:
        start, end = feature.spans[rng.integers(len(feature.spans))]
    else:
        start = end = int(rng.integers(feature.context.size))
    bounds = feature.sentences
    return _part(feature, int(rng.choice(bounds[bounds <= start])), int(rng.choice(bounds[bounds > end])))


def without_answer(feature: Feature, rng: np.random.Generator) -> Feature | None:
    """Cut a feature to the longer part of its passage that holds no accepted span.

    It is then a passage of the right article that stops before the answer or begins behind it. None where that part is
    short or says the answer as well.
    """
    bounds = feature.sentences
    before = int(bounds[bounds <= min(start for start, _ in feature.spans)].max())
    behind = int(bounds[bounds > max(end for _, end in feature.spans)].min())
    rest = max((0, before), (behind, feature.context.size), key=lambda part: part[1] - part[0])
    kept = _part(feature, *rest)
    start, end = feature.spans[rng.integers(len(feature.spans))]
    answer = feature.context[start : end + 1]
    if kept.context.size < max(MIN_WITHOUT_ANSWER, answer.size):
        return None
    runs = np.lib.stride_tricks.sliding_window_view(kept.context, answer.size)
    return None if (runs == answer).all(1).any() else kept


def part_of_rival(rivals: Sequence[np.ndarray], rng: np.random.Generator) -> np.ndarray:
    """Draw a random run of `RIVAL_TOKENS` of one of the rivals, or all of a shorter one."""
    rival = rivals[int(rng.integers(len(rivals)))]
    first = int(rng.integers(max(0, rival.size - RIVAL_TOKENS) + 1))
    return rival[first : first + RIVAL_TOKENS]


def joined(row: Row, rival: np.ndarray, rng: np.random.Generator) -> Row:
    """Put a rival before or behind the context of a row: two passages that share one softmax.

    Passages that are only ever scored one by one need not be comparable (Clark & Gardner 2018).
    """
    question, context, spans = row
    if rng.random() < 0.5:
        return question, np.concatenate([context, rival]), spans
    return behind(rival, row)


def behind(tokens: np.ndarray, row: Row) -> Row:
    """Put other tokens in front of the context of a row."""
    question, context, spans = row
    shifted = tuple((start + tokens.size, end + tokens.size) for start, end in spans)
    return question, np.concatenate([tokens, context]), shifted
