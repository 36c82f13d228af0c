"""Files whose text the index has already are named; they are neither counted as added nor passed over in silence."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from briefbot_ui.additions import Addition
from briefbot_ui.build_jobs import Built

from briefbot import Settings

Held = dict[str, set[str]]


class Shelf:
    """A folder of added files, with what the index holds of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.held: Held = {}

    def add(self, files: Mapping[str, set[str]], built: Built, *, old: frozenset[str] = frozenset()) -> str:
        """Add files of these names, which hold articles of these ids, and return what a person is told."""
        paths = {self.folder / name: name for name in files}
        addition = Addition(Settings(index=self.folder), lambda: self.held)
        addition.join("Adding", len(files), paths, {path for path in paths if path.name not in old}, [])
        self.held = {**self.held, **{str(self.folder / name): ids for name, ids in files.items() if ids}}
        return addition.after(built).message


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    shelf = Shelf(tmp_path)
    shelf.add({"old.txt": {"a"}}, Built(completed=True, documents=1, added=1))
    return shelf


def test_a_copy_beside_a_new_article_is_named(shelf: Shelf) -> None:
    told = shelf.add({"copy.txt": {"a"}, "new.txt": {"b"}}, Built(completed=True, documents=2, added=1))
    assert told == ("1 article added. You have 2 articles now. Your articles had the text of 1 file already: copy.txt.")


def test_of_two_new_files_with_one_text_the_second_is_named(shelf: Shelf) -> None:
    told = shelf.add({"new.txt": {"b"}, "again.txt": {"b"}}, Built(completed=True, documents=2, added=1))
    assert "already: again.txt." in told


def test_copies_alone_are_nothing_new(shelf: Shelf) -> None:
    told = shelf.add({"copy.txt": {"a"}}, Built(completed=True, documents=1))
    assert told == "Nothing new: your articles hold this already."


def test_of_many_copies_the_first_are_named_and_the_others_counted(shelf: Shelf) -> None:
    files = {f"{number:02}.txt": {"a"} for number in range(20)} | {"new.txt": {"b"}}
    told = shelf.add(files, Built(completed=True, documents=2, added=1))
    assert "the text of 20 files already: 00.txt, 01.txt, 02.txt, 03.txt, 04.txt and 15 more." in told


def test_an_article_that_a_build_before_has_taken_in_is_no_copy(shelf: Shelf) -> None:
    told = shelf.add({"new.txt": {"b"}}, Built(completed=True, documents=2))
    assert told == "Added. You have 2 articles now."
