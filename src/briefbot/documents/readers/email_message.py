"""An .eml file -> its Document: the letter, without what is attached to it."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import logging
import re
from collections.abc import Iterator
from email.message import EmailMessage, MIMEPart
from email.utils import parseaddr, parsedate_tz
from typing import Any, cast

from briefbot.documents.html.markup import page_text, parse_page
from briefbot.documents.html.structure import Kinds, kinds_of, mark_lines
from briefbot.documents.input.decoding import decode
from briefbot.documents.input.format import Content, Form, Format
from briefbot.documents.input.refused import MAILBOX
from briefbot.documents.metadata.assembly import assemble, one_line
from briefbot.documents.metadata.headings import Heading
from briefbot.errors import DocumentError
from briefbot.text.encoding_labels import encoding_of
from briefbot.text.names import is_outlet
from briefbot.types import Document

_LOG = logging.getLogger(__name__)
_HEADER = re.compile(rb"(?:from|to|subject|date|message-id|received|return-path|mime-version|delivered-to):\s", re.I)
_ANY_HEADER = re.compile(rb"[\x21-\x39\x3b-\x7e]+:|[ \t]")
_ENVELOPE = re.compile(rb"From \S{1,320} [^\r\n]{0,100}\d{4}[^\r\n]{0,100}\r?\n")  # before each message of a mailbox
_ANOTHER_MESSAGE = re.compile(rb"\n\r?\n" + _ENVELOPE.pattern + rb"[\x21-\x39\x3b-\x7e]+:")
_STUB = 400  # characters below which a plain text may only stand in for the HTML,
_TIMES = 4  # and does where that is so many times longer
_LONGEST_HEADER = 2000  # characters; the parser of headers takes a time that grows with the square of them


class _Policy(email.policy.EmailPolicy):
    """Headers as the library reads them, and as if they were empty where it fails on what is in them."""

    def header_fetch_parse(self, name: str, value: str) -> Any:
        try:
            return super().header_fetch_parse(name, value[:_LONGEST_HEADER])
        except Exception:  # in many ways
            return self.header_factory(name, "")


_POLICY = _Policy()


def read_eml(data: bytes, source: str) -> Iterator[Document]:
    """Yield the one document of a letter: its plain text, else its HTML; both where one follows the other.

    The subject is the title, the day of the Date header that of publication, and the sender the author, or the outlet
    where the name is one. Attachments, forwarded messages among them, are named in a warning and not read.
    Raises DocumentError where it is no letter or has no text.
    """
    if _ENVELOPE.match(data) and _ANOTHER_MESSAGE.search(data):
        raise DocumentError(source, f"is {MAILBOX}")
    message = cast(EmailMessage, email.message_from_bytes(data, _class=EmailMessage, policy=_POLICY))
    sender = _header(message, "from")
    if not (sender or _header(message, "subject") or _header(message, "date")):
        raise DocumentError(source, "has no header of an e-mail; save the message again as .eml, or its text as .txt")
    letter = message.get_body(("plain", "html"))  # though it may have the name of a file
    kinds: Kinds = {}
    text = _body(message, source, kinds, letter)
    if not text.strip():
        raise DocumentError(source, "holds no text; save what is attached to it as files of their own")
    attached = [_name(part) for part in _attachments(message, letter)]
    if attached:
        _LOG.warning("%s: attached and not read: %s", source, ", ".join(attached))
    name = one_line(parseaddr(sender)[0])
    metadata = Heading(
        title=one_line(_header(message, "subject")),
        outlet=name if name and is_outlet(name) else None,
        author=name if name and not is_outlet(name) else None,
        published=_day(_header(message, "date")),
    )
    yield assemble(text, source, metadata, marked=mark_lines(text, kinds))


def _header(message: MIMEPart, name: str) -> str:
    try:
        return str(message.get(name, ""))
    except Exception:  # the parser of headers fails on some that are malformed, in many ways; then it is unknown
        return ""


def _body(part: MIMEPart, source: str, kinds: Kinds, letter: MIMEPart | None) -> str:
    """Return the text of a part, and of the parts within it; `kinds` is filled with those of the pages among them.

    Of alternatives it is the plain one that says something, else the HTML, and that too where the plain one is a few
    words in its place ("View this letter in your browser"). Of parts that follow each other, as those before and after
    a picture do, it is each, apart by a blank line.
    """
    kind = part.get_content_type()
    if kind in ("text/plain", "text/html"):
        return _leaf_text(part, source, kinds)
    if part.get_content_maintype() != "multipart":
        return ""
    parts = [inner for inner in part.iter_parts() if inner is letter or not _is_attached(inner)]
    if kind == "multipart/alternative":
        parts.sort(key=lambda inner: inner.get_content_type() != "text/plain")
    said = filter(None, (_body(inner, source, kinds, letter) for inner in parts))
    if kind == "multipart/related":  # what is related to a page is shown within it
        return next(said, "")
    texts = list(said)
    if kind == "multipart/alternative":
        first, longest = next(iter(texts), ""), max(texts, key=len, default="")
        return longest if len(first) < _STUB and len(longest) > _TIMES * len(first) else first
    if len(texts) < 2:
        return "".join(texts)
    return "\n\n".join(text.strip("\n") for text in texts) + "\n"


def _leaf_text(part: MIMEPart, source: str, kinds: Kinds) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes) or not payload.strip():
        return ""
    encoding = _charset(part, source)
    if not payload.decode(encoding, "replace").strip():  # no-break spaces, as between two pictures
        return ""
    text = decode(payload, source, encoding)
    if part.get_content_subtype() == "plain":
        return text.strip("\n") + "\n"
    tree = parse_page(text)
    if tree is None:
        return ""
    kinds.update(kinds_of(tree))
    return page_text(tree)


def _charset(part: MIMEPart, source: str) -> str:
    """Return the name of the encoding that a part declares; ASCII and none are read as UTF-8, which holds them."""
    charset = (part.get_content_charset() or "utf-8").lower()
    if charset in ("us-ascii", "ascii", "unknown-8bit", "8bit", "default"):
        return "utf-8"
    try:
        return encoding_of(charset, in_mail=True)
    except LookupError as error:
        raise DocumentError(
            source, f"declares the encoding {charset!r}, which is not known; save its text as .txt"
        ) from error


def _attachments(part: MIMEPart, letter: MIMEPart | None) -> Iterator[MIMEPart]:
    """Yield the parts that a person would call attached.

    Pictures within the letter are none, and what is attached to a message that is itself attached is a part of that.
    """
    for inner in part.iter_parts():
        if inner is letter or not _is_attached(inner):
            yield from _attachments(inner, letter)
        elif not (inner.get_content_maintype() == "image" and inner.get("content-id")):
            yield inner


def _is_attached(part: MIMEPart) -> bool:
    """Return whether a part is named, or marked as attached, or a whole message, as forwarded ones are."""
    return (
        part.get_content_disposition() == "attachment"
        or bool(part.get_filename())
        or part.get_content_maintype() == "message"
    )


def _name(part: MIMEPart) -> str:
    """Return what to call an attached part: its file name, the subject of a message, or what it is."""
    try:
        name = one_line(part.get_filename() or "")
    except Exception:
        name = None
    if not name and part.get_content_type() == "message/rfc822":
        name = next((one_line(_header(message, "subject")) for message in part.iter_parts()), None)
    return ascii(name)[1:-1] if name else part.get_content_type()


def _day(date: str) -> dt.date | None:
    """Return the day that a Date header names, in the time zone of the sender; None where it names none."""
    try:
        parsed = parsedate_tz(date)
        return dt.date(*parsed[:3]) if parsed else None
    except (ValueError, TypeError, IndexError):
        return None


def _is_letter(content: Content) -> bool:
    """Return whether the content begins with header fields alone, two of the usual ones among them, or is a mailbox."""
    envelope = _ENVELOPE.match(content.data)
    if envelope and _ANOTHER_MESSAGE.search(content.data):
        return True
    start = content.start[envelope.end() :] if envelope else content.start
    head = re.split(rb"\r?\n\r?\n", start, maxsplit=1)[0].splitlines()
    return all(map(_ANY_HEADER.match, head[:-1])) and sum(1 for line in head if _HEADER.match(line)) >= 2


FORMAT = Format(
    name="e-mail",
    suffixes=(".eml",),
    media_types=("message/rfc822",),
    form=Form.TEXT,
    read=read_eml,
    looks_like=_is_letter,
    own_encoding=True,
)
