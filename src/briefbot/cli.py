"""briefbot index | ask | chat | eval | calibrate: the one place where errors become messages.

Answers go to standard output, everything else to standard error. Exit codes: 0, also for "no answer"; 1 for an error
or a source that could not be read; 2 for wrong usage; 130 when stopped with Ctrl+C.
"""

from __future__ import annotations

import argparse
import io
import json
import logging
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import briefbot
from briefbot.errors import BriefbotError
from briefbot.settings import Settings, settings_for
from briefbot.terminal import answer_text, as_json, count_of, explanation, printable
from briefbot.types import as_dict

if TYPE_CHECKING:
    from briefbot.evaluation import Question


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    logging.basicConfig(format="%(message)s", stream=sys.stderr, level=logging.WARNING)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal of another encoding shows an escape, not a traceback
            stream.reconfigure(errors="backslashreplace")
    try:
        options = _parser().parse_args(arguments)
        code = int(options.run(options))
        sys.stdout.flush()
        return code
    except BriefbotError as error:
        print(printable(f"briefbot: {error}"), file=sys.stderr)
        return 1
    except BrokenPipeError:  # whoever read the output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("\nbriefbot: stopped. An index that was being built is as it was before.", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="briefbot", description="Ask your own news articles; every answer is quoted verbatim and cited."
    )
    parser.add_argument("--version", action="version", version=f"briefbot {briefbot.__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    where = argparse.ArgumentParser(add_help=False)
    where.add_argument(
        "--index", type=_folder, metavar="DIR", help="the index folder (default: $BRIEFBOT_INDEX, else index/default)"
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
        default=Settings().wrong_per_hundred,
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

    index = commands.add_parser("index", parents=[where, encoder, web], help="add, update and drop articles")
    index.add_argument(
        "sources",
        nargs="+",
        metavar="SOURCE",
        help="a file (.txt .md .html .jsonl .csv .pdf .docx .epub .eml .rss), a folder of them, "
        "or the address of a page or feed",
    )
    index.set_defaults(run=_index)

    ask = commands.add_parser("ask", parents=[where, reader, trust], help="answer one question")
    ask.add_argument("question", metavar="QUESTION")
    ask.add_argument("--json", action="store_true", help="print the answer's fields as JSON")
    ask.add_argument("--explain", action="store_true", help="also print what each stage found, on standard error")
    ask.set_defaults(run=_ask)

    chat = commands.add_parser(
        "chat",
        parents=[where, encoder, reader, trust, web],
        help="index sources, if any are named, and serve the web chat",
    )
    chat.add_argument("sources", nargs="*", metavar="SOURCE")
    chat.add_argument(
        "--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1, this machine only)"
    )
    chat.add_argument("--port", type=int, default=7860, help="default: 7860")
    chat.set_defaults(run=_chat)

    labelled = "labelled questions: SQuAD 1.1 or 2.0 JSON, gzipped or not, or JSON lines (docs/evaluation.md)"
    evaluate = commands.add_parser("eval", parents=[encoder, reader, trust], help="measure answers on a labelled file")
    evaluate.add_argument("file", type=Path, metavar="FILE", help=labelled)
    of = evaluate.add_mutually_exclusive_group()
    of.add_argument("--open", action="store_true", help="ask against all the file's documents as one index")
    of.add_argument("--index", type=_folder, metavar="DIR", help="ask against this index")
    evaluate.add_argument("--limit", type=int, metavar="N", help="only N questions, drawn evenly from the file")
    evaluate.add_argument(
        "--plots", type=Path, metavar="DIR", help="with --open or --index, draw reliability and risk-coverage there"
    )
    evaluate.add_argument("--json", action="store_true", help="print the figures as JSON")
    evaluate.set_defaults(run=_eval)

    calibrate = commands.add_parser(
        "calibrate", parents=[encoder, reader], help="fit the confidence of a reader on a labelled file"
    )
    calibrate.add_argument("file", type=Path, metavar="FILE", help=labelled)
    calibrate.add_argument(
        "--index", type=_folder, metavar="DIR", help="ask against this index (default: all the file's documents)"
    )
    calibrate.add_argument("--limit", type=int, metavar="N", help="only N questions, drawn evenly from the file")
    calibrate.set_defaults(run=_calibrate)
    return parser


def _folder(name: str) -> Path:
    """The folder that --index names; a BriefbotError for no name, which would mean the working directory."""
    if not name.strip():
        raise BriefbotError(
            "--index has no name. Name a folder, for example: --index index/news; or leave --index out for the default."
        )
    return Path(name)


def _index(options: argparse.Namespace) -> int:
    return _print_report(_built(options))


def _built(options: argparse.Namespace) -> briefbot.Report:
    return briefbot.build_index(options.sources, settings=_settings(options), progress=True)


def _settings(options: argparse.Namespace) -> Settings:
    """The defaults with every option in place of its setting that the command has."""
    names = ("encoder", "reader", "wrong_per_hundred", "allow_private_addresses")
    given = {name: getattr(options, name) for name in names if hasattr(options, name)}
    return settings_for(options.index, replace(Settings(), **given))


def _print_report(report: briefbot.Report) -> int:
    for failure in report.failures:
        print(printable(f"not indexed: {failure}"), file=sys.stderr)
    print(
        f"{report.index}: {count_of(report.documents, 'document')}, {count_of(report.passages, 'passage')} "
        f"({report.added} added, {report.updated} updated, {report.unchanged} unchanged, {report.dropped} dropped; "
        f"{report.embedded} embedded) in {report.seconds:.1f} s",
        file=sys.stderr,
    )
    if report.failures:
        print(f"{count_of(len(report.failures), 'source')} could not be read; the others are indexed.", file=sys.stderr)
    return 1 if report.failures else 0


def _ask(options: argparse.Namespace) -> int:
    answer = briefbot.Assistant.open(settings=_settings(options)).ask(options.question)
    if options.explain:
        print(printable(explanation(answer)), file=sys.stderr)
    if options.json:
        print(as_json(as_dict(answer)))
    else:
        print(printable(answer_text(answer)))
    return 0


def _chat(options: argparse.Namespace) -> int:
    if options.sources:
        _print_report(_built(options))
    assistant = briefbot.Assistant.open(settings=_settings(options))
    from briefbot_ui import serve  # gradio takes seconds to import, and only this command needs it

    def ready(url: str) -> None:
        print(f"The chat is at {url}  (Ctrl+C stops it)", file=sys.stderr, flush=True)

    serve(assistant, host=options.host, port=options.port, on_ready=ready)
    return 0


def _eval(options: argparse.Namespace) -> int:
    from briefbot import evaluation

    settings = _settings(options)
    whole_index = bool(options.open or options.index)
    if options.plots and not whole_index:
        raise BriefbotError("--plots draws confidence, which only a whole index has: add --open or --index DIR.")
    questions = evaluation.read_questions(options.file, options.limit)
    if not whole_index:
        outcomes = evaluation.read_contexts(questions, settings, progress=True)
    else:
        with _questions_index(questions, options, settings) as index:
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


def _calibrate(options: argparse.Namespace) -> int:
    from briefbot import evaluation

    settings = _settings(options)
    questions = evaluation.read_questions(options.file, options.limit)
    with _questions_index(questions, options, settings) as index:
        fit, place = evaluation.calibrate(questions, index, settings, progress=True)
    print(evaluation.promises(fit))
    print(printable(f"kept in {place}; delete it to forget it"), file=sys.stderr)
    return 0


@contextmanager
def _questions_index(questions: Sequence[Question], options: argparse.Namespace, settings: Settings) -> Iterator[Path]:
    """The index that a command names, else one of the questions' own documents for as long as they are asked."""
    from briefbot import evaluation

    if options.index:
        yield options.index
    else:
        with tempfile.TemporaryDirectory() as folder:
            yield evaluation.index_contexts(questions, Path(folder), settings=settings, progress=True)


if __name__ == "__main__":
    sys.exit(main())
