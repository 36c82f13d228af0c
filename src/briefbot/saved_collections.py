"""Collections: articles and sources under a name, to be asked together; kept in one file in the folder of the index.

The file is no part of the catalog: builds neither read nor change it. It is replaced as a whole, so a reader sees it as
it was before a change or after it. What an article is called by is `Document.id`, and a source goes by its name.
"""

from __future__ import annotations

import json
import os
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from briefbot.errors import BriefbotError, IndexDamagedError, IndexNotFoundError
from briefbot.index_address import Index
from briefbot.settings import settings_for
from briefbot.store import Entry
from briefbot.words import folded

FILE = "collections.json"
LOCK = ".collections.lock"
MOST = 200  # collections
MOST_MEMBERS = 10_000  # documents and sources of one, each
LONGEST_NAME = 80  # characters

_FORMAT = 1
_MOST_BYTES = 100 * 1024**2
_PATIENCE = 10  # seconds that a change waits for another one


@dataclass(frozen=True, slots=True)
class SavedCollection:
    """Articles and sources under a name. A source brings along whatever it holds when the collection is asked.

    Raises BriefbotError for a name that is empty, too long or not one line, and for more members than are allowed.
    """

    name: str
    documents: tuple[str, ...] = ()  # by `Document.id`
    sources: tuple[str, ...] = ()  # that the index follows, as they were named

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", checked_name(self.name))
        for field in ("documents", "sources"):
            members = tuple(dict.fromkeys(getattr(self, field)))
            if len(members) > MOST_MEMBERS:
                raise BriefbotError(f"A collection has at most {MOST_MEMBERS:,} {field}. Choose fewer.")
            object.__setattr__(self, field, members)

    def among(self, entries: Iterable[Entry]) -> tuple[Entry, ...]:
        """Return those of the entries of an index that belong to it, each document once."""
        documents, sources = set(self.documents), set(self.sources)
        found = {
            entry.document_id: entry for entry in entries if entry.document_id in documents or entry.root in sources
        }
        return tuple(found.values())


def checked_name(name: str) -> str:
    """Return the name of a collection without white space around it. Raises BriefbotError for what is no name."""
    name = unicodedata.normalize("NFC", name).strip()
    if not name:
        raise BriefbotError("A collection needs a name.")
    if len(name) > LONGEST_NAME:
        raise BriefbotError(f"The name of a collection has at most {LONGEST_NAME} characters.")
    if any(unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") for character in name):
        raise BriefbotError("The name of a collection is one line of text.")
    return name


def list_collections(*, index: str | Index | None = None) -> tuple[SavedCollection, ...]:
    """Return the collections of an index, by name; none where there are none yet.

    Raises IndexDamagedError where their file is not as briefbot writes it.
    """
    settings = settings_for(index, None)
    return _read(settings.folder) if isinstance(settings.index, Path) else ()  # a server keeps none


def save_collection(collection: SavedCollection, *, index: str | Index | None = None) -> None:
    """Keep a new collection. Raises BriefbotError where one has its name already, or there are too many."""
    with _changing(index) as collections:
        _check_is_free(collection.name, collections)
        if len(collections) >= MOST:
            raise BriefbotError(f"There are at most {MOST} collections. Delete one first.")
        collections.append(collection)


def rename_collection(name: str, new_name: str, *, index: str | Index | None = None) -> None:
    """Give a collection another name. Raises BriefbotError where there is none of the old one, or one of the new."""
    with _changing(index) as collections:
        at = _at(name, collections)
        renamed = replace(collections.pop(at), name=new_name)
        _check_is_free(renamed.name, collections)
        collections.append(renamed)


def delete_collection(name: str, *, index: str | Index | None = None) -> None:
    """Delete a collection; its articles stay. Raises BriefbotError where there is none of this name."""
    with _changing(index) as collections:
        del collections[_at(name, collections)]


def _at(name: str, collections: list[SavedCollection]) -> int:
    for at, one in enumerate(collections):
        if one.name == name:
            return at
    raise BriefbotError("This collection is no longer there.")


def _check_is_free(name: str, collections: Iterable[SavedCollection]) -> None:
    if any(folded(one.name) == folded(name) for one in collections):
        raise BriefbotError(f"There is a collection called “{name}” already. Choose another name.")


@contextmanager
def _changing(index: str | Index | None) -> Iterator[list[SavedCollection]]:
    """Give the collections to be changed, and write them afterwards; nobody else changes them meanwhile."""
    import filelock  # takes asyncio along, which a question does not need

    folder = settings_for(index, None).folder
    if not folder.is_dir():
        raise IndexNotFoundError(f"There is no index in {folder}.")
    try:
        with filelock.FileLock(folder / LOCK, timeout=_PATIENCE):
            collections = list(_read(folder))
            yield collections
            _write(folder, collections)
    except filelock.Timeout as error:
        raise BriefbotError("The collections are being changed by another program. Try again.") from error
    except OSError as error:
        raise BriefbotError(f"The collections cannot be kept: {error.strerror or 'the disk refuses it'}.") from error


def _read(folder: Path) -> tuple[SavedCollection, ...]:
    path = folder / FILE
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise ValueError("it is too large")
        found = json.loads(path.read_text("utf-8"))
        if not isinstance(found, dict) or found.get("format") != _FORMAT or not isinstance(found["collections"], list):
            raise ValueError("it is of another format")
        return tuple(sorted((_collection(one) for one in found["collections"]), key=lambda one: folded(one.name)))
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, KeyError, TypeError, RecursionError, BriefbotError) as error:
        message = f"The collections in {path} cannot be read: {error}. Mend the file, or move it away."
        raise IndexDamagedError(message) from error


def _collection(value: Any) -> SavedCollection:
    documents, sources = value["documents"], value["sources"]
    texts = [value["name"], *documents, *sources]
    if type(documents) is not list or type(sources) is not list or not all(type(text) is str for text in texts):
        raise ValueError("a collection is not as it was written")
    return SavedCollection(value["name"], tuple(documents), tuple(sources))


def _write(folder: Path, collections: Iterable[SavedCollection]) -> None:
    """Replace the file; killed at any moment, the old one or the new one is there."""
    written = [{"name": one.name, "documents": one.documents, "sources": one.sources} for one in collections]
    part = folder / f".{FILE}.{os.getpid()}.part"  # the lock keeps others away
    try:
        with part.open("w", encoding="utf-8") as file:
            json.dump({"format": _FORMAT, "collections": written}, file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())
        part.replace(folder / FILE)
    except UnicodeEncodeError as error:  # half of a surrogate pair
        raise BriefbotError("What a collection holds is not text.") from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
