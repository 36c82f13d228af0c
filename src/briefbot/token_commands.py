"""The commands `briefbot tokens`: each is given its options and returns the exit code."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from briefbot.settings import settings_for
from briefbot.terminal import printable

if TYPE_CHECKING:
    from briefbot_ui import TokenFile

FILE = "tokens.json"  # in the folder of the index


def run_add(options: argparse.Namespace) -> int:
    """Make a token and print it, this once."""
    from briefbot_ui import Scope

    file = _file(options)
    print(file.add(options.name, Scope(options.scope)))
    told = f"This token of {options.name} is shown once, and only a digest of it is kept, in {file.path}."
    print(printable(told), file=sys.stderr)
    return 0


def run_list(options: argparse.Namespace) -> int:
    """Print a line for each token: its name, its scope and the day on which it was made."""
    for token in _file(options).tokens():
        print(printable(f"{token.name}\t{token.scope}\t{token.created}"))
    return 0


def run_remove(options: argparse.Namespace) -> int:
    """Forget a token: a chat that runs lets it in no longer."""
    _file(options).remove(options.name)
    print(printable(f"Removed the token of {options.name}."), file=sys.stderr)
    return 0


def tokens_for_chat(options: argparse.Namespace) -> Path | None:
    """Return the file of tokens that a chat asks for: the named one, or that of its index; None where there is none."""
    named: Path | None = options.tokens
    if named or not isinstance(settings_for(options.index, None).index, Path):
        return named  # an index on a server has no folder to keep tokens in
    own = _own_file(options)
    return own if own.exists() else None


def _file(options: argparse.Namespace) -> TokenFile:
    from briefbot_ui import TokenFile

    return TokenFile(options.tokens or _own_file(options))


def _own_file(options: argparse.Namespace) -> Path:
    return settings_for(options.index, None).folder / FILE
