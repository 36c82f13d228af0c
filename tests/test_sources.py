"""Files, folders and addresses that a person names are found once each, and what leads nowhere is named."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from files import read_all, write

from briefbot.documents import find_sources
from briefbot.errors import DocumentError

needs_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="gives up the rights of root to be refused"
)


def reasons(found: list[Path | str | DocumentError]) -> dict[str, str]:
    return {item.source: item.reason for item in found if isinstance(item, DocumentError)}


def paths(found: list[Path | str | DocumentError]) -> list[str]:
    return [item.as_posix() for item in found if isinstance(item, Path)]


def test_folders_are_walked_and_files_come_sorted_and_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("b.txt", "a/z.MD", "a/y.jsonl", "a/deep/er/x.htm", "c.markdown", "d.html"):
        write(tmp_path, f"news/{name}", "text")
    monkeypatch.chdir(tmp_path)
    found = find_sources(["news/b.txt", "news", Path("./news/a"), tmp_path / "news" / "b.txt"])
    expected = ["news/a/deep/er/x.htm", "news/a/y.jsonl", "news/a/z.MD", "news/b.txt", "news/c.markdown", "news/d.html"]
    assert found == [Path(name) for name in expected]


def test_hidden_entries_and_litter_are_skipped_and_other_files_reported(tmp_path: Path) -> None:
    for name in (".DS_Store", ".git/a.txt", "Thumbs.db", "desktop.ini", "ok.txt", "photo.jpg", "README"):
        write(tmp_path, name, "text")
    found = find_sources([tmp_path])
    assert paths(found) == [(tmp_path / "README").as_posix(), (tmp_path / "ok.txt").as_posix()]
    assert set(reasons(found)) == {(tmp_path / "photo.jpg").as_posix()}
    assert "is a picture" in reasons(found)[(tmp_path / "photo.jpg").as_posix()]


def test_what_is_given_by_name_is_read_even_if_hidden_and_refused_if_unknown(tmp_path: Path) -> None:
    hidden = write(tmp_path, ".notes/.brief.txt", "text")
    report = write(tmp_path, "report.odt", "text")
    assert paths(find_sources([hidden])) == [hidden.as_posix()]
    assert paths(find_sources([hidden.parent])) == []
    assert "save it as .docx" in reasons(find_sources([report]))[report.as_posix()]


@pytest.mark.parametrize(
    ("argument", "words"),
    [
        ("no/such/file.txt", "no such file or folder"),
        ("", "empty name"),
        ("  ", "empty name"),
        ("ftp://example.org/a.html", "only http and https"),
        ("a\0b.txt", "not a possible file name"),
    ],
)
def test_a_name_that_leads_nowhere_is_an_error_that_says_why(argument: str, words: str) -> None:
    (error,) = find_sources([argument])
    assert isinstance(error, DocumentError)
    assert words in error.reason
    assert argument.strip() in error.source


def test_a_lone_string_is_one_name_and_not_its_letters(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", "text")
    assert find_sources(str(path)) == find_sources(path) == [path]  # type: ignore[arg-type]


def test_an_empty_folder_is_an_error_but_one_that_was_already_walked_is_not(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert "holds no document" in reasons(find_sources([tmp_path / "empty"]))[(tmp_path / "empty").as_posix()]
    path = write(tmp_path, "full/a.txt", "text")
    assert find_sources([tmp_path / "full", tmp_path / "full"]) == [path]


def test_loops_of_links_end_and_a_file_keeps_its_own_name(tmp_path: Path) -> None:
    path = write(tmp_path, "folder/z.txt", "text")
    (tmp_path / "folder" / "a_link.txt").symlink_to(path)
    (tmp_path / "folder" / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "folder" / "broken.txt").symlink_to(tmp_path / "gone.txt")
    (tmp_path / "folder" / "self.txt").symlink_to(tmp_path / "folder" / "self.txt")
    found = find_sources([tmp_path])
    assert paths(found) == [path.as_posix()]
    assert sorted(Path(source).name for source in reasons(found)) == ["broken.txt", "self.txt"]


def test_links_to_folders_elsewhere_are_followed(tmp_path: Path) -> None:
    write(tmp_path, "elsewhere/a.txt", "text")
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "more").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    assert paths(find_sources([tmp_path / "news"])) == [(tmp_path / "news/more/a.txt").as_posix()]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes on this system")
def test_a_pipe_is_refused_and_never_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.txt"
    os.mkfifo(pipe)
    assert pipe.as_posix() in reasons(find_sources([tmp_path]))
    (error,) = read_all(pipe)
    assert "not a regular file" in str(error)


@pytest.mark.skipif(sys.platform != "linux", reason="file names are Unicode on this system")
def test_a_name_that_is_not_unicode_is_refused_in_printable_form(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt"))
    path.write_text("text")
    ((source, reason),) = reasons(find_sources([tmp_path])).items()
    assert source.encode("utf-8").decode() == source
    assert source.endswith("udce9.txt")
    assert "rename" in reason


@pytest.fixture
def without_rights() -> Iterator[Path]:
    """A folder that anyone may enter, for a user who has no rights of their own."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        os.seteuid(0)
        shutil.rmtree(folder)


@needs_root
def test_files_and_folders_without_permission_are_named(without_rights: Path) -> None:
    locked = write(without_rights, "locked.txt", "text")
    locked.chmod(0)
    write(without_rights, "closed/a.txt", "text")
    (without_rights / "closed").chmod(0)
    os.seteuid(65534)
    found = find_sources([without_rights])
    (unread,) = read_all(locked)
    os.seteuid(0)
    assert paths(found) == [locked.as_posix()]
    assert "permission denied" in reasons(found)[(without_rights / "closed").as_posix()]
    assert isinstance(unread, DocumentError)
    assert "permission denied" in unread.reason


def test_what_programs_keep_beside_documents_is_passed_over(tmp_path: Path) -> None:
    page = write(tmp_path, "Ferry talks.html", "<p>x</p>")
    for name in ("Ferry talks_files/advert.html", "Ferry talks_files/deep/a.txt", "~$report.docx", ".~lock.a.odt#"):
        write(tmp_path, name, "x")
    story = write(tmp_path, "my_files/a.txt", "a folder of no page")
    assert find_sources([tmp_path]) == [page, story]
    inside = write(tmp_path, "Ferry talks_files/b.txt", "x")
    assert find_sources([inside]) == [inside], "what is named is read"
