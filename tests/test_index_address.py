"""The address of an index: what is read as one, and that no password of it is ever shown."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import briefbot
from briefbot.cli import main
from briefbot.index_address import ServerAddress, index_at
from briefbot.settings import Settings, settings_for

SECRET = "s3cr3t-Pa55"  # noqa: S105  of nobody
WITH_SECRET = [
    f"postgresql://ada:{SECRET}@127.0.0.1:1/news#archive",
    f"postgresql://ada@127.0.0.1:1/news?password={SECRET}#archive",
    f"postgresql://ada:{SECRET}%23%2F@127.0.0.1:1/news?sslmode=disable#archive",
]
MISTAKEN = [  # each a slip that puts the password, or half of it, where another part belongs
    f"postgresql://ada:{SECRET}#x@127.0.0.1/news#archive",
    f"postgresql://ada:{SECRET}/x@127.0.0.1/news#archive",
    f"postgresql://ada:{SECRET}@x@127.0.0.1/news#archive",
    f"postgresql://ada:{SECRET}/news#archive",
    f"postgresql://ada:{SECRET}?x@127.0.0.1/news#archive",
    f"postgresql://127.0.0.1/news#{SECRET}",
    f"postgresql://ada:{SECRET}@127.0.0.1#archive",
]


def test_a_folder_is_a_path_and_an_address_names_a_schema() -> None:
    assert index_at("index/news") == Path("index/news")
    found = index_at("postgresql://ada@db.example:5433/news#archive_2")
    assert isinstance(found, ServerAddress)
    assert (str(found), found.name) == ("postgresql://ada@db.example:5433/news#archive_2", "archive_2")
    assert index_at("postgres://one,two:5433/news?target_session_attrs=any") == ServerAddress(
        "postgres://one,two:5433/news?target_session_attrs=any", "briefbot"
    )
    assert index_at("postgresql:///news?host=/run/postgresql") == ServerAddress(
        "postgresql:///news?host=/run/postgresql", "briefbot"
    )


@pytest.mark.parametrize("name", ["pg_x", "A", "1a", "a-b", 'a"b', "a" * 49, "a b", "ä"])
def test_a_name_that_no_schema_should_have_is_refused(name: str) -> None:
    with pytest.raises(briefbot.BriefbotError, match="lower-case letters"):
        index_at(f"postgresql://localhost/news#{name}")


@pytest.mark.parametrize("address", WITH_SECRET)
def test_no_text_of_an_address_holds_its_password(address: str) -> None:
    settings = settings_for(address, None)
    assert SECRET not in f"{settings} {settings.index} {settings.index!r} {[settings.index]} {Settings(settings.index)}"
    with pytest.raises(briefbot.BriefbotError) as caught:
        _ = settings.articles
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("address", WITH_SECRET)
def test_no_message_holds_a_password_where_the_server_cannot_be_reached(
    address: str, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    pytest.importorskip("psycopg")
    for command in (["status"], ["ask", "Who?"], ["index", __file__], ["doctor"], ["list"]):
        assert main([*command, "--index", address]) == 1
    said = capsys.readouterr()
    assert said.err.count("cannot be reached") == 5
    assert "#archive" in said.err
    assert SECRET not in said.err + said.out + caplog.text


@pytest.mark.parametrize("address", MISTAKEN)
def test_an_address_with_a_slip_is_refused_without_being_repeated(
    address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(briefbot.BriefbotError) as caught:
        index_at(address)
    assert SECRET not in str(caught.value)
    with pytest.raises(SystemExit):
        main(["status", "--index", address])
    assert SECRET not in capsys.readouterr().err


def test_without_psycopg_a_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("briefbot.store.postgres")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(briefbot.BriefbotError, match=r"pip install 'briefbot\[postgres\]'") as caught:
        briefbot.index_status(index=WITH_SECRET[0])
    assert SECRET not in str(caught.value)
