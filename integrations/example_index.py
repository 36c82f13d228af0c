"""The index that the adapters are tested on: the example articles, indexed once for each run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import briefbot

_BLOCK = re.compile(r"^```python\n(.*?)^```", re.DOTALL | re.MULTILINE)
EXAMPLES = Path(__file__).resolve().parents[1] / "examples"


@pytest.fixture(scope="session")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an index of the examples."""
    folder = tmp_path_factory.mktemp("examples") / "index"
    briefbot.build_index(EXAMPLES, index=folder)
    return folder


@pytest.fixture
def run(index: Path, tmp_path: Path) -> Callable[[Path], str]:
    """A function that runs a program of a package in a folder with the index, and returns what it prints.

    Of a page it runs the programs in Python, one after the other.
    """

    def run(program: Path) -> str:
        (tmp_path / "index").mkdir()
        (tmp_path / "index" / "default").symlink_to(index)
        text = program.read_text(encoding="utf-8")
        blocks = _BLOCK.findall(text) if program.suffix == ".md" else [text]
        assert blocks, f"{program.name} has no program"
        command = [sys.executable, "-c", "\n".join(blocks)]
        environment = {name: value for name, value in os.environ.items() if name != "BRIEFBOT_INDEX"}
        done = subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run
