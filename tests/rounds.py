"""How much of what can be tried many times is tried: all of it with --full, less of it without."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pytest

FULL = False  # set by conftest, before any test is imported
_SHARE = 4


def rounds(number: int) -> int:
    """How many of so many rounds at random there is time for."""
    return number if FULL else max(number // _SHARE, 5)


def length(characters: int) -> int:
    """How long a text is, of so many characters, that would take very long if time grew with its square."""
    return characters if FULL else characters // _SHARE


def some(count: int, first: int = 0, also: Sequence[int] = ()) -> list[int]:
    """Which of so many numbers from 0 on to try: every fourth from `first` on, and those that matter most."""
    return list(range(count)) if FULL else sorted({*range(first % _SHARE, count, _SHARE), *also})


def at_first(tried: Iterable[Any], *further: Any) -> list[Any]:
    """Return values of a parameter, or tuples of several: `tried` always, and `further` ones only with --full."""
    apart = (value if isinstance(value, tuple) else (value,) for value in further)
    return [*tried, *(pytest.param(*values, marks=pytest.mark.full) for values in apart)]
