"""A copy of an index from a folder to a server, back, and what happens where it is cut."""

from __future__ import annotations

from pathlib import Path

import pytest
from postgres_server import Addresses
from stores import tables
from test_repetition import build, held, with_line
from test_store import article, fill

import briefbot
from briefbot.errors import IndexNotFoundError
from briefbot.store import NOTES, copying, open_snapshot, open_store, open_writer

pytestmark = pytest.mark.slow

LINE = "Subscribe to the Quagga letter"


def filled(folder: Path) -> None:
    """An index with families, furniture, a source, a document that is gone and one that came late."""
    build(folder, [with_line(number, LINE) for number in range(9)])
    with open_writer(folder) as writer:
        writer.remember("/articles", "articles")
        writer.keep()
    build(folder, [with_line(number, LINE) for number in range(1, 11)])


def same(one: str | Path, other: str | Path) -> None:
    assert held(one) == held(other)
    with open_snapshot(one) as first, open_snapshot(other) as second:
        assert list(first.documents()) == list(second.documents())
        assert list(first.entries()) == list(second.entries())
        assert first.roots() == second.roots()
        for question in ("quagga river letter", "the harbour", "story"):
            assert first.bm25(question, 50) == second.bm25(question, 50)
    assert [check for check in open_store(other).examine() if not check.ok] == []


def test_a_copy_to_a_server_and_back_is_the_same_index_and_goes_on_growing(tmp_path: Path, postgres: Addresses) -> None:
    there, back = postgres.new(), tmp_path / "back"
    filled(tmp_path / "index")
    with open_snapshot(tmp_path / "index") as snapshot:
        counts = snapshot.counts()
    open_store(tmp_path / "index").kept(NOTES).append(b"a note\n")
    assert briefbot.copy_index(tmp_path / "index", there) == counts
    assert open_store(there).kept(NOTES).read(100) == b"a note\n"
    same(tmp_path / "index", there)
    assert briefbot.copy_index(there, back) == counts
    same(there, back)
    for index in (there, back):
        build(index, [with_line(number, LINE) for number in range(1, 13)])
    same(there, back)


def test_a_copy_over_an_index_is_refused(tmp_path: Path, postgres: Addresses) -> None:
    there = postgres.new()
    fill(tmp_path / "one", [article("Rain fell.")])
    fill(tmp_path / "two", [article("Snow fell.")])
    briefbot.copy_index(tmp_path / "one", there)
    for target in (there, tmp_path / "one"):
        with pytest.raises(briefbot.BriefbotError, match=r"There is an index at .* already"):
            briefbot.copy_index(tmp_path / "two", target)
    with pytest.raises(IndexNotFoundError):
        briefbot.copy_index(tmp_path / "none", postgres.new())


def test_a_copy_that_is_cut_is_not_seen_and_goes_on_where_it_was(
    tmp_path: Path, postgres: Addresses, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "_AT_ONCE", 3)
    there = postgres.new()
    filled(tmp_path)

    def cut(told: briefbot.Progress) -> None:
        if told.done >= 6:
            raise LookupError

    with pytest.raises(LookupError):
        briefbot.copy_index(tmp_path, there, progress=cut)
    with pytest.raises(IndexNotFoundError, match="did not finish"), open_snapshot(there):
        pass
    with pytest.raises(briefbot.BriefbotError, match="part of a copy"):
        fill(there, [article("Rain fell.")])
    told: list[int] = []
    briefbot.copy_index(tmp_path, there, progress=lambda one: told.append(one.done))
    assert told[0] == 6
    same(tmp_path, there)
    with tables(there) as connection:
        assert connection.execute("SELECT * FROM facts WHERE key = 'copying'").fetchall() == []


def test_a_copy_that_was_cut_goes_on_with_the_same_generation_only(
    tmp_path: Path, postgres: Addresses, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "_AT_ONCE", 1)
    there = postgres.new()
    filled(tmp_path)

    def cut(told: briefbot.Progress) -> None:
        if told.done >= 2:
            raise LookupError

    with pytest.raises(LookupError):
        briefbot.copy_index(tmp_path, there, progress=cut)
    fill(tmp_path, [article("Rain fell.")])
    with pytest.raises(briefbot.BriefbotError, match="part of a copy of another index, or of another generation"):
        briefbot.copy_index(tmp_path, there)
