"""Blocks decide what is embedded and may answer: passages, sentences and answers stay within them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pytest
from briefbot_ui import export, turns
from briefbot_ui.article_view import article
from hypothesis import given, settings
from hypothesis import strategies as st
from made import not_found, quoted
from rounds import rounds

from briefbot.blocks import ANSWERING, LABELLED, SILENT, Block, BlockKind, borders, find_blocks
from briefbot.codec import as_dict
from briefbot.passages import split_passages, split_sentences
from briefbot.presentation import asides, blocks
from briefbot.reader import Reader
from briefbot.reader.framing import Window
from briefbot.terminal import reply_text
from briefbot.types import Document, Hit, Passage, Span

SENTENCE = "It was Ada Quill, the mayor said."
paragraphs = st.sampled_from(
    [
        SENTENCE,
        f"{SENTENCE} {SENTENCE}",
        "By Bo Tarn",
        "a | b\nc | d",
        "One line\nand the next",
        "x" * 90,
        "Was it? “No.”",
    ]
)


def parted(parts: Sequence[tuple[BlockKind, str]], gap: str = "\n\n") -> Document:
    """A document of these blocks, in this order."""
    text, found = "", []
    for kind, words in parts:
        text += gap if text else ""
        found.append(Block(kind, len(text), len(text) + len(words)))
        text += words
    return Document(text, "A title", "a.txt", blocks=tuple(found))


documents = st.builds(
    parted,
    st.lists(st.tuples(st.sampled_from(list(BlockKind)), paragraphs), min_size=1, max_size=8),
    st.sampled_from(["\n\n", "\n", " "]),
)


@settings(max_examples=rounds(200), deadline=None)
@given(documents, st.integers(8, 60))
def test_passages_hold_what_answers_and_nothing_else(document: Document, budget: int) -> None:
    passages = split_passages(document, budget)
    held: list[int] = []
    for passage in passages:
        within = [b for b in document.blocks if b.start < passage.end and b.end > passage.start]
        kinds = {block.kind for block in within}
        assert not kinds & SILENT
        assert kinds <= ANSWERING or (len(within) == 1 and kinds <= LABELLED)
        assert passage.kind == within[0].kind
        for start, end in passage.sentences:
            [block] = [b for b in within if b.start <= start and end <= b.end]
            assert passage.sentence_around(start, end) == (start, end)
            assert document.block_at(start) == block
            held += range(start, end)
    assert held == sorted(set(held))
    speaking = {at for b in document.blocks if b.kind not in SILENT for at in range(b.start, b.end)}
    assert {at for at in speaking if not document.text[at].isspace()} <= set(held) <= speaking


@settings(max_examples=rounds(60), deadline=None)
@given(st.lists(paragraphs, min_size=1, max_size=6), st.integers(8, 60))
def test_blocks_that_answer_share_passages_as_paragraphs_do(words: list[str], budget: int) -> None:
    document = parted([(BlockKind.BODY, part) for part in words])
    unknown = Document(document.text, document.title, document.source)
    assert [p.sentences for p in split_passages(document, budget)] == [
        p.sentences for p in split_passages(unknown, budget)
    ]


def test_a_text_of_unknown_blocks_is_body() -> None:
    document = Document(f"  {SENTENCE}", "A title", "a.txt")
    assert document.block_at(5) == Block(BlockKind.BODY, 0, len(document.text))
    assert [passage.kind for passage in split_passages(document, 40)] == [BlockKind.BODY]


def test_a_sentence_does_not_go_on_in_the_next_block() -> None:
    text = "The dam held\nand nobody was hurt."
    assert len(split_sentences(text)) == 1
    assert [text[start:end] for start, end in split_sentences(text, [13])] == ["The dam held", "and nobody was hurt."]


def test_the_sentence_around_a_quote_ends_with_its_block() -> None:
    document = parted([(BlockKind.BODY, "The dam held"), (BlockKind.CREDIT, "Photo by Bo Tarn")], "\n")
    older = Passage(document, ((0, len(document.text)),))  # of a reply that was kept before the credit was known
    assert older.sentence_around(4, 7) == (0, 12)


class Pointing:
    """A model whose words are its tokens, and that likes best to begin at one word and to end at another."""

    name = "pointing"
    at_once = 1
    fingerprint = "0"

    def __init__(self, first: str, last: str) -> None:
        self._first, self._last = first, last

    def windows(self, _question: str, text: str) -> Iterable[Window]:
        offsets = []
        at = 0
        for word in text.split():
            at = text.index(word, at)
            offsets.append((at, at + len(word)))
            at += len(word)
        tokens = [text[start:end] for start, end in offsets]
        start = np.array([5.0 if token == self._first else 0.0 for token in tokens], np.float32)
        end = np.array([5.0 if token == self._last else 0.0 for token in tokens], np.float32)
        yield Window(offsets, start, end, 0.0)


def read(document: Document, first: str, last: str) -> list[str]:
    """What a reader that would answer from one word to another takes from a text that is one passage."""
    hit = Hit(Passage(document, ((0, len(document.text)),)), 1.0, 1.0, 1.0)
    reader = Reader(Pointing(first, last))
    return [span.text for span in reader.read("Who?", [hit], per_passage=3, max_tokens=30)]


@pytest.mark.parametrize("gap", [" ", "\n"])
def test_no_answer_goes_from_one_block_into_another(gap: str) -> None:
    parts = [(BlockKind.HEADLINE, "Dam opened by Quill"), (BlockKind.BODY, "Tarn was not there")]
    document = parted(parts, gap)
    unknown = Document(document.text, "A title", "a.txt")
    assert f"Quill{gap}Tarn" in read(unknown, "Quill", "Tarn")
    assert not any("Quill" in words and "Tarn" in words for words in read(document, "Quill", "Tarn"))


@pytest.mark.parametrize("table", ["Ada Quill | 1931\nBo Tarn | 1948", "Ada Quill\t1931\nBo Tarn\t1948"])
@pytest.mark.parametrize(("first", "last"), [("Quill", "1931"), ("1931", "Bo"), ("Ada", "Tarn")])
def test_no_answer_goes_over_a_cell_of_a_table(table: str, first: str, last: str) -> None:
    document = parted([(BlockKind.BODY, "They were:"), (BlockKind.TABLE, table)])
    found = read(document, first, last)
    assert found
    for words in found:
        assert words in ["Ada Quill", "1931", "Bo Tarn", "1948", "They were:"] or len(words.split()) == 1


def test_a_span_is_mended_within_its_block() -> None:
    parts = [(BlockKind.BODY, "It cost $5"), (BlockKind.BODY, "million people came")]
    assert read(Document(parted(parts, " ").text, "A title", "a.txt"), "$5", "$5")[0] == "$5 million"
    assert read(parted(parts, " "), "$5", "$5")[0] == "$5"


@given(documents)
def test_borders_are_where_something_new_begins(document: Document) -> None:
    text = document.text
    found = borders(text, document.blocks, 0, len(text))
    assert list(found) == sorted(set(found))
    assert {block.start for block in document.blocks[1:]} <= set(found)
    for start, end in zip([0, *found], [*found, len(text)], strict=True):
        kinds = {b.kind for b in document.blocks if b.start < end and b.end > start}
        assert len(kinds) == 1
        if kinds == {BlockKind.TABLE}:
            assert not set("|\n") & set(text[start:end].strip().strip("|"))


CAPTION = parted([(BlockKind.BODY, "The dam held."), (BlockKind.CAPTION, "Ada Quill at the dam.")])
MAIL = parted([(BlockKind.BODY, "I agree."), (BlockKind.MAIL, "It was Bo Tarn.")])


def span_of(document: Document, words: str) -> Span:
    start = document.text.index(words)
    block = document.block_at(start)
    return Span(Hit(Passage(document, ((block.start, block.end),)), 1.0, 1.0, 1.0), start, start + len(words), 1.0, 0.0)


@pytest.mark.parametrize(
    ("document", "words", "said"),
    [(CAPTION, "Ada Quill", "in a caption"), (MAIL, "Bo Tarn", "in quoted mail"), (CAPTION, "dam", "")],
)
def test_an_answer_from_a_caption_or_quoted_mail_says_so_wherever_it_is_shown(
    document: Document, words: str, said: str
) -> None:
    reply = quoted(span_of(document, words))
    shown = blocks(reply)
    everywhere = (
        reply_text(reply),
        export.plain("Who?", shown),
        export.markdown("Who?", shown),
        export.conversation_html([("Who?", shown)]),
        turns.reply_turn("Who?", shown),
    )
    for text in everywhere:
        assert (said in text) if said else ("in a caption" not in text)
    assert quoted(span_of(document, words)).citations[0].kind == document.block_at(document.text.index(words)).kind


def test_a_place_to_read_in_a_caption_says_so() -> None:
    reply = not_found(span_of(CAPTION, "Ada Quill").hit)
    assert "in a caption" in reply_text(reply)
    assert "in a caption" in turns.reply_turn("Who?", blocks(reply))


def test_json_names_the_block() -> None:
    citations = as_dict(quoted(span_of(CAPTION, "Ada Quill")))["citations"]
    assert isinstance(citations, list)
    assert [citation["block"] for citation in citations] == ["caption"]
    assert as_dict(span_of(MAIL, "Bo Tarn").hit.passage)["block"] == "mail"


def test_the_page_sets_back_what_is_no_news_and_shows_all_of_it() -> None:
    document = parted(
        [
            (BlockKind.HEADLINE, "Dam holds"),
            (BlockKind.CREDIT, "By <b>Bo Tarn</b>"),
            (BlockKind.BODY, "The dam held."),
            (BlockKind.CAPTION, "Ada Quill at the dam."),
        ]
    )
    pane = article(document, (0, 3), (0, 9))
    assert '<span class="aside credit">By &lt;b&gt;Bo Tarn&lt;/b&gt;</span>' in pane
    assert '<span class="aside caption" data-label="Caption">Ada Quill at the dam.</span>' in pane
    assert "<mark>Dam</mark>" in pane
    assert [aside.label for aside in asides(document)] == ["", "Caption"]
    start = document.text.index("Quill")
    marked = article(document, (start, start + 5), (start - 4, len(document.text)))
    assert marked.count("data-label") == 1, "a label stands at the beginning alone"


@given(st.text(max_size=80), st.text(max_size=10))
def test_found_blocks_cover_all_but_white_space(text: str, title: str) -> None:
    at = 0
    for block in find_blocks(text, title):
        assert not text[at : block.start].strip()
        assert text[block.start : block.end] == text[block.start : block.end].strip() != ""
        at = block.end
    assert not text[at:].strip()
