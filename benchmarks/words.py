"""BM25 by briefbot, by SQLite's FTS5, and by two libraries made for it, over the passages of one index.

    pip install tantivy bm25s
    python benchmarks/words.py INDEX ../shared/data/squad_train.json.gz

Each engine gets the same passages under their titles, and the same words of the same questions, and is asked for 50
passages. tantivy brings its own English stemmer; bm25s gets Porter stems. Search of one question at a time, one thread.
"""

from __future__ import annotations

import argparse
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from briefbot.evaluation import drawn, read_questions
from briefbot.store import Snapshot, open_snapshot
from briefbot.store.term_ids import terms_of
from briefbot.words import content_words, terms

WANTED = 50
COMPARED = 10
QUESTIONS = 300
Search = Callable[[list[str]], list[int]]  # words -> numbers of passages, best first


def passages_of(index: Path) -> Iterator[tuple[int, str, str]]:
    """Yield (number, title, text) of every passage."""
    with open_snapshot(index) as snapshot:
        total, found, number = snapshot.counts()[1], 0, 1
        while found < total:
            for key, passage in snapshot.passages(range(number, number + 500)).items():
                found += 1
                yield key, passage.document.title, passage.text
            number += 500


def briefbot(snapshot: Snapshot) -> Search:
    """Return the search of the words of the index as they are."""
    snapshot.load()
    return lambda words: [number for number, _ in snapshot.bm25(" ".join(words), WANTED)]


def fts5(rows: Sequence[tuple[int, str, str]], folder: Path) -> Search:
    """Build a contentless table of two columns with Porter stems and without accents; return its search."""
    (folder / "fts5").mkdir()
    connection = sqlite3.connect(folder / "fts5" / "words.sqlite3", isolation_level=None)
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("BEGIN")
    connection.execute(
        "CREATE VIRTUAL TABLE words USING fts5 "
        "(title, body, content='', tokenize='porter unicode61 remove_diacritics 2')"
    )
    connection.executemany("INSERT INTO words (rowid, title, body) VALUES (?, ?, ?)", rows)
    connection.execute("COMMIT")

    def search(words: list[str]) -> list[int]:
        query = " OR ".join(f'"{word}"' for word in words)
        statement = "SELECT rowid FROM words WHERE words MATCH ? ORDER BY rank LIMIT ?"
        return [number for (number,) in connection.execute(statement, (query, WANTED))]

    return search


def tantivy(rows: Sequence[tuple[int, str, str]], folder: Path) -> Search:
    """Index one field with tantivy's English stemmer; return its search."""
    import tantivy as library

    (folder / "tantivy").mkdir()
    builder = library.SchemaBuilder()
    builder.add_unsigned_field("number", stored=True)
    builder.add_text_field("text", tokenizer_name="en_stem", index_option="freq")
    index = library.Index(builder.build(), path=str(folder / "tantivy"))
    writer = index.writer(256_000_000, 1)
    for number, title, text in rows:
        writer.add_document(library.Document(number=number, text=f"{title}\n{text}"))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def search(words: list[str]) -> list[int]:
        query, _ = index.parse_query_lenient(" ".join(words), ["text"])
        hits = searcher.search(query, WANTED, count=False).hits
        return [searcher.doc(address)["number"][0] for _, address in hits]

    return search


def bm25s(rows: Sequence[tuple[int, str, str]], folder: Path) -> Search:
    """Compute the scores of every term in every passage once; return the search of them."""
    import bm25s as library

    numbers = np.array([number for number, _, _ in rows])
    scores: Any = library.BM25(k1=1.2, b=0.75)
    scores.index([terms_of(title, text) for _, title, text in rows], show_progress=False)
    scores.save(str(folder / "bm25s"))

    def search(words: list[str]) -> list[int]:
        found, _ = scores.retrieve([terms(" ".join(words))], k=WANTED, show_progress=False)
        return [int(number) for number in numbers[found[0]]]

    return search


def main() -> None:
    """Print a table: an engine a row."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("index", type=Path)
    parser.add_argument("labelled", type=Path, help="a SQuAD file whose questions are asked")
    arguments = parser.parse_args()
    rows = list(passages_of(arguments.index))
    asked = [content_words(question.text) for question in drawn(read_questions(arguments.labelled), QUESTIONS)]
    print(f"{len(rows):,} passages, {len(asked)} questions, one after the other\n")
    print("| | build, s | on disk, MB | p50, ms | p95, ms | of briefbot's first ten |\n|---|---|---|---|---|---|")
    with open_snapshot(arguments.index) as snapshot, tempfile.TemporaryDirectory() as work:
        folder = Path(work)
        own: list[list[int]] = []
        for name, make in (("briefbot", None), ("FTS5", fts5), ("bm25s", bm25s), ("tantivy", tantivy)):
            started = time.perf_counter()
            search = make(rows, folder) if make else briefbot(snapshot)
            built = f"{time.perf_counter() - started:.1f}" if make else "with the index"
            files = folder.glob(f"{make.__name__}/**/*") if make else arguments.index.glob("words-*")
            size = sum(path.stat().st_size for path in files if path.is_file()) / 1e6
            seconds, found = [], []
            for words in asked:
                started = time.perf_counter()
                found.append(search(words)[:COMPARED])
                seconds.append(1000 * (time.perf_counter() - started))
            p50, p95 = np.percentile(seconds, (50, 95))
            own = own or found
            shared = np.mean([len(set(a) & set(b)) / max(len(a), 1) for a, b in zip(own, found, strict=True)])
            print(f"| {name} | {built} | {size:,.0f} | {p50:.1f} | {p95:.1f} | {shared:.2f} |", flush=True)


if __name__ == "__main__":
    main()
