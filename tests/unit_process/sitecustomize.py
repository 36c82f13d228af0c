"""Run by each Python that a unit test starts: notes in a file which libraries of models it loads (see marks.py)."""

import os
import sys
from pathlib import Path

NOTES = Path(os.environ["UNIT_TEST_NOTES"])
MODELS = frozenset(os.environ["UNIT_TEST_MODELS"].split())


def note(event: str, arguments: tuple[object, ...]) -> None:
    if event == "import" and str(arguments[0]) in MODELS:
        with NOTES.open("a") as notes:
            notes.write(f"{arguments[0]}\n")


sys.addaudithook(note)
