"""All that is done with an index on a server goes through a pool in transaction mode with two connections."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import builder
import pytest
from postgres_pool import Pool, connections_of, pgbouncer, pool
from postgres_server import Server, required_server
from test_crash import AFTER, BEFORE, held

import briefbot
from briefbot import Assistant
from briefbot.cli import main
from briefbot.store import NOTES, open_store

SIZE = 2
QUESTIONS = (
    "Who is the chief executive of Sellick Ferries?",
    "How many people took part in the ferry strike?",
    "How many articles are there?",
    "Brief me on the ferry strike",
    "Who is the mayor of Zanthorpe?",
)


@pytest.fixture(scope="module")
def pooled() -> Iterator[tuple[Server, Pool]]:
    pgbouncer()
    with required_server() as made, pool(made, size=SIZE) as opened:
        yield made, opened


@pytest.mark.slow
def test_builds_workers_and_questions_share_two_connections(pooled: tuple[Server, Pool]) -> None:
    made, opened = pooled
    there = opened.address("shared")
    builder.build(there, BEFORE)
    seen: list[set[str]] = []
    done = threading.Event()

    def ask() -> None:
        store = open_store(there)
        while not done.is_set():
            with store.snapshot() as snapshot:
                seen.append({document.title for document in snapshot.documents()})
        store.close()

    def work() -> None:
        while not done.is_set():
            with open_store(there).waiting() as queue:
                while queue is not None and (texts := queue.take(1)):
                    queue.put([h for h, _ in texts], [builder.vector_of(text).tobytes() for _, text in texts])

    threads = [threading.Thread(target=each) for each in (ask, ask, ask, work)]
    for thread in threads:
        thread.start()
    try:
        for names in (AFTER, BEFORE, AFTER):
            builder.build(there, names)
    finally:
        done.set()
        for thread in threads:
            thread.join()
    assert {frozenset(titles) for titles in seen} <= {frozenset(BEFORE), frozenset(AFTER)}
    assert held(there) == set(AFTER)
    assert connections_of(made) <= SIZE
    assert [check for check in open_store(there).examine() if not check.ok] == []


@pytest.mark.model
def test_replies_copies_and_notes_go_through_a_pool(
    pooled: tuple[Server, Pool], examples_index: Path, examples_assistant: Assistant, tmp_path: Path
) -> None:
    made, opened = pooled
    there, back = opened.address("news"), tmp_path / "back"
    briefbot.copy_index(examples_index, there)
    assistant = Assistant.open(there)
    replies: dict[tuple[int, str], object] = {}

    def ask(asker: int) -> None:
        for question in QUESTIONS:
            replies[asker, question] = assistant.ask(question).text

    askers = [threading.Thread(target=ask, args=(asker,)) for asker in range(4)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    expected = {question: examples_assistant.ask(question).text for question in QUESTIONS}
    assert replies == {(asker, question): expected[question] for asker in range(4) for question in QUESTIONS}
    open_store(there).kept(NOTES).append(b"a note\n")
    assert briefbot.copy_index(there, back) == briefbot.copy_index(examples_index, tmp_path / "straight")
    assert open_store(back).kept(NOTES).read(100) == b"a note\n"
    assert connections_of(made) <= SIZE


@pytest.mark.model
def test_commands_go_through_a_pool(
    pooled: tuple[Server, Pool], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, opened = pooled
    there = opened.address("commands")
    article = tmp_path / "bridge.txt"
    article.write_text("The Tarn Bridge\n\nThe Tarn Bridge was opened by Ada Quill in 1931.\n")
    assert main(["index", str(article), "--index", there]) == 0
    assert main(["ask", "Who opened the Tarn Bridge?", "--index", there]) == 0
    assert "Ada Quill" in capsys.readouterr().out
    for command in (["work", "--until-none"], ["doctor"], ["status"], ["list"], ["remove", str(article)]):
        assert main([*command, "--index", there]) == 0, command
    assert main(["copy", there, str(tmp_path / "back")]) == 0
    assert briefbot.index_status(index=tmp_path / "back").documents == 0
