"""The parts of a letter -> its text: what its sender writes, and the letters that are forwarded with it."""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Iterator
from email.message import MIMEPart

from briefbot.documents.html.markup import page_text, parse_page
from briefbot.documents.html.structure import Kinds, kinds_of
from briefbot.documents.input.decoding import decode
from briefbot.documents.metadata.assembly import one_line
from briefbot.errors import DocumentError
from briefbot.text.encoding_labels import encoding_of

_LOG = logging.getLogger(__name__)
_WORD = re.compile(r"\w{2,}")
_FEWEST_MORE = (
    30  # words that the page of a letter must have more than its plain text, which says less than half of them
)
_UNDECLARED = ("us-ascii", "ascii", "unknown-8bit", "8bit", "default")
_DEEPEST = 5  # letters forwarded within each other
_HEAD = ("From", "Date", "Subject")


def own_text(part: MIMEPart, source: str, kinds: Kinds) -> str:
    """Return the text of a part, and of the parts within it; `kinds` is filled with those of the pages among them.

    Of alternatives it is the plain one that says something, else the HTML, and that too where the plain one stands in
    its place ("View this letter in your browser"): where it has less than half of the page's words. Of parts that
    follow each other, as those before and after a picture do, it is each, apart by a blank line.
    """
    kind = part.get_content_type()
    if kind in ("text/plain", "text/html"):
        return _leaf_text(part, source, kinds)
    if part.get_content_maintype() != "multipart":
        return ""
    parts = [inner for inner in part.iter_parts() if not is_attached(inner)]
    if kind == "multipart/alternative":
        parts.sort(key=lambda inner: inner.get_content_type() != "text/plain")
    said = filter(None, (own_text(inner, source, kinds) for inner in parts))
    if kind == "multipart/related":  # what is related to a page is shown within it
        return next(said, "")
    texts = list(said)
    if kind == "multipart/alternative":
        first = next(iter(texts), "")
        return next((other for other in texts[1:] if _stands_in(first, other)), first)
    if len(texts) < 2:
        return "".join(texts)
    return "\n\n".join(text.strip("\n") for text in texts) + "\n"


def forwarded_texts(message: MIMEPart, source: str, deep: int = 0) -> Iterator[str]:
    """Yield the head and the text of each letter that is attached to a letter, and of those attached to these."""
    for part in attachments(message):
        if part.get_content_type() == "message/rfc822" and deep < _DEEPEST:
            for letter in part.iter_parts():
                text = own_text(letter, source, {}).strip("\n")
                lines = [f"{name}: {value}" for name in _HEAD if (value := one_line(header(letter, name)))]
                if text.strip():
                    yield "\n\n".join(filter(None, ["\n".join(lines), text]))
                yield from forwarded_texts(letter, source, deep + 1)


def header(message: MIMEPart, name: str) -> str:
    """Return a field of a letter's head; "" where it has none, or one that cannot be read."""
    try:
        return str(message.get(name, ""))
    except Exception:  # the parser of headers fails on some that are malformed, in many ways; then it is unknown
        return ""


def attachments(part: MIMEPart) -> Iterator[MIMEPart]:
    """Yield the parts that a person would call attached.

    Pictures within the letter are none, and what is attached to a message that is itself attached is a part of that.
    """
    for inner in part.iter_parts():
        if not is_attached(inner):
            yield from attachments(inner)
        elif not (inner.get_content_maintype() == "image" and inner.get("content-id")):
            yield inner


def is_attached(part: MIMEPart) -> bool:
    """Return whether a part is named, or marked as attached, or a whole message, as forwarded ones are."""
    return (
        part.get_content_disposition() == "attachment"
        or bool(part.get_filename())
        or part.get_content_maintype() == "message"
    )


def _stands_in(plain: str, page: str) -> bool:
    """Return whether a plain text only stands in for a page: it lacks most of what the page says."""
    said, shown = _words(plain), _words(page)
    return 2 * (said & shown).total() < shown.total() and shown.total() >= said.total() + _FEWEST_MORE


def _words(text: str) -> Counter[str]:
    said = " ".join(word for word in text.split() if "://" not in word and "@" not in word)  # but for addresses
    return Counter(_WORD.findall(said.casefold()))


def _leaf_text(part: MIMEPart, source: str, kinds: Kinds) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes) or not payload.strip():
        return ""
    text = _decoded(payload, part, source)
    if not text.strip():  # no-break spaces, as between two pictures
        return ""
    if part.get_content_subtype() == "plain":
        return text.strip("\n") + "\n"
    tree = parse_page(text)
    if tree is None:
        return ""
    kinds.update(kinds_of(tree))
    return page_text(tree)


def _decoded(payload: bytes, part: MIMEPart, source: str) -> str:
    """Return the text of a part in the encoding that it declares; "" for one of white space.

    ASCII says nothing, for programs declare it of anything. An encoding that nobody knows is told from the bytes, else
    the letters beyond ASCII are lost, with a warning. Raises DocumentError where the bytes do not fit a known one.
    """
    charset = (part.get_content_charset() or "").lower()
    encoding: str | None = None
    known = not charset or charset in _UNDECLARED
    if not known:
        try:
            encoding = encoding_of(charset, in_mail=True)
            known = True
        except LookupError:
            _LOG.warning("%s: declares the encoding %s, which is not known", source, ascii(charset[:40]))
    if not payload.decode(encoding or "utf-8", "replace").strip():
        return ""
    try:
        return decode(payload, source, encoding)
    except DocumentError:
        if known:
            raise
        return decode(payload.decode("utf-8", "replace").encode(), source)
