"""The file of tokens: what is kept of a token, who can read it, and what happens when it is damaged."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from briefbot_ui import Scope, TokenFile
from briefbot_ui.guard.token_file import TokenFileError

import briefbot
from briefbot.cli import main
from briefbot.errors import BriefbotError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "index" / "tokens.json"


def test_a_token_is_random_and_only_its_digest_is_kept(path: Path) -> None:
    file = TokenFile(path)
    token, other = file.add("ada", Scope.READ), file.add("Bo Ørn", Scope.WRITE)
    assert len(token) > 43
    assert token != other
    assert token not in path.read_text()
    kept = file.tokens()
    assert [(one.name, one.scope) for one in kept] == [("Bo Ørn", Scope.WRITE), ("ada", Scope.READ)]
    assert kept[1].sha256 == hashlib.sha256(token.encode()).hexdigest()


@pytest.mark.skipif(os.name != "posix", reason="modes of files are those of POSIX")
def test_nobody_else_on_this_machine_can_read_the_file(path: Path) -> None:
    file = TokenFile(path)
    file.add("ada", Scope.READ)
    path.chmod(0o644)
    file.add("bo", Scope.READ)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    file.remove("bo")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_name_is_taken_once_and_free_again_when_it_is_removed(path: Path) -> None:
    file = TokenFile(path)
    first = file.add("ada", Scope.READ)
    with pytest.raises(BriefbotError, match=r"named 'ada' already.*briefbot tokens remove ada"):
        file.add("ada", Scope.WRITE)
    file.remove("ada")
    assert file.tokens() == ()
    assert file.add("ada", Scope.WRITE) != first
    with pytest.raises(BriefbotError, match=r"no token named 'bo'. It has: ada"):
        file.remove("bo")


@pytest.mark.parametrize("name", ["", " ada", "a:b", "a\nb", "x" * 65, "\x1b[1m"])
def test_a_name_can_stand_in_a_login_and_in_a_log(path: Path, name: str) -> None:
    with pytest.raises(BriefbotError, match=r"cannot be the name of a token"):
        TokenFile(path).add(name, Scope.READ)
    assert not path.exists()


def test_tokens_made_at_once_are_all_kept(path: Path) -> None:
    with ThreadPoolExecutor(8) as people:
        list(people.map(lambda number: TokenFile(path).add(f"p{number}", Scope.READ), range(16)))
    assert len(TokenFile(path).tokens()) == 16


GOOD = {"name": "ada", "scope": "read", "created": "2031-01-15", "sha256": "0" * 64}


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "{",
            "[]",
            "null",
            "\xff",
            '{"tokens": []}',
            '{"version": 2, "tokens": []}',
            '{"version": 1, "tokens": 3}',
        ),
        *(
            json.dumps({"version": 1, "tokens": [record]})
            for record in (
                *({}, 3, {**GOOD, "scope": "all"}, {**GOOD, "sha256": "x"}, {**GOOD, "sha256": "00"}),
                *({**GOOD, "name": 3}, {**GOOD, "name": "a:b"}, {**GOOD, "created": "then"}),
            )
        ),
        json.dumps({"version": 1, "tokens": [GOOD, GOOD]}),
    ],
)
def test_a_damaged_file_is_named_with_the_cure_and_not_written_over(path: Path, text: str) -> None:
    path.parent.mkdir()
    path.write_text(text, encoding="latin-1")
    for use in (TokenFile(path).tokens, lambda: TokenFile(path).add("bo", Scope.READ)):
        with pytest.raises(TokenFileError, match=r"cannot be read: .+ Restore it, or delete it") as raised:
            use()
        assert str(path) in str(raised.value)
    assert path.read_text(encoding="latin-1") == text


def test_a_file_that_is_not_there_is_told_with_the_cure(path: Path) -> None:
    with pytest.raises(TokenFileError, match=r"briefbot tokens add NAME"):
        TokenFile(path).tokens()


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(TokenFileError, match=r"cannot be written"):
        TokenFile(tmp_path / "file" / "tokens.json").add("ada", Scope.READ)


def test_the_commands_make_list_and_remove_tokens(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    index = ["--index", str(path.parent)]
    assert main(["tokens", "add", "ada", *index]) == 0
    out, err = capsys.readouterr()
    assert TokenFile(path).tokens()[0].sha256 == hashlib.sha256(out.strip().encode()).hexdigest()
    assert "shown once" in err
    assert out.strip() not in err
    assert main(["tokens", "add", "bo", "--scope", "write", *index]) == 0
    capsys.readouterr()
    assert main(["tokens", "list", *index]) == 0
    assert [line.split("\t")[:2] for line in capsys.readouterr().out.splitlines()] == [["ada", "read"], ["bo", "write"]]
    assert main(["tokens", "remove", "ada", "--tokens", str(path)]) == 0
    assert [token.name for token in TokenFile(path).tokens()] == ["bo"]
    assert main(["tokens", "remove", "ada", *index]) == 1
    assert "no token named 'ada'" in capsys.readouterr().err


@pytest.mark.model
def test_a_chat_over_an_index_with_tokens_asks_for_them(
    path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[dict[str, object]] = []
    monkeypatch.setattr("briefbot_ui.serve", lambda _, **options: asked.append(options))
    chat = ["chat", "--index", str(path.parent), "--host", "0.0.0.0"]  # noqa: S104
    assert main(chat) == 0
    TokenFile(path).add("ada", Scope.READ)
    assert main([*chat, "--allow-host", "a.example", "--allow-host", "b.example"]) == 0
    other = path.with_name("other.json")
    assert main([*chat, "--tokens", str(other)]) == 0
    assert [options["tokens"] for options in asked] == [None, path, other]
    assert asked[1]["allowed_hosts"] == ["a.example", "b.example"]


@pytest.mark.model
def test_a_chat_does_not_start_with_tokens_that_cannot_be_read(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["chat", "--index", str(path.parent), "--tokens", str(path), "--port", "7"]) == 1
    path.parent.mkdir(exist_ok=True)
    path.write_text("{")
    assert main(["chat", "--index", str(path.parent), "--tokens", str(path)]) == 1
    assert "cannot be read" in capsys.readouterr().err


@pytest.mark.model
def test_a_folder_with_tokens_can_become_an_index(path: Path, tmp_path: Path) -> None:
    TokenFile(path).add("ada", Scope.READ)
    article = tmp_path / "bridge.txt"
    article.write_text("The Tarn Bridge\n\nThe Tarn Bridge was opened by Ada Quill in 1931.\n")
    briefbot.build_index([article], index=path.parent)
    assert TokenFile(path).tokens()[0].name == "ada"
