"""A pool in front of a PostgreSQL server for tests: pgbouncer in transaction mode, as Debian has it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import pytest
from postgres_server import Server, as_nobody, dying_along, own_by_nobody

_PATIENCE = 30  # seconds for the pool to start
_WHERE = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin"))  # where Debian puts it


def pgbouncer() -> str:
    """The path of the program; a test that needs it is skipped where there is none, and fails in CI."""
    found = shutil.which("pgbouncer", path=_WHERE)
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("no pgbouncer on PATH: install the package pgbouncer")
        pytest.skip("no pgbouncer on PATH")
    return found


class Pool:
    """A pool that listens on a port of this machine."""

    def __init__(self, port: int) -> None:
        self.port = port

    def address(self, name: str, options: str = "") -> str:
        return f"postgresql://postgres@localhost:{self.port}/postgres{options}#{name}"


@contextmanager
def pool(server: Server, *, size: int, tls: tuple[Path, Path] | None = None) -> Iterator[Pool]:
    """A pool with `size` connections to a server; `tls` are a certificate and its key, without which it has no TLS."""
    program = pgbouncer()
    folder = Path(tempfile.mkdtemp(prefix="briefbot-pool-"))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = {
        "listen_addr": "127.0.0.1",
        "listen_port": port,
        "unix_socket_dir": "",
        "auth_type": "trust",
        "auth_file": folder / "users",
        "pool_mode": "transaction",
        "default_pool_size": size,
        "query_wait_timeout": 60,
        "logfile": folder / "log",
    }
    if tls:
        settings |= {"client_tls_sslmode": "require"}
        for name, path in zip(("client_tls_cert_file", "client_tls_key_file"), tls, strict=True):
            settings[name] = shutil.copy(path, folder / path.name)
    lines = [f"[databases]\n* = host={server.folder} port={server.port}\n[pgbouncer]\n"]
    lines += [f"{name} = {value}\n" for name, value in settings.items()]
    (folder / "pool.ini").write_text("".join(lines))
    (folder / "users").write_text('"postgres" ""\n')
    own_by_nobody(folder)
    with (folder / "said").open("wb") as said:
        process = subprocess.Popen(
            [program, str(folder / "pool.ini")], stdout=said, stderr=said, **as_nobody(), **dying_along()
        )
    try:
        until = time.monotonic() + _PATIENCE
        while not _listens(port):
            assert process.poll() is None, (folder / "said").read_text()
            assert time.monotonic() < until
            time.sleep(0.05)
        yield Pool(port)
    finally:
        process.kill()
        process.wait(_PATIENCE)
        shutil.rmtree(folder, ignore_errors=True)


def connections_of(server: Server) -> int:
    """How many others are connected to a server."""
    with psycopg.connect(server.address("").partition("#")[0]) as own:
        query = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'"
        (count,) = own.execute(query).fetchone() or (0,)
        return int(count) - 1


def _listens(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False
