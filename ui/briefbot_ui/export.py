"""Answers as text to take elsewhere: plain text and Markdown for the clipboard, Markdown and HTML for a file.

Each names its sources with the place of the quote and the digest of the article's text, so that it can be checked.
"""

from __future__ import annotations

import re

from briefbot import Answer, Citation, Passage
from briefbot_ui import markup
from briefbot_ui.wording import chance_words, confidence_words, decline_reasons, restriction_words

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~$!&])")  # what Markdown, and HTML in Markdown, could take for markup
_LIST_SIGN = re.compile(r"^(\s*\d*)([-+=.)])")  # at the beginning of a line


def plain(answer: Answer) -> str:
    """Question, answer in its sentence, and the sources, a line each."""
    lines = [answer.question, ""]
    for citations in _sides(answer):
        lines += [citations[0].quote, f"“{_line(citations[0].sentence)}”"]
        lines += [f"[{number}] {_reference(citation)}" for number, citation in citations.items() if number]
        lines.append("")
    if not answer.answered:
        lines += [answer.decline, *decline_reasons(answer), ""]
    if place := answer.likeliest:
        lines += [_place(answer), f"“{_line(place.text)}”", _reference(place), ""]
    return "\n".join([*lines, *_notes(answer)]).rstrip()


def markdown(answer: Answer) -> str:
    """The same with the quote in bold, in which nothing that an article says is markup."""
    lines = [f"## {_escaped(_line(answer.question))}", ""]
    for citations in _sides(answer):
        sentence, (start, end) = citations[0].sentence, _quote_in_sentence(citations[0])
        before, quote, after = (_escaped(_line(part)) for part in _three(sentence, start, end))
        lines += [f"> {before}**{quote.strip()}**{after}", ""]
        for number, citation in citations.items():
            if number:
                lines.append(f"{number}. {_escaped(_reference(citation))}, sha256 `{citation.sha256}`")
        lines.append("")
    if not answer.answered:
        lines += [_escaped(" ".join([answer.decline, *decline_reasons(answer)])), ""]
    if place := answer.likeliest:
        lines += [_place(answer), "", f"> {_escaped(_line(place.text))}", ""]
        lines += [f"{_escaped(_reference(place))}, sha256 `{place.document.sha256}`", ""]
    lines.append(_escaped(_line(" ".join(_notes(answer)))))
    return "\n".join(lines).rstrip() + "\n"


def fragment(answer: Answer) -> str:
    """The same as HTML, to stand in the body of a page."""
    parts = [f"<h2>{markup.text(answer.question)}</h2>"]
    for citations in _sides(answer):
        sentence, (start, end) = citations[0].sentence, _quote_in_sentence(citations[0])
        before, quote, after = (markup.text(part) for part in _three(sentence, start, end))
        parts.append(f"<blockquote>{before}<strong>{quote}</strong>{after}</blockquote><ol>")
        for number, citation in citations.items():
            if number:
                reference = markup.text(_reference(citation))
                parts.append(f'<li value="{number}">{reference}<p><code>sha256 {citation.sha256}</code></p></li>')
        parts.append("</ol>")
    if not answer.answered:
        parts.append(f"<p>{markup.text(' '.join([answer.decline, *decline_reasons(answer)]))}</p>")
    if place := answer.likeliest:
        reference = markup.text(_reference(place))
        parts.append(f"<p>{_place(answer)}</p><blockquote>{markup.text(_line(place.text))}</blockquote>")
        parts.append(f"<p>{reference}</p><p><code>sha256 {place.document.sha256}</code></p>")
    parts += [f"<p>{markup.text(note)}</p>" for note in _notes(answer)]
    return "".join(parts)


def _place(answer: Answer) -> str:
    return f"The likeliest place to read; it answers {chance_words(answer.confidence)}:"


def _notes(answer: Answer) -> list[str]:
    """How sure it is, and of what it was asked: without that, an answer that is passed on says too much."""
    notes = []
    if answer.answered:
        first = "Your sources differ; the first is" if answer.others else "This is"
        notes.append(f"{first} {confidence_words(answer.confidence)} (probability {answer.confidence:.2f}).")
    if words := restriction_words(answer.within):
        notes.append(f"Asked only of the articles {words}.")
    if answer.after:
        notes.append(f"Understood after {', '.join(f'“{_line(question)}”' for question in answer.after)}.")
    return notes


def _sides(answer: Answer) -> list[dict[int, Citation]]:
    """Each answer that is given with its sources by their numbers; 0 is the one that is quoted, which is the first."""
    sides, number = [], 1
    for citations in (answer.citations, *(other.citations for other in answer.others)):
        if citations:
            sides.append({0: citations[0], **dict(enumerate(citations, start=number))})
            number += len(citations)
    return sides


def _reference(cited: Citation | Passage) -> str:
    document = cited.document if isinstance(cited, Passage) else cited.span.document
    parts = (
        markup.title_of(document),
        document.outlet,
        document.published and markup.day(document.published),
        cited.page and f"page {cited.page}",
        document.source if markup.title_of(document) != document.source else None,
        f"characters {cited.start}–{cited.end}",
    )
    return ", ".join(_line(part) for part in parts if part)


def _quote_in_sentence(citation: Citation) -> tuple[int, int]:
    return citation.start - citation.sentence_start, citation.end - citation.sentence_start


def _three(sentence: str, start: int, end: int) -> tuple[str, str, str]:
    return sentence[:start], sentence[start:end], sentence[end:]


def _line(text: str) -> str:
    """On one line, with the white space at both ends kept as one space: the parts of a sentence meet there."""
    return re.sub(r"\s+", " ", text)


def _escaped(text: str) -> str:
    return _LIST_SIGN.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", text))
