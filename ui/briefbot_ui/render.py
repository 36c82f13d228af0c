"""The conversation as HTML: pure functions from answers to what the page shows. See `markup` for untrusted text."""

from __future__ import annotations

from collections.abc import Iterable

from briefbot import Answer, Citation, Document, Passage
from briefbot_ui import export, markup, wording
from briefbot_ui.markup import Range, count_of

EXCERPT_CHARS = 220
QUESTION_CHARS = 1000  # a longer question is refused by briefbot; the notice shows its beginning
_SPAN_CHARS = 60


def conversation(turns: Iterable[str]) -> str:
    """The whole conversation: `turns` are what the `*_turn` functions returned, oldest first."""
    return f'<section class="conversation">{"".join(turns)}</section>'


def pending_turn(question: str) -> str:
    """A question that is being answered."""
    stop = '<button type="button" class="tool" data-do="stop">Stop</button>'
    waiting = f'<div class="waiting"><p class="pending">Reading your articles…</p>{stop}</div>'
    return _turn(markup.clipped(question, QUESTION_CHARS), waiting)


def notice_turn(question: str, message: str, record: str = "") -> str:
    """A question that could not be answered, and what to do about it."""
    body = f'<p class="notice">{markup.text(message)}</p>'
    tools = _tools(_LAST_TOOLS) if question.strip() else ""
    return _turn(markup.clipped(question, QUESTION_CHARS), body + tools, _kept(record))


def answer_turn(answer: Answer, record: str = "") -> str:
    """A question with its answer or, where briefbot declines, with the likeliest place and the nearest passages.

    `record` is what the browser keeps of the turn, see `records`.
    """
    body = _answered(answer) if answer.answered else _declined(answer)
    kept = {"plain": export.plain(answer), "markdown": export.markdown(answer), "html": export.fragment(answer)}
    attributes = "".join(f' data-{name}="{markup.text(value)}"' for name, value in kept.items()) + _kept(record)
    tools = _tools(_TOOLS + _LAST_TOOLS)
    return _turn(answer.question, _asked(answer) + body + _how_found(answer) + tools, attributes)


def _kept(record: str) -> str:
    return f' data-record="{markup.text(record)}"' if record else ""


def welcome(document_count: int) -> str:
    """What stands in place of the first question: how to ask or, before the first article, how to add some."""
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


def _asked(answer: Answer) -> str:
    """What a question was put to, and which ones before it were taken along: an answer may be wrong by either."""
    words = wording.restriction_words(answer.within)
    before = ", ".join(f"<q>{markup.text(question)}</q>" for question in answer.after)
    lines = (f"Only articles {markup.text(words)}" if words else "", f"Understood after {before}" if before else "")
    return "".join(f'<p class="within">{line}</p>' for line in lines if line)


def _answered(answer: Answer) -> str:
    exact = f"probability that this is right: {answer.confidence:.2f}"
    words = f'<span title="{exact}">{wording.confidence_words(answer.confidence)}</span>'
    if not answer.others:
        return _side(answer.citations, 1, f'<p class="confidence">{words}</p>')
    sides, number = [], 1
    for citations in (answer.citations, *(other.citations for other in answer.others)):
        first = citations[0]
        said_by = markup.origin(first.outlet, first.published) or markup.text(markup.title_of(first.span.document))
        said_by += "" if first.published else ", no date"
        sides.append(f'<section class="side"><h3 class="said-by">{said_by}</h3>{_side(citations, number)}</section>')
        number += len(citations)
    differ = f'<p class="confidence differ">Your sources differ. The first is {words}.</p>'
    return f'{differ}<div class="sides">{"".join(sides)}</div>'


def _side(citations: tuple[Citation, ...], number: int, confidence: str = "") -> str:
    """One answer with every source that gives it; `number` is that of its first source, `confidence` HTML."""
    voices = [citation.voice for citation in citations]
    chips = "".join(
        f"<li>{_citation_chip(number + at, c, number + voices.index(c.voice))}</li>" for at, c in enumerate(citations)
    )
    return (
        f'<blockquote class="answer" dir="auto">{_sentence(citations[0])}</blockquote>{confidence}'
        f'<ol class="sources" aria-label="Sources">{chips}</ol>'
    )


def _sentence(citation: Citation) -> str:
    """The whole sentence, because a quote alone can mislead, with the quote in bold."""
    sentence = citation.sentence
    start, end = citation.start - citation.sentence_start, citation.end - citation.sentence_start
    quote = f"<strong>{markup.text(sentence[start:end])}</strong>"
    return f"{markup.text(sentence[:start])}{quote}{markup.text(sentence[end:])}"


def _declined(answer: Answer) -> str:
    reasons = "".join(f"<p>{markup.text(reason)}</p>" for reason in wording.decline_reasons(answer))
    parts = [
        f'<p class="decline">{answer.decline}</p>',
        f'<div class="why">{reasons}</div>' if reasons else "",
    ]
    place = answer.likeliest
    if place:
        exact = f"probability that it answers: {answer.confidence:.2f}"
        chance = f'<span title="{exact}">it answers {wording.chance_words(answer.confidence)}</span>'
        label = f'<p class="label">The likeliest place; {chance}:</p>'
        item = _to_read(1, place, place.text)
        parts.append(f'<div class="likeliest">{label}<ol class="nearest">{item}</ol></div>')
    if answer.nearest:
        items = "".join(
            _to_read(number, passage, markup.clipped(passage.text, EXCERPT_CHARS))
            for number, passage in enumerate(answer.nearest, start=2 if place else 1)
        )
        parts.append(f'<p class="label">The nearest passages</p><ol class="nearest">{items}</ol>')
    return "".join(parts)


def _to_read(number: int, passage: Passage, words: str) -> str:
    excerpt = f'<blockquote class="excerpt" dir="auto">{markup.text(words)}</blockquote>'
    return f"<li>{excerpt}{_passage_chip(number, passage)}</li>"


def _how_found(answer: Answer) -> str:
    """The passages that were read with their scores, what the reader pointed at in each, and the time taken."""
    best: dict[Passage, str] = {}
    for span in sorted(answer.spans, key=lambda span: -span.margin):
        pointed = markup.text(markup.clipped(" ".join(span.text.split()), _SPAN_CHARS))
        best.setdefault(
            span.hit.passage, f"<span>points at <q>{pointed}</q>, {span.margin:+.1f} against no answer</span>"
        )
    rows = "".join(
        f"<li>{_passage_link(hit.passage)}"
        f"<span>meaning {hit.dense:.2f}, words {hit.bm25:.1f}, together {hit.score:.2f}</span>"
        f"{best.get(hit.passage, '')}</li>"
        for hit in answer.hits
    )
    articles, passages = count_of(answer.searched, "article"), count_of(len(answer.hits), "passage")
    kind = "this is right" if answer.answered else "the best of them is right"
    return (
        '<details class="how"><summary>How this was found</summary>'
        f"<p>Searched {articles} and read {passages} in {answer.seconds:.2f} s. "
        f"Probability that {kind}: {answer.confidence:.2f}.</p>"
        f"{f'<ol>{rows}</ol>' if rows else ''}</details>"
    )


def _citation_chip(number: int, citation: Citation, copied: int) -> str:
    """A source of an answer; `copied` is the first source that says it in the same words, its own number if it is."""
    marked, tinted = (citation.start, citation.end), (citation.sentence_start, citation.sentence_end)
    says = ""
    if copied < number:
        says = f' <span class="origin">near-copy of {copied}</span>'
    elif citation.voice > 1:  # the first source's sentence is the answer as it is shown above
        says = f' <span class="says" dir="auto">{_sentence(citation)}</span>'
    return _chip(number, citation.span.document, marked, tinted, citation.page, says)


def _passage_chip(number: int, passage: Passage) -> str:
    return _chip(number, passage.document, (passage.start, passage.start), (passage.start, passage.end), passage.page)


def _passage_link(passage: Passage) -> str:
    marked, tinted = (passage.start, passage.start), (passage.start, passage.end)
    return (
        f'<a class="cite" href="{markup.fragment(passage.document, marked, tinted)}" '
        f"{markup.place(passage.document, marked, tinted)}>"
        f"<bdi>{markup.text(markup.title_of(passage.document))}</bdi></a>"
    )


def _chip(number: int, document: Document, marked: Range, tinted: Range, page: int | None, says: str = "") -> str:
    """A link that opens the article, where its data attributes tell the page; `says` is HTML to add to the label."""
    origin = markup.origin(document.outlet, document.published, page)
    return (
        f'<a class="chip cite" href="{markup.fragment(document, marked, tinted)}" '
        f"{markup.place(document, marked, tinted)}>"
        f'<span class="number">{number}</span> <span class="what">'
        f'<bdi class="title">{markup.text(markup.title_of(document))}</bdi>'
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
