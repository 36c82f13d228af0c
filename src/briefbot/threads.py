"""Threads for work on several processor cores at once."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

_Item = TypeVar("_Item")
_Made = TypeVar("_Made")


def cores() -> int:
    """Return how many processor cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Threads:
    """A pool of `count` threads, kept from one call to the next. Safe to share between threads."""

    def __init__(self, count: int, name: str) -> None:
        self._count = count
        self._name = name
        self._start()

    def map(self, make: Callable[[_Item], _Made], items: Iterable[_Item]) -> list[_Made]:
        """Return what `make` returns for each item, in order.

        Where one fails or somebody interrupts, the rest is not begun.
        """
        if self._process != os.getpid():  # a process that was forked off has no threads but one
            self._start()
        items = list(items)
        try:
            made = [self._pool.submit(make, item) for item in items]
        except RuntimeError:  # the main thread has ended, after which no other may be started
            return [make(item) for item in items]
        try:
            return [future.result() for future in made]
        finally:
            for future in made:
                future.cancel()

    def _start(self) -> None:
        self._pool = ThreadPoolExecutor(self._count, thread_name_prefix=self._name)
        self._process = os.getpid()
