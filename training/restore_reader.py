"""The shipped int8 reader -> a folder of float weights, to train on from it or to average it with others.

    python training/restore_reader.py src/briefbot/models/reader --out training/runs/shipped

A weight is its int8 value times the scale of its output channel; what quantisation rounded away stays lost. Word
embeddings share one coarse scale and moved little in training: of the values that round to what is stored, the one
nearest to the sentence encoder's is taken.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import onnx
import torch
from base import base_model
from onnx import numpy_helper
from transformers import BertForQuestionAnswering

_WORDS = "bert.embeddings.word_embeddings.weight"


def restored(path: Path, encoder_words: np.ndarray) -> dict[str, torch.Tensor]:
    """Return the weights of an exported reader, named as BertForQuestionAnswering names them.

    The file is one that export_reader.py wrote; `encoder_words` (words, width) are the sentence encoder's.
    """
    graph = onnx.load(path).graph
    stored = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    takers = {name: node for node in graph.node for name in node.input}
    weights: dict[str, np.ndarray] = {}
    for name, values in stored.items():
        if name.endswith((".weight", ".bias")):
            weights[name] = values
        elif name.endswith("_quantized"):
            plain = name.removesuffix("_quantized")
            zero, scale = (stored[f"{plain}_{part}"].astype(np.float32) for part in ("zero_point", "scale"))
            values = (values.astype(np.float32) - zero) * scale
            if plain == f"model.{_WORDS}":
                values = encoder_words.clip(values - scale / 2, values + scale / 2)
            weights[_weight_name(name, takers)] = values if plain.startswith("model.") else values.T
        elif values.ndim == 2 and values.dtype == np.float32:  # a product that stays in float
            weights[_weight_name(name, takers)] = values.T
    return {name.removeprefix("model."): torch.tensor(values) for name, values in weights.items()}


def _weight_name(name: str, takers: dict[str, onnx.NodeProto]) -> str:
    """Return the name of a weight: tables keep theirs in ONNX, a matrix has that of the bias added to its product."""
    if name.startswith("model."):
        return name.removesuffix("_quantized")
    node = takers[name]
    while node.op_type != "Add":
        node = takers[node.output[0]]
    bias: str = next(part for part in node.input if part.endswith(".bias"))
    return bias.removesuffix("bias") + "weight"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("reader", type=Path, help="a folder with model.onnx")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    model = BertForQuestionAnswering.from_pretrained(base_model())
    words = model.bert.embeddings.word_embeddings.weight.detach().numpy()
    weights = restored(args.reader / "model.onnx", words)
    loaded = model.load_state_dict(weights, strict=False)
    if loaded.unexpected_keys or loaded.missing_keys:
        raise SystemExit(f"{args.reader} does not hold the weights that export_reader.py writes: {loaded}")
    model.save_pretrained(args.out)


if __name__ == "__main__":
    main()
