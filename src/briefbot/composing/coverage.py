"""Articles -> groups of near ones, the largest first, each with its most central article."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_NEAR = 0.6  # cosine of the first passages of two articles from which they are of one group


def central_articles(numbers: Sequence[int], vectors: NDArray[np.float32], most: int) -> list[int]:
    """Return the most central article of each of the largest groups, the largest group first, `most` at most.

    The article with the most others near it takes them as its group, then the next of what is left. `vectors` are
    (articles, dimension), of unit length. Of equals the earlier one comes first.
    """
    near = vectors @ vectors.T >= _NEAR
    left = np.ones(len(numbers), np.bool_)
    central: list[int] = []
    while left.any() and len(central) < most:
        sizes = np.where(left, near @ left.astype(np.float32), -1.0)
        at = int(np.argmax(sizes))
        central.append(numbers[at])
        left &= ~near[at]
        left[at] = False
    return central
