"""The file behind an article is given out only as it was read, by its document's id, to who may use the chat."""

from __future__ import annotations

import base64
import io
import os
import shutil
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, replace
from email.message import Message
from pathlib import Path
from urllib.parse import quote

import pytest
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen import canvas
from serving import served

import briefbot
from briefbot import Assistant, Document, DocumentError

pytestmark = [pytest.mark.model, pytest.mark.slow]
HOLT = "Inspector Maren Holt closed the northern pier of Quillport on 4 May 2031."


def pdf_of(pages: list[list[str]]) -> bytes:
    written = io.BytesIO()
    paper = canvas.Canvas(written, pagesize=A4)
    for lines in pages:
        text = paper.beginText(70, 770)
        for line in lines:
            text.textLine(line)
        paper.drawText(text)
        paper.showPage()
    paper.save()
    return written.getvalue()


@dataclass
class Place:
    folder: Path
    outside: Path
    assistant: Assistant
    url: str

    def document(self, name: str) -> Document:
        return next(one for one in self.assistant.documents() if one.source.endswith(name))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    root = tmp_path_factory.mktemp("originals")
    folder, outside = root / "news", root / "outside"
    folder.mkdir()
    outside.mkdir()
    first = ["Harbour report", "", "The planks of the pier were counted by Maren Holt, and 40 were loose."]
    (folder / "report.pdf").write_bytes(pdf_of([first, ["The second page", "", f"Maren Holt said so. {HOLT}"]]))
    (folder / "note.txt").write_text(f"A note\n\n{HOLT} <script>alert(1)</script>\n")
    (folder / "page.html").write_text(f"<html><body><h1>A page</h1><p>{HOLT} It rained all that day.</p></body></html>")
    (outside / "secret.txt").write_text("A secret\n\nThe password of the harbour master is kept in this file.\n")
    (folder / "linked.txt").symlink_to(outside / "secret.txt")
    briefbot.build_index(folder, index=root / "index")
    assistant = Assistant.open(root / "index")
    yield Place(folder, outside, assistant, served(assistant, auth=("ed", "pass")))


def fetched(place: Place, path: str, known: str = "ed:pass") -> tuple[int, Message, bytes]:
    request = urllib.request.Request(f"{place.url}{path}")
    coded = base64.b64encode(known.encode()).decode()
    request.add_header("Authorization", f"Basic {coded}")
    try:
        with urllib.request.urlopen(request, timeout=60) as reply:
            return reply.status, reply.headers, reply.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


@pytest.mark.parametrize(
    ("name", "media_type", "shown"),
    [
        ("report.pdf", "application/pdf", "inline"),
        ("note.txt", "text/plain; charset=utf-8", "inline"),
        ("page.html", "application/octet-stream", "attachment"),
    ],
)
def test_the_original_is_given_out_as_it_was_read_and_can_do_nothing(
    place: Place, name: str, media_type: str, shown: str
) -> None:
    document = place.document(name)
    assert place.assistant.has_original(document.id)
    status, headers, data = fetched(place, f"original/{document.id}")
    assert (status, data) == (200, (place.folder / name).read_bytes())
    assert headers["Content-Type"] == media_type
    assert headers["Content-Disposition"] == f"{shown}; filename*=UTF-8''{name}"
    assert headers["X-Content-Type-Options"] == "nosniff"
    (policy,) = headers.get_all("Content-Security-Policy") or []
    assert "default-src 'none'" in policy
    assert "script" not in policy
    assert ("sandbox" in policy) == (name != "report.pdf"), "Chromium shows no PDF in a sandbox"


@pytest.mark.parametrize(
    "path",
    [
        "0" * 16,
        "..%2f..%2fetc%2fpasswd",
        "%2fetc%2fpasswd",
        "../outside/secret.txt",
        "report.pdf",
        "%00",
        "",
        "a/b",
        "é",
    ],
)
def test_no_path_and_no_other_id_gives_anything_out(place: Place, path: str) -> None:
    status, _, data = fetched(place, f"original/{quote(path, safe='%/.')}")
    assert status == 404
    assert b"password" not in data
    assert b"root:" not in data


def test_who_does_not_know_the_password_gets_nothing(place: Place) -> None:
    assert fetched(place, f"original/{place.document('note.txt').id}", known="ed:wrong")[0] == 401


def test_a_link_out_of_the_source_is_not_followed(place: Place) -> None:
    secrets = [one for one in place.assistant.documents() if "password" in one.text]
    for document in secrets:  # where the index read it, as it does where a folder holds a link
        assert not place.assistant.has_original(document.id)
        assert fetched(place, f"original/{document.id}")[0] == 404
    document, path = place.document("note.txt"), place.folder / "note.txt"
    kept = path.read_bytes()
    (place.outside / "copy.txt").write_bytes(kept)  # even where it leads to the same bytes
    path.unlink()
    try:
        path.symlink_to(place.outside / "copy.txt")
        assert not place.assistant.has_original(document.id)
        assert fetched(place, f"original/{document.id}")[0] == 404
    finally:
        path.unlink()
        path.write_bytes(kept)
    assert fetched(place, f"original/{document.id}")[0] == 200


@pytest.mark.parametrize("how", ["longer", "as long", "gone", "a folder", "a pipe"])
def test_a_file_that_is_not_as_it_was_read_is_not_given_out(place: Place, how: str) -> None:
    document, path = place.document("note.txt"), place.folder / "note.txt"
    kept = path.read_bytes()
    path.unlink()
    try:
        if how == "longer":
            path.write_bytes(kept + b"!")
        elif how == "as long":
            path.write_bytes(kept[:-1] + b"!")
        elif how == "a folder":
            path.mkdir()
        elif how == "a pipe":
            os.mkfifo(path)
        assert place.assistant.has_original(document.id) == (how == "as long"), "only reading it tells"
        with pytest.raises(DocumentError, match="changed"):
            place.assistant.original(document.id)
        status, _, data = fetched(place, f"original/{document.id}")
        assert status == 404
        assert str(place.folder).encode() not in data
    finally:
        if path.is_dir():
            path.rmdir()
        else:
            path.unlink(missing_ok=True)
        path.write_bytes(kept)


def test_of_an_index_from_elsewhere_no_file_is_given_out(place: Place, tmp_path: Path) -> None:
    copied = shutil.copytree(place.assistant.settings.folder, tmp_path / "copied")
    foreign = Assistant.open(copied)
    document = place.document("note.txt")
    assert not foreign.has_original(document.id), "nobody has named its sources here"
    with pytest.raises(DocumentError):
        foreign.original(document.id)
    with pytest.raises(KeyError):
        foreign.original("0" * 16)


def test_a_page_is_drawn_with_the_words_where_they_were_cited(place: Place) -> None:
    document = place.document("report.pdf")
    start = document.text.rindex("Maren Holt")  # the second of two on its page
    drawn = place.assistant.page_image(document.id, start, start + len("Maren Holt"))
    image = Image.open(io.BytesIO(drawn.png)).convert("L")
    assert (drawn.page, image.size) == (2, (drawn.width, drawn.height))
    (box,) = drawn.boxes
    width, height = image.size
    left, top, across, down = box[0] * width, box[1] * height, box[2] * width, box[3] * height
    inside = image.crop((int(left), int(top), int(left + across), int(top + down)))
    assert min(inside.tobytes()) < 100, "there are letters in it"
    first = document.text.index("Maren Holt", document.pages[1])
    (before,) = place.assistant.page_image(document.id, first, first + len("Maren Holt")).boxes
    assert before[0] < box[0]
    assert before[1] == pytest.approx(box[1], abs=0.01), "on the same line"
    assert place.assistant.page_image(document.id, 0, 0).boxes == ()


def test_what_has_no_pages_or_does_not_fit_is_not_drawn(place: Place) -> None:
    with pytest.raises(DocumentError, match="no pages"):
        place.assistant.page_image(place.document("note.txt").id, 0, 4)
    with pytest.raises(ValueError, match="does not fit"):
        place.assistant.page_image(place.document("report.pdf").id, 0, 10**6)


def test_a_page_that_takes_too_long_is_given_up_and_the_next_one_is_drawn(place: Place) -> None:
    document = place.document("report.pdf")
    settings = replace(place.assistant.settings, read_seconds=1e-9, read_seconds_per_mb=0)
    with pytest.raises(DocumentError, match="takes longer"):
        Assistant.open(settings=settings).page_image(document.id, 0, 4)
    assert place.assistant.page_image(document.id, 0, 4).page == 1
