"""Texts that are copies of each other but for some words: a syndicated report in two papers.

MinHash (Broder 1997, "On the resemblance and containment of documents") over the word trigrams of a text. Between
reports of one event that were written apart the resemblance stays below 0.15; a copy that lost a third of its text
keeps 0.66. See docs/decisions/0070-families.md.
"""

from __future__ import annotations

from hashlib import blake2b

import numpy as np

from briefbot.words import trigrams

RESEMBLANCE = 0.5  # estimated Jaccard index of the sets of word trigrams from which two texts are near-copies

_PERMUTATIONS = 128  # standard error of the estimate: 0.04 at 0.5
_BAND = 4  # rows; two texts of resemblance 0.5 share one of the 32 bands with probability 0.87, of 0.6 with 0.99
_SEED = 1


def load_signatures() -> None:
    """Load the library that makes signatures now, which the first signature would do."""
    import datasketch  # noqa: F401


def signature(text: str) -> bytes:
    """Return the MinHash of a text: 128 little-endian uint32, the same on every machine."""
    from datasketch import MinHash  # takes scipy along, which a question does not need

    sketch = MinHash(num_perm=_PERMUTATIONS, seed=_SEED, scheme="affine32")
    sketch.update_batch([shingle.encode() for shingle in sorted(trigrams(text))])
    return np.asarray(sketch.hashvalues).astype("<u4").tobytes()


def band_keys(signed: bytes) -> list[int]:
    """Return a signed 64-bit key for each band of a signature.

    Near-copies most likely share one (Leskovec et al., ch. 3).
    """
    size = 4 * _BAND
    return [
        int.from_bytes(blake2b(bytes([at // size]) + signed[at : at + size], digest_size=8).digest(), signed=True)
        for at in range(0, len(signed), size)
    ]


def resemblance(one: bytes, other: bytes) -> float:
    """Return the estimated Jaccard index of the texts of two signatures, 0..1."""
    return float(np.mean(np.frombuffer(one, "<u4") == np.frombuffer(other, "<u4")))
