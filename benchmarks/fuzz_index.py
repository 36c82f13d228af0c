"""Damages an index at random and uses it: each use works or raises an error of briefbot's, and no process crashes.

    python benchmarks/fuzz_index.py [--rounds 3000] [--seed 1]

Each round copies a small index and damages its catalog, its FAISS file or its words file: bytes, pages, values of rows,
the length. The digest of a damaged FAISS or words file is written into the catalog, as whoever made the index could. A
child process, with a limit on memory and time, lists it, asks it, builds it further and has it checked. Prints what
each use came to; exits with 1 where anything but a BriefbotError escaped. Needs a POSIX system and no models.
"""

from __future__ import annotations

import argparse
import hashlib
import logging
import os
import random
import resource
import shutil
import signal
import sqlite3
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from briefbot.blocks import find_blocks
from briefbot.errors import BriefbotError
from briefbot.inspection import index_status, list_documents
from briefbot.retriever import Retriever
from briefbot.settings import Settings
from briefbot.store import CATALOG, Facts, Stamp, compression, open_snapshot, open_writer
from briefbot.store.health import examine
from briefbot.types import Document, Filter, Passage

DIMENSION = 8
FACTS = Facts(encoder="none", fingerprint="0", dimension=DIMENSION, passage_tokens=100)
MEMORY = 4 * 2**30  # bytes that a child may map
SECONDS = 30  # that a child may take
WORDS = [
    "rain",
    "snow",
    "ferry",
    "harbour",
    "minister",
    "strike",
    "bridge",
    "lighthouse",
    "budget",
    "talks",
    "vote",
    "school",
    "fire",
    "storm",
    "market",
]

# What a row may hold instead of what briefbot wrote.
VALUES: tuple[object, ...] = (
    None, -1, 0, 2**63 - 1, -(2**63), 1.5, float("inf"), "", "x", "[]", "{}", "null", "[[", "[" * 5000, "[[0,1e9]]",
    "[[-5,3]]", "[[9,2]]", '[["body",0,99999]]', '[["body",-1,2]]', "[1,true]", '[["id",-3]]', "[99999999999999999999]",
    "../../etc/passwd", "/etc/passwd", "2025-13-45",
    "\x00\x1b[2J", b"", b"\xff\xfe", bytes(4 * DIMENSION), b"\x00" * 7, b"\xff" * 32,
)  # fmt: skip


class Hashing:
    """Stands in for an encoder: the same vector for the same text."""

    fingerprint = "0"
    dimension = DIMENSION

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors, (len(texts), dimension)."""
        seeds = (int.from_bytes(hashlib.sha256(text.encode("utf-8", "replace")).digest()[:8]) for text in texts)
        rows = np.stack([np.random.default_rng(seed).normal(size=DIMENSION) for seed in seeds])
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def article(number: int) -> Document:
    chance = random.Random(number)  # noqa: S311  no secret
    sentences = [f"The {chance.choice(WORDS)} met the {chance.choice(WORDS)} on day {number}." for _ in range(12)]
    text = f"Report {number % 5}\n\n{' '.join(sentences)}\n\nSign up here."
    return Document(
        text,
        f"Report {number % 5}",
        f"{number}.txt",
        "Outlet",
        "Ann Ow",
        blocks=find_blocks(text, f"Report {number % 5}"),
    )


def cut(document: Document) -> tuple[list[Passage], list[str]]:
    half = document.text.index(".", len(document.text) // 2) + 1
    ranges = [(0, half), (half, len(document.text))]
    return [Passage(document, (each,)) for each in ranges], [document.text[start:end] for start, end in ranges]


def build(folder: Path, numbers: Sequence[int]) -> None:
    """Bring the index to hold these articles, with all that a build reads and writes."""
    with open_writer(folder) as writer:
        writer.roots()
        writer.remember("/articles", "articles")
        before, _ = writer.under("/articles"), writer.stamps("/articles")
        places = {(f"/articles/{number}.txt", 0): article(number) for number in numbers}
        for place, document in places.items():
            writer.places(document.id)
            if not writer.holds(document):
                writer.add(document, *cut(document))
            writer.link(place, document.source, document.id)
            writer.stamp(place[0], Stamp(1, 2, 3, 4, b"", 1))
        for place in before.keys() - places.keys():
            writer.unlink(place)
        writer.drop_orphans()
        writer.settle(cut)
        writer.embed_as(FACTS.encoder, FACTS.fingerprint)
        if texts := writer.take_pending(1000):
            vectors = Hashing().encode([text for _, text in texts])
            writer.embed([content_hash for content_hash, _ in texts], vectors)
        writer.commit(writer.facts or FACTS)


def ask(folder: Path) -> None:
    """Search the index in each way, and take the documents that come of it."""
    with open_snapshot(folder) as snapshot:
        retriever = Retriever(Hashing(), Settings(index=folder, candidates=10))
        for question in ("Who met the minister?", "ferry strike"):
            for hit in retriever.search(snapshot, question, 5):
                if hit.passage.text not in hit.passage.document.text:
                    raise AssertionError("a passage is no part of its text")
        some = Filter(outlets=("Outlet",), sources=("articles",))
        snapshot.numbers(some), snapshot.count(some), snapshot.unknown(["x"])
        snapshot.missing(["ferry", "zebra"]), snapshot.holding(["ferry"], 5), snapshot.in_some_text("day 3")
        snapshot.spellings("harbuor"), snapshot.outlets(), snapshot.period(), snapshot.roots()
        rows = snapshot.catalog()
        numbers = [row.number for row in rows]
        snapshot.documents_with(["ferry"]), snapshot.numbered(numbers), snapshot.first_vectors(numbers)
        snapshot.passages_of(numbers)
        for document in snapshot.documents():
            snapshot.document(document.id)
            [document.text[block.start : block.end] for block in document.blocks]


USES: dict[str, Callable[[Path], object]] = {
    "status": lambda folder: index_status(index=folder),
    "list": lambda folder: list_documents(index=folder),
    "ask": ask,
    "doctor": lambda folder: list(examine(folder)),
    "build": lambda folder: build(folder, range(4, 16)),
    "ask again": ask,
}


def damaged_bytes(data: bytes, chance: random.Random) -> bytes:
    """Return a file with some bytes, or a stretch, changed."""
    changed = bytearray(data)
    start = chance.choice([100, 400, len(data), len(data)])  # headers more often than chance would have it
    for _ in range(chance.choice([1, 2, 8, 40])):
        changed[chance.randrange(min(start, len(changed)))] = chance.choice(
            [0, 1, 127, 128, 255, chance.randrange(256)]
        )
    if chance.random() < 0.15:
        changed = changed[: chance.randrange(len(changed))]
    return bytes(changed)


def damage_pages(data: bytes, chance: random.Random) -> bytes:
    """Return a catalog with two pages swapped, or one in place of another, or one of zeros."""
    pages = [data[at : at + 4096] for at in range(0, len(data), 4096)]
    one, other = chance.randrange(len(pages)), chance.randrange(len(pages))
    kind = chance.randrange(3)
    pages[one], pages[other] = (pages[other], pages[one]) if kind == 0 else (pages[other], pages[other])
    if kind == 2:
        pages[one] = bytes(4096)
    return b"".join(pages)


def damage_rows(path: Path, chance: random.Random) -> None:
    """Put other values into a catalog, as SQLite lets anybody."""
    with closing(sqlite3.connect(path)) as connection, connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for _ in range(chance.choice([1, 1, 3])):
            table = chance.choice(tables)
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            if not columns:  # the damage before it has taken the table away
                continue
            where = chance.choice(["1", "rowid % 3 = 0", "rowid % 2 = 1"])
            with suppress(sqlite3.Error, OverflowError):
                column, value = chance.choice(columns), chance.choice(VALUES)
                connection.execute(f"UPDATE OR IGNORE {table} SET {column} = ? WHERE {where}", (value,))  # noqa: S608
            if chance.random() < 0.1:
                with suppress(sqlite3.Error):
                    connection.execute(f"DELETE FROM {table} WHERE {where}")  # noqa: S608
            if chance.random() < 0.05:
                with suppress(sqlite3.Error):
                    connection.execute(f"DROP TABLE {table}")


def damage(folder: Path, chance: random.Random) -> str:
    """Damage one file of an index; return what was done."""
    kind = chance.choice(["catalog bytes", "catalog pages", "catalog rows", "catalog rows", "vectors", "words"])
    catalog = folder / CATALOG
    if kind == "catalog rows":
        damage_rows(catalog, chance)
    elif kind.startswith("catalog"):
        catalog.write_bytes((damaged_bytes if kind.endswith("bytes") else damage_pages)(catalog.read_bytes(), chance))
    else:
        (path,) = folder.glob(f"{kind}-*")
        data = damaged_bytes(path.read_bytes(), chance)
        path.write_bytes(data)
        with closing(sqlite3.connect(catalog)) as connection, connection:
            values = (len(data), hashlib.sha256(data).hexdigest(), kind)
            connection.execute("UPDATE derived SET bytes = ?, sha256 = ? WHERE name = ?", values)
    return kind


def used(folder: Path) -> tuple[dict[str, str], str]:
    """Use the index in a child; return what each use came to, and what escaped, "" for nothing."""
    readable, writable = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(readable)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        signal.alarm(SECONDS)
        with os.fdopen(writable, "w") as told:
            for name, use in USES.items():
                try:
                    use(folder)
                    told.write(f"{name}\tworked\n")
                except BriefbotError as error:
                    told.write(f"{name}\t{type(error).__name__}\n")
                except BaseException:
                    told.write(f"{name}\tescaped\n{traceback.format_exc()}")
                    break
                told.flush()
        os._exit(0)
    os.close(writable)
    with os.fdopen(readable) as telling:
        lines = telling.read()
    _, status = os.waitpid(child, 0)
    outcomes = dict(line.split("\t", 1) for line in lines.splitlines() if line.count("\t") == 1 and line[0] != " ")
    if status:
        return outcomes, f"the child ended with {status} after: {', '.join(outcomes) or 'nothing'}"
    return outcomes, lines if "escaped" in outcomes.values() else ""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    logging.disable(logging.WARNING)
    faiss.omp_set_num_threads(1)
    outcomes: Counter[tuple[str, str, str]] = Counter()
    escaped = 0
    with tempfile.TemporaryDirectory() as scratch:
        models = []
        for name, compressed in (("exact", 10**9), ("compressed", 1)):
            compression.COMPRESSED_FROM = compressed
            models.append(Path(scratch) / name)
            build(models[-1], range(12))
        compression.COMPRESSED_FROM = 10**9
        for number in range(options.rounds):
            chance = random.Random(f"{options.seed} {number}")  # noqa: S311  no secret
            folder = Path(scratch) / "damaged"
            shutil.copytree(chance.choice(models), folder)
            kind = damage(folder, chance)
            came_to, escape = used(folder)
            outcomes.update((kind, name, outcome) for name, outcome in came_to.items())
            if escape:
                escaped += 1
                print(f"round {number}, {kind}:\n{escape}", file=sys.stderr)
            shutil.rmtree(folder)
    for (kind, name, outcome), count in sorted(outcomes.items()):
        print(f"{kind:15} {name:10} {outcome:20} {count:6}")
    print(f"{options.rounds} rounds, {escaped} in which something escaped")
    return 1 if escaped else 0


if __name__ == "__main__":
    sys.exit(main())
