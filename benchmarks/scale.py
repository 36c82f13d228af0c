"""What an index of 10,000, 100,000 and 1,000,000 passages costs to build, to open, to ask and to change.

python benchmarks/scale.py ../shared/articles ../shared/data/squad_train.json.gz --work /tmp/scale
python benchmarks/scale.py ... --work /tmp/scale --server postgresql://host/database

An index holds real passages with their real vectors, some 6,000, and made ones for the rest: a made passage is two
sentences of a real one beside one of another, and its vector is that of the real one with Gaussian noise, scaled to
length 1. All are written through `Writer`, as any build does, into folders, or into schemas of a server. Questions are
the labelled ones of the file, embedded by the encoder of the project; recall is measured against exact search, over
every vector in the catalog.

Each index is measured in a process of its own. What `--work` has of an earlier run is used again.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import NoReturn, TypeVar

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

import briefbot
from briefbot.encoder import OnnxEncoder, embedded_text, onnx_encoder
from briefbot.evaluation import drawn, read_questions
from briefbot.retriever import Retriever
from briefbot.settings import Settings
from briefbot.store import Facts, Snapshot, Writer, open_snapshot, open_store, open_writer
from briefbot.store.snapshot import CatalogSnapshot
from briefbot.types import Document, Filter, Passage

SIZES = (10_000, 100_000, 1_000_000)
PASSAGES_A_DOCUMENT = 10
OUTLETS = 10  # each has as many documents as any other
OWN, OTHERS = 2, 1  # sentences of a made passage: as long as a real one on average
NOISE = 0.6  # length of what is added to a real vector, of length 1
MOST_REAL = min(SIZES)  # real passages
QUESTIONS = 500
RECALLED = 10
BATCH = 1000  # documents between two embeddings
AT_ONCE = 8192  # vectors that are read at once for exact search
Vectors = NDArray[np.float32]
Row = dict[str, float]  # of the table, by name
T = TypeVar("T")
LABELS = (
    ("build s", "build, embedding aside, s", "{:,.0f}"),
    ("disk MB", "on disk, MB", "{:,.0f}"),
    ("open s", "open, with all vectors, s", "{:.2f}"),
    ("resident MB", "resident memory of the whole process, MB", "{:,.0f}"),
    ("of the index MB", "of it, since the index was opened, MB", "{:,.0f}"),
    ("recall@10", "recall@10 against exact search", "{:.3f}"),
    ("dense 50", "dense search, p50, ms", "{:.1f}"),
    ("dense 95", "dense search, p95, ms", "{:.1f}"),
    ("bm25 50", "BM25, p50, ms", "{:.1f}"),
    ("bm25 95", "BM25, p95, ms", "{:.1f}"),
    ("fused 50", "fused search, p50, ms", "{:.1f}"),
    ("fused 95", "fused search, p95, ms", "{:.1f}"),
    ("filtered 50", "fused search of a tenth of the passages, p50, ms", "{:.1f}"),
    ("filtered 95", "fused search of a tenth of the passages, p95, ms", "{:.1f}"),
    ("add s", "add a document of ten passages, s", "{:.2f}"),
    ("seen s", "until an open reader has found it, s", "{:.2f}"),
)


@dataclass(frozen=True, slots=True)
class Real:
    """Real passages, their vectors in the same order, and the sentences of each."""

    facts: Facts
    passages: list[Passage]
    vectors: Vectors
    sentences: list[list[str]]


def make_real(articles: Path, labelled: Path, work: Path) -> Path:
    """Index the articles and every fifth context of the labelled file; returns where the index lies."""
    index = work / "real"
    if not (index / "catalog.sqlite3").exists():
        contexts = list({question.context: question.title for question in read_questions(labelled)}.items())[::5]
        lines = [json.dumps({"title": title or "Untitled", "text": text}) for text, title in contexts]
        file = work / "contexts.jsonl"
        file.write_text("\n".join(lines), encoding="utf-8")
        settings = Settings(index=index, max_file_bytes=2**30)
        briefbot.build_index([articles, file], settings=settings, progress=True)
    return index


def read_real(index: Path, most: int) -> Real:
    """Read at most `most` passages, by number."""
    passages, vectors = [], []
    with open_snapshot(index) as snapshot:
        facts = replace(snapshot.facts, generation=0)
        first = snapshot.first_passage() or 1
        found = snapshot.passages(range(first, first + most))
        stored = snapshot.vectors(sorted(found))
        placed: dict[str, Document] = {}
        for number in sorted(found):
            document = found[number].document
            of_outlet = placed.setdefault(document.id, replace(document, outlet=_outlet(len(placed))))
            passages.append(replace(found[number], document=of_outlet))
            vectors.append(stored[number])
    sentences = [[p.document.text[start:end].strip() for start, end in p.sentences] for p in passages]
    return Real(facts, passages, np.stack(vectors), sentences)


def documents(real: Real, size: int) -> Iterator[tuple[Document, list[Passage], Vectors]]:
    """Yield documents of `size` passages in all with their vectors: the real ones, then made ones for those missing."""
    starts = [at for at, p in enumerate(real.passages) if not at or p.document is not real.passages[at - 1].document]
    for start, end in zip(starts, [*starts[1:], len(real.passages)], strict=True):
        if end <= size:
            yield real.passages[start].document, real.passages[start:end], real.vectors[start:end]
            written = end
    for number in range(-(-(size - written) // PASSAGES_A_DOCUMENT)):
        yield made_document(real, number, min(PASSAGES_A_DOCUMENT, size - written))
        written += PASSAGES_A_DOCUMENT


def made_document(real: Real, number: int, size: int) -> tuple[Document, list[Passage], Vectors]:
    """Make a document of `size` passages, each after another real one; the same for the same number."""
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
    document = Document(text, title, f"{number:06}.txt", _outlet(number))
    return document, [Passage(document, passage) for passage in ranges], vectors.astype(np.float32)


def _outlet(number: int) -> str:
    return f"Outlet {number % OUTLETS}"


def build(real: Real, size: int, index: Path | str) -> float:
    """Write an index of `size` passages; returns the seconds that it took."""
    started = time.perf_counter()
    bar = tqdm(total=size, desc=f"Writing {size:,} passages", unit="passage", disable=None)
    with open_writer(index) as writer:
        waiting: dict[str, Vectors] = {}
        for count, (document, passages, vectors) in enumerate(documents(real, size), 1):
            waiting |= write(writer, document, passages, vectors)
            if count % BATCH == 0:
                embed(writer, real.facts, waiting)
            bar.update(len(passages))
        embed(writer, real.facts, waiting)
        writer.settle(as_found)
        writer.commit(real.facts)
    bar.close()
    return time.perf_counter() - started


def write(writer: Writer, document: Document, passages: list[Passage], vectors: Vectors) -> dict[str, Vectors]:
    """Add one document; returns its texts, as they are to be embedded, with the vectors that they are to be given."""
    texts = [embedded_text(document.title, passage.text) for passage in passages]
    writer.add(document, passages, texts)
    writer.link((f"/made/{document.id}.txt", 0), document.source, document.id)
    return dict(zip(texts, vectors, strict=True))


def as_found(document: Document) -> NoReturn:
    """Cut no document again: the blocks of made ones are not known, so none can become others."""
    raise AssertionError(document.id)


def embed(writer: Writer, facts: Facts, waiting: dict[str, Vectors]) -> None:
    """Give every text that waits for a vector its own."""
    writer.embed_as(facts.encoder, facts.fingerprint)
    while texts := writer.take_pending(8192):
        writer.embed([content_hash for content_hash, _ in texts], np.stack([waiting[text] for _, text in texts]))
    waiting.clear()


def measure(index: Path | str, built: float, made: tuple[Document, list[Passage], Vectors], asked: list[str]) -> Row:
    """Return the figures of one index, taken in this process; at the end, a document more is in it."""
    before = _resident_mb()
    started = time.perf_counter()
    store = open_store(index)
    with store.snapshot() as snapshot:
        snapshot.load()
        opened = time.perf_counter() - started
        encoder = onnx_encoder(snapshot.facts.encoder, snapshot.facts.fingerprint)
        vectors = encoder.encode(asked)
        exact = exact_search(snapshot, vectors)
        wide = Settings().candidates
        tenth = snapshot.among(Filter(outlets=(_outlet(0),)))
        seconds: dict[str, list[float]] = {"dense": [], "bm25": [], "fused": [], "filtered": []}
        hits = []
        retriever = Retriever(Known(encoder, dict(zip(asked, vectors, strict=True))), Settings())
        for question, vector in zip(asked, vectors, strict=True):
            hits.append([n for n, _ in _timed(seconds["dense"], partial(snapshot.dense, vector, wide))[:RECALLED]])
            _timed(seconds["bm25"], partial(snapshot.bm25, question, wide))
            search = partial(retriever.search, snapshot, question, Settings().passages_read)
            _timed(seconds["fused"], search)
            _timed(seconds["filtered"], partial(search, tenth))
        resident, alone = _resident_mb(), _resident_mb() - before
        passages = snapshot.counts()[1]
        facts = snapshot.facts
    recall = float(np.mean([len(set(a) & set(b)) / RECALLED for a, b in zip(hits, exact, strict=True)]))
    size = store.size() / 1e6
    started = time.perf_counter()
    with open_writer(index) as writer:
        embed(writer, facts, write(writer, *made))
        writer.settle(as_found)
        writer.commit(facts)
    committed = time.perf_counter() - started
    with store.snapshot() as snapshot:
        number = snapshot.dense(made[2][0], 1)[0][0]
        found = snapshot.passages([number])[number]
    seen = time.perf_counter() - started
    if found.document.id != made[0].id:
        raise SystemExit("the added document is not found")
    percentiles = {
        f"{name} {share}": 1000 * float(np.percentile(values, share))
        for name, values in seconds.items()
        for share in (50, 95)
    }
    return {
        "passages": passages,
        "build s": built,
        "disk MB": size,
        "open s": opened,
        "resident MB": resident,
        "of the index MB": alone,
        "recall@10": recall,
        **percentiles,
        "add s": committed,
        "seen s": seen,
    }


def exact_search(snapshot: Snapshot, vectors: Vectors) -> list[list[int]]:
    """Return the numbers of the `RECALLED` passages nearest to each vector, by every vector of the catalog."""
    if not isinstance(snapshot, CatalogSnapshot):
        raise TypeError("a snapshot of tables is wanted")
    best: list[list[tuple[float, int]]] = [[] for _ in vectors]
    query = "SELECT number, vector FROM passages WHERE number > ? ORDER BY number LIMIT ?"
    last = 0
    while rows := snapshot.tables.execute(query, (last, AT_ONCE)).fetchall():
        last = rows[-1][0]
        matrix = np.frombuffer(b"".join(vector for _, vector in rows), np.float32).reshape(len(rows), -1)
        scores = vectors @ matrix.T
        for own, row in zip(best, scores, strict=True):
            top = np.argpartition(-row, min(RECALLED, len(row) - 1))[:RECALLED]
            own += [(-float(row[at]), rows[at][0]) for at in top]
            own[:] = sorted(own)[:RECALLED]
    return [[number for _, number in own] for own in best]


class Known:
    """An encoder that has embedded the questions before, so that searching alone is timed."""

    def __init__(self, encoder: OnnxEncoder, vectors: dict[str, Vectors]) -> None:
        self.fingerprint, self.dimension = encoder.fingerprint, encoder.dimension
        self._vectors = vectors

    def encode(self, texts: Sequence[str]) -> Vectors:
        return np.stack([self._vectors[text] for text in texts])


def _timed(seconds: list[float], search: Callable[[], T]) -> T:
    started = time.perf_counter()
    found = search()
    seconds.append(time.perf_counter() - started)
    return found


def _resident_mb() -> float:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024


def table(rows: list[Row]) -> str:
    """Return the figures as a table in Markdown, a column for each index."""
    lines = ["| | " + " | ".join(f"{row['passages']:,.0f}" for row in rows) + " |", "|---" * (len(rows) + 1) + "|"]
    for name, label, form in LABELS:
        lines.append(f"| {label} | " + " | ".join(form.format(row[name]) for row in rows) + " |")
    return "\n".join(lines)


def draw(rows: list[Row], file: Path) -> None:
    """Draw latency and memory over the number of passages."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8.4, 3.8), layout="constrained")
    latency, memory = figure.subplots(1, 2)
    sizes = [row["passages"] for row in rows]
    for name, colour in (("dense", "#1f6feb"), ("bm25", "#bf5700"), ("fused", "#1a7f37")):
        latency.plot(sizes, [row[f"{name} 50"] for row in rows], "o-", color=colour, label=f"{name}, p50")
        latency.plot(sizes, [row[f"{name} 95"] for row in rows], "o--", color=colour, label=f"{name}, p95")
    latency.set(xscale="log", ylim=(0, None), xlabel="passages", ylabel="ms", title="one search")
    latency.legend(frameon=False)
    memory.plot(sizes, [row["resident MB"] for row in rows], "o-", color="#1f6feb", label="resident, whole process")
    memory.plot(sizes, [row["disk MB"] for row in rows], "o-", color="#8b949e", label="on disk")
    memory.set(xscale="log", yscale="log", xlabel="passages", ylabel="MB", title="memory and disk")
    memory.legend(frameon=False)
    for axes in (latency, memory):
        axes.spines[["top", "right"]].set_visible(False)
        axes.grid(color="#c9d6e2", linewidth=0.4)
    figure.savefig(file)


def places(work: Path, server: str | None, size: int) -> tuple[Path | str, Path]:
    """Return where the index of this size is, and where it is noted how long it took to build."""
    if server is None:
        return work / str(size), work / f"{size}.json"
    return f"{server}#made_{size}", work / f"{size}.server.json"


def main() -> None:
    """Build, then measure each index in a process of its own; print the table, draw the plot."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("articles", type=Path, help="a file or folder of real articles")
    parser.add_argument(
        "labelled", type=Path, help="a SQuAD file: its contexts are real passages, its questions are asked"
    )
    parser.add_argument("--work", type=Path, required=True, help="a folder for the indexes; a million need about 5 GB")
    parser.add_argument(
        "--server", help="postgresql://host/database, to measure indexes there; their schemas are made_N"
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--plot", type=Path, help="the SVG file to draw")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)  # the process that measures one index
    arguments = parser.parse_args()
    work: Path = arguments.work
    work.mkdir(parents=True, exist_ok=True)
    questions = work / "questions.json"
    real = read_real(make_real(arguments.articles, arguments.labelled, work), MOST_REAL)
    if arguments.one:
        index, note = places(work, arguments.server, arguments.one)
        built = json.loads(note.read_text(encoding="ascii"))
        unused = made_document(real, 10**9 + time.time_ns() % 10**9, PASSAGES_A_DOCUMENT)
        del real
        print(json.dumps(measure(index, built, unused, json.loads(questions.read_text(encoding="utf-8")))))
        return
    asked = [question.text for question in drawn(read_questions(arguments.labelled), QUESTIONS)]
    questions.write_text(json.dumps(asked), encoding="utf-8")
    rows = []
    for size in arguments.sizes:
        index, note = places(work, arguments.server, size)
        if not note.exists():
            note.write_text(json.dumps(build(real, size, index)), encoding="ascii")
        done = subprocess.run(
            [sys.executable, __file__, *sys.argv[1:], "--one", str(size)], stdout=subprocess.PIPE, text=True, check=True
        )
        rows.append(json.loads(done.stdout))
        print(json.dumps(rows[-1]), flush=True)
    print(table(rows))
    if arguments.plot:
        draw(rows, arguments.plot)


if __name__ == "__main__":
    main()
