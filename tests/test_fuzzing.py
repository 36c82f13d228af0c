"""Damaged files of every format give documents as promised or errors that were foreseen; `benchmarks/fuzzing.py`."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from damaging import damaged
from files import FIRST, SECOND, read
from fuzzing import broken_promises, read_damaged
from rounds import rounds
from whole_files import WHOLE_FILES

from briefbot.blocks import Block, BlockKind
from briefbot.documents import list_formats, read_documents
from briefbot.types import Document

FILES = rounds(1000)


@pytest.mark.slow
def test_no_damaged_file_breaks_a_promise(tmp_path: Path) -> None:
    found = read_damaged(21, range(FILES), tmp_path / "escapes")
    assert {one.name: one.escapes for one in found if one.escapes} == {}
    assert len(found) == FILES
    assert sum(1 for one in found if one.documents) > FILES / 3
    assert sum(1 for one in found if one.refusals) > FILES / 10


@pytest.mark.slow
def test_whole_files_are_of_every_format_and_are_read(tmp_path: Path) -> None:
    suffixes = {suffix for suffix, _ in WHOLE_FILES}
    assert all(suffixes & set(one.suffixes) for one in list_formats())
    unread = []
    for number, (suffix, data) in enumerate(WHOLE_FILES):
        path = tmp_path / f"{number}{suffix}"
        path.write_bytes(data)
        if not any(isinstance(item, Document) for item in read_documents(path, max_bytes=1_000_000)):
            unread.append((suffix, data[:2]))
    assert unread == [(".txt", b"\0F")]  # UTF-16 without its mark


def test_the_same_seed_gives_the_same_damage() -> None:
    assert [damaged(3, number) for number in range(50)] == [damaged(3, number) for number in range(50)]
    assert damaged(3, 1) != damaged(4, 1)


def test_what_breaks_a_promise_is_told(tmp_path: Path) -> None:
    whole = read(tmp_path, "a.txt", f"{FIRST}\n\n{SECOND}")
    path = (tmp_path / "a.txt").as_posix()
    assert broken_promises(whole, path) == []
    first, *others = whole.blocks
    for change in (
        {"title": ""},
        {"title": "two\nlines"},
        {"outlet": "\x1b[31m"},
        {"author": "\ud800"},
        {"pages": (5, 2)},
        {"pages": (10_000,)},
        {"source": "b.txt"},
        {"text": whole.text.replace("\n", "\r")},
        {"blocks": tuple(others)},
        {"blocks": (*others, first)},
        {"blocks": (dataclasses.replace(first, end=first.end + 1), *others)},
        {"blocks": (Block(BlockKind.BODY, 0, 10_000),)},
    ):
        assert broken_promises(dataclasses.replace(whole, **change), path), change
