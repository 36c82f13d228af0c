"""How many searches a second several clients get from an index, and how far a standby is behind its primary.

    python benchmarks/postgres_load.py INDEX QUESTIONS.json --clients 1 8 32
    python benchmarks/postgres_load.py postgresql://HOST/DATABASE#NAME QUESTIONS.json --standby postgresql://OTHER/...

A client is a process with connections of its own, which asks the questions of a JSON list one after the other; their
vectors are known before, as `scale.py` does it. A standby is behind by the time from the commit of a build of one
document to the first snapshot of the standby that has it.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import time
from contextlib import closing
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Barrier
from pathlib import Path

import numpy as np
from scale import Known, as_found, embed, made_document, read_real, write

from briefbot.encoder import onnx_encoder
from briefbot.retriever import Retriever
from briefbot.settings import Settings
from briefbot.store import open_store

_MOST_REAL = 200  # passages that the documents added on the primary are made of
_PATIENCE = 60  # seconds for a standby


def main() -> None:
    """Print searches a second for each number of clients, then milliseconds of a standby."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("index", help="a folder, or an address on a server")
    parser.add_argument("questions", type=Path, help="a JSON list of questions, as scale.py leaves it in --work")
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 8, 32])
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--standby", help="the address of the same index on a standby")
    parser.add_argument("--real", type=Path, help="an index in a folder, to make the added documents of")
    parser.add_argument("--builds", type=int, default=20)
    arguments = parser.parse_args()
    questions = json.loads(arguments.questions.read_text(encoding="utf-8"))
    if arguments.standby:
        if arguments.real is None:
            parser.error("--standby wants --real")
        behind = lags(arguments.index, arguments.standby, arguments.real, arguments.builds)
        print(
            f"standby behind, ms: p50 {np.percentile(behind, 50):.0f}, most {max(behind):.0f}, of {len(behind)} builds"
        )
        return
    with closing(open_store(arguments.index)) as store, store.snapshot() as snapshot:
        encoder = onnx_encoder(snapshot.facts.encoder, snapshot.facts.fingerprint)
        known = Known(encoder, dict(zip(questions, encoder.encode(questions), strict=True)))
    first = None
    for clients in arguments.clients:
        rate, taken = load(arguments.index, questions, known, clients, arguments.seconds)
        first = first or rate
        p50, p95 = (np.percentile(taken, share) * 1000 for share in (50, 95))
        print(f"{clients} clients: {rate:.1f} a second, {rate / first:.2f} of one, p50 {p50:.1f} ms, p95 {p95:.1f} ms")


def load(index: str, questions: list[str], known: Known, clients: int, seconds: float) -> tuple[float, list[float]]:
    """Return searches a second of so many clients together, and the seconds that each search took."""
    context = multiprocessing.get_context("spawn")
    begins = context.Barrier(clients)
    told: SimpleQueue[list[float]] = context.SimpleQueue()
    asking = [
        context.Process(target=_ask, args=(index, questions, known, number, seconds, begins, told))
        for number in range(clients)
    ]
    for process in asking:
        process.start()
    taken = [each for _ in asking for each in told.get()]
    for process in asking:
        process.join()
    return len(taken) / seconds, taken


def _ask(
    index: str,
    questions: list[str],
    known: Known,
    number: int,
    seconds: float,
    begins: Barrier,
    told: SimpleQueue[list[float]],
) -> None:
    retriever = Retriever(known, Settings())
    taken = []
    with closing(open_store(index)) as store:
        with store.snapshot() as snapshot:
            snapshot.load()
            retriever.search(snapshot, questions[0], Settings().passages_read)
        begins.wait()
        until, at = time.perf_counter() + seconds, number * 7
        while (started := time.perf_counter()) < until:
            with store.snapshot() as snapshot:
                retriever.search(snapshot, questions[at % len(questions)], Settings().passages_read)
            taken.append(time.perf_counter() - started)
            at += 1
    told.put(taken)


def lags(index: str, standby: str, folder: Path, builds: int) -> list[float]:
    """Return the milliseconds after each build until the standby has it."""
    real = read_real(folder, _MOST_REAL)
    behind = []
    with closing(open_store(index)) as primary, closing(open_store(standby)) as other:
        for number in range(builds):
            with primary.snapshot() as seen:
                facts = seen.facts
            with primary.writer() as writer:
                made = made_document(real, 10**9 + time.time_ns() % 10**9 + number, 1)
                embed(writer, facts, write(writer, *made))
                writer.settle(as_found)
                wanted = writer.commit(facts).generation
            committed = time.perf_counter()
            while True:
                with other.snapshot() as seen:
                    if seen.facts.generation >= wanted:
                        break
                if time.perf_counter() > committed + _PATIENCE:
                    raise SystemExit(f"the standby does not have generation {wanted} after {_PATIENCE} seconds")
            behind.append((time.perf_counter() - committed) * 1000)
    return behind


if __name__ == "__main__":
    main()
