"""A copy of an index from a folder to a server, back, and what happens where it is cut."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from postgres_server import Addresses
from stores import tables
from test_repetition import build, held, with_line
from test_store import article, fill

import briefbot
from briefbot.errors import IndexNotFoundError
from briefbot.store import NOTES, copying, open_snapshot, open_store, open_writer
from briefbot.store.postgres.writer import PostgresWriter

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
    part = rf"part of a copy of {tmp_path}, which was cut\. Finish it with: briefbot copy {tmp_path} postgresql://"
    with pytest.raises(IndexNotFoundError, match=part), open_snapshot(there):
        pass
    with pytest.raises(IndexNotFoundError, match=part):
        fill(there, [article("Rain fell.")])
    with pytest.raises(IndexNotFoundError, match=part):
        briefbot.build_index(index=there)
    assert [(check.name, check.ok) for check in open_store(there).examine()] == [("server", True), ("format", False)]
    (*_, format_) = open_store(there).examine()
    assert re.search(part, f"{format_.found} {format_.cure}")
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
    with pytest.raises(briefbot.BriefbotError, match=r"part of a copy of an earlier generation of .* --anew"):
        briefbot.copy_index(tmp_path, there)
    briefbot.copy_index(tmp_path, there, anew=True)
    same(tmp_path, there)


def test_a_copy_of_another_index_takes_the_place_of_what_a_cut_one_has_left(
    tmp_path: Path, postgres: Addresses, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "_AT_ONCE", 3)
    there, one, other = postgres.new(), tmp_path / "one", tmp_path / "other"
    filled(one)
    open_store(one).kept(NOTES).append(b"a note\n")
    fill(other, [article(f"Snow fell {n}.", f"{n}.txt") for n in range(4)])
    with monkeypatch.context() as cut, pytest.raises(LookupError):
        cut.setattr(PostgresWriter, "commit", raising)
        briefbot.copy_index(one, there)
    with pytest.raises(briefbot.BriefbotError, match=f"part of a copy of {one}, which was cut.* --anew {other}"):
        briefbot.copy_index(other, there)
    assert briefbot.copy_index(other, there, anew=True) == (4, 4)
    same(other, there)
    assert open_store(there).kept(NOTES).read(100) == b"", "those of the other one"
    with pytest.raises(briefbot.BriefbotError, match="There is an index at"):
        briefbot.copy_index(one, there, anew=True)
    build(there, [with_line(number, LINE) for number in range(4)])
    build(other, [with_line(number, LINE) for number in range(4)])
    same(other, there)


def test_a_copy_that_was_cut_before_its_first_article_leaves_a_place_for_anything(
    tmp_path: Path, postgres: Addresses, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    filled(one)
    fill(other, [article("Snow fell.")])
    uses: tuple[Callable[[str], object], ...] = (
        lambda there: briefbot.copy_index(one, there),
        lambda there: briefbot.copy_index(other, there),
        lambda there: fill(there, [article("Rain fell.")]),
    )
    for use in uses:
        there = postgres.new()
        with monkeypatch.context() as cut, pytest.raises(LookupError):
            cut.setattr(PostgresWriter, "put_rows", raising)
            briefbot.copy_index(one, there)
        with pytest.raises(IndexNotFoundError, match="or the copy to it, did not finish"), open_snapshot(there):
            pass
        (*_, format_) = open_store(there).examine()
        assert "briefbot copy FROM" in format_.cure
        use(there)
        assert [check for check in open_store(there).examine() if not check.ok] == []


def test_notes_go_along_with_a_copy_that_is_cut_at_its_very_end(
    tmp_path: Path, postgres: Addresses, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = postgres.new()
    filled(tmp_path)
    open_store(tmp_path).kept(NOTES).append(b"a note\n")

    commit = PostgresWriter._commit

    def cut_behind(writer: PostgresWriter) -> None:
        commit(writer)
        raise LookupError

    with monkeypatch.context() as cut, pytest.raises(LookupError):
        cut.setattr(PostgresWriter, "_commit", cut_behind)
        briefbot.copy_index(tmp_path, there)
    same(tmp_path, there)
    assert open_store(there).kept(NOTES).read(100) == b"a note\n"


def raising(*_: object, **__: object) -> None:
    raise LookupError
