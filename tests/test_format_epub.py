"""Each chapter of an e-book becomes a document."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from files import FIRST, PACKAGE, SECOND, epub_file, items, why_refused

from briefbot.types import Document

DAY = dt.date(2025, 3, 7)


def test_each_chapter_of_a_book_is_a_document(tmp_path: Path) -> None:
    one, two = items(tmp_path, "a.epub", epub_file())
    assert isinstance(one, Document)
    assert isinstance(two, Document)
    assert one.text == f"The ferry\n\n{FIRST}\n\n{SECOND}"
    assert (one.title, one.author, one.outlet, one.published) == (
        "Harbour Notes: The ferry",
        "Jane Doe",
        "Quay Press",
        DAY,
    )
    assert (one.source[-7:], two.source[-7:], two.title) == (".epub#3", ".epub#4", "Harbour Notes: T")


def test_a_page_of_a_book_is_read_once_however_often_it_is_named(tmp_path: Path) -> None:
    again = "".join(f'<item id="x{n}" href="b.xhtml" media-type="application/xhtml+xml"/>' for n in range(50))
    package = PACKAGE.replace("</manifest>", f"{again}</manifest>")
    package = package.replace("</spine>", "".join(f'<itemref idref="x{n}"/>' for n in range(50)) + "</spine>")
    changed = epub_file(**{"O/b.opf": package})
    assert len(items(tmp_path, "a.epub", changed)) == 2


def test_a_protected_book_is_refused_but_masked_fonts_are_not(tmp_path: Path) -> None:
    method = '<encryption><EncryptedData><EncryptionMethod Algorithm="{}"/></EncryptedData></encryption>'
    drm = epub_file(**{"META-INF__encryption.xml": method.format("http://www.w3.org/2001/04/xmlenc#aes128-cbc")})
    assert "DRM" in why_refused(tmp_path, "a.epub", drm)
    fonts = epub_file(**{"META-INF__encryption.xml": method.format("http://www.idpf.org/2008/embedding")})
    assert len(items(tmp_path, "a.epub", fonts)) == 2


def test_a_chapter_that_is_missing_costs_no_other(tmp_path: Path) -> None:
    broken = epub_file(**{"O__b.opf": PACKAGE.replace("a%20b", "gone")})
    error, document = items(tmp_path, "a.epub", broken)
    assert "missing or damaged" in str(error)
    assert isinstance(document, Document)


@pytest.mark.slow
def test_a_book_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    bomb = epub_file(**{"O__big.xhtml": b"a" * (201 * 1024 * 1024)})
    assert len(bomb) < 1_000_000
    assert "unpacks to more than 200 MiB" in why_refused(tmp_path, "a.epub", bomb)
