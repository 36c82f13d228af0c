"""Values -> what a terminal shows. Article text is untrusted: its control characters never reach the terminal."""

from __future__ import annotations

import json
import sys
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from typing import TYPE_CHECKING, assert_never

from briefbot.phrases import YOU_CAN_ASK, count_of, file_of_record
from briefbot.presentation import (
    Block,
    Heading,
    Items,
    KindChoice,
    Likelihood,
    Line,
    Note,
    Quote,
    Role,
    Sides,
    Source,
    Suggestions,
    Trace,
    blocks,
    in_lines,
)
from briefbot.replies import Reply
from briefbot.text.characters import NOT_ESCAPED_BY_JSON, NOT_FOR_TERMINALS
from briefbot.types import Document

if TYPE_CHECKING:
    from briefbot.indexer import Report
    from briefbot.inspection import Status
    from briefbot.store import Check, Entry

_EXCERPT = 240  # characters of a nearest passage
_WIDTH = 100  # columns
_KILO = 1000


class Tone(Enum):
    """How a line is set apart where colours are wanted, by its codes in ECMA-48."""

    PLAIN = ""
    STRONG = "1"
    SOFT = "2"


_Line = tuple[Tone, str]


def reply_text(reply: Reply, *, colours: bool = False, conversation: bool = False) -> str:
    """Return a reply with its citations, each in its sentence; or what there is to read instead.

    Nothing in it commands a terminal but the `colours`. In a `conversation` it also says what the question was put to,
    which of a single question stands in the command just above.
    """
    return blocks_text(blocks(reply), colours=colours, conversation=conversation)


def blocks_text(shown: Sequence[Block], *, colours: bool = False, conversation: bool = False) -> str:
    """Return the blocks of a reply as `reply_text` returns the reply."""
    lines: list[_Line] = []
    before: Line | None = None
    for block in in_lines(shown):
        if isinstance(block, Quote) and isinstance(before, Quote):
            lines.append((Tone.PLAIN, ""))
        lines += _lines(block, conversation)
        before = block
    return "\n".join(toned(tone, text) if colours else printable(text) for tone, text in lines)


def toned(tone: Tone, text: str) -> str:
    """Return a text, printable, in the colours of a tone."""
    safe = printable(text)
    return f"\x1b[{tone.value}m{safe}\x1b[0m" if tone.value and safe else safe


def _lines(block: Line, conversation: bool) -> Iterator[_Line]:
    match block:
        case Note():
            if conversation or block.role not in (Role.ASKED, Role.FOLLOWS):
                yield Tone.STRONG if block.role is Role.VERDICT else Tone.PLAIN, block.text
        case Quote():
            yield from _quote(block, block.likelihood)
        case Sides():
            first, *others = block.quotes
            yield from _quote(first, block.likelihood)
            for quote in others:
                yield from _set_apart(f"Other articles differ: {quote.first.words}")
                yield from _sources(quote)
        case Items():
            yield from _set_apart(f"{block.heading}{f' ({block.likelihood.exact})' if block.likelihood else ''}:")
            for source in block.items:
                yield from _to_read(source, in_part=block.excerpted)
        case Heading():
            yield from _set_apart(block.text)
        case Suggestions():
            yield from _set_apart(f"{YOU_CAN_ASK}:")
            yield from ((Tone.PLAIN, f"  {question}") for question in block.questions)
        case KindChoice() | Trace():  # see `explanation`
            return
        case _:
            assert_never(block)


def _set_apart(text: str) -> Iterator[_Line]:
    yield Tone.PLAIN, ""
    yield Tone.STRONG, text


def _quote(quote: Quote, likelihood: Likelihood | None) -> Iterator[_Line]:
    yield Tone.STRONG, f"{quote.first.words}{f'   ({likelihood.exact})' if likelihood else ''}"
    yield from _sources(quote)


def _sources(quote: Quote) -> Iterator[_Line]:
    for source in quote.sources:
        copied = f" (near-copy of [{source.copy_of}])" if source.copy_of else ""
        copied += f" ({source.stands_in})" if source.stands_in else ""
        before, words, after = source.parts
        yield Tone.PLAIN, ""
        yield Tone.PLAIN, f"[{source.number}] {heading(source.document)}{copied}"
        if before or after:  # a whole sentence stands above
            yield Tone.PLAIN, textwrap.indent(f"{before}»{words}«{after}", "    ")
        if source.when_words:
            yield Tone.SOFT, f"    {source.when_words}"
        yield Tone.SOFT, f"    {place(source)}"
        yield from ((Tone.SOFT, f"    also {other}") for other in source.document.other_sources)


def _to_read(source: Source, *, in_part: bool) -> Iterator[_Line]:
    text = _shortened(source.text, _EXCERPT) if in_part else source.text
    stands_in = f" ({source.stands_in})" if source.stands_in else ""
    yield Tone.PLAIN, ""
    yield Tone.PLAIN, f"  {heading(source.document)}{_page(source.page)}{stands_in}"
    yield Tone.PLAIN, textwrap.fill(text, _WIDTH, initial_indent="  ", subsequent_indent="  ")
    if not in_part:
        yield Tone.SOFT, f"  {source.document.source}, characters {source.place[0]}–{source.place[1]}"


def place(source: Source) -> str:
    """Return where a source stands: its path or address, its page, its characters."""
    return f"{source.document.source}{_page(source.page)}, characters {source.place[0]}–{source.place[1]}"


def _page(page: int | None) -> str:
    return f", page {page}" if page else ""


def _shortened(text: str, most: int) -> str:
    """Return the words that fit into `most` characters; of a script without spaces between words, the characters."""
    shortened = textwrap.shorten(text, most, placeholder=" …")
    return shortened if shortened != "…" else text[: most - 1] + "…"


def heading(document: Document) -> str:
    """Return title, outlet and day of an article, as far as they are known."""
    return ", ".join(
        part
        for part in (document.title, document.outlet, document.published and document.published.isoformat())
        if part
    )


def explanation(reply: Reply) -> str:
    """Return what each stage found: hits, spans and the choice, a line each."""
    lines = ["Hits: fused score, cosine, BM25, passage"]
    for hit in reply.hits:
        start = _shortened(hit.passage.text, 80)
        copies = f" (and {count_of(len(hit.copies), 'near-identical passage')})" if hit.copies else ""
        lines.append(f"  {hit.score:6.3f} {hit.dense:6.3f} {hit.bm25:6.2f}  {start}{copies}")
    lines.append("Spans, in the order they rank: margin over the null score, span score, null score, text")
    for span in reply.spans:
        lines.append(
            f"  {span.margin:7.2f} {span.score:7.2f} {span.null_score:7.2f}  {span.text}  <- {span.document.title}"
        )
    choice = f"answered with {reply.text!r}" if reply.answered else "declined"
    sure = "" if reply.confidence is None else f"; probability that the best span is right: {reply.confidence:.3f}"
    lines.append(f"Choice: {choice}{sure}")
    return "\n".join(lines)


def report_text(report: Report) -> str:
    """Return what a build did, in one line; of a dry run what it would do, with a line for each document."""
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
    """Yield a line for each place that holds a document; of one cited by its own address, the file as well."""
    for entry in entries:
        published = entry.published.isoformat() if entry.published else "-"
        file = file_of_record(entry.source, entry.path)
        came = f"{entry.source}, in {file}" if file else entry.source
        yield f"{entry.document_id}  {published:10}  {entry.title}, {entry.outlet or '-'}  <- {came}"


def status_text(status: Status) -> str:
    """Return an index in figures, a line each."""
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
    """Return a check as one line: ok or problem, what was found, what mends it."""
    cure = f". {check.cure}" if check.cure else ""
    return " ".join(f"{'ok' if check.ok else 'problem':8}{check.name}: {check.found.rstrip('.')}{cure}".splitlines())


def _size(number: float) -> str:
    for unit in ("B", "kB", "MB"):
        if number < _KILO:
            return f"{number:.0f} {unit}" if unit == "B" else f"{number:.1f} {unit}"
        number /= _KILO
    return f"{number:.1f} GB"


def as_json(value: object) -> str:
    """Return JSON with every control character escaped, so that an article cannot command the terminal here either."""
    unicode = (sys.stdout.encoding or "").lower() in ("utf-8", "utf8")
    text = json.dumps(value, ensure_ascii=not unicode, indent=2)
    return NOT_ESCAPED_BY_JSON.sub(lambda control: f"\\u{ord(control[0]):04x}", text)


def printable(text: str) -> str:
    """Return the text with U+FFFD for control characters: those of an article would command the terminal."""
    return NOT_FOR_TERMINALS.sub("\N{REPLACEMENT CHARACTER}", text)
