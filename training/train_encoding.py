"""Train the byte-level BPE encoding that passage budgets are counted in, and write it as a tiktoken ranks file.

    python training/train_encoding.py --data ../shared/data [--out src/tiktoken_ext/briefbot_news.tiktoken]

The text is the contexts of SQuAD 1.1 train, each once, in the order of the file. The same data give the same file.
`tokenizers` learns the merges over the pieces that the encoding's own pattern cuts; ranks are the 256 bytes followed
by the merges in the order they were learnt. Before the file is put in place, tiktoken must give back every held-out
context and a set of awkward strings unchanged, and split the held-out contexts as `tokenizers` does.
"""

from __future__ import annotations

import argparse
import base64
import os
import time
from pathlib import Path

import tiktoken
from tokenizers import Regex, Tokenizer, models, pre_tokenizers, trainers

from briefbot.evaluation import squad_items
from tiktoken_ext.briefbot import PATTERN, RANKS, VOCABULARY

HELD_OUT = 20  # every twentieth context is kept for the check
AGREEMENT = 0.999  # of held-out contexts; see `check`
AWKWARD = (
    "",
    " \t\r\n\r\n  x\u00a0\u200b\ufeff",
    "<|endoftext|>",
    "Nicolás cafe\u0301 Владимир 北京 \U0001f469\u200d\U0001f680 \U0010ffff \x00",
    "1234567890 https://example.org/?q=%20#top \u2018it\u2019s\u2019 \u201cso.\u201d",
    "".join(map(chr, range(0x3000))),
)


def read_contexts(data: Path) -> list[str]:
    return list(dict.fromkeys(context for _, context, _ in squad_items(data / "squad_train.json.gz")))


def train(contexts: list[str]) -> Tokenizer:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(PATTERN), behavior="isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY, initial_alphabet=alphabet, special_tokens=[], show_progress=False
    )
    tokenizer.train_from_iterator(contexts, trainer=trainer)
    return tokenizer


def byte_of_character() -> dict[str, int]:
    """Return the byte that each character of a byte-level vocabulary stands for.

    A printable byte stands for itself, the others are moved.
    """
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    moved = [byte for byte in range(256) if byte not in printable]
    return {chr(byte): byte for byte in printable} | {chr(256 + i): byte for i, byte in enumerate(moved)}


def byte_ranks(tokenizer: Tokenizer) -> dict[bytes, int]:
    """Return token bytes -> rank: the single bytes by value, then the merged tokens in the order they were learnt."""
    bytes_of = byte_of_character()
    by_id = sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])
    tokens = [bytes(bytes_of[character] for character in token) for token, _ in by_id]
    merged = [token for token in tokens if len(token) > 1]
    return {token: rank for rank, token in enumerate([*(bytes([b]) for b in range(256)), *merged])}


def check(encoding: tiktoken.Encoding, tokenizer: Tokenizer, sample: list[str]) -> float:
    """Return the share of `sample` that both split alike.

    Raises SystemExit where text does not come back, or too few agree. The two differ by design on rare strings:
    tiktoken joins any two neighbours whose union has a rank, `tokenizers` only the pairs that it has learnt.
    """
    for text in (*sample, *AWKWARD):
        if encoding.decode_bytes(encoding.encode_ordinary(text)) != text.encode():
            raise SystemExit(f"tiktoken does not give back {text[:80]!r}")
    bytes_of = byte_of_character()
    alike = 0
    for text in sample:
        theirs = [bytes(bytes_of[c] for c in token) for token in tokenizer.encode(text).tokens]
        ours = encoding.decode_tokens_bytes(encoding.encode_ordinary(text))
        alike += ours == theirs
    if alike < AGREEMENT * len(sample):
        raise SystemExit(f"tiktoken and tokenizers agree on {alike} of {len(sample)} texts only")
    return alike / len(sample)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with squad_train.json.gz")
    parser.add_argument("--out", type=Path, default=RANKS, help="ranks file to write")
    options = parser.parse_args()

    os.nice(10)
    started = time.monotonic()
    contexts = read_contexts(options.data)
    held_out = contexts[::HELD_OUT]
    tokenizer = train([context for i, context in enumerate(contexts) if i % HELD_OUT])
    ranks = byte_ranks(tokenizer)
    if len(ranks) != VOCABULARY:
        raise SystemExit(f"{len(ranks)} ranks were learnt instead of {VOCABULARY}: the data are too small")
    encoding = tiktoken.Encoding("briefbot_news", pat_str=PATTERN, mergeable_ranks=ranks, special_tokens={})
    alike = check(encoding, tokenizer, held_out)

    options.out.write_bytes(b"".join(base64.b64encode(token) + b" %d\n" % rank for token, rank in ranks.items()))
    tokens = sum(map(len, encoding.encode_ordinary_batch(held_out)))
    print(f"{len(contexts)} contexts, {len(ranks)} ranks, {time.monotonic() - started:.0f} s -> {options.out}")
    print(f"held out: {sum(map(len, held_out)) / tokens:.2f} characters a token; {alike:.2%} split alike")


if __name__ == "__main__":
    main()
