"""Bytes of a file -> its text: what cannot be decoded for sure is an error, never a replacement character."""

from __future__ import annotations

import codecs
import logging
import os
from pathlib import Path
from stat import S_ISREG

from briefbot.documents.input.undeclared import surest, without_stray_bytes
from briefbot.errors import DocumentError

_LOG = logging.getLogger(__name__)
_NO_WAIT = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOCTTY", 0)
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def read_bytes(path: Path, source: str, max_bytes: int) -> bytes:
    """Return the bytes of a regular file of at most `max_bytes`; nothing is read of another one.

    Raises DocumentError where it cannot be read, is a pipe or a device, or is larger.
    """
    try:
        # What the name leads to may have changed since it was found, and opening a pipe would wait for ever.
        descriptor = os.open(path, os.O_RDONLY | _NO_WAIT)
        try:
            status = os.fstat(descriptor)
            if not S_ISREG(status.st_mode):
                raise DocumentError(source, "not a regular file; give a file, or a folder to find_sources")
            with os.fdopen(descriptor, "rb", closefd=False) as file:
                data = file.read(max_bytes + 1) if status.st_size <= max_bytes else b""
        finally:
            os.close(descriptor)
    except (OSError, ValueError) as error:
        raise DocumentError(source, why_unreadable(error)) from error
    if status.st_size > max_bytes or len(data) > max_bytes:
        raise DocumentError(source, f"larger than {max_bytes:,} bytes; split it, or raise the setting max_file_bytes")
    return data


def why_unreadable(error: OSError | ValueError) -> str:
    """Return why the system refused a path, and what to do about it."""
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return "there is no such file or folder; check the name and the folder you are in"
    if isinstance(error, PermissionError):
        return "permission denied; make it readable for this user"
    if isinstance(error, OSError):
        return f"cannot be read: {error.strerror or error}"
    return f"not a possible file name: {error}"


def byte_order_mark(data: bytes) -> tuple[str, int] | None:
    """Return the encoding that a byte order mark at the start declares and the mark's length; None without one."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding, len(mark)
    return None


def decode(data: bytes, source: str, encoding: str | None = None) -> str:
    """Return the text in `encoding`, or in the one its byte order mark declares, with "\n" as the only line ending.

    None is UTF-8 that nothing declares; where the bytes are none, the encoding that they are in for sure is taken, and
    said in a warning, as are single bytes out of place. The mark is dropped and CRLF and CR become LF; every other
    character stays. Raises DocumentError where the bytes do not fit the encoding, hold NUL (so they are not text), or
    hold nothing but white space.
    """
    declared, skipped = byte_order_mark(data) or (encoding, 0)
    if not (declared or "").startswith("utf-16") and b"\0" in data:
        raise DocumentError(source, "holds NUL bytes, so it is not text; export it as UTF-8 text")
    try:
        text = decode_exactly(data, source, declared or "utf-8", skipped)
    except DocumentError:
        sure = mended(data[skipped:], source, declared)
        if sure is None:
            raise
        text = sure
    if "\0" in text:
        raise DocumentError(source, "holds NUL characters, so it is not text; export it as UTF-8 text")
    if not text.strip():
        raise DocumentError(source, "is empty; there is nothing to index" if not data else "holds only white space")
    return unix_lines(text)


def mended(data: bytes, source: str, declared: str | None = None) -> str | None:
    """Return the text of bytes that are not quite UTF-8, with a warning that says so; None where it is not sure."""
    if declared not in (None, "utf-8"):
        return None
    text = without_stray_bytes(data)
    if text is not None:
        _LOG.warning("%s: some bytes are not UTF-8; they are read as Western European", source)
        return text
    found = surest(data) if declared is None else None
    if found is None:
        return None
    _LOG.warning("%s: not UTF-8, and nothing says what it is; read as %s", source, found[1])
    return found[0]


def decode_exactly(data: bytes, source: str, encoding: str, skipped: int = 0) -> str:
    """Return the text of `data[skipped:]`.

    Raises DocumentError, naming the first byte that does not fit, and its line.
    """
    try:
        return data[skipped:].decode(encoding)
    except UnicodeDecodeError as error:
        at = skipped + error.start
        lines = data[skipped:at].decode(encoding, "replace")  # only counted, never kept
        reason = f"not valid {encoding.upper()}: byte 0x{data[at]:02x} at offset {at}, line {1 + lines.count(chr(10))}"
        raise DocumentError(source, f"{reason}; save it again as UTF-8") from error


def is_utf8(data: bytes) -> bool:
    """Return whether bytes are valid UTF-8."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def unix_lines(text: str) -> str:
    """Return the text with CRLF and CR as LF, and nothing else changed."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
