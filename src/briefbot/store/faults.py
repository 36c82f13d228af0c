"""The seam through which a test makes one moment of a build fatal.

Everything in the store that changes the disk names the moment to a `Seam` just before it happens: each statement that
writes, each piece of a file, each fsync, rename, deletion and commit. In use the seam does nothing; tests/test_crash.py
kills the process there, and fills the disk.
"""

from __future__ import annotations

from collections.abc import Callable

Seam = Callable[[str], None]


def no_fault(_moment: str) -> None:
    """What every build uses."""
