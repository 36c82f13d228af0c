"""The commands of `briefbot`: each is given its options and returns the exit code."""

from __future__ import annotations

import argparse
import io
import json
import logging
import os
import sys
import tempfile
import webbrowser
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

import briefbot
from briefbot.codec import as_dict
from briefbot.errors import BriefbotError
from briefbot.line_editing import Completer, typed_lines
from briefbot.phrases import count_of
from briefbot.settings import Settings, settings_for
from briefbot.terminal import (
    as_json,
    check_text,
    explanation,
    listing,
    printable,
    reply_text,
    report_text,
    status_text,
)
from briefbot.terminal_chat import TerminalChat, has_colours
from briefbot.token_commands import tokens_for_chat

if TYPE_CHECKING:
    from briefbot import Check, Entry, Status
    from briefbot.evaluation import Question

_LOG = logging.getLogger(__name__)

HOST, PORT = "127.0.0.1", 7860  # where the web chat listens, if that is free


def run_index(options: argparse.Namespace) -> int:
    """Build, once or for as long as the files change."""
    if options.watch:
        return _watch(options)
    report = briefbot.build_index(
        options.sources or None, settings=_settings(options), progress=True, dry_run=options.dry_run
    )
    return _print_report(report)


def _watch(options: argparse.Namespace) -> int:
    try:
        for outcome in briefbot.watch_index(options.sources or None, settings=_settings(options), progress=True):
            if isinstance(outcome, briefbot.Report):
                _print_report(outcome)
            else:
                print(printable(f"briefbot: {outcome} Watching goes on."), file=sys.stderr, flush=True)
    except KeyboardInterrupt:
        print("\nNo longer watching. The index is as after the last build.", file=sys.stderr)
    return 0


def run_remove(options: argparse.Namespace) -> int:
    """Forget sources."""
    report = briefbot.remove_sources(
        options.sources, settings=_settings(options), progress=True, dry_run=options.dry_run
    )
    return _print_report(report)


def run_work(options: argparse.Namespace) -> int:
    """Embed for builds that run elsewhere, until Ctrl+C or until nothing waits."""
    try:
        done = briefbot.embed_waiting(settings=_settings(options), until_none=options.until_none, progress=True)
        print(f"{count_of(done, 'text')} embedded; none waits now.", file=sys.stderr)
    except KeyboardInterrupt:
        print("\nNo longer working. What was taken and not embedded waits for others.", file=sys.stderr)
    return 0


def run_copy(options: argparse.Namespace) -> int:
    """Copy an index to another place."""
    documents, passages = briefbot.copy_index(options.source, options.target, anew=options.anew, progress=True)
    copied = f"{count_of(documents, 'document')}, {count_of(passages, 'passage')} copied to {options.target}"
    print(printable(copied), file=sys.stderr)
    return 0


def run_list(options: argparse.Namespace) -> int:
    """Print a line, or an object, for each place that holds a document."""
    entries = briefbot.list_documents(index=options.index)
    if options.json:
        print(as_json([_fields(entry) for entry in entries]))
    else:
        for line in listing(entries):
            print(printable(line))
    return 0


def run_status(options: argparse.Namespace) -> int:
    """Print the index in figures."""
    status = briefbot.index_status(index=options.index)
    print(as_json(_fields(status)) if options.json else printable(status_text(status)))
    return 0


def run_doctor(options: argparse.Namespace) -> int:
    """Print each check as it is made; return 1 if one found a problem."""
    checks = []
    for check in briefbot.check_index(settings=_settings(options), progress=True):
        checks.append(check)
        if not options.json:
            print(printable(check_text(check)), flush=True)
    if options.json:
        print(as_json([_fields(check) for check in checks]))
    return 0 if all(check.ok for check in checks) else 1


def _fields(value: Entry | Status | Check) -> dict[str, object]:
    return {
        name: field if isinstance(field, str | int | tuple | None) else str(field)
        for name, field in asdict(value).items()
    }


def _settings(options: argparse.Namespace) -> Settings:
    """Return the default settings, changed by the options that were given."""
    names = ("encoder", "reader", "wrong_per_hundred", "allow_private_addresses")
    given = {name: value for name in names if (value := getattr(options, name, None)) is not None}
    return settings_for(options.index, replace(Settings(), **given))


def _print_report(report: briefbot.Report) -> int:
    for failure in report.failures:
        print(printable(f"not indexed: {failure}"), file=sys.stderr)
    text = printable(report_text(report))
    print(text, file=sys.stdout if report.dry_run else sys.stderr, flush=True)
    if report.failures:
        others = "would be" if report.dry_run else "are"
        print(
            f"{count_of(len(report.failures), 'source')} could not be read; the others {others} indexed.",
            file=sys.stderr,
        )
    return 1 if report.failures else 0


def run_ask(options: argparse.Namespace) -> int:
    """Print the answer, or the decline."""
    assistant, within = _asked(options)
    reply = assistant.ask(
        options.question, within=within, as_of=options.as_of, as_written=options.as_written, kind=options.kind
    )
    if options.explain:
        print(printable(explanation(reply)), file=sys.stderr)
    if options.json:
        print(as_json(as_dict(reply)))
    else:
        print(reply_text(reply))
    return 0


def run_brief(options: argparse.Namespace) -> int:
    """Print the brief, or the decline."""
    assistant, within = _asked(options)
    reply = assistant.brief(options.topic, length=options.length, within=within, as_of=options.as_of)
    print(as_json(as_dict(reply)) if options.json else reply_text(reply))
    return 0


def _asked(options: argparse.Namespace) -> tuple[briefbot.Assistant, briefbot.Filter]:
    """Open the index and return the articles in it that the options choose."""
    assistant = briefbot.Assistant.open(settings=_settings(options))
    within = briefbot.Filter(
        tuple(options.outlet), tuple(options.source), options.since, options.until, tuple(options.document)
    )
    assistant.check(within)
    return assistant, within


def run_chat(options: argparse.Namespace) -> int:
    """Build if sources are named, then serve until interrupted; the first articles can be added on the page."""
    if options.terminal:
        return _chat_in_terminal(options)
    auth, tokens = _auth(options), tokens_for_chat(options)
    # serve takes gradio along, which takes seconds to import: only here.
    from briefbot_ui import Collection, is_loopback, log_as_json, port_to_use

    if options.log_format == "json":
        log_as_json()
        _LOG.setLevel(logging.INFO)
    host = HOST if options.host is None else options.host
    port = port_to_use(host, options.port, PORT)  # before articles are indexed, which may take long
    _index_named(options)
    from briefbot_ui import serve

    settings = _settings(options)
    briefbot.create_index(settings=settings)
    assistant = briefbot.Assistant.open(settings=settings)

    def tell(text: str) -> None:
        if options.log_format == "json":
            _LOG.info(text)
        else:
            print(text, file=sys.stderr, flush=True)

    def ready(url: str) -> None:
        if not assistant.document_count:
            tell(printable(f"{settings.index} holds no articles yet; the page takes some."))
        if options.port is None and port != PORT:
            tell(f"Port {PORT} is in use, so this chat has another; --port names one.")
        tell(f"The chat is at {url}  (Ctrl+C stops it)")
        if options.mcp:
            tell(f"Its tools (MCP) are at {url}gradio_api/mcp/")
        if not auth and not tokens and not is_loopback(host):
            tell(
                f"It is open: whoever reaches {host} can use it, read the articles, and add and remove some. "
                "Set a password with --auth or BRIEFBOT_AUTH, or make tokens with briefbot tokens."
            )
        if options.open and has_display(sys.platform, os.environ):
            webbrowser.open(url)

    serve(
        assistant,
        host=host,
        port=port,
        on_ready=ready,
        collection=Collection(settings),
        auth=auth,
        tokens=tokens,
        allowed_hosts=options.allow_host,
        mcp=options.mcp,
    )
    return 0


def has_display(platform: str, environment: Mapping[str, str]) -> bool:
    """Return whether a browser that is opened here shows on a screen of the person's, and not in the terminal."""
    if "SSH_CONNECTION" in environment:
        return False
    return platform in ("win32", "darwin") or bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))


def _index_named(options: argparse.Namespace) -> None:
    """Index the sources that are named for a chat, if any are.

    Raises BriefbotError for one that is not there: the chat would answer from other articles than those that are meant.
    """
    missing = [name for name in options.sources if "://" not in name and not os.path.exists(name)]  # noqa: PTH110
    if missing:
        raise BriefbotError(f"There is no file or folder {missing[0]}. Check the name.")
    if options.sources:
        _print_report(briefbot.build_index(options.sources, settings=_settings(options), progress=True))


def _chat_in_terminal(options: argparse.Namespace) -> int:
    """Build if sources are named, then answer line by line until the end of what is typed, or Ctrl+C."""
    for option in ("host", "port", "open", "allow_host", "auth", "tokens", "mcp", "log_format"):
        if getattr(options, option):
            name = option.replace("_", "-")
            raise BriefbotError(f"--{name} is about the web chat, and --terminal serves none: leave one of them out.")
    _index_named(options)
    assistant = briefbot.Assistant.open(settings=_settings(options))
    chat = TerminalChat(assistant, colours=has_colours(sys.stdout, os.environ))
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    print(chat.greeting(), file=sys.stderr, flush=True)
    try:
        for line in typed_lines(sys.stdin, sys.stdout, Completer(assistant).matches):
            for text in chat.texts(line):
                print(text, flush=True)
            if chat.ended:
                return 0
    except KeyboardInterrupt:
        pass
    if sys.stdin.isatty():
        print(file=sys.stderr)  # the prompt stands in the last line
    return 0


def _auth(options: argparse.Namespace) -> tuple[str, str] | None:
    """Return name and password of the chat, from --auth or BRIEFBOT_AUTH; None where neither is given."""
    given = os.environ.get("BRIEFBOT_AUTH", "") if options.auth is None else options.auth
    name, colon, password = given.partition(":")
    if given and not (name and colon and password):
        raise BriefbotError("--auth and BRIEFBOT_AUTH are a name and a password with a colon between: NAME:PASSWORD.")
    return (name, password) if given else None


def run_eval(options: argparse.Namespace) -> int:
    """Print figures, and draw plots where asked to."""
    from briefbot import evaluation

    settings = _settings(options)
    whole_index = bool(options.open or options.index)
    if not whole_index:
        for option in ("plots", "wrong_per_hundred", "encoder"):
            if getattr(options, option) is not None:
                raise BriefbotError(
                    f"--{option.replace('_', '-')} is about asking a whole index, and here each question is put to its "
                    "own document: add --open or --index DIR."
                )
    everything = evaluation.read_questions(options.file)
    questions = evaluation.drawn(everything, options.limit)
    if not whole_index:
        outcomes = evaluation.read_contexts(questions, settings, progress=True)
    else:
        with _questions_index(everything, options, settings) as index:
            assistant = briefbot.Assistant.open(index, settings=settings)
            outcomes = evaluation.ask_index(questions, assistant, progress=True)
    figures = evaluation.figures(outcomes, whole_index=whole_index)
    if options.json:
        print(json.dumps(figures, indent=2))
    else:
        print(evaluation.table(figures))
    if options.plots:
        for path in evaluation.draw(outcomes, options.plots):
            print(printable(f"drawn: {path}"), file=sys.stderr)
    return 0


def run_calibrate(options: argparse.Namespace) -> int:
    """Fit, keep and print what the confidence promises."""
    from briefbot import evaluation

    settings = _settings(options)
    everything = evaluation.read_questions(options.file)
    questions = evaluation.drawn(everything, options.limit)
    with _questions_index(everything, options, settings) as index:
        fit, place = evaluation.calibrate(questions, index, settings, progress=True)
    print(evaluation.promises(fit))
    print(printable(f"kept in {place}; delete it to forget it"), file=sys.stderr)
    return 0


@contextmanager
def _questions_index(questions: Sequence[Question], options: argparse.Namespace, settings: Settings) -> Iterator[Path]:
    """Yield the index that a command names, else one of the questions' own documents for as long as they are asked."""
    from briefbot import evaluation

    if options.index:
        yield options.index
    else:
        with tempfile.TemporaryDirectory() as folder:
            yield evaluation.index_contexts(questions, Path(folder), settings=settings, progress=True)
