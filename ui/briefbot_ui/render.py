"""The conversation as HTML: pure functions from blocks to what the page shows. See `markup` for untrusted text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import assert_never

from briefbot import Passage
from briefbot.phrases import ANOTHER_KIND, DIFFER, YOU_CAN_ASK, clipped, count_of, title_of
from briefbot.presentation import (
    Block,
    Heading,
    Items,
    KindChoice,
    Likelihood,
    Note,
    Quote,
    Role,
    Sides,
    Source,
    Suggestions,
    Trace,
)
from briefbot_ui import export, markup

EXCERPT_CHARS = 220
QUESTION_CHARS = 1000  # a longer question is refused by briefbot; the notice shows its beginning
_SPAN_CHARS = 60


def conversation(turns: Iterable[str]) -> str:
    """Return the whole conversation; `turns` are what the `*_turn` functions returned, oldest first."""
    return f'<section class="conversation">{"".join(turns)}</section>'


def pending_turn(question: str) -> str:
    """Return a question that is being answered, with a button to stop that."""
    stop = '<button type="button" class="tool" data-do="stop">Stop</button>'
    waiting = f'<div class="waiting"><p class="pending">Reading your articles…</p>{stop}</div>'
    return _turn(clipped(question, QUESTION_CHARS), waiting)


def notice_turn(question: str, message: str, record: str = "") -> str:
    """Return a question that could not be answered, and what to do about it."""
    body = f'<p class="notice">{markup.text(message)}</p>'
    tools = _tools(_LAST_TOOLS) if question.strip() else ""
    return _turn(clipped(question, QUESTION_CHARS), body + tools, _kept(record))


def reply_turn(question: str, blocks: Sequence[Block], record: str = "") -> str:
    """Return a question with the blocks of its reply; `record` is what the browser keeps of the turn."""
    kept = {
        "plain": export.plain(question, blocks),
        "markdown": export.markdown(question, blocks),
        "html": export.fragment(question, blocks),
    }
    attributes = "".join(f' data-{name}="{markup.text(value)}"' for name, value in kept.items()) + _kept(record)
    tools = _tools(_TOOLS + _LAST_TOOLS)
    return _turn(question, "".join(map(_block, blocks)) + tools + _NEXT, attributes)


def _kept(record: str) -> str:
    return f' data-record="{markup.text(record)}"' if record else ""


def welcome(document_count: int) -> str:
    """Return what stands in place of the first question: how to ask or, before the first article, how to add some."""
    if document_count == 0:
        return (
            '<div class="welcome first-run"><p>No article is loaded yet.</p>'
            '<div class="with-drawer"><p>Drop files anywhere on this page: texts, saved web pages, PDFs, Word files, '
            "e-books, newsletters. They stay on this machine.</p>"
            '<p><button type="button" class="send" data-do="choose">Choose files</button> '
            '<button type="button" class="tool" data-do="articles">Paste text or add a web address</button></p>'
            "<p>Or see how it works first, with eighteen short articles about made-up places.</p>"
            '<p><button type="button" class="tool" data-do="examples">Load the examples</button></p></div>'
            '<p class="hint">In a terminal: <code>briefbot index FOLDER</code></p></div>'
        )
    return (
        '<div class="welcome"><p>Ask your articles a question.</p>'
        "<p>Every answer is copied word for word from an article, which opens at that place.</p></div>"
    )


def _turn(question: str, body: str, attributes: str = "") -> str:
    asked = f'<h2 class="question" dir="auto">{markup.text(question)}</h2>' if question.strip() else ""
    return f'<article class="turn"{attributes}>{asked}{body}</article>'


def _block(block: Block) -> str:
    match block:
        case Note():
            return f'<p class="{_NOTES[block.role]}">{markup.text(block.text)}{_UNDO.get(block.role, "")}</p>'
        case Quote():
            words = _likelihood(block.likelihood) if block.likelihood else ""
            return _quote(block, f'<p class="confidence">{words}</p>' if words else "")
        case Sides():
            return _sides(block)
        case Items():
            return _items(block)
        case Heading():
            return f'<h3 class="part" dir="auto">{markup.text(block.text)}</h3>'
        case Suggestions():
            return _suggestions(block)
        case KindChoice():
            return _choice(block)
        case Trace():
            return _trace(block)
        case _:
            assert_never(block)


def _suggestions(block: Suggestions) -> str:
    buttons = "".join(
        f'<button type="button" class="tool" data-do="suggested" dir="auto">{markup.text(question)}</button>'
        for question in block.questions
    )
    return f'<div class="next" role="group" aria-label="{YOU_CAN_ASK}">{buttons}</div>'


# Filled by the page once the reply is shown; see `next_questions`.
_NEXT = f'<div class="next later only-last" role="group" aria-label="{YOU_CAN_ASK}" hidden="hidden"></div>'


def _choice(block: KindChoice) -> str:
    """Return a press for each kind: in sight where the kind was guessed, else folded away."""
    buttons = "".join(
        f'<button type="button" class="tool" data-do="kind" data-kind="{name}" '
        f'aria-pressed="{"true" if name == block.given else "false"}">{markup.text(called)}</button>'
        for name, called in block.kinds
    )
    group = f'<div class="kinds" role="group" aria-label="{ANOTHER_KIND}">{buttons}</div>'
    unfolded = ' open="open"' if block.guessed else ""
    return f'<details class="another only-last"{unfolded}><summary>{ANOTHER_KIND}</summary>{group}</details>'


_NOTES = {
    Role.ASKED: "within",
    Role.FOLLOWS: "within",
    Role.READ: "within read-as",
    Role.UNDERSTOOD: "within",
    Role.VERDICT: "decline",
    Role.REASON: "why",
}  # -> the class of its paragraph

_UNDO = {
    Role.FOLLOWS: ' <button type="button" class="tool only-last" data-do="alone">Ask it alone</button>',
    Role.READ: ' <button type="button" class="tool only-last" data-do="as-written">Take it as written</button>',
}


def _sides(block: Sides) -> str:
    sides = "".join(
        f'<section class="side"><h3 class="said-by">{_said_by(quote.first)}</h3>{_quote(quote)}</section>'
        for quote in block.quotes
    )
    differ = f'<p class="confidence differ">{DIFFER} {_likelihood(block.likelihood)}.</p>'
    return f'{differ}<div class="sides">{sides}</div>'


def _likelihood(likelihood: Likelihood) -> str:
    return f'<span title="{likelihood.exact}">{likelihood.words}</span>'


def _said_by(source: Source) -> str:
    document = source.document
    origin = markup.origin(document.outlet, document.published) or markup.text(title_of(document))
    return origin + ("" if document.published else ", no date")


def _quote(quote: Quote, confidence: str = "") -> str:
    """Return one answer with every source that gives it; `confidence` is HTML."""
    chips = "".join(f"<li>{_cited(source, is_first=source is quote.first)}</li>" for source in quote.sources)
    whole = " whole" if quote.first.marked == quote.first.tinted else ""
    return (
        f'<blockquote class="answer{whole}" dir="auto">{_sentence(quote.first)}</blockquote>'
        f"{_when(quote.first)}{confidence}"
        f'<ol class="sources" aria-label="Sources">{chips}</ol>'
    )


def _when(source: Source) -> str:
    return f'<p class="when">{markup.text(source.when_words)}</p>' if source.when else ""


def _sentence(source: Source) -> str:
    """Return the whole sentence, because a quote alone can mislead, with the quote in bold."""
    before, words, after = map(markup.text, source.parts)
    return f"{before}<strong>{words}</strong>{after}"


def _cited(source: Source, *, is_first: bool) -> str:
    """Return a source of an answer, with its own sentence unless that is shown above or the article is a near-copy."""
    if source.copy_of:
        return _chip(source, f' <span class="origin">near-copy of {source.copy_of}</span>')
    if is_first:
        return _chip(source)
    when = f' <span class="when">{markup.text(source.when_words)}</span>' if source.when else ""
    return _chip(source, f' <span class="says" dir="auto">{_sentence(source)}</span>{when}')


def _items(block: Items) -> str:
    likelihood = f"; {_likelihood(block.likelihood)}:" if block.likelihood else ""
    shown = "".join(f"<li>{_to_read(source, in_part=block.excerpted)}</li>" for source in block.items)
    items = f'<p class="label">{block.heading}{likelihood}</p><ol class="nearest">{shown}</ol>'
    return items if block.excerpted else f'<div class="likeliest">{items}</div>'


def _to_read(source: Source, *, in_part: bool) -> str:
    words = clipped(source.text, EXCERPT_CHARS) if in_part else source.text
    return f'<blockquote class="excerpt" dir="auto">{markup.text(words)}</blockquote>{_chip(source)}'


def _trace(block: Trace) -> str:
    """Return the passages that were read with their scores, the reader's best span in each, and the time taken."""
    best: dict[Passage, str] = {}
    for span in sorted(block.evidence.spans, key=lambda span: -span.margin):
        words = markup.text(clipped(" ".join(span.text.split()), _SPAN_CHARS))
        pointed = f"<span>points at <q>{words}</q>, {span.margin:+.1f} against no answer</span>"
        best.setdefault(span.hit.passage, pointed)
    rows = "".join(
        f"<li>{_passage_link(hit.passage)}"
        f"<span>meaning {hit.dense:.2f}, words {hit.bm25:.1f}, together {hit.score:.2f}</span>"
        f"{best.get(hit.passage, '')}</li>"
        for hit in block.evidence.hits
    )
    articles = count_of(block.evidence.searched, "article")
    passages = count_of(len(block.evidence.hits), "passage")
    sure = f" {block.likelihood.exact[0].upper()}{block.likelihood.exact[1:]}." if block.likelihood else ""
    return (
        '<details class="how"><summary>How this was found</summary>'
        f"<p>Searched {articles} and read {passages} in {block.seconds:.2f} s.{sure}</p>"
        f"{f'<ol>{rows}</ol>' if rows else ''}</details>"
    )


def _passage_link(passage: Passage) -> str:
    marked, tinted = (passage.start, passage.start), (passage.start, passage.end)
    return (
        f'<a class="cite" href="{markup.fragment(passage.document, marked, tinted)}" '
        f"{markup.place(passage.document, marked, tinted)}>"
        f"<bdi>{markup.text(title_of(passage.document))}</bdi></a>"
    )


def _chip(source: Source, says: str = "") -> str:
    """Return a link that opens the article at the place in its data attributes; `says` is HTML to add to the label."""
    document = source.document
    known = (markup.origin(document.outlet, document.published, source.page), source.stands_in)
    origin = ", ".join(filter(None, known))
    return (
        f'<a class="chip cite" href="{markup.fragment(document, source.marked, source.tinted)}" '
        f"{markup.place(document, source.marked, source.tinted)}>"
        f'<span class="number">{source.number}</span> <span class="what">'
        f'<bdi class="title">{markup.text(title_of(document))}</bdi>'
        f'{f""" <span class="origin">{origin}</span>""" if origin else ""}{says}</span></a>'
    )


_TOOLS = (  # what it does, its name, its classes
    ("copy", "Copy", ""),
    ("copy-markdown", '<span class="unseen">Copy as </span>Markdown', ""),
    ("link", '<span class="unseen">Copy </span>Link', ""),
    ("up", '<span class="unseen">Right</span>', " thumb up"),
    ("down", '<span class="unseen">Wrong</span>', " thumb down"),
)
_LAST_TOOLS = (  # for the last turn
    ("again", "Ask again", " only-last"),
    ("edit", "Edit", " only-last"),
    ("undo", "Undo", " only-last"),
)
_PRESSED = ' aria-pressed="false"'


def _tools(tools: tuple[tuple[str, str, str], ...]) -> str:
    buttons = "".join(
        f'<button type="button" class="tool{kind}" data-do="{name}"'
        f"{_PRESSED if 'thumb' in kind else ''}>{label}</button>"
        for name, label, kind in tools
    )
    return f'<div class="tools" role="group" aria-label="With this answer">{buttons}</div>'
