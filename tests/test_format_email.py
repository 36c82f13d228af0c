"""A letter becomes a document: its text, without what is attached."""

from __future__ import annotations

import datetime as dt
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from files import FIRST, SECOND, letter, read, why_refused

DAY = dt.date(2025, 3, 7)


def test_a_letter_gives_its_text_and_what_its_head_says(tmp_path: Path) -> None:
    document = read(tmp_path, "a.eml", letter())
    assert document.text == f"{FIRST}\n\n{SECOND}\n"
    assert (document.title, document.author, document.outlet) == ("Ferry talks\u2014day two", "Jane Doe", None)
    assert document.published == DAY  # the day of the sender, who was eight hours behind


def test_a_newsletter_has_its_paper_for_outlet_and_its_page_for_text(tmp_path: Path) -> None:
    page = f"<html><body><table><tr><td><p>{FIRST}</p></td><td><p>{SECOND}</p></td></tr></table></body></html>"
    made = letter(lambda message: message.set_content(page, subtype="html"), "Port Ellery Courier <n@example.org>")
    document = read(tmp_path, "a.eml", made)
    assert document.text == f"{FIRST}\n\n{SECOND}"
    assert (document.outlet, document.author) == ("Port Ellery Courier", None)


def test_attachments_are_named_and_not_read(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    def build(message: EmailMessage) -> None:
        message.set_content(FIRST)
        message.add_attachment(b"secret", maintype="application", subtype="pdf", filename="annex\x1b.pdf")

    assert read(tmp_path, "a.eml", letter(build)).text.strip() == FIRST
    assert "attached and not read: annex" in caplog.text
    assert "\x1b" not in caplog.text


@pytest.mark.parametrize(
    ("charset", "word"), [("iso-8859-1", "caf\u00e9"), ("koi8-r", "\u043c\u0438\u0440"), ("utf-8", "\u2014")]
)
def test_a_letter_is_decoded_as_it_declares(tmp_path: Path, charset: str, word: str) -> None:
    made = letter(lambda message: message.set_content(word, charset=charset))
    assert read(tmp_path, "a.eml", made).text.strip() == word


def test_the_label_of_a_letter_means_what_it_means_on_the_web(tmp_path: Path) -> None:
    head = b"Subject: Ferry\nContent-Type: text/plain; charset=%s\nContent-Transfer-Encoding: 8bit\n\n"
    for label, encoding, word in (("shift_jis", "cp932", "\u2460\u756a"), ("iso-8859-1", "cp1252", "\u201cyes\u201d")):
        assert read(tmp_path, "a.eml", head % label.encode() + word.encode(encoding)).text.strip() == word
    assert "'no-such', which is not known" in why_refused(tmp_path, "a.eml", head % b"no-such" + b"x")


def add_part(message: EmailMessage, content: str, subtype: str = "plain", **described: Any) -> None:
    part = EmailMessage()
    part.set_content(content, subtype=subtype, **described)
    message.attach(part)


def test_what_follows_a_picture_in_a_letter_is_read(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    def build(message: EmailMessage) -> None:
        message.make_mixed()
        add_part(message, FIRST)
        picture = EmailMessage()
        picture.set_content(b"\xff\xd8\xff", "image", "jpeg", disposition="inline", filename="pier.jpeg")
        message.attach(picture)
        add_part(message, "\u00a0")
        add_part(message, f"<p>{SECOND}</p>", "html")
        add_part(message, "Not read.", disposition="attachment", filename="notes.txt")

    assert read(tmp_path, "a.eml", letter(build)).text == f"{FIRST}\n\n{SECOND}\n"
    assert "attached and not read: pier.jpeg, notes.txt" in caplog.text


def test_of_alternatives_one_is_read_and_what_follows_them_too(tmp_path: Path) -> None:
    def build(message: EmailMessage) -> None:
        message.set_content(FIRST)
        message.add_alternative(f"<p>{FIRST} As a page.</p>", subtype="html")
        message.make_mixed()
        add_part(message, SECOND)

    assert read(tmp_path, "a.eml", letter(build)).text == f"{FIRST}\n\n{SECOND}\n"

    def without_plain(message: EmailMessage) -> None:
        message.set_content("\n")
        message.add_alternative(f"<p>{FIRST}</p>", subtype="html")

    assert read(tmp_path, "a.eml", letter(without_plain)).text == FIRST

    def with_a_stub(message: EmailMessage) -> None:
        message.set_content("View this email in your browser: https://example.org/letters/51")
        message.add_alternative("".join(f"<p>{FIRST} {number}.</p>" for number in range(20)), subtype="html")

    assert read(tmp_path, "a.eml", letter(with_a_stub)).text.startswith(f"{FIRST} 0.")


def test_a_letter_that_is_only_a_named_text_is_read(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    def build(message: EmailMessage) -> None:
        message.make_mixed()
        add_part(message, FIRST, disposition="inline", filename="letter.txt")

    assert read(tmp_path, "a.eml", letter(build)).text.strip() == FIRST

    def with_footer(message: EmailMessage) -> None:
        build(message)
        add_part(message, SECOND)

    assert read(tmp_path, "a.eml", letter(with_footer)).text == f"{FIRST}\n\n{SECOND}\n"
    assert not caplog.records


def test_a_forwarded_message_is_named_and_not_read(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    def build(message: EmailMessage) -> None:
        message.set_content(FIRST)
        forwarded = EmailMessage()
        forwarded["Subject"] = "Night shifts"
        forwarded.set_content(SECOND)
        forwarded.add_attachment(b"x", maintype="application", subtype="pdf", filename="annex.pdf")
        message.add_attachment(forwarded)
        message.add_attachment(b"x", maintype="application", subtype="pdf", filename="map.pdf", cid="<map@example.org>")

    assert read(tmp_path, "a.eml", letter(build)).text.strip() == FIRST
    assert caplog.messages == [f"{tmp_path / 'a.eml'}: attached and not read: Night shifts, map.pdf"]


def test_a_letter_without_text_or_head_is_an_error(tmp_path: Path) -> None:
    assert "holds no text" in why_refused(tmp_path, "a.eml", letter(lambda message: message.set_content(" ")))
    assert "no header of an e-mail" in why_refused(tmp_path, "a.eml", "just text")
