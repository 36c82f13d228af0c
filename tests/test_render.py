"""What the chat shows is exactly what the articles say, and none of it can become markup."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Sequence
from html.parser import HTMLParser
from typing import Any

import pytest
from briefbot_ui import article_view, conversation, export, turns
from briefbot_ui.templates import render
from hypothesis import example, given
from hypothesis import strategies as st
from made import not_found, notes, one_of_each, quoted, span_in, unsure
from markdown_it import MarkdownIt

from briefbot import Alternative, Citation, Document, Filter, Hit, NotFound, Passage, Quoted, Reply, Span
from briefbot.composing import COMPOSERS, FALLBACK
from briefbot.phrases import (
    ANOTHER_KIND,
    KINDS,
    MAY_SAY,
    SCALE,
    TAKEN_FOR,
    chance_words,
    confidence_words,
    period_words,
)
from briefbot.presentation import KindChoice, Role, blocks, opening
from briefbot.replies import Asked, Dated, Timeline
from briefbot.terminal import reply_text
from briefbot.times import Period

ATTACKS = [
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "<svg/onload=alert(1)>",
    "</p></div></article><iframe src=javascript:alert(1)>",
    "<!-- <b> --> <![CDATA[ x ]]> <?php ?>",
    "\"'><a href='javascript:alert(1)'>x</a>",
    "![x](http://elsewhere.example/x.png) [y](javascript:alert(1)) **bold** _it_ `code`",
    "$$\\href{javascript:alert(1)}{x}$$ \\(x\\)",
    "${alert(1)} `${alert(1)}` {{constructor}} {{{value}}} {{#each value}}",
    "&lt;b&gt; &amp;amp; &#60;script&#62; &#x3c; &bogus; &copy &",
    "\u202egnitirw\u202c \u2066isolate\u2069 \u200f\u200e\ufeff",
    "line one\r\nline two\rline three\n\n\n  line four\x0b\x0c\x85\u2028\u2029",
    "\U0001d49c\U0001d4c8 \U0001f469\u200d\U0001f467 e\u0301 \U0010ffff",
]
TAGS = {
    *("section", "article", "header", "div", "p", "h2", "h3", "blockquote", "strong", "span", "ol", "li", "button"),
    *("bdi", "time", "mark", "a", "q", "details", "summary"),
}
SHARED_TAGS = {*("article", "h2", "h3", "p", "blockquote", "strong", "bdi", "time", "ol", "li", "code", "a")}
ATTRIBUTES = {
    *("class", "role", "aria-label", "aria-labelledby", "aria-pressed", "id", "dir", "title", "type", "datetime"),
    *("data-do", "data-link", "href", "target", "rel"),
    *("data-kind", "hidden", "open"),
    *("aria-expanded", "aria-hidden", "data-at", "data-page"),
    *("data-document", "data-start", "data-end", "data-from", "data-to"),
}

texts = st.one_of(
    st.sampled_from(ATTACKS), st.text(), st.text(alphabet="ab <>&;'\"\r\n\t$`{}#x\x00\ud800😀", max_size=60)
)


class Page(HTMLParser):
    """Parsed HTML: every (tag, attributes), the text of all, and the text inside each element by tag and class."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.inside: dict[str, list[str]] = {}
        self._open: list[tuple[str, list[str]]] = []
        self.feed(markup)
        self.close()
        assert not self._open, "every element is closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given_attrs = {name: value or "" for name, value in attrs}
        self.elements.append((tag, given_attrs))
        names = [tag, *(f".{name}" for name in given_attrs.get("class", "").split())]
        for name in names:
            self.inside.setdefault(name, []).append("")
        self._open.append((tag, names))

    def handle_endtag(self, tag: str) -> None:
        opened, _ = self._open.pop()
        assert opened == tag, "elements nest"

    def handle_data(self, data: str) -> None:
        for name in {name for _, names in self._open for name in names}:
            self.inside[name][-1] += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment was written: {data}")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(f"a declaration was written: {decl}")

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(f"a section was written: {data}")

    def handle_pi(self, data: str) -> None:
        raise AssertionError(f"an instruction was written: {data}")

    def text(self, name: str) -> str:
        return "".join(self.inside.get(name, []))


def parsed(markup: str) -> Page:
    page = Page(markup)
    for tag, attributes in page.elements:
        assert tag in TAGS
        assert set(attributes) <= ATTRIBUTES
        assert attributes.get("href", "https://").startswith(("https://", "http://", "#cite="))
    return page


def carried(text: str) -> str:
    """What HTML in UTF-8 can carry of a text."""
    return "".join("\ufffd" if c == "\x00" or 0xD800 <= ord(c) <= 0xDFFF else c for c in text)


def document(text: str, **fields: object) -> Document:
    values: dict[str, object] = {"title": "Bridge to close", "source": "articles/bridge.txt", **fields}
    return Document(text=text, **values)  # type: ignore[arg-type]


def answered(text: str, sentence: tuple[int, int], span: tuple[int, int], **fields: object) -> Quoted:
    hit = Hit(Passage(document(text, **fields), (sentence,)), score=1.0, dense=0.5, bm25=3.0)
    best = Span(hit, *span, score=9.0, null_score=1.0)
    return quoted(best, confidence=0.83)


def turn_of(reply: Reply) -> str:
    return turns.reply_turn(reply.question, blocks(reply))


def between_tags(html: str) -> str:
    """HTML without the line breaks that templates leave between elements."""
    return re.sub(r"\s*\n\s*", "", html)


def plain(reply: Reply) -> str:
    return export.plain(reply.question, blocks(reply))


def markdown(reply: Reply) -> str:
    return export.markdown(reply.question, blocks(reply))


def fragment(reply: Reply) -> str:
    """The part of an exported page that a reply makes."""
    written = export.conversation_html([(reply.question, blocks(reply))])
    return written[written.index("<h2>") : written.rindex("</body>")]


def shared(reply: Reply) -> str:
    """What a page to share has of a reply, without the head of the page."""
    written = export.FORMS["share"]([(reply.question, blocks(reply))])
    return written[written.index("<article>") : written.rindex("</body>")]


def declined(text: str, question: str = "Who?", **fields: Any) -> NotFound:
    hit = Hit(Passage(document(text), ((0, len(text)),)), score=1.0, dense=0.5, bm25=3.0)
    return not_found(hit, question=question, **fields)


@st.composite
def texts_with_ranges(draw: st.DrawFn) -> tuple[str, tuple[int, int], tuple[int, int]]:
    """A storable text, a marked range and a tinted range around it."""
    text = carried(draw(texts))
    first, start, end, last = sorted(draw(st.tuples(*[st.integers(0, len(text))] * 4)))
    return text, (start, end), (first, last)


@given(texts_with_ranges())
@example(("a\n\nb", (0, 4), (0, 4)))
@example(("👩‍👩‍👧 said\n", (0, 5), (0, 10)))
@example(("", (0, 0), (0, 0)))
def test_an_article_is_shown_character_for_character_with_the_marks_at_their_offsets(
    case: tuple[str, tuple[int, int], tuple[int, int]],
) -> None:
    text, marked, tinted = case
    page = parsed(article_view.article(document(text), marked, tinted))
    assert page.text(".text") == text
    within = "".join(page.inside.get("mark", []))
    tint = "".join(page.inside.get(".tint", []))
    gaps = page.inside.get(".gap", [])
    if not gaps:  # line breaks between paragraphs are outside of every mark
        assert within == text[slice(*marked)]
        assert tint == text[slice(*tinted)]
    assert "".join(within.split()) == "".join(text[slice(*marked)].split())
    assert "".join(tint.split()) == "".join(text[slice(*tinted)].split())


def test_a_quote_that_occurs_twice_is_marked_only_where_it_was_cited() -> None:
    text = "Ruiz won. Ruiz lost."
    markup = article_view.article(document(text), (10, 14), (10, 20))
    assert 'Ruiz won. <span class="tint"><mark>Ruiz</mark> lost.</span>' in markup


def test_a_mark_over_two_paragraphs_continues_in_the_second() -> None:
    page = parsed(article_view.article(document("one two\n\nthree four"), (4, 14), (0, 19)))
    assert page.inside["mark"] == ["two", "three"]


def test_an_empty_mark_draws_no_mark() -> None:
    page = parsed(article_view.article(document("One. Two."), (5, 5), (5, 9)))
    assert "mark" not in page.inside
    assert page.inside[".tint"] == ["Two."]


@pytest.mark.parametrize("ranges", [((0, 99), (0, 99)), ((-1, 2), (-1, 2)), ((3, 2), (0, 4)), ((0, 4), (1, 4))])
def test_ranges_that_do_not_fit_are_refused(ranges: tuple[tuple[int, int], tuple[int, int]]) -> None:
    with pytest.raises(ValueError, match="do not fit"):
        article_view.article(document("four"), *ranges)


def test_blank_lines_divide_paragraphs_and_single_line_breaks_do_so_only_where_there_are_no_blank_lines() -> None:
    def paragraphs(text: str) -> list[str]:
        return [p.rstrip() for p in parsed(article_view.article(document(text), (0, 0), (0, 0))).inside["p"][1:]]

    assert paragraphs("wrapped\nline\n\nnext\n") == ["wrapped\nline", "next"]
    assert paragraphs("one\ntwo\r\nthree\n") == ["one", "two", "three"]


@given(title=texts, outlet=texts, author=texts, source=texts)
def test_no_title_outlet_author_or_source_becomes_markup(title: str, outlet: str, author: str, source: str) -> None:
    shown = document("Text.", title=title, outlet=outlet, author=author, source=source)
    page = parsed(article_view.article(shown, (0, 4), (0, 5)))
    assert page.text("h2") == carried(title if title.strip() else source)
    assert page.text(".origin") == carried(outlet)
    assert page.text(".byline") == (f"By {carried(author)}" if author else "")
    assert page.text(".read-from") == carried(source)


@pytest.mark.parametrize(
    "source", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//x.example", "a b"]
)
def test_only_web_addresses_are_links(source: str) -> None:
    assert "<a " not in article_view.article(document("Text.", source=source), (0, 0), (0, 0))


def test_a_web_address_is_a_link_that_tells_the_other_side_nothing() -> None:
    page = parsed(article_view.article(document("Text.", source='https://a.example/?q="><b>'), (0, 0), (0, 0)))
    (link,) = [attributes for tag, attributes in page.elements if tag == "a"]
    assert link == {"href": 'https://a.example/?q="><b>', "target": "_blank", "rel": "noopener noreferrer"}


@given(texts_with_ranges())
def test_an_answer_is_bold_inside_its_whole_sentence(case: tuple[str, tuple[int, int], tuple[int, int]]) -> None:
    text, marked, tinted = case
    page = parsed(turn_of(answered(text, tinted, marked)))
    assert page.text("blockquote") == text[slice(*tinted)]
    assert page.text("strong") == text[slice(*marked)]
    assert page.text(".short") in ("", text[slice(*marked)].strip())
    (chip,) = [attributes for tag, attributes in page.elements if "chip" in attributes.get("class", "")]
    assert chip["href"] == f"#cite={document(text).id}.{marked[0]}.{marked[1]}.{tinted[0]}.{tinted[1]}"
    assert (int(chip["data-start"]), int(chip["data-end"])) == marked
    assert (int(chip["data-from"]), int(chip["data-to"])) == tinted
    assert chip["data-document"] == document(text).id


def test_every_further_source_shows_its_own_sentence_so_that_sources_can_be_compared() -> None:
    first = answered("Ruiz won the vote.", (0, 18), (0, 4))
    second = answered("It was <Ruiz>, officials said.", (0, 30), (8, 12))
    other = dataclasses.replace(second.citations[0], voice=2)
    page = parsed(turn_of(dataclasses.replace(first, citations=(*first.citations, other))))
    assert page.inside[".says"] == ["It was <Ruiz>, officials said."]
    assert page.inside["strong"] == ["Ruiz", "Ruiz"]
    assert page.inside[".number"] == ["1", "2"]


def test_a_near_copy_is_named_as_one_and_does_not_repeat_its_sentence() -> None:
    first = answered("Ruiz won the vote.", (0, 18), (0, 4))
    copy = answered("Ruiz won the vote. (Agency)", (0, 18), (0, 4)).citations[0]
    page = parsed(turn_of(dataclasses.replace(first, citations=(*first.citations, copy))))
    assert ".says" not in page.inside
    assert "near-copy of 1" in page.inside[".origin"]


@given(question=texts.filter(lambda question: len(question) <= turns.QUESTION_CHARS), message=texts)
def test_no_question_or_message_becomes_markup(question: str, message: str) -> None:
    page = parsed(turns.notice_turn(question, message))
    assert page.text("h2") == (carried(question) if question.strip() else "")
    assert page.text(".notice") == carried(message)
    assert parsed(article_view.notice(message)).text(".notice") == carried(message)


@given(text=texts.map(carried).filter(str.strip), question=texts)
def test_a_decline_shows_the_nearest_passages_as_they_stand(text: str, question: str) -> None:
    page = parsed(turn_of(declined(text, question)))
    assert page.text(".decline") == "Your articles do not say."
    excerpt = page.text(".excerpt")
    assert text == excerpt or text.strip().startswith(excerpt.removesuffix(" …"))
    assert len(excerpt) <= 220 + 2


def test_a_question_that_is_refused_for_its_length_is_shown_in_part() -> None:
    page = parsed(turns.notice_turn("why " * 1000, "too long"))
    assert page.text("h2").endswith("why …")
    assert len(page.text("h2")) <= turns.QUESTION_CHARS + 2


def test_a_decline_without_any_passage_still_says_so() -> None:
    page = parsed(turn_of(not_found(searched=0)))
    assert page.text(".decline") == "Nothing was searched."
    assert "ol" not in page.inside


def test_a_blank_title_gives_way_to_the_source() -> None:
    assert (
        parsed(article_view.article(document("Text.", title=" "), (0, 0), (0, 0))).text("h2") == "articles/bridge.txt"
    )


@pytest.mark.parametrize(
    ("confidence", "words"),
    [
        (0.97, "very likely right"),
        (0.75, "likely right"),
        (0.5, "more likely right than wrong"),
        (0.3, "more likely wrong than right: check the source"),
    ],
)
def test_confidence_is_said_in_words(confidence: float, words: str) -> None:
    assert confidence_words(confidence) == words


def test_an_empty_conversation_invites_a_question_only_where_there_is_something_to_ask() -> None:
    assert "No article is loaded yet." in render("page/welcome.html", documents=0, with_articles=True)
    assert "Ask your articles a question." in render("page/welcome.html", documents=1, with_articles=True)


def test_the_html_of_an_answered_question() -> None:
    text = "The port reopened. Mayor Ana Ruiz cut the ribbon. Boats sailed."
    answer = answered(text, (19, 49), (25, 33), outlet="Port Daily", published=dt.date(2026, 2, 3))
    assert (
        '<h2 class="question" dir="auto">Who?</h2>'
        '<p class="short" dir="auto">Ana Ruiz</p>'
        '<blockquote class="answer" dir="auto">Mayor <strong>Ana Ruiz</strong> cut the ribbon.</blockquote>'
        '<details class="confidence"><summary>likely right</summary>'
        "<p>Probability that this is right: 0.83. Of 100 answers with this probability, about 83 are right.</p>"
        f"<p>{SCALE}</p></details>"
        '<ol class="sources" aria-label="Sources"><li>'
        '<a class="chip cite" href="#cite=8ebcb842450af395.25.33.19.49" data-document="8ebcb842450af395"'
        ' data-start="25" data-end="33" data-from="19" data-to="49">'
        '<span class="number">1</span> <span class="what"><bdi class="title">Bridge to close</bdi>'
        ' <span class="origin"><bdi>Port Daily</bdi>, <time datetime="2026-02-03">3 February 2026</time></span></span>'
        '</a></li></ol><details class="how">'
    ) in between_tags(turn_of(answer))


def test_the_html_of_a_declined_question() -> None:
    assert (
        '<h2 class="question" dir="auto">Who?</h2>'
        '<p class="decline">Your articles do not say.</p><p class="label">The nearest passages</p>'
        '<ol class="nearest"><li>'
        '<a class="chip cite" href="#cite=0621b1ad6cf55272.0.0.0.18" data-document="0621b1ad6cf55272"'
        ' data-start="0" data-end="0" data-from="0" data-to="18">'
        '<span class="number">1</span> <span class="what"><bdi class="title">Bridge to close</bdi></span>'
        '</a><blockquote class="excerpt" dir="auto">The port reopened.</blockquote></li></ol><details class="how">'
    ) in between_tags(turn_of(declined("The port reopened.")))


def uncertain() -> Reply:
    text = "The port reopened. Mayor Ana Ruiz cut the ribbon. Boats sailed."
    hit = Hit(Passage(document(text), ((0, 18), (19, 49), (50, 63))), score=1.0, dense=0.5, bm25=3.0)
    other = Hit(Passage(document("The port closed."), ((0, 16),)), score=0.9, dense=0.5, bm25=3.0)
    spans = (Span(hit, 25, 33, score=5.0, null_score=4.0), Span(other, 4, 8, score=1.0, null_score=4.0))
    return unsure(*spans)


def test_where_it_is_unsure_the_sentence_that_most_likely_answers_is_there_to_be_read() -> None:
    page = parsed(turn_of(uncertain()))
    assert page.text(".decline") == "Your articles may say, but no answer is sure enough."
    assert page.inside[".label"][:2] == ["The likeliest place", "The nearest passages"]
    assert page.inside["summary"][0] == "it answers about 3 times in 10"
    assert "Of 100 places with this probability, about 31 answer." in page.text(".confidence")
    assert page.inside[".excerpt"] == ["Mayor Ana Ruiz cut the ribbon.", "The port closed."]
    assert "".join(page.inside.get("strong", [])) == "", "no words are pointed out as the answer"
    assert page.inside[".number"] == ["1", "2"]
    assert 'data-start="19" data-end="19" data-from="19" data-to="49"' in turn_of(uncertain())
    place = opening(blocks(uncertain()))
    assert place is not None
    pane = parsed(article_view.article(place.document, place.marked, place.tinted))
    assert pane.text(".tint") == "Mayor Ana Ruiz cut the ribbon."
    assert "mark" not in pane.inside


def test_an_export_names_the_place_to_read_with_its_digest() -> None:
    digest, reference = uncertain().spans[0].document.sha256, "Bridge to close, articles/bridge.txt, characters 19–49"
    in_code = reference.replace("articles/bridge.txt", "`articles/bridge.txt`")
    assert plain(uncertain()) == (
        f"Who?\n\n{MAY_SAY}\n\nThe likeliest place; it answers about 3 times in 10:\n\n"
        f"“Mayor Ana Ruiz cut the ribbon.”\n{reference}"
    )
    assert markdown(uncertain()) == (
        f"## Who?\n\n{MAY_SAY}\n\nThe likeliest place; it answers about 3 times in 10:\n\n"
        f"> Mayor Ana Ruiz cut the ribbon.\n\n{in_code}, sha256 `{digest}`\n"
    )
    page = Page(fragment(uncertain()))
    assert page.inside["blockquote"] == ["Mayor Ana Ruiz cut the ribbon."]
    place = "The likeliest place; it answers about 3 times in 10:"
    assert page.inside["p"][:2] == ["Your articles may say, but no answer is sure enough.", place]
    assert page.inside["p"][2].strip() == f"{reference} sha256 {digest}"


def test_an_export_says_of_which_articles_after_which_questions_and_how_surely() -> None:
    within = Filter(("Port Daily",), since=dt.date(2026, 2, 3))
    answer = quoted(
        *answered("It was Ana.", (0, 11), (7, 10)).spans, confidence=0.83, within=within, after=("Who <led>?",)
    )
    asked = ["Only articles from Port Daily since 3 February 2026.", "Understood after “Who <led>?”."]
    sure = "This is likely right (probability 0.83)."
    lines = [line for line in plain(answer).splitlines() if line]
    assert (lines[1:3], lines[-1]) == (asked, sure)
    paragraphs = Page(fragment(answer)).inside["p"]
    assert (paragraphs[:2], paragraphs[-1]) == (asked, sure)
    lines = [line for line in markdown(answer).splitlines() if line]
    assert (lines[1:3], lines[-1]) == ([asked[0], "Understood after “Who \\<led\\>?”."], sure)
    nothing = not_found(searched=0, within=within)
    assert [line for line in plain(nothing).splitlines() if line][2:4] == [
        "Nothing was searched.",
        "You have no articles from Port Daily since 3 February 2026.",
    ]
    other = Alternative(answered("It was Bo.", (0, 10), (7, 9)).citations)
    differing = plain(dataclasses.replace(answer, others=(other,)))
    told = "Your sources differ. The first is likely right (probability 0.83). The second is less likely."
    assert told in differing
    assert told in Page(fragment(dataclasses.replace(answer, others=(other,)))).inside["p"]


@pytest.mark.parametrize(
    ("confidence", "words"),
    [
        (0.04, "less than 1 time in 10"),
        (0.05, "about 1 time in 10"),
        (0.25, "about 3 times in 10"),
        (0.31, "about 3 times in 10"),
        (0.97, "about 9 times in 10"),
    ],
)
def test_how_often_a_place_answers_is_said_in_tens(confidence: float, words: str) -> None:
    assert chance_words(confidence) == words


def test_sources_that_differ_stand_side_by_side_each_under_its_outlet_and_date() -> None:
    first = answered("It hurt 17.", (0, 11), (8, 10), outlet="Wire", published=dt.date(2026, 2, 3))
    second = answered("Some 23 were hurt.", (0, 18), (5, 7), outlet="Courier", published=dt.date(2026, 2, 4))
    answer = dataclasses.replace(first, others=(Alternative(second.citations),))
    page = parsed(turn_of(answer))
    assert page.inside[".said-by"] == ["Wire, 3 February 2026", "Courier, 4 February 2026"]
    assert page.inside["blockquote"] == ["It hurt 17.", "Some 23 were hurt."]
    assert page.inside[".number"] == ["1", "2"], "sources are numbered through"
    told = "Your sources differ. The first is likely right. The second, published later, is less likely."
    assert page.inside["summary"][0] == told
    assert page.inside[".short"] == ["17 · or 23"], "what differs is seen at a glance"


def test_a_decline_says_which_words_occur_nowhere_and_which_period_is_empty() -> None:
    answer = declined("A ferry.", missing=("zebra",))
    assert notes(answer, Role.REASON) == ["The word “zebra” occurs in none of your articles."]
    both = declined("A ferry.", missing=("<b>", "x", "y"))
    assert parsed(turn_of(both)).text(".why") == "The words “<b>”, “x” and “y” occur in none of your articles."
    late = declined("A ferry.", missing=("zebra",), within=Filter(since=dt.date(2026, 2, 3)))
    assert notes(late, Role.REASON) == ["The word “zebra” occurs in none of the articles since 3 February 2026."]
    chosen = Filter(("Wire",), documents=("a", "b"))
    assert notes(declined("A ferry.", missing=("zebra",), within=chosen), Role.REASON) == [
        "The word “zebra” occurs in none of the articles from Wire that you chose (2)."
    ]
    empty = not_found(searched=0, within=Filter(("Wire",), since=dt.date(2026, 2, 3)))
    assert notes(empty, Role.REASON) == [
        "You have no articles from Wire since 3 February 2026.",
        "An article without a date is in no period.",
    ]


def test_a_follow_up_tells_after_which_questions_it_was_understood() -> None:
    (span,) = answered("It was Ana.", (0, 11), (7, 10)).spans
    wire = Filter(("Wire",))
    after = parsed(turn_of(quoted(span, within=wire, after=("Who led?", "And <who> else?"))))
    assert after.inside[".within"] == [
        "Only articles from Wire.",
        "Understood after “Who led?”, “And <who> else?”. Ask it alone",
    ]
    long = quoted(span, after=("why " * 250,))
    assert len(parsed(turn_of(long)).text(".within")) < 130, "a long question is named, not repeated"
    assert parsed(turn_of(quoted(span, within=wire))).inside[".within"] == ["Only articles from Wire."]


def test_how_an_answer_was_found_names_passages_scores_and_seconds() -> None:
    answer = quoted(*answered("It was Ana.", (0, 11), (7, 10)).spans, confidence=0.83, searched=18, seconds=0.234)
    how = parsed(turn_of(answer)).text(".how")
    assert "Searched 18 articles and read 1 passage in 0.23 s. Probability that this is right: 0.83." in how
    assert "meaning 0.50, words 3.0, together 1.00" in how
    assert "points at Ana, +8.0 against no answer" in how


@given(texts_with_ranges(), st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=3))
def test_softer_marks_of_other_quotes_change_no_character(
    case: tuple[str, tuple[int, int], tuple[int, int]], also: list[tuple[int, int]]
) -> None:
    text, marked, tinted = case
    ranges = [(min(pair), min(max(pair), len(text))) for pair in also if min(pair) <= len(text)]
    page = parsed(article_view.article(document(text), marked, tinted, ranges))
    assert page.text(".text") == text
    inside = {at for start, end in ranges for at in range(start, end)} - set(range(*marked))
    shown = "".join(text[at] for at in sorted(inside))
    assert "".join(page.text(".also").split()) == "".join(shown.split())


def test_a_quote_from_elsewhere_in_the_article_is_marked_more_softly() -> None:
    markup_ = article_view.article(document("Ruiz won. Lund lost."), (0, 4), (0, 9), [(0, 4), (10, 14)])
    assert '<mark>Ruiz</mark> won.</span> <span class="also">Lund</span> lost.' in markup_


@pytest.mark.parametrize(
    ("text", "tinted", "also", "is_hidden"),
    [
        ("Bridge to close\n\nThe bridge is shut.", (17, 36), (), True),
        ("\nBridge to close\n\nThe bridge is shut.", (18, 37), (), True),
        ("Bridge to close\n\nThe bridge is shut.", (0, 15), (), False),  # it is quoted
        ("Bridge to close\n\nThe bridge is shut.", (17, 36), [(0, 6)], False),  # by another answer
        ("Bridge to close soon\n\nThe bridge is shut.", (22, 41), (), False),
        ("The bridge is shut.\n\nBridge to close", (0, 19), (), False),
    ],
)
def test_a_headline_that_says_the_title_is_not_shown_again_unless_it_is_marked(
    text: str, tinted: tuple[int, int], also: Sequence[tuple[int, int]], is_hidden: bool
) -> None:
    page = parsed(article_view.article(document(text, title="Bridge to close"), tinted, tinted, also))
    assert page.text(".again").strip() == ("Bridge to close" if is_hidden else "")
    assert page.text(".text") == text, "it is there for whoever counts characters"


def test_a_copied_answer_names_its_source_place_and_digest() -> None:
    text = "The port reopened. Mayor Ana *Ruiz* cut the ribbon."
    answer = answered(text, (19, 51), (25, 35), outlet="Port Daily", published=dt.date(2026, 2, 3))
    path = "articles/bridge.txt"
    reference = f"Bridge to close, Port Daily, 3 February 2026, {path}, characters 25–35"
    sure = "This is likely right (probability 0.83)."
    assert plain(answer) == f"Who?\n\nAna *Ruiz*\n“Mayor Ana *Ruiz* cut the ribbon.”\n[1] {reference}\n\n{sure}"
    assert markdown(answer) == (
        "## Who?\n\n> Mayor **Ana \\*Ruiz\\*** cut the ribbon.\n\n"
        f"1. {reference.replace(path, f'`{path}`')}, sha256 `{document(text).sha256}`\n\n{sure}\n"
    )
    assert document(text).sha256 in fragment(answer)


@given(text=texts.map(carried).filter(str.strip), question=texts, title=texts)
def test_nothing_in_an_exported_answer_is_markup(text: str, question: str, title: str) -> None:
    answer = quoted(*answered(text, (0, len(text)), (0, 1), title=title).spans, question=question)
    page = Page(fragment(answer))
    assert {tag for tag, _ in page.elements} <= {"h2", "blockquote", "strong", "ol", "li", "p", "code"}
    assert page.text("h2") == carried(question)
    tags = re.findall(r"<(\w+)", MarkdownIt("gfm-like", {"html": True, "linkify": True}).render(markdown(answer)))
    assert set(tags) <= {"h2", "blockquote", "strong", "ol", "li", "p", "code"}


def test_a_citation_of_a_text_with_pages_names_the_page_and_others_name_none() -> None:
    text = "One. It was Ada Quill."
    for pages, page in (((0, 5), "page 2"), ((), None)):
        document = Document(text, "A title", "report.pdf", "Courier", pages=pages)
        hit = Hit(Passage(document, ((0, 4), (5, 22))), 1.0, 1.0, 1.0)
        span = Span(hit, 12, 21, 1.0, 0.0)
        turn = Page(turn_of(quoted(span)))
        assert turn.inside[".origin"] == [", ".join(filter(None, ("Courier", page)))]
        shown = Page(article_view.article(document, (12, 21), (5, 22)))
        assert shown.inside[".read-from"] == [", ".join(filter(None, ("report.pdf", page)))]


@pytest.mark.parametrize(
    ("paragraph", "is_wrapped"),
    [
        (
            "Some 1,300 people were ordered out of their homes\nbelow Ostrel Dam early on Wednesday after a flood.",
            True,
        ),
        ("Some 1,300 people were ordered out of their homes\r\nbelow Ostrel Dam.", True),
        ("Port Ellery Courier, 19 November 2025\nBy Ailsa Brandt and Tobiah Merriweather", False),
        (
            "One line alone was never broken anywhere, so nothing in it needs to be mended.",
            False,
        ),
        (
            "- the ferry leaves the northern pier at eight every morning\n- the ferry comes back to the pier at six",
            False,
        ),
        (
            "1. The ferry leaves the northern pier at eight every morning\n2. It comes back to the pier at six",
            False,
        ),
        (
            "Brannoch Island        | departs 08:00 | arrives 09:10\nPort Ellery            | departs 18:00",
            False,
        ),
        (
            "Brannoch Island        departs 08:00      arrives 09:10\nPort Ellery            departs 18:00",
            False,
        ),
        ("The rain came down\nand drowned the town\nand all that lay below.", False),
    ],
)
def test_lines_that_were_broken_where_they_were_full_are_broken_anew(paragraph: str, is_wrapped: bool) -> None:
    text = f"A headline\n\n{paragraph}\n\nThe end."
    page = parsed(article_view.article(document(text), (0, 0), (0, 0)))
    assert page.text(".text") == carried(text), "the text itself is as it was"
    assert (".wrapped" in page.inside) == is_wrapped


def test_a_weekday_is_shown_with_its_date_wherever_its_sentence_is() -> None:
    day, dated = dt.date(2031, 9, 18), "Tuesday: 16 September 2031"
    text = "The <b>bridge</b> at Old Ferry was shut on Tuesday."
    first, second = (span_in(text, "was shut", source=source, published=day) for source in ("a.txt", "b.txt"))
    other = dataclasses.replace(second.hit.passage.document, text=text + " ")
    elsewhere = Span(Hit(Passage(other, ((0, len(text)),)), 1.0, 1.0, 1.0), second.start, second.end, 1.0, 0.0)
    reply = quoted(first, question="What happened to the bridge?")
    reply = dataclasses.replace(reply, citations=(*reply.citations, Citation(elsewhere, voice=2)))
    assert f"\n    {dated}\n" in reply_text(reply)
    page = parsed(turn_of(reply))
    assert page.inside[".when"] == [dated, dated]
    assert f"”\n{dated}\n[1]" in plain(reply)
    assert f"shut** on Tuesday.\n\n{dated}\n\n1. " in markdown(reply)
    assert dated in Page(fragment(reply)).inside["p"]


@pytest.mark.parametrize(
    ("text", "published"),
    [
        ("The bridge was shut on Tuesday.", None),
        ("The bridge was shut on 16 September.", dt.date(2031, 9, 18)),
        ("The bridge was shut last week.", dt.date(2031, 9, 18)),
        ("The bridge was shut.", dt.date(2031, 9, 18)),
    ],
)
def test_no_date_is_shown_where_no_weekday_is_or_nothing_tells_which(text: str, published: dt.date | None) -> None:
    reply = quoted(span_in(text, "was shut", published=published), question="What happened?")
    assert ".when" not in parsed(turn_of(reply)).inside


def understood(question: str, reference: dt.date | None) -> list[str]:
    reply = quoted(span_in("It was shut.", "shut"), question=question)
    return notes(dataclasses.replace(reply, asked=dataclasses.replace(reply.asked, reference=reference)), Role.READ)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("What was shut on 16 September?", ["Understood: 16 September 2031."]),
        ("what was shut in march", ["Understood: March 2031."]),
        ("What was shut last week?", ["Understood: 8 to 18 September 2031."]),
        ("What was shut at the beginning of March 2030?", ["Understood: 1 to 10 March 2030."]),
        ("What was shut as of 4 June?", ["Understood: as of 4 June 2031."]),
        ("What was shut before 4 June?", ["Understood: before 4 June 2031."]),
        ("It is 4 June 2031. What was shut yesterday?", ["Understood: 3 June 2031, as of 4 June 2031."]),
        ("What was shut in 2014?", []),
        ("What was shut on Tuesday?", []),
        ("What is the latest count?", []),
        ("What was shut?", []),
    ],
)
def test_the_day_that_a_question_states_is_shown_as_it_was_understood(question: str, said: list[str]) -> None:
    assert understood(question, dt.date(2031, 9, 18)) == said
    shown = reply_text(quoted(span_in("It was shut.", "shut"), question="What was shut on 16 September 2031?"))
    assert shown.startswith("Understood: 16 September 2031.\n")


def test_without_a_reference_day_only_what_a_question_says_in_full_is_understood() -> None:
    assert understood("What was shut last week?", None) == []
    assert understood("What was shut on 16 September 2031?", None) == ["Understood: 16 September 2031."]


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2031-02-01", "2031-02-28", "February 2031"),
        ("2032-02-01", "2032-02-28", "1 to 28 February 2032"),
        ("2031-12-01", "2031-12-31", "December 2031"),
        ("2031-01-01", "2031-12-31", "2031"),
        ("2030-01-01", "2031-12-31", "2030 to 2031"),
        ("2031-03-05", "9999-12-31", "from 5 March 2031 on"),
        ("2030-12-31", "2031-01-01", "31 December 2030 to 1 January 2031"),
    ],
)
def test_a_period_is_said_in_few_words(first: str, last: str, words: str) -> None:
    assert period_words(Period(dt.date.fromisoformat(first), dt.date.fromisoformat(last))) == words


def test_what_was_understood_can_be_undone() -> None:
    reply = quoted(span_in("It was shut.", "shut"), question="What was shut on 16 September 2031?")
    assert parsed(turn_of(reply)).inside[".read-as"] == ["Understood: 16 September 2031. Take it as written"]
    undone = dataclasses.replace(reply, asked=dataclasses.replace(reply.asked, as_written=True))
    assert notes(undone, Role.READ) == []
    assert ".read-as" not in parsed(turn_of(undone)).inside
    assert notes(undone, Role.UNDERSTOOD) == ["Taken as written: no word read as another, no day worked out."]


def taken(reply: Reply, kind: str) -> Reply:
    return dataclasses.replace(reply, asked=dataclasses.replace(reply.asked, taken_for=kind))


@pytest.mark.parametrize(("name", "reply"), one_of_each().items())
def test_every_reply_can_be_asked_again_for_another_kind(name: str, reply: Reply) -> None:
    (choice,) = (block for block in blocks(reply) if isinstance(block, KindChoice))
    assert choice.given == (name if name in KINDS else "")
    page = parsed(turn_of(reply))
    offered = {has["data-kind"]: has["aria-pressed"] for _, has in page.elements if "data-kind" in has}
    assert offered == {kind: str(kind == name).lower() for kind in KINDS}
    assert page.inside[".kinds"][0].split("\n")[1:-1] == list(KINDS.values())
    assert page.inside[".later"] == [""], "what comes next is worked out later"
    for text in (plain(reply), markdown(reply), fragment(reply), reply_text(reply)):
        assert ANOTHER_KIND not in text


def test_how_a_question_was_taken_is_said_with_a_press_that_undoes_it() -> None:
    fact = quoted(span_in("It was shut.", "shut"))
    for reply, said in (
        (fact, None),
        (taken(fact, "listing"), ["Taken as a request for a list. Ask for a fact instead"]),
        (taken(fact, "help"), None),
    ):
        found = turn_of(reply)
        assert parsed(found).inside.get(".taken") == said
        assert found.index('class="kinds') > found.index("<blockquote"), "the answer comes first"


def test_a_decline_says_what_it_was_taken_for() -> None:
    (choice,) = (block for block in blocks(taken(not_found(), "timeline")) if isinstance(block, KindChoice))
    assert choice.given == "timeline"
    assert notes(taken(not_found(), "timeline"), Role.TAKEN) == ["Taken as a request for a timeline."]


@pytest.mark.parametrize(
    ("sentence", "words", "is_short"),
    [
        ("The fire hurt 429 people on the pier.", "429", True),
        ("The fire hurt 429 people on the pier.", "The fire hurt 429 people on the pier.", False),
        ("The fire hurt 429 people on the pier.", "hurt 429 people on the pier", False),
        (f"The fire {'burnt and ' * 12}hurt 429 people.", "burnt and " * 6, False),
        ("It was <b>Ana</b> who came first of all.", "<b>Ana</b>", True),
        ("It was Ana\nRuiz who came first of all.", "Ana\nRuiz", False),
    ],
)
def test_a_short_answer_stands_by_itself_and_a_long_one_is_not_set_twice(
    sentence: str, words: str, is_short: bool
) -> None:
    reply = quoted(span_in(sentence, words))
    page = parsed(turn_of(reply))
    assert page.inside.get(".short") == ([words] if is_short else None)
    assert page.text("blockquote") == sentence


def test_a_list_has_numbered_items_and_says_how_sure_the_least_is() -> None:
    page = parsed(turn_of(one_of_each()["listing"]))
    assert page.inside[".part"] == ["2 items:"]
    assert page.inside["summary"][0] == "The least sure of these is likely right."
    assert [tag for tag, has in page.elements if has.get("class") == "series list"] == ["ol"]


def test_each_day_of_a_timeline_heads_all_that_happened_in_it() -> None:
    day = dt.date(2026, 2, 3)
    first, second, third = (Citation(span_in(f"{n} were hurt.", f"{n} were hurt.")) for n in ("Two", "Six", "Ten"))
    entries = (Dated(day, day, (first,)), Dated(day, day, (second,)), Dated(day, dt.date(2026, 2, 28), (third,)))
    reply = Timeline(Asked("When?"), entries=entries)
    page = parsed(turn_of(reply))
    assert page.inside[".entry-heading"] == ["3 February 2026", "3 to 28 February 2026"]
    assert page.inside["blockquote"] == ["Two were hurt.", "Six were hurt.", "Ten were hurt."]
    assert ".short" not in page.inside
    assert reply_text(reply).count("3 February 2026") == 1


def test_what_speaks_for_and_what_against_stands_in_columns() -> None:
    reply = one_of_each()["evidence"]
    page = parsed(turn_of(reply))
    assert page.inside[".said-by"] == ["One side", "The other side"]
    assert len(page.inside[".side"]) == 2
    assert "One side" in plain(reply)


def test_what_a_search_finds_stands_on_cards_with_the_words_that_match() -> None:
    page = parsed(turn_of(one_of_each()["search"]))
    assert [tag for tag, has in page.elements if "cards" in has.get("class", "")] == ["ol"]
    assert page.inside[".excerpt"] == ["Three people were hurt.", "Four people were hurt.", "Five people were hurt."]
    assert page.inside["strong"] == ["Three", "Four", "Five"]


def test_the_kinds_that_can_be_asked_for_are_those_that_there_are() -> None:
    assert {*KINDS, "help"} == set(COMPOSERS)
    assert set(TAKEN_FOR) | {FALLBACK} == set(KINDS)


def test_articles_without_a_date_that_were_searched_as_of_a_day_are_said() -> None:
    reply = quoted(span_in("It was shut.", "shut"), within=Filter(as_of=dt.date(2031, 9, 18)))
    for undated, said in (
        (0, []),
        (1, ["1 article without a date was searched, too."]),
        (2000, ["2,000 articles without a date were searched, too."]),
    ):
        counted = dataclasses.replace(reply, evidence=dataclasses.replace(reply.evidence, undated=undated))
        assert notes(counted, Role.UNDERSTOOD) == said
    assert notes(reply, Role.ASKED) == ["Only articles as of 18 September 2031."]


def test_the_page_asks_as_of_a_day() -> None:
    period = (dt.date(2031, 1, 5), dt.date(2031, 9, 18))
    asked = '<input type="date" name="as_of" min="2031-01-05" max="2031-09-18">'
    assert asked in render("page/restriction.html", outlets=[], sources=[], period=period)
    undated = render("page/restriction.html", outlets=[("Wire", "Wire", "Wire (2)")], sources=[], period=None)
    assert "as_of" not in undated, "no article has a day"
    within: dict[str, object] = {"outlets": [], "since": None, "until": None, "as_of": "2031-09-01"}
    assert conversation.filter_from(within) == Filter(as_of=dt.date(2031, 9, 1))


@given(texts.filter(lambda text: not re.search("[\ud800-\udfff]", text)))  # whose digest nobody could work out
def test_nothing_in_an_article_is_markup_in_a_page_to_share(said: str) -> None:
    text = f"One. {said} Two."
    reply = answered(text, (5, len(text)), (5, 5 + len(said)) if said else (5, 8), title=said, outlet=said, source=said)
    page = Page(shared(reply))
    assert {tag for tag, _ in page.elements} <= SHARED_TAGS
    for _, attributes in page.elements:
        assert set(attributes) <= {"class", "dir", "href", "rel", "value", "datetime"}
        assert attributes.get("href", "https://").startswith(("https://", "http://"))
    assert page.text(".answer") == carried(text[5:])
    assert page.text("code") == reply.citations[0].sha256


def test_a_page_to_share_shows_each_kind_of_reply_and_forbids_scripts() -> None:
    for reply in one_of_each().values():
        written = export.FORMS["share"]([(reply.question, blocks(reply))])
        assert "default-src 'none'" in written
        assert "<script" not in written
        page = Page(shared(reply))
        for citation in reply.citations:
            assert citation.sha256 in page.text("code")
            assert f"characters {citation.start}–{citation.end}" in page.text(".place")


def test_a_page_to_share_names_the_file_of_an_article_and_no_folder() -> None:
    reply = answered("The port reopened.", (0, 18), (4, 8), source="/home/ada/articles/port.jsonl#3")
    assert "port.jsonl#3, characters 4–8" in Page(shared(reply)).text(".place")
    assert "ada" not in shared(reply)
