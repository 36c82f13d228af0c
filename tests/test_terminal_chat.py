"""The chat in a terminal: follow-ups, commands, completion; no article commands the terminal, and it ends cleanly."""

from __future__ import annotations

import contextlib
import io
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, cast

import pytest
from made import not_found, quoted
from rounds import at_first

from briefbot import Assistant, Document, Filter, Hit, Passage, QuestionError, Reply, Span
from briefbot.line_editing import Completer, typed_lines
from briefbot.phrases import KINDS
from briefbot.terminal_chat import COMMANDS, TerminalChat, has_colours

TEXT = "A mayor\n\nThe mayor is \x1b[31mAna Ruiz\x1b[0m of Tarn.\n\nShe came in 1931.\x9b2J"
EVIL = "\x1b]0;hurt\x07"


class Bot:
    """Stands in for an Assistant: it says what it was asked."""

    document_count = 1
    article = Document(TEXT, f"A mayor of Tarnwick {EVIL}", f"a{EVIL}.txt", outlet=f"Harbour Wire{EVIL}")

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []

    def ask(self, question: str, *, history: Sequence[Reply], within: Filter, **options: Any) -> Reply:
        if not any(map(str.isalnum, question)):
            raise QuestionError(f"The question {question} is empty.")
        self.asked.append({"question": question, "history": [reply.question for reply in history]} | options)
        start = TEXT.index("Ana Ruiz")
        hit = Hit(Passage(self.article, ((TEXT.index("The"), TEXT.index("She") - 2),)), 1.0, 1.0, 1.0)
        if "mayor" not in question:
            return not_found(hit, question=question, within=within)
        return quoted(Span(hit, start, start + len("Ana Ruiz"), 9.0, 0.0), question=question, within=within)

    def next_questions(self, reply: Reply) -> tuple[str, ...]:
        return ("Who is the mayor now?", f"Who{EVIL}?") if reply.answered else ()

    def outlets(self) -> list[tuple[str, int]]:
        return [(str(self.article.outlet), 1), ("Port Ellery Courier", 2)]

    def documents(self, *, limit: int) -> Iterator[Document]:
        assert limit
        yield self.article


@pytest.fixture
def bot() -> Bot:
    return Bot()


@pytest.fixture
def chat(bot: Bot) -> TerminalChat:
    return TerminalChat(cast(Assistant, bot))


def said(chat: TerminalChat, *lines: str) -> str:
    """What the last of these lines gives."""
    for line in lines[:-1]:
        list(chat.texts(line))
    return "\n".join(chat.texts(lines[-1]))


def test_a_follow_up_is_asked_with_the_turns_before_it_until_a_new_conversation(chat: TerminalChat, bot: Bot) -> None:
    said(chat, "Who is the mayor?", "And then the mayor?", "/new", "Who was the mayor?\n")
    assert [(each["question"], each["history"]) for each in bot.asked] == [
        ("Who is the mayor?", []),
        ("And then the mayor?", ["Who is the mayor?"]),
        ("Who was the mayor?", []),
    ]


def test_the_reply_comes_before_the_questions_that_go_on_from_it_and_a_number_asks_one(
    chat: TerminalChat, bot: Bot
) -> None:
    texts = chat.texts("Who is the mayor?")
    assert "Ana Ruiz" in next(texts)
    assert "  1  Who is the mayor now?" in next(texts)
    assert said(chat, "1")
    assert bot.asked[-1]["question"] == "Who is the mayor now?"
    said(chat, "3")
    assert bot.asked[-1]["question"] == "3", "a number that stands for none is a question"


def test_the_last_question_is_asked_again_in_its_place_for_another_kind_or_as_written(
    chat: TerminalChat, bot: Bot
) -> None:
    said(chat, "Who is the mayor?", "Which mayor?", "/kind timeline", "/written")
    assert [(each["question"], each["history"], each["kind"], each["as_written"]) for each in bot.asked[2:]] == [
        ("Which mayor?", ["Who is the mayor?"], "timeline", False),
        ("Which mayor?", ["Who is the mayor?"], None, True),
    ]
    for shown in (said(chat, "/kind"), said(chat, "/kind poem")):
        assert all(f"  {name} " in shown and called in shown for name, called in KINDS.items())


@pytest.mark.parametrize("command", ["/kind brief", "/written", "/sources", "/sources 1"])
def test_before_the_first_question_there_is_nothing_to_ask_again_or_to_list(chat: TerminalChat, command: str) -> None:
    assert said(chat, command).endswith("Ask a question first.\n")


def test_the_sources_of_a_reply_are_listed_and_read_at_their_place(chat: TerminalChat) -> None:
    assert said(chat, "Who is the mayor?", "/sources").startswith("[1] A mayor of Tarnwick")
    shown = said(chat, "/sources 1")
    assert "»Ana Ruiz«" in shown
    assert "She came in 1931." in shown
    assert "There is no source 7. The last one is 1." in said(chat, "/sources 7")
    assert said(chat, "Who else?", "/sources").startswith("[1] "), "what is to be read where it declines"


def test_of_a_long_article_the_lines_around_the_place_are_shown(chat: TerminalChat, monkeypatch: Any) -> None:
    monkeypatch.setattr("briefbot.terminal_chat._AROUND", 5)
    shown = said(chat, "Who is the mayor?", "/sources 1")
    assert "…\nThe mayor is " in shown
    assert shown.rstrip().endswith("…")
    assert "1931" not in shown


def test_questions_are_put_to_one_outlet_until_all_are_wanted(chat: TerminalChat) -> None:
    assert said(chat, "/outlet port ellery courier") == "From now on, only articles from Port Ellery Courier.\n"
    assert said(chat, "Who is the mayor?").startswith("Only articles from Port Ellery Courier.\n")
    assert "* Port Ellery Courier (2)" in said(chat, "/outlet")
    shown = said(chat, "/outlet Nowhere")
    assert shown.startswith("There is no outlet Nowhere. There are:")
    assert said(chat, "/outlet all") == "From now on, all articles.\n"
    assert said(chat, "Who is the mayor?").startswith("Ana Ruiz")


def test_what_is_no_question_and_no_command_is_told_so_and_the_chat_goes_on(chat: TerminalChat) -> None:
    assert "empty" in said(chat, "?")
    assert "There is no command /frob. /help" in said(chat, "/frob x")
    assert said(chat, "  ") == ""
    assert all(name in said(chat, "/help") for name in COMMANDS)
    assert not chat.ended
    assert said(chat, "/quit") == ""
    assert chat.ended


@pytest.mark.parametrize("colours", [False, True])
def test_nothing_of_an_article_a_name_or_a_question_commands_the_terminal(bot: Bot, colours: bool) -> None:
    chat = TerminalChat(cast(Assistant, bot), colours=colours)
    lines = ["Who is the mayor?", f"{EVIL}", f"/{EVIL}", "/sources", "/sources 1", f"/sources {EVIL}", "/outlet", "2"]
    lines += [f"/outlet {EVIL}", f"/outlet {bot.article.outlet}", "Who is the mayor?", "/kind brief"]
    shown = "".join(text for line in lines for text in chat.texts(line))
    own = re.compile(r"\x1b\[(?:1|2|0)m")
    assert bool(own.search(shown)) is colours
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", own.sub("", shown) if colours else shown)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_colours_are_for_terminals_that_want_them() -> None:
    assert has_colours(Terminal(), {"TERM": "xterm"})
    assert not has_colours(io.StringIO(), {"TERM": "xterm"})
    assert not has_colours(Terminal(), {"TERM": "dumb"})
    assert not has_colours(Terminal(), {"TERM": "xterm", "NO_COLOR": "1"})


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("/k", ["/kind"]),
        ("/", list(COMMANDS)),
        ("/kind ti", ["timeline"]),
        ("/outlet Port El", ["Ellery Courier"]),
        ("/outlet har", ["Harbour Wire\ufffd]0;hurt\ufffd"]),
        ("Who is in tarn", ["Tarnwick"]),
        ("Who ", []),
        ("/sources ta", []),
        ("May", ["mayor"]),
    ],
)
def test_commands_what_they_take_and_words_of_titles_are_completed(bot: Bot, typed: str, expected: list[str]) -> None:
    start = max(typed.rfind(" ") + 1, 0)
    assert Completer(cast(Assistant, bot)).matches(typed, start, len(typed)) == expected


def test_a_pipe_is_read_line_by_line_without_a_prompt(capsys: pytest.CaptureFixture[str]) -> None:
    assert list(typed_lines(io.StringIO("a\nb"), sys.stdout, lambda *_: [])) == ["a\n", "b"]
    assert capsys.readouterr().out == ""


def chatting(index: Path, **options: Any) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "briefbot", "chat", "--terminal", "--index", str(index)]
    return subprocess.Popen(command, stderr=subprocess.PIPE, **options)


@pytest.mark.model
def test_a_pipe_is_answered_with_its_follow_ups_and_ends_with_its_input(examples_index: Path) -> None:
    process = chatting(examples_index, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    questions = "Who is the chief executive of Sellick Ferries?\nHow many ships does it operate?\n\xff\n/kind\n"
    out, err = process.communicate(questions.encode("latin-1"), timeout=120)
    assert process.returncode == 0
    shown = out.decode()
    assert shown.startswith("Henrik Ångström   (probability")
    assert "Understood after “Who is the chief executive of Sellick Ferries?”." in shown
    assert "Kinds of reply:" in shown
    assert err.decode().strip() == "18 articles. Ask a question, or type /help."


def read_until(terminal: int, pattern: bytes) -> bytes:
    shown = b""
    while not re.search(pattern, shown, re.DOTALL):
        shown += os.read(terminal, 1000)
    return shown


def interrupted(process: subprocess.Popen[bytes]) -> bytes:
    """Press Ctrl-C until a process has ended, as a person would: the first may come before it waits for a line."""
    for _ in range(20):
        process.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            return process.communicate(timeout=6)[1]
    process.kill()
    raise AssertionError("Ctrl-C does not end it")


@pytest.mark.model
@pytest.mark.skipif(os.name != "posix", reason="there are no pseudo-terminals")
@pytest.mark.parametrize("end", at_first([b"\x04", b"\x03"], b"/quit\n"))
def test_in_a_terminal_lines_are_completed_and_ctrl_d_and_ctrl_c_end_it_without_an_error(
    examples_index: Path, end: bytes
) -> None:
    import pty

    ours, theirs = pty.openpty()
    environment = {name: value for name, value in os.environ.items() if name != "NO_COLOR"} | {"TERM": "xterm"}
    process = chatting(
        examples_index,
        stdin=theirs,
        stdout=theirs,
        env=environment,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    os.close(theirs)
    read_until(ours, b"> ")
    os.write(ours, b"/ki\t\n")
    read_until(ours, b"/kind.*Kinds of reply:.*several questions.*> ")
    if end == b"\x03":
        err = interrupted(process)
    else:
        os.write(ours, end)
        _, err = process.communicate(timeout=120)
    assert process.returncode == 0
    assert b"Traceback" not in err
    os.close(ours)


@pytest.mark.parametrize("option", [["--port", "7000"], ["--host", "::"], ["--auth", "a:b"], ["--mcp"]])
def test_what_is_about_the_web_chat_is_refused_in_a_terminal(
    option: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    from briefbot.cli import main

    assert main(["chat", "--terminal", *option]) == 1
    assert f"{option[0]} is about the web chat" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["nowhere.txt"]])
def test_without_an_index_or_a_source_it_says_what_to_do(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from briefbot.cli import main

    assert main(["chat", "--terminal", *arguments, "--index", str(tmp_path / "index")]) == 1
    assert "Traceback" not in (err := capsys.readouterr().err)
    assert "nowhere" in err or "briefbot index" in err
