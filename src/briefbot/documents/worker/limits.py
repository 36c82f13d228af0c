"""How much memory and processor time this process may take: past either, it ends."""

from __future__ import annotations

import os
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

try:
    import resource
    import signal
except ImportError:  # Windows, where only the process that asks holds the time
    resource = None  # type: ignore[assignment]

OUT_OF_MEMORY = 70  # the exit code that says so
_MEGABYTE = 1024 * 1024
_LOOK = 0.05  # seconds between two looks at the memory
_UNIT = 1 if sys.platform == "darwin" else 1024  # bytes in which `ru_maxrss` is counted
_GROWN = 4  # a process that has had a part in so many of its memory is replaced: it gives little of it back


def limit_memory(megabytes: int) -> None:
    """Let this process have so much memory; what asks for more gets MemoryError, or the end of the process.

    On Linux the kernel counts, before it gives: what is private and can be written, which leaves out libraries and
    address space that is only set aside. Elsewhere a thread looks at the peak.
    """
    if resource is None:
        return
    with suppress(ValueError, OSError):  # where less is allowed already
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        limit = megabytes * _MEGABYTE
        limit = limit if most == resource.RLIM_INFINITY else min(limit, most)
        resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
    else:
        threading.Thread(target=_watch, args=(megabytes,), daemon=True).start()


def limit_processor(seconds: float) -> None:
    """End this process after so many more seconds of its own work; the last call counts.

    It is the process that asks that holds the time of a file. This holds where that one is no more.
    """
    if resource is not None:
        signal.setitimer(signal.ITIMER_PROF, seconds)


def has_grown(megabytes: int) -> bool:
    """Return whether so much of its memory was used once that another process should go on."""
    return resource is not None and _peak() > megabytes * _MEGABYTE / _GROWN


def _peak() -> int:
    """Return the most bytes that this process has had in memory.

    On Linux the kernel's usual figure begins with the memory of the process that started this one.
    """
    with suppress(OSError, StopIteration):
        lines = Path("/proc/self/status").read_text("ascii", "replace").splitlines()
        return int(next(line for line in lines if line.startswith("VmHWM:")).split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _UNIT


def _watch(megabytes: int) -> None:
    while _peak() <= megabytes * _MEGABYTE:
        time.sleep(_LOOK)
    os._exit(OUT_OF_MEMORY)
