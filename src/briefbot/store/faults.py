"""The hook through which a test makes any step of a build fail.

Everything in the store that changes the disk names the step to a `FaultHook` just before it is taken: each statement
that writes, each migration, each piece of a file, each fsync, rename, deletion and commit. In use the hook does
nothing; tests/test_crash.py kills the process there, and fills the disk.
"""

from __future__ import annotations

from collections.abc import Callable

FaultHook = Callable[[str], None]


def no_fault(_step: str) -> None:
    """Do nothing: the hook of every build in use."""
