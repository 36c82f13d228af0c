"""Start and end logits -> the best spans, exactly.

A span's score is start logit + end logit; the null score is the same sum at the [CLS] position
(Devlin et al. 2019, BERT, section 4.3). Every admissible pair is scored, so the result equals an
exhaustive search: start and end are never chosen apart from each other.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Logits = NDArray[np.float32]


def best_spans(
    start_logits: Logits, end_logits: Logits, *, allowed: NDArray[np.bool_], max_tokens: int, count: int
) -> list[tuple[int, int, float]]:
    """Return the `count` best (first token, last token, score), best first; ties go to the earlier, then shorter span.

    All arrays are (tokens,). `allowed` marks the tokens a span may start or end on; last >= first and a
    span covers at most `max_tokens` tokens. Positions are inclusive.
    """
    positions = np.flatnonzero(allowed)
    if positions.size == 0 or count < 1:
        return []
    low, high = int(positions[0]), int(positions[-1]) + 1
    starts = np.where(allowed[low:high], start_logits[low:high], -np.inf).astype(np.float64)
    ends = np.where(allowed[low:high], end_logits[low:high], -np.inf).astype(np.float64)
    width = min(max_tokens, high - low)
    # Row i, column k is the span from token i to token i + k: the band of the score matrix that is admissible.
    padded = np.concatenate([ends, np.full(width - 1, -np.inf)])
    scores = starts[:, None] + np.lib.stride_tricks.sliding_window_view(padded, width)
    flat = scores.ravel()
    kept = min(count, flat.size)
    threshold = np.partition(flat, flat.size - kept)[flat.size - kept]
    candidates = np.flatnonzero(flat >= threshold)
    order = candidates[np.argsort(-flat[candidates], kind="stable")][:kept]
    return [
        (low + int(at) // width, low + int(at) // width + int(at) % width, float(flat[at]))
        for at in order
        if np.isfinite(flat[at])
    ]
