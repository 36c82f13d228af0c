"""Fixtures: one index of the example articles for the whole run, with the real models."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
import rounds
from filelock import FileLock
from postgres_server import Addresses, NoServerError, addresses

import briefbot

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytest_plugins = ["marks"]

# A worker for each core leaves none over for threads of torch or faiss; before either is loaded.
if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ.setdefault("OMP_NUM_THREADS", "1")

# Run in the background of a script, tests ignore Ctrl-C, and so would the processes that they start and stop by it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# The first one opens a page with half the work of the others, which also draw a window that nobody sees.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="more rounds of what is tried at random, and every step")


def pytest_configure(config: pytest.Config) -> None:
    rounds.FULL = bool(config.getoption("--full"))
    hypothesis.settings.register_profile("rounds", max_examples=rounds.rounds(100), deadline=None)
    hypothesis.settings.load_profile("rounds")


@pytest.fixture
def full(request: pytest.FixtureRequest) -> bool:
    """Whether there is time for many rounds of what is tried at random."""
    return bool(request.config.getoption("--full"))


@pytest.fixture(scope="session")
def examples_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index of examples/: built by the first worker that needs it, and a copy of it for each."""
    own = tmp_path_factory.mktemp("index") / "index"
    run = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" not in os.environ:
        briefbot.build_index(EXAMPLES, index=own)
        return own
    built = run.parent / "examples"  # the workers of one run have their folders side by side
    with FileLock(f"{built}.lock"):
        if not built.is_dir():
            partial = Path(f"{built}.partial")
            briefbot.build_index(EXAMPLES, index=partial)
            partial.rename(built)
    return shutil.copytree(built, own)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Addresses]:
    """A PostgreSQL server, one for the whole run or for each worker; where there is none, tests that need it skip.

    In CI they fail instead: a run without them would prove nothing of that store.
    """
    try:
        with addresses() as found:
            yield found
    except NoServerError as error:
        if os.environ.get("CI"):
            pytest.fail(f"no PostgreSQL server to test with: {error}")
        pytest.skip(f"no PostgreSQL server to test with: {error}")


@pytest.fixture(scope="session")
def examples_assistant(examples_index: Path) -> briefbot.Assistant:
    """Opened once: loading the models takes longer than a question."""
    return briefbot.Assistant.open(examples_index)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium; each test opens windows of its own in it."""
    from playwright.sync_api import expect, sync_playwright
    from serving import PATIENCE

    chromium = next(filter(None, map(shutil.which, BROWSERS)), None)
    if chromium is None:
        if os.environ.get("CI"):
            pytest.fail("no chromium on PATH: install the package chromium")
        pytest.skip("no chromium on PATH")
    expect.set_options(timeout=PATIENCE)
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=chromium, headless=True, args=["--no-sandbox", "--disable-gpu", *quiet]
        )
        yield started
        started.close()


@pytest.fixture(scope="session")
def examples_url(examples_assistant: briefbot.Assistant) -> str:
    """A chat over the examples."""
    from serving import served

    return served(examples_assistant, lasting=True)


@pytest.fixture(scope="module", autouse=True)
def _ended() -> Iterator[None]:
    """Ends the chats that the tests of a file have started."""
    yield
    if "serving" in sys.modules:
        sys.modules["serving"].end_chats()


class SqlSteps:
    """How much SQLite has done, in tens of the instructions of its own machine: the same on every computer."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> int:
        self.count += 1
        return 0


@pytest.fixture
def sql_steps(monkeypatch: pytest.MonkeyPatch) -> SqlSteps:
    """Counts for every connection that is opened during the test."""
    steps = SqlSteps()
    connect = sqlite3.connect

    def counted(*arguments: Any, **options: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*arguments, **options)
        connection.set_progress_handler(steps, 10)
        return connection

    monkeypatch.setattr(sqlite3, "connect", counted)
    return steps


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real articles and labelled data beside the checkout; tests that need it are skipped without."""
    folder = Path(os.environ.get("BRIEFBOT_SHARED") or ROOT.parent / "shared")
    if not (folder / "data").is_dir():
        pytest.skip("the labelled data in ../shared is not here")
    return folder
