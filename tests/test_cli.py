"""The command line: answers on standard output, the rest on standard error, exit codes that mean something."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from made import not_found, notes, unsure

from briefbot.cli import main
from briefbot.presentation import Role
from briefbot.terminal import reply_text
from briefbot.types import Document, Filter, Hit, Passage, Span

QUESTION = "Who opened the Tarn Bridge?"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli")
    (folder / "bridge.txt").write_text(
        "A bridge over the Tarn\n\nNORTH QUAY, May 4, 1931 (Harbour Wire) — The Tarn Bridge was opened by Ada Quill.\n"
    )
    assert main(["index", str(folder / "bridge.txt"), "--index", str(folder / "index")]) == 0
    return folder / "index"


@pytest.mark.model
def test_an_answer_is_printed_with_its_sentence_and_place(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", QUESTION, "--index", str(index)]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("Ada Quill   (probability that this is right: 0.")
    assert "[1] A bridge over the Tarn, Harbour Wire, 1931-05-04" in out
    assert "The Tarn Bridge was opened by »Ada Quill«." in out
    assert "bridge.txt, characters " in out
    assert err == ""


@pytest.mark.model
def test_no_answer_is_no_error(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "Which chemical element has the highest boiling point?", "--index", str(index)]) == 0
    out, _ = capsys.readouterr()
    nowhere = "words “chemical”, “element”, “highest”, “boiling” and “point” occur"
    assert out.startswith(
        f"Your articles do not say.\nThe {nowhere} in none of your articles.\n\nThe nearest passages:"
    )
    assert "The Tarn Bridge was opened by Ada Quill." in " ".join(out.split())


@pytest.mark.model
def test_json_holds_the_fields_of_the_answer(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", QUESTION, "--index", str(index), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["text"] == answer["citations"][0]["quote"] == "Ada Quill"
    assert answer["citations"][0]["published"] == "1931-05-04"
    assert answer["nearest"] == []


@pytest.mark.model
def test_explain_prints_each_stage_beside_the_answer(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", QUESTION, "--index", str(index), "--explain"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("Ada Quill")
    assert err.startswith("Hits: ")
    assert "\nSpans, " in err
    assert "\nChoice: answered with 'Ada Quill'" in err


@pytest.mark.model
def test_sources_that_cannot_be_read_are_named_and_the_exit_code_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "good.txt").write_text("A good article\n\nIt says something.\n")
    (tmp_path / "bad.txt").write_bytes(b"\xff\xfe\x00broken")
    (tmp_path / "photo.png").write_bytes(b"\x89PNG\r\n")
    assert main(["index", str(tmp_path), "--index", str(tmp_path / "index")]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert "not indexed: " in err
    assert "bad.txt: " in err
    assert "photo.png: " in err
    assert "1 document" in err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["ask", QUESTION, "--index", "nowhere"], "nowhere. Build one with: briefbot index"),
        (["index", "nowhere.txt", "--index", "INDEX"], "nowhere.txt"),
        (["eval", "nowhere.json"], "nowhere.json"),
    ],
)
def test_an_error_is_one_line_and_exit_code_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    replaced = [str(tmp_path / "index") if argument == "INDEX" else argument for argument in arguments]
    assert main(replaced) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert message in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    "arguments",
    [[], ["ask"], ["index", "--watch", "--dry-run"], ["remove"], ["ask", "a", "b"], ["chat", "--port", "x"], ["frob"]],
)
def test_wrong_usage_is_exit_code_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert "usage: briefbot" in capsys.readouterr().err


@pytest.mark.model
def test_an_empty_question_says_what_one_looks_like(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "  ", "--index", str(index)]) == 1
    assert "for example: Who led the delegation?" in capsys.readouterr().err


@pytest.mark.model
def test_control_characters_of_an_article_do_not_reach_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "odd.txt"
    path.write_text("Odd\n\nThe Tarn Bridge was opened by \x1b[31mAda Quill\x1b[0m \x9b2J in 1931.\n")
    assert main(["index", str(path), "--index", str(tmp_path / "index")]) == 0
    assert main(["ask", QUESTION, "--index", str(tmp_path / "index"), "--explain"]) == 0
    out, err = capsys.readouterr()
    assert "Quill" in out
    assert not {"\x1b", "\x9b"} & set(out + err)


@pytest.mark.model
def test_json_holds_no_control_character_and_the_same_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "odd.txt"
    sentence = "The Tarn Bridge was opened by \x1b[31mAda Quill\x1b[0m \x9b2J\x7f\x85 in 1931, été."
    path.write_text(f"Odd\n\n{sentence}\n", encoding="utf-8")
    assert main(["index", str(path), "--index", str(tmp_path / "index")]) == 0
    assert main(["ask", QUESTION, "--index", str(tmp_path / "index"), "--json"]) == 0
    out, _ = capsys.readouterr()
    assert not [
        character for character in out if ord(character) < 0xA0 and not character.isprintable() and character != "\n"
    ]
    assert "\\u009b2J\\u007f\\u0085" in out
    assert "été" in out
    texts = [passage["text"] for passage in json.loads(out)["nearest"]] or [
        citation["sentence"] for citation in json.loads(out)["citations"]
    ]
    assert "\x9b2J\x7f\x85" in texts[0]


@pytest.mark.model
def test_control_characters_of_a_name_do_not_reach_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "good.txt").write_text("A good article\n\nIt says something.\n")
    arguments = [str(tmp_path / "good.txt"), str(tmp_path / "\x1b[2J\x9b.txt")]
    assert main(["index", *arguments, "--index", str(tmp_path / "index")]) == 1
    assert main(["ask", QUESTION, "--index", "no\x1b[2J\x9bwhere"]) == 1
    _, err = capsys.readouterr()
    assert "not indexed: " in err
    assert "There is no index at " in err
    assert "no\ufffd[2J\ufffdwhere. " in err
    assert not {"\x1b", "\x9b"} & set(err)


@pytest.mark.parametrize("name", ["", "  "])
@pytest.mark.parametrize("command", [["index", "good.txt"], ["ask", QUESTION], ["chat"]])
def test_an_index_without_a_name_is_refused_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: list[str], name: str
) -> None:
    (tmp_path / "good.txt").write_text("A good article\n\nIt says something.\n")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as stopped:
        main([*command, "--index", name])
    assert stopped.value.code == 2
    assert "argument --index: it has no name. Name a folder" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["good.txt"]


@pytest.mark.model
def test_eval_prints_a_table_or_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    item = {"question": QUESTION, "answers": [{"text": "Ada Quill", "answer_start": 30}]}
    context = "The Tarn Bridge was opened by Ada Quill."
    path = tmp_path / "set.json"
    path.write_text(json.dumps({"data": [{"title": "T", "paragraphs": [{"context": context, "qas": [item]}]}]}))
    assert main(["eval", str(path)]) == 0
    assert "EM" in capsys.readouterr().out
    assert main(["eval", str(path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["EM"] == 100.0


def test_eval_asks_an_index_and_draws_its_confidence(
    examples_index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text(
        '{"question": "How many people were on strike?", "answers": ["429"]}\n{"question": "Why?", "answers": []}\n'
    )
    plots = tmp_path / "plots"
    assert main(["eval", str(path), "--index", str(examples_index), "--plots", str(plots), "--json"]) == 0
    output = capsys.readouterr()
    assert {"calibration error", "area under risk-coverage", "MRR"} <= set(json.loads(output.out))
    assert (plots / "reliability.svg").exists()
    for option in (["--plots", str(plots)], ["--wrong-per-hundred", "5"], ["--encoder", "another"]):
        assert main(["eval", str(path), *option]) == 1
        err = capsys.readouterr().err
        assert f"{option[0]} is about asking a whole index" in err
        assert "--open" in err


def test_an_index_is_asked_with_the_encoder_that_it_was_built_with(
    examples_index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text('{"question": "How many people were on strike?", "answers": ["429"]}\n')
    for command in ("eval", "calibrate"):
        assert main([command, str(path), "--index", str(examples_index), "--encoder", str(tmp_path)]) == 1
        assert "--index NEW_FOLDER --encoder" in capsys.readouterr().err


def test_a_limit_of_no_questions_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["eval", "questions.jsonl", "--limit", "0"])
    assert stopped.value.code == 2
    assert "1 or more" in capsys.readouterr().err


def test_calibrating_on_a_handful_of_questions_is_refused(
    examples_index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text('{"question": "How many people were on strike?", "answers": ["429"]}\n')
    assert main(["calibrate", str(path), "--index", str(examples_index)]) == 1
    assert "at least 50" in capsys.readouterr().err


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "rain.txt").write_text("Rain floods the harbour\n\nHarbour Wire\n\nRain fell for nine hours.\n")
    return folder


def document_id(text: str) -> str:
    return Document(text, "", "").id


@pytest.mark.model
def test_an_index_is_planned_built_followed_listed_and_emptied(
    articles: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--index", str(tmp_path / "index")]
    rain = articles / "rain.txt"
    assert main(["index", str(articles), "--dry-run", *where]) == 0
    out, err = capsys.readouterr()
    assert out.startswith(f"added   Rain floods the harbour  <- {rain}\n")
    assert out.endswith("Nothing was written.\n")
    assert err == ""
    assert main(["index", str(articles), *where]) == 0
    (articles / "snow.txt").write_text("Snow closes the pass\n\nThe pass was closed by Mayor Ada Quill.\n")
    assert main(["index", *where]) == 0
    assert "(1 added, 0 updated, 1 unchanged, 0 dropped; 1 embedded)" in capsys.readouterr().err

    assert main(["list", *where]) == 0
    lines = capsys.readouterr().out.splitlines()
    snow = document_id((articles / "snow.txt").read_text())
    assert lines[1] == f"{snow}  -           Snow closes the pass, -  <- {articles / 'snow.txt'}"
    assert main(["list", "--json", *where]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert listed[1] == {
        "document_id": listed[1]["document_id"],
        "title": "Snow closes the pass",
        "outlet": None,
        "published": None,
        "source": str(articles / "snow.txt"),
        "path": str(articles / "snow.txt"),
        "root": str(articles),
        "blocks": [{"kind": "headline", "start": 0, "end": 20}, {"kind": "body", "start": 22, "end": 61}],
        "added": 2,
    }
    assert main(["status", *where]) == 0
    shown = dict(line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines())
    assert (shown["documents"], shown["generation"], shown["sources"]) == ("2", "2", str(articles))
    assert main(["status", "--json", *where]) == 0
    assert json.loads(capsys.readouterr().out)["sources"] == [str(articles)]

    assert main(["remove", str(articles / "rain.txt"), *where]) == 1
    assert f"briefbot remove {articles}" in capsys.readouterr().err
    assert main(["remove", str(articles), "--dry-run", *where]) == 0
    assert "dropped Snow closes the pass" in capsys.readouterr().out
    assert main(["remove", str(articles), *where]) == 0
    assert "2 dropped" in capsys.readouterr().err
    assert main(["list", *where]) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("command", ["index", "ask", "doctor", "status"])
def test_a_file_in_the_place_of_the_index_folder_is_named(
    tmp_path: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "file"
    file.write_text("Mine.")
    what = {"index": [str(tmp_path)], "ask": ["Who?"]}.get(command, [])
    assert main([command, *what, "--index", str(file)]) == 1
    assert f"{file} is a file, and an index is a folder" in capsys.readouterr().err
    assert file.read_text() == "Mine."


def test_the_package_runs_as_the_command() -> None:
    done = subprocess.run([sys.executable, "-m", "briefbot", "--version"], capture_output=True, text=True)
    assert (done.returncode, done.stdout.split()[0]) == (0, "briefbot")


@pytest.mark.model
def test_the_doctor_prints_a_line_a_check_and_exits_with_1_for_a_problem(
    articles: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    index = tmp_path / "index"
    where = ["--index", str(index)]
    assert main(["index", str(articles), *where]) == 0
    assert main(["doctor", *where]) == 0
    sound = capsys.readouterr().out.splitlines()
    assert all(line.startswith("ok      ") for line in sound)
    (index / "vectors-1.faiss").write_bytes(b"damaged")
    assert main(["doctor", "--json", *where]) == 1
    checks = json.loads(capsys.readouterr().out)
    assert len(checks) == len(sound)
    [problem] = [check for check in checks if not check["ok"]]
    assert problem["name"] == "vectors file"
    assert main(["doctor", *where]) == 1
    assert f"briefbot index --index {index}" in capsys.readouterr().out
    assert main(["index", *where]) == 0
    assert main(["doctor", *where]) == 0
    capsys.readouterr()
    (index / "catalog.sqlite3").write_bytes(b"this is not a database" * 100)
    assert main(["doctor", *where]) == 1
    assert "problem catalog: " in capsys.readouterr().out
    assert main(["doctor", "--index", str(tmp_path / "nowhere")]) == 1
    assert "There is no index" in capsys.readouterr().err


@pytest.mark.model
@pytest.mark.skipif(os.name != "posix", reason="Ctrl+C is a signal of POSIX systems here")
def test_watching_follows_a_change_and_ctrl_c_leaves_cleanly(articles: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    assert main(["index", str(articles), "--index", str(index)]) == 0
    watcher = subprocess.Popen(
        [sys.executable, "-m", "briefbot.cli", "index", "--watch", "--index", str(index)],
        stderr=subprocess.PIPE,
        text=True,
    )
    with watcher:
        assert watcher.stderr
        assert "1 unchanged" in watcher.stderr.readline()
        (articles / "snow.txt").write_text("Snow closes the pass\n\nThe pass was closed by Mayor Ada Quill.\n")
        assert "(1 added, 0 updated, 1 unchanged, 0 dropped; 1 embedded)" in watcher.stderr.readline()
        watcher.send_signal(signal.SIGINT)
        rest = watcher.stderr.read()
        assert "No longer watching." in rest
        assert "Traceback" not in rest
    assert watcher.returncode == 0


def on_a_terminal(arguments: list[str]) -> str:
    """What a command shows where standard error is a terminal."""
    import fcntl
    import pty
    import struct
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 100, 0, 0))  # lines and columns
    with subprocess.Popen(
        [sys.executable, "-m", "briefbot.cli", *arguments], stdout=subprocess.DEVNULL, stderr=theirs
    ) as command:
        os.close(theirs)
        shown = b""
        with suppress(OSError):  # how Linux says that nobody writes any more
            while piece := os.read(ours, 65536):
                shown += piece
        os.close(ours)
    assert command.returncode == 0
    return shown.decode()


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="there are no pseudo-terminals")
def test_a_terminal_shows_how_long_one_large_file_will_take_and_a_pipe_shows_nothing(tmp_path: Path) -> None:
    path, index = tmp_path / "briefs.jsonl", tmp_path / "index"
    briefs = [json.dumps({"text": f"Brief {n}. Rain fell for {n} hours. " * 20}) for n in range(900)]
    path.write_text("\n".join(briefs))
    plan = ["index", str(path), "--index", str(index), "--dry-run"]
    bar = r"Reading \S+: +(\d+)%.*?[\d.]+[kM]?/[\d.]+[kM] \[\d\d:\d\d<\d\d:\d\d, +[\d.]+[kM]?B/s\]"
    reading = re.findall(bar, on_a_terminal(plan))
    assert len({int(percent) for percent in reading} - {0, 100}) >= 2
    piped = subprocess.run([sys.executable, "-m", "briefbot.cli", *plan], capture_output=True, text=True, check=True)
    assert piped.stderr == ""


@pytest.mark.parametrize("given", ["ada", ":secret", "ada:", ":"])
def test_a_password_without_a_name_is_refused(given: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["chat", "--auth", given, "--index", "nowhere"]) == 1
    assert "NAME:PASSWORD" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("host", "auth", "is_open"),
    [("127.0.0.1", None, False), ("localhost", None, False), ("0.0.0.0", None, True), ("0.0.0.0", "a:b:c", False)],  # noqa: S104
)
def test_a_chat_that_others_reach_without_a_password_says_so(
    examples_index: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    host: str,
    auth: str | None,
    is_open: bool,
) -> None:
    served = {}

    def serve(_assistant: object, *, on_ready: Callable[[str], None], **options: object) -> None:
        served.update(options)
        on_ready("http://here/")

    monkeypatch.setattr("briefbot_ui.serve", serve)
    if auth:
        monkeypatch.setenv("BRIEFBOT_AUTH", auth)
    else:
        monkeypatch.delenv("BRIEFBOT_AUTH", raising=False)
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.delenv("SSH_CONNECTION", raising=False)
    for option in ([], ["--open"]):
        assert main(["chat", "--host", host, "--index", str(examples_index), *option]) == 0
        assert ("It is open" in capsys.readouterr().err) == is_open
        assert opened == ["http://here/"] * len(option)
    assert served["auth"] == (("a", "b:c") if auth else None)


def test_where_it_is_unsure_it_shows_the_likeliest_place() -> None:
    text = "The port reopened. Mayor Ana Ruiz cut the ribbon."
    hit = Hit(Passage(Document(text, "Port opens", "a.txt", "Wire"), ((0, 18), (19, 49))), 1.0, 1.0, 1.0)
    assert reply_text(unsure(Span(hit, 25, 33, 1.0, 0.0))).splitlines()[:7] == [
        "Your articles may say, but no answer is sure enough.",
        "",
        "The likeliest place (probability that it answers: 0.31):",
        "",
        "  Port opens, Wire",
        "  Mayor Ana Ruiz cut the ribbon.",
        "  a.txt, characters 19–49",
    ]


def test_a_decline_shows_a_passage_without_spaces_and_tells_an_empty_index_from_a_restriction() -> None:
    text = "会议在北京举行。" * 60
    hit = Hit(Passage(Document(text, "会议", "a.txt"), ((0, len(text)),)), 1.0, 1.0, 0.0)
    shown = reply_text(not_found(hit))
    assert "会议在北京举行。" in shown
    assert len(shown) < len(text)
    assert notes(not_found(searched=0), Role.REASON) == ["You have no articles."]
    within = Filter(outlets=("Wire",))
    assert notes(not_found(searched=0, within=within), Role.REASON) == ["You have no articles from Wire."]
