"""An .eml file -> its Document: the letter, without what is attached to it."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import logging
from collections.abc import Iterator
from email.message import EmailMessage, Message
from email.utils import parseaddr, parsedate_tz

from briefbot.documents.assembly import assemble, one_line
from briefbot.documents.decoding import decode
from briefbot.documents.headings import Heading
from briefbot.documents.markup import page_text, parse_page
from briefbot.documents.names import is_outlet
from briefbot.errors import DocumentError
from briefbot.types import Document

_LOG = logging.getLogger(__name__)


def read_eml(data: bytes, source: str) -> Iterator[Document]:
    """The one document of a letter: its plain text, or where it has none, its HTML.

    The subject is the title, the day of the Date header that of publication, and the sender the author, or the outlet
    where the name is one. Attachments are named in a warning and not read. DocumentError where it is no letter or has
    no text.
    """
    message = email.message_from_bytes(data, _class=EmailMessage, policy=email.policy.default)
    sender = _header(message, "from")
    if not (sender or _header(message, "subject") or _header(message, "date")):
        raise DocumentError(source, "has no header of an e-mail; save the message again as .eml, or its text as .txt")
    text = _body(message, source)
    if not text.strip():
        raise DocumentError(source, "holds no text; save what is attached to it as files of their own")
    attached = [_name(part) for part in _attachments(message)]
    if attached:
        _LOG.warning("%s: attached and not read: %s", source, ", ".join(attached))
    name = one_line(parseaddr(sender)[0])
    metadata = Heading(
        title=one_line(_header(message, "subject")),
        outlet=name if name and is_outlet(name) else None,
        author=name if name and not is_outlet(name) else None,
        published=_day(_header(message, "date")),
    )
    yield assemble(text, source, metadata)


def _header(message: EmailMessage, name: str) -> str:
    try:
        return str(message.get(name, ""))
    except Exception:  # the parser of headers fails on some that are malformed, in many ways; then it is unknown
        return ""


def _body(message: EmailMessage, source: str) -> str:
    """The text of the letter, first of its plain parts, then of its HTML."""
    for kind in ("plain", "html"):
        part = message.get_body(preferencelist=(kind,))
        payload = part.get_payload(decode=True) if part is not None else None
        if part is None or not isinstance(payload, bytes) or not payload.strip():
            continue
        text = decode(payload, source, _charset(part, payload, source))
        if kind == "html":
            tree = parse_page(text)
            text = page_text(tree) if tree is not None else ""
        if text.strip():
            return text.strip("\n") + "\n" if kind == "plain" else text
    return ""


def _charset(part: Message, payload: bytes, source: str) -> str:
    """The name of the encoding that a part declares; ASCII and none are read as UTF-8, which holds them."""
    charset = (part.get_content_charset() or "utf-8").lower()
    if charset in ("us-ascii", "ascii", "unknown-8bit", "8bit", "default"):
        return "utf-8"
    if charset in ("iso-8859-1", "latin-1", "latin1"):
        return "cp1252" if not _is_latin(payload) else "latin-1"
    try:
        "".encode(charset)
    except (LookupError, UnicodeError, ValueError) as error:
        raise DocumentError(
            source, f"declares the encoding {charset!r}, which is not known; save its text as .txt"
        ) from error
    return charset


def _is_latin(payload: bytes) -> bool:
    return not any(0x80 <= byte < 0xA0 for byte in payload)


def _attachments(message: EmailMessage) -> Iterator[EmailMessage]:
    """The parts that a person would call attached: named, or marked so; pictures within the letter are none."""
    for part in message.walk():
        if not isinstance(part, EmailMessage) or part.is_multipart() or part.get("content-id"):
            continue
        if part.get_content_disposition() == "attachment" or part.get_filename():
            yield part


def _name(part: EmailMessage) -> str:
    try:
        name = one_line(part.get_filename() or "")
    except Exception:
        name = None
    return ascii(name)[1:-1] if name else part.get_content_type()


def _day(date: str) -> dt.date | None:
    """The day that a Date header names, in the time zone of the sender; None where it names none."""
    try:
        parsed = parsedate_tz(date)
        return dt.date(*parsed[:3]) if parsed else None
    except (ValueError, TypeError, IndexError):
        return None
