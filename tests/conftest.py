"""Fixtures: one index of the example articles for the whole run, with the real models."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import briefbot

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples"


@pytest.fixture(scope="session")
def examples_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index of examples/."""
    return briefbot.build_index(EXAMPLES, index=tmp_path_factory.mktemp("index")).index


@pytest.fixture(scope="session")
def examples_assistant(examples_index: Path) -> briefbot.Assistant:
    """Opened once: loading the models takes longer than a question."""
    return briefbot.Assistant.open(examples_index)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real articles and labelled data beside the checkout; tests that need it are skipped without."""
    folder = Path(os.environ.get("BRIEFBOT_SHARED") or ROOT.parent / "shared")
    if not (folder / "data").is_dir():
        pytest.skip("the labelled data in ../shared is not here")
    return folder
