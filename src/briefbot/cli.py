"""briefbot index | ask | chat | eval: the one place where errors become messages.

Answers go to standard output, everything else to standard error. Exit codes: 0, also for "no answer"; 1 for an error
or a source that could not be read; 2 for wrong usage; 130 when stopped with Ctrl+C.
"""

from __future__ import annotations

import argparse
import io
import json
import logging
import os
import re
import sys
import textwrap
from collections.abc import Sequence
from pathlib import Path

import briefbot
from briefbot.errors import BriefbotError
from briefbot.types import Answer, Citation, as_dict

_NOT_ESCAPED = re.compile(r"[\x7f-\x9f]")  # by JSON, which needs it only of the other controls
_EXCERPT = 240  # characters of a nearest passage
_WIDTH = 100  # columns
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


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
        print(_printable(f"briefbot: {error}"), file=sys.stderr)
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

    index = commands.add_parser("index", parents=[where], help="add, update and drop articles")
    index.add_argument(
        "sources", nargs="+", metavar="SOURCE", help="a .txt, .md, .html or .jsonl file, or a folder of them"
    )
    index.set_defaults(run=_index)

    ask = commands.add_parser("ask", parents=[where], help="answer one question")
    ask.add_argument("question", metavar="QUESTION")
    ask.add_argument("--json", action="store_true", help="print the answer's fields as JSON")
    ask.add_argument("--explain", action="store_true", help="also print what each stage found, on standard error")
    ask.set_defaults(run=_ask)

    chat = commands.add_parser("chat", parents=[where], help="index sources, if any are named, and serve the web chat")
    chat.add_argument("sources", nargs="*", metavar="SOURCE")
    chat.add_argument(
        "--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1, this machine only)"
    )
    chat.add_argument("--port", type=int, default=7860, help="default: 7860")
    chat.set_defaults(run=_chat)

    evaluate = commands.add_parser("eval", help="measure answers on a labelled file")
    evaluate.add_argument("file", type=Path, metavar="FILE", help="questions in SQuAD 1.1 or 2.0 JSON, gzipped or not")
    evaluate.add_argument("--open", action="store_true", help="ask against all contexts as one index")
    evaluate.add_argument("--limit", type=int, metavar="N", help="only N questions, drawn evenly from the file")
    evaluate.add_argument("--json", action="store_true", help="print the figures as JSON")
    evaluate.set_defaults(run=_eval)
    return parser


def _folder(name: str) -> Path:
    """The folder that --index names; a BriefbotError for no name, which would mean the working directory."""
    if not name.strip():
        raise BriefbotError(
            "--index has no name. Name a folder, for example: --index index/news; or leave --index out for the default."
        )
    return Path(name)


def _index(options: argparse.Namespace) -> int:
    report = briefbot.build_index(options.sources, index=options.index, progress=True)
    return _print_report(report)


def _print_report(report: briefbot.Report) -> int:
    for failure in report.failures:
        print(_printable(f"not indexed: {failure}"), file=sys.stderr)
    print(
        f"{report.index}: {_count(report.documents, 'document')}, {_count(report.passages, 'passage')} "
        f"({report.added} added, {report.updated} updated, {report.unchanged} unchanged, {report.dropped} dropped; "
        f"{report.embedded} embedded) in {report.seconds:.1f} s",
        file=sys.stderr,
    )
    if report.failures:
        print(f"{_count(len(report.failures), 'source')} could not be read; the others are indexed.", file=sys.stderr)
    return 1 if report.failures else 0


def _ask(options: argparse.Namespace) -> int:
    answer = briefbot.Assistant.open(options.index).ask(options.question)
    if options.explain:
        print(_printable(_explanation(answer)), file=sys.stderr)
    if options.json:
        print(_json(as_dict(answer)))
    else:
        print(_printable(_answer_text(answer)))
    return 0


def _chat(options: argparse.Namespace) -> int:
    if options.sources:
        _print_report(briefbot.build_index(options.sources, index=options.index, progress=True))
    assistant = briefbot.Assistant.open(options.index)
    from briefbot_ui import serve  # gradio takes seconds to import, and only this command needs it

    def ready(url: str) -> None:
        print(f"The chat is at {url}  (Ctrl+C stops it)", file=sys.stderr, flush=True)

    serve(assistant, host=options.host, port=options.port, on_ready=ready)
    return 0


def _eval(options: argparse.Namespace) -> int:
    from briefbot.evaluation import evaluate, read_questions

    figures = evaluate(read_questions(options.file, options.limit), collection=options.open, progress=True)
    if options.json:
        print(json.dumps(figures, indent=2))
    else:
        width = max(len(name) for name in figures)
        for name, value in figures.items():
            print(f"{name:<{width}}  {value:>8,.1f}" if isinstance(value, float) else f"{name:<{width}}  {value:>8,}")
    return 0


def _answer_text(answer: Answer) -> str:
    if not answer.answered:
        lines = ["Your articles do not say.", "", "Nearest passages:"]
        for passage in answer.nearest:
            lines += ["", f"  {_heading(passage.document)}"]
            excerpt = textwrap.shorten(passage.text, _EXCERPT, placeholder=" …")
            lines.append(textwrap.fill(excerpt, _WIDTH, initial_indent="  ", subsequent_indent="  "))
        return "\n".join(lines if answer.nearest else lines[:1])
    lines = [f"{answer.text}   (probability that this is right: {answer.confidence:.2f})"]
    for number, citation in enumerate(answer.citations, 1):
        lines += ["", f"[{number}] {_heading(citation.span.document)}", textwrap.indent(_marked(citation), "    ")]
        lines.append(f"    {citation.source}, characters {citation.start}–{citation.end}")
    return "\n".join(lines)


def _heading(document: briefbot.Document) -> str:
    return ", ".join(
        part
        for part in (document.title, document.outlet, document.published and document.published.isoformat())
        if part
    )


def _marked(citation: Citation) -> str:
    before = citation.sentence[: citation.start - citation.sentence_start]
    after = citation.sentence[citation.end - citation.sentence_start :]
    return f"{before}»{citation.quote}«{after}"


def _explanation(answer: Answer) -> str:
    lines = ["Hits: fused score, cosine, BM25, passage"]
    for hit in answer.hits:
        start = textwrap.shorten(hit.passage.text, 80, placeholder=" …")
        copies = f" (and {_count(len(hit.copies), 'near-identical passage')})" if hit.copies else ""
        lines.append(f"  {hit.score:6.3f} {hit.dense:6.3f} {hit.bm25:6.2f}  {start}{copies}")
    lines.append("Spans, in the order they rank: margin over the null score, span score, null score, text")
    for span in answer.spans:
        lines.append(
            f"  {span.margin:7.2f} {span.score:7.2f} {span.null_score:7.2f}  {span.text}  <- {span.document.title}"
        )
    choice = f"answered with {answer.text!r}" if answer.answered else "declined"
    lines.append(f"Choice: {choice}; probability that the best span is right: {answer.confidence:.3f}")
    return "\n".join(lines)


def _json(value: object) -> str:
    """JSON with every control character escaped, so that an article cannot command the terminal here either."""
    unicode = (sys.stdout.encoding or "").lower() in ("utf-8", "utf8")
    text = json.dumps(value, ensure_ascii=not unicode, indent=2)
    return _NOT_ESCAPED.sub(lambda control: f"\\u{ord(control[0]):04x}", text)


def _printable(text: str) -> str:
    """Article text may hold control characters that would command the terminal; they are shown as U+FFFD."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


if __name__ == "__main__":
    sys.exit(main())
