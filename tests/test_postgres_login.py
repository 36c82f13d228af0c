"""Who is let in to the server of an index: passwords wherever libpq looks for them, never told; TLS as libpq has it."""

from __future__ import annotations

import logging
import re
import shutil
import subprocess
import traceback
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from postgres_pool import pgbouncer, pool
from postgres_server import Server, required_server
from test_store import article, fill

from briefbot.cli import main
from briefbot.errors import BriefbotError, IndexUnavailableError
from briefbot.store import NOTES, open_snapshot, open_store, open_writer

pytestmark = pytest.mark.slow

SECRET, WRONG = "s3cr3t-Pa55", "wr0ng-Pa55"  # of nobody


@pytest.fixture(scope="module")
def guarded() -> Iterator[Server]:
    """A server that lets `ada` in with her password alone, with an index of hers."""
    with required_server() as made:
        with psycopg.connect(made.address("").partition("#")[0], autocommit=True) as connection:
            connection.execute("CREATE EXTENSION vector")
            connection.execute(f"CREATE ROLE ada LOGIN PASSWORD '{SECRET}'")
            connection.execute("GRANT CREATE ON DATABASE postgres TO ada")
            (made.data / "pg_hba.conf").write_text("local all postgres trust\nlocal all all scram-sha-256\n")
            connection.execute("SELECT pg_reload_conf()")
        fill(address(made, SECRET), [article("Rain fell.")])
        yield made


def address(made: Server, password: str = "") -> str:
    return made.address("archive", f"ada:{password}" if password else "ada")


def asked(index: str) -> list[str]:
    with open_snapshot(index) as seen:
        return [document.text for document in seen.documents()]


def test_a_password_comes_from_the_address_the_environment_or_a_file(
    guarded: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGPASSFILE", str(tmp_path / "none"))
    assert asked(address(guarded, SECRET)) == ["Rain fell."]
    with monkeypatch.context() as patch:
        patch.setenv("PGPASSWORD", SECRET)
        assert asked(address(guarded)) == ["Rain fell."]
    kept = tmp_path / "pgpass"
    kept.write_text(f"*:*:*:ada:{SECRET}\n")
    kept.chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(kept))
    assert asked(address(guarded)) == ["Rain fell."]
    monkeypatch.setenv("PGPASSFILE", str(tmp_path / "none"))
    with pytest.raises(IndexUnavailableError, match=r"PGPASSWORD or in ~/\.pgpass"):
        asked(address(guarded))


@pytest.mark.parametrize("way", ["address", "environment", "file"])
def test_a_wrong_password_is_told_with_its_cure_and_never_shown(
    guarded: Server,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
    way: str,
) -> None:
    caplog.set_level(logging.DEBUG)
    kept = tmp_path / "pgpass"
    kept.write_text(f"*:*:*:ada:{WRONG}\n")
    kept.chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(kept if way == "file" else tmp_path / "none"))
    if way == "environment":
        monkeypatch.setenv("PGPASSWORD", WRONG)
    index = address(guarded, WRONG if way == "address" else "")
    said = []
    for use in (
        lambda: asked(index),
        lambda: open_writer(index).__enter__(),
        lambda: open_store(index).kept(NOTES).append(b"a note\n"),
    ):
        with pytest.raises(
            IndexUnavailableError, match=r"does not let this user in .*PGPASSWORD or in ~/\.pgpass"
        ) as no:
            use()
        said += traceback.format_exception(no.value)
    for command in (["doctor"], ["doctor", "--json"], ["status"], ["list"], ["ask", "Who?"], ["work", "--until-none"]):
        assert main([*command, "--index", index]) == 1
    said += [*capsys.readouterr(), caplog.text, repr(open_store(index).index)]
    assert not [one for one in said if WRONG in one]


def test_what_keeps_a_user_out_is_told_each_by_its_name(guarded: Server) -> None:
    own = guarded.address("archive")
    for index, told in (
        (own.replace("postgres@", "nobody_here@"), "does not let this user in"),
        (own.replace("/postgres?", "/nowhere?"), "has no such database"),
        (own.replace("port=5432", "port=5433"), "cannot be reached"),
    ):
        with pytest.raises(IndexUnavailableError, match=re.escape(told)):
            asked(index)


def certificate(folder: Path, name: str) -> tuple[Path, Path]:
    """A certificate for localhost that vouches for itself, and its key."""
    made, key = folder / f"{name}.pem", folder / f"{name}.key"
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *names]
    subprocess.run([*command, "-keyout", key, "-out", made], check=True, capture_output=True)
    return made, key


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl, which makes the certificate, is not installed")
def test_tls_is_verified_as_the_address_asks(guarded: Server, tmp_path: Path) -> None:
    """The server of the wheel has no TLS, so a pool in front of it has."""
    pgbouncer()
    own, key = certificate(tmp_path, "own")
    other, _ = certificate(tmp_path, "other")
    with pool(guarded, size=2, tls=(own, key)) as opened:
        there = opened.address("tls", f"?sslmode=verify-full&sslrootcert={own}")
        fill(there, [article("Rain fell.")])
        assert asked(there) == ["Rain fell."]
        with open_snapshot(there) as seen:
            assert seen._server.raw.pgconn.ssl_in_use  # type: ignore[attr-defined]
        elsewhere = there.replace("@localhost:", "@127.0.0.1:")
        for refused in (opened.address("tls", f"?sslmode=verify-full&sslrootcert={other}"), elsewhere):
            with pytest.raises(IndexUnavailableError, match=r"No secure connection .*sslrootcert"):
                asked(refused)
        with pytest.raises(BriefbotError, match="No secure connection"):
            asked(opened.address("tls", "?sslmode=disable"))
    with pool(guarded, size=2) as opened, pytest.raises(IndexUnavailableError, match="does not support SSL"):
        asked(opened.address("tls", "?sslmode=require"))
