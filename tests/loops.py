"""Runs what is asynchronous for a test, apart from the loop that Playwright keeps in the thread of the tests."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any, TypeVar

_Result = TypeVar("_Result")


def run_apart(work: Coroutine[Any, Any, _Result]) -> _Result:
    """The result of a coroutine run to its end in a thread and a loop of its own, in the context of the test."""
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(copy_context().run, asyncio.run, work).result()
