"""A build that is killed, at whatever moment before its commit, leaves the previous index answering.

Each build here runs in a process of its own that kills itself at one place; no code of its own runs after that.
"""

from __future__ import annotations

import functools
import logging
import multiprocessing
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import faiss
import numpy as np
import pytest

import briefbot
from briefbot.encoder import SentenceEncoder
from briefbot.errors import IndexNotFoundError
from briefbot.settings import Settings
from briefbot.store import Facts, Store, Writer, open_writer, writer
from briefbot.types import Document, Passage

pytestmark = pytest.mark.skipif(os.name != "posix", reason="SIGKILL is a signal of POSIX systems")

FACTS = Facts(encoder="none", fingerprint="0", dimension=4, passage_tokens=100)
RAIN = Document("Rain fell.", "Rain", "rain.txt")
# Larger than SQLite's cache, so that part of the change is on disk before the commit.
SNOW = Document("Snow fell on the pass. " * 200_000, "Snow", "snow.txt")


def build(folder: Path, documents: list[Document]) -> None:
    """Add documents to an index, a passage each, with a vector of their own."""
    with open_writer(folder) as opened:
        for document in documents:
            opened.add(document, [Passage(document, ((0, len(document.text)),))], [document.title])
            opened.link((f"/{document.source}", 0), document.source, document.id)
        hashes = [content_hash for content_hash, _ in opened.take_pending(9)]
        opened.embed(hashes, np.eye(4, dtype=np.float32)[: len(hashes)])
        opened.commit(opened.facts or FACTS)


def kill_after(owner: object, name: str, calls: int = 1) -> None:
    """Let this process die when the function has done its work for the given time."""
    real: Callable[..., Any] = getattr(owner, name)
    left = calls

    @functools.wraps(real)
    def last(*arguments: Any, **named: Any) -> Any:
        nonlocal left
        result = real(*arguments, **named)
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(owner, name, last)


def write_half_and_die(index: Any, path: str, real: Callable[[Any, str], None] = faiss.write_index) -> None:
    real(index, path)
    os.truncate(path, Path(path).stat().st_size // 2)
    os.kill(os.getpid(), signal.SIGKILL)


def build_and_die(folder: Path, documents: list[Document], moment: str) -> None:
    if moment == "embedding":
        kill_after(Writer, "embed")
    elif moment == "half a file":
        setattr(faiss, "write_index", write_half_and_die)  # noqa: B010
    elif moment == "before the rename":
        kill_after(os, "fsync")
    elif moment == "before the commit":
        kill_after(writer, "write_durably")
    build(folder, documents)


def build_index_and_die(articles: Path, index: Path) -> None:
    kill_after(SentenceEncoder, "encode", calls=2)
    briefbot.build_index(articles, settings=Settings(index=index, embed_batch=1))


def killed(target: Callable[..., None], *arguments: object) -> None:
    """Run it in a fresh interpreter, and see it die at its own hand."""
    process = multiprocessing.get_context("spawn").Process(target=target, args=arguments)
    process.start()
    process.join(240)
    code = process.exitcode
    process.kill()  # leaves none behind where it did not do so itself
    assert code == -signal.SIGKILL


def vector_files(folder: Path) -> set[str]:
    return {path.name for path in folder.glob("vectors-*")}


def assert_answers(store: Store, documents: list[Document]) -> None:
    """Listing, word search and vector search each know these documents and no other."""
    with store.snapshot() as snapshot:
        assert {document.id for document in snapshot.documents()} == {document.id for document in documents}
        assert len(snapshot.dense(np.eye(4, dtype=np.float32)[0], 9)) == len(documents)
        assert [len(snapshot.bm25(word, 9)) for word in ("rain", "snow")] == [
            int(document in documents) for document in (RAIN, SNOW)
        ]


LEFT = {  # moment of death -> the file it leaves behind
    "embedding": set[str](),
    "half a file": {"vectors-2.partial"},
    "before the rename": {"vectors-2.partial"},
    "before the commit": {"vectors-2.faiss"},
}


@pytest.mark.parametrize("moment", LEFT)
def test_a_killed_build_leaves_the_previous_index_answering(
    tmp_path: Path, moment: str, caplog: pytest.LogCaptureFixture
) -> None:
    build(tmp_path, [RAIN])
    open_before = Store(tmp_path)
    killed(build_and_die, tmp_path, [SNOW], moment)
    assert vector_files(tmp_path) == {"vectors-1.faiss"} | LEFT[moment]

    with caplog.at_level(logging.WARNING, "briefbot"):
        assert_answers(open_before, [RAIN])
        assert_answers(Store(tmp_path), [RAIN])
    assert caplog.messages == [], "a warning here says that the vectors were damaged"

    with open_writer(tmp_path):  # the lock is free, and what the dead build left is swept
        assert vector_files(tmp_path) == {"vectors-1.faiss"}
    build(tmp_path, [SNOW])
    assert_answers(open_before, [RAIN, SNOW])
    assert_answers(Store(tmp_path), [RAIN, SNOW])


@pytest.mark.parametrize("moment", LEFT)
def test_a_killed_first_build_leaves_an_index_that_says_so_and_can_be_built(tmp_path: Path, moment: str) -> None:
    killed(build_and_die, tmp_path, [SNOW], moment)
    with pytest.raises(IndexNotFoundError, match="did not finish"):
        Store(tmp_path)
    build(tmp_path, [RAIN])
    assert vector_files(tmp_path) == {"vectors-1.faiss"}
    assert_answers(Store(tmp_path), [RAIN])


def test_an_index_answers_as_before_when_a_build_of_articles_is_killed_while_it_embeds(tmp_path: Path) -> None:
    articles, index = tmp_path / "articles", tmp_path / "index"
    articles.mkdir()
    (articles / "rain.txt").write_text("Rain floods the harbour\n\nRain fell for nine hours on Tuesday.\n")
    first = briefbot.build_index(articles, index=index)
    question = "How long did the rain fall?"
    before = briefbot.answer(question, index=index)

    (articles / "rain.txt").unlink()
    for number in range(9):
        (articles / f"snow-{number}.txt").write_text(f"Snow, part {number}\n\nThe pass number {number} was closed.\n")
    killed(build_index_and_die, articles, index)
    bot = briefbot.Assistant.open(index)
    assert [document.title for document in bot.documents()] == ["Rain floods the harbour"]
    after = bot.ask(question)
    assert (after.text, after.confidence, after.citations) == (before.text, before.confidence, before.citations)

    report = briefbot.build_index(articles, index=index)
    assert (report.generation, report.added, report.dropped) == (first.generation + 1, 9, 1)
    assert len(list(bot.documents())) == 9
