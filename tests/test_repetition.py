"""A line that stands at the edges of many articles is furniture, however the index came to hold them."""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from builder import vector_of
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rounds import rounds
from stores import only, tables

from briefbot.blocks import SILENT, Block, BlockKind
from briefbot.blocks.repetition import EDGE, FAMILIES, LONGEST_LINE, edge_lines, settled_blocks
from briefbot.passages import split_passages
from briefbot.store import CATALOG, Facts, open_snapshot, open_store, open_writer, repeated_lines
from briefbot.types import Document, Passage

FACTS = Facts(encoder="none", fingerprint="0", dimension=4, passage_tokens=40)
WORDS = (
    *("river", "council", "vote", "ferry", "strike", "mayor", "bridge", "school"),
    *("budget", "harbour", "winter", "storm", "court", "union", "price", "report"),
)
ASIDES = ("Sign up for our letter", "Read more", "HARBOUR (Wire)", "Have your say.")


def headline_and_body(text: str, title: str) -> tuple[Block, ...]:
    """The blocks of a text of which nothing more is known: its headline, if it begins with one, and the rest."""
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    top = start + len(title) if title and text[start:].startswith(f"{title}\n") else start
    body = top + len(text[top:end]) - len(text[top:end].lstrip())
    found = (Block(BlockKind.HEADLINE, start, top), Block(BlockKind.BODY, body, end))
    return tuple(block for block in found if text[block.start : block.end].strip())


def story(seed: int, part: int = 0) -> str:
    """Ten sentences of fourteen. Parts 0 and 1 are near-copies, and so are 1 and 2, but 0 and 2 are not."""
    chance = random.Random(seed)  # noqa: S311  no secret
    sentences = [" ".join(chance.choices(WORDS, k=9)).capitalize() + "." for _ in range(14)]
    return "\n\n".join(sentences[2 * part : 2 * part + 10])


@dataclass(frozen=True)
class Article:
    """What a place holds: a story under a headline, with lines around it."""

    place: int
    seed: int
    part: int  # of the story of this seed
    headline: int
    above: int
    below: tuple[int, ...]

    def document(self) -> Document:
        title = f"Number {self.headline} says {WORDS[self.headline]}"
        text = "\n\n".join([title, ASIDES[self.above], story(self.seed, self.part), *(ASIDES[n] for n in self.below)])
        return Document(text, title, f"{self.place}.txt", blocks=headline_and_body(text, title))


articles = st.builds(
    Article,
    place=st.integers(0, 7),
    seed=st.integers(0, 4),
    part=st.integers(0, 2),
    headline=st.integers(0, 3),
    above=st.integers(0, 3),
    below=st.lists(st.integers(0, 3), max_size=2).map(tuple),
)


def cut(document: Document) -> tuple[tuple[Passage, ...], list[str]]:
    passages = split_passages(document, FACTS.passage_tokens)
    return passages, [f"{document.title}\n{passage.text}" for passage in passages]


def build(folder: str | Path, documents: Iterable[Document]) -> list[str]:
    """Bring the index to hold these documents and no other; return the texts that were embedded."""
    with open_writer(folder) as writer:
        before = writer.under("/articles")
        places = {(f"/articles/{document.source}", 0): document for document in documents}
        for place, document in places.items():
            if not writer.holds(document):
                writer.add(document, *cut(document))
            writer.link(place, document.source, document.id)
        for place in before.keys() - places.keys():
            writer.unlink(place)
        writer.drop_orphans()
        writer.settle(cut)
        writer.embed_as(FACTS.encoder, FACTS.fingerprint)
        texts = writer.take_pending(10_000)
        if texts:
            writer.embed([content_hash for content_hash, _ in texts], np.stack([vector_of(text) for _, text in texts]))
        writer.commit(writer.facts or FACTS)
    return [text for _, text in texts]


def held(folder: str | Path) -> dict[str, object]:
    """All that an index holds of its documents, but for numbers and times."""
    with tables(folder) as connection:
        names = dict(connection.execute("SELECT number, id FROM documents").fetchall())
        terms = dict(connection.execute("SELECT id, term FROM terms").fetchall())
        documents = connection.execute("SELECT id, title, found, blocks, family, signature FROM documents").fetchall()
        passages = connection.execute("SELECT document, sentences, content_hash, terms, vector FROM passages")
        return {
            "documents": sorted(documents),
            "passages": sorted(
                (names[document], sentences, content_hash, sorted(terms[n] for n in np.frombuffer(ids, "<u4")), vector)
                for document, sentences, content_hash, ids, vector in passages
            ),
            "edges": sorted((value, names[d]) for value, d in connection.execute("SELECT hash, document FROM edges")),
            "repeated": connection.execute("SELECT hash FROM repeated ORDER BY hash").fetchall(),
            "unsearched": sorted(
                (names[d], terms[n]) for n, d in connection.execute("SELECT term, document FROM unsearched")
            ),
            "bands": sorted((key, names[d]) for key, d in connection.execute("SELECT key, document FROM bands")),
        }


def latest(state: Iterable[Article]) -> list[Document]:
    """The documents of a state: the last article of each place. Of one text, the first place gives the title."""
    found = {article.place: article.document() for article in state}
    return [found[place] for place in sorted(found)]


CHAIN = [Article(0, 0, 0, 0, 0, ()), Article(1, 0, 1, 1, 1, ()), Article(2, 0, 2, 2, 0, ()), Article(3, 1, 0, 3, 0, ())]


@pytest.mark.slow
@settings(max_examples=rounds(60), deadline=None)
@given(st.lists(st.lists(articles, min_size=1, max_size=10), min_size=2, max_size=5))
@example([[Article(n, n, 0, n % 4, 0, ()) for n in range(4)], [Article(n, n, 0, n % 4, 0, ()) for n in range(2)]])
@example([[Article(n, 0, 0, n % 4, 0, (1,)) for n in range(4)], [Article(n, n, 0, n % 4, 0, (1,)) for n in range(4)]])
@example([CHAIN, [CHAIN[0], *CHAIN[2:]]])  # a copy goes that held two others together
@example([[CHAIN[0], *CHAIN[2:]], CHAIN])  # and comes
def test_an_index_that_was_built_step_by_step_is_that_of_one_build(
    tmp_path_factory: pytest.TempPathFactory, states: list[list[Article]]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(repeated_lines, "FAMILIES", 3)
        steps, once = tmp_path_factory.mktemp("steps"), tmp_path_factory.mktemp("once")
        for state in states:
            build(steps, latest(state))
        build(once, latest(states[-1]))
        assert held(steps) == held(once)
        assert [check for check in open_store(steps).examine() if not check.ok] == []


def with_line(number: int, line: str = ASIDES[0]) -> Document:
    text = f"Headline {number}\n\n{story(number)}\n\n{line}"
    return Document(text, f"Headline {number}", f"{number}.txt", blocks=headline_and_body(text, f"Headline {number}"))


def furniture(folder: Path) -> dict[str, list[str]]:
    with open_snapshot(folder) as snapshot:
        documents = list(snapshot.documents())
    return {d.source: [d.text[b.start : b.end] for b in d.blocks if b.kind is BlockKind.FURNITURE] for d in documents}


def test_a_line_is_furniture_from_the_eighth_family_on_and_no_longer_when_one_goes(tmp_path: Path) -> None:
    documents = [with_line(number) for number in range(FAMILIES)]
    build(tmp_path, documents[:-1])
    assert set(map(tuple, furniture(tmp_path).values())) == {()}
    build(tmp_path, documents)
    assert furniture(tmp_path) == {document.source: [ASIDES[0]] for document in documents}
    with open_snapshot(tmp_path) as snapshot:
        assert not any(ASIDES[0] in passage.text for passage in snapshot.passages(range(100)).values())
    build(tmp_path, documents[1:])
    assert set(map(tuple, furniture(tmp_path).values())) == {()}


def test_near_copies_count_once(tmp_path: Path) -> None:
    copies = [with_line(0)]
    for number in range(1, 2 * FAMILIES):  # one report under many headlines
        text = f"Another headline, {number}\n\n{story(0)}\n\n{ASIDES[0]}"
        title = f"Another headline, {number}"
        copies.append(Document(text, title, f"copy-{number}.txt", blocks=headline_and_body(text, title)))
    build(tmp_path, copies)
    with open_snapshot(tmp_path) as snapshot:
        assert len({document.family for document in snapshot.documents()}) == 1
    assert set(map(tuple, furniture(tmp_path).values())) == {()}


def test_only_articles_whose_blocks_changed_are_embedded_again(tmp_path: Path) -> None:
    others = [with_line(100 + number, f"Nobody else has line {number}") for number in range(5)]
    documents = [with_line(number) for number in range(FAMILIES)]
    build(tmp_path, others + documents[:-1])
    with open_snapshot(tmp_path) as snapshot:
        before = snapshot.passages(range(1000))
    embedded = build(tmp_path, others + documents)
    with open_snapshot(tmp_path) as snapshot:
        after = snapshot.passages(range(1000))
    gone = [p for n, p in before.items() if n not in after]
    assert all(ASIDES[0] in passage.text or passage.document in documents for passage in gone)
    assert {passage.document.source for n, passage in after.items() if n not in before} == {
        document.source for document in documents
    }
    assert all(text.startswith("Headline ") and not text.startswith("Headline 10") for text in embedded)
    assert build(tmp_path, others + documents) == []


def test_a_build_looks_only_at_articles_that_changed_or_whose_line_became_furniture(tmp_path: Path) -> None:
    documents = [with_line(number, ASIDES[number % 2]) for number in range(3 * FAMILIES)]
    rare = [with_line(100 + number, "A line of few") for number in range(FAMILIES - 1)]
    build(tmp_path, documents + rare)
    for number, line, looked_at in (
        (200, "A line of its own", 1),
        (201, ASIDES[0], 1),
        (202, "A line of few", FAMILIES),
    ):
        told: list[tuple[int, int]] = []
        with open_writer(tmp_path) as writer:
            document = with_line(number, line)
            writer.add(document, *cut(document))
            writer.link((f"/articles/{document.source}", 0), document.source, document.id)
            writer.settle(cut, lambda done, total, told=told: told.append((done, total)))  # type: ignore[misc]
        assert told[-1] == (looked_at, looked_at)


def test_a_word_that_only_furniture_has_is_not_missing(tmp_path: Path) -> None:
    documents = [with_line(number, "Subscribe to the Quagga letter") for number in range(FAMILIES)]
    build(tmp_path, documents)
    with open_snapshot(tmp_path) as snapshot:
        numbers = snapshot.bm25("river", 99)
        assert snapshot.bm25("quagga", 9) == []
        assert snapshot.missing(["quagga", "zebra"]) == ["zebra"]
        assert snapshot.missing(["quagga"], only(sorted(n for n, _ in numbers))) == []
        assert snapshot.missing(["quagga"], only([])) == ["quagga"]


body = BlockKind.BODY


def settled(text: str, title: str = "", found: Sequence[Block] | None = None) -> list[tuple[str, str]]:
    """Kind and text of each block where every line at the edge stands in many articles."""
    blocks = tuple(found) if found is not None else headline_and_body(text, title)
    lines = edge_lines(text, title, blocks)
    return [(b.kind, text[b.start : b.end]) for b in settled_blocks(blocks, text, lines, {n.hash for n in lines})]


def test_a_headline_and_a_long_paragraph_are_never_repeated_lines() -> None:
    long = "The council said again that it would vote. " * 6
    assert len(long) > LONGEST_LINE
    assert settled(f"Five things to know\n\n{long}\n\nSign up", "Five things to know") == [
        ("headline", "Five things to know"),
        ("body", long.strip()),
        ("furniture", "Sign up"),
    ]


def test_lines_in_the_middle_are_left_unless_furniture_stands_beside_them() -> None:
    lines = [f"Line {number}" for number in range(20)]
    text = "\n".join(lines)
    assert [words for kind, words in settled(text) if kind == "body"] == ["\n".join(lines[EDGE:-EDGE])]
    at = text.index("Line 9\n")
    found = [
        Block(body, 0, at - 1),
        Block(BlockKind.FURNITURE, at, at + 6),
        Block(body, at + 7, len(text)),
    ]
    assert ("furniture", "Line 8\nLine 9\nLine 10") in settled(text, "", found)


def test_lines_of_a_wrapped_paragraph_are_no_lines_by_themselves() -> None:
    wrapped = "Some 1,300 people were ordered out of their homes below the\nOstrel Dam early, and\nnobody was hurt."
    assert settled(f"{wrapped}\n\nSign up\nRead more") == [("body", wrapped), ("furniture", "Sign up\nRead more")]


def test_what_is_raised_while_passages_are_cut_is_not_taken_for_damage(tmp_path: Path) -> None:
    def fail(document: Document) -> tuple[Sequence[Passage], Sequence[str]]:
        raise LookupError(document.id)

    build(tmp_path, [with_line(number) for number in range(FAMILIES - 1)])
    with pytest.raises(LookupError), open_writer(tmp_path) as writer:
        document = with_line(FAMILIES)
        writer.add(document, *cut(document))
        writer.link(("/articles/last", 0), "last", document.id)
        writer.settle(fail)


def test_an_article_that_is_nothing_but_repeated_lines_keeps_them() -> None:
    assert settled("Weather\n\nRain is expected.", "Weather") == [
        ("headline", "Weather"),
        ("body", "Rain is expected."),
    ]


@given(st.text(alphabet="ab \n\r\tć.", max_size=120), st.sets(st.integers(0, 20)), st.text("ab", max_size=3))
def test_settled_blocks_cover_all_but_white_space_in_order(text: str, chosen: set[int], title: str) -> None:
    found = headline_and_body(text, title)
    lines = edge_lines(text, title, found)
    repeated = {line.hash for at, line in enumerate(lines) if at in chosen}
    blocks = settled_blocks(found, text, lines, repeated)
    at = 0
    for block in blocks:
        assert not text[at : block.start].strip()
        assert text[block.start : block.end] == text[block.start : block.end].strip() != ""
        at = block.end
    assert not text[at:].strip()
    assert {b.kind for b in blocks} - {b.kind for b in found} <= SILENT


def test_the_blocks_are_stored_as_compact_json(tmp_path: Path) -> None:
    document = with_line(1)
    build(tmp_path, [document])
    with closing(sqlite3.connect(tmp_path / CATALOG)) as connection:
        [(stored,)] = connection.execute("SELECT blocks FROM documents")
    assert stored == json.dumps([[b.kind, b.start, b.end] for b in document.blocks], separators=(",", ":"))
    with open_snapshot(tmp_path) as snapshot:
        assert next(snapshot.documents()).blocks == document.blocks
