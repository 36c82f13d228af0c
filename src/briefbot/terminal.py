"""Values -> what a terminal shows. Article text is untrusted: its control characters never reach the terminal."""

from __future__ import annotations

import json
import sys
import textwrap
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from briefbot.text.characters import NOT_ESCAPED_BY_JSON, NOT_FOR_TERMINALS
from briefbot.types import Answer, Citation, Document, Passage

if TYPE_CHECKING:
    from briefbot.indexer import Report
    from briefbot.inspection import Status
    from briefbot.store import Check, Entry

_EXCERPT = 240  # characters of a nearest passage
_WIDTH = 100  # columns
_KILO = 1000


def answer_text(answer: Answer) -> str:
    """The answer with its citations, each in its sentence; or the nearest passages."""
    if not answer.answered:
        return "\n".join(_declined(answer))
    lines = [f"{answer.text}   (probability that this is right: {answer.confidence:.2f})"]
    for number, citation in enumerate(answer.citations, 1):
        first = 1 + [other.voice for other in answer.citations].index(citation.voice)
        copied = f" (near-copy of [{first}])" if first < number else ""
        lines += ["", f"[{number}] {_heading(citation.span.document)}{copied}"]
        lines.append(textwrap.indent(_marked(citation), "    "))
        lines.append(f"    {citation.source}{_page(citation.page)}, characters {citation.start}–{citation.end}")
        lines += [f"    also {source}" for source in citation.span.document.other_sources]
    for other in answer.others:
        lines += ["", f"Other articles differ: {other.text}"]
        for citation in other.citations:
            lines += ["", f"    {_heading(citation.span.document)}", textwrap.indent(_marked(citation), "    ")]
    return "\n".join(lines)


def _declined(answer: Answer) -> list[str]:
    lines = [answer.decline, *decline_reasons(answer)]
    if place := answer.likeliest:
        lines += ["", f"The likeliest place (probability that it answers: {answer.confidence:.2f}):"]
        lines += _to_read(place, place.text)
        lines.append(f"  {place.document.source}, characters {place.start}–{place.end}")
    if answer.nearest:
        lines += ["", "Nearest passages:"]
    for passage in answer.nearest:
        lines += _to_read(passage, _shortened(passage.text, _EXCERPT))
    return lines


def _to_read(passage: Passage, words: str) -> list[str]:
    return [
        "",
        f"  {_heading(passage.document)}{_page(passage.page)}",
        textwrap.fill(words, _WIDTH, initial_indent="  ", subsequent_indent="  "),
    ]


def _page(page: int | None) -> str:
    return f", page {page}" if page else ""


def _shortened(text: str, most: int) -> str:
    """The words that fit into so many characters; of a script that puts no spaces between words, the characters."""
    shortened = textwrap.shorten(text, most, placeholder=" …")
    return shortened if shortened != "…" else text[: most - 1] + "…"


def decline_reasons(answer: Answer) -> list[str]:
    """Why there is no answer, as far as that can be known: a sentence each."""
    if not answer.searched:
        restricted = "within what the question was restricted to" if not answer.within.is_empty else "in the index"
        return [f"No article lies {restricted}."]
    words = " or ".join(f"“{word}”" for word in answer.missing)
    of_those = "" if answer.within.is_empty else " of those that were searched"
    return [f"No article{of_those} has the word {words}."] if words else []


def _heading(document: Document) -> str:
    return ", ".join(
        part
        for part in (document.title, document.outlet, document.published and document.published.isoformat())
        if part
    )


def _marked(citation: Citation) -> str:
    before = citation.sentence[: citation.start - citation.sentence_start]
    after = citation.sentence[citation.end - citation.sentence_start :]
    return f"{before}»{citation.quote}«{after}"


def explanation(answer: Answer) -> str:
    """What each stage found."""
    lines = ["Hits: fused score, cosine, BM25, passage"]
    for hit in answer.hits:
        start = _shortened(hit.passage.text, 80)
        copies = f" (and {count_of(len(hit.copies), 'near-identical passage')})" if hit.copies else ""
        lines.append(f"  {hit.score:6.3f} {hit.dense:6.3f} {hit.bm25:6.2f}  {start}{copies}")
    lines.append("Spans, in the order they rank: margin over the null score, span score, null score, text")
    for span in answer.spans:
        lines.append(
            f"  {span.margin:7.2f} {span.score:7.2f} {span.null_score:7.2f}  {span.text}  <- {span.document.title}"
        )
    choice = f"answered with {answer.text!r}" if answer.answered else "declined"
    lines.append(f"Choice: {choice}; probability that the best span is right: {answer.confidence:.3f}")
    return "\n".join(lines)


def report_text(report: Report) -> str:
    """What a build did, in one line; what it would do, with a line for each document."""
    counts = (
        f"{report.added} added, {report.updated} updated, {report.unchanged} unchanged, {report.dropped} dropped; "
        f"{report.embedded} {'to embed' if report.dry_run else 'embedded'}"
    )
    size = f"{count_of(report.documents, 'document')}, {count_of(report.passages, 'passage')}"
    if not report.dry_run:
        return f"{report.index}: {size} ({counts}) in {report.seconds:.1f} s"
    lines = [f"{change.kind:8}{change.title}  <- {change.source}" for change in report.changes]
    return "\n".join([*lines, f"{report.index} would have {size} ({counts}). Nothing was written."])


def listing(entries: Iterable[Entry]) -> Iterator[str]:
    """A line for each place that holds a document."""
    for entry in entries:
        published = entry.published.isoformat() if entry.published else "-"
        yield f"{published:10}  {entry.title}, {entry.outlet or '-'}  <- {entry.source}"


def status_text(status: Status) -> str:
    """An index in figures, a line each."""
    rows = {
        "index": str(status.index),
        "sources": ", ".join(status.sources) or "none",
        "documents": f"{status.documents:,}",
        "passages": f"{status.passages:,}",
        "generation": str(status.generation),
        "on disk": _size(status.bytes),
        "encoder": status.encoder,
        "last build": status.built,
    }
    return "\n".join(f"{name:11} {value}" for name, value in rows.items())


def check_text(check: Check) -> str:
    """One line: ok or problem, what was found, what mends it."""
    cure = f". {check.cure}" if check.cure else ""
    return " ".join(f"{'ok' if check.ok else 'problem':8}{check.name}: {check.found.rstrip('.')}{cure}".splitlines())


def _size(number: float) -> str:
    for unit in ("B", "kB", "MB"):
        if number < _KILO:
            return f"{number:.0f} {unit}" if unit == "B" else f"{number:.1f} {unit}"
        number /= _KILO
    return f"{number:.1f} GB"


def as_json(value: object) -> str:
    """JSON with every control character escaped, so that an article cannot command the terminal here either."""
    unicode = (sys.stdout.encoding or "").lower() in ("utf-8", "utf8")
    text = json.dumps(value, ensure_ascii=not unicode, indent=2)
    return NOT_ESCAPED_BY_JSON.sub(lambda control: f"\\u{ord(control[0]):04x}", text)


def printable(text: str) -> str:
    """Article text may hold control characters that would command the terminal; they are shown as U+FFFD."""
    return NOT_FOR_TERMINALS.sub("\N{REPLACEMENT CHARACTER}", text)


def count_of(number: int, noun: str) -> str:
    """A number with its noun, as "1 file" or "2,000 files"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
