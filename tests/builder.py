"""Builds of a tiny index in processes that may die: what test_crash.py starts, one process for all of them.

It reads an order a line, forks, lets the child build, and prints how the child ended. It imports what a build needs,
datasketch too, and runs none of it itself: so a fork costs milliseconds, and who is killed at random dies at work.
"""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import signal
import sqlite3
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from unittest import mock

import datasketch  # noqa: F401  near_copies imports it late, which here would be in each child
import filelock  # noqa: F401  likewise, and a child without rights may not read it
import numpy as np
from numpy.typing import NDArray

from briefbot.blocks import ANSWERING, Block, BlockKind
from briefbot.store import CATALOG, Facts, Stamp, compression, open_writer, repeated_lines
from briefbot.store.connections import connect_reader
from briefbot.store.derived import DerivedFiles, read_derived
from briefbot.store.faults import FaultHook, no_fault
from briefbot.types import Document, Passage

FACTS = Facts(encoder="none", fingerprint="0", dimension=4, passage_tokens=100)
FAMILIES = 4  # that a line stands in, from which on it is furniture here
ASIDE = "Sign up here."


def article(name: str) -> Document:
    text = f"{name} fell and {name} stayed. " * 40 + f"\n\n{ASIDE}"
    return Document(text, name, f"{name}.txt", blocks=(Block(BlockKind.BODY, 0, len(text)),))


def cut(document: Document) -> tuple[list[Passage], list[str]]:
    """One passage of all that answers, embedded as its title."""
    answering = [block for block in document.blocks if block.kind in ANSWERING]
    return [Passage(document, ((answering[0].start, answering[-1].end),))], [document.title]


def vector_of(text: str) -> NDArray[np.float32]:
    """A unit vector of 4 dimensions, always the same for the same text."""
    seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])
    vector = np.random.default_rng(seed).normal(size=4).astype(np.float32)
    return np.asarray(vector / np.linalg.norm(vector), np.float32)


def build(folder: str | Path, names: Sequence[str], hook: FaultHook = no_fault) -> Facts:
    """Bring the index to hold these articles, a passage each, and no other."""
    with mock.patch.object(repeated_lines, "FAMILIES", FAMILIES), open_writer(folder, hook=hook) as writer:
        writer.remember("/articles", "articles")
        before = writer.under("/articles")
        places = {(f"/articles/{name}.txt", 0): article(name) for name in names}
        for place, document in places.items():
            if not writer.holds(document):
                writer.add(document, *cut(document))
                writer.link(place, document.source, document.id)
            writer.stamp(place[0], Stamp(1, 2, 3, 4, b"", 1))
        for place in before.keys() - places.keys():
            writer.unlink(place)
            writer.unstamp(place[0])
        writer.drop_orphans()
        writer.settle(cut)
        writer.embed_as(FACTS.encoder, FACTS.fingerprint)
        while texts := writer.take_pending(2):
            writer.embed([content_hash for content_hash, _ in texts], np.stack([vector_of(t) for _, t in texts]))
        return writer.commit(writer.facts or FACTS)


def files_of(folder: Path) -> DerivedFiles:
    """What the catalog knows of the files beside it."""
    connection, _ = connect_reader(folder)
    with closing(connection):
        return read_derived(connection)


def as_format(folder: Path, older: int) -> None:
    """Turn an index into one that the briefbot of format 3 or 4 would have left, with the files beside its catalog.

    But for families, which then were those of whole texts.
    """
    files = files_of(folder)
    facts: dict[str, object] = {"format": older}
    with closing(sqlite3.connect(folder / CATALOG)) as connection, connection:
        for table in ("edges", "repeated", "moved", "unsearched"):
            connection.execute(f"DROP TABLE {table}")
        connection.execute("DROP INDEX documents_unsettled")
        for column in ("blocks", "found"):
            connection.execute(f"ALTER TABLE documents DROP COLUMN {column}")
        if older == 3:
            facts |= {"files_generation": files.generation, "files_last": files.last}
            for name, file in (("vectors", files.vectors), ("words", files.words)):
                facts[name] = {"bytes": file.bytes, "mtime_ns": file.mtime_ns, "sha256": file.sha256}
            connection.execute("DROP TABLE derived")
        rows = [(key, json.dumps(value)) for key, value in facts.items()]
        connection.executemany("INSERT OR REPLACE INTO facts VALUES (?, ?)", rows)


def dump_of(folder: Path) -> str:
    """Everything that the catalog holds, as SQL; what SQLite does not show to a query is not in it."""
    with closing(sqlite3.connect(folder / CATALOG)) as connection:
        return "\n".join(connection.iterdump())


def obey(order: dict[str, object]) -> None:
    """Do one build, and die where the order says so: at a step of the store, or at a call of the system."""
    left = order.get("step")

    def hook(_step: str) -> None:
        nonlocal left
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        if isinstance(left, int):
            left -= 1

    if "uid" in order:
        os.setuid(int(str(order["uid"])))
    if "file_size" in order:  # what a full disk is to a process that writes
        import resource

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        most = int(str(order["file_size"]))
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    if "compressed_from" in order:
        compression.COMPRESSED_FROM = int(str(order["compressed_from"]))
    if "call" in order:
        ctypes.CDLL(None).die_at(ctypes.c_long(int(str(order["call"]))))
    build(str(order["folder"]), str(order["names"]).split(), hook)


def main() -> None:
    for line in sys.stdin:
        order = json.loads(line)
        readable, writable = os.pipe()
        started = time.monotonic()
        child = os.fork()
        if child == 0:
            os.close(readable)
            try:
                obey(order)
            except Exception as error:
                os.write(writable, f"{type(error).__name__}: {error}".encode())
                os._exit(1)
            os._exit(0)
        os.close(writable)
        if "seconds" in order:
            time.sleep(order["seconds"])
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        with os.fdopen(readable, "rb") as pipe:
            said = pipe.read().decode()
        answer = {"code": os.waitstatus_to_exitcode(status), "said": said, "seconds": time.monotonic() - started}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
