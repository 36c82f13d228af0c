"""Files -> Documents: find the files a person means, and read each into the articles it holds.

    find_sources(["articles/", "brief.md"])            -> paths to read, and what cannot be read, sorted by name
    read_documents(path, max_bytes=20 * 1024 * 1024)   -> the Documents in one file, and what cannot be read

What fails is a value, a DocumentError that names the source and the cure, in its place among what was read: one
bad file or record never costs the others. What the text of a document is, and which dates are believed, is written
down in docs/decisions/0005-what-is-the-text.md.
"""

from briefbot.documents.formats import SUFFIXES, read_documents
from briefbot.documents.sources import find_sources

__all__ = ["SUFFIXES", "find_sources", "read_documents"]
