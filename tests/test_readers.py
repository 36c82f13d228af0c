"""Whoever asks never waits for a build, never fails because of one, and never sees half of one."""

from __future__ import annotations

import gc
import json
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

import pytest
from asker import QUESTION
from rounds import FULL

import briefbot

pytestmark = pytest.mark.model

EDITIONS = 12 if FULL else 4
TOWNS = ("Amber Bay", "Brook Hill", "Cedar Point", "Dune End")


def publish(folder: Path, edition: int) -> None:
    """Every article anew: an answer from two editions can be told by its texts."""
    for number, town in enumerate(TOWNS):
        text = f"The council of {town} has {10 * number + 20 + edition} seats, says edition {edition} of the almanac."
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")


def test_eight_threads_and_three_processes_ask_while_another_builds_again_and_again(tmp_path: Path) -> None:
    articles, index, stop = tmp_path / "articles", tmp_path / "index", tmp_path / "stop"
    articles.mkdir()
    publish(articles, 1)
    briefbot.build_index(articles, index=index)
    asker = str(Path(__file__).with_name("asker.py"))
    commands = [[sys.executable, asker, str(index), str(threads), str(stop)] for threads in (8, 1, 1, 1)]
    askers = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for command in commands
    ]
    try:
        edition = 1
        while edition < EDITIONS or (seen_by_the_slowest(tmp_path) < 3 and all(one.poll() is None for one in askers)):
            edition += 1
            publish(articles, edition)
            briefbot.build_index(index=index)
    finally:
        stop.touch()
    told = [asker.communicate(timeout=120) for asker in askers]
    assert [error for _, error in told] == [""] * 4
    seen = [thread for output, _ in told for thread in json.loads(output)]
    assert len(seen) == 11
    assert [thread["wrong"] for thread in seen] == [[]] * 11
    for thread in seen:
        assert thread["seen"] == sorted(thread["seen"])  # never back to an older one
        assert thread["seen"][-1] == edition  # an open assistant finds the new generation by itself
        assert len(thread["seen"]) >= 3


def seen_by_the_slowest(folder: Path) -> int:
    """How many editions each of the eleven threads has seen at least, however late a busy machine starts it."""
    counts = [len(file.read_bytes()) for file in folder.glob("stop.*")]
    return min(counts) if len(counts) == 11 else 0


def test_a_second_build_leaves_with_a_clear_message_while_the_first_goes_on(tmp_path: Path) -> None:
    articles, index = tmp_path / "articles", tmp_path / "index"
    articles.mkdir()
    publish(articles, 1)
    outcomes: list[briefbot.Report | briefbot.BriefbotError] = []

    def build() -> None:
        try:
            outcomes.append(briefbot.build_index(articles, index=index))
        except briefbot.BriefbotError as error:
            outcomes.append(error)

    builders = [threading.Thread(target=build) for _ in range(3)]
    for builder in builders:
        builder.start()
    for builder in builders:
        builder.join()
    refused = [outcome for outcome in outcomes if isinstance(outcome, briefbot.BriefbotError)]
    assert len(refused) < 3
    assert all("Wait until it has finished" in str(error) for error in refused)
    assert briefbot.index_status(index=index).documents == len(TOWNS)


def open_files() -> list[str]:
    found = []
    for link in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):  # the one that lists the folder
            found.append(str(link.readlink()))
    return found


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="this system does not list open files in /proc")
def test_builds_and_questions_leave_no_file_open(tmp_path: Path, full: bool) -> None:
    articles, index = tmp_path / "articles", tmp_path / "index"
    articles.mkdir()

    def round_of(edition: int, assistant: briefbot.Assistant | None) -> briefbot.Assistant:
        publish(articles, edition)
        briefbot.build_index(articles, index=index)
        assistant = assistant or briefbot.Assistant.open(index)
        for _ in range(3):
            assert assistant.ask(QUESTION).answered
        gc.collect()
        return assistant

    assistant = round_of(2, round_of(1, None))
    before = open_files()
    for edition in range(3, 9 if full else 6):
        round_of(edition, assistant)
    after = open_files()
    assert len(after) <= len(before), sorted(after)
