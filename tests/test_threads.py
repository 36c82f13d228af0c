"""Work shared out among threads goes on where threads come to an end."""

from __future__ import annotations

import os
import subprocess
import sys
import threading

import pytest

from briefbot.threads import Threads


def test_everything_is_made_in_order_and_an_error_is_the_callers() -> None:
    threads = Threads(3, "test")
    assert threads.map(str, range(100)) == [str(number) for number in range(100)]
    with pytest.raises(ZeroDivisionError):
        threads.map(lambda number: 1 // number, [1, 0])


def test_after_an_error_what_has_not_begun_is_left() -> None:
    begun: list[int] = []
    told = threading.Event()

    def make(number: int) -> int:
        begun.append(number)
        if number:
            told.wait(20)
        return 1 // number

    threads = Threads(1, "test")
    with pytest.raises(ZeroDivisionError):
        threads.map(make, range(5))
    told.set()
    assert threads.map(str, [7]) == ["7"]
    assert begun in ([0], [0, 1])


FORKED = """
import os, sys
from briefbot.threads import Threads
threads = Threads(2, "test")
threads.map(str, range(9))
child = os.fork()
if not child:
    os._exit(threads.map(str, range(9)) != [str(number) for number in range(9)])
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""
ENDED = """
import threading
from briefbot.threads import Threads
threads = Threads(2, "test")
def work():
    threading.main_thread().join()
    print(threads.map(str, range(3)))
threading.Thread(target=work).start()
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system forks no processes")
def test_a_forked_process_has_threads_of_its_own() -> None:
    done = subprocess.run([sys.executable, "-c", FORKED], capture_output=True, text=True, timeout=30, check=True)
    assert done.stdout == "0\n"


def test_a_thread_that_outlives_the_main_one_is_served() -> None:
    done = subprocess.run([sys.executable, "-c", ENDED], capture_output=True, text=True, timeout=30, check=True)
    assert done.stdout == "['0', '1', '2']\n", done.stderr
