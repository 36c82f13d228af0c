"""Which words of a question are read as words of the index, and which stay as they were typed."""

from __future__ import annotations

import string
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbot import presentation
from briefbot.blocks import Block, BlockKind
from briefbot.codec import as_dict, as_record, from_record
from briefbot.replies import Asked, NotFound, Respelt
from briefbot.spelling import Spelling, chosen, most_slips, one_slip_away, respelt, shown, slips, with_respelt
from briefbot.store import Facts, Snapshot, open_snapshot, open_writer
from briefbot.types import Document, Passage
from briefbot.words import content_words

KNOWN = {"painter", "wated"}  # words that a model knows, as it were
FACTS = Facts(encoder="none", fingerprint="0", dimension=4, passage_tokens=100)
ARTICLES = {
    "Bakery opens": "Crumpet Kingdom opened a bakery in Wendle. Queues of people waited; the government sent a cake.",
    "Vote": "The government voted for the parliamentary reform. Minister Orla Jansen spoke, not Minister Ulf Hansen.",
    "Sale": "Tomas Ødegård closed the sale of the closets. The chancellery was closed. Nobody paints a pointer.",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("spelling")
    with open_writer(folder) as writer:
        for title, text in ARTICLES.items():
            document = Document(text, title, f"{title}.txt")
            writer.add(document, [Passage(document, ((0, len(text)),))], [text])
            writer.link((f"/{title}", 0), document.source, document.id)
        writer.embed_as(FACTS.encoder, FACTS.fingerprint)
        hashes = [content_hash for content_hash, _ in writer.take_pending(9)]
        writer.embed(hashes, np.tile(np.eye(4, dtype=np.float32)[0], (len(hashes), 1)))
        writer.commit(FACTS)
    return folder


def read(folder: Path, question: str) -> str:
    def within(snapshot: Snapshot) -> tuple[Respelt, ...]:
        return respelt(question, snapshot.missing, snapshot.spellings, snapshot.in_some_text, KNOWN.__contains__)

    with open_snapshot(folder) as snapshot:
        return with_respelt(question, within(snapshot))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("how many peple qued", "how many people qued"),
        ("did the goverment vote", "did the government vote"),
        ("did the governmnet vote", "did the government vote"),
        ("What did the parlimentry reform change?", "What did the parliamentary reform change?"),
        ("Which cake did Crumpte Kingdom bake?", "Which cake did Crumpet Kingdom bake?"),
        ("waht did teh bakery sell", "what did the bakery sell"),
        ("how old is odegaard", "how old is Ødegård"),
        ("How old is Odegard?", "How old is Odegard?"),
    ],
)
def test_a_slip_is_read_as_the_word_of_the_index(folder: Path, typed: str, meant: str) -> None:
    assert read(folder, typed) == meant


@pytest.mark.parametrize(
    "question",
    [
        *(
            "Who is Minister Nansen?",
            "How tall is Wenda?",
            "What did BAKERI say?",
            "Who paid 40000?",
            "What is A320-200?",
        ),
        *("whats in the cake?", "who wated?", "Do zebras paint?", "Who owns the painter?", "Was it Uls?"),
    ],
)
def test_names_with_two_neighbours_numbers_and_what_is_far_from_all_stay(folder: Path, question: str) -> None:
    assert read(folder, question) == question


def test_a_word_of_the_index_is_never_read_as_another(folder: Path) -> None:
    for text in ARTICLES.values():
        assert read(folder, text) == text


def test_a_word_that_headlines_and_sentences_begin_with_is_no_name(tmp_path: Path) -> None:
    title, first, second = (
        "Ferry Strike Ends",
        "Ferry crews sail again.",
        "No ferry had sailed, said Sellick.",
    )
    text = f"{title}\n\n{first} {second}"
    bounds = ((0, len(title)), (len(title) + 2, len(text) - len(second) - 1), (len(text) - len(second), len(text)))
    blocks = (Block(BlockKind.HEADLINE, *bounds[0]), Block(BlockKind.BODY, bounds[1][0], len(text)))
    document = Document(text, title, "a.txt", blocks=blocks)
    with open_writer(tmp_path) as writer:
        writer.add(document, [Passage(document, bounds)], [text])
        writer.link(("/a.txt", 0), document.source, document.id)
        writer.settle(lambda _: ((), ()))
        writer.embed_as(FACTS.encoder, FACTS.fingerprint)
        [(content_hash, _)] = writer.take_pending(9)
        writer.embed([content_hash], np.eye(4, dtype=np.float32)[:1])
        writer.commit(FACTS)
    assert read(tmp_path, "did a ferrry sail again") == "did a ferry sail again"
    assert read(tmp_path, "what did selick say") == "what did Sellick say"


def test_what_stands_in_a_text_but_in_no_passage_is_no_slip(folder: Path) -> None:
    missing, found = list, lambda word: [Spelling("government", 2, 1, False)] if word == "goverment" else []
    known = KNOWN.__contains__
    read = (Respelt("goverment", "government"),)
    assert respelt("the goverment", missing, found, lambda _: False, known) == read
    assert respelt("the goverment", missing, found, lambda _: True, known) == ()
    assert respelt("the goverment", missing, found, lambda _: False, lambda _: True) == ()
    with open_snapshot(folder) as snapshot:
        for phrase, held in (("crumpet KINGDOM", True), ("Ødegård", True), ("crumpet king", False), ("ingdom", False)):
            assert snapshot.in_some_text(phrase) == held, phrase


def spelling(word: str, passages: int = 1, distance: int = 1, swapped: bool = False) -> Spelling:
    return Spelling(word, passages, distance, swapped)


@pytest.mark.parametrize(
    ("typed", "spellings", "expected"),
    [
        ("pianter", [], ""),
        ("pianter", [spelling("painter")], "painter"),
        ("pianter", [spelling("painter", 1, 1, True), spelling("planter", 90)], "painter"),
        ("painetr", [spelling("painted", 20), spelling("painter", 2)], "painted"),
        ("painetr", [spelling("painted", 19), spelling("painter", 2)], ""),
        ("Halloran", [spelling("Halloren")], "Halloren"),
        ("Halloran", [spelling("Halloren", 500), spelling("Hallaran", 1)], ""),
        ("Halloran", [spelling("hallowed")], ""),
        ("halloran", [spelling("Halloren", 500), spelling("Hallaran", 1)], ""),
        ("Barlowna", [spelling("Barlowa", 3, 1), spelling("Barlowne", 4, 2)], "Barlowa"),
        ("Sunder", [spelling("Sunday", 400)], ""),
        ("Sunady", [spelling("Sunday", 400, 1, True)], "Sunday"),
        ("superbond", [spelling("Superfund", 4, 2)], ""),
        ("paternity", [spelling("maternity", 4)], ""),
        ("Kreem", [spelling("Kreme", 1, 1, True)], "Kreme"),
        ("Krame", [spelling("Kreme")], ""),
    ],
)
def test_one_word_must_be_clearly_meant(typed: str, spellings: Sequence[Spelling], expected: str) -> None:
    assert chosen(typed, spellings) == expected


@given(st.text(string.ascii_lowercase, min_size=1, max_size=9))
def test_all_that_is_one_slip_away_is(word: str) -> None:
    near = one_slip_away(word)
    assert word not in near
    assert all(slips(word, other, 2) == 1 for other in near if other)
    assert {word + "a", "b" + word} <= near


@pytest.mark.parametrize(("word", "most"), [("four", 0), ("fives", 1), ("eighties", 2), ("NATOS", 0), ("b52s1", 0)])
def test_long_words_may_have_two_slips(word: str, most: int) -> None:
    assert most_slips(word) == most


def test_what_was_read_is_said_kept_and_given_to_programs() -> None:
    asked = Asked(
        "Where is the Crumpte Kingdom in wendla?", read_as=(Respelt("Crumpte", "Crumpet"), Respelt("wendla", "Wendle"))
    )
    reply = NotFound(asked)
    assert shown(reply.question, reply.read_as) == ["Crumpet Kingdom", "Wendle"]
    assert "Read as “Crumpet Kingdom”, “Wendle”." in [
        getattr(block, "text", "") for block in presentation.blocks(reply)
    ]
    assert as_dict(reply)["read_as"] == [
        {"typed": "Crumpte", "read": "Crumpet"},
        {"typed": "wendla", "read": "Wendle"},
    ]
    assert from_record(as_record(reply), lambda _: pytest.fail("no article is needed")) == reply


@given(st.text(max_size=60))
def test_any_question_can_be_looked_through(question: str) -> None:
    read = respelt(question, list, lambda _: [Spelling("Other", 1, 1, True)], lambda _: False, KNOWN.__contains__)
    with_respelt(question, read)
    assert len(shown(question, read)) <= len(read)
    assert set(content_words(question)) or not read
