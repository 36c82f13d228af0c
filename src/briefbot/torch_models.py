"""Helpers that encoder and reader share for models run by torch: a digest of the weights, the gist of an error."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch


def weights_digest(model: torch.nn.Module, *about: object) -> str:
    """Return 16 hex digits of all weights, and of what else decides what the model says: values whose repr is stable.

    Takes about a second per GB.
    """
    import torch

    digest = hashlib.sha256(repr(about).encode())
    for name, weights in sorted(model.state_dict().items()):
        digest.update(name.encode())
        digest.update(weights.detach().cpu().contiguous().reshape(-1).view(torch.uint8).numpy().tobytes())
    return digest.hexdigest()[:16]


def first_line(error: Exception) -> str:
    """Return the first line of an error's message, without a full stop at its end: those of torch go on for pages."""
    return next(iter(str(error).strip().splitlines()), type(error).__name__).rstrip(".")
