"""What docs/postgres.md tells to type does what the page says; the host of the server alone is filled in."""

from __future__ import annotations

import re
import shlex
import subprocess
import time
from pathlib import Path

import psycopg
import pytest
from postgres_server import Server, program, required_server

from briefbot import Assistant
from briefbot.cli import main
from briefbot.errors import BriefbotError
from briefbot.store import NOTES, RATINGS, open_snapshot, open_store

pytestmark = pytest.mark.model

PAGE = Path(__file__).resolve().parent.parent / "docs" / "postgres.md"
_FENCED = re.compile(r"^```(sh|sql|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
THERE = "postgresql://ada@/news#archive"


class Typed:
    """A person who types what the page shows, on a machine where libpq finds the server."""

    def __init__(self, made: Server) -> None:
        self._made = made

    def sql(self, statements: str, database: str = "news") -> None:
        address = self._made.address("").partition("#")[0].replace("/postgres?", f"/{database}?")
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statements)

    def sh(self, line: str) -> None:
        name, *arguments = shlex.split(line.replace("@db.example/", "@/"))
        if name == "briefbot":
            assert main(arguments) == 0, line
        else:
            subprocess.run([program(name), *arguments], check=True)


def blocks() -> dict[str, list[str]]:
    """The statements and lines of the page, by what each begins with, in its order."""
    found: dict[str, list[str]] = {}
    for kind, text in _FENCED.findall(PAGE.read_text(encoding="utf-8")):
        for line in text.splitlines() if kind == "sh" else [text]:
            words = line.split()
            found.setdefault(" ".join(words[:2]) if words[0] != "pg_dump" else words[0], []).append(line)
    return found


def test_all_that_the_page_shows_works_as_it_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with required_server() as made:
        typed, shown = Typed(made), blocks()
        monkeypatch.chdir(tmp_path)
        for name, value in (("PGHOST", str(made.folder)), ("PGPORT", str(made.port)), ("PGUSER", "ada")):
            monkeypatch.setenv(name, value)
        (tmp_path / "articles").mkdir()
        (tmp_path / "articles" / "bridge.txt").write_text(
            "The Tarn Bridge\n\nThe bridge was opened by Ada Quill in 1931.\n"
        )
        with psycopg.connect(made.address("").partition("#")[0], autocommit=True) as connection:
            connection.execute("CREATE ROLE ada LOGIN")
            connection.execute("CREATE DATABASE news OWNER ada")

        def only(begins: str) -> str:
            (line,) = shown.pop(begins)
            return line

        typed.sql(only("CREATE EXTENSION"))
        typed.sql(only("ALTER ROLE"))
        typed.sh(only("briefbot index"))
        typed.sh(only("briefbot ask"))
        assert "Ada Quill" in capsys.readouterr().out
        typed.sql(only("CREATE ROLE"))
        reader = THERE.replace("ada@", "reader@")
        assert Assistant.open(reader).ask("Who opened the bridge?").text == "Ada Quill"
        with pytest.raises(BriefbotError, match="may not write"):
            open_store(reader).kept(NOTES).append(b"a note\n")
        typed.sql(only("GRANT INSERT,"))
        open_store(reader).kept(NOTES).append(b"a note\n")
        with monkeypatch.context() as patch:
            patch.setattr(time, "sleep", interrupt)  # Ctrl+C, once no text waits
            typed.sh(only("briefbot work"))
        typed.sh(only("briefbot doctor"))
        ran: dict[str, object] = {}
        exec(only("import briefbot").replace("@db.example/", "@/"), ran)  # noqa: S102  the page's own
        assert (ran["documents"], ran["passages"]) == (1, 1)
        assert b'"right":true' in open_store("index/copy").kept(RATINGS).read(10_000).replace(b" ", b"")

        def lost() -> None:
            """Lose the index, as whoever restores or copies one has none there."""
            typed.sql("DROP SCHEMA archive CASCADE")

        typed.sh(only("pg_dump"))
        lost()
        typed.sh(only("pg_restore --dbname=news"))
        check(THERE)
        away, back = shown.pop("briefbot copy")
        typed.sh(away)
        check("index/news")
        lost()
        typed.sh(back)
        check(THERE)
        assert shown.pop("briefbot chat") == [f"briefbot chat --index {THERE.replace('@/', '@db.example/')}"]
        assert shown.pop("pip install") == ["pip install 'briefbot[postgres]'"]
        assert not shown, "each line of the page is tried here"


def check(index: str) -> None:
    with open_snapshot(index) as seen:
        assert seen.counts() == (1, 1)
    assert open_store(index).kept(NOTES).read(100) == b"a note\n"


def interrupt(_: float) -> None:
    raise KeyboardInterrupt
