"""The mean of the weights of several readers: python training/average_weights.py FOLDER... --out FOLDER [--parts N...]

Readers that were trained on from common weights lie in one valley, and their mean does better than each (Wortsman et
al. 2022, "Model soups"). Those of unrelated runs do not.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch
from transformers import BertForQuestionAnswering


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("readers", type=Path, nargs="+", help="folders that train_reader.py wrote: model/ or averaged/")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--parts", type=float, nargs="+", help="how much of each, such as 2 1; default: equal parts")
    args = parser.parse_args()
    models = [BertForQuestionAnswering.from_pretrained(folder) for folder in args.readers]
    parts = args.parts or [1.0] * len(models)
    if len(parts) != len(models):
        parser.error(f"--parts names {len(parts)} parts for {len(models)} readers")
    with torch.no_grad():
        for weights in zip(*(model.parameters() for model in models), strict=True):
            mixed = sum(part * weight for part, weight in zip(parts, weights, strict=True))
            weights[0].copy_(mixed / sum(parts))
    models[0].save_pretrained(args.out)


if __name__ == "__main__":
    main()
