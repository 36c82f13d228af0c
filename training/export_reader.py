"""Trained weights -> the int8 ONNX reader that ships with the package.

    python training/export_reader.py training/runs/mean --out src/briefbot/models/reader

Dynamic quantisation (Jacob et al. 2018): int8 weights with one scale per output channel, activations scaled at run
time. Two products stay in float.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import warnings
from pathlib import Path

import numpy as np
import onnx
import torch
from base import base_model, plain_tokenizer
from onnx import numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from transformers import BertForQuestionAnswering

# The span head is 770 numbers that every score passes through. What the first layer's feed-forward part is given has a
# few values so large that one scale for all loses the rest: this product alone costs half an F1 (RESULTS.md, run 7).
_KEPT_FLOAT = ("/model/qa_outputs/MatMul", "/model/bert/encoder/layer.0/output/dense/MatMul")


class Exportable(torch.nn.Module):
    """The reader with positional inputs. It is run on one unpadded text at a time, so it needs no mask."""

    def __init__(self, model: BertForQuestionAnswering) -> None:
        super().__init__()
        self.model = model

    def forward(self, input_ids: torch.Tensor, token_type_ids: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        output = self.model(input_ids=input_ids, token_type_ids=token_type_ids)
        return output.start_logits, output.end_logits


def export(model: BertForQuestionAnswering, path: Path) -> None:
    ids = torch.tensor([[101, 2040, 102, 2009, 2003, 102]])
    types = torch.tensor([[0, 0, 0, 1, 1, 1]])
    names = ["input_ids", "token_type_ids"]
    outputs = ["start_logits", "end_logits"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the tracer warns of Python branches that do not depend on the input
        torch.onnx.export(
            Exportable(model),
            (ids, types),
            str(path),
            input_names=names,
            output_names=outputs,
            dynamic_axes={name: {0: "text", 1: "token"} for name in names + outputs},
            opset_version=17,
            dynamo=False,
        )


def quantize(source: Path, target: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        prepared = f"{folder}/prepared.onnx"
        quant_pre_process(str(source), prepared, skip_symbolic_shape=True)
        quantize_dynamic(
            prepared,
            target,
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=False,
            op_types_to_quantize=["MatMul", "Gather"],
            nodes_to_exclude=list(_KEPT_FLOAT),
        )
    unsign_weights(target)


def unsign_weights(path: Path) -> None:
    """Write the weights of the quantised products as unsigned bytes, which changes no value that they stand for.

    Processors without VNNI add two products of unsigned and signed bytes in 16 bits, which cut off what is larger:
    logits were off by 0.76 on average, by 3 at most. Products of unsigned bytes are exact on all, and as fast but for
    a tenth there.
    """
    model = onnx.load(str(path))
    stored = {each.name: each for each in model.graph.initializer}
    products = [node for node in model.graph.node if node.op_type == "MatMulInteger"]
    for name in {name for node in products for name in (node.input[1], node.input[3])}:
        signed = numpy_helper.to_array(stored[name])
        if signed.dtype == np.int8:
            unsigned = (signed.astype(np.int16) + 128).astype(np.uint8)
            stored[name].CopyFrom(numpy_helper.from_array(unsigned, name))
    onnx.save(model, str(path))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("weights", type=Path, help="a folder that train_reader.py or average_weights.py wrote")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--float", type=Path, help="also write the unquantised reader to this folder")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    model = BertForQuestionAnswering.from_pretrained(args.weights, attn_implementation="eager")
    with tempfile.TemporaryDirectory() as folder:
        full = Path(folder) / "model.onnx"
        export(model.eval(), full)
        quantize(full, args.out / "model.onnx")
        if args.float:
            args.float.mkdir(parents=True, exist_ok=True)
            shutil.copy(full, args.float / "model.onnx")
    for target in filter(None, (args.out, args.float)):
        plain_tokenizer(base_model()).save(str(target / "tokenizer.json"))
    print(f"{args.out / 'model.onnx'}: {(args.out / 'model.onnx').stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
