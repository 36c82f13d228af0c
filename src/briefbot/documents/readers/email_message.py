"""An .eml file -> its Document, a mailbox -> one for each letter: its text, without what is attached to it."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import logging
import re
from collections.abc import Iterator
from email.message import EmailMessage, MIMEPart
from email.utils import parseaddr, parsedate_tz
from functools import lru_cache
from itertools import islice, pairwise
from typing import Any, cast

from briefbot.blocks import Block, BlockKind
from briefbot.documents.html.structure import Kinds, mark_lines
from briefbot.documents.input.format import Content, Form, Format
from briefbot.documents.metadata.assembly import assemble, one_line
from briefbot.documents.metadata.headings import Heading
from briefbot.documents.readers.mail_parts import attachments, forwarded_texts, header, own_text
from briefbot.errors import DocumentError
from briefbot.text.names import is_outlet
from briefbot.types import Document

_LOG = logging.getLogger(__name__)
_HEADER = re.compile(rb"(?:from|to|subject|date|message-id|received|return-path|mime-version|delivered-to):\s", re.I)
_ANY_HEADER = re.compile(rb"[\x21-\x39\x3b-\x7e]+:|[ \t]")
_ENVELOPE = re.compile(rb"From \S{1,320} [^\r\n]{0,100}\d{4}[^\r\n]{0,100}\r?\n")  # before each message of a mailbox
_MESSAGE = re.compile(rb"(?:\A|\n\r?\n)(?P<envelope>" + _ENVELOPE.pattern + rb")(?=[\x21-\x39\x3b-\x7e]+:)")
_MAILBOX = (".mbox", ".mbx")
_MASKED = re.compile(rb"^>(>*From )", re.MULTILINE)  # a line of a letter that would begin the next one
_LONGEST_HEADER = 2000  # characters; the parser of headers takes a time that grows with the square of them


class _Policy(email.policy.EmailPolicy):
    """Headers as the library reads them, and as if they were empty where it fails on what is in them."""

    def header_fetch_parse(self, name: str, value: str) -> Any:
        try:
            return _parsed(name, value[:_LONGEST_HEADER])
        except Exception:  # in many ways
            return self.header_factory(name, "")

    def header_store_parse(self, name: str, value: Any) -> Any:
        """Return a header that is set here: an encoded word in what it was may hold the end of a line."""
        return super().header_store_parse(name, " ".join(str(value).splitlines()))


_POLICY = _Policy()
_PLAIN = email.policy.EmailPolicy()


@lru_cache(maxsize=256)
def _parsed(name: str, value: str) -> Any:
    """Return a header as the library reads it. Each is asked for a dozen times, and parts of a letter share many."""
    return _PLAIN.header_fetch_parse(name, value)


def read_eml(data: bytes, source: str) -> Iterator[Document | DocumentError]:
    """Yield the document of a letter, or of each letter of a mailbox; of one that cannot be read, a DocumentError.

    The text is the plain one, else the HTML; both where one follows the other. The letters forwarded with it follow, as
    quoted mail. The subject is the title, the day of the Date header that of publication, and the sender the author,
    or the outlet where the name is one. Attachments are named in a warning and not read. The source of a letter of a
    mailbox is "path#number", from 1. Raises DocumentError where it is no letter or has no text.
    """
    if not source.lower().endswith(_MAILBOX) and not _is_mailbox(data):
        yield _read_letter(data, source)
        return
    starts = [found.start("envelope") for found in _MESSAGE.finditer(data)]
    if not starts:
        raise DocumentError(source, "holds no letter; a mailbox has a line that begins with From above each")
    for number, (start, end) in enumerate(pairwise([*starts, len(data)]), start=1):
        try:
            yield _read_letter(_MASKED.sub(rb"\1", data[start:end]), f"{source}#{number}")
        except DocumentError as error:
            yield error


def _read_letter(data: bytes, source: str) -> Document:
    message = cast(EmailMessage, email.message_from_bytes(data, _class=EmailMessage, policy=_POLICY))
    sender = header(message, "from")
    if not (sender or header(message, "subject") or header(message, "date")):
        raise DocumentError(source, "has no header of an e-mail; save the message again as .eml, or its text as .txt")
    letter = message.get_body(("plain", "html"))
    if letter is not None:  # though it may have the name of a file
        del letter["content-disposition"]
        letter.del_param("name")
    kinds: Kinds = {}
    text = own_text(message, source, kinds)
    marked = list(mark_lines(text, kinds))
    for forwarded in forwarded_texts(message, source):
        before = f"{text.rstrip()}\n\n" if text.strip() else ""
        text = f"{before}{forwarded}\n"
        marked.append(Block(BlockKind.MAIL, len(before), len(text)))
    if not text.strip():
        raise DocumentError(source, "holds no text; save what is attached to it as files of their own")
    attached = [_name(part) for part in attachments(message) if part.get_content_type() != "message/rfc822"]
    if attached:
        _LOG.warning("%s: attached and not read: %s", source, ", ".join(attached))
    name = one_line(parseaddr(sender)[0])
    metadata = Heading(
        title=one_line(header(message, "subject")),
        outlet=name if name and is_outlet(name) else None,
        author=name if name and not is_outlet(name) else None,
        published=_day(header(message, "date")),
    )
    return assemble(text, source, metadata, marked=marked)


def _name(part: MIMEPart) -> str:
    """Return what to call an attached part: its file name, or what it is."""
    try:
        name = one_line(part.get_filename() or "")
    except Exception:
        name = None
    return ascii(name)[1:-1] if name else part.get_content_type()


def _day(date: str) -> dt.date | None:
    """Return the day that a Date header names, in the time zone of the sender; None where it names none."""
    try:
        parsed = parsedate_tz(date)
        return dt.date(*parsed[:3]) if parsed else None
    except (ValueError, TypeError, IndexError):
        return None


def _is_mailbox(data: bytes) -> bool:
    """Return whether bytes begin with a letter in an envelope, and another one follows."""
    return _ENVELOPE.match(data) is not None and next(islice(_MESSAGE.finditer(data), 1, None), None) is not None


def _is_letter(content: Content) -> bool:
    """Return whether the content begins with header fields alone, two of the usual ones among them, or is a mailbox."""
    envelope = _ENVELOPE.match(content.data)
    if envelope and _is_mailbox(content.data):
        return True
    start = content.start[envelope.end() :] if envelope else content.start
    head = re.split(rb"\r?\n\r?\n", start, maxsplit=1)[0].splitlines()
    return all(map(_ANY_HEADER.match, head[:-1])) and sum(1 for line in head if _HEADER.match(line)) >= 2


FORMAT = Format(
    name="e-mail",
    suffixes=(".eml", *_MAILBOX),
    media_types=("message/rfc822", "application/mbox"),
    form=Form.TEXT,
    read=read_eml,
    looks_like=_is_letter,
    own_encoding=True,
)
