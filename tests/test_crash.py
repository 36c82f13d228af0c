"""A builder that is killed, at whatever step, leaves an index that answers as before or as after.

Builds run in processes of their own (builder.py) that are killed by SIGKILL; no code of theirs runs after that.
"""

from __future__ import annotations

import functools
import json
import logging
import multiprocessing
import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import builder
import pytest
from rounds import at_first, rounds, some
from stores import opened

import briefbot
from briefbot.encoder import OnnxEncoder
from briefbot.errors import IndexFormatError, IndexNotFoundError
from briefbot.settings import Settings
from briefbot.store import open_snapshot
from briefbot.store.derived import vectors_path, words_path
from briefbot.store.health import examine

pytestmark = [pytest.mark.crash, pytest.mark.skipif(os.name != "posix", reason="SIGKILL is a signal of POSIX systems")]

HERE = Path(__file__).parent
BEFORE, AFTER = ["rain", "snow", "hail"], ["rain", "wind", "hail", "fog"]
KILLED = -signal.SIGKILL


class Builders:
    """The process of builder.py, which forks one that builds for each order."""

    def __init__(self, **environment: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(HERE / "builder.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, **environment},
        )

    def build(self, folder: str | Path, names: Sequence[str], **how: object) -> dict[str, Any]:
        """How one build ended: its exit code, what it said, and the seconds it took."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps({"folder": str(folder), "names": " ".join(names), **how}) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer

    def close(self) -> None:
        self._process.communicate()


@pytest.fixture(scope="module")
def builders() -> Iterator[Builders]:
    started = Builders()
    yield started
    started.close()


def held(folder: str | Path) -> set[str]:
    """The articles of the index, after listing, word search and vector search have agreed on them."""
    with open_snapshot(folder) as snapshot:  # closes its files, which the tests delete afterwards
        documents = {document.title: document for document in snapshot.documents()}
        assert {title: builder.article(title) for title in documents} == documents
        told = len(documents) < builder.FAMILIES
        for document in documents.values():  # as one build has them, or as an older index that was only updated
            passages = snapshot.passages([number for number, _ in snapshot.bm25(document.title, 9)]).values()
            assert {builder.ASIDE in passage.text for passage in passages} == {told or not document.blocks}
        assert snapshot.counts() == (len(documents), len(documents))
        question = builder.vector_of("a question")
        found = snapshot.dense(question, 99)
        titles = {
            number: passage.document.title for number, passage in snapshot.passages([n for n, _ in found]).items()
        }
        scores = {title: float(builder.vector_of(title) @ question) for title in documents}
        assert {titles[number]: score for number, score in found} == pytest.approx(scores, abs=1e-6)
        for title in {*documents, *BEFORE, *AFTER}:
            assert [titles[number] for number, _ in snapshot.bm25(title, 9)] == [title] * (title in documents)
    return set(documents)


def held_or_older(folder: Path) -> set[str] | None:
    """The articles of the index; None where it is still of the older format, and says so."""
    try:
        return held(folder)
    except IndexFormatError as error:
        assert f"briefbot index --index {folder}" in str(error)
        return None


def assert_heals(folder: Path, names: Sequence[str]) -> None:
    """The next build completes, sweeps what the dead one left, and the whole index is sound."""
    builder.build(folder, names)
    assert held(folder) == set(names)
    assert [check for check in examine(folder) if not check.ok] == []
    assert not (folder / ".building").exists()
    assert not list(folder.glob("*.partial"))


def new(folder: Path) -> list[str]:
    return []


def small(folder: Path) -> list[str]:
    builder.build(folder, BEFORE)
    return BEFORE


def with_damaged_vectors(folder: Path) -> list[str]:
    builder.build(folder, BEFORE)
    vectors_path(folder, builder.files_of(folder).generation).write_bytes(b"damaged")
    return BEFORE


def with_damaged_words(folder: Path) -> list[str]:
    builder.build(folder, BEFORE)
    words_path(folder, builder.files_of(folder).generation).write_bytes(b"damaged")
    return BEFORE


STARTS: list[Callable[[Path], list[str]]] = [new, small, with_damaged_vectors, with_damaged_words]


@pytest.mark.parametrize("start", at_first(STARTS[:3], *STARTS[3:]))
def test_a_build_killed_at_any_step_leaves_the_index_before_or_after(
    tmp_path: Path, builders: Builders, start: Callable[[Path], list[str]], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR, "briefbot")
    model = tmp_path / "model"
    model.mkdir()
    before = start(model)
    shutil.copytree(model, tmp_path / "recorded")
    steps: list[str] = []
    builder.build(tmp_path / "recorded", AFTER, steps.append)
    kinds = {"write INSERT INTO documents", "write INSERT INTO terms", "write UPDATE passages SET vector = ? WHERE"}
    assert any(step.startswith("write INSERT INTO passages") for step in steps)
    assert {"commit", "committed", "delete mark"} <= set(steps)
    if start is not small:
        of_files = {f"{does} {file}" for does in ("write", "fsync", "rename") for file in ("vectors", "words")}
        assert of_files | {"fsync folder"} <= set(steps)
    assert kinds - set(steps) <= {"write UPDATE passages SET vector = ? WHERE"}

    commit = steps.index("commit")
    for number in some(len(steps), STARTS.index(start), (commit, commit + 1)):
        folder = tmp_path / str(number)
        shutil.copytree(model, folder)
        assert builders.build(folder, AFTER, step=number)["code"] == KILLED, steps[number]
        committed = number > steps.index("commit")
        if committed or before:
            assert held(folder) == set(AFTER if committed else before), steps[number]
        else:
            with pytest.raises(IndexNotFoundError):
                opened(folder)
        assert_heals(folder, AFTER)
        shutil.rmtree(folder)


def of_format(folder: Path, older: int) -> str:
    """Lay down an older index, and return all that its catalog holds."""
    builder.build(folder, BEFORE)
    builder.as_format(folder, older)
    return builder.dump_of(folder)


STEPS = [
    "migrate 3: move_facts_of_files_to_derived",
    "migrate 4: find_blocks_in_texts",
    "migrate 4: refold_terms",
]


@pytest.mark.parametrize("older", at_first([3], 4))
def test_a_build_of_an_older_index_killed_at_any_step_leaves_it_older_updated_or_built(
    tmp_path: Path, builders: Builders, caplog: pytest.LogCaptureFixture, older: int
) -> None:
    caplog.set_level(logging.ERROR, "briefbot")
    model = tmp_path / "model"
    before = of_format(model, older)
    shutil.copytree(model, tmp_path / "recorded")
    steps: list[str] = []
    builder.build(tmp_path / "recorded", AFTER, steps.append)
    assert [step for step in steps if "migrat" in step] == [
        *STEPS[older - 3 :],
        "commit migration",
        "migration committed",
    ]
    commits = [steps.index(step) for step in ("commit migration", "commit")]
    for number in some(len(steps), older, [*commits, *(commit + 1 for commit in commits)]):
        folder = tmp_path / str(number)
        shutil.copytree(model, folder)
        assert builders.build(folder, AFTER, step=number)["code"] == KILLED, steps[number]
        if number <= steps.index("commit migration"):
            assert held_or_older(folder) is None, steps[number]
            assert builder.dump_of(folder) == before
        else:
            assert held(folder) == set(AFTER if number > steps.index("commit") else BEFORE), steps[number]
        assert_heals(folder, AFTER)
        shutil.rmtree(folder)


def test_a_disk_that_fills_up_while_an_older_index_is_updated_leaves_it_as_it_was(tmp_path: Path) -> None:
    before = of_format(tmp_path, 3)
    for number in range(2 + len(STEPS)):  # the mark, the steps, their commit
        with pytest.raises(briefbot.BriefbotError, match=r"disk is full.*as it was before.*Free some space"):
            builder.build(tmp_path, AFTER, fail_at(number, OSError(28, "No space left on device")))
        assert builder.dump_of(tmp_path) == before
    assert_heals(tmp_path, AFTER)


@pytest.mark.skipif(not sys.platform.startswith("linux") or not shutil.which("cc"), reason="needs Linux and cc")
@pytest.mark.parametrize("older", at_first([False], True))
def test_a_build_killed_at_any_system_call_that_writes_leaves_the_index_before_or_after(
    tmp_path: Path, older: bool, caplog: pytest.LogCaptureFixture, full: bool
) -> None:
    caplog.set_level(logging.ERROR, "briefbot")
    library = tmp_path / "die_at.so"
    done = subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", library, HERE / "die_at.c", "-ldl"])
    if done.returncode:
        pytest.skip("die_at.c cannot be compiled here")
    started = Builders(LD_PRELOAD=str(library))
    model = tmp_path / "model"
    builder.build(model, BEFORE)
    (model / "vectors-1.faiss").unlink()  # so that it is written again
    if older:
        builder.as_format(model, 4)
    outcomes = []
    for call in some(1000):
        folder = tmp_path / str(call)
        shutil.copytree(model, folder)
        code = started.build(folder, AFTER, call=call)["code"]
        outcomes.append(held_or_older(folder))
        assert outcomes[-1] in ([None, set(BEFORE), set(AFTER)] if older else [set(BEFORE), set(AFTER)])
        assert_heals(folder, AFTER)
        shutil.rmtree(folder)
        if code != KILLED:
            break
    started.close()
    assert code == 0, "the last of them was not struck"
    assert len(outcomes) > rounds(20)
    fewest = 5 if full else 1
    assert outcomes.count(set(BEFORE)) > fewest
    assert not older or outcomes.count(None) > fewest
    order = [None, set(BEFORE), set(AFTER)]
    assert outcomes == sorted(outcomes, key=order.index), "once after, always after"


def test_builds_killed_at_random_lose_nothing(tmp_path: Path, builders: Builders, full: bool) -> None:
    chance = random.Random(20)  # noqa: S311  no secret
    folder = tmp_path / "index"
    names = ["rain", "snow", "hail", "wind", "fog", "sleet"]
    builder.build(folder, names)
    usual = float(builders.build(folder, names[1:])["seconds"])
    before = set(names[1:])
    died = 0
    while died < (200 if full else 15):
        wanted = chance.sample(names, chance.randint(1, len(names)))
        ended = builders.build(folder, wanted, seconds=chance.uniform(0, 1.2 * usual))
        if ended["code"] == KILLED:
            died += 1
        else:
            usual = (usual + float(ended["seconds"])) / 2  # of a machine that is busier or idler than it was
        now = held(folder)
        assert now in (before, set(wanted))
        if chance.random() < 0.1:
            assert_heals(folder, wanted)
            now = set(wanted)
        before = now
    assert_heals(folder, names)


def fail_at(number: int, error: OSError) -> Callable[[str], None]:
    """A hook at whose call of that number, and at each later one, the disk gives this error."""
    left = number

    def hook(_step: str) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise error

    return hook


def test_a_disk_that_fills_up_at_any_step_costs_nothing_that_was_there(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "briefbot")
    model = tmp_path / "model"
    with_damaged_vectors(model)
    steps: list[str] = []
    shutil.copytree(model, tmp_path / "recorded")
    builder.build(tmp_path / "recorded", AFTER, steps.append)
    for number in some(len(steps), also=[*at(steps, "commit"), *at(steps, "committed")]):
        folder = tmp_path / str(number)
        shutil.copytree(model, folder)
        caplog.clear()
        hook = fail_at(number, OSError(28, "No space left on device"))
        if number <= steps.index("commit"):
            with pytest.raises(briefbot.BriefbotError, match=r"disk is full.*as it was before.*Free some space"):
                builder.build(folder, AFTER, hook)
            assert held(folder) == set(BEFORE)
        elif steps[number] != "committed":
            builder.build(folder, AFTER, hook)
            assert ("could not be written" in caplog.text) == (number <= max(at(steps, "commit")))
            assert held(folder) == set(AFTER)
        assert_heals(folder, AFTER)
        shutil.rmtree(folder)


def at(steps: list[str], name: str) -> list[int]:
    return [number for number, step in enumerate(steps) if step == name]


def test_a_disk_that_is_really_full_is_named_and_the_index_answers_as_before(
    tmp_path: Path, builders: Builders
) -> None:
    builder.build(tmp_path, BEFORE)
    for size in (0, 5_000, 20_000):
        done = builders.build(tmp_path, [f"storm{n}" for n in range(200)], file_size=size)
        assert done["code"] == 1
        assert "BriefbotError" in done["said"] or "IndexDamagedError" in done["said"]
        assert "as it was before this build" in done["said"]
        assert held(tmp_path) == set(BEFORE)
    assert_heals(tmp_path, AFTER)


READ = """
import sys
from pathlib import Path
from briefbot.store import open_snapshot
with open_snapshot(Path(sys.argv[1])) as snapshot:
    print(*sorted(document.title for document in snapshot.documents()))
"""


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "disk"
    place.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(place)]
    if not shutil.which("mount") or subprocess.run(mounting, capture_output=True).returncode:
        pytest.skip("this user may not mount a file system")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_an_index_on_a_disk_without_a_byte_left_is_asked_and_not_written(small_disk: Path) -> None:
    folder = small_disk / "index"
    builder.build(folder, BEFORE)
    filler = small_disk / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(4096))
    asked = subprocess.run([sys.executable, "-c", READ, str(folder)], capture_output=True, text=True)
    assert (asked.stderr, asked.stdout.split()) == ("", sorted(BEFORE))
    with pytest.raises(briefbot.BriefbotError, match=r"disk is full.*as it was before this build.*Free some space"):
        builder.build(folder, AFTER)
    assert held(folder) == set(BEFORE)
    filler.unlink()
    assert_heals(folder, AFTER)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can become another user")
def test_a_folder_that_may_not_be_written_is_named_and_can_be_asked(builders: Builders) -> None:
    folder = Path(f"/tmp/briefbot-{os.getpid()}")  # noqa: S108  pytest's folders may not be searched by others
    try:
        builder.build(folder, BEFORE)
        folder.chmod(0o755)
        done = builders.build(folder, AFTER, uid=65534)
        assert done["code"] == 1
        assert "cannot be written: Permission denied" in done["said"]
        assert "Choose another with --index, or change its permissions" in done["said"]
        assert held(folder) == set(BEFORE)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def kill_after(owner: object, name: str, calls: int) -> None:
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


def build_index_and_die(articles: Path, index: Path) -> None:
    kill_after(OnnxEncoder, "encode", calls=2)
    briefbot.build_index(articles, settings=Settings(index=index))


def test_an_index_answers_as_before_when_a_build_of_articles_is_killed_while_it_embeds(tmp_path: Path) -> None:
    articles, index = tmp_path / "articles", tmp_path / "index"
    articles.mkdir()
    (articles / "rain.txt").write_text("Rain floods the harbour\n\nRain fell for nine hours on Tuesday.\n")
    first = briefbot.build_index(articles, index=index)
    question = "How long did the rain fall?"
    before = briefbot.answer(question, index=index)

    (articles / "rain.txt").unlink()
    for number in range(70):  # more than two calls of the encoder
        (articles / f"snow-{number}.txt").write_text(f"Snow, part {number}\n\nThe pass number {number} was closed.\n")
    process = multiprocessing.get_context("spawn").Process(target=build_index_and_die, args=(articles, index))
    process.start()
    process.join(240)
    code = process.exitcode
    process.kill()  # leaves none behind where it did not do so itself
    assert code == KILLED
    bot = briefbot.Assistant.open(index)
    assert [document.title for document in bot.documents()] == ["Rain floods the harbour"]
    after = bot.ask(question)
    assert (after.text, after.confidence, after.citations) == (before.text, before.confidence, before.citations)

    report = briefbot.build_index(index=index)
    assert (report.generation, report.added, report.dropped) == (first.generation + 1, 70, 1)
    assert len(list(bot.documents())) == 70
