"""Files and web addresses -> Documents: find what a person means, and read each into the articles it holds.

    find_sources(["articles/", "https://example.org/a"])   -> what to read, and what cannot be read, sorted by name
    read_documents(path, max_bytes=20 * 1024 * 1024)       -> the Documents in one file, and what cannot be read
    read_address(address, Limits(...))                     -> the same of a web address; nothing else fetches anything

What fails is a value, a DocumentError that names the source and the cure, in its place among what was read: one
bad file or record never costs the others. What the text of a document is, and which dates are believed, is written
down in docs/decisions/0005-what-is-the-text.md.
"""

from briefbot.documents.formats import READING, list_formats
from briefbot.documents.input.addresses import one_address
from briefbot.documents.input.decoding import read_bytes, unix_lines
from briefbot.documents.input.format import Format
from briefbot.documents.input.sources import is_passed_over
from briefbot.documents.input.web import Limits, check_address
from briefbot.documents.reading import document_of, find_sources, place_read
from briefbot.documents.worker.client import FileReader, file_reader, limits_of, read_address, read_documents
from briefbot.documents.worker.drawing import PageImage, draw_page
from briefbot.text.addresses import is_address

__all__ = [
    "READING",
    "FileReader",
    "Format",
    "Limits",
    "PageImage",
    "check_address",
    "document_of",
    "draw_page",
    "file_reader",
    "find_sources",
    "is_address",
    "is_passed_over",
    "limits_of",
    "list_formats",
    "one_address",
    "place_read",
    "read_address",
    "read_bytes",
    "read_documents",
    "unix_lines",
]
