"""A letter becomes a document: its text, without what is attached."""

from __future__ import annotations

import datetime as dt
from email.message import EmailMessage
from email.policy import EmailPolicy
from pathlib import Path
from typing import Any

import pytest
from files import FIRST, SECOND, items, letter, read, read_all, why_refused, write
from rounds import length

from briefbot.blocks import BlockKind
from briefbot.documents.readers import email_message
from briefbot.errors import DocumentError
from briefbot.types import Document

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


def test_a_letter_in_an_encoding_that_nobody_knows_is_read_as_well_as_it_can_be(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    head = b"Subject: Ferry\nContent-Type: text/plain; charset=no-such\nContent-Transfer-Encoding: 8bit\n\n"
    assert read(tmp_path, "a.eml", head + FIRST.encode()).text.strip() == FIRST
    assert "declares the encoding 'no-such', which is not known" in caplog.text
    words = (
        "Der B\u00fcrgermeister sagte, die Br\u00fccke in der Hafenstra\u00dfe werde f\u00fcr drei Jahre geschlossen."
    )
    assert read(tmp_path, "a.eml", head + words.encode("cp1252")).text.strip() == words
    assert read(tmp_path, "a.eml", head + b"No \x9d\xff.").text.strip() == "No \ufffd\ufffd."


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


def test_a_named_letter_whose_head_hides_the_end_of_a_line_is_read(tmp_path: Path) -> None:
    for kind, body in (("plain", f"{FIRST}\n"), ("html", f"<p>{FIRST}</p>\n")):
        head = f'Content-Type: text/{kind}; name="=?utf-8?q?a=0Ab?="; foo="=?utf-8?q?c=0Ad?="'
        document = read(tmp_path, "a.eml", f"From: Ada <a@b.example>\nSubject: x\n{head}\n\n{body}")
        assert document.text.strip() == FIRST


def test_what_the_parts_of_a_letter_have_in_common_is_parsed_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The library parses a header each time that it is asked for, a dozen times a part."""
    parsed: list[str] = []

    class Counts(EmailPolicy):
        def header_fetch_parse(self, name: str, value: str) -> Any:
            parsed.append(name)
            return super().header_fetch_parse(name, value)

    monkeypatch.setattr(email_message, "_PLAIN", Counts())
    part = f'--b\nContent-Type: text/plain; charset="utf-8"; x=many\n\n{FIRST}\n'
    head = "From: Ada <a@b.example>\nSubject: x\nContent-Type: multipart/mixed; boundary=b; x=many\n\n"
    assert read(tmp_path, "a.eml", f"{head}{part * 50}--b--\n").text.count(FIRST) == 50
    assert len(parsed) < 20


def test_a_forwarded_letter_is_read_as_the_words_of_another(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    def build(message: EmailMessage) -> None:
        message.set_content(FIRST)
        inner = EmailMessage()
        inner["Subject"] = "Day shifts"
        inner.set_content("The day shift stays as it was, the porters say.")
        forwarded = EmailMessage()
        forwarded["From"], forwarded["Subject"] = "Bo Marsh <bo@example.org>", "Night shifts"
        forwarded.set_content(SECOND)
        forwarded.add_attachment(inner)
        forwarded.add_attachment(b"x", maintype="application", subtype="pdf", filename="annex.pdf")
        message.add_attachment(forwarded)
        message.add_attachment(b"x", maintype="application", subtype="pdf", filename="map.pdf", cid="<map@example.org>")

    document = read(tmp_path, "a.eml", letter(build))
    own, mail = (document.text[block.start : block.end] for block in document.blocks)
    assert own == FIRST
    assert mail.startswith(f"From: Bo Marsh <bo@example.org>\nSubject: Night shifts\n\n{SECOND}\n\nSubject: Day shifts")
    assert mail.endswith("the porters say.")
    assert [block.kind for block in document.blocks] == [BlockKind.BODY, BlockKind.MAIL]
    assert (document.title, document.author) == ("Ferry talks\u2014day two", "Jane Doe")
    assert caplog.messages == [f"{tmp_path / 'a.eml'}: attached and not read: map.pdf"]


def test_a_plain_part_that_lacks_most_words_of_the_page_is_not_the_letter(tmp_path: Path) -> None:
    sentences = [
        f"{FIRST} {SECOND}",
        "The harbour board met for nine hours, and its head, Irma Falk, was absent.",
        "Fares rise to 14 crowns in spring; children under six travel without a ticket until the summer.",
    ]
    page = "".join(f"<p>{sentence}</p>" for sentence in sentences)
    address = f"https://click.example.org/?qs={'9f3a7c' * 120}"

    def built(plain: str) -> str:
        def build(message: EmailMessage) -> None:
            message.set_content(plain)
            message.add_alternative(page, subtype="html")

        return read(tmp_path, "a.eml", letter(build)).text

    assert "14 crowns" in built(f"Trouble seeing this? Open it in your browser: {address}\n\nUnsubscribe: {address}")
    assert built(" ".join(sentences)).strip() == " ".join(sentences)  # the same letter, without marks


def test_a_plain_part_of_one_long_word_takes_no_long_time(tmp_path: Path) -> None:
    def build(message: EmailMessage) -> None:
        message.set_content("\n".join(["=" * 70] * 9), cte="7bit")
        message.add_alternative(f"<p>{FIRST}</p>" * 9, subtype="html")

    word = b"a" * length(4_000_000)  # on one line, as no program writes it
    data = letter(build).replace(b"=" * 70, word, 1)
    (item,) = read_all(write(tmp_path, "a.eml", data), max_bytes=10_000_000)
    assert isinstance(item, Document)
    assert item.text.count(FIRST) == 9


def test_a_mailbox_gives_each_of_its_letters(tmp_path: Path) -> None:
    envelope = b"From jane@example.org Fri Mar  7 10:00:00 2025\n"
    plain = letter(lambda message: message.set_content(f"{FIRST}\n\n>From here on it rained.\n\nFrom then on, sun."))
    empty = letter(lambda message: message.set_content(" "))
    path = write(tmp_path, "letters.mbox", b"\n".join(envelope + one for one in (plain, empty, letter())))
    first, second, third = read_all(path)
    assert isinstance(first, Document)
    assert first.text.strip() == f"{FIRST}\n\nFrom here on it rained.\n\nFrom then on, sun."
    assert isinstance(second, DocumentError)
    assert "holds no text" in second.reason
    assert isinstance(third, Document)
    assert third.source == f"{path.as_posix()}#3"
    assert [item.source for item in items(tmp_path, "one.mbox", envelope + letter())] == [f"{tmp_path / 'one.mbox'}#1"]
    assert "no letter" in why_refused(tmp_path, "none.mbox", "just text")


def test_a_letter_without_text_or_head_is_an_error(tmp_path: Path) -> None:
    assert "holds no text" in why_refused(tmp_path, "a.eml", letter(lambda message: message.set_content(" ")))
    assert "no header of an e-mail" in why_refused(tmp_path, "a.eml", "just text")
