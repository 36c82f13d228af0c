"""What people add in the chat is kept: safe names, nothing written over, nothing opened but what arrived."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

import pytest
from briefbot_ui import uploads
from briefbot_ui.uploads import Upload
from hypothesis import example, given, settings
from hypothesis import strategies as st

from briefbot import BriefbotError, DocumentError, list_formats
from briefbot.documents import read_documents
from briefbot.types import Document

MOST = 1000  # bytes


@pytest.fixture
def received(tmp_path: Path) -> Path:
    folder = tmp_path / "received"
    folder.mkdir()
    return folder


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "index" / "articles"


def arrived(received: Path, name: str, content: bytes = b"Rain fell on Monday.") -> Upload:
    """An upload as it lies after it has arrived: in a folder of its own."""
    folder = received / os.urandom(4).hex()
    folder.mkdir()
    (folder / "upload").write_bytes(content)
    return Upload(str(folder / "upload"), name)


@given(st.text(max_size=300))
def test_any_name_becomes_one_that_is_a_plain_file_in_its_folder(name: str) -> None:
    safe = uploads.safe_name(name)
    assert Path("folder", safe).parent == Path("folder")
    assert safe not in (".", "..")
    assert not safe.startswith(".")
    assert safe.isprintable()
    assert not set(safe) & set('/\\:*?"<>|#%\0')
    assert 0 < len(safe.encode("utf-8")) <= 100
    assert uploads.safe_name(safe) == safe


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\rain.txt", "rain.txt"),
        ("<img src=x onerror=alert(1)>.html", "img src x onerror alert(1).html"),
        (".htaccess", "htaccess"),
        ("</h1>.txt", "h1.txt"),
        ("???.txt", "article.txt"),
        ("con.txt", "article con.txt"),
        ("\u202egpj.txt", "gpj.txt"),
        ("Überschwemmung (1).PDF", "Überschwemmung (1).PDF"),
        ("", "article"),
        ("...", "article"),
        ("x" * 300 + ".txt", "x" * 80 + ".txt"),
    ],
)
def test_names_are_made_safe_and_stay_readable(name: str, safe: str) -> None:
    assert uploads.safe_name(name) == safe


def test_a_file_is_never_written_over_and_the_same_file_is_kept_once(received: Path, kept: Path) -> None:
    first, is_new = uploads.keep_upload(arrived(received, "rain.txt"), received, kept, MOST)
    assert (first.name, is_new) == ("rain.txt", True)
    other, is_new = uploads.keep_upload(arrived(received, "rain.txt", b"Snow fell."), received, kept, MOST)
    assert (other.name, is_new) == ("rain (2).txt", True)
    again, is_new = uploads.keep_upload(arrived(received, "rain.txt", b"Snow fell."), received, kept, MOST)
    assert (again, is_new) == (other, False)
    assert first.read_bytes() == b"Rain fell on Monday."
    assert sorted(path.name for path in kept.iterdir()) == ["rain (2).txt", "rain.txt"], "nothing half-written is left"
    assert not any(path.is_file() for path in received.rglob("*")), "nothing stays where it arrived"


def test_nothing_is_opened_but_a_file_that_has_arrived(received: Path, kept: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    link, hard = received / "link.txt", received / "hard.txt"
    link.symlink_to(secret)
    hard.hardlink_to(secret)
    (received / "folder.txt").mkdir()
    (received / "linked").symlink_to(tmp_path)
    os.mkfifo(received / "pipe")
    forged = [
        *(secret, link, hard, received / "folder.txt", received / "linked" / "secret.txt", received / "pipe", received),
        *("", "\0", "x" * 5000, received / ".." / "secret.txt", "secret.txt", "/etc/passwd", "http://a.example/x"),
    ]
    for path in forged:
        with pytest.raises(BriefbotError, match="has not arrived") as caught:
            uploads.keep_upload(Upload(str(path), "a.txt"), received, kept, MOST)
        assert str(tmp_path) not in str(caught.value)
    assert secret.read_text() == "secret"
    assert not kept.exists()


def test_a_file_that_is_too_large_or_of_no_kind_that_is_read_is_refused(received: Path, kept: Path) -> None:
    with pytest.raises(BriefbotError, match="larger than"):
        uploads.keep_upload(arrived(received, "a.txt", b"x" * (MOST + 1)), received, kept, MOST)
    with pytest.raises(BriefbotError, match="larger than"):
        uploads.keep_upload(Upload("", "a.txt", MOST + 1), received, kept, MOST)
    with pytest.raises(BriefbotError, match="of a kind that briefbot does not read"):
        uploads.keep_upload(arrived(received, "a.exe"), received, kept, MOST)
    assert not any(kept.glob("*"))


def test_every_kind_of_file_that_briefbot_reads_may_be_added() -> None:
    assert set(uploads.accepted()) == {suffix for one in list_formats() for suffix in one.suffixes}


@settings(deadline=None)  # a busy machine is no failure
@given(st.text(min_size=1, max_size=300))
@example("A\xa00\x1e0")
@example(
    "Ferry  crews end their strike on Monday and " + "sail again, said one. " * 9
)  # the title is cut from this line
def test_pasted_text_is_kept_word_for_word(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        try:
            path, _ = uploads.keep_text(text, "", "", "", Path(folder))
        except BriefbotError:
            assert not any(character.isalnum() for character in text)
            return
        (document,) = read_documents(path, max_bytes=10**6)
        if isinstance(document, DocumentError):  # such as "0\n²0"
            assert "nothing but notes" in str(document)
            return
        shown = text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()
        assert document.text.strip() == shown.replace("\r\n", "\n").replace("\r", "\n").strip()


def test_pasted_text_keeps_its_title_outlet_and_day(kept: Path) -> None:
    path, _ = uploads.keep_text("# Rain *fell*.", " A  title ", "Harbour Wire", "2025-11-03", kept)
    assert path.name == "A title.jsonl"
    (document,) = read_documents(path, max_bytes=MOST)
    assert isinstance(document, Document)
    assert (document.text, document.title, document.outlet) == ("A title\n\n# Rain *fell*.", "A title", "Harbour Wire")
    assert str(document.published) == "2025-11-03"
    untitled, _ = uploads.keep_text("First line\nSecond line", "", "", "", kept)
    assert json.loads(untitled.read_text(encoding="utf-8"))["title"] == "First line"
    with pytest.raises(BriefbotError, match="year-month-day"):
        uploads.keep_text("Rain fell.", "", "", "yesterday", kept)


def test_the_examples_are_copied_once(kept: Path) -> None:
    copied = uploads.keep_examples(kept)
    assert len(copied) == 16
    assert all(is_new and path.parent == kept / uploads.EXAMPLES for path, is_new in copied)
    assert not any(is_new for _, is_new in uploads.keep_examples(kept))
