"""Every test carries one mark that says what it needs, and a unit test that needs more fails.

unit      no model and no browser: what `make check` runs, but for those that are also marked slow
model     an ONNX session, torch or a library that brings it
browser   a headless Chromium
crash     builds that are killed

What repeats another test at another width, with another attack or in another state is marked `full` as well: only
`make test-full` runs it, and without --full the end of a run says how many were skipped.

A test is marked by its decorator or its file's `pytestmark`; without one, by the fixtures that it uses, else `unit`.
"""

from __future__ import annotations

import builtins
import os
import re
import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest import mock

import pytest

MARKS = ("unit", "model", "browser", "crash")
FIXTURES = {"browser": "browser", "examples_index": "model", "examples_assistant": "model"}  # -> the mark they ask for
BROWSER = "a browser"
MODELS = ("onnxruntime", "sentence_transformers", "torch", "transformers")
WHOLE_FILE = re.compile(r"^pytestmark = .*\bpytest\.mark\.(model|browser|crash|slow)\b", re.MULTILINE)


NOTES = pytest.StashKey[Path]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[NOTES] = Path(tempfile.mkdtemp(prefix="briefbot-unit-")) / "notes"


def pytest_unconfigure(config: pytest.Config) -> None:
    shutil.rmtree(config.stash[NOTES].parent)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Where only quick unit tests are asked for, leave files without any alone: importing torch takes seconds."""
    if config.option.markexpr != "unit and not slow" or collection_path.suffix != ".py":
        return None
    return True if WHOLE_FILE.search(collection_path.read_text(encoding="utf-8")) else None


@pytest.hookimpl(tryfirst=True)  # before -m selects
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    left_to_full = pytest.mark.skip(reason="more of the same: make test-full, or --full, runs it")
    for item in items:
        if item.get_closest_marker("full") and not config.getoption("--full"):
            item.add_marker(left_to_full)
        marks = {mark.name for mark in item.iter_markers() if mark.name in MARKS}
        if len(marks) > 1:
            raise pytest.UsageError(f"{item.nodeid} carries {sorted(marks)}: leave it one of them")
        if not marks:
            item.add_marker(_by_fixtures(item))


def _by_fixtures(item: pytest.Item) -> str:
    asked = [mark for fixture, mark in FIXTURES.items() if fixture in getattr(item, "fixturenames", ())]
    return asked[0] if asked else "unit"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    with _held(item):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    with _held(item):
        return (yield)


@contextmanager
def _held(item: pytest.Item) -> Iterator[None]:
    """Fail a unit test that loads a model or starts a browser, itself or in a Python that it starts."""
    if item.get_closest_marker("unit") is None:
        yield
        return
    notes = item.config.stash[NOTES]
    found: list[str] = []
    with _imports(found), _browsers(found), _children(notes):
        yield
    if notes.exists():
        found += notes.read_text(encoding="utf-8").split()
        notes.unlink()
    if found:
        mark = "browser" if "a browser" in found else "model"
        pytest.fail(
            f"A unit test uses {', '.join(sorted(set(found)))}: mark it with @pytest.mark.{mark}", pytrace=False
        )


@contextmanager
def _imports(found: list[str]) -> Iterator[None]:
    """Note what the test imports, though another test of this process has loaded it already."""
    before = {*threading.enumerate()} - {threading.current_thread()}  # a server of another test goes on meanwhile
    plain = builtins.__import__

    def noting(name: str, of: Mapping[str, object] | None = None, *rest: Any, **names: Any) -> ModuleType:
        top = name.partition(".")[0]
        of = names.pop("globals", of)
        ours = str((of or {}).get("__name__")).startswith(("briefbot", "test_"))
        if top in MODELS and (ours or top not in sys.modules) and threading.current_thread() not in before:
            found.append(top)
        return plain(name, of, *rest, **names)

    with mock.patch.object(builtins, "__import__", noting):
        yield


@contextmanager
def _browsers(found: list[str]) -> Iterator[None]:
    playwright = sys.modules.get("playwright.sync_api")
    if playwright is None:
        yield
        return
    launch = playwright.BrowserType.launch

    def noting(*arguments: Any, **options: Any) -> Any:
        found.append(BROWSER)
        return launch(*arguments, **options)

    with mock.patch.object(playwright.BrowserType, "launch", noting):
        yield


@contextmanager
def _children(notes: Path) -> Iterator[None]:
    """Have each Python that is started meanwhile note what it loads, if it is given the environment of the test."""
    watcher = str(Path(__file__).with_name("unit_process"))
    path = os.pathsep.join([watcher, *filter(None, [os.environ.get("PYTHONPATH")])])
    watched = {"PYTHONPATH": path, "UNIT_TEST_NOTES": str(notes), "UNIT_TEST_MODELS": " ".join(MODELS)}
    with mock.patch.dict(os.environ, watched):
        yield
