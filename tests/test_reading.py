"""Whatever a file holds, reading it gives documents or errors, always the same, and never raises."""

from __future__ import annotations

import datetime as dt
import html
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from files import PAGE, WHOLE, docx_file, epub_file, items, read_all, why_refused, write
from hypothesis import given, settings
from hypothesis import strategies as st
from rounds import rounds

from briefbot.documents import find_sources, list_formats, read_documents
from briefbot.errors import DocumentError
from briefbot.types import Document

DAY = dt.date(2022, 3, 7)
EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
SHARED = Path(__file__).resolve().parents[2] / "shared" / "articles"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the real articles are not beside this checkout")


def test_importing_the_readers_brings_in_no_heavy_library() -> None:
    heavy = {"trafilatura", "lxml", "yaml", "numpy", "docx", "pypdfium2", "feedparser"}
    code = f"import sys, briefbot.documents; print({heavy} & set(sys.modules))"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "set()"


def test_the_source_is_the_path_as_it_was_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "news/a.txt", "text")
    monkeypatch.chdir(tmp_path)
    (document,) = read_all(Path("./news") / "a.txt")
    assert document.source == "news/a.txt"


def test_every_example_has_the_outlet_and_date_that_its_file_is_named_after() -> None:
    documents = [document for path in find_sources([EXAMPLES]) for document in read_all(Path(str(path)))]
    assert len(documents) == 18
    for document in documents:
        assert isinstance(document, Document), document
        assert document.outlet is not None
        assert document.published is not None
        name = Path(document.source).name
        if ".jsonl" not in name:  # there, each record has its own
            outlet = document.outlet.removeprefix("The ").lower().replace(" ", "-")
            assert name.startswith(f"{document.published}-{outlet}-")


@needs_shared
def test_the_real_articles_are_read_whole() -> None:
    maduro, wikinews = find_sources([SHARED])
    assert isinstance(maduro, Path)
    assert isinstance(wikinews, Path)
    (article,) = read_all(maduro)
    assert isinstance(article, Document)
    assert article.text == maduro.read_text(encoding="utf-8")
    assert article.title == "US Officials Meet Maduro, Fail to Drive Wedge Between Venezuela and Russia"
    assert (article.published, article.outlet, article.author) == (DAY, None, None)
    documents = read_all(wikinews)
    records = [json.loads(line) for line in wikinews.read_text(encoding="utf-8").split("\n") if line]
    assert len(documents) == len(records) == 73
    for document, record in zip(documents, records, strict=True):
        assert isinstance(document, Document)
        assert (document.title, document.outlet) == (record["title"], record["source"])
        assert document.text == f"{record['title']}\n\n{html.unescape(record['text'])}"  # nine hold "&mdash;"
        assert (document.published is None) == (record["published"] is None)


def test_markup_that_unpacks_to_a_tree_no_memory_holds_is_refused(tmp_path: Path) -> None:
    book = epub_file(O__b__xhtml=PAGE.format("<b/>" * (9 * 1024 * 1024)))
    word = io.BytesIO(docx_file())
    with zipfile.ZipFile(word, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/header1.xml", b"<w:p/>" * (6 * 1024 * 1024))
    for name, bomb in (("a.epub", book), ("a.docx", word.getvalue())):
        assert len(bomb) < 200_000
        assert "unpacks to more than 32 MiB of text and markup" in why_refused(tmp_path, name, bomb)


def damaged(whole: bytes) -> st.SearchStrategy[bytes]:
    """The file cut short, or with some bytes changed."""
    cut = st.integers(0, len(whole)).map(lambda at: whole[:at])
    spots = st.lists(st.tuples(st.integers(0, len(whole) - 1), st.integers(0, 255)), min_size=1, max_size=20)
    return cut | spots.map(lambda changes: changed(whole, changes))


def changed(whole: bytes, changes: list[tuple[int, int]]) -> bytes:
    data = bytearray(whole)
    for at, value in changes:
        data[at] = value
    return bytes(data)


@pytest.mark.parametrize("kind", sorted(WHOLE))
@given(data=st.data())
@settings(max_examples=rounds(60), deadline=None)
def test_a_damaged_file_gives_documents_or_errors_and_never_raises(
    tmp_path_factory: pytest.TempPathFactory, kind: str, data: st.DataObject
) -> None:
    content = data.draw(damaged(WHOLE[kind]))
    path = tmp_path_factory.getbasetemp() / f"damaged-{kind}"
    path.write_bytes(content)
    for item in read_documents(path, max_bytes=1_000_000):
        assert isinstance(item, Document | DocumentError)
        if isinstance(item, Document):
            item.text.encode("utf-8")
            assert item.text.strip()
            assert item.title
            assert list(item.pages) == sorted(item.pages)


@given(st.binary(max_size=300), st.sampled_from([suffix for one in list_formats() for suffix in one.suffixes]))
@settings(max_examples=rounds(150), deadline=None)
def test_any_bytes_under_any_suffix_give_documents_or_errors(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, suffix: str
) -> None:
    path = tmp_path_factory.getbasetemp() / f"any{suffix}"
    path.write_bytes(content)
    found = list(read_documents(path, max_bytes=1_000_000))
    assert found
    assert all(isinstance(item, Document | DocumentError) for item in found)


def test_the_same_bytes_give_the_same_documents(tmp_path: Path) -> None:
    def read_twice(kind: str) -> Iterator[list[Document | str]]:
        for _ in range(2):
            yield [item if isinstance(item, Document) else str(item) for item in items(tmp_path, "same", WHOLE[kind])]

    for kind in WHOLE:
        first, second = read_twice(kind)
        assert first == second
