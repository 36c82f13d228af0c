"""Helpers that encoder and reader share for models run by torch.

A digest of the weights, the gist of an error, and what a folder may hold so that loading it runs nothing of it.
"""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

from briefbot.errors import ModelError

if TYPE_CHECKING:
    import torch


# What a stage of a sentence-transformers model may be; each is a class of the library, under this name of old or new.
_STAGES = "Transformer|Pooling|Normalize|Dense|LayerNorm|WeightedLayerPooling|Dropout|CNN|LSTM"
_STAGE = re.compile(rf"sentence_transformers(\.\w+)*\.({_STAGES})")


def check_folder(folder: Path, name: str) -> None:
    """Raise ModelError where loading a model's folder would run what it holds, or unpickle it.

    A stage of `modules.json` is a class that is imported, and weights in a `.bin` file are a pickle.
    """
    try:
        stages = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
        foreign = [stage["type"] for stage in stages if not _STAGE.fullmatch(stage["type"])]
    except FileNotFoundError:
        foreign = []
    except (OSError, ValueError, TypeError, LookupError) as error:
        raise ModelError(f"The file modules.json of the model {name!r} cannot be read ({error}).") from error
    if foreign:
        raise ModelError(
            f"The model {name!r} brings code of its own, {foreign[0]!r:.80}, and briefbot runs none of a model. Name a "
            f"model whose modules.json has only stages of sentence-transformers: {_STAGES.replace('|', ', ')}."
        )
    for pickled in sorted(folder.rglob("pytorch_model*.bin")):
        if not any(pickled.parent.glob("*.safetensors")):
            raise ModelError(
                f"The model {name!r} keeps its weights as a pickle, {pickled.relative_to(folder)}, which could run "
                f"anything when it is loaded. Save it again as safetensors, or name a model that has them."
            )


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
