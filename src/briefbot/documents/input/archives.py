"""Zip archives that a format is made of, opened only where they are not larger inside than a reader can hold."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

from briefbot.errors import DocumentError

MOST_UNPACKED = 200 * 1024 * 1024  # bytes in all entries; pictures in them hardly shrink when packed, text does tenfold
MOST_MARKUP = 32 * 1024 * 1024  # bytes in entries that are no pictures; a tree of them takes up to thirty times as much
MOST_ENTRIES = 20_000
PACKED_AS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # of others, zipfile cannot unpack a part: all of it or nothing

_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp", ".tif", ".tiff", ".svg", ".emf", ".wmf", ".ttf", ".otf")


@contextmanager
def open_zip(data: bytes, source: str) -> Iterator[zipfile.ZipFile]:
    """Open the archive in `data`, and close it afterwards.

    Raises DocumentError where it is damaged, or unpacks to more than a reader can hold. What an entry says of its own
    size holds: zipfile reads no more of it than that.
    """
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except Exception as error:  # zipfile raises many kinds on damaged archives
        raise DocumentError(source, "is damaged; copy or save it again") from error
    with archive:
        entries = archive.infolist()
        if any(entry.compress_type not in PACKED_AS for entry in entries):
            raise DocumentError(source, "is packed in a way that no program of texts uses; save it again")
        if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
            limit = f"{MOST_UNPACKED // 1024**2} MiB or {MOST_ENTRIES:,} entries"
            raise DocumentError(source, f"unpacks to more than {limit}; save it without pictures, or as .txt")
        markup = sum(entry.file_size for entry in entries if not entry.filename.lower().endswith(_PICTURES))
        if markup > MOST_MARKUP:
            limit = f"{MOST_MARKUP // 1024**2} MiB of text and markup"
            raise DocumentError(source, f"unpacks to more than {limit}; split it, or save it as .txt")
        yield archive


def read_entry(archive: zipfile.ZipFile, name: str, source: str) -> bytes:
    """Return one entry. Raises DocumentError where it is missing, damaged or encrypted."""
    try:
        entry = archive.getinfo(name)
        with archive.open(entry) as file:
            return file.read(entry.file_size)  # read without a size, one that lies about its own is unpacked as a whole
    except Exception as error:
        raise DocumentError(source, f"its part {name[:100]!r} is missing or damaged; copy or save it again") from error
