"""What an index of 10,000, 100,000 and 1,000,000 passages costs to build, to open, to ask and to change.

python benchmarks/scale.py ../shared/articles ../shared/data/squad_train.json.gz --work /tmp/scale

The smallest index holds real passages with their real vectors. The larger ones hold these and made ones: a made passage
is two sentences of a real one among three of others, and its vector is that of the real one with Gaussian noise, scaled
to length 1. All are written through `Writer`, as any build does. Questions are the labelled ones of the file, embedded
by the encoder of the project; recall is measured against exact search, over every vector in the catalog.

Each index is measured in a process of its own. What `--work` has of an earlier run is used again.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

import briefbot
from briefbot.encoder import embedded_text, onnx_encoder
from briefbot.evaluation import read_questions
from briefbot.store import Facts, Snapshot, Store, Writer, open_writer
from briefbot.types import Document, Passage

SIZES = (10_000, 100_000, 1_000_000)
PASSAGES_A_DOCUMENT = 10
OWN, OTHERS = 2, 1  # sentences of a made passage: as long as a real one on average
NOISE = 0.6  # length of what is added to a real vector, of length 1
QUESTIONS = 500
BATCH = 1000  # documents between two embeddings
Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Real:
    """The real passages, their vectors in the same order, and the sentences of each."""

    facts: Facts
    passages: list[Passage]
    vectors: Vectors
    sentences: list[list[str]]


def make_real(articles: Path, labelled: Path, work: Path) -> Path:
    """Index the articles and every other context of the labelled file; returns where the index lies."""
    index = work / "real"
    if not (index / "catalog.sqlite3").exists():
        contexts = list({question.context: question.title for question in read_questions(labelled)}.items())[::2]
        lines = [json.dumps({"title": title or "Untitled", "text": text}) for text, title in contexts]
        file = work / "contexts.jsonl"
        file.write_text("\n".join(lines), encoding="utf-8")
        settings = briefbot.Settings(index=index, max_file_bytes=2**30)
        briefbot.build_index([articles, file], settings=settings, progress=True)
    return index


def read_real(index: Path, most: int) -> Real:
    """At most `most` passages, by number."""
    passages, vectors = [], []
    with Store(index).snapshot() as snapshot:
        facts = replace(snapshot.facts, **dict.fromkeys(("generation", "vectors_generation", "vectors_last"), 0))
        first = snapshot.first_passage() or 1
        found = snapshot.passages(range(first, first + most))
        for number in sorted(found):
            passages.append(found[number])
            vectors.append(snapshot.vector(number))
    sentences = [[p.document.text[start:end].strip() for start, end in p.sentences] for p in passages]
    return Real(facts, passages, np.stack(vectors), sentences)


def documents(real: Real, size: int) -> Iterator[tuple[Document, list[Passage], Vectors]]:
    """Documents of `size` passages in all with their vectors: the real ones, then as many made ones as are missing."""
    starts = [at for at, p in enumerate(real.passages) if not at or p.document is not real.passages[at - 1].document]
    for start, end in zip(starts, [*starts[1:], len(real.passages)], strict=True):
        if end <= size:
            yield real.passages[start].document, real.passages[start:end], real.vectors[start:end]
            written = end
    for number in range(-(-(size - written) // PASSAGES_A_DOCUMENT)):
        yield made_document(real, number, min(PASSAGES_A_DOCUMENT, size - written))
        written += PASSAGES_A_DOCUMENT


def made_document(real: Real, number: int, size: int) -> tuple[Document, list[Passage], Vectors]:
    """A document of `size` made passages, each after another real one; the same for the same number."""
    chance = random.Random(number)  # noqa: S311  no secret
    models = chance.choices(range(len(real.passages)), k=size)
    title = f"{real.passages[models[0]].document.title} {number}"
    text, ranges = title, []
    for model in models:
        own = real.sentences[model]
        sentences = chance.sample(own, min(OWN, len(own)))
        sentences += [chance.choice(chance.choice(real.sentences)) for _ in range(OTHERS)]
        text += "\n\n"
        passage = []
        for sentence in sentences:
            passage.append((len(text), len(text) + len(sentence)))
            text += f"{sentence} "
        ranges.append(tuple(passage))
    noise = np.random.default_rng(number).normal(size=(size, real.vectors.shape[1]))
    vectors = real.vectors[models] + noise * (NOISE / real.vectors.shape[1] ** 0.5)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    document = Document(text, title, f"{number:06}.txt")
    return document, [Passage(document, passage) for passage in ranges], vectors.astype(np.float32)


def build(real: Real, size: int, index: Path) -> float:
    """Write an index of `size` passages; returns the seconds that it took."""
    started = time.perf_counter()
    bar = tqdm(total=size, desc=f"Writing {size:,} passages", unit="passage", disable=None)
    with open_writer(index) as writer:
        waiting: dict[str, Vectors] = {}
        for count, (document, passages, vectors) in enumerate(documents(real, size), 1):
            waiting |= write(writer, document, passages, vectors)
            if count % BATCH == 0:
                embed(writer, waiting)
            bar.update(len(passages))
        embed(writer, waiting)
        writer.commit(real.facts)
    bar.close()
    return time.perf_counter() - started


def write(writer: Writer, document: Document, passages: list[Passage], vectors: Vectors) -> dict[str, Vectors]:
    """Add one document; returns its texts, as they are to be embedded, with the vectors that they are to be given."""
    texts = [embedded_text(document.title, passage.text) for passage in passages]
    writer.add(document, passages, texts)
    writer.link((f"/made/{document.id}.txt", 0), document.source, document.id)
    return dict(zip(texts, vectors, strict=True))


def embed(writer: Writer, waiting: dict[str, Vectors]) -> None:
    """Give every text that waits for a vector its own."""
    while texts := writer.take_pending(8192):
        writer.embed([content_hash for content_hash, _ in texts], np.stack([waiting[text] for _, text in texts]))
    waiting.clear()
