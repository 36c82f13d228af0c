"""Replies as text to take elsewhere: plain text and Markdown for the clipboard, Markdown and HTML for a file.

Each names its sources with the place of the quote and the digest of the article's text, so that it can be checked.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from typing import assert_never

from briefbot import phrases
from briefbot.presentation import (
    Block,
    Heading,
    Items,
    KindChoice,
    Note,
    Quote,
    Sides,
    Source,
    Suggestions,
    Trace,
    in_lines,
)
from briefbot_ui.markdown import escaped
from briefbot_ui.templates import render

Shown = tuple[str, Sequence[Block]]  # a question with the blocks of its reply

CHECKABLE = "Every quote is copied word for word; sha256 is the digest of the article’s text it stands in."


def plain(question: str, blocks: Sequence[Block]) -> str:
    """Return question, answer in its sentence, and the sources, a line each."""
    lines = [question, ""]
    for block in in_lines(blocks):
        match block:
            case Note() | Heading():
                lines += [line(block.text), ""]
            case Quote() | Sides():
                for quote in block.quotes:
                    lines += [quote.first.words, f"“{line(quote.first.text)}”", *_when(quote)]
                    lines += [f"[{source.number}] {line(source.reference)}" for source in quote.sources] + [""]
                lines += [_sure(block), ""]
            case Items(exported=True):
                lines += [_heading(block), ""]
                for source in block.items:
                    lines += [f"“{line(source.text)}”", line(source.reference), ""]
            case Items() | Suggestions() | KindChoice() | Trace():
                pass
            case _:
                assert_never(block)
    return "\n".join(lines).rstrip()


def markdown(question: str, blocks: Sequence[Block]) -> str:
    """Return the same with the quote in bold, in which nothing that an article says is markup."""
    lines = [f"## {escaped(line(question))}", ""]
    for block in in_lines(blocks):
        match block:
            case Note():
                lines += [escaped(line(block.text)), ""]
            case Heading():
                lines += [f"### {escaped(line(block.text))}", ""]
            case Quote() | Sides():
                for quote in block.quotes:
                    before, words, after = (escaped(line(part)) for part in quote.first.parts)
                    lines += [f"> {before}**{words.strip()}**{after}", ""]
                    lines += [line for when in _when(quote) for line in (escaped(when), "")]
                    lines += [f"{source.number}. {_checkable(source)}" for source in quote.sources] + [""]
                lines += [escaped(_sure(block)), ""]
            case Items(exported=True):
                lines += [_heading(block), ""]
                for source in block.items:
                    lines += [f"> {escaped(line(source.text))}", "", _checkable(source), ""]
            case Items() | Suggestions() | KindChoice() | Trace():
                pass
            case _:
                assert_never(block)
    return "\n".join(lines).rstrip() + "\n"


def conversation_markdown(turns: Sequence[Shown]) -> str:
    """Return a conversation as a Markdown file."""
    heading = f"# {_title()}\n\n{CHECKABLE}\n\n"
    return heading + "\n".join(markdown(question, blocks) for question, blocks in turns)


def conversation_html(turns: Sequence[Shown]) -> str:
    """Return a conversation as an HTML file that needs no other."""
    shown = [(question, [*in_lines(blocks)]) for question, blocks in turns]
    return render("export.html", title=_title(), note=CHECKABLE, turns=shown, sure=_sure, heading=_heading, line=line)


def conversation_share(turns: Sequence[Shown]) -> str:
    """Return a conversation as an HTML file to be read, shared and printed, which runs and loads nothing."""
    shown = [(question, [*in_lines(blocks)]) for question, blocks in turns]
    values = {"title": _title(), "note": CHECKABLE, "turns": shown, "sure": _sure, "heading": _heading, "line": line}
    return render("share.html", file_of=_file, **values)


FORMS: dict[str, Callable[[Sequence[Shown]], str]] = {
    "markdown": conversation_markdown,
    "html": conversation_html,
    "share": conversation_share,
}


def _file(source: str) -> str:
    """Return the name of the file that a source is: its folders are nobody's business who gets a page."""
    return re.split(r"[/\\]", source)[-1]


def _title() -> str:
    return f"Questions and answers, {phrases.day(dt.date.today())}"


def _when(quote: Quote) -> list[str]:
    """Return a line with the weekday in the sentence of a quote and its date, if it has one."""
    return [line(quote.first.when_words)] if quote.first.when else []


def _sure(block: Quote | Sides) -> str:
    if block.likelihood is None:
        return ""
    sentence, exact = block.likelihood.sentence, f" (probability {block.likelihood.probability:.2f})."
    said = block.verdict if isinstance(block, Sides) else sentence
    return said.replace(sentence, sentence.removesuffix(".") + exact)


def _heading(block: Items) -> str:
    return f"{block.heading}{f'; {block.likelihood.words}' if block.likelihood else ''}:"


def _checkable(source: Source) -> str:
    return f"{escaped(line(source.reference))}, sha256 `{source.document.sha256}`"


def line(text: str) -> str:
    """Return a text as one line. White space at either end stays as one space: the parts of a sentence meet there."""
    return re.sub(r"\s+", " ", text)
