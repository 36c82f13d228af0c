"""The transcripts of README.md: what `briefbot` prints over the examples, which a test compares.

    python tests/transcripts.py     writes anew what the commands print, where it has changed

A transcript is a fenced block that begins with "$ briefbot". A line such as "  [three]" in it stands for what is left
out, up to the end of that reply.
"""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import briefbot
from briefbot import cli

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"

_BLOCK = re.compile(r"(?<=^```\n)\$ briefbot .*?(?=^```$)", re.MULTILINE | re.DOTALL)
_LEFT_OUT = re.compile(r" *\[[a-z ]+\]")


def transcripts(text: str) -> Iterator[tuple[str, str]]:
    """Yield the command of each transcript of a page with what is shown below it."""
    for block in _BLOCK.findall(text):
        for shown in block.split("$ briefbot ")[1:]:
            command, _, lines = shown.partition("\n")
            yield command, lines.strip("\n")


def printed(command: str, index: Path, shown: str = "") -> str:
    """Return what a command prints over an index of the examples; where `shown` leaves something out, so does it."""
    with contextlib.redirect_stdout(io.StringIO()) as out:
        assert cli.main([*shlex.split(command), "--index", str(index)]) == 0
    lines = out.getvalue().replace(f"{ROOT}/", "").rstrip("\n").split("\n")
    *kept, last = shown.split("\n")
    return "\n".join([*lines[: len(kept)], last] if _LEFT_OUT.fullmatch(last) else lines)


def main() -> None:
    text = README.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder) / "index"
        briefbot.build_index(ROOT / "examples", index=index)
        for command, shown in transcripts(text):
            text = text.replace(
                f"$ briefbot {command}\n{shown}", f"$ briefbot {command}\n{printed(command, index, shown)}"
            )
    README.write_text(text, encoding="utf-8")
    sys.stderr.write("README.md has what the commands print.\n")


if __name__ == "__main__":
    main()
