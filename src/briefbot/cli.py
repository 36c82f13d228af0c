"""The commands of `briefbot`: the one place where errors become messages.

Answers go to standard output, everything else to standard error. Exit codes: 0, also for "no answer"; 1 for an error
or a source that could not be read; 2 for wrong usage; 130 when stopped with Ctrl+C.
"""

from __future__ import annotations

import argparse
import datetime as dt
import io
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import briefbot
from briefbot import commands, token_commands
from briefbot.errors import BriefbotError, DocumentError
from briefbot.index_address import Index, index_at
from briefbot.settings import Settings
from briefbot.terminal import printable


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    logging.basicConfig(format="%(message)s", stream=sys.stderr, level=logging.ERROR)  # what libraries say
    logging.getLogger("briefbot").setLevel(logging.WARNING)
    logging.getLogger("briefbot_ui.guard").setLevel(logging.INFO)  # who is turned away, and who changes the articles
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal of another encoding shows an escape, not a traceback
            stream.reconfigure(errors="backslashreplace")
    try:
        options = _parser().parse_args(arguments)
        code = int(options.run(options))
        sys.stdout.flush()
        return code
    except BriefbotError as error:
        for failure in (error, *(error.others if isinstance(error, DocumentError) else ())):
            print(printable(f"briefbot: {failure}"), file=sys.stderr)
        return 1
    except BrokenPipeError:  # whoever read the output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print(
            "\nbriefbot: stopped. An index that was being built is as before the build, or as after it.",
            file=sys.stderr,
        )
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="briefbot", description="Ask your own news articles; every answer is quoted verbatim and cited."
    )
    parser.add_argument("--version", action="version", version=f"briefbot {briefbot.__version__}")
    named = parser.add_subparsers(required=True, metavar="COMMAND")
    where = argparse.ArgumentParser(add_help=False)
    where.add_argument(
        "--index",
        type=_index,
        metavar="DIR",
        help="the index folder, or its address on a PostgreSQL server, postgresql://HOST/DATABASE#NAME "
        "(default: $BRIEFBOT_INDEX, else index/default)",
    )

    reader = argparse.ArgumentParser(add_help=False)
    reader.add_argument(
        "--reader",
        default=Settings().reader,
        metavar="NAME_OR_PATH",
        help="an extractive question answering model of transformers (default: the packaged one)",
    )
    encoder = argparse.ArgumentParser(add_help=False)
    encoder.add_argument(
        "--encoder",
        metavar="NAME_OR_PATH",
        help="a sentence-transformers model (default: the one the index was built with, else all-MiniLM-L6-v2)",
    )
    trust = argparse.ArgumentParser(add_help=False)
    trust.add_argument(
        "--wrong-per-hundred",
        type=float,
        metavar="N",
        help="wrong answers you accept among a hundred that are given; fewer means more silence "
        f"(default: {Settings().wrong_per_hundred:g})",
    )

    web = argparse.ArgumentParser(add_help=False)
    web.add_argument(
        "--allow-private-addresses",
        action="store_true",
        help="also fetch web addresses on this machine and in local networks",
    )

    index = named.add_parser(
        "index", parents=[where, encoder, web], help="add, update and drop articles", formatter_class=_HelpWithFormats
    )
    index.add_argument(
        "sources",
        nargs="*",
        metavar="SOURCE",
        help="a file ({formats}), a folder of them, or the address of a page or feed; remembered "
        "(default: all that are remembered)",
    )
    how = index.add_mutually_exclusive_group()
    how.add_argument("--dry-run", action="store_true", help="print what would change, and write nothing")
    how.add_argument("--watch", action="store_true", help="go on, and follow changes until Ctrl+C")
    index.set_defaults(run=commands.run_index)

    remove = named.add_parser("remove", parents=[where], help="forget sources and drop what only they held")
    remove.add_argument("sources", nargs="+", metavar="SOURCE", help="a source that the index follows")
    remove.add_argument("--dry-run", action="store_true", help="print what would be dropped, and write nothing")
    remove.set_defaults(run=commands.run_remove)

    work = named.add_parser(
        "work", parents=[where, encoder], help="embed for builds of an index on a server that run elsewhere"
    )
    work.add_argument("--until-none", action="store_true", help="end when no text waits (default: go on until Ctrl+C)")
    work.set_defaults(run=commands.run_work)

    copy = named.add_parser("copy", help="copy an index from a folder to a server, or back")
    for name, what in (("source", "FROM"), ("target", "TO")):
        copy.add_argument(name, type=_index, metavar=what, help="an index folder, or an address on a PostgreSQL server")
    copy.add_argument("--anew", action="store_true", help="delete what a copy that was cut has left at TO")
    copy.set_defaults(run=commands.run_copy)

    for name, run, does in (
        ("list", commands.run_list, "list the documents of an index"),
        ("status", commands.run_status, "show an index in figures"),
        ("doctor", commands.run_doctor, "check everything that an answer depends on"),
    ):
        command = named.add_parser(name, parents=[where, encoder] if name == "doctor" else [where], help=does)
        command.add_argument("--json", action="store_true", help="print it as JSON")
        command.set_defaults(run=run)

    ask = named.add_parser("ask", parents=[where, encoder, reader, trust], help="answer one question")
    ask.add_argument("question", metavar="QUESTION")
    _restrict(ask)
    ask.add_argument(
        "--as-written",
        action="store_true",
        help="read no word as another and work out no day that the question states",
    )
    ask.add_argument(
        "--kind",
        metavar="KIND",
        help="the kind of reply that is wanted: quote, listing, brief, timeline, evidence, search, collection, help or "
        "parts (default: what the question asks for)",
    )
    ask.add_argument("--json", action="store_true", help="print the answer's fields as JSON")
    ask.add_argument("--explain", action="store_true", help="also print what each stage found, on standard error")
    ask.set_defaults(run=commands.run_ask)

    brief = named.add_parser(
        "brief", parents=[where, encoder, reader], help="brief you on a topic, in the articles' sentences"
    )
    brief.add_argument("topic", metavar="TOPIC", help='such as "the ferry strike"; "" for all of at most 20 articles')
    brief.add_argument(
        "--length", choices=("short", "medium", "long"), default="medium", help="at most 3, 5 or 8 sentences"
    )
    _restrict(brief)
    brief.add_argument("--json", action="store_true", help="print the fields as JSON")
    brief.set_defaults(run=commands.run_brief)

    chat = named.add_parser(
        "chat",
        parents=[where, encoder, reader, trust, web],
        help="index sources, if any are named, and serve the web chat, or chat here",
    )
    chat.add_argument(
        "sources",
        nargs="*",
        metavar="SOURCE",
        help="a file, a folder of them, or the address of a page or feed, indexed before the chat opens; remembered "
        "(default: the chat asks what the index holds, and the page takes articles)",
    )
    chat.add_argument("--terminal", action="store_true", help="chat in this terminal instead; /help shows how")
    chat.add_argument("--host", help=f"address to listen on (default: {commands.HOST}, this machine only)")
    chat.add_argument(
        "--port", type=int, help=f"port to listen on (default: {commands.PORT}, or the next one that is free)"
    )
    chat.add_argument(
        "--open", action="store_true", help="open the page in the browser once it answers, where there is a screen"
    )
    chat.add_argument(
        "--auth",
        metavar="NAME:PASSWORD",
        help="ask for this name and password (default: $BRIEFBOT_AUTH, which others on this machine do not see)",
    )
    chat.add_argument(
        "--tokens", type=Path, metavar="FILE", help="ask for a token of this file (default: the index's tokens.json)"
    )
    chat.add_argument(
        "--allow-host",
        action="append",
        default=[],
        metavar="NAME",
        help="a host name that requests may use beside this machine's own, such as a proxy's; may be repeated",
    )
    chat.add_argument("--mcp", action="store_true", help="also serve the endpoints as tools (MCP)")
    chat.add_argument(
        "--log-format",
        choices=("plain", "json"),
        help="plain: what needs attention, in words (default); json: that and each request, a line of JSON each",
    )
    chat.set_defaults(run=commands.run_chat)
    _add_tokens(named, where)

    labelled = "labelled questions: SQuAD 1.1 or 2.0 JSON, gzipped or not, or JSON lines (docs/evaluation.md)"
    evaluate = named.add_parser("eval", parents=[encoder, reader, trust], help="measure answers on a labelled file")
    evaluate.add_argument("file", type=Path, metavar="FILE", help=labelled)
    of = evaluate.add_mutually_exclusive_group()
    of.add_argument(
        "--open", action="store_true", help="ask against all the documents that the file names, as one index"
    )
    of.add_argument("--index", type=_index, metavar="DIR", help="ask against this index")
    evaluate.add_argument("--limit", type=_count, metavar="N", help="only N questions, drawn evenly from the file")
    evaluate.add_argument(
        "--plots", type=Path, metavar="DIR", help="with --open or --index, draw reliability and risk-coverage there"
    )
    evaluate.add_argument("--json", action="store_true", help="print the figures as JSON")
    evaluate.set_defaults(run=commands.run_eval)

    calibrate = named.add_parser(
        "calibrate", parents=[encoder, reader], help="fit the confidence of a reader on a labelled file"
    )
    calibrate.add_argument("file", type=Path, metavar="FILE", help=labelled)
    calibrate.add_argument(
        "--index",
        type=_index,
        metavar="DIR",
        help="ask against this index (default: all documents that the file names)",
    )
    calibrate.add_argument("--limit", type=_count, metavar="N", help="only N questions, drawn evenly from the file")
    calibrate.set_defaults(run=commands.run_calibrate)
    return parser


def _add_tokens(named: argparse._SubParsersAction[argparse.ArgumentParser], where: argparse.ArgumentParser) -> None:
    """Add the commands that make, list and forget the tokens of the web chat."""
    tokens = named.add_parser("tokens", help="make, list and remove the tokens that the web chat asks for")
    what = tokens.add_subparsers(required=True, metavar="WHAT")
    for name, run, does in (
        ("add", token_commands.run_add, "make a token and print it, this once"),
        ("list", token_commands.run_list, "list the names, scopes and days of the tokens"),
        ("remove", token_commands.run_remove, "remove a token, which lets nobody in from then on"),
    ):
        command = what.add_parser(name, parents=[where], help=does)
        if name != "list":
            command.add_argument("name", metavar="NAME", help="whose token it is, such as ada")
        if name == "add":
            command.add_argument(
                "--scope", choices=("read", "write"), default="read", help="write also adds and removes articles"
            )
        command.add_argument(
            "--tokens", type=Path, metavar="FILE", help="the file of tokens (default: the index's tokens.json)"
        )
        command.set_defaults(run=run)


def _restrict(command: argparse.ArgumentParser) -> None:
    """Add the options that restrict a question to some of the articles."""
    command.add_argument(
        "--outlet", action="append", default=[], metavar="NAME", help="only articles of this outlet; may be repeated"
    )
    command.add_argument(
        "--source", action="append", default=[], metavar="SOURCE", help="only articles of this source; may be repeated"
    )
    command.add_argument(
        "--document",
        action="append",
        default=[],
        metavar="ID",
        help="only the article with this id, which briefbot list shows; may be repeated",
    )
    dated = "only articles published {} YYYY-MM-DD; leaves out those without a date"
    command.add_argument("--from", dest="since", type=_day, metavar="DAY", help=dated.format("since"))
    command.add_argument("--to", dest="until", type=_day, metavar="DAY", help=dated.format("until"))
    command.add_argument(
        "--as-of",
        type=_day,
        metavar="DAY",
        help="as if nothing had been published after YYYY-MM-DD; keeps articles without a date",
    )


class _HelpWithFormats(argparse.HelpFormatter):
    """Help that names the formats where a text says "{formats}": only who asks for help waits for them to be loaded."""

    def _get_help_string(self, action: argparse.Action) -> str | None:
        if not action.help or "{formats}" not in action.help:
            return action.help
        suffixes = " ".join(one.suffixes[0] for one in briefbot.list_formats())
        return action.help.replace("{formats}", suffixes)


def _index(name: str) -> Index:
    """Return where the index is that --index names; an empty name is refused: it would mean the working directory."""
    if not name.strip():
        raise argparse.ArgumentTypeError(
            "it has no name. Name a folder, for example: --index index/news; or leave --index out for the default."
        )
    try:
        return index_at(name)
    except BriefbotError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _count(text: str) -> int:
    """Read a number of questions, 1 or more."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"it is a number of questions, 1 or more, not {text!r}.")
    return int(text)


def _day(text: str) -> dt.date:
    """Read the day that --from, --to or --as-of names."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a day. Write it as year-month-day, for example: 2025-11-19"
        ) from None


if __name__ == "__main__":
    sys.exit(main())
