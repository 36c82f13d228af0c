"""How long one changed file takes to become searchable in a large index.

python benchmarks/one_change.py --passages 100000

The articles are made up of the sentences of examples/, ten passages a file; their vectors are those of examples/ with
noise. The changed file is read, cut, embedded and committed as any other. Process start is not counted: the clock
starts in a fresh process when `import briefbot` is done, and stops when the build has been committed.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import briefbot
from briefbot.blocks import find_blocks
from briefbot.encoder import onnx_encoder
from briefbot.indexer.paths import stamp_of
from briefbot.passages import split_sentences
from briefbot.settings import Settings
from briefbot.store import Facts, Store, Writer, open_snapshot, open_store, open_writer
from briefbot.types import Document, Passage

PASSAGES_A_FILE = 10
SENTENCES_A_PASSAGE = 5
NOISE = 0.6  # length of what is added to a real vector, of length 1
ROUNDS = 5
SYNC = """
import sys, time, briefbot
started = time.perf_counter()
report = briefbot.build_index(index=sys.argv[1])
print(time.perf_counter() - started, report.added, report.dropped, report.embedded)
"""


def main() -> None:
    """Print the seconds that the sync of one changed file takes, and those of the questions around it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--passages", type=int, default=100_000)
    passages = parser.parse_args().passages
    with tempfile.TemporaryDirectory() as name:
        folder, index = Path(name) / "articles", Path(name) / "index"
        began = time.perf_counter()
        files = _fill(folder, index, passages)
        status = briefbot.index_status(index=index)
        print(f"{status.documents:,} documents, {status.passages:,} passages, {status.bytes / 1e6:,.0f} MB;", end=" ")
        print(f"made in {time.perf_counter() - began:.0f} s; load {os.getloadavg()[0]:.1f}", flush=True)
        store = open_store(index)
        with store.snapshot() as snapshot:
            facts = snapshot.facts
            snapshot.load()
        _sync(index)  # nothing has changed; the next ones find warm caches, as an index in use does
        syncs, wholes, seens = [], [], []
        for number, path in enumerate(random.Random(1).sample(files, ROUNDS)):  # noqa: S311  no secret
            path.write_text(_news(number), encoding="utf-8")
            started = time.perf_counter()
            syncs.append(_sync(index))
            wholes.append(time.perf_counter() - started)
            seens.append(_seconds_to_find(store, facts, number))
        print(f"one changed file, process start aside:  {_line(syncs)}")
        print(f"the whole process:                      {_line(wholes)}")
        print(f"first search of a reader that was open: {_line(seens)}")
        started = time.perf_counter()
        with open_snapshot(index) as snapshot:
            snapshot.load()
        print(f"opening the index:                      {time.perf_counter() - started:.2f} s")


def _fill(folder: Path, index: Path, passages: int) -> list[Path]:
    """Index examples/ with its own vectors, and beside it files with made-up ones; returns these files."""
    folder.mkdir()
    examples = Path(__file__).parent.parent / "examples"
    briefbot.build_index(examples, index=index)
    with open_snapshot(index) as snapshot:
        documents = list(snapshot.documents())
        numbers = [number for number, _ in snapshot.dense(np.zeros(snapshot.facts.dimension, np.float32), 1000)]
        real = np.stack([*snapshot.vectors(numbers).values()])
    sentences = [d.text[start:end].strip() for d in documents for start, end in split_sentences(d.text)]
    made = [_write(folder / f"{number:06}.txt", sentences, number) for number in range(passages // PASSAGES_A_FILE)]
    time.sleep(3)  # times of files that have just been written are not trusted
    with open_writer(index) as writer:
        writer.remember(str(folder), str(folder))
        for document, parts in made:
            path = Path(document.source)
            writer.add(document, parts, _texts(document, parts))
            writer.link((str(path), 0), str(path), document.id)
            stamp, _ = stamp_of(path, None, Settings().max_file_bytes)
            assert stamp  # noqa: S101
            writer.stamp(str(path), stamp)
        known = {document.id: parts for document, parts in made}
        writer.settle(lambda document: (known[document.id], _texts(document, known[document.id])))
        _embed(writer, real)
        assert writer.facts  # noqa: S101
        writer.commit(writer.facts)
    return [Path(document.source) for document, _ in made]


def _write(path: Path, sentences: list[str], number: int) -> tuple[Document, list[Passage]]:
    chance = random.Random(number)  # noqa: S311  no secret
    text, ranges = f"Story number {number}", []
    for _ in range(PASSAGES_A_FILE):
        text += "\n\n"
        passage = []
        for sentence in chance.choices(sentences, k=SENTENCES_A_PASSAGE):
            passage.append((len(text), len(text) + len(sentence)))
            text += f"{sentence} "
        ranges.append(tuple(passage))
    path.write_text(text, encoding="utf-8")
    title = f"Story number {number}"
    document = Document(text, title, path.as_posix(), blocks=find_blocks(text, title))
    return document, [Passage(document, passage) for passage in ranges]


def _texts(document: Document, parts: list[Passage]) -> list[str]:
    return [f"{document.title}\n{part.text}" for part in parts]


def _embed(writer: Writer, real: NDArray[np.float32]) -> None:
    chance = np.random.default_rng(0)
    while texts := writer.take_pending(8192):
        noise = chance.normal(size=(len(texts), real.shape[1]), scale=NOISE / real.shape[1] ** 0.5)
        vectors = real[chance.integers(len(real), size=len(texts))] + noise
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        writer.embed([content_hash for content_hash, _ in texts], vectors.astype(np.float32))


def _sync(index: Path) -> float:
    done = subprocess.run([sys.executable, "-c", SYNC, str(index)], capture_output=True, text=True, check=True)
    return float(done.stdout.split()[0])


def _news(number: int) -> str:
    paragraphs = (
        f"A zeppelin named Quagga{number} landed at Brannoch on Friday. It carried {n + 2} crates of mail. "
        "The mayor met it with a band, and the harbour office said that it would leave again on Sunday."
        for n in range(PASSAGES_A_FILE)
    )
    return f"A zeppelin lands, part {number}\n\n" + "\n\n".join(paragraphs) + "\n"


def _seconds_to_find(store: Store, facts: Facts, number: int) -> float:
    """Measure how long a reader that was open before the build takes to find the new text, by words and by vector."""
    vector = onnx_encoder(facts.encoder, facts.fingerprint).encode([f"A zeppelin named Quagga{number} landed"])[0]
    started = time.perf_counter()
    with store.snapshot() as snapshot:
        found = [snapshot.bm25(f"Quagga{number}", 5), snapshot.dense(vector, 5)]
        passages = [snapshot.passages([hits[0][0]]) for hits in found]
    seconds = time.perf_counter() - started
    for passage in _values(passages):
        if f"Quagga{number} " not in passage.text:
            raise SystemExit(f"the changed file is not found: {passage.text[:80]}")
    return seconds


def _values(found: list[dict[int, Passage]]) -> Iterator[Passage]:
    for passages in found:
        yield from passages.values()


def _line(seconds: list[float]) -> str:
    return f"median {statistics.median(seconds):.2f} s, longest {max(seconds):.2f} s of {len(seconds)}"


if __name__ == "__main__":
    main()
